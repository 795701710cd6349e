"""The stub itself: the same as moto where moto is right, as AWS documents where moto is not."""

import datetime
import http.client
import json
import urllib.parse

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError, ConnectionClosedError

from EndToEnd.support.accounts import (
    ACCOUNT,
    APPLIANCE,
    APPLIANCE_POLICY,
    LINKED,
    READ_ONLY,
    STUB_EXPIRED,
    STUB_OTHER,
    STUB_SESSION,
    STUB_TESTER,
    Keys,
    client,
    trust,
)

LINKED_POLICY = "arn:aws:iam::aws:policy/aws-service-role/AWSPanoramaServiceLinkedRolePolicy"
INLINE = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/%2F+é"}
    ],
}


def code(call, **parameters) -> str:
    """The error code of a call, or `ok`."""
    try:
        call(**parameters)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return "ok"


def life_of_a_role(iam) -> list:
    """What a role goes through, as values that two servers must agree on."""
    seen: list = []
    text = json.dumps(trust())

    def see(call, *keys, **parameters):
        try:
            value = call(**parameters)
        except ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            seen.append((error.response["Error"]["Code"], status))
            return
        for key in keys:
            value = value[key]
        if "Tags" in keys:
            value = sorted(value, key=lambda tag: tag["Key"])
        seen.append(value if keys else "ok")

    role = {"RoleName": "life"}
    see(iam.get_role, **role)
    see(
        iam.create_role, "Role", "Arn", **role, AssumeRolePolicyDocument=text, Path="/a/b/",
        Description='one\ntwo <&> "é"', MaxSessionDuration=7200,
        Tags=[{"Key": "k", "Value": "v ü+%".replace("%", "")}],
    )  # fmt: skip
    see(iam.create_role, **role, AssumeRolePolicyDocument=text)
    for key in ("AssumeRolePolicyDocument", "Description", "MaxSessionDuration", "Path", "Tags"):
        see(iam.get_role, "Role", key, **role)
    see(iam.put_role_policy, **role, PolicyName="p", PolicyDocument=json.dumps(INLINE))
    see(iam.get_role_policy, "PolicyDocument", **role, PolicyName="p")
    see(iam.list_role_policies, "PolicyNames", **role)
    see(iam.get_role_policy, **role, PolicyName="other")
    see(iam.attach_role_policy, **role, PolicyArn=READ_ONLY)
    see(iam.attach_role_policy, **role, PolicyArn=READ_ONLY)
    see(iam.attach_role_policy, **role, PolicyArn="arn:aws:iam::aws:policy/NoSuchPolicyAnywhere")
    see(iam.list_attached_role_policies, "AttachedPolicies", **role)
    see(iam.update_role, **role, Description="d", MaxSessionDuration=3600)
    see(iam.get_role, "Role", "MaxSessionDuration", **role)
    see(
        iam.update_assume_role_policy,
        **role,
        PolicyDocument=json.dumps(trust(Null={"a:b": "true"})),
    )
    see(iam.get_role, "Role", "AssumeRolePolicyDocument", **role)
    see(iam.update_assume_role_policy, **role, PolicyDocument="{")
    see(iam.put_role_permissions_boundary, **role, PermissionsBoundary=READ_ONLY)
    see(iam.get_role, "Role", "PermissionsBoundary", **role)
    see(iam.tag_role, **role, Tags=[{"Key": "k", "Value": "w"}, {"Key": "e", "Value": ""}])
    see(iam.list_role_tags, "Tags", **role)
    see(iam.untag_role, **role, TagKeys=["k", "absent"])
    see(iam.list_role_tags, "Tags", **role)
    see(iam.delete_role, **role)
    see(iam.detach_role_policy, **role, PolicyArn=READ_ONLY)
    see(iam.detach_role_policy, **role, PolicyArn=READ_ONLY)
    see(iam.delete_role, **role)
    see(iam.delete_role_policy, **role, PolicyName="p")
    see(iam.delete_role_policy, **role, PolicyName="p")
    see(iam.delete_role, **role)
    see(iam.get_role, **role)
    see(iam.delete_role, **role)
    return seen


def test_a_role_lives_as_in_moto(moto, account):
    assert life_of_a_role(account.iam) == life_of_a_role(moto.iam)


def test_customer_policies_live_as_in_moto(moto, account):
    # No percent sign: moto's GetPolicyVersion does not encode the document.
    statement = {**INLINE["Statement"][0], "Resource": "*"}
    text = json.dumps({**INLINE, "Statement": statement})

    def life(iam):
        arn = iam.create_policy(PolicyName="own", PolicyDocument=text)["Policy"]["Arn"]
        seen = [arn, code(iam.create_policy, PolicyName="own", PolicyDocument=text)]
        for _ in range(4):
            iam.create_policy_version(PolicyArn=arn, PolicyDocument=text, SetAsDefault=True)
        seen.append(code(iam.create_policy_version, PolicyArn=arn, PolicyDocument=text))
        seen.append(iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"])
        seen.append(code(iam.delete_policy_version, PolicyArn=arn, VersionId="v5"))
        seen.append(code(iam.delete_policy_version, PolicyArn=arn, VersionId="v1"))
        found = iam.get_policy_version(PolicyArn=arn, VersionId="v2")["PolicyVersion"]
        iam.tag_policy(PolicyArn=arn, Tags=[{"Key": "k", "Value": "1"}, {"Key": "l", "Value": ""}])
        iam.tag_policy(PolicyArn=arn, Tags=[{"Key": "k", "Value": "2"}])
        iam.untag_policy(PolicyArn=arn, TagKeys=["l", "absent"])
        seen.append(iam.list_policy_tags(PolicyArn=arn)["Tags"])
        return [*seen, found["Document"], found["IsDefaultVersion"]]

    assert life(account.iam) == life(moto.iam)


def test_aws_managed_policies_are_those_of_moto(moto, account):
    def document(iam):
        version = iam.get_policy(PolicyArn=APPLIANCE_POLICY)["Policy"]["DefaultVersionId"]
        return iam.get_policy_version(PolicyArn=APPLIANCE_POLICY, VersionId=version)[
            "PolicyVersion"
        ]["Document"]

    assert document(account.iam) == document(moto.iam)


TEXT = json.dumps(trust())
REFUSALS = [
    ("name in other case", "create_role", {"RoleName": "THERE"}, "EntityAlreadyExists"),
    ("65 characters", "create_role", {"RoleName": "r" * 65}, "ValidationError"),
    ("space", "create_role", {"RoleName": "a b"}, "ValidationError"),
    ("path", "create_role", {"RoleName": "x", "Path": "team"}, "ValidationError"),
    ("session", "create_role", {"RoleName": "x", "MaxSessionDuration": 60}, "ValidationError"),
    ("description", "create_role", {"RoleName": "x", "Description": "”"}, "ValidationError"),
    (
        "reserved tag", "create_role",
        {"RoleName": "x", "Tags": [{"Key": "aws:x", "Value": ""}]}, "InvalidInput",
    ),
    (
        "tags that differ in case", "create_role",
        {"RoleName": "x", "Tags": [{"Key": "a", "Value": ""}, {"Key": "A", "Value": ""}]},
        "InvalidInput",
    ),
    (
        "service-linked policy", "attach_role_policy",
        {"PolicyArn": LINKED_POLICY},
        "PolicyNotAttachable",
    ),
    (
        "path as the AWS guide links it", "attach_role_policy",
        {"PolicyArn": APPLIANCE_POLICY.replace("/service-role/", "/aws-service-role/")},
        "NoSuchEntity",
    ),
    (
        "deprecated policy", "attach_role_policy",
        {"PolicyArn": "arn:aws:iam::aws:policy/AWSLambdaFullAccess"}, "NoSuchEntity",
    ),
    ("no ARN", "attach_role_policy", {"PolicyArn": "not-an-arn-not-an-arn"}, "InvalidInput"),
    (
        "boundary that does not exist", "put_role_permissions_boundary",
        {"PermissionsBoundary": "arn:aws:iam::123456789012:policy/nope"}, "NoSuchEntity",
    ),
    ("unknown service", "create_service_linked_role", {"AWSServiceName": "x.y"}, "InvalidInput"),
    (
        "service name without dots", "create_service_linked_role", {"AWSServiceName": "panorama"},
        "InvalidInput",
    ),
    ("marker", "list_roles", {"Marker": "nonsense"}, "InvalidInput"),
    ("no items", "list_roles", {"MaxItems": 0}, "ParamValidation"),
    ("too many items", "list_roles", {"MaxItems": 5000}, "ValidationError"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "call", "changes", "expected"), REFUSALS)
def test_it_refuses_what_aws_refuses(account, what, call, changes, expected):
    account.iam.create_role(RoleName="there", AssumeRolePolicyDocument=TEXT)
    iam = client("iam", account.url, account.keys, parameter_validation=False)
    defaults = {
        "create_role": {"AssumeRolePolicyDocument": TEXT},
        "attach_role_policy": {"RoleName": "there"},
        "put_role_permissions_boundary": {"RoleName": "there"},
    }
    expected = "ValidationError" if expected == "ParamValidation" else expected
    assert code(getattr(iam, call), **{**defaults.get(call, {}), **changes}) == expected


TRUSTS = [
    ("not JSON", "{"),
    ("duplicate key", '{"Version":"2012-10-17","Version":"2012-10-17","Statement":[]}'),
    ("Resource", json.dumps(trust()).replace('"Action"', '"Resource":"*","Action"')),
    ("no Principal", json.dumps(trust()).replace('"Principal"', '"Sid2"')),
    ("other action", json.dumps(trust()).replace("sts:AssumeRole", "s3:GetObject")),
    ("unknown service", json.dumps(trust()).replace("panorama.", "panorma.")),
    ("unknown role", json.dumps(trust()).replace('"Service": "panorama.amazonaws.com"',
     '"AWS": "arn:aws:iam::123456789012:role/nobody"')),
]  # fmt: skip


@pytest.mark.parametrize(("what", "text"), TRUSTS)
def test_it_refuses_trust_policies_as_aws(account, what, text):
    refused = code(account.iam.create_role, RoleName="r", AssumeRolePolicyDocument=text)
    assert refused == "MalformedPolicyDocument"
    assert account.names() == []


IDENTITY = [
    ("principal", {"Principal": "*"}),
    ("Sid with a dash", {"Sid": "a-b"}),
    ("Effect in lower case", {"Effect": "allow"}),
    ("action without vendor", {"Action": "GetObject"}),
    ("resource that is no ARN", {"Resource": "bucket"}),
]


@pytest.mark.parametrize(("what", "changes"), IDENTITY)
def test_it_refuses_identity_policies_as_aws(account, what, changes):
    account.iam.create_role(RoleName="r", AssumeRolePolicyDocument=TEXT)
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", **changes}
    text = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    refused = code(account.iam.put_role_policy, RoleName="r", PolicyName="p", PolicyDocument=text)
    assert refused == "MalformedPolicyDocument"


def test_it_accepts_what_moto_refuses_wrongly(account):
    account.iam.create_role(RoleName="r", AssumeRolePolicyDocument=TEXT)
    for changes in ({"Version": "2008-10-17"}, {"Statement": [{**INLINE["Statement"][0],
                    "Condition": {"NumericLessThan": {"s3:max-keys": 10}}}]}):  # fmt: skip
        text = json.dumps({**INLINE, **changes})
        account.iam.put_role_policy(RoleName="r", PolicyName="p", PolicyDocument=text)


def test_quotas_are_those_of_aws(account):
    iam = account.iam
    arns = [f"arn:aws:panorama:us-east-1:{ACCOUNT}:device/device-{n:026}" for n in range(22)]
    ok = trust(StringEquals={"aws:SourceAccount": ACCOUNT}, ArnLike={"aws:SourceArn": arns[:21]})
    over = trust(StringEquals={"aws:SourceAccount": ACCOUNT}, ArnLike={"aws:SourceArn": arns})
    create = iam.create_role
    # White space is not counted.
    assert code(create, RoleName="a", AssumeRolePolicyDocument=json.dumps(ok, indent=4)) == "ok"
    assert code(create, RoleName="b", AssumeRolePolicyDocument=json.dumps(over)) == "LimitExceeded"
    names = sorted(row["PolicyArn"] for row in attachable(iam))[:11]
    codes = [code(iam.attach_role_policy, RoleName="a", PolicyArn=arn) for arn in names]
    assert codes == ["ok"] * 10 + ["LimitExceeded"]
    big = {**INLINE["Statement"][0], "Resource": ["arn:aws:s3:::" + "x" * 5000]}
    text = json.dumps({**INLINE, "Statement": [big]})
    put = iam.put_role_policy
    assert code(put, RoleName="a", PolicyName="1", PolicyDocument=text) == "ok"
    assert code(put, RoleName="a", PolicyName="1", PolicyDocument=text) == "ok"
    assert code(put, RoleName="a", PolicyName="2", PolicyDocument=text) == "ok"
    assert code(put, RoleName="a", PolicyName="3", PolicyDocument=text) == "LimitExceeded"
    tags = [{"Key": f"t{n}", "Value": ""} for n in range(50)]
    iam.tag_role(RoleName="a", Tags=tags)
    assert code(iam.tag_role, RoleName="a", Tags=[{"Key": "T7", "Value": "x"}]) == "ok"
    more = [{"Key": "one-more", "Value": ""}]
    assert code(iam.tag_role, RoleName="a", Tags=more) == "LimitExceeded"


def attachable(iam) -> list[dict]:
    rows = iam.list_policies(Scope="AWS", MaxItems=50)["Policies"]
    return [{"PolicyArn": row["Arn"]} for row in rows if not row["Path"].startswith("/aws-service")]


def test_service_linked_roles_are_the_services_own(account):
    iam = account.iam
    create = iam.create_service_linked_role
    role = create(AWSServiceName="panorama.amazonaws.com")["Role"]
    assert role["RoleName"] == LINKED
    assert role["Path"] == "/aws-service-role/panorama.amazonaws.com/"
    attached = iam.list_attached_role_policies(RoleName=LINKED)["AttachedPolicies"]
    assert [row["PolicyName"] for row in attached] == ["AWSPanoramaServiceLinkedRolePolicy"]
    with pytest.raises(ClientError, match="has been taken in this account") as error:
        create(AWSServiceName="panorama.amazonaws.com")
    assert error.value.response["Error"]["Code"] == "InvalidInput"
    for call, values in [
        (iam.delete_role, {}),
        (iam.put_role_policy, {"PolicyName": "p", "PolicyDocument": json.dumps(INLINE)}),
        (iam.update_assume_role_policy, {"PolicyDocument": TEXT}),
        (iam.attach_role_policy, {"PolicyArn": READ_ONLY}),
        (iam.put_role_permissions_boundary, {"PermissionsBoundary": READ_ONLY}),
    ]:
        assert code(call, RoleName=LINKED, **values) == "UnmodifiableEntity"
    task = iam.delete_service_linked_role(RoleName=LINKED)["DeletionTaskId"]
    assert task.startswith(f"task/aws-service-role/panorama.amazonaws.com/{LINKED}/")
    assert iam.delete_service_linked_role(RoleName=LINKED)["DeletionTaskId"] == task
    poll = iam.get_service_linked_role_deletion_status
    assert poll(DeletionTaskId=task)["Status"] == "IN_PROGRESS"
    assert account.names() == [LINKED]
    assert poll(DeletionTaskId=task)["Status"] == "SUCCEEDED"
    assert account.names() == []


def test_principals_are_stored_as_aws_stores_them(stub, account):
    iam = account.iam
    by_account = trust()
    by_account["Statement"][0]["Principal"] = {"AWS": ACCOUNT}
    iam.create_role(RoleName="a", AssumeRolePolicyDocument=json.dumps(by_account))
    found = iam.get_role(RoleName="a")["Role"]["AssumeRolePolicyDocument"]
    assert found["Statement"][0]["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    by_role = trust()
    by_role["Statement"][0]["Principal"] = {"AWS": f"arn:aws:iam::{ACCOUNT}:role/a"}
    iam.create_role(RoleName="b", AssumeRolePolicyDocument=json.dumps(by_role))

    def shown():
        role = iam.get_role(RoleName="b")["Role"]
        return role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]["AWS"]

    assert shown() == f"arn:aws:iam::{ACCOUNT}:role/a"
    iam.delete_role(RoleName="a")
    assert shown().startswith("AROA")
    iam.create_role(RoleName="a", AssumeRolePolicyDocument=TEXT)
    assert shown().startswith("AROA"), "re-creation does not heal the principal"


def test_tag_keys_fold_case(account):
    account.iam.create_role(RoleName="r", AssumeRolePolicyDocument=TEXT)
    account.iam.tag_role(RoleName="r", Tags=[{"Key": "Team", "Value": "1"}])
    account.iam.tag_role(RoleName="r", Tags=[{"Key": "team", "Value": "2"}])
    tags = account.iam.list_role_tags(RoleName="r")["Tags"]
    assert tags == [{"Key": "team", "Value": "2"}]


@pytest.mark.parametrize("size", [1, 2, 7, 100])
def test_every_list_pages(stub, account, size):
    iam = account.iam
    stub.settings(page_size=size)
    for number in range(7):
        iam.create_role(RoleName=f"r{number}", AssumeRolePolicyDocument=TEXT)
    for number in range(4):
        text = json.dumps(INLINE)
        iam.put_role_policy(RoleName="r0", PolicyName=f"p{number}", PolicyDocument=text)
        iam.tag_role(RoleName="r0", Tags=[{"Key": f"t{number}", "Value": ""}])
        iam.attach_role_policy(RoleName="r0", PolicyArn=attachable(iam)[0]["PolicyArn"])

    def count(operation, key, **parameters):
        pages = list(iam.get_paginator(operation).paginate(**parameters))
        assert all(len(page[key]) <= size for page in pages)
        return sum(len(page[key]) for page in pages)

    assert count("list_roles", "Roles") == 7
    assert count("list_role_policies", "PolicyNames", RoleName="r0") == 4
    assert count("list_role_tags", "Tags", RoleName="r0") == 4
    assert count("get_account_authorization_details", "RoleDetailList", Filter=["Role"]) == 7


def test_the_sweep_filters_and_encodes(account):
    iam = account.iam
    account.make_roles()
    special = trust(StringLike={"aws:SourceArn": "arn:aws:x:::a%2Fb+c"})
    account.set_trust(special)
    iam.create_policy(PolicyName="own", PolicyDocument=json.dumps(INLINE))
    sweep = iam.get_account_authorization_details()
    roles = {role["RoleName"]: role for role in sweep["RoleDetailList"]}
    assert roles[APPLIANCE]["AssumeRolePolicyDocument"] == special
    assert "Description" not in roles[APPLIANCE]
    assert {policy["PolicyName"] for policy in sweep["Policies"]} == {
        "own", "AWSPanoramaApplianceServiceRolePolicy", "AWSPanoramaServiceLinkedRolePolicy",
    }  # fmt: skip
    local = iam.get_account_authorization_details(Filter=["LocalManagedPolicy"])
    assert [policy["PolicyName"] for policy in local["Policies"]] == ["own"]
    assert local["RoleDetailList"] == []


def identity(url: str, keys: Keys, **values) -> str:
    try:
        return client("sts", url, keys, **values).get_caller_identity()["Arn"]
    except ClientError as error:
        return error.response["Error"]["Code"]


def test_it_knows_who_calls(stub):
    assert identity(stub.url, STUB_TESTER) == f"arn:aws:iam::{ACCOUNT}:user/tester"
    assert identity(stub.url, STUB_OTHER) == "arn:aws:iam::210987654321:user/other"
    assert identity(stub.url, STUB_SESSION).endswith("assumed-role/Deployer/session")
    assert identity(stub.url, STUB_EXPIRED) == "ExpiredToken"
    wrong = Keys(STUB_TESTER.access_key, "wrong")
    assert identity(stub.url, wrong) == "SignatureDoesNotMatch"
    assert identity(stub.url, Keys("AKIANOBODY", "x")) == "InvalidClientTokenId"
    no_token = Keys(STUB_SESSION.access_key, STUB_SESSION.secret)
    assert identity(stub.url, no_token) == "InvalidClientTokenId"
    stub.settings(clock_offset=3600)
    assert identity(stub.url, STUB_TESTER) == "SignatureDoesNotMatch"


def post(url: str, body: bytes, *, sign=True, region="us-east-1", change=None) -> tuple[int, str]:
    """A request by hand, changed after signing when `change` is given."""
    request = AWSRequest(
        "POST", url + "/", {"Content-Type": "application/x-www-form-urlencoded"}, body
    )
    if sign:
        SigV4Auth(Credentials(STUB_TESTER.access_key, STUB_TESTER.secret), "iam", region).add_auth(
            request
        )
    headers = dict(request.headers.items())
    if change is not None:
        headers, body = change(headers, body)
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc)
    connection.request("POST", "/", body, headers)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def test_it_judges_signatures(stub):
    body = b"Action=ListRoles&Version=2010-05-08"
    assert post(stub.url, body)[0] == 200
    assert post(stub.url, body, sign=False) [0] == 403  # fmt: skip
    assert "MissingAuthenticationToken" in post(stub.url, body, sign=False)[1]
    assert "valid region" in post(stub.url, body, region="eu-west-1")[1]
    for change in (
        lambda headers, body: (headers, body + b"&MaxItems=1"),
        lambda headers, body: ({**headers, "X-Amz-Date": "20200101T000000Z"}, body),
    ):
        status, text = post(stub.url, body, change=change)
        assert status == 403 and "SignatureDoesNotMatch" in text
    status, text = post(stub.url, b"Action=Nonsense&Version=2010-05-08")
    assert status == 400 and "InvalidAction" in text
    status, text = post(stub.url, b"Action=ListRoles")
    assert status == 400 and "InvalidAction" in text


def test_faults_strike_the_calls_that_they_name(stub, account):
    iam = client("iam", stub.url, STUB_TESTER)
    stub.fault("throttle", "GetRole", first=2, times=2)
    account.make_roles()
    codes = [code(iam.get_role, RoleName=APPLIANCE) for _ in range(5)]
    assert codes == ["ok", "Throttling", "Throttling", "ok", "ok"]
    stub.heal()
    stub.fault("throttle", "GetRole|ListRoles", each=True, times=1)
    codes = [code(iam.get_role, RoleName=name) for name in (APPLIANCE, APPLIANCE, LINKED, LINKED)]
    assert codes == ["Throttling", "ok", "Throttling", "ok"]
    assert [call["code"] for call in stub.calls("GetRole")] == [
        None, "Throttling", "Throttling", None, None, "Throttling", None, "Throttling", None,
    ]  # fmt: skip
    assert stub.writes() == [], "the test's own hands are not logged"


@pytest.mark.parametrize(
    ("kind", "effect"),
    [
        ("reset-before", False), ("reset-after", True), ("cut-head-after", True),
        ("cut-body-after", True), ("cut-xml-after", True), ("html", False), ("html-after", True),
        ("service-failure", False), ("service-failure-after", True), ("unavailable-html", False),
        ("denied", False), ("expired-token", False), ("concurrent-modification", False),
        ("redirect", False), ("empty", False),
    ],
)  # fmt: skip
def test_a_fault_strikes_before_or_after_the_effect(stub, kind, effect):
    iam = client("iam", stub.url, STUB_TESTER)
    stub.fault(kind, "CreateRole")
    with pytest.raises(Exception) as error:
        iam.create_role(RoleName="r", AssumeRolePolicyDocument=TEXT)
    if kind.startswith("reset"):
        assert isinstance(error.value, ConnectionClosedError)
    assert list(stub.roles()) == (["r"] if effect else [])
    assert code(iam.get_role, RoleName="r") == ("ok" if effect else "NoSuchEntity")


def test_writes_show_late_when_asked_to(stub):
    iam = client("iam", stub.url, STUB_TESTER)
    stub.consistency(stale_reads=2, blind_writes=1)
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=TEXT)
    attach = {"RoleName": "r", "PolicyArn": READ_ONLY}
    assert [code(iam.attach_role_policy, **attach) for _ in range(2)] == ["NoSuchEntity", "ok"]
    found = [code(iam.get_role, RoleName="r") for _ in range(3)]
    assert found == ["NoSuchEntity", "NoSuchEntity", "ok"]
    iam.update_role(RoleName="r", Description="new")
    seen = [iam.get_role(RoleName="r")["Role"].get("Description") for _ in range(3)]
    assert seen == [None, None, "new"]


def test_the_state_can_be_saved_and_put_back(stub, account):
    account.make_roles(Tags=[{"Key": "a", "Value": "b"}])
    account.iam.create_policy(PolicyName="own", PolicyDocument=json.dumps(INLINE))
    account.iam.create_instance_profile(InstanceProfileName="p")
    account.iam.add_role_to_instance_profile(InstanceProfileName="p", RoleName=APPLIANCE)
    saved = stub.look("state")
    stub.reset()
    assert account.names() == []
    stub.order("load", account=saved[ACCOUNT])
    assert stub.look("state") == saved
    assert account.names() == [APPLIANCE, LINKED]


def test_a_call_can_be_held(stub):
    import threading

    iam = client("iam", stub.url, STUB_TESTER)
    stub.fault("hold-after", "CreateRole")
    done = []

    def create():
        iam.create_role(RoleName="r", AssumeRolePolicyDocument=TEXT)
        done.append(datetime.datetime.now())

    thread = threading.Thread(target=create)
    thread.start()
    assert stub.wait_until_held()
    assert list(stub.roles()) == ["r"] and not done
    stub.release()
    thread.join()
    assert done

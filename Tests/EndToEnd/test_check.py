"""`drift`: what stands around the roles, few calls, accepted drift, and forms for machines."""

import json
import xml.etree.ElementTree

import pytest

from EndToEnd.support.accounts import (
    ACCOUNT,
    APPLIANCE,
    APPLIANCE_POLICY,
    OWNER_TAG,
    READ_ONLY,
    Account,
    Keys,
    trust,
)
from EndToEnd.support.snapshots import fill_in

S3 = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}],
}


@pytest.fixture
def in_sync(online, stub):
    online.init("--tag", "env=prod").expect(0)
    online.apply().expect(0)
    stub.forget_log()
    return online


def orphan(account):
    document = trust()
    document["Statement"][0]["Principal"]["AWS"] = "AROADBQP57FF2AEXAMPLE"
    account.set_trust(document)


def profile(account):
    account.iam.create_instance_profile(InstanceProfileName="machines")
    account.iam.add_role_to_instance_profile(InstanceProfileName="machines", RoleName=APPLIANCE)


def neighbour(account, name="somebody", service="panorama.amazonaws.com"):
    document = trust()
    document["Statement"][0]["Principal"] = {"Service": service}
    account.iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(document))


def without_condition(account):
    document = trust()
    del document["Statement"][0]["Condition"]
    account.set_trust(document)


def put(account, name="extra"):
    account.iam.put_role_policy(RoleName=APPLIANCE, PolicyName=name, PolicyDocument=json.dumps(S3))


def detach(account):
    account.iam.detach_role_policy(RoleName=APPLIANCE, PolicyArn=APPLIANCE_POLICY)


CHANGES = [
    ("nothing", lambda a: None, set()),
    ("orphan", orphan, {"trust-policy", "orphan-principal"}),
    ("instance profile", profile, {"instance-profile"}),
    ("neighbour", neighbour, {"role-unexpected"}),
    ("neighbour of an everyday service", lambda a: neighbour(a, "web", "ec2.amazonaws.com"), set()),
    ("condition dropped", without_condition, {"trust-policy"}),
    ("inline policy", put, {"inline-policy-unexpected"}),
    ("detached", detach, {"managed-policy-missing"}),
    (
        "attached",
        lambda a: a.iam.attach_role_policy(RoleName=APPLIANCE, PolicyArn=READ_ONLY),
        {"managed-policy-unexpected"},
    ),
    (
        "tag",
        lambda a: a.iam.tag_role(RoleName=APPLIANCE, Tags=[{"Key": "env", "Value": "dev"}]),
        {"tags"},
    ),
    (
        "boundary",
        lambda a: a.iam.put_role_permissions_boundary(
            RoleName=APPLIANCE, PermissionsBoundary=READ_ONLY
        ),
        {"permissions-boundary"},
    ),
    (
        "description and session",
        lambda a: a.iam.update_role(
            RoleName=APPLIANCE, Description="other", MaxSessionDuration=7200
        ),
        {"description", "max-session-duration"},
    ),
]


def strangers_access(answer: dict) -> dict:
    """What is said of the access of the one undeclared role, taken out of the answer."""
    rows = [row for role in answer["roles"] for row in role["differences"]]
    (row,) = [row for row in rows if row["kind"] == "role-unexpected"]
    row.pop("direction", None)
    row.pop("seriousness", None)
    return row.pop("access")


def test_a_sweep_says_what_an_undeclared_role_may_do(in_sync, stub, account):
    """Without a call more: inline policies are in the answer, AdministratorAccess is known."""
    neighbour(account)
    account.iam.put_role_policy(RoleName="somebody", PolicyName="x", PolicyDocument=json.dumps(S3))
    in_sync.drift("--read-strategy", "bulk").expect(2)
    # Two of them are made at once.
    calls = sorted(call["action"] for call in stub.log())
    stub.forget_log()
    told = in_sync.run("drift", "--read-strategy", "bulk").expect(2).out
    assert sorted(call["action"] for call in stub.log()) == calls
    assert "now allowed: s3:" in told
    account.iam.attach_role_policy(
        RoleName="somebody", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess"
    )
    told = in_sync.drift("--read-strategy", "bulk").expect(2).json
    summary = strangers_access(told)["summaries"]["widened"]["text"]
    assert summary == "every action on every resource (administrator)"


@pytest.mark.parametrize(("what", "change", "kinds"), CHANGES, ids=[row[0] for row in CHANGES])
def test_both_ways_of_reading_tell_the_same(in_sync, stub, account, what, change, kinds):
    change(account)
    status = 2 if kinds else 0
    one_by_one = in_sync.drift("--read-strategy", "per-role").expect(status)
    sweep = in_sync.drift("--read-strategy", "bulk").expect(status)
    told, whole = one_by_one.json, sweep.json
    if what == "neighbour":
        # What an undeclared role may do is said where a sweep has read it, else how to learn it.
        alone, read = (strangers_access(answer) for answer in (told, whole))
        assert "'panorama-roles drift --snapshot FILE' shows it" in alone["undecided"][0]
        assert read["undecided"] == [] and read["direction"] == "unchanged"
    assert told == whole
    found = {row["kind"] for role in whole["roles"] for row in role["differences"]}
    assert found == kinds
    assert stub.writes() == []
    assert all(row["result"] == "read" for row in whole["coverage"])


def crowd(stub, count):
    """Fills the account up to so many roles, by copies of one that an everyday service uses."""
    stub.settings(page_size=1000, roles_quota=2000)
    state = stub.look("state")[ACCOUNT]
    one = next(iter(state["roles"].values()))
    for number in range(count - len(state["roles"])):
        name = f"web-{number}"
        arn = f"arn:aws:iam::{ACCOUNT}:role/{name}"
        state["roles"][name] = {
            **one, "RoleName": name, "Path": "/", "Arn": arn, "RoleId": f"AROACROWD{number:012}",
            "AssumeRolePolicyDocument": json.dumps(trust()).replace("panorama", "ec2"), "Tags": [],
        }  # fmt: skip
    stub.order("load", account=state)
    assert len(stub.roles()) == count
    stub.forget_log()


def iam_calls(stub):
    """The calls of IAM as the server counted them; STS is asked once whose keys these are."""
    calls = stub.log()
    assert [call["action"] for call in calls if call["service"] == "sts"] == ["GetCallerIdentity"]
    return [call["action"] for call in calls if call["service"] == "iam"]


def some_roles(online, count):
    """Applies a set of so many roles: trust, one policy of AWS, one inline, two tags."""
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
    roles = [
        {
            "name": f"Camera{number}",
            "description": f"Camera-{number}",
            "maxSessionDuration": 7200,
            "trust": {"services": ["panorama.amazonaws.com"], "sourceAccount": True},
            "managedPolicies": [APPLIANCE_POLICY],
            "inlinePolicies": [
                {"name": "app", "document": {"Version": "2012-10-17", "Statement": [statement]}}
            ],
            "tags": {"Team": "vision", "Number": str(number)},
        }
        for number in range(count)
    ]
    document = {
        "schemaVersion": "1.0", "name": "cameras", "title": "Cameras", "summary": "Many",
        "roles": roles,
    }  # fmt: skip
    online.write("cameras.json", json.dumps(document))
    online.init("--role-set", "cameras.json", "--approve").expect(0)


def test_a_check_of_two_roles_in_an_account_of_a_thousand_takes_at_most_eight_calls(in_sync, stub):
    crowd(stub, 1000)
    in_sync.drift().expect(0)
    assert len(iam_calls(stub)) <= 8, iam_calls(stub)


def test_a_check_of_two_roles_with_everything_takes_at_most_eight_calls(online, stub):
    some_roles(online, 2)
    crowd(stub, 1000)
    online.drift().expect(0)
    assert len(iam_calls(stub)) <= 8, iam_calls(stub)


def test_a_check_of_a_hundred_roles_takes_at_most_three_calls(online, stub, account):
    some_roles(online, 100)
    crowd(stub, 100)
    online.drift().expect(0)
    assert len(iam_calls(stub)) <= 3, iam_calls(stub)
    # Nothing is left unread because of the way it was read.
    account.iam.update_role(RoleName="Camera7", Description="x", MaxSessionDuration=3600)
    account.iam.create_instance_profile(InstanceProfileName="machines")
    account.iam.add_role_to_instance_profile(InstanceProfileName="machines", RoleName="Camera8")
    found = online.drift().expect(2).json
    kinds = {(role["name"], row["kind"]) for role in found["roles"] for row in role["differences"]}
    assert kinds == {
        ("Camera7", "description"), ("Camera7", "max-session-duration"),
        ("Camera8", "instance-profile"),
    }  # fmt: skip


def test_small_pages_end_a_sweep_that_would_take_longer(online, stub):
    """Where IAM gives pages of few roles, roles are read one by one after the first page."""
    some_roles(online, 2)
    crowd(stub, 1000)
    stub.settings(page_size=20)
    online.drift().expect(0)
    calls = iam_calls(stub)
    assert calls.count("GetAccountAuthorizationDetails") == 1
    assert calls.count("GetRole") == 2


@pytest.mark.parametrize("ways", [[], ["--read-strategy", "per-role"], ["--read-strategy", "bulk"]])
def test_a_whole_account_that_throttles_is_read_to_the_end(online, stub, ways):
    """A third of all first tries is throttled; one limiter holds all calls back together."""
    some_roles(online, 6)
    whole = online.drift(*ways).expect(0).json
    stub.forget_log()
    stub.fault("throttle", "GetRole|List.*|GetRolePolicy|GetAccount.*", each=True, times=1,
               where={"RoleName": "(Camera[03])?"})  # fmt: skip
    assert online.drift(*ways).expect(0).json == whole
    assert stub.look("log")["peak"] <= 4
    for call in stub.log():
        assert call["parameters"].get("RoleName") is None or call["status"] is not None


def test_a_throttled_role_among_others_is_named_and_the_rest_is_told(online, stub):
    some_roles(online, 3)
    stub.fault("throttle", "GetRole", times=None, where={"RoleName": "Camera1"})
    found = online.drift("--read-strategy", "per-role", "--max-attempts", "2").expect(5).json
    rows = {(row["role"], row["part"]): row["result"] for row in found["coverage"]}
    assert rows["Camera1", "role"] == "throttled"
    assert rows["Camera0", "trust-policy"] == rows["Camera2", "trust-policy"] == "read"


@pytest.mark.parametrize(
    ("fault", "words"), [("denied", "iam:GetAccountAuthorizationDetails"), ("throttle", "Rate")]
)
def test_a_sweep_that_fails_falls_back_by_itself(online, stub, fault, words):
    """Without a forced way: the note says why, and the answer is whole."""
    some_roles(online, 3)
    stub.forget_log()
    whole = online.drift().expect(0)
    assert stub.calls("GetAccountAuthorizationDetails")
    assert not stub.calls("GetRolePolicy")
    stub.fault(fault, "GetAccountAuthorizationDetails", times=None)
    told = online.drift("--max-attempts", "2").expect(0)
    assert "the roles were read one by one and not all at once" in told.err
    assert words in told.err
    assert told.json == whole.json


@pytest.mark.parametrize("fault", ["cut-xml-after", "html"])
def test_a_sweep_that_is_damaged_falls_back_by_itself(online, stub, fault):
    some_roles(online, 3)
    whole = online.drift().expect(0)
    stub.fault(fault, "GetAccountAuthorizationDetails", times=None)
    assert online.drift("--max-attempts", "2").expect(0).json == whole.json


@pytest.mark.parametrize("count", [1, 3, 40])
def test_every_call_of_a_check_is_one_that_the_printed_permissions_allow(
    online, program, stub, account, count
):
    """The calls that the server recorded, asked of the policy one by one."""
    some_roles(online, count)
    own = account.iam.create_policy(PolicyName="wide", PolicyDocument=json.dumps(S3))
    account.iam.attach_role_policy(RoleName="Camera0", PolicyArn=own["Policy"]["Arn"])
    account.iam.attach_role_policy(RoleName="Camera0", PolicyArn=READ_ONLY)
    stub.forget_log()
    for ways in ([], ["--read-strategy", "per-role"], ["--roles-only"]):
        found = online.drift(*ways).expect(2).json
        effects = [row["effect"] for row in found["roles"][0]["differences"]]
        assert effects == ["widened", "widened"]
    roles = stub.roles()
    requests = []
    for call in stub.calls():
        values = call["parameters"]
        if call["service"] == "iam":
            name = values.get("RoleName")
            resource = roles[name]["Arn"] if name else values.get("PolicyArn", "*")
            requests.append({"action": f"iam:{call['action']}", "resource": resource})
    asked = {request["action"] for request in requests}
    assert {"iam:ListRoles", "iam:GetRole", "iam:GetPolicyVersion"} <= asked
    assert ("iam:GetAccountAuthorizationDetails" in asked) == (count > 1)
    program.write("tool.json", program.run("policy", "tool", "--for", "drift").expect(0).out)
    expectations = {
        "schemaVersion": "1.0", "policies": {"identity": ["tool.json"]}, "allow": requests,
    }  # fmt: skip
    program.write("expectations.json", json.dumps(expectations))
    program.run("test", "expectations.json").expect(0)


@pytest.mark.parametrize("count", [1, 3])
def test_the_printed_permissions_are_enough_for_a_check(program, strict_moto, description, count):
    """moto judges every call of a check by the policy that 'policy tool --for drift' prints."""
    server, keys = strict_moto
    account = Account(server.url, keys)
    some_roles(program.connected(server.url, keys), count)
    account.iam.attach_role_policy(RoleName="Camera0", PolicyArn=READ_ONLY)
    account.iam.create_role(
        RoleName="Theirs", AssumeRolePolicyDocument=json.dumps(trust()),
        Tags=[{"Key": OWNER_TAG, "Value": "other"}],
    )  # fmt: skip
    allowed = program.run("policy", "tool", "--for", "drift").expect(0).json
    user = f"checker{count}"
    account.iam.create_user(UserName=user)
    key = account.iam.create_access_key(UserName=user)["AccessKey"]
    checker = program.connected(server.url, Keys(key["AccessKeyId"], key["SecretAccessKey"]))
    # moto asks for a permission where AWS does not, and knows no resources but roles.
    allowed["Statement"].append(
        {"Effect": "Allow", "Action": "sts:GetCallerIdentity", "Resource": "*"}
    )
    for statement in allowed["Statement"]:
        if ":role/" not in json.dumps(statement["Resource"]):
            statement["Resource"] = "*"
    account.iam.put_user_policy(
        UserName=user, PolicyName="check", PolicyDocument=json.dumps(allowed)
    )
    found = checker.drift().expect(2)
    assert all(row["result"] == "read" for row in found.json["coverage"]), found.told()
    assert "note" not in found.err, found.err
    assert [(row["name"], row["spec"]) for row in found.json["otherSpecs"]] == [("Theirs", "other")]
    difference = found.json["roles"][0]["differences"][0]
    assert difference["kind"] == "managed-policy-unexpected"
    assert difference["effect"] == "widened", "the document of any policy may be read"
    account.iam.delete_role(RoleName="Theirs")
    refused = checker.apply("--remove", f"Camera0:managed-policy:{READ_ONLY}").expect(1, 4)
    assert "iam:DetachRolePolicy" in refused.err, refused.told()
    for number in range(count):
        name = f"Camera{number}"
        for arn in (APPLIANCE_POLICY, READ_ONLY) if number == 0 else (APPLIANCE_POLICY,):
            account.iam.detach_role_policy(RoleName=name, PolicyArn=arn)
        account.iam.delete_role_policy(RoleName=name, PolicyName="app")
        account.iam.delete_role(RoleName=name)


def test_a_denied_sweep_falls_back(in_sync, stub):
    """Every fact is read the other way, so nothing is incomplete."""
    whole = in_sync.drift().expect(0).json
    stub.fault("denied", "GetAccountAuthorizationDetails", times=None)
    told = in_sync.drift("--read-strategy", "bulk").expect(0)
    assert "iam:GetAccountAuthorizationDetails" in told.err
    assert told.json == whole


AROUND = {
    "ListRoles": "other-roles",
    "ListInstanceProfilesForRole": "instance-profiles",
    "GetPolicy": "managed-policy-documents",
    "GetPolicyVersion": "managed-policy-documents",
}


@pytest.mark.parametrize("action", AROUND)
@pytest.mark.parametrize(("fault", "result"), [("denied", "denied"), ("throttle", "throttled")])
def test_what_could_not_be_read_around_the_roles_stands_in_the_coverage(
    in_sync, stub, action, fault, result
):
    stub.fault(fault, action, times=None)
    told = in_sync.drift("--max-attempts", "2").expect(5)
    rows = [row for row in told.json["coverage"] if row["part"] == AROUND[action]]
    assert [row["result"] for row in rows] == [result]
    assert rows[0]["action"] == f"iam:{action}"
    assert told.json["status"] == "incomplete"
    tried = [call for call in stub.calls(action) if call["fault"]]
    assert len(tried) == (2 if fault == "throttle" else 1), "within bounds"
    assert ("'--roles-only'" in told.err and "policy tool --for drift" in told.err) == (
        fault == "denied"
    )
    in_sync.drift("--roles-only").expect(0)


@pytest.mark.parametrize(("way", "denied"), [("per-role", None), ("per-role", "ListRoles"),
                                             ("bulk", None), (None, None)])  # fmt: skip
def test_reads_side_by_side_stay_within_their_bound(online, stub, way, denied):
    some_roles(online, 24)
    if denied:
        stub.fault("denied", denied, times=None)
    stub.settings(latency=0.02)
    stub.forget_log()
    online.drift(*(["--read-strategy", way] if way else [])).expect(5 if denied else 0)
    peak = stub.look("log")["peak"]
    assert peak == 4 if way == "per-role" else peak <= 4


def test_a_sweep_that_cannot_be_made_without_the_list_is_told(in_sync, stub):
    stub.fault("denied", "ListRoles", times=None)
    swept = in_sync.drift("--read-strategy", "bulk").expect(5)
    note = "note: the roles were read one by one and not all at once"
    assert note in swept.err and "(iam:ListRoles)" in swept.err, swept.told()
    # The first page was on its way with the list; no further one is asked for.
    assert len(stub.calls("GetAccountAuthorizationDetails")) == 1
    for words in ([], ["--read-strategy", "per-role"]):
        told = in_sync.drift(*words).expect(5)
        assert note not in told.err and told.json["coverage"] == swept.json["coverage"]


@pytest.mark.parametrize("text", ['{"Version":', "%zz", "", "word"])
def test_a_neighbour_whose_trust_policy_is_no_text_is_never_in_sync(in_sync, stub, account, text):
    neighbour(account)
    stub.order("edit-role", role="somebody", set={"AssumeRolePolicyDocument": text})
    for way in ("per-role", "bulk"):
        told = in_sync.drift("--read-strategy", way).expect(5)
        rows = [row for row in told.json["coverage"] if row["result"] != "read"]
        assert rows == [
            {"role": None, "part": "other-roles", "result": "failed", "action": "iam:ListRoles"}
        ]
        assert [failure["subject"] for failure in told.json["unreadable"]] == ["somebody"]
    in_sync.drift("--roles-only").expect(0)


def test_a_neighbour_whose_trust_policy_is_no_policy_is_told_with_the_reason(
    in_sync, stub, account
):
    neighbour(account)
    document = trust()
    document["Statement"][0]["Principal"] = {"Service": "panorama.amazonaws.com", "New": "x"}
    stub.order("edit-role", role="somebody",
               set={"AssumeRolePolicyDocument": json.dumps(document)})  # fmt: skip
    told = in_sync.run("drift").expect(2)
    assert "Role 'somebody': not in the spec" in told.out
    assert "its trust policy cannot be read as a policy: " in told.out, told.told()


ROLE_READS = {
    "GetRole": "role",
    "ListAttachedRolePolicies": "managed-policies",
    "ListRolePolicies": "inline-policies",
    "GetRolePolicy": "inline-policies",
}


@pytest.mark.parametrize("action", ROLE_READS)
def test_the_text_of_an_incomplete_answer_names_the_permission(in_sync, stub, account, action):
    put(account)
    stub.fault("denied", action, times=None)
    told = in_sync.run("drift").expect(5)
    assert f"unreadable: iam:{action} of '{APPLIANCE}" in told.out, told.told()
    assert f"{APPLIANCE}  {ROLE_READS[action]}: denied (iam:{action})" in told.out, told.told()
    assert f"Role '{APPLIANCE}': not everything could be read" in told.out
    assert "Incomplete: 1 thing could not be read." in told.out
    assert "hint: 'panorama-roles policy tool --for drift' prints" in told.err
    assert "--roles-only" not in told.err, "the role itself is what could not be read"


def test_a_throttled_call_is_made_again(in_sync, stub):
    whole = in_sync.drift().expect(0).json
    stub.forget_log()
    stub.fault("throttle", each=True, times=1)
    assert in_sync.drift().expect(0).json == whole
    assert [call["fault"] for call in stub.log()].count("throttle") * 2 == len(stub.log())


def test_the_roles_alone_are_read_either_way(online, stub):
    """One by one or all at once, with the same answer; many roles take few calls by themselves."""
    some_roles(online, 100)
    stub.settings(page_size=1000)
    answers = []
    for words in ([], ["--read-strategy", "bulk"], ["--read-strategy", "per-role"]):
        stub.forget_log()
        answers.append(online.drift("--roles-only", *words).expect(0).json)
        calls = iam_calls(stub)
        assert len(calls) <= 5 or words[-1:] == ["per-role"], calls
    assert answers[0] == answers[1] == answers[2]


def test_a_hundred_roles_are_created_in_three_calls_each(online, stub):
    """CreateRole with tags and boundary, one attachment, one inline policy; the rest is reading."""
    stub.settings(page_size=1000)
    some_roles(online, 100)
    calls = iam_calls(stub)
    assert len(stub.writes()) == 300
    assert len(calls) <= 320, len(calls)
    stub.forget_log()
    online.run("plan").expect(0)
    assert len(iam_calls(stub)) <= 5


def test_writes_of_one_role_are_never_side_by_side(online, stub):
    stub.settings(latency=0.01)
    some_roles(online, 12)
    assert 4 < stub.look("log")["peak"] <= 10
    order = {}
    for call in stub.calls("CreateRole", "AttachRolePolicy", "PutRolePolicy"):
        order.setdefault(call["parameters"]["RoleName"], []).append(call["action"])
    assert set(map(tuple, order.values())) == {("CreateRole", "AttachRolePolicy", "PutRolePolicy")}


def test_known_drift_is_accepted_and_counted(in_sync, account):
    put(account)
    in_sync.drift("--write-ignore", "ignore.json").expect(2)
    fill_in(in_sync.folder / "ignore.json")
    accepted = in_sync.drift("--ignore", "ignore.json").expect(0).json
    assert accepted["summary"]["ignored"] == 1
    assert "ignored" in in_sync.run("drift", "--ignore", "ignore.json").expect(0).out
    account.iam.put_role_policy(
        RoleName=APPLIANCE, PolicyName="extra",
        PolicyDocument=json.dumps(S3).replace("s3:*", "iam:*"),
    )  # fmt: skip
    in_sync.drift("--ignore", "ignore.json").expect(2)
    account.iam.delete_role_policy(RoleName=APPLIANCE, PolicyName="extra")
    unmatched = in_sync.drift("--ignore", "ignore.json").expect(3).json
    assert [row["fault"] for row in unmatched["ignoreFindings"]] == ["unmatched"]


def test_an_untouched_proposal_accepts_nothing(in_sync, account):
    put(account)
    in_sync.drift("--write-ignore", "ignore.json").expect(2)
    refused = in_sync.drift("--ignore", "ignore.json").expect(1).err
    about = f"of the ignore entry for 'inline-policy-unexpected' of role '{APPLIANCE}' is empty"
    assert f"ignore.json:9:17: error: 'reason' {about}" in refused, refused
    assert f"ignore.json:10:16: error: 'owner' {about}" in refused, refused
    assert "hint: write why" in refused and "hint: write who answers for it" in refused


@pytest.mark.parametrize("name", ["panorama-roles.json", "notes.txt", "ignore.json"])
def test_a_proposal_replaces_nothing(in_sync, account, stub, name):
    put(account)
    path = in_sync.folder / name
    if not path.exists():
        path.write_text('{"schemaVersion": "1.0", "ignore": []}\n')
    before = path.read_bytes()
    stub.forget_log()
    refused = in_sync.run("drift", "--write-ignore", name).expect(4)
    assert f"'{name}' exists, and '--write-ignore' replaces nothing" in refused.err
    assert refused.out == "" and path.read_bytes() == before
    assert not stub.log(), "nobody waits for a reading that is then thrown away"
    in_sync.drift("--write-ignore", "new.json").expect(2)


def test_the_spec_accepts_known_drift_too(in_sync, account):
    put(account)
    in_sync.drift("--write-ignore", "ignore.json").expect(2)
    fill_in(in_sync.folder / "ignore.json")
    entries = json.loads((in_sync.folder / "ignore.json").read_text())["ignore"]
    path = in_sync.folder / "panorama-roles.json"
    spec = json.loads(path.read_text())

    def accept(entry: dict) -> None:
        path.write_text(json.dumps(spec | {"ignore": [entry]}, indent=1))

    accept(entries[0])
    assert in_sync.drift().expect(0).json["summary"]["ignored"] == 1
    # The same entry in both places is one entry.
    found = in_sync.drift("--ignore", "ignore.json").expect(0).json
    assert (found["summary"]["ignored"], found["ignoreFindings"]) == (1, [])
    # What rewrites the spec keeps it.
    in_sync.apply().expect(0)
    in_sync.init("--tag", "env=prod", "--approve").expect(0)
    assert json.loads(path.read_text())["ignore"] == [entries[0]]
    in_sync.drift().expect(0)
    accept(entries[0] | {"expires": "2020-01-01"})
    expired = in_sync.drift().expect(2).json
    assert [row["fault"] for row in expired["ignoreFindings"]] == ["expired"]
    accept(entries[0] | {"kind": "inline-polcy"})
    wrong = in_sync.drift().expect(1)
    lines = path.read_text().split("\n")
    line = next(n for n, text in enumerate(lines, 1) if "inline-polcy" in text)
    assert f"panorama-roles.json:{line}:12: error: unknown kind" in wrong.err
    accept(entries[0])
    account.iam.delete_role_policy(RoleName=APPLIANCE, PolicyName="extra")
    unmatched = in_sync.drift().expect(3).json
    assert [row["fault"] for row in unmatched["ignoreFindings"]] == ["unmatched"]


def test_only_what_widens_may_count(in_sync, account):
    detach(account)
    in_sync.drift("--fail-on", "widened").expect(0)
    profile(account)
    in_sync.drift("--fail-on", "widened").expect(2)


def test_every_form_tells_the_difference(in_sync, account):
    put(account)
    sarif = in_sync.run("drift", "--format", "sarif").expect(2).json
    assert [row["ruleId"] for row in sarif["runs"][0]["results"]] == ["inline-policy-unexpected"]
    junit = in_sync.run("drift", "--format", "junit").expect(2).out
    assert xml.etree.ElementTree.fromstring(junit).get("failures") == "1"
    assert "::error" in in_sync.run("drift", "--format", "github").expect(2).out
    for form in ("markdown", "html"):
        text = in_sync.run("drift", "--format", form).expect(2).out
        assert "inline-policy-unexpected" in text and ACCOUNT in text


def test_two_hundred_roles_are_made_and_checked_while_three_of_ten_answers_are_throttled(
    online, stub
):
    """Status 0 without a flag, in at most three times the calls of a quiet account."""
    some_roles(online, 200)
    calls = {"init": len(stub.log())}
    stub.forget_log()
    online.drift().expect(0)
    calls["drift"] = len(stub.log())
    stub.reset()
    (online.folder / "panorama-roles.json").unlink()
    stub.fault("throttle", times=None, share=0.3)
    some_roles(online, 200)
    throttled = {"init": len(stub.log())}
    assert len([call for call in stub.log() if call["fault"] == "throttle"]) > 150
    stub.forget_log()
    online.run("plan").expect(0)
    stub.forget_log()
    online.drift().expect(0)
    throttled["drift"] = len(stub.log())
    for work, quiet in calls.items():
        # A handful of calls has no share: one or two more are within bounds.
        assert throttled[work] <= max(3 * quiet, quiet + 6), (work, calls, throttled)

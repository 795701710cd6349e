"""`retire`: the roles of services that ended are found, judged, archived and deleted."""

import datetime
import json
import pathlib

import jsonschema
import pytest

from EndToEnd.support.accounts import (
    ACCOUNT,
    APPLIANCE,
    APPLIANCE_POLICY,
    LINKED,
    READ_ONLY,
    trust,
)
from EndToEnd.support.snapshots import ROOT

SCHEMA = json.loads((ROOT / "Policies" / "schema" / "retire.schema.json").read_text())
OLD = "2020-01-01T00:00:00Z"
LAMBDA_FULL = "arn:aws:iam::aws:policy/AWSLambdaFullAccess"
GREENGRASS_POLICY = "arn:aws:iam::aws:policy/service-role/AWSGreengrassResourceAccessRolePolicy"
READS = {
    "GetAccountAuthorizationDetails", "ListRoles", "GetRole", "GetPolicy", "GetPolicyVersion",
    "ListRolePolicies", "GetRolePolicy", "ListAttachedRolePolicies", "GetCallerIdentity",
    "GetServiceLinkedRoleDeletionStatus",
}  # fmt: skip


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def trusting(*services):
    names = [f"{service}.amazonaws.com" for service in services]
    return document(
        {"Effect": "Allow", "Principal": {"Service": names}, "Action": "sts:AssumeRole"}
    )


def days_ago(days):
    now = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=days)
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")


ANY = document({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"})


@pytest.fixture
def retired(stub, account):
    """An account with a role for every verdict, old and unused unless it says otherwise."""
    iam = account.iam
    account.make_roles()
    for name, text, path in [
        ("AWSDeepLensLambdaRole", trusting("lambda"), "/service-role/"),
        ("AWSDeepLensGreengrassRole", trusting("greengrass"), "/service-role/"),
        ("Shop", trusting("panorama"), "/"),
        ("Mixed", trusting("panorama", "lambda"), "/"),
        ("Busy", trusting("panorama"), "/"),
        ("Terraformed", trusting("panorama"), "/"),
        ("AWSPanoramaSMRole1614", trusting("sagemaker", "s3", "panorama"), "/"),
        ("Unrelated", trusting("lambda"), "/"),
    ]:
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=text, Path=path)
    iam.attach_role_policy(RoleName="AWSDeepLensGreengrassRole", PolicyArn=GREENGRASS_POLICY)
    iam.tag_role(RoleName="Terraformed", Tags=[{"Key": "ManagedBy", "Value": "terraform"}])
    iam.put_role_policy(RoleName="Shop", PolicyName="metrics", PolicyDocument=ANY)
    iam.create_instance_profile(InstanceProfileName="shop-machines")
    iam.add_role_to_instance_profile(InstanceProfileName="shop-machines", RoleName="Shop")
    stub.edit_role("AWSDeepLensLambdaRole", Attached=[LAMBDA_FULL])
    for name in stub.roles():
        stub.edit_role(name, CreateDate=OLD)
    stub.edit_role("Busy", LastUsed={"LastUsedDate": days_ago(3), "Region": "us-east-1"})
    stub.edit_role("Shop", LastUsed={"LastUsedDate": days_ago(200), "Region": "us-west-2"})
    stub.forget_log()
    return account


def listed(program, *words, status=0):
    found = program.run("retire", "--format", "json", *words).expect(status).json
    jsonschema.validate(found, SCHEMA)
    return found


def by_name(found):
    return {role["name"]: role for role in found["roles"]}


def kept(stub):
    return sorted(stub.roles())


def test_every_role_of_an_ended_service_is_found_and_judged(online, stub, retired):
    found = by_name(listed(online))
    assert {name: role["verdict"] for name, role in found.items()} == {
        "AWSDeepLensGreengrassRole": "removable",
        "AWSDeepLensLambdaRole": "removable",
        APPLIANCE: "removable",
        "AWSPanoramaSMRole1614": "removable",
        LINKED: "removable",
        "Busy": "in-use",
        "Mixed": "shared",
        "Shop": "removable",
        "Terraformed": "not-ours",
    }
    assert found[APPLIANCE]["lastUse"] == {"state": "unrecorded"}
    assert found["Busy"]["lastUse"]["region"] == "us-east-1"
    assert found["Shop"]["instanceProfiles"] == ["shop-machines"]
    assert found["AWSDeepLensLambdaRole"]["oneWayDetachments"] == [LAMBDA_FULL]
    assert "lambda.amazonaws.com" in found["Mixed"]["reasons"][0]
    assert "terraform" in found["Terraformed"]["reasons"][0]
    assert "greengrassv2" in found["AWSDeepLensGreengrassRole"]["cautions"][0]
    assert stub.writes() == []


def test_the_text_says_what_a_person_must_know(online, retired):
    shown = online.run("retire").expect(0)
    for words in (
        "which is not proof of none", "can never be attached again",
        "instance profiles: shop-machines", "AWS Panorama ended on 31 May 2026",
        "9 roles: 6 removable, 1 in use, 1 shared, 1 not ours.",
        "- remove role 'Shop' from instance profile 'shop-machines'",
    ):  # fmt: skip
        assert words in shown.out, shown.told()
    assert "nothing was changed" in shown.err


def test_a_snapshot_says_the_same_without_credentials(online, program, retired):
    online.run("snapshot", "--out", "account.json", "--last-used").expect(0)
    live = listed(online)
    assert listed(program, "--snapshot", "account.json") == live
    online.run("snapshot", "--out", "account.json").expect(0)
    unknown = by_name(listed(program, "--snapshot", "account.json"))
    assert {role["lastUse"]["state"] for role in unknown.values()} == {"unknown"}
    chosen = listed(program, "--snapshot", "account.json", "--unused-for", "30")["chosen"]
    assert chosen == [], "what is not known is not unused"


def test_who_may_pass_a_role_is_listed(online, retired):
    passing = document({"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"})
    retired.iam.put_role_policy(RoleName="Unrelated", PolicyName="pass", PolicyDocument=passing)
    shop = by_name(listed(online))["Shop"]
    assert shop["passers"] == ["role 'AWSDeepLensLambdaRole'", "role 'Unrelated'"]
    assert shop["undecidedPassers"] == []


def test_a_role_whose_policy_is_unknown_may_perhaps_pass(online, program, stub, retired):
    """A snapshot without the document of a policy does not say what the role may do."""
    stub.edit_role("Unrelated", Attached=[LAMBDA_FULL])
    online.run("snapshot", "--out", "account.json", "--last-used").expect(0)
    account = json.loads((online.folder / "account.json").read_text())
    account["Policies"] = [row for row in account["Policies"] if row["Arn"] != LAMBDA_FULL]
    program.write("account.json", json.dumps(account))
    shop = by_name(listed(program, "--snapshot", "account.json"))["Shop"]
    assert shop["passers"] == []
    assert shop["undecidedPassers"] == ["role 'AWSDeepLensLambdaRole'", "role 'Unrelated'"]
    shown = program.run("retire", "--snapshot", "account.json").expect(0).out
    assert "role 'Unrelated' (a policy cannot be read)" in shown


def test_what_is_named_is_deleted_in_order_and_archived_first(online, stub, retired):
    words = ["retire", "--role", "shop", "--role", APPLIANCE, "--force-detach", "--approve"]
    done = online.run(*words).expect(0)
    assert "Deleted 2 roles" in done.out
    assert stub.writes() == [
        "DetachRolePolicy", "DeleteRole",
        "RemoveRoleFromInstanceProfile", "DeleteRolePolicy", "DeleteRole",
    ]  # fmt: skip
    assert "Shop" not in kept(stub) and APPLIANCE not in kept(stub) and "Unrelated" in kept(stub)
    path = online.folder / f"retired-{ACCOUNT}.json"
    assert path.stat().st_mode & 0o777 == 0o600
    archived = json.loads(path.read_text())["RoleDetailList"]
    assert [role["RoleName"] for role in archived] == [APPLIANCE, "Shop"]
    stub.forget_log()
    again = online.run(*words).expect(0)
    assert stub.writes() == [] and "nothing is left to do" in again.err
    assert f"role 'shop' does not exist any more: 'retired-{ACCOUNT}.json' contains it" in again.err


def test_unused_for_chooses_what_nothing_used_so_long(online, stub, retired):
    assert "Shop" not in listed(online, "--unused-for", "300")["chosen"]
    stub.edit_role(APPLIANCE, CreateDate=days_ago(5))
    chosen = listed(online, "--unused-for", "150")["chosen"]
    assert "Shop" in chosen and APPLIANCE not in chosen and "Busy" not in chosen
    online.run("retire", "--unused-for", "150", "--force-detach", "--approve").expect(0)
    assert kept(stub) == sorted([APPLIANCE, "Busy", "Mixed", "Terraformed", "Unrelated"])


@pytest.mark.parametrize(
    "words,status,said",
    [
        (["--role", "Busy"], 4, "is in use: it was last used"),
        (["--role", "Mixed"], 4, "is shared: it also trusts 'lambda.amazonaws.com'"),
        (["--role", "Terraformed"], 4, "tool 'terraform' owns it"),
        (["--role", "Unrelated"], 4, "does not serve a retired service"),
        (["--role", LINKED, "--disable"], 4, "service-linked"),
        ([], 64, "which roles"),
        (["--role", "Shop", "--snapshot", "x.json"], 64, "--snapshot"),
        (["--role", "Shop", "--format", "json"], 64, "--format json"),
        (["--role", "Shop", "--account", "210987654321"], 4, "210987654321"),
    ],
)
def test_what_is_not_removable_or_named_is_refused(online, stub, retired, words, status, said):
    before = kept(stub)
    refused = online.run("retire", "--approve", *words).expect(status)
    assert said in refused.err and "hint:" in refused.err, refused.told()
    assert stub.writes() == [] and kept(stub) == before
    assert not list(online.folder.glob("retired-*"))


def test_policies_that_others_gave_a_role_stop_it(online, stub, retired):
    retired.iam.attach_role_policy(RoleName=APPLIANCE, PolicyArn=READ_ONLY)
    retired.iam.put_role_policy(RoleName=APPLIANCE, PolicyName="theirs", PolicyDocument=ANY)
    refused = online.run("retire", "--role", APPLIANCE, "--approve").expect(4)
    assert (
        READ_ONLY in refused.err and "theirs" in refused.err and APPLIANCE_POLICY not in refused.err
    )
    assert stub.writes() == []
    online.run("retire", "--role", APPLIANCE, "--approve", "--force-detach").expect(0)
    assert APPLIANCE not in kept(stub)


ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def test_of_a_role_that_only_trusts_an_ended_service_each_policy_of_no_such_service_stops_it(
    online, stub, retired
):
    """As the guide says: others are its own only where the catalogue gives them to such a role."""
    own = retired.iam.create_policy(
        PolicyName=APPLIANCE_POLICY.split("/")[-1], Path="/service-role/", PolicyDocument=ANY
    )["Policy"]["Arn"]
    for arn in (ADMINISTRATOR, own, APPLIANCE_POLICY):
        retired.iam.attach_role_policy(RoleName="Shop", PolicyArn=arn)
    shop = by_name(listed(online))["Shop"]
    assert set(shop["foreignAttachments"]) == {ADMINISTRATOR, own}
    assert shop["foreignInlinePolicies"] == ["metrics"]
    shown = online.run("retire").expect(0).out
    assert f"policy: {ADMINISTRATOR} (not known to be its own)" in shown
    assert f"policy: {APPLIANCE_POLICY}\n" in shown
    stub.forget_log()
    for words in (["--role", "Shop"], ["--unused-for", "150"]):
        refused = online.run("retire", *words, "--approve").expect(4)
        assert own in refused.err and ADMINISTRATOR in refused.err and "metrics" in refused.err
        assert APPLIANCE_POLICY not in refused.err and "--force-detach" in refused.err
        assert stub.writes() == []
    online.run("retire", "--role", "Shop", "--approve", "--force-detach").expect(0)
    assert "Shop" not in kept(stub)


def test_a_dry_run_shows_the_plan_and_what_it_asks_about(online, stub, retired):
    """As `plan` does: the refusal is that of `--approve`."""
    retired.iam.attach_role_policy(RoleName="Shop", PolicyArn=ADMINISTRATOR)
    stub.forget_log()
    shown = online.run("retire", "--role", "Shop").expect(0)
    assert f"policy: {ADMINISTRATOR} (not known to be its own)" in shown.out
    assert "- delete role 'Shop'" in shown.out
    assert "has policies that are not known to be its own" in shown.err
    assert "the same command with '--force-detach --approve' deletes it" in shown.err
    assert "of some roles it asks for '--force-detach'" in online.run("retire").expect(0).err
    requests = listed(online, "--role", "Shop")["requests"]
    assert [request["action"] for request in requests][-1] == "DeleteRole"
    assert stub.writes() == []
    online.run("retire", "--role", "Shop", "--approve").expect(4)
    told = online.run("retire", "--role", "Shop", "--force-detach").expect(0).err
    assert "with '--approve' deletes it" in told and "not known" not in told
    online.run("retire", "--role", "Shop", "--disable", "--approve").expect(0)


def test_what_the_catalogue_gives_to_a_role_of_an_application_is_its_own(online, stub, retired):
    iam = retired.iam
    iam.create_role(RoleName="Counter", AssumeRolePolicyDocument=trusting("panorama"))
    iam.put_role_policy(RoleName="Counter", PolicyName="cloudwatch-putmetrics", PolicyDocument=ANY)
    iam.attach_role_policy(RoleName="Counter", PolicyArn=APPLIANCE_POLICY)
    online.run("retire", "--role", "Counter", "--approve").expect(0)
    assert "Counter" not in kept(stub)


def test_what_is_gone_on_the_way_is_fine(online, stub, retired):
    for action in ("DetachRolePolicy", "DeleteRolePolicy", "RemoveRoleFromInstanceProfile"):
        stub.fault(
            "error-after", action, code="NoSuchEntity", message="It cannot be found.", status=404
        )
    words = ["--role", APPLIANCE, "--role", "Shop", "--force-detach"]
    online.run("retire", *words, "--approve").expect(0)
    assert "Shop" not in kept(stub)


def test_a_lost_answer_is_read_back(online, stub, retired):
    for action in ("DetachRolePolicy", "DeleteRole", "RemoveRoleFromInstanceProfile"):
        stub.fault("reset-after", action, first=1, times=1)
    words = ["--role", APPLIANCE, "--role", "Shop", "--force-detach"]
    online.run("retire", *words, "--approve").expect(0)
    assert not {"Shop", APPLIANCE} & set(kept(stub))


def test_an_archive_is_never_overwritten_by_something_else(online, stub, retired):
    online.write("notes.json", "{}")
    words = ["--role", "Shop", "--force-detach", "--approve", "--archive", "notes.json"]
    online.run("retire", *words).expect(4)
    assert stub.writes() == []
    assert (online.folder / "notes.json").read_text() == "{}"


def test_a_service_linked_role_is_deleted_by_its_service(online, stub, retired):
    stub.settings(deletion_polls=2)
    done = online.run("retire", "--role", LINKED, "--approve").expect(0)
    assert "checks what still uses it" in done.err
    assert LINKED not in kept(stub)


def test_a_service_that_keeps_its_role_says_why(online, stub, retired):
    stub.settings(deletion_usage=[{"Region": "us-east-1", "Resources": ["device/one"]}])
    refused = online.run("retire", "--role", LINKED, "--approve").expect(1)
    assert "used by us-east-1: device/one" in refused.err
    assert "The role is used by resources of the service." in refused.err
    assert LINKED in kept(stub)


def test_disabling_lets_nobody_in_and_keeps_the_role(online, stub, retired):
    before = stub.roles()[APPLIANCE]
    online.run("retire", "--role", APPLIANCE, "--disable", "--approve").expect(0)
    after = stub.roles()[APPLIANCE]
    [statement] = json.loads(after["AssumeRolePolicyDocument"])["Statement"]
    assert statement["Effect"] == "Deny" and statement["Principal"] == "*"
    assert {**after, "AssumeRolePolicyDocument": ""} == {**before, "AssumeRolePolicyDocument": ""}
    assert by_name(listed(online))[APPLIANCE]["verdict"] == "removable"
    online.run("retire", "--role", APPLIANCE, "--approve").expect(0)
    [archived] = json.loads((online.folder / f"retired-{ACCOUNT}.json").read_text())[
        "RoleDetailList"
    ]
    assert archived["AssumeRolePolicyDocument"] == trust()
    assert not (online.folder / f"retired-{ACCOUNT}-2.json").exists()


def whole(iam, name):
    """Every field of a role that IAM lets a person set."""
    role = iam.get_role(RoleName=name)["Role"]
    inline = iam.list_role_policies(RoleName=name)["PolicyNames"]
    attached = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    return {
        **{key: role.get(key) for key in
           ("Path", "RoleName", "Description", "MaxSessionDuration", "AssumeRolePolicyDocument")},
        "boundary": role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
        "tags": sorted((tag["Key"], tag["Value"]) for tag in role.get("Tags", [])
                       if not tag["Key"].startswith("panorama-roles:")),
        "inline": {
            policy: iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
            for policy in inline
        },
        "attached": sorted(policy["PolicyArn"] for policy in attached),
    }  # fmt: skip


def test_an_archive_makes_the_same_roles_again(online_moto, moto):
    iam = moto.iam
    own = iam.create_policy(PolicyName="own", PolicyDocument=ANY, Path="/edge/")["Policy"]["Arn"]
    iam.create_role(
        RoleName="Shop", Path="/edge/", Description="The shop's cameras: 100 % ours",
        MaxSessionDuration=7200, PermissionsBoundary=own,
        AssumeRolePolicyDocument=json.dumps(trust(ArnLike={
            "aws:SourceArn": f"arn:aws:panorama:*:{ACCOUNT}:device/*"})),
        Tags=[{"Key": "Team", "Value": "vision"}, {"Key": "cost", "Value": ""}],
    )  # fmt: skip
    iam.put_role_policy(RoleName="Shop", PolicyName="metrics", PolicyDocument=ANY)
    iam.attach_role_policy(RoleName="Shop", PolicyArn=own)
    moto.make_appliance_role()
    before = {name: whole(iam, name) for name in ("Shop", APPLIANCE)}
    words = ["--role", "Shop", "--role", APPLIANCE, "--approve", "--force-detach"]
    online_moto.run("retire", *words).expect(0)
    assert not iam.list_roles()["Roles"]
    archive = f"retired-{ACCOUNT}.json"
    online_moto.run("init", "--from-archive", archive, "--approve", "--spec", "again.json").expect(
        0
    )
    assert {name: whole(iam, name) for name in before} == before
    online_moto.run("init", "--from-archive", archive, "--role-set", "deeplens").expect(64)


def test_what_an_archive_has_of_service_linked_roles_comes_back_too(online, stub, retired):
    online.run("retire", "--role", LINKED, "--role", APPLIANCE, "--approve").expect(0)
    assert not {LINKED, APPLIANCE} & set(kept(stub))
    online.run("init", "--from-archive", f"retired-{ACCOUNT}.json", "--approve").expect(0)
    assert {LINKED, APPLIANCE} <= set(kept(stub))
    online.drift("--role", LINKED, "--roles-only").expect(0)


def test_the_printed_permissions_are_those_of_the_calls(online, stub, retired):
    online.run("retire", "--role", APPLIANCE, "--role", LINKED, "--approve").expect(0)
    called = {call["action"] for call in stub.calls()}
    printed = online.run(
        "policy", "tool", "--for", "retire", "--account", ACCOUNT
    ).expect(0).json  # fmt: skip
    allowed = set()
    for statement in printed["Statement"]:
        actions = statement["Action"]
        allowed |= {actions} if isinstance(actions, str) else set(actions)
    assert called <= {a.removeprefix("iam:") for a in allowed} | {"GetCallerIdentity"}
    assert called - READS == {"DetachRolePolicy", "DeleteRole", "DeleteServiceLinkedRole"}


def test_what_could_not_be_read_is_not_absent(online, stub, retired):
    stub.fault("denied", "GetAccountAuthorizationDetails", times=None)
    refused = online.run("retire").expect(5)
    assert "--for retire" in refused.err
    stub.heal()
    stub.edit_role("Shop", AssumeRolePolicyDocument='{"Version": "2012-10-17", "Statement": 7}')
    retired.iam.tag_role(RoleName="Shop", Tags=[{"Key": "x", "Value": "y"}])
    stub.edit_role(APPLIANCE, AssumeRolePolicyDocument='{"Version": "2012-10-17", "Statement": 7}')
    found = by_name(listed(online, status=5))
    assert found[APPLIANCE]["verdict"] == "unreadable"
    online.run("retire", "--role", APPLIANCE, "--approve").expect(4)
    assert stub.writes() == []


def test_the_schema_file_is_the_one_that_is_printed(program):
    path = pathlib.Path(ROOT / "Policies" / "schema" / "retire.schema.json")
    assert program.run("schema", "retire").expect(0).out == path.read_text()


def test_an_archive_never_loses_a_role_that_was_made_again(online, stub, retired):
    for number, archive in enumerate((f"retired-{ACCOUNT}.json", f"retired-{ACCOUNT}-2.json"), 1):
        retired.iam.update_role(RoleName=APPLIANCE, Description=f"number {number}")
        told = online.run("retire", "--role", APPLIANCE, "--approve").expect(0)
        assert f"--from-archive {archive}" in told.err and APPLIANCE not in kept(stub)
        online.run(
            "init", "--from-archive", archive, "--approve", "--spec", f"{number}.json"
        ).expect(0)
        assert stub.roles()[APPLIANCE]["Description"] == f"number {number}"
    [first] = json.loads((online.folder / f"retired-{ACCOUNT}.json").read_text())["RoleDetailList"]
    assert first["Description"] == "number 1"
    assert (online.folder / "archived-roles.json").exists()
    assert json.loads((online.folder / "archived-roles-2.json").read_text())["name"] == (
        "archived-roles-2"
    )
    stub.forget_log()
    words = ["retire", "--role", APPLIANCE, "--approve", "--archive", f"retired-{ACCOUNT}.json"]
    refused = online.run(*words).expect(4)
    assert "in another form" in refused.err and stub.writes() == []


def test_an_archive_has_the_last_form_of_a_role_and_of_its_policies(online, stub, retired):
    iam = retired.iam
    own = iam.create_policy(PolicyName="own", PolicyDocument=ANY)["Policy"]["Arn"]
    iam.attach_role_policy(RoleName="Shop", PolicyArn=own)
    words = ["retire", "--role", "Shop", "--approve", "--force-detach"]
    online.run(*words, "--disable").expect(0)
    first = online.folder / f"retired-{ACCOUNT}.json"
    old = first.read_text()
    other = document({"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"})
    iam.create_policy_version(PolicyArn=own, PolicyDocument=other, SetAsDefault=True)
    iam.put_role_policy(RoleName="Shop", PolicyName="later", PolicyDocument=ANY)
    online.run(*words, "--archive", first.name).expect(4)
    assert "Shop" in kept(stub)
    told = online.run(*words).expect(0)
    assert f"--from-archive retired-{ACCOUNT}-2.json" in told.err and first.read_text() == old
    later = json.loads((online.folder / f"retired-{ACCOUNT}-2.json").read_text())
    [role] = later["RoleDetailList"]
    assert [policy["PolicyName"] for policy in role["RolePolicyList"]] == ["later", "metrics"]
    [policy] = later["Policies"]
    [version] = [one for one in policy["PolicyVersionList"] if one["IsDefaultVersion"]]
    assert version["Document"] == json.loads(other)
    # It makes the role that was there before it was disabled.
    [before] = json.loads(old)["RoleDetailList"]
    assert role["AssumeRolePolicyDocument"] == before["AssumeRolePolicyDocument"]


def test_a_name_that_fits_nothing_is_refused_with_the_nearest(online, stub, retired):
    for words in ([], ["--approve"]):
        refused = online.run("retire", "--role", "Shopp", *words).expect(64)
        assert "no role of the account fits '--role' 'Shopp'" in refused.err
        assert "did you mean 'Shop'?" in refused.err
        assert "No role serves a retired service" not in refused.out
    assert stub.writes() == []


def test_a_time_that_fits_nothing_says_so(online, stub, retired):
    for name in stub.roles():
        stub.edit_role(name, LastUsed={"LastUsedDate": days_ago(3), "Region": "us-east-1"})
    shown = online.run("retire", "--unused-for", "300").expect(0)
    assert "No removable role is known to be unused for 300 days; 9 roles serve" in shown.out


def test_an_account_without_any_role_has_an_id(online, stub):
    assert listed(online)["account"] == ACCOUNT

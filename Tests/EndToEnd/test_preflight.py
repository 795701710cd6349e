"""What can be known before the first write is checked: nothing is left half-made because of it."""

import json
import shlex

import pytest

from EndToEnd.support.accounts import ACCOUNT, DEVICE, READ_ONLY, STUB_SESSION
from EndToEnd.test_ownership import made, pairs
from EndToEnd.test_part import ordinary, written

LOGS = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"


def refused(program, stub, *words):
    result = program.apply(*words).expect(4)
    assert stub.writes() == [], result.told()
    return result.err


def test_a_policy_with_a_typing_error_stops_everything_and_names_the_nearest(online, stub):
    wrong = LOGS.replace("Execution", "Exection")
    written(online, ordinary("one"), ordinary("two", managedPolicies=[READ_ONLY, wrong]))
    told = refused(online, stub)
    assert f"managed policy '{wrong}' does not exist" in told
    assert f"did you mean '{LOGS}'?" in told
    asked = [call["parameters"]["PolicyArn"] for call in stub.calls()
             if call["action"] == "GetPolicy"]  # fmt: skip
    # What they say decides about their order, and the preflight asks whether they exist.
    assert sorted(asked) == sorted([READ_ONLY, wrong] * 2)


def test_a_policy_that_this_iam_lacks_is_not_proposed_again(online, stub):
    """As a stand-in server or another partition may lack it."""
    missing = {"code": "NoSuchEntity", "message": "It cannot be found.", "status": 404}
    stub.fault("error", "GetPolicy", times=None, **missing)
    written(online, ordinary("one", managedPolicies=[LOGS]))
    told = refused(online, stub)
    assert f"managed policy '{LOGS}' does not exist" in told
    assert "did you mean" not in told, told
    assert "AWS has this policy as of" in told and "list-policies --scope AWS" in told


def test_a_boundary_that_does_not_exist_stops_everything(online, stub):
    arn = f"arn:aws:iam::{ACCOUNT}:policy/missing"
    written(online, ordinary("one", permissionsBoundary=arn))
    told = refused(online, stub)
    assert f"managed policy '{arn}' does not exist" in told and "list-policies" in told


def test_a_policy_that_the_plan_makes_is_not_looked_for(online, stub):
    arn = f"arn:aws:iam::{ACCOUNT}:policy/own"
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
    policy = {"name": "own", "document": {"Version": "2012-10-17", "Statement": [statement]}}
    written(online, ordinary("one", managedPolicies=[arn]), policies=[policy])
    online.apply().expect(0)


def test_what_the_caller_may_not_do_is_known_before(online, stub):
    stub.settings(simulated_denials=["iam:AttachRolePolicy"])
    written(online, ordinary("one", managedPolicies=[READ_ONLY, LOGS]))
    told = refused(online, stub)
    assert "the caller may not call iam:AttachRolePolicy on" in told
    assert "'panorama-roles policy tool --for plan' prints all that the plan needs" in told


def test_the_calls_of_the_plan_are_asked_about_and_no_others(online, stub):
    written(online, ordinary("one", managedPolicies=[READ_ONLY]))
    online.apply().expect(0)
    asked = [call["parameters"] for call in stub.calls()
             if call["action"] == "SimulatePrincipalPolicy"]  # fmt: skip
    actions = {value for row in asked for key, value in row.items() if key.startswith("ActionN")}
    assert actions == {"iam:CreateRole", "iam:TagRole", "iam:AttachRolePolicy"}
    assert {row["PolicySourceArn"] for row in asked} == {f"arn:aws:iam::{ACCOUNT}:user/tester"}
    attach = next(row for row in asked if row["ActionNames.member.1"] == "iam:AttachRolePolicy")
    assert attach["ResourceArns.member.1"] == f"arn:aws:iam::{ACCOUNT}:role/one"
    assert attach["ContextEntries.member.1.ContextKeyName"] == "iam:PolicyARN"
    assert attach["ContextEntries.member.1.ContextKeyValues.member.1"] == READ_ONLY
    stub.forget_log()
    online.apply().expect(0)
    assert "SimulatePrincipalPolicy" not in [call["action"] for call in stub.calls()]


@pytest.mark.parametrize("action", ["SimulatePrincipalPolicy", "GetPolicy", "GetAccountSummary"])
def test_what_may_not_be_asked_is_said_and_stops_nothing(online, stub, action):
    stub.fault("denied", action, times=None)
    written(online, ordinary("one", managedPolicies=[READ_ONLY]))
    done = online.apply().expect(0)
    assert "is not known" in done.err and action in done.err


def test_the_room_of_the_account_is_known_before(online, stub, account):
    stub.settings(roles_quota=1)
    written(online, ordinary("one"), ordinary("two"))
    told = refused(online, stub)
    assert "the account has 0 roles, 2 more would be made, and the quota is 1" in told
    stub.settings(roles_quota=1000, attached_quota=1)
    written(online, ordinary("one", managedPolicies=[READ_ONLY, LOGS]))
    told = refused(online, stub)
    assert "role 'one' would have 2 managed policies, and the quota is 1" in told


def test_a_foreign_document_that_leaves_no_room_is_known_before(online, stub, account):
    written(online, ordinary("one"))
    online.apply().expect(0)
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": [
        f"arn:aws:s3:::bucket-{number:04}/*" for number in range(300)]}  # fmt: skip
    document = {"Version": "2012-10-17", "Statement": [statement]}
    account.iam.put_role_policy(
        RoleName="one", PolicyName="theirs", PolicyDocument=json.dumps(document)
    )
    own = {"name": "own", "document": document}
    written(online, ordinary("one", inlinePolicies=[own]))
    stub.forget_log()
    assert "characters in inline policies" in refused(online, stub, "--accept", "widening")


def test_a_session_is_asked_about_as_its_role(program, stub):
    session = program.connected(stub.url, STUB_SESSION)
    written(session, ordinary("one"))
    session.apply().expect(0)
    source = {call["parameters"]["PolicySourceArn"] for call in stub.calls()
              if call["action"] == "SimulatePrincipalPolicy"}  # fmt: skip
    assert source == {f"arn:aws:iam::{ACCOUNT}:role/Deployer"}


def test_apply_says_what_it_wrote_to_the_spec(online):
    written(online, ordinary("one"), ordinary("two"))
    told = online.apply().expect(0).err
    assert "wrote into 'panorama-roles.json', under 'recorded': the ids of 2 roles" in told
    assert "recorded" not in online.apply().expect(0).err


def test_a_second_reading_after_a_wait(online, stub):
    written(online, ordinary("one"))
    done = online.apply("--settle", "1").expect(0)
    assert "waiting 1 s" in done.err
    gets = [call for call in stub.calls() if call["action"] == "GetRole"]
    assert len(gets) >= 3, "before, after, and after the wait"


def statements(document):
    found = {}
    for statement in document["Statement"]:
        actions = statement["Action"]
        for action in [actions] if isinstance(actions, str) else actions:
            found.setdefault(action, []).append(statement)
    return found


def test_the_permissions_of_the_plan_are_those_of_its_calls(online, stub, account):
    written(online, ordinary("one", managedPolicies=[READ_ONLY]), ordinary("old"))
    online.apply().expect(0)
    written(online, ordinary("one", description="new", instanceProfiles=["machines"]))
    words = ["--remove", "old", "--remove", f"one:managed-policy:{READ_ONLY}"]
    printed = online.run("policy", "tool", "--for", "plan", *words).expect(0).json
    allowed = statements(printed)
    stub.forget_log()
    online.apply("--accept", "widening", *words).expect(0)
    called = {f"iam:{call['action']}" for call in stub.calls()} - {"iam:GetCallerIdentity"}
    assert called <= set(allowed), called - set(allowed)
    writes = {f"iam:{action}" for action in stub.writes()}
    unused = set(allowed) - called - {"iam:PassRole"}
    assert not {action for action in unused if not action.split(":")[1].startswith(
        ("Get", "List", "Simulate"))}, unused  # fmt: skip
    assert {"iam:DeleteRole", "iam:DetachRolePolicy", "iam:UpdateRole"} <= writes
    detach = allowed["iam:DetachRolePolicy"][0]
    assert detach["Condition"] == {"ArnLike": {"iam:PolicyARN": READ_ONLY}}
    assert allowed["iam:DeleteRole"][0]["Resource"] == f"arn:aws:iam::{ACCOUNT}:role/old"


def test_the_permissions_of_a_part_are_those_of_its_calls(online, stub):
    """What '--role' leaves out is not named, and no call is named twice."""
    written(online, ordinary("one", managedPolicies=[READ_ONLY]), ordinary("two"))
    printed = online.run("policy", "tool", "--for", "plan", "--role", "one").expect(0)
    assert "role/two" not in printed.out
    assert "role/*" not in str(statements(printed.json)["iam:GetRole"])
    assert len(statements(printed.json)["iam:GetPolicy"]) == 1
    stub.forget_log()
    online.apply("--role", "one").expect(0)
    called = {f"iam:{call['action']}" for call in stub.calls()} - {"iam:GetCallerIdentity"}
    assert called <= set(statements(printed.json))


def test_the_permissions_of_a_plan_are_of_the_spec(program, online, stub):
    program.run("policy", "tool", "--for", "plan", "--account", ACCOUNT).expect(64)
    program.run("policy", "tool", "--for", "init", "--remove", "x").expect(64)
    written(online, ordinary("one"))
    stub.fault("denied", "GetRole", times=None)
    online.run("policy", "tool", "--for", "plan").expect(5)


def test_init_shows_what_adoption_would_change_and_names_the_owner(online, stub, account):
    made(account, "one", Description="theirs", Tags=pairs(ManagedBy="terraform"))
    written(online, ordinary("one", description="ours"))
    (online.folder / "panorama-roles.json").unlink()
    refused = online.init("--role-set", "team.json").expect(4)
    assert "~ update role 'one'" in refused.out and "'theirs' → 'ours'" in refused.out
    assert "role 'one' belongs to 'terraform' (tag 'ManagedBy')" in refused.err
    assert stub.writes() == [] and not (online.folder / "panorama-roles.json").exists()
    document = online.init("--role-set", "team.json", "--adopt", "one").expect(0).json
    assert {request["action"] for request in document["requests"]} == {"UpdateRole", "TagRole"}


def test_an_instance_profile_of_the_role_s_own_name_goes_with_it(online, stub, account):
    machine = ordinary("one", instanceProfiles=["one"])
    written(online, machine, ordinary("two", instanceProfiles=["shared"]))
    online.apply().expect(0)
    written(online, ordinary("kept"))
    online.apply("--remove", "one", "--remove", "two").expect(0)
    assert account.iam.get_instance_profile(InstanceProfileName="shared")
    with pytest.raises(account.iam.exceptions.NoSuchEntityException):
        account.iam.get_instance_profile(InstanceProfileName="one")


def test_plan_shows_every_field_and_what_comes_next(online, stub, account):
    role = ordinary("one", path="/team/", description="d", maxSessionDuration=7200,
                    tags={"a": "b"}, permissionsBoundary=READ_ONLY)  # fmt: skip
    written(online, role)
    planned = online.run("plan").expect(0)
    for line in ("+ path: '/team/'", "+ description: 'd'", "+ tag 'a': 'b'",
                 "+ maximum session duration: 7200 seconds",
                 f"+ permissions boundary: '{READ_ONLY}'"):  # fmt: skip
        assert f"    {line}" in planned.out, planned.out
    command = planned.err.split("next: ", 1)[1].splitlines()[0]
    assert command == "panorama-roles apply --approve"
    online.apply().expect(0)
    assert "next:" not in online.run("plan").expect(0).err
    role |= {"description": "e", "permissionsBoundary": LOGS}
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    role["inlinePolicies"] = [{"name": "p", "document": document}]
    written(online, role)
    account.iam.untag_role(RoleName="one", TagKeys=["panorama-roles:spec"])
    planned = online.run("plan", "--spec", "panorama-roles.json").expect(0)
    assert f"~ permissions boundary: '{READ_ONLY}' → '{LOGS}'" in planned.out
    assert "  maximum session duration: 7200 seconds, as it is" in planned.out
    command = planned.err.split("next: panorama-roles ", 1)[1].splitlines()[0]
    assert "--spec panorama-roles.json" in command and "--adopt one" in command
    online.run(*shlex.split(command)).expect(0)
    document = online.run("plan", "--format", "json").expect(0).json
    assert document["changes"] == []


def test_the_end_of_a_service_is_said_with_quiet_too(online):
    online.init("--quiet", "--offline").expect(0)
    for words in (["plan"], ["apply"], ["drift"], ["apply", "--approve"]):
        told = online.run(*words, "--quiet").expect(0, 2).err
        assert told.count("warning: AWS Panorama ended on 31 May 2026") == 1, words


def test_what_spec_and_device_list_say_can_be_read_by_a_program(program):
    program.init("--device", DEVICE).expect(0)
    listed = program.run("device", "list", "--format", "json").expect(0).json
    assert listed["devices"] == [DEVICE] and listed["serves"] == "devices"
    assert listed["roles"][0]["trustPolicySize"] < listed["roles"][0]["quota"] == 2048
    words = ["spec", "set", "--tag", "a=b", "--format", "json"]
    edited = program.run(*words).expect(0).json
    assert edited["lines"] == [{"sign": "+", "text": "tags: a=b"}] and edited["written"]
    assert [row["action"] for row in edited["plan"]["changes"]] == ["TagRole"]
    again = program.run(*words).expect(0).json
    assert again["lines"] == [] and not again["written"]
    program.run(*words, "--print").expect(64)
    wrong = program.run("spec", "remove", "--tag", "zz", "--format", "json")
    assert wrong.status != 0 and wrong.json["errors"]

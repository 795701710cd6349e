"""Instance profiles that a role set declares: made, compared, and never taken from another role."""

import json

import pytest

from EndToEnd.support.accounts import trust

PROFILE = "machines"


def role_set(*roles):
    return json.dumps({"schemaVersion": "1.0", "name": "team", "title": "Team",
                       "summary": "Roles", "roles": list(roles)})  # fmt: skip


def machine(name="Machine", *profiles):
    return {"name": name, "description": "m", "trust": {"services": ["ec2.amazonaws.com"]},
            "instanceProfiles": list(profiles or [PROFILE])}  # fmt: skip


@pytest.fixture
def declared(online, stub):
    online.write("team.json", role_set(machine()))
    online.init("--role-set", "team.json").expect(0)
    stub.forget_log()
    return online


def contents(account, name=PROFILE):
    found = account.iam.get_instance_profile(InstanceProfileName=name)["InstanceProfile"]
    return [role["RoleName"] for role in found["Roles"]]


def kinds(found):
    return {row["kind"] for role in found["roles"] for row in role["differences"]}


def test_it_is_made_after_the_role_and_then_nothing_is_left_to_do(declared, stub, account):
    declared.apply().expect(0)
    assert stub.writes() == ["CreateRole", "CreateInstanceProfile", "AddRoleToInstanceProfile"]
    assert contents(account) == ["Machine"]
    assert declared.drift().expect(0).json["status"] == "in-sync"
    stub.forget_log()
    declared.apply().expect(0)
    assert stub.writes() == []


def test_a_role_that_left_it_is_drift_and_comes_back_when_accepted(declared, stub, account):
    declared.apply().expect(0)
    account.iam.remove_role_from_instance_profile(InstanceProfileName=PROFILE, RoleName="Machine")
    for words in ([], ["--roles-only"]):
        assert kinds(declared.drift(*words).expect(2).json) == {"instance-profile-missing"}
    declared.run("snapshot", "--out", "account.json").expect(0)
    offline = declared.run("drift", "--snapshot", "account.json", "--format", "json").expect(2)
    assert kinds(offline.json) == {"instance-profile-missing"}
    # Machines may have it: whoever has it acts as the role from then on.
    assert "--accept widening" in declared.apply().expect(4).err
    declared.apply("--accept", "widening").expect(0)
    assert contents(account) == ["Machine"]


def test_one_that_contains_another_role_stays_as_it_is(declared, stub, account):
    declared.apply().expect(0)
    account.iam.remove_role_from_instance_profile(InstanceProfileName=PROFILE, RoleName="Machine")
    account.make_appliance_role(name="Other", attached=False)
    account.iam.add_role_to_instance_profile(InstanceProfileName=PROFILE, RoleName="Other")
    stub.forget_log()
    assert "contains role 'Other'" in declared.apply().expect(0).out
    assert stub.writes() == [] and contents(account) == ["Other"]
    assert "makes room" in declared.run("drift", "--roles-only").expect(2).out


@pytest.mark.parametrize("fault", ["denied", "throttle"])
def test_what_could_not_be_read_is_unreadable(declared, stub, fault):
    stub.fault(fault, "GetInstanceProfile", times=None)
    refused = declared.apply("--max-attempts", "1")
    assert refused.status == 4 and "iam:GetInstanceProfile" in refused.err
    assert stub.writes() == []
    declared.drift("--max-attempts", "1").expect(5)


@pytest.mark.parametrize("fault", ["reset-after", "cut-xml-after"])
@pytest.mark.parametrize("action", ["CreateInstanceProfile", "AddRoleToInstanceProfile"])
def test_a_lost_answer_is_read_back(declared, account, stub, fault, action):
    stub.fault(fault, action, first=1, times=1)
    declared.apply().expect(0)
    assert contents(account) == ["Machine"]


def test_the_same_in_a_model_and_in_moto(declared, online_moto, moto):
    shown = declared.run("apply", "--approve", "--backend", "memory").expect(0)
    assert "add role 'Machine' to instance profile 'machines'" in shown.out
    online_moto.write("team.json", role_set(machine()))
    online_moto.init("--role-set", "team.json", "--spec", "moto.json").expect(0)
    online_moto.run("apply", "--approve", "--spec", "moto.json").expect(0)
    assert contents(moto) == ["Machine"]
    online_moto.run("drift", "--spec", "moto.json", "--roles-only").expect(0)


def test_the_printed_permissions_are_those_of_the_calls(declared, stub):
    declared.apply().expect(0)
    called = {call["action"] for call in stub.calls()} - {"GetCallerIdentity"}
    printed = declared.run("policy", "tool", "--for", "init").expect(0).json
    allowed = set()
    for statement in printed["Statement"]:
        actions = statement["Action"]
        allowed |= {actions} if isinstance(actions, str) else set(actions)
    assert called <= {action.removeprefix("iam:") for action in allowed}
    assert "iam:PassRole" in allowed


def test_a_profile_takes_one_role_and_a_name_that_iam_takes(program):
    program.write("team.json", role_set(machine("A"), machine("B")))
    refused = program.run("lint", "--role-set", "team.json").expect(1, 3)
    assert "takes one role" in refused.told()
    program.write("team.json", role_set(machine("A", "no spaces")))
    assert "instance profile name" in program.run("lint", "--role-set", "team.json").told()


@pytest.fixture
def left(declared, stub):
    """The role set declared an instance profile, and does not any more."""
    declared.apply().expect(0)
    role = machine()
    del role["instanceProfiles"]
    declared.write("team.json", role_set(role))
    stub.forget_log()
    return declared


NAMED = f"Machine:instance-profile:{PROFILE}"


def test_one_that_left_stays_until_it_is_named(left, stub, account):
    planned = left.run("plan").expect(0).out
    assert (
        f"left: role 'Machine' has instance profile '{PROFILE}', which left the role set" in planned
    )
    assert "1 thing left the role set ('--prune 1')" in planned
    for words in ([], ["--roles-only"]):
        assert kinds(left.drift(*words).expect(2).json) == {"instance-profile-left"}
    left.run("snapshot", "--out", "account.json").expect(0)
    offline = left.run("drift", "--snapshot", "account.json", "--format", "json").expect(2)
    assert kinds(offline.json) == {"instance-profile-left"}
    left.apply().expect(0)
    assert stub.writes() == []
    left.apply("--remove", NAMED).expect(0)
    assert stub.writes() == ["RemoveRoleFromInstanceProfile", "DeleteInstanceProfile"]
    left.drift().expect(0)
    assert "left" not in left.run("plan").expect(0).out
    stub.forget_log()
    left.apply("--remove", NAMED).expect(4)
    assert stub.writes() == []


def test_one_that_is_gone_already_is_no_mistake(left, stub, account):
    account.iam.remove_role_from_instance_profile(InstanceProfileName=PROFILE, RoleName="Machine")
    account.iam.delete_instance_profile(InstanceProfileName=PROFILE)
    stub.forget_log()
    assert "there is nothing to remove" in left.apply("--remove", NAMED).expect(0).out
    assert stub.writes() == []


def test_one_that_another_role_has_now_is_left_alone(left, stub, account):
    account.iam.remove_role_from_instance_profile(InstanceProfileName=PROFILE, RoleName="Machine")
    account.iam.create_role(
        RoleName="Theirs",
        AssumeRolePolicyDocument=json.dumps(trust()),
    )
    account.iam.add_role_to_instance_profile(InstanceProfileName=PROFILE, RoleName="Theirs")
    stub.forget_log()
    assert "contains role 'Theirs': it stays" in left.run("plan").expect(0).out
    left.apply("--remove", NAMED).expect(4)
    assert stub.writes() == [] and contents(account) == ["Theirs"]


def test_one_that_nobody_recorded_is_never_proposed(left, stub, account):
    account.iam.create_instance_profile(InstanceProfileName="other")
    account.iam.remove_role_from_instance_profile(InstanceProfileName=PROFILE, RoleName="Machine")
    account.iam.add_role_to_instance_profile(InstanceProfileName="other", RoleName="Machine")
    assert "other" not in left.run("plan").expect(0).out
    assert left.apply("--remove", "Machine:instance-profile:other").expect(4)


def test_it_goes_with_its_role(left, stub, account):
    left.write("team.json", role_set(machine("Another", "another")))
    left.apply("--remove", "Machine").expect(0)
    assert stub.writes()[-3:] == [
        "RemoveRoleFromInstanceProfile", "DeleteInstanceProfile", "DeleteRole",
    ]  # fmt: skip
    with pytest.raises(account.iam.exceptions.NoSuchEntityException):
        contents(account)


def test_a_handed_over_one_is_somebody_elses(left, stub):
    left.run("disown", NAMED, "--approve").expect(0)
    assert stub.writes() == [] and "left" not in left.run("plan").expect(0).out


def test_what_could_not_be_read_of_it_is_unreadable(left, stub):
    stub.fault("denied", "GetInstanceProfile", times=None)
    left.run("plan").expect(5)
    left.drift().expect(5)

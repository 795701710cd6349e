"""Roles that leave a role set: reported until they are removed by name, handed over or accepted."""

import json

import pytest

from EndToEnd.support.accounts import OWNER_TAG, READ_ONLY, trust
from EndToEnd.test_ownership import made, pairs, tags
from EndToEnd.test_part import ordinary

ALLOW = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}  # fmt: skip
DENY = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Deny", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::x/*"}]}  # fmt: skip
OLD = ordinary("old", managedPolicies=[READ_ONLY], inlinePolicies=[
    {"name": "a", "document": ALLOW}, {"name": "b", "document": DENY}])  # fmt: skip


def write_set(online, *roles):
    document = {"schemaVersion": "1.0", "name": "team", "roles": list(roles)}
    online.write("team.json", json.dumps(document))


def spec(online):
    return json.loads((online.folder / "panorama-roles.json").read_text())


def kinds(found):
    return {row["kind"] for role in found["roles"] for row in role["differences"]}


@pytest.fixture
def left(online, account):
    """Two roles were made, and the role set names one of them now."""
    write_set(online, ordinary("kept"), OLD)
    online.init("--role-set", "team.json").expect(0)
    online.apply().expect(0)
    write_set(online, ordinary("kept"))
    return online


def test_a_role_that_left_is_reported_and_stays_until_it_is_named(left, stub, account):
    stub.forget_log()
    planned = left.run("plan").expect(0)
    assert "left: role 'old' exists and should not; it stays until '--remove old'" in planned.out
    assert "No changes; 1 role left the role set ('--prune 1')." in planned.out
    found = left.drift().expect(2).json
    assert kinds(found) == {"role-left"}
    assert left.drift("--roles-only").expect(2).json["summary"]["differences"] == 1
    left.apply().expect(0)
    assert stub.writes() == [] and set(account.names()) == {"kept", "old"}
    assert set(spec(left)["recorded"]) == {"kept", "old"}
    document = left.run("plan", "--format", "json").expect(0).json
    assert document["departures"] == [{"role": "old", "remove": "old", "removed": False}]


def test_a_named_role_is_removed_with_everything_denied_on_the_way(left, stub, account):
    account.iam.create_instance_profile(InstanceProfileName="machines")
    account.iam.add_role_to_instance_profile(InstanceProfileName="machines", RoleName="old")
    stub.forget_log()
    shown = left.run("plan", "--remove", "OLD").expect(0).out
    assert "- delete role 'old'" in shown and "left:" not in shown
    assert stub.writes() == []
    left.apply("--remove", "old").expect(0)
    writes = stub.writes()
    assert writes[0] == "PutRolePolicy" and writes[-1] == "DeleteRole"
    assert "RemoveRoleFromInstanceProfile" in writes and "DetachRolePolicy" in writes
    assert account.names() == ["kept"]
    assert set(spec(left)["recorded"]) == {"kept"}
    assert left.drift().expect(0).json["status"] == "in-sync"
    stub.forget_log()
    again = left.apply("--remove", "old").expect(0)
    assert "there is nothing to remove" in again.out and stub.writes() == []


def test_a_wrong_count_is_refused_with_the_right_one(left, stub, account):
    stub.forget_log()
    for count in ("0", "2"):
        refused = left.apply("--prune", count).expect(4)
        assert f"'--prune {count}' names another count than 1" in refused.err
        assert "'--prune 1' removes all of them" in refused.err
    assert stub.writes() == []
    left.apply("--prune", "1").expect(0)
    assert account.names() == ["kept"]
    assert "nothing left the role set" in left.apply("--prune", "1").expect(4).err


def test_a_saved_plan_removes_what_it_names(left, stub, account):
    left.run("plan", "--prune", "1", "--out", "change.plan").expect(0)
    left.run("apply", "--plan", "change.plan", "--approve").expect(0)
    assert account.names() == ["kept"]
    left.run("apply", "--plan", "change.plan", "--prune", "1", "--approve").expect(64)


def test_a_saved_plan_is_bound_to_the_instance_profiles(left, account):
    left.run("plan", "--remove", "old", "--out", "change.plan").expect(0)
    account.iam.create_instance_profile(InstanceProfileName="machines")
    account.iam.add_role_to_instance_profile(InstanceProfileName="machines", RoleName="old")
    refused = left.run("apply", "--plan", "change.plan", "--approve").expect(4)
    assert "the account has changed" in refused.err and "old" in refused.err


def test_a_role_that_somebody_made_again_is_not_ours(left, stub, account):
    left.run("snapshot", "--out", "account.json").expect(0)
    account.iam.detach_role_policy(RoleName="old", PolicyArn=READ_ONLY)
    for name in ("a", "b"):
        account.iam.delete_role_policy(RoleName="old", PolicyName=name)
    account.iam.delete_role(RoleName="old")
    made(account, "old")
    stub.forget_log()
    assert kinds(left.drift("--roles-only").expect(0).json) == set()
    refused = left.apply("--remove", "old").expect(4)
    assert "role 'old' does not belong to this spec" in refused.err
    assert stub.writes() == []
    assert kinds(
        left.run("drift", "--snapshot", "account.json", "--format", "json").expect(2).json
    ) == {"role-left"}


def test_the_tag_alone_is_enough_to_name_it_and_for_drift_to_see_it(left, account):
    document = spec(left)
    del document["recorded"]
    left.write("panorama-roles.json", json.dumps(document))
    assert "role-left" in kinds(left.drift().expect(2).json)
    planned = left.run("plan").expect(0).out
    assert "left: role 'old' exists and should not" in planned and "('--prune 1')" in planned
    left.run("snapshot", "--out", "account.json").expect(0)
    assert "left: role 'old'" in left.run("plan", "--snapshot", "account.json").expect(0).out
    words = ["--backend", "memory", "--snapshot", "account.json", "--prune", "1"]
    assert "- delete role 'old'" in left.apply(*words).expect(0).out
    left.apply("--prune", "1").expect(0)
    assert account.names() == ["kept"]


def test_a_saved_plan_removes_what_the_tag_alone_shows(left, account):
    document = spec(left)
    del document["recorded"], document["recordedParts"]
    left.write("panorama-roles.json", json.dumps(document))
    left.run("plan", "--prune", "1", "--out", "change.plan").expect(0)
    left.run("apply", "--plan", "change.plan", "--approve").expect(0)
    assert account.names() == ["kept"]


@pytest.mark.parametrize("action", ["ListRoles", "GetRole"])
def test_where_the_tags_may_not_be_read_the_plan_says_so(left, stub, action):
    document = spec(left)
    del document["recorded"]
    left.write("panorama-roles.json", json.dumps(document))
    where = {"RoleName": "old"} if action == "GetRole" else {}
    stub.fault("denied", action, where=where, times=None)
    told = left.run("plan").expect(0)
    assert "roles that left the role set without a record were not looked for" in told.err
    assert f"iam:{action}" in told.err and "left:" not in told.out


def trusting(service):
    return {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Service": f"{service}.amazonaws.com"},
         "Action": "sts:AssumeRole"}]}  # fmt: skip


@pytest.fixture
def everyday(online, account):
    """A role of the set trusts an everyday service."""
    write_set(online, {"name": "kept", "trust": trusting("lambda")})
    online.init("--role-set", "team.json").expect(0)
    online.apply().expect(0)
    return online


def carrying(account, name, service, key=OWNER_TAG):
    account.iam.create_role(
        RoleName=name, AssumeRolePolicyDocument=json.dumps(trusting(service)),
        Tags=pairs(**{key: "team"}),
    )  # fmt: skip


@pytest.mark.parametrize("strategy", ["auto", "per-role", "bulk"])
@pytest.mark.parametrize("key", [OWNER_TAG, OWNER_TAG.upper()])
def test_drift_sees_an_everyday_role_that_a_plan_lists(everyday, account, strategy, key):
    assert everyday.drift("--read-strategy", strategy).expect(0).json["status"] == "in-sync"
    carrying(account, "orphan", "lambda", key)
    planned = everyday.run("plan", "--read-strategy", strategy).expect(0)
    assert "left: role 'orphan'" in planned.out
    assert "role-left" in kinds(everyday.drift("--read-strategy", strategy).expect(2).json)
    everyday.run("snapshot", "--out", "account.json").expect(0)
    assert "left: role 'orphan'" in everyday.run("plan", "--snapshot", "account.json").out
    words = ["--backend", "memory", "--snapshot", "account.json", "--prune", "1"]
    assert "- delete role 'orphan'" in everyday.apply(*words).expect(0).out


@pytest.mark.parametrize("form", ["text", "markdown", "html", "github", "junit", "sarif"])
def test_an_everyday_role_of_nobody_is_a_note_in_every_report(everyday, account, form):
    account.iam.create_role(
        RoleName="stranger", AssumeRolePolicyDocument=json.dumps(trusting("lambda"))
    )
    report = everyday.run("drift", "--format", form).expect(0).out
    assert "stranger" in report and "not in the spec" in report
    if form == "sarif":
        run = json.loads(report)["runs"][0]
        assert run["results"] == [] and run["invocations"][0]["executionSuccessful"]
        assert [n["level"] for n in run["invocations"][0]["toolExecutionNotifications"]] == ["note"]


def test_how_many_roles_were_not_asked_for_their_tags_is_told(everyday, account):
    carrying(account, "orphan", "ec2")
    told = everyday.run("plan", "--read-strategy", "per-role").expect(0)
    assert "left:" not in told.out and "not asked" not in told.err
    note = "1 other role that trusts nobody whom the role set trusts was not asked"
    for command in "plan", "apply":
        words = [command, "--read-strategy", "per-role", "--prune", "0"]
        assert note in everyday.run(*words).expect(0).err
    told = everyday.run("plan", "--read-strategy", "bulk", "--prune", "1").expect(0)
    assert "- delete role 'orphan'" in told.out and "not asked" not in told.err
    assert "left: role 'orphan'" in everyday.run("plan", "--read-strategy", "bulk").expect(0).out
    assert "role-left" in kinds(everyday.drift("--read-strategy", "bulk").expect(2).json)


def test_a_role_of_another_spec_is_not_listed(left, account):
    document = spec(left)
    del document["recorded"]
    left.write("panorama-roles.json", json.dumps(document))
    account.iam.tag_role(RoleName="old", Tags=pairs(**{OWNER_TAG: "others"}))
    assert "left:" not in left.run("plan").expect(0).out


def test_one_that_was_handed_over_is_left_alone(left, stub, account):
    stub.forget_log()
    shown = left.run("disown", "old").expect(0)
    assert "- remove tag" in shown.out and "the record of role 'old' goes" in shown.out
    assert stub.writes() == [] and "old" in spec(left)["recorded"]
    left.run("disown", "old", "--approve").expect(0)
    assert stub.writes() == ["UntagRole"]
    assert OWNER_TAG not in tags(account, "old") and "old" not in spec(left)["recorded"]
    assert left.drift("--roles-only").expect(0).json["status"] == "in-sync"
    left.apply("--remove", "old").expect(4)
    stub.forget_log()
    left.run("disown", "old", "--approve").expect(0)
    assert stub.writes() == [] and set(account.names()) == {"kept", "old"}


def test_a_role_of_the_set_that_is_handed_over_asks_for_adoption(left, account):
    told = left.run("disown", "kept", "--approve").expect(0)
    assert "'--adopt kept'" in told.err
    account.iam.update_role(RoleName="kept", Description="theirs")
    assert "--adopt kept" in left.apply().expect(4).err


def test_the_commands_of_the_hint_name_the_spec(left):
    (left.folder / "panorama-roles.json").rename(left.folder / "other.json")
    found = left.drift("--spec", "other.json").expect(2).json
    [hint] = [row["hint"] for row in found["roles"][-1]["differences"]]
    assert "'panorama-roles apply --spec other.json --remove old'" in hint
    assert "'panorama-roles disown --spec other.json old'" in hint
    left.run("disown", "--spec", "other.json", "old").expect(0)


def test_it_can_be_accepted(left):
    left.run("drift", "--write-ignore", "ignore.json").expect(2)
    entries = json.loads((left.folder / "ignore.json").read_text())
    for entry in entries["ignore"]:
        entry |= {"reason": "moved next month", "owner": "team"}
    left.write("ignore.json", json.dumps(entries))
    assert left.drift("--ignore", "ignore.json").expect(0).json["summary"]["ignored"] == 1


@pytest.mark.parametrize("action", ["ListAttachedRolePolicies", "ListInstanceProfilesForRole"])
def test_what_could_not_be_read_stops_the_plan(left, stub, action):
    stub.fault("denied", action, times=None)
    left.run("plan").expect(5)
    assert left.apply("--remove", "old").expect(4).err.count(action) >= 1
    assert stub.writes().count("DeleteRole") == 0


def test_a_role_that_should_not_exist(online, stub, account):
    write_set(online, ordinary("kept"), {"name": "gone", "state": "absent"})
    online.init("--role-set", "team.json").expect(0)
    online.apply().expect(0)
    assert account.names() == ["kept"]
    online.drift().expect(0)
    made(account, "gone", Tags=pairs(ManagedBy="terraform"))
    found = online.drift().expect(2).json
    assert kinds(found) == {"role-left"}
    [hint] = [row["hint"] for role in found["roles"] for row in role["differences"]]
    assert "apply --adopt gone --remove gone'" in hint and "disown" not in hint
    stub.forget_log()
    assert "it stays until '--adopt gone --remove gone' names it" in online.apply().expect(0).out
    refused = online.apply("--remove", "gone").expect(4)
    assert "belongs to 'terraform'" in refused.err and stub.writes() == []
    online.apply("--remove", "gone", "--adopt", "gone").expect(0)
    assert account.names() == ["kept"]
    online.drift().expect(0)


def test_a_role_that_should_not_exist_has_nothing_else(program):
    role = {"name": "gone", "state": "absent", "trust": trust()}
    write_set(program, role, {"name": "x", "state": "away", "trust": trust()})
    told = program.run("lint", "--role-set", "team.json").told()
    assert "a role that should not exist has no 'trust'" in told
    assert "'state' cannot be 'away'" in told


def test_the_same_in_moto_and_in_a_model(online_moto, moto):
    write_set(online_moto, ordinary("kept"), OLD)
    online_moto.init("--role-set", "team.json").expect(0)
    online_moto.apply().expect(0)
    write_set(online_moto, ordinary("kept"))
    online_moto.run("snapshot", "--out", "account.json").expect(0)
    words = ["--backend", "memory", "--snapshot", "account.json", "--remove", "old"]
    online_moto.apply(*words).expect(0)
    assert set(moto.names()) == {"kept", "old"}


def test_a_spec_keeps_its_name_when_its_first_role_set_goes(online, stub):
    for name in ("one", "two"):
        role = {"name": name.title(), "trust": {"services": ["lambda.amazonaws.com"]}}
        online.write(f"{name}.json", json.dumps(
            {"schemaVersion": "1.0", "name": name, "roles": [role]}))  # fmt: skip
    online.init("--role-set", "one.json", "--role-set", "two.json").expect(0)
    online.apply().expect(0)
    shown = online.run("spec", "remove", "--role-set", "one.json").expect(0)
    assert "name: one" in shown.out
    found = online.drift().expect(2).json
    assert "role-left" in json.dumps(found)
    online.run("apply", "--prune", "1", "--approve").expect(0)
    online.drift().expect(0)

"""What leaves a role that stays, and managed policies that a set made and no longer declares."""

import json

import pytest

from EndToEnd.support.accounts import OWNER_TAG, READ_ONLY
from EndToEnd.test_departures import ALLOW, DENY, kinds, spec
from EndToEnd.test_part import ordinary

OWN = "arn:aws:iam::123456789012:policy/orders"
POLICY = {"name": "orders", "document": ALLOW}
FULL = ordinary(
    "worker",
    managedPolicies=[READ_ONLY, OWN],
    inlinePolicies=[{"name": "a", "document": ALLOW}, {"name": "b", "document": DENY}],
    tags={"team": "orders"},
)
BARE = ordinary("worker")
PIECES = {
    f"worker:managed-policy:{READ_ONLY}",
    f"worker:managed-policy:{OWN}",
    "worker:inline-policy:a",
    "worker:inline-policy:b",
    "worker:tag:team",
}


def write_set(online, *roles, policies=()):
    document = {"schemaVersion": "1.0", "name": "team", "policies": list(policies),
                "roles": list(roles)}  # fmt: skip
    online.write("team.json", json.dumps(document))


@pytest.fixture
def left(online, stub):
    write_set(online, FULL, policies=[POLICY])
    online.init("--role-set", "team.json").expect(0)
    online.apply().expect(0)
    write_set(online, BARE)
    stub.forget_log()
    return online


def test_it_is_recorded_by_the_run_that_gives_it(left):
    recorded = spec(left)["recordedParts"]["worker"]
    assert {f"worker:{part}" for part in recorded} == PIECES
    assert spec(left)["recordedResources"] == [OWN]


def test_each_is_shown_until_it_is_named(left, stub):
    document = left.run("plan", "--format", "json").expect(0).json
    assert {row["remove"] for row in document["departures"]} == PIECES | {OWN}
    assert document["changes"] == []
    planned = left.run("plan").expect(0).out
    assert planned.count("left: ") == 6 and "6 things left the role set ('--prune 6')" in planned
    assert "which the role set does not name" not in planned
    found = left.drift().expect(2)
    assert kinds(found.json) == {
        "managed-policy-unexpected", "inline-policy-unexpected", "tags", "policy-left",
    }  # fmt: skip
    assert "it left the role set" in found.out
    left.apply().expect(0)
    assert stub.writes() == []


def test_the_exact_count_removes_all_of_them(left, stub, account):
    assert "another count than 6" in left.apply("--prune", "5").expect(4).err
    # Without the denial the role may do more for a moment: that is asked about as ever.
    left.apply("--prune", "6", "--accept", "widening", "--accept", "moment").expect(0)
    assert stub.writes()[-1] == "DeletePolicy"
    role = stub.roles()["worker"]
    assert role["Attached"] == [] and role["Inline"] == {}
    left.drift().expect(0)
    assert "recordedParts" not in spec(left) and "recordedResources" not in spec(left)


def test_one_is_removed_by_its_name(left, stub):
    left.apply("--remove", "worker:inline-policy:a").expect(0)
    assert stub.writes() == ["DeleteRolePolicy"]
    assert "inline-policy:a" not in spec(left)["recordedParts"]["worker"]
    assert "5 things left" in left.run("plan").expect(0).out


def test_the_count_is_of_what_is_not_named(left, stub):
    one = "worker:inline-policy:a"
    assert (
        "5 things left the role set ('--prune 5')"
        in left.run("plan", "--remove", one).expect(0).out
    )
    assert "another count than 5" in left.apply("--remove", one, "--prune", "6").expect(4).err
    accepted = ["--accept", "widening", "--accept", "moment"]
    left.apply("--remove", one, "--prune", "5", *accepted).expect(0)
    left.drift().expect(0)


def test_a_policy_that_something_has_is_not_deleted(left, stub):
    refused = left.apply("--remove", OWN).expect(4)
    assert f"managed policy '{OWN}' cannot be deleted: it is used once" in refused.err
    assert stub.writes() == []
    left.apply("--remove", OWN, "--remove", f"worker:managed-policy:{OWN}").expect(0)
    assert stub.writes() == ["DetachRolePolicy", "DeletePolicy"]


def test_old_versions_go_with_the_policy(left, account):
    account.iam.detach_role_policy(RoleName="worker", PolicyArn=OWN)
    account.iam.create_policy_version(
        PolicyArn=OWN, PolicyDocument=json.dumps(DENY), SetAsDefault=True
    )
    left.apply("--remove", OWN).expect(0)
    assert "policy-left" not in kinds(left.drift().expect(2).json)


def test_what_was_handed_over_is_somebody_elses(left, stub, account):
    shown = left.run("disown", OWN, "worker:inline-policy:a").expect(0)
    assert f"- remove tags '{OWNER_TAG}' of managed policy '{OWN}'" in shown.out
    assert (
        f"Spec: the record of '{OWN}' goes." in shown.out and OWN in spec(left)["recordedResources"]
    )
    left.run("disown", OWN, "worker:inline-policy:a", "--approve").expect(0)
    assert stub.writes() == ["UntagPolicy"] and "recordedResources" not in spec(left)
    assert OWNER_TAG not in {
        tag["Key"] for tag in account.iam.get_policy(PolicyArn=OWN)["Policy"]["Tags"]
    }
    planned = left.run("plan").expect(0).out
    assert "role 'worker' keeps inline policy 'a', which the role set does not name" in planned
    assert "4 things left the role set" in planned
    assert "has no record" in left.run("disown", OWN, "--approve").expect(4).err


def test_what_others_gave_the_role_is_not_counted(left, account):
    account.iam.tag_role(RoleName="worker", Tags=[{"Key": "theirs", "Value": "1"}])
    planned = left.run("plan").expect(0).out
    assert "keeps tag 'theirs', which the role set does not name" in planned
    assert "6 things left the role set" in planned


def test_what_comes_back_is_no_longer_left(left, stub):
    write_set(left, FULL, policies=[POLICY])
    assert "left" not in left.run("plan").expect(0).out
    left.drift().expect(0)


def test_a_saved_plan_removes_what_it_names(left, stub):
    left.run(
        "plan", "--remove", OWN, "--remove", f"worker:managed-policy:{OWN}", "--out", "change.plan"
    ).expect(0)
    left.run("apply", "--plan", "change.plan", "--approve").expect(0)
    assert stub.writes() == ["DetachRolePolicy", "DeletePolicy"]


def test_a_policy_that_somebody_made_again_is_not_ours(left, stub, account):
    account.iam.detach_role_policy(RoleName="worker", PolicyArn=OWN)
    account.iam.delete_policy(PolicyArn=OWN)
    account.iam.create_policy(PolicyName="orders", PolicyDocument=json.dumps(DENY))
    assert "policy-left" not in kinds(left.drift().expect(2).json)
    assert "does not belong to this spec" in left.apply("--remove", OWN).expect(4).err
    assert stub.writes() == []


def test_a_denied_read_of_what_left_is_unreadable(left, stub):
    stub.fault("denied", "ListPolicyVersions", times=None)
    left.drift().expect(5)
    left.run("plan").expect(5)
    left.apply("--prune", "6").expect(4)
    assert stub.writes() == []


def test_a_snapshot_tells_what_left(left):
    left.run("snapshot", "--out", "account.json").expect(0)
    found = left.run("drift", "--snapshot", "account.json", "--format", "json").expect(2).json
    assert "policy-left" in kinds(found)


def test_without_tags_a_policy_of_others_is_not_recorded(online, stub, account):
    write_set(online, FULL, policies=[POLICY])
    online.init("--role-set", "team.json", "--no-ownership-tag").expect(0)
    stub.fault("denied", "CreatePolicy", times=None)
    online.apply().expect(1)
    stub.heal()
    assert "recordedResources" not in spec(online)
    assert spec(online)["pendingResources"] == [OWN]
    account.iam.create_policy(PolicyName="orders", PolicyDocument=json.dumps(ALLOW))
    told = online.apply().expect(0)
    assert "a run that stopped may have made it" in told.out
    assert "recordedResources" not in spec(online)
    write_set(online, BARE)
    assert "and the role set does not name it" in online.run("plan").expect(0).out
    assert "policy-left" in kinds(online.drift().expect(2).json)
    online.apply("--remove", OWN).expect(4)
    stub.forget_log()
    words = ["--remove", OWN, "--remove", f"worker:managed-policy:{OWN}", "--adopt", OWN]
    online.apply(*words).expect(0)
    assert stub.writes() == ["DetachRolePolicy", "DeletePolicy"]
    assert "pendingResources" not in spec(online) and "recordedResources" not in spec(online)


@pytest.mark.parametrize("words", [["worker"], ["*"]])
def test_without_tags_a_role_is_adopted_and_not_what_has_its_name(online, account, words):
    own = "arn:aws:iam::123456789012:policy/worker"
    policy = {"name": "worker", "document": ALLOW}
    write_set(online, ordinary("worker", managedPolicies=[own]), policies=[policy])
    online.init("--role-set", "team.json", "--no-ownership-tag").expect(0)
    trusted = json.dumps(BARE["trust"])
    account.iam.create_role(RoleName="worker", AssumeRolePolicyDocument=trusted)
    account.iam.create_policy(PolicyName="worker", PolicyDocument=json.dumps(ALLOW))
    account.iam.attach_role_policy(RoleName="worker", PolicyArn=own)
    online.apply().expect(0)
    assert "recorded" not in spec(online)
    online.apply("--adopt", *words).expect(0)
    assert set(spec(online)["recorded"]) == {"worker"}
    assert "recordedResources" not in spec(online)
    online.apply("--adopt", own).expect(0)
    assert spec(online)["recordedResources"] == [own]


def test_without_tags_a_policy_that_no_record_names_is_changed_only_when_it_is_adopted(
    online, stub, account
):
    write_set(online, FULL, policies=[POLICY])
    online.init("--role-set", "team.json", "--no-ownership-tag").expect(0)
    online.apply().expect(0)
    document = spec(online)
    del document["recordedResources"]
    online.write("panorama-roles.json", json.dumps(document | {"pendingResources": [OWN]}))
    write_set(online, FULL, policies=[{"name": "orders", "document": DENY}])
    stub.forget_log()
    refused = online.apply("--accept", "widening").expect(4)
    assert "--adopt orders" in refused.err and stub.writes() == []
    assert "recordedResources" not in spec(online)
    online.apply("--accept", "widening", "--adopt", "orders").expect(0)
    assert spec(online)["recordedResources"] == [OWN] and "pendingResources" not in spec(online)


def test_without_tags_a_policy_is_recorded_when_iam_has_answered(online, stub):
    write_set(online, FULL, policies=[POLICY])
    online.init("--role-set", "team.json", "--no-ownership-tag").expect(0)
    online.apply().expect(0)
    assert spec(online)["recordedResources"] == [OWN] and "pendingResources" not in spec(online)

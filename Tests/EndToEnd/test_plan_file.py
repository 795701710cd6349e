"""`plan --out` and `apply --plan`: exactly that plan, or nothing."""

import json

from EndToEnd.support.accounts import (
    APPLIANCE,
    APPLIANCE_POLICY,
    READ_ONLY,
    STUB_OTHER,
    trust,
)


def test_a_saved_plan_is_executed(online, stub):
    online.init().expect(0)
    online.run("plan", "--out", "plan.json").expect(0)
    online.apply("--plan", "plan.json").expect(0)
    assert stub.writes() == ["CreateServiceLinkedRole", "CreateRole", "AttachRolePolicy"]
    online.drift().expect(0)


def test_it_is_refused_when_the_account_has_changed(online, stub, account):
    account.make_roles()
    account.iam.detach_role_policy(RoleName=APPLIANCE, PolicyArn=APPLIANCE_POLICY)
    online.init().expect(0)
    online.run("plan", "--out", "plan.json").expect(0)
    account.iam.tag_role(RoleName=APPLIANCE, Tags=[{"Key": "new", "Value": ""}])
    refused = online.apply("--plan", "plan.json", "--accept", "widening").expect(4)
    assert APPLIANCE in refused.err
    assert stub.writes() == []


def test_it_is_refused_after_it_was_executed(online, stub):
    online.init().expect(0)
    online.run("plan", "--out", "plan.json").expect(0)
    online.apply("--plan", "plan.json").expect(0)
    stub.forget_log()
    online.apply("--plan", "plan.json").expect(4)
    assert stub.writes() == []


def test_an_edited_plan_is_refused(online, stub):
    online.init().expect(0)
    online.run("plan", "--out", "plan.json").expect(0)
    path = online.folder / "plan.json"
    path.write_text(path.read_text().replace(APPLIANCE_POLICY, READ_ONLY))
    online.apply("--plan", "plan.json").expect(4)
    assert stub.writes() == []


def test_it_needs_no_spec_and_no_luck(online, stub):
    online.init().expect(0)
    online.run("plan", "--out", "plan.json").expect(0)
    elsewhere = online.inside(online.folder / "elsewhere")
    elsewhere.apply("--plan", "../plan.json").expect(0)
    assert len(stub.writes()) == 3


def test_it_is_refused_in_another_account(online, stub):
    online.init().expect(0)
    online.run("plan", "--out", "plan.json").expect(0)
    stub.forget_log()
    other = online.with_environment(**STUB_OTHER.environment)
    other.apply("--plan", "plan.json").expect(4)
    assert stub.writes() == []


def test_a_plan_file_that_is_none_is_told_with_its_place(online, stub):
    online.write("plan.json", '{"schemaVersion": "1.0",\n "kind": }')
    failed = online.apply("--plan", "plan.json").expect(1)
    assert "plan.json:2:10" in failed.err
    online.write("plan.json", json.dumps(trust()))
    online.apply("--plan", "plan.json").expect(1, 4)
    assert stub.writes() == []


def test_without_approval_it_is_only_shown(online, stub):
    online.init().expect(0)
    online.run("plan", "--out", "plan.json").expect(0)
    shown = online.run("apply", "--plan", "plan.json").expect(0)
    assert "Plan: 3 to create" in shown.out
    assert stub.writes() == []


def test_it_writes_the_records_of_the_spec_that_it_was_made_of(online, stub):
    def spec():
        return json.loads((online.folder / "panorama-roles.json").read_text())

    online.init().expect(0)
    online.run("plan", "--out", "plan.json").expect(0)
    online.apply("--plan", "plan.json").expect(0)
    assert list(spec()["recorded"]) == [APPLIANCE]
    bare = {key: value for key, value in spec().items() if not key.startswith("recorded")}
    online.write("panorama-roles.json", json.dumps(bare | {"tags": {"env": "prod"}}))
    online.run("plan", "--out", "other.json").expect(0)
    online.write("panorama-roles.json", json.dumps(bare))
    online.apply("--plan", "other.json").expect(0)
    assert spec() == bare, "another choice: its records are not written there"

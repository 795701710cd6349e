"""`--role`: a part of what is declared. The rest is left out, said so, and stays declared."""

import json

import pytest

from EndToEnd.support.accounts import ACCOUNT, APPLIANCE, LINKED, trust

OTHER = "AWSPanoramaOther"


def ordinary(name: str, **more) -> dict:
    return {"name": name, "trust": trust(), **more}


def written(online, *roles: dict, **members) -> None:
    """A role set of these roles, and a spec that chooses it."""
    document = {"schemaVersion": "1.0", "name": "team", "title": "T", "summary": "S",
                "roles": list(roles), **members}  # fmt: skip
    online.write("team.json", json.dumps(document))
    online.write(
        "panorama-roles.json",
        json.dumps({"schemaVersion": "1.0", "account": ACCOUNT, "roleSets": ["./team.json"]}),
    )


@pytest.fixture
def three(online):
    written(online, ordinary("one"), ordinary("two"), ordinary("three"))
    online.apply().expect(0)
    return online


def test_a_part_is_planned_applied_and_checked(online, stub):
    written(online, ordinary("one"), ordinary("two"), ordinary("three"))
    planned = online.run("plan", "--role", "t*").expect(0)
    assert planned.out.rstrip().endswith(
        "Plan: 2 to create, 0 to update, 0 to delete; 1 role left out by '--role'."
    )
    online.run("apply", "--approve", "--role", "two", "--role", "THREE").expect(0)
    created = [
        call["parameters"]["RoleName"] for call in stub.log() if call["action"] == "CreateRole"
    ]
    assert created == ["two", "three"]
    checked = online.run("drift", "--role", "t*").expect(0)
    assert "In sync: 2 roles as described; 1 role left out by '--role'." in checked.out
    online.run("drift").expect(2)


def test_what_is_left_out_is_not_read(three, stub):
    stub.forget_log()
    three.run("plan", "--role", "one").expect(0)
    asked = {call["parameters"].get("RoleName") for call in stub.log()} - {None}
    assert asked == {"one"}


def test_what_is_left_out_is_not_undeclared(three, account):
    account.iam.update_role(RoleName="two", Description="another")
    found = three.run("drift", "--role", "one", "--format", "json").expect(0).json
    assert [role["name"] for role in found["roles"]] == ["one"]
    assert found["leftOut"] == ["two", "three"]


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ("text", "2 roles left out by '--role'"),
        ("markdown", "### Left out"),
        ("github", "2 roles left out by '--role'"),
        ("html", "2 roles left out by &#39;--role&#39;"),
        ("junit", 'skipped="2"'),
        ("sarif", '"leftOut": ['),
        ("json", '"leftOut": ['),
    ],
)
def test_every_format_says_what_was_left_out(three, form, told):
    assert told in three.run("drift", "--role", "one", "--format", form).expect(0).out
    assert told not in three.run("drift", "--format", form).expect(0).out.replace(
        '"leftOut": []', ""
    )


def test_a_part_closes_no_alert_of_the_rest(three):
    def category(*words):
        found = three.run("drift", "--format", "sarif", *words).expect(0).json
        return found["runs"][0]["automationDetails"]["id"]

    assert category() != category("--role", "one") != category("--role", "two")


@pytest.mark.parametrize("command", ["plan", "apply", "drift"])
def test_a_pattern_that_fits_nothing_is_an_error_with_the_nearest_name(three, command):
    told = three.run(command, "--role", "one", "--role", "thre", "--role", "x*").expect(64).err
    assert "no role of the spec fits '--role' 'thre'" in told
    assert "did you mean 'three'?" in told
    assert "no role of the spec fits '--role' 'x*'" in told


def test_a_role_that_cannot_be_read_does_not_stop_the_others(three, stub, account):
    account.iam.update_role(RoleName="one", Description="another")
    stub.fault("denied", "GetRole", where={"RoleName": "two"}, times=None)
    three.run("plan", "--read-strategy", "per-role").expect(5)
    three.run("plan", "--read-strategy", "per-role", "--role", "one").expect(0)


def test_a_saved_plan_holds_its_part(online, stub):
    written(online, ordinary("one"), ordinary("two"))
    online.run("plan", "--role", "one", "--out", "part.plan").expect(0)
    assert json.loads((online.folder / "part.plan").read_text())["options"] == {
        "remove": [],
        "role": ["one"],
    }
    online.run("apply", "--plan", "part.plan", "--role", "one").expect(64)
    online.run("apply", "--plan", "part.plan", "--approve").expect(0)
    assert [call["action"] for call in stub.log() if call["action"] == "CreateRole"] == [
        "CreateRole"
    ]


def test_a_policy_that_left_out_roles_have_is_changed_only_by_name(online, account):
    arn = f"arn:aws:iam::{ACCOUNT}:policy/shared"

    def document(action):
        statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
        return {"Version": "2012-10-17", "Statement": [statement]}

    roles = [ordinary(name, managedPolicies=[arn]) for name in ("one", "two")]
    policies = [{"name": "shared", "document": document(["s3:GetObject", "s3:PutObject"])}]
    written(online, *roles, policies=policies)
    online.apply().expect(0)
    policies[0]["document"] = document("s3:GetObject")
    written(online, *roles, policies=policies)
    told = online.apply("--role", "one").expect(4).err
    assert "it is used once beyond the roles that '--role' names" in told
    online.apply("--role", "one", "--adopt", "shared").expect(0)


def test_lint_leaves_roles_of_a_set_out(online):
    open_trust = trust()
    open_trust["Statement"][0]["Principal"] = {"AWS": "*"}
    open_trust["Statement"][0].pop("Condition", None)
    written(online, ordinary("one"), {"name": "two", "trust": open_trust})
    assert "two" in online.run("lint", "--role-set", "team.json").expect(3).out
    told = online.run("lint", "--role-set", "team.json", "--role", "one").expect(0).out
    assert "1 role left out by '--role'" in told
    found = online.run(
        "lint", "--role-set", "team.json", "--role", "one", "--format", "json"
    ).expect(0)
    assert found.json["leftOut"] == ["two"]
    assert "did you mean 'one'?" in online.run(
        "lint", "--role-set", "team.json", "--role", "on"
    ).expect(64).err  # fmt: skip
    online.write("t.json", json.dumps(trust()))
    assert "not about files" in online.run("lint", "t.json", "--role", "one").expect(64).err


def test_a_snapshot_of_some_roles_says_so_and_tells_nothing_of_the_rest(three):
    told = three.run("snapshot", "--role", "t*", "--out", "part.json").expect(0).err
    assert "; 1 role left out by '--role'" in told
    part = json.loads((three.folder / "part.json").read_text())
    assert part["OnlyRoles"] == ["t*"]
    assert [role["RoleName"] for role in part["RoleDetailList"]] == ["three", "two"]
    three.run("drift", "--snapshot", "part.json", "--role", "two").expect(0)
    whole = three.run("drift", "--snapshot", "part.json", "--format", "json").expect(5).json
    states = {role["name"]: role["status"] for role in whole["roles"]}
    assert states == {"one": "incomplete", "two": "in-sync", "three": "in-sync"}
    told = three.run("snapshot", "--role", "thre", "--out", "none.json").expect(64).err
    assert "did you mean 'three'?" in told
    refused = three.run("apply", "--backend", "memory", "--snapshot", "part.json").expect(4).err
    assert "the snapshot holds only some roles of the account" in refused


def test_a_list_of_accounts_takes_no_part(online):
    online.init().expect(0)
    online.write("accounts.txt", ACCOUNT)
    told = online.run("drift", "--accounts", "accounts.txt", "--role", APPLIANCE).expect(64).err
    assert "'--role' and '--accounts' cannot be used together" in told
    assert LINKED in online.run("drift", "--role", "*", "--format", "json").expect(2).out

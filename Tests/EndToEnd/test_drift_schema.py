"""`drift --format json` is what `Policies/schema/drift.schema.json` says, in every outcome."""

import json
import pathlib
import subprocess

import jsonschema
import pytest

from EndToEnd.support import snapshots
from EndToEnd.support.accounts import APPLIANCE, READ_ONLY
from EndToEnd.support.snapshots import CHANGES, SPEC_CHANGES, next_year

SCHEMA = json.loads((snapshots.ROOT / "Policies" / "schema" / "drift.schema.json").read_text())
KINDS = [row["const"] for row in SCHEMA["$defs"]["kind"]["oneOf"]]


def valid(result) -> dict:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    # The branch that is meant, so that a failure tells what is wrong and not that no branch fits.
    branch = "report" if "roles" in result.json else "failure"
    problems = validator.evolve(schema={**SCHEMA, "oneOf": [{"$ref": f"#/$defs/{branch}"}]})
    for problem in problems.iter_errors(result.json):
        deepest = jsonschema.exceptions.best_match([problem])
        raise AssertionError(f"{deepest.json_path}: {deepest.message}")
    validator.validate(result.json)
    return result.json


# What no snapshot of this sample shows: test_providers and test_parts_that_left do, and every
# document of theirs is held to the schema.
LIVE = {
    "identity-provider-missing", "identity-provider", "identity-provider-left", "policy-left",
}  # fmt: skip


def kinds(document) -> set[str]:
    return {row["kind"] for role in document["roles"] for row in role["differences"]}


def test_the_schema_is_one_and_describes_what_it_names():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    open_objects = [
        name for name, part in SCHEMA["$defs"].items()
        if part.get("type") == "object" and part.get("additionalProperties") is not False
    ]  # fmt: skip
    assert not open_objects
    assert all(row["description"] for row in SCHEMA["$defs"]["kind"]["oneOf"])
    assert set(KINDS) == {*CHANGES, *SPEC_CHANGES, *LIVE}, "each kind has a change that shows it"
    tests = pathlib.Path(__file__).parent
    shown = [(tests / f"test_{name}.py").read_text() for name in ("providers", "parts_that_left")]
    assert all(f'"{kind}"' in "".join(shown) for kind in LIVE)


def test_every_kind_of_the_program_is_in_the_schema(program):
    account = snapshots.in_sync(program)
    entry = {"role": "x", "kind": "?", "value": "x", "reason": "x", "owner": "x",
             "expires": next_year()}  # fmt: skip
    program.write("ignore.json", json.dumps({"schemaVersion": "1.0", "ignore": [entry]}))
    told = snapshots.drift(program, account, "json", "--ignore", "ignore.json").expect(1).err
    assert sorted(told.split("the kinds are ")[1].strip().split(", ")) == sorted(KINDS)


def test_in_sync(program):
    found = snapshots.drift(program, snapshots.in_sync(program), "json").expect(0)
    assert valid(found)["status"] == "in-sync"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in LIVE])
def test_each_kind(program, kind):
    account = snapshots.in_sync(program)
    snapshots.record_ids(program, account)
    if kind in SPEC_CHANGES:
        SPEC_CHANGES[kind](program, account)
    else:
        CHANGES[kind](account)
    found = snapshots.drift(program, account, "json").expect(2)
    assert kind in kinds(valid(found)), found.told()


def test_texts_that_nobody_would_write(program):
    account = snapshots.in_sync(program)
    snapshots.hostile(account)
    found = valid(snapshots.drift(program, account, "json").expect(5))
    assert {"description", "tags", "inline-policy-unexpected"} <= kinds(found)


def test_the_direction_alone_decides(program):
    account = snapshots.in_sync(program)
    CHANGES["managed-policy-missing"](account)
    found = snapshots.drift(program, account, "json", "--fail-on", "widened").expect(0)
    assert valid(found)["exit"] == {"code": 0, "name": "not-widened"}


def test_accepted_expired_and_unmatched(program):
    account = snapshots.in_sync(program)
    CHANGES["tags"](account)
    snapshots.drift(program, account, "json", "--write-ignore", "ignore.json").expect(2)
    snapshots.fill_in(program.folder / "ignore.json")
    ignored = snapshots.drift(program, account, "json", "--ignore", "ignore.json").expect(0)
    assert valid(ignored)["summary"]["ignored"] > 0
    path = program.folder / "ignore.json"
    entries = json.loads(path.read_text())
    for entry in entries["ignore"]:
        entry["expires"] = "2020-01-01"
    path.write_text(json.dumps(entries))
    expired = valid(snapshots.drift(program, account, "json", "--ignore", "ignore.json").expect(2))
    assert {row["fault"] for row in expired["ignoreFindings"]} == {"expired"}
    account = snapshots.in_sync(program)
    for entry in entries["ignore"]:
        entry["expires"] = next_year()
    path.write_text(json.dumps(entries))
    unmatched = snapshots.drift(program, account, "json", "--ignore", "ignore.json").expect(3)
    assert {row["fault"] for row in valid(unmatched)["ignoreFindings"]} == {"unmatched"}


@pytest.mark.parametrize("fault", ["denied", "throttle"])
@pytest.mark.parametrize("action", ["GetRole", "ListRolePolicies", "ListRoles"])
def test_incomplete(online, stub, account, fault, action):
    online.init().expect(0)
    online.apply().expect(0)
    account.iam.attach_role_policy(RoleName=APPLIANCE, PolicyArn=READ_ONLY)
    stub.fault(fault, action, times=None)
    found = online.drift("--read-strategy", "per-role", "--max-attempts", "2").expect(5)
    document = valid(found)
    assert document["status"] == "incomplete"
    assert document["exit"] == {"code": 5, "name": "incomplete"}


def test_failures(online, stub):
    missing = valid(online.drift().expect(1))
    assert missing["account"] is None and missing["exit"]["code"] == 1
    online.init("--offline").expect(0)
    stub.fault("expired-token", times=None)
    assert valid(online.drift().expect(1))["status"] == "failed"
    online.write("panorama-roles.json", '{"schemaVersion": "1.0", "account": 1}')
    assert valid(online.drift().expect(1))["errors"][0]["place"].startswith("panorama-roles.json:")


def test_another_account_than_the_spec_says(online, stub):
    online.run("init", "--account", "210987654321", "--offline").expect(0)
    assert valid(online.drift().expect(1, 4))["account"] == "210987654321"


def test_the_sample_with_everything_in_it():
    golden = snapshots.ROOT / "Tests" / "Golden" / "drift.json"
    valid(type("Golden", (), {"json": json.loads(golden.read_text())}))


def test_a_validator_of_others_agrees(program):
    """check-jsonschema, as a person would run it in CI."""
    account = snapshots.in_sync(program)
    CHANGES["trust-policy"](account)
    found = snapshots.drift(program, account, "json").expect(2)
    path = program.write("drift.json", found.out)
    schema = snapshots.ROOT / "Policies" / "schema" / "drift.schema.json"
    done = subprocess.run(
        ["check-jsonschema", "--schemafile", schema, path], capture_output=True, text=True,
        timeout=60, env={**program.environment, "PATH": snapshots.TOOLS},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout

"""`schema NAME` prints each schema, and a schema agrees with the reader of its file."""

import json

import jsonschema
import pytest

from EndToEnd.support import schemas, snapshots

CORPUS = snapshots.ROOT / "Tests" / "Corpus"
SCHEMAS = sorted((snapshots.ROOT / "Policies" / "schema").glob("*.schema.json"))
ACCOUNT = "123456789012"


def schema(program, name: str) -> dict:
    return json.loads(program.run("schema", name).expect(0).out)


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_each_schema_is_printed_as_it_is_and_is_a_schema(program, path):
    printed = program.run("schema", path.name.removesuffix(".schema.json")).expect(0)
    assert printed.out == path.read_text()
    jsonschema.Draft202012Validator.check_schema(json.loads(printed.out))


def test_no_other_schema_is_printed(program):
    refused = program.run("schema", "roleset").expect(64)
    assert "role-set" in refused.err


def test_every_json_that_a_command_prints_has_a_schema(program):
    rows = program.run("completion", "words", "formats").expect(0).out.splitlines()
    printing = {row.removesuffix(":json") for row in rows if row.endswith(":json")}
    assert printing == {*schemas.PRINTED, *schemas.LINES_OF_MANY}
    held = [schemas.PRINTED, schemas.LINES_OF_MANY, schemas.PLAIN, schemas.PLAIN_LINES]
    used = {name for table in held for name in table.values()}
    # The schemas of files, and of what any command prints when it fails.
    files = {"spec", "plan", "ignore", "accounts", "expectations", "failure"}
    assert used | files == {path.name.removesuffix(".schema.json") for path in SCHEMAS}


def open_objects(part, place: str = "$"):
    """The places of a schema that take members of any name."""
    if isinstance(part, list):
        for number, one in enumerate(part):
            yield from open_objects(one, f"{place}[{number}]")
    if not isinstance(part, dict):
        return
    if part.get("type") == "object" and "additionalProperties" not in part:
        yield place
    for name, one in part.items():
        yield from open_objects(one, f"{place}.{name}")


# What has a schema of its own, or is a policy document with variables.
OPEN = {
    "account-outcome": {"plan"}, "account-result": {"drift"}, "spec-edit": {"plan"},
    "list": {"template"}, "show": {"template"},
}  # fmt: skip


@pytest.mark.parametrize("name", sorted({*schemas.PRINTED.values(), *schemas.PLAIN_LINES.values()}))
def test_a_schema_of_what_is_printed_refuses_unknown_members(program, name):
    found = {place.rsplit(".", 1)[1] for place in open_objects(schema(program, name))}
    assert found == OPEN.get(name, set())


def test_a_plan_with_an_unknown_member_is_not_of_its_schema(program):
    account = snapshots.in_sync(program)
    del account.roles[snapshots.APPLIANCE]
    program.write("account.json", account.text)
    words = ["plan", "--snapshot", "account.json", "--format", "json"]
    document = program.run(*words).expect(0).json
    validator = jsonschema.Draft202012Validator(schema(program, "plan-report"))
    validator.validate(document)
    assert document["changes"]
    for part in (document, document["changes"][0], document["changes"][0]["parameters"]):
        part["unknown"] = 1
        assert not validator.is_valid(document)
        del part["unknown"]
    validator.validate(document)


def test_what_init_writes_is_a_spec(program):
    program.run("init", "--account", ACCOUNT, "--offline", "--tag", "team=edge").expect(0)
    written = json.loads((program.folder / "panorama-roles.json").read_text())
    jsonschema.validate(written, schema(program, "spec"))


# The inputs of the corpus that are right; all others have something that the reader refuses.
RIGHT = {
    "plan": {"minimal", "removal", "requests"},
    "ignore": {"one", "empty-list", "path", "no-day"},
    "snapshot": {"one-role", "twice", "truncated", "time", "tags-twice", "policy", "encoded"},
    "spec": {
        "minimal", "devices", "all-devices", "boundary", "quotas", "recorded", "ignore",
        "applications",
    },
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_a_schema_takes_what_is_right_and_refuses_what_is_not(program, name):
    validator = jsonschema.Draft202012Validator(schema(program, name))
    for path in sorted((CORPUS / name).iterdir()):
        if not (text := path.read_text()):
            continue
        assert validator.is_valid(json.loads(text)) == (path.name in RIGHT[name]), path.name

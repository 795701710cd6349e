"""`schema NAME` prints each schema, and a schema agrees with the reader of its file."""

import json

import jsonschema
import pytest

from EndToEnd.support import snapshots

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

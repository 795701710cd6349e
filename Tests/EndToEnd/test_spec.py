"""`spec add`, `spec set`, `spec remove`: the choice of a spec is changed without editing JSON."""

import json

import pytest

from EndToEnd.support.accounts import ACCOUNT, APPLIANCE, DEVICE

OTHER = DEVICE[:-1] + ("2" if DEVICE[-1] != "2" else "3")
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/bounds"


def spec_of(program):
    return json.loads((program.folder / "panorama-roles.json").read_text())


@pytest.fixture
def chosen(program):
    program.init("--offline", "--device", DEVICE, "--tag", "Team=a").expect(0)
    return program


# What is done, and what the spec has afterwards in which key.
EDITS = [
    (["add", "--device", OTHER], "devices", [DEVICE, OTHER]),
    (["set", "--device", OTHER], "devices", [OTHER]),
    (["set", "--all-devices"], "allDevices", True),
    (["remove", "--device", DEVICE], "devices", []),
    (["set", "--tag", "team=b"], "tags", {"team": "b"}),
    (["remove", "--tag", "TEAM"], "tags", {}),
    (["set", "--permissions-boundary", BOUNDARY], "permissionsBoundary", BOUNDARY),
    (["add", "--application", "Cam"], "applications", [{"name": "Cam"}]),
    (["add", "--role-set", "greengrass-service-role"], "roleSets",
     ["panorama", "greengrass-service-role"]),
]  # fmt: skip


@pytest.mark.parametrize("words,key,value", EDITS, ids=lambda part: str(part)[:40])
def test_an_edit_is_what_init_with_that_choice_writes(chosen, words, key, value):
    before = spec_of(chosen)
    shown = chosen.run("spec", *words).expect(0)
    assert spec_of(chosen)[key] == value, shown.told()
    assert {k: v for k, v in spec_of(chosen).items() if k not in (key, "devices")} == {
        k: v for k, v in before.items() if k not in (key, "devices")
    }
    assert chosen.run("spec", *words, "--print").status in (0, 64)
    text = (chosen.folder / "panorama-roles.json").read_text()
    chosen.run("init", "--offline", "--account", ACCOUNT, "--spec", "other.json").expect(0)
    assert text == json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n"


def test_print_writes_nothing(chosen):
    before = (chosen.folder / "panorama-roles.json").read_bytes()
    printed = chosen.run("spec", "add", "--device", OTHER, "--print").expect(0)
    assert printed.json["devices"] == [DEVICE, OTHER]
    assert (chosen.folder / "panorama-roles.json").read_bytes() == before


def test_what_it_shows_is_what_plan_shows(online, stub):
    online.init("--device", DEVICE).expect(0)
    online.apply().expect(0)
    stub.forget_log()
    shown = online.run("spec", "add", "--device", OTHER).expect(0)
    assert stub.writes() == [] and "[widens access]" in shown.out
    planned = online.run("plan").expect(0)
    assert planned.out in shown.out, shown.told()
    assert "Plan: 0 to create, 1 to update, 0 to delete." in planned.out


def test_what_is_not_valid_is_not_written(chosen):
    before = (chosen.folder / "panorama-roles.json").read_bytes()
    for words in (
        ["add", "--device", "device-x"], ["add", "--role-set", "nope"], ["set", "--tag", "aws:x=1"],
        ["remove", "--role-set", "panorama"], ["remove", "--tag", "Teem"], ["add"],
        ["set", "--parameter", "Nope=1"], ["add", "--group-role", "G"],
    ):  # fmt: skip
        refused = chosen.run("spec", *words).expect(64)
        assert "hint:" in refused.err and refused.out == ""
        assert (chosen.folder / "panorama-roles.json").read_bytes() == before


def test_more_devices_than_the_trust_policy_has_room_for_are_refused(chosen):
    many = [DEVICE[:-2] + first + second for first in "abcdef" for second in "abcd"]
    words = [word for device in many for word in ("--device", device)]
    refused = chosen.run("spec", "set", *words).expect(4)
    assert "the quota is 2048" in refused.err
    assert spec_of(chosen)["devices"] == [DEVICE]


def test_init_on_another_choice_proposes_the_commands(chosen):
    refused = chosen.init("--offline", "--device", OTHER, "--tag", "cost=1").expect(4)
    hint = refused.err.splitlines()[-1]
    commands = [part for part in hint.split("'") if part.startswith("panorama-roles ")]
    assert len(commands) == 2 and hint.endswith(" edit 'panorama-roles.json'")
    for command in commands:
        chosen.run(*command.split()[1:]).expect(0)
    assert spec_of(chosen)["devices"] == [DEVICE, OTHER]
    assert spec_of(chosen)["tags"] == {"Team": "a", "cost": "1"}


def test_init_refuses_another_choice_before_it_asks_for_anything(online, stub):
    online.init("--device", DEVICE).expect(0)
    online.apply().expect(0)
    stub.forget_log()
    refused = online.run("init", "--account", ACCOUNT, "--all-devices", "--approve").expect(4)
    assert "--accept" not in refused.err and "spec set --all-devices" in refused.err
    assert stub.writes() == []


def test_a_role_that_leaves_the_spec_is_named(chosen):
    chosen.run("spec", "add", "--application", "Cam").expect(0)
    shown = chosen.run("spec", "remove", "--application", "Cam").expect(0)
    assert "role 'Cam' leaves the spec" in shown.out
    assert APPLIANCE not in shown.out


def test_a_role_set_that_needs_a_value_is_added_with_it(program):
    role = {"name": "deploy-${Stage}", "trust": {"services": ["lambda.amazonaws.com"]}}
    program.write("deploy.json", json.dumps({
        "schemaVersion": "1.0", "name": "deploy", "roles": [role],
        "parameters": [{"name": "Stage", "summary": "Where it runs"}]}))  # fmt: skip
    program.init("--offline").expect(0)
    words = ["--role-set", "deploy.json", "--parameter", "Stage=prod"]
    refused = program.init("--offline", *words).expect(4)
    hint = "panorama-roles spec add --role-set deploy.json --parameter Stage=prod"
    assert f"'{hint}'" in refused.err
    shown = program.run(*hint.split()[1:]).expect(0)
    assert "parameters: Stage=prod" in shown.out
    assert json.loads((program.folder / "panorama-roles.json").read_text())["parameters"] == {
        "Stage": "prod"
    }


TEAM = json.dumps(
    {
        "schemaVersion": "1.0",
        "name": "team",
        "roles": [{"name": "Team", "trust": {"services": ["lambda.amazonaws.com"]}}],
    }
)


@pytest.mark.parametrize("first", ["./team.json", "team.json"])
@pytest.mark.parametrize("then", ["./team.json", "team.json", ".//team.json"])
def test_the_same_file_is_the_same_choice(program, first, then):
    program.write("team.json", TEAM)
    program.init("--offline", "--role-set", first).expect(0)
    before = spec_of(program)
    program.init("--offline", "--role-set", then).expect(0)
    told = program.run("spec", "add", "--role-set", then).expect(0)
    assert "says so already" in told.err and spec_of(program) == before
    more = program.init("--offline", "--role-set", then, "--role-set", "panorama").expect(4)
    assert "spec add --role-set panorama'" in more.err, more.told()
    program.run("spec", "add", "--role-set", "panorama").expect(0)
    program.run("spec", "remove", "--role-set", then).expect(0)
    assert spec_of(program)["roleSets"] == ["panorama"]


def test_a_file_that_is_named_in_two_ways_is_named_twice(program):
    program.write("team.json", TEAM)
    told = program.init("--offline", "--role-set", "team.json", "--role-set", "./team.json")
    assert "role set './team.json' is named twice" in told.expect(64).err


def test_a_spec_in_a_folder_names_the_files_beside_it(program):
    """However the two paths are spelled."""
    (program.folder / "sub").mkdir()
    for name in ("team.json", "sub/team.json", "sub/plain"):
        program.write(name, TEAM)
    for spec, given, named in [
        ("./panorama-roles.json", "team.json", "team.json"),
        ("sub/one.json", "./sub/team.json", "team.json"),
        ("./sub/two.json", "sub/team.json", "team.json"),
        ("sub/three.json", "sub/plain", "./plain"),
    ]:
        program.init("--offline", "--spec", spec, "--role-set", given).expect(0)
        held = json.loads((program.folder / spec).read_text())["roleSets"]
        assert held == [named], (spec, given)


def test_the_only_boundary_is_removed_without_its_arn(chosen):
    set_it = ["spec", "set", "--permissions-boundary", BOUNDARY]
    for words in (["--permissions-boundary"], ["--permissions-boundary", BOUNDARY],
                  ["--permissions-boundary", "--tag", "Team"],
                  [f"--permissions-boundary={BOUNDARY}"]):  # fmt: skip
        chosen.run(*set_it).expect(0)
        shown = chosen.run("spec", "remove", *words).expect(0)
        assert f"- permissionsBoundary: {BOUNDARY}" in shown.out
        assert spec_of(chosen)["permissionsBoundary"] is None
    told = chosen.run("spec", "remove", "--permissions-boundary").expect(64)
    assert "the spec has no permissions boundary" in told.err
    chosen.run(*set_it).expect(0)
    told = chosen.run("spec", "remove", "--permissions-boundary", BOUNDARY + "x").expect(64)
    assert f"did you mean '{BOUNDARY}'?" in told.err
    chosen.run("spec", "remove", "--permissions-boundary=").expect(64)

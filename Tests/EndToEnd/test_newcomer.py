"""What a person meets in the first minutes: near misses, other files, words about what was done."""

import json
import shlex

import pytest

from EndToEnd.support.accounts import ACCOUNT, APPLIANCE
from EndToEnd.support.snapshots import SavedAccount

ROLE_SET = {
    "schemaVersion": "1.0", "name": "team",
    "roles": [{"name": "worker", "trust": {"services": ["lambda.amazonaws.com"]}}],
}  # fmt: skip


def write(program, path="team.json", **more) -> None:
    program.write(path, json.dumps({**ROLE_SET, **more}))


# MARK: near misses


@pytest.mark.parametrize(
    ("typed", "meant"), [("drif", "drift"), ("plam", "plan"), ("role-sets", "role-set")]
)
def test_the_name_of_a_schema_that_is_nearly_right(program, typed, meant):
    assert f"did you mean '{meant}'?" in program.run("schema", typed).expect(64).err


def test_the_names_of_schemas_are_in_order(program):
    told = program.run("schema", "nope").expect(64).err
    names = told.split("NAME takes ")[1].split(", not ")[0].replace(" or ", ", ").split(", ")
    assert names == sorted(names)


def test_a_role_set_by_a_name_that_is_none(program):
    told = program.run("lint", "--role-set", "orders").expect(64).err
    assert "'panorama-roles list' names those that are built in" in told
    assert "is named by its file, such as './orders.json'" in told


@pytest.fixture
def saved(program):
    account = SavedAccount({}, [])
    for name, service in [("api", "lambda"), ("web", "ec2"), ("flow", "states")]:
        role = account.add(name, {
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Allow", "Action": "sts:AssumeRole",
                "Principal": {"Service": f"{service}.amazonaws.com"}}]}, "/")  # fmt: skip
        role["Description"], role["MaxSessionDuration"] = "", 3600
    program.write("account.json", account.text)
    return program


@pytest.mark.parametrize("service", ["lambda", "Lambda", "lambda.amazonaws.com"])
def test_roles_are_imported_by_the_short_name_of_a_service(saved, service):
    words = ["--snapshot", "account.json", "--trusting", service]
    told = saved.run("import", *words).expect(0).json
    assert [role["name"] for role in told["roles"]] == ["api"]


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--trusting", "lamda"], "did you mean 'lambda'?"),
        (["--trusting", "lamda.amazonaws.com"], "did you mean 'lambda.amazonaws.com'?"),
        (["--trusting", "glue"], "roles trust 'ec2.amazonaws.com', 'lambda.amazonaws.com', "),
        (["--trusting", "lambda", "--role", "web"], "no role fits '--role' and '--trusting'"),
        (["--path", "/nowhere/"], "no role fits '--path'"),
    ],
)  # fmt: skip
def test_an_import_that_takes_nothing_says_why(saved, words, hint):
    assert hint in saved.run("import", "--snapshot", "account.json", *words).expect(1).err


# MARK: files


def test_lint_takes_a_role_set_for_what_it_is(program):
    write(program)
    named = program.run("lint", "--role-set", "team.json").expect(0)
    assert program.run("lint", "team.json").expect(0).out == named.out
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/*"}
        ],
    }
    program.write("policy.json", json.dumps(policy))
    assert "2 documents: " in program.run("lint", "policy.json", "team.json").expect(0).out
    # Whoever says what it is gets that.
    program.run("lint", "--type", "identity", "team.json").expect(3)


def test_a_role_set_that_is_not_valid_is_a_finding_of_lint_and_a_failure_elsewhere(program):
    write(program, roels=[])
    for words in (["team.json"], ["--role-set", "team.json"]):
        told = program.run("lint", *words).expect(3)
        assert "unknown key 'roels' in a role set" in told.out and "hint: did you mean" in told.out
        found = program.run("lint", "--format", "json", *words).expect(3).json
        assert [row["file"] for row in found["findings"]] == ["team.json"]
        program.run("lint", "--format", "sarif", *words).expect(3)
    program.init("--role-set", "team.json", "--offline").expect(1)
    program.run("show", "./team.json").expect(1)


def test_a_role_set_in_another_folder_is_refused_with_a_way_that_works(program):
    write(program)
    below = program.inside(program.folder / "below")
    words = ["init", "--account", ACCOUNT, "--offline", "--role-set", "../team.json"]
    told = below.run(*words).expect(4)
    assert "is outside of the folder of 'panorama-roles.json', which would name it" in told.err
    flag = told.err.split("write the spec next to it with '")[1].split("'")[0]
    below.run(*words, *shlex.split(flag)).expect(0)
    assert (program.folder / "panorama-roles.json").exists()
    below.run(*words, "--allow-outside").expect(0)
    below.run("plan", "--backend", "memory").expect(64)
    assert "--allow-outside" in below.run("export").expect(4).err


def test_init_says_which_role_set_it_takes_where_none_is_named(program):
    told = program.run("init", "--account", ACCOUNT, "--offline").expect(0).err
    assert "'--role-set' is not given: the spec takes 'panorama'" in told
    assert "'panorama-roles new role-set team --out team.json' starts a new role set" in told
    again = program.run("init", "--account", ACCOUNT, "--offline").expect(0).err
    assert "is not given" not in again
    write(program)
    named = ["--role-set", "team.json", "--spec", "mine.json"]
    told = program.run("init", "--account", ACCOUNT, "--offline", *named).expect(0).err
    assert "is not given" not in told


# MARK: what was done


def test_a_first_write_that_is_denied_changed_nothing_and_says_so(online, stub):
    write(online)
    online.init("--role-set", "team.json").expect(0)
    stub.fault("denied", "CreateRole", times=None)
    told = online.apply().expect(1)
    assert "not changed: role 'worker'" in told.err
    assert "nothing was changed in the account" in told.err
    assert "part-way" not in told.err
    assert stub.roles() == {}


@pytest.mark.parametrize("command", ["import", "retire"])
def test_only_a_snapshot_speaks_of_a_snapshot(online, stub, command):
    stub.fault("denied", "GetAccountAuthorizationDetails", times=None)
    told = online.run(command).expect(5)
    assert "the account cannot be read completely" in told.err
    assert "no snapshot" not in told.err and "a snapshot needs" not in told.err


def test_quiet_leaves_out_notes_and_keeps_warnings_and_errors(program):
    told = program.run("init", "--account", ACCOUNT, "--offline", "--quiet").expect(0).err
    assert "warning: AWS Panorama ended" in told and "note:" not in told
    assert "hint:" in program.run("drift", "--quiet", "--spec", "nowhere.json").expect(1).err


def test_a_role_is_disabled_and_enabled_again_as_the_program_says(online, stub):
    online.init().expect(0)
    online.apply().expect(0)
    before = stub.roles()[APPLIANCE]["AssumeRolePolicyDocument"]
    words = ["retire", "--role", APPLIANCE, "--disable"]
    told = online.run(*words).expect(0)
    assert "it denies everyone, so that nobody can assume the role" in told.out
    assert "the same command with '--approve' disables it" in told.err
    done = online.run(*words, "--approve").expect(0)
    assert "Disabled 1 role" in done.out
    assert "Deny" in stub.roles()[APPLIANCE]["AssumeRolePolicyDocument"]
    assert "the same command without '--disable' deletes what is disabled" in done.err
    command = done.err.split("; 'panorama-roles ")[1].split("' enables it again")[0]
    online.run(*shlex.split(command)).expect(0)
    assert json.loads(stub.roles()[APPLIANCE]["AssumeRolePolicyDocument"]) == json.loads(before)


def test_a_dry_run_names_the_flags_that_its_changes_need(online, account):
    write(online)
    trust = {
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": {"Service": "ec2.amazonaws.com"}}],
    }  # fmt: skip
    account.iam.create_role(RoleName="worker", AssumeRolePolicyDocument=json.dumps(trust))
    online.init("--role-set", "team.json", "--offline").expect(0)
    told = online.run("apply").expect(0).err
    flags = told.split("nothing was changed: '")[1].split("' applies the plan")[0]
    assert flags == "--approve --adopt worker --accept widening"
    online.run("apply", *flags.split()).expect(0)
    assert "nothing was changed" not in online.run("apply").expect(0).err

"""`new role-set`, `show --role-set-file` and comments in files that people write."""

import json
import re

import pytest

SERVICES = [
    "lambda", "ecs-tasks", "ec2", "step-functions", "glue", "codebuild", "github-oidc",
    "cross-account", "irsa", "pod-identity", "saml",
]  # fmt: skip
SETS = [
    "panorama", "panorama-preview", "deeplens", "greengrass-service-role",
    "greengrass-v2-token-exchange",
]  # fmt: skip


def test_the_services_are_all_tried(program):
    text = program.run("new", "role-set", "--help").expect(0).out
    told = re.search(r"--service WHO +(.*?)--out", text, re.S).group(1)
    listed = re.search(r": ([^()]*)", " ".join(told.split())).group(1)
    assert re.findall(r"[a-z0-9-]+", listed.replace(" or ", " ")) == SERVICES


@pytest.mark.parametrize("service", SERVICES)
def test_a_first_role_set_has_no_finding_and_makes_its_role(program, service):
    words = ["new", "role-set", "orders", "--service", service]
    told = program.run(*words, "--out", "orders.json").expect(0).err
    text = (program.folder / "orders.json").read_text()
    assert program.run(*words).expect(0).out == text
    assert text.startswith("// ") and len(text.splitlines()) < 60
    lint = program.run("lint", "--role-set", "orders.json").expect(0)
    assert "0 errors, 0 warnings" in lint.out
    values = {name: "acme" for name in re.findall(r'{"name": "([A-Za-z]+)"', text)}
    given = [word for pair in values.items() for word in ("--parameter", "=".join(pair))]
    made = program.init("--offline", "--role-set", "orders.json", *given).expect(0)
    actions = [row["action"] for row in made.json["requests"]]
    assert actions[0] == (
        "CreateOpenIDConnectProvider" if service == "github-oidc" else "CreateRole"
    )
    (hint,) = re.findall(r"'panorama-roles (init [^']*)'", told)
    pasted = [*hint.split(), "--account", "123456789012", "--offline", "--spec", "pasted.json"]
    program.run(*pasted).expect(0)
    again = program.run(*words, "--out", "orders.json").expect(0)
    assert "says the same" in again.err
    other = program.run("new", "role-set", "others", "--out", "orders.json").expect(4)
    assert "refusing to overwrite" in other.err
    assert "small letters" in program.run("new", "role-set", "A b").expect(64).err


@pytest.mark.parametrize("name", SETS)
def test_a_copy_of_a_built_in_set_makes_the_same_requests(program, name):
    text = program.run("show", name, "--role-set-file").expect(0).out
    assert "facts" not in text and "corrections" not in text
    program.write("copy.json", text)
    words = ["--offline", "--no-ownership-tag", "--role-set"]
    built_in = program.init(*words, name, "--spec", "a.json").expect(0)
    copied = program.init(*words, "./copy.json", "--spec", "b.json").expect(0)
    assert copied.out == built_in.out


def test_only_a_role_set_is_printed_as_a_file(program):
    program.run("show", "nothing", "--role-set-file").expect(64)
    program.run("show", "--role-set-file").expect(64)
    program.run("show", "panorama", "--role-set-file", "--format", "text").expect(64)


def test_role_sets_specs_and_ignore_lists_may_have_comments(online, stub):
    program = online
    program.run("new", "role-set", "orders", "--out", "orders.json").expect(0)
    spec = """// The roles of this account.
{
  "schemaVersion": "1.0", // always
  "account": "123456789012",
  /* one file a team */
  "roleSets": ["orders.json"],
}
"""
    program.write("panorama-roles.json", spec)
    program.write("empty.json", json.dumps({"RoleDetailList": [], "Policies": []}))
    plan = program.run("plan", "--snapshot", "empty.json").expect(0)
    assert "create role 'orders'" in plan.out
    program.write("ignore.json", '// none\n{"schemaVersion": "1.0", "ignore": [],}\n')
    program.run("drift", "--snapshot", "empty.json", "--ignore", "ignore.json").expect(2)
    program.run("apply", "--approve").expect(0)
    text = (program.folder / "panorama-roles.json").read_text()
    assert "// The roles of this account." in text and "/* one file a team */" in text
    assert '"recorded": {' in text
    # Policies and snapshots stay strict JSON.
    program.write("policy.json", '// no\n{"Version": "2012-10-17", "Statement": []}\n')
    assert "1:1" in program.run("lint", "policy.json").expect(1, 3).out

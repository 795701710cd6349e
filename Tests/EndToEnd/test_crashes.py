"""Killed after any single call: the next run ends at the same place, and no moment lets in more.

Each scenario is run once to its end, then again and again: the program is killed (SIGKILL) after
its first call, its second, and so on, with the effect of the call made and its answer lost. An
evaluator of its own decides some hundred requests at each place.
"""

import json
import re
import shutil

import pytest

from EndToEnd.support.accounts import APPLIANCE, DEVICE, LINKED
from EndToEnd.support.evaluator import ACTIONS, CALLERS, access, decide, documents_of, matches

NEW = DEVICE[:-2] + "aa"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
LOGS = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
HOST = "token.actions.githubusercontent.com"
OIDC = f"arn:aws:iam::123456789012:oidc-provider/{HOST}"


def allow(action, resource="*"):
    return {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": action, "Resource": resource}]}  # fmt: skip


def trusting(*services):
    return {"services": [f"{service}.amazonaws.com" for service in services]}


def team(*roles):
    return json.dumps({"schemaVersion": "1.0", "name": "team", "title": "Team",
                       "summary": "Roles", "roles": list(roles)})  # fmt: skip


BEFORE = team(
    {"name": "Worker", "description": "w", "trust": trusting("lambda"), "managedPolicies": [LOGS],
     "inlinePolicies": [{"name": "p", "document": allow("s3:*")}]},
    {"name": "Machine", "description": "m", "trust": trusting("ec2"),
     "inlinePolicies": [{"name": "p", "document": allow("sqs:*")}]},
)  # fmt: skip
AFTER = team(
    {"name": "Worker", "description": "w2", "trust": trusting("greengrass"), "tags": {"a": "b"},
     "inlinePolicies": [{"name": "p", "document": allow("iam:CreateUser")}]},
    {"name": "Machine", "description": "m", "trust": trusting("ec2", "panorama"),
     "instanceProfiles": ["machines"],
     "inlinePolicies": [{"name": "q", "document": allow("s3:GetObject")}]},
)  # fmt: skip


def with_devices(program):
    program.init("--device", DEVICE).expect(0)
    program.apply().expect(0)


def with_team(program):
    program.write("team.json", BEFORE)
    program.init("--role-set", "team.json").expect(0)
    program.apply().expect(0)
    program.write("team.json", AFTER)


def with_a_denial(program):
    """The denial holds back what the other policy allows, and its name comes first."""
    held_back = allow("s3:PutObject")
    held_back["Statement"][0]["Effect"] = "Deny"
    policies = [{"name": "a", "document": held_back}, {"name": "b", "document": allow("s3:*")}]
    role = {"name": "Held", "description": "h", "trust": trusting("panorama")}
    program.write("team.json", team(role | {"inlinePolicies": policies}))
    program.init("--role-set", "team.json").expect(0)
    program.apply().expect(0)


def with_one_that_left(program):
    """It denies something, it is in an instance profile, and the role set no longer names it."""
    held_back = allow("s3:PutObject")
    held_back["Statement"][0]["Effect"] = "Deny"
    policies = [{"name": "a", "document": held_back}, {"name": "b", "document": allow("s3:*")}]
    leaving = {"name": "Left", "trust": trusting("ec2"), "managedPolicies": [LOGS],
               "instanceProfiles": ["machines"], "inlinePolicies": policies}  # fmt: skip
    kept = {"name": "Kept", "trust": trusting("lambda")}
    program.write("team.json", team(kept, leaving))
    program.init("--role-set", "team.json").expect(0)
    program.apply().expect(0)
    program.write("team.json", team(kept))


def with_a_provider(program):
    """Another audience, another repository and other permissions: all change together."""

    def write(audience, repository, action):
        trust = {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
             "Principal": {"Federated": OIDC}, "Condition": {"StringEquals": {
                 f"{HOST}:aud": audience, f"{HOST}:sub": f"repo:acme/{repository}:pull_request"}}},
        ]}  # fmt: skip
        role = {"name": "Deployer", "description": "d", "trust": trust,
                "inlinePolicies": [{"name": "p", "document": allow(action)}]}  # fmt: skip
        document = json.loads(team(role))
        document["oidcProviders"] = [{"url": f"https://{HOST}", "clientIds": [audience]}]
        program.write("team.json", json.dumps(document))

    write("one", "old", "iam:CreateUser")
    program.init("--role-set", "team.json").expect(0)
    program.apply().expect(0)
    write("two", "new", "s3:*")


def without_its_provider(program):
    with_a_provider(program)
    document = json.loads((program.folder / "team.json").read_text())
    del document["oidcProviders"]
    program.write("team.json", json.dumps(document))


def without_its_profile(program):
    machine = {"name": "Machine", "trust": trusting("ec2")}
    program.write("team.json", team(machine | {"instanceProfiles": ["machines"]}))
    program.init("--role-set", "team.json").expect(0)
    program.apply().expect(0)
    program.write("team.json", team(machine))


def with_two_devices(program):
    program.init("--device", DEVICE, "--device", NEW).expect(0)
    program.apply().expect(0)


def with_an_open_spec(program):
    with_devices(program)
    program.run("device", "open", "--for", "1h", *ACCEPT).expect(0)


def with_a_machine(program):
    """A role in an instance profile of its own name, as the console makes it."""
    machine = {"name": "Machine", "trust": trusting("panorama"), "managedPolicies": [LOGS],
               "instanceProfiles": ["Machine"]}  # fmt: skip
    program.write("team.json", team(machine))
    program.init("--role-set", "team.json").expect(0)
    program.apply().expect(0)


ACCEPT = ["--approve", "--accept", "widening"]
# name: what there is before, and the command.
SCENARIOS = {
    "apply-new": (lambda p: p.init("--offline", "--device", DEVICE), ["apply", *ACCEPT]),
    "apply-change": (
        with_team,
        ["apply", *ACCEPT, "--remove", "Machine:inline-policy:p", "--remove",
         f"Worker:managed-policy:{LOGS}"],
    ),
    "apply-provider": (with_a_provider, ["apply", *ACCEPT]),
    "device-swap": (with_devices, ["device", "swap", DEVICE, NEW, *ACCEPT]),
    "device-add": (with_devices, ["device", "add", NEW, *ACCEPT]),
    "device-open": (with_devices, ["device", "open", "--for", "1h", *ACCEPT]),
    "device-close": (with_an_open_spec, ["device", "close", *ACCEPT]),
    "device-remove": (with_two_devices, ["device", "remove", NEW, *ACCEPT]),
    "retire-machine": (
        with_a_machine,
        ["retire", "--role", "Machine", "--force-detach", "--approve"],
    ),
    "retire": (
        with_devices,
        ["retire", "--role", APPLIANCE, "--role", LINKED, "--approve"],
    ),
    "retire-denial": (
        with_a_denial,
        ["retire", "--role", "Held", "--force-detach", "--approve"],
    ),
    "role-left": (with_one_that_left, ["apply", "--remove", "Left", "--approve"]),
    "profile-left": (
        without_its_profile,
        ["apply", "--remove", "Machine:instance-profile:machines", "--approve"],
    ),
    "disown": (with_one_that_left, ["disown", "Left", "--approve"]),
    "disown-provider": (without_its_provider, ["disown", OIDC, "--approve"]),
    "retire-disable": (with_devices, ["retire", "--role", APPLIANCE, "--disable", "--approve"]),
}  # fmt: skip


def providers(stub):
    return stub.look("state")["123456789012"].get("providers", {}) if stub.roles() else {}


def profiles(stub):
    account = stub.look("state")["123456789012"] if stub.roles() else {}
    return [(f"profile {name}", {"Roles": row["Roles"]})
            for name, row in account.get("profiles", {}).items()]  # fmt: skip


def shape(stub):
    """The account without what is another one each time."""
    return {
        name: {key: value for key, value in thing.items()
               if key not in ("RoleId", "CreateDate", "PrincipalIds")}
        for name, thing in [*stub.roles().items(), *providers(stub).items(), *profiles(stub)]
    }  # fmt: skip


def federated(stub):
    """What tokens let happen, by audience and subject: provider × trust × permissions."""
    found = set()
    for name, role in stub.roles().items():
        acts = [
            act for act, resource in ACTIONS
            if decide(documents_of(role), lambda s, a=act, r=resource: matches(
                s["Action"], a, folded=True) and matches(s.get("Resource", "*"), r), {})
        ]  # fmt: skip
        statements = json.loads(role["AssumeRolePolicyDocument"])["Statement"]
        if {"Deny", "*"} <= {x for row in statements for x in row.values() if isinstance(x, str)}:
            continue
        for statement in statements:
            provider = providers(stub).get(dict(statement["Principal"]).get("Federated"))
            tested = statement.get("Condition", {}).get("StringEquals", {})
            if provider and tested.get(f"{HOST}:aud") in provider["ClientIDs"]:
                caller = (tested[f"{HOST}:aud"], tested[f"{HOST}:sub"])
                found |= {(name, caller, act) for act in acts}
    return found


def allowed(stub):
    return access(stub.roles()) | federated(stub)


@pytest.mark.parametrize("name", SCENARIOS)
def test_killed_after_any_call_the_next_run_ends_at_the_same_place(online, stub, name):
    prepare, words = SCENARIOS[name]
    prepare(online)
    saved = online.folder / ".start"
    shutil.copytree(online.folder, saved, ignore=shutil.ignore_patterns(".*"))
    start = stub.look("state")["123456789012"] if stub.roles() else None
    before = allowed(stub)
    stub.forget_log()
    online.run(*words).expect(0)
    calls = len(stub.calls())
    end, after = shape(stub), allowed(stub)
    assert calls > 5 and len(CALLERS) * len(ACTIONS) > 300
    for number in range(1, calls + 1):
        stub.reset()
        if start:
            stub.order("load", account=start)
        again = online.inside(online.folder / f"killed-{number}")
        shutil.copytree(saved, again.folder, dirs_exist_ok=True)
        stub.fault("hold-after", ".*", first=number, times=1)
        process = again.start(*words)
        assert stub.wait_until_held(), f"{name}: call {number} of {calls} never came"
        process.kill()
        process.communicate()
        stub.release()
        stub.heal()
        between = allowed(stub) - before - after
        assert not between, f"{name}: after call {number}: {sorted(between, key=str)[:5]}"
        done = again.run(*words)
        assert done.status == 0, f"{name}: after call {number}: {done.told()}"
        for code in ("EntityAlreadyExists", "DeleteConflict", "409"):
            assert code not in done.err, done.told()
        assert shape(stub) == end, f"{name}: after call {number}"


def test_a_role_that_is_told_as_made_is_in_the_spec(online):
    with_names = team(*({"name": f"r{n}", "trust": trusting("lambda"), "managedPolicies": [LOGS]}
                        for n in range(12)))  # fmt: skip
    online.write("team.json", with_names)
    online.init("--role-set", "team.json").expect(0)
    process = online.start("apply", "--approve")
    told = set()
    for line in process.stderr:
        if found := re.search(r"create role '?(\w+)'?: done", line):
            told.add(found.group(1))
            spec = json.loads((online.folder / "panorama-roles.json").read_text())
            assert told <= set(spec.get("recorded", {})), line
    assert (process.stdout.read(), process.wait())[1] == 0
    assert len(told) == 12

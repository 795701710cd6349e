"""Killed after any single call: the next run ends at the same place, and no moment lets in more.

Each scenario is run once to its end, then again and again: the program is killed (SIGKILL) after
its first call, its second, and so on, with the effect of the call made and its answer lost. An
evaluator of its own decides some hundred requests at each place.
"""

import json
import shutil

import pytest

from EndToEnd.support.accounts import APPLIANCE, DEVICE, LINKED
from EndToEnd.support.evaluator import ACTIONS, CALLERS, access

NEW = DEVICE[:-2] + "aa"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
LOGS = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"


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


ACCEPT = ["--approve", "--accept", "widening"]
# name: what there is before, and the command.
SCENARIOS = {
    "apply-new": (lambda p: p.init("--offline", "--device", DEVICE), ["apply", *ACCEPT]),
    "apply-change": (
        with_team,
        ["apply", *ACCEPT, "--remove", "Machine:inline-policy:p", "--remove",
         f"Worker:managed-policy:{LOGS}"],
    ),
    "device-swap": (with_devices, ["device", "swap", DEVICE, NEW, *ACCEPT]),
    "device-add": (with_devices, ["device", "add", NEW, *ACCEPT]),
    "device-open": (with_devices, ["device", "open", "--for", "1h", *ACCEPT]),
    "retire": (
        with_devices,
        ["retire", "--role", APPLIANCE, "--role", LINKED, "--approve"],
    ),
    "retire-denial": (with_a_denial, ["retire", "--role", "Held", "--approve"]),
    "role-left": (with_one_that_left, ["apply", "--remove", "Left", "--approve"]),
    "disown": (with_one_that_left, ["disown", "Left", "--approve"]),
    "retire-disable": (with_devices, ["retire", "--role", APPLIANCE, "--disable", "--approve"]),
}  # fmt: skip


def shape(stub):
    """The account without what is another one each time."""
    return {
        name: {key: value for key, value in role.items()
               if key not in ("RoleId", "CreateDate", "PrincipalIds")}
        for name, role in stub.roles().items()
    }  # fmt: skip


@pytest.mark.parametrize("name", SCENARIOS)
def test_killed_after_any_call_the_next_run_ends_at_the_same_place(online, stub, name):
    prepare, words = SCENARIOS[name]
    prepare(online)
    saved = online.folder / ".start"
    shutil.copytree(online.folder, saved, ignore=shutil.ignore_patterns(".*"))
    start = stub.look("state")["123456789012"] if stub.roles() else None
    before = access(stub.roles())
    stub.forget_log()
    online.run(*words).expect(0)
    calls = len(stub.calls())
    end, after = shape(stub), access(stub.roles())
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
        between = access(stub.roles()) - before - after
        assert not between, f"{name}: after call {number}: {sorted(between, key=str)[:5]}"
        done = again.run(*words)
        assert done.status == 0, f"{name}: after call {number}: {done.told()}"
        for code in ("EntityAlreadyExists", "DeleteConflict", "409"):
            assert code not in done.err, done.told()
        assert shape(stub) == end, f"{name}: after call {number}"

"""`snapshot`: the account as a file, and every command that reads it without credentials."""

import json
import os
import re
import signal
import time

import pytest

from EndToEnd.support.accounts import APPLIANCE, LINKED, READ_ONLY, trust

ACCOUNT = "123456789012"
OTHER = "210987654321"
SECOND = "SecondRole"
LAMBDA_TRUST = {
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Allow",
        "Principal": {"Service": "lambda.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": OTHER}},
    },
}


def loaded(text: str) -> dict:
    return json.loads(text)


def canonical(value):
    """Lists in some decided order, times as text: what two readers must agree on."""
    if isinstance(value, dict):
        return {name: canonical(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return sorted((canonical(inner) for inner in value), key=lambda row: json.dumps(row))
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value


def paginated(iam) -> dict:
    """The account by boto3: the sweep, and what the sweep lacks from the list of roles."""
    pages = iam.get_paginator("get_account_authorization_details").paginate()
    found = {"RoleDetailList": [], "Policies": []}
    for page in pages:
        for name in found:
            found[name] += page[name]
    told = {
        role["RoleName"]: role
        for page in iam.get_paginator("list_roles").paginate()
        for role in page["Roles"]
    }
    held = set()
    for role in found["RoleDetailList"]:
        listed = told[role["RoleName"]]
        role["Description"] = listed.get("Description", "")
        role["MaxSessionDuration"] = listed["MaxSessionDuration"]
        role.pop("RoleLastUsed", None)
        for profile in role["InstanceProfileList"]:
            for inner in profile["Roles"]:
                inner.pop("RoleLastUsed", None)
        held |= {row["PolicyArn"] for row in role["AttachedManagedPolicies"]}
        held |= {row for row in role.get("PermissionsBoundary", {}).values() if ":policy/" in row}
    found["Policies"] = [
        policy
        for policy in found["Policies"]
        if ":iam::aws:" not in policy["Arn"] or policy["Arn"] in held
    ]
    return found


def furnish(account) -> None:
    """A second role with all that a role can have."""
    iam = account.iam
    iam.create_role(
        RoleName=SECOND, Description="line\nü <&>", MaxSessionDuration=7200,
        AssumeRolePolicyDocument=json.dumps(LAMBDA_TRUST),
        Tags=[{"Key": "z", "Value": ""}, {"Key": "a", "Value": OTHER}],
    )  # fmt: skip
    document = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "s3:GetObject",
                "Resource": [f"arn:aws:s3:::bucket-{OTHER}/100%/a+b", "arn:aws:s3:::two/*"],
            }
        ],
    }
    for name in ("zeta", "alpha"):
        iam.put_role_policy(RoleName=SECOND, PolicyName=name, PolicyDocument=json.dumps(document))
    own = iam.create_policy(PolicyName="own", PolicyDocument=json.dumps(document))["Policy"]["Arn"]
    for arn in (READ_ONLY, own):
        iam.attach_role_policy(RoleName=SECOND, PolicyArn=arn)


@pytest.fixture
def made(online, account):
    online.init("--tag", "env=prod").expect(0)
    online.apply().expect(0)
    furnish(account)
    return account


@pytest.fixture
def saved(online, made, program):
    """The program without credentials, beside a snapshot."""
    online.run("snapshot", "--out", "account.json").expect(0)
    return program


def test_an_unchanged_account_gives_the_same_bytes(online, made):
    first = online.run("snapshot").expect(0)
    online.run("snapshot", "--out", "one.json").expect(0)
    online.run("snapshot", "--out", "one.json").expect(0)
    assert (online.folder / "one.json").read_text() == first.out
    made.iam.tag_role(RoleName=SECOND, Tags=[{"Key": "b", "Value": "1"}])
    assert online.run("snapshot").expect(0).out != first.out


@pytest.mark.parametrize("size", [1, 2, 1000])
def test_it_holds_what_boto3_reads(online, stub, made, size):
    stub.settings(page_size=size)
    ours = loaded(online.run("snapshot").expect(0).out)
    theirs = paginated(made.iam)
    for name, rows in theirs.items():
        assert canonical(ours[name]) == canonical(rows), name


def test_it_holds_what_boto3_reads_of_moto(online_moto, moto):
    online_moto.init().expect(0)
    online_moto.apply().expect(0)
    furnish(moto)
    ours = loaded(online_moto.run("snapshot").expect(0).out)
    theirs = paginated(moto.iam)
    for name, rows in theirs.items():
        assert canonical(ours[name]) == canonical(rows), name
    assert online_moto.run("snapshot").expect(0).out == online_moto.run("snapshot").expect(0).out
    online_moto.run("snapshot", "--out", "account.json").expect(0)


def test_lists_are_in_order_and_last_use_is_left_out(online, made):
    found = loaded(online.run("snapshot").expect(0).out)
    roles = found["RoleDetailList"]
    assert [role["RoleName"] for role in roles] == sorted(role["RoleName"] for role in roles)
    second = next(role for role in roles if role["RoleName"] == SECOND)
    assert [row["PolicyName"] for row in second["RolePolicyList"]] == ["alpha", "zeta"]
    assert [row["Key"] for row in second["Tags"]] == ["a", "z"]
    assert (second["Description"], second["MaxSessionDuration"]) == ("line\nü <&>", 7200)
    assert all("RoleLastUsed" not in role for role in roles)
    kept = loaded(online.run("snapshot", "--last-used").expect(0).out)
    assert all("RoleLastUsed" in role for role in kept["RoleDetailList"])


def test_a_service_linked_policy_and_attached_ones_are_in_it(online, made):
    arns = [row["Arn"] for row in loaded(online.run("snapshot").expect(0).out)["Policies"]]
    assert READ_ONLY in arns and f"arn:aws:iam::{ACCOUNT}:policy/own" in arns
    assert any("AWSPanorama" in arn for arn in arns)


def test_only_a_snapshot_is_replaced(online, made):
    for name in ("panorama-roles.json", "notes.txt"):
        path = online.folder / name
        if not path.exists():
            path.write_text("notes\n")
        before = path.read_text()
        online.run("snapshot", "--out", name).expect(4)
        assert path.read_text() == before


def test_another_account_is_refused(online, made):
    online.run("snapshot", "--account", ACCOUNT).expect(0)
    refused = online.run("snapshot", "--account", OTHER).expect(4)
    assert refused.out == ""
    assert f"and '--account' names {OTHER}" in refused.err, refused.err
    assert "spec" not in refused.err, "it reads none, and has no flag '--spec'"


# What goes wrong while the account is read.


@pytest.mark.parametrize("action", ["GetAccountAuthorizationDetails", "ListRoles"])
@pytest.mark.parametrize(("fault", "status"), [("denied", 5), ("throttle", 5), ("html", 1)])
@pytest.mark.parametrize("first", [1, 2])
def test_a_page_that_fails_leaves_nothing(online, stub, made, action, fault, status, first):
    stub.settings(page_size=2)
    stub.fault(fault, action, first=first, times=None)
    failed = online.run("snapshot", "--out", "account.json", "--max-attempts", "2").expect(status)
    assert not (online.folder / "account.json").exists()
    assert sorted(path.name for path in online.folder.iterdir()) == [".home", "panorama-roles.json"]
    if fault == "denied":
        assert f"iam:{action}" in failed.err, failed.told()
        assert "policy tool --for snapshot" in failed.err


def test_no_credentials_are_a_failure(program):
    assert program.run("snapshot").expect(1).out == ""


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("action", ["ListRoles", "GetAccountAuthorizationDetails"])
@pytest.mark.parametrize("words", [[], ["--out", "account.json"]])
def test_a_signal_leaves_the_old_file(online, stub, made, number, status, action, words):
    online.run("snapshot", "--out", "account.json").expect(0)
    before = (online.folder / "account.json").read_bytes()
    made.iam.tag_role(RoleName=SECOND, Tags=[{"Key": "b", "Value": "1"}])
    stub.settings(page_size=2)
    stub.fault("hold-before", action, first=2)
    process = online.start("snapshot", *words)
    assert stub.wait_until_held(), process.communicate(timeout=60)
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    stub.drop_held()
    stub.heal()
    assert (process.returncode, out) == (status, ""), err
    assert (online.folder / "account.json").read_bytes() == before
    assert not list(online.folder.glob("*.tmp"))


def test_a_role_between_the_two_lists_is_asked_again(online, stub, made):
    """A role that the list does not have yet is there all the same."""
    stub.fault("hold-after", "ListRoles", first=1)
    process = online.start("snapshot")
    assert stub.wait_until_held(), process.communicate(timeout=60)
    made.iam.create_role(RoleName="Late", AssumeRolePolicyDocument=json.dumps(trust()))
    # The sweep may have been answered before; then the account of that moment is told.
    stub.release()
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    for role in loaded(out)["RoleDetailList"]:
        assert "MaxSessionDuration" in role


def test_the_printed_permissions_are_enough_and_all_used(online, stub, made, program):
    """Every call of a snapshot, those about a role that vanishes and comes among them."""
    stub.forget_log()
    online.run("snapshot").expect(0)
    called = {f"iam:{call['action']}" for call in stub.calls() if call["service"] == "iam"}
    assert called == {"iam:ListRoles", "iam:GetAccountAuthorizationDetails"}
    allowed = program.run("policy", "tool", "--for", "snapshot").expect(0).json
    named = {action for row in allowed["Statement"] for action in as_list(row["Action"])}
    late = {"iam:GetRole", "iam:GetPolicy", "iam:GetPolicyVersion"}
    assert named == called | late
    program.write("tool.json", json.dumps(allowed))
    role = f"arn:aws:iam::{ACCOUNT}:role/team/{SECOND}"
    expected = {
        "schemaVersion": "1.0",
        "policies": {"identity": ["tool.json"]},
        "allow": [{"action": action, "resource": "*"} for action in sorted(called)]
        + [{"action": "iam:GetRole", "resource": role}]
        + [{"action": action, "resource": READ_ONLY} for action in sorted(late)[:2]],
        "deny": [{"action": "iam:DeleteRole", "resource": role}],
    }
    program.write("expectations.json", json.dumps(expected))
    program.run("test", "expectations.json").expect(0)


def as_list(value) -> list:
    return value if isinstance(value, list) else [value]


def test_out_may_be_standard_output(online, made):
    assert online.run("snapshot", "--out", "-").out == online.run("snapshot").expect(0).out
    assert not (online.folder / "-").exists()


# Redaction.


def test_redaction_is_consistent_and_leaves_the_rest(online, made):
    plain = online.run("snapshot").expect(0).out
    redacted = online.run("snapshot", "--redact-accounts").expect(0).out
    assert online.run("snapshot", "--redact-accounts").expect(0).out == redacted
    assert ACCOUNT not in redacted and OTHER not in redacted
    assert f"arn:aws:iam::111111111111:role/{SECOND}" in redacted
    assert "bucket-222222222222/100%/a+b" in redacted
    ids = re.compile(r"\b(A[A-Z]{3})[A-Z0-9]{12,}\b")
    real = {found.group() for found in ids.finditer(plain)}
    assert real and not any(one in redacted for one in real)

    def blank(text: str) -> str:
        return ids.sub(r"\1", re.sub(r"(?<!\d)\d{12}(?!\d)", "ID", text))

    assert blank(plain) == blank(redacted)


def test_a_redacted_snapshot_is_checked_with_a_redacted_spec(online, program, made):
    online.run("snapshot", "--redact-accounts", "--out", "account.json").expect(0)
    refused = program.drift("--snapshot", "account.json").expect(4)
    assert "111111111111" in refused.err and "sed s/" in refused.err, refused.told()
    spec = (program.folder / "panorama-roles.json").read_text()
    program.write("copy.json", spec.replace(ACCOUNT, "111111111111"))
    found = program.drift("--snapshot", "account.json", "--spec", "copy.json").expect(0)
    assert found.json["status"] == "in-sync"


# Reading it.


def test_it_agrees_with_the_live_account(online, saved, made):
    made.set_trust(trust(Bool={"aws:SecureTransport": "true"}))
    made.iam.attach_role_policy(RoleName=APPLIANCE, PolicyArn=READ_ONLY)
    made.iam.update_role(RoleName=APPLIANCE, Description="other", MaxSessionDuration=7200)
    made.iam.tag_role(RoleName=APPLIANCE, Tags=[{"Key": "env", "Value": "dev"}])
    online.run("snapshot", "--out", "account.json").expect(0)
    live = online.drift().expect(2).json
    told = saved.drift("--snapshot", "account.json").expect(2).out
    # Only hints name the snapshot.
    told = json.loads(told.replace(" --snapshot account.json", ""))
    assert told["roles"] == live["roles"]
    assert told["summary"] == live["summary"]
    assert told["coverage"] == live["coverage"]


def test_an_account_in_sync_is_in_sync(saved):
    done = saved.drift("--snapshot", "account.json").expect(0)
    assert "not compared" not in done.err


@pytest.mark.parametrize(
    "flag",
    [
        ["--profile", "x"],
        ["--region", "us-east-1"],
        ["--endpoint-url", "http://x"],
        ["--max-attempts", "2"],
    ],
)
@pytest.mark.parametrize("command", ["drift", "plan"])
def test_a_snapshot_and_a_way_to_aws_are_refused(saved, command, flag):
    refused = saved.run(command, "--snapshot", "account.json", *flag).expect(64)
    assert flag[0] in refused.err


def test_plan_reads_it(saved, online, made):
    assert saved.run("plan", "--snapshot", "account.json", "--detailed-exitcode").expect(0)
    made.iam.update_role(RoleName=APPLIANCE, Description="other", MaxSessionDuration=7200)
    online.run("snapshot", "--out", "account.json").expect(0)
    ours = saved.run("plan", "--snapshot", "account.json", "--format", "json").expect(0)
    assert ours.json == online.run("plan", "--format", "json").expect(0).json


def test_no_role_at_all_is_told(saved):
    saved.write("empty.json", '{"RoleDetailList": []}')
    found = saved.drift("--snapshot", "empty.json").expect(2)
    assert "the snapshot holds no role at all" in found.err
    assert all(
        [row["kind"] for row in role["differences"]] == ["role-missing"]
        for role in found.json["roles"]
    )


@pytest.mark.parametrize("rest", [{"IsTruncated": True}, {"Marker": "x"}, {"NextToken": "x"}])
@pytest.mark.parametrize("words", [[], ["--roles-only"]])
def test_a_part_of_an_account_is_never_in_sync(saved, rest, words):
    document = loaded((saved.folder / "account.json").read_text())
    saved.write("part.json", json.dumps(document | rest))
    saved.drift("--snapshot", "part.json", *words).expect(5)


# Age.


def test_age_goes_by_the_file(saved):
    path = saved.folder / "account.json"
    words = ("--snapshot", "account.json", "--max-age")
    saved.drift(*words, "24h").expect(0)
    os.utime(path, (time.time() - 90_000,) * 2)
    old = saved.drift(*words, "24h").expect(4)
    assert "the snapshot is 25 hours old, and '--max-age' allows 24 hours" in old.err
    saved.drift(*words, "26h").expect(0)
    saved.drift(*words, "2d").expect(0)
    os.utime(path, (time.time() + 90_000,) * 2)
    assert "future" in saved.drift(*words, "24h").expect(4).err


def test_age_goes_by_what_the_snapshot_says(online, saved):
    online.run("snapshot", "--taken-at", "--out", "account.json").expect(0)
    path = saved.folder / "account.json"
    words = ("--snapshot", "account.json", "--max-age")
    os.utime(path, (0, 0))
    saved.drift(*words, "1h").expect(0)
    document = loaded(path.read_text())
    saved.write("account.json", json.dumps(document | {"TakenAt": "2020-01-31T12:00:00Z"}))
    assert "days old" in saved.drift(*words, "365d").expect(4).err
    saved.write("account.json", json.dumps(document | {"TakenAt": "yesterday"}))
    assert "TakenAt" in saved.drift("--snapshot", "account.json").expect(1).err
    text = (saved.folder / "account.json").read_text().replace("yesterday", "2020-01-31T12:00:00Z")
    words = ("drift", "--snapshot", "-", "--max-age", "1h")
    assert "days old" in saved.run(*words, stdin=text).expect(4).err
    rest = {name: value for name, value in loaded(text).items() if name != "TakenAt"}
    assert "is unknown" in saved.run(*words, stdin=json.dumps(rest)).expect(4).err


@pytest.mark.parametrize("words", [[], ["--max-age", "24h"]])
def test_a_time_that_is_null_is_garbage(saved, words):
    document = loaded((saved.folder / "account.json").read_text())
    saved.write("null.json", json.dumps(document | {"TakenAt": None}))
    told = saved.drift("--snapshot", "null.json", *words).expect(1)
    assert "null.json:1:" in told.err and "'TakenAt' is not a valid time" in told.err


@pytest.mark.parametrize("age", ["", "24", "h", "-1h", "+1h", "1w", "1.5h", "99999999999h"])
def test_an_age_that_is_none_is_wrong_usage(saved, age):
    saved.run("drift", "--snapshot", "account.json", f"--max-age={age}").expect(64)


def test_an_age_needs_a_snapshot(saved):
    saved.run("drift", "--max-age", "1h").expect(64)


# The other commands that read it.

OWN = f"arn:aws:iam::{ACCOUNT}:policy/own"
GET = ("--action", "s3:GetObject", "--resource")


def test_can_asks_a_role_of_it(saved):
    words = ("can", "--snapshot", "account.json", "--role", SECOND.lower())
    allowed = saved.run(*words, *GET, f"arn:aws:s3:::bucket-{OTHER}/100%/a+b").expect(0)
    assert allowed.out.startswith("allowed"), allowed.out
    # By a managed policy of AWS, whose document the snapshot holds.
    other = (*words, "--action", "s3:ListBucket", "--resource", "arn:aws:s3:::elsewhere")
    assert saved.run(*other, "--expect", "allow").expect(0)
    assert saved.run(
        *words, "--action", "s3:PutObject", "--resource", "*", "--expect", "allow"
    ).expect(3)
    # Who may assume it.
    who = ("--principal", "service:lambda.amazonaws.com", "--action", "sts:AssumeRole")
    saved.run(*words, *who, "--expect", "deny").expect(0)
    saved.run(*words, *who, "--context", f"aws:SourceAccount={OTHER}", "--expect", "allow").expect(
        0
    )
    # A session policy holds it back.
    nothing = {"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": "sqs:*", "Resource": "*"}}  # fmt: skip
    saved.write("session.json", json.dumps(nothing))
    saved.run(*other, "--session", "session.json", "--expect", "deny").expect(0)


def test_can_asks_all_roles_of_it(saved):
    words = ("can", "--snapshot", "account.json", *GET, "arn:aws:s3:::two/x")
    told = saved.run(*words).expect(0)
    assert f"allowed: role '{SECOND}' by" in told.out and "1 of 3 roles allowed" in told.out
    found = saved.run(*words, "--format", "json").expect(0).json
    assert {row["role"]: row["decision"] for row in found["roles"]}[SECOND] == "allowed"
    saved.run(*words, "--expect", "deny").expect(3)
    document = loaded((saved.folder / "account.json").read_text())
    document["Policies"] = []
    saved.write("bare.json", json.dumps(document))
    open_ = saved.run("can", "--snapshot", "bare.json", *GET, "arn:aws:s3:::x/y").expect(5)
    assert "is not known" in open_.out and "own" in open_.out


def test_lint_checks_it(saved, online, made):
    made.iam.put_role_policy(
        RoleName=SECOND, PolicyName="zeta",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}}),
    )  # fmt: skip
    online.run("snapshot", "--out", "account.json").expect(0)
    words = ("lint", "--snapshot", "account.json", "--format", "json")
    found = saved.run(*words).expect(3).json
    rows = [
        row
        for row in found["findings"]
        if f"role '{SECOND}', inline policy 'zeta'" in row["message"]
    ]
    assert rows and {row["file"] for row in rows} == {"account.json"}
    lines = (saved.folder / "account.json").read_text().splitlines()
    for row in rows:
        assert lines[row["line"] - 1][row["column"] - 1] in '{["', row
    one = saved.run(*words, "--role", SECOND).expect(3).json
    assert [row for row in one["findings"] if row in found["findings"]] == one["findings"]
    assert (found["summary"]["files"], one["summary"]["files"]) == (6, 4)
    # Trust, two inline policies and the account's own managed policy; those of AWS are AWS's.
    assert saved.run(*words, "--role", APPLIANCE).json["summary"]["files"] == 1
    document = loaded((saved.folder / "account.json").read_text())
    saved.write("part.json", json.dumps(document | {"IsTruncated": True}))
    saved.run("lint", "--snapshot", "part.json", "--fail-on", "error").expect(5)
    saved.run("lint", "--snapshot", "part.json", "--role", APPLIANCE).expect(0)


def test_expectations_are_held_against_it(saved, online, made):
    service = {"Service": "panorama.amazonaws.com"}
    expected = {
        "schemaVersion": "1.0", "role": APPLIANCE, "account": ACCOUNT,
        "allow": [{"principal": service, "action": "sts:AssumeRole",
                   "context": {"aws:SourceAccount": ACCOUNT}}],
    }  # fmt: skip
    saved.write("e.json", json.dumps(expected))
    words = ("test", "--snapshot", "account.json", "e.json")
    saved.run(*words).expect(0)
    made.set_trust(trust(StringEquals={"aws:SourceAccount": OTHER}))
    online.run("snapshot", "--out", "account.json").expect(0)
    saved.run(*words).expect(3)
    saved.run("test", "e.json").expect(0)
    saved.run(*words, "--role", SECOND).expect(3)
    missing = saved.run(*words, "--role", "SecondRoll").expect(1)
    assert f"did you mean '{SECOND}'?" in missing.err


READERS = [
    ["drift"], ["plan"], ["lint"], ["test", "e.json"],
    ["can", "--action", "s3:GetObject", "--resource", "*"],
]  # fmt: skip


@pytest.mark.parametrize("words", READERS, ids=lambda words: words[0])
def test_every_reader_refuses_an_old_one_and_a_broken_one(saved, words):
    saved.write("e.json", "{}")
    path = saved.folder / "account.json"
    os.utime(path, (time.time() - 7200,) * 2)
    old = saved.run(*words, "--snapshot", "account.json", "--max-age", "1h").expect(4)
    assert "2 hours old" in old.err
    saved.write("broken.json", path.read_text()[:-20])
    broken = saved.run(*words, "--snapshot", "broken.json").expect(1)
    assert "broken.json:" in broken.err
    saved.run(*words, "--max-age", "1h").expect(64)
    saved.run(*words, "--snapshot", "nowhere.json").expect(1)


@pytest.mark.parametrize(
    "words",
    [
        ["can", "--role", "X", "--policy", "p.json", "--action", "a:b"],
        ["can", "--snapshot", "s", "--policy", "p.json", "--action", "a:b"],
        ["can", "cases", "--snapshot", "s", "c.jsonl"],
        ["drift", "--snapshot", "s", "--read-strategy", "bulk"],
        ["lint", "--role", "X", "p.json"],
        ["lint", "--snapshot", "s", "p.json"],
        ["lint", "--snapshot", "s", "--type", "trust"],
        ["test", "--role", "X", "e.json"],
        ["test", "--snapshot", "-", "-"],
    ],
)
def test_words_that_do_not_go_together_are_wrong_usage(program, words):
    program.run(*words).expect(64)


def test_a_file_of_awss_own_tool_gives_the_same_answers(saved, made):
    done = made.cli(saved.folder, "iam", "get-account-authorization-details")
    saved.write("aws.json", done.stdout)
    asked = ("--action", "s3:GetObject", "--resource", "arn:aws:s3:::two/x", "--format", "json")
    for words in (["can", *asked], ["can", "--role", SECOND, *asked]):
        ours = saved.run(*words, "--snapshot", "account.json").expect(0).json
        theirs = saved.run(*words, "--snapshot", "aws.json").expect(0).json
        assert json.dumps(ours["request"]) == json.dumps(theirs["request"])
        for name in ("decision", "roles", "unknown"):
            assert ours.get(name) == theirs.get(name)

    def rows(name: str) -> list:
        found = saved.run("lint", "--snapshot", name, "--format", "json", "--fail-on", "error")
        return sorted((row["rule"], row["message"]) for row in found.expect(0).json["findings"])

    assert rows("account.json") == rows("aws.json")
    found = saved.drift("--snapshot", "aws.json").expect(0)
    assert untold(found) == [("description", APPLIANCE), ("max-session-duration", APPLIANCE)]
    assert found.err.count("maximum session duration and description of role") == 1
    for words in ([], ["--roles-only"]):
        told = saved.run("drift", "--snapshot", "aws.json", *words).expect(0)
        assert "In sync as far as the snapshot shows: 2 roles" in told.out
        assert f"Role '{APPLIANCE}': in sync as far as the snapshot shows" in told.out
        assert f"Role '{LINKED}': in sync\n" in told.out
        told = saved.run("drift", "--snapshot", "aws.json", "--format", "markdown", *words)
        assert "**In sync as far as the snapshot shows: 2 roles" in told.expect(0).out
    planned = saved.run("plan", "--snapshot", "aws.json").expect(0)
    assert "maximum session duration and description of role" in planned.err


# What a file does not tell, and what it tells twice.


def untold(found) -> list:
    rows = [row for row in found.json["coverage"] if row["result"] == "unavailable"]
    return sorted((row["part"], row["role"]) for row in rows)


def our_role(document: dict) -> dict:
    return next(role for role in document["RoleDetailList"] if role["RoleName"] == APPLIANCE)


def versions(document: dict) -> list:
    return [one for policy in document["Policies"] for one in policy["PolicyVersionList"]]


UNTOLD = {
    "max-session-duration": (lambda d: our_role(d).pop("MaxSessionDuration"), 0,
                             "maximum session duration of role"),
    "description": (lambda d: our_role(d).pop("Description"), 0, "description of role"),
    "instance-profiles": (lambda d: our_role(d).pop("InstanceProfileList"), 5,
                          "instance profiles of role"),
    "role-id": (lambda d: our_role(d).pop("RoleId"), 5, "id of role"),
    "managed-policy-documents": (lambda d: d.pop("Policies"), 5,
                                 "documents of managed policies of role"),
}  # fmt: skip


@pytest.mark.parametrize("part", UNTOLD)
def test_what_is_not_told_is_told(saved, part):
    change, status, words = UNTOLD[part]
    document = loaded((saved.folder / "account.json").read_text())
    change(document)
    saved.write("less.json", json.dumps(document))
    found = saved.drift("--snapshot", "less.json").expect(status)
    assert untold(found) == [(part, APPLIANCE)]
    assert (
        f"note: the snapshot does not report these, so they are not compared: {words}" in found.err
    )
    assert found.err.count("not compared") == 1
    assert found.json["status"] == ("incomplete" if status else "in-sync")
    assert ("hint: 'panorama-roles snapshot --out FILE'" in found.err) == (status == 5)
    told = saved.run("drift", "--snapshot", "less.json").expect(status)
    if status:
        assert f"{APPLIANCE}  {part}: unavailable" in told.out
        assert "In sync" not in told.out
    else:
        assert "In sync as far as the snapshot shows" in told.out
    only = saved.drift("--snapshot", "less.json", "--roles-only")
    assert only.status == (5 if part == "role-id" else 0)
    other = part in ("instance-profiles", "managed-policy-documents")
    assert ("not compared" in only.err) != other


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["Policies"].clear(),
        lambda d: [one.update(IsDefaultVersion=False) for one in versions(d)],
        lambda d: [one.pop("IsDefaultVersion") for one in versions(d)],
    ],
)
def test_a_policy_without_the_document_that_counts_is_not_in_sync(saved, change):
    document = loaded((saved.folder / "account.json").read_text())
    change(document)
    saved.write("less.json", json.dumps(document))
    found = saved.drift("--snapshot", "less.json").expect(5)
    assert untold(found) == [("managed-policy-documents", APPLIANCE)]


def test_no_id_is_missed_where_none_was_recorded(saved):
    spec = loaded((saved.folder / "panorama-roles.json").read_text())
    assert spec.pop("recorded")
    saved.write("panorama-roles.json", json.dumps(spec))
    document = loaded((saved.folder / "account.json").read_text())
    our_role(document).pop("RoleId")
    saved.write("less.json", json.dumps(document))
    assert untold(saved.drift("--snapshot", "less.json").expect(0)) == []


EVERYTHING = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
TWICE = {
    "role": lambda d: d["RoleDetailList"].insert(0, {**our_role(d), "MaxSessionDuration": 43200}),
    "role-in-another-case": lambda d: d["RoleDetailList"].append(
        {**our_role(d), "RoleName": APPLIANCE.lower()}),
    "inline-policy": lambda d: our_role(d)["RolePolicyList"].extend(
        {"PolicyName": "x", "PolicyDocument": {**EVERYTHING, "Version": version}}
        for version in ("2008-10-17", "2012-10-17")),
    "default-version": lambda d: d["Policies"][0]["PolicyVersionList"].append(
        {"VersionId": "v99", "IsDefaultVersion": True, "Document": EVERYTHING}),
    "version": lambda d: d["Policies"][0]["PolicyVersionList"].append(
        {**d["Policies"][0]["PolicyVersionList"][0], "IsDefaultVersion": False}),
    "policy": lambda d: d["Policies"].append(d["Policies"][0]),
    "tag": lambda d: our_role(d).update(
        Tags=[{"Key": "env", "Value": "prod"}, {"Key": "ENV", "Value": "dev"}]),
}  # fmt: skip


@pytest.mark.parametrize("what", TWICE)
def test_what_stands_twice_is_refused_with_its_place(saved, what):
    document = loaded((saved.folder / "account.json").read_text())
    TWICE[what](document)
    saved.write("twice.json", json.dumps(document, indent=1))
    for words in (["drift"], ["plan"], ["lint"]):
        told = saved.run(*words, "--snapshot", "twice.json").expect(1)
        assert re.search(r"twice\.json:\d+:\d+: .* exists twice", told.err), told.told()


def test_a_neighbour_in_a_file_whose_trust_policy_is_no_text_is_never_in_sync(saved):
    document = loaded((saved.folder / "account.json").read_text())
    arn = f"arn:aws:iam::{ACCOUNT}:role/somebody"
    other = {**our_role(document), "RoleName": "somebody", "Arn": arn, "Path": "/"}
    other["AssumeRolePolicyDocument"] = '{"Version":'
    document["RoleDetailList"].append(other)
    saved.write("cut.json", json.dumps(document))
    found = saved.drift("--snapshot", "cut.json").expect(5)
    assert [row["subject"] for row in found.json["unreadable"]] == ["somebody"]
    assert [row["part"] for row in found.json["coverage"] if row["result"] != "read"] == [
        "other-roles"
    ]

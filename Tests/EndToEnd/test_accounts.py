"""`drift --accounts`: many accounts side by side, none hiding another; parts and their sum."""

import collections
import json
import os
import pathlib
import pty
import re
import signal
import subprocess
import threading
import time

import jsonschema
import pytest

from EndToEnd.support.accounts import (
    ACCOUNT,
    APPLIANCE,
    DEVICE,
    READ_ONLY,
    STUB_TESTER,
    Keys,
    client,
)
from EndToEnd.support.fleet import READER, Fleet, ids, reader_trust
from EndToEnd.support.snapshots import next_year

SCHEMAS = pathlib.Path(__file__).resolve().parent.parent.parent / "Policies" / "schema"


@pytest.fixture
def ready(online, stub):
    online.init().expect(0)
    online.apply().expect(0)
    return online


@pytest.fixture
def fleet(ready, stub):
    """Seven accounts in sync."""
    return Fleet(stub, ready, 7)


def statuses(lines) -> dict[str, str]:
    return {line["account"]: line["status"] for line in lines}


def calls_of(stub) -> dict[str, collections.Counter]:
    """The calls by account; AssumeRole counts for the account of the role."""
    found = collections.defaultdict(collections.Counter)
    for call in stub.calls():
        role = call["parameters"].get("RoleArn", "")
        found[role.split(":")[4] if role else call["account"]][call["action"]] += 1
    return found


def test_forty_accounts_with_one_denied_one_throttled_and_one_unreachable(ready, stub):
    fleet = Fleet(stub, ready, 40)
    denied, throttled, unreachable = fleet.ids[4], fleet.ids[11], fleet.ids[23]
    fleet.load(4, readable=False)
    stub.fault("throttle", "ListRoles", account=throttled, times=2)
    stub.fault("reset-before", account=unreachable, times=None)
    stub.settings(latency=0.02)
    lines = fleet.lines(status=1)
    assert [line["account"] for line in lines] == fleet.ids
    others = set(fleet.ids) - {denied, unreachable}
    assert {a for a, s in statuses(lines).items() if s == "in-sync"} == others
    by_account = {line["account"]: line for line in lines}
    assert by_account[denied]["status"] == "incomplete"
    assert by_account[denied]["exit"]["code"] == 5
    assert "sts:AssumeRole" in by_account[denied]["error"]["message"]
    assert by_account[denied]["drift"] is None
    assert by_account[unreachable]["status"] == "failed"
    assert by_account[unreachable]["exit"]["code"] == 1
    assert 6 < stub.look("log")["peak"] <= 32
    assert stub.writes() == []


def test_each_account_takes_the_calls_of_a_single_run_and_one_assume_role(fleet, stub):
    fleet.load(3, attached=[READ_ONLY])
    stub.forget_log()
    fleet.lines(status=2)
    found = calls_of(stub)
    for number in (0, 3):
        stub.forget_log()
        single = fleet.program.inside(fleet.program.folder / f"single-{number}")
        single = single.connected(stub.url, fleet.assumed(number))
        stub.forget_log()
        single.run("init", "--account", fleet.ids[number], "--offline").expect(0)
        single.drift().expect(0, 2)
        alone = calls_of(stub)[fleet.ids[number]]
        del alone["GetCallerIdentity"]
        assert found[fleet.ids[number]] == alone + collections.Counter({"AssumeRole": 1})
    assert all(calls["AssumeRole"] == 1 for account, calls in found.items() if account in fleet.ids)
    assert all(calls["GetCallerIdentity"] == 0 for calls in found.values())


def test_a_line_holds_what_drift_prints_for_that_account_alone(fleet, stub):
    fleet.load(2, attached=[READ_ONLY], MaxSessionDuration=7200)
    line = fleet.lines(status=2)[2]
    single = fleet.program.inside(fleet.program.folder / "single").connected(
        stub.url, fleet.assumed(2)
    )
    single.run("init", "--account", fleet.ids[2], "--offline").expect(0)
    assert line["drift"] == single.drift().expect(2).json
    kinds = [(row["kind"], row["role"]) for row in line["differences"]]
    assert kinds == [("managed-policy-unexpected", APPLIANCE), ("max-session-duration", APPLIANCE)]
    assert line["coverage"]["read"] == len(line["drift"]["coverage"])
    assert line["exit"] == {"code": 2, "name": "drift"}


def test_the_same_drift_is_told_once_with_its_accounts(ready, stub):
    fleet = Fleet(stub, ready, 12)
    for number in range(9):
        own = f"arn:aws:iam::{fleet.ids[number]}:policy/own"
        fleet.load(number, attached=[READ_ONLY], PermissionsBoundary=own)
    fleet.load(10, MaxSessionDuration=7200)
    text = fleet.run().expect(2).out
    ending = text[text.index("The same in several accounts:") :]
    assert f"9 accounts: {APPLIANCE}: managed-policy-unexpected" in ending
    assert f"9 accounts: {APPLIANCE}: permissions-boundary" in ending and "${Account}" in ending
    assert "max-session-duration" not in ending
    assert ", ".join(fleet.ids[:6]) in ending
    assert text.splitlines()[-1] == "Accounts: 12 of 12 checked: 2 in sync, 10 drifted."
    fleet.save("all.jsonl")
    groups = ready.run("drift", "merge", "all.jsonl", "--format", "json").expect(2).json["groups"]
    assert [(row["kind"], row["count"]) for row in groups] == [
        ("managed-policy-unexpected", 9), ("permissions-boundary", 9), ("max-session-duration", 1),
    ]  # fmt: skip
    assert groups[0]["accounts"] == fleet.ids[:9]


def test_results_come_in_the_order_of_the_file_however_fast_they_are(fleet, stub):
    order = [fleet.ids[n] for n in (6, 2, 0, 5, 1, 4, 3)]
    fleet.write(order)
    stub.fault("slow-answer", "ListRoles", account=order[0], seconds=0.7, times=1)
    runs = [fleet.save(f"{width}.jsonl", "--parallel", width) for width in ("1", "8", "64")]
    assert runs[0] == runs[1] == runs[2]
    assert [json.loads(line)["account"] for line in runs[0].splitlines()] == order


def test_what_is_denied_in_one_account_is_incomplete_there_alone(fleet, stub):
    stub.fault("denied", "ListInstanceProfilesForRole", account=fleet.ids[1], times=None)
    fleet.load(5, attached=[READ_ONLY])
    done = fleet.run("--format", "json").expect(5)
    lines = [json.loads(line) for line in done.out.splitlines()]
    assert {s for a, s in statuses(lines).items() if a not in (fleet.ids[1], fleet.ids[5])} == {
        "in-sync"
    }
    assert (lines[1]["status"], lines[1]["coverage"]["denied"]) == ("incomplete", 1)
    assert "ListInstanceProfilesForRole" in lines[1]["unreadable"][0]
    assert lines[5]["status"] == "drifted"
    assert "policy tool --for drift" in done.err


def test_every_line_fits_the_schema(fleet, stub):
    schema = json.loads((SCHEMAS / "account-result.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    fleet.load(0, attached=[READ_ONLY])
    fleet.load(1, readable=False)
    stub.fault("denied", "GetRole", account=fleet.ids[2], times=None)
    stub.fault("reset-before", account=fleet.ids[3], times=None)
    whole = json.loads((SCHEMAS / "drift.schema.json").read_text())
    entry = {"role": "r", "kind": "tags", "value": "v", "reason": "r", "owner": "o"}
    entry["expires"] = next_year()
    entries = [entry, {**entry, "expires": "2020-01-01"}]
    fleet.program.write("ignore.json", json.dumps({"schemaVersion": "1.0", "ignore": entries}))
    for words in ([], ["--ignore", "ignore.json"], ["--fail-on", "widened", "--roles-only"]):
        lines = fleet.lines(*words, status=1)
        assert [line["status"] for line in lines[:5]] == [
            "drifted", "incomplete", "incomplete", "failed", "in-sync",
        ]  # fmt: skip
        for line in lines:
            jsonschema.validate(line, schema)
            if line["drift"] is not None:
                jsonschema.validate(line["drift"], whole)


def test_expired_keys_of_the_caller_make_every_account_incomplete_with_few_calls(ready, stub):
    fleet = Fleet(stub, ready, 40)
    stub.fault("expired-token", "AssumeRole", times=None)
    lines = fleet.lines("--parallel", "4", status=5)
    assert set(statuses(lines).values()) == {"incomplete"} and len(lines) == 40
    assert all("ExpiredToken" in line["error"]["message"] for line in lines)
    assert len(stub.calls("AssumeRole")) <= 4


def test_an_sts_that_cannot_be_reached_makes_every_account_incomplete(ready, stub):
    fleet = Fleet(stub, ready, 40)
    nowhere = {"AWS_ENDPOINT_URL_STS": "http://127.0.0.1:9", "AWS_MAX_ATTEMPTS": "2"}
    lines = fleet.lines(status=5, **nowhere)
    assert statuses(lines) == dict.fromkeys(fleet.ids, "incomplete")
    assert "127.0.0.1" in lines[-1]["error"]["message"]
    assert stub.calls() == []


def test_without_keys_nothing_is_sent(ready, stub):
    fleet = Fleet(stub, ready, 2)
    bare = {name: None for name in STUB_TESTER.environment}
    done = fleet.run("--format", "json", **bare).expect(1)
    assert done.out == "" and "no AWS credentials" in done.err
    assert stub.calls() == []


def test_the_role_may_ask_for_an_external_id_and_stand_elsewhere_in_one_account(fleet, stub):
    fleet.load(1, reader=reader_trust("ext:1/a"))
    fleet.load(2, reader=reader_trust("other"))
    fleet.write([json.dumps([
        fleet.ids[0], fleet.ids[1],
        {"account": fleet.ids[2], "externalId": "other"},
        {"account": fleet.ids[3], "roleName": "nobody"},
        {"account": fleet.ids[4], "partition": "aws-cn"},
    ])])  # fmt: skip
    lines = fleet.lines("--external-id", "ext:1/a", "--session-name", "nightly", status=5)
    assert [line["status"] for line in lines] == ["in-sync"] * 3 + ["incomplete"] * 2
    assert [line["partition"] for line in lines] == ["aws"] * 4 + ["aws-cn"]
    asked = stub.calls("AssumeRole")
    roles = {call["parameters"]["RoleArn"] for call in asked}
    assert f"arn:aws-cn:iam::{fleet.ids[4]}:role/audit/{READER}" in roles
    assert {call["parameters"]["RoleSessionName"] for call in asked} == {"nightly"}
    assert {call["parameters"]["DurationSeconds"] for call in asked} == {"900"}


def test_no_secret_shows_anywhere(fleet, stub):
    stub.fault("denied", "GetRole", account=fleet.ids[1], times=None)
    stub.fault("error", "GetRole", account=fleet.ids[2], code="SignatureDoesNotMatch", status=403)
    for form in ("text", "json", "markdown"):
        done = fleet.run("--format", form)
        for secret in ("stub-secret", "stub/token", STUB_TESTER.secret):
            assert secret not in done.out + done.err


def test_keys_of_another_account_than_the_one_asked_for_are_refused(fleet, stub):
    stub.order("settings", assume_elsewhere=fleet.ids[5])
    lines = fleet.lines("--roles-only", status=4)
    assert statuses(lines)[fleet.ids[5]] == "in-sync"
    assert {s for a, s in statuses(lines).items() if a != fleet.ids[5]} == {"refused"}


# MARK: the words and the file

USAGE = [
    (["--snapshot", "s.json"], "--snapshot"),
    (["--write-ignore", "i.json"], "--write-ignore"),
    (["--format", "sarif"], "--format sarif"),
    (["--format", "html"], "--format html"),
    (["--assume-role", "arn:aws:iam::111111111111:role/x"], "ARN"),
    (["--external-id", "a b"], "external id"),
    (["--session-name", "a"], "session"),
    (["--shard", "4/3"], "--shard"),
    (["--shards", "3"], "--shard"),
    (["--parallel", "0"], "--parallel"),
]


@pytest.mark.parametrize(("words", "told"), USAGE, ids=[" ".join(row[0]) for row in USAGE])
def test_wrong_words_are_a_usage_error_and_nothing_is_sent(fleet, stub, words, told):
    kept = fleet.words[:3] if words[0] == "--assume-role" else fleet.words
    done = fleet.program.run(*kept, *words).expect(64)
    assert told in done.err
    assert (done.out == "") == ("--format" not in words), "a report carries the error"
    assert stub.calls() == []


def test_flags_for_many_accounts_need_the_list_and_the_list_needs_a_role(fleet):
    for flag in (["--assume-role", "x"], ["--resume", "x"], ["--shard", "1/2"]):
        assert "--accounts" in fleet.program.run("drift", *flag).expect(64).err
    told = fleet.program.run("drift", "--accounts", "accounts.txt").expect(64).err
    assert "--assume-role" in told


def test_every_problem_of_the_file_is_told_at_once(fleet, stub):
    fleet.write(["111111111111", "12345", "# fine", "  1111-2222-3333", "111111111111"])
    done = fleet.run("--format", "json").expect(1)
    places = [line.split(": ")[0] for line in done.err.splitlines() if ": error: " in line]
    assert places == ["accounts.txt:2:1", "accounts.txt:4:3", "accounts.txt:5:1"]
    assert done.out == "" and stub.calls() == []


def test_a_spec_that_names_devices_is_refused_for_other_accounts(fleet, stub):
    fleet.program.init("--offline", "--spec", "d.json", "--device", DEVICE).expect(0)
    done = fleet.run("--spec", "d.json").expect(4)
    assert "devices" in done.err and stub.calls() == []


# MARK: stopping and going on


def stopped(fleet, number, form="json", held=3):
    """Ends a run by a signal while one account has not answered and the others are done."""
    fleet.stub.fault("slow-answer", "ListRoles", account=fleet.ids[held], seconds=60, times=1)
    process = fleet.program.start(*fleet.words, "--format", form)
    # A pipe that nobody reads holds the program up once it is full.
    written = []
    reader = threading.Thread(target=lambda: written.append(process.stdout.read()))
    reader.start()
    end = time.monotonic() + 60
    rest = set(fleet.ids) - {fleet.ids[held]}
    done = set()
    while done != rest and time.monotonic() < end:
        line = process.stderr.readline()
        # Warnings come first: 'panorama-roles: warning: …'; progress is '1/7 ACCOUNT: STATUS'.
        if progress := re.match(r"\d+/\d+ (\d{12}):", line):
            done.add(progress[1])
    process.send_signal(number)
    err = process.stderr.read()
    reader.join(timeout=60)
    process.wait(timeout=60)
    fleet.stub.heal()
    return process.returncode, written[0], err


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_leaves_whole_lines_and_the_run_goes_on_from_there(fleet, stub, number, status):
    fleet.load(5, attached=[READ_ONLY])
    whole = fleet.save("whole.jsonl")
    ended, out, err = stopped(fleet, number)
    assert ended == status, err
    assert "--resume" in err
    accounts = [json.loads(line)["account"] for line in out.splitlines()]
    assert out.endswith("\n") and accounts == [a for a in fleet.ids if a != fleet.ids[3]]
    fleet.program.write("part.jsonl", out)
    stub.forget_log()
    again = fleet.run("--format", "json", "--resume", "part.jsonl").expect(2)
    assert again.out == whole
    assert fleet.read() == {fleet.ids[3]}


def test_a_stopped_run_as_text_tells_what_is_finished_and_no_end(fleet):
    fleet.load(1, attached=[READ_ONLY])
    fleet.load(5, attached=[READ_ONLY])
    ended, out, err = stopped(fleet, signal.SIGTERM, form="text")
    assert ended == 143
    assert fleet.ids[1] in out and fleet.ids[5] in out and "Accounts:" not in out
    assert "stopped after 6 of 7 accounts" in err


def test_a_single_account_leaves_no_part_of_a_document(ready, stub):
    stub.forget_log()
    stub.fault("slow-answer", "ListRoles", seconds=60, times=None)
    process = ready.start("drift", "--format", "json")
    end = time.monotonic() + 30
    while not stub.calls("ListRoles") and time.monotonic() < end:
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate(timeout=60)
    assert (process.returncode, out) == (143, "")


def test_resuming_reads_anew_what_was_not_complete_and_takes_a_torn_end(fleet, stub):
    stub.fault("denied", "GetRole", account=fleet.ids[2], times=None)
    text = fleet.save("part.jsonl")
    stub.heal()
    lines = text.splitlines(keepends=True)
    fleet.program.write("part.jsonl", "".join(lines[:5]) + lines[5][:200])
    stub.forget_log()
    again = fleet.run("--format", "json", "--resume", "part.jsonl").expect(0)
    assert fleet.read() == {fleet.ids[2], fleet.ids[5], fleet.ids[6]}
    assert "line 6" in again.err and "took over 4 accounts" in again.err
    assert [json.loads(line)["account"] for line in again.out.splitlines()] == fleet.ids
    assert "old" not in again.err
    then = time.time() - 3 * 86_400
    os.utime(fleet.program.folder / "part.jsonl", (then, then))
    assert "are 3 days old" in fleet.run("--resume", "part.jsonl").expect(0).err


def test_runs_that_say_the_same_are_the_same_bytes_whatever_was_refused(fleet, stub):
    fleet.load(1, readable=False)
    fleet.load(2, readable=False)
    for number in (4, 5):
        stub.fault("denied", "ListRoleTags", account=fleet.ids[number], times=None)
        stub.fault("denied", "GetRole", account=fleet.ids[number], times=None)
    first, second = fleet.save("1.jsonl"), fleet.save("2.jsonl")
    assert "request id" not in first and "requestId" not in first
    assert first == second
    merged = fleet.program.run("drift", "merge", "1.jsonl", "2.jsonl").expect(5)
    assert fleet.run("--resume", "1.jsonl", "--format", "json").expect(5).out == first
    # The same refusal is told once, with its accounts.
    shared = merged.out.split("The same in several accounts:")[1]
    assert "2 accounts: error: " in shared and "2 accounts: unreadable: iam:GetRole" in shared
    assert f"    {fleet.ids[1]}, {fleet.ids[2]}\n" in shared
    assert f"    {fleet.ids[4]}, {fleet.ids[5]}\n" in shared
    found = fleet.program.run("drift", "merge", "1.jsonl", "--format", "json").expect(5).json
    assert [row["accounts"] for row in found["failures"] if row["kind"] == "error"] == [
        fleet.ids[1:3]
    ]
    # A person who asks AWS about a single account needs it.
    single = fleet.program.inside(fleet.program.folder / "single").connected(
        stub.url, fleet.assumed(4)
    )
    single.run("init", "--account", fleet.ids[4], "--offline").expect(0)
    assert "(request id " in single.run("drift").expect(5).out
    roles = single.drift().expect(5).json["roles"]
    rows = [row for role in roles for row in role["unreadable"]]
    assert rows and all(row["requestId"] for row in rows)


def test_results_of_another_spec_or_other_flags_are_refused(fleet, stub):
    fleet.save("part.jsonl")
    stub.forget_log()
    fleet.run("--resume", "part.jsonl", "--fail-on", "widened").expect(4)
    fleet.run("--resume", "part.jsonl", "--roles-only").expect(4)
    fleet.program.run("init", "--account", ACCOUNT, "--offline", "--spec", "o.json", "--tag", "a=b")
    refused = fleet.run("--resume", "part.jsonl", "--spec", "o.json").expect(4)
    assert "part.jsonl:1" in refused.err
    assert stub.calls() == []
    # How the accounts are reached is no part of what was found.
    fleet.run("--resume", "part.jsonl", "--parallel", "2", "--session-name", "other").expect(0)
    assert stub.calls() == []


def test_a_file_that_holds_no_results_is_told_line_by_line(fleet, stub):
    text = fleet.save("part.jsonl")
    fleet.program.write("part.jsonl", "{}\nnot json\n" + text)
    done = fleet.run("--resume", "part.jsonl").expect(1)
    assert "part.jsonl:1:1" in done.err and "part.jsonl:2:" in done.err


def test_the_file_that_is_written_is_not_read(fleet):
    fleet.save("part.jsonl")
    line = " ".join([str(fleet.program.binary), *fleet.words, "--resume part.jsonl >>part.jsonl"])
    done = subprocess.run(
        ["bash", "-c", line], cwd=fleet.program.folder, env=fleet.program.environment,
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 64 and "part.jsonl" in done.stderr


def test_a_reader_that_goes_away_ends_the_run(ready, stub):
    fleet = Fleet(stub, ready, 40)
    stub.settings(latency=0.05)
    line = " ".join(["set -o pipefail;", str(fleet.program.binary), *fleet.words])
    done = subprocess.run(
        ["bash", "-c", line + " --format json --parallel 2 --quiet | head -n 1"],
        cwd=fleet.program.folder, env=fleet.program.environment, capture_output=True, text=True,
        timeout=60,
    )  # fmt: skip
    assert json.loads(done.stdout)["account"] == fleet.ids[0]
    assert done.returncode != 0 and "standard output" in done.stderr
    assert len(stub.calls("AssumeRole")) < 40


# MARK: parts


@pytest.fixture
def parted(ready, stub):
    """Twenty accounts of which some have drifted, and the results of one run."""
    fleet = Fleet(stub, ready, 20)
    for number in (1, 4, 11, 19):
        fleet.load(number, attached=[READ_ONLY])
    fleet.load(7, MaxSessionDuration=7200)
    fleet.whole = fleet.save("whole.jsonl")
    return fleet


def test_shards_hold_every_account_once_and_joined_they_say_what_one_run_says(parted):
    names = []
    accounts = []
    for index in range(1, 8):
        text = parted.save(f"shard-{index}.jsonl", "--shard", f"{index}/7")
        accounts += [json.loads(line)["account"] for line in text.splitlines()]
        names.append(f"shard-{index}.jsonl")
    assert sorted(accounts) == parted.ids and len(set(accounts)) == 20
    assert (parted.program.folder / "shard-3.jsonl").read_text().count("\n") == 3
    for form in parted.program.formats("drift merge"):
        joined = parted.program.run("drift", "merge", *reversed(names), "--format", form).expect(2)
        one = parted.program.run("drift", "merge", "whole.jsonl", "--format", form).expect(2)
        assert joined.out == one.out
    assert parted.program.run("drift", "merge", *names).out == parted.run().expect(2).out
    markdown = parted.run("--format", "markdown").expect(2).out
    assert parted.program.run("drift", "merge", *names, "--format", "markdown").out == markdown


def test_the_index_of_a_batch_job_or_an_indexed_job_tells_the_shard(parted):
    expected = parted.save("three.jsonl", "--shard", "3/7")
    batch = {"AWS_BATCH_JOB_ARRAY_INDEX": "2", "AWS_BATCH_JOB_ARRAY_SIZE": "7"}
    assert parted.save("batch.jsonl", **batch) == expected
    assert parted.save("job.jsonl", "--shards", "7", JOB_COMPLETION_INDEX="2") == expected
    missing = parted.run(JOB_COMPLETION_INDEX="2").expect(64)
    assert "--shards N" in missing.err
    # One account asks nobody which shard it is.
    parted.program.with_environment(JOB_COMPLETION_INDEX="2").run("drift").expect(0)


def test_more_shards_than_accounts_leave_some_with_nothing(fleet):
    done = fleet.run("--format", "json", "--shard", "9/9").expect(0)
    assert done.out == ""


def test_a_missing_shard_is_noticed(parted):
    for index in (1, 3):
        parted.save(f"{index}.jsonl", "--shard", f"{index}/3")
    done = parted.program.run("drift", "merge", "1.jsonl", "3.jsonl").expect(5)
    assert "position 2, 5, 8, 11, 14, 17, 20" in done.out
    found = parted.program.run("drift", "merge", "1.jsonl", "3.jsonl", "--format", "json").expect(5)
    assert found.json["missing"] == [1, 4, 7, 10, 13, 16, 19]
    assert found.json["exit"] == {"code": 5, "name": "incomplete"}


def test_results_that_disagree_are_refused(parted):
    merge = lambda *names: parted.program.run("drift", "merge", *names)  # noqa: E731
    assert merge("whole.jsonl", "whole.jsonl").expect(2).out == merge("whole.jsonl").out
    first = json.loads(parted.whole.splitlines()[0])
    for change in (
        {"status": "drifted"},
        {"check": "sha256:other"},
        {"list": {**first["list"], "digest": "sha256:other"}},
    ):
        parted.program.write("other.jsonl", json.dumps({**first, **change}) + "\n")
        assert "other.jsonl:1" in merge("whole.jsonl", "other.jsonl").expect(4).err
    parted.program.write("empty.jsonl", "")
    merge("empty.jsonl").expect(5)
    parted.program.write("torn.jsonl", parted.whole[:-100])
    torn = merge("torn.jsonl").expect(5)
    assert "line 20" in torn.err and "position 20" in torn.out


# MARK: other role sets

CAMERA_SET = {
    "schemaVersion": "1.0",
    "name": "cameras",
    "title": "Cameras",
    "summary": "Whatever has a camera",
    "policies": [{
        "name": "Read", "document": {"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::${Account}/*",
        }]},
    }],
    "roles": [{
        "name": "Camera", "trust": {"services": ["lambda.amazonaws.com"], "sourceAccount": True},
        "managedPolicies": ["arn:${Partition}:iam::${Account}:policy/Read"],
    }],
}  # fmt: skip


def test_a_role_set_of_a_file_is_that_of_each_account(online, stub):
    # The account's id in the name of a file is no name of the account.
    path = f"./set-{ACCOUNT}.json"
    online.write(path, json.dumps(CAMERA_SET))
    online.init("--role-set", path, "--tag", f"from={ACCOUNT}").expect(0)
    online.apply().expect(0)
    fleet = Fleet(stub, online, 4)
    assert set(statuses(fleet.lines(status=0)).values()) == {"in-sync"}
    for number in (1, 3):
        state = stub.look("state")[fleet.ids[number]]
        (policy,) = state["policies"].values()
        policy["Versions"][0]["Document"] = policy["Versions"][0]["Document"].replace(
            "s3:GetObject", "s3:*"
        )
        stub.order("load", account=state)
    lines = fleet.lines(status=2)
    assert [line["status"] for line in lines] == ["in-sync", "drifted"] * 2
    (shared,) = {json.dumps(line["differences"]) for line in lines if line["differences"]}
    assert "${Account}" in shared and fleet.ids[1] not in shared


# MARK: known drift


def test_drift_that_is_known_is_accepted_in_every_account_by_one_entry(fleet):
    for number in (1, 3, 5):
        fleet.load(number, PermissionsBoundary=f"arn:aws:iam::{fleet.ids[number]}:policy/own")
    row = fleet.lines(status=2)[1]["differences"][0]
    entry = {
        "role": row["role"], "kind": row["kind"], "path": row["path"], "value": row["digest"],
        "reason": "a test", "owner": "the test", "expires": next_year(),
    }  # fmt: skip
    write = lambda *rows: fleet.program.write(  # noqa: E731
        "ignore.json", json.dumps({"schemaVersion": "1.0", "ignore": rows})
    )
    write(entry)
    lines = fleet.lines("--ignore", "ignore.json", status=0)
    assert [line["ignored"] for line in lines] == [0, 1, 0, 1, 0, 1, 0]
    spec = json.loads((fleet.program.folder / "panorama-roles.json").read_text())
    fleet.program.write("with.json", json.dumps({**spec, "ignore": [entry]}))
    lines = fleet.lines("--spec", "with.json", status=0)
    assert [line["ignored"] for line in lines] == [0, 1, 0, 1, 0, 1, 0]
    # An entry counts as long as one account of the list has what it is about.
    write(entry, {**entry, "value": "sha256:nothing"})
    text = fleet.run("--ignore", "ignore.json").expect(3).out
    assert "matches nothing in any account" in text
    assert len(fleet.lines("--ignore", "ignore.json", "--shard", "1/2", status=0)) == 4
    write({**entry, "expires": "2020-01-01"})
    lines = fleet.lines("--ignore", "ignore.json", status=2)
    assert [bool(line["expired"]) for line in lines] == [True] * 7


# MARK: what a person sees


def test_a_person_sees_one_line_that_changes(fleet):
    main, side = pty.openpty()
    process = subprocess.Popen(
        [fleet.program.binary, *fleet.words], cwd=fleet.program.folder,
        env=fleet.program.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=side,
    )  # fmt: skip
    os.close(side)
    process.communicate(timeout=60)
    seen = b""
    try:
        while piece := os.read(main, 65536):
            seen += piece
    except OSError:
        pass
    os.close(main)
    assert process.returncode == 0
    # The warning that the service has ended is a line of its own.
    assert seen.count(b"\n") == seen.count(b"AWS Panorama ended on") == 1
    assert re.search(rb"\r7/7 accounts in \d+ s: 7 in sync", seen)
    assert seen.endswith(b"\r")


def test_quiet_says_nothing_beside_the_result(fleet):
    done = fleet.run("--quiet").expect(0)
    assert done.out == "Accounts: 7 of 7 checked: 7 in sync.\n"
    assert [line.split(": ")[1] for line in done.err.splitlines()] == ["warning"]


def test_the_policy_of_the_caller_names_the_role(program):
    words = ["policy", "tool", "--assume-role", f"audit/{READER}", "--for"]
    policy = program.run(*words, "drift").expect(0).json
    assert policy["Statement"] == [{
        "Sid": "AssumeRoles", "Effect": "Allow", "Action": "sts:AssumeRole",
        "Resource": f"arn:aws:iam::*:role/audit/{READER}",
    }]  # fmt: skip
    assert program.run(*words, "init").expect(0).json == policy
    program.run(*words, "retire").expect(64)


# MARK: moto, which has accounts of its own


def test_accounts_of_moto_are_reached_by_their_roles(online_moto, moto):
    online_moto.init().expect(0)
    accounts = ids(6)
    sts = client("sts", moto.url, moto.keys)
    for number, account in enumerate(accounts):
        arn = f"arn:aws:iam::{account}:role/{READER}"
        keys = sts.assume_role(RoleArn=arn, RoleSessionName="setup")["Credentials"]
        own = Keys(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
        folder = online_moto.inside(online_moto.folder / account).connected(moto.url, own)
        folder.run("init", "--account", account, "--approve", "--quiet").expect(0)
        iam = client("iam", moto.url, own)
        if number in (2, 4):
            iam.attach_role_policy(RoleName=APPLIANCE, PolicyArn=READ_ONLY)
        if number == 5:
            iam.update_role(RoleName=APPLIANCE, MaxSessionDuration=7200)
    online_moto.write("accounts.txt", "\n".join(accounts))
    words = ["--accounts", "accounts.txt", "--assume-role", READER]
    done = online_moto.run("drift", *words, "--format", "json").expect(2)
    lines = [json.loads(line) for line in done.out.splitlines()]
    assert [line["account"] for line in lines] == accounts
    found = [{row["kind"] for row in line["differences"]} for line in lines]
    extra, other = {"managed-policy-unexpected"}, {"max-session-duration", "description"}
    assert found[:5] == [set(), set(), extra, set(), extra]
    assert found[5] and found[5] <= other
    assert f"2 accounts: {APPLIANCE}" in online_moto.run("drift", *words).expect(2).out

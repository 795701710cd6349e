"""Many accounts: `plan`, `apply`, `snapshot`, `import`, and `drift` of a folder of snapshots."""

import json
import signal
import time

import jsonschema
import pytest

from EndToEnd.support.accounts import APPLIANCE, APPLIANCE_POLICY, READ_ONLY, Keys, client
from EndToEnd.support.fleet import READER, Fleet, ids
from EndToEnd.support.snapshots import ROOT

SCHEMA = json.loads((ROOT / "Policies" / "schema" / "account-outcome.schema.json").read_text())
WORDS = ["--accounts", "accounts.txt", "--assume-role", f"audit/{READER}"]


class ManyAccounts(Fleet):
    def run_many(self, command: str, *words: str, **environment):
        return self.program.with_environment(**environment).run(command, *WORDS, *words)

    def outcomes(self, command: str, *words: str, status: int = 0) -> list[dict]:
        done = self.run_many(command, "--format", "json", *words).expect(status)
        lines = [json.loads(line) for line in done.out.splitlines()]
        for line in lines:
            jsonschema.validate(line, SCHEMA)
        return lines

    def attached(self, number: int) -> list[str]:
        roles = self.stub.look("state")[self.ids[number]]["roles"]
        (role,) = [row for row in roles.values() if row["RoleName"] == APPLIANCE]
        return sorted(role["Attached"])

    def strip(self, number: int) -> None:
        """Takes the appliance role's policy away: a change that `apply` makes up for."""
        self.load(number, Attached=[])


@pytest.fixture
def fleet(online, stub):
    online.init().expect(0)
    online.apply().expect(0)
    return ManyAccounts(stub, online, 7)


def statuses(lines) -> list[str]:
    return [line["status"] for line in lines]


def writers(stub) -> set[str]:
    return {call["account"] for call in stub.log() if call["writes"]}


WIDEN = ["--approve", "--accept", "widening"]


# MARK: plan


def test_the_same_plan_is_shown_once_with_its_accounts(fleet, stub):
    for number in (1, 4, 5):
        fleet.strip(number)
    fleet.load(2, MaxSessionDuration=7200)
    text = fleet.run_many("plan").expect(0).out
    assert text.count(f"+ attach '{APPLIANCE_POLICY}'") + text.count(APPLIANCE_POLICY) >= 1
    assert "The same in 3 accounts:" in text and f"Account {fleet.ids[2]}:" in text
    assert f"{fleet.ids[1]}, {fleet.ids[4]}, {fleet.ids[5]}" in text
    assert text.count("Plan: ") == 2
    assert text.splitlines()[-1] == "Accounts: 7 of 7: 3 without changes, 4 with changes."
    assert stub.writes() == []
    lines = fleet.outcomes("plan", "--detailed-exitcode", status=2)
    assert statuses(lines) == [
        "no-changes", "pending", "pending", "no-changes", "pending", "pending", "no-changes",
    ]  # fmt: skip
    assert lines[1]["digest"] == lines[4]["digest"] != lines[2]["digest"]
    assert [line["account"] for line in lines] == fleet.ids


def test_a_line_holds_what_plan_prints_for_that_account_alone(fleet, stub):
    fleet.strip(2)
    line = fleet.outcomes("plan")[2]
    single = fleet.program.inside(fleet.program.folder / "single")
    single = single.connected(stub.url, fleet.assumed(2))
    single.run("init", "--account", fleet.ids[2], "--offline").expect(0)
    assert line["plan"] == single.run("plan", "--format", "json").expect(0).json


def test_shards_of_a_plan_are_joined_and_a_missing_one_is_noticed(fleet):
    fleet.strip(1)
    fleet.strip(4)
    for shard in ("1", "2", "3"):
        done = fleet.run_many("plan", "--format", "json", "--shard", f"{shard}/3").expect(0)
        assert "accounts merge" in done.err
        fleet.program.write(f"{shard}.jsonl", done.out)
    merge = ["accounts", "merge"]
    whole = fleet.program.run(*merge, "1.jsonl", "2.jsonl", "3.jsonl").expect(0)
    assert "The same in 2 accounts:" in whole.out
    assert whole.out.splitlines()[-1].startswith("Accounts: 7 of 7: ")
    found = fleet.program.run(*merge, "1.jsonl", "3.jsonl", "--format", "json").expect(5).json
    assert found["missing"] == [1, 4] and found["exit"]["code"] == 5
    wrong = fleet.program.run("drift", "merge", "1.jsonl").expect(1)
    assert "accounts merge" in wrong.err
    fleet.save("drift.jsonl")
    fleet.program.run(*merge, "drift.jsonl").expect(1)


# MARK: apply


def test_apply_changes_every_account_and_reads_each_back(fleet, stub):
    for number in (0, 3, 6):
        fleet.strip(number)
    shown = fleet.run_many("apply").expect(0)
    assert "nothing was changed" in shown.err and stub.writes() == []
    done = fleet.run_many("apply", *WIDEN).expect(0)
    assert done.out.count("Plan: ") == 1
    assert "Accounts: 7 of 7: 4 without changes, 3 applied." in done.out
    for number in range(7):
        assert fleet.attached(number) == [APPLIANCE_POLICY]
    assert writers(stub) == {fleet.ids[0], fleet.ids[3], fleet.ids[6]}
    assert set(statuses(fleet.outcomes("apply", *WIDEN))) == {"no-changes"}
    assert {line["status"] for line in fleet.lines()} == {"in-sync"}


def test_what_widens_is_asked_once_for_all_accounts_and_nothing_is_written_before(fleet, stub):
    for number in (1, 2, 5):
        # A bare role is as a stopped run leaves it, and nobody is asked about that.
        fleet.load(number, Attached=[READ_ONLY])
    fleet.load(3, MaxSessionDuration=7200)
    refused = fleet.run_many("apply", "--approve").expect(4)
    asked = [line for line in refused.err.splitlines() if "this may widen access" in line]
    assert len(asked) == 1 and "3 accounts: " in asked[0]
    assert "--accept widening" in refused.err
    assert stub.writes() == []
    lines = fleet.outcomes("apply", "--approve", status=4)
    assert statuses(lines) == [
        "no-changes", "refused", "refused", "not-begun", "no-changes", "refused", "no-changes",
    ]  # fmt: skip
    assert stub.writes() == []
    fleet.run_many("apply", *WIDEN).expect(0)
    assert fleet.attached(5) == sorted([READ_ONLY, APPLIANCE_POLICY])


def test_an_account_that_cannot_be_read_whole_is_not_written(fleet, stub):
    for number in range(7):
        fleet.strip(number)
    fleet.load(2, Attached=[], readable=False)
    stub.fault("denied", "ListRolePolicies", account=fleet.ids[4], times=None)
    stub.fault("denied", "GetAccountAuthorizationDetails", account=fleet.ids[4], times=None)
    lines = fleet.outcomes("apply", *WIDEN, status=5)
    assert (
        statuses(lines)
        == ["applied"] * 2 + ["incomplete", "applied", "incomplete"] + ["applied"] * 2
    )
    assert any("iam:ListRolePolicies" in row for row in lines[4]["unreadable"])
    assert not writers(stub) & {fleet.ids[2], fleet.ids[4]}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], ["applied", "part-way", "not-begun", "not-begun", "not-begun", "not-begun"]),
        (["--max-failures", "1"], ["applied", "part-way"] + ["applied"] * 4),
    ],
)
def test_no_wave_begins_after_one_that_failed(fleet, stub, words, expected):
    for number in range(6):
        fleet.load(number, Attached=[], MaxSessionDuration=7200)
    stub.fault("denied", "AttachRolePolicy", account=fleet.ids[1], times=None)
    lines = fleet.outcomes("apply", *WIDEN, "--wave", "1,2,100%", *words, status=6)
    if "not-begun" in expected:
        # The second wave has two accounts, side by side.
        expected = ["applied", "part-way", "applied"] + ["not-begun"] * 3
    assert statuses(lines)[:6] == expected
    assert [line["wave"] for line in lines][:3] == [1, 2, 2]
    assert any(step.startswith("not done: ") for step in lines[1]["steps"])
    assert fleet.attached(1) == []
    untouched = {fleet.ids[n] for n in range(6) if expected[n] == "not-begun"}
    assert not writers(stub) & untouched
    # The same again goes on from there.
    stub.heal()
    again = fleet.outcomes("apply", *WIDEN)
    assert set(statuses(again)) == {"applied", "no-changes"}
    assert [fleet.attached(number) for number in range(7)] == [[APPLIANCE_POLICY]] * 7


def test_an_account_that_changes_after_it_was_shown_is_left_alone(fleet, stub):
    for number in (0, 1):
        fleet.strip(number)
    # The first account holds its wave up, and meanwhile somebody changes the second one.
    stub.fault("hold-before", "AttachRolePolicy", account=fleet.ids[0], times=1)
    process = fleet.program.start(
        "apply", *WORDS, *WIDEN, "--wave", "1,100%", "--max-failures", "9", "--format", "json"
    )
    assert stub.wait_until_held()
    fleet.load(1, Attached=[READ_ONLY], MaxSessionDuration=7200)
    stub.release()
    out, err = process.communicate(timeout=60)
    assert process.returncode == 4, err
    lines = [json.loads(line) for line in out.splitlines()]
    assert statuses(lines)[:2] == ["applied", "refused"]
    assert "has changed since its plan was shown" in lines[1]["error"]["message"]
    assert fleet.attached(1) == [READ_ONLY]


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_between_accounts_and_says_which_are_done(fleet, stub, number, status):
    for place in range(7):
        fleet.strip(place)
    stub.fault("hold-before", "AttachRolePolicy", account=fleet.ids[2], times=1)
    words = [*WORDS, *WIDEN, "--parallel", "1", "--format", "json"]
    process = fleet.program.start("apply", *words)
    assert stub.wait_until_held()
    process.send_signal(number)
    time.sleep(0.3)
    stub.release()
    out, err = process.communicate(timeout=60)
    assert process.returncode == status, err
    lines = [json.loads(line) for line in out.splitlines()]
    # The account that was begun is brought to its end.
    assert statuses(lines) == ["applied"] * 3 + ["not-begun"] * 4
    assert "stopped after 3 of 7 accounts" in err
    assert all(f"{account} (applied)" in err for account in fleet.ids[:3])
    assert [fleet.attached(n) for n in range(7)] == [[APPLIANCE_POLICY]] * 3 + [[]] * 4
    fleet.program.write("part.jsonl", out)
    stub.forget_log()
    again = fleet.outcomes("apply", *WIDEN, "--resume", "part.jsonl")
    assert statuses(again) == ["applied"] * 7
    assert fleet.read() == set(fleet.ids[3:])


def test_a_run_that_is_killed_is_gone_on_with(fleet, stub):
    for place in range(7):
        fleet.strip(place)
    stub.fault("hold-before", "AttachRolePolicy", account=fleet.ids[4], times=1)
    process = fleet.program.start("apply", *WORDS, *WIDEN, "--parallel", "1", "--format", "json")
    assert stub.wait_until_held()
    process.kill()
    out, _ = process.communicate(timeout=60)
    stub.drop_held()
    stub.heal()
    lines = [json.loads(line) for line in out.splitlines()]
    assert statuses(lines) == ["applied"] * 4 and process.returncode == -signal.SIGKILL
    fleet.program.write("part.jsonl", out)
    again = fleet.outcomes("apply", *WIDEN, "--resume", "part.jsonl")
    assert len(again) == 7
    assert [fleet.attached(n) for n in range(7)] == [[APPLIANCE_POLICY]] * 7


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["apply", "--wave", "1,100%"], "--accounts"),
        (["apply", "--format", "json"], "--accounts"),
        (["snapshot", "--format", "json"], "--accounts"),
        (["import", "--format", "json"], "--accounts"),
        (["apply", *WORDS, "--wave", "1,10"], "100%"),
        (["apply", *WORDS, "--wave", "0,100%"], "'0'"),
        (["apply", *WORDS, "--wave", "50%,20%,100%"], "goes back"),
        (["apply", *WORDS, "--max-failures", "2"], "--wave"),
        (["apply", *WORDS, "--backend", "memory"], "--backend memory"),
        (["apply", *WORDS, "--plan", "x"], "--plan"),
        (["plan", *WORDS, "--out", "x"], "--out"),
        (["plan", *WORDS, "--snapshot", "x"], "--assume-role"),
        (["plan", "--accounts", "accounts.txt", "--snapshot", "accounts.txt"], "folder"),
        (["snapshot", *WORDS], "--out FOLDER"),
        (["snapshot", *WORDS, "--out", "s", "--redact-accounts"], "--redact-accounts"),
        (["import", *WORDS], "--out FOLDER"),
        (["import", *WORDS, "--split", "x"], "--split"),
        (["import", *WORDS, "--out", "s", "--snapshot", "x"], "--accounts"),
    ],
)
def test_wrong_words_are_a_usage_error_and_nothing_is_sent(fleet, stub, words, told):
    stub.forget_log()
    refused = fleet.program.run(*words).expect(64)
    assert told in refused.err and stub.calls() == []


# MARK: snapshot, import and drift without credentials


def test_snapshots_of_all_accounts_are_checked_without_credentials(fleet, stub):
    for number in (0, 2, 6):
        fleet.load(number, attached=[READ_ONLY])
    fleet.load(3, readable=False)
    lines = fleet.outcomes("snapshot", "--out", "snapshots", status=5)
    assert statuses(lines) == ["written"] * 3 + ["incomplete"] + ["written"] * 3
    assert lines[0]["file"] == f"snapshots/{fleet.ids[0]}.json"
    folder = fleet.program.folder / "snapshots"
    assert sorted(path.stem for path in folder.iterdir()) == sorted(set(fleet.ids) - {fleet.ids[3]})
    stub.forget_log()
    files = ["--accounts", "accounts.txt", "--snapshot", "snapshots"]
    offline = fleet.program.with_environment(
        AWS_ACCESS_KEY_ID=None, AWS_SECRET_ACCESS_KEY=None, AWS_ENDPOINT_URL=None
    )
    done = offline.run("drift", *files).expect(5)
    assert f"3 accounts: {APPLIANCE}: managed-policy-unexpected" in done.out
    assert f"Account {fleet.ids[3]}: incomplete" in done.out
    assert "the folder has no snapshot of the account" in done.out
    assert done.out.splitlines()[-1] == (
        "Accounts: 7 of 7 checked: 3 in sync, 3 drifted, 1 incomplete."
    )
    planned = offline.run("plan", *files, "--remove", f"{APPLIANCE}:managed-policy:{READ_ONLY}")
    assert planned.status in (4, 5), planned.told()
    assert stub.calls() == []
    # What is read of a snapshot is what is read of the account.
    fleet.load(3)
    fleet.run_many("snapshot", "--out", "snapshots").expect(0)
    live = fleet.lines("--roles-only", status=2)
    saved = offline.run("drift", *files, "--roles-only", "--format", "json").expect(2)
    found = [json.loads(line) for line in saved.out.splitlines()]
    assert [line["differences"] for line in found] == [line["differences"] for line in live]


def test_a_snapshot_replaces_nothing_but_a_snapshot(fleet):
    folder = fleet.program.folder / "snapshots"
    folder.mkdir()
    (folder / f"{fleet.ids[1]}.json").write_text("my notes")
    lines = fleet.outcomes("snapshot", "--out", "snapshots", status=4)
    assert statuses(lines)[:2] == ["written", "refused"]
    assert (folder / f"{fleet.ids[1]}.json").read_text() == "my notes"


def test_imports_of_accounts_with_the_same_roles_are_the_same_bytes(fleet):
    fleet.load(2, MaxSessionDuration=7200)
    lines = fleet.outcomes("import", "--role", "AWSPanorama*", "--out", "sets")
    assert statuses(lines) == ["written"] * 7
    digests = [line["digest"] for line in lines]
    assert len(set(digests)) == 2 and digests.count(digests[2]) == 1
    files = [(fleet.program.folder / line["file"]).read_text() for line in lines]
    assert files[0] == files[1] != files[2]
    assert all("plan: no changes" in line["summary"] for line in lines)
    text = fleet.run_many("import", "--role", "AWSPanorama*", "--out", "sets").expect(0).out
    assert "6 accounts have the same role set" in text
    fleet.program.run("lint", "--role-set", f"sets/{fleet.ids[0]}.json").expect(0, 3)


# MARK: moto, which has accounts of its own


def test_accounts_of_moto_are_set_up_in_waves(online_moto, moto):
    online_moto.init().expect(0)
    accounts = ids(5)
    sts = client("sts", moto.url, moto.keys)
    online_moto.write("accounts.txt", "\n".join(accounts))
    words = ["--accounts", "accounts.txt", "--assume-role", READER]
    done = online_moto.run(
        "apply", *words, "--approve", "--wave", "1,50%,100%", "--format", "json"
    ).expect(0)
    lines = [json.loads(line) for line in done.out.splitlines()]
    assert statuses(lines) == ["applied"] * 5
    assert [line["wave"] for line in lines] == [1, 2, 2, 3, 3]
    assert "wave 2 of 3: 2 accounts" in done.err
    for account in accounts:
        arn = f"arn:aws:iam::{account}:role/{READER}"
        keys = sts.assume_role(RoleArn=arn, RoleSessionName="look")["Credentials"]
        own = Keys(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
        roles = client("iam", moto.url, own).list_roles()["Roles"]
        assert APPLIANCE in {role["RoleName"] for role in roles}
    online_moto.run("drift", *words).expect(0)

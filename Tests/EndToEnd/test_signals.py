"""A signal in the middle: the right status, no partial document, and what was done is told."""

import json
import os
import pathlib
import re
import select
import signal
import subprocess

import pytest

from EndToEnd.support import snapshots
from EndToEnd.support.accounts import APPLIANCE, LINKED

SIGNALS = [(signal.SIGINT, 130), (signal.SIGTERM, 143)]


@pytest.fixture
def ready(online, stub):
    online.init("--offline").expect(0)
    return online


def stopped_at(program, stub, kind, action, number, *words):
    """Sends the signal while the call is in the air, and gives the process's streams."""
    stub.fault(kind, action)
    process = program.start(*words)
    assert stub.wait_until_held(), process.communicate(timeout=60)
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    stub.drop_held()
    stub.heal()
    return process.returncode, out, err


@pytest.mark.parametrize(("number", "status"), SIGNALS)
@pytest.mark.parametrize("words", [["drift", "--format", "json"], ["plan"], ["apply", "--approve"]])
def test_a_signal_while_reading_leaves_nothing_on_standard_output(
    ready, stub, number, status, words
):
    ended, out, err = stopped_at(ready, stub, "hold-before", "GetRole", number, *words)
    assert (ended, out) == (status, ""), err
    assert "error" in err
    assert stub.writes() == []


@pytest.mark.parametrize(("number", "status"), SIGNALS)
@pytest.mark.parametrize("kind", ["hold-before", "hold-after"])
def test_a_signal_while_writing_tells_what_was_done_and_what_not(ready, stub, number, status, kind):
    ended, _, err = stopped_at(ready, stub, kind, "CreateRole", number, "apply", "--approve")
    assert ended == status, err
    lines = err.splitlines()
    assert any(f" done: role '{LINKED}'" in line for line in lines), err
    assert any("not done: attach policy" in line and APPLIANCE in line for line in lines), err
    ready.apply().expect(0)
    ready.drift().expect(0)


@pytest.mark.parametrize(("number", "status"), SIGNALS)
def test_a_signal_without_an_account_ends_with_its_status(program, number, status):
    """The parent sees a status, as it does online, and not a death by the signal."""
    snapshots.in_sync(program)
    os.mkfifo(program.folder / "pipe.json")
    process = program.start("drift", "--snapshot", "pipe.json", "--format", "json")
    # This waits for the process to open it, which then waits for what is written.
    with open(program.folder / "pipe.json", "wb"):
        process.send_signal(number)
        out, _ = process.communicate(timeout=60)
    assert (process.returncode, out) == (status, "")


def test_a_signal_that_the_parent_had_ignored_stays_ignored(program):
    os.mkfifo(program.folder / "pipe.json")
    command = 'trap "" INT; exec "$0" lint pipe.json'
    process = subprocess.Popen(
        ["sh", "-c", command, program.binary],
        cwd=program.folder, env=program.environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    with open(program.folder / "pipe.json", "wb") as pipe:
        process.send_signal(signal.SIGINT)
        pipe.write(b'{"Version": "2012-10-17", "Statement": []}')
    process.communicate(timeout=60)
    assert process.returncode not in (130, -signal.SIGINT)


@pytest.fixture
def writing(program):
    """A process in the middle of a document that is larger than a pipe."""
    account = snapshots.in_sync(program)
    tags = [{"Key": f"key-{number}", "Value": "v" * 200} for number in range(2000)]
    account.appliance["Tags"] = account.appliance.get("Tags", []) + tags
    program.write("big.json", account.text)
    process = program.start("drift", "--snapshot", "big.json", "--format", "json")
    assert select.select([process.stdout], [], [], 60)[0]
    yield process
    process.kill()
    process.communicate()


def deliver(process, number: int) -> None:
    """Sends a signal, and returns when the process has taken it."""
    process.send_signal(number)
    bit = 1 << (number - 1)
    for _ in range(10_000):
        status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
        masks = re.findall(r"^(?:SigPnd|ShdPnd):\s*([0-9a-f]+)$", status, re.M)
        if not any(int(mask, 16) & bit for mask in masks):
            return
        select.select([], [], [], 0.001)
    raise AssertionError("the signal was not taken")


def test_a_document_that_was_begun_is_finished_while_its_reader_goes_on(writing):
    deliver(writing, signal.SIGTERM)
    assert writing.poll() is None
    out, _ = writing.communicate(timeout=60)
    assert writing.returncode == 143
    assert len(out) > 100_000 and json.loads(out)["status"] == "drifted"


def test_a_reader_that_stands_still_keeps_nobody_from_ending(writing):
    writing.send_signal(signal.SIGTERM)
    assert writing.wait(timeout=30) == 143


def test_a_second_signal_ends_it_at_once(writing):
    deliver(writing, signal.SIGTERM)
    writing.send_signal(signal.SIGINT)
    assert writing.wait(timeout=30) == 130, "the first signal alone ends it with 143"

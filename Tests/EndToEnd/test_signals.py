"""A signal in the middle: the right status, no partial document, and what was done is told."""

import signal

import pytest

from EndToEnd.support.accounts import APPLIANCE

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
    assert any(" done: create service-linked role" in line for line in lines), err
    assert any("not done: attach policy" in line and APPLIANCE in line for line in lines), err
    ready.apply().expect(0)
    ready.drift().expect(0)

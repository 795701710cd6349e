"""Colour is for a person at a terminal: never in a pipe, a file, or a form for a program."""

import os
import pty
import re
import select
import subprocess
import time

import pytest

from EndToEnd.support import snapshots
from EndToEnd.support.snapshots import CHANGES

SGR = re.compile(r"\x1b\[[0-9;]*m")
LIMIT = 120


def run(program, *words: str, terminal: set[str], **environment: str | None) -> dict[str, str]:
    """What arrives on each stream, of which some are terminals."""
    ends = {}
    given = {}
    for stream in ("stdout", "stderr"):
        ends[stream], given[stream] = pty.openpty() if stream in terminal else os.pipe()
    values = {**program.environment, "TERM": "xterm-256color", **environment}
    process = subprocess.Popen(
        [program.binary, *words], cwd=program.folder, stdin=subprocess.DEVNULL, **given,
        env={name: value for name, value in values.items() if value is not None},
    )  # fmt: skip
    for descriptor in given.values():
        os.close(descriptor)
    found = dict.fromkeys(ends, b"")
    until = time.monotonic() + LIMIT
    rest = {descriptor: stream for stream, descriptor in ends.items()}
    while rest:
        ready = select.select(list(rest), [], [], max(0, until - time.monotonic()))[0]
        assert ready, "it does not end"
        for descriptor in ready:
            try:
                read = os.read(descriptor, 1 << 16)
            except OSError:  # Linux says so when the last writer of a pty has gone.
                read = b""
            if read:
                found[rest[descriptor]] += read
            else:
                os.close(descriptor)
                del rest[descriptor]
    process.wait(LIMIT)
    # A terminal shows a line end as two characters.
    return {stream: text.decode().replace("\r\n", "\n") for stream, text in found.items()}


@pytest.fixture
def drifted(program):
    """The words of a check that finds differences and says a note."""
    account = snapshots.in_sync(program)
    for kind in ("trust-policy", "inline-policy-unexpected", "role-missing", "tags"):
        CHANGES[kind](account)
    for role in account.roles.values():
        del role["MaxSessionDuration"]
        role.pop("Description", None)
    program.write("account.json", account.text)
    return ("drift", "--snapshot", "account.json")


ROWS = [
    ("a terminal", {"stdout", "stderr"}, [], {}, {"stdout", "stderr"}),
    ("a pipe", set(), [], {}, set()),
    ("a pipe for the result", {"stderr"}, [], {}, {"stderr"}),
    ("a pipe for the notes", {"stdout"}, [], {}, {"stdout"}),
    ("NO_COLOR", {"stdout", "stderr"}, [], {"NO_COLOR": "1"}, set()),
    ("an empty NO_COLOR", {"stdout", "stderr"}, [], {"NO_COLOR": ""}, {"stdout", "stderr"}),
    ("a terminal that cannot", {"stdout", "stderr"}, [], {"TERM": "dumb"}, set()),
    ("never", {"stdout", "stderr"}, ["--color", "never"], {}, set()),
    ("always", set(), ["--color", "always"], {}, {"stdout", "stderr"}),
    (
        "the flag before NO_COLOR", {"stdout", "stderr"}, ["--color", "always"],
        {"NO_COLOR": "1"}, {"stdout", "stderr"},
    ),
    ("auto", {"stdout"}, ["--color", "auto"], {}, {"stdout"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "terminal", "words", "environment", "coloured"), ROWS, ids=[row[0] for row in ROWS]
)
def test_when_colour_is_used(program, drifted, what, terminal, words, environment, coloured):
    plain = run(program, *drifted, terminal=set())
    assert plain["stdout"].startswith("Role '") and "note: " in plain["stderr"]
    found = run(program, *drifted, *words, terminal=terminal, **environment)
    assert {stream for stream, text in found.items() if SGR.search(text)} == coloured
    assert {stream: SGR.sub("", text) for stream, text in found.items()} == plain


def test_forms_for_programs_have_no_colour(program, drifted):
    forms = [form for form in program.formats("drift") if form != "text"]
    assert forms
    for form in forms:
        words = [*drifted, "--format", form]
        plain = run(program, *words, terminal=set())["stdout"]
        shown = run(program, *words, "--color", "always", terminal={"stdout", "stderr"})["stdout"]
        assert "\x1b" not in shown, form
        assert shown == plain, form


def test_every_colour_ends(program, drifted):
    shown = run(program, *drifted, terminal={"stdout"})["stdout"]
    codes = [code[2:-1] for code in SGR.findall(shown)]
    assert codes[1::2] == ["0"] * (len(codes) // 2) and len(codes) % 2 == 0
    assert {"1", "31", "32", "33", "2"} <= set(codes), "headings, both sides, what changed, hints"
    for line in shown.split("\n"):
        assert len(SGR.findall(line)) % 2 == 0, "no colour runs over a line end"


def test_no_text_of_an_account_controls_the_terminal(program):
    account = snapshots.in_sync(program)
    snapshots.hostile(account)
    program.write("account.json", account.text)
    words = ("drift", "--snapshot", "account.json")
    shown = run(program, *words, terminal={"stdout", "stderr"})
    plain = run(program, *words, terminal=set())
    for stream, text in shown.items():
        rest = SGR.sub("", text)
        assert rest == plain[stream], "the colours are all ours"
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", rest)
    assert "\\u{1b}[31m" in shown["stdout"]


@pytest.mark.parametrize("words", [["lint", "policy.json"], ["help"], ["list"]], ids=" ".join)
def test_other_commands_keep_to_it(program, words):
    program.write("policy.json", '{"Statement": [{"Effect": "Permit"}]}')
    plain = run(program, *words, terminal=set())
    assert not any(SGR.search(text) for text in plain.values())
    shown = run(program, *words, terminal={"stdout", "stderr"})
    assert {stream: SGR.sub("", text) for stream, text in shown.items()} == plain

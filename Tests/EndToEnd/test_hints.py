"""Hints can be pasted: a hostile name in a command is one word of the shell and nothing else.

Every command of every hint is taken out of the words around it and given to a shell, with programs
of the same names that write down what they are called with.
"""

import json
import shlex
import subprocess

import pytest

from EndToEnd.support.accounts import ACCOUNT, APPLIANCE
from EndToEnd.support.snapshots import ROOT, in_sync, managed_policy

# What each would do as a part of a command: make a file, end the word, or run something else.
HOSTILE = [
    "x;touch pwned", "x$(touch pwned)", "x`touch pwned`", "x y", "x'y", 'x"y', "x\\y", "x&&y",
    "x|y", "x>pwned", "x\ny", "*", "~", "#x", "x!y", "${IFS}x", "'; touch pwned; '", "--help", "",
]  # fmt: skip
PROGRAMS = ("panorama-roles", "aws", "mkdir")


def commands(text):
    """The commands of a message, which end with the quote that ends no word."""
    found = []
    place = 0
    while place < len(text):
        starts = [text.find(f"'{name} ", place) for name in PROGRAMS]
        starts = [start for start in starts if start >= 0]
        if not starts:
            return found
        begin = min(starts) + 1
        end = end_of_command(text, begin)
        found.append(text[begin:end])
        place = end + 1
    return found


def end_of_command(text, place):
    while place < len(text):
        if text[place] == " ":
            place += 1
            continue
        while place < len(text) and text[place] not in " '\"":
            place += 1
        if place < len(text) and text[place] == '"':
            place = text.index('"', place + 1) + 1
        elif place < len(text) and text[place] == "'" and text[place - 1] == " ":
            place = text.index("'", place + 1) + 1
            while text[place : place + 3] == "\\''":
                place = text.index("'", place + 3) + 1
        if place >= len(text) or text[place] == "'":
            return place
    return place


@pytest.fixture
def recorder(tmp_path):
    """Runs a command with programs that write down their words, and gives these."""
    folder = tmp_path / "fake"
    folder.mkdir()
    for name in PROGRAMS:
        script = folder / name
        script.write_text('#!/bin/sh\nprintf "%s\\0" "${0##*/}" "$@" >> "$RECORD"\nprintf "\\1"')
        script.chmod(0o755)
    work = tmp_path / "work"
    work.mkdir()

    def run(command):
        record = tmp_path / "record"
        record.unlink(missing_ok=True)
        ran = subprocess.run(
            ["/bin/sh", "-c", command], cwd=work, capture_output=True, text=True, check=False,
            env={"PATH": f"{folder}:/usr/bin:/bin", "RECORD": str(record)},
        )  # fmt: skip
        assert ran.returncode == 0, (command, ran.stderr)
        assert ran.stdout == "\1", f"not one program: {command}"
        assert list(work.iterdir()) == [], command
        return record.read_bytes().decode().split("\0")[:-1]

    return run


def hints(value):
    """All hints of a JSON document."""
    if isinstance(value, dict):
        own = [value["hint"]] if isinstance(value.get("hint"), str) else []
        return own + [hint for member in value.values() for hint in hints(member)]
    return [hint for member in value for hint in hints(member)] if isinstance(value, list) else []


def lines(result):
    """The hints on standard error."""
    found = []
    for line in result.err.splitlines():
        if ": hint: " in line:
            found.append(line.split(": hint: ", 1)[1])
    return found


def check(program, recorder, texts, value=None):
    """Every command is one command that the program takes; some command has the value as it is."""
    words = [recorder(command) for text in texts for command in commands(text)]
    assert words
    for found in words:
        if found[0] == "panorama-roles":
            ran = program.run(*found[1:], "--help")
            assert ran.status == 0, (found, ran.err)
    if value is not None:
        assert any(value in word for found in words for word in found), (value, words)


@pytest.mark.parametrize("name", [name for name in HOSTILE if name and "\n" not in name])
def test_names_of_an_account_are_words_of_a_shell(program, recorder, name):
    account = in_sync(program)
    role = account.appliance
    role["InstanceProfileList"] = [{"InstanceProfileName": name, "Roles": []}]
    role["RolePolicyList"].append({"PolicyName": name, "PolicyDocument": {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}})  # fmt: skip
    role["Tags"].append({"Key": name, "Value": "x"})
    arn = f"arn:aws:iam::{ACCOUNT}:policy/{name}/Own"
    role["AttachedManagedPolicies"].append({"PolicyName": "Own", "PolicyArn": arn})
    account.policies.append(managed_policy(arn, {"Version": "2012-10-17", "Statement": []}))
    program.write("account.json", account.text)
    words = ["--snapshot", "account.json", "--format", "json"]
    found = program.run("drift", *words).json
    assert any(row["name"] == APPLIANCE for row in found["roles"])
    check(program, recorder, hints(found), name)


@pytest.mark.parametrize("name", [name for name in HOSTILE if name not in ("", "--help")])
def test_paths_are_words_of_a_shell(program, recorder, name):
    path = f"a {name}.json"
    account = in_sync(program)
    spec = (program.folder / "panorama-roles.json").read_text()
    files = {
        "spec": spec, "snapshot": account.text, "accounts": f"{ACCOUNT}\n",
        "policy": json.dumps({"Version": "2012-10-17", "Statement": []}),
        "ignore": json.dumps({"schemaVersion": "1.0", "ignore": []}),
        "expectations": json.dumps({"schemaVersion": "1.0", "policies": ["x.json"]}),
    }  # fmt: skip
    told = []
    for text in files.values():
        program.write(path, text)
        for words in (
            ["drift", "--accounts", path], ["drift", "--snapshot", path], ["lint", path],
            ["drift", "--ignore", path, "--snapshot", path], ["plan", "--spec", path],
            ["test", path], ["apply", "--plan", path],
            ["init", "--offline", "--account", ACCOUNT, "--role-set", path],
        ):  # fmt: skip
            told += lines(program.run(*words))
    (program.folder / path).unlink()
    told += lines(program.run("plan", "--spec", path))
    texts = [text for text in told if commands(text)]
    assert texts
    shown = name.replace("\n", "\\n")
    check(program, recorder, texts, shown if "\n" not in name else None)


def test_hints_about_a_snapshot_can_be_pasted_without_credentials(program):
    example = ROOT / "Documentation" / "example"
    for name in ("team.json", "account.json"):
        program.write(name, (example / name).read_bytes())
    program.init("--offline", "--role-set", "team.json").expect(0)
    told = program.run("drift", "--snapshot", "account.json").expect(2).out
    pasted = [shlex.split(command)[1:] for command in commands(told)]
    offline = [words for words in pasted if words[0] in ("plan", "import")]
    assert {words[0] for words in offline} == {"plan", "import"}
    for words in offline:
        program.run(*words).expect(0)


def test_the_hints_without_a_spec_make_one(program):
    program.write("account.json", in_sync(program).text)
    (program.folder / "panorama-roles.json").unlink()
    told = program.run("plan").expect(1).err
    (made,) = [shlex.split(c)[1:] for c in commands(told) if "import" in c]
    program.run(*made, "--snapshot", "account.json").expect(0)
    program.run("plan", "--snapshot", "account.json").expect(0)

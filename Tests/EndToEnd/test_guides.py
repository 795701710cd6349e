"""The sessions of README and the guides print what the pages show."""

import pathlib
import shutil
import subprocess
import sys

import pytest

from EndToEnd.support.accounts import STUB_TESTER
from EndToEnd.support.transcripts import matches, sessions
from EndToEnd.test_documentation import NAMES, ROOT


@pytest.mark.parametrize("name", [n for n in NAMES if sessions((ROOT / n).read_text())])
def test_every_session_runs_as_shown(program, stub, binary, name):
    found = sessions((ROOT / name).read_text())
    base = program.connected(stub.url, STUB_TESTER).environment
    tools = pathlib.Path(sys.executable).parent
    path = f"{binary.parent}:{tools}:{base['PATH']}"
    environment = {**base, "PATH": path, "AWS_DEFAULT_REGION": "us-east-1", "AWS_PAGER": ""}
    folder = program.folder / "session"
    for session in found:
        if "no run" in session.steer:
            continue
        if "empty account" in session.steer or not folder.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            stub.reset()
        for step in session.steps:
            done = subprocess.run(
                ["bash", "-c", step.command], cwd=folder, env=environment,
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                text=True, timeout=120,
            )  # fmt: skip
            actual = done.stdout.splitlines()
            assert matches(step.expected, actual), (
                f"{name}:{step.line}: $ {step.command}\n--- shown\n"
                + "\n".join(step.expected)
                + "\n--- printed\n"
                + done.stdout
            )

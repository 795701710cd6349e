"""Runs the program as a person would, in a folder and an environment of its own."""

import json
import os
import pathlib
import subprocess
from dataclasses import dataclass

from . import schemas
from .accounts import Keys

ACCOUNT = "123456789012"
# Long enough for a busy machine; a test that waits so long fails.
LIMIT = 120


@dataclass
class Result:
    words: list[str]
    status: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)

    def expect(self, *statuses: int) -> "Result":
        """The result itself, when it ended with one of these statuses."""
        assert self.status in statuses, self.told()
        return self

    def told(self) -> str:
        return (
            f"panorama-roles {' '.join(self.words)} ended with {self.status}\n"
            f"--- standard output\n{self.out}\n--- standard error\n{self.err}"
        )


class Program:
    """The program, the folder that it runs in and the environment that it sees."""

    def __init__(self, binary: pathlib.Path, folder: pathlib.Path, environment=None):
        self.binary = binary
        self.folder = folder
        self.environment = environment or self.scrubbed(folder)

    @staticmethod
    def scrubbed(folder: pathlib.Path) -> dict[str, str]:
        """Nothing of the machine's own settings but the search path: no keys, another home."""
        home = folder / ".home"
        home.mkdir(exist_ok=True)
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "LC_ALL": "C.UTF-8",
            "TMPDIR": str(home),
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def with_environment(self, **values: str | None) -> "Program":
        """The same program with other variables; None takes one away."""
        changed = {**self.environment, **values}
        kept = {name: value for name, value in changed.items() if value is not None}
        return Program(self.binary, self.folder, kept)

    def formats(self, command: str) -> list[str]:
        """What `--format` of a command takes, as the program itself lists it."""
        rows = self.run("completion", "words", "formats").expect(0).out.splitlines()
        found = [row.split(":")[1] for row in rows if row.startswith(f"{command}:")]
        assert found, f"'{command}' has no formats"
        return found

    def connected(self, url: str, keys: Keys) -> "Program":
        return self.with_environment(AWS_ENDPOINT_URL=url, **keys.environment)

    def inside(self, folder: pathlib.Path) -> "Program":
        folder.mkdir(parents=True, exist_ok=True)
        return Program(self.binary, folder, self.environment)

    def run(self, *words: str, stdin: str = "") -> Result:
        done = subprocess.run(
            [self.binary, *words],
            cwd=self.folder, env=self.environment, input=stdin.encode(), capture_output=True,
            timeout=LIMIT,
        )  # fmt: skip
        out, err = done.stdout.decode(), done.stderr.decode()
        schemas.check(list(words), done.returncode, out, self.folder)
        return Result(list(words), done.returncode, out, err)

    def start(self, *words: str) -> subprocess.Popen:
        """Starts it without waiting; the caller ends it."""
        return subprocess.Popen(
            [self.binary, *words],
            cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    # What most tests do.

    def init(self, *words: str) -> Result:
        return self.run("init", "--account", ACCOUNT, *words)

    def apply(self, *words: str) -> Result:
        return self.run("apply", "--approve", *words)

    def drift(self, *words: str) -> Result:
        return self.run("drift", "--format", "json", *words)

    def write(self, name: str, text: str | bytes) -> pathlib.Path:
        path = self.folder / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

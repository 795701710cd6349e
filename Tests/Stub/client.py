"""Starts a stub and talks to its control endpoint, for tests and benchmarks."""

import http.client
import json
import os
import pathlib
import ssl
import subprocess
import sys
import time
import urllib.parse

TESTS = pathlib.Path(__file__).resolve().parent.parent


class Stub:
    """A running stub server. Use as a context manager."""

    def __init__(self, *words: str, ca: str | None = None):
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(TESTS), "TZ": "UTC"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "Stub", "--until-eof", *words],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment,
        )  # fmt: skip
        self.ca = ca
        self.url = self.process.stdout.readline().strip()
        if not self.url:
            raise RuntimeError(f"the stub server did not start: status {self.process.wait()}")

    def __enter__(self) -> "Stub":
        return self

    def __exit__(self, *_) -> None:
        self.process.stdin.close()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def ask(self, method: str, path: str, value=None):
        parts = urllib.parse.urlsplit(self.url)
        if parts.scheme == "https":
            context = ssl.create_default_context(cafile=self.ca)
            connection = http.client.HTTPSConnection(parts.hostname, parts.port, context=context)
        else:
            connection = http.client.HTTPConnection(parts.hostname, parts.port)
        try:
            connection.request(method, path, None if value is None else json.dumps(value))
            answer = connection.getresponse()
            result = json.loads(answer.read())
        finally:
            connection.close()
        if answer.status != 200:
            raise ValueError(f"the stub refused {path} {value}: {result}")
        return result

    def order(self, op: str, **values):
        return self.ask("POST", "/_control", {"op": op, **values})

    def reset(self) -> None:
        self.order("reset")

    def fault(self, kind: str, action: str = ".*", **values) -> None:
        self.order("fault", kind=kind, action=action, **values)

    def heal(self) -> None:
        self.order("heal")

    def settings(self, **values) -> None:
        self.order("settings", **values)

    def consistency(self, **values) -> None:
        self.order("consistency", **values)

    def edit_role(self, role: str, **values) -> None:
        self.order("edit-role", role=role, set=values)

    def forget_log(self) -> None:
        self.order("forget-log")

    def look(self, what: str):
        return self.ask("GET", f"/_control/{what}")

    def log(self) -> list[dict]:
        return self.look("log")["calls"]

    def calls(self, *actions: str) -> list[dict]:
        """The logged calls, of these actions when some are named."""
        return [call for call in self.log() if not actions or call["action"] in actions]

    def writes(self) -> list[str]:
        """The actions of the logged calls that write, in order, failed ones included."""
        return [call["action"] for call in self.log() if call["writes"]]

    def roles(self, account: str = "123456789012") -> dict[str, dict]:
        """The roles that are really there, by name."""
        state = self.look("state").get(account, {"roles": {}})
        return {role["RoleName"]: role for role in state["roles"].values()}

    def wait_until_held(self, count: int = 1, seconds: float = 30) -> bool:
        """Waits until so many calls are held, and says whether it came to that."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.look("held")["held"] >= count:
                return True
            time.sleep(0.01)
        return False

    def release(self) -> None:
        """Lets the held calls go on."""
        self.order("release")

    def drop_held(self) -> None:
        """Ends the held calls as if they had never arrived."""
        self.order("drop-held")

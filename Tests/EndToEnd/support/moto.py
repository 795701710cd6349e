"""A moto server on a free loopback port."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import urllib.request

PROCESS = pathlib.Path(__file__).with_name("moto_process.py")


class MotoServer:
    """Runs moto's server in a process of its own, with the AWS managed policies loaded.

    `signed_after` is INITIAL_NO_AUTH_ACTION_COUNT: from that many calls on, moto verifies
    signatures and permissions.
    """

    def __init__(self, signed_after: int | None = None):
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": tempfile.gettempdir(),
            "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",
            "AWS_ACCESS_KEY_ID": "moto",
            "AWS_SECRET_ACCESS_KEY": "moto",
        }
        if signed_after is not None:
            environment["INITIAL_NO_AUTH_ACTION_COUNT"] = str(signed_after)
        # A file and not a pipe: moto writes a line a request, and nobody reads a pipe to its end.
        self.log = tempfile.NamedTemporaryFile("w+", suffix=".moto.log")  # noqa: SIM115
        self.process = subprocess.Popen(
            [sys.executable, "-I", PROCESS, "-H", "127.0.0.1", "-p", "0"],
            env=environment, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log,
        )  # fmt: skip
        self.url = self.wait_for_address()

    def wait_for_address(self) -> str:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            text = self.read_log()
            if found := re.search(r"Running on (http://127\.0\.0\.1:\d+)", text):
                return found.group(1)
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        self.process.kill()
        raise RuntimeError(f"the moto server did not start:\n{self.read_log()}")

    def read_log(self) -> str:
        with open(self.log.name) as log:
            return log.read()

    def reset(self) -> None:
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/moto-api/reset", method="POST"))

    def calls(self) -> int:
        """How many requests for AWS it has answered since it was started."""
        return self.read_log().count('"POST / HTTP')

    def __enter__(self) -> "MotoServer":
        return self

    def __exit__(self, *_) -> None:
        self.process.terminate()
        self.process.wait(timeout=10)
        self.log.close()

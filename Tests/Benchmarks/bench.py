"""`make bench`: what the program costs, as ratios against something written by others.

Everything that is compared runs side by side, turn by turn, in one go, so that a busy machine is
busy for both; the numbers are medians. Nothing here is a test: tests judge behaviour and not the
clock. To add a measurement, write a function with `@benchmark` and return its rows.
"""

import argparse
import os
import pathlib
import shlex
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TESTS))

ROOT = TESTS.parent
ACCOUNT = "123456789012"


@dataclass
class Row:
    """One comparison. `at_most` is the goal for ours / theirs, where there is one."""

    what: str
    ours: float
    theirs: float
    unit: str
    against: str
    at_most: float | None = None

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs if self.theirs else float("inf")

    def line(self) -> str:
        goal = ""
        if self.at_most is not None:
            goal = f"goal ≤ {self.at_most:g}: " + (
                "met" if self.ratio <= self.at_most else "MISSED"
            )
        return (
            f"{self.what}: {self.ours:.2f} {self.unit} against {self.theirs:.2f} {self.unit} "
            f"({self.against}), ratio {self.ratio:.3f}  {goal}".rstrip()
        )


@dataclass
class Bench:
    binary: pathlib.Path
    swift: list[str]
    folder: pathlib.Path
    turns: int


BENCHMARKS: dict[str, Callable[[Bench], list[Row]]] = {}


def benchmark(run):
    BENCHMARKS[run.__name__] = run
    return run


def scrubbed(folder: pathlib.Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C.UTF-8"}


def cpu_and_memory(words: list, folder: pathlib.Path, environment=None) -> tuple[float, float]:
    """Milliseconds of CPU and MiB of memory of one run, its children included."""
    with open(os.devnull, "r+b") as nothing:
        process = subprocess.Popen(
            [str(word) for word in words], cwd=folder, env=environment or scrubbed(folder),
            stdin=nothing, stdout=nothing, stderr=subprocess.PIPE,
        )  # fmt: skip
        message = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
    process.stderr.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{words} ended with {process.returncode}: {message.decode()}")
    return (usage.ru_utime + usage.ru_stime) * 1000, usage.ru_maxrss / 1024


def side_by_side(turns: int, *runs: Callable[[], float]) -> list[float]:
    """The median of each, run by turns."""
    found: list[list[float]] = [[] for _ in runs]
    for _ in range(turns):
        for row, run in zip(found, runs, strict=True):
            row.append(run())
    return [statistics.median(row) for row in found]


HELLO = """
import Foundation
import FoundationNetworking

let request = URLRequest(url: URL(string: "https://iam.amazonaws.com/")!)
let session = URLSession.shared.configuration
print("hello", request.url!.absoluteString, session.timeoutIntervalForRequest)
"""


@benchmark
def start(bench: Bench) -> list[Row]:
    """A whole offline command against the smallest program with Foundation and its networking."""
    source, hello = bench.folder / "hello.swift", bench.folder / "hello"
    source.write_text(HELLO)
    subprocess.run(
        [*bench.swift[:-1], bench.swift[-1] + "c", "-O", "-o", hello, source],
        check=True, capture_output=True,
    )  # fmt: skip
    words = ["trust", "AWSPanoramaApplianceServiceRole", "--account", ACCOUNT]
    against = "dynamic Foundation + FoundationNetworking hello-world"
    rows = []
    for index, unit, what in ((0, "ms", "CPU time of 'trust'"), (1, "MiB", "memory of 'trust'")):
        ours, theirs = side_by_side(
            bench.turns,
            lambda index=index: cpu_and_memory([bench.binary, *words], bench.folder)[index],
            lambda index=index: cpu_and_memory([hello], bench.folder)[index],
        )
        rows.append(Row(what, ours, theirs, unit, against, 1 / 3 if unit == "ms" else None))
    return rows


@benchmark
def drift(bench: Bench) -> list[Row]:
    """`drift` of two roles in sync against the AWS CLI reading one of them, once."""
    from Stub.client import Stub

    keys = {
        "AWS_ACCESS_KEY_ID": "AKIASTUBTESTER000000",
        "AWS_SECRET_ACCESS_KEY": "stub/tester+secret",
    }
    with Stub() as stub:
        there = scrubbed(bench.folder) | keys | {"AWS_ENDPOINT_URL": stub.url}
        there |= {"AWS_DEFAULT_REGION": "us-east-1"}
        spec = bench.folder / "panorama-roles.json"
        spec.unlink(missing_ok=True)
        init = ["init", "--account", ACCOUNT, "--approve"]
        cpu_and_memory([bench.binary, *init], bench.folder, there)
        aws = pathlib.Path(sys.executable).parent / "aws"
        read = [aws, "iam", "get-role", "--role-name", "AWSPanoramaApplianceServiceRole"]
        ours, theirs = side_by_side(
            max(3, bench.turns // 4),
            lambda: cpu_and_memory([bench.binary, "drift"], bench.folder, there)[0],
            lambda: cpu_and_memory(read, bench.folder, there)[0],
        )
    return [Row("CPU time of 'drift', 2 roles", ours, theirs, "ms", "one 'aws iam get-role'")]


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"some of: {', '.join(BENCHMARKS)}")
    parser.add_argument("--turns", type=int, default=21)
    parser.add_argument(
        "--strict", action="store_true", help="end with status 1 when a goal is missed"
    )
    words = parser.parse_args()
    binary = pathlib.Path(os.environ["PANORAMA_ROLES_BIN"]).resolve()
    missed = False
    with tempfile.TemporaryDirectory() as folder:
        swift = shlex.split(os.environ.get("SWIFT", "swift"))
        bench = Bench(binary, swift, pathlib.Path(folder), words.turns)
        for name in words.names or BENCHMARKS:
            for row in BENCHMARKS[name](bench):
                print(row.line(), flush=True)
                missed |= row.at_most is not None and row.ratio > row.at_most
    return 1 if missed and words.strict else 0


if __name__ == "__main__":
    sys.exit(main())

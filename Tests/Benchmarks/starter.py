"""What one run of a program costs."""

import functools
import pathlib
import shutil
import subprocess
import tempfile
from dataclasses import dataclass

SOURCE = pathlib.Path(__file__).with_name("starter.c")


@dataclass
class Run:
    status: int
    # Seconds.
    wall: float
    cpu: float
    # MiB at the peak.
    memory: float
    errors: str


@functools.cache
def starter() -> pathlib.Path:
    """The compiled starter.c, for as long as this process lives."""
    compiler = shutil.which("clang") or shutil.which("cc")
    if not compiler:
        raise RuntimeError("the Swift toolchain's clang is not on the path")
    # Kept by the function, and removed at the end of the process.
    starter.folder = tempfile.TemporaryDirectory()
    program = pathlib.Path(starter.folder.name) / "starter"
    subprocess.run([compiler, "-O1", "-o", program, SOURCE], check=True)
    return program


def run(words: list, folder: pathlib.Path, environment: dict[str, str]) -> Run:
    done = subprocess.run(
        [starter(), *map(str, words)], cwd=folder, env=environment, capture_output=True, text=True
    )
    told = done.stdout.split()
    if len(told) != 4:
        raise RuntimeError(f"{words} was not measured: {done.stderr[-2000:]}")
    status, wall, cpu, memory = told
    return Run(int(status), float(wall), float(cpu), int(memory) / 1024, done.stderr)

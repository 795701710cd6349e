"""`make order`: which functions of the program run together, for the linker.

    python Tests/Benchmarks/order.py PROGRAM Packaging/linking/order.txt

The program does under callgrind what people do with it, each time with a little more: it starts,
judges a policy, compares a saved account, then a live one, then makes roles. The file has a symbol
a line: first those of a start, then those that each further command adds, and of these first what
most of the later commands use as well. The linker puts them next to each other in that order, and
leaves alone names that it does not know, so the file may be older than the code.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TESTS))

import fleet  # noqa: E402
from Stub.client import Stub  # noqa: E402

ROLES = 100
ACCOUNT = ["--account", fleet.ACCOUNT]


def functions(program: pathlib.Path) -> set[str]:
    """The names of the program's own functions that have a symbol."""
    listed = subprocess.run(["nm", program], check=True, capture_output=True, text=True).stdout
    rows = (line.split() for line in listed.splitlines())
    return {row[2] for row in rows if len(row) == 3 and row[1] in "tTwW"}


def run_functions(words: list, place: fleet.Place) -> set[str]:
    """The names of what ran, libraries included."""
    out = place.folder / "callgrind.out"
    tool = ["valgrind", "--tool=callgrind", "--demangle=no", f"--callgrind-out-file={out}"]
    done = subprocess.run(
        [*tool, *map(str, words)],
        cwd=place.folder, env=place.environment, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode != 0:
        sys.exit(f"order.py: {words} ended with {done.returncode}: {done.stderr[-2000:]}")
    # A name comes after its number where it is met first; a cycle adds "'2" to it.
    found = re.findall(r"^c?fn=\(\d+\) (\S+)$", out.read_text(errors="replace"), re.MULTILINE)
    return {re.sub(r"'\d+$", "", name) for name in found}


def commands(program: pathlib.Path, place: fleet.Place):
    """What people do, each time with a little more. `init` makes the roles that come after it."""
    trust = place.folder / "trust.json"
    made = fleet.our_make(place)
    yield [program, "version"]
    yield [program, "trust", "AWSPanoramaApplianceServiceRole", *ACCOUNT]
    yield [program, "lint", trust]
    subprocess.run(made, cwd=place.folder, env=place.environment, check=True, capture_output=True)
    saved = [program, "snapshot", "--out", "account.json", "--quiet"]
    subprocess.run(saved, cwd=place.folder, env=place.environment, check=True, capture_output=True)
    yield [program, "drift", "--quiet", "--snapshot", "account.json"]
    yield [program, "drift", "--quiet"]
    yield [program, "plan"]


def main() -> int:
    program, target = (pathlib.Path(word).resolve() for word in sys.argv[1:])
    own = functions(program)
    runs: list[set[str]] = []
    names = [f"orders-{number:04d}" for number in range(ROLES)]

    def note(words: list, place: fleet.Place) -> None:
        runs.append(run_functions(words, place) & own)
        print(f"{words[1]}: {len(runs[-1]):,} functions", file=sys.stderr)

    with tempfile.TemporaryDirectory() as folder, Stub() as stub:
        place = fleet.Place(program, pathlib.Path(folder), stub.url, names)
        for words in commands(program, place):
            note(words, place)
        stub.reset()
        note(fleet.our_make(place), place)

    def place_of(name: str) -> tuple:
        users = [name in run for run in runs]
        return users.index(True), -sum(users), [not used for used in users], name

    order = sorted(set().union(*runs), key=place_of)
    target.write_text("".join(f"{name}\n" for name in order))
    print(f"{target.name}: {len(order):,} of {len(own):,} functions", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Sessions in a Markdown file: fenced `console` blocks, run as a person would type them.

    ```console
    $ panorama-roles version
    panorama-roles …
    $ panorama-roles drift; echo "status $?"
    …
    ```

A line that begins with `$ ` is a command for the shell (`> ` continues it); what follows, to the
next command, is what it prints on standard output and standard error together. `…` in a line
stands for anything in that line, and a line that is `…` alone for any number of lines. The blocks
of a file run in one folder, in order, against the stub server. A comment before a block steers it:
`<!-- test: empty account -->` starts with an empty account and folder,
`<!-- test: no run -->` keeps the block from being run (it is for reading, and says why).
"""

import re
from dataclasses import dataclass

BLOCK = re.compile(
    r"(?:<!-- test: (?P<steer>[^>]*?) -->\n+)?```console\n(?P<text>.*?)^```", re.S | re.M
)


@dataclass
class Step:
    line: int
    command: str
    expected: list[str]


@dataclass
class Session:
    line: int
    steer: str
    steps: list[Step]


def sessions(text: str) -> list[Session]:
    found = []
    for match in BLOCK.finditer(text):
        first = text[: match.start("text")].count("\n") + 1
        steps: list[Step] = []
        for number, line in enumerate(match.group("text").splitlines(), first):
            if line.startswith("$ "):
                steps.append(Step(number, line[2:], []))
            elif line.startswith("> ") and steps and not steps[-1].expected:
                steps[-1].command += "\n" + line[2:]
            elif steps:
                steps[-1].expected.append(line)
            else:
                raise ValueError(f"line {number}: output before any command")
        found.append(Session(first, match.group("steer") or "", steps))
    return found


def matches(expected: list[str], actual: list[str]) -> bool:
    """Says whether the output is what the session shows, with `…` for anything."""
    if not expected:
        return not actual
    if expected[0].strip() == "…":
        rest = expected[1:]
        return any(matches(rest, actual[start:]) for start in range(len(actual) + 1))
    if not actual:
        return False
    pattern = ".*".join(re.escape(part) for part in expected[0].rstrip().split("…"))
    return re.fullmatch(pattern, actual[0].rstrip()) is not None and matches(
        expected[1:], actual[1:]
    )

"""Messages, help and guides are plain English: a list of words that do not belong there.

Each row is a pattern that an English reader stumbles over, and what to write. Quoted names and code
do not count.
"""

import pathlib
import re

import pytest

from EndToEnd.support.snapshots import ROOT

# What not to write (matched without regard to case), and what to write.
WORDS = [
    (r"\b(?:is|are|was|were|be|been|being|what is|not) told\b", "is reported"),
    (r"\btells? (?:of|that|how|which|what|it)\b", "says, reports, shows"),
    (r"\banew\b", "again"),
    (r"\bstands?\b(?! for\b| by\b| out\b| alone\b|-)", "is"),
    (r"\b(?:is|are|was|were) (?:not )?there\b(?! no)", "exists, does not exist"),
    (r"\bthere is no ", "no … exists, … does not exist"),
    (r"\bis no(?:ne)? (?!longer\b|more than\b|change\b|drift\b)", "is not a"),
    (r"\bare none\b", "do not exist"),
    (r"\bbesides? (?:it|that|them|the)\b", "next to, also"),
    (r"\bwanting\b", "missing"),
    (r"\bhardly\b", "probably not"),
    (r"\bnobody knows\b", "is unknown"),
    (r"\bis nobody\b", "does not exist"),
    (r"\bof one's own\b", "your own, custom"),
    (r"\bput(?:s)? (?:it |them |that )?right\b", "fixes"),
    (r"\btaken? away\b|\btakes? (?:it|them|\S+) away\b", "removes"),
    (r"\bcould not be told\b", "is unknown"),
    (r"\bhas another meaning\b", "differs in meaning"),
    (r"\bin the place of\b", "in place of"),
    (r"\bfor want of\b", "without"),
    (r"\bdoes not hold the\b", "does not contain the"),
]
# Where a pattern is right after all: the text of AWS, or a name.
ALLOWED = {
    "there is no way to",
    "is no worse than",
}
LITERAL = re.compile(r'"""(.*?)"""|"((?:[^"\\\n]|\\.)*)"', re.S)
# Code in a text: between backquotes or quotes.
QUOTED = re.compile(r"`[^`]*`|'[^'\s][^']*'")


def literals(path: pathlib.Path) -> list[tuple[int, str]]:
    """The string literals of a Swift file that are sentences, with their lines."""
    text = path.read_text()
    found = []
    for match in LITERAL.finditer(re.sub(r"(?m)^\s*///?.*$", "", text)):
        value = match.group(1) or match.group(2) or ""
        if " " in value.strip():
            line = re.sub(r"(?m)^\s*///?.*$", "", text)[: match.start()].count("\n") + 1
            found.append((line, value))
    return found


def comments(path: pathlib.Path) -> list[tuple[int, str]]:
    """The lines of a Swift file that are comments."""
    lines = enumerate(path.read_text().splitlines(), 1)
    return [(number, line) for number, line in lines if re.match(r"\s*//", line)]


def prose(path: pathlib.Path) -> list[tuple[int, str]]:
    """The lines of a Markdown file outside of fenced blocks."""
    found, fenced = [], False
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line.startswith("```"):
            fenced = not fenced
        elif not fenced and not line.startswith("    "):
            found.append((number, line))
    return found


def stumbles(found: list[tuple[int, str]], name: str) -> list[str]:
    said = []
    for line, text in found:
        plain = QUOTED.sub("''", text)
        for pattern, better in WORDS:
            for match in re.finditer(pattern, plain, re.I):
                around = plain[max(0, match.start() - 30) : match.end() + 30]
                if not any(right in around for right in ALLOWED):
                    said.append(f"{name}:{line}: '{match.group(0).strip()}' → {better}: …{around}…")
    return said


SOURCES = sorted(
    path
    for path in (ROOT / "Sources").rglob("*.swift")
    if path.parts[-2] not in ("EmbedPolicies", "EmbedPoliciesPlugin")
)
PAGES = [
    *(ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((ROOT / "Documentation").rglob("*.md")),
]


@pytest.mark.parametrize("module", sorted({path.relative_to(ROOT).parts[1] for path in SOURCES}))
def test_messages_and_comments_are_plain_english(module):
    said = []
    for path in SOURCES:
        if path.relative_to(ROOT).parts[1] == module:
            said += stumbles(literals(path) + comments(path), str(path.relative_to(ROOT)))
    assert not said, "\n" + "\n".join(said)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_guides_are_plain_english(page):
    said = stumbles(prose(page), str(page.relative_to(ROOT)))
    assert not said, "\n" + "\n".join(said)


def test_the_list_finds_what_it_is_for():
    bad = "role 'x' is not there, which nobody knows; it is told anew"
    assert len(stumbles([(1, bad)], "x")) >= 3
    assert stumbles([(1, "role 'x' does not exist")], "x") == []

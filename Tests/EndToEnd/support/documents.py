"""Real documents, batches of them through the program, and a normal form that owes it nothing."""

import itertools
import json
import pathlib
from collections.abc import Iterable

from moto.iam.aws_managed_policies import aws_managed_policies_data

from .program import Program


def managed_policies() -> dict[str, dict]:
    """The AWS managed policies that the pinned moto carries: their names and their documents."""
    return {name: row["Document"] for name, row in json.loads(aws_managed_policies_data).items()}


def written(folder: pathlib.Path, texts: Iterable[str]) -> list[str]:
    """A file for each text; their names stand in the order of the texts."""
    folder.mkdir(parents=True, exist_ok=True)
    names = []
    for number, text in enumerate(texts):
        names.append(f"{number}.json")
        (folder / names[-1]).write_text(text, encoding="utf-8")
    return names


def findings(program: Program, kind: str, texts: list[str]) -> list[list[dict]]:
    """What `lint` finds in each text, all of them in one call."""
    inside = program.inside(program.folder / f"lint-{kind}")
    names = written(inside.folder, texts)
    words = ["lint", "--format", "json", "--type", kind, *names]
    report = inside.run(*words).expect(0, 3).json
    assert report["summary"]["files"] == len(texts) and not report["unread"]
    found: dict[str, list[dict]] = {name: [] for name in names}
    for finding in report["findings"]:
        found[finding["file"]].append(finding)
    return list(found.values())


def answers(program: Program, words: list[str], lines: list[dict]) -> list[dict]:
    """What the program answers to JSON lines, in their order."""
    text = "".join(json.dumps(line) + "\n" for line in lines)
    result = program.run(*words, "-", stdin=text)
    answered = [json.loads(line) for line in result.out.splitlines()]
    wrong = [answer for answer in answered if "error" in answer]
    assert not wrong and result.status == 0, wrong[:3] or result.told()[:2000]
    assert [answer["id"] for answer in answered] == [line["id"] for line in lines]
    return answered


def as_list(value) -> list:
    return value if isinstance(value, list) else [value]


def as_text(value) -> str:
    return json.dumps(value) if isinstance(value, bool | int | float) else value


def normal(document: dict) -> tuple:
    """A document in a form in which spelling is gone: equal forms mean the same.

    IAM User Guide: blocks come in any order and a list of one element may be that element; the case
    of actions and of condition keys has no meaning; numbers and booleans of conditions are text.
    """

    def patterns(values, fold: bool) -> frozenset:
        return frozenset(value.lower() if fold else value for value in as_list(values))

    def principals(value):
        value = {"AWS": "*"} if value == "*" else value
        return frozenset((kind, name) for kind, names in value.items() for name in as_list(names))

    def conditions(value) -> frozenset:
        return frozenset(
            (operator, key.lower(), frozenset(map(as_text, as_list(values))))
            for operator, keys in value.items()
            for key, values in keys.items()
        )

    def statement(value: dict) -> frozenset:
        forms = {
            "Action": lambda part: patterns(part, True),
            "NotAction": lambda part: patterns(part, True),
            "Resource": lambda part: patterns(part, False),
            "NotResource": lambda part: patterns(part, False),
            "Principal": principals, "NotPrincipal": principals, "Condition": conditions,
        }  # fmt: skip
        parts = {name: forms.get(name, lambda part: part)(part) for name, part in value.items()}
        if not parts.get("Condition", True):
            del parts["Condition"]
        return frozenset(parts.items())

    statements = frozenset(map(statement, as_list(document["Statement"])))
    return document.get("Version"), document.get("Id"), statements


def stem_pairs(names: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of names that begin alike: `…V2` and `…`, `…ReadOnlyAccess` and `…FullAccess`."""
    groups: dict[str, list[str]] = {}
    for name in sorted(names):
        groups.setdefault(stem(name), []).append(name)
    return [pair for group in groups.values() for pair in itertools.combinations(group, 2)]


ENDINGS = (
    "ReadOnlyAccess", "FullAccess", "ReadOnly", "PowerUser", "ServiceRolePolicy", "ServiceRole",
    "Access",
    "Policy", "Role", "Full", "Administrator", "Admin", "User", "Operator", "Service", "Execution",
    "LinkedRole", "ServiceLinkedRole", "ForEC2", "Managed", "V1", "V2", "V3", "V4", "-v2", "_v2",
)  # fmt: skip


def stem(name: str) -> str:
    """The name without what tells variants apart, and without `Amazon` or `AWS` before it."""
    for start in ("Amazon", "AWS"):
        name = name.removeprefix(start)
    while ending := next((end for end in ENDINGS if name.endswith(end) and name != end), None):
        name = name.removesuffix(ending).rstrip("-_")
    return name.rstrip("-_0123456789").lower()

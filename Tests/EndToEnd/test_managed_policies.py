"""All AWS managed policies of the pinned moto, about 1,500 real documents, as one judge.

What AWS itself published must be read, must have no error, and must mean the same after it was
written again. Everything goes through the program in batches of all documents.
"""

import json
import random

import pytest

from EndToEnd.support.documents import answers, as_list, findings, managed_policies, normal, written

SEED = 20261121


@pytest.fixture(scope="module")
def policies() -> dict[str, dict]:
    found = managed_policies()
    assert len(found) > 1400, "the pinned moto carries fewer policies than it did"
    return found


def test_no_managed_policy_has_an_error(program, policies):
    texts = [json.dumps(document) for document in policies.values()]
    wrong = {
        name: [f"{finding['line']}:{finding['column']}: {finding['message']}" for finding in errors]
        for name, found in zip(policies, findings(program, "identity", texts), strict=True)
        if (errors := [finding for finding in found if finding["severity"] == "error"])
    }
    assert not wrong


def formatted(program, texts: list[str]) -> list[str]:
    """The texts after `format --write`."""
    inside = program.inside(program.folder / "formatted")
    names = written(inside.folder, texts)
    inside.run("format", "--write", "--type", "identity", *names).expect(0)
    inside.run("format", "--check", "--type", "identity", *names).expect(0)
    return [(inside.folder / name).read_text() for name in names]


def test_the_canonical_form_means_the_same(program, policies):
    """By a normal form written in Python for this test, and by the program's own comparison."""
    texts = formatted(program, [json.dumps(document) for document in policies.values()])
    written_back = dict(zip(policies, map(json.loads, texts), strict=True))
    changed = [name for name in policies if normal(policies[name]) != normal(written_back[name])]
    assert not changed
    lines = [
        {"id": name, "actual": policies[name], "desired": written_back[name], "type": "identity"}
        for name in policies
    ]
    equal = answers(program, ["compare", "pairs"], lines)
    differ = [a["id"] for a in equal if a["access"]["direction"] != "unchanged"]
    assert not differ


def test_the_canonical_form_is_a_fixed_point(program, policies):
    once = formatted(program, [json.dumps(document) for document in policies.values()])
    assert formatted(program, once) == once


def test_another_spelling_means_the_same(program, policies):
    """All is shuffled, scalars stand in lists, actions and keys are in another case."""
    numbers = random.Random(SEED)
    lines = []
    for name, document in policies.items():
        other = respelled(document, numbers)
        assert normal(other) == normal(document), f"seed {SEED}: {name}"
        lines.append({"id": name, "actual": other, "desired": document, "type": "identity"})
    found = answers(program, ["compare", "pairs"], lines)
    differ = [a["id"] for a in found if a["access"]["direction"] != "unchanged"]
    assert not differ, f"seed {SEED}"


def respelled(document: dict, numbers: random.Random) -> dict:
    def shuffled(values) -> list:
        values = list(as_list(values))
        numbers.shuffle(values)
        return values + values[:1] if numbers.random() < 0.2 else values

    def members(value: dict) -> dict:
        return dict(numbers.sample(list(value.items()), len(value)))

    def cased(text: str) -> str:
        return numbers.choice([text, text.lower(), text.upper()])

    def statement(value: dict) -> dict:
        other = members(value)
        for name in ("Action", "NotAction"):
            if name in other:
                other[name] = [cased(action) for action in shuffled(other[name])]
        for name in ("Resource", "NotResource"):
            if name in other:
                other[name] = shuffled(other[name])
        if "Condition" in other:
            other["Condition"] = {
                operator: {cased(key): shuffled(values) for key, values in members(keys).items()}
                for operator, keys in members(other["Condition"]).items()
            }
        return other

    # Sid has to be unique, so that no statement is doubled here.
    statements = list(map(statement, as_list(document["Statement"])))
    numbers.shuffle(statements)
    return members({**document, "Statement": statements})

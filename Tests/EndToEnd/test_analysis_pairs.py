"""Comparisons of real policies: almost all are decided, and every witness holds.

The pairs are the AWS managed policies whose names share a stem (edits of one another, as near as
moto's data come to that), and 3,000 pairs of any two. A witness is put to the evaluator as one
request (`can cases`), which knows nothing of how it was found.
"""

import random

import pytest

from EndToEnd.support.documents import answers, managed_policies, stem_pairs

SEED = 20261121
MUST_BE_DECIDED = 0.999


def random_pairs(names: list[str], count: int) -> list[tuple[str, str]]:
    numbers = random.Random(SEED)
    return [tuple(numbers.sample(names, 2)) for _ in range(count)]


@pytest.fixture(scope="module")
def policies() -> dict[str, dict]:
    return managed_policies()


def compared(program, policies, pairs) -> list[dict]:
    lines = [
        {"id": f"{a} {b}", "actual": policies[a], "desired": policies[b], "type": "identity"}
        for a, b in pairs
    ]
    return answers(program, ["compare", "pairs"], lines)


def judged(program, policies, pairs) -> None:
    found = compared(program, policies, pairs)
    open_ones = [
        answer["id"]
        for answer in found
        if "undecided" in (answer["access"]["grants"], answer["access"]["denies"])
    ]
    assert len(open_ones) <= len(pairs) * (1 - MUST_BE_DECIDED), open_ones
    confirm(program, policies, pairs, found)


def confirm(program, policies, pairs, found) -> None:
    """Every word has the witnesses that it needs; each is allowed by one side and not the other."""
    cases, expected = [], {}
    for (actual, desired), answer in zip(pairs, found, strict=True):
        witnesses = {
            side: answer["access"]["witnesses"].get(side) for side in ("widened", "narrowed")
        }
        needed = {
            "unchanged": [],
            "widened": ["widened"],
            "narrowed": ["narrowed"],
            "both": ["widened", "narrowed"],
        }.get(answer["access"]["grants"])
        there = [side for side, witness in witnesses.items() if witness]
        assert needed is None or there == needed, answer
        for side in there:
            more, less = (actual, desired) if side == "widened" else (desired, actual)
            for name, allowed in ((more, True), (less, False)):
                case = f"{answer['id']} {side} {name}"
                expected[case] = allowed
                policy = {"identity": [policies[name]]}
                cases.append({"id": case, "request": witnesses[side], "policies": policy})
    decisions = answers(program, ["can", "cases"], cases)
    wrong = [
        answer
        for answer in decisions
        if (answer["decision"] == "allowed") is not expected[answer["id"]]
    ]
    assert not wrong, f"seed {SEED}"


def test_policies_whose_names_share_a_stem(program, policies):
    pairs = stem_pairs(policies)
    assert len(pairs) > 400
    judged(program, policies, pairs)


def test_pairs_of_any_two_policies(program, policies):
    judged(program, policies, random_pairs(sorted(policies), 3000))


def test_the_other_way_round_is_the_mirror_image(program, policies):
    pairs = stem_pairs(policies)
    mirror = {"widened": "narrowed", "narrowed": "widened"}
    there = compared(program, policies, pairs)
    back = compared(program, policies, [(b, a) for a, b in pairs])
    for one, other in zip(there, back, strict=True):
        for word in ("grants", "denies"):
            way = one["access"][word]
            assert other["access"][word] == mirror.get(way, way), one["id"]

"""The script that derives Policies/service-reference, on a sample written by hand."""

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "Policies/service-reference/derive.py"
SAMPLE = {
    "asOf": "2026-01-02",
    "source": "a sample",
    "services": {
        "shop": {
            "name": "A shop",
            "actions": {
                "PutPolicy": {
                    "level": "Permissions management, Write",
                    "resources": [
                        {
                            "type": "shelf",
                            "required": True,
                            "keys": ["shop:Price", "shop:Colours"],
                        }
                    ],
                },
                "GetShelf": {
                    "level": "Read",
                    "resources": [
                        {
                            "type": "shelf",
                            "required": True,
                            "keys": ["shop:Colours", "shop:Price"],
                        }
                    ],
                },
                "ClearShelf": {
                    "level": "Tagging, Write",
                    "resources": [
                        {
                            "type": "shelf",
                            "required": True,
                            "keys": ["shop:Colours", "shop:Price"],
                        }
                    ],
                },
                "Buy": {
                    "level": "Write",
                    "keys": ["shop:Token/${Domain}/paid", "shop:Price"],
                    "resources": [{"type": "till"}, {"type": "shelf", "required": True}],
                },
                "ListShelves": {"level": "List"},
            },
            "keys": {
                "shop:Token/${Domain}/paid": "Bool",
                "shop:Price": "Numeric",
                "shop:Colours": "ArrayOfString",
                "aws:ResourceTag/${TagKey}": "String",
            },
            "resourceTypes": {
                "till": {"arn": "arn:${Partition}:shop:::till/${TillId}"},
                "shelf": {
                    "arn": "arn:${Partition}:shop:${Region}:${Account}:shelf/${ShelfId}",
                    "keys": ["aws:ResourceTag/${TagKey}"],
                },
            },
        },
        "empty": {
            "name": "Service without keys",
            "actions": {"Open": {"level": "Write"}},
            "keys": {},
            "resourceTypes": {},
        },
    },
}
POLICIES = {
    "asOf": "2026-01-02",
    "policies": [
        {"arn": "arn:aws:iam::aws:policy/job-function/Billing"},
        {"arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"},
    ],
}
SERVICES_TEXT = """\
service reference 1
2026-01-02
a sample
2
empty 0000101 0000127 0000135
shop 0000135 0000311 0000372
Service without keys


/

Open W0
A shop
S aws:ResourceTag/${TagKey}
S* shop:Colours
N shop:Price
B shop:Token/${Domain}/paid

shelf|@shop:#:shelf/${ShelfId}|.0
till|@shop:::till/${TillId}|

+0.1.2
/
+0-1:2:3

Buy W2
ClearShelf T0
GetShelf R0
ListShelves L1
PutPolicy P0
"""


def derived(tmp_path: Path, services: dict, policies: dict) -> subprocess.CompletedProcess:
    (tmp_path / "services.json").write_text(json.dumps(services))
    (tmp_path / "policies.json").write_text(json.dumps(policies))
    inputs = [tmp_path / "services.json", tmp_path / "policies.json"]
    return subprocess.run(
        [sys.executable, SCRIPT, *inputs, tmp_path], capture_output=True, text=True, check=False
    )


def test_the_sample_becomes_the_text_written_by_hand(tmp_path):
    assert derived(tmp_path, SAMPLE, POLICIES).returncode == 0
    assert (tmp_path / "services.txt").read_text() == SERVICES_TEXT
    managed = (tmp_path / "managed-policies.txt").read_text()
    assert managed == "2026-01-02\nReadOnlyAccess\njob-function/Billing\n"


def test_the_places_of_the_index_are_those_of_the_blocks(tmp_path):
    assert derived(tmp_path, SAMPLE, POLICIES).returncode == 0
    text = (tmp_path / "services.txt").read_text()
    for line in text.splitlines()[4:6]:
        prefix, start, actions, end = line.split()
        assert text[int(start) :].startswith(SAMPLE["services"][prefix]["name"] + "\n")
        names = [row.split()[0] for row in text[int(actions) : int(end)].splitlines()]
        assert names == sorted(SAMPLE["services"][prefix]["actions"], key=str.lower)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda services: services["shop"]["actions"].update(BUY={"level": "Write"}), "case alone"),
        (lambda services: services["empty"].update(name="two\nlines"), "cannot be written"),
        (lambda services: services["empty"]["actions"].update({"a b": {"level": "Read"}}), "a b"),
        (lambda services: services["empty"]["actions"].update(Look={"level": "Glance"}), "Glance"),
    ],
)
def test_a_fact_that_the_format_cannot_say_is_an_error(tmp_path, change, message):
    sample = json.loads(json.dumps(SAMPLE))
    change(sample["services"])
    result = derived(tmp_path, sample, POLICIES)
    assert result.returncode != 0
    assert message in result.stderr
    assert not (tmp_path / "services.txt").exists()


def test_the_text_in_the_repository_has_the_format_of_the_script():
    text = (SCRIPT.parent / "services.txt").read_text(encoding="ascii")
    count = int(text.splitlines()[3])
    index = [line.split() for line in text.splitlines()[4 : 4 + count]]
    assert [row[0] for row in index] == sorted((row[0] for row in index), key=str.lower)
    for one, other in pairwise(index):
        assert one[3] == other[1]
    assert int(index[-1][3]) == len(text)
    assert len(text) + (SCRIPT.parent / "managed-policies.txt").stat().st_size < 1_000_000

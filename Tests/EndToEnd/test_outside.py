"""A file that another file names is read only below that file's folder, or that of the command.

The author of a pull request writes such names, and others see the log of the job that reads them.
"""

import json
import shutil

import pytest

from EndToEnd.support.snapshots import ROOT

TEAM = ROOT / "Documentation" / "example" / "team.json"
POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}],
}


@pytest.fixture
def inner(program):
    """A program that runs in a folder beside which there are a role set and a policy."""
    shutil.copy(TEAM, program.folder / "team.json")
    program.write("policy.json", json.dumps(POLICY))
    return program.inside(program.folder / "inner")


def expecting(path):
    return json.dumps(
        {
            "schemaVersion": "1.0", "policies": {"identity": [path]},
            "allow": [{"action": "s3:GetObject", "resource": "arn:aws:s3:::b/o"}],
        }
    )  # fmt: skip


def spec_naming(program, path):
    told = program.run("init", "--account", "123456789012", "--offline", "--out", "setup",
                       "--allow-outside", "--role-set", path)  # fmt: skip
    told.expect(0)


@pytest.mark.parametrize("way", ["dots", "root", "link"])
def test_expectations_name_nothing_outside(inner, way):
    path = {"dots": "../policy.json", "root": str(inner.folder.parent / "policy.json"),
            "link": "policy.json"}[way]  # fmt: skip
    if way == "link":
        (inner.folder / "policy.json").symlink_to(inner.folder.parent / "policy.json")
    inner.write("expected.json", expecting(path))
    refused = inner.run("test", "expected.json").expect(4)
    assert "is outside of the folder of the file that names it" in refused.err
    assert "s3:GetObject" not in refused.err
    inner.run("test", "--allow-outside", "expected.json").expect(0)


def test_a_spec_names_nothing_outside(inner):
    spec_naming(inner, "../team.json")
    for words in (["plan", "--snapshot", "x"], ["drift"], ["apply"], ["export"]):
        refused = inner.run(*words).expect(4)
        assert "'../team.json' is outside" in refused.err, words
        assert "repeat the command with '--allow-outside'" in refused.err, words
    inner.run("export", "--allow-outside").expect(0)


def test_both_sides_of_a_review_are_held_to_it(inner):
    spec_naming(inner, "../team.json")
    files = ["panorama-roles.json", "panorama-roles.json"]
    assert "is outside" in inner.run("review", *files).expect(4).err
    inner.run("review", "--allow-outside", *files).expect(0)


def test_what_is_below_the_folder_of_the_command_is_read(inner):
    """A spec in one folder of a repository names role sets in another."""
    outer = inner.folder.parent
    program = inner.inside(outer)
    words = ["init", "--account", "123456789012", "--offline", "--role-set", "team.json"]
    program.run(*words, "--spec", "inner/prod.json", "--out", "setup").expect(0)
    program.run("export", "--spec", "inner/prod.json").expect(0)

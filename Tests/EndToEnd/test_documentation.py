"""What README and the guides show exists: commands, links and examples.

Their sessions run in test_guides.py.
"""

import json
import os
import pathlib
import re
import subprocess

import pytest

from EndToEnd.support.transcripts import sessions

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
README = ROOT / "README.md"
GUIDES = sorted((ROOT / "Documentation").glob("*.md"))
PAGES = [README, *GUIDES]
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]


def test_every_command_has_a_session(program):
    shown = "\n".join(
        step.command for page in PAGES for s in sessions(page.read_text()) for step in s.steps
    )
    listed = re.findall(r"^  ([a-z][a-z-]*) {2,}\S", program.run("help").expect(0).out, re.M)
    missing = [name for name in listed if not re.search(rf"panorama-roles {name}\b", shown)]
    assert not missing, f"no session shows: {', '.join(missing)}"


def test_readme_shows_sessions_and_stays_short():
    text = README.read_text()
    assert sessions(text), "README shows no session"
    assert len(text.splitlines()) <= 200


def test_readme_links_to_every_guide():
    text = README.read_text()
    for page in GUIDES:
        assert f"(Documentation/{page.name})" in text, f"README does not link to {page.name}"


@pytest.mark.parametrize("name", [*NAMES, "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_to_files_lead_somewhere(name):
    text = (ROOT / name).read_text()
    for link in re.findall(r"\]\((?!https?://|#|mailto:)([^)#]+)", text):
        assert ((ROOT / name).parent / link).exists(), f"{name} links to {link}"


def test_the_make_targets_that_are_told_exist():
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z][a-z0-9-]*):", makefile, re.M))
    for name in (*NAMES, "CONTRIBUTING.md"):
        told = set(re.findall(r"`make ([a-z][a-z0-9-]*)", (ROOT / name).read_text()))
        assert told <= targets, f"{name} tells of make {told - targets}"


def test_ci_runs_the_command_that_readme_gives():
    run = (ROOT / ".ci" / "run").read_text().splitlines()
    assert "make check" in run and "make test" in run
    assert "make test" in README.read_text()


def test_the_modules_in_architecture_are_those_of_the_package():
    """The table of who may import whom is the one that the build enforces."""
    described = subprocess.run(
        ["swift", "package", "describe", "--type", "json"], cwd=ROOT, capture_output=True,
        text=True, timeout=300, env={**os.environ},
    )  # fmt: skip
    assert described.returncode == 0, described.stderr
    package = json.loads(described.stdout)
    uses = {
        target["name"]: set(target.get("target_dependencies", []))
        for target in package["targets"]
        if target["type"] in ("library", "executable")
    }
    rows = re.findall(r"^\| `([\w-]+)` \| ([^|]*) \|", (ROOT / "ARCHITECTURE.md").read_text(), re.M)
    told = {name: set(re.findall(r"`([\w-]+)`", cell)) for name, cell in rows}
    assert told, "ARCHITECTURE.md has no table of modules"
    for name, may in told.items():
        assert name in uses, f"ARCHITECTURE.md tells of a module '{name}'"
        assert uses[name] == may, f"{name} may import {sorted(uses[name])}"
    assert set(uses) == set(told), "modules that ARCHITECTURE.md does not tell of"


def test_the_pages_of_the_library_show_programs_that_print_what_they_say():
    """Each page holds a file of Documentation/Examples, and what it prints."""
    done = subprocess.run(
        ["make", "-s", "examples"], cwd=ROOT, capture_output=True, text=True, timeout=1200
    )
    assert done.returncode == 0, done.stderr
    printed = {}
    for part in ("\n" + done.stdout).split("\n== ")[1:]:
        name, text = part.split("\n", 1)
        printed[name] = text.rstrip("\n")
    folder = ROOT / "Documentation" / "PanoramaRolesCore.docc"
    pages = {page.stem for page in folder.glob("*.md")} - {"PanoramaRolesCore"}
    assert pages == set(printed) and len(pages) == 5
    landing = (folder / "PanoramaRolesCore.md").read_text()
    for name in sorted(pages):
        blocks = re.findall(
            r"^```(\w*)\n(.*?)\n```$", (folder / f"{name}.md").read_text(), re.M | re.S
        )
        program = (ROOT / "Documentation" / "Examples" / f"{name}.swift").read_text().rstrip()
        assert blocks == [("swift", program), ("", printed[name])], name
        assert f"<doc:{name}>" in landing


def test_the_demo_shows_a_widening_and_the_plan_that_closes_it(binary, tmp_path):
    done = subprocess.run(
        [ROOT / "Documentation" / "example" / "demo.sh", binary, tmp_path / "demo"],
        capture_output=True, text=True, timeout=120, env={"PATH": os.environ["PATH"]},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    compared, planned = done.stdout.split("\033[1m")[2:]
    assert compared.count("widened") >= 2 and "AdministratorAccess" in compared
    assert "(status 2)" in compared
    assert "- detach policy 'arn:aws:iam::aws:policy/AdministratorAccess'" in planned
    assert "~ update the trust policy of role 'deploy'" in planned
    assert "(status" not in planned

"""The jobs of the guide on reviews are of the right form, and do what the guide says."""

import copy
import json
import re
import subprocess

import pytest
import yaml

from EndToEnd.support import snapshots
from EndToEnd.test_ci_guide import commands, tool
from EndToEnd.test_review_cloudformation import TEMPLATE, wider
from EndToEnd.test_review_terraform import PLAN

GUIDE = (snapshots.ROOT / "Documentation" / "review-others.md").read_text()
FILES = re.findall(r"`([^`\n]+)`(?:[^`]*?):\n\n```yaml\n(.*?)```", GUIDE, re.S)
JOBS = {name: yaml.safe_load(text) for name, text in FILES}


def script(name: str) -> str:
    (job,) = JOBS[name].get("jobs", JOBS[name]).values()
    if "steps" in job:
        return "\n".join(step["run"] for step in job["steps"] if "run" in step)
    return "\n".join(job["script"])


def test_each_engine_has_a_job_for_each_host():
    engines = {name.rpartition("-")[2].removesuffix(".yml") for name in JOBS}
    for engine in engines:
        assert f".github/workflows/review-{engine}.yml" in JOBS
        assert f".gitlab-ci-{engine}.yml" in JOBS
    assert engines == {"terraform", "cloudformation"}


@pytest.mark.parametrize(("name", "text"), FILES)
def test_the_jobs_are_what_the_published_schema_says(tmp_path, name, text):
    path = tmp_path / "file.yml"
    path.write_text(text)
    kind = "github-workflows" if name.startswith(".github") else "gitlab-ci"
    done = tool("check-jsonschema", "--builtin-schema", f"vendor.{kind}", path)
    assert done.returncode == 0, done.stdout + done.stderr
    path.write_text(f"#!/bin/{'bash' if kind.startswith('github') else 'sh'}\n{script(name)}\n")
    done = tool("shellcheck", path)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", JOBS)
def test_the_flags_of_the_jobs_exist(program, name):
    found = commands(script(name))
    assert found
    told = program.run("help", "review").expect(0).out
    for words in found:
        assert words[0] == "review"
        for flag in (word for word in words if word.startswith("--")):
            assert re.search(rf"^ .*{flag}\b", told, re.M), flag


@pytest.fixture
def runner(program, binary):
    """What a runner has: our program, and programs that play Terraform, git and GitHub's."""
    bin = program.folder / "bin"
    bin.mkdir()
    (bin / "panorama-roles").symlink_to(binary)
    plays = {"terraform": 'case "$1" in show) cat "$RECORDED" ;; esac', "gh": 'echo "$@" > gh.txt',
             "git": "cat base.json"}  # fmt: skip
    for name, text in plays.items():
        path = bin / name
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)
    environment = {
        **program.environment,
        "PATH": f"{bin}:{snapshots.TOOLS}",
        "GITHUB_STEP_SUMMARY": str(program.folder / "summary.md"),
        "PULL_REQUEST": "7",
    }

    def run(name: str, **more) -> subprocess.CompletedProcess:
        shell = ["bash", "-e", "-c"] if name.startswith(".github") else ["sh", "-e", "-c"]
        return subprocess.run(
            [*shell, script(name)], cwd=program.folder, env={**environment, **more}, text=True,
            capture_output=True, timeout=120,
        )  # fmt: skip

    run.folder = program.folder
    return run


def quiet_plan() -> str:
    """The recorded plan as it would be without a change."""
    plan = json.loads(PLAN.read_text())
    kept = [row for row in plan["resource_changes"] if row["change"]["before"] is not None]
    for row in kept:
        row["change"].update(actions=["no-op"], after=row["change"]["before"], after_unknown={})
    return json.dumps({**plan, "resource_changes": kept})


@pytest.mark.parametrize("name", [name for name in JOBS if "terraform" in name])
def test_the_jobs_for_terraform_fail_when_access_grows(runner, name):
    done = runner(name, RECORDED=str(PLAN))
    assert done.returncode == 2, done.stderr
    review = (runner.folder / "review.md").read_text()
    assert "roles gain access" in review
    if name.startswith(".github"):
        assert (runner.folder / "summary.md").read_text() == review
        assert (runner.folder / "gh.txt").read_text().startswith("pr comment 7 --body-file")
        sarif = json.loads((runner.folder / "review.sarif").read_text())
        assert sarif["runs"][0]["results"]
    quiet = runner.folder / "quiet.json"
    quiet.write_text(quiet_plan())
    done = runner(name, RECORDED=str(quiet))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", [name for name in JOBS if "cloudformation" in name])
def test_the_jobs_for_cloudformation_fail_when_access_grows(runner, name):
    new = copy.deepcopy(TEMPLATE)
    wider(new["Resources"])
    (runner.folder / "base.json").write_text(json.dumps(TEMPLATE))
    (runner.folder / "template.json").write_text(json.dumps(new))
    done = runner(name, BASE="main", CI_MERGE_REQUEST_DIFF_BASE_SHA="main")
    assert done.returncode == 2, done.stderr
    assert "1 role gains access" in (runner.folder / "review.md").read_text()
    (runner.folder / "template.json").write_text(json.dumps(TEMPLATE))
    done = runner(name, BASE="main", CI_MERGE_REQUEST_DIFF_BASE_SHA="main")
    assert done.returncode == 0, done.stderr

"""What the guide gives to be pasted into CI is of the right form, and does what it says."""

import json
import pathlib
import re
import shlex
import subprocess

import pytest
import yaml

from EndToEnd.support import snapshots
from EndToEnd.support.accounts import APPLIANCE, READ_ONLY, STUB_TESTER

SECTION = (snapshots.ROOT / "Documentation" / "ci.md").read_text()
# The block behind each file name that ends in a colon.
FILES = dict(re.findall(r"`([^`\n]+)`:\n\n```yaml\n(.*?)```", SECTION, re.S))
WORKFLOW = yaml.safe_load(FILES[".github/workflows/drift.yml"])
GITLAB = yaml.safe_load(FILES[".gitlab-ci.yml"])
REVIEW = yaml.safe_load(FILES[".github/workflows/review.yml"])
REVIEW_GITLAB = yaml.safe_load(FILES[".gitlab-ci-review.yml"])
(CRON,) = re.findall(r"```crontab\n(.*?)\n```", SECTION)
SHELL = re.findall(r"```sh\n(.*?)```", SECTION, re.S)

STEPS = WORKFLOW["jobs"]["drift"]["steps"]
REVIEW_STEPS = REVIEW["jobs"]["review"]["steps"]
SCRIPTS = {
    "github": "\n".join(step["run"] for step in STEPS if "run" in step),
    "gitlab": "\n".join(GITLAB["drift"]["script"]),
    "github review": "\n".join(step["run"] for step in REVIEW_STEPS if "run" in step),
    "gitlab review": "\n".join(REVIEW_GITLAB["review"]["script"]),
    "cron": CRON.split(maxsplit=5)[5],
    **{f"block {number}": text for number, text in enumerate(SHELL)},
}


def tool(*words, **more) -> subprocess.CompletedProcess:
    return subprocess.run(
        [str(word) for word in words], capture_output=True, text=True, timeout=120,
        env={"PATH": snapshots.TOOLS, "LC_ALL": "C.UTF-8"}, **more,
    )  # fmt: skip


def test_every_kind_of_ci_is_shown():
    assert set(FILES) == {
        ".github/workflows/drift.yml", ".github/workflows/roles.yml",
        ".github/workflows/review.yml", ".gitlab-ci.yml", ".gitlab-ci-review.yml",
        ".pre-commit-config.yaml",
    }  # fmt: skip
    assert SHELL


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        (".github/workflows/drift.yml", "github-workflows"),
        (".github/workflows/roles.yml", "github-workflows"),
        (".github/workflows/review.yml", "github-workflows"),
        (".gitlab-ci.yml", "gitlab-ci"),
        (".gitlab-ci-review.yml", "gitlab-ci"),
    ],
)
def test_the_yaml_is_what_the_published_schema_says(tmp_path, name, schema):
    path = tmp_path / "file.yml"
    path.write_text(FILES[name])
    done = tool("check-jsonschema", "--builtin-schema", f"vendor.{schema}", path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_shell_is_sound(tmp_path, name):
    path = tmp_path / "script.sh"
    shell = "bash" if name.startswith("github") else "sh"
    path.write_text(f"#!/bin/{shell}\n{SCRIPTS[name]}\n")
    done = tool("shellcheck", path)
    assert done.returncode == 0, done.stdout


def commands(text: str) -> list[list[str]]:
    """The words of each command of ours, up to what belongs to the shell."""
    found = []
    for line in re.findall(r"panorama-roles [^|><&;\n`']*", text.replace("\\\n", " ")):
        found.append(shlex.split(line)[1:])
    return found


@pytest.mark.parametrize(
    "words", [w for text in SCRIPTS.values() for w in commands(text)], ids=" ".join
)
def test_the_flags_are_there(program, words):
    told = program.run("help", words[0]).expect(0).out
    for flag in (word for word in words if word.startswith("--")):
        assert re.search(rf"^ .*{flag}\b", told, re.M), f"{words[0]} has no {flag}"
    if "--format" in words:
        form = words[words.index("--format") + 1]
        assert re.search(rf"--format FORMAT.*\b{form}\b", told.replace("\n", " "))


@pytest.fixture
def checkout(online, stub, account, binary):
    """A folder with the spec of an account in sync, and what a runner's shell sees."""
    online.init("--quiet").expect(0)
    online.apply("--quiet").expect(0)
    bin = online.folder / "bin"
    bin.mkdir()
    (bin / "panorama-roles").symlink_to(binary)
    environment = {
        **online.environment,
        "PATH": f"{bin}:{snapshots.TOOLS}",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_PAGER": "",
        "GITHUB_STEP_SUMMARY": str(online.folder / "summary.md"),
    }

    def run(script: str, shell: str, **more) -> subprocess.CompletedProcess:
        return subprocess.run(
            [*shell.split(), script], cwd=online.folder, env={**environment, **more}, text=True,
            capture_output=True, timeout=120,
        )  # fmt: skip

    run.folder = online.folder
    return run


def attach(account) -> None:
    account.iam.attach_role_policy(RoleName=APPLIANCE, PolicyArn=READ_ONLY)


(READER,) = re.findall(r"cat > drift-reader.json <<'END'\n(.*?)\n> END", SECTION, re.S)
READER = json.loads(re.sub(r"^> ?", "", READER, flags=re.M))


def test_the_role_of_the_guide_may_make_every_call_of_a_check(online, stub, account):
    """Whatever a spec declares: policies, instance profiles, identity providers of its own."""
    policy = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}],
    }
    machines = {
        "name": "machines", "trust": {"services": ["ec2.amazonaws.com"]},
        "managedPolicies": [READ_ONLY, "arn:${Partition}:iam::${Account}:policy/own"],
        "instanceProfiles": ["machines"],
        "inlinePolicies": [{"name": "inline", "document": policy}],
    }  # fmt: skip
    others = [{**READER["roles"][0], "name": f"reader-{n}"} for n in range(3)]
    online.write("set.json", json.dumps({
        **READER, "policies": [{"name": "own", "document": policy}], "roles": [machines, *others],
    }))  # fmt: skip
    online.init("--quiet", "--role-set", "set.json").expect(0)
    online.apply("--quiet").expect(0)
    account.iam.attach_role_policy(RoleName="reader-0", PolicyArn=READ_ONLY)
    account.iam.create_role(
        RoleName="stranger", AssumeRolePolicyDocument=json.dumps({
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}]}),
    )  # fmt: skip
    stub.forget_log()
    for ways in (
        [],
        ["--read-strategy", "per-role"],
        ["--read-strategy", "bulk"],
        ["--roles-only"],
    ):
        online.drift(*ways).expect(2)
    online.run("plan").expect(0)
    online.run("snapshot", "--identity-providers", "--out", "account.json").expect(0)
    called = {f"iam:{call['action']}" for call in stub.calls() if call["service"] == "iam"}
    assert {"iam:ListAttachedRolePolicies", "iam:GetOpenIDConnectProvider"} <= called
    (statement,) = READER["roles"][0]["inlinePolicies"][0]["document"]["Statement"]
    assert statement["Resource"] == "*" and called <= set(statement["Action"])
    printed = online.run("policy", "tool", "--for", "drift").expect(0).json
    for row in printed["Statement"]:
        assert set(row["Action"] if isinstance(row["Action"], list) else [row["Action"]]) <= set(
            statement["Action"]
        )


def test_no_pull_request_may_assume_the_role_of_the_guide(program):
    program.write("set.json", json.dumps(READER))
    assert "0 errors, 0 warnings, 0 info" in program.run("lint", "set.json").expect(0).out
    for name in (".github/workflows/drift.yml", ".github/workflows/roles.yml"):
        # YAML 1.1 reads the key 'on' as true.
        assert set(yaml.safe_load(FILES[name])[True]) == {"schedule", "workflow_dispatch"}
    (rule,) = GITLAB["drift"]["rules"]
    assert rule == {"if": '$CI_PIPELINE_SOURCE == "schedule"'}


# GitHub runs a step by 'bash -e'.


def test_the_workflow_in_an_account_in_sync(checkout):
    done = checkout(SCRIPTS["github"], "bash -e -c")
    assert done.returncode == 0, done.stderr
    assert "In sync: 2 roles" in (checkout.folder / "summary.md").read_text()
    assert json.loads((checkout.folder / "drift.sarif").read_text())["runs"][0]["results"] == []


def test_the_workflow_tells_of_drift_in_three_places(checkout, account):
    attach(account)
    done = checkout(SCRIPTS["github"], "bash -e -c")
    assert done.returncode == 2, done.stderr
    assert re.search(r"^::error .*title=managed-policy-unexpected::", done.stdout, re.M)
    assert "managed-policy-unexpected" in (checkout.folder / "summary.md").read_text()
    (result,) = json.loads((checkout.folder / "drift.sarif").read_text())["runs"][0]["results"]
    assert result["ruleId"] == "managed-policy-unexpected"


def test_the_workflow_works_for_the_role_set_of_the_guide(checkout, online):
    """It declares an identity provider."""
    online.write("set.json", json.dumps(READER))
    online.run("spec", "add", "--role-set", "set.json", "--quiet").expect(0)
    online.apply("--quiet").expect(0)
    done = checkout(SCRIPTS["github"], "bash -e -c")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "In sync: 3 roles" in (checkout.folder / "summary.md").read_text()


def test_the_workflow_stops_where_the_account_cannot_be_read(checkout, stub):
    stub.fault("denied", "GetAccountAuthorizationDetails", times=None)
    done = checkout(SCRIPTS["github"], "bash -e -c")
    assert done.returncode == 5, done.stderr
    assert not (checkout.folder / "drift.sarif").exists(), "nothing closes alerts"


def test_the_workflow_with_the_action_gives_what_the_action_takes():
    workflow = yaml.safe_load(FILES[".github/workflows/roles.yml"])
    assert workflow["permissions"] == WORKFLOW["permissions"]
    action = yaml.safe_load((snapshots.ROOT / "action.yml").read_text())
    for job in (workflow["jobs"]["drift"], REVIEW["jobs"]["review"]):
        (step,) = [s for s in job["steps"] if "panorama-roles" in s.get("uses", "")]
        assert set(step["with"]) <= set(action["inputs"])
    assert step["with"] == {"install-only": True}
    (compare,) = [s for s in action["runs"]["steps"] if s.get("id") == "drift"]
    assert compare["if"] == "inputs.install-only != 'true'"


def test_the_workflow_asks_for_what_its_steps_need():
    assert WORKFLOW["permissions"] == {
        "contents": "read", "id-token": "write", "security-events": "write",
    }  # fmt: skip
    uses = [step["uses"].split("@")[0] for step in STEPS if "uses" in step]
    assert "aws-actions/configure-aws-credentials" in uses
    assert "github/codeql-action/upload-sarif" in uses


# Pull requests


GIT = "git -c user.name=x -c user.email=x@example.com -c init.defaultBranch=main"
TEAM = {
    "schemaVersion": "1.0", "name": "team",
    "roles": [{
        "name": "worker", "trust": {"services": ["lambda.amazonaws.com"]},
        "inlinePolicies": [{"name": "work", "document": {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "*"}]}}],
    }],
}  # fmt: skip


@pytest.fixture
def pull_request(program, binary):
    """The checkout of a pull request: the merge of a branch that gives a role these actions."""
    folder = program.folder / "repository"
    outside = program.folder / "bin"
    outside.mkdir()
    (outside / "panorama-roles").symlink_to(binary)
    (outside / "gh").write_text(
        f'#!/bin/sh\nprintf "%s " "$@" > "{outside}/asked.txt"\n'
        f'cat review.md > "{outside}/comment.md"\n'
    )
    (outside / "gh").chmod(0o755)
    environment = {
        **program.environment, "PATH": f"{outside}:{snapshots.TOOLS}", "PULL_REQUEST": "7",
        "GITHUB_STEP_SUMMARY": str(outside / "summary.md"), "ACCEPTED": "false",
    }  # fmt: skip

    def run(script: str, shell: str = "bash -e -c", **more) -> subprocess.CompletedProcess:
        return subprocess.run(
            [*shell.split(), script], cwd=folder, env={**environment, **more}, text=True,
            capture_output=True, timeout=120,
        )  # fmt: skip

    def commit(actions: list[str]) -> str:
        statement = TEAM["roles"][0]["inlinePolicies"][0]["document"]["Statement"][0]
        text = json.dumps(TEAM).replace(json.dumps(statement["Action"]), json.dumps(actions))
        (folder / "team.json").write_text(text)
        done = run(f"{GIT} add -A && {GIT} commit -q --allow-empty -m x && git rev-parse HEAD")
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def make(actions: list[str]) -> str:
        folder.mkdir()
        (folder / "team.json").write_text(json.dumps(TEAM))
        made = run(
            f"{GIT} init -q && panorama-roles init --account 123456789012 --offline --quiet "
            "--role-set team.json > /dev/null"
        )
        assert made.returncode == 0, made.stderr
        base = commit(["s3:GetObject"])
        run("git switch -q -c change")
        commit(actions)
        # What others merged since is not what the pull request changes.
        run("git switch -q main && echo x > other.txt")
        commit(["s3:GetObject"])
        merged = run(f"{GIT} merge -q --no-ff -m merge change")
        assert merged.returncode == 0, merged.stderr
        return base

    run.make = make
    run.outside = outside
    return run


def test_the_review_passes_what_gives_no_access(pull_request):
    pull_request.make(["s3:GetObject"])
    for _ in range(2):
        done = pull_request(SCRIPTS["github review"])
        assert done.returncode == 0, done.stdout + done.stderr
        assert "**No role gains access.**" in (pull_request.outside / "summary.md").read_text()
        # A runner that is used again has cleaned the folder away, and git remembers it.
        pull_request("rm -rf base")


def test_the_review_fails_where_a_role_gains_until_the_label_accepts_it(pull_request):
    pull_request.make(["s3:GetObject", "s3:PutObject"])
    done = pull_request(SCRIPTS["github review"])
    assert done.returncode == 2, done.stdout + done.stderr
    for name in ("summary.md", "comment.md"):
        assert "**1 role gains access.**" in (pull_request.outside / name).read_text()
    assert (pull_request.outside / "asked.txt").read_text().startswith("pr comment 7 --body-file ")
    pull_request("rm -rf base")
    done = pull_request(SCRIPTS["github review"], ACCEPTED="true")
    assert done.returncode == 0 and "::notice::" in done.stdout, done.stdout + done.stderr


def test_the_review_says_that_it_could_not_comment(pull_request):
    pull_request.make(["s3:GetObject", "s3:PutObject"])
    (pull_request.outside / "gh").write_text("#!/bin/sh\nexit 1\n")
    done = pull_request(SCRIPTS["github review"])
    assert done.returncode == 2 and "::warning::" in done.stdout


def test_no_label_accepts_what_cannot_be_compared(pull_request):
    pull_request.make(["s3:GetObject"])
    pull_request("echo '{' > team.json")
    assert pull_request(SCRIPTS["github review"], ACCEPTED="true").returncode == 1


def test_the_review_of_gitlab(pull_request):
    base = pull_request.make(["s3:GetObject", "s3:PutObject"])
    done = pull_request(
        SCRIPTS["gitlab review"], "sh -e -c", CI_MERGE_REQUEST_DIFF_BASE_SHA=base
    )  # fmt: skip
    assert done.returncode == 2, done.stdout + done.stderr
    assert "**1 role gains access.**" in done.stdout
    pull_request(f"rm -rf base && git checkout -q {base}")
    done = pull_request(
        SCRIPTS["gitlab review"], "sh -e -c", CI_MERGE_REQUEST_DIFF_BASE_SHA=base
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_review_has_no_token_of_aws_and_counts_one_label_of_one_run():
    assert REVIEW["permissions"] == {"contents": "read", "pull-requests": "write"}
    assert "configure-aws-credentials" not in FILES[".github/workflows/review.yml"]
    (step,) = [step for step in REVIEW_STEPS if "run" in step]
    assert step["env"]["ACCEPTED"] == (
        "${{ github.event.action == 'labeled' && github.event.label.name == 'access-accepted' }}"
    )
    (checkout,) = [s for s in REVIEW_STEPS if s.get("uses", "").startswith("actions/checkout")]
    assert checkout["with"]["fetch-depth"] == 2, "the merge and its parents"


@pytest.fixture
def signed_in(checkout):
    """The `aws` of the job: it gives out the keys that the stub knows, for a token."""
    aws = checkout.folder / "bin" / "aws"
    keys = f"{STUB_TESTER.access_key}\\t{STUB_TESTER.secret}\\t{STUB_TESTER.token or ''}"
    aws.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$@" > asked.txt\n[ -n "$AWS_TOKEN" ] && printf "{keys}\\n"\n'
    )
    aws.chmod(0o755)
    return lambda script, **more: checkout(
        script, "sh -e -c", CI_JOB_ID="7", AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY="",
        ROLE_ARN=GITLAB["drift"]["variables"]["ROLE_ARN"], **more,
    )  # fmt: skip


def test_the_job_of_gitlab(signed_in, checkout, account):
    done = signed_in(SCRIPTS["gitlab"], AWS_TOKEN="token")
    assert done.returncode == 0, done.stderr
    assert 'failures="0"' in (checkout.folder / "drift.xml").read_text()
    asked = (checkout.folder / "asked.txt").read_text().split("\n")
    assert asked[:2] == ["sts", "assume-role-with-web-identity"] and "drift-7" in asked
    attach(account)
    assert signed_in(SCRIPTS["gitlab"], AWS_TOKEN="token").returncode == 2
    assert 'failures="1"' in (checkout.folder / "drift.xml").read_text()
    assert signed_in(SCRIPTS["gitlab"], AWS_TOKEN="").returncode != 0, "no keys, no check"


def test_the_words_of_the_job_are_those_of_the_aws_cli(moto, tmp_path):
    """Moto answers for STS; the AWS CLI parses flags and query."""
    call = SCRIPTS["gitlab"].split("$(")[1].split(")\nread")[0]
    done = subprocess.run(
        ["sh", "-c", call], cwd=tmp_path, text=True, capture_output=True, timeout=120,
        env={**moto.environment(tmp_path), "AWS_TOKEN": "a.token.of.gitlab", "CI_JOB_ID": "7",
             "ROLE_ARN": GITLAB["drift"]["variables"]["ROLE_ARN"]},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.split()) == 3


def test_the_line_of_cron_sends_mail_only_when_access_grew(checkout, account):
    minute, hour, *days = CRON.split()[:5]
    assert minute.isdigit() and hour.isdigit() and days == ["*"] * 3
    assert "%" not in CRON, "cron reads it as a line end"
    mail = checkout.folder / "bin" / "mail"
    mail.write_text("#!/bin/sh\ncat > mail.txt\n")
    mail.chmod(0o755)
    line = SCRIPTS["cron"].replace("/srv/roles", str(checkout.folder))
    sent = pathlib.Path(checkout.folder / "mail.txt")
    checkout(line, "sh -c")
    assert not sent.exists(), sent.read_text()
    attach(account)
    checkout(line, "sh -c")
    assert "managed-policy-unexpected" in sent.read_text()


@pytest.mark.parametrize("name", SHELL and [n for n in SCRIPTS if n.startswith("block")])
def test_the_script_tells_drift_from_what_could_not_be_read(checkout, account, stub, name):
    assert "in sync" in checkout(SCRIPTS[name], "sh -c").stdout
    attach(account)
    done = checkout(SCRIPTS[name], "sh -c")
    assert done.returncode == 1 and done.stdout.startswith("drift")
    stub.fault("denied", "GetRole", times=None)
    stub.fault("denied", "GetAccountAuthorizationDetails", times=None)
    done = checkout(SCRIPTS[name], "sh -c")
    assert done.returncode == 1 and "not everything could be read" in done.stdout, done.stderr


# pre-commit


@pytest.fixture
def repository(checkout):
    """A repository with one policy in canonical form."""
    folder = checkout.folder
    (folder / "policies").mkdir()
    git = "git -c user.name=x -c user.email=x@example.com -c init.defaultBranch=main"
    (folder / "policies" / "read.json").write_text(json.dumps(POLICY))
    done = checkout(
        f"{git} init -q && panorama-roles format --write policies/read.json", "sh -e -c"
    )
    assert done.returncode == 0, done.stderr
    return lambda: checkout("git add -A && pre-commit run --all-files", "sh -e -c")


POLICY = {
    "Version": "2012-10-17",
    "Statement": [{
        "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::models/*"}],
}  # fmt: skip


def hooks_of_the_guide(folder: pathlib.Path) -> None:
    (folder / ".pre-commit-config.yaml").write_text(FILES[".pre-commit-config.yaml"])


def hooks_of_the_repository(folder: pathlib.Path) -> None:
    hooks = yaml.safe_load((snapshots.ROOT / ".pre-commit-hooks.yaml").read_text())
    for hook in hooks:
        hook["files"] = "^policies/"
    config = {"repos": [{"repo": "local", "hooks": hooks}]}
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))


@pytest.mark.parametrize("configure", [hooks_of_the_guide, hooks_of_the_repository])
def test_the_hooks_pass_what_is_right_and_stop_what_is_not(checkout, repository, configure):
    configure(checkout.folder)
    done = repository()
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Passed") == 2, done.stdout
    path = checkout.folder / "policies" / "read.json"
    path.write_text(json.dumps(POLICY))
    done = repository()
    assert done.returncode == 1 and "Canonical form of IAM policies" in done.stdout
    assert done.stdout.count("Failed") == 1
    path.write_text('{"Version": "2012-10-17", "Statement": [{"Effect": "Permit"}]}')
    done = repository()
    assert done.returncode == 1 and "policies/read.json:1:" in done.stdout


def test_the_hooks_of_the_repository_are_as_pre_commit_wants_them():
    done = tool("pre-commit", "validate-manifest", snapshots.ROOT / ".pre-commit-hooks.yaml")
    assert done.returncode == 0, done.stdout

"""`review --terraform PLAN`: what a plan of real Terraform does to access."""

import json
import pathlib

import jsonschema
import pytest

from EndToEnd.support.accounts import ACCOUNT
from EndToEnd.support.reviews import sarif_results

HERE = pathlib.Path(__file__).parent
PLAN = HERE / "plans" / "plan.json"
STATE = HERE / "plans" / "state.json"
AUDIT = "222222222222"


@pytest.fixture
def plan(program):
    program.write("plan.json", PLAN.read_text())
    return lambda *words: program.run("review", "--terraform", "plan.json", *words)


# What the recorded plan does; each role is described in plans/after/main.tf.
VERDICTS = {
    "aws_iam_role.app": ("yes", "no"),
    "aws_iam_role.audit": ("unknown", "unknown"),
    "aws_iam_role.fresh": ("yes", "no"),
    "aws_iam_role.machine": ("yes", "no"),
    "aws_iam_role.steady": ("no", "no"),
    "aws_iam_role.worker": ("unknown", "unknown"),
    'module.ci.aws_iam_role.this["build"]': ("no", "no"),
    'module.ci.aws_iam_role.this["deploy"]': ("yes", "no"),
}
RESOURCES = {"aws_s3_bucket_policy.logs": ("yes", "no"), "aws_sqs_queue_policy.jobs": ("yes", "no")}


def test_a_recorded_plan_is_judged_role_by_role(plan):
    told = plan("--format", "json").expect(2).json
    assert {r["address"]: (r["gains"], r["loses"]) for r in told["roles"]} == VERDICTS
    assert {r["address"]: (r["gains"], r["loses"]) for r in told["resources"]} == RESOURCES
    assert told["accounts"] == [ACCOUNT, AUDIT]
    roles = {role["address"]: role for role in told["roles"]}
    assert roles["aws_iam_role.audit"]["scope"] == AUDIT
    request = roles["aws_iam_role.app"]["permissions"]["witnesses"]["widened"]
    assert request["action"] == "iam:PassRole"
    (unknown,) = roles["aws_iam_role.fresh"]["unknown"]
    assert unknown["subject"] == "aws_iam_policy.fresh: policy"
    assert "'aws_sns_topic.news.arn'" in unknown["reason"]
    schema = HERE.parents[1] / "Policies/schema/review.schema.json"
    jsonschema.Draft202012Validator(json.loads(schema.read_text())).validate(told)


def test_the_evidence_is_for_a_pull_request(plan):
    text = plan("--format", "markdown").expect(2).out
    assert text == plan().expect(2).out
    assert '`module.ci.aws_iam_role.this["deploy"]`' in text
    assert f"| `app` in `{ACCOUNT}` | **gains** | unchanged | widened" in text
    assert "EC2 instances get the role through instance profile `machine`" in text


def test_results_are_at_the_address_of_the_resource(plan, program):
    results = sarif_results(plan("--format", "sarif").expect(2).json)
    places = {
        result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"]: result
        for result in results
    }
    changed = {a for a, answers in (VERDICTS | RESOURCES).items() if answers != ("no", "no")}
    assert set(places) == changed
    assert places["aws_iam_role.app"]["level"] == "error"
    assert places["aws_iam_role.audit"]["level"] == "warning"
    lines = (program.folder / "plan.json").read_text().splitlines()
    for address, result in places.items():
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "plan.json"
        start = place["region"]["startLine"]
        assert json.dumps(address) in "".join(lines[start - 1 : start + 3])


def test_a_plan_without_changes_passes(program):
    plan = json.loads(PLAN.read_text())
    for resource in plan["resource_changes"]:
        change = resource["change"]
        if resource["mode"] == "managed" and change["before"] is not None:
            change.update(actions=["no-op"], after=change["before"], after_unknown={})
    plan["resource_changes"] = [
        r for r in plan["resource_changes"] if r["change"]["before"] is not None
    ]
    text = json.dumps(plan)
    told = program.run("review", "--terraform", "-", stdin=text).expect(0)
    assert "Nobody gains access." in told.out
    program.run("review", "--terraform", "-", "--fail-on", "different", stdin=text).expect(0)


REFUSED = {
    "a state": (STATE.read_text(), "this is a Terraform state, not a plan"),
    "a log": ('{"@level":"info","type":"version"}\n{}\n', "the log of 'terraform plan -json'"),
    "a snapshot": ('{"RoleDetailList": []}', "is a snapshot of an account, not a Terraform plan"),
    "a saved plan": ("PK\x03\x04", "this is a saved plan, not JSON"),
    "cut": (PLAN.read_text()[:5000], "plan.json:"),
    "deep": ('{"a":' * 5000, "nested"),
    "wrong types": (
        json.dumps({"format_version": "1.2", "configuration": [], "resource_changes": [
            {"address": 1, "type": "aws_iam_role", "change": []}]}), "plan.json:1:"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_plan_is_refused(program, name):
    text, said = REFUSED[name]
    program.write("plan.json", text)
    told = program.run("review", "--terraform", "plan.json").expect(1)
    assert said in told.err and "hint:" in told.err + "hint:" and not told.out


WORDS = {
    "two files": ["--terraform", "plan.json", "other.json"],
    "two kinds": ["--terraform", "plan.json", "--snapshot", "a.json"],
    "an account": ["--terraform", "plan.json", "--account", ACCOUNT],
}


@pytest.mark.parametrize("name", WORDS)
def test_words_that_do_not_fit_are_refused(program, name):
    program.run("review", *WORDS[name]).expect(64)


def test_a_large_plan_is_read_in_bounded_time(program):
    plan = json.loads(PLAN.read_text())
    (bucket,) = (r for r in plan["resource_changes"] if r["address"] == "aws_s3_bucket.logs")
    many = [
        {**bucket, "address": f"aws_s3_bucket.logs[{number}]", "type": "aws_s3_object"}
        for number in range(8000)
    ]
    plan["resource_changes"] += many
    text = json.dumps(plan)
    assert len(text) > 20 << 20
    told = program.run("review", "--terraform", "-", "--format", "json", stdin=text).expect(2)
    assert len(told.json["roles"]) == len(VERDICTS)

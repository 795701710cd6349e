"""The command lint: what it finds, what it leaves alone, and the forms that it speaks."""

import collections
import json
import pathlib

import pytest
from moto.iam.aws_managed_policies import aws_managed_policies_data

ACCOUNT = "123456789012"
DEVICE = f"arn:aws:panorama:us-east-1:{ACCOUNT}:device/device-a"


def trust(condition=None, service="panorama.amazonaws.com") -> str:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
    }
    if condition is not None:
        statement["Condition"] = condition
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


MANAGED = pathlib.Path(__file__).parent / "support" / "managed_findings.json"


def test_managed_policies_of_aws_have_no_error_and_only_the_listed_warnings(program):
    folder = program.folder / "managed"
    folder.mkdir()
    policies = json.loads(aws_managed_policies_data)
    for name, policy in policies.items():
        (folder / f"{name}.json").write_text(json.dumps(policy["Document"]))
    names = [f"managed/{name}.json" for name in policies]
    result = program.run("lint", "--fail-on", "error", "--format", "json", *names).expect(0).json
    assert result["summary"]["files"] == len(policies) > 1400
    assert result["summary"]["errors"] == 0
    found = collections.defaultdict(set)
    for finding in result["findings"]:
        if finding["severity"] == "warning":
            found[finding["rule"]].add(pathlib.Path(finding["file"]).stem)
    listed = json.loads(MANAGED.read_text())
    assert all(len(entry["reason"]) > 20 for entry in listed.values())
    assert {rule: sorted(names) for rule, names in found.items()} == {
        rule: entry["policies"] for rule, entry in listed.items()
    }


# What others got wrong about service principals, each an issue that somebody had to open: the
# condition, the service, and the ids of the findings at 'warning' or above.
CONFUSED_DEPUTY = [
    ("no condition", None, "panorama.amazonaws.com", ["confused-deputy"]),
    ("list", None, ["panorama.amazonaws.com"], ["confused-deputy"]),
    ("account", {"StringEquals": {"aws:SourceAccount": ACCOUNT}}, "panorama.amazonaws.com", []),
    ("key case", {"StringEquals": {"AWS:sourceaccount": ACCOUNT}}, "panorama.amazonaws.com", []),
    ("like", {"StringLike": {"aws:SourceAccount": ACCOUNT}}, "panorama.amazonaws.com", []),
    ("arn, equal", {"StringEquals": {"aws:SourceArn": DEVICE}}, "panorama.amazonaws.com", []),
    ("arn", {"ArnEquals": {"aws:SourceArn": DEVICE}}, "panorama.amazonaws.com", []),
    (
        "if exists",
        {"StringEqualsIfExists": {"aws:SourceAccount": ACCOUNT}},
        "panorama.amazonaws.com",
        ["confused-deputy", "source-condition-if-exists"],
    ),
    (
        "arn if exists",
        {"ArnLikeIfExists": {"aws:SourceArn": DEVICE}},
        "panorama.amazonaws.com",
        ["confused-deputy", "source-condition-if-exists"],
    ),
    ("organization", {"StringEquals": {"aws:SourceOrgID": "o-a"}}, "panorama.amazonaws.com", []),
    ("sends nothing", None, "ec2.amazonaws.com", []),
    ("unknown service", None, "edge.example.amazonaws.com", []),
    (
        "two accounts",
        {
            "StringEquals": {"aws:SourceAccount": "999999999999"},
            "ArnLike": {"aws:SourceArn": DEVICE},
        },
        "panorama.amazonaws.com",
        ["source-account-mismatch"],
    ),
    (
        "any account",
        {"ArnLike": {"aws:SourceArn": "arn:aws:panorama:*:*:device/*"}},
        "panorama.amazonaws.com",
        ["source-arn-any-account"],
    ),
    (
        "empty Region",
        {"ArnLike": {"aws:SourceArn": f"arn:aws:panorama::{ACCOUNT}:device/*"}},
        "panorama.amazonaws.com",
        ["source-arn-empty-region"],
    ),
    (
        "a colon too many",
        {"StringEquals": {"aws:SourceAccount": f"{ACCOUNT}:"}},
        "panorama.amazonaws.com",
        ["source-account-digits"],
    ),
]


@pytest.mark.parametrize(
    ("condition", "service", "expected"),
    [row[1:] for row in CONFUSED_DEPUTY],
    ids=[row[0] for row in CONFUSED_DEPUTY],
)
def test_confused_deputy_findings(program, condition, service, expected):
    program.write("trust.json", trust(condition, service))
    result = program.run("lint", "--type", "trust", "--format", "json", "trust.json")
    found = result.expect(3 if expected else 0).json["findings"]
    assert sorted(f["rule"] for f in found if f["severity"] != "info") == sorted(expected)


def test_the_threshold_decides_the_status(program):
    program.write("trust.json", trust())
    program.run("lint", "trust.json").expect(3)
    program.run("lint", "--fail-on", "error", "trust.json").expect(0)
    program.write("safe.json", trust({"StringEquals": {"aws:SourceAccount": ACCOUNT}}))
    program.run("lint", "safe.json").expect(0)
    program.run("lint", "--fail-on", "info", "safe.json").expect(3)


def test_every_problem_of_every_file_is_told_with_its_place(program):
    program.write("a.json", '{"Version": "2012-10-17", "Statement": [{"Effect": "allow"}]}')
    program.write("b.json", '{\n  "Statement": [,]\n}')
    result = program.run("lint", "--type", "identity", "a.json", "missing.json", "b.json")
    assert result.expect(1).out.count("a.json:1:") == 3, result.out
    assert "b.json:2:17: error:" in result.out
    assert "'missing.json' cannot be read" in result.err
    piped = program.run("lint", "-", stdin="not json").expect(3)
    assert piped.out.startswith("standard input:1:1: error:")


def test_a_suppression_needs_a_reason_and_ends(program):
    program.write("trust.json", trust())
    entry = {
        "rule": "confused-deputy",
        "file": "tr*.json",
        "reason": "test",
        "expires": "2026-12-31",
    }
    program.write(
        "suppressions.json", json.dumps({"schemaVersion": "1.0", "suppressions": [entry]})
    )
    lint = ["lint", "--suppressions", "suppressions.json", "--format", "json"]
    held = program.run(*lint, "--today", "2026-12-31", "trust.json").expect(0).json
    assert held["summary"]["suppressed"] == 1
    ended = program.run(*lint, "--today", "2027-01-01", "trust.json").expect(3).json
    assert {f["rule"] for f in ended["findings"]} >= {"confused-deputy", "suppression-expired"}
    program.write("safe.json", trust({"StringEquals": {"aws:SourceAccount": ACCOUNT}}))
    unmatched = program.run(*lint, "--today", "2026-12-31", "safe.json").expect(3).json
    assert "suppression-unmatched" in {f["rule"] for f in unmatched["findings"]}
    for broken, told in [
        ({**entry, "rule": "confused-deputi"}, "'confused-deputy'"),
        ({**entry, "expires": "2026-02-30"}, "YYYY-MM-DD"),
        ({**entry, "reason": ""}, "'reason'"),
        ({**entry, "fyle": "x"}, "'file'"),
    ]:
        program.write("suppressions.json", json.dumps({"suppressions": [broken]}))
        refused = program.run(*lint, "trust.json").expect(1)
        assert told in refused.err and "suppressions.json:1:" in refused.err


def test_sarif_has_what_the_standard_requires(program):
    program.write("a file.json", trust())
    sarif = program.run("lint", "--format", "sarif", "a file.json").expect(3).json
    assert sarif["version"] == "2.1.0" and sarif["$schema"].endswith("sarif-2.1.0.json")
    (run,) = sarif["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert run["results"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note") and result["message"]["text"]
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "a%20file.json"
        assert place["region"]["startLine"] >= 1 and place["region"]["startColumn"] >= 1


def test_github_annotations_cannot_be_broken_out_of(program):
    name = "a,b:c%0A.json"
    program.write(name, trust())
    out = program.run("lint", "--format", "github", name).expect(3).out
    for line in out.splitlines():
        assert line.startswith(("::warning file=a%2Cb%3Ac%250A.json,line=1,", "::notice file=a%2C"))


def test_rules_explain_themselves(program):
    names = [line.split()[0] for line in program.run("lint", "rules").expect(0).out.splitlines()]
    assert len(names) >= 20 and names == sorted(names)
    for name in names:
        assert f"{name} (" in program.run("lint", "explain", name).expect(0).out
    refused = program.run("lint", "explain", "confused-deputi").expect(64)
    assert "'confused-deputy'" in refused.err
    program.run("lint").expect(64)

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


def saved(name, *, inline=(), attached=(), boundary=None, trust_policy=None) -> dict:
    """A role of a snapshot."""
    role = {
        "Path": "/", "RoleName": name, "RoleId": f"AROA{name.upper():0<17}",
        "Arn": f"arn:aws:iam::{ACCOUNT}:role/{name}",
        "AssumeRolePolicyDocument": json.loads(trust_policy or trust(service="ec2.amazonaws.com")),
        "InstanceProfileList": [], "Tags": [],
        "RolePolicyList": [
            {"PolicyName": f"p{place}", "PolicyDocument": allow(*actions)}
            for place, actions in enumerate(inline)
        ],
        "AttachedManagedPolicies": [
            {"PolicyName": arn.split("/")[-1], "PolicyArn": arn} for arn in attached
        ],
    }  # fmt: skip
    if boundary:
        role["PermissionsBoundary"] = {
            "PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": boundary}  # fmt: skip
    return role


def allow(*actions) -> dict:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def own(name, document, attachments=0) -> dict:
    return {
        "PolicyName": name, "Arn": f"arn:aws:iam::{ACCOUNT}:policy/{name}", "Path": "/",
        "DefaultVersionId": "v1", "AttachmentCount": attachments,
        "PolicyVersionList": [
            {"VersionId": "v1", "IsDefaultVersion": True, "Document": document}],
    }  # fmt: skip


def test_policies_of_a_saved_account_are_judged_in_the_roles_that_have_them(program):
    arn = f"arn:aws:iam::{ACCOUNT}:policy/"
    roles = [
        saved("starter", inline=[["ec2:RunInstances"]], attached=[f"{arn}pass"]),
        saved("second", inline=[["ec2:RunInstances"]], attached=[f"{arn}pass"]),
        saved("bounded", attached=[f"{arn}write"], boundary=f"{arn}limit"),
        saved("chief", attached=["arn:aws:iam::aws:policy/AdministratorAccess"]),
        saved("power", attached=["arn:aws:iam::aws:policy/PowerUserAccess"]),
    ]
    limit = {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"},
        {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}]}  # fmt: skip
    passes = allow("iam:PassRole")
    passes["Statement"][0]["Resource"] = f"arn:aws:iam::{ACCOUNT}:role/second"
    policies = [
        own("pass", passes, 2), own("write", allow("iam:PutRolePolicy"), 1),
        own("limit", limit), own("nobody", allow("iam:PutUserPolicy")),
    ]  # fmt: skip
    program.write("account.json", json.dumps({"RoleDetailList": roles, "Policies": policies}))

    def found(*words):
        told = program.run("lint", "--snapshot", "account.json", "--format", "json", *words)
        rows = told.expect(3).json["findings"]
        return [row for row in rows if row["rule"] != "pass-role-missing"]

    rows = {(row["rule"], row["severity"], row["message"]) for row in found()}
    assert len(rows) == len(found())
    effect = "start an instance with a role that it passes (iam:PassRole, ec2:RunInstances)"
    starts = f"policy '{arn}pass': with this statement a role can {effect}"
    assert ("privilege-escalation", "warning", starts) in rows
    about = [message for rule, _, message in rows if rule == "privilege-escalation"]
    # The boundary keeps 'bounded' from writing, and grants nothing itself.
    assert sorted(message.split("'")[1].split("/")[-1] for message in about) == ["nobody", "pass"]
    assert not any(f"'{arn}limit'" in message for _, _, message in rows), rows
    words = "role 'chief' may do every action on every resource (administrator)"
    assert [severity for _, severity, message in rows if message.startswith(words)] == ["info"]
    assert any("role 'power' can become another role is not decided" in row[2] for row in rows)
    # A user has it, too, whom the file does not bound.
    policies[1]["AttachmentCount"] = 2
    program.write("account.json", json.dumps({"RoleDetailList": roles, "Policies": policies}))
    more = [row["message"] for row in found() if "policy/write'" in row["message"]]
    assert len(more) == 1 and more[0].endswith(", in what else it is attached to")
    # One that is asked about has it only as its boundary.
    asked = found("--role", "starter", "--role", "second")
    assert [row["message"] for row in asked if row["rule"] == "privilege-escalation"] == [starts]


def test_the_account_of_a_role_set_is_taken_from_a_flag_or_from_a_spec(program):
    accounts = ["arn:${Partition}:iam::${Account}:root", "arn:aws:iam::210987654321:root"]
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": accounts}}
    document = {"Version": "2012-10-17", "Statement": statement}
    lifecycle = {"status": "current", "source": "this test", "events": []}
    program.write("set.json", json.dumps({
        "schemaVersion": "1.0", "name": "one", "title": "One", "summary": "One",
        "lifecycle": lifecycle, "roles": [
            {"name": "R", "path": "/", "description": "", "trust": document}]}))  # fmt: skip

    def found(*words, status=0):
        told = program.run("lint", "--format", "json", *words).expect(status).json["findings"]
        return [(row["severity"], row["hint"]) for row in told if row["rule"] == "foreign-account"]

    ((severity, hint),) = found("--role-set", "./set.json")
    assert severity == "info" and "'--account'" in hint and "'--trusted-accounts 2" in hint
    known = found("--role-set", "./set.json", "--account", "111122223333", status=3)
    assert [severity for severity, _ in known] == ["warning"] and "'--account'" not in known[0][1]
    assert found("--role-set", "./set.json", "--account", "210987654321") == []
    program.write("ours.txt", "210987654321\n")
    ours = ["--role-set", "./set.json", "--trusted-accounts", "ours.txt"]
    assert found(*ours, "--account", "111122223333") == found(*ours) == []
    program.init("--offline", "--quiet", "--role-set", "./set.json").expect(0)
    assert found("--spec", "panorama-roles.json", status=3) == known
    for words in (["--spec", "panorama-roles.json"], ["--snapshot", "x.json"]):
        refused = program.run("lint", *words, "--account", ACCOUNT).expect(64)
        assert "'--account'" in refused.err

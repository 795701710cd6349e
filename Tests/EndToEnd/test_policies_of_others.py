"""What a policy says that a role set names and does not make: it is compared, or said not to be."""

import json
import pathlib
import re

import pytest

from EndToEnd.support.accounts import ACCOUNT
from EndToEnd.support.snapshots import SavedAccount, managed_policy

THEIRS = f"arn:aws:iam::{ACCOUNT}:policy/Theirs"
# The path of a policy of an account may look like one of AWS.
POSING = f"arn:aws:iam::{ACCOUNT}:policy/x::aws:policy/Theirs"
LAMBDA = "arn:aws:iam::aws:policy/AWSLambdaFullAccess"


def document(action):
    return {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}],
    }


TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": {"Service": "panorama.amazonaws.com"},
        },
    ],
}  # fmt: skip


def prepare(program, **more):
    role = {"name": "Camera", "description": "d", "trust": TRUST, **more}
    program.write("set.json", json.dumps({
        "schemaVersion": "1.0", "name": "x", "title": "X", "summary": "A role", "roles": [role],
    }))  # fmt: skip
    words = ["--offline", "--quiet", "--no-ownership-tag", "--role-set", "set.json"]
    program.init(*words).expect(0)


def snapshot(program, attached, documents, boundary=None):
    saved = SavedAccount({}, [])
    role = saved.add("Camera", TRUST, "/")
    role["Description"], role["MaxSessionDuration"] = "d", 3600
    role["AttachedManagedPolicies"] = [
        {"PolicyName": arn.rsplit("/", 1)[1], "PolicyArn": arn} for arn in attached
    ]
    if boundary:
        role["PermissionsBoundary"] = {
            "PermissionsBoundaryArn": boundary, "PermissionsBoundaryType": "Policy",
        }  # fmt: skip
    for arn, text in documents.items():
        saved.policies.append(managed_policy(arn, text))
    program.write("account.json", saved.text)


def drift(program, *words):
    return program.run("drift", "--snapshot", "account.json", *words)


def record(program, documents):
    path = program.folder / "panorama-roles.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "recordedPolicies": documents}))


@pytest.mark.parametrize("arn", [THEIRS, POSING])
def test_a_policy_with_which_nothing_is_compared_is_said_and_counts(program, arn):
    prepare(program, managedPolicies=[arn])
    snapshot(program, [arn], {arn: document("s3:GetObject")})
    told = drift(program).expect(0)
    assert f"the document is not compared of '{arn}'" in told.err
    assert "counts as widened" not in told.err
    counted = drift(program, "--fail-on", "widened").expect(2)
    assert "that counts as widened" in counted.err
    drift(program, "--fail-on", "widened", "--roles-only").expect(0)
    rows = drift(program, "--format", "json").expect(0).json["coverage"]
    found = [row["result"] for row in rows if row["part"] == "managed-policy-documents"]
    assert found == ["not-compared"]


def test_a_recorded_policy_is_drift_when_it_changes(program):
    prepare(program, managedPolicies=[THEIRS])
    record(program, {THEIRS: document("s3:Get*")})
    for action, statuses in {"s3:Get*": (0, 0), "*": (2, 2), "s3:GetObject": (2, 0)}.items():
        snapshot(program, [THEIRS], {THEIRS: document(action)})
        told = drift(program).expect(statuses[0])
        assert ("recordedPolicies" in told.out) == (statuses[0] == 2)
        drift(program, "--fail-on", "widened").expect(statuses[1])


def test_a_boundary_of_others_is_compared_too(program):
    prepare(program, permissionsBoundary=THEIRS)
    snapshot(program, [], {THEIRS: document("s3:*")}, THEIRS)
    drift(program, "--fail-on", "widened").expect(2)
    record(program, {THEIRS: document("s3:*")})
    drift(program, "--fail-on", "widened").expect(0)
    snapshot(program, [], {THEIRS: document("*")}, THEIRS)
    drift(program).expect(2)


def test_an_accepted_policy_of_aws_is_accepted_with_its_document(program):
    known = program.run("policy", "managed", "AWSLambdaFullAccess").expect(0).json
    prepare(program, acceptedPolicies=[{"arn": LAMBDA, "note": "from before"}])
    snapshot(program, [LAMBDA], {LAMBDA: known})
    drift(program, "--fail-on", "widened").expect(0)
    snapshot(program, [LAMBDA], {LAMBDA: document("*")})
    told = drift(program, "--fail-on", "widened").expect(2)
    assert "managed-policy-document" in told.out and "widened" in told.out
    snapshot(program, [LAMBDA], {LAMBDA: document("lambda:ListFunctions")})
    drift(program, "--fail-on", "widened").expect(0)
    drift(program).expect(2)


def test_apply_records_a_policy_once_and_a_person_takes_it_out(online, stub, account):
    arn = account.iam.create_policy(
        PolicyName="Theirs", PolicyDocument=json.dumps(document("s3:Get*"))
    )["Policy"]["Arn"]
    prepare(online, managedPolicies=[arn])
    online.apply().expect(0)
    path = online.folder / "panorama-roles.json"
    spec = json.loads(path.read_text())
    assert spec["recordedPolicies"] == {arn: document("s3:Get*")}
    online.drift("--fail-on", "widened").expect(0)
    account.iam.create_policy_version(
        PolicyArn=arn, PolicyDocument=json.dumps(document("*")), SetAsDefault=True
    )
    for _ in range(2):
        found = online.drift("--fail-on", "widened").expect(2).json
        kinds = [entry["kind"] for role in found["roles"] for entry in role["differences"]]
        assert kinds == ["managed-policy-document"]
        # Another run takes nothing over.
        online.apply().expect(0)
        assert json.loads(path.read_text())["recordedPolicies"] == spec["recordedPolicies"]
    del spec["recordedPolicies"]
    path.write_text(json.dumps(spec))
    online.apply().expect(0)
    assert json.loads(path.read_text())["recordedPolicies"] == {arn: document("*")}
    online.drift().expect(0)


def test_what_is_written_differently_counts_when_it_is_asked_for(program):
    prepare(program, inlinePolicies=[{"name": "p", "document": document(["s3:Get*"])}])
    snapshot(program, [], {})
    saved = json.loads((program.folder / "account.json").read_text())
    role = saved["RoleDetailList"][0]
    split = document(["s3:Get*", "s3:GetObject"])
    role["RolePolicyList"] = [{"PolicyName": "p", "PolicyDocument": split}]
    program.write("account.json", json.dumps(saved))
    told = drift(program).expect(0)
    assert "without a difference in meaning" in told.out
    strict = drift(program, "--strict").expect(2)
    assert "inline-policy-changed" in strict.out
    drift(program, "--strict", "--fail-on", "widened").expect(0)


def test_the_guide_lists_the_everyday_services(program):
    root = pathlib.Path(__file__).parents[2]
    source = (root / "Sources/IAMRoles/Drift/UndeclaredRoles.swift").read_text()
    block = source.split("everyday: Set<String> = [", 1)[1].split("]", 1)[0]
    guide = (root / "Documentation/drift.md").read_text()
    listed = guide.split("<!-- everyday services -->", 1)[1].split("\n\n", 1)[0]
    assert re.findall(r"`([^`]+)`", listed) == sorted(re.findall(r'"([^"]+)"', block))


LAMBDA_TRUST = {
    "Version": "2012-10-17",
    "Statement": [{
        "Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": {"Service": "lambda.amazonaws.com"}}],
}  # fmt: skip


@pytest.fixture
def among_others(program):
    """Two roles of the account taken under the tool, of seven that all trust Lambda."""
    saved = SavedAccount({}, [])
    for number in range(7):
        role = saved.add(f"shop-{number}", LAMBDA_TRUST, "/")
        role["Description"], role["MaxSessionDuration"] = "", 3600
    program.write("account.json", saved.text)
    program.run(
        "import", "--snapshot", "account.json", "--role", "shop-0", "--role", "shop-6",
        "--out", "shop.json", "--spec", "panorama-roles.json",
    ).expect(0)  # fmt: skip
    return program


def test_roles_of_an_everyday_service_that_nobody_imported_are_a_note(among_others):
    told = drift(among_others).expect(0)
    assert (
        "note: 5 roles trust 'lambda.amazonaws.com', as roles of the spec do, and are not in the "
        "spec: 'shop-1', 'shop-2', 'shop-3', 'shop-4', 'shop-5'; '--everyday-roles' counts them"
    ) in re.sub(r"\s+", " ", told.out)
    found = drift(among_others, "--format", "json").expect(0).json
    assert [row["name"] for row in found["everydayRoles"]] == [f"shop-{n}" for n in range(1, 6)]
    assert {tuple(row["services"]) for row in found["everydayRoles"]} == {("lambda.amazonaws.com",)}
    assert "'shop-5'" in drift(among_others, "--format", "markdown").expect(0).out
    assert "<code>shop-5</code>" in drift(among_others, "--format", "html").expect(0).out
    quiet = drift(among_others, "--roles-only").expect(0)
    assert "shop-5" not in quiet.out


def test_roles_of_an_everyday_service_count_when_it_is_asked_for(among_others):
    counted = drift(among_others, "--everyday-roles").expect(2)
    assert counted.out.count("role-unexpected") == 5
    (command, *_) = re.findall(r"'panorama-roles (import [^']*--role shop-1 [^']*)'", counted.out)
    among_others.run(*command.split()).expect(0)
    assert drift(among_others, "--everyday-roles").expect(2).out.count("role-unexpected") == 4
    drift(among_others, "--everyday-roles", "--roles-only").expect(64)

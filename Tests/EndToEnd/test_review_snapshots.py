"""`review --snapshot OLD NEW`: what changed in an account between two snapshots."""

import copy
import json
import pathlib

import jsonschema
import pytest

from EndToEnd.support.accounts import ACCOUNT, trust
from EndToEnd.support.reviews import sarif_results
from EndToEnd.support.snapshots import HOSTILE, SavedAccount

LAMBDA = {"Service": "lambda.amazonaws.com"}
OWN = f"arn:aws:iam::{ACCOUNT}:policy/own"
WALL = f"arn:aws:iam::{ACCOUNT}:policy/wall"
FOREIGN = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def document(*statements: dict) -> dict:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(action, resource="*", **more) -> dict:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def trusting(principal) -> dict:
    return document({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"})


def policy(arn: str, *versions: dict) -> dict:
    """A managed policy whose last version counts."""
    return {
        "PolicyName": arn.rpartition("/")[2], "Arn": arn, "Path": "/",
        "PolicyVersionList": [
            {"VersionId": f"v{number + 1}", "IsDefaultVersion": number + 1 == len(versions),
             "Document": text}
            for number, text in enumerate(versions)
        ],
    }  # fmt: skip


def account() -> SavedAccount:
    there = SavedAccount({}, [policy(OWN, document(allow("s3:GetObject"))),
                              policy(WALL, document(allow(["s3:*", "sqs:*"])))])  # fmt: skip
    role = there.add("worker", trusting(LAMBDA))
    role["AttachedManagedPolicies"] = [{"PolicyName": "own", "PolicyArn": OWN}]
    role["RolePolicyList"] = [
        {"PolicyName": "work", "PolicyDocument": document(allow("sqs:SendMessage"))}
    ]
    there.add("still", trusting(LAMBDA))
    return there


def added(there):
    there.add("more", trusting(LAMBDA))


def removed(there):
    del there.roles["worker"]


def edited(change):
    return lambda there: change(there.roles["worker"])


def inline(*statements):
    return edited(
        lambda role: role.update(
            RolePolicyList=[{"PolicyName": "work", "PolicyDocument": document(*statements)}]
        )
    )


def version(there):
    there.policies[0] = policy(OWN, document(allow("s3:GetObject")), document(allow("s3:*")))


def rolled_back(there):
    there.policies[0] = policy(OWN, document(allow("s3:*")), document(allow("s3:GetObject")))


def unheld(there):
    del there.policies[0]


ROWS = {
    "nothing": (lambda there: None, "no", "no"),
    "added": (added, "yes", "no"),
    "removed": (removed, "no", "yes"),
    "wider": (inline(allow(["sqs:SendMessage", "iam:PassRole"])), "yes", "no"),
    "narrower": (inline(allow("sqs:SendMessage", "arn:aws:sqs:*:*:one")), "no", "yes"),
    "both": (inline(allow("sqs:ReceiveMessage")), "yes", "yes"),
    "spelling": (inline(allow(["sqs:SendMessage"], ["*"], Sid="Send")), "no", "no"),
    "trust": (edited(lambda role: role.update(AssumeRolePolicyDocument=trusting("*"))),
              "yes", "no"),
    "trust moved": (
        edited(lambda role: role.update(
            AssumeRolePolicyDocument=trusting({"Service": "ec2.amazonaws.com"}))), "yes", "yes"),
    "a boundary": (
        edited(lambda role: role.update(
            PermissionsBoundary={"PermissionsBoundaryArn": WALL})), "no", "unknown"),
    "a boundary that cuts": (
        edited(lambda role: role.update(PermissionsBoundary={"PermissionsBoundaryArn": OWN})),
        "no", "yes"),
    "a new version": (version, "yes", "no"),
    "an older version": (rolled_back, "no", "no"),
    "detached": (edited(lambda role: role.update(AttachedManagedPolicies=[])), "no", "yes"),
    "unknown policy": (
        edited(lambda role: role["AttachedManagedPolicies"].append(
            {"PolicyName": "ReadOnlyAccess", "PolicyArn": FOREIGN})), "unknown", "unknown"),
    "a policy that is no longer in the file": (unheld, "unknown", "unknown"),
    "sessions": (edited(lambda role: role.update(MaxSessionDuration=7200)), "yes", "no"),
    "a profile": (
        edited(lambda role: role.update(InstanceProfileList=[{"InstanceProfileName": "p"}])),
        "yes", "no"),
    "created again": (edited(lambda role: role.update(RoleId="AROAOTHER")), "no", "unknown"),
    "unreadable": (
        edited(lambda role: role.update(AssumeRolePolicyDocument={"Statement": 1})),
        "unknown", "unknown"),
    "a tag": (edited(lambda role: role.update(Tags=[{"Key": "a", "Value": "b"}])), "no", "no"),
}  # fmt: skip


def review(program, change, *words, before=None):
    old = before or account()
    new = copy.deepcopy(old)
    change(new)
    program.write("old.json", old.text)
    program.write("new.json", new.text)
    return program.run("review", "--snapshot", "old.json", "new.json", *words)


@pytest.mark.parametrize("name", ROWS)
def test_a_change_of_an_account_is_judged(program, name):
    change, gains, loses = ROWS[name]
    status = 0 if gains == "no" else 2
    told = review(program, change, "--format", "json").expect(status).json
    assert (told["gains"], told["loses"]) == (gains, loses), told
    assert told["accounts"] == [ACCOUNT, ACCOUNT]
    assert told["exit"]["code"] == status
    text = review(program, change).expect(status).out
    assert text == review(program, change, "--format", "markdown").out
    assert ("gain access" in text or "gains access" in text) or name == "nothing", text
    assert "`still`" not in text, "a role that stays has no row"
    results = sarif_results(review(program, change, "--format", "sarif").expect(status).json)
    assert bool(results) == (gains != "no" or loses != "no")
    strict = 0 if gains == "no" and loses == "no" else 2
    review(program, change, "--fail-on", "different").expect(strict)


def test_the_evidence_is_a_request_that_can_takes(program):
    change = inline(allow(["sqs:SendMessage", "iam:PassRole"]))
    told = review(program, change, "--format", "json").expect(2).json
    (role,) = (role for role in told["roles"] if role["name"] == "worker")
    request = role["permissions"]["witnesses"]["widened"]
    assert request["action"] == "iam:PassRole"
    asked = {"id": "x", "request": request, "policies": {"identity": [document(allow("iam:*"))]}}
    answer = program.run("can", "cases", "-", stdin=json.dumps(asked) + "\n").expect(0)
    assert json.loads(answer.out)["decision"] == "allowed"
    assert role["place"]["line"] > 1


def test_a_result_stands_at_the_role_of_the_newer_file(program):
    (result,) = sarif_results(review(program, version, "--format", "sarif").expect(2).json)
    place = result["locations"][0]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "new.json"
    lines = (program.folder / "new.json").read_text().splitlines()
    start = place["physicalLocation"]["region"]["startLine"]
    assert '"worker"' in "".join(lines[start - 1 : start + 4])
    assert place["logicalLocations"][0]["fullyQualifiedName"] == "worker"


def test_text_of_an_account_stays_text(program):
    def change(there):
        there.roles["worker"]["RolePolicyList"].append(
            {"PolicyName": HOSTILE, "PolicyDocument": document(allow("s3:*", Sid=HOSTILE))}
        )

    told = review(program, change).expect(2).out
    assert "<script" not in told and "\u202e" not in told and "\u001b" not in told


REFUSED = {
    "one file": (["--snapshot", "old.json"], 64, "'review' compares two files"),
    "an account": (["--snapshot", "old.json", "new.json", "--account", ACCOUNT], 64,
                   "'--account' and '--partition' are for role-set files"),
    "twice standard input": (["--snapshot", "-", "-"], 64, "standard input"),
    "no snapshot": (["--snapshot", "old.json", "policy.json"], 1, "is a policy document"),
    "missing": (["--snapshot", "old.json", "none.json"], 1, "the file does not exist"),
    "cut": (["--snapshot", "old.json", "cut.json"], 5, "the snapshot is truncated"),
    "another account": (["--snapshot", "old.json", "other.json"], 1, "different accounts"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_compared_is_refused(program, name):
    words, status, said = REFUSED[name]
    text = account().text
    program.write("old.json", text)
    program.write("new.json", text)
    program.write("policy.json", json.dumps(trust()))
    program.write("cut.json", json.dumps({**json.loads(text), "IsTruncated": True}))
    program.write("other.json", text.replace(ACCOUNT, "210987654321"))
    told = program.run("review", *words).expect(status)
    assert said in told.err and not told.out
    if status != 64:
        told = program.run("review", *words, "--format", "sarif").expect(status)
        assert not told.json["runs"][0]["invocations"][0]["executionSuccessful"]


def test_a_file_of_the_aws_cli_has_no_sessions(program):
    def plain(there):
        for role in there.roles.values():
            del role["MaxSessionDuration"]

    before = account()
    plain(before)
    told = review(program, lambda there: None, before=before).expect(0)
    assert "sessions are not compared" in told.out


OIDC = f"arn:aws:iam::{ACCOUNT}:oidc-provider/idp.example.com"
SAML = f"arn:aws:iam::{ACCOUNT}:saml-provider/corp"


def providers():
    return {
        OIDC: {"Arn": OIDC, "Url": "idp.example.com", "ClientIDList": ["a", "b"],
               "ThumbprintList": ["0" * 40], "Tags": []},
        SAML: {"Arn": SAML, "SAMLMetadataDocument": "<EntityDescriptor/>", "Tags": []},
    }  # fmt: skip


def with_providers(there, held):
    return json.dumps(json.loads(there.text) | {"IdentityProviders": list(held.values())})


PROVIDERS = {
    "nothing": (lambda held: None, "no", "no", None),
    "a tag": (lambda held: held[OIDC].update(Tags=[{"Key": "k", "Value": "v"}]), "no", "no", None),
    "the order of ids": (lambda held: held[OIDC]["ClientIDList"].reverse(), "no", "no", None),
    "an id more": (lambda held: held[OIDC]["ClientIDList"].append("c"),
                   "yes", "no", "new: client id 'c'"),
    "an id less": (lambda held: held[OIDC]["ClientIDList"].remove("b"),
                   "no", "yes", "gone: client id 'b'"),
    "another id": (lambda held: held[OIDC].update(ClientIDList=["a", "c"]),
                   "yes", "yes", "new: client id 'c'"),
    "thumbprints": (lambda held: held[OIDC].update(ThumbprintList=["1" * 40]),
                    "unknown", "unknown", "it has other thumbprints"),
    "metadata": (lambda held: held[SAML].update(SAMLMetadataDocument="<EntityDescriptor a=''/>"),
                 "unknown", "unknown", "it has another metadata document"),
    "gone": (lambda held: held.pop(OIDC), "no", "yes", "it is gone, and a role still trusts it"),
    "gone unused": (lambda held: held.pop(SAML), "no", "no", "it is gone"),
}  # fmt: skip


def federated(there):
    there.add("deploy", document({"Effect": "Allow", "Principal": {"Federated": OIDC},
                                  "Action": "sts:AssumeRoleWithWebIdentity"}))  # fmt: skip
    return there


@pytest.mark.parametrize("name", PROVIDERS)
def test_identity_providers_are_compared(program, name):
    change, gains, loses, said = PROVIDERS[name]
    held = providers()
    program.write("old.json", with_providers(federated(account()), held))
    change(held)
    program.write("new.json", with_providers(federated(account()), held))
    words = ["review", "--snapshot", "old.json", "new.json"]
    found = program.run(*words, "--format", "json").expect(0 if gains == "no" else 2).json
    assert (found["gains"], found["loses"]) == (gains, loses)
    schema = pathlib.Path(__file__).parents[2] / "Policies/schema/review.schema.json"
    jsonschema.Draft202012Validator(json.loads(schema.read_text())).validate(found)
    assert [said in row["reasons"] for row in found["identityProviders"]] == [True] * bool(said)
    told = program.run(*words).out
    results = program.run(*words, "--format", "sarif").json["runs"][0]["results"]
    if said is None:
        assert "identity provider" not in told
    else:
        arn = found["identityProviders"][0]["arn"]
        assert arn in told and said in told.replace("\\", "")
        assert found["identityProviders"][0]["roles"] == (["deploy"] if arn == OIDC else [])
    assert len(results) == ((gains, loses) != ("no", "no"))
    # The other way round what was gained is lost.
    back = program.run("review", "--snapshot", "new.json", "old.json", "--format", "json").json
    assert (back["gains"], back["loses"]) == (loses, gains)


def test_files_without_identity_providers_are_named(program):
    program.write("old.json", federated(account()).text)
    program.write("new.json", with_providers(federated(account()), providers()))
    told = program.run("review", "--snapshot", "old.json", "new.json").expect(0).out
    assert "identity providers, so they are not compared" in told and "do not" not in told
    program.write("new.json", federated(account()).text)
    told = program.run("review", "--snapshot", "old.json", "new.json").expect(0).out
    assert "do not contain identity providers" in told
    program.write("old.json", account().text)
    program.write("new.json", account().text)
    told = program.run("review", "--snapshot", "old.json", "new.json").expect(0).out
    assert "identity providers" not in told


def test_the_documents_have_the_schema(program):
    schema = pathlib.Path(__file__).parents[2] / "Policies/schema/review.schema.json"
    checker = jsonschema.Draft202012Validator(json.loads(schema.read_text()))
    for change, _, _ in ROWS.values():
        checker.validate(review(program, change, "--format", "json").json)

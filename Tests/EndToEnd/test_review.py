"""`review` tells the truth: in no file does access grow while the review says that it does not."""

import copy
import json
import re

import pytest

from EndToEnd.support.accounts import ACCOUNT, APPLIANCE_POLICY

ADMINISTRATOR = "arn:${Partition}:iam::aws:policy/AdministratorAccess"
LOGS = "arn:${Partition}:logs:${Region}:${Account}:log-group:/app/*"


def document(*statements) -> dict:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(action, resource="*", **more) -> dict:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action, resource="*", **more) -> dict:
    return {**allow(action, resource, **more), "Effect": "Deny"}


def inline(name, *statements, **more) -> dict:
    return {"name": name, "document": document(*statements), **more}


SWITCHES = list("ABCDEFG")
ROLE = {
    "name": "Camera", "path": "/", "description": "looks",
    "trust": {"services": ["panorama.amazonaws.com"], "sourceAccount": True},
    "managedPolicies": [],
    "inlinePolicies": [
        inline("logs", allow("logs:PutLogEvents", LOGS)),
        inline("bucket", allow("s3:GetObject", "arn:${Partition}:s3:::${Bucket}/*")),
        inline("space", allow("cloudwatch:PutMetricData", Condition={
            "StringEquals": {"cloudwatch:namespace": "${Namespace}"}})),
    ],
    "tags": {"team": "vision"},
}  # fmt: skip
SET = {
    "schemaVersion": "1.0", "name": "cameras", "title": "Cameras", "summary": "One role",
    "parameters": [
        {"name": "Bucket", "summary": "A bucket"},
        {"name": "Store", "summary": "Another bucket"},
        {"name": "Namespace", "summary": "A namespace", "default": "Cameras"},
        *({"name": name, "summary": "A switch", "optional": True} for name in SWITCHES),
    ],
    "roles": [ROLE],
}  # fmt: skip


def add(*policies):
    return lambda role: role["inlinePolicies"].extend(policies)


def first(**values):
    """Another first inline policy's statement."""
    return lambda role: role["inlinePolicies"][0]["document"]["Statement"][0].update(values)


def statement(place, **values):
    return lambda role: role["inlinePolicies"][place]["document"]["Statement"][0].update(values)


def role(**values):
    return lambda role: role.update(values)


def both(*changes):
    def change(role):
        for one in changes:
            one(role)

    return change


# What the old file has beyond the role above, what the new one has beyond that, who gains.
ROWS = {
    "nothing": (None, role(), False),
    "other words": (None, first(Action=["logs:PutLogEvents"]), False),
    "less": (None, lambda role: role["inlinePolicies"].pop(), False),
    "with and without": (None, add(inline("adm", allow("*"), when="A", unless="B")), True),
    "with one": (None, add(inline("adm", allow("*"), when="A")), True),
    "without one": (None, add(inline("adm", allow("*"), unless="A")), True),
    "a denial goes where two switches say so": (
        add(inline("no", deny("s3:*"), when="B", unless="C")), role(inlinePolicies=ROLE[
            "inlinePolicies"]), True,
    ),
    "a switch of another policy": (
        add(inline("x", allow("s3:*"), when="A", unless="B")),
        lambda role: role["inlinePolicies"][-1].update(when="B", unless="A"), True,
    ),
    "the account is written out": (
        add(inline("no", deny("logs:*", "arn:${Partition}:logs:*:${Account}:log-group:x"))),
        statement(3, Resource=f"arn:${{Partition}}:logs:*:{ACCOUNT}:log-group:x"), True,
    ),
    "the example account is written out": (
        add(inline("no", deny("logs:*", "arn:${Partition}:logs:*:${Account}:log-group:x"))),
        statement(3, Resource="arn:${Partition}:logs:*:123456789012:log-group:x"), True,
    ),
    "the Region is written out": (
        None, first(Resource="arn:${Partition}:logs:us-east-1:${Account}:log-group:/app/*"), True,
    ),
    "the partition is written out": (
        None, first(Resource="arn:aws:logs:${Region}:${Account}:log-group:/app/*"), True,
    ),
    "a sample value is written out": (
        None, statement(1, Resource="arn:${Partition}:s3:::Sample/*"), True,
    ),
    "a default is written out": (
        None, statement(2, Condition={"StringEquals": {"cloudwatch:namespace": "Cameras"}}), True,
    ),
    "one parameter for another": (
        None, statement(1, Resource="arn:${Partition}:s3:::${Store}/*"), True,
    ),
    "an accepted policy": (
        None, role(acceptedPolicies=[{"arn": ADMINISTRATOR, "note": "old"}]), True,
    ),
    "an accepted policy of the account": (
        None, role(acceptedPolicies=[
            {"arn": "arn:${Partition}:iam::${Account}:policy/Theirs", "note": "old"}]), True,
    ),
    "an accepted policy that is known": (
        None, role(acceptedPolicies=[{"arn": APPLIANCE_POLICY, "note": "old"}]), True,
    ),
    "an accepted policy goes": (
        role(acceptedPolicies=[{"arn": APPLIANCE_POLICY, "note": "old"}]),
        role(acceptedPolicies=[]), False,
    ),
    "a tag that no policy tests": (None, role(tags={"team": "audio"}), False),
    "a tag that a policy tests": (
        add(inline("adm", allow("*", Condition={
            "StringEquals": {"aws:PrincipalTag/team": "audio"}}))),
        role(tags={"team": "audio"}), True,
    ),
    "a path that is accepted": (None, role(acceptedPaths=["/x/"]), True),
    "another name": (None, role(aliases=["Admin"]), True),
    "another path": (None, role(path="/x/"), True),
    "a longer session": (None, role(maxSessionDuration=43200), True),
    "a session that is left to others": (None, role(maxSessionDuration=None), True),
    "a description that is left to others": (None, role(description=None), False),
    "an instance profile": (None, role(instanceProfiles=["machines"]), True),
    "an instance profile goes": (
        role(instanceProfiles=["machines"]), role(instanceProfiles=[]), False,
    ),
    "a text of a key that is compared as true or false": (
        add(inline("flag", allow("s3:*", Condition={"Bool": {"aws:PrincipalTag/on": "true"}}))),
        add(inline("adm", allow("*", Condition={"StringEquals": {"aws:PrincipalTag/on": "x"}}))),
        True,
    ),
    "a shorter session": (
        role(maxSessionDuration=43200), role(maxSessionDuration=3600), False,
    ),
}  # fmt: skip


def review(program, before, change, *words):
    old = copy.deepcopy(SET)
    (before or role())(old["roles"][0])
    new = copy.deepcopy(old)
    change(new["roles"][0])
    for name, value in (("old.json", old), ("new.json", new)):
        used = json.dumps(value["roles"])
        value["parameters"] = [
            found for found in value["parameters"]
            if f"${{{found['name']}}}" in used or f'"{found["name"]}"' in used
        ]  # fmt: skip
        program.write(name, json.dumps(value))
    return program.run("review", "old.json", "new.json", *words)


@pytest.mark.parametrize("name", ROWS)
def test_access_that_grows_is_told(program, name):
    before, change, gains = ROWS[name]
    told = review(program, before, change).expect(2 if gains else 0)
    assert ("No role gains access" in told.out) == (not gains)
    found = review(program, before, change, "--format", "json").expect(2 if gains else 0).json
    assert (found["gains"] == "no") == (not gains)


def test_the_most_serious_role_comes_first_with_its_summary(program):
    names = ("Reads", "Manages", "Attached")
    old = {**SET, "parameters": [], "roles": [
        {**ROLE, "name": name, "inlinePolicies": []} for name in names]}  # fmt: skip
    new = copy.deepcopy(old)
    new["roles"][0]["inlinePolicies"] = [inline("read", allow("s3:GetObject"))]
    new["roles"][1]["inlinePolicies"] = [inline("manage", allow(["iam:*", "s3:GetObject"]))]
    new["roles"][2]["managedPolicies"] = [ADMINISTRATOR]
    program.write("old.json", json.dumps(old))
    program.write("new.json", json.dumps(new))
    told = program.run("review", "old.json", "new.json").expect(2).out
    rows = [line.split(" | ") for line in told.splitlines() if line.startswith("| `")]
    # The document of AdministratorAccess is not in the file, and everybody knows it.
    assert [row[0] for row in rows] == ["| `Attached`", "| `Manages`", "| `Reads`"]
    assert rows[0][3] == "widened (every action on every resource (administrator)) |"
    assert re.search(r"widened \(\d+ actions in 2 services, of which \d+ manage", rows[1][3])
    assert rows[2][3] == "widened (1 action in 1 service) |"
    sections = [line for line in told.splitlines() if line.startswith("### ")]
    assert sections == ["### `Attached`", "### `Manages`", "### `Reads`"]
    china = ["--account", "555566667777", "--partition", "aws-cn"]
    told = program.run("review", "old.json", "new.json", *china).expect(2).out
    assert "every action on every resource (administrator)" in told and "not known" not in told
    shown = re.findall(r'"resource":"([^"]+)"', told)
    assert len(shown) == 3 and all(one.startswith("arn:aws-cn:") for one in shown), shown
    run = json.loads(
        program.run("review", "old.json", "new.json", "--format", "sarif").expect(2).out
    )["runs"][0]
    assert [result["rank"] for result in run["results"]] == [98, 90, 45]


def test_what_depends_on_parameters_says_on_which(program):
    grown = add(inline("adm", allow("*"), when="A", unless="B"))
    told = review(program, None, both(grown, add(inline("b", allow("s3:*"), when="B"))))
    assert "`Camera` (with parameter A)" in told.out
    found = review(program, None, grown, "--format", "json").json["roles"]
    assert [entry["parameters"] for entry in found if entry["gains"] == "yes"] == [["A"]]


def test_a_written_out_value_is_told_once_and_with_its_reason(program):
    told = review(program, None, first(Resource=LOGS.replace("${Region}", "us-east-1"))).expect(2)
    assert "(with other sample values)" in told.out
    plain = review(program, None, first(Action="logs:*")).expect(2)
    assert "with other sample values" not in plain.out


def test_more_switches_than_can_be_tried_are_not_known(program):
    policies = [inline(f"p{name}", allow("s3:GetObject"), when=name) for name in SWITCHES]
    told = review(program, add(*policies), role()).expect(2)
    assert "No role gains access" not in told.out
    assert "7 of them decide which policies are made" in told.out
    fewer = review(program, add(*policies[1:]), role()).expect(0)
    assert "No role gains access" in fewer.out


ENTRY = {
    "role": "AWSPanoramaApplianceServiceRole", "kind": "managed-policy-unexpected",
    "value": "sha256:" + "0" * 64, "reason": "an old policy", "owner": "team",
    "expires": "2026-12-31",
}  # fmt: skip
RECORD = {"id": "AROA00000000000000001"}
THEIRS = f"arn:aws:iam::{ACCOUNT}:policy/Theirs"
NARROW, WIDE = document(allow("s3:GetObject")), document(allow("*"))
SPECS = {
    "first record": ({}, {"recorded": {"X": RECORD}}, 0),
    "unfinished": (
        {"recorded": {"X": RECORD}}, {"recorded": {"X": {**RECORD, "unfinished": True}}}, 2,
    ),
    "another id": (
        {"recorded": {"X": RECORD}}, {"recorded": {"X": {"id": "AROA00000000000000002"}}}, 2,
    ),
    "no record": ({"recorded": {"X": RECORD}}, {}, 2),
    "an ignore entry": ({}, {"ignore": [ENTRY]}, 2),
    "an ignore entry for longer": (
        {"ignore": [ENTRY]}, {"ignore": [{**ENTRY, "expires": "2027-01-31"}]}, 2,
    ),
    "an ignore entry goes": ({"ignore": [ENTRY]}, {}, 0),
    "a description is ignored": (
        {}, {"ignore": [{**ENTRY, "kind": "description"}]}, 0,
    ),
    "a tag": ({}, {"tags": {"team": "audio"}}, 0),
    "all that exists is adopted": ({}, {"adopt": ["*"]}, 2),
    "less is adopted": ({"adopt": ["A", "B"]}, {"adopt": ["A"]}, 0),
    "another name": ({}, {"name": "other"}, 2),
    "no tag says whose a role is": ({}, {"ownershipTag": False}, 2),
    "sessions are left to others": ({}, {"unowned": ["maxSessionDuration"]}, 2),
    "a policy of others is recorded": ({}, {"recordedPolicies": {THEIRS: NARROW}}, 2),
    "another document of it is recorded": (
        {"recordedPolicies": {THEIRS: NARROW}}, {"recordedPolicies": {THEIRS: WIDE}}, 2,
    ),
    "the same document is recorded": (
        {"recordedPolicies": {THEIRS: NARROW}}, {"recordedPolicies": {THEIRS: NARROW}}, 0,
    ),
    "it is recorded no longer": ({"recordedPolicies": {THEIRS: NARROW}}, {}, 2),
}  # fmt: skip


@pytest.mark.parametrize("name", SPECS)
def test_what_a_spec_records_and_ignores_is_told(program, name):
    before, after, status = SPECS[name]
    program.init("--offline").expect(0)
    spec = json.loads((program.folder / "panorama-roles.json").read_text())

    def filled(values):
        text = json.dumps({**spec, **values})
        return text.replace('"X"', '"AWSPanoramaApplianceServiceRole"')

    program.write("old.json", filled(before))
    program.write("new.json", filled(after))
    told = program.run("review", "old.json", "new.json").expect(status)
    assert ("No role gains access" in told.out) == (status == 0)

"""`drift --snapshot`: from a saved `aws iam get-account-authorization-details`, no credentials."""

import json
from urllib.parse import quote

import pytest

from EndToEnd.support.accounts import APPLIANCE, LINKED, READ_ONLY, trust


def save(account, program, *words) -> None:
    done = account.cli(program.folder, "iam", "get-account-authorization-details", *words)
    program.write("snapshot.json", done.stdout)


def kinds(result, name=APPLIANCE):
    role = next(role for role in result.json["roles"] if role["name"] == name)
    return sorted({difference["kind"] for difference in role["differences"]})


@pytest.fixture
def made(online, account):
    online.init("--tag", "env=prod").expect(0)
    online.apply().expect(0)
    return account


def test_an_account_in_sync_is_in_sync(program, made):
    save(made, program)
    program.drift("--snapshot", "snapshot.json").expect(0)


def test_the_raw_answer_with_encoded_documents_reads_the_same(program, made):
    sweep = made.iam.get_account_authorization_details()
    for role in sweep["RoleDetailList"]:
        text = json.dumps(role["AssumeRolePolicyDocument"])
        role["AssumeRolePolicyDocument"] = quote(text, safe="")
    program.write("snapshot.json", json.dumps(sweep, default=str))
    program.drift("--snapshot", "snapshot.json").expect(0)


def test_changes_are_seen(program, made):
    made.set_trust(trust(StringEquals={"aws:SourceAccount": "210987654321"}))
    made.iam.attach_role_policy(RoleName=APPLIANCE, PolicyArn=READ_ONLY)
    made.iam.tag_role(RoleName=APPLIANCE, Tags=[{"Key": "env", "Value": "dev"}])
    made.iam.put_role_permissions_boundary(RoleName=APPLIANCE, PermissionsBoundary=READ_ONLY)
    save(made, program)
    found = program.drift("--snapshot", "snapshot.json").expect(2)
    assert kinds(found) == [
        "managed-policy-unexpected", "permissions-boundary", "tags", "trust-policy",
    ]  # fmt: skip


def test_it_agrees_with_the_live_account(online, program, made):
    made.set_trust(trust(Bool={"aws:SecureTransport": "true"}))
    made.iam.attach_role_policy(RoleName=APPLIANCE, PolicyArn=READ_ONLY)
    save(made, program)
    live = online.drift().expect(2).json["roles"]
    told = program.drift("--snapshot", "snapshot.json").expect(2).out
    # Only hints name the snapshot.
    saved = json.loads(told.replace(" --snapshot snapshot.json", ""))["roles"]
    strip = {"notes"}
    assert [{k: v for k, v in role.items() if k not in strip} for role in saved] == [
        {k: v for k, v in role.items() if k not in strip} for role in live
    ]


def test_a_missing_role_is_missing(program, made):
    made.iam.delete_service_linked_role(RoleName=LINKED)
    save(made, program)
    text = (program.folder / "snapshot.json").read_text()
    document = json.loads(text)
    document["RoleDetailList"] = [
        role for role in document["RoleDetailList"] if role["RoleName"] != LINKED
    ]
    program.write("snapshot.json", json.dumps(document))
    assert kinds(program.drift("--snapshot", "snapshot.json").expect(2), LINKED) == ["role-missing"]


def test_a_cut_snapshot_never_makes_a_role_missing(program, made):
    sweep = made.iam.get_account_authorization_details(Filter=["Role"], MaxItems=1)
    assert sweep["IsTruncated"]
    program.write("snapshot.json", json.dumps(sweep, default=str))
    found = program.drift("--snapshot", "snapshot.json").expect(5)
    assert found.json["status"] == "incomplete"
    assert all(
        row["kind"] != "role-missing" for r in found.json["roles"] for row in r["differences"]
    )


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"RoleDetailList": [}', "snapshot.json:1:21"),
        ('{\n  "RoleDetailList": 7\n}', "snapshot.json:2:21"),
        ("[]", "snapshot.json:1:1"),
        ("", "snapshot.json:1:1"),
    ],
)
def test_a_snapshot_that_is_none_is_told_with_its_place(program, text, place):
    program.init("--offline").expect(0)
    program.write("snapshot.json", text)
    failed = program.drift("--snapshot", "snapshot.json").expect(1)
    assert place in failed.err, failed.told()


def test_a_snapshot_of_another_account_is_refused(program, made):
    save(made, program)
    path = program.folder / "snapshot.json"
    path.write_text(path.read_text().replace("123456789012", "210987654321"))
    refused = program.drift("--snapshot", "snapshot.json").expect(4)
    assert "210987654321" in refused.err

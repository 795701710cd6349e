"""`drift`: every change of meaning is named, every other spelling is silence."""

import copy
import json

import pytest

from EndToEnd.support.accounts import (
    ACCOUNT,
    APPLIANCE,
    APPLIANCE_POLICY,
    LINKED,
    READ_ONLY,
    trust,
)

S3 = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}],
}


def role_of(result, name=APPLIANCE) -> dict:
    return next(role for role in result.json["roles"] if role["name"] == name)


def kinds(result, name=APPLIANCE) -> list[str]:
    return sorted({difference["kind"] for difference in role_of(result, name)["differences"]})


def tag(account, key, value):
    account.iam.tag_role(RoleName=APPLIANCE, Tags=[{"Key": key, "Value": value}])


def delete(account):
    account.iam.detach_role_policy(RoleName=APPLIANCE, PolicyArn=APPLIANCE_POLICY)
    account.iam.delete_role(RoleName=APPLIANCE)


def move(account):
    delete(account)
    account.make_appliance_role(Path="/other/")


def without_condition():
    document = trust()
    del document["Statement"][0]["Condition"]
    return document


def principals(*services):
    document = trust()
    document["Statement"][0]["Principal"] = {"Service": list(services)}
    return document


def inline(name, document=S3):
    return lambda account: account.iam.put_role_policy(
        RoleName=APPLIANCE, PolicyName=name, PolicyDocument=json.dumps(document)
    )


CHANGES = [
    ("condition dropped", lambda a: a.set_trust(without_condition()), "trust-policy"),
    (
        "condition of another account",
        lambda a: a.set_trust(trust(StringEquals={"aws:SourceAccount": "210987654321"})),
        "trust-policy",
    ),
    (
        "condition with IfExists",
        lambda a: a.set_trust(trust(StringEqualsIfExists={"aws:SourceAccount": ACCOUNT})),
        "trust-policy",
    ),
    (
        "one more condition",
        lambda a: a.set_trust(trust(
            StringEquals={"aws:SourceAccount": ACCOUNT}, Bool={"aws:SecureTransport": "true"})),
        "trust-policy",
    ),
    (
        "second principal",
        lambda a: a.set_trust(principals("panorama.amazonaws.com", "ec2.amazonaws.com")),
        "trust-policy",
    ),
    (
        "deny statement",
        lambda a: a.set_trust({**trust(), "Statement": [*trust()["Statement"], {
            "Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"}]}),
        "trust-policy",
    ),
    (
        "managed policy detached",
        lambda a: a.iam.detach_role_policy(RoleName=APPLIANCE, PolicyArn=APPLIANCE_POLICY),
        "managed-policy-missing",
    ),
    (
        "managed policy attached",
        lambda a: a.iam.attach_role_policy(RoleName=APPLIANCE, PolicyArn=READ_ONLY),
        "managed-policy-unexpected",
    ),
    ("inline policy added", inline("extra"), "inline-policy-unexpected"),
    (
        "session duration",
        lambda a: a.iam.update_role(
            RoleName=APPLIANCE, MaxSessionDuration=7200,
            Description=a.iam.get_role(RoleName=APPLIANCE)["Role"].get("Description", "")),
        "max-session-duration",
    ),
    (
        "description",
        lambda a: a.iam.update_role(
            RoleName=APPLIANCE, Description="something else", MaxSessionDuration=3600),
        "description",
    ),
    ("tag added", lambda a: tag(a, "extra", "1"), "tags"),
    ("tag changed", lambda a: tag(a, "env", "dev"), "tags"),
    (
        "tag removed",
        lambda a: a.iam.untag_role(RoleName=APPLIANCE, TagKeys=["env"]),
        "tags",
    ),
    (
        "boundary added",
        lambda a: a.iam.put_role_permissions_boundary(
            RoleName=APPLIANCE, PermissionsBoundary=READ_ONLY),
        "permissions-boundary",
    ),
    ("role deleted", delete, "role-missing"),
    ("role at another path", move, "path"),
]  # fmt: skip


@pytest.fixture
def in_sync(online, stub, account):
    """An account that `apply` has just put in order, with a tag."""
    online.init("--tag", "env=prod").expect(0)
    online.apply().expect(0)
    online.drift().expect(0)
    stub.forget_log()
    return online


@pytest.mark.parametrize(("what", "change", "kind"), CHANGES, ids=[row[0] for row in CHANGES])
def test_a_change_of_meaning_is_named(in_sync, stub, account, what, change, kind):
    change(account)
    found = in_sync.drift().expect(2)
    assert kind in kinds(found), found.told()
    if kind not in ("path", "role-missing"):
        assert kinds(found) == [kind]
    assert found.json["status"] == "drifted"
    assert found.json["exit"]["code"] == 2
    assert role_of(found)["status"] == "drifted"
    assert role_of(found, LINKED)["status"] == "in-sync"
    difference = role_of(found)["differences"][0]
    assert {"kind", "path", "expected", "actual", "hint"} <= set(difference)
    assert difference["hint"]
    assert stub.writes() == [], "drift never writes"
    told = in_sync.run("drift").expect(2)
    assert APPLIANCE in told.out


def test_the_boundary_of_the_spec_is_kept(online, stub, account):
    online.init("--permissions-boundary", READ_ONLY).expect(0)
    online.apply().expect(0)
    online.drift().expect(0)
    account.iam.delete_role_permissions_boundary(RoleName=APPLIANCE)
    assert kinds(online.drift().expect(2)) == ["permissions-boundary"]
    online.apply().expect(0)
    assert stub.roles()[APPLIANCE]["PermissionsBoundary"] == READ_ONLY


def test_the_service_linked_role_is_only_asked_for(in_sync, stub, account):
    account.iam.update_role_description(RoleName=LINKED, Description="mine")
    account.iam.tag_role(RoleName=LINKED, Tags=[{"Key": "mine", "Value": ""}])
    in_sync.drift().expect(0)


def test_a_missing_service_linked_role_is_named(online, account):
    account.make_appliance_role()
    online.init("--offline").expect(0)
    found = online.drift().expect(2)
    assert kinds(found, LINKED) == ["role-missing"]


def edit(change):
    """The guide's trust policy, changed in place."""
    document = copy.deepcopy(trust())
    change(document)
    return document


def set_statement(**values):
    return edit(lambda document: document["Statement"][0].update(values))


SPELLINGS = [
    ("action as a list", set_statement(Action=["sts:AssumeRole"])),
    ("action twice", set_statement(Action=["sts:AssumeRole", "sts:AssumeRole"])),
    ("action in other case", set_statement(Action="STS:assumerole")),
    ("service as a list", set_statement(Principal={"Service": ["panorama.amazonaws.com"]})),
    (
        "condition value as a list",
        set_statement(Condition={"StringEquals": {"aws:SourceAccount": [ACCOUNT]}}),
    ),
    (
        "condition key in other case",
        set_statement(Condition={"StringEquals": {"AWS:sourceaccount": ACCOUNT}}),
    ),
    ("empty Sid", set_statement(Sid="")),
    ("Sid", set_statement(Sid="Appliance")),
    ("one statement, no list", edit(lambda d: d.update(Statement=d["Statement"][0]))),
    ("Id", edit(lambda d: d.update(Id="x"))),
    ("the statement twice", edit(lambda d: d.update(Statement=d["Statement"] * 2))),
    ("keys in another order", dict(reversed(list(trust().items())))),
    ("white space", json.dumps(trust(), indent=8)),
]


@pytest.mark.parametrize(("what", "document"), SPELLINGS, ids=[row[0] for row in SPELLINGS])
def test_another_spelling_is_in_sync(online, account, what, document):
    account.make_roles(document=document)
    online.init("--offline").expect(0)
    online.drift().expect(0)
    planned = online.run("plan").expect(0)
    assert planned.out.rstrip().endswith("No changes.")


def test_tags_in_another_order_are_in_sync(online, account):
    online.init("--tag", "a=1", "--tag", "b=2").expect(0)
    online.apply().expect(0)
    account.iam.untag_role(RoleName=APPLIANCE, TagKeys=["a"])
    tag(account, "a", "1")
    online.drift().expect(0)


def made_by_boto3(account, folder, description):
    account.make_roles(**description)


def made_by_the_aws_cli(account, folder, description):
    (folder / "trust.json").write_text(json.dumps(trust(), indent=4))
    words = ["--description", description["Description"]] if description else []
    account.cli(
        folder, "iam", "create-service-linked-role", "--aws-service-name", "panorama.amazonaws.com"
    )
    account.cli(
        folder, "iam", "create-role", "--role-name", APPLIANCE, "--path", "/service-role/",
        "--assume-role-policy-document", "file://trust.json", *words,
    )  # fmt: skip
    account.cli(
        folder, "iam", "attach-role-policy", "--role-name", APPLIANCE, "--policy-arn",
        APPLIANCE_POLICY,
    )  # fmt: skip


def made_as_terraform_does(account, folder, description):
    """jsonencode sorts keys, and the provider sends scalars and the whole role in one call."""
    text = json.dumps(trust(), sort_keys=True, separators=(",", ":"))
    account.make_roles(document=text, MaxSessionDuration=3600, **description)


def made_in_the_console(account, folder, description):
    """The console's own form: an empty Sid before the rest, and an empty Id."""
    statement = {"Sid": "", **trust()["Statement"][0]}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    account.make_roles(document=document, **description)


MAKERS = [made_by_boto3, made_by_the_aws_cli, made_as_terraform_does, made_in_the_console]


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("server", ["account", "moto"])
def test_roles_made_by_others_are_in_sync(program, request, server, make, tmp_path_factory):
    there = request.getfixturevalue(server)
    description = {"Description": there.description} if there.description else {}
    make(there, tmp_path_factory.mktemp("made"), description)
    connected = program.connected(there.url, there.keys)
    connected.init("--offline").expect(0)
    found = connected.drift().expect(0)
    assert role_of(found)["status"] == "in-sync"


READS = ["GetRole", "ListAttachedRolePolicies", "ListRolePolicies", "GetRolePolicy"]


@pytest.mark.parametrize("action", READS)
def test_a_read_that_is_denied_makes_the_answer_incomplete(in_sync, stub, account, action):
    inline("extra")(account)
    stub.fault("denied", action, times=None)
    found = in_sync.drift().expect(5)
    document = found.json
    assert document["status"] == "incomplete"
    assert document["exit"] == {"code": 5, "name": "incomplete"}
    unread = [row for role in document["roles"] for row in role["unreadable"]]
    assert any(action in json.dumps(row) for row in unread), found.told()
    text = in_sync.run("drift").expect(5)
    assert f"iam:{action}" in text.out + text.err
    stub.forget_log()
    refused = in_sync.apply().expect(4)
    assert f"iam:{action}" in refused.out + refused.err
    assert stub.writes() == []
    in_sync.run("plan").expect(5)


def test_a_role_whose_other_spellings_cannot_be_looked_for_is_unreadable(in_sync, stub, account):
    """It may exist under another name: nobody may create a second one on top of that."""
    delete(account)
    stub.fault("denied", "ListRoles", times=None)
    for words in ([], ["--roles-only"]):
        found = in_sync.drift(*words).expect(5)
        assert "role-missing" not in kinds(found)
        row = next(row for row in found.json["coverage"] if row["role"] == APPLIANCE)
        assert (row["result"], row["action"]) == ("denied", "iam:ListRoles")
    in_sync.run("plan", "--detailed-exitcode").expect(5)
    stub.forget_log()
    refused = in_sync.apply().expect(4)
    assert "iam:ListRoles" in refused.err
    assert stub.writes() == []


def test_throttling_that_does_not_end_is_incomplete_or_a_failure(in_sync, stub):
    stub.fault("throttle", "ListRolePolicies", times=None)
    found = in_sync.drift("--max-attempts", "2")
    assert found.status in (1, 5), found.told()
    assert found.json["exit"]["code"] == found.status


def test_nothing_is_known_without_an_answer(in_sync, stub):
    stub.fault("expired-token", times=None)
    failed = in_sync.drift().expect(1)
    assert failed.json["exit"]["code"] == 1
    assert "expired" in failed.err.lower()

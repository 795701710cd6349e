"""The drift matrix: single changes to roles in sync, each read in three ways that must agree.

A row changes one thing by boto3. What differs in meaning is drift of the right kind, role and
direction; what is another spelling is none. The 22 changes and 15 spellings on which other tools
were measured are among the rows, by their names.
"""

import json
import re
from dataclasses import dataclass

import pytest

from EndToEnd.support.accounts import (
    ACCOUNT,
    APPLIANCE,
    APPLIANCE_POLICY,
    LINKED,
    READ_ONLY,
    STUB_TESTER,
    Account,
    Keys,
)
from EndToEnd.support.drift_account import (
    ALIAS,
    AWS_POLICY,
    BOUNDARY,
    DEPLOYER,
    EDGE,
    KEEPER,
    KEEPER_TRUST,
    OWN_POLICY,
    PATH,
    ROOT,
    SET,
    STREAM,
    TRUST,
    VIDEO,
    document,
    edited,
    snapshot,
)
from EndToEnd.support.program import Program

ALL_OF_S3 = document({"Effect": "Allow", "Action": "s3:*", "Resource": "*"})
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def without_access_of_whole_roles(answer: dict) -> dict:
    """Without what a role may do that one side alone has: of a live account it is not read."""
    for role in answer.get("roles", []):
        for difference in role.get("differences", []):
            if difference["kind"] in ("role-unexpected", "role-left", "role-missing"):
                for member in ("access", "direction", "seriousness"):
                    difference.pop(member, None)
    return answer


@dataclass
class Matrix:
    """The account that a row changes, and the program that looks at it."""

    account: Account
    stub: object
    program: Program
    keys: Keys = STUB_TESTER

    @property
    def iam(self):
        return self.account.iam

    def ways(self) -> dict[str, object]:
        """The three ways of reading; a snapshot is taken by boto3 and by ourselves."""
        online = self.program.connected(self.account.url, self.keys)
        self.program.write("boto3.json", snapshot(self.account))
        saved = online.run("snapshot").expect(0)
        self.program.write("saved.json", saved.out)
        return {
            "per-role": online.drift("--read-strategy", "per-role"),
            "sweep": online.drift("--read-strategy", "bulk"),
            "snapshot of boto3": self.program.drift("--snapshot", "boto3.json"),
            "snapshot": self.program.drift("--snapshot", "saved.json"),
        }

    def json(self, status: int) -> dict:
        """The answer, the same value whichever way it was read: only hints name a snapshot."""
        answers = {}
        for name, way in self.ways().items():
            text = re.sub(r" --snapshot \w+\.json", "", way.expect(status).out)
            answers[name] = without_access_of_whole_roles(json.loads(text))
        first = answers.pop("per-role")
        for name, answer in answers.items():
            assert answer == first, name
        assert all(row["result"] == "read" for row in first["coverage"])
        return first

    # What rows do.

    def trust(self, change, original=TRUST, role=STREAM):
        self.account.set_trust(edited(original, change), role)

    def inline(self, change, name="video", role=STREAM):
        text = json.dumps(edited(VIDEO, change))
        self.iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=text)

    def tag(self, key, value):
        self.iam.tag_role(RoleName=STREAM, Tags=[{"Key": key, "Value": value}])

    def update(self, **values):
        self.iam.update_role(
            **{
                "RoleName": STREAM,
                "Description": "Cameras send video",
                "MaxSessionDuration": 7200,
                **values,
            }
        )

    def remake(self, name=STREAM, **values):
        """Deletes the role and makes it anew, with other values."""
        old = self.iam.get_role(RoleName=STREAM)["Role"]
        attached = [AWS_POLICY, OWN_POLICY]
        self.delete()
        self.iam.create_role(
            **{
                "RoleName": name,
                "Path": PATH,
                "AssumeRolePolicyDocument": json.dumps(TRUST),
                "PermissionsBoundary": BOUNDARY,
                **{key: old[key] for key in ("Description", "MaxSessionDuration", "Tags")},
                **values,
            }
        )
        for arn in attached:
            self.iam.attach_role_policy(RoleName=name, PolicyArn=arn)
        self.inline(lambda d: None, role=name)

    def delete(self):
        for arn in (AWS_POLICY, OWN_POLICY):
            self.iam.detach_role_policy(RoleName=STREAM, PolicyArn=arn)
        self.iam.delete_role_policy(RoleName=STREAM, PolicyName="video")
        self.iam.delete_role(RoleName=STREAM)

    def profile(self, name="machines"):
        self.iam.create_instance_profile(InstanceProfileName=name)
        self.iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=STREAM)

    def neighbour(self, name, service):
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": "sts:AssumeRole",
        }
        text = json.dumps(document(statement))
        self.iam.create_role(RoleName=name, AssumeRolePolicyDocument=text)

    def stranger(self, *statements):
        """A role next to the set's, with a trust policy that may be newer than our reader."""
        self.neighbour("Somebody", "ec2.amazonaws.com")
        text = json.dumps(document(*statements))
        self.stub.order("edit-role", role="Somebody", set={"AssumeRolePolicyDocument": text})

    def version(self, value=ALL_OF_S3, arn=OWN_POLICY):
        self.iam.create_policy_version(
            PolicyArn=arn, PolicyDocument=json.dumps(value), SetAsDefault=True
        )


def begin(program, account, keys):
    """Makes the roles of the set by our own hands."""
    statement = {"Effect": "Allow", "Principal": {"AWS": ROOT}, "Action": "sts:AssumeRole"}
    account.iam.create_role(
        RoleName=DEPLOYER, AssumeRolePolicyDocument=json.dumps(document(statement))
    )
    program.write("vision.json", json.dumps(SET))
    online = program.connected(account.url, keys)
    online.init("--role-set", "panorama", "--role-set", "vision.json", "--approve").expect(0)


@pytest.fixture(scope="module")
def begun(binary, stub_server, tmp_path_factory):
    """The account in sync, as a value, and the folder with the spec."""
    stub_server.reset()
    program = Program(binary, tmp_path_factory.mktemp("matrix"))
    begin(program, Account(stub_server.url, STUB_TESTER), STUB_TESTER)
    return program, stub_server.look("state")[ACCOUNT]


@pytest.fixture
def matrix(begun, stub, account):
    program, state = begun
    stub.order("load", account=state)
    return Matrix(account, stub, program)


@pytest.fixture
def matrix_in_moto(program, moto):
    begin(program, moto, moto.keys)
    return Matrix(moto, None, program, moto.keys)


def statement(number, **values):
    """Changes one statement: a value of None takes the element out."""

    def change(policy):
        for name, value in values.items():
            if value is None:
                del policy["Statement"][number][name]
            else:
                policy["Statement"][number][name] = value

    return change


def condition(number, operator, **values):
    """Changes an operator's keys in a statement; the keys are written with `_` for `:`."""

    def change(policy):
        block = policy["Statement"][number]["Condition"].setdefault(operator, {})
        block.update({name.replace("_", ":"): value for name, value in values.items()})

    return change


def renamed(number, old, new):
    """Puts another operator in the place of one."""

    def change(policy):
        block = policy["Statement"][number]["Condition"]
        block[new] = block.pop(old)

    return change


def rekeyed(number, operator, old, new):
    def change(policy):
        block = policy["Statement"][number]["Condition"][operator]
        block[new] = block.pop(old)

    return change


def dropped(number, operator):
    def change(policy):
        del policy["Statement"][number]["Condition"][operator]

    return change


def shuffled(policy):
    policy["Statement"].reverse()


def doubled(policy):
    policy["Statement"].append(policy["Statement"][1])


def reordered(policy):
    """Every object's keys the other way round."""

    def turned(value):
        if isinstance(value, dict):
            return {key: turned(value[key]) for key in reversed(value)}
        return [turned(item) for item in value] if isinstance(value, list) else value

    return turned(policy)


def with_statement(**values):
    return lambda policy: policy["Statement"].append(values)


S = TRUST["Statement"]
V = VIDEO["Statement"]
THINGS = S[0]["Principal"]["Service"]
SOURCES = S[0]["Condition"]["ArnLike"]["aws:SourceArn"]

# name: what is done, the kinds of difference with their direction, the role.
LET_IN = {
    "Effect": "Allow",
    "Principal": {"Service": "panorama.amazonaws.com"},
    "Action": "sts:AssumeRole",
}
WEB = {**LET_IN, "Principal": {"Service": "ec2.amazonaws.com"}}
# Trust policies of a role that nobody declared; of some we cannot read the text as a policy.
STRANGERS = {
    "service-among-others": [
        {**LET_IN, "Principal": {"Service": ["ec2.amazonaws.com", "panorama.amazonaws.com"]}}],
    "second-statement": [WEB, LET_IN],
    "with-condition": [
        {**LET_IN, "Condition": {"StringEquals": {"aws:SourceAccount": "210987654321"}}}],
    "beside-an-account": [{**LET_IN, "Principal": {**LET_IN["Principal"], "AWS": ACCOUNT}}],
    "all-actions": [{**LET_IN, "Action": "sts:*"}],
    "odd-sid": [{**LET_IN, "Sid": "Allow panorama-1"}],
    "unknown-operator": [{**LET_IN, "Condition": {"NewOperator": {"aws:x": "y"}}}],
    "unknown-kind": [{**LET_IN, "Principal": {**LET_IN["Principal"], "NewKind": "x"}}],
    "unknown-element": [WEB, {**LET_IN, "NewElement": 1}],
    "odd-list": [{**LET_IN, "Principal": {"Service": [7, "Panorama.amazonaws.com"]}}],
}  # fmt: skip


CHANGES = {
    # Who may assume the role.
    "trust-principal-added": (
        lambda m: m.trust(statement(0, Principal={"Service": [*THINGS, "ec2.amazonaws.com"]})),
        {"trust-policy": "widened"},
    ),
    "trust-principal-removed": (
        lambda m: m.trust(statement(0, Principal={"Service": THINGS[:1]})),
        {"trust-policy": "narrowed"},
    ),
    "trust-condition-dropped": (
        lambda m: m.trust(dropped(0, "StringEquals")), {"trust-policy": "widened"},
    ),
    "trust-condition-value": (
        lambda m: m.trust(condition(0, "StringEquals", aws_SourceAccount="210987654321")),
        {"trust-policy": "both"},
    ),
    "trust-condition-value-more": (
        lambda m: m.trust(
            condition(0, "StringEquals", aws_SourceAccount=[ACCOUNT, "210987654321"])),
        {"trust-policy": "widened"},
    ),
    "trust-condition-added": (
        lambda m: m.trust(condition(0, "StringEquals", aws_RequestedRegion="us-east-1")),
        {"trust-policy": "narrowed"},
    ),
    "trust-arn-value-case": (
        lambda m: m.trust(condition(0, "ArnLike", aws_SourceArn=[f"{ALIAS}/gate", SOURCES[1]])),
        {"trust-policy": "both"},
    ),
    "trust-if-exists": (
        lambda m: m.trust(renamed(0, "StringEquals", "StringEqualsIfExists")),
        {"trust-policy": "widened"},
    ),
    "trust-for-any-value": (
        lambda m: m.trust(renamed(0, "ArnLike", "ForAllValues:ArnLike")),
        {"trust-policy": "widened"},
    ),
    "trust-action-added": (
        lambda m: m.trust(statement(0, Action=[*S[0]["Action"], "sts:SetSourceIdentity"])),
        {"trust-policy": "widened"},
    ),
    "trust-not-action": (
        lambda m: m.trust(statement(0, Action=None, NotAction=["sts:TagSession"])),
        {"trust-policy": "both"},
    ),
    "trust-deny-removed": (
        lambda m: m.trust(lambda d: d["Statement"].pop() and None), {"trust-policy": "widened"},
    ),
    "trust-deny-added": (
        lambda m: m.trust(with_statement(
            Effect="Deny", Principal={"Service": THINGS[0]}, Action="sts:AssumeRole")),
        {"trust-policy": "narrowed"},
    ),
    "trust-effect": (
        lambda m: m.trust(statement(1, Effect="Deny")), {"trust-policy": "narrowed"},
    ),
    "trust-other-account": (
        lambda m: m.trust(statement(1, Principal={"AWS": "arn:aws:iam::012345678901:root"})),
        {"trust-policy": "both"},
    ),
    "trust-everyone": (
        lambda m: m.trust(statement(1, Principal="*")), {"trust-policy": "widened"},
    ),
    "trust-number": (
        lambda m: m.trust(condition(1, "NumericLessThan", aws_MultiFactorAuthAge="36000")),
        {"trust-policy": "widened"},
    ),
    "trust-date": (
        lambda m: m.trust(condition(1, "DateLessThan", aws_CurrentTime="2030-01-01T00:00:00Z")),
        {"trust-policy": "narrowed"},
    ),
    "trust-network": (
        lambda m: m.trust(condition(1, "IpAddress", aws_SourceIp="10.1.2.0/24")),
        {"trust-policy": "widened"},
    ),
    "principal-deleted": (
        lambda m: m.iam.delete_role(RoleName=DEPLOYER),
        {"trust-policy": "narrowed", "orphan-principal": "unchanged"}, KEEPER,
    ),
    # What it may do.
    "inline-added": (
        lambda m: m.inline(lambda d: ALL_OF_S3, "extra"),
        {"inline-policy-unexpected": "widened"},
    ),
    "inline-changed": (
        lambda m: m.inline(statement(0, Action=["s3:*", "s3:ListBucket"])),
        {"inline-policy-changed": "widened"},
    ),
    "inline-narrowed": (
        lambda m: m.inline(statement(0, Resource=["arn:aws:s3:::clips"])),
        {"inline-policy-changed": "narrowed"},
    ),
    "inline-resource-case": (
        lambda m: m.inline(statement(0, Resource=["arn:aws:s3:::Clips", "arn:aws:s3:::clips/*"])),
        {"inline-policy-changed": "both"},
    ),
    "inline-version": (
        lambda m: m.inline(lambda d: d.update(Version="2008-10-17")),
        {"inline-policy-changed": "both"},
    ),
    "inline-value-case": (
        lambda m: m.inline(
            condition(0, "StringEquals", aws_RequestedRegion=["US-EAST-1", "eu-west-1"])),
        {"inline-policy-changed": "both"},
    ),
    "inline-removed": (
        lambda m: m.iam.delete_role_policy(RoleName=STREAM, PolicyName="video"),
        {"inline-policy-missing": "both"},
    ),
    "inline-renamed": (
        lambda m: (
            m.iam.delete_role_policy(RoleName=STREAM, PolicyName="video"),
            m.inline(lambda d: None, "Video"),
        ),
        {"inline-policy-missing": "both", "inline-policy-unexpected": "unchanged"},
    ),
    "managed-added": (
        lambda m: m.iam.attach_role_policy(RoleName=APPLIANCE, PolicyArn=ADMINISTRATOR),
        {"managed-policy-unexpected": "widened"}, APPLIANCE,
    ),
    "managed-added-within": (
        lambda m: m.iam.attach_role_policy(RoleName=STREAM, PolicyArn=READ_ONLY),
        {"managed-policy-unexpected": "widened"},
    ),
    "managed-removed": (
        lambda m: m.iam.detach_role_policy(RoleName=APPLIANCE, PolicyArn=APPLIANCE_POLICY),
        {"managed-policy-missing": "narrowed"}, APPLIANCE,
    ),
    "managed-policy-content": (
        lambda m: m.version(), {"managed-policy-document": "widened"},
    ),
    "managed-policy-content-of-aws": (
        lambda m: m.stub.order("edit-aws-policy", arn=AWS_POLICY, document=ALL_OF_S3),
        {"managed-policy-document": "both"},
    ),
    "boundary-content": (
        lambda m: m.version(arn=BOUNDARY), {"managed-policy-document": "narrowed"},
    ),
    "boundary-added": (
        lambda m: m.iam.put_role_permissions_boundary(
            RoleName=APPLIANCE, PermissionsBoundary=READ_ONLY),
        {"permissions-boundary": "narrowed"}, APPLIANCE,
    ),
    "boundary-changed": (
        lambda m: m.iam.put_role_permissions_boundary(
            RoleName=STREAM, PermissionsBoundary=READ_ONLY),
        {"permissions-boundary": "narrowed"},
    ),
    "boundary-removed": (
        lambda m: m.iam.delete_role_permissions_boundary(RoleName=STREAM),
        {"permissions-boundary": "widened"},
    ),
    # What it is.
    "max-session": (
        lambda m: m.update(MaxSessionDuration=43200), {"max-session-duration": "widened"},
    ),
    "max-session-shorter": (
        lambda m: m.update(MaxSessionDuration=3600), {"max-session-duration": "narrowed"},
    ),
    "description": (
        lambda m: m.update(Description="Cameras send Video"), {"description": "unchanged"},
    ),
    "description-removed": (lambda m: m.update(Description=""), {"description": "unchanged"}),
    "tag-added": (lambda m: m.tag("extra", "1"), {"tags": "unchanged"}),
    "tag-changed": (lambda m: m.tag("Env", "dev"), {"tags": "unchanged"}),
    "tag-key-case": (lambda m: m.tag("ENV", "prod"), {"tags": "unchanged"}),
    "tag-removed": (
        lambda m: m.iam.untag_role(RoleName=STREAM, TagKeys=["Env"]), {"tags": "unchanged"},
    ),
    "role-deleted": (lambda m: m.delete(), {"role-missing": "narrowed"}),
    "service-linked-role-deleted": (
        lambda m: m.iam.delete_service_linked_role(RoleName=LINKED) and polled(m),
        {"role-missing": "narrowed"}, LINKED,
    ),
    "role-recreated-path": (
        lambda m: m.remake(Path="/other/"), {"path": "undecided", "role-recreated": "undecided"},
    ),
    "role-recreated-same": (lambda m: m.remake(), {"role-recreated": "undecided"}),
    "role-recreated-case": (
        lambda m: m.remake(name="visionstream"),
        {"name-case": "unchanged", "role-recreated": "undecided"}, "visionstream",
    ),
    # What stands around it.
    "instance-profile": (lambda m: m.profile(), {"instance-profile": "widened"}),
    "role-unmanaged": (
        lambda m: m.neighbour("Somebody", "panorama.amazonaws.com"),
        {"role-unexpected": "widened"}, "Somebody",
    ),
    **{
        f"role-unmanaged-{name}": (
            lambda m, statements=statements: m.stranger(*statements),
            {"role-unexpected": "widened"}, "Somebody",
        )
        for name, statements in STRANGERS.items()
    },
    "role-left-behind": (
        lambda m: m.neighbour("AWSPanoramaSMRole-us-east-1", "credentials.iot.amazonaws.com"),
        {"role-unexpected": "widened"}, "AWSPanoramaSMRole-us-east-1",
    ),
}  # fmt: skip


def polled(matrix):
    """Asks for the end of a deletion that IAM takes its time for."""
    for task in matrix.stub.look("state")[ACCOUNT]["tasks"]:
        matrix.iam.get_service_linked_role_deletion_status(DeletionTaskId=task)
        matrix.iam.get_service_linked_role_deletion_status(DeletionTaskId=task)


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_told_alike_by_every_way_of_reading(matrix, name):
    judge_change(matrix, name)


# Some rows where moto is as IAM; ids of deleted principals and the case of names are not.
IN_MOTO = [
    "trust-principal-added", "inline-changed", "managed-added", "managed-policy-content",
    "boundary-removed", "max-session", "role-recreated-path", "instance-profile",
]  # fmt: skip


@pytest.mark.parametrize("name", IN_MOTO)
def test_a_change_in_moto_is_told_alike_by_every_way_of_reading(matrix_in_moto, name):
    judge_change(matrix_in_moto, name)


def judge_change(matrix, name):
    change, kinds, role = (*CHANGES[name], STREAM)[:3]
    change(matrix)
    found = matrix.json(2)
    rows = [(entry["name"], row) for entry in found["roles"] for row in entry["differences"]]
    assert {row["kind"]: row["effect"] for _, row in rows} == kinds
    assert {where for where, _ in rows} == {role}
    for _, row in rows:
        assert row["hint"] and row["path"]
        assert row["expected"] != row["actual"]
    assert found["status"] == "drifted"


SPELLINGS = {
    # Order and repetition.
    "eq-statement-order": lambda m: m.inline(shuffled),
    "trust-statement-order": lambda m: m.trust(shuffled),
    "statement-twice": lambda m: m.trust(doubled),
    "eq-action-order": lambda m: m.inline(statement(0, Action=V[0]["Action"][::-1])),
    "eq-duplicate-action": lambda m: m.inline(statement(0, Action=V[0]["Action"] * 2)),
    "resource-order": lambda m: m.inline(statement(0, Resource=V[0]["Resource"][::-1])),
    "resource-twice": lambda m: m.inline(statement(0, Resource=V[0]["Resource"] * 2)),
    "not-action-order": lambda m: m.inline(statement(2, NotAction=V[2]["NotAction"][::-1])),
    "principal-order": lambda m: m.trust(statement(0, Principal={"Service": THINGS[::-1]})),
    "principal-twice": lambda m: m.trust(statement(0, Principal={"Service": THINGS * 2})),
    "condition-value-order": lambda m: m.trust(
        condition(0, "ArnLike", aws_SourceArn=SOURCES[::-1])),
    "condition-value-twice": lambda m: m.trust(condition(0, "ArnLike", aws_SourceArn=SOURCES * 2)),
    "eq-json-key-order": lambda m: m.account.set_trust(
        json.dumps(reordered(TRUST), indent=7), STREAM),
    "inline-key-order": lambda m: m.inline(reordered),
    # Lists of one, and objects for lists.
    "eq-action-array": lambda m: m.trust(statement(1, Action=["sts:AssumeRole"])),
    "resource-array": lambda m: m.inline(statement(1, Resource=[V[1]["Resource"]])),
    "eq-condition-array": lambda m: m.trust(
        condition(0, "StringEquals", aws_SourceAccount=[ACCOUNT])),
    "eq-principal-array": lambda m: m.trust(statement(1, Principal={"AWS": [ROOT]})),
    "eq-statement-object": lambda m: m.trust(
        lambda d: {**d, "Statement": d["Statement"][0]}, KEEPER_TRUST, KEEPER),
    # Names without meaning.
    "eq-effect-empty-sid": lambda m: m.trust(statement(1, Sid="")),
    "sid": lambda m: m.trust(statement(0, Sid="Cameras")),
    "id": lambda m: m.trust(lambda d: d.update(Id="console")),
    "empty-condition": lambda m: m.trust(statement(0, Condition={}), KEEPER_TRUST, KEEPER),
    # Case where it has none.
    "eq-action-case": lambda m: m.inline(statement(0, Action=["S3:getobject", "s3:LISTBUCKET"])),
    "eq-condition-key-case": lambda m: m.trust(
        rekeyed(0, "StringEquals", "aws:SourceAccount", "AWS:SOURCEACCOUNT")),
    "bool-case": lambda m: m.trust(condition(1, "Bool", aws_MultiFactorAuthPresent="True")),
    "variable-case": lambda m: m.inline(
        statement(1, Resource=V[1]["Resource"].replace("aws:username", "AWS:UserName"))),
    # Other words for the same.
    "eq-account-principal": lambda m: m.trust(statement(1, Principal={"AWS": ACCOUNT})),
    "eq-principal-star": lambda m: m.trust(statement(2, Principal="*")),
    "eq-bool-string": lambda m: m.inline(condition(0, "Bool", aws_SecureTransport=True)),
    "number": lambda m: m.trust(condition(1, "NumericLessThan", aws_MultiFactorAuthAge=3600)),
    "number-with-fraction": lambda m: m.trust(
        condition(1, "NumericLessThan", aws_MultiFactorAuthAge="3600.0")),
    "arn-equals": lambda m: m.trust(renamed(0, "ArnLike", "ArnEquals")),
    "one-address": lambda m: m.trust(condition(1, "IpAddress", aws_SourceIp="10.1.2.3/32")),
    "date-as-seconds": lambda m: m.trust(
        condition(1, "DateLessThan", aws_CurrentTime="1924992000")),
    "date-with-offset": lambda m: m.trust(
        condition(1, "DateLessThan", aws_CurrentTime="2031-01-01T01:00:00+01:00")),
    "version-without-variables": lambda m: m.trust(lambda d: d.update(Version="2008-10-17")),
    "no-version": lambda m: m.trust(lambda d: d.pop("Version") and None),
    "short-arn": lambda m: m.inline(statement(3, Resource="arn:aws:sqs")),
    # Around the documents.
    "eq-tag-order": lambda m: (
        m.iam.untag_role(RoleName=STREAM, TagKeys=["Team"]), m.tag("Team", "vision")),
    "managed-order": lambda m: (
        m.iam.detach_role_policy(RoleName=STREAM, PolicyArn=AWS_POLICY),
        m.iam.attach_role_policy(RoleName=STREAM, PolicyArn=AWS_POLICY)),
    "own-policy-spelled-anew": lambda m: m.version(
        edited(EDGE, statement(0, Action=["s3:putobject"], Sid="Again"))),
    "aws-policy-spelled-anew": lambda m: m.stub.order(
        "edit-aws-policy", arn=AWS_POLICY, document=reordered(m.iam.get_policy_version(
            PolicyArn=AWS_POLICY, VersionId="v1")["PolicyVersion"]["Document"])),
    "version-that-does-not-count": lambda m: m.iam.create_policy_version(
        PolicyArn=OWN_POLICY, PolicyDocument=json.dumps(ALL_OF_S3)),
    "empty-instance-profile": lambda m: m.iam.create_instance_profile(
        InstanceProfileName="machines"),
    "neighbour-of-an-everyday-service": lambda m: m.neighbour("Web", "ec2.amazonaws.com"),
    "nothing": lambda m: None,
}  # fmt: skip


@pytest.mark.parametrize("name", SPELLINGS)
def test_another_spelling_is_no_drift_in_any_way_of_reading(matrix, name):
    SPELLINGS[name](matrix)
    found = matrix.json(0)
    assert found["status"] == "in-sync"
    assert found["summary"]["differences"] == 0


# Of the changes a plan of Terraform missed six and a script over the AWS CLI or boto3 eight; of the
# spellings Terraform took four for drift and the scripts thirteen.
MEASURED_CHANGES = {
    "inline-added", "inline-changed", "inline-removed", "managed-added", "managed-removed",
    "tag-added", "tag-changed", "tag-removed", "trust-principal-added", "trust-condition-dropped",
    "trust-condition-value", "trust-arn-value-case", "max-session", "description",
    "boundary-added", "role-deleted", "role-recreated-path", "role-recreated-same",
    "instance-profile", "managed-policy-content", "principal-deleted", "role-unmanaged",
}  # fmt: skip
MEASURED_SPELLINGS = {
    "eq-condition-key-case", "eq-action-case", "eq-action-order", "eq-statement-order",
    "eq-json-key-order", "eq-action-array", "eq-condition-array", "eq-principal-array",
    "eq-statement-object", "eq-duplicate-action", "eq-effect-empty-sid", "eq-tag-order",
    "eq-account-principal", "eq-principal-star", "eq-bool-string",
}  # fmt: skip
KINDS = {
    "role-missing", "trust-policy", "managed-policy-missing", "managed-policy-unexpected",
    "inline-policy-missing", "inline-policy-unexpected", "inline-policy-changed",
    "managed-policy-document", "permissions-boundary", "max-session-duration", "description",
    "tags", "path", "name-case", "orphan-principal", "role-unexpected", "instance-profile",
    "role-recreated",
}  # fmt: skip


def test_the_matrix_holds_every_kind_and_all_that_others_were_measured_on():
    assert len(MEASURED_CHANGES) == 22 and set(CHANGES) >= MEASURED_CHANGES
    assert len(MEASURED_SPELLINGS) == 15 and set(SPELLINGS) >= MEASURED_SPELLINGS
    assert {kind for row in CHANGES.values() for kind in row[1]} == KINDS

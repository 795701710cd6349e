"""A saved account of our own making: in sync as the dry run has it, then changed in every way.

`drift --snapshot` reads it without a server, so that what matters here is what is shown of it.
"""

import datetime
import json
import os
import pathlib
import sys

from .accounts import (
    ACCOUNT,
    APPLIANCE,
    APPLIANCE_POLICY,
    DEVICE,
    LINKED,
    OWNER_TAG,
    READ_ONLY,
    trust,
)
from .program import Program, Result

ROOT = pathlib.Path(__file__).resolve().parents[3]
# The search path with the tools of Tests/requirements.txt.
TOOLS = f"{pathlib.Path(sys.executable).parent}:{os.environ['PATH']}"
APPLICATION = "CameraApplication"
INLINE = "cloudwatch-putmetrics"
METRICS = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "cloudwatch:PutMetricData", "Resource": "*"}],
}
S3 = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}],
}
# What a person with bad intent could write where IAM or another tool takes any text.
HOSTILE = (
    "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    "|`]]>--><!-- @everyone #1 [a](http://evil.example) \u202e \u001b[31m "
    '%0A::error::x\n::warning::y\n```\n| a | b |\n"] --> n9; click n0 href "javascript:alert(1)"'
)


class SavedAccount:
    """Role details by name, and the policies beside them."""

    def __init__(self, roles: dict[str, dict], policies: list[dict]):
        self.roles = roles
        self.policies = policies

    @property
    def appliance(self) -> dict:
        return self.roles[APPLIANCE]

    @property
    def application(self) -> dict:
        return self.roles[APPLICATION]

    def add(self, name: str, document: dict, path: str = "/") -> dict:
        self.roles[name] = {
            "Path": path,
            "RoleName": name,
            "RoleId": f"AROA{len(self.roles):016d}",
            "Arn": f"arn:aws:iam::{ACCOUNT}:role{path}{name}",
            "CreateDate": "2026-01-01T00:00:00Z",
            "AssumeRolePolicyDocument": document,
            "InstanceProfileList": [],
            "RolePolicyList": [],
            "AttachedManagedPolicies": [],
            "Tags": [],
            "MaxSessionDuration": 3600,
        }
        return self.roles[name]

    @property
    def text(self) -> str:
        details = {"RoleDetailList": list(self.roles.values()), "Policies": self.policies}
        return json.dumps(details, indent=1)


def in_sync(program: Program) -> SavedAccount:
    """The account that the dry run of `init` would make; it writes the spec, too."""
    init = ["--offline", "--quiet", "--application", APPLICATION, "--tag", "env=prod"]
    requests = program.init(*init).expect(0).json["requests"]
    policy = ROOT / "Policies" / "documents" / "AWSPanoramaApplianceServiceRolePolicy.json"
    account = SavedAccount({}, [])
    for request in requests:
        values = request["parameters"]
        match request["action"]:
            case "CreateServiceLinkedRole":
                service = values["AWSServiceName"]
                document = trust()
                del document["Statement"][0]["Condition"]
                account.add(LINKED, document, f"/aws-service-role/{service}/")
            case "CreateRole":
                role = account.add(
                    values["RoleName"], values["AssumeRolePolicyDocument"], values["Path"]
                )
                role["Description"] = values["Description"]
                role["Tags"] = values["Tags"]
            case "AttachRolePolicy":
                arn = values["PolicyArn"]
                attached = {"PolicyName": arn.rsplit("/", 1)[1], "PolicyArn": arn}
                account.roles[values["RoleName"]]["AttachedManagedPolicies"].append(attached)
            case "PutRolePolicy":
                inline = {name: values[name] for name in ("PolicyName", "PolicyDocument")}
                account.roles[values["RoleName"]]["RolePolicyList"].append(inline)
    document = json.loads(policy.read_text())["document"]
    account.policies.append(managed_policy(APPLIANCE_POLICY, document))
    return account


def managed_policy(arn: str, document) -> dict:
    version = {"VersionId": "v1", "IsDefaultVersion": True, "Document": document}
    return {"Arn": arn, "PolicyName": arn.rsplit("/", 1)[1], "PolicyVersionList": [version]}


def fill_in(ignore: pathlib.Path) -> None:
    """Completes what `--write-ignore` proposed, as a person has to."""
    proposed = json.loads(ignore.read_text())
    for entry in proposed["ignore"]:
        assert (entry["reason"], entry["owner"]) == ("", ""), "a proposal accepts nothing"
        entry |= {"reason": "known since spring", "owner": "vision"}
    ignore.write_text(json.dumps(proposed, indent=1))


def drift(program: Program, account: SavedAccount, form: str, *words: str) -> Result:
    program.write("account.json", account.text)
    return program.run("drift", "--snapshot", "account.json", "--format", form, *words)


# One change for each kind of difference: what it does to the account, or to the spec.


def _rename(account: SavedAccount) -> None:
    role = account.roles.pop(APPLIANCE)
    name = APPLIANCE.upper()
    role.update(RoleName=name, Arn=role["Arn"].replace(APPLIANCE, name))
    account.roles[name] = role


def _move(account: SavedAccount) -> None:
    account.appliance.update(
        Path="/other/", Arn=account.appliance["Arn"].replace("/service-role/", "/other/")
    )


def _orphan(account: SavedAccount) -> None:
    document = trust()
    document["Statement"][0]["Principal"]["AWS"] = "AROAEXAMPLEORPHAN0000"
    account.appliance["AssumeRolePolicyDocument"] = document


def _attach(account: SavedAccount) -> None:
    attached = {"PolicyName": "ReadOnlyAccess", "PolicyArn": READ_ONLY}
    account.appliance["AttachedManagedPolicies"].append(attached)


def _bound(account: SavedAccount) -> None:
    account.appliance["PermissionsBoundary"] = {
        "PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": READ_ONLY,
    }  # fmt: skip


def _recreate(account: SavedAccount) -> None:
    account.appliance["RoleId"] = "AROAMADEANEW00000000"


CHANGES = {
    "role-missing": lambda a: a.roles.pop(APPLICATION),
    "trust-policy": lambda a: a.appliance.update(
        AssumeRolePolicyDocument=trust(StringEquals={"aws:SourceAccount": "210987654321"})
    ),
    "managed-policy-missing": lambda a: a.appliance.update(AttachedManagedPolicies=[]),
    "managed-policy-unexpected": _attach,
    "inline-policy-missing": lambda a: a.application.update(RolePolicyList=[]),
    "inline-policy-unexpected": lambda a: a.appliance["RolePolicyList"].append(
        {"PolicyName": "extra", "PolicyDocument": S3}
    ),
    "inline-policy-changed": lambda a: a.application["RolePolicyList"][0].update(PolicyDocument=S3),
    "permissions-boundary": _bound,
    "max-session-duration": lambda a: a.appliance.update(MaxSessionDuration=7200),
    "description": lambda a: a.appliance.update(Description="by hand"),
    "tags": lambda a: a.appliance.update(Tags=[{"Key": "cost", "Value": "1"}]),
    "path": _move,
    "name-case": _rename,
    "orphan-principal": _orphan,
    "managed-policy-document": lambda a: a.policies[0]["PolicyVersionList"][0].update(Document=S3),
    "instance-profile": lambda a: a.appliance["InstanceProfileList"].append(
        {"InstanceProfileName": "machines"}
    ),
    "role-recreated": _recreate,
    "role-unexpected": lambda a: a.add("panorama-leftover", trust()),
}


def record_ids(program: Program, account: SavedAccount) -> None:
    """Writes the roles' ids into the spec, as `apply` does."""
    path = program.folder / "panorama-roles.json"
    spec = json.loads(path.read_text())
    spec["recorded"] = {name: {"id": role["RoleId"]} for name, role in account.roles.items()}
    path.write_text(json.dumps(spec))


def _leave_open(program: Program, account: SavedAccount) -> None:
    path = program.folder / "panorama-roles.json"
    spec = json.loads(path.read_text())
    spec |= {"devices": [DEVICE], "opened": {"until": "2026-01-01T00:00:00Z"}}
    path.write_text(json.dumps(spec))


def _declare_profile(program: Program, account: SavedAccount) -> None:
    machine = {"name": "Machine", "description": "m", "instanceProfiles": ["machines"],
               "trust": {"services": ["ec2.amazonaws.com"]}}  # fmt: skip
    program.write("machines.json", json.dumps({
        "schemaVersion": "1.0", "name": "machines", "title": "M", "summary": "M",
        "roles": [machine]}))  # fmt: skip
    path = program.folder / "panorama-roles.json"
    spec = json.loads(path.read_text())
    spec["roleSets"].append("./machines.json")
    path.write_text(json.dumps(spec))
    account.add("Machine", trust())


def _leave(program: Program, account: SavedAccount) -> None:
    path = program.folder / "panorama-roles.json"
    spec = json.loads(path.read_text())
    account.add("Left", trust())
    account.roles["Left"]["Tags"] = [{"Key": OWNER_TAG, "Value": "panorama"}]
    spec["recorded"] = {"Left": {"id": account.roles["Left"]["RoleId"]}}
    path.write_text(json.dumps(spec))


def _leave_profile(program: Program, account: SavedAccount) -> None:
    """An instance profile that the role set declared, and a role that the spec owns."""
    account.appliance["Tags"] = [{"Key": OWNER_TAG, "Value": "panorama"}]
    account.appliance["InstanceProfileList"] = [
        {"InstanceProfileName": "machines", "Path": "/", "Roles": []}
    ]
    path = program.folder / "panorama-roles.json"
    spec = json.loads(path.read_text())
    spec["recordedParts"] = {account.appliance["RoleName"]: ["instance-profile:machines"]}
    path.write_text(json.dumps(spec))


# The kinds that say something of the spec and the clock.
SPEC_CHANGES = {
    "role-left": _leave,
    "instance-profile-left": _leave_profile,
    "temporary-widening-expired": _leave_open,
    "instance-profile-missing": _declare_profile,
}


def hostile(account: SavedAccount) -> None:
    """Texts that try to break out of what shows them, in every place that takes a text."""
    account.appliance["Description"] = HOSTILE
    account.appliance["Tags"] = [{"Key": HOSTILE, "Value": HOSTILE}]
    account.appliance["RolePolicyList"] = [
        {"PolicyName": HOSTILE, "PolicyDocument": {"Version": HOSTILE, HOSTILE: HOSTILE}},
        {"PolicyName": "quoted", "PolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [{"Sid": "x", "Effect": "Allow", "Action": "s3:*", "Resource": HOSTILE}],
        }},
    ]  # fmt: skip
    account.appliance["AttachedManagedPolicies"].append(
        {"PolicyName": HOSTILE, "PolicyArn": f"arn:aws:iam::aws:policy/{HOSTILE}"}
    )
    account.appliance["InstanceProfileList"] = [{"InstanceProfileName": HOSTILE}]
    document = trust()
    document["Statement"][0]["Principal"] = {"AWS": HOSTILE, "Service": "panorama.amazonaws.com"}
    account.appliance["AssumeRolePolicyDocument"] = document
    account.add(f"panorama-{HOSTILE}", trust())
    # No text of a policy at all: what could not be read tells of it.
    account.application["RolePolicyList"].append({"PolicyName": HOSTILE, "PolicyDocument": HOSTILE})


def next_year() -> str:
    """A day on which an accepted difference still counts, and that is not too far off."""
    return (datetime.date.today() + datetime.timedelta(days=300)).isoformat()

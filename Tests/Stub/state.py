"""The account that the stub plays: plain values, to JSON and back."""

import dataclasses
import itertools
import string
from dataclasses import dataclass, field

ID_ALPHABET = string.ascii_uppercase + "234567"


def unique_id(prefix: str, number: int) -> str:
    """An identifier as IAM's (`AROA` and 17 characters), told apart by a counter."""
    tail = ""
    for _ in range(13):
        number, digit = divmod(number, len(ID_ALPHABET))
        tail = ID_ALPHABET[digit] + tail
    return prefix + "STUB" + tail


@dataclass
class Tag:
    Key: str
    Value: str


@dataclass
class Role:
    RoleName: str
    RoleId: str
    Path: str
    Arn: str
    CreateDate: str
    AssumeRolePolicyDocument: str
    Description: str | None = None
    MaxSessionDuration: int = 3600
    PermissionsBoundary: str | None = None
    Tags: list[Tag] = field(default_factory=list)
    Inline: dict[str, str] = field(default_factory=dict)
    Attached: list[str] = field(default_factory=list)
    # RoleLastUsed: empty for a role without a recorded use.
    LastUsed: dict = field(default_factory=dict)
    # Principal ARN in the trust policy to the unique id that it had when the policy was written.
    PrincipalIds: dict[str, str] = field(default_factory=dict)

    @property
    def is_service_linked(self) -> bool:
        return self.Path.startswith("/aws-service-role/")


@dataclass
class PolicyVersion:
    VersionId: str
    Document: str
    IsDefault: bool
    CreateDate: str


@dataclass
class Policy:
    """A customer managed policy."""

    PolicyName: str
    PolicyId: str
    Arn: str
    Path: str
    Description: str | None
    CreateDate: str
    Versions: list[PolicyVersion]
    NextVersion: int = 2
    Tags: list[Tag] = field(default_factory=list)

    @property
    def default(self) -> PolicyVersion:
        return next(v for v in self.Versions if v.IsDefault)


@dataclass
class InstanceProfile:
    InstanceProfileName: str
    InstanceProfileId: str
    Arn: str
    Path: str
    CreateDate: str
    Roles: list[str] = field(default_factory=list)


@dataclass
class Provider:
    """An identity provider: OpenID Connect (client ids, thumbprints) or SAML (metadata)."""

    Arn: str
    CreateDate: str
    Url: str | None = None
    ClientIDs: list[str] = field(default_factory=list)
    Thumbprints: list[str] = field(default_factory=list)
    Metadata: str | None = None
    Tags: list[Tag] = field(default_factory=list)


@dataclass
class DeletionTask:
    TaskId: str
    RoleName: str
    Status: str
    PollsLeft: int
    Reason: str | None = None
    Usage: list[dict] = field(default_factory=list)


@dataclass
class Account:
    """Everything that a request can read or change. Roles are kept by folded name."""

    id: str = "123456789012"
    partition: str = "aws"
    roles: dict[str, Role] = field(default_factory=dict)
    policies: dict[str, Policy] = field(default_factory=dict)
    profiles: dict[str, InstanceProfile] = field(default_factory=dict)
    # Identity providers by ARN.
    providers: dict[str, Provider] = field(default_factory=dict)
    tasks: dict[str, DeletionTask] = field(default_factory=dict)
    users: dict[str, str] = field(default_factory=dict)
    # What AWS has made of its managed policies since the table was written, by ARN.
    aws_documents: dict[str, dict] = field(default_factory=dict)
    serial: int = 0

    def next_serial(self) -> int:
        self.serial += 1
        return self.serial

    def arn(self, resource: str) -> str:
        return f"arn:{self.partition}:iam::{self.id}:{resource}"

    def roles_by_name(self) -> list[Role]:
        return sorted(self.roles.values(), key=lambda role: role.RoleName)

    def attachments(self, policy_arn: str) -> int:
        return sum(policy_arn in role.Attached for role in self.roles.values())

    def boundary_uses(self, policy_arn: str) -> int:
        return sum(role.PermissionsBoundary == policy_arn for role in self.roles.values())

    def dump(self) -> dict:
        return dataclasses.asdict(self)

    @classmethod
    def load(cls, value: dict) -> "Account":
        def tags(rows):
            return [Tag(**row) for row in rows]

        empty = {"roles": {}, "policies": {}, "profiles": {}, "providers": {}, "tasks": {}}
        account = cls(**{**value, **empty})
        for key, row in value.get("roles", {}).items():
            account.roles[key] = Role(**{**row, "Tags": tags(row.get("Tags", []))})
        for key, row in value.get("policies", {}).items():
            versions = [PolicyVersion(**version) for version in row["Versions"]]
            account.policies[key] = Policy(
                **{**row, "Versions": versions, "Tags": tags(row.get("Tags", []))}
            )
        for key, row in value.get("profiles", {}).items():
            account.profiles[key] = InstanceProfile(**row)
        for key, row in value.get("providers", {}).items():
            account.providers[key] = Provider(**{**row, "Tags": tags(row.get("Tags", []))})
        for key, row in value.get("tasks", {}).items():
            account.tasks[key] = DeletionTask(**row)
        return account


def numbered(rows):
    """1, 2, 3 … beside each row, as the Query protocol counts members."""
    return zip(itertools.count(1), rows, strict=False)

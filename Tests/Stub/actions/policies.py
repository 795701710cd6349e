"""Managed policies: the AWS ones, read-only, and the customer's own with their versions."""

import json

from ..documents import check_identity, without_white_space
from ..errors import ServiceError
from ..managed import managed_policies
from ..state import Account, Policy, PolicyVersion, Tag, unique_id
from ..validation import check_tags
from ..wire import members, percent_encoded, structures
from .registry import Context, action
from .roles import aws_managed

POLICY_QUOTA = 6144
VERSIONS_QUOTA = 5


def policy_value(account: Account, arn: str) -> dict:
    """A policy as GetPolicy shows it."""
    own = account.policies.get(arn)
    managed = None if own else aws_managed(account, arn)
    if own is None and managed is None:
        raise ServiceError("NoSuchEntity", f"Policy {arn} was not found.")
    return {
        "PolicyName": own.PolicyName if own else managed["PolicyName"],
        "PolicyId": own.PolicyId if own else "ANPA" + "A" * 17,
        "Arn": arn,
        "Path": own.Path if own else managed["Path"],
        "DefaultVersionId": own.default.VersionId if own else managed["DefaultVersionId"],
        "AttachmentCount": account.attachments(arn),
        "PermissionsBoundaryUsageCount": account.boundary_uses(arn),
        "IsAttachable": bool(own or managed["Attachable"]),
        "Description": own.Description if own else None,
        "CreateDate": own.CreateDate if own else "2021-10-20T12:12:50Z",
    }


def version_value(version: PolicyVersion, *, document: bool) -> dict:
    return {
        "Document": percent_encoded(version.Document) if document else None,
        "VersionId": version.VersionId,
        "IsDefaultVersion": version.IsDefault,
        "CreateDate": version.CreateDate,
    }


def versions_of(account: Account, arn: str) -> list[PolicyVersion]:
    if arn in account.policies:
        return account.policies[arn].Versions
    managed = aws_managed(account, arn)
    if managed is None:
        raise ServiceError("NoSuchEntity", f"Policy {arn} was not found.")
    text = json.dumps(managed["Document"])
    return [PolicyVersion(managed["DefaultVersionId"], text, True, "2021-10-20T12:12:50Z")]


def own_policy(context: Context) -> Policy:
    arn = context["PolicyArn"]
    if arn not in context.account.policies:
        if aws_managed(context.account, arn) is not None:
            raise ServiceError("AccessDenied", "AWS managed policies cannot be changed.")
        raise ServiceError("NoSuchEntity", f"Policy {arn} was not found.")
    return context.account.policies[arn]


def check_size(text: str) -> None:
    check_identity(text)
    if without_white_space(text) > POLICY_QUOTA:
        raise ServiceError("LimitExceeded", f"Cannot exceed quota for PolicySize: {POLICY_QUOTA}")


@action("PolicyName", "PolicyDocument", writes=True)
def create_policy(context: Context) -> dict:
    account, name, path = context.account, context["PolicyName"], context.get("Path", "/")
    arn = account.arn(f"policy{path}{name}")
    if any(policy.PolicyName.lower() == name.lower() for policy in account.policies.values()):
        raise ServiceError("EntityAlreadyExists", f"A policy called {name} already exists.")
    check_size(context["PolicyDocument"])
    tags = structures(context.parameters, "Tags", ["Key", "Value"])
    check_tags(tags, folds_keys=False)
    account.policies[arn] = Policy(
        PolicyName=name,
        PolicyId=unique_id("ANPA", account.next_serial()),
        Arn=arn,
        Path=path,
        Description=context.get("Description"),
        CreateDate=context.stamp,
        Versions=[PolicyVersion("v1", context["PolicyDocument"], True, context.stamp)],
        Tags=[Tag(**tag) for tag in tags],
    )
    return {"Policy": policy_value(account, arn)}


@action("PolicyArn")
def get_policy(context: Context) -> dict:
    value = policy_value(context.account, context["PolicyArn"])
    own = context.account.policies.get(context["PolicyArn"])
    if own:
        value["Tags"] = [{"Key": tag.Key, "Value": tag.Value} for tag in own.Tags]
    return {"Policy": value}


@action("PolicyArn", "VersionId")
def get_policy_version(context: Context) -> dict:
    for version in versions_of(context.account, context["PolicyArn"]):
        if version.VersionId == context["VersionId"]:
            return {"PolicyVersion": version_value(version, document=True)}
    raise ServiceError(
        "NoSuchEntity",
        f"Policy {context['PolicyArn']} version {context['VersionId']} does not exist.",
    )


@action("PolicyArn")
def list_policy_versions(context: Context) -> dict:
    rows = versions_of(context.account, context["PolicyArn"])
    return context.page("Versions", [version_value(row, document=False) for row in rows])


@action("PolicyArn", "PolicyDocument", writes=True)
def create_policy_version(context: Context) -> dict:
    policy = own_policy(context)
    check_size(context["PolicyDocument"])
    if len(policy.Versions) >= VERSIONS_QUOTA:
        raise ServiceError(
            "LimitExceeded",
            "A managed policy can have up to 5 versions. Before you create a new version, you must "
            "delete an existing version.",
        )
    as_default = context.get("SetAsDefault", "false") == "true"
    version = PolicyVersion(
        f"v{policy.NextVersion}", context["PolicyDocument"], as_default, context.stamp
    )
    policy.NextVersion += 1
    if as_default:
        policy.default.IsDefault = False
    policy.Versions.insert(0, version)
    return {"PolicyVersion": version_value(version, document=False)}


@action("PolicyArn", "VersionId", writes=True)
def set_default_policy_version(context: Context) -> None:
    policy = own_policy(context)
    chosen = [row for row in policy.Versions if row.VersionId == context["VersionId"]]
    if not chosen:
        raise ServiceError("NoSuchEntity", f"Version {context['VersionId']} does not exist.")
    policy.default.IsDefault = False
    chosen[0].IsDefault = True


@action("PolicyArn", "VersionId", writes=True)
def delete_policy_version(context: Context) -> None:
    policy = own_policy(context)
    chosen = [row for row in policy.Versions if row.VersionId == context["VersionId"]]
    if not chosen:
        raise ServiceError("NoSuchEntity", f"Version {context['VersionId']} does not exist.")
    if chosen[0].IsDefault:
        raise ServiceError("DeleteConflict", "Cannot delete the default version of a policy.")
    policy.Versions.remove(chosen[0])


@action("PolicyArn", writes=True)
def delete_policy(context: Context) -> None:
    policy = own_policy(context)
    if context.account.attachments(policy.Arn) or context.account.boundary_uses(policy.Arn):
        raise ServiceError("DeleteConflict", "Cannot delete a policy attached to entities.")
    if len(policy.Versions) > 1:
        raise ServiceError(
            "DeleteConflict", "This policy has more than one version. Delete them first."
        )
    del context.account.policies[policy.Arn]


@action("PolicyArn", writes=True)
def tag_policy(context: Context) -> None:
    policy = own_policy(context)
    new = [Tag(**tag) for tag in structures(context.parameters, "Tags", ["Key", "Value"])]
    # The keys of a policy's tags keep their case apart (IAM guide, id_tags).
    keys = {tag.Key for tag in new}
    policy.Tags = [tag for tag in policy.Tags if tag.Key not in keys] + new


@action("PolicyArn", writes=True)
def untag_policy(context: Context) -> None:
    policy = own_policy(context)
    gone = members(context.parameters, "TagKeys")
    policy.Tags = [tag for tag in policy.Tags if tag.Key not in gone]


@action("PolicyArn")
def list_policy_tags(context: Context) -> dict:
    tags = own_policy(context).Tags
    return context.page("Tags", [{"Key": tag.Key, "Value": tag.Value} for tag in tags])


@action()
def list_policies(context: Context) -> dict:
    account, scope = context.account, context.get("Scope", "All")
    rows = []
    if scope in ("All", "Local"):
        rows += sorted(account.policies)
    if scope in ("All", "AWS"):
        prefix = f"arn:{account.partition}:iam::aws:"
        rows += sorted(prefix + key for key, row in managed_policies().items() if row["Attachable"])
    values = [policy_value(account, arn) for arn in rows]
    if context.get("OnlyAttached", "false") == "true":
        values = [value for value in values if value["AttachmentCount"]]
    prefix = context.get("PathPrefix", "/")
    return context.page("Policies", [row for row in values if row["Path"].startswith(prefix)])


@action("PolicyArn")
def list_entities_for_policy(context: Context) -> dict:
    arn = context["PolicyArn"]
    policy_value(context.account, arn)
    rows = [role for role in context.account.roles_by_name() if arn in role.Attached]
    page = context.page(
        "PolicyRoles", [{"RoleName": row.RoleName, "RoleId": row.RoleId} for row in rows]
    )
    return {"PolicyGroups": [], "PolicyUsers": [], **page}

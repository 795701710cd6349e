"""Roles: creation, change, inline policies, attachments, boundary, tags, instance profiles."""

from ..documents import check_identity, check_trust, shown_trust, without_white_space
from ..errors import ServiceError
from ..managed import managed_policies
from ..state import Account, InstanceProfile, Role, Tag, unique_id
from ..validation import check_tags
from ..wire import members, percent_encoded, structures
from .registry import Context, action

TAG_QUOTA = 50


def aws_managed(account: Account, arn: str) -> dict | None:
    prefix = f"arn:{account.partition}:iam::aws:"
    policy = managed_policies().get(arn.removeprefix(prefix)) if arn.startswith(prefix) else None
    if policy is not None and arn in account.aws_documents:
        return {**policy, "Document": account.aws_documents[arn]}
    return policy


def policy_name(arn: str) -> str:
    return arn.rsplit("/", 1)[1]


def role_value(account: Account, role: Role, *, whole: bool = True) -> dict:
    """A role as GetRole shows it; ListRoles leaves out boundary, last use and tags."""
    trust = shown_trust(account, role.AssumeRolePolicyDocument, role.PrincipalIds)
    value = {
        "Path": role.Path,
        "RoleName": role.RoleName,
        "RoleId": role.RoleId,
        "Arn": role.Arn,
        "CreateDate": role.CreateDate,
        "AssumeRolePolicyDocument": percent_encoded(trust),
        "Description": role.Description or None,
        "MaxSessionDuration": role.MaxSessionDuration,
    }
    if whole:
        value["PermissionsBoundary"] = boundary_value(role)
        value["Tags"] = [tag_value(tag) for tag in role.Tags] or None
        value["RoleLastUsed"] = role.LastUsed
    return value


def boundary_value(role: Role) -> dict | None:
    if role.PermissionsBoundary is None:
        return None
    return {
        "PermissionsBoundaryType": "PermissionsBoundaryPolicy",
        "PermissionsBoundaryArn": role.PermissionsBoundary,
    }


def tag_value(tag: Tag) -> dict:
    return {"Key": tag.Key, "Value": tag.Value}


def check_boundary(account: Account, arn: str) -> None:
    if not arn.startswith(f"arn:{account.partition}:iam::"):
        raise ServiceError("InvalidInput", f"ARN {arn} is not valid.")
    if arn not in account.policies and aws_managed(account, arn) is None:
        raise ServiceError("NoSuchEntity", f"Scope ARN: {arn} does not exist or is not attachable.")


@action("RoleName", "AssumeRolePolicyDocument", writes=True)
def create_role(context: Context) -> dict:
    account, name = context.account, context["RoleName"]
    if name.lower() in account.roles:
        raise ServiceError("EntityAlreadyExists", f"Role with name {name} already exists.")
    if len(account.roles) >= context.settings.roles_quota:
        raise ServiceError(
            "LimitExceeded",
            f"Cannot exceed quota for RolesPerAccount: {context.settings.roles_quota}",
        )
    path = context.get("Path", "/")
    if path.startswith("/aws-service-role/"):
        raise ServiceError("InvalidInput", "The path of an ordinary role cannot be a service's.")
    trust, ids = check_trust(
        account,
        context["AssumeRolePolicyDocument"],
        context.settings.trust_quota,
        context.settings.services,
    )
    tags = structures(context.parameters, "Tags", ["Key", "Value"])
    check_tags(tags)
    if len(tags) > TAG_QUOTA:
        raise ServiceError("LimitExceeded", "Cannot exceed quota for TagsPerRole: 50")
    boundary = context.get("PermissionsBoundary")
    if boundary is not None:
        check_boundary(account, boundary)
    role = Role(
        RoleName=name,
        RoleId=unique_id("AROA", account.next_serial()),
        Path=path,
        Arn=account.arn(f"role{path}{name}"),
        CreateDate=context.stamp,
        AssumeRolePolicyDocument=trust,
        Description=context.get("Description"),
        MaxSessionDuration=int(context.get("MaxSessionDuration", "3600")),
        PermissionsBoundary=boundary,
        Tags=[Tag(**tag) for tag in tags],
        PrincipalIds=ids,
    )
    account.roles[name.lower()] = role
    return {"Role": role_value(account, role)}


@action("RoleName")
def get_role(context: Context) -> dict:
    return {"Role": role_value(context.account, context.role())}


@action()
def list_roles(context: Context) -> dict:
    prefix = context.get("PathPrefix", "/")
    rows = [role for role in context.account.roles_by_name() if role.Path.startswith(prefix)]
    return context.page("Roles", [role_value(context.account, row, whole=False) for row in rows])


@action("RoleName", writes=True)
def update_role(context: Context) -> dict:
    role = context.role()
    if role.is_service_linked and "MaxSessionDuration" in context.parameters:
        context.modifiable_role()
    if "Description" in context.parameters:
        role.Description = context["Description"]
    if "MaxSessionDuration" in context.parameters:
        role.MaxSessionDuration = int(context["MaxSessionDuration"])
    return {}


@action("RoleName", "Description", writes=True)
def update_role_description(context: Context) -> dict:
    role = context.role()
    role.Description = context["Description"]
    return {"Role": role_value(context.account, role)}


@action("RoleName", "PolicyDocument", writes=True)
def update_assume_role_policy(context: Context) -> None:
    role = context.modifiable_role()
    trust, ids = check_trust(
        context.account,
        context["PolicyDocument"],
        context.settings.trust_quota,
        context.settings.services,
    )
    role.AssumeRolePolicyDocument, role.PrincipalIds = trust, ids


@action("RoleName", writes=True)
def delete_role(context: Context) -> None:
    role = context.modifiable_role()
    if any(role.RoleName in profile.Roles for profile in context.account.profiles.values()):
        raise ServiceError(
            "DeleteConflict",
            "Cannot delete entity, must remove roles from instance profile first.",
        )
    if role.Attached:
        raise ServiceError(
            "DeleteConflict", "Cannot delete entity, must detach all policies first."
        )
    if role.Inline:
        raise ServiceError("DeleteConflict", "Cannot delete entity, must delete policies first.")
    del context.account.roles[role.RoleName.lower()]


@action("RoleName", "PolicyName", "PolicyDocument", writes=True)
def put_role_policy(context: Context) -> None:
    role = context.modifiable_role()
    check_identity(context["PolicyDocument"])
    after = {**role.Inline, context["PolicyName"]: context["PolicyDocument"]}
    quota = context.settings.inline_quota
    if sum(without_white_space(text) for text in after.values()) > quota:
        raise ServiceError(
            "LimitExceeded",
            f"Maximum policy size of {quota} bytes exceeded for role {role.RoleName}",
        )
    role.Inline = after


@action("RoleName", "PolicyName")
def get_role_policy(context: Context) -> dict:
    role, name = context.role(), context["PolicyName"]
    if name not in role.Inline:
        raise ServiceError("NoSuchEntity", f"The role policy with name {name} cannot be found.")
    return {
        "RoleName": role.RoleName,
        "PolicyName": name,
        "PolicyDocument": percent_encoded(role.Inline[name]),
    }


@action("RoleName", "PolicyName", writes=True)
def delete_role_policy(context: Context) -> None:
    role, name = context.modifiable_role(), context["PolicyName"]
    if name not in role.Inline:
        raise ServiceError("NoSuchEntity", f"The role policy with name {name} cannot be found.")
    del role.Inline[name]


@action("RoleName")
def list_role_policies(context: Context) -> dict:
    return context.page("PolicyNames", sorted(context.role().Inline))


@action("RoleName")
def list_attached_role_policies(context: Context) -> dict:
    rows = [{"PolicyName": policy_name(arn), "PolicyArn": arn} for arn in context.role().Attached]
    return context.page("AttachedPolicies", rows)


@action("RoleName", "PolicyArn", writes=True)
def attach_role_policy(context: Context) -> None:
    account, role, arn = context.account, context.modifiable_role(), context["PolicyArn"]
    if not arn.startswith(f"arn:{account.partition}:iam::"):
        raise ServiceError("InvalidInput", f"ARN {arn} is not valid.")
    managed = aws_managed(account, arn)
    if arn in role.Attached:
        return
    if managed is not None and managed["Path"].startswith("/aws-service-role/"):
        raise ServiceError(
            "PolicyNotAttachable", "Cannot attach a Service Role Policy to a Customer Role."
        )
    if not (managed and managed["Attachable"]) and arn not in account.policies:
        raise ServiceError("NoSuchEntity", f"Policy {arn} does not exist or is not attachable.")
    quota = context.settings.attached_quota
    if len(role.Attached) >= quota:
        raise ServiceError("LimitExceeded", f"Cannot exceed quota for PoliciesPerRole: {quota}")
    role.Attached.append(arn)


@action("RoleName", "PolicyArn", writes=True)
def detach_role_policy(context: Context) -> None:
    role, arn = context.modifiable_role(), context["PolicyArn"]
    if arn not in role.Attached:
        raise ServiceError("NoSuchEntity", f"Policy {arn} was not found.")
    role.Attached.remove(arn)


@action("RoleName", "PermissionsBoundary", writes=True)
def put_role_permissions_boundary(context: Context) -> None:
    role = context.modifiable_role()
    check_boundary(context.account, context["PermissionsBoundary"])
    role.PermissionsBoundary = context["PermissionsBoundary"]


@action("RoleName", writes=True)
def delete_role_permissions_boundary(context: Context) -> None:
    role = context.modifiable_role()
    if role.PermissionsBoundary is None:
        raise ServiceError(
            "NoSuchEntity", f"Role {role.RoleName} does not have a permissions boundary."
        )
    role.PermissionsBoundary = None


@action("RoleName", writes=True)
def tag_role(context: Context) -> None:
    role = context.role()
    new = structures(context.parameters, "Tags", ["Key", "Value"])
    check_tags(new)
    # Role tag keys fold case and keep the case of the newest writing (IAM guide, id_tags).
    folded = {tag["Key"].lower(): Tag(**tag) for tag in new}
    kept = [folded.pop(tag.Key.lower(), tag) for tag in role.Tags]
    if len(kept) + len(folded) > TAG_QUOTA:
        raise ServiceError("LimitExceeded", f"Cannot exceed quota for TagsPerRole: {TAG_QUOTA}")
    role.Tags = kept + list(folded.values())


@action("RoleName", writes=True)
def untag_role(context: Context) -> None:
    role = context.role()
    gone = {key.lower() for key in members(context.parameters, "TagKeys")}
    role.Tags = [tag for tag in role.Tags if tag.Key.lower() not in gone]


@action("RoleName")
def list_role_tags(context: Context) -> dict:
    return context.page("Tags", [tag_value(tag) for tag in context.role().Tags])


def profile_value(context: Context, profile: InstanceProfile) -> dict:
    account = context.account
    return {
        "Path": profile.Path,
        "InstanceProfileName": profile.InstanceProfileName,
        "InstanceProfileId": profile.InstanceProfileId,
        "Arn": profile.Arn,
        "CreateDate": profile.CreateDate,
        "Roles": [
            role_value(account, account.roles[name.lower()], whole=False) for name in profile.Roles
        ],
    }


def profile_named(account: Account, name: str) -> InstanceProfile | None:
    rows = account.profiles.values()
    return next((row for row in rows if row.InstanceProfileName.lower() == name.lower()), None)


def profile_of(context: Context) -> InstanceProfile:
    name = context["InstanceProfileName"]
    profile = profile_named(context.account, name)
    if profile is None:
        raise ServiceError("NoSuchEntity", f"Instance Profile {name} cannot be found.")
    return profile


@action("InstanceProfileName")
def get_instance_profile(context: Context) -> dict:
    return {"InstanceProfile": profile_value(context, profile_of(context))}


@action("InstanceProfileName", writes=True)
def create_instance_profile(context: Context) -> dict:
    account, name, path = context.account, context["InstanceProfileName"], context.get("Path", "/")
    if profile_named(account, name):
        raise ServiceError("EntityAlreadyExists", f"Instance Profile {name} already exists.")
    account.profiles[name] = InstanceProfile(
        InstanceProfileName=name,
        InstanceProfileId=unique_id("AIPA", account.next_serial()),
        Arn=account.arn(f"instance-profile{path}{name}"),
        Path=path,
        CreateDate=context.stamp,
    )
    return {"InstanceProfile": profile_value(context, account.profiles[name])}


@action("InstanceProfileName", "RoleName", writes=True)
def add_role_to_instance_profile(context: Context) -> None:
    profile, role = profile_of(context), context.modifiable_role()
    if profile.Roles:
        raise ServiceError(
            "LimitExceeded", "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1"
        )
    profile.Roles = [role.RoleName]


@action("InstanceProfileName", "RoleName", writes=True)
def remove_role_from_instance_profile(context: Context) -> None:
    profile, role = profile_of(context), context.role()
    if role.RoleName not in profile.Roles:
        raise ServiceError("NoSuchEntity", f"The role {role.RoleName} cannot be found.")
    profile.Roles.remove(role.RoleName)


@action("InstanceProfileName", writes=True)
def delete_instance_profile(context: Context) -> None:
    profile = profile_of(context)
    if profile.Roles:
        raise ServiceError("DeleteConflict", "Cannot delete entity, must remove roles first.")
    del context.account.profiles[profile.InstanceProfileName]


@action("RoleName")
def list_instance_profiles_for_role(context: Context) -> dict:
    role = context.role()
    rows = [
        profile_value(context, profile)
        for _, profile in sorted(context.account.profiles.items())
        if role.RoleName in profile.Roles
    ]
    return context.page("InstanceProfiles", rows)

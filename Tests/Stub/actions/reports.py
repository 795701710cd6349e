"""The account as a whole: GetAccountAuthorizationDetails and GetAccountSummary."""

from ..documents import shown_trust
from ..errors import ServiceError
from ..state import Account, Role
from ..wire import Entries, members, percent_encoded
from .policies import policy_value, version_value, versions_of
from .registry import Context, action
from .roles import boundary_value, policy_name, profile_value, tag_value

KINDS = {
    "User": "UserDetailList",
    "Group": "GroupDetailList",
    "Role": "RoleDetailList",
    "LocalManagedPolicy": "Policies",
    "AWSManagedPolicy": "Policies",
}


def role_detail(context: Context, role: Role) -> dict:
    """A role in the sweep, which has neither Description nor MaxSessionDuration."""
    account = context.account
    trust = shown_trust(account, role.AssumeRolePolicyDocument, role.PrincipalIds)
    return {
        "Path": role.Path,
        "RoleName": role.RoleName,
        "RoleId": role.RoleId,
        "Arn": role.Arn,
        "CreateDate": role.CreateDate,
        "AssumeRolePolicyDocument": percent_encoded(trust),
        "InstanceProfileList": [
            profile_value(context, profile)
            for _, profile in sorted(account.profiles.items())
            if role.RoleName in profile.Roles
        ],
        "RolePolicyList": [
            {"PolicyName": name, "PolicyDocument": percent_encoded(text)}
            for name, text in sorted(role.Inline.items())
        ],
        "AttachedManagedPolicies": [
            {"PolicyName": policy_name(arn), "PolicyArn": arn} for arn in role.Attached
        ],
        "PermissionsBoundary": boundary_value(role),
        "Tags": [tag_value(tag) for tag in role.Tags],
        "RoleLastUsed": role.LastUsed,
    }


def policy_detail(account: Account, arn: str) -> dict:
    versions = [version_value(row, document=True) for row in versions_of(account, arn)]
    return {**policy_value(account, arn), "PolicyVersionList": versions}


@action()
def get_account_authorization_details(context: Context) -> dict:
    account = context.account
    kinds = members(context.parameters, "Filter") or list(KINDS)
    for kind in kinds:
        if kind not in KINDS:
            raise ServiceError("ValidationError", f"Value '{kind}' at 'filter' is not in the enum")
    rows = []
    if "Role" in kinds:
        rows += [("RoleDetailList", role_detail(context, role)) for role in account.roles_by_name()]
    arns = sorted(account.policies) if "LocalManagedPolicy" in kinds else []
    if "AWSManagedPolicy" in kinds:
        used = {arn for role in account.roles.values() for arn in role.Attached}
        arns += sorted(used - set(account.policies))
    rows += [("Policies", policy_detail(account, arn)) for arn in arns]
    page = context.page("rows", rows)
    result: dict = {name: [] for name in KINDS.values()}
    for name, value in page.pop("rows"):
        result[name].append(value)
    return {**result, **page}


@action()
def get_account_summary(context: Context) -> dict:
    account, settings = context.account, context.settings
    numbers = {
        "AssumeRolePolicySizeQuota": settings.trust_quota,
        "AttachedPoliciesPerRoleQuota": settings.attached_quota,
        "Policies": len(account.policies),
        "PolicySizeQuota": 6144,
        "RolePolicySizeQuota": settings.inline_quota,
        "Roles": len(account.roles),
        "RolesQuota": settings.roles_quota,
        "VersionsPerPolicyQuota": 5,
    }
    rows = [{"key": name, "value": value} for name, value in numbers.items()]
    return {"SummaryMap": Entries(rows)}


@action("PolicySourceArn")
def simulate_principal_policy(context: Context) -> dict:
    """Everything is allowed but what a test names; the resources are those of the question."""
    if ":root" in context["PolicySourceArn"] or ":assumed-role/" in context["PolicySourceArn"]:
        raise ServiceError("InvalidInput", "The principal cannot be simulated", 400)
    denied = context.settings.simulated_denials
    results = [
        {
            "EvalActionName": name,
            "EvalResourceName": resource,
            "EvalDecision": "implicitDeny" if name in denied else "allowed",
            "MissingContextValues": [],
        }
        for name in members(context.parameters, "ActionNames")
        for resource in members(context.parameters, "ResourceArns") or ["*"]
    ]
    return context.page("EvaluationResults", results)

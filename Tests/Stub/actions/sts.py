"""AWS STS: who is calling, and keys for a role of this or another account."""

import datetime
import json

from ..errors import ServiceError
from ..signatures import Identity
from .registry import Context, action


@action(service="sts")
def get_caller_identity(context: Context) -> dict:
    identity = context.identity
    return {"Arn": identity.arn, "UserId": identity.user_id, "Account": identity.account}


@action("RoleArn", "RoleSessionName", service="sts")
def assume_role(context: Context) -> dict:
    """A role that is not there is denied like one that does not trust the caller."""
    arn, session = context["RoleArn"], context["RoleSessionName"]
    fields = arn.split(":")
    if len(fields) != 6 or not fields[5].startswith("role/"):
        raise ServiceError("ValidationError", f"{arn} is invalid")
    if not 900 <= int(context.get("DurationSeconds", "3600")) <= 43200:
        raise ServiceError("ValidationError", "DurationSeconds must be between 900 and 43200")
    account = context.accounts(fields[4])
    role = account.roles.get(arn.rsplit("/", 1)[1].lower())
    if role is None or arn != role.Arn or not trusts(role, context):
        raise ServiceError(
            "AccessDenied",
            f"User: {context.identity.arn} is not authorized to perform: sts:AssumeRole on "
            f"resource: {arn}",
        )
    number = f"{len(context.identities):08d}"
    owner = context.settings.assume_elsewhere or fields[4]
    identity = Identity(
        f"ASIASTUB{number}0000", f"stub-secret/{number}", account=owner,
        arn=f"arn:{fields[1]}:sts::{owner}:assumed-role/{role.RoleName}/{session}",
        user_id=f"{role.RoleId}:{session}", token=f"stub/token+{number}==",
    )  # fmt: skip
    context.identities[identity.access_key] = identity
    end = context.now + datetime.timedelta(seconds=int(context.get("DurationSeconds", "3600")))
    return {
        "Credentials": {
            "AccessKeyId": identity.access_key,
            "SecretAccessKey": identity.secret,
            "SessionToken": identity.token,
            "Expiration": end.strftime("%Y-%m-%dT%H:%M:%SZ"),
        },
        "AssumedRoleUser": {"AssumedRoleId": identity.user_id, "Arn": identity.arn},
    }


def trusts(role, context: Context) -> bool:
    """Says whether the role trusts the caller's account, with the external id that it asks for."""
    for statement in json.loads(role.AssumeRolePolicyDocument)["Statement"]:
        principal = statement.get("Principal")
        named = principal.get("AWS", []) if isinstance(principal, dict) else []
        named = [named] if isinstance(named, str) else named
        wanted = statement.get("Condition", {}).get("StringEquals", {}).get("sts:ExternalId")
        if any(context.identity.account in name for name in named) and wanted in (
            None, context.get("ExternalId"),
        ):  # fmt: skip
            return True
    return False

"""AWS STS: who is calling."""

from .registry import Context, action


@action(service="sts")
def get_caller_identity(context: Context) -> dict:
    identity = context.identity
    return {"Arn": identity.arn, "UserId": identity.user_id, "Account": identity.account}

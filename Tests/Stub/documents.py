"""What IAM refuses in a policy document, and what it makes of principals when it stores one.

The subset that a role tool can meet: IAM's whole grammar is the business of the product's own
tests. Messages are IAM's where they have been seen.
"""

import json
import re

from .errors import ServiceError
from .state import Account

SERVICES = {
    "apigateway.amazonaws.com", "batch.amazonaws.com", "build.apprunner.amazonaws.com",
    "cloudformation.amazonaws.com", "codebuild.amazonaws.com", "credentials.iot.amazonaws.com",
    "deeplens.amazonaws.com", "ec2.amazonaws.com", "ecs-tasks.amazonaws.com",
    "events.amazonaws.com", "greengrass.amazonaws.com", "iot.amazonaws.com",
    "kinesisanalytics.amazonaws.com", "lambda.amazonaws.com", "panorama.amazonaws.com",
    "s3.amazonaws.com", "sagemaker.amazonaws.com", "ssm.amazonaws.com", "states.amazonaws.com",
}  # fmt: skip
TRUST_ACTION = re.compile(r"sts:(\*|assumerole.*|tagsession|setsourceidentity|setcontext)", re.I)
ELEMENTS = {"Version", "Id", "Statement"}
STATEMENT_ELEMENTS = {
    "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource",
    "NotResource", "Condition",
}  # fmt: skip


def malformed(message: str) -> ServiceError:
    return ServiceError("MalformedPolicyDocument", message)


def as_list(value) -> list:
    return value if isinstance(value, list) else [value]


def without_white_space(text: str) -> int:
    """The length that the quotas count: white space between tokens is not counted."""
    return len(json.dumps(json.loads(text), separators=(",", ":"), ensure_ascii=False))


def parse(text: str) -> dict:
    def unique(pairs):
        if len({key for key, _ in pairs}) != len(pairs):
            raise malformed("Syntax errors in policy.")
        return dict(pairs)

    def constant(_):
        raise malformed("This policy contains invalid Json")

    try:
        value = json.loads(text, object_pairs_hook=unique, parse_constant=constant)
    except (ValueError, RecursionError):
        raise malformed("This policy contains invalid Json") from None
    if not isinstance(value, dict) or not set(value) <= ELEMENTS or not value.get("Statement"):
        raise malformed("Syntax errors in policy.")
    if value.get("Version", "2008-10-17") not in ("2008-10-17", "2012-10-17"):
        raise malformed("Syntax errors in policy.")
    sids = set()
    for statement in as_list(value["Statement"]):
        check_statement(statement)
        sid = statement.get("Sid")
        if sid and sid in sids:
            raise malformed("Statement IDs (SID) in a single policy must be unique.")
        sids.add(sid)
    return value


def check_statement(statement) -> None:
    if not isinstance(statement, dict) or not set(statement) <= STATEMENT_ELEMENTS:
        raise malformed("Syntax errors in policy.")
    if statement.get("Effect") not in ("Allow", "Deny"):
        raise malformed("Syntax errors in policy.")
    if ("Action" in statement) == ("NotAction" in statement):
        raise malformed("Policy statement must contain actions.")
    for action in as_list(statement.get("Action", statement.get("NotAction"))):
        if not isinstance(action, str):
            raise malformed("Syntax errors in policy.")
        if action != "*" and not re.fullmatch(r"[A-Za-z0-9*?-]+:[A-Za-z0-9*?]+", action):
            raise malformed(
                "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
            )
    condition = statement.get("Condition", {})
    if not isinstance(condition, dict) or not all(
        isinstance(block, dict) for block in condition.values()
    ):
        raise malformed("Syntax errors in policy.")


def check_trust(account: Account, text: str, quota: int, services: set[str]) -> tuple[str, dict]:
    """The text that IAM stores for a trust policy, and the ids of the principals it names."""
    policy = parse(text)
    for statement in as_list(policy["Statement"]):
        for element in ("Resource", "NotResource"):
            if element in statement:
                raise malformed(f"Has prohibited field {element}")
        if "Principal" not in statement:
            raise malformed("Missing required field Principal")
        for action in as_list(statement.get("Action", statement.get("NotAction"))):
            if not TRUST_ACTION.fullmatch(action):
                raise malformed("AssumeRole policy may only specify STS AssumeRole actions.")
    if without_white_space(text) > quota:
        raise ServiceError("LimitExceeded", f"Cannot exceed quota for ACLSizePerRole: {quota}")
    changed, ids = False, {}
    for statement in as_list(policy["Statement"]):
        changed |= normalise_principal(account, statement["Principal"], ids, services)
    return (json.dumps(policy, separators=(",", ":")) if changed else text), ids


def normalise_principal(account: Account, principal, ids: dict, services: set[str]) -> bool:
    """Checks the principals; an account id becomes its root ARN, in place. True when it did."""
    if principal == "*":
        return False
    if not isinstance(principal, dict) or not principal:
        raise malformed("Invalid principal in policy")
    changed = False
    for kind, values in principal.items():
        stored = []
        for value in as_list(values):
            if not isinstance(value, str):
                raise malformed("Syntax errors in policy.")
            invalid = malformed(f'Invalid principal in policy: "{kind.upper()}":"{value}"')
            if kind == "Service":
                if value.lower() not in services:
                    raise invalid
            elif kind == "AWS":
                value, was_changed = stored_aws_principal(account, value, ids, invalid)
                changed |= was_changed
            elif kind not in ("Federated", "CanonicalUser"):
                raise invalid
            stored.append(value)
        principal[kind] = stored if isinstance(values, list) else stored[0]
    return changed


def stored_aws_principal(account: Account, value: str, ids: dict, invalid) -> tuple[str, bool]:
    if value == "*" or value == "anonymous":
        return value, False
    if re.fullmatch("[0-9]{12}", value):
        return f"arn:{account.partition}:iam::{value}:root", True
    match = re.fullmatch(rf"arn:{account.partition}:(iam|sts)::([0-9]{{12}}):(.+)", value)
    if match is None:
        if re.fullmatch("(AROA|AIDA)[A-Z0-9]{12,}", value):
            return value, False
        raise invalid
    owner, resource = match.group(2), match.group(3)
    if resource == "root" or match.group(1) == "sts" or owner != account.id:
        return value, False
    if resource.startswith("role/"):
        role = account.roles.get(resource.rsplit("/", 1)[1].lower())
        if role is None or role.Arn != value:
            raise invalid
        ids[value] = role.RoleId
    elif resource.startswith("user/"):
        name = resource.rsplit("/", 1)[1]
        if name not in account.users:
            raise invalid
        ids[value] = account.users[name]
    else:
        raise invalid
    return value, False


def shown_trust(account: Account, text: str, ids: dict[str, str]) -> str:
    """The trust policy as IAM shows it: a principal that is gone shows as its unique id."""
    for arn, unique in ids.items():
        name = arn.rsplit("/", 1)[1]
        role = account.roles.get(name.lower())
        lives = (role is not None and role.RoleId == unique) or account.users.get(name) == unique
        if not lives:
            text = text.replace(json.dumps(arn), json.dumps(unique))
    return text


def check_identity(text: str) -> None:
    """What IAM refuses in an inline or managed policy."""
    policy = parse(text)
    for statement in as_list(policy["Statement"]):
        if "Principal" in statement or "NotPrincipal" in statement:
            raise malformed("Policy document should not specify a principal.")
        if not re.fullmatch("[0-9A-Za-z]*", statement.get("Sid", "")):
            raise malformed(
                "Statement IDs (SID) must be alpha-numeric. "
                "Check that your input satisfies the regular expression [0-9A-Za-z]*"
            )
        if ("Resource" in statement) == ("NotResource" in statement):
            raise malformed("Policy statement must contain resources.")
        for resource in as_list(statement.get("Resource", statement.get("NotResource"))):
            if not isinstance(resource, str):
                raise malformed("Syntax errors in policy.")
            if resource != "*" and not re.match(r"arn:|\$\{", resource):
                raise malformed(f'Resource {resource} must be in ARN format or "*".')

"""Who may do what through which role: an evaluator that shares no code with the program.

It decides a fixed list of requests on what the stub's account holds: who may assume each role,
times what the role may do. Operators that it does not know never match.
"""

import fnmatch
import itertools
import json
import re

from Stub.managed import managed_policies

from EndToEnd.support.accounts import ACCOUNT, DEVICE

OTHER_ACCOUNT = "210987654321"
DEVICES = [DEVICE, DEVICE[:-2] + "aa", DEVICE[:-2] + "bb", DEVICE.replace(ACCOUNT, OTHER_ACCOUNT)]
CALLERS = [
    {"service": f"{service}.amazonaws.com", "aws:sourceaccount": account, "aws:sourcearn": device}
    for service, account, device in itertools.product(
        ["panorama", "lambda", "ec2", "greengrass"], [ACCOUNT, OTHER_ACCOUNT], [None, *DEVICES]
    )
] + [{"account": account} for account in (ACCOUNT, OTHER_ACCOUNT)]
ACTIONS = [
    ("s3:GetObject", "arn:aws:s3:::edge-models/one"),
    ("s3:PutObject", "arn:aws:s3:::edge-models/one"),
    ("iam:CreateUser", "arn:aws:iam::123456789012:user/x"),
    ("panorama:DescribeDevice", "arn:aws:panorama:us-east-1:123456789012:device/one"),
    ("cloudwatch:PutMetricData", "*"),
    ("logs:CreateLogGroup", "arn:aws:logs:us-east-1:123456789012:log-group:/aws/panorama_device/x"),
    ("sqs:SendMessage", "arn:aws:sqs:us-east-1:123456789012:queue"),
    ("sts:AssumeRole", "arn:aws:iam::123456789012:role/other"),
]


def listed(value):
    return value if isinstance(value, list) else [value]


def matches(patterns, text, *, folded=False):
    if folded:
        text = text.lower()
        patterns = [pattern.lower() for pattern in listed(patterns)]
    return any(fnmatch.fnmatchcase(text, re.sub(r"\[", "[[]", p)) for p in listed(patterns))


def like_an_arn(patterns, text):
    parts = text.split(":", 5)
    return any(
        len(pattern.split(":", 5)) == len(parts)
        and all(
            fnmatch.fnmatchcase(b, a) for a, b in zip(pattern.split(":", 5), parts, strict=True)
        )
        for pattern in listed(patterns)
    )


def holds(condition, context):
    for operator, keys in (condition or {}).items():
        for key, values in keys.items():
            found = context.get(key.lower())
            if found is None:
                return False
            if operator == "StringEquals":
                true = found in listed(values)
            elif operator == "StringLike":
                true = matches(values, found)
            elif operator in ("ArnLike", "ArnEquals"):
                true = like_an_arn(values, found)
            else:
                true = False
            if not true:
                return False
    return True


def names(principal, caller):
    if principal == "*":
        return True
    if "service" in caller:
        return caller["service"] in listed(principal.get("Service", []))
    return any(
        text == caller["account"] or f"::{caller['account']}:" in text
        for text in listed(principal.get("AWS", []))
    )


def decide(documents, applies, context):
    allowed = False
    for document in documents:
        for statement in listed(document["Statement"]):
            if not applies(statement) or not holds(statement.get("Condition"), context):
                continue
            if statement["Effect"] == "Deny":
                return False
            allowed = True
    return allowed


def documents_of(role):
    found = [json.loads(text) for text in role["Inline"].values()]
    for arn in role["Attached"]:
        policy = managed_policies().get(arn.removeprefix("arn:aws:iam::aws:"))
        if policy is not None:
            document = policy["Document"]
            found.append(json.loads(document) if isinstance(document, str) else document)
    return found


def access(roles):
    """The pairs of caller and act that each role lets through, of all that are asked about."""
    found = set()
    for name, role in roles.items():
        trust = [json.loads(role["AssumeRolePolicyDocument"])]
        callers = [
            number for number, caller in enumerate(CALLERS)
            if decide(trust, lambda s, c=caller: names(s["Principal"], c), caller)
        ]  # fmt: skip
        documents = documents_of(role)
        acts = [
            number for number, (action, resource) in enumerate(ACTIONS)
            if decide(documents, lambda s, a=action, r=resource: matches(
                s.get("Action", []), a, folded=True) and matches(s.get("Resource", "*"), r), {})
        ]  # fmt: skip
        # To be let in at all is something, whatever the role may do.
        found |= {(name, caller, act) for caller in callers for act in [*acts, "in"]}
    return found

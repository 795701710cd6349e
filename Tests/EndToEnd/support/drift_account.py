"""An account in sync with a role set that uses every part of a role, for the drift matrix.

The two roles hold everything that a difference can be about: two statements of trust with all kinds
of conditions, policies of AWS, of the set and inline, a boundary, tags, a path, a description and a
longest session.
"""

import copy
import json

from .accounts import ACCOUNT, Account

STREAM = "VisionStream"
KEEPER = "VisionKeeper"
DEPLOYER = "Deployer"
PATH = "/vision/"
AWS_POLICY = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
OWN_POLICY = f"arn:aws:iam::{ACCOUNT}:policy/vision-edge"
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/vision-limit"
ALIAS = f"arn:aws:iot:us-east-1:{ACCOUNT}:rolealias"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"


def document(*statements: dict, **members) -> dict:
    return {"Version": "2012-10-17", **members, "Statement": list(statements)}


TRUST = document(
    {
        "Sid": "Things",
        "Effect": "Allow",
        "Principal": {"Service": ["credentials.iot.amazonaws.com", "iot.amazonaws.com"]},
        "Action": ["sts:AssumeRole", "sts:TagSession"],
        "Condition": {
            "StringEquals": {"aws:SourceAccount": ACCOUNT},
            "ArnLike": {"aws:SourceArn": [f"{ALIAS}/Gate", f"{ALIAS}/Yard*"]},
        },
    },
    {
        "Effect": "Allow",
        "Principal": {"AWS": ROOT},
        "Action": "sts:AssumeRole",
        "Condition": {
            "Bool": {"aws:MultiFactorAuthPresent": "true"},
            "IpAddress": {"aws:SourceIp": "10.1.2.3"},
            "NumericLessThan": {"aws:MultiFactorAuthAge": "3600"},
            "DateLessThan": {"aws:CurrentTime": "2031-01-01T00:00:00Z"},
        },
    },
    {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "sts:AssumeRole",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    },
)
VIDEO = document(
    {
        "Sid": "Clips",
        "Effect": "Allow",
        "Action": ["s3:GetObject", "s3:ListBucket"],
        "Resource": ["arn:aws:s3:::clips", "arn:aws:s3:::clips/*"],
        "Condition": {
            "Bool": {"aws:SecureTransport": "true"},
            "StringEquals": {"aws:RequestedRegion": ["us-east-1", "eu-west-1"]},
            "NumericLessThanEquals": {"s3:max-keys": "100"},
        },
    },
    {
        "Effect": "Allow",
        "Action": "kinesisvideo:PutMedia",
        "Resource": "arn:aws:kinesisvideo:*:*:stream/${aws:username}/*",
    },
    {"Effect": "Deny", "NotAction": ["s3:*", "kinesisvideo:*", "logs:*"], "Resource": "*"},
    {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:*:*:*"},
)
KEEPER_TRUST = document(
    {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/{DEPLOYER}"},
        "Action": "sts:AssumeRole",
    }
)
LIMIT = document({"Effect": "Allow", "Action": ["s3:*", "kinesisvideo:*"], "Resource": "*"})
EDGE = document({"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::clips/*"})
SET = {
    "schemaVersion": "1.0",
    "name": "vision",
    "title": "Vision",
    "summary": "Roles with everything that a role can have",
    "policies": [
        {"name": "vision-edge", "document": EDGE},
        {"name": "vision-limit", "document": LIMIT},
    ],
    "roles": [
        {
            "name": STREAM,
            "path": PATH,
            "description": "Cameras send video",
            "maxSessionDuration": 7200,
            "trust": TRUST,
            "managedPolicies": [AWS_POLICY, OWN_POLICY],
            "inlinePolicies": [{"name": "video", "document": VIDEO}],
            "tags": {"Team": "vision", "Env": "prod"},
            "permissionsBoundary": BOUNDARY,
        },
        {"name": KEEPER, "trust": KEEPER_TRUST},
    ],
}


def edited(original: dict, change) -> dict:
    """A copy of the document, changed."""
    result = copy.deepcopy(original)
    return change(result) or result


def snapshot(account: Account) -> str:
    """The account by boto3's paginator, with what ListRoles alone tells of a role, and with the
    boundaries, which the sweep holds only where they are attached as well."""
    sweep: dict[str, list] = {"RoleDetailList": [], "Policies": []}
    for page in account.iam.get_paginator("get_account_authorization_details").paginate():
        for name, rows in sweep.items():
            rows += page[name]
    listed = {}
    for page in account.iam.get_paginator("list_roles").paginate():
        listed |= {role["RoleName"]: role for role in page["Roles"]}
    known = {policy["Arn"] for policy in sweep["Policies"]}
    for role in sweep["RoleDetailList"]:
        more = listed[role["RoleName"]]
        role["Description"] = more.get("Description", "")
        role["MaxSessionDuration"] = more["MaxSessionDuration"]
        arn = role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
        if arn and arn not in known:
            known.add(arn)
            policy = account.iam.get_policy(PolicyArn=arn)["Policy"]
            version = account.iam.get_policy_version(
                PolicyArn=arn, VersionId=policy["DefaultVersionId"]
            )["PolicyVersion"]
            sweep["Policies"].append({**policy, "PolicyVersionList": [version]})
    return json.dumps(sweep, default=str)

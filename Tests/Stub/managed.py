"""The AWS managed policies that can be attached: the table of the pinned moto."""

import functools
import json

# Still works where it is attached, can no longer be attached (AWS Lambda guide, March 2021). Old
# accounts hold it, so tests can plant it.
DEPRECATED = {
    "AWSLambdaFullAccess": {
        "Path": "/",
        "DefaultVersionId": "v8",
        "Document": {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": ["lambda:*", "logs:*"], "Resource": "*"}],
        },
    }
}


@functools.cache
def managed_policies() -> dict[str, dict]:
    """ARN without partition (`policy/service-role/X`) to path, name, version and document."""
    from moto.iam.aws_managed_policies import aws_managed_policies_data

    table = json.loads(aws_managed_policies_data)
    found = {}
    for name, row in {**table, **DEPRECATED}.items():
        found[f"policy{row['Path']}{name}"] = {
            "PolicyName": name,
            "Path": row["Path"],
            "DefaultVersionId": row["DefaultVersionId"],
            "Document": row["Document"],
            "Attachable": name not in DEPRECATED,
        }
    return found

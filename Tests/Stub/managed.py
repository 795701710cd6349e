"""The AWS managed policies that can be attached: the table of the pinned moto."""

import functools
import json
import pathlib

DOCUMENTS = pathlib.Path(__file__).resolve().parents[2] / "Policies" / "documents"

# Still works where it is attached, can no longer be attached (AWS Lambda guide, March 2021). Old
# accounts hold it, so tests can plant it.
DEPRECATED = {
    "AWSLambdaFullAccess": {
        "Path": "/",
        "DefaultVersionId": "v8",
        "Document": json.loads((DOCUMENTS / "AWSLambdaFullAccess.json").read_text())["document"],
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

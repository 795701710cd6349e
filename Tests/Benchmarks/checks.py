"""One check of the same roles by several programs, before the stub server, with added latency.

Each program looks at the trust policy, the attached policies, the inline policies and the tags of
every role and says whether they are as they should be: `drift`, `terraform plan`, a script of AWS
CLI calls and one of boto3, as people write them.
"""

import json
import os
import pathlib
import subprocess
import sys
import time
from collections.abc import Iterator

from EndToEnd.support import terraform
from EndToEnd.support.accounts import APPLIANCE_POLICY, STUB_TESTER

ROLES = 10
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "panorama.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}},
        }
    ],
}
INLINE = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}],
}
NAMES = [f"Camera{number}" for number in range(ROLES)]
SET = {
    "schemaVersion": "1.0",
    "name": "cameras",
    "title": "Cameras",
    "summary": "Roles for a benchmark",
    "roles": [
        {
            "name": name,
            "description": name,
            "trust": TRUST,
            "managedPolicies": [APPLIANCE_POLICY],
            "inlinePolicies": [{"name": "app", "document": INLINE}],
            "tags": {"Team": "vision", "Env": "prod"},
        }
        for name in NAMES
    ],
}
SCRIPT = r"""#!/bin/sh -eu
for name in $NAMES; do
  aws iam get-role --role-name "$name" --query Role.AssumeRolePolicyDocument | cmp - trust.json
  aws iam list-attached-role-policies --role-name "$name" \
    --query 'AttachedPolicies[].PolicyArn' --output text | cmp - attached.txt
  aws iam list-role-policies --role-name "$name" --query PolicyNames --output text | cmp - names.txt
  aws iam get-role-policy --role-name "$name" --policy-name app --query PolicyDocument \
    | cmp - app.json
done
"""
BOTO3 = r"""
import boto3, json, sys

wanted = json.load(open("wanted.json"))
iam = boto3.client("iam")
wrong = 0
for name in wanted["names"]:
    role = iam.get_role(RoleName=name)["Role"]
    attached = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    names = iam.list_role_policies(RoleName=name)["PolicyNames"]
    inline = iam.get_role_policy(RoleName=name, PolicyName="app")["PolicyDocument"]
    tags = {tag["Key"]: tag["Value"] for tag in role["Tags"]}
    wrong += (
        role["AssumeRolePolicyDocument"] != wanted["trust"]
        or [row["PolicyArn"] for row in attached] != wanted["attached"]
        or names != ["app"] or inline != wanted["inline"] or tags != wanted["tags"]
    )
sys.exit(2 if wrong else 0)
"""
SWEEP = r"""
import boto3, json, sys

wanted = json.load(open("wanted.json"))
pages = boto3.client("iam").get_paginator("get_account_authorization_details")
roles = {
    role["RoleName"]: role for page in pages.paginate(Filter=["Role"])
    for role in page["RoleDetailList"]
}
wrong = 0
for name in wanted["names"]:
    role = roles[name]
    inline = {row["PolicyName"]: row["PolicyDocument"] for row in role["RolePolicyList"]}
    wrong += (
        role["AssumeRolePolicyDocument"] != wanted["trust"]
        or [row["PolicyArn"] for row in role["AttachedManagedPolicies"]] != wanted["attached"]
        or inline != {"app": wanted["inline"]}
        or {tag["Key"]: tag["Value"] for tag in role["Tags"]} != wanted["tags"]
    )
sys.exit(2 if wrong else 0)
"""
# The script compares with what the CLI printed when the roles were made.
BASELINE = r"""#!/bin/sh -eu
name=${NAMES%% *}
aws iam get-role --role-name "$name" --query Role.AssumeRolePolicyDocument >trust.json
aws iam get-role-policy --role-name "$name" --policy-name app --query PolicyDocument >app.json
"""
Cost = tuple[float, float]


def cost(words: list, folder: pathlib.Path, environment: dict[str, str]) -> Cost:
    """Milliseconds of wall time and of CPU, children included; the check must find nothing."""
    with open(os.devnull, "r+b") as nothing:
        start = time.perf_counter()
        process = subprocess.Popen(
            [str(word) for word in words], cwd=folder, env=environment, stdin=nothing,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        said = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    process.stdout.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{words} ended with {process.returncode}: {said.decode()}")
    return wall * 1000, (usage.ru_utime + usage.ru_stime) * 1000


def contenders(binary: pathlib.Path, folder: pathlib.Path, stub) -> Iterator[tuple[str, object]]:
    """The programs by name, each a function that checks once; ours first."""
    tools = pathlib.Path(sys.executable).parent
    environment = {
        "PATH": f"{tools}:{os.environ['PATH']}", "HOME": str(folder), "LC_ALL": "C.UTF-8",
        "AWS_ENDPOINT_URL": stub.url, "AWS_DEFAULT_REGION": "us-east-1", "AWS_PAGER": "",
        "AWS_EC2_METADATA_DISABLED": "true", "NAMES": " ".join(NAMES),
        **STUB_TESTER.environment,
    }  # fmt: skip
    wanted = {
        "names": NAMES, "trust": TRUST, "attached": [APPLIANCE_POLICY], "inline": INLINE,
        "tags": {"Team": "vision", "Env": "prod"},
    }  # fmt: skip
    for name, text in {
        "cameras.json": json.dumps(SET), "wanted.json": json.dumps(wanted), "check.sh": SCRIPT,
        "check.py": BOTO3, "sweep.py": SWEEP, "baseline.sh": BASELINE, "names.txt": "app\n",
        "attached.txt": f"{APPLIANCE_POLICY}\n",
    }.items():  # fmt: skip
        (folder / name).write_text(text)
    plan = None
    if terraform.plugins():
        (folder / "terraform").mkdir()
        plan = terraform.Terraform(folder / "terraform", stub.url, STUB_TESTER.environment)
        for name in NAMES:
            plan.add_role(
                name, TRUST, description=name, tags=wanted["tags"], attached=[APPLIANCE_POLICY],
                inline={"app": INLINE},
            )  # fmt: skip
        plan.start()
    cost([binary, "init", "--account", "123456789012", "--role-set", "cameras.json", "--approve"],
         folder, environment)  # fmt: skip
    cost(["sh", "baseline.sh"], folder, environment)
    yield "drift", lambda: cost([binary, "drift"], folder, environment)
    if plan:
        words = ["terraform", "plan", "-detailed-exitcode", "-input=false", "-no-color"]
        yield (
            "'terraform plan -detailed-exitcode'",
            lambda: cost(words, plan.folder, plan.environment),
        )
    yield "a script of AWS CLI calls", lambda: cost(["sh", "check.sh"], folder, environment)
    for name, file in (("boto3, role by role", "check.py"), ("boto3, one sweep", "sweep.py")):
        yield name, lambda file=file: cost([sys.executable, file], folder, environment)

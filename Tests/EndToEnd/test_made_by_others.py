"""Roles that other programs made from the same facts are in sync, with all that is around them."""

import json

import pytest

from EndToEnd.support import terraform
from EndToEnd.support.accounts import APPLIANCE, APPLIANCE_POLICY, client, trust
from EndToEnd.support.drift_account import (
    AWS_POLICY,
    BOUNDARY,
    DEPLOYER,
    EDGE,
    KEEPER,
    KEEPER_TRUST,
    LIMIT,
    OWN_POLICY,
    PATH,
    ROOT,
    SET,
    STREAM,
    TRUST,
    VIDEO,
    document,
)

DESCRIPTION = "Cameras send video"
SESSION = 7200
TAGS = {"Team": "vision", "Env": "prod"}


def made_by_boto3(account, folder):
    iam = account.iam
    for name, text in (("vision-edge", EDGE), ("vision-limit", LIMIT)):
        iam.create_policy(PolicyName=name, PolicyDocument=json.dumps(text))
    account.make_appliance_role()
    iam.create_role(
        RoleName=STREAM, Path=PATH, AssumeRolePolicyDocument=json.dumps(TRUST),
        Description=DESCRIPTION, MaxSessionDuration=SESSION, PermissionsBoundary=BOUNDARY,
        Tags=[{"Key": key, "Value": value} for key, value in TAGS.items()],
    )  # fmt: skip
    for arn in (OWN_POLICY, AWS_POLICY):
        iam.attach_role_policy(RoleName=STREAM, PolicyArn=arn)
    iam.put_role_policy(RoleName=STREAM, PolicyName="video", PolicyDocument=json.dumps(VIDEO))
    iam.create_role(RoleName=KEEPER, AssumeRolePolicyDocument=json.dumps(KEEPER_TRUST))


SCRIPT = r"""#!/bin/sh -eu
aws iam create-policy --policy-name vision-edge --policy-document file://edge.json
aws iam create-policy --policy-name vision-limit --policy-document file://limit.json
aws iam create-role --role-name "$APPLIANCE" --path /service-role/ \
  --description "$APPLIANCE_DESCRIPTION" --assume-role-policy-document file://appliance.json
aws iam attach-role-policy --role-name "$APPLIANCE" --policy-arn "$APPLIANCE_POLICY"
aws iam create-role --role-name VisionStream --path /vision/ --description 'Cameras send video' \
  --assume-role-policy-document file://trust.json --max-session-duration 7200 \
  --permissions-boundary "$BOUNDARY" --tags Key=Team,Value=vision Key=Env,Value=prod
aws iam attach-role-policy --role-name VisionStream --policy-arn "$AWS_POLICY"
aws iam attach-role-policy --role-name VisionStream --policy-arn "$OWN_POLICY"
aws iam put-role-policy --role-name VisionStream --policy-name video \
  --policy-document file://video.json
aws iam create-role --role-name VisionKeeper --assume-role-policy-document file://keeper.json
"""


def made_by_a_script_of_the_aws_cli(account, folder):
    for name, value in {
        "edge": EDGE, "limit": LIMIT, "appliance": trust(), "trust": TRUST, "video": VIDEO,
        "keeper": KEEPER_TRUST,
    }.items():  # fmt: skip
        (folder / f"{name}.json").write_text(json.dumps(value, indent=4))
    (folder / "make.sh").write_text(SCRIPT)
    names = {
        "APPLIANCE": APPLIANCE, "APPLIANCE_POLICY": APPLIANCE_POLICY, "BOUNDARY": BOUNDARY,
        "APPLIANCE_DESCRIPTION": account.description or "", "AWS_POLICY": AWS_POLICY,
        "OWN_POLICY": OWN_POLICY,
    }  # fmt: skip
    words = [f"{name}={value}" for name, value in names.items()]
    done = account.shell(folder, "env", *words, "sh", "make.sh")
    assert done.returncode == 0, done.stdout + done.stderr


def made_by_cloudformation(account, folder):
    """moto's stacks leave `ManagedPolicyArns` out and keep an inline document of a role as no JSON
    text: boto3 attaches the policies of AWS, and the rest are resources of their own."""

    def role(name, text, **values):
        return {
            "Type": "AWS::IAM::Role",
            "Properties": {"RoleName": name, "AssumeRolePolicyDocument": text, **values},
        }

    def policy(name, text, *roles):
        return {
            "Type": "AWS::IAM::ManagedPolicy",
            "Properties": {"ManagedPolicyName": name, "PolicyDocument": text, "Roles": roles},
        }

    resources = {
        "Edge": policy("vision-edge", EDGE, {"Ref": "Stream"}),
        "Limit": policy("vision-limit", LIMIT),
        "Appliance": role(
            APPLIANCE, trust(), Path="/service-role/", ManagedPolicyArns=[APPLIANCE_POLICY],
            Description=account.description,
        ),
        "Stream": role(
            STREAM, TRUST, Path=PATH, Description=DESCRIPTION, MaxSessionDuration=SESSION,
            ManagedPolicyArns=[AWS_POLICY], PermissionsBoundary={"Ref": "Limit"},
            Tags=[{"Key": key, "Value": value} for key, value in TAGS.items()],
        ),
        "Video": {
            "Type": "AWS::IAM::Policy",
            "Properties": {
                "PolicyName": "video", "PolicyDocument": VIDEO, "Roles": [{"Ref": "Stream"}],
            },
        },
        "Keeper": role(KEEPER, KEEPER_TRUST),
    }  # fmt: skip
    stacks = client("cloudformation", account.url, account.keys)
    stacks.create_stack(
        StackName="vision", Capabilities=["CAPABILITY_NAMED_IAM"],
        TemplateBody=json.dumps({"Resources": resources}),
    )  # fmt: skip
    status = stacks.describe_stacks(StackName="vision")["Stacks"][0]["StackStatus"]
    assert status == "CREATE_COMPLETE"
    for name, arn in ((APPLIANCE, APPLIANCE_POLICY), (STREAM, AWS_POLICY)):
        account.iam.attach_role_policy(RoleName=name, PolicyArn=arn)


def made_by_terraform(account, folder):
    plan = terraform.Terraform(folder, account.url, account.keys.environment)
    for name, text in (("vision-edge", EDGE), ("vision-limit", LIMIT)):
        plan.add("aws_iam_policy", name, name=name, policy=json.dumps(text))
    plan.add_role(
        APPLIANCE, trust(), path="/service-role/", description=account.description,
        attached=[APPLIANCE_POLICY],
    )  # fmt: skip
    plan.add_role(
        STREAM, TRUST, path=PATH, description=DESCRIPTION, max_session_duration=SESSION,
        permissions_boundary="${aws_iam_policy.vision-limit.arn}", tags=TAGS,
        attached=[AWS_POLICY, "${aws_iam_policy.vision-edge.arn}"], inline={"video": VIDEO},
    )  # fmt: skip
    plan.add_role(KEEPER, KEEPER_TRUST)
    plan.start()


MAKERS = [made_by_boto3, made_by_a_script_of_the_aws_cli]
ROWS = [(server, make) for server in ("account", "moto") for make in MAKERS]
ROWS.append(("moto", made_by_cloudformation))
if terraform.plugins():
    ROWS += [("account", made_by_terraform), ("moto", made_by_terraform)]


@pytest.mark.parametrize(("server", "make"), ROWS)
def test_roles_made_by_others_are_in_sync(program, request, server, make, tmp_path_factory):
    there = request.getfixturevalue(server)
    text = json.dumps(document(
        {"Effect": "Allow", "Principal": {"AWS": ROOT}, "Action": "sts:AssumeRole"}
    ))  # fmt: skip
    there.iam.create_role(RoleName=DEPLOYER, AssumeRolePolicyDocument=text)
    there.iam.create_service_linked_role(AWSServiceName="panorama.amazonaws.com")
    make(there, tmp_path_factory.mktemp("made"))
    online = program.connected(there.url, there.keys)
    program.write("vision.json", json.dumps(SET))
    online.init("--role-set", "panorama", "--role-set", "vision.json", "--offline").expect(0)
    for way in ("per-role", "bulk"):
        found = online.drift("--read-strategy", way).expect(0)
        assert found.json["status"] == "in-sync", found.told()
        assert all(row["result"] == "read" for row in found.json["coverage"])
    assert online.run("plan").expect(0).out.rstrip().endswith("No changes.")

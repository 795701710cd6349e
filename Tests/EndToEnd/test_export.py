"""`export`: what other engines make of it is the account that the spec asks for."""

import copy
import json
import pathlib
import re
import subprocess
import sys

import pytest

from EndToEnd.support import terraform
from EndToEnd.support.accounts import ACCOUNT, client
from EndToEnd.support.drift_account import DEPLOYER, KEEPER, ROOT, SET, STREAM, document
from EndToEnd.test_catalogue import POLICIES, SETS

FORMATS = [
    "cloudformation", "cdk-json", "cloudformation-import", "terraform", "terraform-import",
    "aws-cli",
]  # fmt: skip
FOLLOWER = "edge.follower@site"
# Every part of a role, with what Terraform and CloudFormation have marks for.
WHOLE = copy.deepcopy(SET)
WHOLE["roles"] += [
    {
        "name": FOLLOWER,
        "description": 'Follows "${!name}" and $${!name}, 100% %{if true} %%{ of \\ it',
        "trust": document(
            {
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/vision/{STREAM}"},
                "Action": "sts:AssumeRole",
            }
        ),
        "inlinePolicies": [
            {
                "name": "own+things",
                "document": document(
                    {
                        "Effect": "Allow",
                        "Action": "s3:GetObject",
                        "Resource": "arn:aws:s3:::home/${aws:username}/%{x}/${*}",
                    }
                ),
            },
            {
                "name": "own=things",
                "document": document({"Effect": "Deny", "Action": "s3:Put*", "Resource": "*"}),
            },
        ],
        "tags": {"Share +": "of it @ 1/2"},
        "instanceProfiles": ["edge-follower"],
    },
]
WORDS = {"whole": ["--role-set", "whole.json"], "everything": []}
for name in SETS:
    WORDS[name] = ["--role-set", name]
    WORDS["everything"] += ["--role-set", name]
WORDS["greengrass-v2-token-exchange"] += ["--parameter", "RoleAlias=Cameras"]
WORDS["everything"] += ["--parameter", "RoleAlias=Cameras", "--application", "Gate", "--tag", "a=b"]


def specified(program, name: str):
    """A spec with role sets, which needs no account."""
    program.write("whole.json", json.dumps(WHOLE))
    program.init(*WORDS[name], "--offline").expect(0)
    return program


def exported(program, *words: str) -> dict:
    return program.run("export", *words).expect(0).json


@pytest.mark.parametrize("name", WORDS)
def test_the_same_spec_gives_the_same_bytes(program, name):
    specified(program, name)
    for form in FORMATS:
        told = program.run("export", "--format", form).expect(0)
        again = program.run("export", "--format", form, "--out", f"{form}.json").expect(0)
        assert (program.folder / f"{form}.json").read_text() == told.out and not again.out
        program.run("export", "--format", form, "--out", f"{form}.json").expect(0)


@pytest.mark.parametrize("name", WORDS)
def test_cfn_lint_finds_nothing(program, name):
    specified(program, name).run("export", "--out", "template.json").expect(0)
    program.run("export", "--format", "cdk-json", "--out", "cdk.json").expect(0)
    done = subprocess.run(
        [pathlib.Path(sys.executable).parent / "cfn-lint", "--include-checks", "I", "--",
         program.folder / "template.json", program.folder / "cdk.json"],
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0 and not done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize("name", WORDS)
def test_a_template_that_is_imported_again_is_the_same_template(program, name):
    text = specified(program, name).run("export", "--out", "-").expect(0).out
    program.write("template.json", text)
    first = json.loads(text)
    words = ["--cloudformation", "template.json", "--account", ACCOUNT]
    told = program.run("import", *words, "--out", "back.json").expect(0)
    assert "plan: no changes" in told.err
    spec = ["--spec", "back-spec.json"]
    program.init("--role-set", "back.json", *spec, "--offline").expect(0)
    again = exported(program, *spec)

    def by_id(template: dict) -> dict:
        rows = copy.deepcopy(resolved(template)["Resources"])
        for row in rows.values():
            for values in ("Tags", "ManagedPolicyArns"):
                row["Properties"].get(values, []).sort(key=json.dumps)
        return rows

    assert by_id(again) == by_id(first)


@pytest.mark.parametrize("name", WORDS)
def test_a_cdk_app_gets_the_same_resources_and_parameters(program, name):
    specified(program, name)
    template, made = exported(program), exported(program, "--format", "cdk-json")
    del template["Description"]
    assert made == template
    # As the stack of the app has it: the tool reads the role set back.
    program.write("cdk.json", json.dumps(made))
    words = ["--cloudformation", "cdk.json", "--account", ACCOUNT, "--out", "back.json"]
    assert "plan: no changes" in program.run("import", *words).expect(0).err


def test_what_the_cdk_would_fill_in_is_left_out(program):
    roles = copy.deepcopy(WHOLE)
    roles["roles"][1]["description"] = "${Token[TOKEN.1]}"
    program.write("odd.json", json.dumps(roles))
    program.init("--role-set", "odd.json", "--offline").expect(0)
    told = program.run("export", "--format", "cdk-json").expect(5)
    assert f"left out role '{KEEPER}': the CDK would read" in told.err
    program.run("export").expect(0)


def prepared(there) -> None:
    """What the roles refer to and the set does not make."""
    text = json.dumps(document(
        {"Effect": "Allow", "Principal": {"AWS": ROOT}, "Action": "sts:AssumeRole"}
    ))  # fmt: skip
    there.iam.create_role(RoleName=DEPLOYER, AssumeRolePolicyDocument=text)


def is_in_sync(online) -> None:
    for way in ("per-role", "bulk"):
        found = online.drift("--read-strategy", way).expect(0)
        assert found.json["status"] == "in-sync", found.told()
    assert online.run("plan").expect(0).out.rstrip().endswith("No changes.")


VALUES = {"AWS::AccountId": ACCOUNT, "AWS::Partition": "aws"}


def plain(value, parameters):
    """The value with `Ref` and `Fn::Sub` resolved, as CloudFormation documents them."""
    if isinstance(value, list):
        return [plain(element, parameters) for element in value]
    if not isinstance(value, dict):
        return value
    if list(value) == ["Ref"] and value["Ref"] in parameters:
        return parameters[value["Ref"]]
    if list(value) == ["Fn::Sub"]:
        return re.sub(
            r"\$\{(!?)([^}]*)\}",
            lambda m: f"${{{m[2]}}}" if m[1] else parameters[m[2]],
            value["Fn::Sub"],
        )
    return {name: plain(member, parameters) for name, member in value.items()}


def resolved(template: dict) -> dict:
    own = {name: row["Default"] for name, row in template.get("Parameters", {}).items()}
    return {**template, "Resources": plain(template["Resources"], VALUES | own)}


def made_by_stack(account, template: dict) -> None:
    """moto's stacks leave `ManagedPolicyArns` out and keep an inline document of a role as no JSON
    text, so boto3 makes both of the same template."""
    template = resolved(template)
    rest = {}
    for id, resource in template["Resources"].items():
        if resource["Type"] == "AWS::IAM::Role":
            own = resource["Properties"]
            rest[id] = (own.pop("ManagedPolicyArns", []), own.pop("Policies", []))
    stacks = client("cloudformation", account.url, account.keys)
    stacks.create_stack(
        StackName="roles", Capabilities=["CAPABILITY_NAMED_IAM"],
        TemplateBody=json.dumps(template),
    )  # fmt: skip
    status = stacks.describe_stacks(StackName="roles")["Stacks"][0]["StackStatus"]
    assert status == "CREATE_COMPLETE"
    made = {
        row["LogicalResourceId"]: row["PhysicalResourceId"]
        for row in stacks.list_stack_resources(StackName="roles")["StackResourceSummaries"]
    }
    for id, (attached, inline) in rest.items():
        name = template["Resources"][id]["Properties"]["RoleName"]
        for arn in attached:
            arn = arn if isinstance(arn, str) else made[arn["Ref"]]
            account.iam.attach_role_policy(RoleName=name, PolicyArn=arn)
        for policy in inline:
            account.iam.put_role_policy(
                RoleName=name, PolicyName=policy["PolicyName"],
                PolicyDocument=json.dumps(policy["PolicyDocument"]),
            )  # fmt: skip


@pytest.mark.parametrize("name", ["whole", "panorama-preview"])
def test_a_stack_of_the_template_is_in_sync(online_moto, moto, name):
    prepared(moto)
    template = exported(specified(online_moto, name))
    made_by_stack(moto, template)
    is_in_sync(online_moto)


def test_a_template_makes_the_roles_that_a_trust_policy_names_first(program):
    template = exported(specified(program, "whole"))["Resources"]
    (follower,) = [
        row for row in template.values() if row["Properties"].get("RoleName") == FOLLOWER
    ]
    (first,) = follower["DependsOn"]
    assert template[first]["Properties"]["RoleName"] == STREAM
    assert all("DependsOn" not in row for row in template.values() if row is not follower)
    stream = template[first]["Properties"]
    assert stream["PermissionsBoundary"] == {"Ref": "VisionLimitPolicy"}
    assert {"Ref": "VisionEdgePolicy"} in stream["ManagedPolicyArns"]


@pytest.mark.parametrize("name", ["panorama-preview", "deeplens", "everything"])
def test_a_stackset_has_the_roles_of_each_account(program, name):
    specified(program, name)
    program.write("accounts.txt", "000000000001\n000000000002\n")
    words = ["--format", "stackset", "--accounts", "accounts.txt"]
    text = program.run("export", *words, "--out", "set.json").status
    if name == "everything":
        # More than a request of CloudFormation takes.
        assert text in (0, 4)
    if text == 4:
        assert "51200" in program.run("export", *words).expect(4).err
        return
    made = json.loads((program.folder / "set.json").read_text())
    body = json.loads(made["Resources"]["RolesStackSet"]["Properties"]["TemplateBody"])
    assert ACCOUNT not in json.dumps(body)
    done = subprocess.run(
        [pathlib.Path(sys.executable).parent / "cfn-lint", "--include-checks", "I", "--",
         program.folder / "set.json"],
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0 and not done.stdout, done.stdout + done.stderr
    program.run("export", "--format", "stackset").expect(64)
    program.run("export", "--accounts", "accounts.txt").expect(64)


def test_the_resource_import_names_every_resource_of_its_template(program):
    specified(program, "whole")
    made = exported(program, "--format", "cloudformation-import")
    body = json.loads(made["TemplateBody"])
    assert [row["LogicalResourceId"] for row in made["ResourcesToImport"]] == list(
        body["Resources"]
    )
    assert all(row["DeletionPolicy"] == "Retain" for row in body["Resources"].values())
    assert made["ChangeSetType"] == "IMPORT" and "Fn::Sub" not in made["TemplateBody"]
    identifiers = {
        "AWS::IAM::Role": "RoleName", "AWS::IAM::ManagedPolicy": "PolicyArn",
        "AWS::IAM::InstanceProfile": "InstanceProfileName",
    }  # fmt: skip
    for row in made["ResourcesToImport"]:
        assert list(row["ResourceIdentifier"]) == [identifiers[row["ResourceType"]]]


def test_the_script_makes_the_roles(online_moto, moto, tmp_path):
    prepared(moto)
    specified(online_moto, "whole")
    online_moto.run("export", "--format", "aws-cli", "--out", "roles.sh").expect(0)
    aws = pathlib.Path(sys.executable).parent
    environment = {
        **online_moto.environment, "PATH": f"{aws}:{online_moto.environment['PATH']}",
        "AWS_DEFAULT_REGION": "us-east-1",
    }  # fmt: skip
    done = subprocess.run(
        ["sh", "roles.sh"], cwd=online_moto.folder, env=environment, capture_output=True, text=True,
        timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    is_in_sync(online_moto)


def test_terraform_has_no_text_that_it_would_fill_in(program):
    told = specified(program, "whole").run("export", "--format", "terraform").expect(0)
    made = told.json["resource"]
    (role,) = [row for row in made["aws_iam_role"].values() if row["name"] == FOLLOWER]
    assert role["description"] == 'Follows "$${name}" and $$${name}, 100% %%{if true} %%%{ of \\ it'
    assert role["depends_on"] == [f"aws_iam_role.{STREAM}"]
    assert len(made["aws_iam_role_policy"]) == 3 and len(made["aws_iam_policy"]) == 2
    exclusive = made["aws_iam_role_policies_exclusive"]
    assert {row["role_name"]: len(row["policy_names"]) for row in exclusive.values()} == {
        f"${{aws_iam_role.{STREAM}.name}}": 1,
        f"${{aws_iam_role.{KEEPER}.name}}": 0,
        "${aws_iam_role.edge_follower_site.name}": 2,
    }


def test_every_import_block_names_a_resource_of_the_configuration(program):
    specified(program, "everything")
    made = exported(program, "--format", "terraform")["resource"]
    wanted = {f"{kind}.{label}" for kind, rows in made.items() for label in rows}
    blocks = exported(program, "--format", "terraform-import")["import"]
    assert [row["to"] for row in blocks] == sorted(wanted, key=[r["to"] for r in blocks].index)
    assert len({(row["to"].split(".")[0], row["id"]) for row in blocks}) == len(blocks)


def started(account, folder: pathlib.Path, online) -> terraform.Terraform:
    """A folder with the provider and with the exported configuration."""
    folder.mkdir()
    made = terraform.Terraform(folder, account.url, account.keys.environment)
    del made.configuration["resource"]
    told = online.run("export", "--format", "terraform", "--out", str(folder / "roles.tf.json"))
    told.expect(0)
    return made


# Terraform is not installed for the tests: those that need it run where a machine has it.
TERRAFORM = (
    [("account", "whole"), ("moto", "whole"), ("moto", "everything")] if terraform.plugins() else []
)


@pytest.mark.parametrize(("server", "name"), TERRAFORM)
def test_terraform_makes_and_takes_over_what_the_spec_asks_for(
    program, request, server, name, tmp_path
):
    there = request.getfixturevalue(server)
    prepared(there)
    there.iam.create_service_linked_role(AWSServiceName="panorama.amazonaws.com")
    online = specified(program.connected(there.url, there.keys), name)
    made = started(there, tmp_path / "made", online)
    made.start()
    made.run("validate")
    is_in_sync(online)
    state = made.run("show", "-json").stdout
    online.write("state.json", state)
    told = online.run(
        "import", "--terraform", "state.json", "--account", ACCOUNT, "--out", "b.json"
    )
    assert "plan: no changes" in told.expect(0).err

    taken = started(there, tmp_path / "taken", online)
    imports = tmp_path / "taken" / "imports.tf.json"
    online.run("export", "--format", "terraform-import", "--out", str(imports)).expect(0)
    (tmp_path / "taken" / "main.tf.json").write_text(json.dumps(taken.configuration))
    taken.run("init", "-input=false", f"-plugin-dir={terraform.plugins()}")
    planned = taken.run("plan", "-input=false").stdout
    count = len(json.loads(imports.read_text())["import"])
    assert f"{count} to import, 0 to add, 0 to change, 0 to destroy" in planned, planned


def test_a_service_linked_role_is_left_out_and_said(program):
    told = specified(program, "panorama").run("export").expect(0)
    assert "left out role 'AWSServiceRoleForAWSPanorama': a service makes it" in told.err
    types = [row["Type"] for row in told.json["Resources"].values()]
    assert types == ["AWS::IAM::Role"]


def test_one_role_comes_with_the_policies_that_it_has(program):
    specified(program, "whole")
    template = exported(program, "--role", KEEPER)
    assert [row["Type"] for row in template["Resources"].values()] == ["AWS::IAM::Role"]
    template = exported(program, "--role", STREAM)
    assert [row["Type"] for row in template["Resources"].values()] == [
        "AWS::IAM::ManagedPolicy", "AWS::IAM::ManagedPolicy", "AWS::IAM::Role",
    ]  # fmt: skip
    program.run("export", "--role", "nobody").expect(64)


def test_an_existing_file_is_never_replaced(program):
    specified(program, "whole")
    program.write("mine.json", "{}")
    told = program.run("export", "--out", "mine.json").expect(4)
    assert "'mine.json' exists and is not this export" in told.err
    assert (program.folder / "mine.json").read_text() == "{}" and not told.out


def test_what_cloudformation_would_fill_in_is_left_out(program):
    roles = copy.deepcopy(WHOLE)
    roles["roles"][1]["description"] = "{{resolve:ssm:name}}"
    roles["policies"][0]["document"]["Statement"][0]["Resource"] = "arn:aws:s3:::{{resolve:ssm:x}}"
    program.write("odd.json", json.dumps(roles))
    program.init("--role-set", "odd.json", "--offline").expect(0)
    told = program.run("export").expect(5)
    assert "left out policy 'vision-edge': CloudFormation would read" in told.err
    assert f"left out role '{STREAM}': it has the policy" in told.err
    assert f"left out role '{KEEPER}': CloudFormation would read" in told.err
    names = [row["Properties"].get("RoleName") for row in told.json["Resources"].values()]
    assert [name for name in names if name] == [FOLLOWER]
    program.run("export", "--role", KEEPER).expect(1)
    program.run("export", "--format", "terraform").expect(0)


def test_every_set_is_exported():
    assert set(SETS) < set(WORDS) and (POLICIES / "role-sets").is_dir()

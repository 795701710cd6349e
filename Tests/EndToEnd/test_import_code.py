"""`import --terraform` and `import --cloudformation`: role sets of what other tools describe."""

import copy
import json

import pytest

from EndToEnd.support.accounts import ACCOUNT
from EndToEnd.test_review_cloudformation import TEMPLATE
from EndToEnd.test_review_terraform import AUDIT, PLAN, STATE


def test_a_recorded_state_becomes_a_role_set_that_plans_nothing(program):
    state = json.loads(STATE.read_text())
    module = state["values"]["root_module"]
    alone = [row for row in module["resources"] if row["address"] != "aws_iam_role.audit"]
    module["resources"] = alone
    program.write("state.json", json.dumps(state))
    told = program.run("import", "--terraform", "state.json", "--out", "team.json").expect(0)
    assert "6 roles, 1 policy; plan: no changes" in told.err
    made = json.loads((program.folder / "team.json").read_text())
    roles = {role["name"]: role for role in made["roles"]}
    assert set(roles) == {"app", "machine", "steady", "worker", "ci-build", "ci-deploy"}
    assert roles["worker"]["managedPolicies"] == ["arn:${Partition}:iam::${Account}:policy/queue"]
    assert [policy["name"] for policy in roles["app"]["inlinePolicies"]] == ["work"]


def test_a_policy_of_one_of_two_roles_with_one_name_is_no_guess(program):
    program.write("state.json", STATE.read_text())
    words = ["import", "--terraform", "state.json", "--account"]
    told = program.run(*words, ACCOUNT).expect(5)
    assert "left out role 'app': aws_iam_role_policy.app: it is not known in which" in told.err
    assert "app" not in {role["name"] for role in told.json["roles"]}
    program.run(*words, AUDIT).expect(1)


def test_a_plan_is_taken_as_it_will_be(program):
    program.write("plan.json", PLAN.read_text())
    words = ["import", "--terraform", "plan.json", "--account", ACCOUNT]
    told = program.run(*words, "--out", "team.json").expect(5)
    assert (
        "left out role 'fresh': aws_iam_policy.fresh: policy: it is known after apply" in told.err
    )
    made = json.loads((program.folder / "team.json").read_text())
    assert "fresh" not in {role["name"] for role in made["roles"]}


def test_a_template_becomes_a_role_set_with_its_parameters(program):
    template = copy.deepcopy(TEMPLATE)
    read, send = template["Resources"]["Work"]["Properties"]["PolicyDocument"]["Statement"]
    read["Action"] = "s3:GetObject"
    read["Resource"] = {"Fn::Sub": "arn:aws:s3:::${Bucket}/${Stage}/${!aws:username}"}
    send["Resource"] = {
        "Fn::Join": [":", ["arn:aws:sns:eu-west-1", {"Ref": "AWS::AccountId"}, {"Ref": "Topic"}]]
    }
    program.write("template.json", json.dumps(template))
    told = program.run("import", "--cloudformation", "template.json", "--out", "t.json").expect(0)
    assert "1 role, 1 policy; plan: no changes" in told.err
    made = json.loads((program.folder / "t.json").read_text())
    assert {parameter["name"] for parameter in made["parameters"]} == {
        "Stage", "Topic", "Bucket", "WorkName",
    }  # fmt: skip
    (role,) = made["roles"]
    assert role["name"] == "app-${Stage}"
    text = json.dumps(made["policies"])
    assert "s3:::${Bucket}/${Stage}/${aws:username}" in text
    assert "sns:eu-west-1:${Account}:${Topic}" in text
    program.run("lint", "--role-set", "./t.json").expect(0, 3)


BEGINS = {
    "a parameter": ({"Ref": "Target"}, "${Target}"),
    "a parameter and more": ({"Fn::Sub": "${Target}/*"}, "${Target}/*"),
    "a list": (["*", {"Fn::Sub": "${Target}/*"}], ["*", "${Target}/*"]),
    "joined": ({"Fn::Join": ["", [{"Ref": "Target"}, "/*"]]}, "${Target}/*"),
    "an attribute": ({"Fn::Sub": "${Bucket.Arn}/*"}, "${BucketArn}/*"),
    "an attribute alone": ({"Fn::GetAtt": ["Bucket", "Arn"]}, "${BucketArn}"),
    "a resource": ({"Ref": "Bucket"}, "${Bucket}"),
}
TYPES = [
    {"Type": "String"}, {"Type": "String", "Default": "arn:aws:s3:::x"},
    {"Type": "String", "Default": "x"}, {"Type": "AWS::S3::Bucket::Name"},
    {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/x/y"},
]  # fmt: skip


@pytest.mark.parametrize("name", BEGINS)
@pytest.mark.parametrize("kind", TYPES, ids=range(len(TYPES)))
def test_a_resource_that_begins_with_a_reference_is_a_parameter(program, name, kind):
    given, written = BEGINS[name]
    template = copy.deepcopy(TEMPLATE)
    template["Parameters"]["Target"] = kind
    read, _ = template["Resources"]["Work"]["Properties"]["PolicyDocument"]["Statement"]
    read |= {"Action": "s3:GetObject", "Resource": given}
    program.write("template.json", json.dumps(template))
    told = program.run("import", "--cloudformation", "template.json", "--out", "t.json").expect(0)
    assert "1 role, 1 policy; plan: no changes" in told.err
    made = json.loads((program.folder / "t.json").read_text())
    first, second = made["policies"][0]["document"]["Statement"]
    assert first["Resource"] == written and second["Resource"] == "${Topic}"
    wanted = {p["name"]: p.get("default") for p in made["parameters"]}
    (name,) = {"Target", "Bucket", "BucketArn"} & set(wanted)
    known = kind.get("Default", "") if name == "Target" else ""
    assert wanted[name] == (known if known.startswith("arn:") else None)
    if known == "x":
        assert "parameter 'Target' has no default: it must be an ARN" in told.err
    values = [f"--parameter={key}=arn:aws:sns:eu-west-1:{ACCOUNT}:t" if key == "Topic" else
              f"--parameter={key}=arn:aws:s3:::b" if key == name else f"--parameter={key}=v"
              for key in wanted]  # fmt: skip
    program.init("--role-set", "./t.json", "--offline", *values).expect(0)
    program.run("lint", "--role-set", "./t.json").expect(0, 3)


def test_a_principal_and_a_policy_may_be_parameters(program):
    template = copy.deepcopy(TEMPLATE)
    template["Parameters"] |= {"Caller": {"Type": "String"}, "Shared": {"Type": "String"}}
    statements = template["Resources"]["Work"]["Properties"]["PolicyDocument"]["Statement"]
    statements[0]["Action"] = "s3:GetObject"
    properties = template["Resources"]["App"]["Properties"]
    properties["ManagedPolicyArns"].append({"Ref": "Shared"})
    properties["AssumeRolePolicyDocument"]["Statement"] = [
        {"Effect": "Allow", "Principal": {"AWS": {"Ref": "Caller"}}, "Action": "sts:AssumeRole"}
    ]
    program.write("template.json", json.dumps(template))
    told = program.run("import", "--cloudformation", "template.json", "--out", "t.json").expect(0)
    assert "1 role, 1 policy; plan: no changes" in told.err
    (role,) = json.loads((program.folder / "t.json").read_text())["roles"]
    assert "${Shared}" in role["managedPolicies"]
    assert role["trust"]["Statement"][0]["Principal"] == {"AWS": "${Caller}"}
    made = json.loads((program.folder / "t.json").read_text())
    made["policies"][0]["document"]["Statement"][0]["Action"] = "s3:*"
    program.write("wider.json", json.dumps(made))
    told = program.run("review", "t.json", "wider.json", "--format", "json").expect(2)
    # What the shared policy says is not known.
    assert told.json["gains"] == "unknown"


def test_what_is_not_understood_is_named_and_its_role_left_out(program):
    template = copy.deepcopy(TEMPLATE)
    properties = template["Resources"]["App"]["Properties"]
    properties["ManagedPolicyArns"] = [{"Fn::ImportValue": "shared"}]
    template["Resources"]["Other"] = {
        "Type": "AWS::IAM::Role",
        "Properties": {**properties, "RoleName": "other", "ManagedPolicyArns": []},
    }
    program.write("template.json", json.dumps(template, indent=1))
    told = program.run("import", "--cloudformation", "template.json").expect(5)
    assert "left out role 'app-${Stage}'" in told.err
    assert "Fn::ImportValue shared is not known (line " in told.err
    assert [role["name"] for role in told.json["roles"]] == ["other"]


REFUSED = {
    "two sources": (["--terraform", "a", "--cloudformation", "b"], 64, "cannot be used together"),
    "several accounts": (["--terraform", "state.json"], 1, "roles of several accounts"),
    "another account": (
        ["--terraform", "state.json", "--account", "999999999999"], 1, "no role of account"),
    "no state": (["--terraform", "template.json"], 1, "is a CloudFormation template"),
    "no template": (["--cloudformation", "state.json"], 1, "is a Terraform plan or state"),
    "how to reach AWS": (
        ["--terraform", "state.json", "--region", "eu-west-1"], 64, "reads a file"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_fit_is_refused(program, name):
    words, status, said = REFUSED[name]
    program.write("state.json", STATE.read_text())
    program.write("template.json", json.dumps(TEMPLATE))
    told = program.run("import", *words).expect(status)
    assert said in told.err and not told.out

"""`review --cloudformation OLD NEW`: what a new template does to access."""

import copy
import json
import pathlib

import jsonschema
import pytest

from EndToEnd.support.accounts import ACCOUNT
from EndToEnd.support.reviews import sarif_results

SCHEMA = pathlib.Path(__file__).parents[2] / "Policies/schema/review.schema.json"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": "sts:AssumeRole",
         "Principal": {"Service": "lambda.amazonaws.com"}}
    ],
}  # fmt: skip
TEMPLATE = {
    "AWSTemplateFormatVersion": "2010-09-09",
    "Parameters": {
        "Stage": {"Type": "String", "Default": "dev"},
        "Topic": {"Type": "String"},
    },
    "Mappings": {"Actions": {"dev": {"Read": "s3:Get*"}, "prod": {"Read": "s3:GetObject"}}},
    "Resources": {
        "Bucket": {"Type": "AWS::S3::Bucket"},
        "Work": {
            "Type": "AWS::IAM::ManagedPolicy",
            "Properties": {
                "PolicyDocument": {
                    "Version": "2012-10-17",
                    "Statement": [
                        {"Effect": "Allow", "Resource": {"Fn::GetAtt": ["Bucket", "Arn"]},
                         "Action": {"Fn::FindInMap": ["Actions", {"Ref": "Stage"}, "Read"]}},
                        {"Effect": "Allow", "Action": "sns:Publish", "Resource": {"Ref": "Topic"}},
                    ],
                }
            },
        },
        "App": {
            "Type": "AWS::IAM::Role",
            "Properties": {
                "RoleName": {"Fn::Sub": "app-${Stage}"},
                "AssumeRolePolicyDocument": TRUST,
                "ManagedPolicyArns": [{"Ref": "Work"}],
            },
        },
    },
}  # fmt: skip


def review(program, change, *words):
    new = copy.deepcopy(TEMPLATE)
    change(new["Resources"])
    program.write("old.json", json.dumps(TEMPLATE, indent=1))
    program.write("new.json", json.dumps(new, indent=1))
    return program.run("review", "--cloudformation", "old.json", "new.json", *words)


def statements(resources):
    return resources["Work"]["Properties"]["PolicyDocument"]["Statement"]


def wider(resources):
    statements(resources).append({"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"})


def narrower(resources):
    del statements(resources)[1]


def opened(resources):
    statements(resources)[1]["Action"] = "sns:*"


def imported(resources):
    arns = resources["App"]["Properties"]["ManagedPolicyArns"]
    arns.append({"Fn::ImportValue": "shared-policy"})


ROWS = {
    "nothing": (lambda resources: None, "no", "no"),
    "wider": (wider, "yes", "no"),
    "narrower": (narrower, "no", "unknown"),
    "an open statement": (opened, "unknown", "unknown"),
    "an imported policy": (imported, "unknown", "unknown"),
    "gone": (lambda resources: resources.pop("App"), "no", "yes"),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_change_of_a_template_is_judged(program, name):
    change, gains, loses = ROWS[name]
    status = 0 if gains == "no" else 2
    told = review(program, change, "--format", "json").expect(status).json
    assert (told["gains"], told["loses"]) == (gains, loses), told
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text())).validate(told)
    text = review(program, change).expect(status).out
    assert f"for the example account `{ACCOUNT}`" in text
    results = sarif_results(review(program, change, "--format", "sarif").expect(status).json)
    places = [r["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] for r in results]
    assert places == ([] if (gains, loses) == ("no", "no") else ["App"])


def test_what_is_not_known_has_its_line_and_column(program):
    text = review(program, imported).expect(2).out
    lines = (program.folder / "new.json").read_text().splitlines()
    (line,) = (number for number, text in enumerate(lines, 1) if "Fn::ImportValue" in text)
    assert "Fn::ImportValue shared-policy is not known" in text
    assert f"(line {line - 1}, column " in text or f"(line {line}, column " in text


def test_parameters_have_the_values_that_are_given(program):
    words = ["--parameter", "Stage=prod", "--parameter", "Topic=arn:aws:sns:*:*:t"]
    words += ["--account", "210987654321", "--region", "eu-west-1"]
    told = review(program, wider, *words).expect(2)
    assert "`app-prod`" in told.out and "for account `210987654321`" in told.out
    known = review(program, opened, "--parameter", "Topic=arn:aws:sns:eu-west-1:1:t")
    assert "| **gains** |" in known.expect(2).out


REFUSED = {
    "an unknown parameter": (["--parameter", "Stag=x"], 64, "did you mean 'Stage'?"),
    "a parameter twice": (["--parameter", "Stage=x", "--parameter", "Stage=y"], 64, "given twice"),
    "no value": (["--parameter", "Stage"], 64, "takes KEY=VALUE, not 'Stage'"),
    "two kinds": (["--terraform", "plan.json"], 64, "cannot be used with"),
    "an account": (["--account", "1"], 64, "account id '1'"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_words_that_do_not_fit_are_refused(program, name):
    words, status, said = REFUSED[name]
    assert said in review(program, wider, *words).expect(status).err


FILES = {
    "YAML": ("Resources:\n  App:\n    Type: AWS::IAM::Role\n", "rain fmt --json"),
    "a snapshot": ('{"RoleDetailList": []}', "is a snapshot of an account"),
    "no resources": ('{"AWSTemplateFormatVersion": "2010-09-09"}', "missing key 'Resources'"),
    "cut": ('{"Resources": {"App": {"Type":', "new.json:1:"),
    "deep": ('{"Resources":' * 1000, "nested"),
}


@pytest.mark.parametrize("name", FILES)
def test_what_is_no_template_is_refused(program, name):
    text, said = FILES[name]
    program.write("old.json", json.dumps(TEMPLATE))
    program.write("new.json", text)
    told = program.run("review", "--cloudformation", "old.json", "new.json").expect(1)
    assert said in told.err and not told.out
    alone = program.run("review", "--parameter", "A=b", "old.json", "new.json").expect(64)
    assert "for templates" in alone.err

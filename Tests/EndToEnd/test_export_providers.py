"""`export` of identity providers: made before the roles that trust them, by every engine."""

import pathlib
import subprocess
import sys

import pytest

from EndToEnd.support import terraform
from EndToEnd.test_export import FORMATS, exported, is_in_sync, started
from EndToEnd.test_providers import (
    DEPLOYER,
    HOST,
    METADATA,
    OIDC,
    PEOPLE,
    PRINT,
    SAML,
    write_set,
)  # fmt: skip


@pytest.fixture
def specified(program):
    return prepare(program)


def prepare(program):
    program.write("corp.xml", METADATA)
    write_set(program, [DEPLOYER, PEOPLE], saml=True, thumbprints=[PRINT], tags={"a": "b"})
    program.init("--role-set", "team.json", "--offline").expect(0)
    return program


def test_a_template_has_the_providers_and_makes_them_first(specified):
    told = specified.run("export").expect(0)
    assert "left out" not in told.err
    rows = told.json["Resources"]
    oidc, saml = rows["TokenActionsGithubusercontentComOIDCProvider"], rows["CorpSAMLProvider"]
    assert oidc["Type"] == "AWS::IAM::OIDCProvider"
    assert oidc["Properties"]["Url"] == f"https://{HOST}"
    assert oidc["Properties"]["ClientIdList"] == ["sts.amazonaws.com"]
    assert oidc["Properties"]["ThumbprintList"] == [PRINT]
    assert {"Key": "a", "Value": "b"} in oidc["Properties"]["Tags"]
    assert saml["Type"] == "AWS::IAM::SAMLProvider"
    assert saml["Properties"]["Name"] == "corp"
    assert saml["Properties"]["SamlMetadataDocument"] == METADATA
    assert rows["DeployerRole"]["DependsOn"] == ["TokenActionsGithubusercontentComOIDCProvider"]
    assert rows["PeopleRole"]["DependsOn"] == ["CorpSAMLProvider"]
    done = specified.run("export", "--out", "roles.template.json").expect(0)
    assert "wrote 2 roles, 0 policies and 2 identity providers" in done.err


def test_cfn_lint_finds_nothing(specified):
    specified.run("export", "--out", "template.json").expect(0)
    done = subprocess.run(
        [pathlib.Path(sys.executable).parent / "cfn-lint", "--include-checks", "I", "--",
         specified.folder / "template.json"],
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0 and not done.stdout, done.stdout + done.stderr


def test_what_exists_is_imported_by_its_arn(specified):
    made = exported(specified, "--format", "cloudformation-import")
    found = {row["ResourceType"]: row["ResourceIdentifier"] for row in made["ResourcesToImport"]}
    assert found["AWS::IAM::OIDCProvider"] == {"Arn": OIDC}
    assert found["AWS::IAM::SAMLProvider"] == {"Arn": SAML}
    blocks = exported(specified, "--format", "terraform-import")["import"]
    ids = {row["to"].split(".")[0]: row["id"] for row in blocks}
    assert ids["aws_iam_openid_connect_provider"] == OIDC
    assert ids["aws_iam_saml_provider"] == SAML


def test_terraform_has_the_providers_and_makes_them_first(specified):
    made = exported(specified, "--format", "terraform")["resource"]
    (oidc,) = made["aws_iam_openid_connect_provider"].items()
    assert oidc[1]["url"] == f"https://{HOST}" and oidc[1]["thumbprint_list"] == [PRINT]
    assert oidc[1]["client_id_list"] == ["sts.amazonaws.com"] and oidc[1]["tags"]["a"] == "b"
    assert made["aws_iam_saml_provider"]["corp"]["saml_metadata_document"] == METADATA
    after = made["aws_iam_role"]["Deployer"]["depends_on"]
    assert after == [f"aws_iam_openid_connect_provider.{oidc[0]}"]
    assert made["aws_iam_role"]["People"]["depends_on"] == ["aws_iam_saml_provider.corp"]


def test_one_role_comes_with_the_provider_that_it_trusts(specified):
    made = exported(specified, "--role", "People")["Resources"]
    assert [row["Type"] for row in made.values()] == ["AWS::IAM::SAMLProvider", "AWS::IAM::Role"]


def test_the_same_spec_gives_the_same_bytes(specified):
    for form in FORMATS:
        first = specified.run("export", "--format", form).expect(0).out
        assert specified.run("export", "--format", form).expect(0).out == first


def test_a_role_is_left_out_with_a_provider_that_a_template_cannot_hold(specified):
    specified.write("corp.xml", METADATA.replace("xxx", "{{resolve:ssm:x}}", 1))
    told = specified.run("export").expect(5)
    assert "left out SAML provider 'corp': CloudFormation would read" in told.err
    assert "left out role 'People': it trusts SAML provider 'corp', which is left out" in told.err
    assert "PeopleRole" not in told.json["Resources"]
    specified.run("export", "--format", "terraform").expect(0)


def test_the_script_makes_them(online, account):
    prepare(online)
    online.run("export", "--format", "aws-cli", "--out", "roles.sh").expect(0)
    text = (online.folder / "roles.sh").read_text()
    assert "commands.sh" not in text and "does not exist" not in text
    assert "# 1 of 4: create OIDC provider" in text
    aws = pathlib.Path(sys.executable).parent
    environment = {
        **online.environment, "PATH": f"{aws}:{online.environment['PATH']}",
        "AWS_DEFAULT_REGION": "us-east-1",
    }  # fmt: skip
    done = subprocess.run(
        ["sh", "roles.sh"], cwd=online.folder, env=environment, capture_output=True, text=True,
        timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    is_in_sync(online)


@pytest.mark.skipif(not terraform.plugins(), reason="no Terraform with its AWS provider here")
def test_terraform_makes_them(online_moto, moto, tmp_path):
    prepare(online_moto)
    made = started(moto, tmp_path / "made", online_moto)
    made.start()
    made.run("validate")
    found = moto.iam.get_open_id_connect_provider(OpenIDConnectProviderArn=OIDC)
    assert found["ClientIDList"] == ["sts.amazonaws.com"]
    assert moto.iam.get_saml_provider(SAMLProviderArn=SAML)["SAMLMetadataDocument"]

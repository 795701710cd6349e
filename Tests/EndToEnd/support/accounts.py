"""The account as boto3 sees it: the hands with which tests make, change and read roles."""

import json
import os
import pathlib
import subprocess
import sys
from dataclasses import dataclass

import boto3
from botocore.config import Config

ACCOUNT = "123456789012"
OWNER_TAG = "panorama-roles:spec"
APPLIANCE = "AWSPanoramaApplianceServiceRole"
LINKED = "AWSServiceRoleForAWSPanorama"
APPLIANCE_POLICY = "arn:aws:iam::aws:policy/service-role/AWSPanoramaApplianceServiceRolePolicy"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
DEVICE = "arn:aws:panorama:us-east-1:123456789012:device/device-lk7exmplpvcr3heqwjmesw76ky"


@dataclass(frozen=True)
class Keys:
    access_key: str
    secret: str
    token: str | None = None

    @property
    def environment(self) -> dict[str, str]:
        values = {"AWS_ACCESS_KEY_ID": self.access_key, "AWS_SECRET_ACCESS_KEY": self.secret}
        return values | ({"AWS_SESSION_TOKEN": self.token} if self.token else {})


# The identities of Stub/server.py.
STUB_ADMIN = Keys("AKIASTUBADMIN0000000", "stub-admin-secret")
STUB_TESTER = Keys("AKIASTUBTESTER000000", "stub/tester+secret")
STUB_OTHER = Keys("AKIASTUBOTHER0000000", "stub-other-secret")
STUB_SESSION = Keys("ASIASTUBSESSION00000", "stub-session-secret", "stub//session+token==")
STUB_EXPIRED = Keys("ASIASTUBEXPIRED00000", "stub-expired-secret", "stub-expired-token")


def client(service: str, url: str, keys: Keys, **values):
    return boto3.client(
        service,
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id=keys.access_key,
        aws_secret_access_key=keys.secret,
        aws_session_token=keys.token,
        config=Config(retries={"total_max_attempts": 1}, **values),
    )


def trust(**condition) -> dict:
    """The trust policy that the AWS guide shows, with another condition when one is given."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "panorama.amazonaws.com"},
                "Action": "sts:AssumeRole",
                "Condition": condition or {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
            }
        ],
    }


MANY_COMMANDS = """
import json, sys
import awscli.clidriver
for words in json.load(open("commands.json")):
    if awscli.clidriver.create_clidriver().main(words) != 0:
        sys.exit(f"aws {' '.join(words)}")
"""


class Account:
    """An account behind an endpoint."""

    # The description that the program gives the appliance role, so that a role that a test makes
    # is one in sync.
    description: str | None = None

    def __init__(self, url: str, keys: Keys):
        self.url = url
        self.keys = keys
        self.iam = client("iam", url, keys)

    def make_roles(self, **changes) -> None:
        """Both current AWS Panorama roles, as the facts say; `changes` go to CreateRole."""
        self.iam.create_service_linked_role(AWSServiceName="panorama.amazonaws.com")
        self.make_appliance_role(**changes)

    def make_appliance_role(
        self, *, document=None, name: str = APPLIANCE, attached: bool = True,
        owner: str = "panorama", **changes,
    ) -> None:  # fmt: skip
        """The appliance role as `owner`, a spec, made it; without one it is somebody else's."""
        document = trust() if document is None else document
        text = document if isinstance(document, str) else json.dumps(document)
        values = {"Path": "/service-role/", **changes}
        if owner:
            values["Tags"] = [*values.get("Tags", []), {"Key": OWNER_TAG, "Value": owner}]
        if self.description is not None:
            values.setdefault("Description", self.description)
        self.iam.create_role(RoleName=name, AssumeRolePolicyDocument=text, **values)
        if attached:
            self.iam.attach_role_policy(RoleName=name, PolicyArn=APPLIANCE_POLICY)

    def set_trust(self, document, role: str = APPLIANCE) -> None:
        text = document if isinstance(document, str) else json.dumps(document)
        self.iam.update_assume_role_policy(RoleName=role, PolicyDocument=text)

    def names(self) -> list[str]:
        pages = self.iam.get_paginator("list_roles").paginate()
        return sorted(role["RoleName"] for page in pages for role in page["Roles"])

    def cli(self, folder: pathlib.Path, *words: str) -> subprocess.CompletedProcess:
        """The AWS CLI of the test tools, against this account."""
        done = self.shell(folder, pathlib.Path(sys.executable).parent / "aws", *words)
        assert done.returncode == 0, f"aws {' '.join(words)}: {done.stderr}"
        return done

    def many_of_cli(self, folder: pathlib.Path, commands: list[list[str]]) -> None:
        """Many commands of the AWS CLI in one process, since each starts for a second."""
        (folder / "commands.json").write_text(json.dumps(commands))
        done = self.shell(folder, sys.executable, "-c", MANY_COMMANDS)
        assert done.returncode == 0, done.stderr

    def shell(self, folder: pathlib.Path, *words) -> subprocess.CompletedProcess:
        """Any command in an environment where `aws` reaches this account."""
        return subprocess.run(
            [str(word) for word in words],
            cwd=folder, capture_output=True, text=True, timeout=120, env=self.environment(folder),
        )  # fmt: skip

    def environment(self, folder: pathlib.Path) -> dict[str, str]:
        tools = pathlib.Path(sys.executable).parent
        return {
            "PATH": f"{tools}:{os.environ['PATH']}",
            "HOME": str(folder),
            "LC_ALL": "C.UTF-8",
            "AWS_ENDPOINT_URL": self.url,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_PAGER": "",
            "AWS_MAX_ATTEMPTS": "1",
            **self.keys.environment,
        }


class MotoAccount(Account):
    def __init__(self, url: str):
        super().__init__(url, Keys("AKIAIOSFODNN7EXAMPLE", "moto"))


class StubAccount(Account):
    def __init__(self, url: str):
        super().__init__(url, STUB_ADMIN)

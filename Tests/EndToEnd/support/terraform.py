"""Terraform with the AWS provider, where a machine has both; nothing is downloaded.

The provider comes from a folder as `terraform providers mirror` writes it: that of the variable
TERRAFORM_PLUGINS, or one of those where machines keep such folders.
"""

import json
import os
import pathlib
import shutil
import subprocess

PLACES = [
    os.environ.get("TERRAFORM_PLUGINS"),
    "/usr/local/share/terraform/plugins",
    "/usr/share/terraform/plugins",
    "/opt/tf-plugins",
]
PROVIDER = "registry.terraform.io/hashicorp/aws"


def plugins() -> pathlib.Path | None:
    """The folder with the provider; nil without it or without Terraform."""
    found = [pathlib.Path(place) for place in PLACES if place]
    found = [place for place in found if (place / PROVIDER).is_dir()]
    return found[0] if found and shutil.which("terraform") else None


class Terraform:
    """A folder with a configuration for the account behind an endpoint."""

    def __init__(self, folder: pathlib.Path, url: str, environment: dict[str, str]):
        self.folder = folder
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "CHECKPOINT_DISABLE": "1",
            "TF_IN_AUTOMATION": "1",
            "TF_CLI_CONFIG_FILE": os.devnull,
            **environment,
        }
        provider = {
            "region": "us-east-1",
            "endpoints": [{"iam": url, "sts": url}],
            "skip_metadata_api_check": "true",
            "skip_region_validation": True,
        }
        self.configuration: dict = {
            "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws"}}},
            "provider": {"aws": provider},
            "resource": {},
        }

    def add(self, kind: str, label: str, /, **values) -> None:
        self.configuration["resource"].setdefault(kind, {})[label] = values

    def add_role(self, name: str, trust: dict, /, **values) -> None:
        """A role, its attachments and its inline policies, as people write them."""
        attached, inline = values.pop("attached", []), values.pop("inline", {})
        self.add("aws_iam_role", name, name=name, assume_role_policy=json.dumps(trust), **values)
        for number, arn in enumerate(attached):
            self.add(
                "aws_iam_role_policy_attachment", f"{name}-{number}",
                role=f"${{aws_iam_role.{name}.name}}", policy_arn=arn,
            )  # fmt: skip
        for policy, document in inline.items():
            # `${` is Terraform's own mark inside of a string.
            text = json.dumps(document).replace("${", "$${")
            self.add(
                "aws_iam_role_policy", f"{name}-{policy}",
                role=f"${{aws_iam_role.{name}.name}}", name=policy, policy=text,
            )  # fmt: skip

    def run(self, *words: str, expect: tuple[int, ...] = (0,)) -> subprocess.CompletedProcess:
        done = subprocess.run(
            ["terraform", *words, "-no-color"],
            cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        assert done.returncode in expect, f"terraform {words}: {done.stdout}{done.stderr}"
        return done

    def start(self) -> None:
        """Writes the configuration and makes what it says."""
        (self.folder / "main.tf.json").write_text(json.dumps(self.configuration))
        self.run("init", "-input=false", f"-plugin-dir={plugins()}")
        self.run("apply", "-input=false", "-auto-approve")

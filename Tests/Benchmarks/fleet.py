"""Making and checking many roles: this tool, boto3, the AWS CLI, Terraform, CloudFormation.

Every program does the same work on the same account: roles with a trust policy, one attached
policy, one inline policy and two tags. The account is the stub server, with a delay for each
answer; CloudFormation runs inside moto. The numbers are calls, seconds of wall time, seconds of
CPU of the program with its children, and MiB of memory at the peak.
"""

import json
import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import starter
from EndToEnd.support import terraform
from EndToEnd.support.accounts import STUB_TESTER

ACCOUNT = "123456789012"
POLICY = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}
INLINE = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}],
}
TAGS = {"Team": "orders", "Env": "prod"}
# What scripts of AWS CLI calls and of boto3 share.
WANTED = "wanted.json"

CLI_MAKE = r"""#!/bin/sh -eu
for name in $NAMES; do
  aws iam create-role --role-name "$name" --assume-role-policy-document file://trust.json \
    --tags Key=Team,Value=orders Key=Env,Value=prod >/dev/null
  aws iam attach-role-policy --role-name "$name" --policy-arn "$POLICY"
  aws iam put-role-policy --role-name "$name" --policy-name app --policy-document file://app.json
done
"""
CLI_CHECK = r"""#!/bin/sh -eu
for name in $NAMES; do
  aws iam get-role --role-name "$name" --query Role.AssumeRolePolicyDocument >/dev/null
  aws iam list-attached-role-policies --role-name "$name" >/dev/null
  aws iam list-role-policies --role-name "$name" >/dev/null
  aws iam get-role-policy --role-name "$name" --policy-name app >/dev/null
done
"""
BOTO3 = r"""
import boto3, concurrent.futures, json, sys
from botocore.config import Config

work, threads = sys.argv[1], int(sys.argv[2])
wanted = json.load(open("wanted.json"))
iam = boto3.client("iam", config=Config(max_pool_connections=max(10, threads)))
tags = [{"Key": key, "Value": value} for key, value in wanted["tags"].items()]


def make(name):
    iam.create_role(
        RoleName=name, AssumeRolePolicyDocument=json.dumps(wanted["trust"]), Tags=tags)
    iam.attach_role_policy(RoleName=name, PolicyArn=wanted["policy"])
    iam.put_role_policy(
        RoleName=name, PolicyName="app", PolicyDocument=json.dumps(wanted["inline"]))


def same(trust, attached, inline, found):
    return (
        trust == wanted["trust"] and [row["PolicyArn"] for row in attached] == [wanted["policy"]]
        and inline == {"app": wanted["inline"]}
        # This tool adds a tag that names the spec: what is wanted must be among the tags.
        and wanted["tags"].items() <= {tag["Key"]: tag["Value"] for tag in found}.items())


def check(name):
    role = iam.get_role(RoleName=name)["Role"]
    attached = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    inline = {
        policy: iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
        for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]}
    return same(role["AssumeRolePolicyDocument"], attached, inline, role["Tags"])


def sweep():
    pages = iam.get_paginator("get_account_authorization_details").paginate(Filter=["Role"])
    roles = {role["RoleName"]: role for page in pages for role in page["RoleDetailList"]}
    return all(
        same(
            role["AssumeRolePolicyDocument"], role["AttachedManagedPolicies"],
            {row["PolicyName"]: row["PolicyDocument"] for row in role["RolePolicyList"]},
            role["Tags"])
        for role in (roles[name] for name in wanted["names"]))


if work == "sweep":
    good = sweep()
else:
    run = make if work == "make" else check
    with concurrent.futures.ThreadPoolExecutor(threads) as pool:
        answers = list(pool.map(run, wanted["names"]))
    good = work == "make" or all(answers)
sys.exit(0 if good else 2)
"""


@dataclass
class Cost:
    calls: int | None
    wall: float
    cpu: float
    memory: float


@dataclass
class Place:
    """A folder with the files that the programs of one account need."""

    binary: pathlib.Path
    folder: pathlib.Path
    url: str
    names: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    plan: terraform.Terraform | None = None

    def __post_init__(self):
        tools = pathlib.Path(sys.executable).parent
        self.environment = {
            "PATH": f"{tools}:{os.environ['PATH']}", "HOME": str(self.folder),
            "LC_ALL": "C.UTF-8", "AWS_ENDPOINT_URL": self.url, "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_PAGER": "", "AWS_EC2_METADATA_DISABLED": "true", "NAMES": " ".join(self.names),
            "POLICY": POLICY, **STUB_TESTER.environment,
        }  # fmt: skip
        roles = [
            {
                "name": name,
                "trust": TRUST,
                "managedPolicies": [POLICY],
                "inlinePolicies": [{"name": "app", "document": INLINE}],
                "tags": TAGS,
            }
            for name in self.names
        ]
        role_set = {"schemaVersion": "1.0", "name": "fleet", "title": "Fleet"}
        role_set |= {"summary": "Roles for a benchmark", "roles": roles}
        wanted = {"names": self.names, "trust": TRUST, "policy": POLICY, "inline": INLINE}
        for name, text in {
            "fleet.json": json.dumps(role_set), WANTED: json.dumps(wanted | {"tags": TAGS}),
            "trust.json": json.dumps(TRUST), "app.json": json.dumps(INLINE),
            "make.sh": CLI_MAKE, "check.sh": CLI_CHECK, "work.py": BOTO3,
        }.items():  # fmt: skip
            (self.folder / name).write_text(text)

    def terraform(self) -> terraform.Terraform:
        if self.plan is None:
            folder = self.folder / "terraform"
            folder.mkdir()
            self.plan = terraform.Terraform(folder, self.url, STUB_TESTER.environment)
            for name in self.names:
                self.plan.add_role(
                    name, TRUST, tags=TAGS, attached=[POLICY], inline={"app": INLINE}
                )
            (folder / "main.tf.json").write_text(json.dumps(self.plan.configuration))
            self.plan.run("init", "-input=false", f"-plugin-dir={terraform.plugins()}")
        return self.plan


def cost(words: list, folder: pathlib.Path, environment: dict[str, str], stub=None) -> Cost:
    if stub is not None:
        stub.forget_log()
    done = starter.run(words, folder, environment)
    if done.status != 0:
        raise RuntimeError(f"{words} ended with {done.status}: {done.errors[-2000:]}")
    calls = len(stub.log()) if stub is not None else None
    return Cost(calls, done.wall, done.cpu, done.memory)


@dataclass
class Program:
    """A contender: how it makes and checks roles. `most` bounds the roles that are waited for."""

    name: str
    make: Callable[[Place], list] | None
    check: Callable[[Place], list] | None
    most: int
    most_with_delay: int


def our_make(place: Place) -> list:
    (place.folder / "panorama-roles.json").unlink(missing_ok=True)
    words = ["init", "--account", ACCOUNT, "--role-set", "fleet.json", "--approve", "--quiet"]
    return [place.binary, *words]


def boto3(work: str, threads: int = 1) -> Callable[[Place], list]:
    return lambda place: [sys.executable, "work.py", work, threads]


PROGRAMS = [
    Program("panorama-roles", our_make, lambda place: [place.binary, "drift", "--quiet"], 500, 500),
    Program("boto3, 10 threads", boto3("make", 10), boto3("check", 10), 500, 500),
    Program("boto3, role by role", boto3("make"), boto3("check"), 500, 100),
    Program("boto3, one sweep", None, boto3("sweep"), 500, 500),
    Program(
        "AWS CLI script", lambda _: ["sh", "make.sh"], lambda _: ["sh", "check.sh"], 10, 10
    ),
    Program(
        "Terraform",
        lambda _: ["terraform", "-chdir=terraform", "apply", "-input=false", "-auto-approve"],
        lambda _: ["terraform", "-chdir=terraform", "plan", "-input=false", "-detailed-exitcode"],
        100, 100,
    ),
]  # fmt: skip


@dataclass
class Line:
    work: str
    roles: int
    delay: int
    program: str
    cost: Cost


def matrix(
    binary: pathlib.Path,
    sizes: list[int],
    delays: list[int],
    note: Callable[[str], None],
    most_slow: int,
) -> list[Line]:
    """Every program with every size and delay, each on an empty account.

    Terraform and the AWS CLI make and check no more than `most_slow` roles.
    """
    from Stub.client import Stub

    lines = []
    with Stub() as stub:
        for size in sizes:
            for delay in delays:
                for program in PROGRAMS:
                    if size > (program.most_with_delay if delay else program.most):
                        continue
                    if program.name in ("Terraform", "AWS CLI script") and size > most_slow:
                        continue
                    if program.name == "Terraform" and not terraform.plugins():
                        continue
                    note(f"{program.name}: {size} roles, {delay} ms a call")
                    lines += median(partial(measured, binary, stub, program, size, delay))
    return lines


# Runs that take no longer than this many seconds are repeated, since single ones differ.
SHORT = 3
TURNS = 3


def median(run: Callable[[], list[Line]]) -> list[Line]:
    """The lines of one run, or of short runs the median of each number."""
    turns = [run()]
    if max(line.cost.wall for line in turns[0]) <= SHORT:
        turns += [run() for _ in range(TURNS - 1)]
    for line, *others in zip(*turns, strict=True):
        costs = [line.cost, *(other.cost for other in others)]
        line.cost = Cost(
            line.cost.calls,
            *(statistics.median(getattr(cost, name) for cost in costs)
              for name in ("wall", "cpu", "memory")),
        )  # fmt: skip
    return turns[0]


def measured(binary, stub, program: Program, size: int, delay: int) -> list[Line]:
    folder = pathlib.Path(tempfile.mkdtemp(prefix="fleet-"))
    try:
        stub.reset()
        # Pages are as long as is asked for.
        stub.settings(latency=0, page_size=1000)
        place = Place(binary, folder, stub.url, [f"orders-{number:04d}" for number in range(size)])
        environment = place.environment
        if program.name == "Terraform":
            environment = place.terraform().environment
        if program.make is None:
            cost(our_make(place), folder, place.environment)
        stub.settings(latency=delay / 1000)
        lines = []
        for work, words in (("make", program.make), ("check", program.check)):
            if words is not None:
                found = cost(words(place), folder, environment, stub)
                lines.append(Line(work, size, delay, program.name, found))
        return lines
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def by_cloudformation(size: int) -> Line:
    """A stack of the same roles inside moto; the CPU is that of the caller alone."""
    import boto3 as sdk
    from EndToEnd.support.moto import MotoServer

    resources = {
        f"Role{number}": {
            "Type": "AWS::IAM::Role",
            "Properties": {
                "RoleName": f"orders-{number:04d}",
                "AssumeRolePolicyDocument": TRUST,
                "ManagedPolicyArns": [POLICY],
                "Policies": [{"PolicyName": "app", "PolicyDocument": INLINE}],
                "Tags": [{"Key": key, "Value": value} for key, value in TAGS.items()],
            },
        }
        for number in range(size)
    }
    with MotoServer() as moto:
        client = sdk.client(
            "cloudformation", endpoint_url=moto.url, region_name="us-east-1",
            aws_access_key_id="AKIAEXAMPLE", aws_secret_access_key="example",
        )  # fmt: skip
        before, start = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
        client.create_stack(
            StackName="fleet",
            TemplateBody=json.dumps({"Resources": resources}),
            Capabilities=["CAPABILITY_NAMED_IAM"],
        )
        client.get_waiter("stack_create_complete").wait(StackName="fleet")
        after = resource.getrusage(resource.RUSAGE_SELF)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        wall = time.perf_counter() - start
    return Line("make", size, 0, "CloudFormation in moto", Cost(None, wall, cpu, float("nan")))


def instructions(words: list, folder: pathlib.Path, environment: dict[str, str]) -> int | None:
    """Instructions of one run, by callgrind; nil where no valgrind is installed."""
    if not shutil.which("valgrind"):
        return None
    out = folder / "callgrind.out"
    done = subprocess.run(
        ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", *map(str, words)],
        cwd=folder, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    for line in done.stderr.splitlines():
        if "Collected" in line:
            return int(line.rpartition(":")[2].split()[0].replace(",", ""))
    raise RuntimeError(f"callgrind says nothing of {words}: {done.stderr[-2000:]}")

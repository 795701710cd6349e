"""`make bench`: what the program costs, as ratios against something written by others.

Everything that is compared runs side by side, turn by turn, in one go, so that a busy machine is
busy for both; the numbers are medians. Nothing here is a test: tests judge behaviour and not the
clock. To add a measurement, write a function with `@benchmark` and return its rows.
"""

import argparse
import contextlib
import importlib.metadata
import json
import os
import pathlib
import random
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TESTS))

from EndToEnd.support.documents import managed_policies, stem_pairs  # noqa: E402

ROOT = TESTS.parent
ACCOUNT = "123456789012"
SEED = 20261121


@dataclass
class Row:
    """One comparison. `at_most` is the goal for ours / theirs, where there is one."""

    what: str
    ours: float
    theirs: float
    unit: str
    against: str
    at_most: float | None = None

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs if self.theirs else float("inf")

    def line(self) -> str:
        goal = ""
        if self.at_most is not None:
            goal = f"goal ≤ {self.at_most:g}: " + (
                "met" if self.ratio <= self.at_most else "MISSED"
            )
        return (
            f"{self.what}: {self.ours:.2f} {self.unit} against {self.theirs:.2f} {self.unit} "
            f"({self.against}), ratio {self.ratio:.3f}  {goal}".rstrip()
        )


@dataclass
class Bench:
    binary: pathlib.Path
    swift: list[str]
    folder: pathlib.Path
    turns: int
    flags: list[str]
    measure: pathlib.Path | None = None
    z3_pairs: int = 100
    sizes: list[int] = field(default_factory=lambda: [1, 10, 100, 500])
    most_slow: int = 100
    # What `fleets`, `counts` and `growth` leave for the page.
    lines: list = field(default_factory=list)
    instructions: list = field(default_factory=list)
    starts: list = field(default_factory=list)
    growth: list = field(default_factory=list)
    # What `comparisons` and `lints` leave: what was measured, how long it took in ms, and the goal.
    comparisons: list = field(default_factory=list)


BENCHMARKS: dict[str, Callable[[Bench], list[Row]]] = {}


def benchmark(run):
    BENCHMARKS[run.__name__] = run
    return run


def scrubbed(folder: pathlib.Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C.UTF-8"}


def cpu_and_memory(
    words: list, folder: pathlib.Path, environment=None, statuses: tuple = (0,)
) -> tuple[float, float]:
    """Milliseconds of CPU and MiB of memory of one run, its children included."""
    import starter

    done = starter.run(words, folder, environment or scrubbed(folder))
    if done.status not in statuses:
        raise RuntimeError(f"{words} ended with {done.status}: {done.errors}")
    return done.cpu * 1000, done.memory


def measured(bench: Bench, *words) -> list[dict]:
    """What the Swift part (Tests/Benchmarks/Measure) prints, built once, optimised."""
    build = [*bench.swift, "build", *bench.flags, "-c", "release", "--product", "Measure"]
    place = [*bench.swift, "build", *bench.flags, "-c", "release", "--show-bin-path"]
    if bench.measure is None:
        subprocess.run(build, cwd=ROOT, check=True, stdout=sys.stderr)
        shown = subprocess.run(place, cwd=ROOT, check=True, capture_output=True, text=True)
        bench.measure = pathlib.Path(shown.stdout.strip()) / "Measure"
    run = [bench.measure, *map(str, words)]
    done = subprocess.run(run, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{run} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def lines_file(bench: Bench, name: str, values: list) -> pathlib.Path:
    path = bench.folder / name
    path.write_text("".join(json.dumps(value) + "\n" for value in values))
    return path


def side_by_side(turns: int, *runs: Callable[[], float]) -> list[float]:
    """The median of each, run by turns."""
    found: list[list[float]] = [[] for _ in runs]
    for _ in range(turns):
        for row, run in zip(found, runs, strict=True):
            row.append(run())
    return [statistics.median(row) for row in found]


HELLO = """
import Foundation
import FoundationNetworking

let request = URLRequest(url: URL(string: "https://iam.amazonaws.com/")!)
let session = URLSession.shared.configuration
print("hello", request.url!.absoluteString, session.timeoutIntervalForRequest)
"""


@benchmark
def start(bench: Bench) -> list[Row]:
    """A whole offline command against the smallest program with Foundation and its networking."""
    source, hello = bench.folder / "hello.swift", bench.folder / "hello"
    source.write_text(HELLO)
    subprocess.run(
        [*bench.swift[:-1], bench.swift[-1] + "c", "-O", "-o", hello, source],
        check=True, capture_output=True,
    )  # fmt: skip
    words = [*TRUST, "--account", ACCOUNT]
    against = "dynamic Foundation + FoundationNetworking hello-world"
    rows = []
    for index, unit, what in ((0, "ms", "CPU time of 'trust'"), (1, "MiB", "memory of 'trust'")):
        ours, theirs = side_by_side(
            bench.turns,
            lambda index=index: cpu_and_memory([bench.binary, *words], bench.folder)[index],
            lambda index=index: cpu_and_memory([hello], bench.folder)[index],
        )
        rows.append(Row(what, ours, theirs, unit, against, 1 / 3 if unit == "ms" else None))
    return rows


@benchmark
def drift(bench: Bench) -> list[Row]:
    """`drift` of two roles in sync against the AWS CLI reading one of them, once."""
    from Stub.client import Stub

    keys = {
        "AWS_ACCESS_KEY_ID": "AKIASTUBTESTER000000",
        "AWS_SECRET_ACCESS_KEY": "stub/tester+secret",
    }
    with Stub() as stub:
        there = scrubbed(bench.folder) | keys | {"AWS_ENDPOINT_URL": stub.url}
        there |= {"AWS_DEFAULT_REGION": "us-east-1"}
        spec = bench.folder / "panorama-roles.json"
        spec.unlink(missing_ok=True)
        init = ["init", "--account", ACCOUNT, "--approve"]
        cpu_and_memory([bench.binary, *init], bench.folder, there)
        aws = pathlib.Path(sys.executable).parent / "aws"
        read = [aws, "iam", "get-role", "--role-name", "AWSPanoramaApplianceServiceRole"]
        ours, theirs = side_by_side(
            max(3, bench.turns // 4),
            lambda: cpu_and_memory([bench.binary, "drift"], bench.folder, there)[0],
            lambda: cpu_and_memory(read, bench.folder, there)[0],
        )
    return [Row("CPU time of 'drift', 2 roles", ours, theirs, "ms", "one 'aws iam get-role'")]


@benchmark
def whoami(bench: Bench) -> list[Row]:
    """Who the keys of the environment belong to, against the AWS CLI asking the same."""
    from Stub.client import Stub

    keys = {
        "AWS_ACCESS_KEY_ID": "AKIASTUBTESTER000000",
        "AWS_SECRET_ACCESS_KEY": "stub/tester+secret",
    }
    aws = pathlib.Path(sys.executable).parent / "aws"
    with Stub() as stub:
        there = scrubbed(bench.folder) | keys | {"AWS_ENDPOINT_URL": stub.url}
        there |= {"AWS_DEFAULT_REGION": "us-east-1"}
        ours, theirs = side_by_side(
            bench.turns,
            lambda: cpu_and_memory([bench.binary, "whoami"], bench.folder, there)[0],
            lambda: cpu_and_memory([aws, "sts", "get-caller-identity"], bench.folder, there)[0],
        )
    against = "'aws sts get-caller-identity'"
    return [Row("CPU time of 'whoami'", ours, theirs, "ms", against, 1 / 10)]


def snapshot_of(count: int, indent: int | None) -> str:
    """A saved account: so many roles with three policies each, as AWS's own tool prints it."""
    statement = {
        "Effect": "Allow",
        "Action": ["s3:GetObject", "s3:PutObject", "s3:ListBucket", "kms:Decrypt"],
        "Resource": ["arn:aws:s3:::bucket-of-a-team", "arn:aws:s3:::bucket-of-a-team/*"],
        "Condition": {"StringEquals": {"aws:ResourceAccount": ACCOUNT}},
    }
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": "lambda.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    policy = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
    day = "2026-01-31T12:00:00+00:00"
    roles = []
    for number in range(count):
        name = f"team-{number % 100}-function-{number:06d}"
        inline = [
            {
                "PolicyName": kind,
                "PolicyDocument": {
                    "Version": "2012-10-17",
                    "Statement": [statement | {"Sid": f"{kind}{number}"}],
                },
            }
            for kind in ("data", "keys")
        ]
        roles.append(
            {
                "Path": "/",
                "RoleName": name,
                "RoleId": f"AROA{number:017d}",
                "Arn": f"arn:aws:iam::{ACCOUNT}:role/{name}",
                "CreateDate": day,
                "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
                "InstanceProfileList": [],
                "RolePolicyList": inline,
                "AttachedManagedPolicies": [
                    {"PolicyName": policy.rpartition("/")[2], "PolicyArn": policy}
                ],
                "Tags": [{"Key": "team", "Value": str(number % 100)}],
                "RoleLastUsed": {"LastUsedDate": day, "Region": "us-east-1"},
                "Description": f"Function {number}",
                "MaxSessionDuration": 3600,
            }
        )
    lists = {"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": roles}
    return json.dumps(lists | {"Policies": []}, indent=indent)


@benchmark
def snapshots(bench: Bench) -> list[Row]:
    """`drift` from saved accounts of 500, 5,000 and 50,000 roles: memory by size, time by size.

    Memory is that of the whole process, so that small files show what the program itself takes.
    """
    spec = bench.folder / "panorama-roles.json"
    spec.unlink(missing_ok=True)
    init = ["init", "--account", ACCOUNT, "--offline"]
    cpu_and_memory([bench.binary, *init], bench.folder)
    rows, found = [], {}
    drift = [bench.binary, "drift", "--quiet", "--snapshot", "snapshot.json"]
    path = bench.folder / "snapshot.json"
    for count, indent in ((0, 4), (500, 4), (5000, 4), (5000, None), (50_000, 4)):
        path.write_text(snapshot_of(count, indent))
        size = path.stat().st_size / (1 << 20)
        runs = [
            cpu_and_memory(drift, bench.folder, statuses=(2,))
            for _ in range(max(3, bench.turns // 7))
        ]
        time_, memory = (statistics.median(column) for column in zip(*runs, strict=True))
        found[count, indent] = time_
        if count == 0:
            empty = memory
            continue
        what = f"{count:,} roles" + ("" if indent else ", compact")
        goal = 4 if count >= 5000 else None
        rows.append(Row(f"memory of 'drift', {what}", memory, size, "MiB", "the file", goal))
        # The program itself is the same for every file.
        if goal is not None and memory - empty > goal * size:
            raise RuntimeError(f"'drift' of {what} takes {memory:.0f} MiB for {size:.0f} MiB")
        if count == 500:
            what = f"memory above that of an empty snapshot, {what}"
            rows.append(Row(what, memory - empty, size, "MiB", "the file", 4))
    start = found[0, 4]
    for few, many in ((500, 5000), (5000, 50_000)):
        ours, theirs = found[many, 4] - start, 10 * (found[few, 4] - start)
        what = f"CPU time of 'drift', {many:,} roles"
        rows.append(Row(what, ours, theirs, "ms", f"ten times {few:,} roles", 1.5))
    path.unlink()
    return rows


@benchmark
def checks(bench: Bench) -> list[Row]:
    """A check of the same roles in sync by ours and by others, with 0 and 40 ms a call."""
    import checks as programs
    from Stub.client import Stub

    rows = []
    with Stub() as stub:
        folder = bench.folder / "checks"
        folder.mkdir()
        found = dict(programs.contenders(bench.binary, folder, stub))
        for latency in (0, 40):
            stub.settings(latency=latency / 1000)
            costs: dict[str, list] = {name: [] for name in found}
            for _ in range(max(3, bench.turns // 7)):
                for name, run in found.items():
                    costs[name].append(run())
            middle = {
                name: [statistics.median(column) for column in zip(*values, strict=True)]
                for name, values in costs.items()
            }
            ours = middle.pop("drift")
            for name, theirs in middle.items():
                for index, what in enumerate(("wall time", "CPU time")):
                    title = f"{what} of a check of {programs.ROLES} roles, {latency} ms a call"
                    rows.append(Row(title, ours[index], theirs[index], "ms", name))
    return rows


@benchmark
def reading(bench: Bench) -> list[Row]:
    """Policies read whole, and JSON alone, against JSONSerialization parsing alone."""
    documents = lines_file(bench, "documents.jsonl", list(managed_policies().values()))
    small, large = measured(bench, "read", documents)[0], measured(bench, "large")[0]
    what = f"reading {small['documents']} managed policies"
    ms = 1_000_000
    foundation, against = small["foundation"] / ms, "JSONSerialization parsing alone"
    return [
        Row(what, small["policies"] / ms, foundation, "ms", against),
        Row(f"{what}, JSON alone", small["json"] / ms, foundation, "ms", against),
        Row(
            f"JSON of {large['bytes'] / 1e6:.1f} MB", large["json"] / ms, large["foundation"] / ms,
            "ms", against, 1 / 3,
        ),
    ]  # fmt: skip


@benchmark
def wildcards(bench: Bench) -> list[Row]:
    found = measured(bench, "wildcards")[0]
    what, ms = f"{found['matches']} wildcard matches", 1_000_000
    return [Row(what, found["ours"] / ms, found["fnmatch"] / ms, "ms", "fnmatch(3)")]


@benchmark
def decisions(bench: Bench) -> list[Row]:
    """Requests decided by managed policies, against moto's evaluator of a part of the language."""
    from moto.iam.access_control import IAMPolicy

    policies = list(managed_policies().values())
    found = measured(bench, "decide", lines_file(bench, "documents.jsonl", policies))[0]
    requests = [("s3:GetObject", "arn:aws:s3:::bucket/key"), ("ec2:DescribeInstances", "*")]
    # Moto's evaluator does not know every element; it gets the policies that it takes.
    prepared = [IAMPolicy(json.dumps(document)) for document in policies[:300]]
    asked, start = 0, time.process_time()
    for policy in prepared:
        for action, resource in requests:
            with contextlib.suppress(Exception):
                policy.is_action_permitted(action, resource)
            asked += 1
    theirs = (time.process_time() - start) / asked * 1_000_000
    ours = found["nanoseconds"] / found["decisions"] / 1000
    print(f"decisions a second: {1_000_000 / ours:,.0f}")
    return [Row("one decision by a managed policy", ours, theirs, "µs", "moto's evaluator")]


@benchmark
def comparisons(bench: Bench) -> list[Row]:
    """Pairs of managed policies, with and without the summary of what differs; Z3 is asked a sample
    and has to agree."""
    policies = managed_policies()
    numbers = random.Random(SEED)
    pairs = stem_pairs(policies)
    pairs += [tuple(numbers.sample(sorted(policies), 2)) for _ in range(3000)]
    lines = [{"id": f"{a} {b}", "actual": policies[a], "desired": policies[b]} for a, b in pairs]
    found = measured(bench, "compare", lines_file(bench, "pairs.jsonl", lines))
    rows = []
    for member, title, goals in (
        ("nanoseconds", "comparison", (5, 10, 50)),
        ("withoutSummary", "comparison without summary", (1, 10, 50)),
    ):
        times = sorted(answer[member] / 1_000_000 for answer in found)
        numbers_of = (times[len(times) // 2], times[len(times) * 99 // 100], times[-1])
        names = ("median", "99th percentile", "slowest")
        for name, found_time, goal in zip(names, numbers_of, goals, strict=True):
            what = f"{title}, {name} of {len(times):,} pairs"
            bench.comparisons.append((what, found_time, goal))
            rows.append(Row(what, found_time, goal, "ms", "the goal", 1))
    sample = numbers.sample(list(zip(lines, found, strict=True)), bench.z3_pairs)
    return [*rows, against_z3(sample)]


@benchmark
def lints(bench: Bench) -> list[Row]:
    """`lint` of all managed policies of AWS in one run."""
    folder = bench.folder / "policies"
    folder.mkdir()
    policies = managed_policies()
    for name, document in policies.items():
        (folder / f"{name}.json").write_text(json.dumps(document, indent=2))
    names = sorted(path.name for path in folder.iterdir())
    words = [bench.binary, "lint", "--format", "json", *names]
    runs = [cpu_and_memory(words, folder, statuses=(0, 3))[0] for _ in range(3)]
    taken, what = statistics.median(runs), f"lint of {len(policies):,} managed policies"
    bench.comparisons.append((what, taken, 2000))
    return [Row(f"CPU time of {what}", taken, 2000, "ms", "the goal", 1)]


def against_z3(sample: list[tuple[dict, dict]]) -> Row:
    """The four questions of each pair; Z3 has five seconds for each and may leave it open."""
    from z3_policies import QUESTIONS, Comparison, NotEncoded

    ours, theirs, wrong = [], [], []
    counts = {"agree": 0, "open": 0, "not encoded": 0}
    for line, answer in sample:
        start = time.process_time()
        try:
            comparison = Comparison(line["actual"], line["desired"])
        except NotEncoded:
            counts["not encoded"] += len(QUESTIONS)
            continue
        for question in QUESTIONS:
            said, z3_says = answer[question], comparison.ask(question, 5000)
            if z3_says == "unknown" or said not in ("holds", "fails"):
                counts["open"] += 1
            elif said == z3_says:
                counts["agree"] += 1
            else:
                wrong.append(f"{line['id']}: {question} {said}, and {z3_says} by Z3")
        theirs.append((time.process_time() - start) * 1000)
        ours.append(answer["nanoseconds"] / 1_000_000)
    print("Z3: " + ", ".join(f"{count} answers {name}" for name, count in counts.items()))
    if wrong or not counts["agree"]:
        raise RuntimeError("Z3 does not agree: " + ("; ".join(wrong) or "it answered nothing"))
    medians = statistics.median(ours), statistics.median(theirs)
    return Row(
        f"comparison, {len(ours)} pairs sampled", *medians, "ms", "Z3: encoding, four questions"
    )


@benchmark
def fleets(bench: Bench) -> list[Row]:
    """Making and checking 1 to 500 roles by this tool and by others; `--write` makes a page."""
    import fleet

    def note(text: str) -> None:
        print(f"  {text}", file=sys.stderr, flush=True)

    bench.lines = fleet.matrix(bench.binary, bench.sizes, [0, 40], note, bench.most_slow)
    bench.lines.append(fleet.by_cloudformation(min(100, max(bench.sizes))))
    rows = []
    for line in bench.lines:
        if line.program == "panorama-roles":
            continue
        ours = [
            other.cost
            for other in bench.lines
            if other.program == "panorama-roles"
            and (other.work, other.roles, other.delay) == (line.work, line.roles, line.delay)
        ]
        if not ours:
            continue
        work = f"{line.work} {line.roles} roles, {line.delay} ms a call"
        rows.append(Row(f"wall, {work}", ours[0].wall, line.cost.wall, "s", line.program))
        rows.append(Row(f"CPU, {work}", ours[0].cpu, line.cost.cpu, "s", line.program))
    return rows


GOALS = [
    # What, roles, delay, which number of Cost, the most, unit: the table of goals of the project.
    ("make", 100, 40, "calls", 320, "calls"),
    ("make", 100, 40, "wall", 2.0, "s"),
    ("make", 100, 0, "cpu", 0.15, "s of CPU"),
    ("check", 100, 0, "calls", 3, "calls"),
    ("check", 100, 0, "cpu", 0.04, "s of CPU"),
    ("check", 100, 0, "memory", 20, "MiB"),
    ("check", 500, 0, "cpu", 0.07, "s of CPU"),
]


def saved_fleet(bench: Bench, folder: pathlib.Path, count: int) -> dict[str, str]:
    """A folder with a saved account, and the role set and the spec of all its roles.

    Returns the environment to run the program in.
    """
    folder.mkdir()
    roles = json.loads(snapshot_of(count, 2))
    # What the attached policy of AWS says: else it would be unreadable.
    arn = roles["RoleDetailList"][0]["AttachedManagedPolicies"][0]["PolicyArn"]
    name = arn.rpartition("/")[2]
    version = {"VersionId": "v1", "IsDefaultVersion": True, "Document": managed_policies()[name]}
    detail = {"PolicyName": name, "Arn": arn, "Path": "/service-role/", "DefaultVersionId": "v1"}
    roles["Policies"] = [detail | {"PolicyVersionList": [version]}]
    role_set = {
        "schemaVersion": "1.0", "name": "fleet", "title": "Fleet", "summary": "For a benchmark",
        "roles": [
            {
                "name": role["RoleName"],
                "description": role["Description"],
                "trust": role["AssumeRolePolicyDocument"],
                "managedPolicies": [row["PolicyArn"] for row in role["AttachedManagedPolicies"]],
                "inlinePolicies": [
                    {"name": row["PolicyName"], "document": row["PolicyDocument"]}
                    for row in role["RolePolicyList"]
                ],
                "tags": {row["Key"]: row["Value"] for row in role["Tags"]},
            }
            for role in roles["RoleDetailList"]
        ],
    }  # fmt: skip
    (folder / "fleet.json").write_text(json.dumps(role_set))
    (folder / "account.json").write_text(json.dumps(roles, indent=2))
    (folder / "policy.json").write_text(json.dumps(role_set["roles"][0]["trust"]))
    there = scrubbed(folder)
    init = ["init", "--account", ACCOUNT, "--offline", "--role-set", "fleet.json", "--quiet"]
    subprocess.run([bench.binary, *init], cwd=folder, env=there, check=True, capture_output=True)
    return there


TRUST = ["trust", "AWSPanoramaApplianceServiceRole"]
SAVED_DRIFT = ["drift", "--quiet", "--snapshot", "account.json"]


@benchmark
def counts(bench: Bench) -> list[Row]:
    """Instructions of offline commands: they repeat where times do not. Needs valgrind."""
    import fleet

    folder = bench.folder / "counts"
    there = saved_fleet(bench, folder, 100)
    goals = [
        ("version", ["version"], None),
        ("trust", [*TRUST, "--account", ACCOUNT], None),
        ("lint of one trust policy", ["lint", "policy.json"], None),
        ("drift --snapshot of 100 roles", SAVED_DRIFT, 60),
    ]
    rows = []
    for what, words, goal in goals:
        found = fleet.instructions([bench.binary, *words], folder, there)
        if found is None:
            print("no valgrind here: instructions are not counted")
            return rows
        bench.instructions.append((what, found, goal))
        limit = goal or found / 1e6
        rows.append(Row(f"instructions of {what}", found / 1e6, limit, "M", "the goal", 1))
    return rows


# The goals of a start: ms of CPU, MiB.
START = (3, 8)


@benchmark
def starts(bench: Bench) -> list[Row]:
    """CPU and memory of commands that need no account: the medians of single runs."""
    folder = bench.folder / "starts"
    there = saved_fleet(bench, folder, 1)
    rows = []
    for words in (["version"], [*TRUST, "--account", ACCOUNT], ["lint", "policy.json"]):
        runs = [cpu_and_memory([bench.binary, *words], folder, there) for _ in range(bench.turns)]
        medians = [statistics.median(column) for column in zip(*runs, strict=True)]
        bench.starts.append((words[0], *medians))
        for found, goal, unit in zip(medians, START, ("ms of CPU", "MiB"), strict=True):
            rows.append(Row(f"start of '{words[0]}'", found, goal, unit, "the goal", 1))
    return rows


@benchmark
def growth(bench: Bench) -> list[Row]:
    """`drift --snapshot` of 1,000 and 10,000 roles, all of them declared: ten times the roles take
    ten times the CPU and the memory, and the instructions where valgrind counts them."""
    import fleet

    rows = []
    for count in (100, 1000, 10_000):
        folder = bench.folder / f"growth-{count}"
        there = saved_fleet(bench, folder, count)
        size = (folder / "account.json").stat().st_size / (1 << 20)
        words = [bench.binary, *SAVED_DRIFT]
        runs = [cpu_and_memory(words, folder, there) for _ in range(3)]
        cpu, memory = (statistics.median(column) for column in zip(*runs, strict=True))
        found = fleet.instructions(words, folder, there) if count <= 1000 else None
        bench.growth.append((count, size, cpu, memory, found))
        shutil.rmtree(folder)
    for few, many in zip(bench.growth, bench.growth[1:], strict=False):
        what = f"of 'drift --snapshot', {many[0]:,} roles"
        against = f"ten times {few[0]:,} roles"
        rows.append(Row(f"CPU time {what}", many[2], 10 * few[2], "ms", against, 1.2))
        rows.append(Row(f"memory {what}", many[3], 10 * few[3], "MiB", against, 1.2))
        if few[4] and many[4]:
            ours, theirs = many[4] / 1e6, few[4] / 1e5
            rows.append(Row(f"instructions {what}", ours, theirs, "M", against, 1.2))
    return rows


INTRODUCTION = """# Benchmarks

`make bench` writes this page from one run. Each program makes the same roles (trust policy, one
attached policy, one inline policy, two tags), then checks that they are as they should be. The
account is a stub server on the same machine, with a delay for each answer; CloudFormation runs
inside moto, so its CPU is that of the caller alone. CPU includes child processes. Where
neither making nor checking takes more than three seconds, both are done three times, and the
numbers are the medians; CloudFormation runs once. A program is left out of a table where it would
take too long.
"""


def page(bench: Bench) -> str:
    """Documentation/benchmarks.md, from this run alone."""
    import platform

    said = subprocess.run([bench.binary, "version"], capture_output=True, text=True).stdout
    ours = said.splitlines()[0]
    versions = [ours, f"Python {platform.python_version()}"]
    programs = {line.program for line in bench.lines}
    for name in ("boto3", "awscli", "moto"):
        if name != "awscli" or "AWS CLI script" in programs:
            versions.append(f"{name} {importlib.metadata.version(name)}")
    if (
        terraform_version := subprocess.run(
            ["terraform", "version"], capture_output=True, text=True
        ).stdout.splitlines()
        if "Terraform" in programs
        else []
    ):
        versions.append(terraform_version[0])
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {processor()}"
    text = [INTRODUCTION, f"Machine: {machine}.  ", f"Versions: {', '.join(versions)}.", ""]
    for work, title in (("make", "Make the roles"), ("check", "Check the roles, nothing changed")):
        for delay in sorted({line.delay for line in bench.lines}):
            rows = [ln for ln in bench.lines if (ln.work, ln.delay) == (work, delay)]
            text += [f"## {title}, {delay} ms a call", ""]
            text += ["| program | roles | calls | wall, s | CPU, s | memory, MiB |"]
            text += ["| --- | --: | --: | --: | --: | --: |"]
            for row in sorted(rows, key=lambda ln: (ln.roles, ln.cost.wall)):
                cost = row.cost
                calls = "–" if cost.calls is None else f"{cost.calls:,}"
                memory = "–" if cost.memory != cost.memory else f"{cost.memory:.0f}"
                text.append(
                    f"| {row.program} | {row.roles} | {calls} | {cost.wall:.2f} | {cost.cpu:.3f} "
                    f"| {memory} |"
                )
            text.append("")
    text += ["## Growth", "", "CPU for each further role, from 100 to 500 roles, 0 ms a call.", ""]
    text += ["| program | work | ms of CPU a role |", "| --- | --- | --: |"]
    for work in ("make", "check"):
        for program in dict.fromkeys(line.program for line in bench.lines):
            found = {
                ln.roles: ln.cost.cpu
                for ln in bench.lines
                if (ln.work, ln.program, ln.delay) == (work, program, 0)
            }
            if {100, 500} <= set(found):
                each = (found[500] - found[100]) / 400 * 1000
                text.append(f"| {program} | {work} | {each:.2f} |")
    if bench.growth:
        text += ["", "`drift --snapshot`, with every role of the file declared:", ""]
        text += ["| roles | file, MiB | CPU, s | memory, MiB | million instructions |"]
        text += ["| --: | --: | --: | --: | --: |"]
        for count, size, cpu, memory, found in bench.growth:
            shown = f"{found / 1e6:,.0f}" if found else "–"
            text.append(f"| {count:,} | {size:.1f} | {cpu / 1000:.3f} | {memory:.0f} | {shown} |")
    if bench.instructions:
        text += [
            "",
            "## Instructions",
            "",
            "Counted by callgrind: they repeat where times do not.",
            "",
        ]
        text += ["| command | million instructions | goal |", "| --- | --: | --: |"]
        text += [
            f"| {what} | {found / 1e6:.1f} | {f'≤ {goal}' if goal else '–'} |"
            for what, found, goal in bench.instructions
        ]
    if bench.comparisons:
        text += ["", "## Policies", "", "On managed policies of AWS: pairs with names of one stem,"]
        text += ["and random pairs.", "", "| work | ms of CPU | goal |", "| --- | --: | --: |"]
        text += [
            f"| {what} | {taken:,.1f} | ≤ {goal:,} ({'met' if taken <= goal else 'missed'}) |"
            for what, taken, goal in bench.comparisons
        ]
    text += ["", "## Goals", "", "| work | goal | measured |", "| --- | --- | --- |"]
    for name, *medians in bench.starts:
        for found, goal, unit in zip(medians, START, ("ms of CPU", "MiB"), strict=True):
            met = "met" if found <= goal else "missed"
            text.append(f"| {name} | ≤ {goal} {unit} | {found:.2f} ({met}) |")
    for work, roles, delay, number, most, unit in GOALS:
        for line in bench.lines:
            key = (line.program, line.work, line.roles, line.delay)
            if key == ("panorama-roles", work, roles, delay):
                value = getattr(line.cost, number)
                shown = f"{value:,}" if isinstance(value, int) else f"{value:.3f}"
                met = "met" if value <= most else "missed"
                what = f"{work} {roles} roles, {delay} ms a call"
                text.append(f"| {what} | ≤ {most} {unit} | {shown} ({met}) |")
    return "\n".join(text) + "\n"


def processor() -> str:
    """The name of the processor, as far as the system says it."""
    with contextlib.suppress(OSError):
        for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return "an unknown processor"


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"some of: {', '.join(BENCHMARKS)}")
    parser.add_argument("--turns", type=int, default=21)
    parser.add_argument(
        "--strict", action="store_true", help="end with status 1 when a goal is missed"
    )
    parser.add_argument("--z3-pairs", type=int, default=100)
    parser.add_argument("--write", type=pathlib.Path, help="write the page of what is measured")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 10, 100, 500])
    parser.add_argument(
        "--most-slow", type=int, default=100, help="the most roles for Terraform and the AWS CLI"
    )
    words = parser.parse_args()
    binary = pathlib.Path(os.environ["PANORAMA_ROLES_BIN"]).resolve()
    missed = False
    with tempfile.TemporaryDirectory() as folder:
        swift = shlex.split(os.environ.get("SWIFT", "swift"))
        flags = shlex.split(os.environ.get("SWIFT_FLAGS", ""))
        bench = Bench(
            binary,
            swift,
            pathlib.Path(folder),
            words.turns,
            flags,
            z3_pairs=words.z3_pairs,
            sizes=words.sizes,
            most_slow=words.most_slow,
        )
        for name in words.names or BENCHMARKS:
            for row in BENCHMARKS[name](bench):
                print(row.line(), flush=True)
                missed |= row.at_most is not None and row.ratio > row.at_most
        if words.write and bench.lines:
            words.write.write_text(page(bench))
    return 1 if missed and words.strict else 0


if __name__ == "__main__":
    sys.exit(main())

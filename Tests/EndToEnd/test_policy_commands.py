"""The commands over policy documents: format, compare, grants, can and test."""

import itertools
import json
import os
import pathlib
import stat
import subprocess

import jsonschema
import pytest
from moto.iam.aws_managed_policies import aws_managed_policies_data

from EndToEnd.support.accounts import ACCOUNT, APPLIANCE

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
EXPECTATIONS = ROOT / "Policies" / "expectations"
SCHEMA = json.loads((ROOT / "Policies" / "schema" / "expectations.schema.json").read_text())

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "panorama.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": ACCOUNT},
                "ArnLike": {"aws:SourceArn": f"arn:aws:panorama:*:{ACCOUNT}:device/*"},
            },
        }
    ],
}
LOOSE = json.loads(json.dumps(TRUST).replace("ArnLike", "ArnLikeIfExists"))
OPEN = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}],
}
KEEP = {
    "Version": "2012-10-17",
    "Statement": OPEN["Statement"]
    + [{"Sid": "Keep", "Effect": "Deny", "Action": "s3:Delete*", "Resource": "arn:aws:s3:::b/*"}],
}


@pytest.fixture(scope="module")
def managed() -> dict[str, dict]:
    """About 1,500 documents that AWS wrote itself."""
    return {
        name: policy["Document"] for name, policy in json.loads(aws_managed_policies_data).items()
    }


def lines(values) -> str:
    return "".join(json.dumps(value) + "\n" for value in values)


def answers(result) -> list[dict]:
    return [json.loads(line) for line in result.out.splitlines()]


# format


def test_all_managed_policies_are_formatted_once_and_keep_their_meaning(program, managed):
    folder = program.folder / "managed"
    folder.mkdir()
    for name, document in managed.items():
        (folder / f"{name}.json").write_text(json.dumps(document))
    names = [f"managed/{name}.json" for name in managed]
    checked = program.run("format", "--check", *names).expect(3)
    assert checked.out.splitlines() == names
    program.run("format", "--write", "--quiet", *names).expect(0)
    assert program.run("format", "--check", *names).expect(0).out == ""
    pairs = (
        {"id": name, "actual": json.loads((program.folder / name).read_text()), "desired": document}
        for name, document in zip(names, managed.values(), strict=True)
    )
    for answer in answers(program.run("compare", "pairs", "-", stdin=lines(pairs)).expect(0)):
        assert answer["access"]["direction"] == "unchanged", answer


def test_format_leaves_permissions_links_and_bad_files_alone(program):
    path = program.write("secret.json", json.dumps(TRUST))
    path.chmod(0o600)
    (program.folder / "link.json").symlink_to("secret.json")
    bad = program.write("bad.json", '{"Statement": []}')
    failed = program.run("format", "-w", "link.json", "bad.json").expect(1)
    assert "bad.json:1:" in failed.err
    assert bad.read_text() == '{"Statement": []}'
    assert (program.folder / "link.json").is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(os.listdir(program.folder)) == [".home", "bad.json", "link.json", "secret.json"]
    assert json.loads(path.read_text()) == TRUST


def test_format_takes_standard_input(program):
    shown = program.run("format", "-", stdin=json.dumps(TRUST)).expect(0)
    assert json.loads(shown.out) == TRUST
    assert program.run("format", "--check", "-", stdin=shown.out).expect(0).out == ""


# compare


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["loose.json", "strict.json"], 2),
        (["strict.json", "loose.json"], 2),
        (["--fail-on", "widened", "loose.json", "strict.json"], 2),
        (["--fail-on", "widened", "strict.json", "loose.json"], 0),
        (["strict.json", "strict.json"], 0),
    ],
)
def test_the_status_tells_what_was_asked(program, words, status):
    program.write("strict.json", json.dumps(TRUST))
    program.write("loose.json", json.dumps(LOOSE))
    result = program.run("compare", *words).expect(status)
    if status == 0 and "--fail-on" in words:
        assert "narrower" in result.err


def test_a_witness_goes_from_compare_to_can_through_a_pipe(program):
    program.write("strict.json", json.dumps(TRUST))
    program.write("loose.json", json.dumps(LOOSE))
    found = program.run("compare", "loose.json", "strict.json", "--format", "json").expect(2).json
    request = json.dumps(found["access"]["witnesses"]["widened"])
    ask = ["can", "--request", "-", "--policy"]
    program.run(*ask, "loose.json", "--expect", "allow", stdin=request).expect(0)
    program.run(*ask, "strict.json", "--expect", "allow", stdin=request).expect(3)


def test_every_witness_of_managed_policies_is_confirmed_by_can(program, managed):
    """Neighbours by name; each difference is allowed on its side and refused on the other."""
    names = sorted(managed)
    pairs = list(itertools.pairwise(names))[::5]
    given = [{"id": p, "actual": managed[p[0]], "desired": managed[p[1]]} for p in pairs]
    result = program.run("compare", "pairs", "-", stdin=lines(given)).expect(0)
    found = answers(result)
    assert [tuple(answer["id"]) for answer in found] == pairs
    cases = []
    for answer in found:
        actual, desired = answer["id"]
        witnesses = answer["access"]["witnesses"]
        for kind, allowing, refusing in (
            ("widened", actual, desired),
            ("narrowed", desired, actual),
        ):
            if witnesses.get(kind) is None:
                continue
            for name, allowed in ((allowing, True), (refusing, False)):
                cases.append(
                    {
                        "id": [name, allowed],
                        "request": witnesses[kind],
                        "policies": {"identity": [managed[name]]},
                    }
                )
    assert len(cases) > 100
    for answer in answers(program.run("can", "cases", "-", stdin=lines(cases)).expect(0)):
        assert (answer["decision"] == "allowed") == answer["id"][1], answer


def test_pairs_come_back_in_order_and_bad_lines_in_their_place(program):
    given = lines(
        [
            {"id": 1, "actual": LOOSE, "desired": [TRUST], "type": "trust"},
            {"id": "x", "actual": OPEN, "desired": TRUST},
            {"id": None, "actual": OPEN},
        ]
    )
    given += "not json\n\n" + lines([{"id": {"n": 5}, "actual": [], "desired": OPEN}])
    found = answers(program.run("compare", "pairs", "-", stdin=given).expect(1))
    assert [answer["id"] for answer in found] == [1, "x", None, None, {"n": 5}]
    assert [sorted(answer)[:2] for answer in found[1:4]] == [["error", "id"]] * 3
    assert found[0]["access"]["grants"] == "widened"
    assert found[4]["access"]["grants"] == "narrowed"
    assert found[0]["access"]["witnesses"] == {
        "widened": {
            "principal": {"Service": "panorama.amazonaws.com"},
            "action": "sts:AssumeRole",
            "context": {"aws:SourceAccount": ACCOUNT},
        }
    }


def test_an_answer_comes_before_the_next_question(program):
    """A program may ask line by line: nothing waits for the end of the input."""
    running = subprocess.Popen(
        [program.binary, "can", "cases", "-"], cwd=program.folder, env=program.environment,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with running:
        for number in range(3):
            case = {
                "id": number,
                "request": {"action": "s3:GetObject", "resource": "arn:aws:s3:::b/k"},
                "policies": {"identity": [OPEN]},
            }
            running.stdin.write(json.dumps(case) + "\n")
            running.stdin.flush()
            assert json.loads(running.stdout.readline()) == {
                "id": number,
                "decision": "allowed",
                "statement": "identity[0].Statement[0]",
            }
        running.stdin.close()
    assert running.returncode == 0


def test_a_reader_that_goes_away_ends_the_run(program):
    case = {"request": {"action": "a:b"}, "policies": {"identity": []}}
    program.write("cases.jsonl", lines([case]) * 20_000)
    running = subprocess.Popen(
        [program.binary, "can", "cases", "cases.jsonl"], cwd=program.folder,
        env=program.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    running.stdout.readline()
    running.stdout.close()
    error = running.stderr.read()
    assert running.wait(60) == 1
    assert "standard output could not be written" in error


# can and grants


CASES = [
    ({"identity": [OPEN]}, {"action": "s3:GetObject"}, "allowed", "identity[0].Statement[0]"),
    ({"identity": OPEN}, {"action": "s3:GetObject"}, "allowed", "identity.Statement[0]"),
    (
        {"identity": [KEEP]},
        {"action": "s3:DeleteObject", "resource": "arn:aws:s3:::b/k"},
        "explicitly-denied",
        "Keep",
    ),
    ({"identity": [OPEN], "boundary": [TRUST | OPEN]}, {"action": "ec2:RunInstances"},
     "implicitly-denied", None),
    ({"identity": [OPEN], "session": KEEP}, {"action": "s3:GetObject"},
     "allowed", "identity[0].Statement[0]"),
    (
        {"trust": LOOSE},
        {
            "principal": {"Service": "panorama.amazonaws.com"},
            "action": "sts:AssumeRole",
            "context": {"AWS:SourceAccount": int(ACCOUNT)},
        },
        "allowed",
        "trust.Statement[0]",
    ),
    (
        {"trust": [TRUST]},
        {"principal": {"Service": "panorama.amazonaws.com"}, "action": "sts:AssumeRole"},
        "implicitly-denied",
        None,
    ),
]  # fmt: skip


def test_cases_are_decided_as_iam_would(program):
    given = [
        {"id": number, "request": request, "policies": policies}
        for number, (policies, request, _, _) in enumerate(CASES)
    ]
    found = answers(program.run("can", "cases", "-", stdin=lines(given)).expect(0))
    assert found == [
        {"id": number, "decision": decision, "statement": statement}
        for number, (_, _, decision, statement) in enumerate(CASES)
    ]


def test_grants_proves_that_there_is_none(program):
    program.write("keep.json", json.dumps(KEEP))
    ask = ["grants", "--policy", "keep.json"]
    program.run(*ask, "--action", "iam:*", "--expect", "none").expect(0)
    bucket = ["--action", "s3:Delete*", "--resource", "arn:aws:s3:::b/*"]
    assert program.run(*ask, *bucket).expect(0).out == "none\n"
    found = program.run(*ask, "--action", "s3:Put*", "--format", "json").expect(0).json
    program.write("request.json", json.dumps(found["request"]))
    program.run(
        "can", "--policy", "keep.json", "--request", "request.json", "--expect", "allow"
    ).expect(0)


# test


def test_the_expectations_of_the_repository_hold_and_fit_their_schema(program):
    files = sorted(EXPECTATIONS.glob("*.json"))
    assert files
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    for file in files:
        jsonschema.validate(json.loads(file.read_text()), SCHEMA)
    result = program.run("test", *map(str, files)).expect(0)
    assert result.out.endswith(" passed, 0 failed\n")


ROLE = {"schemaVersion": "1.0", "role": APPLIANCE, "account": ACCOUNT}
FORMS = [
    (ROLE | {"deny": [{"action": "a:b", "principal": {"AWS": ACCOUNT}}]}, True),
    ({"schemaVersion": "1.0", "policies": {"identity": "p.json"}, "deny": []}, True),
    (ROLE, False),
    (ROLE | {"schemaVersion": "2", "deny": []}, False),
    (ROLE | {"denny": []}, False),
    (ROLE | {"deny": {}}, False),
    (ROLE | {"deny": [{"acton": "a:b"}]}, False),
    (ROLE | {"deny": [{"action": "s3:*"}]}, False),
    (ROLE | {"deny": [{"action": "a:b", "principal": {"Who": "x"}}]}, False),
    (ROLE | {"deny": [{"action": "a:b", "context": {"k": None}}]}, False),
    (ROLE | {"policies": {"identity": "p.json"}, "deny": []}, False),
    (ROLE | {"snapshot": "s.json", "deny": []}, False),
    ({"schemaVersion": "1.0", "role": APPLIANCE, "deny": []}, False),
    ({"schemaVersion": "1.0", "policies": {}, "deny": []}, False),
    ({"schemaVersion": "1.0", "policies": {"idntity": "p.json"}, "deny": []}, False),
    ({"schemaVersion": "1.0", "policies": {"identity": 1}, "deny": []}, False),
]


@pytest.mark.parametrize(("document", "is_good"), FORMS)
def test_reader_and_schema_agree_on_what_an_expectation_file_is(program, document, is_good):
    program.write("p.json", json.dumps(OPEN))
    program.write("e.json", json.dumps(document))
    assert jsonschema.Draft202012Validator(SCHEMA).is_valid(document) == is_good
    result = program.run("test", "e.json").expect(0 if is_good else 1)
    if not is_good:
        assert "e.json:1:" in result.err


def test_a_saved_account_is_tested_like_a_role_of_a_set(online_moto, moto):
    moto.iam.create_role(RoleName="Reader", AssumeRolePolicyDocument=json.dumps(TRUST))
    moto.iam.put_role_policy(RoleName="Reader", PolicyName="keep", PolicyDocument=json.dumps(KEEP))
    details = moto.iam.get_account_authorization_details(Filter=["Role"])
    details.pop("ResponseMetadata")
    online_moto.write("account.json", json.dumps(details, default=str))
    online_moto.write(
        "e.json",
        json.dumps(
            {
                "schemaVersion": "1.0",
                "snapshot": "account.json",
                "role": "Reader",
                "allow": [{"action": "s3:GetObject", "resource": "arn:aws:s3:::b/k"}],
                "deny": [
                    {"action": "s3:DeleteObject", "resource": "arn:aws:s3:::b/k"},
                    {"action": "sts:AssumeRole", "principal": {"Service": "ec2.amazonaws.com"}},
                ],
            }
        ),
    )
    assert online_moto.run("test", "e.json").expect(0).out == "3 passed, 0 failed\n"


def test_a_failing_expectation_says_where_and_why(program):
    program.write("keep.json", json.dumps(KEEP))
    program.write(
        "e.json",
        '{"schemaVersion": "1.0", "policies": {"identity": "keep.json"},\n'
        ' "allow": [{"name": "tidy", "action": "s3:DeleteObject",\n'
        ' "resource": "arn:aws:s3:::b/k"}]}',
    )
    failed = program.run("test", "e.json").expect(3)
    assert failed.out.splitlines() == [
        "e.json:2:12: failed: tidy: should be allowed and is explicitly denied: "
        "s3:DeleteObject on arn:aws:s3:::b/k",
        "  keep.json:1:97: statement 'Keep' denies it",
        "0 passed, 1 failed",
    ]
    found = program.run("test", "e.json", "--format", "json").expect(3).json
    assert (found["passed"], found["failed"], found["exit"]["code"]) == (0, 1, 3)


# actions, expand and shrink


def test_actions_in_json_are_as_the_schema_says(program):
    schema = program.run("schema", "actions").expect(0).json
    for words, status in [(("s3:*", "iam:PassRole"), 0), (("s3:GetObjekt", "sqs:*"), 1)]:
        document = program.run("actions", *words, "--format", "json").expect(status).json
        jsonschema.validate(document, schema)
    near = ["s3:GetObject", "s3:PutObject", "s3:GetObjectAcl"]
    assert document["unmatched"] == [{"pattern": "s3:GetObjekt", "nearest": near}]
    assert {row["service"] for row in document["actions"]} == {"Amazon SQS"}


@pytest.mark.parametrize(
    ("words", "status", "first", "said"),
    [
        (["iam:passrole"], 0, "iam:PassRole: Write, ", "1 action,"),
        (["sqs:*", "--access-level", "tagging"], 0, "sqs:TagQueue", "2 actions,"),
        (["sqs:Tag*", "SQS:tagqueue"], 0, "sqs:TagQueue: Tagging", "1 action,"),
        (["s33:GetObject"], 1, "", "did you mean 's3:GetObject'"),
        (["s3:Lst*"], 1, "", "did you mean 's3:List*'"),
        (["nosuchservice:*"], 1, "", "check the name"),
        (["s3"], 64, "", "it does not begin with a service"),
    ],
)
def test_actions_are_looked_up(program, words, status, first, said):
    result = program.run("actions", *words).expect(status)
    assert result.out.startswith(first)
    assert said in result.err


def test_real_policies_mean_the_same_expanded_and_shrunk(program, managed):
    """The proof of the program is checked by its own comparison of the two files."""
    names = sorted(managed)[::75]
    assert len(names) > 15
    for name in names:
        program.write("policy.json", json.dumps(managed[name]))
        for command in ("expand", "shrink"):
            result = program.run(command, "policy.json").expect(0)
            program.write("other.json", result.out)
            compared = program.run("compare", "other.json", "policy.json", "--format", "json")
            access = compared.expect(0, 2).json["access"]
            # What differs is about names that AWS does not have yet, and is counted nowhere.
            assert access["summaries"] == {}, (name, command)
            shorter = len(result.out) <= len(json.dumps(managed[name], indent=2)) + 1
            assert command == "expand" or shorter, (name, command)


def test_a_policy_over_its_quota_is_told(program):
    program.write("wide.json", json.dumps(OPEN).replace("s3:*", "ec2:*"))
    assert "a managed policy takes 6144" in program.run("expand", "wide.json").expect(0).err
    assert program.run("expand", "-", stdin="{}").expect(1).out == ""

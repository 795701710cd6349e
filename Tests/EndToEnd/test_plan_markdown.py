"""`plan --format markdown`: for a comment of a pull request or the summary of a job."""

import json
import re

from EndToEnd.support.accounts import ACCOUNT

# GitHub refuses a longer comment.
LONGEST = 65_536
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


def reading(action: str) -> dict:
    statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def role(name: str, action: str = "s3:GetObject") -> dict:
    policy = {"name": "app", "document": reading(action)}
    return {"name": name, "trust": TRUST, "inlinePolicies": [policy], "tags": {"Team": "orders"}}


def describe(program, *roles: dict) -> None:
    head = {"schemaVersion": "1.0", "name": "team", "title": "Team", "summary": "Roles of a team"}
    program.write("team.json", json.dumps({**head, "roles": list(roles)}))


def prepared(online, *roles: dict):
    describe(online, *roles)
    online.run("init", "--account", ACCOUNT, "--role-set", "team.json", "--approve").expect(0)


def rows(text: str) -> list[list[str]]:
    """The cells of the table, without its head."""
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_it_is_a_table_and_the_details_of_each_change(online, stub):
    prepared(online, role("orders"))
    describe(online, role("orders", "s3:*"), role("new"))
    stub.forget_log()
    text = online.run("plan", "--format", "markdown").expect(0).out
    assert text.startswith(
        f"## Plan for the IAM roles of account {ACCOUNT}\n\n**Plan: 2 to create, "
    )
    # In the order of the plan.
    cells = [(row[0], row[3]) for row in rows(text)]
    assert cells == [("`~`", "**widens access**"), ("`+`", ""), ("`+`", "")]
    assert ["orders" in row[1] for row in rows(text)] == [True, False, False]
    # What asks to be accepted comes first, with a request that shows it.
    sections = re.split(r"^### ", text, flags=re.MULTILINE)[1:]
    assert "orders" in sections[0].splitlines()[0]
    assert "- `now allowed: " in sections[0]
    assert "```diff" in sections[0] and "s3:" in sections[0]
    assert stub.writes() == []


def test_nothing_to_do_is_one_sentence(online):
    prepared(online, role("orders"))
    done = online.run("plan", "--format", "markdown", "--detailed-exitcode").expect(0)
    assert done.out == f"## Plan for the IAM roles of account {ACCOUNT}\n\n**No changes.**\n"


def test_a_long_plan_fits_and_keeps_what_asks(online):
    prepared(online, role("zoo"))
    describe(online, *(role(f"role-{number:03}") for number in range(400)), role("zoo", "s3:*"))
    done = online.run("plan", "--format", "markdown", "--detailed-exitcode").expect(2)
    assert len(done.out) < LONGEST
    assert re.search(r"\*\*\d+ further changes left out\*\*", done.out)
    assert re.search(r"\*\*\d+ further changes in detail left out\*\*", done.out)
    first = done.out.split("\n### ")[1]
    assert "zoo" in first.splitlines()[0] and "now allowed" in first


def test_what_could_not_be_read_gives_no_plan(online, stub):
    prepared(online, role("orders"))
    stub.fault("denied", "GetRolePolicy|GetAccountAuthorizationDetails", times=None)
    done = online.run("plan", "--format", "markdown").expect(5)
    assert "**No plan: " in done.out and "### Not read" in done.out
    assert "GetRolePolicy" in done.out or "GetAccountAuthorizationDetails" in done.out


def test_names_stay_text(online):
    prepared(online, role("orders"))
    odd = role("orders") | {"description": "a|b`<img src=x> @all"}
    describe(online, odd)
    text = online.run("plan", "--format", "markdown").expect(0).out
    outside = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    assert "<img" not in outside and "@all" not in outside
    assert all(len(row) == 4 for row in rows(text))


def test_a_failed_run_leaves_a_document(online):
    online.write("panorama-roles.json", "{")
    done = online.run("plan", "--format", "markdown").expect(1)
    assert "the run failed" in done.out and "panorama-roles.json" in done.out


def test_many_accounts_have_other_forms(online):
    prepared(online, role("orders"))
    online.write("accounts.txt", ACCOUNT)
    words = ["plan", "--accounts", "accounts.txt", "--assume-role", "admin"]
    refused = online.run(*words, "--format", "markdown").expect(64)
    assert "'--format markdown' and '--accounts'" in refused.err
    assert "text" in refused.err and "json" in refused.err


def test_what_asks_without_details_is_in_a_long_table(online, account):
    many = [role(f"role-{number:03}") for number in range(250)]
    machine = role("zz") | {"trust": {"services": ["ec2.amazonaws.com"]}}
    prepared(online, *many, machine)
    account.iam.create_instance_profile(InstanceProfileName="fleet")
    long = [one | {"description": "a longer description than before " * 8} for one in many]
    describe(online, *long, machine | {"instanceProfiles": ["fleet"]})
    text = online.run("plan", "--format", "markdown").expect(0).out
    assert len(text) < LONGEST
    assert [row for row in rows(text) if "fleet" in row[1] and row[3] == "**widens access**"]


def test_long_notes_leave_room_for_what_asks(online, account):
    names = [f"role-{number:03}" for number in range(150)]
    prepared(online, *map(role, names))
    by_hand = json.dumps(reading("sqs:SendMessage"))
    for name in names:
        for number in range(3):
            policy = f"made-by-hand-with-a-long-name-{number}" + "x" * 80
            account.iam.put_role_policy(RoleName=name, PolicyName=policy, PolicyDocument=by_hand)
    describe(online, *map(role, names[:-1]), role(names[-1], "s3:*"))
    text = online.run("plan", "--format", "markdown").expect(0).out
    assert len(text) < LONGEST
    assert "- `now allowed: " in text.split("\n### ")[1]
    assert "further entries left out" in text

"""`--split-policies`: what is over a quota becomes inline and managed policies that fit."""

import json

import pytest

from EndToEnd.support.accounts import ACCOUNT, OWNER_TAG
from EndToEnd.support.fleet import READER, Fleet
from EndToEnd.test_part import ordinary, written

SPEC = "panorama-roles.json"
WAYS = ["per-role", "bulk"]


def statement(count: int, mark: str, **more) -> dict:
    names = [f"arn:aws:s3:::bucket-{mark}-{1000 + number}/team/data/*" for number in range(count)]
    return {
        "Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": names, **more
    }  # fmt: skip


def document(*statements: dict) -> dict:
    return {"Version": "2012-10-17", "Statement": list(statements)}


DENY = {"Effect": "Deny", "Action": "s3:Delete*", "Resource": "*"}
LARGE = document(DENY, *[statement(60, str(number), Sid=f"S{number}") for number in range(5)])
ONE = document(statement(300, "one", Sid="One"))


def policy(name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:policy/{name}"


def size(value) -> int:
    return len(json.dumps(value, separators=(",", ":")))


def made(account, role: str) -> tuple[dict[str, dict], dict[str, dict]]:
    """The inline and the managed policies that a role has."""
    iam = account.iam
    inline = {
        name: iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        for name in iam.list_role_policies(RoleName=role)["PolicyNames"]
    }
    managed = {}
    for row in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
        arn = row["PolicyArn"]
        version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
        found = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]
        managed[row["PolicyName"]] = found["Document"]
    return inline, managed


def set_of(online, *inline: tuple[str, dict]) -> None:
    policies = [{"name": name, "document": text} for name, text in inline]
    written(online, ordinary("app", inlinePolicies=policies))


@pytest.mark.parametrize("server", ["account", "moto"])
@pytest.mark.parametrize("text", [LARGE, ONE], ids=["statements", "one statement"])
def test_the_split_is_proposed_taken_and_kept(program, request, server, text):
    account = request.getfixturevalue(server)
    online = program.connected(account.url, account.keys)
    set_of(online, ("work", text))
    refused = online.run("plan").expect(1)
    assert "the inline policies have" in refused.err and not refused.out
    assert "'panorama-roles plan --split-policies' splits them into " in refused.err
    online.run("drift").expect(1)

    planned = online.run("plan", "--split-policies").expect(0)
    assert "note: the inline policies of role 'app' are split into " in planned.out
    assert "apply --split-policies" in planned.err
    assert "splitPolicies" not in (online.folder / SPEC).read_text()
    online.apply("--split-policies").expect(0)
    assert json.loads((online.folder / SPEC).read_text())["splitPolicies"] is True

    inline, managed = made(account, "app")
    assert sum(size(found) for found in inline.values()) <= 10_240
    assert managed and all(size(found) <= 6_144 for found in managed.values())
    assert all(name.startswith("app-work") for name in managed)
    for name in managed:
        tags = account.iam.list_policy_tags(PolicyArn=policy(name))["Tags"]
        assert {"Key": OWNER_TAG, "Value": "team"} in tags
    for way in WAYS:
        assert online.drift("--read-strategy", way).expect(0).json["status"] == "in-sync"
    assert online.run("plan").expect(0).out.rstrip().endswith("No changes.")
    # Whoever compares what the role may do finds no difference.
    online.write("old.json", json.dumps(text))
    everything = [row for found in [*inline.values(), *managed.values()]
                  for row in found["Statement"]]  # fmt: skip
    for number, row in enumerate(everything):
        row["Sid"] = f"N{number}"
    online.write("new.json", json.dumps(document(*everything)))
    online.run("compare", "old.json", "new.json").expect(0)


def test_what_shrinks_again_needs_no_split(online, account):
    set_of(online, ("work", LARGE))
    online.apply("--split-policies").expect(0)
    set_of_again = document(DENY, statement(10, "0"))
    path = online.folder / "team.json"
    roles = json.loads(path.read_text())
    roles["roles"][0]["inlinePolicies"] = [{"name": "work", "document": set_of_again}]
    path.write_text(json.dumps(roles))
    told = online.run("plan").expect(0)
    assert "are split" not in told.out


def test_a_policy_of_somebody_else_is_not_taken(online, account):
    account.iam.create_policy(
        PolicyName="app-work", PolicyDocument=json.dumps(document(DENY)),
        Tags=[{"Key": "ManagedBy", "Value": "terraform"}],
    )  # fmt: skip
    set_of(online, ("work", LARGE))
    refused = online.apply("--split-policies").expect(4)
    assert "app-work" in refused.err
    kept = account.iam.get_policy(PolicyArn=policy("app-work"))["Policy"]
    assert kept["DefaultVersionId"] == "v1" and kept["AttachmentCount"] == 0
    assert account.iam.list_roles()["Roles"] == []


def test_a_managed_policy_is_split_for_every_role_that_has_it(online, account):
    wide = {"name": "wide", "document": document(statement(100, "a"), statement(100, "b"))}
    roles = [ordinary(name, managedPolicies=[policy("wide")]) for name in ("one", "two")]
    written(online, *roles, policies=[wide])
    refused = online.run("plan").expect(1)
    assert "managed policy 'wide' has" in refused.err
    assert "'panorama-roles plan --split-policies' splits it into" in refused.err
    online.apply("--split-policies").expect(0)
    for name in ("one", "two"):
        assert set(made(account, name)[1]) == {"wide", "wide-2"}
    assert online.drift().expect(0).json["status"] == "in-sync"


def test_a_saved_plan_and_init_split_as_well(online, account):
    set_of(online, ("work", LARGE))
    told = online.run("plan", "--split-policies", "--out", "change.plan").expect(0)
    assert "'panorama-roles spec set --split-policies' has the spec say that" in told.err
    online.run("apply", "--plan", "change.plan", "--approve").expect(0)
    assert made(account, "app")[1]
    (online.folder / SPEC).unlink()
    refused = online.init("--role-set", "./team.json").expect(1)
    assert "init --split-policies" in refused.err
    online.init("--role-set", "./team.json", "--split-policies", "--adopt", "*").expect(0)
    assert json.loads((online.folder / SPEC).read_text())["splitPolicies"] is True
    online.run("spec", "remove", "--split-policies", "--print").expect(1)
    assert online.drift().expect(0).json["status"] == "in-sync"


def test_policies_are_split_in_every_account_of_a_list(online, stub):
    set_of(online, ("work", LARGE))
    fleet = Fleet(stub, online, 3)
    words = ["--accounts", "accounts.txt", "--assume-role", f"audit/{READER}", "--split-policies"]
    for command in ("plan", "apply"):
        assert "managed policy 'app-work'" in online.run(command, *words).expect(0).out
        assert "splitPolicies" not in (online.folder / SPEC).read_text()
    assert stub.writes() == []
    online.run("apply", *words, "--approve").expect(0)
    assert json.loads((online.folder / SPEC).read_text())["splitPolicies"] is True
    fleet.run().expect(0)


def test_what_cannot_be_split_is_refused_with_the_reason(online, stub):
    never = {"Sid": "Never", "Effect": "Allow", "Resource": "*",
             "NotAction": [f"s3:Get{number:04}{'x' * 40}" for number in range(250)]}  # fmt: skip
    set_of(online, ("work", document(never)))
    for words in (["plan"], ["plan", "--split-policies"], ["apply", "--split-policies"]):
        refused = online.run(*words).expect(1)
        assert "they cannot be split: statement 1 ('Never') has" in refused.err
        assert "--split-policies" not in refused.err

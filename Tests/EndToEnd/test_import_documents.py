"""Documents of every kind survive snapshot, `import` and `apply`: nothing of them is lost.

Every AWS managed policy as an inline document, and 500 generated documents with odd characters. The
snapshot is written here, so that nothing but the program reads and writes it before moto judges.
"""

import json
import random

from EndToEnd.support.accounts import ACCOUNT
from EndToEnd.support.documents import managed_policies, normal

SEED = 20261129
ODD = 500
# The quota of all inline policies of a role together, and some room (IAM User Guide, "IAM and AWS
# STS quotas").
ROOM = 10_000
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
BITS = [
    "a", "Z", "0", "-", "_", "/", "+", "%", "%20", "%2B", "100%", "${aws:username}", "${*}", "${$}",
    "${Account}", "${Foo}", "${!Foo}", "${!!Foo}", "${", "}", "$", "$$", "{", "\"", "\\", "\\u0041",
    "'", "`", "<", ">", "&", "&amp;", " ", "\t", "é", "É", "ÿ", "\xa0", "¶", "*", "?", "#", "=",
    ",", ";", "@", "~", "123456789012",
]  # fmt: skip


def role(name: str, inline: dict[str, dict], trust: dict = TRUST) -> dict:
    return {
        "Path": "/", "RoleName": name, "RoleId": f"AROA{name.upper():0<17.17}",
        "Arn": f"arn:aws:iam::{ACCOUNT}:role/{name}", "Description": "", "MaxSessionDuration": 3600,
        "AssumeRolePolicyDocument": trust, "InstanceProfileList": [], "AttachedManagedPolicies": [],
        "RolePolicyList": [
            {"PolicyName": policy, "PolicyDocument": text} for policy, text in inline.items()
        ],
        "Tags": [],
    }  # fmt: skip


def packed(documents: dict[str, dict], most: int = 100) -> list[dict[str, dict]]:
    """The documents, together as many as a role has room for, and at most a number."""
    parts: list[dict[str, dict]] = [{}]
    room = ROOM
    for name, document in documents.items():
        size = len(json.dumps(document, separators=(",", ":")))
        if size > room or len(parts[-1]) == most:
            parts.append({})
            room = ROOM
        parts[-1][name] = document
        room -= size
    return parts


def account(roles: list[dict]) -> str:
    return json.dumps({"RoleDetailList": roles, "Policies": []})


def odd_text(chance: random.Random) -> str:
    return "".join(chance.choice(BITS) for _ in range(chance.randint(1, 6)))


def odd_document(chance: random.Random) -> dict:
    resources = [f"arn:aws:s3:::bucket/{odd_text(chance)}" for _ in range(chance.randint(1, 3))]
    values = [odd_text(chance) for _ in range(chance.randint(0, 3))]
    statement = {
        "Effect": chance.choice(["Allow", "Deny"]),
        chance.choice(["Action", "NotAction"]): chance.choice(
            ["s3:GetObject", ["s3:Get*", "s3:Put?"]]
        ),
        chance.choice(["Resource", "NotResource"]): chance.choice([resources, resources[0]]),
    }
    if chance.random() < 0.7:
        key = chance.choice(["aws:PrincipalTag/é t", "s3:prefix", "aws:RequestTag/${Foo}"])
        operator = chance.choice(["StringEquals", "StringLike", "ForAnyValue:StringNotEquals"])
        statement["Condition"] = {operator: {key: chance.choice([values, odd_text(chance)])}}
    return {"Version": "2012-10-17", "Statement": chance.choice([statement, [statement]])}


def odd_roles() -> list[dict]:
    """500 documents, most of them inline and some as trust policies with odd conditions."""
    chance = random.Random(SEED)
    documents = {f"p{number}": odd_document(chance) for number in range(ODD)}
    roles = []
    for number, inline in enumerate(packed(documents, most=5)):
        trust = json.loads(json.dumps(TRUST))
        trust["Statement"][0]["Condition"] = {"StringEquals": {"sts:ExternalId": odd_text(chance)}}
        roles.append(role(f"odd-{number}", inline, trust))
    return roles


def taken(program, text: str, count: int) -> list[dict]:
    """The roles of the role set that `import` makes of a snapshot."""
    program.write("account.json", text)
    words = ["--snapshot", "account.json", "--out", "team.json", "--spec", "panorama-roles.json"]
    done = program.run("import", *words).expect(0)
    assert f"{count} roles; plan: no changes" in done.err
    program.run("drift", "--snapshot", "account.json").expect(0)
    return json.loads((program.folder / "team.json").read_text())["roles"]


def test_every_managed_policy_of_aws_survives_as_an_inline_document(program):
    documents = managed_policies()
    fitting = {
        name: document
        for name, document in documents.items()
        if len(json.dumps(document, separators=(",", ":"))) <= ROOM
    }
    assert len(fitting) > 1300
    parts = packed(fitting)
    roles = taken(
        program,
        account([role(f"r{number}", part) for number, part in enumerate(parts)]),
        len(parts),
    )
    found = {
        policy["name"]: policy["document"] for made in roles for policy in made["inlinePolicies"]
    }
    plain = json.loads(json.dumps(found).replace("arn:${Partition}:", "arn:aws:"))
    changed = [name for name in fitting if normal(plain[name]) != normal(fitting[name])]
    assert not changed
    applied = program.run("apply", "--approve", "--quiet", "--backend", "memory").expect(0)
    assert "verified: the account matches the plan" in applied.out


def test_odd_documents_survive_the_way_into_an_empty_account(online_moto, moto):
    """By seed: the role set is applied to moto, and read back from there word for word."""
    roles = odd_roles()
    taken(online_moto, account(roles), len(roles))
    online_moto.run("apply", "--approve", "--quiet").expect(0)
    online_moto.run("drift").expect(0)
    found = {
        (row["RoleName"], policy["PolicyName"]): policy["PolicyDocument"]
        for page in moto.iam.get_paginator("get_account_authorization_details").paginate()
        for row in page["RoleDetailList"]
        for policy in row["RolePolicyList"]
    }
    wanted = {
        (row["RoleName"], policy["PolicyName"]): policy["PolicyDocument"]
        for row in roles
        for policy in row["RolePolicyList"]
    }
    changed = [key for key in wanted if normal(found[key]) != normal(wanted[key])]
    assert not changed, f"seed {SEED}: {[(wanted[key], found[key]) for key in changed[:2]]}"
    again = online_moto.run("import", "--out", "again.json", "--name", "team").expect(0)
    assert "plan: no changes" in again.err

"""Signature Version 4: moto's own check, and botocore's signer, judge every request."""

import json
import random

import pytest

from EndToEnd.support.accounts import APPLIANCE, STUB_SESSION, Account, Keys, trust


def test_moto_accepts_what_we_sign(program, strict_moto, description):
    """Reads and writes, one with every odd character but the space.

    moto 5.2.1 verifies a body that it has encoded anew, with `+` for a space: it refuses a right
    signature of `%20`, botocore's own included. The stub verifies the bytes that came, as AWS does.
    """
    server, keys = strict_moto
    there = program.connected(server.url, keys)
    there.init("--offline", "--tag", "team=Überwachung+/=:@_.-").expect(0)
    account = Account(server.url, keys)
    account.description = description
    account.make_appliance_role(attached=False)
    there.apply("--accept", "widening").expect(0)
    role = account.iam.get_role(RoleName=APPLIANCE)["Role"]
    assert {"Key": "team", "Value": "Überwachung+/=:@_.-"} in role["Tags"]
    there.drift().expect(0)


def test_moto_refuses_a_wrong_secret(program, strict_moto):
    server, keys = strict_moto
    wrong = Keys(keys.access_key, keys.secret[:-1] + ("x" if keys.secret[-1] != "x" else "y"))
    there = program.connected(server.url, wrong)
    there.init("--offline").expect(0)
    failed = there.run("drift").expect(1)
    assert "SignatureDoesNotMatch" in failed.err


def test_moto_refuses_an_unknown_key(program, strict_moto):
    server, _ = strict_moto
    there = program.connected(server.url, Keys("AKIANOBODY0000000000", "x"))
    there.init("--offline").expect(0)
    assert "InvalidClientTokenId" in there.run("drift").expect(1).err


TAG_CHARACTERS = "aZ09 _.:/=+-@éüß日本語\u00a0\u3000ـ५Ⅷ²𝟘"


def tags(seed: int) -> dict[str, str]:
    """Tags of odd characters that IAM allows, with keys that differ when case is folded."""
    chance = random.Random(seed)

    def word(low, high):
        length = chance.randint(low, high)
        return "".join(chance.choice(TAG_CHARACTERS) for _ in range(length))

    found = {}
    for number in range(chance.randint(1, 12)):
        found[f"{number}{word(0, 20)}"] = word(0, 40)
    return found


@pytest.mark.parametrize("seed", range(25))
def test_the_stub_verifies_odd_requests_with_botocore(online, stub, seed):
    """Each run signs a dozen requests; the stub compares every signature with botocore's."""
    wanted = tags(seed)
    keys = STUB_SESSION if seed % 2 else None
    there = online.with_environment(**keys.environment) if keys else online
    words = [word for key, value in wanted.items() for word in ("--tag", f"{key}={value}")]
    # A tag key that holds '=' cannot be told from its value on a command line: the spec says it.
    words = [] if any("=" in key for key in wanted) else words
    there.init("--offline", "--no-ownership-tag", *words).expect(0)
    if not words:
        path = there.folder / "panorama-roles.json"
        spec = json.loads(path.read_text())
        spec["tags"] = wanted
        path.write_text(json.dumps(spec, ensure_ascii=seed % 3 == 0))
    there.apply().expect(0)
    held = {tag["Key"]: tag["Value"] for tag in stub.roles()[APPLIANCE]["Tags"]}
    assert held == wanted, f"seed {seed}"
    assert all(call["code"] in (None, "NoSuchEntity") for call in stub.log())
    there.drift().expect(0)


def test_names_from_the_account_are_signed_back(online, stub, account):
    """Names that the account chose come back in our requests: every character of the charset."""
    account.make_roles()
    statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::a%2Fb/*+é ü~"}
    inline = {"Version": "2012-10-17", "Statement": [statement]}
    for name in ("plain", "a+b=c,d.e@f-g_h", "+", "=="):
        account.iam.put_role_policy(
            RoleName=APPLIANCE, PolicyName=name, PolicyDocument=json.dumps(inline)
        )
    online.init("--offline").expect(0)
    found = online.drift().expect(2)
    differences = found.json["roles"][1]["differences"]
    assert len(differences) == 4
    assert all(row["actual"] == inline for row in differences), found.told()
    online.apply("--remove", f"{APPLIANCE}:inline-policy:a+b=c,d.e@f-g_h").expect(0)
    assert sorted(stub.roles()[APPLIANCE]["Inline"]) == ["+", "==", "plain"]


def test_a_document_is_decoded_exactly_once(online, stub, account):
    """`%2F` and `+` in a stored policy stay what they are."""
    account.make_roles(document=trust(
        StringEquals={"aws:SourceAccount": "123456789012"},
        StringLike={"aws:SourceArn": "a%2Fb+c%252B"}))  # fmt: skip
    online.init("--offline").expect(0)
    found = online.drift().expect(2)
    actual = found.json["roles"][1]["differences"][0]["actual"]
    assert actual["Statement"][0]["Condition"]["StringLike"] == {"aws:SourceArn": "a%2Fb+c%252B"}

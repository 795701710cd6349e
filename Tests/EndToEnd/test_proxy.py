"""Real host names of AWS, through a proxy on loopback that ends TLS; botocore is the judge.

botocore runs in the same environment and with the same files: both must sign with the same key for
the same Region and ask the same hosts.
"""

import json
import subprocess
import sys
import urllib.parse

import pytest

from EndToEnd.support.accounts import ACCOUNT, STUB_SESSION, STUB_TESTER
from EndToEnd.support.tls_proxy import TLSProxy

# botocore asks who it is and lists roles, as 'snapshot' does first.
ORACLE = """
import botocore.session, json
session = botocore.session.get_session()
for service, call in (("sts", "get_caller_identity"), ("iam", "list_roles")):
    getattr(session.create_client(service), call)()
"""


def plain(url: str) -> tuple[str, int]:
    parts = urllib.parse.urlsplit(url)
    return parts.hostname, parts.port


@pytest.fixture
def proxy(stub, tmp_path):
    with TLSProxy(tmp_path, plain(stub.url)) as proxy:
        # Some of the hosts below are of other partitions than the stub's account.
        stub.settings(verify_signatures=False)
        yield proxy


def behind(program, proxy, **environment):
    values = {"HTTPS_PROXY": proxy.url, "AWS_CA_BUNDLE": str(proxy.ca), **STUB_TESTER.environment}
    return program.with_environment(**(values | environment))


def judged(program, proxy) -> list[tuple]:
    """What botocore asks, as host, key, Region and service."""
    proxy.calls.clear()
    subprocess.run(
        [sys.executable, "-c", ORACLE], env=program.environment, cwd=program.folder, check=True,
        capture_output=True, timeout=60,
    )  # fmt: skip
    return asked(proxy)


def asked(proxy) -> list[tuple]:
    return sorted({(call.host, *call.scope) for call in proxy.calls})


def region(name: str) -> dict[str, str]:
    # botocore reads only the second, other SDKs only the first.
    return {"AWS_REGION": name, "AWS_DEFAULT_REGION": name}


CASES = {
    "default": region("us-east-1"),
    "region": region("eu-west-3"),
    "china": region("cn-north-1"),
    "china-other-region": region("cn-northwest-1"),
    "gov": region("us-gov-east-1"),
    "iso": region("us-iso-east-1"),
    "fips": region("us-east-2") | {"AWS_USE_FIPS_ENDPOINT": "true"},
    "gov-fips": region("us-gov-west-1") | {"AWS_USE_FIPS_ENDPOINT": "true"},
    "dual-stack": region("eu-central-1") | {"AWS_USE_DUALSTACK_ENDPOINT": "true"},
    "session-token": region("us-east-1") | STUB_SESSION.environment,
    "own-endpoints": region("us-east-1")
    | {
        "AWS_ENDPOINT_URL_IAM": "https://iam.example.test",
        "AWS_ENDPOINT_URL": "https://all.example.test:8443",
    },
    "profile": region("sa-east-1")
    | {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None, "AWS_PROFILE": "work"},
    "requests-bundle": region("us-east-1") | {"AWS_CA_BUNDLE": None, "REQUESTS_CA_BUNDLE": "{ca}"},
    "small-letters": region("us-east-1") | {"HTTPS_PROXY": None, "https_proxy": "{proxy}"},
    "no-scheme": region("us-east-1") | {"HTTPS_PROXY": "{address}"},
    "no-proxy-of-others": region("us-east-1") | {"NO_PROXY": "example.test,.example.org"},
}


@pytest.mark.parametrize("name", CASES)
def test_the_same_hosts_keys_and_regions_as_botocore(program, proxy, name):
    values = {
        key: value and value.format(ca=proxy.ca, proxy=proxy.url, address=proxy.address)
        for key, value in CASES[name].items()
    }
    there = behind(program, proxy, **values)
    credentials = there.folder / ".home" / ".aws" / "credentials"
    credentials.parent.mkdir()
    credentials.write_text(
        "[work]\naws_access_key_id = AKIAPROFILEWORK00000\n"
        "aws_secret_access_key = profile/secret+canary=\n"
    )
    expected = judged(there, proxy)
    assert len(expected) == 2
    proxy.calls.clear()
    # The second asks STS as well, and may end there: the account is one of another partition.
    for words in ([], ["--account", ACCOUNT]):
        result = there.run("snapshot", "--out", "snapshot.json", "--debug", *words)
        for secret in ("profile/secret+canary=", STUB_TESTER.secret, STUB_SESSION.token):
            assert secret not in result.out + result.err
    assert asked(proxy) == expected, result.told()
    assert proxy.connects


# What stands before the @ of HTTPS_PROXY, and what the proxy must be told.
USERS = [
    ("me:plain", "me:plain"), ("me:p%40ss", "me:p@ss"), ("me:p@ss-canary", "me:p@ss-canary"),
    ("me:a#b/c?d-canary", "me:a#b/c?d-canary"), ("me:a:b", "me:a:b"),
]  # fmt: skip


@pytest.mark.parametrize(("user", "expected"), USERS)
def test_a_password_of_the_proxy_works_and_is_not_shown(program, stub, tmp_path, user, expected):
    with TLSProxy(tmp_path, plain(stub.url), user=expected) as proxy:
        there = behind(program, proxy, HTTPS_PROXY=f"http://{user}@{proxy.address}")
        result = there.run("snapshot", "--out", "s.json", "--debug").expect(0)
        assert proxy.connects
        for canary in {user, expected, expected.partition(":")[2]} - {"plain"}:
            assert canary not in result.out + result.err
        # A wrong one is named as what it is, and nothing meant for AWS went there.
        wrong = behind(program, proxy, HTTPS_PROXY=f"http://me:wrong-canary@{proxy.address}")
        failed = wrong.run("snapshot", "--out", "s.json").expect(1)
        assert "asks for a user and a password" in failed.err
        assert "canary" not in failed.err
        assert all(b"AWS4" not in head for head in proxy.heads)


def test_a_proxy_that_is_itself_behind_tls(program, stub, tmp_path):
    with TLSProxy(tmp_path, plain(stub.url), is_encrypted=True) as proxy:
        behind(program, proxy).run("snapshot", "--out", "s.json").expect(0)
        assert proxy.connects
        untrusted = behind(program, proxy, AWS_CA_BUNDLE=None)
        failed = untrusted.run("snapshot", "--out", "s.json").expect(1)
        assert f"the certificate of '{proxy.address}' is not trusted" in failed.err


# A proxy that cannot be used, and the words that say why.
UNUSABLE = [
    ("http://me:canary#canary@[bad:3128", "does not name a host and a port"),
    ("http://me:canary@localhost:99999", "does not name a host and a port"),
    ("gopher9://me:canary@localhost:3128", "the scheme 'gopher9' is not supported"),
    ("http://me:canary@127.0.0.1:1", "nothing accepts the connection"),
    ("http://me:canary@no-such-host.invalid:3128", "the host has no address"),
]


@pytest.mark.parametrize(("value", "words"), UNUSABLE)
@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_a_proxy_that_cannot_be_used_is_named_without_its_password(program, name, value, words):
    there = program.with_environment(
        **{name: value}, AWS_MAX_ATTEMPTS="1", **STUB_TESTER.environment
    )
    failed = there.run("snapshot", "--out", "s.json", "--debug").expect(1)
    assert words in failed.err
    assert "proxy" in failed.err
    assert "canary" not in failed.out + failed.err


def test_an_untrusted_proxy_ca_is_told_and_nothing_is_sent(program, proxy):
    there = behind(program, proxy, AWS_CA_BUNDLE=None)
    failed = there.run("snapshot", "--out", "s.json", "--account", ACCOUNT).expect(1)
    assert "is not trusted" in failed.err
    assert "AWS_CA_BUNDLE" in failed.err
    # Once: what is not trusted does not become so by asking again.
    assert len(proxy.connects) == 1
    assert proxy.calls == []


def test_debug_prints_requests_and_answers_without_secrets(program, proxy):
    there = behind(program, proxy, **STUB_SESSION.environment)
    shown = there.run("snapshot", "--out", "s.json", "--account", ACCOUNT, "--debug").expect(0)
    for line in [
        "> POST https://sts.us-east-1.amazonaws.com/", "> Action=GetCallerIdentity",
        "> Authorization: <secret>", "> X-Amz-Security-Token: <secret>", "< status 200",
    ]:  # fmt: skip
        assert f"panorama-roles: debug: {line}\n" in shown.err
    assert "Signature=" not in shown.err
    for call in proxy.calls:
        assert call.headers["authorization"] not in shown.err
    # Standard output stays the result alone.
    assert "debug" not in shown.out
    assert json.loads((there.folder / "s.json").read_text())

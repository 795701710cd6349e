"""Where credentials come from, with botocore in the same environment as the judge."""

import hashlib
import json
import pathlib
import re
import subprocess
import sys

import pytest

from EndToEnd.support.portal import (
    CONTAINER_TOKEN,
    END,
    SECRET,
    SECRETS,
    SSO_TOKEN,
    TOKEN,
    Portal,
    key_of,
    keys,
)

BASE = f"aws_access_key_id = AKIDBASE000000000000\naws_secret_access_key = {SECRET}\n"
ROLE = "arn:aws:iam::123456789012:role/"
KEYS = {"AWS_ACCESS_KEY_ID": "AKIDENV0000000000000", "AWS_SECRET_ACCESS_KEY": SECRET}
SSO = (
    "[default]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Admin\n"
    "[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://start\n"
)
LEGACY_SSO = (
    "[default]\nsso_account_id = 123456789012\nsso_role_name = Admin\n"
    "sso_region = eu-west-1\nsso_start_url = https://start\n"
)
JUDGE = """
import botocore.session, json, sys
session = botocore.session.Session(profile=sys.argv[1] or None)
client = session.create_client("sts")
print(json.dumps({
    "arn": client.get_caller_identity()["Arn"], "region": client.meta.region_name,
    "sts": client.meta.endpoint_url,
}))
"""


@pytest.fixture(scope="module")
def portal():
    with Portal() as server:
        yield server


def sso_token(until: str, **more) -> dict:
    return {"accessToken": SSO_TOKEN, "expiresAt": until, **more}


RENEWABLE = {
    "refreshToken": "refresh-hidden", "clientId": "c", "clientSecret": "client-hidden",
    "registrationExpiresAt": END,
}  # fmt: skip


def cache(name: str) -> str:
    return f".aws/sso/cache/{hashlib.sha1(name.encode()).hexdigest()}.json"


# The environment, the config file, other files below the home folder, the profile, and whose keys
# the call is signed with.
CASES = {
    "environment": (KEYS, "", {}, "", "AKIDENV0000000000000"),
    "environment beside a role": (
        KEYS, f"[default]\nrole_arn = {ROLE}a\nsource_profile = x\n", {}, "",
        "AKIDENV0000000000000",
    ),
    "named profile beside the environment": (
        KEYS, f"[profile p]\n{BASE}", {}, "p", "AKIDBASE000000000000",
    ),
    "credentials file": (
        {}, "", {".aws/credentials": f"[default]\n{BASE}"}, "", "AKIDBASE000000000000",
    ),
    "config file": ({}, f"[default]\n{BASE}", {}, "", "AKIDBASE000000000000"),
    "indented file": (
        {}, "  [default]\n  " + BASE.replace("\n", "\n  "), {}, "", "AKIDBASE000000000000",
    ),
    "secret behind a sharp": (
        {}, "[default]\naws_access_key_id = AKIDBASE000000000000\naws_secret_access_key=#x\n",
        {}, "", "AKIDBASE000000000000",
    ),
    "role": (
        {}, f"[default]\nrole_arn = {ROLE}a\nsource_profile = b\n[profile b]\n{BASE}", {}, "",
        key_of("a"),
    ),
    "role with external id": (
        {},
        f"[default]\nrole_arn = {ROLE}a\nexternal_id = xid\nsource_profile = b\n[profile b]\n"
        f"{BASE}", {}, "", key_of("axid"),
    ),
    "three hops": (
        {},
        f"[profile one]\nrole_arn = {ROLE}one\nsource_profile = two\n[profile two]\n"
        f"role_arn = {ROLE}two\nsource_profile = three\n[profile three]\nrole_arn = {ROLE}three\n"
        f"source_profile = base\n[profile base]\n{BASE}",
        {}, "one", key_of("one"),
    ),
    "own source": (
        {}, f"[default]\nrole_arn = {ROLE}a\nsource_profile = default\n{BASE}", {}, "", key_of("a"),
    ),
    "role of the environment": (
        KEYS, f"[profile p]\nrole_arn = {ROLE}a\ncredential_source = Environment\n", {}, "p",
        key_of("a"),
    ),
    "web identity": (
        {"AWS_WEB_IDENTITY_TOKEN_FILE": "HOME/jwt", "AWS_ROLE_ARN": f"{ROLE}web"}, "",
        {"jwt": "jwt-hidden"}, "", key_of("web"),
    ),
    "web identity of a profile": (
        {}, f"[default]\nrole_arn = {ROLE}web\nweb_identity_token_file = HOME/jwt\n",
        {"jwt": "jwt-hidden"}, "", key_of("web"),
    ),
    "SSO session": ({}, SSO, {cache("corp"): sso_token(END)}, "", key_of("ssoAdmin")),
    "SSO of the older form": (
        {}, LEGACY_SSO, {cache("https://start"): sso_token(END)}, "", key_of("ssoAdmin"),
    ),
    "SSO session that is renewed": (
        {}, SSO, {cache("corp"): sso_token("2020-01-01T00:00:00Z", **RENEWABLE)}, "",
        key_of("ssoAdmin"),
    ),
    "program": (
        {}, "[default]\ncredential_process = cat 'HOME/k k.json'\n",
        {"k k.json": keys("program", "SessionToken", Version=1)}, "", key_of("program"),
    ),
    "container": (
        {
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "URL/container",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": CONTAINER_TOKEN,
        }, "", {}, "", key_of("container"),
    ),
    "container with a token file": (
        {
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "URL/container",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "HOME/pod",
        }, "", {"pod": CONTAINER_TOKEN}, "", key_of("container"),
    ),
    "instance": (
        {"AWS_EC2_METADATA_SERVICE_ENDPOINT": "URL", "AWS_EC2_METADATA_DISABLED": None}, "", {}, "",
        key_of("instance"),
    ),
    "role of the instance": (
        {"AWS_EC2_METADATA_SERVICE_ENDPOINT": "URL", "AWS_EC2_METADATA_DISABLED": None},
        f"[default]\nrole_arn = {ROLE}a\ncredential_source = Ec2InstanceMetadata\n", {}, "",
        key_of("a"),
    ),
}  # fmt: skip


def environment(program, portal, case):
    """The program in the environment of a case."""
    variables, config, files, _, _ = case
    home = pathlib.Path(program.environment["HOME"])

    def placed(text):
        return text and text.replace("HOME", str(home)).replace("URL", portal.url)

    for name, content in {".aws/config": config, **files}.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(placed(content) if isinstance(content, str) else json.dumps(content))
    found = {name: placed(value) for name, value in variables.items()}
    found = {"AWS_ENDPOINT_URL": portal.url, "AWS_DEFAULT_REGION": "eu-west-3", **found}
    return program.with_environment(**found)


@pytest.mark.parametrize("name", CASES)
def test_botocore_finds_the_same(program, portal, name):
    case = CASES[name]
    profile, key = case[3:]
    here = environment(program, portal, case)
    # Botocore first: what the program renews, it would find renewed.
    judged = subprocess.run(
        [sys.executable, "-c", JUDGE, profile], env=here.environment, capture_output=True,
        timeout=60,
    )  # fmt: skip
    assert judged.returncode == 0, judged.stderr.decode()
    judge = json.loads(judged.stdout)
    words = ["--profile", profile] if profile else []
    result = here.run("whoami", "--format", "json", *words).expect(0)
    assert result.json["arn"] == judge["arn"]
    assert result.json["arn"].endswith(f"/{key}/eu-west-3")
    assert result.json["region"] == judge["region"] == "eu-west-3"
    assert result.json["endpoints"]["sts"].rstrip("/") == judge["sts"].rstrip("/")
    assert result.json["accessKeyId"] == f"{key[:4]}…{key[-4:]}"
    told = result.out + result.err + here.run("whoami", *words).expect(0).out
    assert not [secret for secret in [*SECRETS, "jwt-hidden"] if secret in told]


def test_members(program, portal):
    here = environment(program, portal, CASES["three hops"])
    found = here.run("whoami", "--format", "json", "--profile", "one").expect(0).json
    assert list(found) == [
        "schemaVersion", "account", "arn", "userId", "partition", "region", "regionSource",
        "credentialSource", "accessKeyId", "expiration", "endpoints", "tried",
    ]  # fmt: skip
    assert found["credentialSource"] == "assume-role"
    assert found["expiration"] == END
    assert found["tried"][0]["reason"] == "'--profile' was given"
    assert [place["result"] for place in found["tried"]] == ["skipped", "used"]


# What is configured, and words of the error.
WRONG = {
    "loop": (
        f"[default]\nrole_arn = {ROLE}a\nsource_profile = b\n[profile b]\nrole_arn = {ROLE}b\n"
        "source_profile = default\n",
        ["'default' → 'b' → 'default'", "/.aws/config:6: "],
    ),
    "refused role": (
        f"[default]\nrole_arn = {ROLE}denied\nsource_profile = b\n[profile b]\n{BASE}",
        ["AccessDenied: not you", "sts:AssumeRole"],
    ),
    "no login": (SSO, ["nobody has logged in here", "'aws sso login' (AWS CLI 2)"]),
    "program that fails": (
        f"[default]\ncredential_process = sh -c 'echo {SECRET} >&2; exit 3'\n",
        ["ended with status 3", "is not shown"],
    ),
    "program that prints garbage": (
        f"[default]\ncredential_process = echo {SECRET}\n", ["is not a JSON object"],
    ),
    "console login that ended": (
        "[default]\nlogin_session = arn:me\n", ["nobody has logged in", "aws login"],
    ),
    "MFA without a terminal": (
        f"[default]\nrole_arn = {ROLE}a\nmfa_serial = arn:mfa\nsource_profile = default\n{BASE}",
        ["code of 'arn:mfa'", "no terminal"],
    ),
    "missing services section": (f"[default]\nservices = gone\n{BASE}", ["'gone'", "config:2:"]),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_named(program, portal, name):
    config, words = WRONG[name]
    here = environment(program, portal, ({}, config, {}, "", ""))
    done = subprocess.run(
        [here.binary, "whoami"], cwd=here.folder, env=here.environment, capture_output=True,
        timeout=60, start_new_session=True,
    )  # fmt: skip
    err = done.stderr.decode()
    assert done.returncode == 1, err
    for word in words:
        assert word in err
    assert not [secret for secret in [*SECRETS, TOKEN] if secret in err + done.stdout.decode()]


def test_hints_carry_the_profile(program, portal):
    config = SSO.replace("[default]", "[profile my corp]".replace("my corp", "'my corp'"))
    here = environment(program, portal, ({}, config, {}, "", ""))
    err = here.run("whoami", "--profile", "my corp").expect(1).err
    assert "aws sso login --profile 'my corp'" in err


def test_renewed_login_is_saved(program, portal):
    case = CASES["SSO session that is renewed"]
    here = environment(program, portal, case)
    here.run("whoami").expect(0)
    path = pathlib.Path(here.environment["HOME"]) / cache("corp")
    saved = json.loads(path.read_text())
    assert saved["accessToken"] == SSO_TOKEN + "2"
    assert saved["clientSecret"] == "client-hidden"
    assert path.stat().st_mode & 0o777 == 0o600


# `doctor`.


def outcomes(result) -> dict[str, str]:
    return {check["name"]: check["outcome"] for check in result.json["checks"]}


READS, WRITES = "permissions for 'drift' and 'plan'", "permissions for 'apply'"


def test_doctor_passes(program, portal):
    portal.decisions = {}
    here = environment(program, portal, CASES["role"])
    result = here.run("doctor", "--format", "json").expect(0)
    assert set(outcomes(result).values()) == {"passed"}
    assert list(outcomes(result)) == [
        "configuration", "proxy", "credentials", "tls", "endpoint", "identity", "clock", READS,
        WRITES,
    ]  # fmt: skip
    assert result.json["exit"] == {"code": 0, "name": "done"}
    # All that 'apply' may do is asked, on the roles, with the values of the keys that it sends.
    asked = {value for form in portal.simulations for value in form.values()}
    assert {"iam:CreateRole", "iam:AttachRolePolicy", "iam:PolicyARN"} <= asked
    assert any(
        value.endswith(":role/service-role/AWSPanoramaApplianceServiceRole") for value in asked
    )
    # The simulation takes the role and not the session.
    assert portal.simulated == f"arn:aws:iam::123456789012:role/{key_of('a')}"


def test_doctor_names_missing_permissions(program, portal):
    portal.decisions = {"iam:CreateRole": "implicitDeny"}
    here = environment(program, portal, CASES["environment"])
    result = here.run("doctor").expect(1)
    assert "failed  permissions for 'apply': " in result.out
    assert "iam:CreateRole" in result.out
    assert "fix: give the caller what 'panorama-roles policy tool --for init' prints" in result.out


def test_doctor_says_what_is_not_known(online, stub):
    stub.fault("denied", "SimulatePrincipalPolicy")
    result = online.run("doctor", "--format", "json").expect(5)
    assert outcomes(result)[READS] == "passed"
    assert outcomes(result)[WRITES] == "unknown"


def test_doctor_names_denied_reads(online, stub):
    stub.fault("denied", "ListRolePolicies")
    result = online.run("doctor").expect(1)
    assert "cannot be read: iam:ListRolePolicies" in result.out
    stub.fault("denied", "ListRoles", times=None)
    assert "the account cannot be read: iam:ListRoles" in online.run("doctor").expect(1).out


def test_doctor_names_the_proxy_and_never_its_password(program, portal):
    here = environment(program, portal, CASES["environment"]).with_environment(
        HTTPS_PROXY="http://me:hidden@127.0.0.1:9", AWS_ENDPOINT_URL=None, AWS_MAX_ATTEMPTS="1"
    )
    result = here.run("doctor").expect(1)
    assert "is reached through the proxy '127.0.0.1:9'" in result.out
    assert "failed  proxy" in result.out
    assert "hidden" not in result.out + result.err
    broken = here.with_environment(HTTPS_PROXY="gopher9://127.0.0.1:9").run("doctor").expect(1)
    assert "failed  proxy" in broken.out


def test_doctor_sees_the_clock(online, stub):
    stub.settings(clock_offset=7200)
    result = online.run("doctor", "--format", "json").expect(1)
    assert outcomes(result)["clock"] == "failed"


def test_doctor_of_a_spec_that_does_not_exist_is_an_error(online, program):
    """It would check the roles of another spec, and say that all is well."""
    for words in ([], ["--format", "json"]):
        told = online.run("doctor", "--spec", "nofile.json", *words).expect(1)
        assert "nofile.json" in told.err and "'panorama-roles import" in told.err
    assert "ok" not in online.run("doctor", "--spec", "nofile.json").out


def test_doctor_without_credentials(program):
    result = program.run("doctor").expect(1)
    assert "failed  credentials: no AWS credentials are configured" in result.out
    assert "fix: set AWS_ACCESS_KEY_ID" in result.out


def test_doctor_where_nobody_answers(online):
    result = online.with_environment(
        AWS_ENDPOINT_URL="http://127.0.0.1:9", AWS_MAX_ATTEMPTS="1"
    ).run("doctor", "--format", "json")
    assert outcomes(result.expect(1))["endpoint"] == "failed"


def test_roles_are_kept_for_the_next_command(program, portal):
    here = environment(program, portal, CASES["role"])
    words = ["whoami", "--cache-credentials"]
    here.run(*words).expect(0)
    asked = len(portal.log)
    here.run(*words).expect(0)
    assert len(portal.log) == asked + 1
    folder = pathlib.Path(here.environment["HOME"]) / ".aws/cli/cache"
    (file,) = folder.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    # The AWS CLI reads it: botocore with the same cache asks for no role either.
    judge = JUDGE.replace(
        "client =",
        "from botocore.utils import JSONFileCache\n"
        "resolver = session.get_component('credential_provider')\n"
        f"resolver.get_provider('assume-role').cache = JSONFileCache({str(folder)!r})\nclient =",
    )
    subprocess.run([sys.executable, "-c", judge, ""], env=here.environment, check=True, timeout=60)
    assert len(portal.log) == asked + 2


def test_init_takes_the_account_of_the_credentials(online):
    result = online.run("init").expect(0)
    assert "the account is 123456789012, that of the credentials" in result.err
    assert result.json["account"] == "123456789012"
    spec = json.loads((online.folder / "panorama-roles.json").read_text())
    assert spec["account"] == "123456789012"


def test_init_asks_once_for_the_keys_that_name_the_account(program, portal):
    """A role with MFA would ask the person twice."""
    here = environment(program, portal, CASES["role"])
    before = len(portal.actions)
    here.run("init").expect(0)
    assert portal.actions[before:].count("AssumeRole") == 1


DEBUGGED = ["SSO session", "SSO session that is renewed", "container", "instance"]


@pytest.mark.parametrize("name", DEBUGGED)
def test_debug_shows_the_calls_for_keys_without_what_they_hold(program, portal, name):
    here = environment(program, portal, CASES[name])
    err = here.run("whoami", "--debug").expect(0).err
    assert re.search(r"debug: > (GET|PUT|POST) http", err)
    assert "bytes that are not shown: they may hold credentials" in err
    for secret in SECRETS:
        assert secret not in err


def test_init_without_account_and_credentials(program):
    assert "or add '--account ID'" in program.run("init").expect(1).err
    assert "'--account' is needed" in program.run("init", "--offline").expect(64).err
    program.run("init", "--account", "", "--offline").expect(64)

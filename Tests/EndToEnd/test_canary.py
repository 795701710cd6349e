"""Known secrets in every place that can hold one, and a search of every byte that is written."""

import base64
import json
import pathlib
import re
import urllib.parse

import pytest

from EndToEnd.support.accounts import ACCOUNT, STUB_SESSION, Keys
from EndToEnd.support.echo import ENCODINGS, PLACES, Echo

TOKEN = "IQoJb3JpZ2luX2VjECANARY//////wEaCXVzLWVhc3QtMSJHMEUCIQDkCanary+Token/0123456789AbCdEf=="
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYCANARYKEY0"
KEYS = Keys("ASIACANARYKEYID00000", SECRET, TOKEN)

# What else a machine may hold: the environment and the files that AWS's tools read.
ENVIRONMENT = {
    "HTTPS_PROXY": "http://me:proxy-canary-1@p@proxy.invalid:3128",
    "ALL_PROXY": "http://me:proxy-canary-2@proxy.invalid:3128",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN": "container-canary-token",
    "GITHUB_TOKEN": "ghp_canary0123456789abcdef",
}
FILES = {
    ".aws/credentials": "[default]\naws_access_key_id = AKIAFILECANARY000000\n"
    "aws_secret_access_key = file/canary+secret/0123456789=\n"
    "[other]\naws_session_token = file-canary-token-0123456789\n",
    ".aws/config": "[profile other]\ncredential_process = /bin/echo process-canary-0123456789\n"
    "[profile web]\nsso_start_url = https://sso-canary-0123456789.invalid/start\n",
    ".aws/sso/cache/x.json": '{"accessToken": "sso-canary-access-0123456789"}',
}
CANARIES = [
    SECRET, TOKEN, "proxy-canary-1@p", "proxy-canary-2", "container-canary-token",
    "ghp_canary0123456789abcdef", "file/canary+secret/0123456789=", "file-canary-token-0123456789",
    "process-canary-0123456789", "sso-canary-access-0123456789",
]  # fmt: skip


# These put other text around the secret, which is no part of it.
AROUND = {"in-a-url", "after-2000", "cdata"}


def spellings(secret: str) -> set[str]:
    """The secret as a reader of a log could get it back; of longer ones any 14 characters."""
    whole = {
        secret, secret[::-1], urllib.parse.quote(secret, safe=""), secret.encode().hex(),
        json.dumps(secret)[1:-1],
    }  # fmt: skip
    whole |= {encode(secret) for name, encode in ENCODINGS.items() if name not in AROUND}
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + secret.encode()).decode()
        whole.add(encoded[4:-4])
    found = {text for text in whole if len(text) < 28}
    # A part of a form in which a character takes several is found by more of it.
    for text in whole - found:
        size = 14 if len(text) < 2 * len(secret) else 42
        found |= {text[start : start + size] for start in range(0, len(text) - size)}
    return {text.lower() for text in found if not re.fullmatch(r"[x\s]*", text)}


KNOWN = {canary: spellings(canary) for canary in CANARIES}


def assert_clean(result, folder: pathlib.Path, planted=()):
    written = [path for path in folder.rglob("*") if path.is_file() and path not in planted]
    texts = [result.out, result.err, *(path.read_text(errors="replace") for path in written)]
    for text in texts:
        text = text.lower()
        for canary, forms in KNOWN.items():
            for form in forms:
                assert form not in text, f"{canary} as {form} in {result.words}: {text[:3000]}"


@pytest.fixture
def there(program, account, stub):
    stub.order(
        "identity", access_key=KEYS.access_key, secret=KEYS.secret, token=KEYS.token,
        arn=f"arn:aws:sts::{ACCOUNT}:assumed-role/Canary/session", user_id="AROACANARY:session",
    )  # fmt: skip
    account.make_roles()
    there = program.connected(stub.url, KEYS).with_environment(**ENVIRONMENT)
    there.planted = []
    for name, text in FILES.items():
        path = pathlib.Path(there.environment["HOME"]) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        there.planted.append(path)
    return there


def test_no_command_writes_a_secret(there):
    there.init("--debug").expect(0)
    (there.folder / "policy.json").write_text('{"Version":"2012-10-17","Statement":[]}')
    listed = re.findall(r"^  ([a-z][a-z-]*) {2,}\S", there.run("help").expect(0).out, re.M)
    assert {"drift", "apply", "snapshot", "lint"} <= set(listed)
    runs = [["plan", "--debug"], ["drift", "--debug"], ["snapshot", "--out", "s.json", "--debug"],
            ["drift", "--snapshot", "s.json"], ["apply", "--approve", "--debug"],
            ["lint", "policy.json"], ["policy", "tool", "--for", "init"],
            ["lint", "--snapshot", "s.json"], ["review", "--snapshot", "s.json", "s.json"],
            ["import", "--out", "imported.json", "--account", ACCOUNT, "--debug"],
            ["import", "--snapshot", "s.json", "--out", "again.json"],
            ["review", "imported.json", "again.json"],
            ["export", "--out", "template.json"], ["export", "--format", "aws-cli"],
            ["spec", "set", "--tag", "team=vision"], ["spec", "add", "--role-set", "deeplens"],
            ["device", "add", f"arn:aws:panorama:us-east-1:{ACCOUNT}:device/device-{'a' * 24}",
             "--debug"], ["device", "list"],
            ["retire", "--debug"], ["disown", "AWSPanoramaApplianceServiceRole", "--debug"],
            ["disown", "AWSPanoramaApplianceServiceRole", "--approve", "--debug"],
            ["retire", "--role", "AWSPanoramaApplianceServiceRole", "--force-detach", "--approve",
             "--debug"],
            ["whoami", "--debug"], ["doctor", "--debug"],
            ["drift", "--profile", "other", "--debug"], ["drift", "--profile", "none", "--debug"],
            ["drift", "--endpoint-url", f"https://me:{SECRET}@h.invalid"],
            ["drift", "--endpoint-url", f"https://h.invalid/?X-Amz-Security-Token={TOKEN}"],
            ["drift", "--endpoint-url", "https://h.invalid", "--max-attempts", "1"]]  # fmt: skip
    rows = there.run("completion", "words", "formats").expect(0).out.split("\n")
    formats = [tuple(row.split(":")) for row in rows if ":" in row]
    assert ("drift", "sarif") in formats
    # The list of all actions has so many words that one is like the beginning of a secret.
    operands = {"actions": ["s3:*"]}
    for command in listed:
        words = [command, *operands.get(command, [])]
        runs.append(words)
        runs += [[*words, "--format", form] for named, form in formats if named == command]
    for words in runs:
        result = there.run(*words)
        assert result.status >= 0, result.told()
        assert_clean(result, there.folder, there.planted)


BROKEN = [
    f"[default]\naws_secret_access_key {SECRET}\n", f"[default\naws_secret_access_key={SECRET}\n",
    f"aws_secret_access_key={SECRET}\n", f"[default]\n = {SECRET}\n", f"[{SECRET}\n",
    f"[default]\naws_access_key_id={SECRET}\n",
]  # fmt: skip


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_file_is_told_without_what_it_holds(program, stub, text):
    path = program.folder / "credentials"
    path.write_text(text)
    there = program.with_environment(
        AWS_ENDPOINT_URL=stub.url, AWS_SHARED_CREDENTIALS_FILE=str(path)
    )
    result = there.run("snapshot", "--out", "s.json", "--debug").expect(1, 64)
    assert_clean(result, there.folder, [path])


@pytest.fixture(scope="module")
def echo():
    with Echo() as echo:
        echo.secrets = [TOKEN, SECRET]
        yield echo


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_hostile_endpoint_cannot_make_it_print_the_credentials(program, echo, place, encoding):
    echo.encoding, echo.place, echo.asked = encoding, place, 0
    there = program.connected(echo.url, KEYS).with_environment(AWS_MAX_ATTEMPTS="1")
    for words in ([], ["--debug"], ["--account", ACCOUNT, "--debug"]):
        result = there.run("snapshot", "--out", "s.json", *words)
        assert echo.asked
        if place == "description" and encoding in ("small-letters", "lines"):
            # Data is left as it is where nothing that works could be read from it.
            continue
        assert result.status != 0, result.told()
        assert_clean(result, there.folder)


def test_a_session_token_is_never_on_a_command_line(there):
    """What `ps` shows is what the person typed: keys come by the environment or a file."""
    process = there.start("drift")
    try:
        line = pathlib.Path(f"/proc/{process.pid}/cmdline").read_bytes()
    finally:
        process.communicate(timeout=60)
    assert STUB_SESSION.token.encode() not in line
    assert TOKEN.encode() not in line

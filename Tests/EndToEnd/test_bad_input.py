"""Bad input of every kind: a sentence, a hint, the right status, and nothing done."""

import os
import socket
import stat

import pytest

from EndToEnd.support.accounts import ACCOUNT, APPLIANCE, DEVICE, STUB_EXPIRED, STUB_TESTER, Keys

INIT = ["init", "--account", ACCOUNT]
WORDS = [
    ([], None),
    (["drfit"], "drift'"),
    (["drift", "--formt", "json"], "'--format'"),
    (["drift", "--format", "jsn"], "'json'"),
    (["drift", "--format"], "--format"),
    (["drift", "extra"], "extra"),
    (["init", "--offline"], "--account"),
    (["init", "--account", "12345678901"], "12 digits"),
    (["init", "--account", "1234567890123"], "12 digits"),
    (["init", "--account", "12345678901x"], "12 digits"),
    (["init", "--account", "１２３４５６７８９０１２"], "12 digits"),
    (["init", "--account", ""], "--account"),
    (["init", "--account", ACCOUNT, "--account", ACCOUNT], "--account"),
    ([*INIT, "--device", "nonsense"], "nonsense"),
    ([*INIT, "--role-set", "panrama"], "'panorama'"),
    ([*INIT, "--tag", "novalue"], "novalue"),
    ([*INIT, "--tag", "aws:x=1"], "aws:"),
    ([*INIT, "--permissions-boundary", "x"], "x"),
    ([*INIT, "--device", DEVICE, "--all-devices"], "'--all-devices'"),
    ([*INIT, "--spec", "-"], "standard input"),
    (["destroy"], "did you mean 'panorama-roles retire'?"),
    (["import-role"], "did you mean 'panorama-roles import'?"),
    (["diff"], "did you mean 'panorama-roles drift'?"),
    (["status"], "did you mean 'panorama-roles drift'?"),
    (["validate"], "did you mean 'panorama-roles lint'?"),
    (["apply", "--yes"], "did you mean '--approve'?"),
    (["apply", "--auto-approve"], "did you mean '--approve'?"),
    (["apply", "-y"], "did you mean '--approve'?"),
    (["apply", "--dry-run"], "did you mean 'panorama-roles plan'?"),
    ([*INIT, "--approve", "--region", "a b"], "'a b' is not a Region"),
    ([*INIT, "--approve", "--endpoint-url", "ftp://x"], "'--endpoint-url' is not a valid endpoint"),
    (["can", "--action", "s3:GetObject", "--request", "x"], "in more than one way"),
    (["can", "--policy", "x"], "takes a request"),
    (["trust"], "trust"),
    (["show", "AWSPanoramaAplianceServiceRole"], f"'{APPLIANCE}'"),
    (["help", "drfit"], "drift'"),
    (["completion", "bsh"], "'bash'"),
]


@pytest.mark.parametrize(("words", "said"), WORDS, ids=[" ".join(row[0]) for row in WORDS])
def test_wrong_words_are_told_with_the_nearest_name(program, words, said):
    wrong = program.run(*words).expect(64)
    if said is not None:
        assert said in wrong.err, wrong.told()
    assert wrong.out == ""
    assert not (program.folder / "panorama-roles.json").exists()


def test_errors_are_sentences_for_people(program):
    wrong = program.run("drfit").expect(64)
    first, *others = wrong.err.splitlines()
    assert first.startswith("panorama-roles: error: ")
    assert not first.endswith(".")
    assert any(line.startswith("panorama-roles: hint: ") for line in others)


SPECS = [
    ("{", "panorama-roles.json:1:2"),
    ('{\n  "account": "1",,\n}', "panorama-roles.json:2:18"),
    ("", "panorama-roles.json:1:1"),
    ('{"schemaVersion": "1.0", "account": 7}', "panorama-roles.json:1:37"),
    ('{"schemaVersion": "9.9"}', "panorama-roles.json:1:"),
    ("[]", "panorama-roles.json:1:1"),
    ("\ufeff{}", "panorama-roles.json:1:1"),
]


@pytest.mark.parametrize(("text", "place"), SPECS)
@pytest.mark.parametrize("command", ["plan", "drift"])
def test_a_spec_that_is_none_is_told_with_its_place(online, stub, command, text, place):
    online.write("panorama-roles.json", text)
    failed = online.run(command).expect(1)
    assert place in failed.err, failed.told()
    assert failed.out == ""
    assert stub.log() == []


def test_a_spec_tells_all_its_problems_and_the_nearest_key(online):
    online.write(
        "panorama-roles.json",
        '{\n  "schemaVersion": "1.0",\n  "acount": "123456789012",\n  "roleSets": 7\n}\n',
    )
    failed = online.run("plan").expect(1)
    assert "panorama-roles.json:3:" in failed.err and "'account'" in failed.err
    assert "panorama-roles.json:4:" in failed.err


def test_an_unknown_role_set_in_a_spec_is_told_with_its_place(online):
    online.init("--offline").expect(0)
    path = online.folder / "panorama-roles.json"
    path.write_text(path.read_text().replace('"panorama"', '"panrama"'))
    failed = online.run("plan").expect(1)
    assert "panorama-roles.json:" in failed.err and "'panorama'" in failed.err


def test_no_spec_is_told_with_the_way_to_one(online):
    failed = online.run("plan").expect(1, 64)
    assert "panorama-roles init" in failed.err


@pytest.fixture
def as_nobody():
    """Root may write everywhere: then the tests of permissions use something root cannot do."""
    return os.geteuid() != 0


def test_a_folder_that_cannot_be_written_is_told(program, as_nobody):
    locked = program.folder / "locked"
    locked.mkdir()
    if as_nobody:
        locked.chmod(stat.S_IRUSR | stat.S_IXUSR)
        target = locked / "setup"
    else:
        target = "/proc/setup"
    failed = program.init("--out", str(target)).expect(1)
    assert str(target) in failed.err
    assert not (program.folder / "panorama-roles.json").exists(), "no half-made setup"


def test_a_missing_parent_and_a_file_in_the_way_are_told(program):
    program.write("file", "")
    assert "no/where" in program.init("--out", "no/where/setup").expect(1).err
    failed = program.init("--out", "file").expect(1, 4)
    assert "file" in failed.err
    assert not (program.folder / "panorama-roles.json").exists()


def test_a_full_disk_or_closed_pipe_is_a_failure(program):
    import subprocess

    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [program.binary, *INIT], cwd=program.folder, env=program.environment,
            stdout=full, stderr=subprocess.PIPE, text=True, timeout=60,
        )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert "error" in done.stderr


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def test_connection_refused_is_a_failure_that_names_the_address(program):
    program.init("--offline").expect(0)
    url = f"http://127.0.0.1:{free_port()}"
    there = program.connected(url, STUB_TESTER)
    for words in (["drift"], ["plan"], ["apply", "--approve"]):
        failed = there.run(*words, "--max-attempts", "2").expect(1)
        assert url.removeprefix("http://") in failed.err and "refuse" in failed.err
        assert failed.out == ""
    document = there.drift("--max-attempts", "1").expect(1).json
    assert document["exit"]["code"] == 1


def test_plain_http_to_another_machine_is_refused(program):
    program.init("--offline").expect(0)
    there = program.connected("http://192.0.2.1:80", STUB_TESTER)
    failed = there.run("drift").expect(1, 4, 64)
    assert "--allow-plain-http" in failed.err


def test_no_credentials_are_told_with_what_to_set(program):
    program.init().expect(0)
    for words in (["drift"], ["plan"], ["apply", "--approve"]):
        failed = program.run(*words).expect(1)
        assert "AWS_ACCESS_KEY_ID" in failed.err


def test_half_a_key_is_an_error(program, stub):
    program.init("--offline").expect(0)
    half = program.with_environment(AWS_ENDPOINT_URL=stub.url, AWS_ACCESS_KEY_ID="AKIA")
    assert "AWS_SECRET_ACCESS_KEY" in half.run("drift").expect(1).err
    assert stub.log() == []


REFUSED_KEYS = [
    (STUB_EXPIRED, "expired"),
    (Keys(STUB_TESTER.access_key, "wrong"), "signature"),
    (Keys("AKIANOBODY", "x"), "security token"),
]


@pytest.mark.parametrize(("keys", "said"), REFUSED_KEYS)
def test_keys_that_aws_refuses_are_a_failure(program, stub, keys, said):
    program.init("--offline").expect(0)
    failed = program.connected(stub.url, keys).run("drift").expect(1)
    assert said in failed.err.lower(), failed.told()
    assert keys.secret not in failed.err
    assert failed.out == ""


def test_profiles_of_the_shared_files_are_read(program, stub):
    program.init("--offline").expect(0)
    folder = program.folder / ".home" / ".aws"
    folder.mkdir()
    (folder / "credentials").write_text(
        f"[work]\naws_access_key_id = {STUB_TESTER.access_key}\n"
        f"aws_secret_access_key = {STUB_TESTER.secret}\n"
    )
    there = program.with_environment(AWS_ENDPOINT_URL=stub.url)
    there.run("drift", "--profile", "work").expect(2)
    there.with_environment(AWS_PROFILE="work").run("drift").expect(2)
    failed = there.run("drift", "--profile", "wrok").expect(1)
    assert "wrok" in failed.err


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("html", "html"),
        ("empty", ""),
        ("cut-xml-after", ""),
        ("cut-body-after", ""),
        ("cut-head-after", ""),
        ("reset-before", ""),
        ("redirect", ""),
        ("unavailable-html", "503"),
        ("service-failure", "ServiceFailure"),
    ],
)
def test_an_answer_that_is_none_is_no_answer(online, stub, account, kind, said):
    account.make_roles()
    online.init("--offline").expect(0)
    stub.fault(kind, "GetRole", times=None)
    for words in (["drift"], ["apply", "--approve"]):
        failed = online.run(*words, "--max-attempts", "2").expect(1, 4, 5)
        assert said.lower() in failed.err.lower() + failed.out.lower(), failed.told()
    assert stub.writes() == []


def test_a_clock_that_is_wrong_is_corrected(online, stub, account):
    account.make_roles()
    online.init("--offline").expect(0)
    stub.settings(clock_offset=7200)
    online.drift().expect(0, 2)


def test_secrets_are_never_shown(online, stub):
    online.init().expect(0)
    for words in (["plan"], ["apply", "--approve"], ["drift"], ["drift", "--format", "json"]):
        result = online.run(*words)
        assert STUB_TESTER.secret not in result.out + result.err

"""What Unicode calls equivalent and IAM does not is a difference wherever a role has a text."""

import copy
import json
import os
import pathlib
import re

import pytest

from EndToEnd.support.accounts import ACCOUNT
from EndToEnd.support.snapshots import ROOT, SavedAccount

# Each pair is one text for String ==, and two for IAM.
PAIRS = [("\u00e9", "e\u0301"), ("K", "\u212a")]
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": {"Service": "panorama.amazonaws.com"},
            "Condition": {"StringEquals": {"sts:ExternalId": "id"}},
        },
    ],
}  # fmt: skip
DOCUMENT = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "One", "Effect": "Allow", "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::bucket/key",
            "Condition": {"StringEquals": {"aws:PrincipalTag/team": "vision"}},
        },
    ],
}  # fmt: skip
ROLE = {
    "name": "Camera", "description": "d", "trust": TRUST, "tags": {"team": "vision"},
    "inlinePolicies": [{"name": "p", "document": DOCUMENT}],
}  # fmt: skip


def statement(role):
    return role["inlinePolicies"][0]["document"]["Statement"][0]


def described(role, text):
    role["description"] = text


def tagged(role, text):
    role["tags"] = {"team": text}


def tagged_by(role, text):
    role["tags"] = {f"x{text}": "v"}


def stored(role, text):
    statement(role)["Resource"] = f"arn:aws:s3:::bucket/{text}"


def conditioned(role, text):
    statement(role)["Condition"] = {"StringEquals": {"aws:PrincipalTag/team": text}}


def keyed(role, text):
    statement(role)["Condition"] = {"StringEquals": {f"aws:PrincipalTag/{text}": "vision"}}


def trusted(role, text):
    role["trust"]["Statement"][0]["Condition"] = {"StringEquals": {"sts:ExternalId": text}}


PLACES = [described, tagged, tagged_by, stored, conditioned, keyed, trusted]


def role_set(change, text):
    role = copy.deepcopy(ROLE)
    change(role, text)
    return {
        "schemaVersion": "1.0", "name": "x", "title": "X", "summary": "A role", "roles": [role],
    }  # fmt: skip


def account(change, text):
    wanted = role_set(change, text)["roles"][0]
    saved = SavedAccount({}, [])
    role = saved.add("Camera", wanted["trust"], "/")
    role["Description"], role["MaxSessionDuration"] = wanted["description"], 3600
    role["Tags"] = [{"Key": key, "Value": value} for key, value in wanted["tags"].items()]
    role["RolePolicyList"] = [
        {"PolicyName": "p", "PolicyDocument": wanted["inlinePolicies"][0]["document"]}
    ]
    return saved.text


@pytest.mark.parametrize("one, other", PAIRS)
@pytest.mark.parametrize("change", PLACES)
def test_other_bytes_are_a_difference(program, change, one, other):
    program.write("set.json", json.dumps(role_set(change, one)))
    words = ["--offline", "--quiet", "--no-ownership-tag", "--role-set", "set.json"]
    program.init(*words).expect(0)
    for text, status in ((one, 0), (other, 2)):
        program.write("account.json", account(change, text))
        program.run("drift", "--snapshot", "account.json").expect(status)


# Letters and spaces that IAM takes in tags, each pair one text for String ==.
TAGS = [("K", "\u212a"), ("\u2002", "\u2000"), ("\u91d1", "\uf90a")]
BOUND = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow", "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::home/${aws:PrincipalTag/team}/*",
        },
        {
            "Effect": "Allow", "Action": "iam:*", "Resource": "*",
            "Condition": {"StringEquals": {"aws:PrincipalTag/xK": "admin"}},
        },
    ],
}  # fmt: skip


def bound_by_tags(tags):
    role = copy.deepcopy(ROLE)
    role["tags"], role["inlinePolicies"][0]["document"] = tags, BOUND
    return role


def saved_with(tags):
    wanted = bound_by_tags({})
    saved = SavedAccount({}, [])
    role = saved.add("Camera", wanted["trust"], "/")
    role["Description"], role["MaxSessionDuration"] = wanted["description"], 3600
    role["Tags"] = [{"Key": key, "Value": value} for key, value in tags]
    role["RolePolicyList"] = [{"PolicyName": "p", "PolicyDocument": BOUND}]
    return saved.text


def declare(program, role):
    sets = {"schemaVersion": "1.0", "name": "x", "title": "X", "summary": "A role", "roles": [role]}
    program.write("set.json", json.dumps(sets))
    words = ["--offline", "--quiet", "--no-ownership-tag", "--role-set", "set.json"]
    program.init(*words).expect(0)


def access(program, account):
    program.write("account.json", account)
    widened = ["--snapshot", "account.json", "--fail-on", "widened"]
    return program.run("drift", *widened)


@pytest.mark.parametrize("one, other", TAGS)
def test_the_value_of_a_tag_in_other_bytes_is_other_access(program, one, other):
    declare(program, bound_by_tags({"team": one}))
    access(program, saved_with([("team", one)])).expect(0)
    access(program, saved_with([("team", other)])).expect(2)


def test_a_tag_of_another_key_hides_no_tag_that_a_policy_tests(program):
    declare(program, bound_by_tags({"team": "a", "xK": "low"}))
    mine, other = ("xK", "admin"), ("x\u212a", "low")
    for tags in ([other, mine], [mine, other]):
        access(program, saved_with([("team", "a"), *tags])).expect(2)
    # Nothing tests the other key.
    beside = [("team", "a"), ("xK", "low"), ("x\u212a", "admin")]
    access(program, saved_with(beside)).expect(0)


# What compares texts of tags, policies and answers as String does, and what to write.
INEXACT = [
    (r"\.key\.lowercased\(\)", "IAMRoles IAMBackend RoleCatalogue Reports", "TagKey or hasKey"),
    (r"\.(?:key|value)(?:\.value)? [!=]= \w+\.(?:key|value)\b",
     "IAMRoles IAMBackend RoleCatalogue Reports IAMPolicy", "hasBytes, isExactly or ExactText"),
    (r"[dD]escription(?:\.value)? [!=]= (?!nil)", "IAMRoles IAMBackend", "hasBytes or isExactly"),
    (r"clientIDs\.contains\(\w+\)|Set\([\w.]*clientIDs\)", "IAMRoles IAMBackend RoleCatalogue",
     "contains(where: hasBytes) or ExactText"),
    (r"Interner<String>", "PolicyAnalysis", "TextInterner"),
    (r"\[String: (?:IAMRoles\.)?Tag\]", "IAMRoles IAMBackend RoleCatalogue", "TagKey"),
    (r"(?:names?|texts?|keys|values)\.contains\(\w+\.text\)", "IAMPolicy PolicyAnalysis",
     "contains(where: isExactly)"),
]  # fmt: skip
# AWS's own prefix, and names and ARNs, which are ASCII.
EXACT_ENOUGH = [
    'key.lowercased().hasPrefix("aws:")', '.key.lowercased() == "iam:passedtoservice"',
    "$0.key.lowercased().hasSuffix(name)", "$0.key.lowercased() == name.lowercased()",
    "left.key == right.key",
]  # fmt: skip


@pytest.mark.parametrize("pattern, modules, remedy", INEXACT)
def test_no_text_of_a_tag_or_policy_is_compared_as_a_string(pattern, modules, remedy):
    found = []
    for module in modules.split():
        for path in sorted((ROOT / "Sources" / module).rglob("*.swift")):
            text = path.read_text()
            for match in re.finditer(pattern, text):
                start = text.rfind("\n", 0, match.start()) + 1
                line = text[start : text.find("\n", match.start())].strip()
                if not line.startswith("//") and not any(part in line for part in EXACT_ENOUGH):
                    found.append(f"{path.relative_to(ROOT)}: {line}: write {remedy}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("kind", ["fifo", "device", "folder", "socket"])
def test_what_is_no_plain_file_is_refused_at_once(program, kind):
    program.write("set.json", json.dumps(role_set(described, "d")))
    program.init("--offline", "--quiet", "--role-set", "set.json").expect(0)
    path = program.folder / "set.json"
    path.unlink()
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("/proc/self/fd/0" if not pathlib.Path("/dev/log").exists() else "/dev/log")
    for words in (["plan", "--offline"], ["drift"], ["lint", "--role-set", "set.json"]):
        failed = program.run(*words).expect(1, 3, 4, 64)
        # A link is followed before its target is looked at.
        assert failed.status != 4 or "'set.json' is outside of the folder" in failed.err
        assert failed.out == "" or "set.json" in failed.out + failed.err


def test_a_file_that_is_too_large_is_refused_by_its_size(program):
    program.write("set.json", json.dumps(role_set(described, "d")))
    program.init("--offline", "--quiet", "--role-set", "set.json").expect(0)
    with open(program.folder / "set.json", "wb") as file:
        file.truncate(65 << 20)
    refused = program.run("drift").expect(1)
    assert "larger than 64 MiB" in refused.err


INVISIBLE = ["", " ", "\u200b", "\u00ad\u2060", "...", "\t"]


@pytest.mark.parametrize("reason", INVISIBLE)
@pytest.mark.parametrize("key", ["reason", "owner"])
def test_a_reason_that_says_nothing_accepts_nothing(program, key, reason):
    program.write("set.json", json.dumps(role_set(described, "d")))
    program.init("--offline", "--quiet", "--role-set", "set.json").expect(0)
    program.write("account.json", account(described, "d"))
    entry = {
        "role": "Camera", "kind": "description", "value": "sha256:" + "0" * 64, "reason": "agreed",
        "owner": "team", "expires": "2026-12-31",
    }  # fmt: skip
    program.write(
        "ignore.json", json.dumps({"schemaVersion": "1.0", "ignore": [{**entry, key: reason}]})
    )
    refused = program.run("drift", "--snapshot", "account.json", "--ignore", "ignore.json").expect(
        1
    )
    assert f"'{key}' of the ignore entry" in refused.err or "empty" in refused.err


def test_a_role_that_trusts_itself_is_told_to_be_made_in_two_steps(online, stub):
    role = copy.deepcopy(ROLE)
    role["trust"]["Statement"][0] = {
        "Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/Camera"},
    }  # fmt: skip
    program = online
    sets = {"schemaVersion": "1.0", "name": "x", "title": "X", "summary": "A role", "roles": [role]}
    program.write("set.json", json.dumps(sets))
    program.init("--role-set", "set.json", "--offline").expect(0)
    stopped = program.apply().expect(1, 6)
    assert "names the role itself" in stopped.err
    assert "create that role first" not in stopped.err

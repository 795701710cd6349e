"""Which way access differs: `apply` asks when it grows and only then, `drift` proves what it says.

One role of a person's own set, with a boundary, an attached and three inline policies; every row
makes one change to it behind the program's back.
"""

import copy
import json

import pytest

from EndToEnd.support.accounts import ACCOUNT, APPLIANCE_POLICY, READ_ONLY

CAMERA = "Camera"
POWER = "arn:aws:iam::aws:policy/PowerUserAccess"
DEVICES = f"arn:aws:panorama:*:{ACCOUNT}:device/*"


def document(*statements) -> dict:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(action, resource="*", **more) -> dict:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action, resource="*", **more) -> dict:
    return {**allow(action, resource, **more), "Effect": "Deny"}


def trusting(services="panorama.amazonaws.com", **condition) -> dict:
    condition = condition or {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "ArnLike": {"aws:SourceArn": DEVICES},
    }
    return document({
        "Effect": "Allow", "Principal": {"Service": services}, "Action": "sts:AssumeRole",
        "Condition": condition,
    })  # fmt: skip


GET = allow("s3:GetObject", "arn:aws:s3:::pictures/*")
KEEP = deny("s3:GetObject", "arn:aws:s3:::pictures/secret/*", Sid="Keep")
PUT = allow("logs:PutLogEvents")
STREAM = allow("logs:CreateLogStream")
TRUST = trusting()
# The last one is outside of the boundary: without the boundary it would count.
INLINE = {
    "read": document(GET, KEEP),
    "log": document(PUT, STREAM),
    "pass": document(allow("iam:PassRole")),
}
SET = {
    "schemaVersion": "1.0", "name": "cameras", "title": "Cameras", "summary": "One role",
    "lifecycle": {"status": "current", "source": "this test", "events": []},
    "roles": [{
        "name": CAMERA, "path": "/", "description": "looks", "trust": TRUST,
        "managedPolicies": [APPLIANCE_POLICY], "permissionsBoundary": POWER,
        "inlinePolicies": [{"name": name, "document": INLINE[name]} for name in INLINE],
        "tags": {"team": "vision"},
    }],
}  # fmt: skip


def trust(value):
    text = json.dumps(value)
    return lambda iam: iam.update_assume_role_policy(RoleName=CAMERA, PolicyDocument=text)


def put(**documents):
    def change(iam):
        for name, value in documents.items():
            iam.put_role_policy(RoleName=CAMERA, PolicyName=name, PolicyDocument=json.dumps(value))

    return change


def call(name, **values):
    return lambda iam: getattr(iam, name)(RoleName=CAMERA, **values)


ACCOUNT_ONLY = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}

# What is done to the role, which way access then differs from the spec, and which change `apply`
# must name and ask about (None when it must not ask).
CHANGES = [
    ("ArnLike turned into ArnLikeIfExists",
     trust(trusting(**ACCOUNT_ONLY, ArnLikeIfExists={"aws:SourceArn": DEVICES})),
     "trust", "widened", None),
    ("a condition of the trust lost", trust(trusting(**ACCOUNT_ONLY)), "trust", "widened", None),
    ("a condition of the trust more",
     trust(trusting(**ACCOUNT_ONLY, ArnLike={"aws:SourceArn": DEVICES},
                    Bool={"aws:SecureTransport": "true"})),
     "trust", "narrowed", "trust policy"),
    ("a second service", trust(trusting(["panorama.amazonaws.com", "ec2.amazonaws.com"])),
     "trust", "widened", None),
    ("another service", trust(trusting("ec2.amazonaws.com")), "trust", "both", "trust policy"),
    ("a Deny lost", put(read=document(GET)), "permissions", "widened", None),
    ("a Deny gained",
     put(read=document(GET, KEEP, deny("s3:GetObject", "arn:aws:s3:::pictures/x"))),
     "permissions", "narrowed", "'read'"),
    ("a statement lost", put(log=document(PUT)), "permissions", "narrowed", "'log'"),
    ("a statement gained", put(log=document(PUT, STREAM, allow("logs:GetLogEvents"))),
     "permissions", "widened", None),
    ("a wider resource", put(read=document(allow("s3:GetObject", "arn:aws:s3:::*"), KEEP)),
     "permissions", "widened", None),
    ("one statement exchanged for another", put(log=document(PUT, allow("logs:GetLogEvents"))),
     "permissions", "both", "'log'"),
    ("a statement moved between inline policies",
     put(log=document(PUT), read=document(GET, KEEP, STREAM)), "permissions", "unchanged", None),
    ("a Deny moved between inline policies",
     put(read=document(GET), log=document(PUT, STREAM, KEEP)), "permissions", "unchanged", None),
    ("an inline policy lost", call("delete_role_policy", PolicyName="log"),
     "permissions", "narrowed", "'log'"),
    ("an inline policy more", put(extra=document(allow("sqs:SendMessage"))),
     "permissions", "widened", None),
    ("an inline policy more that grants nothing new", put(extra=document(PUT)),
     "permissions", "unchanged", None),
    ("the attached policy lost", call("detach_role_policy", PolicyArn=APPLIANCE_POLICY),
     "permissions", "narrowed", "AWSPanoramaApplianceServiceRolePolicy"),
    ("one more policy attached", call("attach_role_policy", PolicyArn=READ_ONLY),
     "permissions", "widened", None),
    ("the boundary removed", call("delete_role_permissions_boundary"),
     "permissions", "widened", None),
    ("a narrower boundary",
     call("put_role_permissions_boundary", PermissionsBoundary=READ_ONLY),
     "permissions", "narrowed", "boundary"),
    ("a longer session", call("update_role", Description="looks", MaxSessionDuration=7200),
     None, "longer", None),
    ("another description", call("update_role", Description="sees", MaxSessionDuration=3600),
     None, "unchanged", None),
    ("another tag", call("tag_role", Tags=[{"Key": "team", "Value": "sound"}]),
     "permissions", "unchanged", None),
]  # fmt: skip


@pytest.fixture
def in_sync(online, stub):
    """A role of the person's own set that `apply` has just made."""
    online.write("cameras.json", json.dumps(SET))
    online.init("--offline", "--role-set", "./cameras.json").expect(0)
    online.apply().expect(0)
    online.drift().expect(0)
    stub.forget_log()
    return online


def role_of(result) -> dict:
    return next(role for role in result.json["roles"] if role["name"] == CAMERA)


IDS = [row[0] for row in CHANGES]


@pytest.mark.parametrize(("what", "change", "part", "way", "asked"), CHANGES, ids=IDS)
def test_drift_says_which_way(in_sync, stub, account, what, change, part, way, asked):
    change(account.iam)
    in_sync.run("drift").expect(2)
    found = in_sync.drift("--fail-on", "widened")
    grows = way in ("widened", "both", "longer")
    found.expect(2 if grows else 0)
    assert found.json["status"] == "drifted"
    if not grows:
        assert "widen no access" in found.err, found.told()
    access = role_of(found).get("access", {})
    if part is None:
        assert access == {}
        return
    assert list(access) == [part], found.told()
    assert access[part]["direction"] == way, found.told()
    assert access[part]["undecided"] == []
    confirm(in_sync, account.iam, part, access[part])


def documents_of(iam) -> dict[str, dict]:
    """What the role has now, as `can cases` takes it."""
    role = iam.get_role(RoleName=CAMERA)["Role"]
    inline = iam.list_role_policies(RoleName=CAMERA)["PolicyNames"]
    attached = iam.list_attached_role_policies(RoleName=CAMERA)["AttachedPolicies"]
    bound = role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
    permissions = {
        "identity": [
            iam.get_role_policy(RoleName=CAMERA, PolicyName=name)["PolicyDocument"]
            for name in inline
        ]
        + [managed(iam, policy["PolicyArn"]) for policy in attached]
    }
    if bound:
        permissions["boundary"] = [managed(iam, bound)]
    return {"trust": {"trust": role["AssumeRolePolicyDocument"]}, "permissions": permissions}


def managed(iam, arn: str) -> dict:
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    answer = iam.get_policy_version(PolicyArn=arn, VersionId=version)
    return answer["PolicyVersion"]["Document"]


def confirm(program, iam, part: str, access: dict) -> None:
    """Each witness is allowed (or denied) by the one side, and not by the other."""
    desired = {
        "trust": {"trust": TRUST},
        "permissions": {
            "identity": [*INLINE.values(), managed(iam, APPLIANCE_POLICY)],
            "boundary": [managed(iam, POWER)],
        },
    }[part]
    sides = {"actual": documents_of(iam)[part], "desired": desired}
    decided = {
        "widened": ("actual", "allowed"), "narrowed": ("desired", "allowed"),
        "deniesLost": ("desired", "explicitly-denied"),
        "deniesGained": ("actual", "explicitly-denied"),
    }  # fmt: skip
    needed = {"widened": 1, "narrowed": 1, "both": 2}.get(access["direction"], 0)
    assert len(access["witnesses"]) >= needed, access
    cases = [
        {"id": f"{name} {side}", "request": request, "policies": policies}
        for name, request in access["witnesses"].items()
        for side, policies in sides.items()
    ]
    if not cases:
        return
    text = "".join(json.dumps(case) + "\n" for case in cases)
    answered = program.run("can", "cases", "-", stdin=text).expect(0)
    for line in answered.out.splitlines():
        answer = json.loads(line)
        name, side = answer["id"].split()
        holder, decision = decided[name]
        assert (answer["decision"] == decision) is (side == holder), answer


@pytest.mark.parametrize(("what", "change", "part", "way", "asked"), CHANGES, ids=IDS)
def test_apply_asks_when_access_grows(in_sync, stub, account, what, change, part, way, asked):
    change(account.iam)
    if asked is None:
        done = in_sync.apply().expect(0)
        assert "may widen" not in done.err
        return
    refused = in_sync.apply().expect(4)
    assert stub.writes() == []
    named = [line for line in refused.err.splitlines() if "may widen access" in line]
    assert len(named) == 1 and asked in named[0] and CAMERA in named[0], refused.told()
    assert "--accept widening" in refused.err
    assert "now allowed: " in refused.out or "no longer denied: " in refused.out, refused.told()
    in_sync.apply("--accept", "widening").expect(0)
    in_sync.drift().expect(0)


def test_completing_a_role_that_apply_left_half_made_does_not_ask(online, stub):
    online.write("cameras.json", json.dumps(SET))
    online.init("--offline", "--role-set", "./cameras.json").expect(0)
    stub.fault("denied", "PutRolePolicy")
    online.apply().expect(6)
    assert CAMERA in stub.roles()
    stub.heal()
    online.apply().expect(0)
    online.drift().expect(0)


def test_denials_that_change_places_never_lapse(online, stub, account):
    """Each document gets the denial of the other: one is put twice, and both always hold."""
    quiet = deny("logs:PutLogEvents", "arn:aws:logs:*:*:log-group:secret", Sid="Quiet")
    wanted = copy.deepcopy(SET)
    wanted["roles"][0]["inlinePolicies"] = [
        {"name": "read", "document": document(GET, KEEP)},
        {"name": "log", "document": document(PUT, STREAM, quiet)},
    ]
    online.write("cameras.json", json.dumps(wanted))
    online.init("--offline", "--role-set", "./cameras.json").expect(0)
    online.apply().expect(0)
    put(read=document(GET, quiet), log=document(PUT, STREAM, KEEP))(account.iam)
    stub.forget_log()
    online.run("plan").expect(0)
    told = online.apply().expect(0)
    assert "keeps its denials until the others are in place" in told.out
    assert stub.writes() == ["PutRolePolicy"] * 3
    online.drift().expect(0)


def test_one_side_unknown_leaves_the_other_known(program):
    """`StringEquals` on a key with several values is not specified; the second statement is."""
    keys = {"aws:TagKeys": "a"}
    plain = allow("s3:GetObject", Condition={"StringEquals": keys})
    program.write("actual.json", json.dumps(document(plain, allow("sqs:SendMessage"))))
    some = allow("s3:GetObject", Condition={"ForAnyValue:StringEquals": keys})
    program.write("desired.json", json.dumps(document(some)))
    told = program.run("compare", "actual.json", "desired.json").expect(2)
    assert "grants: at least widened\n  now allowed: sqs:SendMessage on " in told.out
    assert "  no longer allowed: not decided (unspecified: aws:TagKeys" in told.out
    back = program.run("compare", "desired.json", "actual.json").expect(2)
    assert "grants: at least narrowed\n" in back.out
    exact = program.run("compare", "actual.json", "desired.json", "--format", "json").expect(2)
    assert exact.json["access"]["grants"] == "widened"
    assert "widened" in exact.json["access"]["witnesses"]


# `review`.


def review(program, old: dict, new: dict, *words):
    program.write("old.json", json.dumps(old))
    program.write("new.json", json.dumps(new))
    return program.run("review", "old.json", "new.json", *words)


def edited(change) -> dict:
    value = copy.deepcopy(SET)
    change(value["roles"][0])
    return value


def test_a_review_names_who_gains_what(program):
    wider = edited(lambda role: role.update(trust=trusting(**ACCOUNT_ONLY)))
    told = review(program, SET, wider).expect(2)
    assert f"| `{CAMERA}` | **gains** | widened | unchanged |" in told.out
    block = told.out.split("```json\n")[1].split("\n```")[0]
    request = json.loads(block)
    assert request["principal"] == {"Service": "panorama.amazonaws.com"}
    for document_, expected in (
        (TRUST, "implicitly-denied"),
        (trusting(**ACCOUNT_ONLY), "allowed"),
    ):
        case = {"id": "x", "request": request, "policies": {"trust": document_}}
        answer = program.run("can", "cases", "-", stdin=json.dumps(case) + "\n").expect(0)
        assert json.loads(answer.out)["decision"] == expected
    back = review(program, wider, SET).expect(0)
    assert f"| `{CAMERA}` | loses | narrowed | unchanged |" in back.out
    review(program, wider, SET, "--fail-on", "different").expect(2)
    same = review(program, SET, SET).expect(0)
    assert "No role gains access." in same.out
    assert review(program, SET, wider, "--format", "json").expect(2).json["gains"] == "yes"


def test_a_review_takes_specs_and_pipes(program):
    program.init("--offline").expect(0)
    spec = json.loads((program.folder / "panorama-roles.json").read_text())
    program.write("wide.json", json.dumps({**spec, "roleSets": ["panorama", "deeplens"]}))
    told = program.run("review", "panorama-roles.json", "wide.json").expect(2)
    assert "(new) | **gains**" in told.out
    assert f"for account `{ACCOUNT}`" in told.out
    text = (program.folder / "panorama-roles.json").read_text()
    program.run("review", "-", "panorama-roles.json", stdin=text).expect(0)
    refused = program.run("review", "wide.json", "panorama-roles.json", "--account", "210987654321")
    refused.expect(64)
    program.write("policy.json", json.dumps(TRUST))
    neither = program.run("review", "policy.json", "wide.json").expect(1)
    assert "neither a role-set file nor a spec" in neither.err


def test_an_unknown_document_is_no_guess(program):
    theirs = "arn:aws:iam::123456789012:policy/theirs"
    more = edited(lambda role: role["managedPolicies"].append(theirs))
    told = review(program, SET, more).expect(2)
    assert "**not known**" in told.out or "**may gain**" in told.out
    assert f"the document of '{theirs}' is not known" in told.out


HOSTILE = "```\n| x | y |\n</code><script>alert(1)</script>`**bold** [a](http://b) @all \\| x"


def test_nothing_of_a_file_is_markdown(program):
    statement = allow("s3:GetObject", f"arn:aws:s3:::{HOSTILE}/*", Sid="Evil")
    more = edited(lambda role: role["inlinePolicies"][0]["document"]["Statement"].append(statement))
    told = review(program, SET, more).expect(2)
    lines = told.out.splitlines()
    assert "\x1b" not in told.out
    fence, outside = None, []
    for line in lines:
        ticks = len(line) - len(line.lstrip("`"))
        if fence is None and ticks >= 3:
            fence = ticks
        elif fence is not None and ticks >= fence and line.strip("`") == "":
            fence = None
        elif fence is None:
            outside.append(line)
    assert fence is None
    table = [line for line in outside if line.startswith("|")]
    assert len(table) == 3 and all(line.count("|") == 5 for line in table)
    for line in outside:
        assert "<script>" not in line and "**bold**" not in line and "[a](" not in line

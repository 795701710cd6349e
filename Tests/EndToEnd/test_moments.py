"""Between two calls of a plan nobody may do what neither the beginning nor the end lets them do.

An evaluator of its own, which shares no code with the program, decides who may assume a role times
what the role may do, at every moment of the plans of 400 random roles.
"""

import copy
import fnmatch
import json
import random

import pytest

from EndToEnd.support.accounts import ACCOUNT

ACCOUNTS = ["111111111111", "222222222222", "333333333333"]
# Who asks: an account, with or without an external id, with or without a tag of the session.
CALLERS = [
    (account, external, tier)
    for account in ACCOUNTS for external in [None, "one"] for tier in [None, "high"]
]  # fmt: skip
# Each of these is asked of each of the callers, through each role, at each moment.
REQUESTS = [
    (f"{service}:{name}", resource)
    for service in ["s3", "iam", "sqs", "logs"]
    for name in ["GetObject", "PutObject", "ListThings", "CreateUser"]
    for resource in ["arn:aws:x:::a/one", "arn:aws:x:::b/one"]
]
ROLES = 20


def matches(patterns, text):
    patterns = [patterns] if isinstance(patterns, str) else patterns
    return any(fnmatch.fnmatchcase(text.lower(), pattern.lower()) for pattern in patterns)


def holds(condition, context):
    for operator, keys in (condition or {}).items():
        assert operator == "StringEquals"
        for key, values in keys.items():
            values = [values] if isinstance(values, str) else values
            if context.get(key.lower()) not in values:
                return False
    return True


def decide(documents, action, resource, context):
    allowed = False
    for document in documents:
        for statement in document["Statement"]:
            if not matches(statement["Action"], action):
                continue
            if not matches(statement["Resource"], resource):
                continue
            if not holds(statement.get("Condition"), context):
                continue
            if statement["Effect"] == "Deny":
                return False
            allowed = True
    return allowed


def admits(trust, account, external, action):
    admitted = False
    for statement in trust["Statement"]:
        if not matches(statement["Action"], action):
            continue
        if not holds(statement.get("Condition"), {"sts:externalid": external}):
            continue
        principal = statement["Principal"]
        if principal != "*":
            names = principal["AWS"]
            names = [names] if isinstance(names, str) else names
            if not any(f":{account}:" in name for name in names):
                continue
        if statement["Effect"] == "Deny":
            return False
        admitted = True
    return admitted


def pairs(state):
    """Who may do what through which role."""
    found = set()
    for name, role in state["roles"].items():
        documents = list(role["inline"].values())
        documents += [state["policies"][arn] for arn in role["attached"]]
        bound = [state["policies"][role["boundary"]]] if role["boundary"] else None
        tags = {f"aws:principaltag/{key.lower()}": value for key, value in role["tags"].items()}
        may = {}
        for tier in [None, "high"]:
            # A tag of the session goes before the role's own.
            context = tags if tier is None else {**tags, "aws:principaltag/tier": tier}
            may[tier] = [
                request for request in REQUESTS
                if decide(documents, *request, context)
                and (bound is None or decide(bound, *request, context))
            ]  # fmt: skip
        for caller in CALLERS:
            account, external, tier = caller
            if not admits(role["trust"], account, external, "sts:AssumeRole"):
                continue
            if tier and not admits(role["trust"], account, external, "sts:TagSession"):
                continue
            found |= {(name, caller, request, role["session"]) for request in may[tier]}
    return found


def exceeds(moment, start, end):
    """The pairs of a moment that neither side has for as long."""
    longest = {}
    for name, caller, request, session in start | end:
        key = (name, caller, request)
        longest[key] = max(session, longest.get(key, 0))
    more = [pair for pair in moment if pair[3] > longest.get((pair[0], pair[1], pair[2]), 0)]
    return sorted(more, key=repr)


def made(state, change):
    """The account after one call, as the IAM API Reference has it."""
    state = copy.deepcopy(state)
    what, values = change["action"], change["parameters"]
    role = state["roles"].get(values.get("RoleName"))
    if what == "CreateRole":
        state["roles"][values["RoleName"]] = {
            "trust": values["AssumeRolePolicyDocument"], "inline": {}, "attached": [],
            "boundary": values.get("PermissionsBoundary"),
            "session": values.get("MaxSessionDuration", 3600),
            "tags": {tag["Key"]: tag["Value"] for tag in values.get("Tags", [])},
        }  # fmt: skip
    elif what == "UpdateAssumeRolePolicy":
        role["trust"] = values["PolicyDocument"]
    elif what == "UpdateRole":
        role["session"] = values["MaxSessionDuration"]
    elif what == "PutRolePolicy":
        role["inline"][values["PolicyName"]] = values["PolicyDocument"]
    elif what == "DeleteRolePolicy":
        del role["inline"][values["PolicyName"]]
    elif what == "AttachRolePolicy":
        role["attached"].append(values["PolicyArn"])
    elif what == "DetachRolePolicy":
        role["attached"].remove(values["PolicyArn"])
    elif what == "PutRolePermissionsBoundary":
        role["boundary"] = values["PermissionsBoundary"]
    elif what == "DeleteRolePermissionsBoundary":
        role["boundary"] = None
    elif what == "TagRole":
        role["tags"].update({tag["Key"]: tag["Value"] for tag in values["Tags"]})
    elif what == "UntagRole":
        for key in values["TagKeys"]:
            del role["tags"][key]
    elif what in ("CreatePolicy", "CreatePolicyVersion"):
        arn = values.get("PolicyArn") or arn_of(values["PolicyName"])
        state["policies"][arn] = values["PolicyDocument"]
    else:
        raise AssertionError(what)
    return state


def arn_of(policy):
    return f"arn:aws:iam::{ACCOUNT}:policy/{policy}"


def document(*statements):
    return {"Version": "2012-10-17", "Statement": list(statements)}


def statement(rng):
    effect = rng.choice(["Allow", "Allow", "Allow", "Deny"])
    actions = ["s3:*", "s3:Get*", "iam:*", "sqs:*", "*", "logs:*", "iam:CreateUser"]
    resource = rng.choice(["*", "*", "*", "arn:aws:x:::a/*"])
    found = {"Effect": effect, "Action": rng.choice(actions), "Resource": resource}
    if rng.random() < 0.3:
        tier = rng.choice(["low", "high"])
        found["Condition"] = {"StringEquals": {"aws:PrincipalTag/tier": tier}}
    return found


def random_document(rng):
    return document(*[statement(rng) for _ in range(rng.choice([1, 1, 2]))])


def random_trust(rng):
    trusted = rng.sample(ACCOUNTS, rng.choice([1, 1, 2, 3]))
    actions = ["sts:AssumeRole", "sts:AssumeRole", ["sts:AssumeRole", "sts:TagSession"]]
    allowed = {
        "Effect": "Allow", "Action": rng.choice(actions),
        "Principal": {"AWS": [f"arn:aws:iam::{account}:root" for account in trusted]},
    }  # fmt: skip
    if rng.random() < 0.3:
        allowed["Condition"] = {"StringEquals": {"sts:ExternalId": "one"}}
    if rng.random() > 0.2:
        return document(allowed)
    denied = {
        "Effect": "Deny", "Action": "sts:AssumeRole",
        "Principal": {"AWS": f"arn:aws:iam::{rng.choice(ACCOUNTS)}:root"},
    }  # fmt: skip
    return document(allowed, denied)


def random_role(rng, name, policies):
    return {
        "name": name, "description": "", "maxSessionDuration": rng.choice([3600, 3600, 7200]),
        "trust": random_trust(rng),
        "inlinePolicies": [
            {"name": policy, "document": random_document(rng)}
            for policy in ["p", "q"] if rng.random() < 0.6
        ],
        "managedPolicies": [arn_of(policy) for policy in policies if rng.random() < 0.4],
        "tags": rng.choice([{}, {"tier": "low"}, {"tier": "high"}]),
        **({"permissionsBoundary": arn_of(policies[0])} if rng.random() < 0.2 else {}),
    }  # fmt: skip


def random_set(rng):
    """Each policy belongs to four roles, and is there on both sides."""
    groups = ROLES // 4
    policies = [
        {"name": f"Own{group}", "document": random_document(rng)} for group in range(groups)
    ]
    roles = [random_role(rng, f"R{place}", [f"Own{place % groups}"]) for place in range(ROLES)]
    # A policy that no role has is refused.
    for group, policy in enumerate(policies):
        if not any(arn_of(policy["name"]) in role["managedPolicies"] for role in roles):
            roles[group]["managedPolicies"].append(arn_of(policy["name"]))
    return {
        "schemaVersion": "1.0", "name": "random", "title": "Random", "summary": "Random roles",
        "policies": policies, "roles": roles,
    }  # fmt: skip


def foreign(online):
    """What a person names to be removed, so that the end is the role set and nothing else."""
    found = online.drift().json
    words = []
    for role in found["roles"]:
        for difference in role["differences"]:
            hint = difference.get("hint", "")
            if "--remove " in hint:
                words += ["--remove", hint.split("--remove ", 1)[1].split("'")[0].strip()]
    return words


@pytest.mark.parametrize("seed", range(20))
def test_no_moment_exceeds_the_beginning_and_the_end(online, stub, seed):
    rng = random.Random(seed)
    first, second = random_set(rng), random_set(rng)
    online.write("random.json", json.dumps(first))
    online.init("--role-set", "random.json").expect(0)
    creation = online.run("plan", "--format", "json").expect(0).json
    start = {"roles": {}, "policies": {}}
    for change in creation["changes"]:
        start = made(start, change)
    online.apply().expect(0)

    online.write("random.json", json.dumps(second))
    removals = foreign(online)
    plan = online.run("plan", "--format", "json", *removals).expect(0).json
    end = start
    for change in plan["changes"]:
        if change["action"] != "DeletePolicyVersion":
            end = made(end, change)
    before, after = pairs(start), pairs(end)
    state = start
    asked = set()
    questions = 0
    for number, change in enumerate(plan["changes"]):
        if change["action"] == "DeletePolicyVersion":
            continue
        state = made(state, change)
        extra = exceeds(pairs(state), before, after)
        if "moments" in change:
            assert change["needsAcceptance"]
            asked |= set(extra)
            questions += 1
        extra = [pair for pair in extra if pair not in asked]
        assert not extra, f"seed {seed}: after call {number + 1} {change}: {extra[:5]}"
    assert len(plan["changes"]) > ROLES and len(CALLERS) * len(REQUESTS) > 150
    assert questions <= len(plan["changes"]) / 4


def crowded(account, digit):
    """Denials that are too many to stand in one trust policy together."""
    others = [f"arn:aws:iam::{digit}000000000{n}:role/operations" for n in range(10, 36)]
    return document(
        {
            "Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
        },
        {"Effect": "Deny", "Action": "sts:AssumeRole", "Principal": {"AWS": others}},
    )  # fmt: skip


def test_a_moment_that_is_not_safe_asks_by_its_own_name(online, stub):
    def write(account, digit, action):
        role = {
            "name": "Exposed", "description": "", "trust": crowded(account, digit),
            "inlinePolicies": [
                {"name": "p", "document": document(
                    {"Effect": "Allow", "Action": action, "Resource": "*"})},
            ],
        }  # fmt: skip
        roles = {
            "schemaVersion": "1.0", "name": "exposed", "title": "Exposed", "summary": "A role",
            "roles": [role],
        }  # fmt: skip
        online.write("exposed.json", json.dumps(roles))

    write("111111111111", "3", "iam:CreateUser")
    online.init("--role-set", "exposed.json").expect(0)
    online.apply().expect(0)
    write("222222222222", "4", "s3:GetObject")
    shown = online.run("plan").expect(0)
    assert "[unsafe moment]" in shown.out
    assert "allows for a moment what it allows neither before nor after" in shown.out
    changes = online.run("plan", "--format", "json").expect(0).json["changes"]
    moments = [moment for change in changes for moment in change.get("moments", [])]
    assert [moment["role"] for moment in moments] == ["Exposed"]
    assert moments[0]["allows"]["action"] in ("iam:CreateUser", "s3:GetObject")
    writes = len(stub.writes())
    for words, hint in [
        ([], "--accept widening --accept moment"),
        (["--accept", "widening"], "--accept widening --accept moment"),
        (["--accept", "moment"], "--accept widening --accept moment"),
    ]:
        refused = online.apply(*words).expect(4)
        assert hint in refused.err, words
        assert len(stub.writes()) == writes, words
    online.apply("--accept", "widening", "--accept", "moment").expect(0)
    online.drift().expect(0)


def allowing(action, resource="*"):
    return document({"Effect": "Allow", "Action": action, "Resource": resource})


def trusting(*accounts):
    names = [f"arn:aws:iam::{account}:root" for account in accounts]
    return document({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": names}})


BOUNDS = [allowing("s3:*"), allowing("iam:*")]
TAGGED = "arn:aws:x:::${aws:PrincipalTag/tier}/one"
# What a role has before and after, where each change gives something and takes something else.
WINS_AND_LOSSES = {
    "one inline policy": (
        {"p": allowing("s3:GetObject")}, {"p": allowing("iam:CreateUser")}, {}, {},
    ),
    "two inline policies": (
        {"p": allowing(["s3:GetObject", "s3:PutObject"]), "q": allowing("sqs:*")},
        {"p": allowing(["s3:PutObject", "iam:CreateUser"]), "q": allowing("logs:*")}, {}, {},
    ),
    "three inline policies and who may assume the role": (
        {"p": allowing("s3:GetObject"), "q": allowing("sqs:*"), "r": allowing("iam:ListThings")},
        {"p": allowing("s3:PutObject"), "q": allowing("logs:*"), "r": allowing("iam:CreateUser")},
        {"trust": trusting(ACCOUNTS[0], ACCOUNTS[1])},
        {"trust": trusting(ACCOUNTS[1], ACCOUNTS[2])},
    ),
    "an inline policy and a version": (
        {"p": allowing("s3:GetObject")}, {"p": allowing("iam:CreateUser")},
        {"own": allowing(["sqs:*", "logs:GetObject"])},
        {"own": allowing(["logs:*", "iam:ListThings"])},
    ),
    "two versions": (
        {}, {}, {"own": allowing(["sqs:*", "s3:*"]), "other": allowing("logs:*")},
        {"own": allowing(["s3:*", "iam:*"]), "other": allowing("sqs:GetObject")},
    ),
    "an inline policy and the version of a boundary": (
        {"p": allowing(["s3:*", "iam:CreateUser"])}, {"p": allowing(["sqs:*", "iam:*"])},
        {"boundary": allowing(["s3:*", "sqs:GetObject"])},
        {"boundary": allowing(["sqs:*", "iam:*"])},
    ),
    "another boundary and who may assume the role": (
        {"p": allowing("*")}, {"p": allowing("*")},
        {"trust": trusting(ACCOUNTS[0]), "bounds": BOUNDS, "bound": 0},
        {"trust": trusting(ACCOUNTS[1]), "bounds": BOUNDS, "bound": 1},
    ),
    "an inline policy and a tag that it names": (
        {"p": allowing("s3:*", TAGGED)}, {"p": allowing("sqs:*", TAGGED)},
        {"tags": {"tier": "a"}}, {"tags": {"tier": "b"}},
    ),
}  # fmt: skip


def side(inline, more):
    """The role set of one side."""
    role = {
        "name": "R", "description": "", "trust": more.get("trust", trusting(ACCOUNTS[0])),
        "inlinePolicies": [{"name": name, "document": inline[name]} for name in inline],
        "tags": more.get("tags", {}), "managedPolicies": [],
    }  # fmt: skip
    policies = {name: more[name] for name in ("own", "other", "boundary") if name in more}
    role["managedPolicies"] = [arn_of(name) for name in policies if name != "boundary"]
    if "boundary" in more:
        role["permissionsBoundary"] = arn_of("boundary")
    # Both exist all the time, since a second role has them.
    holder = {"name": "Holder", "description": "", "trust": trusting(ACCOUNTS[0])}
    for number, bound in enumerate(more.get("bounds", [])):
        policies[f"bound{number}"] = bound
    if "bound" in more:
        role["permissionsBoundary"] = arn_of(f"bound{more['bound']}")
        holder["managedPolicies"] = [arn_of("bound0"), arn_of("bound1")]
        holder["inlinePolicies"] = [{"name": "none", "document": document(
            {"Effect": "Deny", "Action": "*", "Resource": "*"})}]  # fmt: skip
    return {
        "schemaVersion": "1.0", "name": "wins", "title": "Wins", "summary": "Roles",
        **({"policies": [{"name": k, "document": v} for k, v in policies.items()]}
           if policies else {}),
        "roles": [role] + ([holder] if "bound" in more else []),
    }  # fmt: skip


def filled(state):
    """The state with the tags of a role in place of its variables, which the evaluator lacks."""
    state = copy.deepcopy(state)
    for role in state["roles"].values():
        for name, text in role["inline"].items():
            tier = role["tags"].get("tier", "")
            role["inline"][name] = json.loads(
                json.dumps(text).replace("${aws:PrincipalTag/tier}", tier)
            )
    return state


@pytest.mark.parametrize("name", WINS_AND_LOSSES)
def test_what_wins_and_loses_at_once_needs_no_unsafe_moment(online, stub, name):
    before, after, more_before, more_after = WINS_AND_LOSSES[name]
    online.write("wins.json", json.dumps(side(before, more_before)))
    online.init("--role-set", "wins.json").expect(0)
    state = {"roles": {}, "policies": {}}
    for change in online.run("plan", "--format", "json").expect(0).json["changes"]:
        state = made(state, change)
    online.apply().expect(0)
    online.write("wins.json", json.dumps(side(after, more_after)))
    changes = online.run("plan", "--format", "json").expect(0).json["changes"]
    end = state
    for change in changes:
        end = made(end, change)
    start, last = pairs(filled(state)), pairs(filled(end))
    assert start - last and last - start, "neither side is within the other"
    for change in changes:
        assert "moments" not in change, change
        state = made(state, change)
        assert not exceeds(pairs(filled(state)), start, last), change
    online.apply("--accept", "widening").expect(0)
    online.drift().expect(0)

"""Every way that a role can let more happen is asked about, found, and seen in a review.

A row is a narrow role and a wide one. From the narrow account to the wide spec `apply` asks; the
wide account is drift of the narrow spec also where only widening counts; and a pull request from
the narrow file to the wide one fails its review.
"""

import copy
import json

import pytest

from EndToEnd.support.accounts import ACCOUNT, APPLIANCE_POLICY
from EndToEnd.support.snapshots import SavedAccount, managed_policy

OTHER = "444455556666"
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
OWN = f"arn:aws:iam::{ACCOUNT}:policy/Own"
OIDC = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"


def document(*statements) -> dict:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(action, resource="*", **more) -> dict:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action, resource="*", **more) -> dict:
    return {**allow(action, resource, **more), "Effect": "Deny"}


def when(operator, key, *values) -> dict:
    return {"Condition": {operator: {key: list(values)}}}


def trusting(principal, action="sts:AssumeRole", effect="Allow", **more) -> dict:
    return {"Effect": effect, "Principal": principal, "Action": action, **more}


def service(name="panorama") -> dict:
    return {"Service": f"{name}.amazonaws.com"}


def root(account) -> dict:
    return {"AWS": f"arn:aws:iam::{account}:root"}


def trust(*statements) -> dict:
    return {"trust": document(*statements)}


def inline(*statements, name="work") -> dict:
    policies = {"base": document(allow("logs:PutLogEvents")), name: document(*statements)}
    return {"inlinePolicies": [{"name": key, "document": policies[key]} for key in policies]}


def own(*statements, **more) -> dict:
    return {"policies": [{"name": "Own", "document": document(*statements)}], **more}


ATTACHED = {"managedPolicies": [OWN]}
ID = when("StringEquals", "sts:ExternalId", "a-long-id")
ROLE = {
    "name": "Camera", "path": "/", "description": "looks", "trust": document(trusting(service())),
    "inlinePolicies": [{"name": "base", "document": document(allow("logs:PutLogEvents"))}],
}  # fmt: skip
TESTED = inline(allow("s3:*", **when("StringEquals", "aws:PrincipalTag/team", "audio")))
UNTAGGED = inline(allow("s3:*", **when("Null", "aws:PrincipalTag/team", "true")))
HOME = inline(allow("s3:GetObject", "arn:aws:s3:::home-${aws:PrincipalTag/team}/*"))
TRUST_TAG = trust(trusting(root(OTHER), **when("StringEquals", "aws:ResourceTag/team", "audio")))


def condition(operator, key, narrow, wide):
    """Other values of one condition."""
    narrow, wide = ([value] if isinstance(value, str) else value for value in (narrow, wide))
    return (
        inline(allow("s3:GetObject", **when(operator, key, *narrow))),
        inline(allow("s3:GetObject", **when(operator, key, *wide))),
    )


def qualified(narrow, wide, key, *values):
    """Another operator or qualifier for the same values."""
    return (
        inline(allow("s3:GetObject", **when(narrow, key, *values))),
        inline(allow("s3:GetObject", **when(wide, key, *values))),
    )


def removing(kind, name):
    return ["--remove", f"Camera:{kind}:{name}"]


# Narrow, wide, and what names the foreign thing that goes; False where no call can change it.
ROWS = {
    "another service": ({}, trust(trusting(service()), trusting(service("lambda")))),
    "another account": ({}, trust(trusting(service()), trusting(root(OTHER)))),
    "everyone": ({}, trust(trusting("*"))),
    "the account in the place of one of its roles": (
        trust(trusting({"AWS": f"arn:aws:iam::{OTHER}:role/one"})), trust(trusting(root(OTHER))),
    ),
    "no external id": (trust(trusting(root(OTHER), **ID)), trust(trusting(root(OTHER)))),
    "any external id": (
        trust(trusting(root(OTHER), **ID)),
        trust(trusting(root(OTHER), **when("StringLike", "sts:ExternalId", "*"))),
    ),
    "no confused deputy": (
        trust(trusting(service(), **when("StringEquals", "aws:SourceAccount", ACCOUNT))), {},
    ),
    "an external id that may be missing": (
        trust(trusting(root(OTHER), **ID)),
        trust(trusting(root(OTHER), **when("StringEqualsIfExists", "sts:ExternalId", "a-long-id"))),
    ),
    "a denial of trust goes": (
        trust(trusting(root(OTHER)), trusting(
            {"AWS": f"arn:aws:iam::{OTHER}:role/one"}, effect="Deny")),
        trust(trusting(root(OTHER))),
    ),
    "session tags": (
        trust(trusting(root(OTHER))),
        trust(trusting(root(OTHER), ["sts:AssumeRole", "sts:TagSession"])),
    ),
    "session tags of every key": (
        trust(trusting(root(OTHER), ["sts:AssumeRole", "sts:TagSession"],
                       **when("ForAllValues:StringEquals", "aws:TagKeys", "team"))),
        trust(trusting(root(OTHER), ["sts:AssumeRole", "sts:TagSession"])),
    ),
    "a source identity": (
        trust(trusting(root(OTHER))),
        trust(trusting(root(OTHER), ["sts:AssumeRole", "sts:SetSourceIdentity"])),
    ),
    "any repository": (
        trust(trusting({"Federated": OIDC}, "sts:AssumeRoleWithWebIdentity", **when(
            "StringLike", "token.actions.githubusercontent.com:sub", "repo:us/app:*"))),
        trust(trusting({"Federated": OIDC}, "sts:AssumeRoleWithWebIdentity", **when(
            "StringLike", "token.actions.githubusercontent.com:sub", "repo:us/*"))),
    ),
    "a longer session": ({"maxSessionDuration": 3600}, {"maxSessionDuration": 43200}),
    "another path": ({}, {"path": "/service-role/"}, False),
    "a tag that a policy tests": (
        {**TESTED, "tags": {"team": "vision"}}, {**TESTED, "tags": {"team": "audio"}},
    ),
    "a tag of another case of key": (
        {**TESTED, "tags": {"Team": "vision"}}, {**TESTED, "tags": {"Team": "audio"}},
    ),
    "a new tag that a policy tests": (TESTED, {**TESTED, "tags": {"team": "audio"}}),
    "a tag goes that a policy wants missing": (
        {**UNTAGGED, "tags": {"team": "vision"}}, UNTAGGED, removing("tag", "team"),
    ),
    "a tag in a resource": (
        {**HOME, "tags": {"team": "vision"}}, {**HOME, "tags": {"team": "audio"}},
    ),
    "a tag that the trust policy tests": (
        {**TRUST_TAG, "tags": {"team": "vision"}}, {**TRUST_TAG, "tags": {"team": "audio"}},
    ),
    "a new inline policy": ({}, inline(allow("s3:GetObject"))),
    "another action": (
        inline(allow("s3:GetObject")), inline(allow(["s3:GetObject", "s3:PutObject"])),
    ),
    "a wildcard in an action": (inline(allow("s3:GetObject")), inline(allow("s3:Get*"))),
    "every action but one": (
        inline(allow("s3:GetObject")),
        inline({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}),
    ),
    "fewer exceptions among actions": (
        inline({"Effect": "Allow", "NotAction": ["iam:*", "sts:*"], "Resource": "*"}),
        inline({"Effect": "Allow", "NotAction": ["iam:*"], "Resource": "*"}),
    ),
    "another resource": (
        inline(allow("s3:GetObject", "arn:aws:s3:::a/*")),
        inline(allow("s3:GetObject", ["arn:aws:s3:::a/*", "arn:aws:s3:::b/*"])),
    ),
    "a wildcard in a resource": (
        inline(allow("s3:GetObject", "arn:aws:s3:::a/b")),
        inline(allow("s3:GetObject", "arn:aws:s3:::a/?")),
    ),
    "every resource but one": (
        inline(allow("s3:GetObject", "arn:aws:s3:::a/*")),
        inline({"Effect": "Allow", "Action": "s3:GetObject", "NotResource": "arn:aws:s3:::c/*"}),
    ),
    "a variable in the place of a name": (
        inline(allow("s3:GetObject", "arn:aws:s3:::a/me")),
        inline(allow("s3:GetObject", "arn:aws:s3:::a/${aws:SourceIdentity}")),
    ),
    "no condition": (
        inline(allow("s3:GetObject", **when("Bool", "aws:SecureTransport", "true"))),
        inline(allow("s3:GetObject")),
    ),
    "a denial goes": (
        inline(allow("s3:*"), deny("s3:PutObject")), inline(allow("s3:*")),
    ),
    "a denial of fewer resources": (
        inline(allow("s3:*"), deny("s3:PutObject")),
        inline(allow("s3:*"), deny("s3:PutObject", "arn:aws:s3:::a/*")),
    ),
    "a denial with a condition": (
        inline(allow("s3:*"), deny("s3:PutObject")),
        inline(allow("s3:*"), deny("s3:PutObject", **when("Bool", "aws:SecureTransport", "false"))),
    ),
    "a denial of a policy of its own goes": (
        inline(deny("logs:PutLogEvents", "arn:aws:logs:*:*:log-group:x")), {},
        removing("inline-policy", "work"),
    ),
    "a denial of nothing that is allowed goes": (
        inline(deny("s3:*")), {}, removing("inline-policy", "work"),
    ),
    "another string": condition("StringEquals", "aws:SourceVpc", "vpc-1", ["vpc-1", "vpc-2"]),
    "a string pattern": condition("StringLike", "aws:SourceVpc", "vpc-1", "vpc-*"),
    "fewer strings that are left out": condition(
        "StringNotEquals", "aws:SourceVpc", ["vpc-1", "vpc-2"], "vpc-1"),
    "any case of a string": qualified(
        "StringEquals", "StringEqualsIgnoreCase", "aws:SourceVpc", "vpc-1"),
    "a pattern and no string": qualified("StringEquals", "StringLike", "aws:SourceVpc", "vpc-*"),
    "a key that may be missing": qualified(
        "StringEquals", "StringEqualsIfExists", "aws:SourceVpc", "vpc-1"),
    "all values, which may be none": qualified(
        "ForAnyValue:StringEquals", "ForAllValues:StringEquals", "aws:TagKeys", "a"),
    "any value in the place of all": qualified(
        "ForAllValues:StringEquals", "ForAnyValue:StringEquals", "aws:TagKeys", "a"),
    "a larger number": condition("NumericLessThan", "s3:max-keys", "10", "100"),
    "a number that is equal too": qualified(
        "NumericLessThan", "NumericLessThanEquals", "s3:max-keys", "10"),
    "a later date": condition(
        "DateLessThan", "aws:CurrentTime", "2026-01-01T00:00:00Z", "2030-01-01T00:00:00Z"),
    "a larger network": condition("IpAddress", "aws:SourceIp", "10.0.0.0/16", "10.0.0.0/8"),
    "a smaller network that is left out": condition(
        "NotIpAddress", "aws:SourceIp", "10.0.0.0/8", "10.0.0.0/16"),
    "an ARN pattern": condition(
        "ArnLike", "aws:SourceArn", "arn:aws:s3:::a", "arn:aws:s3:::*"),
    "true or false": condition("Bool", "aws:SecureTransport", "true", ["true", "false"]),
    "a text of a key that is compared as a truth": (
        inline(allow("s3:*", **when("Bool", "aws:PrincipalTag/on", "true"))),
        inline(allow("s3:*", **when("Bool", "aws:PrincipalTag/on", "true")),
               allow("*", **when("StringEquals", "aws:PrincipalTag/on", "x"))),
    ),
    "a text of a key that is compared as a number": (
        inline(allow("s3:*", **when("NumericLessThan", "aws:PrincipalTag/on", "5")),
               allow("s3:*", **when("NumericGreaterThanEquals", "aws:PrincipalTag/on", "5"))),
        inline(allow("s3:*", **when("NumericLessThan", "aws:PrincipalTag/on", "5")),
               allow("s3:*", **when("NumericGreaterThanEquals", "aws:PrincipalTag/on", "5")),
               allow("s3:*", **when("StringLike", "aws:PrincipalTag/on", "x*"))),
    ),
    "a tag that only has to be there": (
        inline(allow("s3:*", **when("Bool", "aws:PrincipalTag/on", "true")),
               allow("s3:*", **when("Bool", "aws:PrincipalTag/on", "false"))),
        inline(allow("s3:*", **when("Null", "aws:PrincipalTag/on", "false"))),
    ),
    "a key that is there": (
        inline(allow("s3:GetObject", **when("Null", "aws:SourceVpc", "false"))),
        inline(allow("s3:GetObject")),
    ),
    "binary data": condition("BinaryEquals", "s3:object-lock", "QQ==", ["QQ==", "Qg=="]),
    "a managed policy that is known": ({}, {"managedPolicies": [APPLIANCE_POLICY]}),
    "a managed policy that is not known": ({}, {"managedPolicies": [ADMINISTRATOR]}),
    "an own policy is attached": (
        {"policies": [{"name": "Own", "document": document(allow("s3:*"))}]},
        own(allow("s3:*"), **ATTACHED),
    ),
    "a new version of an own policy": (
        own(allow("s3:GetObject"), **ATTACHED), own(allow("s3:*"), **ATTACHED),
    ),
    "a new version that denies less": (
        own(allow("s3:*"), deny("s3:PutObject"), **ATTACHED), own(allow("s3:*"), **ATTACHED),
    ),
    "a boundary goes": (
        own(allow("s3:*"), permissionsBoundary=OWN), own(allow("s3:*"), **ATTACHED),
        removing("permissions-boundary", OWN),
    ),
    "a wider boundary": (
        own(allow("s3:*"), permissionsBoundary=OWN, **inline(allow("*"))),
        own(allow("*"), permissionsBoundary=OWN, **inline(allow("*"))),
    ),
    "another boundary": (
        own(allow("logs:*"), permissionsBoundary=OWN),
        {"permissionsBoundary": ADMINISTRATOR},
    ),
    "another boundary that policies reach beyond": (
        own(allow("logs:*"), permissionsBoundary=OWN, **inline(allow("s3:*"))),
        {"permissionsBoundary": ADMINISTRATOR, **inline(allow("s3:*"))},
    ),
    "a wider boundary that no policy uses": (
        own(allow("logs:*"), permissionsBoundary=OWN), own(allow("*"), permissionsBoundary=OWN),
    ),
    "an accepted policy": (
        {}, {"acceptedPolicies": [{"arn": ADMINISTRATOR, "note": "old"}]}, False,
    ),
    "a policy of others that is accepted": (
        {}, {"acceptedPolicies": [{"arn": OWN, "note": "old"}]}, False,
    ),
}  # fmt: skip


KINDS = ["oidcProviders", "samlProviders"]


def role_set(change) -> dict:
    role = {**copy.deepcopy(ROLE), **{k: v for k, v in change.items() if k != "policies"}}
    used = [*role.get("managedPolicies", []), role.get("permissionsBoundary")]
    policies = change.get("policies", []) if OWN in used else []
    providers = {kind: role.pop(kind) for kind in KINDS if kind in role}
    return {
        "schemaVersion": "1.0", "name": "cameras", "title": "Cameras", "summary": "One role",
        **({"policies": policies} if policies else {}), **providers, "roles": [role],
    }  # fmt: skip


def account(change) -> str:
    """The account in which the role is as one side has it."""
    wanted = role_set(change)["roles"][0]
    saved = SavedAccount({}, [])
    role = saved.add("Camera", wanted["trust"], wanted["path"])
    role["Description"] = wanted["description"]
    role["MaxSessionDuration"] = wanted.get("maxSessionDuration", 3600)
    role["Tags"] = [{"Key": key, "Value": value} for key, value in wanted.get("tags", {}).items()]
    role["RolePolicyList"] = [
        {"PolicyName": policy["name"], "PolicyDocument": policy["document"]}
        for policy in wanted["inlinePolicies"]
    ]
    attached = wanted.get("managedPolicies", [])
    attached += [policy["arn"] for policy in wanted.get("acceptedPolicies", [])]
    role["AttachedManagedPolicies"] = [
        {"PolicyName": arn.rsplit("/", 1)[1], "PolicyArn": arn} for arn in attached
    ]
    if boundary := wanted.get("permissionsBoundary"):
        role["PermissionsBoundary"] = {
            "PermissionsBoundaryArn": boundary, "PermissionsBoundaryType": "Policy",
        }  # fmt: skip
    for policy in change.get("policies", []):
        saved.policies.append(managed_policy(OWN, policy["document"]))
    return saved.text


HOST = "token.actions.githubusercontent.com"
SAML = f"arn:aws:iam::{ACCOUNT}:saml-provider/corp"
METADATA = "<EntityDescriptor>" + "x" * 1000 + "</EntityDescriptor>\n"
PRINTS = ["6938fd4d98bab03faadb97b34396831e3780aea1", "1b511abead59c6ce207077c0bf0e0043b1382612"]


def federated(provider, action, key, value):
    return trust(trusting({"Federated": provider}, action, **when("StringEquals", key, value)))


REPOSITORY = federated(OIDC, "sts:AssumeRoleWithWebIdentity", f"{HOST}:sub", "repo:us/app:x")
PEOPLE = federated(SAML, "sts:AssumeRoleWithSAML", "SAML:aud", "https://signin.aws.amazon.com/saml")


def oidc(**provider):
    return {"oidcProviders": [{"url": f"https://{HOST}", **provider}], **REPOSITORY}


def saml(**provider):
    return {"samlProviders": [{"name": "corp", **provider}], **PEOPLE}


# What an identity provider lets in more: narrow and wide, and what else the files are.
PROVIDERS = {
    "another client id": (oidc(clientIds=["one"]), oidc(clientIds=["one", "two"])),
    "another client id in place of one": (oidc(clientIds=["one"]), oidc(clientIds=["two"])),
    "another thumbprint": (
        oidc(clientIds=["one"], thumbprints=PRINTS[:1]),
        oidc(clientIds=["one"], thumbprints=PRINTS),
    ),
    "another thumbprint in place of one": (
        oidc(clientIds=["one"], thumbprints=PRINTS[:1]),
        oidc(clientIds=["one"], thumbprints=PRINTS[1:]),
    ),
    "other metadata": (saml(metadata="narrow.xml"), saml(metadata="wide.xml")),
    # The narrow set does not declare these, so that drift of it does not look at them.
    "a provider that a role trusts already": (REPOSITORY, oidc(clientIds=["one"]), False),
    "a metadata document of a provider that a role trusts already": (
        PEOPLE, saml(metadata="wide.xml"), False,
    ),
    "another version of a boundary": (
        own(allow("s3:GetObject"), permissionsBoundary=OWN, **inline(allow("s3:*"))),
        own(allow("s3:*"), permissionsBoundary=OWN, **inline(allow("s3:*"))),
    ),
    "a version of a boundary that denies less": (
        own(allow("s3:*"), deny("s3:Put*"), permissionsBoundary=OWN, **inline(allow("s3:*"))),
        own(allow("s3:*"), permissionsBoundary=OWN, **inline(allow("s3:*"))),
    ),
    "tags that a session may bring": (
        {**trust(trusting(root(OTHER), ["sts:AssumeRole", "sts:TagSession"], **when(
            "StringEquals", "aws:RequestTag/team", "vision"))), **TESTED},
        {**trust(trusting(root(OTHER), ["sts:AssumeRole", "sts:TagSession"])), **TESTED},
    ),
    "a tag of a session that a new policy tests": (
        {**trust(trusting(root(OTHER), ["sts:AssumeRole", "sts:TagSession"])),
         "tags": {"team": "vision"}},
        {**trust(trusting(root(OTHER), ["sts:AssumeRole", "sts:TagSession"])), **TESTED,
         "tags": {"team": "vision"}},
    ),
}  # fmt: skip


def test_the_tables_are_long_enough():
    assert len(ROWS) >= 60 and len(PROVIDERS) >= 10


@pytest.mark.parametrize("name", ROWS)
def test_more_access_is_seen_everywhere(program, name):
    narrow, wide, *rest = ROWS[name]
    removal = rest[0] if rest else []
    for side, change in (("narrow", narrow), ("wide", wide)):
        program.write(f"{side}-set.json", json.dumps(role_set(change)))
        program.write(f"{side}-account.json", account(change))
        choice = ["--offline", "--quiet", "--role-set", f"{side}-set.json"]
        program.init(*choice, "--spec", f"{side}.json").expect(0)

    def apply(spec, snapshot, *words):
        model = ["--backend", "memory", "--snapshot", snapshot, "--max-age", "3650d"]
        return program.run(
            "apply", "--spec", spec, "--approve", "--adopt", "Camera", *model, *words
        )

    if removal is not False:
        refused = apply("wide.json", "narrow-account.json", *removal).expect(4)
        assert "--accept widening" in refused.err
        assert "this may widen access" in refused.err
    found = program.run(
        "drift", "--spec", "narrow.json", "--snapshot", "wide-account.json", "--fail-on", "widened"
    ).expect(2, 5)
    assert "error" not in found.err
    told = program.run("review", "narrow-set.json", "wide-set.json").expect(2)
    assert "No role gains access" not in told.out
    same = program.run("review", "wide-set.json", "wide-set.json").expect(0)
    assert "No role gains access" in same.out


@pytest.mark.parametrize("name", PROVIDERS)
def test_more_access_is_seen_in_an_account_too(online, stub, name):
    """The same three columns where the narrow account was made by the program itself."""
    narrow, wide, *rest = PROVIDERS[name]
    sides = {"narrow": narrow, "wide": wide}
    for side, change in sides.items():
        online.write(f"{side}.xml", METADATA.replace("xxx", side))
        online.write(f"{side}-set.json", json.dumps(role_set(change)))
        choice = ["--offline", "--quiet", "--role-set", f"{side}-set.json"]
        online.init(*choice, "--name", "cameras", "--spec", f"{side}.json").expect(0)

    def run(command, side, *words):
        return online.run(command, "--spec", f"{side}.json", *words)

    accepted = ["--approve", "--accept", "widening", "--accept", "moment"]
    run("apply", "narrow", *accepted).expect(0)
    # Both specs are of one name: what one made is of the other, too.
    spec = json.loads((online.folder / "wide.json").read_text())
    recorded = json.loads((online.folder / "narrow.json").read_text()).get("recorded", {})
    online.write("wide.json", json.dumps({**spec, "recorded": recorded}))
    stub.forget_log()
    refused = run("apply", "wide", "--approve").expect(4)
    assert "--accept widening" in refused.err and "this may widen access" in refused.err
    assert stub.writes() == []
    run("apply", "wide", *accepted).expect(0)
    run("drift", "narrow", "--fail-on", "widened").expect(*([0] if rest else [2, 5]))
    run("drift", "wide", "--fail-on", "widened").expect(0)
    told = online.run("review", "narrow-set.json", "wide-set.json").expect(2)
    assert "No role gains access" not in told.out
    online.run("review", "wide-set.json", "wide-set.json").expect(0)

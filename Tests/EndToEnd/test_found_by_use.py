"""Faults that people found by using the program, each as they met it."""

import json

import pytest

from EndToEnd.support.accounts import ACCOUNT

POLICY = f"arn:aws:iam::{ACCOUNT}:policy"
OUTSIDER = "arn:aws:iam::999999999999:root"


def allow(*actions: str, effect: str = "Allow", **more) -> dict:
    statement = {"Effect": effect, "Action": list(actions), "Resource": "*", **more}
    return {"Version": "2012-10-17", "Statement": [statement]}


def trusting(**principal: str) -> dict:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [statement]}


LAMBDA = trusting(Service="lambda.amazonaws.com")


def describe(program, *roles: dict, name: str = "team", **more) -> None:
    head = {"schemaVersion": "1.0", "name": name, "title": "Team", "summary": "Roles of a team"}
    program.write(f"{name}.json", json.dumps({**head, **more, "roles": list(roles)}))


def init(program, *words: str, name: str = "team"):
    return program.run("init", "--role-set", f"{name}.json", "--account", ACCOUNT, *words)


def spec(program) -> dict:
    return json.loads((program.folder / "panorama-roles.json").read_text())


def inline(document: dict, name: str = "p") -> list[dict]:
    return [{"name": name, "document": document}]


# A boundary and a policy of the set, and the role that has both.
BOUNDED = {
    "name": "w",
    "trust": LAMBDA,
    "managedPolicies": ["arn:${Partition}:iam::${Account}:policy/team-read"],
    "permissionsBoundary": "arn:${Partition}:iam::${Account}:policy/team-boundary",
}
OWN = [
    {"name": "team-read", "document": allow("s3:GetObject")},
    {"name": "team-boundary", "document": allow("s3:*")},
]


@pytest.fixture
def bounded(online, stub):
    describe(online, BOUNDED, policies=OWN)
    init(online, "--approve").expect(0)
    stub.forget_log()
    return online


def rewrite(account, name: str) -> None:
    account.iam.create_policy_version(
        PolicyArn=f"{POLICY}/{name}", PolicyDocument=json.dumps(allow("*")), SetAsDefault=True
    )


# Records


def test_a_model_in_memory_records_nothing(online, stub, account):
    describe(online, BOUNDED, policies=OWN)
    memory = ["--backend", "memory", "--approve"]
    init(online, "--no-ownership-tag", *memory).expect(0)
    assert not [key for key in spec(online) if key.startswith(("recorded", "pending"))]
    account.iam.create_policy(PolicyName="team-read", PolicyDocument=json.dumps(allow("sqs:*")))
    describe(online, BOUNDED | {"managedPolicies": []}, policies=OWN[1:])
    # Somebody else made it: no record says that it left the set.
    online.apply("--prune", "1").expect(4)
    assert stub.writes() == []


def test_a_model_in_memory_leaves_the_records_of_the_account(bounded):
    before = spec(bounded)
    describe(bounded, BOUNDED | {"managedPolicies": []}, policies=OWN[1:])
    bounded.run("apply", "--backend", "memory", "--approve").expect(0)
    assert spec(bounded) == before


# What a policy of the set says counts as the set says it


@pytest.mark.parametrize("other", [None, "arn:aws:iam::aws:policy/AdministratorAccess"])
def test_a_boundary_that_goes_after_its_policy_was_widened_may_widen(bounded, account, other):
    rewrite(account, "team-boundary")
    if other:
        account.iam.put_role_permissions_boundary(RoleName="w", PermissionsBoundary=other)
    else:
        account.iam.delete_role_permissions_boundary(RoleName="w")
    found = bounded.run("drift", "--fail-on", "widened").expect(2)
    assert "widen no access" not in found.err


def test_a_widened_policy_that_is_detached_takes_what_the_set_gave(bounded, account):
    rewrite(account, "team-read")
    account.iam.detach_role_policy(RoleName="w", PolicyArn=f"{POLICY}/team-read")
    text = bounded.run("drift").expect(2).out
    assert "no longer allowed: s3:GetObject" in text
    assert "PutBucketPolicy" not in text


def test_a_missing_role_is_judged_by_the_policies_of_the_set(online):
    describe(online, BOUNDED, policies=OWN)
    init(online, "--offline").expect(0)
    assert "is not known" not in online.run("drift").expect(2).out


def test_a_widened_boundary_gives_nothing_by_itself(bounded, account):
    rewrite(account, "team-boundary")
    text = bounded.run("drift").expect(2).out
    assert "administrator" not in text and "now allowed" not in text
    bounded.run("drift", "--fail-on", "widened").expect(2)


def test_a_policy_of_its_own_that_nobody_uses_is_not_adopted(bounded, account):
    rewrite(account, "team-read")
    account.iam.detach_role_policy(RoleName="w", PolicyArn=f"{POLICY}/team-read")
    bounded.apply("--accept", "widening").expect(0)
    bounded.run("drift").expect(0)


# Instance profiles


def machine(name: str) -> dict:
    trust = trusting(Service="ec2.amazonaws.com")
    return {"name": name, "trust": trust, "inlinePolicies": inline(allow("s3:GetObject")),
            "instanceProfiles": [name]}  # fmt: skip


def test_another_role_in_a_declared_profile_may_widen(online, account):
    describe(online, machine("batch"))
    init(online, "--approve").expect(0)
    document = json.dumps(trusting(Service="ec2.amazonaws.com"))
    account.iam.create_role(RoleName="evil", AssumeRolePolicyDocument=document)
    account.iam.remove_role_from_instance_profile(InstanceProfileName="batch", RoleName="batch")
    account.iam.add_role_to_instance_profile(InstanceProfileName="batch", RoleName="evil")
    found = online.run("drift", "--fail-on", "widened").expect(2)
    assert "a machine that is given it acts as that role" in found.out
    assert "[may widen access]" in found.out


def test_a_new_role_in_a_profile_that_exists_is_asked_about(online, stub, account):
    account.iam.create_instance_profile(InstanceProfileName="fleet")
    describe(online, machine("fleet"))
    refused = init(online, "--approve").expect(4)
    assert "fleet" in refused.err and stub.writes() == []
    init(online, "--approve", "--accept", "widening").expect(0)


@pytest.mark.parametrize("exists", [True, False])
def test_a_profile_that_was_not_read_is_told_so(online, stub, account, exists):
    describe(online, machine("batch"))
    init(online, *(["--approve"] if exists else ["--offline"])).expect(0)
    stub.fault("denied", "GetInstanceProfile", times=None)
    found = online.run("drift", "--format", "json").expect(5).json
    rows = {
        (row["role"], row["part"]): row["result"]
        for row in found["coverage"] if row["part"] == "instance-profiles"
    }  # fmt: skip
    assert rows == {("batch", "instance-profiles"): "denied"}
    assert "iam:GetInstanceProfile" in online.run("drift").expect(5).out


# What is asked about


def test_adopting_an_empty_role_asks_about_what_it_is_given(online, stub, account):
    account.iam.create_role(RoleName="legacy", AssumeRolePolicyDocument=json.dumps(LAMBDA))
    role = {"name": "legacy", "trust": LAMBDA, "inlinePolicies": inline(allow("*"))}
    describe(online, role)
    init(online, "--offline").expect(0)
    refused = online.apply("--adopt", "legacy").expect(4)
    assert "--accept widening" in refused.err and stub.writes() == []


def test_another_boundary_is_asked_about_whatever_the_records_say(online, stub, account):
    full = {"name": "w", "trust": LAMBDA, "inlinePolicies": inline(allow("s3:*")),
            "permissionsBoundary": "arn:aws:iam::aws:policy/PowerUserAccess"}  # fmt: skip
    describe(online, full)
    init(online, "--approve").expect(0)
    account.iam.delete_role_policy(RoleName="w", PolicyName="p")
    account.iam.put_role_permissions_boundary(
        RoleName="w", PermissionsBoundary="arn:aws:iam::aws:policy/AWSDenyAll"
    )
    document = spec(online)
    forgotten = {key: value for key, value in document.items() if not key.startswith("recorded")}
    online.write("panorama-roles.json", json.dumps(forgotten))
    stub.forget_log()
    online.apply().expect(4)
    assert stub.writes() == []


def test_a_tag_whose_key_has_a_space_is_seen_in_a_variable(online, stub):
    condition = {
        "StringEquals": {"aws:ResourceTag/Cost Center": "${ aws:PrincipalTag/Cost Center }"}
    }
    role = {"name": "w", "trust": LAMBDA, "tags": {"Cost Center": "low"},
            "inlinePolicies": inline(allow("s3:*", Condition=condition))}  # fmt: skip
    describe(online, role)
    init(online, "--approve").expect(0)
    describe(online, role | {"tags": {"Cost Center": "high"}})
    stub.forget_log()
    refused = online.apply().expect(4)
    assert "Cost Center" in refused.out and stub.writes() == []


def test_two_tags_of_specs_are_another_owners_in_any_order(online, stub, account):
    role = {"name": "w", "trust": LAMBDA}
    describe(online, role)
    init(online, "--approve").expect(0)
    document = spec(online) | {"ownershipTag": "owner:spec"}
    online.write("panorama-roles.json", json.dumps(document))
    for first in ("owner:spec", "panorama-roles:spec"):
        account.iam.untag_role(RoleName="w", TagKeys=["owner:spec", "panorama-roles:spec"])
        tags = [{"Key": "owner:spec", "Value": "team"},
                {"Key": "panorama-roles:spec", "Value": "other"}]  # fmt: skip
        account.iam.tag_role(
            RoleName="w", Tags=tags if tags[0]["Key"] == first else list(reversed(tags))
        )
        describe(online, role | {"description": first})
        stub.forget_log()
        assert "belongs to spec 'other'" in online.apply().expect(4).err
        assert stub.writes() == []


# New roles, and the moments of their making


@pytest.mark.parametrize("count", [1, 2])
def test_what_denies_is_attached_before_a_new_role_may_do_anything(online, stub, account, count):
    arns = []
    for number in range(count):
        # Only one of them denies, and nothing but its document says so.
        document = allow("iam:*", effect="Deny" if number == count - 1 else "Allow")
        name = f"guard-{number}"
        account.iam.create_policy(PolicyName=name, PolicyDocument=json.dumps(document))
        arns.append(f"{POLICY}/{name}")
    role = {"name": "w", "trust": trusting(AWS=OUTSIDER), "managedPolicies": arns,
            "inlinePolicies": inline(allow("*"))}  # fmt: skip
    describe(online, role)
    stub.forget_log()
    init(online, "--approve").expect(0)
    made = [
        call["parameters"].get("PolicyArn") or call["action"]
        for call in stub.calls("CreateRole", "AttachRolePolicy", "PutRolePolicy")
    ]
    assert made[0] == "CreateRole" and made[1] == arns[-1] and "PutRolePolicy" in made


# Saved plans


@pytest.mark.parametrize("exists", [True, False])
def test_a_saved_plan_is_of_the_documents_that_it_was_made_with(online, stub, account, exists):
    made = account.iam.create_policy(
        PolicyName="foreign", PolicyDocument=json.dumps(allow("s3:GetObject"))
    )["Policy"]["Arn"]
    role = {"name": "w", "trust": LAMBDA}
    # Of a new role the documents count where they decide about its order.
    deny = inline(allow("sqs:*", effect="Deny"))
    full = role | {"managedPolicies": [made], "inlinePolicies": deny}
    describe(online, role if exists else full)
    init(online, *(["--approve"] if exists else ["--offline"])).expect(0)
    describe(online, full)
    online.run("plan", "--out", "p.json").expect(0)
    rewrite(account, "foreign")
    stub.forget_log()
    refused = online.apply("--plan", "p.json", "--accept", "widening").expect(4)
    assert made in refused.err and stub.writes() == []


def test_a_saved_plan_holds_its_adoptions(online):
    describe(online, {"name": "w", "trust": LAMBDA})
    init(online, "--offline").expect(0)
    online.run("plan", "--out", "p.json").expect(0)
    refused = online.run("apply", "--plan", "p.json", "--adopt", "nope").expect(64)
    assert "'--adopt'" in refused.err


# The ignore list


def accept_all(program) -> None:
    """Accepts what `drift` finds now, by an ignore list."""
    program.run("drift", "--write-ignore", "ignore.json").expect(2)
    listed = json.loads((program.folder / "ignore.json").read_text())
    for entry in listed["ignore"]:
        entry |= {"reason": "known", "owner": "me"}
    program.write("ignore.json", json.dumps(listed))


def test_a_role_that_nobody_declared_is_accepted_with_its_trust_policy(online, account):
    panorama = trusting(Service="panorama.amazonaws.com")
    describe(online, {"name": "w", "trust": panorama})
    init(online, "--approve").expect(0)
    account.iam.create_role(RoleName="rogue", AssumeRolePolicyDocument=json.dumps(panorama))
    accept_all(online)
    for strategy in ("per-role", "bulk"):
        online.run("drift", "--ignore", "ignore.json", "--read-strategy", strategy).expect(0)
    everyone = json.dumps(trusting(AWS="*"))
    account.iam.update_assume_role_policy(RoleName="rogue", PolicyDocument=everyone)
    online.run("drift", "--ignore", "ignore.json").expect(2)


# Ways out


def test_a_parameter_that_no_set_has_any_more_is_taken_out(online):
    parameter = {"name": "Repository", "summary": "The repository"}
    role = {"name": "w-${Repository}", "trust": LAMBDA}
    describe(online, role, parameters=[parameter])
    init(online, "--offline", "--parameter", "Repository=a").expect(0)
    describe(online, {"name": "w", "trust": LAMBDA})
    failed = online.run("plan").expect(1)
    assert "'panorama-roles spec remove --parameter Repository'" in failed.err
    online.run("spec", "remove", "--parameter", "Repository").expect(0)
    assert "parameters" not in spec(online)
    online.run("plan").expect(0)


def test_doctor_says_that_the_spec_is_of_another_account(online):
    describe(online, {"name": "w", "trust": LAMBDA})
    online.run("init", "--role-set", "team.json", "--account", "210987654321", "--offline").expect(
        0
    )
    found = online.run("doctor").expect(1)
    assert f"the credentials are of account {ACCOUNT}, and the spec is of 210987654321" in found.out


def test_doctor_tries_to_read_instance_profiles_and_providers(online, stub):
    provider = {"url": "https://token.actions.githubusercontent.com",
                "clientIds": ["sts.amazonaws.com"]}  # fmt: skip
    home = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
    deployer = {"name": "deploy", "trust": trusting(Federated=home)}
    deployer["trust"]["Statement"][0] |= {
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {
            "StringEquals": {
                "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                "token.actions.githubusercontent.com:sub": "repo:org/app:ref:refs/heads/main",
            }
        },
    }
    describe(online, machine("batch"), deployer, oidcProviders=[provider])
    init(online, "--offline").expect(0)
    online.run("doctor").expect(0, 5)
    for action in ("GetInstanceProfile", "GetOpenIDConnectProvider"):
        stub.fault("denied", action, times=None)
        found = online.run("doctor").expect(1)
        assert f"iam:{action}" in found.out
        stub.heal()


# What others saw in these repairs


def test_a_policy_that_was_not_asked_about_counts_as_the_account_has_it(online, stub, account):
    big = {"name": "team-big", "document": allow("s3:*")}
    holder = {"name": "y", "trust": LAMBDA,
              "managedPolicies": ["arn:${Partition}:iam::${Account}:policy/team-big"]}  # fmt: skip
    bare = {"name": "x", "trust": trusting(AWS=OUTSIDER)}
    describe(online, holder, bare, policies=[big])
    init(online, "--approve").expect(0)
    account.iam.attach_role_policy(RoleName="x", PolicyArn=f"{POLICY}/team-big")
    account.iam.create_policy_version(
        PolicyArn=f"{POLICY}/team-big",
        PolicyDocument=json.dumps(allow("s3:GetObject")),
        SetAsDefault=True,
    )
    grown = bare | {"inlinePolicies": inline(allow("s3:PutObject"))}
    describe(online, holder, grown, policies=[big])
    stub.forget_log()
    online.apply("--role", "x").expect(4)
    assert stub.writes() == []


@pytest.mark.parametrize("words", [[], ["--role", "x"]])
def test_a_policy_of_another_role_gives_what_the_account_says(online, account, words):
    holder = {"name": "y", "trust": LAMBDA,
              "managedPolicies": ["arn:${Partition}:iam::${Account}:policy/team-read"]}  # fmt: skip
    describe(online, holder, {"name": "x", "trust": LAMBDA}, policies=OWN[:1])
    init(online, "--approve").expect(0)
    rewrite(account, "team-read")
    account.iam.attach_role_policy(RoleName="x", PolicyArn=f"{POLICY}/team-read")
    found = online.run("drift", "--format", "json", *words).expect(2).json
    (role,) = [role for role in found["roles"] if role["name"] == "x"]
    (row,) = [row for row in role["differences"] if row["kind"] == "managed-policy-unexpected"]
    assert row["effect"] == "widened"


def test_a_policy_of_the_set_is_not_attached_before_a_denial(online, stub, account):
    guard = json.dumps(allow("iam:*", effect="Deny"))
    account.iam.create_policy(PolicyName="guard", PolicyDocument=guard)
    role = {"name": "w", "trust": trusting(AWS=OUTSIDER), "managedPolicies": [
        "arn:${Partition}:iam::${Account}:policy/team-all", f"{POLICY}/guard"]}  # fmt: skip
    describe(online, role, policies=[{"name": "team-all", "document": allow("*")}])
    init(online, "--approve").expect(0)
    attached = [call["parameters"]["PolicyArn"] for call in stub.calls("AttachRolePolicy")]
    assert attached == [f"{POLICY}/guard", f"{POLICY}/team-all"]


def test_other_edits_beside_an_unused_parameter_are_shown(online):
    parameters = [{"name": "Env", "summary": "x", "default": "prod"},
                  {"name": "Old", "summary": "x"}]  # fmt: skip
    role = {"name": "w-${Env}", "trust": LAMBDA, "description": "${Old}"}
    describe(online, role, parameters=parameters)
    init(online, "--offline", "--parameter", "Env=dev", "--parameter", "Old=q").expect(0)
    describe(online, {"name": "w-${Env}", "trust": LAMBDA}, parameters=parameters[:1])
    edited = online.run("spec", "remove", "--parameter", "Old", "--parameter", "Env").expect(0)
    assert "w-prod" in edited.out and "No changes" not in edited.out
    assert "parameters" not in spec(online)


def test_the_command_for_an_unused_parameter_names_the_spec(online):
    describe(online, {"name": "w", "trust": LAMBDA})
    init(online, "--offline", "--spec", "my spec.json").expect(0)
    document = json.loads((online.folder / "my spec.json").read_text())
    online.write("my spec.json", json.dumps(document | {"parameters": {"Foo": "a"}}))
    failed = online.run("plan", "--spec", "my spec.json").expect(1)
    assert 'spec remove --spec "my spec.json" --parameter Foo' in failed.err
    online.run("spec", "remove", "--spec", "my spec.json", "--parameter", "Foo").expect(0)


@pytest.mark.parametrize("first", [True, False])
def test_a_document_that_was_read_once_alone_is_no_change(online, stub, account, first):
    """A job that plans with fewer rights than the one that applies, and the other way round."""
    arn = account.iam.create_policy(
        PolicyName="foreign", PolicyDocument=json.dumps(allow("s3:GetObject"))
    )["Policy"]["Arn"]
    role = {"name": "w", "trust": LAMBDA}
    describe(online, role)
    init(online, "--approve").expect(0)
    describe(online, role | {"managedPolicies": [arn]})
    if first:
        stub.fault("denied", "GetPolicyVersion", times=None)
    online.run("plan", "--out", "p.json").expect(0)
    stub.heal()
    if not first:
        stub.fault("denied", "GetPolicyVersion", times=None)
    online.apply("--plan", "p.json", "--accept", "widening").expect(0)


def test_an_adopted_role_of_two_specs_stays_adopted(online, account):
    role = {"name": "w", "trust": LAMBDA}
    tags = [{"Key": "panorama-roles:spec", "Value": "other"}]
    account.iam.create_role(RoleName="w", AssumeRolePolicyDocument=json.dumps(LAMBDA), Tags=tags)
    describe(online, role)
    init(online, "--offline").expect(0)
    online.write("panorama-roles.json", json.dumps(spec(online) | {"ownershipTag": "owner:spec"}))
    online.apply("--adopt", "w").expect(0)
    describe(online, role | {"description": "new"})
    online.apply().expect(0)


def test_an_accepted_trust_policy_that_cannot_be_read_is_accepted_as_it_is(online, stub, account):
    panorama = trusting(Service="panorama.amazonaws.com")
    describe(online, {"name": "w", "trust": panorama})
    init(online, "--approve").expect(0)
    account.iam.create_role(RoleName="rogue", AssumeRolePolicyDocument=json.dumps(panorama))

    def trust_oddly(trust: dict) -> None:
        document = json.dumps({**trust, "Odd": "one"})
        stub.edit_role("rogue", AssumeRolePolicyDocument=document)

    trust_oddly(panorama)
    accept_all(online)
    online.run("drift", "--ignore", "ignore.json").expect(0)
    trust_oddly(trusting(AWS="*", Service="panorama.amazonaws.com"))
    online.run("drift", "--ignore", "ignore.json").expect(2)

"""Identity providers and the roles that trust them, whether the set names these roles or not."""

import json

import pytest

from EndToEnd.support.accounts import OWNER_TAG
from EndToEnd.test_providers import (
    DEPLOYER,
    HOST,
    METADATA,
    OIDC,
    PEOPLE,
    SAML,
    declared,
    kinds,
    made,
    provider,
    spec,
    trusting,
    write_set,
)

__all__ = ["declared", "made"]


def stranger(account, name="Theirs", arn=OIDC):
    account.iam.create_role(
        RoleName=name, AssumeRolePolicyDocument=json.dumps(trusting(name, arn)["trust"])
    )


def test_a_provider_that_a_stranger_trusts_is_asked_about(declared, stub, account):
    stranger(account)
    stub.forget_log()
    planned = declared.run("plan").expect(0).out
    assert f"OIDC provider '{HOST}' does not exist, and role 'Theirs' trusts it" in planned
    assert "[widens access]" in planned
    refused = declared.apply().expect(4)
    assert "this may widen access: create OIDC provider" in refused.err and stub.writes() == []
    declared.apply("--accept", "widening").expect(0)
    assert stub.writes() == ["CreateRole", "CreateOpenIDConnectProvider"]
    declared.drift("--roles-only").expect(0)


def test_the_same_in_a_model_and_in_a_snapshot(declared, stub, account):
    stranger(account)
    declared.run("snapshot", "--identity-providers", "--out", "account.json").expect(0)
    for words in (["plan", "--snapshot", "account.json"],
                  ["apply", "--backend", "memory", "--snapshot", "account.json"]):  # fmt: skip
        assert "and role 'Theirs' trusts it" in declared.run(*words).expect(0).out
    words = ["apply", "--backend", "memory", "--snapshot", "account.json", "--approve"]
    assert "this may widen access" in declared.run(*words).expect(4).err


def test_where_nobody_may_list_the_roles_it_is_asked_about(made, stub, account):
    account.iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=OIDC)
    other = {**DEPLOYER["trust"], "Statement": [
        {**DEPLOYER["trust"]["Statement"][0], "Principal": {"Service": "lambda.amazonaws.com"},
         "Action": "sts:AssumeRole", "Condition": {}}]}  # fmt: skip
    account.iam.update_assume_role_policy(RoleName="Deployer", PolicyDocument=json.dumps(other))
    stub.fault("denied", "ListRoles", times=None)
    stub.forget_log()
    refused = made.apply("--accept", "moment").expect(4)
    assert "it is not known which roles of the account trust it" in refused.out
    assert "this may widen access: create OIDC provider" in refused.err and stub.writes() == []


def test_roles_outside_of_the_set_are_named_when_a_provider_changes(made, stub, account):
    stranger(account)
    write_set(made, clients=["sts.amazonaws.com", "other"])
    planned = made.run("plan").expect(0).out
    assert "role 'Theirs', which the role set does not name, trusts OIDC provider" in planned
    account.iam.delete_role(RoleName="Theirs")
    assert "Theirs" not in made.run("plan").expect(0).out


def test_no_roles_are_listed_for_a_provider_that_is_as_declared(made, stub):
    stub.forget_log()
    made.run("plan").expect(0)
    assert [row["action"] for row in stub.log()].count("ListRoles") == 1
    stub.forget_log()
    made.drift("--roles-only").expect(0)
    assert "ListRoles" not in [row["action"] for row in stub.log()]


def test_a_saved_plan_is_bound_to_who_trusts_a_provider(declared, stub, account):
    declared.run("plan", "--out", "change.plan").expect(0)
    stranger(account)
    stub.forget_log()
    refused = declared.run("apply", "--plan", "change.plan", "--approve").expect(4)
    assert (
        f"the account has changed since the plan was made: 'roles that trust {OIDC}'" in refused.err
    )
    assert stub.writes() == []


def test_the_deletion_of_one_that_roles_trust_is_warned_of(made, stub, account):
    stranger(account)
    write_set(made, clients=None)
    warning = f"OIDC provider '{HOST}' is deleted, and roles 'Deployer', 'Theirs' trust it"
    assert f"warning: {warning}" in made.run("plan", "--remove", OIDC).expect(0).out
    document = made.run("plan", "--remove", OIDC, "--format", "json").expect(0).json
    assert any(warning in note for note in document["notes"])
    assert "warning" not in made.run("plan").expect(0).out
    stub.fault("denied", "DeleteOpenIDConnectProvider", times=1)
    assert warning in made.apply("--remove", OIDC).expect(1).err
    stub.heal()
    assert warning in made.apply("--remove", OIDC).expect(0).err


def test_roles_that_go_with_the_provider_are_not_warned_of(made, account):
    write_set(made, [trusting("Kept", SAML, "sts:AssumeRoleWithSAML")], clients=None)
    planned = made.run("plan", "--remove", OIDC, "--remove", "Deployer").expect(0).out
    assert "- delete role 'Deployer'" in planned and "warning" not in planned


def test_declared_tags_are_kept(made, stub, account):
    write_set(made, tags={"env": "prod", "Team": "edge"})
    account.iam.tag_open_id_connect_provider(
        OpenIDConnectProviderArn=OIDC,
        Tags=[
            {"Key": "team", "Value": "theirs"},  # another key than Team: providers fold no case
            {"Key": "theirs", "Value": "1"},
            {"Key": "env", "Value": "dev"},
        ],
    )
    found = made.drift().expect(2).json
    [row] = [row for role in found["roles"] for row in role["differences"]]
    assert row["path"] == f"IdentityProviders[{OIDC}].Tags" and row["effect"] == "unchanged"
    assert row["expected"] == "Team=edge, env=prod" and row["actual"] == "env=dev"
    stub.forget_log()
    made.apply().expect(0)
    assert stub.writes() == ["TagOpenIDConnectProvider"]
    tags = {tag["Key"]: tag["Value"] for tag in provider(account)["Tags"]}
    note = "has tags 'team=theirs', 'theirs=1', which the role set does not declare; they stay"
    assert made.run("plan").expect(0).out.count(note) == 1
    assert any(note in told for role in made.drift().json["roles"] for told in role["notes"])
    kept = {"team": "theirs", "theirs": "1"}
    assert tags == {"env": "prod", "Team": "edge", **kept, OWNER_TAG: "team"}
    made.drift().expect(0)


def test_a_metadata_document_is_shown_by_its_digest_everywhere(online, stub):
    write_set(online, [PEOPLE], clients=None, saml=True)
    online.write("corp.xml", METADATA)
    online.init("--role-set", "team.json").expect(0)
    created = online.run("plan", "--format", "json").expect(0).json
    online.apply().expect(0)
    online.write("corp.xml", METADATA.replace("xxx", "yyy"))
    updated = online.run("plan", "--format", "json").expect(0).json
    for document in (created, updated):
        [change] = [row for row in document["changes"] if "SAML" in row["action"]]
        assert "bytes, sha256:" in change["parameters"]["SAMLMetadataDocument"]
    formats = online.run("drift", "--format", "nothing").expect(64).err
    shown = [
        online.run("drift", "--format", name).expect(2).out
        for name in ("text", "json", "markdown", "html", "sarif", "junit", "github")
        if name in formats
    ]
    assert len(shown) >= 6
    for text in [*shown, json.dumps(created), json.dumps(updated), online.run("plan").out]:
        assert "xxxxxxxx" not in text and "yyyxxx" not in text


def test_a_provider_that_is_handed_over_loses_the_tag(made, stub, account):
    write_set(made, clients=None)
    stub.forget_log()
    shown = made.run("disown", OIDC).expect(0)
    assert f"- remove tags '{OWNER_TAG}' of OIDC provider '{HOST}'" in shown.out
    assert f"Spec: the record of '{OIDC}' goes." in shown.out and stub.writes() == []
    made.run("disown", OIDC, "--approve").expect(0)
    assert stub.writes() == ["UntagOpenIDConnectProvider"]
    assert provider(account)["Tags"] == [] and "recordedResources" not in spec(made)
    assert kinds(made.drift().json) == set()
    printed = {row["Sid"] for row in
               made.run("policy", "tool", "--for", "init").expect(0).json["Statement"]}  # fmt: skip
    assert "HandOverOIDCProviders" not in printed


def test_the_permissions_to_hand_over_are_printed(made):
    write_set(made, clients=None)
    rows = {row["Sid"]: row for row in
            made.run("policy", "tool", "--for", "init").expect(0).json["Statement"]}  # fmt: skip
    assert rows["HandOverOIDCProviders"]["Action"] in (
        "iam:UntagOpenIDConnectProvider", ["iam:UntagOpenIDConnectProvider"],
    )  # fmt: skip


def test_a_removal_of_no_role_is_not_of_a_role(made, stub):
    write_set(made, clients=None)
    refused = made.apply("--role", "Deployer", "--remove", OIDC).expect(4)
    assert "belongs to no single role" in refused.err and "leave '--role' out" in refused.err
    assert "does not belong to this spec" not in refused.err
    stub.fault("denied", "GetOpenIDConnectProvider", times=None)
    assert "iam:GetOpenIDConnectProvider" in made.run("plan").expect(5).out


# Where no tag says whose a provider is.


@pytest.fixture
def untagged(online, stub):
    write_set(online)
    online.init("--role-set", "team.json", "--no-ownership-tag").expect(0)
    stub.forget_log()
    return online


def test_without_tags_it_is_recorded_when_iam_has_answered(untagged, stub, account):
    untagged.apply().expect(0)
    assert spec(untagged)["recordedResources"] == [OIDC] and "pendingResources" not in spec(
        untagged
    )
    assert provider(account)["Tags"] == []


def test_without_tags_what_others_made_meanwhile_is_not_ours(untagged, stub, account):
    stub.fault("hold-before", "CreateOpenIDConnectProvider")
    process = untagged.start("apply", "--approve")
    assert stub.wait_until_held()
    account.iam.create_open_id_connect_provider(
        Url=f"https://{HOST}", ClientIDList=["sts.amazonaws.com"]
    )
    stub.release()
    _, err = process.communicate(timeout=120)
    assert process.returncode == 0 and "was made by something else meanwhile" in err
    told = untagged.apply().expect(0)
    assert not {"recordedResources", "pendingResources"} & set(spec(untagged))
    assert "may have made it" not in told.out
    write_set(untagged, clients=["sts.amazonaws.com", "other"])
    assert "--adopt" in untagged.apply("--accept", "widening").expect(4).err
    write_set(untagged)
    untagged.apply("--adopt", OIDC).expect(0)
    assert spec(untagged)["recordedResources"] == [OIDC]


def test_without_tags_what_a_run_may_have_made_is_recorded_when_it_is_adopted(untagged, stub):
    stub.fault("reset-after", "CreateOpenIDConnectProvider", times=None)
    stub.fault("denied", "GetOpenIDConnectProvider", first=2, times=None)
    untagged.apply()
    stub.heal()
    told = untagged.apply().expect(0)
    assert "recordedResources" not in spec(untagged)
    assert "a run that stopped may have made it" in told.out
    assert spec(untagged)["pendingResources"] == [OIDC]
    write_set(untagged, clients=["sts.amazonaws.com", "other"])
    assert "--adopt" in untagged.apply("--accept", "widening").expect(4).err
    write_set(untagged)
    untagged.apply("--adopt", OIDC).expect(0)
    assert spec(untagged)["recordedResources"] == [OIDC] and "pendingResources" not in spec(
        untagged
    )


def test_without_tags_a_pending_record_can_be_forgotten(untagged, stub, account):
    stub.fault("reset-after", "CreateOpenIDConnectProvider", times=None)
    stub.fault("denied", "GetOpenIDConnectProvider", first=2, times=None)
    untagged.apply()
    stub.heal()
    assert spec(untagged)["pendingResources"] == [OIDC]
    untagged.run("disown", OIDC, "--approve").expect(0)
    assert "pendingResources" not in spec(untagged)


def test_tags_of_the_spec_replace_those_of_the_same_key_alone(declared, stub, account):
    write_set(declared, tags={"env": "prod", "Team": "edge"})
    edited = json.dumps(spec(declared) | {"tags": {"Env": "dev", "Team": "core"}})
    declared.write("panorama-roles.json", edited)
    declared.apply().expect(0)
    tags = {tag["Key"]: tag["Value"] for tag in provider(account)["Tags"]}
    assert tags == {"env": "prod", "Env": "dev", "Team": "core", OWNER_TAG: "team"}
    assert declared.drift().expect(0).json["status"] == "in-sync"

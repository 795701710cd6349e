"""Identity providers of a role set: made first, compared, asked about, never taken over."""

import json
import os

import pytest

from EndToEnd.support.accounts import OWNER_TAG

HOST = "token.actions.githubusercontent.com"
OIDC = f"arn:aws:iam::123456789012:oidc-provider/{HOST}"
SAML = "arn:aws:iam::123456789012:saml-provider/corp"
METADATA = "<EntityDescriptor>" + "x" * 1000 + "</EntityDescriptor>\n"
PRINT = "6938fd4d98bab03faadb97b34396831e3780aea1"


def trusting(name, provider, action="sts:AssumeRoleWithWebIdentity", **others):
    condition = (
        {f"{HOST}:aud": "sts.amazonaws.com", f"{HOST}:sub": "repo:acme/orders:ref:refs/heads/main"}
        if provider == OIDC else {"SAML:aud": "https://signin.aws.amazon.com/saml"}
    )  # fmt: skip
    statement = {"Effect": "Allow", "Principal": {"Federated": provider}, "Action": action,
                 "Condition": {"StringEquals": condition}}  # fmt: skip
    document = {"Version": "2012-10-17", "Statement": [statement]}
    return {"name": name, "description": "d", "trust": document, **others}


DEPLOYER = trusting("Deployer", OIDC)
PEOPLE = trusting("People", SAML, "sts:AssumeRoleWithSAML")


def write_set(online, roles=(DEPLOYER,), clients=("sts.amazonaws.com",), saml=False, **others):
    document = {"schemaVersion": "1.0", "name": "team", "roles": list(roles)}
    if clients is not None:
        provider = {"url": f"https://{HOST}", "clientIds": list(clients), **others}
        document["oidcProviders"] = [provider]
    if saml:
        document["samlProviders"] = [{"name": "corp", "metadata": "corp.xml"}]
    online.write("team.json", json.dumps(document))


def spec(online):
    return json.loads((online.folder / "panorama-roles.json").read_text())


def kinds(found):
    return {row["kind"] for role in found["roles"] for row in role["differences"]}


def provider(account, arn=OIDC):
    return account.iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)


@pytest.fixture
def declared(online, stub):
    write_set(online)
    online.init("--role-set", "team.json").expect(0)
    stub.forget_log()
    return online


@pytest.fixture
def made(declared, stub):
    declared.apply().expect(0)
    stub.forget_log()
    return declared


def test_it_is_made_before_the_role_and_then_nothing_is_left_to_do(declared, stub, account):
    assert kinds(declared.drift().expect(2).json) == {"role-missing", "identity-provider-missing"}
    planned = declared.run("plan").expect(0).out
    assert f"+ create OIDC provider '{HOST}'" in planned and "client ids: 'sts" in planned
    declared.apply().expect(0)
    assert stub.writes() == ["CreateOpenIDConnectProvider", "CreateRole"]
    found = provider(account)
    assert found["ClientIDList"] == ["sts.amazonaws.com"]
    assert {"Key": OWNER_TAG, "Value": "team"} in found["Tags"]
    assert declared.drift().expect(0).json["status"] == "in-sync"
    assert spec(declared)["recordedResources"] == [OIDC]
    stub.forget_log()
    declared.apply().expect(0)
    assert stub.writes() == []


def test_a_set_without_providers_asks_for_none(online, stub):
    write_set(online, clients=None)
    online.init("--role-set", "team.json").expect(0)
    stub.forget_log()
    online.run("plan").expect(0)
    assert not [row for row in stub.log() if "Provider" in row["action"]]


def test_another_client_id_is_asked_about_and_one_less_is_not(made, stub, account):
    write_set(made, clients=["other"])
    found = made.drift().expect(2).json
    assert kinds(found) == {"identity-provider"}
    assert [row["effect"] for role in found["roles"] for row in role["differences"]] == ["both"]
    refused = made.apply().expect(4)
    assert "this may widen access: add client id 'other'" in refused.err and stub.writes() == []
    made.apply("--accept", "widening").expect(0)
    assert stub.writes() == [
        "RemoveClientIDFromOpenIDConnectProvider", "AddClientIDToOpenIDConnectProvider",
    ]  # fmt: skip
    assert provider(account)["ClientIDList"] == ["other"]
    write_set(made, clients=[])
    made.apply().expect(0)
    assert provider(account)["ClientIDList"] == []
    made.drift().expect(0)


def test_thumbprints_count_only_where_they_are_declared(made, stub, account):
    made.drift().expect(0)
    write_set(made, thumbprints=[PRINT.upper()])
    assert kinds(made.drift().expect(2).json) == {"identity-provider"}
    assert "this may widen access" in made.apply().expect(4).err
    made.apply("--accept", "widening").expect(0)
    assert stub.writes() == ["UpdateOpenIDConnectProviderThumbprint"]
    made.drift().expect(0)


def test_a_saml_provider_has_its_metadata_in_a_file(online, stub, account):
    write_set(online, [PEOPLE], clients=None, saml=True)
    missing = online.init("--role-set", "team.json", "--offline").expect(1)
    assert "corp.xml" in missing.err
    online.write("corp.xml", METADATA)
    online.init("--role-set", "team.json").expect(0)
    stub.forget_log()
    online.apply().expect(0)
    assert stub.writes() == ["CreateSAMLProvider", "CreateRole"]
    online.drift().expect(0)
    online.write("corp.xml", METADATA.replace("\n", "\r\n\r\n"))
    online.drift().expect(0)
    online.write("corp.xml", METADATA.replace("xxx", "yyy"))
    assert kinds(online.drift().expect(2).json) == {"identity-provider"}
    assert "this may widen access: update the metadata" in online.apply().expect(4).err
    online.apply("--accept", "widening").expect(0)
    held = account.iam.get_saml_provider(SAMLProviderArn=SAML)["SAMLMetadataDocument"]
    assert "yyy" in held


def test_one_that_a_role_trusts_already_is_asked_about(made, stub, account):
    account.iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=OIDC)
    assert kinds(made.drift().expect(2).json) == {"identity-provider-missing"}
    assert "this may widen access: create OIDC provider" in made.apply().expect(4).err
    assert stub.writes() == []
    made.apply("--accept", "widening").expect(0)
    assert stub.writes() == ["CreateOpenIDConnectProvider"]


def test_one_of_somebody_else_is_changed_only_when_it_is_adopted(declared, stub, account):
    account.iam.create_open_id_connect_provider(
        Url=f"https://{HOST}", ClientIDList=["sts.amazonaws.com", "theirs"]
    )
    refused = declared.apply().expect(4)
    assert (
        f"OIDC provider '{HOST}' exists, and this spec neither made nor adopted it" in refused.err
    )
    assert stub.writes() == []
    declared.apply("--adopt", OIDC).expect(0)
    assert provider(account)["ClientIDList"] == ["sts.amazonaws.com"]
    assert OWNER_TAG in {tag["Key"] for tag in provider(account)["Tags"]}
    declared.drift().expect(0)


def test_one_that_is_as_declared_needs_no_adoption(declared, stub, account):
    account.iam.create_open_id_connect_provider(
        Url=f"https://{HOST}", ClientIDList=["sts.amazonaws.com"]
    )
    declared.apply().expect(0)
    assert stub.writes() == ["CreateRole"] and "recordedResources" not in spec(declared)


@pytest.mark.parametrize("action", ["GetOpenIDConnectProvider", "ListOpenIDConnectProviders"])
def test_a_denied_read_is_unreadable_and_nothing_is_done(declared, stub, action):
    stub.fault("denied", action, times=None)
    found = declared.drift().expect(5).json
    assert {row["part"] for row in found["coverage"] if row["result"] == "denied"} == {
        "identity-providers"
    }
    declared.run("plan").expect(5)
    refused = declared.apply().expect(4)
    assert f"iam:{action}" in refused.err and stub.writes() == []


def test_one_in_another_spelling_is_not_missing(online, stub, account):
    account.iam.create_open_id_connect_provider(Url=f"https://{HOST.upper()}")
    write_set(online)
    online.init("--role-set", "team.json", "--offline").expect(0)
    online.drift().expect(5)
    assert "write it so into the role set" in online.apply().expect(4).err


def test_a_snapshot_tells_them_on_demand(made, account):
    words = ["snapshot", "--identity-providers", "--out", "account.json"]
    told = made.run(*words).expect(0).err
    assert "1 identity provider to" in told
    made.run("drift", "--snapshot", "account.json").expect(0)
    made.run("plan", "--snapshot", "account.json").expect(0)
    first = (made.folder / "account.json").read_bytes()
    made.run(*words).expect(0)
    assert (made.folder / "account.json").read_bytes() == first
    account.iam.add_client_id_to_open_id_connect_provider(
        OpenIDConnectProviderArn=OIDC, ClientID="theirs"
    )
    made.run(*words).expect(0)
    found = made.run("drift", "--snapshot", "account.json", "--format", "json").expect(2).json
    assert kinds(found) == {"identity-provider"}
    account.iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=OIDC)
    made.run(*words).expect(0)
    found = made.run("drift", "--snapshot", "account.json", "--format", "json").expect(2).json
    assert kinds(found) == {"identity-provider-missing"}


def test_the_permissions_of_such_a_snapshot_are_printed(made, stub):
    stub.forget_log()
    made.run("snapshot", "--identity-providers", "--out", "account.json").expect(0)
    called = {f"iam:{row['action']}" for row in stub.log()} - {"iam:GetCallerIdentity"}
    printed = made.run("policy", "tool", "--for", "snapshot").expect(0).json
    allowed = set()
    for row in printed["Statement"]:
        allowed |= {row["Action"]} if isinstance(row["Action"], str) else set(row["Action"])
    assert called <= allowed and "iam:ListSAMLProviders" in called
    stub.fault("denied", "GetOpenIDConnectProvider", times=None)
    refused = made.run("snapshot", "--identity-providers", "--out", "other.json").expect(5)
    assert (
        "iam:GetOpenIDConnectProvider" in refused.err and not (made.folder / "other.json").exists()
    )


def test_a_damaged_provider_of_a_snapshot_is_an_error(made):
    made.run("snapshot", "--identity-providers", "--out", "account.json").expect(0)
    whole = json.loads((made.folder / "account.json").read_text())
    [held] = whole["IdentityProviders"]
    lists = ("ClientIDList", "ThumbprintList")
    lacking = [[{key: held[key] for key in held if key != name}] for name in lists]
    for broken in ([held, held], [{**held, "Arn": "x"}], [7], "x", *lacking):
        made.write("broken.json", json.dumps(whole | {"IdentityProviders": broken}))
        made.run("drift", "--snapshot", "broken.json").expect(1)


def test_another_snapshot_does_not_tell_them(made):
    made.run("snapshot", "--out", "account.json").expect(0)
    told = made.run("drift", "--snapshot", "account.json", "--format", "json").expect(5)
    assert "'panorama-roles snapshot --identity-providers --out FILE'" in told.err
    found = told.json
    rows = [row for row in found["coverage"] if row["part"] == "identity-providers"]
    assert [row["result"] for row in rows] == ["not-compared"]
    made.run("plan", "--snapshot", "account.json").expect(5)


def test_one_that_left_stays_until_it_is_named(made, stub, account):
    write_set(made, clients=None)
    planned = made.run("plan").expect(0).out
    assert f"left: OIDC provider '{HOST}' exists and should not" in planned
    assert "1 thing left the role set ('--prune 1')" in planned
    found = made.drift().expect(2)
    assert kinds(found.json) == {"identity-provider-left"}
    made.apply().expect(0)
    assert stub.writes() == []
    made.apply("--remove", OIDC).expect(0)
    assert stub.writes() == ["DeleteOpenIDConnectProvider"]
    assert "recordedResources" not in spec(made)
    made.drift().expect(0)
    stub.forget_log()
    assert "does not belong to this spec" not in made.apply("--remove", OIDC).expect(0).err
    assert stub.writes() == []


def test_one_of_the_set_cannot_be_removed(made, stub):
    assert "is in the role set" in made.apply("--remove", OIDC).expect(4).err
    assert stub.writes() == []


def test_the_tool_needs_these_permissions(made):
    written = made.run("policy", "tool", "--for", "init").expect(0).json
    rows = {row["Sid"]: row for row in written["Statement"]}
    assert rows["ReadOIDCProviders"]["Resource"] in (OIDC, [OIDC])
    assert "iam:CreateOpenIDConnectProvider" in rows["MakeOIDCProviders"]["Action"]
    read = made.run("policy", "tool", "--for", "drift").expect(0).json
    assert "MakeOIDCProviders" not in {row["Sid"] for row in read["Statement"]}


@pytest.mark.parametrize("url", ["http://x.example", "https://x.example/", "https://x.example:8/a"])
def test_a_url_that_iam_refuses_is_refused_at_its_line(online, url):
    document = {"schemaVersion": "1.0", "name": "team", "roles": [DEPLOYER],
                "oidcProviders": [{"url": url}]}  # fmt: skip
    online.write("team.json", json.dumps(document, indent=2))
    refused = online.init("--role-set", "team.json", "--offline").expect(1)
    assert "is not the URL of an OIDC provider" in refused.err and "team.json:" in refused.err


def test_one_that_no_role_trusts_is_a_mistake(online):
    other = {**DEPLOYER, "trust": {"services": ["lambda.amazonaws.com"]}}
    write_set(online, [other])
    refused = online.init("--role-set", "team.json", "--offline").expect(1)
    assert f"no role of the set trusts OIDC provider '{HOST}'" in refused.err


def test_moto_makes_the_same(online_moto, moto):
    write_set(online_moto)
    online_moto.init("--role-set", "team.json").expect(0)
    online_moto.apply().expect(0)
    found = moto.iam.get_open_id_connect_provider(OpenIDConnectProviderArn=OIDC)
    assert found["ClientIDList"] == ["sts.amazonaws.com"]
    online_moto.drift().expect(0)


@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_run_that_stops_anywhere_is_brought_to_its_end(declared, stub, account, place):
    stub.fault("reset-after", "(Create|Get).*", first=place, times=None)
    declared.apply()
    stub.heal()
    declared.apply().expect(0)
    declared.drift().expect(0)
    assert provider(account)["ClientIDList"] == ["sts.amazonaws.com"]


def test_a_review_of_two_role_sets_tells_what_lets_more_in(online):
    write_set(online)
    old = (online.folder / "team.json").read_text()
    online.write("old.json", old)
    online.run("review", "old.json", "team.json").expect(0)
    write_set(online, clients=["sts.amazonaws.com", "other"])
    told = online.run("review", "old.json", "team.json").expect(2)
    assert "client id 'other' is new" in told.out
    online.run("review", "team.json", "old.json").expect(0)


def test_a_review_folds_thumbprints_and_sees_a_sample_value(online):
    write_set(online, thumbprints=[PRINT, PRINT[::-1]])
    online.write("old.json", (online.folder / "team.json").read_text())
    write_set(online, thumbprints=[PRINT.upper()])
    online.run("review", "old.json", "team.json").expect(0)
    assert "it has other thumbprints" in online.run("review", "team.json", "old.json").expect(2).out
    write_set(online)
    assert "no thumbprints any more" in online.run("review", "old.json", "team.json").expect(2).out
    parameter = {"parameters": [{"name": "Client", "summary": "s"}]}
    for name, client in (("old.json", "${Client}"), ("team.json", "Sample")):
        write_set(online, clients=[client])
        held = json.loads((online.folder / "team.json").read_text())
        online.write(name, json.dumps(held | parameter))
    told = online.run("review", "old.json", "team.json").expect(2).out
    assert told.count("client id 'Sample' is new") == 1


def test_a_review_tells_of_each_record_that_is_new(online):
    write_set(online)
    online.init("--role-set", "team.json", "--offline").expect(0)
    held = spec(online)
    online.write("old.json", json.dumps(held))
    online.write("new.json", json.dumps(held | {"recordedResources": [OIDC]}))
    told = online.run("review", "old.json", "new.json").expect(2).out
    assert f"'{OIDC}'" in told and "it is recorded as made by the spec" in told


def test_an_export_has_them(online):
    write_set(online)
    online.init("--role-set", "team.json", "--offline").expect(0)
    told = online.run("export", "--format", "cloudformation").expect(0)
    assert "AWS::IAM::OIDCProvider" in told.out and "left out" not in told.err


def test_roles_that_are_left_out_count_when_their_provider_is_made_again(made, stub, account):
    write_set(made, [DEPLOYER, trusting("Second", OIDC)])
    account.iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=OIDC)
    stub.forget_log()
    refused = made.apply("--role", "Second").expect(4)
    assert "this may widen access: create OIDC provider" in refused.err and stub.writes() == []


def test_a_record_alone_owns_no_provider_where_tags_do(declared, stub, account):
    account.iam.create_open_id_connect_provider(Url=f"https://{HOST}", ClientIDList=["theirs"])
    held = spec(declared)
    declared.write("panorama-roles.json", json.dumps(held | {"recordedResources": [OIDC]}))
    stub.forget_log()
    assert "--adopt" in declared.apply("--accept", "widening").expect(4).err
    assert stub.writes() == []


def test_metadata_is_a_plain_file(online, stub):
    write_set(online, [PEOPLE], clients=None, saml=True)
    os.mkfifo(online.folder / "corp.xml")
    assert "it is not a plain file" in online.init("--role-set", "team.json").expect(1).err
    text = (online.folder / "team.json").read_text()
    online.write("team.json", text.replace("corp.xml", "-"))
    assert "standard input" in online.init("--role-set", "team.json").expect(1).err

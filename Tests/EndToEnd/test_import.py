"""`import`: roles that exist become a role set that plans no change and is in sync."""

import json

import pytest

from EndToEnd.support.accounts import ACCOUNT, READ_ONLY, Keys, MotoAccount
from EndToEnd.support.program import Program

OIDC = "token.actions.githubusercontent.com"
EKS = "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE"
ASSUME = "sts:AssumeRole"
VERSION = "2012-10-17"


def trusting(principal, action=ASSUME, **condition) -> dict:
    statement = {"Effect": "Allow", "Principal": principal, "Action": action}
    if condition:
        statement["Condition"] = condition
    return {"Version": VERSION, "Statement": [statement]}


def service(name: str) -> dict:
    return trusting({"Service": f"{name}.amazonaws.com"})


def allowing(action, resource="*") -> dict:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    return {"Version": VERSION, "Statement": [statement]}


TRUSTS = {
    "orders-lambda": service("lambda"),
    "orders-task": service("ecs-tasks"),
    "bastion-ec2": service("ec2"),
    "github-deploy": trusting(
        {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{OIDC}"},
        "sts:AssumeRoleWithWebIdentity",
        StringEquals={f"{OIDC}:aud": "sts.amazonaws.com"},
        StringLike={f"{OIDC}:sub": "repo:acme/orders:ref:refs/heads/main"},
    ),
    "partner-read": trusting(
        {"AWS": "arn:aws:iam::999999999999:root"},
        StringEquals={"sts:ExternalId": f"acme-{ACCOUNT}"},
    ),
    "irsa-reader": trusting(
        {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{EKS}"},
        "sts:AssumeRoleWithWebIdentity",
        StringEquals={f"{EKS}:sub": "system:serviceaccount:orders:reader"},
    ),
    "pod-identity": trusting({"Service": "pods.eks.amazonaws.com"}, [ASSUME, "sts:TagSession"]),
    "saml-admin": trusting(
        {"Federated": f"arn:aws:iam::{ACCOUNT}:saml-provider/corp"},
        "sts:AssumeRoleWithSAML",
        StringEquals={"SAML:aud": "https://signin.aws.amazon.com/saml"},
    ),
    "nightly-etl": trusting({"Service": ["states.amazonaws.com", "glue.amazonaws.com"]}),
    "bounded": service("lambda"),
    "ci-runner": service("codebuild"),
    "many-policies": trusting(
        {"AWS": ACCOUNT}, ArnLike={"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/ops-*"}
    ),
}
TEN = [f"arn:aws:iam::{ACCOUNT}:policy/shared/part-{number}" for number in range(9)] + [READ_ONLY]


def twelve(account) -> None:
    """Twelve roles of the usual kinds."""
    iam = account.iam
    iam.create_policy(
        PolicyName="limit", PolicyDocument=json.dumps(allowing("s3:*")), Description="Only S3"
    )
    for number in range(9):
        resource = f"arn:aws:sqs:eu-west-1:{ACCOUNT}:part-{number}"
        text = json.dumps(allowing("sqs:SendMessage", resource))
        iam.create_policy(PolicyName=f"part-{number}", Path="/shared/", PolicyDocument=text)
    more = {
        "bounded": {"PermissionsBoundary": f"arn:aws:iam::{ACCOUNT}:policy/limit"},
        "ci-runner": {"Path": "/ci/"},
        "partner-read": {"MaxSessionDuration": 7200, "Description": "${Partner} reads 100 %"},
        "orders-lambda": {
            "Tags": [{"Key": "team", "Value": "orders"}, {"Key": "Cost Center", "Value": "42+1"}]
        },
    }
    for name, trust in TRUSTS.items():
        iam.create_role(
            RoleName=name, AssumeRolePolicyDocument=json.dumps(trust), **more.get(name, {})
        )
    for arn in TEN:
        iam.attach_role_policy(RoleName="many-policies", PolicyArn=arn)
    table = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/orders"
    for name in ("orders-lambda", "orders-task"):
        text = json.dumps(allowing(["dynamodb:GetItem", "dynamodb:PutItem"], table))
        iam.put_role_policy(RoleName=name, PolicyName="orders", PolicyDocument=text)
    iam.create_instance_profile(InstanceProfileName="bastion-ec2")
    iam.add_role_to_instance_profile(InstanceProfileName="bastion-ec2", RoleName="bastion-ec2")
    iam.create_service_linked_role(AWSServiceName="ecs.amazonaws.com")


@pytest.fixture(scope="module")
def saved(moto_server, binary, tmp_path_factory) -> str:
    """The twelve roles as a snapshot."""
    moto_server.reset()
    twelve(MotoAccount(moto_server.url))
    program = Program(binary, tmp_path_factory.mktemp("saved"))
    connected = program.connected(moto_server.url, Keys("AKIAIOSFODNN7EXAMPLE", "moto/secret"))
    return connected.run("snapshot").expect(0).out


@pytest.fixture
def offline(program, saved) -> Program:
    """The program beside `account.json`, the snapshot of the twelve roles."""
    program.write("account.json", saved)
    return program


def statements(document: dict) -> list:
    return document["Statement"]


def test_twelve_roles_are_under_the_tool_by_one_command_each(online_moto, moto):
    twelve(moto)
    done = online_moto.run("import", "--out", "team.json", "--spec", "panorama-roles.json")
    done.expect(0)
    assert done.out == ""
    assert "12 roles, 10 policies; plan: no changes" in done.err
    assert "'AWSServiceRoleFor" in done.err
    plan = online_moto.run("plan", "--detailed-exitcode").expect(0)
    assert "No changes." in plan.out
    drift = online_moto.run("drift").expect(0)
    assert "remove-role-from-instance-profile" not in drift.out + drift.err
    again = online_moto.run("import", "--out", "team.json", "--spec", "panorama-roles.json")
    assert "'team.json' says the same and was left alone" in again.expect(0).err

    roles = {role["name"]: role for role in json.loads(read(online_moto, "team.json"))["roles"]}
    assert roles["bastion-ec2"]["instanceProfiles"] == ["bastion-ec2"]
    provider = "arn:${Partition}:iam::${Account}:oidc-provider/" + OIDC
    assert statements(roles["github-deploy"]["trust"])[0]["Principal"] == {"Federated": provider}
    partner = statements(roles["partner-read"]["trust"])[0]
    assert partner["Principal"] == {"AWS": "arn:${Partition}:iam::999999999999:root"}
    assert partner["Condition"] == {"StringEquals": {"sts:ExternalId": f"acme-{ACCOUNT}"}}
    assert roles["partner-read"]["description"] == "${!Partner} reads 100 %"
    assert statements(roles["many-policies"]["trust"])[0]["Principal"] == {"AWS": "${Account}"}


def read(program, name: str) -> str:
    return (program.folder / name).read_text()


def test_the_role_set_makes_the_same_roles_in_an_empty_account(online_moto, moto, moto_server):
    twelve(moto)
    online_moto.run("import", "--out", "team.json", "--spec", "panorama-roles.json").expect(0)
    moto_server.reset()
    applied = online_moto.run("apply", "--approve", "--quiet").expect(0)
    assert "Applied:" in applied.out
    online_moto.run("drift").expect(0)
    again = online_moto.run("import", "--out", "again.json", "--name", "team").expect(0)
    assert "12 roles, 10 policies; plan: no changes" in again.err
    assert read(online_moto, "again.json") == read(online_moto, "team.json")


def test_a_snapshot_and_the_aws_cli_give_the_same_role_set_as_the_account(online_moto, moto):
    twelve(moto)
    live = online_moto.run("import", "--quiet").expect(0)
    online_moto.run("snapshot", "--out", "account.json").expect(0)
    offline = online_moto.with_environment(AWS_ENDPOINT_URL=None, AWS_ACCESS_KEY_ID=None)
    saved = offline.run("import", "--quiet", "--snapshot", "account.json").expect(0)
    assert saved.out == live.out
    folder = online_moto.folder
    for name, words in {
        "details.json": ["get-account-authorization-details"],
        "roles.json": ["list-roles"],
    }.items():
        done = moto.cli(folder, "iam", *words, "--output", "json")
        (folder / name).write_text(done.stdout)
    cli = offline.run("import", "--quiet", "--aws-cli", "details.json", "roles.json").expect(0)
    assert cli.out == live.out


def test_outputs_for_one_role_are_put_together(program, online_moto, moto):
    twelve(moto)
    folder, role = online_moto.folder, ["--role-name", "orders-lambda", "--output", "json"]
    for name, words in {
        "role.json": ["get-role", *role],
        "attached.json": ["list-attached-role-policies", *role],
        "names.json": ["list-role-policies", *role],
        "inline.json": ["get-role-policy", "--policy-name", "orders", *role],
    }.items():
        (folder / name).write_text(moto.cli(folder, "iam", *words).stdout)
    alone = program.run("import", "--aws-cli", "role.json").expect(5)
    assert "does not contain the inline policies of role 'orders-lambda'" in alone.err
    files = ["role.json", "attached.json", "names.json", "inline.json"]
    whole = program.run("import", "--aws-cli", *files).expect(0)
    assert "1 role; plan: no changes" in whole.err
    wanted = online_moto.run("import", "--role", "orders-lambda").expect(0)
    assert whole.json == wanted.json


SNAPSHOT = ["--snapshot", "account.json"]


def test_one_file_a_role_is_one_spec(offline):
    words = [*SNAPSHOT, "--split", "roles", "--spec", "panorama-roles.json"]
    done = offline.run("import", *words).expect(0)
    assert "wrote 12 files to 'roles'" in done.err
    spec = json.loads(read(offline, "panorama-roles.json"))
    assert spec["roleSets"][0] == "roles/bastion-ec2.json"
    assert len(list((offline.folder / "roles").iterdir())) == 12
    assert "No changes." in offline.run("plan", *SNAPSHOT).expect(0).out
    refused = offline.run("import", *SNAPSHOT, "--split", "roles").expect(4)
    assert "not empty" in refused.err


def test_regions_are_replaced_on_demand(offline):
    words = [*SNAPSHOT, "--role", "orders-*", "--replace-region", "eu-west-1", "--out", "team.json"]
    done = offline.run("import", *words).expect(0)
    assert "--parameter Region=eu-west-1" in done.err
    table = "arn:${Partition}:dynamodb:${Region}:${Account}:table/orders"
    assert table in read(offline, "team.json")
    words = ["--role-set", "team.json", "--parameter", "Region=eu-west-1", "--backend", "memory"]
    assert offline.init(*words, *SNAPSHOT).expect(0).json["requests"] == []


SELECTIONS = [
    (["--role", "orders-*"], ["orders-lambda", "orders-task"]),
    (["--role", "ORDERS-LAMBDA", "--role", "bounded"], ["bounded", "orders-lambda"]),
    (["--path", "/ci/"], ["ci-runner"]),
    (["--tag", "team=orders"], ["orders-lambda"]),
    (["--trusting", "glue.amazonaws.com"], ["nightly-etl"]),
]


@pytest.mark.parametrize("words, names", SELECTIONS, ids=lambda value: " ".join(value))
def test_roles_are_chosen(offline, words, names):
    done = offline.run("import", *SNAPSHOT, *words).expect(0)
    assert [role["name"] for role in done.json["roles"]] == names


REFUSALS = [
    (["--role", "orders-lamda"], 1, "did you mean 'orders-lambda'?"),
    (["--role", "orders-*", "--path", "/ci/"], 1, "no role fits"),
    (["--spec", "s.json"], 64, "add '--out FILE' or '--split FOLDER'"),
    (["--out", "a.json", "--split", "b"], 64, "choose one of them"),
    (["--into", "taken.json"], 64, "name them with '--role'"),
    (["--into", "taken.json", "--role", "bounded"], 1, "missing key"),
    (["--name", "A b"], 64, "use small letters, digits and '-'"),
    (["--tag", "team"], 64, "'--tag' takes KEY=VALUE"),
    (["--account", "1"], 64, "account id '1' is not 12 digits"),
    (["team.json"], 64, "write '--snapshot FILE' or '--aws-cli FILE'"),
    (["--aws-cli", "b", *SNAPSHOT], 64, "cannot be used together"),
    (["--aws-cli", "a", "--profile", "b"], 64, "leave one of them out"),
    (["--out", "taken.json"], 4, "refusing to overwrite it"),
    (["--out", "new.json", "--spec", "spec.json"], 4, "the spec holds another choice: 'roleSets'"),
]


@pytest.mark.parametrize("words, status, text", REFUSALS, ids=lambda value: str(value))
def test_what_cannot_be_done_is_refused_and_writes_nothing(offline, words, status, text):
    offline.write("taken.json", "{}\n")
    offline.init("--offline", "--quiet", "--spec", "spec.json").expect(0)
    before = sorted(path.name for path in offline.folder.iterdir())
    source = [] if "--aws-cli" in words or "team.json" in words else SNAPSHOT
    assert text in offline.run("import", *source, *words).expect(status).err
    assert sorted(path.name for path in offline.folder.iterdir()) == before
    assert read(offline, "taken.json") == "{}\n"


def test_a_role_that_a_role_set_cannot_describe_is_left_out_and_counted(program):
    good = {"RoleName": "good", "AssumeRolePolicyDocument": service("lambda")}
    bad = {"RoleName": "bad", "AssumeRolePolicyDocument": {"Statement": 1}}
    lists = {"RolePolicyList": [], "AttachedManagedPolicies": []}
    program.write("roles.json", json.dumps([{**good, **lists}, {**bad, **lists}]))
    done = program.run("import", "--aws-cli", "roles.json", "--account", ACCOUNT).expect(5)
    assert [role["name"] for role in done.json["roles"]] == ["good"]
    assert "warning: left out role 'bad': its trust policy cannot be read" in done.err
    assert "1 role; plan: no changes" in done.err


@pytest.mark.parametrize("action", ["GetAccountAuthorizationDetails", "ListRoles"])
def test_a_missing_permission_is_named(online, stub, action):
    stub.fault("denied", action, times=None)
    done = online.run("import", "--out", "team.json").expect(5)
    assert f"iam:{action}" in done.err
    assert not (online.folder / "team.json").exists()


def test_what_was_changed_by_hand_is_kept_by_the_command_of_the_hint(online_moto, moto):
    moto.iam.create_role(
        RoleName="orders-lambda", AssumeRolePolicyDocument=json.dumps(TRUSTS["orders-lambda"])
    )
    online_moto.run("import", "--out", "team.json", "--spec", "panorama-roles.json").expect(0)
    moto.iam.attach_role_policy(RoleName="orders-lambda", PolicyArn=READ_ONLY)
    found = online_moto.run("drift").expect(2)
    hint = "panorama-roles import --role orders-lambda --into team.json"
    assert f"keep it with '{hint}'" in found.out
    done = online_moto.run(*hint.split()[1:]).expect(0)
    assert "replaced role 'orders-lambda' in 'team.json'" in done.err
    online_moto.run("drift").expect(0)
    again = online_moto.run(*hint.split()[1:]).expect(0)
    assert "'team.json' says the same and was left alone" in again.err


def test_a_role_is_added_to_a_role_set(offline):
    before = offline.run("import", *SNAPSHOT, "--role", "bounded", "--out", "team.json").expect(0)
    assert "wrote 'team.json'" in before.err
    done = offline.run("import", *SNAPSHOT, "--role", "ci-*", "--into", "team.json").expect(0)
    assert "added role 'ci-runner' to 'team.json'" in done.err
    assert [role["name"] for role in json.loads(read(offline, "team.json"))["roles"]] == [
        "bounded",
        "ci-runner",
    ]
    text = read(offline, "team.json")
    text = "// ours\n" + text.replace('"name": "bounded",', '"name": "bounded", // kept')
    offline.write("team.json", text)
    words = ["import", *SNAPSHOT, "--role", "saml-*", "--into", "team.json"]
    assert "added role 'saml-" in offline.run(*words).expect(0).err
    new = read(offline, "team.json")
    # Nothing but the new role is another text.
    old = text.splitlines()
    assert [line for line in new.splitlines() if line in old or line + "," in old][: len(old) - 3]
    assert new.startswith("// ours\n") and '"name": "bounded", // kept\n' in new
    assert "says the same and was left alone" in offline.run(*words).expect(0).err
    assert read(offline, "team.json") == new
    missing = offline.run("import", *SNAPSHOT, "--role", "ci-*", "--into", "no.json").expect(1)
    assert "show SET --role-set-file" in missing.err


def test_roles_that_trust_each_other_are_made_in_their_order(online, account):
    rows = {"m": (), "z": ("m",), "b": ("z", "m"), "a": ("b",)}
    for name, names in rows.items():
        arns = [f"arn:aws:iam::{ACCOUNT}:role/{other}" for other in names]
        policy = trusting({"AWS": arns}) if arns else service("lambda")
        account.iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(policy))
    words = ["--out", "team.json", "--spec", "team-spec.json"]
    told = online.run("import", *words).expect(0)
    assert "4 roles; plan: no changes" in told.err
    spec = ["--spec", "team-spec.json"]
    assert online.run("plan", *spec).expect(0).out.rstrip().endswith("No changes.")
    assert online.drift(*spec).expect(0).json["status"] == "in-sync"
    template = online.run("export", *spec).expect(0).json["Resources"]
    assert {row["Properties"]["RoleName"]: row.get("DependsOn") for row in template.values()} == {
        "m": None, "z": ["MRole"], "b": ["MRole", "ZRole"], "a": ["BRole"],
    }  # fmt: skip
    for name in rows:
        account.iam.delete_role(RoleName=name)
    online.apply(*spec).expect(0)
    assert online.drift(*spec).expect(0).json["status"] == "in-sync"


READERS = [
    ["lint", "--role-set", "./role.json"],
    ["lint", "role.json"],
    ["drift", "--spec", "role.json"],
    ["drift", "--snapshot", "role.json"],
    ["plan", "--spec", "role.json"],
    ["apply", "--plan", "role.json"],
    ["test", "role.json"],
    ["drift", "--ignore", "role.json"],
    ["review", "role.json", "role.json"],
]


@pytest.mark.parametrize("words", READERS, ids=" ".join)
def test_a_role_in_the_spelling_of_aws_is_recognised_by_every_reader(program, words):
    program.init("--offline", "--quiet").expect(0)
    program.write("role.json", json.dumps({"Role": {"RoleName": "r", "Path": "/"}}))
    done = program.run(*words).expect(1)
    assert "a role as the AWS CLI prints it" in done.err
    assert "'panorama-roles import --aws-cli " in done.err


def test_identity_providers_that_roles_trust_are_taken(online, account):
    account.iam.create_open_id_connect_provider(
        Url=f"https://{OIDC}", ClientIDList=["sts.amazonaws.com"],
        Tags=[{"Key": "team", "Value": "web"}],
    )  # fmt: skip
    account.iam.create_role(
        RoleName="github-deploy", AssumeRolePolicyDocument=json.dumps(TRUSTS["github-deploy"])
    )
    arn = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{OIDC}"
    without = online.run("import", "--out", "plain.json").expect(0)
    assert f"'{arn}'" in without.err and "import --identity-providers" in without.err
    assert "oidcProviders" not in json.loads(read(online, "plain.json"))

    # IAM finds one out where none is given.
    thumbprints = account.iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)[
        "ThumbprintList"
    ]
    words = ["--out", "team.json", "--spec", "panorama-roles.json"]
    done = online.run("import", "--identity-providers", *words).expect(0)
    assert "plan: no changes" in done.err and arn not in done.err
    made = [
        {
            "url": f"https://{OIDC}", "clientIds": ["sts.amazonaws.com"],
            "thumbprints": thumbprints, "tags": {"team": "web"},
        }
    ]  # fmt: skip
    assert json.loads(read(online, "team.json"))["oidcProviders"] == made
    assert "No changes." in online.run("plan", "--detailed-exitcode").expect(0).out
    online.run("drift").expect(0)

    online.run("snapshot", "--identity-providers", "--out", "account.json").expect(0)
    offline = ["import", "--snapshot", "account.json"]
    assert online.run(*offline).expect(0).json["oidcProviders"] == made
    refused = online.run(*offline, "--identity-providers").expect(64)
    assert "'snapshot --identity-providers' keeps them" in refused.err
    account.iam.add_client_id_to_open_id_connect_provider(
        OpenIDConnectProviderArn=arn, ClientID="other"
    )
    into = ["--role", "github-deploy", "--into", "team.json"]
    online.run("import", "--identity-providers", *into).expect(0)
    written = json.loads(read(online, "team.json"))["oidcProviders"]
    assert [provider["clientIds"] for provider in written] == [["other", "sts.amazonaws.com"]]

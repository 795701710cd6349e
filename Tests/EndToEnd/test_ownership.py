"""Whose a role is: what the spec made or adopted is changed, and nothing else."""

import json
import shlex

import pytest

from EndToEnd.support.accounts import ACCOUNT, APPLIANCE, DEVICE, OWNER_TAG, READ_ONLY, trust
from EndToEnd.test_part import ordinary, written

KEY = OWNER_TAG


def tags(account, role: str) -> dict[str, str]:
    return {row["Key"]: row["Value"] for row in account.iam.list_role_tags(RoleName=role)["Tags"]}


def made(account, name: str, *, path: str = "/", **more) -> None:
    account.iam.create_role(
        RoleName=name, Path=path, AssumeRolePolicyDocument=json.dumps(trust()), **more
    )


def pairs(**values) -> list[dict]:
    return [{"Key": key, "Value": value} for key, value in values.items()]


def test_what_is_made_carries_the_name_of_the_spec(online, account):
    arn = f"arn:aws:iam::{ACCOUNT}:policy/own"
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
    policy = {"name": "own", "document": {"Version": "2012-10-17", "Statement": [statement]}}
    written(online, ordinary("one", managedPolicies=[arn]), policies=[policy])
    online.apply().expect(0)
    assert tags(account, "one") == {KEY: "team"}
    held = account.iam.list_policy_tags(PolicyArn=arn)["Tags"]
    assert held == [{"Key": KEY, "Value": "team"}]
    found = online.drift().expect(0).json
    assert [role["owner"] for role in found["roles"]] == [{"kind": "this-spec"}]


def test_init_names_the_spec_or_tags_nothing(online, account):
    online.init("--name", "cameras").expect(0)
    assert json.loads((online.folder / "panorama-roles.json").read_text())["name"] == "cameras"
    online.apply().expect(0)
    assert tags(account, APPLIANCE) == {KEY: "cameras"}
    online.init("--name", "cameras").expect(0)
    assert "'name' is" in online.init().expect(4).err
    online.init("--name", "no good", "--spec", "x.json").expect(64)


def test_without_the_tag_the_recorded_id_decides(online, account):
    online.init("--no-ownership-tag").expect(0)
    online.apply().expect(0)
    assert tags(account, APPLIANCE) == {}
    account.iam.update_role(RoleName=APPLIANCE, Description="another")
    online.apply().expect(0)
    spec = json.loads((online.folder / "panorama-roles.json").read_text())
    assert spec["ownershipTag"] is False
    del spec["recorded"]
    online.write("panorama-roles.json", json.dumps(spec))
    account.iam.update_role(RoleName=APPLIANCE, Description="another")
    assert "--adopt" in online.apply().expect(4).err


def test_without_the_tag_a_role_that_others_made_is_not_recorded(online, stub, account):
    """Whatever it looks like: bare and in sync, as a run that stopped would have left it."""
    written(online, ordinary("one", managedPolicies=[READ_ONLY]), ordinary("two"))
    online.init("--no-ownership-tag", "--role-set", "team.json", "--spec", "plain.json").expect(0)
    made(account, "one")
    made(account, "two")
    stub.forget_log()
    words = ["--spec", "plain.json"]
    refused = online.apply(*words, "--accept", "widening").expect(4)
    assert "--adopt one " in refused.err and "'two'" not in refused.err
    assert stub.writes() == []
    written(online, ordinary("two"))
    online.apply(*words).expect(0)
    spec = json.loads((online.folder / "plain.json").read_text())
    assert not {"recorded", "pendingResources"} & set(spec)
    online.apply(*words, "--adopt", "two").expect(0)
    spec = json.loads((online.folder / "plain.json").read_text())
    assert set(spec["recorded"]) == {"two"}


def test_without_the_tag_a_run_that_was_killed_is_continued(online, stub, account):
    """The role is there, and the record of its id is not."""
    written(online, ordinary("one", managedPolicies=[READ_ONLY]))
    online.init("--no-ownership-tag", "--role-set", "team.json", "--spec", "plain.json").expect(0)
    stub.fault("hold-after", "CreateRole")
    process = online.start("apply", "--spec", "plain.json", "--approve")
    assert stub.wait_until_held()
    process.kill()
    process.communicate()
    stub.release()
    spec = json.loads((online.folder / "plain.json").read_text())
    assert spec["pendingResources"] == [f"arn:aws:iam::{ACCOUNT}:role/one"]
    assert "recorded" not in spec and account.names() == ["one"]
    online.apply("--spec", "plain.json").expect(0)
    spec = json.loads((online.folder / "plain.json").read_text())
    assert set(spec["recorded"]) == {"one"} and "pendingResources" not in spec


def test_without_the_tag_a_role_that_was_refused_is_not_pending(online, stub, account):
    written(online, ordinary("one"), ordinary("two"))
    online.init("--no-ownership-tag", "--role-set", "team.json", "--spec", "plain.json").expect(0)
    stub.fault("denied", "CreateRole", first=1, times=None)
    online.apply("--spec", "plain.json").expect(1, 4)
    assert "pendingResources" not in json.loads((online.folder / "plain.json").read_text())


@pytest.mark.parametrize(
    ("values", "owner"),
    [
        ({"ManagedBy": "terraform"}, "belongs to 'terraform' (tag 'ManagedBy')"),
        ({"managed-by": "pulumi"}, "belongs to 'pulumi' (tag 'managed-by')"),
        ({KEY: "other"}, "belongs to spec 'other'"),
        ({"team": "x"}, "exists, and this spec neither made nor adopted it"),
    ],
)
def test_a_role_of_somebody_else_is_not_changed(online, stub, account, values, owner):
    made(account, "one", Description="theirs", Tags=pairs(**values))
    written(online, ordinary("one", description="ours"))
    stub.forget_log()
    planned = online.run("plan").expect(0)
    assert "~ update role 'one'" in planned.out, "the plan shows what adoption would change"
    refused = online.apply().expect(4)
    assert f"role 'one' {owner}" in refused.err
    assert "'panorama-roles apply --adopt one --approve' takes it over" in refused.err
    assert stub.writes() == []
    online.apply("--accept", "widening").expect(4)
    online.apply("--adopt", "one").expect(0)
    assert tags(account, "one") == {**values, KEY: "team"}
    online.drift("--fail-on", "widened").expect(0, 2)
    stub.forget_log()
    online.apply().expect(0)
    assert stub.writes() == []


def test_a_pattern_adopts_what_shows_no_owner_and_a_spec_may_hold_it(online, account):
    for name in ("one", "two"):
        made(account, name, Description="theirs")
    made(account, "three", Description="theirs", Tags=pairs(ManagedBy="terraform"))
    roles = [ordinary(name, description="ours") for name in ("one", "two", "three")]
    written(online, *roles)
    refused = online.apply("--adopt", "*").expect(4).err
    assert "'three'" in refused and "'one'" not in refused
    assert "names all that the plan asks about" not in refused, "one thing is named by its own hint"
    several = online.apply().expect(4).err
    command = "panorama-roles apply --adopt one --adopt two --adopt three --approve"
    assert f"'{command}' names all" in several
    assert "'--adopt one' takes it over" in several
    spec = json.loads((online.folder / "panorama-roles.json").read_text())
    online.write("panorama-roles.json", json.dumps(spec | {"adopt": ["t*", "one", "three"]}))
    online.apply().expect(0)
    assert all(tags(account, name)[KEY] == "team" for name in ("one", "two", "three"))


@pytest.mark.parametrize("description", ["made by a console", None])
def test_a_built_in_set_adopts_what_a_console_made_with_one_flag(
    online, stub, account, description
):
    """The tag that adoption sets is no question: the policy of the role tests none."""
    account.make_roles()
    if description:
        account.iam.update_role(RoleName=APPLIANCE, Description=description)
    for flags in (["--adopt", "AWSPanorama*"], []):
        online.init("--approve", *flags).expect(0)
    assert tags(account, APPLIANCE) == {KEY: "panorama"}
    assert online.drift().expect(0).json["status"] == "in-sync"


def test_a_role_in_sync_needs_no_adoption(online, stub, account):
    made(account, "one")
    written(online, ordinary("one"))
    stub.forget_log()
    assert "No changes." in online.apply().expect(0).out
    assert stub.writes() == []
    online.apply("--adopt", "one").expect(0)
    assert stub.writes() == ["TagRole"]


def test_a_path_that_is_not_accepted_is_a_reason(online, stub, account):
    made(account, "one", path="/team/x/")
    written(online, ordinary("one", description="ours"))
    stub.forget_log()
    told = online.apply("--adopt", "one").expect(4).err
    assert "at path '/team/x/', which the role set does not accept" in told
    assert "IAM cannot change the path of a role" in told
    assert stub.writes() == []


def test_a_saved_plan_holds_what_it_adopts(online, account):
    made(account, "one", Description="theirs")
    written(online, ordinary("one", description="ours"))
    online.run("plan", "--out", "without.plan").expect(0)
    online.run("apply", "--plan", "without.plan", "--approve").expect(4)
    online.run("plan", "--adopt", "one", "--out", "with.plan").expect(0)
    online.run("apply", "--plan", "with.plan", "--approve").expect(0)
    assert tags(account, "one") == {KEY: "team"}


def test_two_specs_in_one_account_are_both_in_sync(online, account):
    def spec(name: str, role: str) -> tuple[str, ...]:
        document = {"schemaVersion": "1.0", "name": name, "title": "T", "summary": "S",
                    "roles": [ordinary(role)]}  # fmt: skip
        online.write(f"{name}.json", json.dumps(document))
        online.write(
            f"{name}-spec.json",
            json.dumps(
                {"schemaVersion": "1.0", "account": ACCOUNT, "roleSets": [f"./{name}.json"]}
            ),
        )
        return ("--spec", f"{name}-spec.json")

    left, right = spec("left", "one"), spec("right", "two")
    online.apply(*left).expect(0)
    online.apply(*right).expect(0)
    found = online.drift(*left).expect(0).json
    assert [(row["name"], row["spec"]) for row in found["otherSpecs"]] == [("two", "right")]
    online.drift(*right).expect(0)
    told = online.run("drift", *left).expect(0).out
    assert "Role 'two': belongs to spec 'right'" in told
    account.iam.untag_role(RoleName="two", TagKeys=[KEY])
    online.drift(*left).expect(2)


def test_fields_can_be_left_to_others(online, account):
    made(account, "one", Description="theirs", MaxSessionDuration=7200)
    written(online, {**ordinary("one"), "description": None, "maxSessionDuration": None})
    online.drift().expect(0)
    written(online, {**ordinary("one"), "description": None})
    online.apply("--adopt", "one").expect(0)
    role = account.iam.get_role(RoleName="one")["Role"]
    assert (role["Description"], role["MaxSessionDuration"]) == ("theirs", 3600)
    written(online, ordinary("one", description="ours"))
    spec = json.loads((online.folder / "panorama-roles.json").read_text())
    online.write("panorama-roles.json", json.dumps(spec | {"unowned": ["description"]}))
    online.drift().expect(0)
    online.write("panorama-roles.json", json.dumps(spec | {"unowned": ["descripton"]}))
    assert "did you mean 'description'?" in online.drift().expect(1).json["error"]["hint"]


def test_the_same_in_moto(online_moto, moto):
    moto.iam.create_role(
        RoleName="one", AssumeRolePolicyDocument=json.dumps(trust()), Description="theirs",
        Tags=pairs(ManagedBy="terraform"),
    )  # fmt: skip
    written(online_moto, ordinary("one", description="ours"))
    online_moto.apply().expect(4)
    assert moto.iam.get_role(RoleName="one")["Role"]["Description"] == "theirs"
    online_moto.apply("--adopt", "one").expect(0)
    assert moto.iam.get_role(RoleName="one")["Role"]["Description"] == "ours"


@pytest.mark.parametrize("name", ["oen", "o?e?", "arn:aws:iam::123456789012:policy/one"])
@pytest.mark.parametrize("command", ["plan", "apply", "init"])
def test_a_name_that_adopts_nothing_is_refused(online, stub, command, name):
    written(online, ordinary("one", description="ours"))
    stub.forget_log()
    words = []
    if command == "init":
        words = ["--role-set", "team.json"]
        (online.folder / "panorama-roles.json").unlink()
    refused = online.run(command, *words, "--adopt", name).expect(64)
    assert f"'--adopt' '{name}' names no role, policy or identity provider" in refused.err
    assert ("did you mean 'one'?" in refused.err) == (name == "oen")
    assert stub.log() == [] or (command == "init" and stub.writes() == [])


def test_a_managed_policy_is_removed_by_its_name(online, account):
    written(online, ordinary("one", description="ours"))
    online.apply().expect(0)
    arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    account.iam.attach_role_policy(RoleName="one", PolicyArn=arn)
    online.apply("--remove", "one:managed-policy:ReadOnly").expect(4)
    assert "- " in online.run("plan", "--remove", "one:managed-policy:ReadOnlyAccess").expect(0).out
    online.apply("--remove", "one:managed-policy:ReadOnlyAccess").expect(0)
    held = account.iam.list_attached_role_policies(RoleName="one")["AttachedPolicies"]
    assert [policy["PolicyArn"] for policy in held if policy["PolicyArn"] == arn] == []
    again = online.apply("--remove", "one:managed-policy:ReadOnlyAccess").expect(0)
    assert "there is nothing to remove" in again.out


def pasted(told, before):
    """The words of the last command of the program in a text that ends with these words."""
    return shlex.split(told.split(before)[0].split("'panorama-roles ")[-1])


@pytest.mark.parametrize("names", [["one"], ["one", "two"]])
@pytest.mark.parametrize("approve", [True, False])
def test_init_names_a_command_of_its_own_where_no_spec_exists_yet(
    online, stub, account, names, approve
):
    """'apply' of the hint would have no spec to read."""
    written(online, *[ordinary(name, description="ours") for name in names])
    (online.folder / "panorama-roles.json").unlink()
    (online.folder / "team.json").rename(online.folder / "my team.json")
    for name in names:
        made(account, name, Description="theirs")
    stub.forget_log()
    flags = ["--role-set", "my team.json", "--spec", "own.json", "--tag", "Team=a"]
    told = online.run("init", *flags, *(["--approve"] if approve else [])).expect(4).err
    assert not (online.folder / "own.json").exists() and stub.writes() == []
    words = pasted(told, "' names all" if len(names) > 1 else (
        "' takes it over" if approve else "' shows the requests and writes the spec"))  # fmt: skip
    online.run(*words).expect(0)
    assert (online.folder / "own.json").exists()
    descriptions = {account.iam.get_role(RoleName=n)["Role"]["Description"] for n in names}
    assert descriptions == ({"ours"} if approve else {"theirs"})


def test_the_command_of_a_device_names_the_one_that_adopts(online, account):
    account.make_roles(Description="theirs")
    account.iam.untag_role(RoleName=APPLIANCE, TagKeys=[KEY])
    online.init("--offline").expect(0)
    told = online.run("device", "add", DEVICE, "--approve").expect(4).err
    assert f"'--adopt {APPLIANCE}' of 'apply' takes it over" in told

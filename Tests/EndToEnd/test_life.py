"""`plan`, `apply` and `drift` together: the ordinary life of an account."""

import json

import pytest

from EndToEnd.support.accounts import (
    ACCOUNT,
    APPLIANCE,
    APPLIANCE_POLICY,
    DEVICE,
    LINKED,
    OWNER_TAG,
    READ_ONLY,
    STUB_OTHER,
    STUB_SESSION,
    trust,
)

WRITES = ["CreateServiceLinkedRole", "CreateRole", "AttachRolePolicy"]


def test_apply_then_drift_then_apply_again_sends_no_write(online, stub):
    online.init().expect(0)
    planned = online.run("plan").expect(0)
    assert planned.out.rstrip().endswith("Plan: 3 to create, 0 to update, 0 to delete.")
    assert sum(line.startswith("+ ") for line in planned.out.splitlines()) == 3
    online.apply().expect(0)
    assert stub.writes() == WRITES
    found = online.drift().expect(0)
    assert found.json["status"] == "in-sync"
    assert [role["status"] for role in found.json["roles"]] == ["in-sync", "in-sync"]
    assert found.json["exit"] == {"code": 0, "name": "in-sync"}
    stub.forget_log()
    again = online.apply().expect(0)
    assert stub.writes() == []
    assert "No changes." in again.out
    assert online.run("plan").expect(0).out.rstrip() == "No changes."


def test_it_asks_who_it_is_before_the_first_write(online, stub):
    online.init().expect(0)
    stub.forget_log()
    online.apply().expect(0)
    called = [call["action"] for call in stub.log()]
    assert called.index("GetCallerIdentity") < called.index("CreateServiceLinkedRole")


def test_the_same_in_moto(online_moto, moto, moto_server):
    online_moto.init().expect(0)
    online_moto.apply().expect(0)
    role = moto.iam.get_role(RoleName=APPLIANCE)["Role"]
    assert role["Path"] == "/service-role/"
    assert role["AssumeRolePolicyDocument"] == trust()
    found = online_moto.drift().expect(0)
    roles = {role["name"]: role["status"] for role in found.json["roles"]}
    assert roles[APPLIANCE] == "in-sync", found.told()
    again = online_moto.apply().expect(0)
    assert "No changes." in again.out
    assert moto_server.calls() > 0


def test_apply_without_approval_only_shows_the_plan(online, stub):
    online.init().expect(0)
    shown = online.run("apply").expect(0)
    assert "Plan: 3 to create" in shown.out
    assert "--approve" in shown.err
    assert stub.writes() == []
    online.run("apply", "--detailed-exitcode").expect(2)
    online.run("plan", "--detailed-exitcode").expect(2)
    online.apply().expect(0)
    online.run("plan", "--detailed-exitcode").expect(0)


def test_standard_output_is_the_plan_and_progress_goes_elsewhere(online):
    online.init().expect(0)
    planned = online.run("plan").expect(0).out
    applied = online.apply().expect(0)
    assert applied.out.startswith(planned.rstrip("\n"))
    assert APPLIANCE in applied.err


def test_quiet_says_on_standard_error_only_that_the_service_has_ended(online):
    for words in (["init", "--account", ACCOUNT], ["apply", "--approve"], ["drift"], ["plan"]):
        told = online.run(*words, "--quiet").expect(0).err.splitlines()
        assert len(told) == 1 and "warning: AWS Panorama ended on" in told[0], words


def test_another_account_is_refused(online, stub):
    online.init("--offline").expect(0)
    other = online.with_environment(**STUB_OTHER.environment)
    for words in (["apply", "--approve"], ["drift"]):
        refused = other.run(*words).expect(4)
        assert "210987654321" in refused.err and ACCOUNT in refused.err
    assert stub.writes() == []


def test_temporary_credentials_work(online, stub):
    session = online.with_environment(**STUB_SESSION.environment)
    session.init().expect(0)
    session.apply().expect(0)
    assert stub.writes() == WRITES


def test_foreign_things_are_left_alone_and_reported(online, stub, account):
    account.make_roles()
    inline = {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}  # fmt: skip
    account.iam.attach_role_policy(RoleName=APPLIANCE, PolicyArn=READ_ONLY)
    account.iam.put_role_policy(
        RoleName=APPLIANCE, PolicyName="extra", PolicyDocument=json.dumps(inline)
    )
    account.iam.tag_role(RoleName=APPLIANCE, Tags=[{"Key": "team", "Value": "x"}])
    before = stub.roles()
    online.init().expect(0)
    shown = online.run("plan").expect(0)
    assert shown.out.rstrip().endswith("No changes.")
    for name in (READ_ONLY, "extra", "team"):
        assert name in shown.out, shown.told()
    online.apply().expect(0)
    assert stub.roles() == before
    assert stub.writes() == []


def test_what_is_named_is_removed_and_nothing_else(online, stub, account):
    account.make_roles()
    account.iam.attach_role_policy(RoleName=APPLIANCE, PolicyArn=READ_ONLY)
    account.iam.tag_role(RoleName=APPLIANCE, Tags=[{"Key": "team", "Value": "x"}])
    online.init().expect(0)
    removal = ["--remove", f"{APPLIANCE}:managed-policy:{READ_ONLY}"]
    # While what the policy says cannot be read it may hold a Deny, and then access would grow.
    stub.fault("denied", "GetPolicy", times=None)
    assert "--accept widening" in online.apply(*removal).expect(4).err
    assert stub.writes() == []
    stub.heal()
    online.apply(*removal).expect(0)
    role = stub.roles()[APPLIANCE]
    assert role["Attached"] == [APPLIANCE_POLICY]
    assert [tag["Key"] for tag in role["Tags"]] == [OWNER_TAG, "team"]
    assert stub.writes() == ["DetachRolePolicy"]


def test_a_role_of_another_case_or_path_is_not_made_twice(online, stub, account):
    account.iam.create_service_linked_role(AWSServiceName="panorama.amazonaws.com")
    account.make_appliance_role(name=APPLIANCE.lower(), Path="/")
    online.init().expect(0)
    online.apply().expect(0)
    assert stub.writes() == []
    assert sorted(stub.roles()) == [LINKED, APPLIANCE.lower()]


def test_drift_is_put_right(online, stub, account):
    account.make_roles()
    wide = trust(StringEquals={"aws:SourceAccount": ACCOUNT})
    wide["Statement"][0].pop("Condition")
    account.set_trust(wide)
    account.iam.detach_role_policy(RoleName=APPLIANCE, PolicyArn=APPLIANCE_POLICY)
    account.iam.update_role(RoleName=APPLIANCE, MaxSessionDuration=7200)
    online.init().expect(0)
    online.drift().expect(2)
    online.apply("--accept", "widening").expect(0)
    online.drift().expect(0)
    assert set(stub.writes()) == {"UpdateAssumeRolePolicy", "AttachRolePolicy", "UpdateRole"}


def test_growing_access_is_asked_for_by_name(online, stub, account):
    condition = {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "ArnLike": {"aws:SourceArn": DEVICE},
    }
    account.make_roles(document=trust(**condition))
    online.init().expect(0)
    refused = online.apply().expect(4)
    assert "--accept widening" in refused.err
    assert stub.writes() == []
    online.apply("--accept", "widening").expect(0)
    assert stub.writes() == ["UpdateAssumeRolePolicy"]


def test_narrowing_needs_no_acceptance(online, stub, account):
    account.make_roles()
    online.init("--device", DEVICE).expect(0)
    online.apply().expect(0)
    assert stub.writes() == ["UpdateAssumeRolePolicy"]
    online.drift().expect(0)


def test_a_half_made_role_is_completed(online, stub, account):
    account.make_appliance_role(attached=False)
    online.init().expect(0)
    online.apply().expect(0)
    assert stub.writes() == ["CreateServiceLinkedRole", "AttachRolePolicy"]


def test_a_bare_role_of_somebody_else_is_asked_about(online, stub, account):
    """It has no permissions, but another trust policy: nobody left it half-made."""
    account.make_appliance_role(attached=False)
    other = {"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"},
        "Action": "sts:AssumeRole"}]}  # fmt: skip
    account.iam.update_assume_role_policy(RoleName=APPLIANCE, PolicyDocument=json.dumps(other))
    stub.forget_log()
    online.init().expect(0)
    refused = online.apply().expect(4)
    assert "attach policy" in refused.err
    assert stub.writes() == []


def test_a_role_that_was_made_anew_is_not_completed_in_silence(online, stub, account):
    online.init().expect(0)
    online.apply().expect(0)
    account.iam.detach_role_policy(RoleName=APPLIANCE, PolicyArn=APPLIANCE_POLICY)
    account.iam.delete_role(RoleName=APPLIANCE)
    account.make_appliance_role(attached=False)
    stub.forget_log()
    assert "was deleted and created again" in online.run("plan").expect(0).told()
    online.apply().expect(4)
    assert stub.writes() == []


def test_the_ids_of_roles_that_were_there_are_recorded(online, stub, account):
    account.make_appliance_role()
    online.init().expect(0)
    online.apply().expect(0)
    spec = json.loads((online.folder / "panorama-roles.json").read_text())
    made = account.iam.get_role(RoleName=APPLIANCE)["Role"]
    assert spec["recorded"][APPLIANCE] == {"id": made["RoleId"]}


def test_dry_run_and_real_run_send_the_same_requests(online, stub):
    words = ["--device", DEVICE, "--tag", "team=vision ü+/=", "--tag", "empty="]
    document = online.init("--offline", *words).expect(0).json
    online.apply().expect(0)
    sent = [call for call in stub.log() if call["writes"]]
    assert [call["action"] for call in sent] == [row["action"] for row in document["requests"]]
    for call, row in zip(sent, document["requests"], strict=True):
        for name, value in row["parameters"].items():
            if isinstance(value, dict):
                assert json.loads(call["parameters"][name]) == value
            elif name == "Tags":
                for number, tag in enumerate(value, 1):
                    assert call["parameters"][f"Tags.member.{number}.Key"] == tag["Key"]
                    assert call["parameters"][f"Tags.member.{number}.Value"] == tag["Value"]
            else:
                assert call["parameters"][name] == str(value)


@pytest.mark.parametrize("size", [1, 3])
def test_lists_are_read_to_their_last_page(online, stub, account, size):
    account.make_roles()
    for number in range(4):
        account.iam.create_role(RoleName=f"a{number}", AssumeRolePolicyDocument=json.dumps(trust()))
        account.iam.tag_role(RoleName=APPLIANCE, Tags=[{"Key": f"t{number}", "Value": ""}])
        inline = {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}  # fmt: skip
        account.iam.put_role_policy(
            RoleName=APPLIANCE, PolicyName=f"p{number}", PolicyDocument=json.dumps(inline)
        )
    for arn in (READ_ONLY, "arn:aws:iam::aws:policy/SecurityAudit"):
        account.iam.attach_role_policy(RoleName=APPLIANCE, PolicyArn=arn)
    stub.settings(page_size=size)
    online.init("--offline").expect(0)
    found = online.drift().expect(2).json["roles"][1]["differences"]
    kinds = sorted(difference["kind"] for difference in found)
    assert kinds == sorted(
        ["inline-policy-unexpected"] * 4 + ["managed-policy-unexpected"] * 2 + ["tags"] * 4
    )


def test_apply_says_at_most_what_it_needs_to_aws(online, stub, account):
    """Every call of a run that changes nothing is a read, and there are few."""
    account.make_roles()
    online.init("--offline").expect(0)
    stub.forget_log()
    online.drift().expect(0)
    calls = [call["action"] for call in stub.log()]
    assert len(calls) <= 8, calls
    assert all(call["code"] is None for call in stub.log())


def test_every_request_is_signed_and_named(online, stub):
    online.init().expect(0)
    online.apply().expect(0)
    for call in stub.log():
        headers = {name.lower(): value for name, value in call["headers"]}
        assert headers["user-agent"].startswith("panorama-roles/")
        assert "content-type" in headers
        scope = "sts" if call["service"] == "sts" else "iam"
        assert f"/us-east-1/{scope}/aws4_request" in headers["authorization"]

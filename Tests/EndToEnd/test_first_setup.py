"""`init`: the dry run, its files, the spec that it leaves behind."""

import json
import os
import pathlib
import sys

import pytest

from EndToEnd.support.accounts import (
    ACCOUNT,
    APPLIANCE,
    APPLIANCE_POLICY,
    DEVICE,
    LINKED,
    STUB_OTHER,
    STUB_TESTER,
    Account,
    trust,
)

ORDER = ["CreateServiceLinkedRole", "CreateRole", "AttachRolePolicy"]


def actions(result) -> list[str]:
    return [request["action"] for request in result.json["requests"]]


def test_the_dry_run_is_one_document_with_the_requests_in_order(program):
    result = program.init().expect(0)
    document = result.json
    assert list(document)[:3] == ["schemaVersion", "account", "partition"]
    assert (document["account"], document["partition"]) == (ACCOUNT, "aws")
    assert actions(result) == ORDER
    linked, role, attachment = (request["parameters"] for request in document["requests"])
    assert linked["AWSServiceName"] == "panorama.amazonaws.com"
    assert role["RoleName"] == attachment["RoleName"] == APPLIANCE
    assert role["Path"] == "/service-role/"
    assert role["AssumeRolePolicyDocument"] == trust()
    assert attachment["PolicyArn"] == APPLIANCE_POLICY
    assert all(request["why"] for request in document["requests"])


def test_it_is_the_same_bytes_on_every_run(program):
    first = program.init().expect(0)
    again = program.init().expect(0)
    elsewhere = program.inside(program.folder / "elsewhere").init().expect(0)
    assert first.out == again.out == elsewhere.out


def test_it_says_once_that_panorama_has_ended(program):
    told = [line for line in program.init().expect(0).err.splitlines() if "31 May 2026" in line]
    assert len(told) == 1
    assert "http" in told[0] or "AWS" in told[0]


def test_devices_narrow_the_trust_policy(program):
    document = program.init("--device", DEVICE).expect(0).json
    role = document["requests"][1]["parameters"]
    assert role["AssumeRolePolicyDocument"] == trust(
        StringEquals={"aws:SourceAccount": ACCOUNT}, ArnLike={"aws:SourceArn": DEVICE}
    )


def test_the_spec_is_kept_and_never_overwritten(program):
    program.init().expect(0)
    path = program.folder / "panorama-roles.json"
    spec = path.read_bytes()
    assert json.loads(spec)["account"] == ACCOUNT
    program.init().expect(0)
    assert path.read_bytes() == spec
    refused = program.init("--device", DEVICE).expect(4)
    assert "device" in refused.err
    assert refused.out == ""
    assert path.read_bytes() == spec
    other = program.run("init", "--account", "210987654321").expect(4)
    assert "210987654321" in other.err and ACCOUNT in other.err
    assert path.read_bytes() == spec


def test_nothing_is_written_but_the_spec(program):
    program.init().expect(0)
    program.inside(program.folder / "sub").init("--out", "setup").expect(0)
    found = sorted(
        str(path.relative_to(program.folder)) for path in program.folder.rglob("*")
        if path.is_file()
    )  # fmt: skip
    assert found[0] == "panorama-roles.json"
    assert all(name.startswith("sub/") for name in found[1:])


def test_a_folder_of_files_holds_what_the_document_says(program):
    document = program.init("--device", DEVICE).expect(0).json
    program.init("--device", DEVICE, "--out", "setup/").expect(0)
    files = sorted(os.listdir(program.folder / "setup"))
    assert files[-1] == "commands.sh"
    assert len(files) == len(document["requests"]) + 1
    for name, request in zip(files, document["requests"], strict=False):
        written = json.loads((program.folder / "setup" / name).read_text())
        assert request["action"] in name
        for key, value in request["parameters"].items():
            if isinstance(value, dict):
                assert json.loads(written[key]) == value
            else:
                assert written[key] == value


def test_a_full_folder_is_left_alone(program):
    target = program.folder / "setup"
    target.mkdir()
    (target / "mine.txt").write_text("mine")
    program.init("--out", "setup").expect(4)
    assert os.listdir(target) == ["mine.txt"]


def test_commands_sh_makes_the_roles_with_the_aws_cli(program, moto):
    program.init("--device", DEVICE, "--out", "setup").expect(0)
    folder = program.folder / "setup"
    checked = moto.shell(folder, pathlib.Path(sys.executable).parent / "shellcheck", "commands.sh")
    assert checked.returncode == 0, checked.stdout
    done = moto.shell(folder, "sh", "./commands.sh")
    assert done.returncode == 0, done.stderr
    assert APPLIANCE in moto.names()
    role = moto.iam.get_role(RoleName=APPLIANCE)["Role"]
    assert role["Arn"] == f"arn:aws:iam::{ACCOUNT}:role/service-role/{APPLIANCE}"
    found = program.connected(moto.url, moto.keys).drift()
    assert found.json["roles"][-1]["name"] == APPLIANCE
    assert found.json["roles"][-1]["status"] == "in-sync", found.told()


def test_commands_sh_stops_at_the_first_failure(program, stub, account):
    program.init("--out", "setup").expect(0)
    stub.fault("denied", "CreateRole", times=None)
    done = Account(stub.url, STUB_TESTER).shell(program.folder / "setup", "sh", "./commands.sh")
    assert done.returncode != 0
    assert "AccessDenied" in done.stderr
    assert stub.writes() == ["CreateServiceLinkedRole", "CreateRole"]


def test_commands_sh_refuses_another_account(program, stub):
    program.init("--out", "setup").expect(0)
    done = Account(stub.url, STUB_OTHER).shell(program.folder / "setup", "sh", "./commands.sh")
    assert done.returncode != 0
    assert stub.writes() == []


def test_with_credentials_it_asks_only_for_what_is_needed(online, account):
    account.make_roles()
    assert actions(online.init().expect(0)) == []


def test_offline_it_asks_nobody(online, stub, account):
    account.make_roles()
    assert actions(online.init("--offline").expect(0)) == ORDER
    assert stub.log() == []


def test_approved_it_applies(online, stub):
    online.init("--approve").expect(0)
    assert stub.writes() == ORDER
    assert sorted(stub.roles()) == [APPLIANCE, LINKED]
    online.drift().expect(0)


@pytest.mark.parametrize("partition", ["aws-cn", "aws-us-gov"])
def test_other_partitions_get_their_own_arns(program, partition):
    document = program.init("--partition", partition).expect(0).json
    assert document["partition"] == partition
    arn = document["requests"][2]["parameters"]["PolicyArn"]
    assert arn == APPLIANCE_POLICY.replace("arn:aws:", f"arn:{partition}:")

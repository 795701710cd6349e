"""`trust`: the trust policy alone, as the AWS guide writes it."""

import json

import pytest

from EndToEnd.support.accounts import ACCOUNT, APPLIANCE, DEVICE, LINKED, trust


def device(number: int, account: str = ACCOUNT) -> str:
    return f"arn:aws:panorama:us-east-1:{account}:device/device-{'a' * 24}{number:02}"


def printed(program, *words):
    return program.run("trust", APPLIANCE, "--account", ACCOUNT, *words).expect(0)


def test_it_prints_the_guides_first_example(program):
    assert printed(program).json == trust()


def test_it_prints_the_guides_second_example(program):
    expected = trust(ArnLike={"aws:SourceArn": DEVICE}, StringEquals={"aws:SourceAccount": ACCOUNT})
    assert printed(program, "--device", DEVICE).json == expected


def test_several_devices_are_a_list(program):
    arns = [device(1), device(2)]
    words = [word for arn in arns for word in ("--device", arn)]
    condition = printed(program, *words).json["Statement"][0]["Condition"]
    assert condition["ArnLike"] == {"aws:SourceArn": arns}


def test_all_devices_are_a_pattern_of_the_account(program):
    condition = printed(program, "--all-devices").json["Statement"][0]["Condition"]
    assert condition["ArnLike"] == {"aws:SourceArn": f"arn:aws:panorama:*:{ACCOUNT}:device/*"}


def test_the_quota_is_counted_before_anything_is_sent(program):
    def words(count):
        return [word for n in range(count) for word in ("--device", device(n))]

    fits = printed(program, *words(21))
    assert len(json.dumps(fits.json, separators=(",", ":"))) <= 2048
    refused = program.run("trust", APPLIANCE, "--account", ACCOUNT, *words(22)).expect(4)
    assert "21" in refused.err and "2,048" in refused.err.replace("2048", "2,048")
    assert "--all-devices" in refused.err
    assert refused.out == ""


@pytest.mark.parametrize(
    ("arn", "said"),
    [
        (DEVICE.replace(ACCOUNT, "210987654321"), "210987654321"),
        (DEVICE.replace("arn:aws:", "arn:aws-cn:"), "aws-cn"),
        (DEVICE.replace(":panorama:", ":iot:"), "iot"),
        (DEVICE.replace(":device/", ":package/"), "package"),
        ("device-lk7exmplpvcr3heqwjmesw76ky", "device-lk7exmplpvcr3heqwjmesw76ky"),
        (DEVICE.replace("us-east-1", ""), "Region"),
        ("", "--device"),
    ],
)
def test_a_device_that_does_not_fit_is_refused_with_the_reason(program, arn, said):
    words = ["trust", APPLIANCE, "--account", ACCOUNT, "--device", arn]
    refused = program.run(*words).expect(64, 4)
    assert said.lower() in refused.err.lower(), refused.told()
    assert refused.out == ""


def test_a_service_linked_role_is_not_ours_to_edit(program):
    refused = program.run("trust", LINKED, "--account", ACCOUNT).expect(4)
    assert "service-linked" in refused.err or "panorama.amazonaws.com" in refused.err


def test_an_unknown_role_gets_the_nearest_name(program):
    wrong = program.run("trust", "AWSPanoramaApplianceServiceRol", "--account", ACCOUNT).expect(64)
    assert f"'{APPLIANCE}'" in wrong.err

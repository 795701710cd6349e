"""`device …`: which devices the appliance role serves, in the spec and in the account together."""

import json

import pytest

from EndToEnd.support.accounts import ACCOUNT, APPLIANCE, DEVICE, READ_ONLY

NEW = DEVICE[:-2] + "aa"
THIRD = DEVICE[:-2] + "bb"
ELSEWHERE = NEW.replace("us-east-1", "eu-west-1")
PATTERN = f"arn:aws:panorama:*:{ACCOUNT}:device/*"


def spec_of(program):
    return json.loads((program.folder / "panorama-roles.json").read_text())


def condition(stub):
    trust = json.loads(stub.roles()[APPLIANCE]["AssumeRolePolicyDocument"])
    return trust["Statement"][0]["Condition"]


def served(stub):
    """The devices that the account's trust policy names; the account is always one of them."""
    found = condition(stub)
    assert found["StringEquals"] == {"aws:SourceAccount": ACCOUNT}
    devices = found["ArnLike"]["aws:SourceArn"]
    return [devices] if isinstance(devices, str) else devices


def trusts_written(stub):
    """The devices of each trust policy that was sent, in order."""
    found = []
    for call in stub.calls("UpdateAssumeRolePolicy"):
        statement = json.loads(call["parameters"]["PolicyDocument"])["Statement"][0]
        assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": ACCOUNT}
        devices = statement["Condition"]["ArnLike"]["aws:SourceArn"]
        found.append([devices] if isinstance(devices, str) else devices)
    return found


@pytest.fixture
def made(online, stub):
    online.init("--device", DEVICE).expect(0)
    online.apply().expect(0)
    stub.forget_log()
    return online


def device(program, *words, approve=True):
    flags = ["--approve", "--accept", "widening"] if approve else []
    return program.run("device", *words, *flags)


def test_nothing_is_written_without_approval(made, stub):
    before = spec_of(made)
    for words in (
        ["add", NEW], ["swap", DEVICE, NEW], ["open", "--for", "24h"], ["close"],
    ):  # fmt: skip
        device(made, *words, approve=False).expect(0)
    assert stub.writes() == [] and spec_of(made) == before


def test_what_widens_is_asked_about_and_leaves_spec_and_account_alone(made, stub):
    before = spec_of(made)
    for words in (["add", NEW], ["swap", DEVICE, NEW], ["open", "--for", "2h"]):
        refused = made.run("device", *words, "--approve").expect(4)
        assert "--accept widening" in refused.err
    assert stub.writes() == [] and spec_of(made) == before


def test_add_and_remove_change_spec_and_account_and_nothing_else(made, stub, account):
    account.iam.attach_role_policy(RoleName=APPLIANCE, PolicyArn=READ_ONLY)
    account.iam.update_role(RoleName=APPLIANCE, Description="ours", MaxSessionDuration=7200)
    device(made, "add", NEW).expect(0)
    assert spec_of(made)["devices"] == [DEVICE, NEW] and served(stub) == [DEVICE, NEW]
    device(made, "remove", DEVICE).expect(0)
    assert spec_of(made)["devices"] == [NEW] and served(stub) == [NEW]
    assert set(stub.writes()) == {"UpdateAssumeRolePolicy"}
    # Done already: the same command finds nothing to do.
    stub.forget_log()
    device(made, "remove", DEVICE).expect(0)
    device(made, "add", NEW).expect(0)
    assert stub.writes() == []
    made.run("device", "remove", NEW, "--approve").expect(4)
    assert served(stub) == [NEW]


def test_a_swap_is_two_updates_and_the_account_condition_stays(made, stub):
    shown = device(made, "swap", DEVICE, NEW, approve=False).expect(0)
    assert "Step 1 of 2" in shown.out and "Step 2 of 2" in shown.out
    device(made, "swap", DEVICE, NEW).expect(0)
    assert trusts_written(stub) == [[DEVICE, NEW], [NEW]]
    assert spec_of(made)["devices"] == [NEW]
    assert made.drift().expect(0).json["status"] == "in-sync"
    stub.forget_log()
    device(made, "swap", DEVICE, NEW).expect(0)
    assert stub.writes() == []


def test_a_swap_keeps_the_other_devices(made, stub):
    device(made, "add", THIRD).expect(0)
    device(made, "swap", DEVICE, NEW).expect(0)
    assert sorted(served(stub)) == sorted([THIRD, NEW])


@pytest.mark.parametrize("call", [1, 2])
def test_a_swap_that_failed_at_a_call_is_continued_by_the_same_command(made, stub, call):
    stub.fault("denied", "UpdateAssumeRolePolicy", first=call)
    stopped = device(made, "swap", DEVICE, NEW)
    assert stopped.status == (1 if call == 1 else 6), stopped.told()
    assert ("nothing was changed in the account" in stopped.err) == (call == 1)
    assert ("stopped after step 1 of 2" in stopped.err) == (call == 2)
    assert set(served(stub)) <= {DEVICE, NEW}
    stub.heal()
    device(made, "swap", DEVICE, NEW).expect(0)
    assert served(stub) == [NEW] and spec_of(made)["devices"] == [NEW]
    assert made.drift().expect(0).json["status"] == "in-sync"


@pytest.mark.parametrize(
    "words,status,said",
    [
        (["swap", DEVICE, DEVICE], 64, "the same"),
        (["swap", DEVICE, ELSEWHERE], 4, "two Regions"),
        (["swap", THIRD, NEW], 4, "neither device"),
        (["swap", DEVICE, NEW.replace(ACCOUNT, "210987654321")], 64, "of account '210987654321'"),
        (["add", "device-x"], 64, "is not an ARN"),
        (["open", "--for", "31d"], 64, "at most 30 days"),
        (["open", "--for", "soon"], 64, "at most 30 days"),
        (["open"], 64, "--for"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_read(made, stub, words, status, said):
    refused = device(made, *words).expect(status)
    assert said in refused.err and "hint:" in refused.err
    assert stub.writes() == []


def test_open_widens_for_a_time_and_close_ends_it(made, stub):
    device(made, "open", "--for", "24h").expect(0)
    assert served(stub) == [PATTERN]
    opened = spec_of(made)
    assert opened["devices"] == [DEVICE] and opened["opened"]["until"].endswith("Z")
    assert made.drift().expect(0).json["status"] == "in-sync"
    assert "No changes." in made.run("plan").expect(0).out
    # The device that got its id meanwhile takes the place of the old one.
    device(made, "swap", DEVICE, NEW).expect(0)
    assert served(stub) == [PATTERN]
    made.run("device", "close", "--approve").expect(0)
    assert served(stub) == [NEW] and "opened" not in spec_of(made)
    assert trusts_written(stub) == [[PATTERN], [NEW]]
    assert made.drift().expect(0).json["status"] == "in-sync"


def test_an_opening_that_should_have_ended_is_drift_until_it_is_closed(made, stub):
    device(made, "open", "--for", "1h").expect(0)
    spec = spec_of(made)
    spec["opened"]["until"] = "2026-01-01T00:00:00Z"
    made.write("panorama-roles.json", json.dumps(spec))
    for words in ([], ["--roles-only"], ["--fail-on", "widened"]):
        found = made.drift(*words).expect(2).json
        role = next(role for role in found["roles"] if role["name"] == APPLIANCE)
        [difference] = role["differences"]
        assert difference["kind"] == "temporary-widening-expired"
        assert difference["effect"] == "widened"
        assert "device close" in difference["hint"]
    assert "2026-01-01T00:00:00Z" in made.run("drift").expect(2).out
    assert "device close" in made.run("plan", "--quiet").expect(0).err
    assert "device close" in made.run("device", "list").expect(0).err
    made.run("device", "close", "--approve").expect(0)
    made.drift().expect(0)


def test_what_is_not_held_to_devices_cannot_be_opened(online, stub):
    online.init().expect(0)
    online.apply().expect(0)
    assert "names no device" in online.run("device", "open", "--for", "1h").expect(4).err
    online.run("spec", "set", "--all-devices").expect(0)
    assert "already" in online.run("device", "open", "--for", "1h").expect(4).err


def test_an_unreadable_role_is_not_changed(made, stub):
    stub.fault("denied", "ListRolePolicies|GetAccountAuthorizationDetails")
    before = spec_of(made)
    device(made, "add", NEW).expect(4)
    assert stub.writes() == [] and spec_of(made) == before


def test_a_role_that_does_not_exist_is_not_made(online, stub):
    online.init("--device", DEVICE).expect(0)
    refused = device(online, "add", NEW).expect(4)
    assert "does not exist" in refused.err and "apply" in refused.err
    assert stub.writes() == [] and spec_of(online)["devices"] == [DEVICE]


def test_the_device_that_does_not_fit_gives_two_documents_by_region(program):
    letters = "abcdefghijklmnopqrstu"
    devices = [DEVICE[:-2] + f"a{letter}" for letter in letters]
    devices[10:] = [text.replace("us-east-1", "us-west-2") for text in devices[10:]]
    program.init("--offline", *[w for d in devices for w in ("--device", d)]).expect(0)
    refused = program.run("device", "add", NEW.replace("aa", "zz")).expect(4)
    assert "with 22 devices; the quota is 2048, and 21 devices fit" in refused.out
    documents, rest = [], refused.out
    while "{" in rest:
        value, end = json.JSONDecoder().raw_decode(rest[rest.index("{") :])
        documents.append(value)
        rest = rest[rest.index("{") + end :]
    assert len(documents) == 2
    arns = [d["Statement"][0]["Condition"]["ArnLike"]["aws:SourceArn"] for d in documents]
    assert sorted(arns[0] + arns[1]) == sorted([*devices, NEW.replace("aa", "zz")])
    assert {len({arn.split(":")[3] for arn in half}) for half in arns} == {1}
    assert spec_of(program)["devices"] == devices


def test_list_prints_the_devices_and_what_room_they_take(made, stub):
    printed = made.run("device", "list").expect(0)
    assert printed.out == DEVICE + "\n"
    assert "of 2048 characters" in printed.err
    assert stub.calls() == []


def test_in_a_model_of_the_account_nothing_is_reached(made, stub, tmp_path):
    made.run("snapshot", "--out", "account.json").expect(0)
    stub.forget_log()
    shown = made.run(
        "device", "swap", DEVICE, NEW, "--approve", "--accept", "widening", "--backend", "memory",
        "--snapshot", "account.json",
    ).expect(0)  # fmt: skip
    assert shown.out.count("Applied:") == 2
    assert stub.calls() == []

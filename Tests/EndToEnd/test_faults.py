"""What goes wrong on the way: answers lost, calls refused, the process killed.

The measure is always the same: either the run ends complete with status 0, or it says what it did
and what not, and the next run completes it.
"""

import json
import signal

import pytest

from EndToEnd.support.accounts import APPLIANCE, APPLIANCE_POLICY, LINKED, OWNER_TAG, trust

WRITES = ["CreateServiceLinkedRole", "CreateRole", "AttachRolePolicy"]


@pytest.fixture
def ready(online, stub):
    """The program with its spec, before an empty account."""
    online.init("--offline", "--tag", "env=prod").expect(0)
    return online


def assert_complete(stub):
    roles = stub.roles()
    assert sorted(roles) == [APPLIANCE, LINKED]
    role = roles[APPLIANCE]
    assert json.loads(role["AssumeRolePolicyDocument"]) == trust()
    assert role["Attached"] == [APPLIANCE_POLICY]
    assert sorted(role["Tags"], key=lambda tag: tag["Key"]) == [
        {"Key": "env", "Value": "prod"},
        {"Key": OWNER_TAG, "Value": "panorama"},
    ]


PASSING = [
    "throttle", "service-failure", "service-failure-after", "unavailable-html", "reset-before",
    "reset-after", "cut-head-after", "cut-body-after", "cut-xml-after", "html", "html-after",
    "empty", "concurrent-modification",
]  # fmt: skip


@pytest.mark.parametrize("action", WRITES)
@pytest.mark.parametrize("kind", PASSING)
def test_a_fault_that_passes_does_not_stop_apply(ready, stub, kind, action):
    """The fault that leaves the peers half-made and stuck is among them: CreateRole takes effect,
    and its answer is lost."""
    stub.fault(kind, action)
    ready.apply().expect(0)
    assert_complete(stub)
    stub.heal()
    ready.drift().expect(0)


@pytest.mark.parametrize("action", ["GetCallerIdentity", "GetRole", "ListAttachedRolePolicies"])
@pytest.mark.parametrize("kind", ["throttle", "service-failure", "reset-before", "cut-xml-after"])
def test_a_fault_while_reading_does_not_stop_apply(ready, stub, account, kind, action):
    account.make_appliance_role(attached=False)
    # A cut refusal is not asked for again: the call must be one that succeeds.
    where = {} if action == "GetCallerIdentity" else {"RoleName": APPLIANCE}
    stub.fault(kind, action, where=where)
    # The role lacks a tag of the set: no stopped run left it so, and giving it more is asked about.
    ready.apply("--accept", "widening").expect(0)
    assert stub.look("faults")[0]["hits"] == 1
    assert_complete(stub)


def test_the_first_try_of_every_call_may_fail(ready, stub):
    stub.fault("throttle", each=True, times=1)
    ready.apply().expect(0)
    assert_complete(stub)


@pytest.mark.parametrize("kind", ["reset-after", "service-failure-after", "cut-body-after"])
def test_every_answer_of_a_creation_may_be_lost(ready, stub, kind):
    """Not one answer of CreateRole ever arrives: the role is found by reading."""
    stub.fault(kind, "CreateRole", times=None)
    ready.apply().expect(0)
    assert_complete(stub)


def test_a_role_that_another_program_made_meanwhile_is_not_taken_for_ours(ready, stub, account):
    """Between our reading and our CreateRole somebody makes the role with another trust policy."""
    stub.fault("hold-before", "CreateRole")
    process = ready.start("apply", "--approve")
    assert stub.wait_until_held()
    account.iam.create_role(
        RoleName=APPLIANCE, Path="/service-role/",
        AssumeRolePolicyDocument=json.dumps(trust(Bool={"aws:SecureTransport": "true"})),
    )  # fmt: skip
    stub.release()
    _, err = process.communicate(timeout=120)
    assert process.returncode in (1, 4, 6), err
    assert APPLIANCE in err
    condition = json.loads(stub.roles()[APPLIANCE]["AssumeRolePolicyDocument"])
    assert condition == trust(Bool={"aws:SecureTransport": "true"})


@pytest.mark.parametrize("action", WRITES)
def test_a_denied_write_stops_part_way_and_says_so(ready, stub, action):
    stub.fault("denied", action, times=None)
    stopped = ready.apply()
    assert stopped.status == (1 if action == WRITES[0] else 6), stopped.told()
    assert f"iam:{action}" in stopped.err
    assert "'panorama-roles policy tool --for init' prints all that" in stopped.err
    stub.heal()
    ready.apply().expect(0)
    assert_complete(stub)


def test_a_token_that_expires_on_the_way_stops_part_way(ready, stub):
    stub.fault("expired-token", "AttachRolePolicy", times=None)
    stopped = ready.apply().expect(6)
    assert "expired" in stopped.err.lower()
    stub.heal()
    ready.apply().expect(0)
    assert_complete(stub)


def test_a_quota_is_never_retried(ready, stub):
    stub.settings(roles_quota=1)
    # The account's own count says so before anything is written.
    refused = ready.apply().expect(4)
    assert stub.writes() == []
    assert "quota" in refused.err.lower()
    stub.settings(roles_quota=1000)
    ready.apply().expect(0)
    assert_complete(stub)


def test_a_service_that_iam_no_longer_knows_is_explained(ready, stub):
    stub.settings(services=["ec2.amazonaws.com"])
    stopped = ready.apply()
    assert stopped.status in (1, 6)
    assert "panorama.amazonaws.com" in stopped.err


@pytest.mark.parametrize("reads", [1, 4])
@pytest.mark.parametrize("writes", [0, 2])
def test_writes_that_show_late_are_no_drift_and_no_failure(ready, stub, reads, writes):
    stub.consistency(stale_reads=reads, blind_writes=writes)
    ready.apply().expect(0)
    assert_complete(stub)


def test_a_changed_role_that_shows_late_is_no_failure(ready, stub, account):
    ready.apply().expect(0)
    account.iam.update_role(RoleName=APPLIANCE, Description="old", MaxSessionDuration=7200)
    stub.consistency(stale_reads=4)
    ready.apply().expect(0)
    assert stub.roles()[APPLIANCE]["MaxSessionDuration"] == 3600


def test_a_slow_answer_ends_at_the_time_limit(ready, stub):
    stub.fault("slow-answer", "GetRole", seconds=60, times=None)
    failed = ready.run("drift", "--timeout", "1", "--max-attempts", "1").expect(1, 5)
    assert "within 1 s" in failed.err + failed.out
    stub.heal()
    stub.fault("slow-body-after", "GetRole", seconds=60, times=None)
    ready.run("drift", "--timeout", "1", "--max-attempts", "1").expect(1, 5)


def test_a_slow_write_that_took_effect_is_found(ready, stub):
    stub.fault("slow-body-after", "CreateRole", seconds=60)
    ready.apply("--timeout", "2").expect(0)
    assert_complete(stub)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("number", range(1, 4))
def test_a_kill_at_any_write_is_mended_by_the_next_run(ready, stub, number, when):
    """Killed with the n-th write in the air, once before and once after its effect."""
    stub.fault(f"hold-{when}", "|".join(WRITES), first=number)
    process = ready.start("apply", "--approve")
    assert stub.wait_until_held(), process.communicate(timeout=60)
    process.kill()
    process.wait()
    stub.heal()
    stub.drop_held()
    ready.apply().expect(0)
    assert_complete(stub)
    ready.drift().expect(0)


@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_while_reading_leaves_no_half_document(ready, stub, sent, status):
    stub.fault("hold-before", "GetRole", times=None)
    process = ready.start("drift", "--format", "json")
    assert stub.wait_until_held()
    process.send_signal(sent)
    out, err = process.communicate(timeout=60)
    stub.heal()
    stub.release()
    assert process.returncode == status, err
    assert out == "" or json.loads(out)["exit"]["code"] == status


@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_while_applying_says_what_was_done(ready, stub, sent, status):
    stub.fault("hold-after", "CreateRole")
    process = ready.start("apply", "--approve")
    assert stub.wait_until_held()
    process.send_signal(sent)
    stub.release()
    _, err = process.communicate(timeout=60)
    assert process.returncode == status, err
    assert APPLIANCE in err
    assert "AttachRolePolicy" not in stub.writes()
    ready.apply().expect(0)
    assert_complete(stub)


def test_two_at_once_do_not_harm(ready, stub):
    """Two applies of one spec at the same time: both end, and the account is complete."""
    first, second = (ready.start("apply", "--approve") for _ in range(2))
    told = [process.communicate(timeout=120) for process in (first, second)]
    assert {first.returncode, second.returncode} <= {0, 1, 4, 6}, told
    assert 0 in (first.returncode, second.returncode), told
    ready.apply().expect(0)
    assert_complete(stub)

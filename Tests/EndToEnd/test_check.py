"""`drift`: what stands around the roles, few calls, accepted drift, and forms for machines."""

import json
import xml.etree.ElementTree

import pytest

from EndToEnd.support.accounts import ACCOUNT, APPLIANCE, APPLIANCE_POLICY, READ_ONLY, trust

S3 = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}],
}


@pytest.fixture
def in_sync(online, stub):
    online.init("--tag", "env=prod").expect(0)
    online.apply().expect(0)
    stub.forget_log()
    return online


def orphan(account):
    document = trust()
    document["Statement"][0]["Principal"]["AWS"] = "AROADBQP57FF2AEXAMPLE"
    account.set_trust(document)


def profile(account):
    account.iam.create_instance_profile(InstanceProfileName="machines")
    account.iam.add_role_to_instance_profile(InstanceProfileName="machines", RoleName=APPLIANCE)


def neighbour(account, name="somebody", service="panorama.amazonaws.com"):
    document = trust()
    document["Statement"][0]["Principal"] = {"Service": service}
    account.iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(document))


def without_condition(account):
    document = trust()
    del document["Statement"][0]["Condition"]
    account.set_trust(document)


def put(account, name="extra"):
    account.iam.put_role_policy(RoleName=APPLIANCE, PolicyName=name, PolicyDocument=json.dumps(S3))


def detach(account):
    account.iam.detach_role_policy(RoleName=APPLIANCE, PolicyArn=APPLIANCE_POLICY)


CHANGES = [
    ("nothing", lambda a: None, set()),
    ("orphan", orphan, {"trust-policy", "orphan-principal"}),
    ("instance profile", profile, {"instance-profile"}),
    ("neighbour", neighbour, {"role-unexpected"}),
    ("neighbour of an everyday service", lambda a: neighbour(a, "web", "ec2.amazonaws.com"), set()),
    ("condition dropped", without_condition, {"trust-policy"}),
    ("inline policy", put, {"inline-policy-unexpected"}),
    ("detached", detach, {"managed-policy-missing"}),
    (
        "attached",
        lambda a: a.iam.attach_role_policy(RoleName=APPLIANCE, PolicyArn=READ_ONLY),
        {"managed-policy-unexpected"},
    ),
    (
        "tag",
        lambda a: a.iam.tag_role(RoleName=APPLIANCE, Tags=[{"Key": "env", "Value": "dev"}]),
        {"tags"},
    ),
    (
        "boundary",
        lambda a: a.iam.put_role_permissions_boundary(
            RoleName=APPLIANCE, PermissionsBoundary=READ_ONLY
        ),
        {"permissions-boundary"},
    ),
    (
        "description and session",
        lambda a: a.iam.update_role(
            RoleName=APPLIANCE, Description="other", MaxSessionDuration=7200
        ),
        {"description", "max-session-duration"},
    ),
]


@pytest.mark.parametrize(("what", "change", "kinds"), CHANGES, ids=[row[0] for row in CHANGES])
def test_both_ways_of_reading_tell_the_same(in_sync, stub, account, what, change, kinds):
    change(account)
    status = 2 if kinds else 0
    one_by_one = in_sync.drift("--read", "per-role").expect(status)
    sweep = in_sync.drift("--read", "sweep").expect(status)
    assert one_by_one.json == sweep.json
    found = {row["kind"] for role in sweep.json["roles"] for row in role["differences"]}
    assert found == kinds
    assert stub.writes() == []
    assert all(row["result"] == "read" for row in sweep.json["coverage"])


def test_a_check_of_two_roles_among_many_takes_few_calls(in_sync, stub, account):
    stub.settings(page_size=1000, roles_quota=2000)
    for number in range(300):
        neighbour(account, f"web-{number}", "ec2.amazonaws.com")
    stub.forget_log()
    in_sync.drift().expect(0)
    calls = [call["action"] for call in stub.calls() if call["action"] != "GetCallerIdentity"]
    assert len(calls) <= 8, calls


def test_a_denied_sweep_falls_back(in_sync, stub):
    """Every fact is read the other way, so nothing is incomplete."""
    whole = in_sync.drift().expect(0).json
    stub.fault("denied", "GetAccountAuthorizationDetails", times=None)
    told = in_sync.drift("--read", "sweep").expect(0)
    assert "iam:GetAccountAuthorizationDetails" in told.err
    assert told.json == whole


AROUND = {
    "ListRoles": "other-roles",
    "ListInstanceProfilesForRole": "instance-profiles",
    "GetPolicy": "managed-policy-documents",
    "GetPolicyVersion": "managed-policy-documents",
}


@pytest.mark.parametrize("action", AROUND)
@pytest.mark.parametrize(("fault", "result"), [("denied", "denied"), ("throttle", "throttled")])
def test_what_could_not_be_read_around_the_roles_stands_in_the_coverage(
    in_sync, stub, action, fault, result
):
    stub.fault(fault, action, times=None)
    told = in_sync.drift("--max-attempts", "2").expect(5)
    rows = [row for row in told.json["coverage"] if row["part"] == AROUND[action]]
    assert [row["result"] for row in rows] == [result]
    assert rows[0]["action"] == f"iam:{action}"
    assert told.json["status"] == "incomplete"
    tried = [call for call in stub.calls(action) if call["fault"]]
    assert len(tried) == (2 if fault == "throttle" else 1), "within bounds"
    assert ("'--roles-only'" in told.err and "policy tool --for drift" in told.err) == (
        fault == "denied"
    )
    in_sync.drift("--roles-only").expect(0)


ROLE_READS = {
    "GetRole": "role",
    "ListAttachedRolePolicies": "managed-policies",
    "ListRolePolicies": "inline-policies",
    "GetRolePolicy": "inline-policies",
}


@pytest.mark.parametrize("action", ROLE_READS)
def test_the_text_of_an_incomplete_answer_names_the_permission(in_sync, stub, account, action):
    put(account)
    stub.fault("denied", action, times=None)
    told = in_sync.run("drift").expect(5)
    assert f"unreadable: iam:{action} of '{APPLIANCE}" in told.out, told.told()
    assert f"{APPLIANCE}  {ROLE_READS[action]}: denied (iam:{action})" in told.out, told.told()
    assert f"Role '{APPLIANCE}': not everything could be read" in told.out
    assert "Incomplete: 1 thing could not be read." in told.out
    assert "hint: 'panorama-roles policy tool --for drift' prints" in told.err
    assert "--roles-only" not in told.err, "the role itself is what could not be read"


def test_a_throttled_call_is_made_again(in_sync, stub):
    whole = in_sync.drift().expect(0).json
    stub.forget_log()
    stub.fault("throttle", each=True, times=1)
    assert in_sync.drift().expect(0).json == whole
    assert [call["fault"] for call in stub.log()].count("throttle") * 2 == len(stub.log())


def test_the_ways_of_reading_are_chosen_once(in_sync):
    refused = in_sync.run("drift", "--roles-only", "--read", "sweep").expect(64)
    assert "leave '--read' out" in refused.err


def test_known_drift_is_accepted_and_counted(in_sync, account):
    put(account)
    in_sync.drift("--write-ignore", "ignore.json").expect(2)
    accepted = in_sync.drift("--ignore", "ignore.json").expect(0).json
    assert accepted["summary"]["ignored"] == 1
    assert "ignored" in in_sync.run("drift", "--ignore", "ignore.json").expect(0).out
    account.iam.put_role_policy(
        RoleName=APPLIANCE, PolicyName="extra",
        PolicyDocument=json.dumps(S3).replace("s3:*", "iam:*"),
    )  # fmt: skip
    in_sync.drift("--ignore", "ignore.json").expect(2)
    account.iam.delete_role_policy(RoleName=APPLIANCE, PolicyName="extra")
    unmatched = in_sync.drift("--ignore", "ignore.json").expect(3).json
    assert [row["fault"] for row in unmatched["ignoreFindings"]] == ["unmatched"]


def test_the_spec_accepts_known_drift_too(in_sync, account):
    put(account)
    in_sync.drift("--write-ignore", "ignore.json").expect(2)
    entries = json.loads((in_sync.folder / "ignore.json").read_text())["ignore"]
    path = in_sync.folder / "panorama-roles.json"
    spec = json.loads(path.read_text())

    def accept(entry: dict) -> None:
        path.write_text(json.dumps(spec | {"ignore": [entry]}, indent=1))

    accept(entries[0])
    assert in_sync.drift().expect(0).json["summary"]["ignored"] == 1
    # The same entry in both places is one entry.
    found = in_sync.drift("--ignore", "ignore.json").expect(0).json
    assert (found["summary"]["ignored"], found["ignoreFindings"]) == (1, [])
    # What rewrites the spec keeps it.
    in_sync.apply().expect(0)
    in_sync.init("--tag", "env=prod", "--approve").expect(0)
    assert json.loads(path.read_text())["ignore"] == [entries[0]]
    in_sync.drift().expect(0)
    accept(entries[0] | {"expires": "2020-01-01"})
    expired = in_sync.drift().expect(2).json
    assert [row["fault"] for row in expired["ignoreFindings"]] == ["expired"]
    accept(entries[0] | {"kind": "inline-polcy"})
    wrong = in_sync.drift().expect(1)
    assert "panorama-roles.json:22:12: error: there is no kind" in wrong.err
    accept(entries[0])
    account.iam.delete_role_policy(RoleName=APPLIANCE, PolicyName="extra")
    unmatched = in_sync.drift().expect(3).json
    assert [row["fault"] for row in unmatched["ignoreFindings"]] == ["unmatched"]


def test_only_what_widens_may_count(in_sync, account):
    detach(account)
    in_sync.drift("--fail-on", "widened").expect(0)
    profile(account)
    in_sync.drift("--fail-on", "widened").expect(2)


def test_every_form_tells_the_difference(in_sync, account):
    put(account)
    sarif = in_sync.run("drift", "--format", "sarif").expect(2).json
    assert [row["ruleId"] for row in sarif["runs"][0]["results"]] == ["inline-policy-unexpected"]
    junit = in_sync.run("drift", "--format", "junit").expect(2).out
    assert xml.etree.ElementTree.fromstring(junit).get("failures") == "1"
    assert "::error" in in_sync.run("drift", "--format", "github").expect(2).out
    for form in ("markdown", "html"):
        text = in_sync.run("drift", "--format", form).expect(2).out
        assert "inline-policy-unexpected" in text and ACCOUNT in text

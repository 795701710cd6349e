"""Every fault times every operation: what is not whole never ends with 0, and denied is not absent.

A fault is a kind and the calls that it takes. After each run the account and the status are held
against each other: a run that says 0 has read or made everything, a denied read is said as such,
and when the fault is gone the same command ends whole.
"""

import json

import pytest

from EndToEnd.support.accounts import ACCOUNT, OWNER_TAG

TEAM = {
    "schemaVersion": "1.0", "name": "team", "title": "Team", "summary": "Roles",
    "policies": [{"name": "Own", "document": {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}}],
    "roles": [
        {"name": name, "description": "d", "trust": {"services": ["panorama.amazonaws.com"]},
         "managedPolicies": [f"arn:aws:iam::{ACCOUNT}:policy/Own"], "tags": {"a": "b"},
         "inlinePolicies": [{"name": "p", "document": {"Version": "2012-10-17", "Statement": [
             {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}]}}]}
        for name in ("One", "Two")
    ],
}  # fmt: skip

READS = [
    "GetCallerIdentity", "GetRole", "ListAttachedRolePolicies", "ListRolePolicies",
    "GetRolePolicy", "ListRoles", "GetPolicy|GetPolicyVersion|ListPolicyVersions", "ListPolicies",
    "ListInstanceProfilesForRole", "GetAccountAuthorizationDetails",
]  # fmt: skip
WRITES = ["CreateRole", "AttachRolePolicy", "PutRolePolicy", "CreatePolicy"]
PASSING = ["throttle", "service-failure", "reset-before", "cut-xml-after", "html"]
LASTING = ["denied", "expired-token", "cut-body-after"]
# 10 reads × 5 + 3 × 5 that pass once, and 22 that stay.
FAULTS = (
    [(kind, action, 1) for kind in PASSING for action in READS]
    + [(kind, action, 1) for kind in PASSING for action in WRITES[:3]]
    + [("denied", action, None) for action in READS + WRITES]
    + [(kind, action, None) for kind in LASTING[1:] for action in ["GetRole", "ListRoles"]]
    + [("error", action, 1) for action in WRITES]
)

QUICK = ["--max-attempts", "2", "--timeout", "5"]
# What is there before, the words, and whether it changes the account.
OPERATIONS = {
    "init": ("nothing", ["init", "--account", ACCOUNT, "--role-set", "team.json", "--approve"]),
    "plan": ("half", ["plan", "--detailed-exitcode"]),
    "apply": ("nothing", ["apply", "--approve"]),
    "apply-change": ("half", ["apply", "--approve", "--accept", "widening"]),
    "drift": ("whole", ["drift", "--read-strategy", "per-role"]),
    "drift-bulk": ("whole", ["drift", "--read-strategy", "bulk"]),
    "roles-only": ("whole", ["drift", "--roles-only"]),
    "snapshot": ("whole", ["snapshot", "--out", "s.json", "--account", ACCOUNT]),
    "import": ("whole", ["import", "--out", "s.json", "--account", ACCOUNT]),
    "retire": ("whole", ["retire", "--account", ACCOUNT]),
    "disown": ("whole", ["disown", "One", "--approve"]),
    "retire-delete": ("whole", [
        "retire", "--account", ACCOUNT, "--role", "One", "--force-detach", "--approve",
        "--archive", "s.json"]),
}  # fmt: skip
CHANGING = ["init", "apply", "apply-change", "disown", "retire-delete"]


def account_of(stub, online, kind):
    """What there is before the operation."""
    online.write("team.json", json.dumps(TEAM))
    if kind == "nothing":
        return None
    online.init("--role-set", "team.json").expect(0)
    online.apply().expect(0)
    if kind == "half":
        role = stub.look("state")[ACCOUNT]
        for found in role["roles"].values():
            if found["RoleName"] == "Two":
                found["Inline"] = {}
        return role
    return stub.look("state")[ACCOUNT]


def is_whole(stub):
    """Whether the account is what the role set says."""
    roles = stub.roles()
    if sorted(roles) != ["One", "Two"]:
        return False
    return all(
        role["Inline"] and role["Attached"] == [f"arn:aws:iam::{ACCOUNT}:policy/Own"]
        for role in roles.values()
    )


def is_done(stub, name):
    """Whether the account is as an operation leaves it that says 0."""
    if name == "disown":
        return OWNER_TAG not in {tag["Key"] for tag in stub.roles()["One"]["Tags"]}
    if name == "retire-delete":
        return sorted(stub.roles()) == ["Two"]
    return is_whole(stub)


def test_there_are_as_many_faults_as_the_issue_wants():
    assert len(FAULTS) >= 87 and len(OPERATIONS) >= 12


class Place:
    """The folder and the account before an operation, which each fault finds again."""

    def __init__(self, online, stub, name):
        before, self.words = OPERATIONS[name]
        self.online, self.stub = online, stub
        self.state = account_of(stub, online, before)
        self.spec = online.folder / "panorama-roles.json"
        self.file = online.folder / "s.json"
        if name == "apply":
            online.init("--offline", "--role-set", "team.json").expect(0)
        self.saved = self.spec.read_text() if self.spec.exists() else None

    def run(self, fault=None):
        self.stub.reset()
        if self.state:
            self.stub.order("load", account=self.state)
        self.spec.unlink(missing_ok=True)
        self.file.unlink(missing_ok=True)
        if self.saved:
            self.spec.write_text(self.saved)
        if fault:
            kind, action, times = fault
            self.stub.fault(kind, action, times=times)
        return self.online.run(*self.words, *QUICK)

    def result(self, done):
        """What a run says, without what another try adds on standard error."""
        return done.status, done.out, self.file.read_text() if self.file.exists() else None


@pytest.mark.parametrize("name", OPERATIONS)
def test_no_fault_makes_a_run_whole_that_is_not(online, stub, name):
    place = Place(online, stub, name)
    healthy = None if name in CHANGING else place.result(place.run())
    hit = 0
    for fault in FAULTS:
        done = place.run(fault)
        hits = stub.look("faults")[0]["hits"]
        hit += hits > 0
        what = f"{name}: {fault}, {hits} hits\n{done.told()}"
        if name in CHANGING:
            assert done.status in (0, 1, 4, 5, 6), what
            assert done.status != 0 or is_done(stub, name), what
        else:
            # Nothing was lost, or the run says what is missing, and never that it does not exist.
            assert done.status in (1, 4, 5) or place.result(done) == healthy, what
            assert "missing:" not in done.out or "missing:" in (healthy[1] or ""), what
        if fault[0] == "denied" and done.status not in (0, 2):
            assert any(f"iam:{part}" in done.out + done.err for part in named(fault[1])), what
        if done.status == 0 or name not in CHANGING:
            continue
        stub.heal()
        again = place.words
        if name in ("init", "apply", "apply-change") and place.spec.exists():
            again = ["apply", "--approve", "--accept", "widening"]
        online.run(*again).expect(0)
        assert is_done(stub, name), what
    assert hit >= 15


def named(pattern):
    """The actions of a pattern; whose keys they are is asked of another service."""
    return [part for part in pattern.split("|")] + (
        ["GetRole", "ListRoles"] if pattern == "GetCallerIdentity" else []
    )

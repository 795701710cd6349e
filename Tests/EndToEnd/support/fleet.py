"""Many accounts in the stub: copies of one that is in sync, each with a role for the check."""

import json

from .accounts import ACCOUNT, STUB_TESTER, Keys, StubAccount, client
from .program import Program

READER = "drift-reader"


def reader_trust(external_id: str | None = None) -> str:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        "Action": "sts:AssumeRole",
    }
    if external_id:
        statement["Condition"] = {"StringEquals": {"sts:ExternalId": external_id}}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def ids(count: int) -> list[str]:
    """Account ids with leading zeros among them."""
    return [f"{number:012d}" for number in range(1, count + 1)]


class Fleet:
    """Accounts by number, from 0, each with both roles of AWS Panorama in sync."""

    def __init__(self, stub, program: Program, count: int = 0):
        self.stub = stub
        self.program = program
        StubAccount(stub.url).iam.create_role(
            RoleName=READER, Path="/audit/", AssumeRolePolicyDocument=reader_trust()
        )
        self.template = json.dumps(stub.look("state")[ACCOUNT])
        self.ids = ids(count)
        for number in range(count):
            self.load(number)
        self.write(self.ids)
        stub.forget_log()

    def load(self, number: int, *, reader=None, attached=(), readable=True, **role) -> None:
        """Puts an account there, with what is given beside what a role should have."""
        state = json.loads(self.template.replace(ACCOUNT, self.ids[number]))
        for name, row in list(state["roles"].items()):
            if row["RoleName"] == READER:
                row["AssumeRolePolicyDocument"] = reader or reader_trust()
                if not readable:
                    del state["roles"][name]
            elif not row["Path"].startswith("/aws-service-role/"):
                row["Attached"] += attached
                row.update(role)
        self.stub.order("load", account=state)

    def write(self, lines, name: str = "accounts.txt") -> None:
        self.program.write(name, "".join(f"{line}\n" for line in lines))

    @property
    def words(self) -> list[str]:
        return ["drift", "--accounts", "accounts.txt", "--assume-role", f"audit/{READER}"]

    def run(self, *words: str, **environment):
        return self.program.with_environment(**environment).run(*self.words, *words)

    def lines(self, *words: str, status: int = 0, **environment) -> list[dict]:
        """The results of a run that ended with that status."""
        done = self.run("--format", "json", *words, **environment).expect(status)
        return [json.loads(line) for line in done.out.splitlines()]

    def save(self, name: str, *words: str, **environment) -> str:
        text = self.run("--format", "json", *words, **environment).out
        self.program.write(name, text)
        return text

    def assumed(self, number: int) -> Keys:
        """Keys of the role in an account, as anyone gets them."""
        sts = client("sts", self.stub.url, STUB_TESTER)
        keys = sts.assume_role(
            RoleArn=f"arn:aws:iam::{self.ids[number]}:role/audit/{READER}", RoleSessionName="test"
        )["Credentials"]
        return Keys(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])

    def read(self) -> set[str]:
        """The accounts that IAM was asked about since the log was forgotten."""
        return {call["account"] for call in self.stub.calls() if call["service"] == "iam"}

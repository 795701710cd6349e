"""What the end-to-end tests stand on: the program, a moto server and the stub server.

The program comes from PANORAMA_ROLES_BIN (`make e2e` sets it). Nothing here skips: when a server
does not start, every test that needs it fails and says why.
"""

import json
import os
import pathlib

import pytest
from Stub.client import Stub

from EndToEnd.support import terraform
from EndToEnd.support.accounts import STUB_TESTER, Keys, MotoAccount, StubAccount
from EndToEnd.support.moto import MotoServer
from EndToEnd.support.program import Program


def pytest_terminal_summary(terminalreporter):
    """What the tests take from a machine and do not install is told when it is missing."""
    if not terraform.plugins():
        terminalreporter.write_line(
            "no terraform with its aws provider here: its roles were not made"
        )


@pytest.fixture(scope="session")
def binary() -> pathlib.Path:
    named = os.environ.get("PANORAMA_ROLES_BIN")
    if not named:
        pytest.fail("PANORAMA_ROLES_BIN is not set: run the tests by 'make e2e'", pytrace=False)
    path = pathlib.Path(named)
    if not os.access(path, os.X_OK):
        pytest.fail(f"PANORAMA_ROLES_BIN names {path}, which is no program", pytrace=False)
    return path


@pytest.fixture(scope="session")
def description(request, tmp_path_factory) -> str | None:
    """What the program writes into the appliance role's description, by its own dry run.

    The tests of the stub alone need no program.
    """
    if "PANORAMA_ROLES_BIN" not in os.environ:
        return None
    folder = tmp_path_factory.mktemp("description")
    document = Program(request.getfixturevalue("binary"), folder).init().expect(0).json
    return document["requests"][1]["parameters"].get("Description")


@pytest.fixture
def program(binary, tmp_path) -> Program:
    """The program in an empty folder, with an empty home and no credentials."""
    return Program(binary, tmp_path)


@pytest.fixture(scope="session")
def moto_server():
    with MotoServer() as server:
        yield server


@pytest.fixture
def moto(moto_server, description) -> MotoAccount:
    """An empty account in moto, which asks nobody who they are."""
    moto_server.reset()
    account = MotoAccount(moto_server.url)
    account.description = description
    return account


# Calls that moto answers without a check: as many as it takes to make a user with a key.
SET_UP = 3


@pytest.fixture(scope="module")
def strict_moto():
    """A moto server that checks signatures and permissions, and the keys of a user of it."""
    with MotoServer(signed_after=SET_UP) as server:
        iam = MotoAccount(server.url).iam
        iam.create_user(UserName="deployer")
        key = iam.create_access_key(UserName="deployer")["AccessKey"]
        allow = {"Effect": "Allow", "Action": ["iam:*", "sts:*"], "Resource": "*"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
        iam.put_user_policy(UserName="deployer", PolicyName="all", PolicyDocument=document)
        yield server, Keys(key["AccessKeyId"], key["SecretAccessKey"])


@pytest.fixture(scope="session")
def stub_server():
    with Stub() as server:
        yield server


@pytest.fixture
def stub(stub_server) -> Stub:
    """The stub with an empty account, no faults and an empty log."""
    stub_server.reset()
    return stub_server


@pytest.fixture
def account(stub, description) -> StubAccount:
    """The stub's account, by the hands of a test: not logged, never faulted."""
    account = StubAccount(stub.url)
    account.description = description
    return account


@pytest.fixture
def online(program, stub) -> Program:
    """The program with credentials for the stub's account."""
    return program.connected(stub.url, STUB_TESTER)


@pytest.fixture
def online_moto(program, moto) -> Program:
    """The program with (made-up) credentials for moto's account."""
    return program.connected(moto.url, Keys("AKIAIOSFODNN7EXAMPLE", "moto/secret"))

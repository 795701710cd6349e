"""TLS on loopback: a CA of our own, trusted or not."""

import pytest
import trustme
from Stub.client import Stub

from EndToEnd.support.accounts import STUB_TESTER


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


def serve(authority, folder, name: str):
    certificate = authority.issue_cert(name)
    cert, key, ca = folder / "cert.pem", folder / "key.pem", folder / "ca.pem"
    with cert.open("wb") as file:
        for blob in certificate.cert_chain_pems:
            file.write(blob.bytes())
    certificate.private_key_pem.write_to_path(key)
    authority.cert_pem.write_to_path(ca)
    return Stub("--cert", str(cert), "--key", str(key), ca=str(ca)), ca


@pytest.fixture(scope="module")
def tls(authority, tmp_path_factory):
    server, ca = serve(authority, tmp_path_factory.mktemp("tls"), "127.0.0.1")
    with server:
        yield server, ca


def test_a_ca_of_ones_own_is_trusted_when_named(program, tls):
    server, ca = tls
    server.reset()
    there = program.connected(server.url, STUB_TESTER).with_environment(AWS_CA_BUNDLE=str(ca))
    there.init("--offline").expect(0)
    there.apply().expect(0)
    there.drift().expect(0)


def test_a_ca_that_nobody_trusts_is_a_failure_and_is_not_retried(program, tls):
    server, _ = tls
    server.reset()
    there = program.connected(server.url, STUB_TESTER)
    there.init("--offline").expect(0)
    failed = there.run("drift").expect(1)
    assert "is not trusted" in failed.err
    assert server.log() == []


def test_a_bundle_that_is_not_there_is_told(program, tls):
    server, _ = tls
    there = program.connected(server.url, STUB_TESTER).with_environment(AWS_CA_BUNDLE="/no/ca.pem")
    there.init("--offline").expect(0)
    assert "/no/ca.pem" in there.run("drift").expect(1).err


def test_a_certificate_of_another_host_is_a_failure(program, authority, tmp_path_factory):
    server, ca = serve(authority, tmp_path_factory.mktemp("tls-other"), "example.org")
    # The control endpoint is not asked: a client that checks names cannot reach it.
    with server:
        there = program.connected(server.url, STUB_TESTER).with_environment(AWS_CA_BUNDLE=str(ca))
        there.init("--offline").expect(0)
        assert "certificate" in there.run("drift").expect(1).err.lower()


def test_plain_text_where_tls_is_expected_is_a_failure(program, stub):
    url = stub.url.replace("http://", "https://")
    there = program.connected(url, STUB_TESTER)
    there.init("--offline").expect(0)
    there.run("drift", "--max-attempts", "1").expect(1)
    assert stub.log() == []

"""What can go wrong between here and AWS: each ends in time, and its cause is named."""

import datetime
import socket
import threading
import time

import pytest

from EndToEnd.support.accounts import ACCOUNT, STUB_TESTER
from EndToEnd.support.fleet import Fleet

# Asks STS first, by one request.
SNAPSHOT = ["snapshot", "--out", "s.json", "--account", ACCOUNT]


class Server:
    """Does to each connection what the test says, and counts them."""

    def __init__(self, script):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.script = script
        self.requests: list[bytes] = []
        threading.Thread(target=self.accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def accept(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                data = b""
                while b"\r\n\r\n" not in data or not data.split(b"\r\n\r\n", 1)[1]:
                    chunk = connection.recv(65536)
                    if not chunk:
                        return
                    data += chunk
                self.requests.append(data)
                self.script(connection, len(self.requests))
            except OSError:
                pass

    def close(self) -> None:
        self.listener.close()


@pytest.fixture
def serving():
    servers = []

    def start(script) -> Server:
        servers.append(Server(script))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def answer(status: str, body: bytes = b"", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def sends(*parts: bytes):
    def script(connection, number):
        for part in parts:
            connection.sendall(part)

    return script


def drips(connection, number):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        connection.sendall(b"x")
        time.sleep(0.05)


def floods(connection, number):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n")
    block = b"x" * (1 << 20)
    for _ in range(1024):
        connection.sendall(block)


ERROR = (
    "<ErrorResponse><Error><Type>Sender</Type><Code>{}</Code><Message>said</Message></Error>"
    "<RequestId>r-1</RequestId></ErrorResponse>"
)

# What the server does, words of the message, and how often it is asked with two attempts.
FAULTS = {
    "cut-in-the-head": (sends(b"HTTP/1.1 200 OK\r\nContent-Le"), "", 2),
    "cut-in-the-body": (
        sends(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf"), "closed the connection", 2,
    ),
    "closed-at-once": (sends(), "closed the connection", 2),
    "empty": (sends(answer("200 OK")), "answered nothing", 2),
    "truncated": (sends(answer("200 OK", b"<GetCallerIdentityResponse>")), "not whole XML", 2),
    "html": (sends(answer("200 OK", b"<html>portal</html>")), "an HTML page instead of XML", 2),
    "busy-html": (
        sends(answer("503 Busy", b"<html>busy</html>")), "status 503 with an HTML page", 2,
    ),
    "basic": (
        sends(answer("401 No", b"", 'WWW-Authenticate: Basic realm="r"')), "status 401", 1,
    ),
    "redirect": (
        sends(answer("307 Elsewhere", b"moved", "Location: http://127.0.0.1:1/")), "redirect", 1,
    ),
    "drip": (drips, "no whole answer", 2),
    "gigabyte": (floods, "larger than", 1),
    "no-http": (sends(b"220 mail ready\r\n"), "does not speak HTTP", 1),
    "failure": (
        sends(answer("500 Oops", ERROR.format("ServiceFailure").encode())), "ServiceFailure", 2,
    ),
    "throttling": (
        sends(answer("400 Bad Request", ERROR.format("Throttling").encode())), "Throttling", 2,
    ),
    "quota": (
        sends(answer("409 Conflict", ERROR.format("LimitExceeded").encode())), "LimitExceeded", 1,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_ends_in_time_and_names_its_cause(program, serving, name):
    script, words, asked = FAULTS[name]
    server = serving(script)
    there = program.connected(server.url, STUB_TESTER)
    failed = there.run(*SNAPSHOT, "--max-attempts", "2", "--timeout", "1", "--debug").expect(1)
    assert words in failed.err, failed.told()
    assert len(server.requests) == asked
    assert STUB_TESTER.secret not in failed.out + failed.err
    assert not (there.folder / "s.json").exists()


def test_a_busy_front_end_is_not_taken_for_a_wrong_endpoint(program, serving):
    server = serving(sends(answer("503 Busy", b"<html>busy</html>")))
    there = program.connected(server.url, STUB_TESTER)
    failed = there.run(*SNAPSHOT, "--max-attempts", "1").expect(1)
    assert "something else may answer" not in failed.err
    portal = serving(sends(answer("200 OK", b"<html>portal</html>")))
    there = program.connected(portal.url, STUB_TESTER)
    failed = there.run(*SNAPSHOT, "--max-attempts", "1").expect(1)
    assert "something else may answer" in failed.err


def test_a_redirect_takes_no_credentials_elsewhere(program, serving):
    other = serving(sends(answer("200 OK")))
    first = serving(sends(answer("307 Elsewhere", b"moved", f"Location: {other.url}/")))
    program.connected(first.url, STUB_TESTER).run(*SNAPSHOT).expect(1)
    assert len(first.requests) == 1
    assert other.requests == []


# An endpoint that cannot be reached, and what is said of it.
UNREACHABLE = [
    ("http://127.0.0.1:1", "refuses the connection"),
    ("https://no-such-host.invalid", "has no address"),
    ("http://x.localhost:1", "unencrypted"),
]


@pytest.mark.parametrize(("url", "words"), UNREACHABLE)
def test_an_endpoint_that_cannot_be_reached_is_named(program, url, words):
    there = program.connected(url, STUB_TESTER)
    failed = there.run(*SNAPSHOT, "--max-attempts", "2").expect(1)
    assert words in failed.err, failed.told()


def test_a_failure_that_passes_does_not_show(online, stub):
    for kind in ("service-failure", "throttle", "unavailable-html", "reset-before"):
        stub.reset()
        stub.fault(kind, "GetCallerIdentity")
        online.run(*SNAPSHOT).expect(0)


def test_throttling_is_waited_for(online, stub):
    stub.fault("throttle", "GetCallerIdentity", times=4)
    online.run(*SNAPSHOT).expect(0)
    # Who asks for a number of attempts gets that number.
    stub.fault("throttle", "GetCallerIdentity", times=4)
    failed = online.run(*SNAPSHOT, "--max-attempts", "3").expect(1)
    assert "Throttling" in failed.err


@pytest.mark.parametrize("minutes", [-20, 20])
def test_a_wrong_clock_is_corrected_for_every_request(online, stub, account, minutes):
    account.make_roles()
    online.init("--offline").expect(0)
    stub.settings(clock_offset=datetime.timedelta(minutes=minutes).total_seconds())
    drift = online.drift("--read-strategy", "per-role").expect(0)
    assert drift.err.count("this machine's clock is") == 1
    for _ in range(3):
        snapshot = online.run(*SNAPSHOT).expect(0)
        assert snapshot.err.count("this machine's clock is") == 1


@pytest.mark.parametrize("minutes", [-20, 20])
def test_a_wrong_clock_is_corrected_for_every_account(online, stub, account, minutes):
    account.make_roles()
    online.init("--offline").expect(0)
    online.apply().expect(0)
    fleet = Fleet(stub, online, 12)
    # The credentials of each account work for 15 minutes: less than this machine's clock is off.
    stub.settings(clock_offset=minutes * 60)
    for parallel in ("1", "8"):
        done = fleet.run("--parallel", parallel).expect(0)
        assert done.err.count("this machine's clock is") == 1, done.told()


def test_a_signal_ends_a_request_that_waits(program, serving):
    waiting = threading.Event()

    def waits(connection, number):
        waiting.set()
        time.sleep(60)

    server = serving(waits)
    process = program.connected(server.url, STUB_TESTER).start(*SNAPSHOT)
    assert waiting.wait(60)
    process.send_signal(15)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 143, err

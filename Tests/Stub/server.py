"""HTTP on loopback: the service at `/`, the control endpoint at `/_control`."""

import copy
import datetime
import json
import socket
import ssl
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .actions import ACTIONS, Context, Settings
from .consistency import Consistency
from .errors import ServiceError
from .faults import HTML, Rule
from .signatures import Identity, Verifier
from .state import Account
from .wire import VERSIONS, Answer, failure, parse_form, success

# Requests of this key are a test's own hands: never logged, never faulted, always consistent.
ADMIN = Identity("AKIASTUBADMIN0000000", "stub-admin-secret", arn="arn:aws:iam::123456789012:root")
IDENTITIES = [
    ADMIN,
    Identity("AKIASTUBTESTER000000", "stub/tester+secret"),
    Identity(
        "AKIASTUBOTHER0000000", "stub-other-secret", account="210987654321",
        arn="arn:aws:iam::210987654321:user/other",
    ),
    Identity(
        "ASIASTUBSESSION00000", "stub-session-secret", token="stub//session+token==",
        arn="arn:aws:sts::123456789012:assumed-role/Deployer/session",
        user_id="AROASTUBDEPLOYER:session",
    ),
    Identity(
        "ASIASTUBEXPIRED00000", "stub-expired-secret", token="stub-expired-token", expired=True,
        arn="arn:aws:sts::123456789012:assumed-role/Deployer/old", user_id="AROASTUBDEPLOYER:old",
    ),
]  # fmt: skip


class Service:
    """The accounts, the faults and the log; everything that a reset clears."""

    def __init__(self, partition: str = "aws"):
        self.partition = partition
        self.lock = threading.Lock()
        self.released = threading.Condition(self.lock)
        self.verifier = Verifier(IDENTITIES)
        self.generation = 0
        self.reset()

    def reset(self) -> None:
        self.accounts: dict[str, Account] = {}
        self.settings = Settings()
        self.rules: list[Rule] = []
        self.consistency = Consistency()
        self.log: list[dict] = []
        self.held = 0
        self.in_flight = 0
        self.peak = 0
        self.generation += 1

    def account(self, account_id: str) -> Account:
        if account_id not in self.accounts:
            self.accounts[account_id] = Account(id=account_id, partition=self.partition)
        return self.accounts[account_id]

    def now(self) -> datetime.datetime:
        offset = datetime.timedelta(seconds=self.settings.clock_offset)
        return datetime.datetime.now(datetime.timezone.utc) + offset

    def receive(self, method, target, headers, body) -> tuple["Call | None", Answer | None]:
        """Reads, judges and logs a request. An answer means that it is refused at the door."""
        service = "iam"
        call = None
        try:
            parameters = parse_form(body)
            name = parameters.pop("Action", "")
            version = parameters.pop("Version", "NO_VERSION_SPECIFIED")
            service = next((key for key, value in VERSIONS.items() if value == version), "iam")
            call = Call(service, name, parameters, headers)
            if self.settings.verify_signatures:
                call.identity = self.verifier.verify(
                    method, target, headers, body,
                    service=service, partition=self.partition, now=self.now(),
                )  # fmt: skip
            action = ACTIONS.get(name)
            if action is None or VERSIONS[action.service] != version:
                raise ServiceError(
                    "InvalidAction", f"Could not find operation {name} for version {version}"
                )
        except ServiceError as error:
            answer = failure(service, error)
            if call is not None:
                self.note(call, answer)
            return call, answer
        with self.lock:
            if call.identity is not ADMIN:
                call.entry = self.entry(call)
                self.in_flight += 1
                self.peak = max(self.peak, self.in_flight)
                for rule in self.rules:
                    if rule.takes(name, parameters, call.identity.account):
                        call.rule = rule
                        call.entry["fault"] = rule.kind
                        break
        return call, None

    def entry(self, call: "Call") -> dict:
        entry = {
            "n": len(self.log) + 1,
            "service": call.service,
            "action": call.action,
            "account": call.identity.account,
            "parameters": call.parameters,
            "headers": call.headers,
            "writes": call.action in ACTIONS and ACTIONS[call.action].writes,
            "fault": None,
            "status": None,
            "code": None,
        }
        self.log.append(entry)
        return entry

    def note(self, call: "Call", answer: Answer) -> None:
        with self.lock:
            if call.identity is ADMIN:
                return
            if call.entry is None:
                call.entry = self.entry(call)
            call.entry["status"], call.entry["code"] = answer.status, answer.code

    def perform(self, call: "Call") -> Answer:
        """Executes the action in one step, on what this caller is allowed to see."""
        action = ACTIONS[call.action]
        with self.lock:
            account = self.account(call.identity.account)
            lagging = self.consistency.is_on and call.identity is not ADMIN
            seen, before = account, {}
            try:
                if lagging and action.writes:
                    self.consistency.check_write(call.action, call.parameters)
                    before = copy.deepcopy(account.roles)
                elif lagging:
                    seen = self.consistency.view(account, call.parameters)
                context = Context(
                    seen, call.parameters, self.settings, call.identity, self.now(),
                    accounts=self.account, identities=self.verifier.identities,
                )  # fmt: skip
                result = action(context)
                if lagging and action.writes:
                    self.consistency.written(before, account)
                return success(call.service, call.action, result)
            except ServiceError as error:
                return failure(call.service, error)

    def hold(self) -> bool:
        """Keeps a call waiting until the test releases it: True. Dropped or reset: False."""
        with self.released:
            generation = self.generation
            self.held += 1
            while self.held > 0 and self.generation == generation:
                self.released.wait(timeout=60)
            return self.generation == generation

    def control(self, request: dict):
        """One order of a test."""
        operation = request.pop("op")
        with self.released:
            if operation == "reset":
                self.reset()
                self.released.notify_all()
            elif operation == "fault":
                self.rules.append(Rule(**request))
            elif operation == "heal":
                self.rules.clear()
            elif operation == "settings":
                for name, value in request.items():
                    if not hasattr(self.settings, name):
                        raise ValueError(f"no setting is called '{name}'")
                    setattr(self.settings, name, set(value) if name == "services" else value)
            elif operation == "consistency":
                self.consistency.stale_reads = request.get("stale_reads", 0)
                self.consistency.blind_writes = request.get("blind_writes", 0)
            elif operation == "identity":
                identity = Identity(**request)
                self.verifier.identities[identity.access_key] = identity
            elif operation == "forget-log":
                self.log.clear()
                self.peak = self.in_flight
            elif operation == "drop-held":
                self.generation += 1
                self.held = 0
                self.released.notify_all()
            elif operation == "release":
                self.held = 0
                self.released.notify_all()
            elif operation == "edit-role":
                role = self.account(request.get("account", "123456789012")).roles[
                    request["role"].lower()
                ]
                for name, value in request["set"].items():
                    if not hasattr(role, name):
                        raise ValueError(f"a role has no '{name}'")
                    setattr(role, name, value)
            elif operation == "edit-aws-policy":
                account = self.account("123456789012")
                account.aws_documents[request["arn"]] = request["document"]
            elif operation == "add-user":
                self.account("123456789012").users[request["name"]] = request["id"]
            elif operation == "load":
                account = Account.load(request["account"])
                self.accounts[account.id] = account
            else:
                raise ValueError(f"no order is called '{operation}'")
        return {}

    def look(self, what: str):
        """What a test asks for."""
        with self.lock:
            if what == "log":
                return {"calls": self.log, "peak": self.peak}
            if what == "held":
                return {"held": self.held}
            if what == "state":
                return {key: account.dump() for key, account in self.accounts.items()}
            if what == "faults":
                return [{"kind": rule.kind, "hits": rule.hits} for rule in self.rules]
            raise ValueError(f"there is no '{what}' to look at")


class Call:
    """One request that was understood."""

    def __init__(self, service, action, parameters, headers):
        self.service = service
        self.action = action
        self.parameters = parameters
        self.headers = headers
        self.identity: Identity = IDENTITIES[1]
        self.rule: Rule | None = None
        self.entry: dict | None = None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "Server"

    def log_message(self, *_):
        pass

    def read_body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", "0")))

    def do_GET(self):
        if self.path.startswith("/_control/"):
            self.answer_control(lambda: self.server.service.look(self.path.rsplit("/", 1)[1]))
        else:
            self.serve(self.read_body() or self.path.partition("?")[2].encode())

    def do_POST(self):
        body = self.read_body()
        if self.path == "/_control":
            self.answer_control(lambda: self.server.service.control(json.loads(body)))
        else:
            self.serve(body)

    def answer_control(self, work):
        try:
            status, value = 200, work()
        except (KeyError, TypeError, ValueError) as error:
            status, value = 400, {"error": f"{type(error).__name__}: {error}"}
        self.send(status, json.dumps(value).encode(), "application/json", [])

    def serve(self, body: bytes):
        service = self.server.service
        headers = list(self.headers.items())
        call, answer = service.receive(self.command, self.path, headers, body)
        if answer is not None:
            return self.send_answer(answer)
        try:
            self.serve_call(service, call)
        finally:
            if call.entry is not None:
                with service.lock:
                    service.in_flight -= 1

    def serve_call(self, service: Service, call: Call):
        if service.settings.latency:
            time.sleep(service.settings.latency)
        rule = call.rule
        if rule is None:
            answer = service.perform(call)
            service.note(call, answer)
            return self.send_answer(answer)
        if rule.kind == "slow-answer" and not self.wait_for_client(rule.seconds):
            return self.reset()
        if rule.kind == "hold-before" and not service.hold():
            return self.reset()
        goes_on = rule.takes_effect or rule.kind in ("slow-answer", "hold-before")
        answer = service.perform(call) if goes_on else None
        if rule.kind == "hold-after":
            service.hold()
        error = rule.error(call.action, call.parameters, call.identity.arn)
        if error is not None:
            answer = failure(call.service, error)
        if answer is not None:
            service.note(call, answer)
        return self.send_fault(rule, answer)

    def send_fault(self, rule: Rule, answer: Answer | None):
        kind = rule.kind
        if kind in ("reset-before", "reset-after"):
            return self.reset()
        if kind == "unavailable-html":
            return self.send(503, HTML, "text/html", [])
        if kind in ("html", "html-after"):
            return self.send(200, HTML, "text/html; charset=utf-8", [])
        if kind == "empty":
            return self.send(200, b"", "text/xml", [])
        if kind == "redirect":
            return self.send(307, b"", "text/html", [("Location", "http://127.0.0.1:9/")])
        if kind == "cut-xml-after":
            half = answer.body[: len(answer.body) * 3 // 5]
            return self.send(answer.status, half, answer.content_type, [])
        if kind in ("cut-head-after", "cut-body-after", "slow-body-after"):
            head, body = self.compose(
                answer.status, answer.body, answer.content_type, request_id(answer)
            )
            if kind == "cut-head-after":
                return self.send_raw_and_close(head[: len(head) // 2])
            if kind == "cut-body-after":
                return self.send_raw_and_close(head + body[: len(body) // 2])
            return self.send_slowly(head, body, rule.seconds)
        return self.send_answer(answer)

    def wait_for_client(self, seconds: float) -> bool:
        """Waits, and says whether the client is still there."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(min(0.05, seconds))
            if self.client_has_gone():
                return False
        return True

    def client_has_gone(self) -> bool:
        if isinstance(self.connection, ssl.SSLSocket):
            return False
        try:
            flags = socket.MSG_PEEK | socket.MSG_DONTWAIT
            return self.connection.recv(1, flags) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    def send_answer(self, answer: Answer):
        self.send(answer.status, answer.body, answer.content_type, request_id(answer))

    def compose(self, status, body, content_type, extra) -> tuple[bytes, bytes]:
        date = self.server.service.now().strftime("%a, %d %b %Y %H:%M:%S GMT")
        lines = [f"HTTP/1.1 {status} {self.responses.get(status, ('',))[0]}", f"Date: {date}"]
        lines += [f"Content-Type: {content_type}", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in extra]
        return ("\r\n".join(lines) + "\r\n\r\n").encode(), body

    def send(self, status, body, content_type, extra):
        head, body = self.compose(status, body, content_type, extra)
        # One write, so that Nagle's algorithm has nothing to wait for.
        self.wfile.write(head + body)

    def send_raw_and_close(self, data: bytes):
        self.wfile.write(data)
        self.close_connection = True

    def send_slowly(self, head: bytes, body: bytes, seconds: float):
        self.wfile.write(head)
        pieces = 10
        size = -(-len(body) // pieces)
        for start in range(0, len(body), size):
            time.sleep(seconds / pieces)
            self.wfile.write(body[start : start + size])

    def reset(self):
        """Closes with a TCP reset instead of an orderly end."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        socket.close(self.connection.detach())


def request_id(answer: Answer) -> list[tuple[str, str]]:
    return [("x-amzn-RequestId", answer.request_id)]


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int = 0, *, partition: str = "aws", cert=None, key=None):
        self.service = Service(partition)
        super().__init__(("127.0.0.1", port), Handler)
        self.scheme = "http"
        if cert is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(cert, key)
            # The handshake belongs to the connection's own thread, not to the one that accepts.
            self.socket = context.wrap_socket(
                self.socket, server_side=True, do_handshake_on_connect=False
            )
            self.scheme = "https"

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request, client_address):
        """A client that goes away, or refuses our certificate, is part of the game."""
        import sys
        import traceback

        if not isinstance(sys.exc_info()[1], OSError | ValueError):
            traceback.print_exc()

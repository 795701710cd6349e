"""A proxy on loopback that ends TLS itself, with a CA of its own.

Clients believe that they talk to the real hosts of AWS; what they send arrives at a server on this
machine, and the proxy notes what it saw.
"""

import base64
import re
import socket
import ssl
import threading
import urllib.parse
from dataclasses import dataclass, field

import trustme


@dataclass(frozen=True)
class Call:
    """One request as the proxy saw it."""

    host: str
    method: str
    path: str
    headers: dict[str, str]
    body: str

    @property
    def scope(self) -> tuple[str, str, str]:
        """The key, the Region and the service that the signature names."""
        credential = re.search(r"Credential=([^,]+),", self.headers["authorization"])[1]
        key, _, region, service, _ = credential.split("/")
        return key, region, service

    @property
    def action(self) -> str:
        return urllib.parse.parse_qs(self.body)["Action"][0]


@dataclass
class TLSProxy:
    """Use as a context manager; `url` is for HTTPS_PROXY, `ca` for AWS_CA_BUNDLE."""

    folder: object
    # Where the requests go on to: host and port of a plain server.
    target: tuple[str, int]
    # `user:password`, when the proxy asks for one.
    user: str | None = None
    # Whether the proxy itself is spoken to by TLS.
    is_encrypted: bool = False
    calls: list[Call] = field(default_factory=list)
    connects: list[str] = field(default_factory=list)
    refused: int = 0
    # The raw bytes of everything that reached the proxy before its tunnels.
    heads: list[bytes] = field(default_factory=list)

    def __post_init__(self):
        self.authority = trustme.CA()
        self.ca = self.folder / "proxy-ca.pem"
        self.authority.cert_pem.write_to_path(self.ca)
        self.contexts = {}
        self.lock = threading.Lock()

    def __enter__(self) -> "TLSProxy":
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self.listener.close()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"{'https' if self.is_encrypted else 'http'}://{self.address}"

    def accept(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection: socket.socket) -> None:
        try:
            if self.is_encrypted:
                connection = self.context("127.0.0.1").wrap_socket(connection, server_side=True)
            head = self.head(connection)
            if head is None:
                return
            self.heads.append(head)
            host = re.match(rb"CONNECT ([^ ]+):\d+ HTTP/1", head)[1].decode()
            expected = self.user and base64.b64encode(self.user.encode())
            if expected and b"Basic " + expected not in head:
                self.refused += 1
                connection.sendall(
                    b"HTTP/1.1 407 Proxy Authentication Required\r\n"
                    b'Proxy-Authenticate: Basic realm="r"\r\nContent-Length: 0\r\n\r\n'
                )
                return
            self.connects.append(host)
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            if self.is_encrypted:
                self.serve_inside_tls(connection, host)
            else:
                self.forward(self.context(host).wrap_socket(connection, server_side=True), host)
        except (OSError, TypeError):
            pass
        finally:
            connection.close()

    def serve_inside_tls(self, outer: ssl.SSLSocket, host: str) -> None:
        """TLS inside of TLS: a pair of sockets carries the inner one."""
        near, far = socket.socketpair()
        threading.Thread(target=self.pump, args=(outer, far), daemon=True).start()
        threading.Thread(target=self.pump, args=(far, outer), daemon=True).start()
        self.forward(self.context(host).wrap_socket(near, server_side=True), host)

    @staticmethod
    def pump(source, target) -> None:
        try:
            while data := source.recv(65536):
                target.sendall(data)
        except OSError:
            pass

    def forward(self, connection: ssl.SSLSocket, host: str) -> None:
        with connection, socket.create_connection(self.target) as server:
            answers = server.makefile("rb")
            while True:
                head = self.head(connection)
                if head is None:
                    return
                lines = head.decode("latin-1").split("\r\n")
                headers = {
                    name.lower(): value.strip()
                    for name, _, value in (line.partition(":") for line in lines[1:] if line)
                }
                body = self.exactly(connection, int(headers.get("content-length", "0")))
                method, path, _ = lines[0].split(" ")
                with self.lock:
                    self.calls.append(Call(host, method, path, headers, body.decode()))
                server.sendall(head + body)
                self.answer(answers, connection)

    @staticmethod
    def answer(source, target) -> None:
        """Passes one answer on; the servers here always tell its length."""
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = source.readline()
            if not line:
                raise OSError("the server is gone")
            head += line
        length = int(re.search(rb"(?i)content-length: *(\d+)", head)[1])
        target.sendall(head + source.read(length))

    @staticmethod
    def head(connection) -> bytes | None:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            byte = connection.recv(1)
            if not byte:
                return None
            head += byte
        return head

    @staticmethod
    def exactly(connection, count: int) -> bytes:
        body = b""
        while len(body) < count:
            data = connection.recv(count - len(body))
            if not data:
                raise OSError("the client is gone")
            body += data
        return body

    def context(self, host: str) -> ssl.SSLContext:
        with self.lock:
            if host not in self.contexts:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                self.authority.issue_cert(host).configure_cert(context)
                self.contexts[host] = context
            return self.contexts[host]

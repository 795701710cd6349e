"""A hostile endpoint: it answers with what it was sent, in many spellings."""

import base64
import html
import json
import re
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def each(form):
    return lambda text: "".join(form(byte) for byte in text.encode())


ENCODINGS = {
    "raw": lambda text: html.escape(text),
    "percent": lambda text: urllib.parse.quote(text, safe=""),
    "all-percent": each(lambda byte: f"%{byte:02x}"),
    "all-percent-capital": each(lambda byte: f"%{byte:02X}"),
    "percent-twice": each(lambda byte: f"%25{byte:02x}"),
    "decimal-references": each(lambda byte: f"&#{byte};"),
    "hex-references": each(lambda byte: f"&#x{byte:x};"),
    "padded-references": each(lambda byte: f"&#{byte:05};"),
    "escaped-references": each(lambda byte: f"&amp;#{byte};"),
    "cdata": lambda text: f"<![CDATA[{text}]]>",
    "json": lambda text: html.escape(json.dumps(text)),
    "json-escapes": each(lambda byte: f"\\u{byte:04x}"),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64-shifted": lambda text: base64.b64encode(b"x" + text.encode()).decode(),
    "base64-url": lambda text: base64.urlsafe_b64encode(b"xy" + text.encode()).decode(),
    "hex": lambda text: text.encode().hex(),
    "backwards": lambda text: html.escape(text[::-1]),
    "combining": lambda text: html.escape(text + "\u0301"),
    "first-half": lambda text: html.escape(text[: len(text) // 2]),
    "last-half": lambda text: html.escape(text[len(text) // 2 :]),
    "in-a-url": lambda text: f"https://h/?X-Amz-Security-Token={urllib.parse.quote(text, safe='')}",
    "after-2000": lambda text: "x" * 1970 + html.escape(text),
    "small-letters": lambda text: html.escape(text.lower()),
    "lines": each(lambda byte: html.escape(chr(byte)) + "\n"),
}

# Where the answer holds it; the last is a success.
PLACES = ["message", "code", "request-id", "html", "header", "element", "reference", "description"]


class Echo:
    """Use as a context manager: it is told the secrets, the encoding and the place."""

    def __init__(self):
        self.secrets: list[str] = []
        self.encoding = "raw"
        self.place = "message"
        self.asked = 0
        echo = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                echo.asked += 1
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                status, text, kind = echo.answer(body, dict(self.headers))
                data = text.encode()
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(data)))
                if echo.place == "header":
                    self.send_header("x-amzn-requestid", re.sub(r"\s", "", echo.text()))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> "Echo":
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self.server.shutdown()
        self.server.server_close()

    def text(self) -> str:
        return " ".join(ENCODINGS[self.encoding](secret) for secret in self.secrets)

    def answer(self, body: str, headers: dict[str, str]) -> tuple[int, str, str]:
        action = urllib.parse.parse_qs(body)["Action"][0]
        text = self.text()
        if self.place == "html":
            return 403, f"<html><body>{text}</body></html>", "text/html"
        if self.place == "element":
            return 200, f"<a></{self.secrets[0].strip('=/+')}>", "text/xml"
        if self.place == "reference":
            return 200, f"<a>&{self.secrets[0]};</a>", "text/xml"
        if self.place == "description":
            role = (
                "<Role><Path>/</Path><RoleName>x</RoleName><RoleId>AROAX</RoleId>"
                "<Arn>arn:aws:iam::123456789012:role/x</Arn>"
                "<CreateDate>2026-01-01T00:00:00Z</CreateDate>"
                f"<AssumeRolePolicyDocument>{text}</AssumeRolePolicyDocument>"
                f"<Description>{text}</Description></Role>"
            )
            inner = (
                "<Account>123456789012</Account><Arn>arn:aws:iam::123456789012:user/x</Arn>"
                f"<UserId>x</UserId><Roles><member>{text}</member></Roles>{role}"
                "<IsTruncated>false</IsTruncated>"
            )
            return 200, (
                f"<{action}Response><{action}Result>{inner}</{action}Result><ResponseMetadata>"
                f"<RequestId>r</RequestId></ResponseMetadata></{action}Response>"
            ), "text/xml"  # fmt: skip
        authorization = html.escape(headers.get("Authorization", ""))
        parts = {"code": "Odd", "message": f"Authorization={authorization}", "request-id": "r"}
        if self.place in parts:
            parts[self.place] = text
        return 403, (
            f"<ErrorResponse><Error><Type>Sender</Type><Code>{parts['code']}</Code>"
            f"<Message>{parts['message']}</Message></Error>"
            f"<RequestId>{parts['request-id']}</RequestId></ErrorResponse>"
        ), "text/xml"  # fmt: skip

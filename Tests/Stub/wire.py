"""The IAM and STS Query protocol: form parameters in, XML out."""

import dataclasses
import re
import urllib.parse
import uuid
from xml.sax.saxutils import escape

from .errors import ServiceError

NAMESPACES = {
    "iam": "https://iam.amazonaws.com/doc/2010-05-08/",
    "sts": "https://sts.amazonaws.com/doc/2011-06-15/",
}
VERSIONS = {"iam": "2010-05-08", "sts": "2011-06-15"}
# Not in XML 1.0: AWS refuses them in parameters, and no answer may hold them.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclasses.dataclass
class Answer:
    """What goes on the wire: the status, the body and its type, and the request's id."""

    status: int
    body: bytes
    request_id: str
    content_type: str = "text/xml"
    code: str | None = None


class Entries(list):
    """Rows of a map: `entry` elements with a key and a value each."""


def parse_form(body: bytes) -> dict[str, str]:
    """The parameters of a request body; a name that comes twice is refused."""
    try:
        pairs = urllib.parse.parse_qsl(
            body.decode("ascii"), keep_blank_values=True, strict_parsing=bool(body), errors="strict"
        )
    except (UnicodeError, ValueError) as error:
        message = f"The query string is malformed: {error}"
        raise ServiceError("MalformedQueryString", message) from None
    found: dict[str, str] = {}
    for name, value in pairs:
        if name in found:
            raise ServiceError("MalformedQueryString", f"The parameter {name} comes twice")
        found[name] = value
    return found


def members(parameters: dict[str, str], name: str) -> list[str]:
    """`Name.member.1`, `Name.member.2` … in order; `Name=` is an empty list."""
    found = []
    while f"{name}.member.{len(found) + 1}" in parameters:
        found.append(parameters[f"{name}.member.{len(found) + 1}"])
    return found


def structures(parameters: dict[str, str], name: str, keys: list[str]) -> list[dict[str, str]]:
    """`Name.member.1.Key` … in order, one dictionary a member."""
    found = []
    while True:
        prefix = f"{name}.member.{len(found) + 1}."
        row = {key: parameters[prefix + key] for key in keys if prefix + key in parameters}
        if not row:
            return found
        found.append(row)


def percent_encoded(document: str) -> str:
    """How IAM returns policy documents (RFC 3986; a space is %20 and a plus is %2B)."""
    return urllib.parse.quote(document, safe="-_.~")


def xml(name: str, value) -> str:
    """One element: a dictionary is its children, a list is `member` elements, None is absent."""
    if value is None:
        return ""
    if isinstance(value, dict):
        inner = "".join(xml(key, child) for key, child in value.items())
    elif isinstance(value, Entries):
        inner = "".join(xml("entry", child) for child in value)
    elif isinstance(value, list):
        inner = "".join(xml("member", child) for child in value)
    elif isinstance(value, bool):
        inner = "true" if value else "false"
    else:
        inner = escape(NOT_XML.sub("\ufffd", str(value)), {"\r": "&#xD;"})
    return f"<{name}>{inner}</{name}>" if inner else f"<{name}/>"


def success(service: str, action: str, result: dict | None) -> Answer:
    request_id = str(uuid.uuid4())
    inner = "" if result is None else xml(f"{action}Result", result)
    text = (
        f'<{action}Response xmlns="{NAMESPACES[service]}">{inner}'
        f"<ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata>"
        f"</{action}Response>\n"
    )
    return Answer(200, text.encode(), request_id)


def failure(service: str, error: ServiceError) -> Answer:
    request_id = str(uuid.uuid4())
    kind = "Receiver" if error.status >= 500 else "Sender"
    inner = xml("Error", {"Type": kind, "Code": error.code, "Message": error.message})
    text = (
        f'<ErrorResponse xmlns="{NAMESPACES[service]}">{inner}'
        f"<RequestId>{request_id}</RequestId></ErrorResponse>\n"
    )
    return Answer(error.status, text.encode(), request_id, code=error.code)

"""Which call fails, and how. A test adds rules over the control endpoint.

A rule names a kind, a regular expression for the action, and which of the matching calls it takes:
`{"kind": "reset-after", "action": "CreateRole", "first": 1, "times": 1}`. `times` null is for
ever. With `"each": true` the calls are counted for every distinct request by itself ("the first two
tries of each call"). With `"share": 0.3` three of ten of them fail, spread evenly.
"""

import json
import re
from dataclasses import dataclass, field

from .errors import ServiceError

# kind: True when the action takes effect before the fault shows.
KINDS = {
    "throttle": False,  # 400 Throttling, "Rate exceeded"
    "error": False,  # any code, message and status
    "error-after": True,
    "service-failure": False,  # 500 ServiceFailure
    "service-failure-after": True,
    "unavailable-html": False,  # 503 with a page of HTML, as a load balancer sends
    "html": False,  # 200 with a page of HTML, as a captive portal sends
    "html-after": True,
    "empty": False,  # 200 with no body
    "redirect": False,  # 307 to another host, which must not be followed
    "reset-before": False,  # TCP reset
    "reset-after": True,
    "cut-head-after": True,  # the connection ends inside the head of the answer
    "cut-body-after": True,  # Content-Length is longer than what comes
    "cut-xml-after": True,  # well-formed HTTP, half the XML
    "slow-answer": False,  # `seconds` before the answer; no effect when the client has gone
    "slow-body-after": True,  # a byte now and then, for `seconds`
    "denied": False,  # 403 AccessDenied
    "expired-token": False,  # 403 ExpiredToken
    "concurrent-modification": False,  # 409 ConcurrentModification
    "hold-before": False,  # waits for the control endpoint's release, then goes on
    "hold-after": True,
}

ERRORS = {
    "throttle": ("Throttling", "Rate exceeded", 400),
    "service-failure": ("ServiceFailure", "The request processing has failed.", 500),
    "service-failure-after": ("ServiceFailure", "The request processing has failed.", 500),
    "expired-token": (
        "ExpiredToken", "The security token included in the request is expired", 403,
    ),
    "concurrent-modification": (
        "ConcurrentModification",
        "The request was rejected because multiple requests to change this object were submitted "
        "simultaneously. Wait a few minutes and submit your request again.",
        409,
    ),
}  # fmt: skip


@dataclass
class Rule:
    kind: str
    action: str = ".*"
    where: dict[str, str] = field(default_factory=dict)
    # A regular expression for the account of the caller's keys.
    account: str = ".*"
    first: int = 1
    times: int | None = 1
    each: bool = False
    share: float | None = None
    seconds: float = 0.0
    code: str = "ServiceFailure"
    message: str = "stub"
    status: int = 500
    hits: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"no fault is called '{self.kind}'; there are: {', '.join(KINDS)}")

    @property
    def takes_effect(self) -> bool:
        return KINDS[self.kind]

    def takes(self, action: str, parameters: dict[str, str], account: str) -> bool:
        """Counts this call, and says whether it fails."""
        if not (re.fullmatch(self.action, action) and re.fullmatch(self.account, account)):
            return False
        if not all(
            re.fullmatch(value, parameters.get(name, "")) for name, value in self.where.items()
        ):
            return False
        key = json.dumps([action, parameters], sort_keys=True) if self.each else ""
        number = self.counts[key] = self.counts.get(key, 0) + 1
        taken = number >= self.first and (self.times is None or number < self.first + self.times)
        if self.share is not None:
            # Multiples of the golden ratio are spread evenly, whatever the share.
            taken = taken and number * 0.6180339887498949 % 1 < self.share
        self.hits += taken
        return taken

    def error(self, action: str, parameters: dict[str, str], caller: str) -> ServiceError | None:
        """The error answer of this kind, when it is one."""
        if self.kind in ("error", "error-after"):
            return ServiceError(self.code, self.message, self.status)
        if self.kind == "denied":
            on = f"role {parameters['RoleName']}" if "RoleName" in parameters else "*"
            return ServiceError(
                "AccessDenied",
                f"User: {caller} is not authorized to perform: iam:{action} on resource: {on} "
                f"because no identity-based policy allows the iam:{action} action",
            )
        return ServiceError(*ERRORS[self.kind]) if self.kind in ERRORS else None


HTML = (
    b"<!DOCTYPE html><html><head><title>Sign in</title></head>"
    b"<body><h1>It works &amp; is not IAM</h1></body></html>\n"
)

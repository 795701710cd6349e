"""Signature Version 4, verified with botocore's signer: a judge that is independent of ours."""

import datetime
import re
from dataclasses import dataclass

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from .errors import ServiceError

AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/,\s]+)/(\d{8})/([^/,\s]+)/([^/,\s]+)/aws4_request, ?"
    r"SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})"
)
MUST_BE_SIGNED = {"host", "x-amz-date"}
SIGNING_REGIONS = {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
MAX_SKEW = datetime.timedelta(minutes=15)


@dataclass
class Identity:
    """Who an access key belongs to. `expired` and `token` make temporary credentials."""

    access_key: str
    secret: str
    account: str = "123456789012"
    arn: str = "arn:aws:iam::123456789012:user/tester"
    user_id: str = "AIDASTUBTESTER"
    token: str | None = None
    expired: bool = False


class Verifier:
    """Says who signed a request, or raises the error that AWS gives."""

    def __init__(self, identities: list[Identity]):
        self.identities = {identity.access_key: identity for identity in identities}

    def verify(
        self,
        method: str,
        target: str,
        headers: list[tuple[str, str]],
        body: bytes,
        *,
        service: str,
        partition: str,
        now: datetime.datetime,
    ) -> Identity:
        values = fold(headers)
        if "authorization" not in values:
            raise ServiceError(
                "MissingAuthenticationToken", "Request is missing Authentication Token"
            )
        match = AUTHORIZATION.fullmatch(values["authorization"].strip())
        if match is None:
            raise ServiceError(
                "IncompleteSignature", "Authorization header is not a well-formed AWS4 signature"
            )
        access_key, day, region, scope_service, signed_text, signature = match.groups()
        signed = signed_text.split(";")
        identity = self.identities.get(access_key)
        token = values.get("x-amz-security-token")
        if identity is None or token != identity.token:
            raise ServiceError(
                "InvalidClientTokenId", "The security token included in the request is invalid."
            )
        must = MUST_BE_SIGNED | ({"x-amz-security-token"} if token else set())
        missing = sorted(must - set(signed))
        if missing or signed != sorted(signed):
            raise mismatch(f"'{(missing or signed)[0]}' must be a 'SignedHeader', in order.")
        if scope_service != service:
            raise mismatch(f"Credential should be scoped to correct service: '{service}'. ")
        if service == "iam" and region != SIGNING_REGIONS[partition]:
            raise mismatch("Credential should be scoped to a valid region. ")
        stamp = values.get("x-amz-date", "")
        self.check_time(stamp, day, now)
        if signature != expected_signature(
            method, target, values, signed, body, identity, region, service, stamp
        ):
            raise mismatch(
                "The request signature we calculated does not match the signature you provided. "
                "Check your AWS Secret Access Key and signing method. "
                "Consult the service documentation for details."
            )
        if identity.expired:
            raise ServiceError(
                "ExpiredToken", "The security token included in the request is expired"
            )
        return identity

    @staticmethod
    def check_time(stamp: str, day: str, now: datetime.datetime) -> None:
        try:
            when = datetime.datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(
                tzinfo=datetime.timezone.utc
            )
        except ValueError:
            raise ServiceError(
                "IncompleteSignature", f"Date must be in ISO-8601 'basic format'. Got '{stamp}'."
            ) from None
        if stamp[:8] != day:
            raise mismatch(f"Date in Credential scope does not match YYYYMMDD from '{stamp}'")
        ours = now.strftime("%Y%m%dT%H%M%SZ")
        if when < now - MAX_SKEW:
            raise mismatch(f"Signature expired: {stamp} is now earlier than {ours} (- 15 min.)")
        if when > now + MAX_SKEW:
            raise mismatch(f"Signature not yet current: {stamp} is still later than {ours}")


def mismatch(message: str) -> ServiceError:
    return ServiceError("SignatureDoesNotMatch", message)


def fold(headers: list[tuple[str, str]]) -> dict[str, str]:
    values: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        values[key] = f"{values[key]},{value}" if key in values else value
    return values


def expected_signature(
    method, target, values, signed, body, identity, region, service, stamp
) -> str:
    request = AWSRequest(
        method=method,
        url=f"http://{values['host']}{target}",
        headers={name: values.get(name, "") for name in signed},
        data=body,
    )
    request.context["timestamp"] = stamp
    signer = SigV4Auth(Credentials(identity.access_key, identity.secret), service, region)
    text = signer.string_to_sign(request, signer.canonical_request(request))
    return signer.signature(text, request)

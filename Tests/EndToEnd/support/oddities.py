"""Policy documents for comparing judges: sound ones, and ones with a named oddity.

`documents(seed)` gives the same documents for the same seed. Most have one oddity, so that each
name is judged by itself; some have two, some none.
"""

import copy
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

ACCOUNT = "123456789012"

ACTIONS = [
    "s3:GetObject", "s3:PutObject", "s3:List*", "ec2:DescribeInstances", "ec2:Describe*",
    "iam:GetRole",
    "sqs:SendMessage", "dynamodb:?etItem", "logs:CreateLogGroup", "S3:getobject", "iot:*",
]  # fmt: skip
RESOURCES = [
    "*", "arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket", "arn:aws:sqs:us-east-1:123456789012:queue",
    "arn:aws:dynamodb:*:123456789012:table/*", "arn:aws-cn:s3:::bucket/key",
    "arn:aws:iam::123456789012:role/path/name", "arn:aws:s3:::bucket/${aws:username}/*",
    "arn:aws:logs:eu-west-1:123456789012:log-group:name:*",
]  # fmt: skip
CONDITIONS = [
    {"StringEquals": {"aws:RequestedRegion": ["us-east-1", "eu-west-1"]}},
    {"StringLike": {"s3:prefix": "home/${aws:username}/*"}},
    {"Bool": {"aws:SecureTransport": "true"}},
    {"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "2001:db8::/32"]}},
    {"NumericLessThanEquals": {"s3:max-keys": "10"}},
    {"DateGreaterThan": {"aws:CurrentTime": "2026-01-31T00:00:00Z"}},
    {
        "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/x"},
        "Null": {"aws:TokenIssueTime": "false"},
    },
    {"ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]}},
    {"StringNotEqualsIfExists": {"aws:PrincipalTag/team": "x"}},
]  # fmt: skip
TRUSTED = [
    {"Service": "panorama.amazonaws.com"},
    {"Service": ["panorama.amazonaws.com", "lambda.amazonaws.com"]},
    {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
    {"AWS": [ACCOUNT, f"arn:aws:iam::{ACCOUNT}:role/path/name"]},
]
TRUST_CONDITIONS = [
    {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
    {"ArnLike": {"aws:SourceArn": f"arn:aws:panorama:us-east-1:{ACCOUNT}:device/*"}},
    {"StringEquals": {"sts:ExternalId": "secret"}},
]


def sound(kind: str, numbers: random.Random) -> dict:
    """A document that every judge should accept."""
    statements = []
    for index in range(numbers.randint(1, 3)):
        statement: dict = {"Sid": f"S{index}"} if numbers.random() < 0.5 else {}
        statement["Effect"] = numbers.choice(["Allow", "Allow", "Deny"])
        if kind == "trust":
            statement["Principal"] = copy.deepcopy(numbers.choice(TRUSTED))
            statement["Action"] = numbers.choice(["sts:AssumeRole", ["sts:AssumeRole"]])
            conditions = TRUST_CONDITIONS
        else:
            some = numbers.sample(ACTIONS, numbers.randint(1, 3))
            statement["Action"] = some[0] if len(some) == 1 else some
            some = numbers.sample(RESOURCES, numbers.randint(1, 2))
            statement["Resource"] = some[0] if len(some) == 1 else some
            conditions = CONDITIONS
        if numbers.random() < 0.4:
            statement["Condition"] = copy.deepcopy(numbers.choice(conditions))
        statements.append(statement)
    return {"Version": "2012-10-17", "Statement": statements}


@dataclass(frozen=True)
class Oddity:
    """One way in which a document is out of the ordinary."""

    name: str
    kinds: tuple[str, ...]
    # Changes the document, given one of its statements; a text is the whole document instead.
    change: Callable[[dict, dict], str | None]


ODDITIES: list[Oddity] = []
BOTH, IDENTITY, TRUST = ("identity", "trust"), ("identity",), ("trust",)


def odd(name: str, change: Callable[[dict, dict], object], kinds=BOTH) -> None:
    """`change` may return anything: only a text counts."""

    def checked(document: dict, statement: dict) -> str | None:
        result = change(document, statement)
        return result if isinstance(result, str) else None

    assert name not in {oddity.name for oddity in ODDITIES}, name
    ODDITIES.append(Oddity(name, kinds, checked))


def put(**members) -> Callable[[dict, dict], None]:
    return lambda document, statement: statement.update(copy.deepcopy(members))


def top(**members) -> Callable[[dict, dict], None]:
    return lambda document, statement: document.update(copy.deepcopy(members))


def drop(*names: str) -> Callable[[dict, dict], None]:
    def change(document: dict, statement: dict) -> None:
        for name in names:
            statement.pop(name, None)

    return change


def drop_top(name: str) -> Callable[[dict, dict], None]:
    return lambda document, statement: document.pop(name, None) and None


def renamed(old: str, new: str) -> Callable[[dict, dict], None]:
    def change(document: dict, statement: dict) -> None:
        if old in statement:
            statement[new] = statement.pop(old)

    return change


def replaced(drops: str, **members) -> Callable[[dict, dict], None]:
    def change(document: dict, statement: dict) -> None:
        statement.pop(drops, None)
        statement.update(copy.deepcopy(members))

    return change


def text(change: Callable[[str], str]) -> Callable[[dict, dict], str]:
    return lambda document, statement: change(json.dumps(document))


def again(**members) -> Callable[[dict, dict], None]:
    """The statement twice, with these members."""

    def change(document: dict, statement: dict) -> None:
        statement.update(members)
        if isinstance(document["Statement"], list):
            document["Statement"].append(copy.deepcopy(statement))

    return change


# The document.
odd("version-missing", drop_top("Version"))
odd("version-2008", top(Version="2008-10-17"))
odd("version-unknown", top(Version="2012-10-18"))
odd("version-number", top(Version=2012))
odd("id", top(Id="an id"))
odd("id-number", top(Id=1))
odd("top-element-unknown", top(Comment="x"))
odd("statement-missing", drop_top("Statement"))
odd("statement-empty", top(Statement=[]))
odd("statement-lowercase", lambda d, s: d.__setitem__("statement", d.pop("Statement")))
odd("statement-alone", lambda d, s: d.__setitem__("Statement", s))
odd("statement-text", top(Statement="Allow"))
odd("statement-of-texts", top(Statement=["Allow"]))
odd("document-in-list", text(lambda text: f"[{text}]"))
odd("document-text", text(json.dumps))
# The text.
odd("json-cut", text(lambda text: text[:-1]))
odd("json-trailing-comma", text(lambda text: text[:-1] + ",}"))
odd("json-after-end", text(lambda text: text + " x"))
odd("json-comment", text(lambda text: text[:-1] + "/* x */}"))
odd("json-white-space", text(lambda text: f"\r\n\t {text}\n"))
odd("json-duplicate-version", text(lambda text: text[:-1] + ', "Version": "2012-10-17"}'))
odd(
    "json-duplicate-effect",
    text(lambda text: text.replace('"Effect": ', '"Effect": "Deny", "Effect": ', 1)),
)
odd("json-byte-order-mark", text(lambda text: "\ufeff" + text))
odd("json-empty", text(lambda text: ""))
# Sid and Effect.
odd("sid-empty", put(Sid=""))
odd("sid-empty-twice", again(Sid=""))
odd("sid-space", put(Sid="a b"))
odd("sid-underscore", put(Sid="a_b"))
odd("sid-hyphen", put(Sid="a-b"))
odd("sid-twice", again(Sid="Same"))
odd("sid-number", put(Sid=1))
odd("effect-missing", drop("Effect"))
odd("effect-lowercase", put(Effect="allow"))
odd("effect-other", put(Effect="Permit"))
odd("effect-list", put(Effect=["Allow"]))
odd("element-unknown", put(Actions="s3:*"))
odd("element-lowercase", renamed("Action", "action"))
odd("conditions-plural", put(Conditions={}))
# Actions.
odd("action-missing", drop("Action"))
odd("action-and-not-action", lambda d, s: s.__setitem__("NotAction", s.get("Action", "s3:*")))
odd("action-star", put(Action="*"), IDENTITY)
odd("action-two-stars", put(Action="**"), IDENTITY)
odd("action-star-colon-star", put(Action="*:*"), IDENTITY)
odd("action-no-colon", put(Action="s3"))
odd("action-two-colons", put(Action="s3:Get:Object"))
odd("action-no-name", put(Action="s3:"))
odd("action-no-service", put(Action=":GetObject"))
odd("action-space-inside", put(Action="s3:Get Object"), IDENTITY)
odd("action-space-before", put(Action=" s3:GetObject"), IDENTITY)
odd("action-comma", put(Action="s3:GetObject,s3:PutObject"), IDENTITY)
odd("action-slash", put(Action="s3:Get/Object"), IDENTITY)
odd("action-service-dot", put(Action="a.b:Get"), IDENTITY)
odd("action-service-underscore", put(Action="a_b:Get"), IDENTITY)
odd("action-service-wildcard", put(Action="s*:GetObject"), IDENTITY)
odd("action-variable", put(Action="s3:${aws:username}"), IDENTITY)
odd("action-empty", put(Action=""))
odd("action-empty-list", put(Action=[]))
odd("action-number", put(Action=1))
odd("action-null", put(Action=None))
odd("action-null-in-list", put(Action=["sts:AssumeRole", None]))
odd("action-nested-list", put(Action=[["sts:AssumeRole"]]))
odd("action-twice", put(Action=["s3:GetObject", "s3:GetObject"]), IDENTITY)
odd("not-action", replaced("Action", NotAction="iam:*"), IDENTITY)
odd("not-action-empty-list", replaced("Action", NotAction=[]), IDENTITY)
# Resources.
odd("resource-missing", drop("Resource"), IDENTITY)
odd("resource-and-not-resource", put(Resource="*", NotResource="*"), IDENTITY)
odd("not-resource", replaced("Resource", NotResource="arn:aws:s3:::b/*"), IDENTITY)
for name, resource in {
    "one-field": "arn", "two-fields": "arn:aws", "three-fields": "arn:aws:sqs",
    "three-fields-star": "arn:aws:sqs:*", "five-fields": "arn:aws:sqs:us-east-1:123456789012",
    "five-fields-empty": "arn:aws:s3::bucket", "no-arn": "bucket/key",
    "no-arn-colons": "a:b:c:d:e:f",
    "partition-unknown": "arn:azure:s3:::b", "partition-new": "arn:aws-new:s3:::b",
    "partition-star": "arn:*:s3:::b", "partition-empty": "arn::s3:::b",
    "service-star": "arn:aws:*:::b",
    "service-empty": "arn:aws::us-east-1:123456789012:x", "uppercase": "ARN:aws:s3:::b",
    "two-stars": "**", "empty": "", "space-before": " arn:aws:s3:::b",
    "name-empty": "arn:aws:s3:::",
    "s3-region": "arn:aws:s3:us-east-1::b",
    "iam-region": "arn:aws:iam:us-east-1:123456789012:role/x",
    "iam-path": "arn:aws:iam::123456789012:robot/x",
    "account-short": "arn:aws:sqs:us-east-1:1234:q",
    "account-star": "arn:aws:iam::*:role/x", "account-aws": "arn:aws:iam::aws:policy/x",
    "variable-open": "arn:aws:s3:::b/${aws:username", "variable-empty": "arn:aws:s3:::b/${}",
    "variable-default": "arn:aws:s3:::b/${aws:username, 'x'}",
    "variable-in-region": "arn:aws:sqs:${aws:RequestedRegion}:123456789012:q",
    "variable-in-partition": "arn:${aws:Partition}:s3:::b", "letters-beyond": "arn:aws:s3:::Ā",
    "letters-latin": "arn:aws:s3:::é", "control": "arn:aws:s3:::a\x01b",
}.items():  # fmt: skip
    odd(f"resource-{name}", put(Resource=resource), IDENTITY)
odd("resource-empty-list", put(Resource=[]), IDENTITY)
odd("resource-null-in-list", put(Resource=["*", None]), IDENTITY)
odd("resource-number", put(Resource=1), IDENTITY)
odd("resource-in-trust", put(Resource="*"), TRUST)
# Conditions.
for comparison in (
    "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringNotLike",
    "ArnEquals", "ArnNotEquals", "ArnNotLike", "BinaryEquals", "StringLikeIfExists",
    "ForAnyValue:StringLike", "ForAllValues:StringNotLike", "ForAnyValue:StringEqualsIfExists",
    "ForAllValues:ArnLike",
):  # fmt: skip
    odd(f"operator-{comparison}", put(Condition={comparison: {"aws:userid": "QQ=="}}))
for comparison in ("NumericEquals", "NumericNotEquals", "NumericGreaterThanIfExists"):
    odd(f"operator-{comparison}", put(Condition={comparison: {"s3:max-keys": "1"}}), IDENTITY)
for comparison in ("DateEquals", "DateNotEquals", "DateLessThanEqualsIfExists"):
    odd(f"operator-{comparison}", put(Condition={comparison: {"aws:CurrentTime": "2026-01-31"}}))
for comparison in ("NotIpAddress", "IpAddressIfExists", "ForAnyValue:IpAddress"):
    odd(f"operator-{comparison}", put(Condition={comparison: {"aws:SourceIp": "10.0.0.1"}}))
odd("operator-BoolIfExists", put(Condition={"BoolIfExists": {"aws:SecureTransport": "false"}}))
odd("operator-null-if-exists", put(Condition={"NullIfExists": {"aws:userid": "true"}}))
odd("operator-null-for-any", put(Condition={"ForAnyValue:Null": {"aws:userid": "true"}}))
odd("operator-unknown", put(Condition={"StringMatches": {"aws:userid": "x"}}))
odd("operator-unknown-empty", put(Condition={"StringMatches": {}}))
odd("operator-lowercase", put(Condition={"stringequals": {"aws:userid": "x"}}))
odd("operator-exists", put(Condition={"StringEqualsExists": {"aws:userid": "x"}}))
odd(
    "operator-if-exists-twice", put(Condition={"StringEqualsIfExistsIfExists": {"aws:userid": "x"}})
)
odd("operator-bool-not", put(Condition={"BoolNot": {"aws:SecureTransport": "x"}}))
odd("operator-binary-not", put(Condition={"BinaryNotEquals": {"aws:userid": "QQ=="}}))
odd(
    "operator-qualifier-unknown", put(Condition={"ForSomeValues:StringEquals": {"aws:userid": "x"}})
)
odd("operator-value-text", put(Condition={"StringEquals": "aws:userid"}))
odd("operator-value-list", put(Condition={"StringEquals": [{"aws:userid": "x"}]}))
odd("operator-no-keys", put(Condition={"StringEquals": {}}))
odd("condition-empty", put(Condition={}))
odd("condition-list", put(Condition=[]))
odd("condition-text", put(Condition="x"))
odd("key-empty", put(Condition={"StringEquals": {"": "x"}}))
odd("key-twice-by-case", put(Condition={"StringEquals": {"aws:userid": "x", "AWS:UserId": "x"}}))
odd("key-letters-beyond", put(Condition={"StringEquals": {"aws:ResourceTag/Ā": "x"}}))
odd("value-number", put(Condition={"NumericEquals": {"s3:max-keys": 10}}))
odd("value-numbers", put(Condition={"NumericEquals": {"s3:max-keys": [10, 2.5]}}))
odd("value-boolean", put(Condition={"Bool": {"aws:SecureTransport": True}}))
odd("value-booleans", put(Condition={"Bool": {"aws:SecureTransport": [True]}}))
odd("value-null", put(Condition={"StringEquals": {"aws:userid": None}}))
odd("value-null-in-list", put(Condition={"StringEquals": {"aws:userid": [None]}}))
odd("value-object", put(Condition={"StringEquals": {"aws:userid": {}}}))
odd("value-nested-list", put(Condition={"StringEquals": {"aws:userid": [["x"]]}}))
odd("value-empty-list", put(Condition={"StringEquals": {"aws:userid": []}}))
odd("value-empty", put(Condition={"StringEquals": {"aws:userid": ""}}))
for name, value in {
    "epoch": "1767225600", "year": "2026", "month": "2026-01", "minutes": "2026-01-31T00:00Z",
    "fraction": "2026-01-31T23:59:59.999Z", "offset": "2026-01-31T00:00:00+01:00",
    "offset-west": "2026-01-31T00:00:00-08:00",
    "word": "tomorrow", "thirteenth-month": "2026-13-01", "hour-25": "2026-01-31T25:00:00Z",
    "wildcard": "2026-*", "empty": "", "slashes": "2026/01/31", "february-30": "2026-02-30",
}.items():  # fmt: skip
    odd(f"date-{name}", put(Condition={"DateLessThan": {"aws:CurrentTime": value}}))
odd("bool-word", put(Condition={"Bool": {"aws:SecureTransport": "maybe"}}))
odd("null-word", put(Condition={"Null": {"aws:userid": "maybe"}}))
odd("numeric-word", put(Condition={"NumericEquals": {"s3:max-keys": "ten"}}))
odd("ip-word", put(Condition={"IpAddress": {"aws:SourceIp": "everywhere"}}))
odd("ip-mask", put(Condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/33"}}))
# Principals.
odd("principal-in-identity", put(Principal={"AWS": ACCOUNT}), IDENTITY)
odd("principal-missing", drop("Principal"), TRUST)
odd("not-principal", replaced("Principal", NotPrincipal={"AWS": ACCOUNT}), TRUST)
odd("principal-and-not-principal", put(NotPrincipal={"AWS": ACCOUNT}), TRUST)
for name, principal in {
    "star": "*",
    "aws-star": {"AWS": "*"}, "account": {"AWS": ACCOUNT}, "account-short": {"AWS": "1234"},
    "bare-account": ACCOUNT, "bare-service": "panorama.amazonaws.com", "empty": "", "empty-map": {},
    "number": 1, "list": [{"AWS": ACCOUNT}], "kind-unknown": {"Role": "x"},
    "kind-lowercase": {"aws": ACCOUNT},
    "empty-list": {"AWS": []}, "null": {"AWS": None}, "name-empty": {"AWS": ""},
    "user-wildcard": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/*"}, "no-arn": {"AWS": "ann"},
    "unique-id": {"AWS": "AROAEXAMPLEEXAMPLE000"},
    "canonical": {"CanonicalUser": "79a59df900b949e5"},
    "service-star": {"Service": "*"}, "service-number": {"Service": 1},
    "federated-star": {"Federated": "*"}, "federated-oidc": {"Federated": "accounts.google.com"},
    "session": {"AWS": f"arn:aws:sts::{ACCOUNT}:assumed-role/name/session"},
    "session-star": {"AWS": f"arn:aws:sts::{ACCOUNT}:assumed-role/name/*"},
    "partition-new": {"AWS": f"arn:aws-iso:iam::{ACCOUNT}:root"},
    "cloudfront": {"AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"},
}.items():  # fmt: skip
    odd(f"principal-{name}", put(Principal=principal), TRUST)
odd("trust-action-other", put(Action="s3:GetObject"), TRUST)
odd("trust-action-all-sts", put(Action="sts:*"), TRUST)
odd("trust-action-star", put(Action="*"), TRUST)
odd("trust-action-case", put(Action="STS:assumerole"), TRUST)
odd("trust-action-unknown", put(Action="sts:AssumeEverything"), TRUST)
odd("trust-action-saml", put(Action=["sts:AssumeRoleWithSAML", "sts:TagSession"]), TRUST)
odd("trust-action-context", put(Action=["sts:AssumeRole", "sts:SetContext"]), TRUST)
odd("trust-not-action", replaced("Action", NotAction="sts:TagSession"), TRUST)


@dataclass(frozen=True)
class Document:
    kind: str
    text: str
    oddities: tuple[str, ...]


def documents(seed: int, plain: int, singly: int, paired: int) -> Iterator[Document]:
    """Sound documents, every oddity so many times by itself, and so many pairs of oddities."""
    numbers = random.Random(seed)
    for _ in range(plain):
        kind = numbers.choice(BOTH)
        yield made(kind, [], numbers)
    for oddity in ODDITIES:
        for kind in oddity.kinds:
            for _ in range(singly):
                yield made(kind, [oddity], numbers)
    for _ in range(paired):
        kind = numbers.choice(BOTH)
        some = numbers.sample([oddity for oddity in ODDITIES if kind in oddity.kinds], 2)
        yield made(kind, some, numbers)


def made(kind: str, oddities: list[Oddity], numbers: random.Random) -> Document:
    document = sound(kind, numbers)
    statement = numbers.choice(document["Statement"])
    text = None
    # An oddity of the text takes the document as it is by then.
    for oddity in sorted(
        oddities, key=lambda oddity: oddity.name.startswith(("json-", "document-"))
    ):
        text = oddity.change(document, statement) if text is None else text
    names = tuple(oddity.name for oddity in oddities)
    return Document(kind, json.dumps(document) if text is None else text, names)

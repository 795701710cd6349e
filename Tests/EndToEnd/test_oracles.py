"""The reader of policies against validators that others wrote, over generated documents.

Where a validator and the program disagree whether a document is a policy, the oddity of the
document must stand in the table below with what the AWS guide says of it. A disagreement that is
not listed fails, and so does a row that no document bears out any more.

Pages: IAM User Guide, "Grammar of the IAM JSON policy language" (grammar), the pages of the single
elements by their names, "IAM Access Analyzer policy check reference" (checks), and the IAM API
Reference (API).
"""

import collections
import fnmatch
import pathlib
import re

import pytest

from EndToEnd.support.documents import findings
from EndToEnd.support.judges import Abstains, judges
from EndToEnd.support.oddities import BOTH, ODDITIES, documents

ROOT = pathlib.Path(__file__).resolve().parents[2]
SEED = 20261121
CFN_LINT, MOTO, PARLIAMENT = "cfn-lint", "moto", "parliament"
ALL = (CFN_LINT, MOTO, PARLIAMENT)

# What the program refuses, and who accepts it: what the guide says.
REFUSED_BY_US = [
    (
        ("action-no-service", "action-slash"),
        (CFN_LINT, MOTO),
        "Action: an action is the prefix of a service, a colon, and the name of an action of it",
    ),
    (
        ("action-no-name",), (CFN_LINT,),
        "Trust policies: only actions of AWS STS can be in one",
    ),
    (
        ("action-space-before", "action-service-underscore", "action-service-wildcard"),
        (CFN_LINT,),
        "Action: the prefix names one service; IAM says of others 'vendor … is not valid'",
    ),
    (
        ("action-comma", "action-empty", "action-no-colon", "action-two-colons"), (CFN_LINT,),
        "Action: every string of the list is one action, with one colon between prefix and name",
    ),
    (
        ("action-two-stars",), (CFN_LINT,),
        "grammar: an action is \"*\" alone or has a prefix, and `**` is neither",
    ),
    (
        ("action-variable",), (CFN_LINT,),
        "Policy variables: they stand in Resource and in Condition, in no other element",
    ),
    (
        ("action-empty-list", "not-action-empty-list"), (PARLIAMENT,),
        "checks, empty array action: without an action the statement provides no permissions",
    ),
    (
        ("resource-empty-list",), (CFN_LINT, PARLIAMENT),
        "checks, empty array resource: without a resource the statement provides no permissions",
    ),
    (
        ("statement-empty",), (CFN_LINT, PARLIAMENT),
        "Statement: the element is required, with one statement or several",
    ),
    (
        ("json-duplicate-*",), (CFN_LINT, MOTO),
        "grammar: an element must not have several instances of one key",
    ),
    (
        ("json-comment", "json-trailing-comma"), (PARLIAMENT,),
        "grammar: policies are JSON as RFC 8259 has it, with neither comments nor trailing commas",
    ),
    (
        ("document-text",), (CFN_LINT,),
        "grammar: a policy is one block in braces; text in a text is CloudFormation's own",
    ),
    (
        ("id-number",), (PARLIAMENT,),
        "grammar: the Id is a string",
    ),
    (
        ("sid-hyphen", "sid-space", "sid-underscore"), (CFN_LINT, MOTO),
        "Sid: upper-case and lower-case letters and digits are what IAM takes",
    ),
    (
        ("resource-letters-beyond", "resource-control", "key-letters-beyond"), ALL,
        "API, PutRolePolicy: the characters are tab, line feed, carriage return, U+0020 to U+00FF",
    ),
    (
        ("resource-null-in-list", "value-null-in-list", "value-nested-list"), (MOTO,),
        "grammar: lists hold strings, in conditions also numbers and booleans, and nothing else",
    ),
    (
        ("resource-space-before", "resource-uppercase"), (MOTO,),
        "Resource: the element takes ARNs, which begin with `arn:`, or a lone wildcard",
    ),
    (
        ("resource-partition-empty", "resource-service-empty"), (PARLIAMENT,),
        "General Reference, Amazon Resource Names: partition and service are never left out",
    ),
    (
        ("condition-list",), (PARLIAMENT,),
        "grammar: the condition block is a map from operators to keys with values",
    ),
    (
        ("key-empty",), ALL,
        "grammar: a condition compares the value of a named key",
    ),
    (
        ("key-twice-by-case",), ALL,
        "checks, duplicate keys: names fold case, and a key stands once under an operator",
    ),
    (
        ("operator-null-if-exists",), ALL,
        "Condition operators: IfExists goes at the end of every operator but Null",
    ),
    (
        ("operator-unknown-empty",), (MOTO,),
        "grammar: the operators are those of a list, whether keys follow or not",
    ),
    (
        ("operator-exists",), (CFN_LINT,),
        "Condition operators: the suffix is IfExists; there is none that is Exists",
    ),
    (
        ("operator-lowercase",), (PARLIAMENT,),
        "grammar: the words of the language are written as they stand there; only keys fold case",
    ),
    (
        (
            "date-empty", "date-hour-25", "date-slashes", "date-thirteenth-month", "date-wildcard",
            "date-word",
        ),
        (CFN_LINT, PARLIAMENT),
        "Condition operators: dates are ISO 8601 as W3C profiles it, or seconds; no wildcards",
    ),
    (
        ("date-february-30",), ALL,
        "Condition operators: dates are ISO 8601 as W3C profiles it, where the day is of the month",
    ),
    (
        ("principal-in-identity",), (MOTO, PARLIAMENT),
        "Principal: the element cannot be used in an identity-based policy",
    ),
    (
        ("not-principal",), (CFN_LINT, MOTO),
        "NotPrincipal: it is not for the trust policies of roles",
    ),
    (
        ("principal-and-not-principal",), (MOTO,),
        "checks, unsupported element combination: one of a pair of elements",
    ),
    (
        ("principal-missing",), (MOTO,),
        "Principal: a resource-based policy, a trust policy too, must have it",
    ),
    (
        (
            "principal-bare-*", "principal-empty", "principal-list", "principal-null",
            "principal-number", "principal-service-number",
        ),
        (MOTO,),
        "grammar: a principal is \"*\", or a map from its kind to a string or a list of strings",
    ),
    (
        ("principal-kind-*",), (CFN_LINT, MOTO),
        "grammar: the kinds are AWS, Federated, Service and CanonicalUser",
    ),
    (
        ("principal-empty-list", "principal-empty-map"), (CFN_LINT, MOTO),
        "checks, empty array principal: a statement without principal provides no permissions",
    ),
    (
        ("principal-account-short", "principal-name-empty", "principal-no-arn"), (MOTO,),
        "Principal: under AWS stand account ids of twelve digits, ARNs, unique ids, or a wildcard",
    ),
    (
        ("principal-user-wildcard", "principal-session-star"), (CFN_LINT, MOTO),
        "Principal: a wildcard is no part of a name or ARN; sessions are named one by one",
    ),
    (
        ("trust-action-other", "trust-action-star"), (CFN_LINT,),
        "Roles terms: a trust policy grants the actions of AWS STS that assume the role",
    ),
]  # fmt: skip

# What the program accepts, and who refuses it: what the guide says.
ACCEPTED_BY_US = [
    (
        ("version-missing", "version-2008"), (MOTO,),
        "Version: an older policy may have 2008-10-17 or none; lint warns (rule policy-version)",
    ),
    (
        ("sid-empty",), (CFN_LINT,),
        "Sid: the element is optional, and the console of AWS itself writes empty ones",
    ),
    (
        ("sid-empty-twice",), (CFN_LINT, PARLIAMENT),
        "Sid: the element is optional, and the console of AWS itself writes empty ones",
    ),
    (
        ("resource-three-fields", "resource-five-fields"), (CFN_LINT, PARLIAMENT),
        "Resource: an incomplete ARN is completed with wildcards in each field that is missing",
    ),
    (
        ("resource-three-fields-star",), (PARLIAMENT,),
        "Resource: an incomplete ARN is completed with wildcards in each field that is missing",
    ),
    (
        ("resource-name-empty",), (CFN_LINT,),
        "grammar: six fields are what an ARN needs; such a one matches nothing and is stored",
    ),
    (
        ("resource-account-short",), (CFN_LINT, PARLIAMENT),
        "Resource: the account is a field like others, not checked in identity policies",
    ),
    (
        ("resource-account-aws",), (PARLIAMENT,),
        "AWS managed policies: their ARNs have `aws` where others have an account",
    ),
    (
        ("resource-partition-new",), (MOTO, PARLIAMENT),
        "General Reference: a partition is a group of Regions, and AWS goes on adding some",
    ),
    (
        ("resource-variable-in-partition",), ALL,
        "Policy variables: where a resource can have one is left to the service to check",
    ),
    (
        ("resource-variable-in-region",), (CFN_LINT, PARLIAMENT),
        "Policy variables: where a resource can have one is left to the service to check",
    ),
    (
        ("resource-iam-path", "resource-iam-region", "resource-s3-region"), (MOTO,),
        "Service Authorization Reference: resource types come (S3 access grants have a Region)",
    ),
    (
        ("value-number",), (MOTO,),
        "grammar: quotation marks are optional for numbers and booleans in conditions",
    ),
    (
        ("value-numbers", "value-booleans"), (CFN_LINT, PARLIAMENT),
        "grammar: quotation marks are optional for numbers and booleans, in a list too",
    ),
    (
        ("date-minutes", "date-offset-west"), (MOTO,),
        "W3C, Date and Time Formats: hh:mm without seconds and offsets west of Greenwich are dates",
    ),
    (
        ("principal-partition-new",), (CFN_LINT,),
        "General Reference: the partitions are more than three",
    ),
    (
        ("principal-unique-id",), (CFN_LINT,),
        "Principal: the ARN of a deleted user or role turns into its unique id in a stored policy",
    ),
    (
        (
            "trust-action-all-sts", "trust-action-case", "trust-action-context",
            "trust-action-unknown", "trust-not-action",
        ),
        (MOTO,),
        "Action: prefix and name fold case and take wildcards; the list of actions grows",
    ),
]  # fmt: skip


def listed(rows) -> set[tuple[str, str]]:
    """(judge, oddity) for each row."""
    names = [oddity.name for oddity in ODDITIES]
    found = set()
    for patterns, who, sentence in rows:
        assert sentence
        for pattern in patterns:
            matching = fnmatch.filter(names, pattern)
            assert matching, f"no oddity is called {pattern}"
            found |= {(judge, name) for judge in who for name in matching}
    return found


@pytest.fixture(scope="module")
def generated():
    return list(documents(SEED, plain=300, singly=4, paired=700))


@pytest.fixture
def refused(program, generated) -> list[list[str]]:
    """For each document what the reader refuses; the rules of `lint` are another matter."""
    rules = {line.split()[0] for line in program.run("lint", "rules").out.splitlines()}
    found: list[list[str]] = [[] for _ in generated]
    for kind in BOTH:
        places = [place for place, document in enumerate(generated) if document.kind == kind]
        batch = findings(program, kind, [generated[place].text for place in places])
        for place, some in zip(places, batch, strict=True):
            found[place] = [finding["rule"] for finding in some if finding["rule"] not in rules]
    return found


def test_the_validators_of_others_agree_but_for_the_listed_oddities(generated, refused):
    ours = {True: listed(REFUSED_BY_US), False: listed(ACCEPTED_BY_US)}
    seen: dict[bool, set[tuple[str, str]]] = {True: set(), False: set()}
    unlisted = collections.defaultdict(list)
    for name, (judge, kinds) in judges().items():
        for document, ids in zip(generated, refused, strict=True):
            if document.kind not in kinds:
                continue
            try:
                judgement = judge(document)
            except Abstains:
                continue
            if (judgement is not None) == bool(ids):
                continue
            causes = {(name, oddity) for oddity in document.oddities}
            if len(causes) == 1:
                seen[bool(ids)] |= causes
            if not causes & ours[bool(ids)]:
                told = f"we say {ids or 'good'}, {name} says {judgement or 'good'}: {document.text}"
                unlisted[name, document.kind, document.oddities].append(told)
    assert not unlisted, "\n".join(
        [f"seed {SEED}, {len(unlisted)} classes"]
        + [f"{cause} ({len(told)}): {told[0]}" for cause, told in sorted(unlisted.items())]
    )
    stale = {does: sorted(ours[does] - seen[does]) for does in ours}
    assert not any(stale.values()), f"rows that no document bears out: {stale}"


def test_nothing_sound_is_refused(generated, refused):
    wrong = [
        (ids, document.text)
        for document, ids in zip(generated, refused, strict=True)
        if not document.oddities and ids
    ]
    assert not wrong, f"seed {SEED}"


def test_every_problem_of_the_reader_is_shown_by_some_document(refused):
    """The generator keeps up with the reader: a new kind of problem needs an oddity."""
    source = ROOT / "Sources" / "IAMPolicy" / "Reading" / "PolicyProblemKind.swift"
    kinds = set(re.findall(r'case \w+ = "([\w-]+)"', source.read_text()))
    assert len(kinds) > 30, f"{source} does not list its kinds any more"
    # Of encoded documents and of resource policies, which the validators do not take.
    kinds -= {"bad-percent-encoding", "principal-and-not-principal"}
    assert kinds - {rule for ids in refused for rule in ids} == set()

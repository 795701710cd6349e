"""Validators of policies written by others, each asked whether it accepts a document.

None judges what it does not know: parliament calls every trust policy malformed
(duo-labs/parliament #229) and knows identity policies alone.
"""

import contextlib
import io
import json
import logging
from collections.abc import Callable

from moto.iam.exceptions import MalformedPolicyDocument
from moto.iam.policy_validation import (
    IAMPolicyDocumentValidator,
    IAMTrustPolicyDocumentValidator,
)

from .oddities import Document

# None: accepted. A text: why it is refused.
Judgement = str | None


class Abstains(Exception):
    """The judge did not look at the whole document."""


def moto(document: Document) -> Judgement:
    validators = {
        "identity": IAMPolicyDocumentValidator,
        "trust": IAMTrustPolicyDocumentValidator,
    }
    try:
        validators[document.kind](document.text).validate()
    except MalformedPolicyDocument as error:
        return error.message
    except Exception as error:  # its checks of actions raise whatever happens
        return f"crash: {error!r}"
    return None


class CfnLint:
    """cfn-lint's schemas of IAM policies (rules E3510 and E3530), by the validator that it uses."""

    def __init__(self):
        from cfnlint.context import Context
        from cfnlint.jsonschema import CfnTemplateValidator
        from cfnlint.rules.resources.iam.IdentityPolicy import IdentityPolicy
        from cfnlint.rules.resources.iam.TrustPolicy import TrustPolicy

        self.rules = {"identity": IdentityPolicy(), "trust": TrustPolicy()}
        self.validator = CfnTemplateValidator(schema={}, context=Context(["us-east-1"]))

    def __call__(self, document: Document) -> Judgement:
        try:
            value = json.loads(document.text)
        except ValueError as error:
            return f"json: {error}"
        rule = self.rules[document.kind]
        for error in rule.validate(self.validator, {}, value, {}):
            return error.message
        return None


# What parliament says of the form; the rest of its findings is about what services offer.
PARLIAMENT_REFUSALS = {
    "MALFORMED_JSON", "MALFORMED", "DUPLICATE_SID", "INVALID_SID", "INVALID_ARN", "INVALID_VERSION",
    "UNKNOWN_OPERATOR", "EXCEPTION",
}  # fmt: skip


def parliament(document: Document) -> Judgement:
    from parliament import analyze_policy_string

    try:
        with contextlib.redirect_stdout(io.StringIO()):
            policy = analyze_policy_string(document.text)
    except Exception as error:  # a document that it did not expect
        return f"crash: {error!r}"
    for finding in policy.findings:
        if finding.issue in PARLIAMENT_REFUSALS:
            return f"{finding.issue}: {finding.detail}"
    # It looks no further in a statement with an action of a service that it does not know.
    if policy.finding_ids & {"UNKNOWN_PREFIX", "UNKNOWN_ACTION"}:
        raise Abstains
    return None


def judges() -> dict[str, tuple[Callable[[Document], Judgement], tuple[str, ...]]]:
    """Each judge with the kinds of document that it knows."""
    logging.getLogger("parliament").setLevel(logging.CRITICAL)
    both = ("identity", "trust")
    return {
        "moto": (moto, both),
        "cfn-lint": (CfnLint(), both),
        "parliament": (parliament, ("identity",)),
    }

"""What IAM refuses in a parameter: the patterns and lengths of its API model."""

import re
import unicodedata

from .errors import ServiceError

# Name of the parameter in a request: (pattern, shortest, longest).
SHAPES: dict[str, tuple[str, int, int]] = {
    "RoleName": (r"[\w+=,.@-]+", 1, 64),
    "PolicyName": (r"[\w+=,.@-]+", 1, 128),
    "InstanceProfileName": (r"[\w+=,.@-]+", 1, 128),
    "Path": (r"(/)|(/[!-~]+/)", 1, 512),
    "PathPrefix": (r"/[!-\x7f]*", 1, 512),
    "Description": ("[\t\n\r\x20-\x7e\xa1-\xff]*", 0, 1000),
    "AssumeRolePolicyDocument": ("[\t\n\r\x20-\xff]+", 1, 131072),
    "PolicyDocument": ("[\t\n\r\x20-\xff]+", 1, 131072),
    "PolicyArn": (r"[\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd]+", 20, 2048),
    "PermissionsBoundary": (r"[\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd]+", 20, 2048),
    "AWSServiceName": (r"[\w+=,.@-]+", 1, 128),
    "CustomSuffix": (r"[\w+=,.@-]+", 1, 64),
    "DeletionTaskId": (r"(?s).+", 1, 1000),
    "Url": (r"(?s).+", 1, 255),
    "ClientID": (r"(?s).+", 1, 255),
    "OpenIDConnectProviderArn": (r"(?s).+", 20, 2048),
    "SAMLProviderArn": (r"(?s).+", 20, 2048),
    "Name": (r"[\w._-]+", 1, 128),
    "SAMLMetadataDocument": (r"(?s).+", 1000, 10000000),
    "VersionId": (r"v[1-9][0-9]*(\.[A-Za-z0-9-]*)?", 1, 64),
    "Marker": (r"[ -\xff]+", 1, 1024),
}
NUMBERS = {"MaxSessionDuration": (3600, 43200), "MaxItems": (1, 1000)}


def lower_first(name: str) -> str:
    return name[0].lower() + name[1:]


def refuse(name: str, value: str, constraint: str) -> ServiceError:
    return ServiceError(
        "ValidationError",
        f"1 validation error detected: Value '{value[:200]}' at '{lower_first(name)}' failed to "
        f"satisfy constraint: {constraint}",
    )


def check(parameters: dict[str, str], required: tuple[str, ...]) -> None:
    """Raises the ValidationError that IAM gives for the first parameter it refuses."""
    for name in required:
        if name not in parameters:
            raise refuse(name, "null", "Member must not be null")
    for name, value in parameters.items():
        if name in SHAPES:
            check_text(name, value)
        if name in NUMBERS:
            check_number(name, value)


def check_text(name: str, value: str) -> None:
    pattern, shortest, longest = SHAPES[name]
    if len(value) < shortest:
        raise refuse(name, value, f"Member must have length greater than or equal to {shortest}")
    if len(value) > longest:
        raise refuse(name, value, f"Member must have length less than or equal to {longest}")
    # `\w` is ASCII in IAM's patterns.
    if not re.fullmatch(pattern, value, re.ASCII if r"\w" in pattern else 0):
        raise refuse(name, value, f"Member must satisfy regular expression pattern: {pattern}")


def check_number(name: str, value: str) -> None:
    low, high = NUMBERS[name]
    if not re.fullmatch("-?[0-9]{1,18}", value):
        raise ServiceError("MalformedInput", f"{name} is not an integer")
    if not low <= int(value) <= high:
        side = ("greater", low) if int(value) < low else ("less", high)
        raise refuse(name, value, f"Member must have value {side[0]} than or equal to {side[1]}")


def tag_character(character: str) -> bool:
    return character in "_.:/=+-@" or unicodedata.category(character)[0] in "LZN"


def check_tags(tags: list[dict[str, str]], folds_keys: bool = True) -> None:
    """The keys of a role's tags fold their case, and those of policies and providers do not."""
    keys = set()
    for tag in tags:
        key, value = tag.get("Key", ""), tag.get("Value")
        if value is None:
            raise refuse("tags.member.value", "null", "Member must not be null")
        if not 1 <= len(key) <= 128 or not all(map(tag_character, key)):
            raise refuse(
                "tags.member.key", key, r"Member must satisfy pattern: [\p{L}\p{Z}\p{N}_.:/=+\-@]+"
            )
        if len(value) > 256 or not all(map(tag_character, value)):
            raise refuse(
                "tags.member.value",
                value,
                r"Member must satisfy pattern: [\p{L}\p{Z}\p{N}_.:/=+\-@]*",
            )
        if key.lower().startswith("aws:"):
            raise ServiceError(
                "InvalidInput", "Tag keys cannot begin with the reserved prefix aws:"
            )
        if folds_keys:
            key = key.lower()
        if key in keys:
            raise ServiceError(
                "InvalidInput",
                "Duplicate tag keys found."
                + (" Please note that Tag keys are case insensitive." if folds_keys else ""),
            )
        keys.add(key)

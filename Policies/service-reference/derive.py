"""Writes the compact service reference that the binary carries.

    derive.py SERVICE-REFERENCE.json MANAGED-POLICIES.json OUTPUT-FOLDER

The input is JSON with every service's actions, resource types and condition keys. The output is
two text files, `services.txt` and `managed-policies.txt`, which `ServiceReference` searches as they
are. The same input gives the same bytes.

services.txt:

    service reference 1                   the format
    2026-08-22                            the date of the facts
    AWS Service Authorization Reference   their source
    455                                   how many lines of the index follow
    a2c 0000123 0000140 0000200           a service: its prefix, and the places in the file, in
                                          bytes, of its block, its actions and its end
    AWS App2Container                     a block: the name of the service
    S* aws:TagKeys                        its condition keys, with their types
                                          (an empty line ends each part)
    device|@panorama:#:device/${Id}|.0    its resource types: the ARN, the keys by number
    +0.3-1:2                              the sets that actions refer to: required (+) and optional
                                          (-) resource types, the keys of each (.), other keys (:);
                                          `/` is the set of nothing
    CreateDevice W0                       its actions, without regard to case in order: the access
                                          level and the number of the set

Numbers in a block are in base 36. In an ARN `@` stands for `arn:${Partition}:` and `#` for
`${Region}:${Account}`.
"""

import json
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

LEVELS = {
    "List": "L",
    "Read": "R",
    "Write": "W",
    "Tagging, Write": "T",
    "Permissions management, Write": "P",
}
TYPES = {
    "String": "S",
    "ARN": "A",
    "Bool": "B",
    "Numeric": "N",
    "Date": "D",
    "IPAddress": "I",
}
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class UnexpectedFact(Exception):
    """The input holds something that the format cannot say."""


def base36(number: int) -> str:
    text = DIGITS[number % 36]
    while number := number // 36:
        text = DIGITS[number % 36] + text
    return text


def plain(text: str, *, without: str = "") -> str:
    if not text or not text.isascii() or not text.isprintable() or any(c in text for c in without):
        raise UnexpectedFact(f"{text!r} cannot be written")
    return text


def key_type(name: str) -> str:
    several = name.startswith("ArrayOf")
    return TYPES[name.removeprefix("ArrayOf")] + ("*" if several else "")


def folded(names) -> list[str]:
    names = sorted(names, key=lambda name: (name.lower(), name))
    for one, other in pairwise(names):
        if one.lower() == other.lower():
            raise UnexpectedFact(f"{one!r} and {other!r} differ in case alone")
    return names


def block(service: dict) -> tuple[str, str]:
    """The block of a service: what comes before the actions, and the actions."""
    keys = sorted(service["keys"])
    key_number = {key: base36(number) for number, key in enumerate(keys)}
    types = sorted(service["resourceTypes"])
    type_number = {name: base36(number) for number, name in enumerate(types)}

    def numbers(mark: str, names: list[str]) -> str:
        return "".join(mark + key_number[name] for name in sorted(names))

    lines = [plain(service["name"])]
    lines += [f"{key_type(service['keys'][key])} {plain(key, without=' ')}" for key in keys]
    lines.append("")
    for name in types:
        facts = service["resourceTypes"][name]
        arn = plain(facts["arn"], without="|@#")
        arn = arn.replace("arn:${Partition}:", "@").replace("${Region}:${Account}", "#")
        lines.append(f"{plain(name, without='|')}|{arn}|{numbers('.', facts.get('keys', []))}")
    lines.append("")

    def needs(action: dict) -> str:
        resources = sorted(action.get("resources", []), key=lambda resource: resource["type"])
        return "".join(
            ("+" if resource.get("required") else "-")
            + type_number[resource["type"]]
            + numbers(".", resource.get("keys", []))
            for resource in resources
        ) + numbers(":", action.get("keys", []))

    # What most actions need has the shortest number.
    counts = Counter(needs(action) for action in service["actions"].values())
    sets = sorted(counts, key=lambda text: (-counts[text], text))
    set_number = {text: base36(number) for number, text in enumerate(sets)}
    # A set of nothing is written as a stroke, because an empty line ends the part.
    lines += [text or "/" for text in sets]
    lines.append("")
    actions = [
        f"{plain(name, without=' ')} {LEVELS[action['level']]}{set_number[needs(action)]}"
        for name in folded(service["actions"])
        for action in [service["actions"][name]]
    ]
    return "\n".join(lines) + "\n", "".join(line + "\n" for line in actions)


def services_text(facts: dict) -> str:
    prefixes = folded(facts["services"])
    head = (
        f"service reference 1\n{plain(facts['asOf'])}\n{plain(facts['source'])}\n{len(prefixes)}\n"
    )
    place = len(head) + sum(len(prefix) + 3 * 8 + 1 for prefix in prefixes)
    index, body = "", ""
    for prefix in prefixes:
        about, actions = block(facts["services"][prefix])
        middle = place + len(about)
        end = middle + len(actions)
        index += f"{plain(prefix, without=' ')} {place:07d} {middle:07d} {end:07d}\n"
        body += about + actions
        place = end
    return head + index + body


def managed_policies_text(facts: dict) -> str:
    """The date, then the path and name of each policy."""
    lines = []
    for policy in facts["policies"]:
        before, path = policy["arn"].split(":policy/", 1)
        if before != "arn:aws:iam::aws":
            raise UnexpectedFact(f"{policy['arn']} is not a policy of AWS")
        lines.append(plain(path, without=" "))
    return "\n".join([facts["asOf"], *sorted(lines)]) + "\n"


def main() -> None:
    if len(sys.argv) != 4:
        sys.exit(f"usage: {sys.argv[0]} SERVICE-REFERENCE.json MANAGED-POLICIES.json FOLDER")
    services, managed, folder = (Path(word) for word in sys.argv[1:])
    texts = {
        "services.txt": services_text(json.loads(services.read_bytes())),
        "managed-policies.txt": managed_policies_text(json.loads(managed.read_bytes())),
    }
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode("ascii"))


if __name__ == "__main__":
    main()

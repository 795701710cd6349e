"""Whatever a test lets the program print or write as JSON is held against its published schema."""

import functools
import json
import pathlib

import jsonschema

FOLDER = pathlib.Path(__file__).resolve().parents[3] / "Policies" / "schema"
# A larger document has the same members as a small one, only more of them.
LARGEST = 300_000

# What a command prints with `--format json`.
PRINTED = {
    "plan": "plan-report", "drift": "drift", "drift merge": "drift-merge", "review": "review",
    "accounts merge": "accounts-merge", "retire": "retire", "device list": "device-list",
    "spec add": "spec-edit", "spec set": "spec-edit", "spec remove": "spec-edit",
    "whoami": "whoami", "doctor": "doctor", "lint": "lint", "compare": "compare",
    "grants": "grants", "can": "can", "test": "test", "list": "list", "show": "show",
    "actions": "actions", "version": "version",
}  # fmt: skip
# What it prints with `--accounts FILE --format json`, a line an account.
LINES_OF_MANY = {
    "drift": "account-result", "plan": "account-outcome", "apply": "account-outcome",
    "snapshot": "account-outcome", "import": "account-outcome",
}  # fmt: skip
# What it prints without being asked for JSON; with a flag, only when that is given.
PLAIN = {
    ("init", None): "requests", ("import", None): "role-set", ("snapshot", None): "snapshot",
    ("show", "--role-set-file"): "role-set",
}  # fmt: skip
PLAIN_LINES = {"can cases": "can-cases", "compare pairs": "compare-pairs"}
# A member that is a document of another schema.
INSIDE = {
    ("account-result", "drift"): "drift", ("account-outcome", "plan"): "plan-report",
    ("spec-edit", "plan"): "plan-report",
}  # fmt: skip
# The file that a flag of a command names.
WRITTEN = {
    ("plan", "--out"): "plan", ("snapshot", "--out"): "snapshot", ("import", "--out"): "role-set",
    ("import", "--spec"): "spec", ("import", "--into"): "role-set", ("init", "--spec"): "spec",
    ("spec add", "--spec"): "spec", ("spec set", "--spec"): "spec",
}  # fmt: skip


@functools.cache
def validator(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads((FOLDER / f"{name}.schema.json").read_text()))


def value(words: list[str], flag: str) -> str | None:
    for place, word in enumerate(words):
        if word == flag and place + 1 < len(words):
            return words[place + 1]
        if word.startswith(flag + "="):
            return word[len(flag) + 1 :]
    return None


def check(command: list[str], status: int, printed: str, folder: pathlib.Path) -> None:
    """Raises when a document that the command made is not of its schema."""
    name = name_of(command)
    is_json = value(command, "--format") == "json"
    is_of_many = value(command, "--accounts") is not None
    source = " ".join([name, *(["--accounts"] if is_of_many else [])])
    if name in PLAIN_LINES:
        hold_lines(PLAIN_LINES[name], printed, source)
    elif is_json and is_of_many and name in LINES_OF_MANY:
        hold_lines(LINES_OF_MANY[name], printed, f"{source} --format json")
    elif is_json and name in PRINTED:
        hold(PRINTED[name], printed, f"{source} --format json")
    for (owner, flag), schema in PLAIN.items():
        if owner == name and status == 0 and not is_json and (flag is None or flag in command):
            hold(schema, printed, source)
    for (owner, flag), schema in WRITTEN.items():
        path = value(command, flag)
        if owner == name and status == 0 and not is_of_many and path and path != "-":
            file = folder / path
            if file.is_file():
                hold(schema, file.read_text(), f"{name} {flag}")


def name_of(command: list[str]) -> str:
    two = " ".join(command[:2])
    known = {*PRINTED, *PLAIN_LINES, *(owner for owner, _ in WRITTEN)}
    return two if two in known else "".join(command[:1])


def hold_lines(schema: str, text: str, source: str) -> None:
    """Holds each line against a schema; the document of a failure has lines of its own."""
    if is_failure(text):
        hold("failure", text, source)
        return
    for line in text.splitlines():
        hold(schema, line, source)


def is_failure(text: str) -> bool:
    try:
        document = json.loads(text)
    except json.JSONDecodeError:
        return False
    return isinstance(document, dict) and "errors" in document


def hold(schema: str, text: str, source: str) -> None:
    if len(text) > LARGEST:
        return
    try:
        document = json.loads(text)
    except json.JSONDecodeError:
        return
    problem = jsonschema.exceptions.best_match(validator(schema).iter_errors(document))
    if problem is not None:
        place, message = problem.json_path, problem.message[:600]
        raise AssertionError(f"{source} is not of schema '{schema}': {place}: {message}")
    for (owner, member), inner in INSIDE.items():
        if owner == schema and document.get(member) is not None:
            hold(inner, json.dumps(document[member]), f"'{member}' of {source}")

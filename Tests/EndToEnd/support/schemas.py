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
    "drift": "drift", "review": "review", "actions": "actions",
    "retire": "retire",
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
    command = command or [""]
    two = " ".join(command[:2])
    name = two if two in PRINTED or any(two == key for key, _ in WRITTEN) else command[0]
    # Many accounts have a form of their own, which test_accounts holds against its schema.
    is_of_many = two == "drift merge" or value(command, "--accounts") is not None
    if is_of_many:
        return
    if value(command, "--format") == "json" and name in PRINTED and printed:
        hold(PRINTED[name], printed, f"{name} --format json")
    for (owner, flag), schema in WRITTEN.items():
        path = value(command, flag)
        if owner == name and status == 0 and path and path != "-":
            file = folder / path
            if file.is_file():
                hold(schema, file.read_text(), f"{name} {flag}")


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

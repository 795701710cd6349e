"""Documents made to exhaust whoever reads them: an answer comes, in bounded memory and time.

The limits are the operating system's (address space and CPU time of the process), far above what
the program needs and far below what a quadratic reader or a recursion would take.
"""

import resource
import subprocess

import pytest

MIB = 1 << 20
SIZE = 2 * MIB
MEMORY = 1024 * MIB
SECONDS = 90
STATEMENT = '{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/%s"}'


def policy(statements: str) -> str:
    return f'{{"Version":"2012-10-17","Statement":[{statements}]}}'


def repeated(piece, separator: str = ",") -> str:
    """Pieces up to the size; a function makes each from its number."""
    make = piece if callable(piece) else lambda number: piece
    one = len(make(1_000_000)) + len(separator)
    return separator.join(map(make, range(SIZE // one)))


HOSTILE = {
    "open brackets": "[" * SIZE,
    "open objects": '{"a":' * (SIZE // 5),
    "one long string": policy(STATEMENT % ("a" * SIZE)),
    "an endless number": f'{{"Version":{"9" * SIZE}}}',
    "escapes": policy(STATEMENT % (r"\u00e9" * (SIZE // 6))),
    "wildcards": policy(STATEMENT % ("*a" * (SIZE // 2))),
    "open variables": policy(STATEMENT % ("${" * (SIZE // 2))),
    "many statements": policy(repeated(STATEMENT % "x")),
    "many Sids": policy(
        repeated(lambda n: f'{{"Sid":"S{n:07}","Effect":"Deny","Action":"a:b","Resource":"*"}}')
    ),
    "many keys": policy(
        '{"Effect":"Allow","Action":"a:b","Resource":"*","Condition":{"StringEquals":{'
        + repeated(lambda n: f'"aws:k{n:07}":"v"')
        + "}}}"
    ),
    "one key again and again": "{" + repeated('"Version":"2012-10-17"') + "}",
    "unknown elements": "{" + repeated(lambda n: f'"Statemen{n:07}":1') + "}",
    "many actions": policy(
        '{"Effect":"Allow","Resource":"*","Action":['
        + repeated(lambda n: f'"s3:*a{n:07}*b*"')
        + "]}"
    ),
    "bad actions": policy(
        '{"Effect":"Allow","Resource":"*","Action":[' + repeated('"no colon"') + "]}"
    ),
    "many services trusted": policy(
        '{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":['
        + repeated(lambda n: f'"s{n:07}.amazonaws.com"')
        + "]}}"
    ),
    "percent signs": "%" * SIZE,
    "zero bytes": "\0" * SIZE,
}


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_gets_an_answer(program, name):
    program.write("hostile.json", HOSTILE[name])
    for words in (["lint", "--format", "json"], ["format"]):
        done = subprocess.run(
            [program.binary, *words, "hostile.json"],
            cwd=program.folder, env=program.environment, stdin=subprocess.DEVNULL,
            capture_output=True, preexec_fn=limited,
        )  # fmt: skip
        assert done.returncode in (0, 1, 3), f"{words}: {done.returncode} {done.stderr[-400:]!r}"

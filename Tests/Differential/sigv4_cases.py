"""Signing cases whose expected Authorization header comes from botocore's signer.

Prints one JSON object a line, in the form that Tests/SigV4Tests reads from the file named by
PANORAMA_ROLES_SIGV4_CASES; with --swift, the committed fixture instead.

    python3 Tests/Differential/sigv4_cases.py --count 500 --seed 7 > cases.jsonl
    python3 Tests/Differential/sigv4_cases.py --count 40 --seed 1 --swift \
      > Tests/SigV4Tests/Fixture.swift
"""

import argparse
import datetime
import json
import random
import sys
from unittest import mock
from urllib.parse import quote

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

TEXTS = [
    "",
    "a",
    "Action",
    "hello world",
    "a+b=c&d%20",
    "~tilde-._",
    "é",
    "日本語",
    "🛰️ camera",
    "100%",
    "quote\"'<>",
    "slash/colon:",
    "tab\tinside",
    "*?[]{}|^`",
    "arn:aws:iam::123456789012:role/service-role/AWSPanoramaApplianceServiceRole",
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*"}]}',
]
PATHS = [
    "/",
    "",
    "/a/b",
    "/./",
    "//",
    "/a//b/",
    "/a/../b",
    "/../../x",
    "/a/./b/.",
    "/%20space/é",
    "/a%2Fb",
    "/~x/-_.",
    "/example/..",
    "/a/b/../",
    "/...",
    "/100%25/é%C3%A9",
]
HEADERS = [
    ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
    ("My-Header1", "  a   b   c "),
    ("My-Header1", "value2"),
    ("X-Amz-Meta-Z", '"a   quoted"   value'),
    ("zeta", "last"),
    ("A-first", "tab\tand  spaces"),
    ("My-Header2", ""),
]
SERVICES = [
    ("us-east-1", "iam"),
    ("cn-north-1", "iam"),
    ("eu-west-3", "sts"),
    ("us-gov-west-1", "iam"),
]


def case(chance):
    region, service = chance.choice(SERVICES)
    return {
        "method": chance.choice(["POST", "POST", "GET", "PUT"]),
        "host": chance.choice(
            ["iam.amazonaws.com", "127.0.0.1:5000", "sts.eu-west-3.amazonaws.com"]
        ),
        "path": chance.choice(PATHS),
        "query": [
            [chance.choice(TEXTS), chance.choice(TEXTS)]
            for _ in range(chance.choice([0, 0, 1, 3, 5]))
        ],
        "headers": [list(chance.choice(HEADERS)) for _ in range(chance.choice([0, 1, 1, 3]))],
        "body": "&".join(
            quote(chance.choice(TEXTS), safe="-_.~")
            + "="
            + quote(chance.choice(TEXTS), safe="-_.~")
            for _ in range(chance.choice([0, 1, 4, 9]))
        )
        or chance.choice(TEXTS),
        "accessKeyID": "AKIDEXAMPLE" + str(chance.randrange(10)),
        "secret": "wJalrXUtnFEMI/K7MDENG+bPxRfiCY" + chance.choice(["EXAMPLEKEY", "é", "x" * 90]),
        "token": chance.choice([None, None, "AQoDYXdzEPT//////////wEXAMPLE==", "t/+=" * 30]),
        "region": region,
        "service": service,
        "time": chance.choice([0, 951782400, 1440938160, 4107542399, chance.randrange(2**32)]),
    }


def authorization(row):
    """What botocore signs the row with."""
    now = datetime.datetime.fromtimestamp(row["time"], datetime.timezone.utc)
    # The host comes as a header, so that the path can be anything; the address is only carried.
    query = "&".join(quote(n, safe="-_.~") + "=" + quote(v, safe="-_.~") for n, v in row["query"])
    url = f"https://{row['host']}{row['path']}" + (f"?{query}" if query else "")
    request = AWSRequest(method=row["method"], url=url, data=row["body"].encode())
    for name, value in row["headers"]:
        request.headers.add_header(name, value)
    credentials = Credentials(row["accessKeyID"], row["secret"], row["token"])
    signer = botocore.auth.SigV4Auth(credentials, row["service"], row["region"])
    fixed = mock.Mock(return_value=now)
    with mock.patch.object(botocore.auth, "get_current_datetime", fixed, create=True):
        signer.add_auth(request)
    date = request.headers["X-Amz-Date"]
    assert date == now.strftime("%Y%m%dT%H%M%SZ"), f"the clock was not replaced: {date}"
    return request.headers["Authorization"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--swift", action="store_true")
    options = parser.parse_args()
    chance = random.Random(options.seed)
    lines = []
    for _ in range(options.count):
        row = case(chance)
        row["authorization"] = authorization(row)
        lines.append(json.dumps(row, ensure_ascii=True))
    if options.swift:
        command = f"sigv4_cases.py --count {options.count} --seed {options.seed} --swift"
        print("// swift-format-ignore-file: made by a program, one case a line\n")
        print(f"/// Cases signed by botocore: `Tests/Differential/{command}`.")
        print('let committedCases = #"""')
        print("\n".join("  " + line for line in lines))
        print('  """#')
    else:
        print("\n".join(lines))


if __name__ == "__main__":
    sys.exit(main())

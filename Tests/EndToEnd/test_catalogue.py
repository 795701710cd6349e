"""The role sets and policies that the program carries, and those that a person describes."""

import json
import pathlib
import re

import jsonschema
import pytest

from EndToEnd.support.accounts import ACCOUNT, APPLIANCE, LINKED, STUB_TESTER

POLICIES = pathlib.Path(__file__).parents[2] / "Policies"
AWS = "arn:aws:iam::aws:policy"
MANAGED = sorted(path.stem for path in (POLICIES / "documents").glob("*.json"))
SETS = sorted(path.stem for path in (POLICIES / "role-sets").glob("*.json"))

# Written by hand: name, path, principal, attached policies.
ROLES = {
    "panorama": {
        APPLIANCE: (
            "/service-role/", "panorama.amazonaws.com",
            ["/service-role/AWSPanoramaApplianceServiceRolePolicy"],
        ),
    },
    "panorama-preview": {
        "AWSPanoramaServiceRole": (
            "/service-role/", "panorama.amazonaws.com",
            ["/service-role/AWSPanoramaServiceRolePolicy"],
        ),
        "AWSPanoramaApplianceRole": (
            "/service-role/", "credentials.iot.amazonaws.com",
            ["/service-role/AWSPanoramaApplianceRolePolicy"],
        ),
        "AWSPanoramaSageMakerRole": (
            "/service-role/", "sagemaker.amazonaws.com",
            ["/service-role/AWSPanoramaSageMakerRolePolicy"],
        ),
        "AWSPanoramaGreengrassGroupRole": (
            "/service-role/", "greengrass.amazonaws.com",
            ["/service-role/AWSPanoramaGreengrassGroupRolePolicy"],
        ),
        "AWSPanoramaGreengrassRole": (
            "/service-role/", "greengrass.amazonaws.com",
            ["/service-role/AWSGreengrassResourceAccessRolePolicy"],
        ),
    },
    "deeplens": {
        "AWSDeepLensServiceRole": (
            "/service-role/", "deeplens.amazonaws.com",
            ["/service-role/AWSDeepLensServiceRolePolicy"],
        ),
        "AWSDeepLensLambdaRole": (
            "/service-role/", "lambda.amazonaws.com",
            ["/AWSLambda_FullAccess", "/service-role/AWSLambdaBasicExecutionRole"],
        ),
        "AWSDeepLensGreengrassRole": (
            "/service-role/", "greengrass.amazonaws.com",
            ["/service-role/AWSGreengrassResourceAccessRolePolicy"],
        ),
        "AWSDeepLensGreengrassGroupRole": (
            "/service-role/", "greengrass.amazonaws.com",
            ["/AWSDeepLensLambdaFunctionAccessPolicy"],
        ),
        "AWSDeepLensSageMakerRole": (
            "/", "sagemaker.amazonaws.com", ["/AmazonSageMakerFullAccess"],
        ),
    },
    "greengrass-service-role": {
        "Greengrass_ServiceRole": (
            "/", "greengrass.amazonaws.com",
            ["/service-role/AWSGreengrassResourceAccessRolePolicy"],
        ),
    },
}  # fmt: skip

OWN_SET = {
    "schemaVersion": "1.0",
    "name": "cameras",
    "title": "Cameras",
    "summary": "Roles of our own cameras",
    "parameters": [
        {"name": "Team", "summary": "Whose they are"},
        {"name": "Prefix", "default": "${Team}-"},
    ],
    "roles": [
        {
            "name": "${Prefix}Stream",
            "path": "/cameras/",
            "description": "Cameras of ${Team} send video",
            "maxSessionDuration": 7200,
            "trust": {
                "services": ["credentials.iot.amazonaws.com", "iot.amazonaws.com"],
                "sourceAccount": True,
                "sourceArns": ["arn:${Partition}:iot:${Region}:${Account}:rolealias/${Team}"],
            },
            "managedPolicies": [
                "arn:${Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
                "arn:${Partition}:iam::aws:policy/job-function/ViewOnlyAccess",
            ],
            "inlinePolicies": [
                {
                    "name": "video",
                    "document": {
                        "Version": "2012-10-17",
                        "Statement": [
                            {
                                "Effect": "Allow",
                                "Action": "kinesisvideo:PutMedia",
                                "Resource": "arn:${Partition}:kinesisvideo:*:${Account}:stream/"
                                "${credentials-iot:ThingName}/*",
                            }
                        ],
                    },
                }
            ],
            "tags": {"Team": "${Team}"},
            "permissionsBoundary": "arn:${Partition}:iam::aws:policy/PowerUserAccess",
        }
    ],
}


def without_owner(tags):
    """The tags but that of the spec which made the thing."""
    return [tag for tag in tags if tag["Key"] != "panorama-roles:spec"]


def attached(account, name: str) -> list[str]:
    answer = account.iam.list_attached_role_policies(RoleName=name)
    return sorted(policy["PolicyArn"] for policy in answer["AttachedPolicies"])


# Roles whose services are known to send these keys; all others have no condition.
OF_THE_ACCOUNT = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
CONDITIONS = {
    APPLIANCE: OF_THE_ACCOUNT,
    "AWSPanoramaGreengrassRole": OF_THE_ACCOUNT,
    "AWSDeepLensGreengrassRole": OF_THE_ACCOUNT,
    "Greengrass_ServiceRole": {
        "ArnLike": {"aws:SourceArn": f"arn:aws:greengrass:*:{ACCOUNT}:*"}, **OF_THE_ACCOUNT,
    },
}  # fmt: skip


def assert_is(account, name: str, row) -> None:
    """Reads a role back, field by field."""
    path, principal, policies = row
    role = account.iam.get_role(RoleName=name)["Role"]
    assert role["Path"] == path
    assert role["Arn"] == f"arn:aws:iam::{ACCOUNT}:role{path}{name}"
    assert role["MaxSessionDuration"] == 3600
    assert role["Description"]
    [statement] = role["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Principal"] == {"Service": principal}
    assert statement["Action"] == "sts:AssumeRole"
    assert statement["Effect"] == "Allow" and "Sid" not in statement
    assert statement.get("Condition") == CONDITIONS.get(name)
    assert without_owner(role.get("Tags", [])) == [] and "PermissionsBoundary" not in role
    assert attached(account, name) == sorted(AWS + policy for policy in policies)
    assert account.iam.list_role_policies(RoleName=name)["PolicyNames"] == []


def test_the_tables_here_and_the_files_name_the_same_sets():
    assert set(SETS) == set(ROLES) | {"greengrass-v2-token-exchange"}
    assert len(MANAGED) == 14


@pytest.mark.parametrize("name", SETS)
def test_the_schema_takes_every_built_in_set(name):
    schema = json.loads((POLICIES / "schema" / "role-set.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads((POLICIES / "role-sets" / f"{name}.json").read_text()), schema)


# Every key of a role-set file is in it.
DOCUMENT = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}],
}
WHOLE_SET = {
    "$schema": "role-set.schema.json",
    "schemaVersion": "1.0",
    "name": "whole",
    "title": "Whole",
    "summary": "Every key",
    "lifecycle": {
        "status": "ended",
        "endDate": "2026-05-31",
        "source": "a page",
        "events": [{"date": "2020-01-01", "event": "began"}],
    },
    "availability": {"partitions": ["aws"], "regions": ["us-east-1"], "source": "a page"},
    "parameters": [
        {"name": "Team", "summary": "Whose", "default": "a"},
        {"name": "Space", "optional": True, "wildcards": True},
    ],
    "policies": [
        {"name": "P", "path": "/p/", "description": "d", "tags": {"k": "v"}, "document": DOCUMENT}
    ],
    "roles": [
        {
            "name": "${Team}R",
            "aliases": ["${Team}r"],
            "path": "/x/",
            "acceptedPaths": ["/"],
            "description": "d",
            "maxSessionDuration": 3600,
            "trust": {
                "services": ["lambda.amazonaws.com"],
                "sourceAccount": True,
                "sourceArns": ["arn:aws:lambda:*:*:function:x"],
                "devices": False,
            },
            "managedPolicies": ["arn:${Partition}:iam::${Account}:policy/p/P"],
            "acceptedPolicies": [
                {
                    "arn": "arn:aws:iam::aws:policy/Old",
                    "inPlaceOf": ["arn:${Partition}:iam::${Account}:policy/p/P"],
                    "note": "n",
                }
            ],
            "inlinePolicies": [
                {"name": "i", "document": DOCUMENT, "when": "Space"},
                {"name": "j", "document": DOCUMENT, "unless": "Space"},
            ],
            "tags": {"a": "b"},
            "permissionsBoundary": "arn:${Partition}:iam::aws:policy/PowerUserAccess",
            "facts": [{"about": "a", "fact": "f", "confidence": "verified", "source": "s"}],
            "corrections": [{"document": "d", "says": "s", "fact": "f", "source": "s"}],
        },
        {
            "name": "Written",
            "trust": {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"Service": "lambda.amazonaws.com"},
                        "Action": "sts:AssumeRole",
                    }
                ],
            },
        },
        {
            "name": "AWSServiceRoleForX",
            "serviceLinked": {"service": "x.amazonaws.com"},
            "description": "d",
            "managedPolicies": ["arn:${Partition}:iam::aws:policy/aws-service-role/X"],
        },
        {
            "name": "${Name}",
            "madeFor": "application",
            "trust": {"services": ["panorama.amazonaws.com"]},
        },
    ],
}
VALUES = [
    None, 1, 99999, "", "x", "x y", "é", "/a/", "${Team}", "${aws:username}",
    "${Nope}", "2026-02-30", "2026-13-01", "x" * 1100, [], {}, ["x"], {"aws:k": "v"},
]  # fmt: skip
# What a schema cannot say: one part of a file against another, values in place, and the calendar.
BEYOND_A_SCHEMA = [
    "unknown parameter", "is not declared", "is declared twice", "is made twice",
    "is listed twice", "no role of the set has", "are the same to IAM", "is not a day",
    "in a circle",
    # Rules about documents, which 'lint' asks as well.
    "[policy-version]", "[source-arn-any-account]",
]  # fmt: skip


def places(value, path=()):
    yield path
    if path[-1:] == ("Statement",):
        return
    if isinstance(value, dict):
        for key in value:
            yield from places(value[key], (*path, key))
    elif isinstance(value, list):
        for number, member in enumerate(value):
            yield from places(member, (*path, number))


def spoiled():
    """Files that differ from a good one in one place: the place, the value, the file."""
    for path in places(WHOLE_SET):
        for value in VALUES if path else []:
            copy = json.loads(json.dumps(WHOLE_SET))
            inside(copy, path[:-1])[path[-1]] = value
            yield path, value, copy
        copy = json.loads(json.dumps(WHOLE_SET))
        place = inside(copy, path)
        if isinstance(place, dict) and path[-1:] != ("tags",):
            place["zzz"] = 1
            yield path, "another key", copy
        if isinstance(place, list) and place:
            place.append(place[0])
            yield path, "twice", copy
        if path:
            copy = json.loads(json.dumps(WHOLE_SET))
            del inside(copy, path[:-1])[path[-1]]
            yield path, "nothing", copy


def inside(value, path):
    for key in path:
        value = value[key]
    return value


def test_the_schema_and_the_reader_take_and_refuse_alike(program):
    schema = json.loads((POLICIES / "schema" / "role-set.schema.json").read_text())
    validator = jsonschema.Draft202012Validator(schema)
    validator.validate(OWN_SET)
    validator.validate(WHOLE_SET)
    program.write("good.json", json.dumps(WHOLE_SET))
    program.run("lint", "--role-set", "./good.json", "--fail-on", "error").expect(0)
    files = list(spoiled())
    words = []
    for number, (_, _, document) in enumerate(files):
        program.write(f"f{number}.json", json.dumps(document))
        words += ["--role-set", f"./f{number}.json"]
    told: dict[str, list[str]] = {}
    checked = program.run("lint", "--fail-on", "error", *words).expect(3)
    for line in checked.out.splitlines():
        name, _, message = line.removeprefix("./").partition(":")
        told.setdefault(name, []).append(message)
    unlike = []
    for number, (path, value, document) in enumerate(files):
        messages = [
            message for message in told.get(f"f{number}.json", [])
            if "error: " in message and not any(words in message for words in BEYOND_A_SCHEMA)
        ]  # fmt: skip
        if validator.is_valid(document) and messages:
            # With values in place a name can be too long, or no ARN.
            by_value = "default" in path or value == "${Team}"
            if not by_value or not any("is not" in message for message in messages):
                unlike.append(("only the reader refuses", path, value, messages))
        if not validator.is_valid(document) and f"f{number}.json" not in told:
            unlike.append(("only the schema refuses", path, value))
    assert unlike == []
    assert len(files) > 1500


BAD_FILE = """\
{
  "schemaVersion": "1.0",
  "name": "cameras",
  "title": "Cameras",
  "summary": "Roles with every mistake",
  "parameters": [
    {"name": "Team", "default": "${Group}"},
    {"name": "Group", "default": "${Team}"},
    {"name": "Team", "default": "x"}
  ],
  "policies": [
    {"name": "large", "document": {"Version": "2012-10-17", "Statement": [
      {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::LARGE"}]}}
  ],
  "roles": [
    {
      "name": "Camera",
      "pth": "/service-role/",
      "maxSessionDuration": "1h",
      "trust": {"services": ["panorma.amazonaws.com"]},
      "managedPolicies": [
        "arn:${Partition}:iam::aws:policy/aws-service-role/AWSPanoramaServiceLinkedRolePolicy",
        "arn:${Partition}:iam::${Account}:policy/large"
      ],
      "inlinePolicies": [
        {"name": "own", "document": {"Version": "2012-10-17", "Statement": [
          {"Effect": "allow", "Action": "s3:GetObject", "Resource": "*"}]}},
        {"name": "video", "document": {"Version": "2012-10-17", "Statement": [
          {"Effect": "Allow", "Action": "kinesisvideo:PutMedia",
           "Resource": "arn:aws:kinesisvideo:${Regin}:${Account}:stream/*"}]}}
      ]
    },
    {"name": "camera", "trust": {"services": ["lambda.amazonaws.com"]}},
    {"name": "Other", "trust": {"services": ["lambda.amazonaws.com"]}, "tags": {"aws:x": "y"}}
  ]
}
"""
# line:column, what is said, what the hint says
BAD_PLACES = [
    ("7:14", "the defaults of parameters go in a circle: 'Team', 'Group', 'Team'", "give one"),
    ("9:14", "parameter 'Team' is declared twice", "take one of them out"),
    ("12:14", "managed policy 'large' has ", "split it"),
    ("18:7", "unknown key 'pth' in a role", "did you mean 'path'?"),
    (
        "19:29",
        "'maxSessionDuration' must be a whole number from 3600 to 43200, not a string", None,
    ),
    (
        "20:30", "'panorma.amazonaws.com' is not a service principal",
        "did you mean 'panorama.amazonaws.com'?",
    ),
    (
        "22:9", "belongs to a service-linked role and cannot be attached",
        "take it out: its service attaches it, to its own role alone",
    ),
    ("27:22", "'Effect'", "Allow"),
    ("30:24", "unknown parameter '${Regin}'", "did you mean '${Region}'?"),
    ("33:14", "roles 'Camera' and 'camera' are the same to IAM", "take one"),
    ("34:81", "tag key 'aws:x' begins with 'aws:'", "choose another key"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["init", "--account", ACCOUNT, "--offline", "--role-set"], 1),
        (["lint", "--role-set"], 3),
    ],
)
def test_a_bad_file_is_told_all_its_problems_at_once(program, words, status):
    program.write("bad.json", BAD_FILE.replace("LARGE", "x" * 6200))
    refused = program.run(*words, "./bad.json").expect(status)
    # What 'lint' finds is its result, and what stops another command is told beside its result.
    result, said = (refused.out, refused.err) if words[0] == "lint" else (refused.err, refused.out)
    assert said == ""
    lines = result.splitlines()
    found = [number for number, line in enumerate(lines) if ": error: " in line]
    assert len(found) == len(BAD_PLACES), refused.told()
    for number, (place, message, hint) in zip(found, BAD_PLACES, strict=True):
        assert lines[number].startswith(f"./bad.json:{place}: error: "), lines[number]
        assert message in lines[number]
        if hint:
            assert "hint: " in lines[number + 1] and hint in lines[number + 1]


def a_role(**parts) -> str:
    """A file with one role that differs in `parts`."""
    role = {"name": "R", "trust": {"services": ["panorama.amazonaws.com"]}, **parts}
    return json.dumps(
        {"schemaVersion": "1.0", "name": "a", "title": "A", "summary": "s", "roles": [role]}
    )


LONG_TRUST = {
    "services": ["panorama.amazonaws.com"],
    "sourceArns": [f"arn:aws:panorama:*:{ACCOUNT}:device/device-{n:060}" for n in range(30)],
}


@pytest.mark.parametrize(
    ("parts", "column", "message"),
    [
        ({"trust": LONG_TRUST}, 102, "role 'R': the trust policy has "),
        ({"managedPolicies": ["arn:aws:iam::999999999999:policy/P"]}, 164,
         "role 'R': 'arn:aws:iam::999999999999:policy/P' is a policy of account '999999999999'"),
        ({"managedPolicies": ["arn:aws-cn:iam::aws:policy/P"]}, 164,
         "role 'R': 'arn:aws-cn:iam::aws:policy/P' is of partition 'aws-cn'"),
    ],
)  # fmt: skip
def test_what_an_account_cannot_have_is_told_at_its_place_in_the_file(
    program, parts, column, message
):
    (program.folder / "sets").mkdir()
    (program.folder / "sets" / "a.json").write_text(a_role(**parts))
    refused = program.init("--role-set", "sets/a.json", "--offline").expect(1)
    line = refused.err.splitlines()[0]
    if "trust" in parts:
        message = message.removeprefix("role 'R': ")  # the reader knows the quotas already
    assert line.startswith(f"sets/a.json:1:{column}: error: {message}"), line
    # A spec of another folder names the file as it is seen from here.
    spec = {"schemaVersion": "1.0", "account": ACCOUNT, "roleSets": ["a.json"]}
    (program.folder / "sets" / "spec.json").write_text(json.dumps(spec))
    told = program.run("drift", "--spec", "sets/spec.json").expect(1, 4).err
    assert f"sets/a.json:1:{column}: error: role 'R': " in told


def test_a_file_never_writes_more_lines_than_it_has_words_for(program):
    text = "s\u202ex\nError: no role is wrong"
    document = json.loads(a_role(description=text, facts=[
        {"about": text, "fact": text, "confidence": "verified", "source": text}
    ], corrections=[{"document": text, "says": text, "fact": text, "source": text}]))  # fmt: skip
    document |= {"title": text, "summary": text, "parameters": [{"name": "P", "summary": text}]}
    document["lifecycle"] = {
        "status": "ended", "endDate": "2020-01-01", "source": text,
        "events": [{"date": "2020-01-01", "event": text}],
    }  # fmt: skip
    document["roles"][0]["description"] = "d"
    program.write("a.json", json.dumps(document))
    shown = program.run("show", "./a.json").expect(0)
    assert shown.out.count("\\nError: no role is wrong") >= 10
    assert not any(line.startswith("Error") for line in shown.out.splitlines())


@pytest.mark.parametrize("value", ["", "${aws:username}", "*"])
def test_a_parameter_says_no_more_than_itself(program, value):
    words = ["--role-set", "greengrass-v2-token-exchange", "--parameter", f"RoleAlias={value}"]
    refused = program.init(*words, "--offline").expect(64)
    assert "'RoleAlias'" in refused.err and "hint: " in refused.err
    assert refused.out == ""


@pytest.mark.parametrize("name", sorted(ROLES))
def test_a_set_is_made_in_sync_and_as_described(online_moto, moto, name):
    online_moto.init("--role-set", name, "--approve").expect(0)
    for role, row in ROLES[name].items():
        assert_is(moto, role, row)
    if name != "panorama":  # moto gives the service-linked role a name of its own
        online_moto.drift().expect(0)


def test_all_sets_together_with_applications_and_group_roles(online, stub, account):
    online.write("stock.json", json.dumps({
        "Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:Query"],
        "Resource": f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/Inventory",
    }))  # fmt: skip
    words = [word for name in SETS for word in ("--role-set", name)]
    online.init(
        *words, "--application", "Counter", "--application", "Gate", "--application-namespace",
        "Shop/Door", "--group-role", "AWSDeepLensGreengrassGroupRoleWarehouse", "--statement",
        "stock.json", "--approve",
    ).expect(0)  # fmt: skip
    online.drift().expect(0)
    for rows in ROLES.values():
        for role, row in rows.items():
            assert_is(account, role, row)
    assert account.iam.get_role(RoleName=LINKED)["Role"]["Path"].startswith("/aws-service-role/")
    for name in ["Counter", "Gate"]:
        role = account.iam.get_role(RoleName=name)["Role"]
        assert role["Path"] == "/service-role/"
        [statement] = role["AssumeRolePolicyDocument"]["Statement"]
        assert statement["Principal"] == {"Service": "panorama.amazonaws.com"}
        assert "Condition" not in statement
        policy = account.iam.get_role_policy(RoleName=name, PolicyName="cloudwatch-putmetrics")
        [statement] = policy["PolicyDocument"]["Statement"]
        assert statement["Action"] == "cloudwatch:PutMetricData"
        assert statement["Condition"] == {"StringEquals": {"cloudwatch:namespace": "Shop/Door"}}
    warehouse = "AWSDeepLensGreengrassGroupRoleWarehouse"
    assert attached(account, warehouse) == [f"{AWS}/AWSDeepLensLambdaFunctionAccessPolicy"]
    policy = account.iam.get_role_policy(RoleName=warehouse, PolicyName="additional-statements")
    assert "dynamodb:Query" in json.dumps(policy["PolicyDocument"])


def test_the_three_sets_of_the_documents_and_a_file_together(online_moto, moto):
    # moto names a service-linked role after its service, so it is there before.
    moto.iam.create_role(
        RoleName=LINKED, Path="/aws-service-role/panorama.amazonaws.com/",
        AssumeRolePolicyDocument=json.dumps({
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Allow", "Action": "sts:AssumeRole",
                "Principal": {"Service": "panorama.amazonaws.com"},
            }],
        }),
    )  # fmt: skip
    described(online_moto, "s3:GetObject")
    words = [
        w for name in ["deeplens", "panorama-preview", "panorama"] for w in ("--role-set", name)
    ]
    online_moto.init(*words, *INIT, "--approve").expect(0)
    online_moto.drift().expect(0)
    for name in ["deeplens", "panorama-preview", "panorama"]:
        for role, row in ROLES[name].items():
            assert_is(moto, role, row)
    assert attached(moto, "vision-role") == sorted(
        [EDGE, f"{AWS}/service-role/AWSLambdaBasicExecutionRole"]
    )
    assert default_document(moto)["Statement"][0]["Action"] == "s3:GetObject"
    made = {role["RoleName"] for role in moto.iam.list_roles()["Roles"]}
    wanted = {role for name in ["deeplens", "panorama-preview", "panorama"] for role in ROLES[name]}
    assert made == wanted | {LINKED, "vision-role"}


def test_the_token_exchange_role_is_held_to_its_alias(online_moto, moto):
    words = ["--role-set", "greengrass-v2-token-exchange", "--parameter", "RoleAlias=Cameras"]
    online_moto.init(*words, "--approve").expect(0)
    online_moto.drift().expect(0)
    role = moto.iam.get_role(RoleName="GreengrassV2TokenExchangeRole")["Role"]
    [statement] = role["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Condition"] == {
        "ArnLike": {"aws:SourceArn": f"arn:aws:iot:*:{ACCOUNT}:rolealias/Cameras"},
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
    }


def test_a_set_of_a_person(online_moto, moto):
    online_moto.write("cameras.json", json.dumps(OWN_SET))
    words = ["--role-set", "cameras.json", "--parameter", "Team=vision"]
    lacking = online_moto.init(*words, "--approve").expect(64)
    assert "'Region' has no value" in lacking.err
    online_moto.init(*words, "--parameter", "Region=eu-west-1", "--approve").expect(0)
    online_moto.drift().expect(0)
    role = moto.iam.get_role(RoleName="vision-Stream")["Role"]
    assert role["Path"] == "/cameras/"
    assert role["Description"] == "Cameras of vision send video"
    assert role["MaxSessionDuration"] == 7200
    assert without_owner(role["Tags"]) == [{"Key": "Team", "Value": "vision"}]
    assert role["PermissionsBoundary"]["PermissionsBoundaryArn"] == f"{AWS}/PowerUserAccess"
    [statement] = role["AssumeRolePolicyDocument"]["Statement"]
    services = ["credentials.iot.amazonaws.com", "iot.amazonaws.com"]
    assert statement["Principal"] == {"Service": services}
    arn = f"arn:aws:iot:eu-west-1:{ACCOUNT}:rolealias/vision"
    assert statement["Condition"]["ArnLike"] == {"aws:SourceArn": arn}
    assert attached(moto, "vision-Stream") == [
        f"{AWS}/job-function/ViewOnlyAccess", f"{AWS}/service-role/AWSLambdaBasicExecutionRole",
    ]  # fmt: skip
    policy = moto.iam.get_role_policy(RoleName="vision-Stream", PolicyName="video")
    [statement] = policy["PolicyDocument"]["Statement"]
    assert statement["Resource"] == (
        f"arn:aws:kinesisvideo:*:{ACCOUNT}:stream/${{credentials-iot:ThingName}}/*"
    )


def test_a_spec_names_files_from_its_own_folder(program):
    folder = program.folder / "specs"
    folder.mkdir()
    (folder / "cameras.json").write_text(json.dumps(OWN_SET))
    words = ["--parameter", "Team=vision", "--parameter", "Region=eu-west-1", "--offline"]
    spec = ["--spec", "specs/spec.json"]
    program.init("--role-set", "specs/cameras.json", *spec, *words).expect(0)
    assert json.loads((folder / "spec.json").read_text())["roleSets"] == ["cameras.json"]
    program.inside(folder).init("--role-set", "cameras.json", "--spec", "spec.json", *words).expect(
        0
    )
    (folder / "cameras.json").unlink()
    lost = program.run("plan", *spec).expect(1)
    assert "specs/cameras.json" in lost.err


@pytest.mark.parametrize("name", SETS)
def test_a_built_in_set_is_a_file_like_any_other(program, name):
    program.write("copy.json", (POLICIES / "role-sets" / f"{name}.json").read_text())
    words = ["--offline", "--application", "Gate"] if name == "panorama" else ["--offline"]
    # The tag names the spec, which is called after its role set.
    words.append("--no-ownership-tag")
    built_in = program.init("--role-set", name, "--spec", "a.json", *words).expect(0)
    copied = program.init("--role-set", "copy.json", "--spec", "b.json", *words).expect(0)
    assert built_in.json == copied.json and built_in.json["requests"]


def test_no_second_role_of_another_case_is_made(online_moto, moto):
    """moto would make one: it tells names apart by their case."""
    trust = json.dumps({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": {"Service": "sagemaker.amazonaws.com"},
        }],
    })  # fmt: skip
    name = "AWSDeepLensSagemakerRole"
    moto.iam.create_role(RoleName=name, Path="/service-role/", AssumeRolePolicyDocument=trust)
    moto.iam.attach_role_policy(RoleName=name, PolicyArn=f"{AWS}/AmazonSageMakerFullAccess")
    online_moto.init(
        "--role-set", "deeplens", "--adopt", name, "--approve", "--accept", "widening"
    ).expect(0)
    names = sorted(role["RoleName"] for role in moto.iam.list_roles()["Roles"])
    assert names == sorted({*ROLES["deeplens"], name} - {"AWSDeepLensSageMakerRole"})
    told = online_moto.run("drift").expect(0, 2).out
    assert name in told and "path '/service-role/'" in told
    online_moto.apply().expect(0)
    assert len(moto.iam.list_roles()["Roles"]) == len(names)


def test_other_spellings_and_paths_are_kept(online, stub, account):
    """Made by hand: another spelling of one role, another path of another."""
    online.init("--role-set", "deeplens", "--approve").expect(0)
    for name, policy, other, path in [
        ("AWSDeepLensSageMakerRole", "/AmazonSageMakerFullAccess", "AWSDeepLensSagemakerRole", "/"),
        (
            "AWSDeepLensServiceRole", "/service-role/AWSDeepLensServiceRolePolicy",
            "AWSDeepLensServiceRole", "/",
        ),
    ]:  # fmt: skip
        role = account.iam.get_role(RoleName=name)["Role"]
        account.iam.detach_role_policy(RoleName=name, PolicyArn=AWS + policy)
        account.iam.delete_role(RoleName=name)
        account.iam.create_role(
            RoleName=other, Path=path, Description=role["Description"],
            AssumeRolePolicyDocument=json.dumps(role["AssumeRolePolicyDocument"]),
        )  # fmt: skip
        account.iam.attach_role_policy(RoleName=other, PolicyArn=AWS + policy)
    before = account.names()
    stub.forget_log()
    text = online.run("drift").expect(0, 2).out
    assert "AWSDeepLensSagemakerRole" in text
    assert "path '/'" in text
    online.apply().expect(0)
    assert stub.writes() == []
    assert account.names() == before


def test_the_deprecated_lambda_policy_is_left_where_it_is(online, stub, account):
    online.init("--role-set", "deeplens", "--approve").expect(0)
    name = "AWSDeepLensLambdaRole"
    for policy in ROLES["deeplens"][name][2]:
        account.iam.detach_role_policy(RoleName=name, PolicyArn=AWS + policy)
    stub.edit_role(name, Attached=[f"{AWS}/AWSLambdaFullAccess"])
    stub.forget_log()
    text = online.run("drift").expect(0).out
    assert "1 March 2021" in text
    online.apply().expect(0)
    assert stub.writes() == []
    assert attached(account, name) == [f"{AWS}/AWSLambdaFullAccess"]


WRITES = "CreateRole|AttachRolePolicy|PutRolePolicy|CreateServiceLinkedRole"


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("number", range(1, 12))
def test_a_kill_at_any_call_is_mended_without_a_question(online, stub, number, when):
    online.init("--role-set", "deeplens").expect(0)
    stub.fault(f"hold-{when}", WRITES, first=number)
    process = online.start("apply", "--approve")
    assert stub.wait_until_held(), process.communicate(timeout=60)
    process.kill()
    process.wait()
    stub.heal()
    stub.drop_held()
    online.apply().expect(0)
    online.drift().expect(0)
    spec = json.loads((online.folder / "panorama-roles.json").read_text())
    assert not any(record.get("unfinished") for record in spec.get("recorded", {}).values())


def test_a_role_that_only_looks_unfinished_is_asked_about(online, stub, account):
    """Another role under the name of a recorded one has another id."""
    online.init("--role-set", "deeplens", "--approve").expect(0)
    path = online.folder / "panorama-roles.json"
    spec = json.loads(path.read_text())
    name = "AWSDeepLensLambdaRole"
    made = account.iam.get_role(RoleName=name)["Role"]
    assert spec["recorded"][name] == {"id": made["RoleId"]}
    account.iam.detach_role_policy(RoleName=name, PolicyArn=f"{AWS}/AWSLambda_FullAccess")
    online.apply().expect(4)
    spec["recorded"][name] = {"id": "AROAOTHER", "unfinished": True}
    path.write_text(json.dumps(spec))
    online.apply().expect(4)
    # A stopped run leaves the first policies and lacks the last: somebody else detached this one.
    spec["recorded"][name] = {"id": made["RoleId"], "unfinished": True}
    path.write_text(json.dumps(spec))
    online.apply().expect(4)
    account.iam.attach_role_policy(RoleName=name, PolicyArn=f"{AWS}/AWSLambda_FullAccess")
    last = f"{AWS}/service-role/AWSLambdaBasicExecutionRole"
    account.iam.detach_role_policy(RoleName=name, PolicyArn=last)
    online.apply().expect(0)
    assert json.loads(path.read_text())["recorded"][name] == {"id": made["RoleId"]}


# --- Managed policies of one's own

EDGE = f"arn:aws:iam::{ACCOUNT}:policy/edge/vision-edge"


def own_policy_set(action: str) -> dict:
    return {
        "schemaVersion": "1.0",
        "name": "edge",
        "title": "Edge",
        "summary": "A role with a managed policy of our own",
        "parameters": [{"name": "Team"}],
        "policies": [
            {
                "name": "${Team}-edge",
                "path": "/edge/",
                "description": "What ${Team} may do",
                "tags": {"Team": "${Team}"},
                "document": {
                    "Version": "2012-10-17",
                    "Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}],
                },
            }
        ],
        "roles": [
            {
                "name": "${Team}-role",
                "trust": {"services": ["greengrass.amazonaws.com"], "sourceAccount": True},
                "managedPolicies": [
                    "arn:${Partition}:iam::${Account}:policy/edge/${Team}-edge",
                    "arn:${Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
                ],
            }
        ],
    }


def described(online, action: str) -> None:
    online.write("edge.json", json.dumps(own_policy_set(action)))


def default_document(account) -> dict:
    version = account.iam.get_policy(PolicyArn=EDGE)["Policy"]["DefaultVersionId"]
    answer = account.iam.get_policy_version(PolicyArn=EDGE, VersionId=version)
    return answer["PolicyVersion"]["Document"]


def versions(account) -> list[str]:
    return [
        row["VersionId"] for row in account.iam.list_policy_versions(PolicyArn=EDGE)["Versions"]
    ]


INIT = ["--role-set", "edge.json", "--parameter", "Team=vision"]


@pytest.mark.parametrize("place", ["moto", "stub"])
def test_an_own_policy_is_made_changed_and_pruned(request, program, place):
    account = request.getfixturevalue("moto" if place == "moto" else "account")
    online = program.connected(account.url, account.keys if place == "moto" else STUB_TESTER)
    described(online, "s3:*")
    online.init(*INIT, "--approve").expect(0)
    online.drift().expect(0)
    policy = account.iam.get_policy(PolicyArn=EDGE)["Policy"]
    assert policy["Path"] == "/edge/" and policy["Description"] == "What vision may do"
    assert policy["AttachmentCount"] == 1
    assert {"Key": "Team", "Value": "vision"} in policy["Tags"]
    for number, action in enumerate(["s3:Get*", "s3:GetObject", "s3:GetObjectAcl"], start=2):
        described(online, action)
        found = online.drift().expect(2).json
        kinds = [row["kind"] for role in found["roles"] for row in role["differences"]]
        assert kinds == ["managed-policy-document"]
        online.apply("--accept", "widening").expect(0)
        online.drift().expect(0)
        assert len(versions(account)) == number
        assert default_document(account)["Statement"][0]["Action"] == action
    described(online, "s3:ListBucket")
    online.apply("--accept", "widening").expect(0)
    described(online, "s3:PutObject")
    oldest = sorted(versions(account))[0]
    plan = online.run("plan").expect(0).out
    assert f"delete version '{oldest}'" in plan
    online.apply().expect(4)
    online.apply("--accept", "widening").expect(0)
    assert oldest not in versions(account) and len(versions(account)) == 5
    online.run("plan").expect(0)
    online.apply().expect(0)
    assert len(versions(account)) == 5


def test_an_own_policy_changed_by_hand_is_put_right(online, account):
    described(online, "s3:GetObject")
    online.init(*INIT, "--approve").expect(0)
    wide = own_policy_set("*")["policies"][0]["document"]
    account.iam.create_policy_version(
        PolicyArn=EDGE, PolicyDocument=json.dumps(wide), SetAsDefault=True
    )
    found = online.drift().expect(2)
    assert "managed-policy-document" in found.out
    online.run("drift", "--fail-on", "widened").expect(2)
    online.apply().expect(0)
    assert default_document(account)["Statement"][0]["Action"] == "s3:GetObject"
    # The same in other words is no reason for another version.
    described(online, "S3:getobject")
    before = versions(account)
    online.apply().expect(0)
    assert versions(account) == before


def test_a_review_tells_what_roles_gain_by_an_own_policy(program):
    for name, action in [("old", "s3:Get*"), ("new", "s3:*")]:
        program.write(f"{name}.json", json.dumps(own_policy_set(action)))
    told = program.run("review", "old.json", "new.json").expect(2)
    assert "| `Sample-role` | **gains** | unchanged | widened (" in told.out
    assert f"managed policy `arn:aws:iam::{ACCOUNT}:policy/edge/Sample-edge` is another" in told.out
    assert "allowed by statement 1 of `arn:aws:iam::" in told.out
    back = program.run("review", "new.json", "old.json").expect(0)
    assert "| `Sample-role` | loses | unchanged | narrowed" in back.out
    same = program.run("review", "new.json", "new.json").expect(0)
    assert "No role gains access." in same.out
    # A spec that names the file is reviewed alike.
    program.write("edge.json", json.dumps(own_policy_set("s3:Get*")))
    program.init(*INIT, "--offline", "--spec", "old-spec.json").expect(0)
    spec = json.loads((program.folder / "old-spec.json").read_text())
    program.write("new-spec.json", json.dumps({**spec, "roleSets": ["new.json"]}))
    told = program.run("review", "old-spec.json", "new-spec.json").expect(2)
    assert "| `vision-role` | **gains** | unchanged | widened (" in told.out


OWN_WRITES = "CreatePolicy|CreatePolicyVersion|DeletePolicyVersion|CreateRole|AttachRolePolicy"


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("number", range(1, 5))
def test_a_kill_around_an_own_policy_is_mended(online, stub, account, number, when):
    described(online, "s3:GetObject")
    online.init(*INIT).expect(0)
    stub.fault(f"hold-{when}", OWN_WRITES, first=number)
    process = online.start("apply", "--approve")
    assert stub.wait_until_held(), process.communicate(timeout=60)
    process.kill()
    process.wait()
    stub.heal()
    stub.drop_held()
    online.apply().expect(0)
    online.drift().expect(0)
    assert versions(account) == ["v1"]


@pytest.mark.parametrize("fault", ["reset-after", "cut-xml-after", "service-failure-after"])
@pytest.mark.parametrize("action", ["CreatePolicy", "CreatePolicyVersion", "DeletePolicyVersion"])
def test_a_lost_answer_about_an_own_policy_is_read_back(online, stub, account, fault, action):
    described(online, "s3:*")
    online.init(*INIT).expect(0)
    if action == "CreatePolicy":
        stub.fault(fault, action)
        online.apply().expect(0)
    else:
        online.apply().expect(0)
        for number in range(4):
            document = own_policy_set(f"s3:Get{number}")["policies"][0]["document"]
            account.iam.create_policy_version(
                PolicyArn=EDGE, PolicyDocument=json.dumps(document), SetAsDefault=True
            )
        stub.fault(fault, action)
        stub.forget_log()
        done = online.apply("--accept", "widening").expect(0)
        # The oldest that does not count made room, and one was made: not one for every attempt.
        assert versions(account) == ["v6", "v5", "v4", "v3", "v2"]
        made = [call for call in stub.writes() if call == "CreatePolicyVersion"]
        assert len(made) == 1
        if action == "CreatePolicyVersion":
            assert f"reading managed policy '{EDGE}' back" in done.err
    online.drift().expect(0)
    assert default_document(account)["Statement"][0]["Action"] == "s3:*"


@pytest.mark.parametrize("fault", ["reset-after", "cut-xml-after", "service-failure-after"])
@pytest.mark.parametrize("times", [1, 3])
def test_a_version_whose_answer_is_lost_is_made_once(online, stub, account, fault, times):
    described(online, "s3:GetObject")
    online.init(*INIT, "--approve").expect(0)
    described(online, "s3:Get*")
    stub.fault(fault, "CreatePolicyVersion", times=times)
    stub.forget_log()
    online.apply("--accept", "widening").expect(0)
    assert versions(account) == ["v2", "v1"]
    assert stub.writes() == ["CreatePolicyVersion"]
    assert default_document(account)["Statement"][0]["Action"] == "s3:Get*"


@pytest.mark.parametrize("there, wanted", [("s3:*", "s3:GetObject"), ("s3:GetObject", "s3:*")])
def test_a_policy_that_others_have_is_changed_only_by_name(online, stub, account, there, wanted):
    document = json.dumps(own_policy_set(there)["policies"][0]["document"])
    account.iam.create_policy(PolicyName="vision-edge", Path="/edge/", PolicyDocument=document)
    trusted = own_policy_set("x:y")["roles"][0]["trust"]["services"][0]
    account.iam.create_role(
        RoleName="Foreign",
        AssumeRolePolicyDocument=json.dumps({
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": trusted},
            }],
        }),
    )  # fmt: skip
    account.iam.attach_role_policy(RoleName="Foreign", PolicyArn=EDGE)
    described(online, wanted)
    stub.forget_log()
    widening = ["--accept", "widening"]
    refused = online.init(*INIT, "--approve", *widening).expect(4)
    assert "none of the roles of the spec has it, and it is used once beyond" in refused.err
    assert "--adopt vision-edge" in refused.err and stub.writes() == []
    online.init(*INIT, "--approve", *widening, "--adopt", "other").expect(64)
    online.init(*INIT, "--approve", *widening, "--adopt", "Vision-Edge").expect(0)
    assert versions(account) == ["v2", "v1"]
    # Now the set's own role has it as well, and Foreign still does.
    described(online, there)
    plan = online.run("plan").expect(0).out
    assert "it is used once beyond the roles of the spec" in plan
    assert "note: managed policy 'vision-edge' keeps its description, tag 'Team' as it is" in plan
    online.apply(*widening).expect(4)
    planned = online.run("plan", "--format", "json").expect(0).json
    assert [change["adopt"] for change in planned["changes"]] == ["vision-edge"]
    online.apply(*widening, "--adopt", EDGE).expect(0)
    account.iam.detach_role_policy(RoleName="Foreign", PolicyArn=EDGE)
    described(online, wanted)
    online.apply(*widening).expect(0)


@pytest.mark.parametrize("path, name", [("/other/", "Vision-EDGE"), ("/edge/", "VISION-edge")])
def test_the_name_of_an_own_policy_is_found_in_any_case_and_path(online, stub, account, path, name):
    document = json.dumps(own_policy_set("s3:GetObject")["policies"][0]["document"])
    there = account.iam.create_policy(PolicyName=name, Path=path, PolicyDocument=document)
    arn = there["Policy"]["Arn"]
    described(online, "s3:GetObject")
    stub.forget_log()
    refused = online.init(*INIT, "--approve").expect(4)
    assert f"'{arn}' has its name" in refused.err and "name and path" in refused.err
    assert "role 'arn" not in refused.err and stub.writes() == []
    online.init(*INIT, "--offline").expect(0)
    for words in [["plan"], ["apply", "--approve"]]:
        assert f"'{arn}' has its name" in online.run(*words).expect(4).err
    for words in [[], ["--read-strategy", "bulk"], ["--roles-only"]]:
        found = online.run("drift", *words).expect(2).out
        assert f"managed policy '{EDGE}' cannot be made: '{arn}' has its name" in found
    online.run("snapshot", "--out", "saved.json").expect(0)
    assert arn in online.run("plan", "--snapshot", "saved.json").expect(4).err
    assert stub.writes() == []
    # Whose other spellings could not be looked for is unreadable, and nothing is made on top of it.
    stub.fault("denied", "ListPolicies", times=None)
    planned = online.run("plan").expect(5)
    assert "iam:ListPolicies" in planned.out + planned.err
    refused = online.apply().expect(4)
    assert "iam:ListPolicies" in refused.err and stub.writes() == []
    stub.heal()
    # Under the name that it has it is the set's own.
    mine = own_policy_set("s3:GetObject")
    mine["policies"][0] |= {"name": name, "path": path}
    mine["roles"][0]["managedPolicies"][0] = (
        f"arn:${{Partition}}:iam::${{Account}}:policy{path}{name}"
    )
    online.write("edge.json", json.dumps(mine))
    online.apply().expect(0)
    online.drift().expect(0)


def test_a_policy_that_no_role_has_is_refused(program):
    document = own_policy_set("s3:*")
    document["roles"][0]["managedPolicies"].pop(0)
    document["policies"] *= 2
    program.write("edge.json", json.dumps(document, indent=1))
    refused = program.init(*INIT, "--offline").expect(1)
    assert "no role of the set has managed policy" in refused.err
    assert "made twice" in refused.err


# --- Policies


def printed(program, *words: str) -> dict:
    return program.run("policy", *words, "-q").expect(0).json


def documents(program) -> dict[str, dict]:
    """Every document that the catalogue emits: identity policies, and trust policies by role."""
    found = {}
    for generation in ["current", "preview", "deeplens"]:
        for level in ["minimum", "full"]:
            words = ["--level", level, "--generation", generation, "--account", ACCOUNT]
            found[f"user-{generation}-{level}"] = printed(program, "user", *words)
    for namespace in [[], ["--application-namespace", "Shop/Door"]]:
        found[f"application{len(namespace)}"] = printed(program, "application", *namespace)
    sets = [word for name in SETS for word in ("--role-set", name)]
    found["tool-snapshot"] = printed(program, "tool", "--for", "snapshot", "--account", ACCOUNT)
    found["tool-assume-role"] = printed(
        program, "tool", "--for", "drift", "--assume-role", "Reader", "--account", ACCOUNT
    )
    for work in ["init", "drift", "retire"]:
        for name, chosen in [("panorama", []), ("all", sets)]:
            words = ["--for", work, "--account", ACCOUNT, *chosen]
            found[f"tool-{work}-{name}"] = printed(program, "tool", *words)
    for name in MANAGED:
        found[name] = printed(program, "managed", name)
    for request in all_requests(program):
        if request["action"] in ("CreatePolicy", "PutRolePolicy"):
            of = request["parameters"]
            found[f"{of.get('RoleName', 'set')}-{of['PolicyName']}"] = of["PolicyDocument"]
    assert "Gate-cloudwatch-putmetrics" in found
    assert "set-GreengrassV2TokenExchangeRoleAccess" in found
    return found


def all_requests(program) -> list[dict]:
    words = [word for name in SETS for word in ("--role-set", name)]
    return program.init(*words, "--application", "Gate", "--offline").expect(0).json["requests"]


def trusts(program) -> dict[str, dict]:
    requests = all_requests(program)
    return {
        request["parameters"]["RoleName"]: request["parameters"]["AssumeRolePolicyDocument"]
        for request in requests if request["action"] == "CreateRole"
    }  # fmt: skip


def test_printed_policies_are_as_aws_publishes_them(program):
    from moto.iam.aws_managed_policies import aws_managed_policies_data

    table = json.loads(aws_managed_policies_data)
    for name in MANAGED:
        document = printed(program, "managed", name)
        if name != "AWSLambdaFullAccess":  # AWS took it off its list
            assert normal(document) == normal(table[name]["Document"]), name
    wrong = program.run("policy", "managed", "AWSPanoramaFulAccess").expect(64)
    assert "AWSPanoramaFullAccess" in wrong.err


def normal(value):
    """Lists of one as the element, lists in order: enough to compare two copies of a document."""
    if isinstance(value, dict):
        return {key: normal(member) for key, member in value.items()}
    if isinstance(value, list):
        members = [normal(member) for member in value]
        if len(members) == 1 and isinstance(members[0], str):
            return members[0]
        return sorted(members, key=lambda member: json.dumps(member, sort_keys=True))
    return value


# What AWS wrote so, or what the facts leave open: all else has no finding.
REMARKS = {
    "user-current-full": {"unsupported-resource"},
    "user-preview-minimum": {"privilege-escalation", "pass-role-missing"},
    "user-preview-full": {"unsupported-resource", "privilege-escalation", "pass-role-missing"},
    "user-deeplens-minimum": {"privilege-escalation"},
    "user-deeplens-full": {"unsupported-resource", "privilege-escalation"},
    # What sets up roles can become any of them: that is its task.
    "tool-init-panorama": {"privilege-escalation"},
    "tool-init-all": {"privilege-escalation"},
    "tool-retire-panorama": {"privilege-escalation"},
    "tool-retire-all": {"privilege-escalation"},
    "AWSDeepLensLambdaFunctionAccessPolicy": {"redundant-resource"},
    # Allowed as a whole service, in which some requests name a role.
    "AWSGreengrassResourceAccessRolePolicy": {"pass-role-missing"},
    "AWSPanoramaGreengrassGroupRolePolicy": {"pass-role-missing"},
    "AWSDeepLensServiceRolePolicy": {"unsupported-resource", "privilege-escalation"},
    "AWSLambdaFullAccess": {"pass-role-unbounded", "privilege-escalation"},
    "AWSLambda_FullAccess": {"privilege-escalation"},
    "AWSPanoramaFullAccess": {"unsupported-resource"},
    "AWSPanoramaServiceLinkedRolePolicy": {"unsupported-resource"},
    "AWSPanoramaServiceRolePolicy": {"unsupported-resource", "privilege-escalation"},
    "AmazonSageMakerFullAccess": {
        "policy-size", "unknown-action", "unsupported-condition-key", "unsupported-resource",
        "privilege-escalation", "action-case", "allow-not-resource",
    },
    "AWSPanoramaServiceRole": {"confused-deputy", "retired-service"},
    "AWSPanoramaApplianceRole": {"confused-deputy"},
    "AWSPanoramaSageMakerRole": {"confused-deputy"},
    "AWSPanoramaGreengrassGroupRole": {"confused-deputy"},
    "AWSDeepLensServiceRole": {"confused-deputy", "retired-service"},
    "AWSDeepLensLambdaRole": {"confused-deputy"},
    "AWSDeepLensGreengrassGroupRole": {"confused-deputy"},
    "AWSDeepLensSageMakerRole": {"confused-deputy"},
    "Gate": {"confused-deputy", "retired-service"},
    APPLIANCE: {"retired-service"},
}  # fmt: skip


def test_every_document_passes_our_rules(program):
    found: dict[str, set[str]] = {}
    errors = []
    for kind, group in [("identity", documents(program)), ("trust", trusts(program))]:
        for name, document in group.items():
            program.write(f"{name}.json", json.dumps(document))
            checked = program.run(
                "lint", "--type", kind, "--fail-on", "info", "--format", "json", f"{name}.json"
            ).expect(0, 3)
            for finding in checked.json["findings"]:
                found.setdefault(name, set()).add(finding["rule"])
                if finding["severity"] == "error":
                    errors.append((name, finding["rule"]))
    assert found == REMARKS
    assert errors == []


def test_what_lint_says_of_a_policy_of_aws_is_told_where_it_is_printed(program):
    for name in MANAGED:
        told = program.run("policy", "managed", name).expect(0)
        program.write(f"{name}.json", told.out)
        checked = program.run(
            "lint", f"{name}.json", "--attachment", "managed", "--format", "json"
        ).expect(0, 3)
        rules = [finding["rule"] for finding in checked.json["findings"]]
        notes = [line for line in told.err.splitlines() if "'lint' remarks: " in line]
        assert [line.rpartition("[")[2].rstrip("]") for line in notes] == rules
        assert set(rules) == REMARKS.get(name, set())


@pytest.mark.parametrize("name", SETS)
def test_every_built_in_set_passes_the_rules_for_sets(program, name):
    """No rule over sets finds anything; what the rules for documents say is agreed above."""
    checked = program.run(
        "lint", "--role-set", name, "--fail-on", "warning", "--format", "json"
    ).expect(0, 3)
    agreed = {
        **REMARKS, "SampleApplication": REMARKS["Gate"],
        "SampleGroup": REMARKS["AWSDeepLensGreengrassGroupRole"],
        # As AWS has it: it passes the role of SageMaker and runs code there.
        "AWSDeepLensServiceRole": {*REMARKS["AWSDeepLensServiceRole"], "role-escalation"},
    }  # fmt: skip
    for finding in checked.json["findings"]:
        role = finding["message"].split("'")[1]
        assert finding["rule"] in agreed[role]
        assert finding["severity"] != "error" and finding["file"] == name
    program.run("lint", "--role-set", name, "--fail-on", "error", "-q").expect(0)


def test_the_rules_for_sets_find_what_they_are_for(program):
    aws = "arn:${Partition}:iam::aws:policy"
    roles = [
        {
            "name": "Service", "trust": {"services": ["deeplens.amazonaws.com"]},
            "managedPolicies": [f"{aws}/service-role/AWSDeepLensServiceRolePolicy"],
            "inlinePolicies": [{
                "name": "pass",
                "document": {
                    "Version": "2012-10-17",
                    "Statement": [{
                        "Effect": "Allow", "Action": "iam:PassRole",
                        "Resource": "arn:aws:iam::*:role/Both",
                        "Condition": {
                            "StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}
                        },
                    }],
                },
            }],
        },
        {
            "name": "Both", "trust": {"services": ["greengrass.amazonaws.com"]},
            "managedPolicies": [
                f"{aws}/service-role/AWSGreengrassResourceAccessRolePolicy",
                f"{aws}/AWSDeepLensLambdaFunctionAccessPolicy",
            ],
        },
        {"name": "Functions", "trust": {"services": ["lambda.amazonaws.com"]}},
    ]  # fmt: skip
    head = {"schemaVersion": "1.0", "name": "mine", "title": "Mine", "summary": "Mine"}
    program.write("mine.json", json.dumps({**head, "roles": roles}, indent=1))
    checked = program.run("lint", "--role-set", "mine.json", "--fail-on", "error").expect(3)
    lines = (program.folder / "mine.json").read_text().splitlines()
    for rule, role in [
        ("group-role-shared", "Both"), ("lambda-role-name", "Functions"),
        ("passed-not-trusted", "Both"),
    ]:  # fmt: skip
        [told] = [line for line in checked.out.splitlines() if line.endswith(f"[{rule}]")]
        number = int(told.split(":")[1])
        assert told.startswith("mine.json:") and f'"name": "{role}"' in lines[number - 1]
        assert role in told
        explained = program.run("lint", "explain", rule).expect(0).out
        assert explained.startswith(f"{rule} (error)")
    agreed = {"suppressions": [
        {"rule": rule, "reason": "agreed", "expires": "2027-12-31"}
        for rule in ["group-role-shared", "lambda-role-name", "passed-not-trusted"]
    ]}  # fmt: skip
    program.write(".panorama-roles-lint.json", json.dumps({"schemaVersion": "1.0", **agreed}))
    program.run("lint", "--role-set", "mine.json", "--fail-on", "error").expect(0)
    wrong = program.run("lint", "--role-set", "deeplns").expect(64)
    assert "'deeplens'" in wrong.err


# --- Show


def test_a_role_is_shown_whole(program):
    """Text and JSON have the same: what the files say, and how sure it is."""
    for name in SETS:
        definition = json.loads((POLICIES / "role-sets" / f"{name}.json").read_text())
        for role in definition["roles"]:
            shown = role.get("madeFor") or role["name"].replace(
                "${TokenExchangeRole}", "GreengrassV2TokenExchangeRole"
            )
            text = program.run("show", "--role", shown).expect(0).out
            found = program.run("show", "--role", shown, "--format", "json").expect(0).json
            assert found["roleSet"] == name and found["role"]["name"] == role["name"]
            assert found["lifecycle"]["source"] == definition["lifecycle"]["source"]
            assert definition["lifecycle"]["source"] in text and f"role set '{name}'" in text
            assert found["role"]["facts"] == role["facts"]
            assert found["role"]["corrections"] == role.get("corrections", [])
            about = {fact["about"]: fact for fact in role["facts"]}
            assert {"name", "path", "trust", "managed-policies"} <= set(about)
            for fact in role["facts"]:
                line = f"{fact['about']} ({fact['confidence']}): {fact['fact']}"
                assert line in text and f"source: {fact['source']}" in text
            for correction in role.get("corrections", []):
                assert f"{correction['document']} says: {correction['says']}" in text
                assert f"in fact: {correction['fact']}" in text
            for arn in role.get("managedPolicies", []):
                assert arn in text
                if ":iam::aws:" in arn:
                    version = found["role"]["managedPolicyVersions"][arn]
                    assert f"({version['version']} of {version['updated']}, verified" in text
            for policy in role.get("inlinePolicies", []):
                assert_printed(policy["document"], text)
            if "trust" in role:
                assert_printed(found["role"]["trust"]["document"], text)
                services = role["trust"]["services"]
                [statement] = found["role"]["trust"]["document"]["Statement"]
                assert statement["Principal"]["Service"] in (services, services[0])


def assert_printed(document, text: str) -> None:
    for line in json.dumps(document, indent=2).splitlines():
        assert f"    {line}\n" in text, line


def test_the_list_tells_what_has_ended_and_who_says_so(program):
    text = program.run("list").expect(0).out
    for words in [
        "panorama: AWS Panorama, ended on 31 May 2026",
        "deeplens: AWS DeepLens, ended on 31 January 2024",
        "on 7 October 2026: AWS IoT Greengrass V1",
    ]:  # fmt: skip
        assert words in text
    for name in SETS:
        lifecycle = json.loads((POLICIES / "role-sets" / f"{name}.json").read_text())["lifecycle"]
        assert f"  source: {lifecycle['source']}\n" in text
        shown = program.run("show", name).expect(0).out
        assert lifecycle["source"] in shown
        for event in lifecycle.get("events", []):
            assert f"  {event['date']}  {event['event']}\n" in shown


def test_a_role_is_found_by_its_other_names(program):
    for name in ["AWSDeepLensSagemakerRole", "awsdeeplenssagemakerrole"]:
        assert "also spelled" in program.run("show", "--role", name).expect(0).out
    unknown = program.run("show", "--role", "AWSPanoramaServiceRoll").expect(64)
    assert "did you mean 'AWSPanoramaServiceRole'?" in unknown.err
    assert unknown.out == ""
    program.run("show", "--role", "panorama").expect(64)
    assert (
        f"Role '{APPLIANCE}'" in program.run("show", "panorama", "--role", APPLIANCE).expect(0).out
    )
    elsewhere = program.run("show", "deeplens", "--role", APPLIANCE).expect(64)
    assert "in role set 'deeplens'" in elsewhere.err and elsewhere.out == ""
    program.run("show", "panorama", "deeplens").expect(64)
    described(program, "s3:GetObject")
    text = program.run("show", "edge.json").expect(0).out
    assert "made by the set: What ${Team} may do" in text and '"s3:GetObject"' in text


def test_it_is_told_where_a_service_is_or_was(program):
    for name, words in [
        ("panorama", "partition aws; Regions us-east-1, us-west-2, ca-central-1, eu-west-1, "),
        ("deeplens", "partition aws; Regions us-east-1\n"), ("panorama-preview", "partition aws\n"),
    ]:  # fmt: skip
        assert words in program.run("show", name).expect(0).out
        shown = program.run("show", name, "--format", "json").expect(0).json["roleSet"]
        assert shown["availability"]["partitions"] == ["aws"]
    assert "where           partition aws; " in program.run("show", "--role", APPLIANCE).out
    words = ["--offline", "--spec", "cn.json", "--partition", "aws-cn"]
    warned = program.init(*words).expect(0)
    assert "warning: the roles would serve nothing in partition 'aws-cn'" in warned.err
    assert warned.json["requests"]
    assert "serve nothing" not in program.init("--offline").expect(0).err


def test_corrections_are_told_with_the_policies_that_they_are_about(program):
    for words in [["user"], ["user", "--level", "full"], ["managed", "AWSPanoramaFullAccess"]]:
        told = program.run("policy", *words).expect(0)
        assert "true of AWSPanoramaFullAccess v1 alone" in told.err
    for words in [["user"], ["user", "--generation", "preview"]]:
        told = program.run("policy", *words).expect(0)
        assert "asks for AWS Lambda no more" in told.err
    text = program.run("show", "panorama").expect(0).out
    assert "says: the role is a service role that people create" in text


# --- Documents accepted by others


def test_every_document_is_taken_by_the_aws_cli(program, moto, tmp_path):
    commands = []
    for number, document in enumerate(documents(program).values()):
        if len(json.dumps(document, separators=(",", ":"))) > 6144:
            continue  # AWS's own can be larger than ours may be
        path = program.write(f"policy-{number}.json", json.dumps(document))
        words = ["--policy-name", f"P{number}", "--policy-document", f"file://{path}"]
        commands.append(["iam", "create-policy", *words])
    for name, document in trusts(program).items():
        path = program.write(f"trust-{name}.json", json.dumps(document))
        words = ["--role-name", name, "--assume-role-policy-document", f"file://{path}"]
        commands.append(["iam", "create-role", *words])
    moto.many_of_cli(tmp_path, commands)
    pages = moto.iam.get_paginator("list_policies").paginate(Scope="Local")
    assert sum(len(page["Policies"]) for page in pages) + len(moto.names()) == len(commands) > 40


def test_every_document_fits_the_schemas_of_cfn_lint(program):
    """As the policies and roles of a CloudFormation template, which cfn-lint knows all about."""
    from cfnlint.api import lint_all

    resources = {}
    for name, document in documents(program).items():
        key = "".join(letter for letter in name if letter.isalnum())
        resources[f"Policy{key}"] = {
            "Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": document},
        }  # fmt: skip
    for name, document in trusts(program).items():
        key = "".join(letter for letter in name if letter.isalnum())
        resources[f"Role{key}"] = {
            "Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": document},
        }  # fmt: skip
    template = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}
    found = [
        f"{match.rule.id} {'/'.join(map(str, match.path))}: {match.message}"
        for match in lint_all(json.dumps(template)) if match.rule.id.startswith("E")
    ]  # fmt: skip
    assert found == []


PRINTED = sorted((POLICIES / "expectations" / "printed").glob("*.json"))


@pytest.mark.parametrize("path", PRINTED, ids=lambda path: path.stem)
def test_expectations_of_printed_policies_hold(program, path):
    """Each file tells which command prints the policy that it is about."""
    text = path.read_text()
    schema = json.loads((POLICIES / "schema" / "expectations.schema.json").read_text())
    jsonschema.validate(json.loads(text), schema)
    [words] = re.findall(r"'panorama-roles policy ([^']+)'", json.loads(text)["description"])
    program.write("policy.json", json.dumps(printed(program, *words.split())))
    program.write("expectations.json", text)
    program.run("test", "expectations.json").expect(0)


def test_every_printed_policy_has_expectations(program):
    names = {path.stem for path in PRINTED}
    for generation in ["current", "preview", "deeplens"]:
        assert {f"user-{generation}-minimum", f"user-{generation}-full"} <= names
    assert {"application", "tool-init", "tool-drift", "tool-retire"} <= names
    assert {"tool-snapshot", "tool-assume-role"} <= names
    # A managed policy has expectations of its own, or those of a built-in role that has it.
    listed = program.run("list", "--format", "json").expect(0).json["roleSets"]
    of_roles = {
        arn.rpartition("/")[2]
        for roles in listed for role in roles["roles"] for arn in role["managedPolicies"]
    }  # fmt: skip
    assert {name for name in MANAGED if f"managed-{name}" not in names} <= of_roles


def test_expectations_of_every_role_hold(program):
    files = sorted((POLICIES / "expectations").glob("*.json"))
    roles = {json.loads(path.read_text()).get("role") for path in files}
    wanted = {name for rows in ROLES.values() for name in rows}
    assert wanted | {"GreengrassV2TokenExchangeRole"} <= roles
    program.run("test", *map(str, files)).expect(0)

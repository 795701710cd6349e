"""The requests and counts that a comparison shows, judged by the service reference and by code of
their own: an action that exists, a resource of its form, the most serious first, exact counts."""

import functools
import json
import random
import re
from fnmatch import translate

import pytest

from EndToEnd.support.documents import answers, managed_policies, stem_pairs
from EndToEnd.support.snapshots import SavedAccount
from EndToEnd.test_service_reference import ROOT

SEED = 20261128
LEVELS = {
    "L": "List",
    "R": "Read",
    "T": "Tagging",
    "W": "Write",
    "P": "Permissions management",
}
TABLES = ROOT / "Sources/PolicyAnalysis/Witness/ActionSeriousness.swift"
RANK = {"List": 0, "Read": 1, "Tagging": 2, "Write": 3, "Permissions management": 4}
# What counts for more than its access level: it gives credentials or makes somebody more.
GIVES_MORE = re.compile(
    r"(iam|sts|kms|organizations|sso|secretsmanager|ssm|redshift|cognito-identity|ecr|lambda|ec2"
    r"|ecs|glue|sagemaker|cloudformation|codebuild|datapipeline|states|rds-db"
    r"|ec2-instance-connect):"
)


def reference() -> dict[str, tuple[str, list[str]]]:
    """Each action with its access level and the ARNs of its resource types, read line by line."""
    text = (ROOT / "Policies/service-reference/services.txt").read_text(encoding="ascii")
    found = {}
    for line in text.splitlines()[4 : 4 + int(text.splitlines()[3])]:
        prefix, *places = line.split()
        start, middle, end = map(int, places)
        rows = iter(text[start:middle].split("\n")[1:])
        keys, types, sets = (list(iter(rows.__next__, "")) for _ in range(3))
        assert all(" " in key for key in keys)
        types = [row.split("|")[1] for row in types]
        for row in text[middle:end].splitlines():
            name, code = row.split()
            numbers = re.findall(r"[+-]([0-9a-z]+)", sets[int(code[1:], 36)])
            arns = [
                types[int(number, 36)]
                .replace("@", "arn:${Partition}:")
                .replace("#", "${Region}:${Account}")
                for number in numbers
            ]
            found[f"{prefix}:{name}"] = (LEVELS[code[0]], arns)
    return found


@pytest.fixture(scope="module")
def actions():
    found = reference()
    assert len(found) > 21_000
    return found


@pytest.fixture(scope="module")
def policies():
    return managed_policies()


def random_pairs(names, count) -> list[tuple[str, str]]:
    numbers = random.Random(SEED)
    return [tuple(numbers.sample(names, 2)) for _ in range(count)]


def compared(program, policies, pairs) -> list[dict]:
    lines = [
        {"id": [a, b], "actual": policies[a], "desired": policies[b], "type": "identity"}
        for a, b in pairs
    ]
    return answers(program, ["compare", "pairs"], lines)


def test_a_request_is_an_action_that_exists_on_a_resource_of_its_form(program, policies, actions):
    pairs = random_pairs(sorted(policies), 400)
    seen = odd = 0
    for answer in compared(program, policies, pairs):
        access = answer["access"]
        for side in ("widened", "narrowed"):
            request = access["witnesses"].get(side)
            if request is None or side not in access["summaries"]:
                continue
            seen += 1
            assert request["action"] in actions, answer
            forms = actions[request["action"]][1]
            resource = request.get("resource")
            if not forms or resource is None:
                # Without a resource type, or where no resource of the form is in the difference.
                odd += bool(forms)
                continue
            assert resource.count(":") >= 5, answer
            patterns = [translate(re.sub(r"\$\{[^}]*\}", "*", form)) for form in forms]
            odd += not any(re.match(pattern, resource) for pattern in patterns)
    assert seen > 400
    assert odd <= seen * 0.02, f"{odd} of {seen}"


def test_the_most_serious_comes_first(program, policies, actions):
    pairs = random_pairs(sorted(policies), 400)
    for answer in compared(program, policies, pairs):
        access = answer["access"]
        for side, summary in access["summaries"].items():
            counted = {
                level
                for service in summary["services"]
                for level in [*service["whole"], *service["partly"]]
            }
            most = max(counted, key=RANK.get)
            action = access["witnesses"][side]["action"]
            level = actions[action][0]
            assert RANK[level] >= RANK[most] or GIVES_MORE.match(action), (answer["id"], side)


def listed(value) -> list:
    return value if isinstance(value, list) else [value]


def is_plain(document: dict) -> bool:
    """Whether it allows actions on every resource, without conditions."""
    return all(
        statement["Effect"] == "Allow"
        and "Action" in statement
        and listed(statement.get("Resource")) == ["*"]
        and not statement.get("Condition")
        for statement in listed(document["Statement"])
    )


@functools.cache
def fitting(pattern: str, names: tuple[str, ...]) -> frozenset[str]:
    fits = re.compile(translate(pattern)).match
    return frozenset(name for name in names if fits(name.lower()))


def allowed(document: dict, names: tuple[str, ...]) -> set[str]:
    found = set()
    for statement in listed(document["Statement"]):
        for pattern in listed(statement["Action"]):
            found |= fitting(pattern.lower(), names)
    return found


def test_the_counts_are_those_of_a_brute_force_over_all_actions(program, policies, actions):
    plain = sorted(name for name, document in policies.items() if is_plain(document))
    assert len(plain) > 100
    pairs = random_pairs(plain, 200)
    names = tuple(sorted(actions))
    sets = {name: allowed(policies[name], names) for pair in pairs for name in pair}
    for answer in compared(program, policies, pairs):
        actual, desired = (sets[name] for name in answer["id"])
        summaries = answer["access"]["summaries"]
        for side, more in (("widened", actual - desired), ("narrowed", desired - actual)):
            counts: dict[str, dict[str, int]] = {}
            for name in more:
                levels = counts.setdefault(name.split(":")[0], {})
                level = actions[name][0]
                levels[level] = levels.get(level, 0) + 1
            summary = summaries.get(side)
            if summary is None:
                assert not more, (answer["id"], side)
                continue
            assert summary["exact"] is True
            assert summary["actions"] == len(more), (answer["id"], side)
            assert {row["service"]: row["whole"] for row in summary["services"]} == counts
            assert all(row["partly"] == {} for row in summary["services"])


def named(statement: dict, services: dict[str, list[str]]) -> set[str]:
    """The actions that a statement is about."""
    found = set()
    for pattern in listed(statement.get("Action", statement.get("NotAction"))):
        prefix = pattern.lower().split(":")[0]
        plain = not set(prefix) & set("*?")
        fits = re.compile(translate(pattern.lower())).match
        for names in [services.get(prefix, [])] if plain else services.values():
            found |= {name for name in names if fits(name.lower())}
    everything = {name for names in services.values() for name in names}
    return found if "Action" in statement else everything - found


def about(document: dict, services: dict[str, list[str]]) -> dict[str, list[str]]:
    """For each action that is allowed, the resources and conditions with which it is."""
    found: dict[str, list[str]] = {}
    for statement in listed(document["Statement"]):
        rest = {
            key: statement[key]
            for key in ("Resource", "NotResource", "Condition")
            if key in statement
        }
        for name in named(statement, services):
            found.setdefault(name, []).append(json.dumps(rest, sort_keys=True))
    return {name: sorted(set(found[name])) for name in found}


# The variables whose values have neither a colon nor a stroke.
WORDS = {"${Partition}", "${Region}", "${Account}", "${BucketName}"}


@functools.cache
def could_be(pattern: str, form: str) -> bool:
    """Whether some ARN of a form matches a pattern, by the places of the form that are reached."""
    pieces = re.findall(r"\$\{[^}]*\}|.", form.lower())
    words = {word.lower() for word in WORDS}

    def further(places: set[int]) -> set[int]:
        """With the variables that are empty."""
        found = set(places)
        for place in range(len(pieces)):
            if place in found and len(pieces[place]) > 1:
                found.add(place + 1)
        return found

    def after(places: set[int], letter: str | None) -> set[int]:
        """One letter later; any letter for None."""
        found = set()
        for place in places:
            piece = pieces[place] if place < len(pieces) else ""
            if len(piece) > 1 and (letter is None or piece not in words or letter not in ":/"):
                found.add(place)
            elif len(piece) == 1 and letter in (None, piece):
                found.add(place + 1)
        return further(found)

    reached = further({0})
    for letter in pattern.lower():
        if letter == "*":
            while (more := reached | after(reached, None)) != reached:
                reached = more
        else:
            reached = after(reached, None if letter == "?" else letter)
    return len(pieces) in reached


def fits(rests: list[str], forms: list[str]) -> bool:
    """Whether one of the statements may have a resource that the action takes."""
    if not forms:
        return True
    for rest in map(json.loads, rests):
        patterns = listed(rest.get("Resource", "*"))
        if len(patterns) > 200 or any("${" in pattern for pattern in patterns):
            return True
        if any(could_be(pattern, form) for pattern in patterns for form in forms):
            return True
    return False


def test_the_counts_of_any_two_policies_are_those_of_a_brute_force(program, policies, actions):
    """With resources and conditions: an action that one side allows and the other has in no
    statement is whole; one that both allow in other words may count in part, and no other."""
    some = sorted(
        name
        for name, document in policies.items()
        if all(statement["Effect"] == "Allow" for statement in listed(document["Statement"]))
    )
    assert len(some) > 1000
    pairs = random_pairs(some, 100) + random.Random(SEED).sample(stem_pairs(some), 100)
    services: dict[str, list[str]] = {}
    for action in sorted(actions):
        services.setdefault(action.split(":")[0].lower(), []).append(action)
    sets = {name: about(policies[name], services) for pair in pairs for name in pair}
    partly = left_out = 0
    for answer in compared(program, policies, pairs):
        actual, desired = (sets[name] for name in answer["id"])
        summaries = answer["access"]["summaries"]
        for side, one, other in (("widened", actual, desired), ("narrowed", desired, actual)):
            counts: dict[str, dict[str, int]] = {}
            fitting = {name for name in one if fits(one[name], actions[name][1])}
            differing = {name for name in one.keys() & other.keys() if one[name] != other[name]}
            more = one.keys() - other.keys()
            if not (more | differing) & fitting:
                # A statement that can mean nothing is counted as it is written.
                fitting = set(one)
            for name in more & fitting:
                levels = counts.setdefault(name.split(":")[0], {})
                levels[actions[name][0]] = levels.get(actions[name][0], 0) + 1
            left_out += len(more - fitting)
            services = summaries[side]["services"] if side in summaries else []
            whole = {row["service"]: row["whole"] for row in services if row["whole"]}
            assert whole == counts, (answer["id"], side)
            in_part = sum(sum(row["partly"].values()) for row in services)
            partly += in_part
            assert in_part <= len(differing), (answer["id"], side)
            if side in summaries:
                assert summaries[side]["actions"] == in_part + len(more & fitting)
    assert partly > 100 and left_out > 100, (partly, left_out)


def test_the_counts_on_some_resources_are_those_of_a_brute_force(program, actions):
    """Whole services on the ARNs of some of their resources."""
    numbers = random.Random(SEED)
    names: dict[str, list[str]] = {}
    for action in sorted(actions):
        names.setdefault(action.split(":")[0], []).append(action)
    nothing = {"Version": "2012-10-17", "Statement": {
        "Effect": "Deny", "Action": "*", "Resource": "*"}}  # fmt: skip
    lines, expected = [], {}
    services = [*numbers.sample(sorted(names), 150), "s3", "iam", "ec2", "lambda", "dynamodb"]
    for number, service in enumerate(services):
        forms = sorted({form for name in names[service] for form in actions[name][1]})
        if not forms:
            continue
        resources = []
        for form in numbers.sample(forms, min(len(forms), 2)):
            text = re.sub(r"\$\{Partition\}", "aws", form)
            text = re.sub(r"\$\{\w+\}", lambda _: numbers.choice(["*", "one", "a*", "a?c"]), text)
            resources.append(text + numbers.choice(["", "", "*", "/*"]))
        statement = {"Effect": "Allow", "Action": f"{service}:*", "Resource": resources}
        document = {"Version": "2012-10-17", "Statement": statement}
        lines.append({"id": number, "actual": document, "desired": nothing, "type": "identity"})
        rest = [json.dumps({"Resource": resources})]
        counted = {name for name in names[service] if fits(rest, actions[name][1])}
        expected[number] = (counted or set(names[service]), statement)
    left_out = 0
    for answer in answers(program, ["compare", "pairs"], lines):
        counted, statement = expected[answer["id"]]
        found = answer["access"]["summaries"]["widened"]
        assert found["actions"] == len(counted), (f"seed {SEED}", statement, found)
        left_out += len(names[statement["Action"][:-2]]) - len(counted)
    assert len(lines) > 100 and left_out > 300


def test_administrator_is_called_by_its_name(program, policies):
    pairs = [
        ("AdministratorAccess", "AmazonS3FullAccess"),
        ("AdministratorAccess", "ReadOnlyAccess"),
    ]
    for answer in compared(program, policies, pairs):
        summary = answer["access"]["summaries"]["widened"]
        assert summary["everything"] is True
        assert summary["text"] == "every action on every resource (administrator)"
        assert answer["access"]["witnesses"]["widened"]["action"] == "iam:AttachRolePolicy"


def test_still_allowed_elsewhere_is_said(program):
    """`can` confirms both: the request is refused, and the other resource is allowed."""
    table = "arn:aws:dynamodb:us-east-1:123456789012:table/orders"

    def document(resource):
        statement = {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": resource}
        return json.dumps({"Version": "2012-10-17", "Statement": statement})

    program.write("wide.json", document("*"))
    program.write("narrow.json", document(table))
    found = program.run("compare", "narrow.json", "wide.json").expect(2)
    assert (
        "no longer allowed: dynamodb:GetItem on any other resource, such as "
        "arn:aws:dynamodb:us-east-1:123456789012:table/example "
        f"(still allowed on {table})" in found.out
    )
    access = program.run("compare", "narrow.json", "wide.json", "--format", "json").json["access"]
    assert access["elsewhere"]["narrowed"] == [table]
    request = access["witnesses"]["narrowed"]
    ask = ["can", "--policy", "narrow.json", "--request", "-", "--expect"]
    program.run(*ask, "deny", stdin=json.dumps(request)).expect(0)
    program.run(*ask, "allow", stdin=json.dumps({**request, "resource": table})).expect(0)


def test_a_resource_and_a_condition_are_both_said(program):
    """Each half of the sentence is confirmed by `can`."""
    table = "arn:aws:dynamodb:eu-west-1:555566667777:table/orders"
    where = {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}

    def document(resource, **more):
        statement = {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": resource, **more}
        return json.dumps({"Version": "2012-10-17", "Statement": statement})

    program.write("wide.json", document("*"))
    program.write("narrow.json", document(table, Condition=where))
    told = program.run("compare", "narrow.json", "wide.json").expect(2).out
    says = f"(still allowed on {table} when aws:RequestedRegion is eu-west-1)"
    assert says in told, told
    program.write("within.json", document(table))
    told = program.run("compare", "narrow.json", "within.json").expect(2).out
    assert f"no longer allowed: dynamodb:GetItem on {table} {says}" in told, told
    ask = ["can", "--policy", "narrow.json", "--action", "dynamodb:GetItem", "--resource", table]
    program.run(*ask, "--expect", "deny").expect(0)
    program.run(*ask, "--context", "aws:RequestedRegion=eu-west-1", "--expect", "allow").expect(0)


def test_requests_are_of_the_account_that_is_given(program):
    """With the flags of `compare` and of `review`, for permissions and for who assumes a role."""
    everything = {"Effect": "Allow", "Action": "dynamodb:DeleteTable", "Resource": "*"}
    program.write("all.json", json.dumps({"Version": "2012-10-17", "Statement": everything}))
    program.write("none.json", json.dumps({"Version": "2012-10-17", "Statement": {
        **everything, "Action": "s3:ListBucket"}}))  # fmt: skip
    flags = ["--account", "555566667777", "--region", "cn-northwest-1", "--partition", "aws-cn"]
    told = program.run("compare", "all.json", "none.json", *flags).expect(2).out
    table = "arn:aws-cn:dynamodb:cn-northwest-1:555566667777:table/"
    assert f"now allowed: dynamodb:DeleteTable on {table}" in told, told
    refused = program.run("compare", "all.json", "none.json", "--account", "1").expect(64)
    assert "is not 12 digits" in refused.err

    def template(principal, *policies):
        trust = {"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}}  # fmt: skip
        written = [{"Version": "2012-10-17", "Statement": statement} for statement in policies]
        role = {
            "AssumeRolePolicyDocument": trust,
            "RoleName": "app",
            "Policies": [{"PolicyName": "p", "PolicyDocument": document} for document in written],
        }
        return json.dumps({"Resources": {"App": {"Type": "AWS::IAM::Role", "Properties": role}}})

    program.write("old.json", template({"Service": "ec2.amazonaws.com"}))
    program.write("new.json", template({"AWS": "*"}, everything))
    words = ["review", "--cloudformation", "old.json", "new.json", *flags, "--format", "json"]
    (role,) = program.run(*words).expect(2).json["roles"]
    request = role["permissions"]["witnesses"]["widened"]
    assert request["resource"].startswith(table), request
    comer = json.dumps(role["trust"]["witnesses"]["widened"]["principal"])
    assert "arn:aws-cn:iam::" in comer and "555566667777" not in comer, comer


def test_a_request_that_the_other_side_has_elsewhere_says_so(program, policies):
    """Of any two policies, edited or not: an action that some statement of the other side allows
    and none denies is never called gone, or new, without where it is allowed all the same."""
    numbers = random.Random(SEED)
    some = sorted(name for name in policies if len(json.dumps(policies[name])) < 6000)
    pairs = [(policies[one], policies[other]) for one, other in random_pairs(some, 200)]
    plain = [
        name for name in some
        if all({"Action", "Resource"} <= set(row) for row in listed(policies[name]["Statement"]))
    ]  # fmt: skip
    whole = [policies[name] for name in numbers.sample(plain, 300)]
    pairs += [(document, edited(numbers, document)) for document in whole]
    lines = [
        {"id": [place], "actual": one, "desired": other, "type": "identity"}
        for place, (one, other) in enumerate(pairs)
    ]
    silent = said = 0
    for answer in answers(program, ["compare", "pairs"], lines):
        one, other = pairs[answer["id"][0]]
        access = answer["access"]
        for way, less in (("widened", other), ("narrowed", one)):
            request = access["witnesses"].get(way)
            if request is None or way not in access["summaries"]:
                continue
            action = request["action"].lower()

            def about(effect, less=less, action=action):
                for statement in listed(less["Statement"]):
                    patterns = statement.get("Action", statement.get("NotAction"))
                    fits = any(
                        re.match(translate(text.lower()), action) for text in listed(patterns)
                    )
                    if statement["Effect"] == effect and fits is ("Action" in statement):
                        yield statement

            if way in access["elsewhere"]:
                assert list(about("Allow")), f"seed {SEED}: {answer['id']} {way}: {request}"
                said += 1
            elif not list(about("Deny")):
                assert not list(about("Allow")), f"seed {SEED}: {answer['id']} {way}: {request}"
                silent += 1
    assert said > 100 and silent > 100, (said, silent)


def test_a_name_that_does_not_exist_is_never_shown_for_everything(program, policies, actions):
    """Whatever is held against `*` or `*:*`."""
    sample = random.Random(SEED).sample(sorted(policies), 200)
    for everything in ("*", "*:*"):
        statement = {"Effect": "Allow", "Action": everything, "Resource": "*"}
        document = {"Version": "2012-10-17", "Statement": statement}
        lines = [
            {"id": name, "actual": document, "desired": policies[name], "type": "identity"}
            for name in sample
        ]
        wider = 0
        for answer in answers(program, ["compare", "pairs"], lines):
            for request in answer["access"]["witnesses"].values():
                assert request["action"] in actions, answer
            wider += "widened" in answer["access"]["witnesses"]
        assert wider >= len(sample) - 1, everything


def test_every_request_is_well_formed_and_confirmed_on_both_sides(program, policies, actions):
    """Each action exists, or the policies name what does not; `can` answers as is shown."""
    pairs = random_pairs(sorted(policies), 600)
    cases, expected = [], {}
    for answer in compared(program, policies, pairs):
        named = json.dumps([policies[name] for name in answer["id"]]).lower()
        for way, request in answer["access"]["witnesses"].items():
            place = f"seed {SEED}: {answer['id']} {way}: {request}"
            service = request["action"].split(":")[0].lower()
            assert request["action"] in actions or f'"{service}:' in named, place
            assert re.fullmatch(r"[a-z0-9-]+:[A-Za-z0-9]+", request["action"]), place
            resource = request.get("resource")
            if resource is not None:
                assert re.match(r"arn:[a-z-]+:[^:]*:[^:]*:[^:]*:.", resource), place
            assert not re.search(r"[*?]|\$\{", json.dumps(request)), place
            for key in request.get("context", {}):
                assert f'"{key.lower()}"' in named or f"${{{key.lower()}" in named, place
            if way not in ("widened", "narrowed"):
                continue
            more, less = answer["id"] if way == "widened" else answer["id"][::-1]
            for name, decision in ((more, True), (less, False)):
                expected[f"{place} {name}"] = decision
                held = {"identity": [policies[name]]}
                cases.append({"id": f"{place} {name}", "request": request, "policies": held})
    assert len(cases) > 1500
    for answer in answers(program, ["can", "cases"], cases):
        assert (answer["decision"] == "allowed") is expected[answer["id"]], answer["id"]


def classes(actions) -> dict[str, int]:
    """How serious each action is: its access level, and above it the tables of the program."""
    text = TABLES.read_text(encoding="utf-8")

    def table(name: str) -> set[str]:
        body = re.search(rf"static let {name}: Set<String> = \[(.*?)\]", text, re.DOTALL)[1]
        return set(re.findall(r'"([^"]+)"', body))

    escalation, credentials, services = map(table, ("escalation", "credentials", "services"))
    found = {}
    for name, (level, _) in actions.items():
        rank = {"List": 0, "Read": 1, "Tagging": 2, "Write": 3, "Permissions management": 5}[level]
        if name in escalation:
            rank = 5
        elif rank < 5 and (
            name in credentials or (level == "Write" and name.split(":")[0] in services)
        ):
            rank = 4
        found[name] = rank
    return found


def test_the_request_is_of_the_most_serious_class_of_the_difference(program, policies, actions):
    plain = sorted(name for name, document in policies.items() if is_plain(document))
    pairs = random_pairs(plain, 300)
    names, rank = tuple(sorted(actions)), classes(actions)
    sets = {name: allowed(policies[name], names) for pair in pairs for name in pair}
    for answer in compared(program, policies, pairs):
        actual, desired = (sets[name] for name in answer["id"])
        for way, more in (("widened", actual - desired), ("narrowed", desired - actual)):
            if not more:
                continue
            shown = answer["access"]["witnesses"][way]["action"]
            most = max(rank[name] for name in more)
            assert rank[shown] == most, f"seed {SEED}: {answer['id']} {way}: {shown}"
            assert shown in more


def edited(numbers: random.Random, document: dict) -> dict:
    """The document with less: a resource, a condition, a denial, an action fewer."""
    result = json.loads(json.dumps(document))
    statements = result["Statement"] = listed(result["Statement"])
    statement = numbers.choice(statements)
    condition = {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}
    match numbers.randrange(4):
        case 0:
            statement["Resource"] = "arn:aws:s3:::pictures/*"
        case 1:
            statement["Condition"] = condition
        case 2:
            action = numbers.choice(listed(statement["Action"]))
            statements.append({"Effect": "Deny", "Action": action, "Resource": "*",
                               "Condition": condition})  # fmt: skip
        case _:
            names = listed(statement["Action"])
            statement["Action"] = names[1:] or names
    return result


def test_a_plan_says_when_the_action_stays_allowed_elsewhere(program, policies):
    """No 'no longer allowed: A' and nothing more where the role may still do A on some resource."""
    numbers = random.Random(SEED)
    fit = sorted(
        name for name, document in policies.items()
        if is_plain(document) and len(json.dumps(document)) < 5000
    )  # fmt: skip
    old = {f"Role{n}": policies[name] for n, name in enumerate(numbers.sample(fit, 120))}
    # Some are edited, and some become another policy of AWS altogether.
    new = {
        name: edited(numbers, document) if n < 80 else policies[numbers.choice(fit)]
        for n, (name, document) in enumerate(old.items())
    }
    trust = {"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"},
        "Action": "sts:AssumeRole"}}  # fmt: skip
    roles = [
        {"name": name, "path": "/", "description": "", "trust": trust,
         "inlinePolicies": [{"name": "work", "document": document}]}
        for name, document in new.items()
    ]  # fmt: skip
    lifecycle = {"status": "current", "source": "this test", "events": []}
    program.write("edits.json", json.dumps({
        "schemaVersion": "1.0", "name": "edits", "title": "Edits", "summary": "Edits",
        "lifecycle": lifecycle, "roles": roles}))  # fmt: skip
    program.init("--offline", "--quiet", "--role-set", "edits.json").expect(0)
    account = SavedAccount({}, [])
    for name, document in old.items():
        role = account.add(name, trust)
        role["RolePolicyList"] = [{"PolicyName": "work", "PolicyDocument": document}]
    program.write("account.json", account.text)
    words = ["plan", "--snapshot", "account.json", "--quiet"]
    text = program.run(*words).expect(0).out
    seen = 0
    blocks = re.split(r"^(?=[~+-] )", text, flags=re.MULTILINE)
    for block in blocks:
        role = re.search(r"role '(Role\d+)'", block)
        for line in re.findall(r"^ +no longer allowed: ([a-z0-9-]+:\w+.*)", block, re.MULTILINE):
            # Of an action that is not in the reference only the request is known.
            if "(still allowed " in line or "(not an action of " in line:
                continue
            seen += 1
            left = [
                statement["Action"] for statement in listed(new[role[1]]["Statement"])
                if statement["Effect"] == "Allow"
            ]  # fmt: skip
            kept = any(
                re.match(translate(pattern.lower()), line.lower().split()[0])
                for patterns in left for pattern in listed(patterns)
            )  # fmt: skip
            assert not kept, f"seed {SEED}: {block}"
    assert seen > 5 and text.count("(still allowed ") > 20, text


def test_an_undeclared_role_of_a_snapshot_is_held_against_nothing(program):
    """What it may do is shown in every format, and decides how serious it is."""
    program.init("--offline", "--quiet").expect(0)
    trust = {"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"Service": "panorama.amazonaws.com"},
        "Action": "sts:AssumeRole"}}  # fmt: skip
    account = SavedAccount({}, [])
    role = account.add("Stranger", trust)
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    role["RolePolicyList"] = [{"PolicyName": "all", "PolicyDocument": {
        "Version": "2012-10-17", "Statement": everything}}]  # fmt: skip
    program.write("account.json", account.text)
    words = ["drift", "--snapshot", "account.json", "--quiet", "--format"]
    for name in ("text", "json", "sarif", "github", "junit", "markdown", "html"):
        out = program.run(*words, name).expect(2).out
        assert "every action on every resource (administrator)" in out, name
    run = json.loads(program.run(*words, "sarif").out)["runs"][0]
    assert run["results"][0]["ruleId"] == "role-unexpected"
    assert run["results"][0]["rank"] == 98

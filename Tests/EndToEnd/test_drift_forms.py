"""The forms of `drift` and `lint` for machines are what their readers ask for."""

import json
import re
import urllib.parse
import xml.etree.ElementTree

import cmarkgfm
import jsonschema
import pytest
import xmlschema
from cmarkgfm.cmark import Options

from EndToEnd.support import snapshots
from EndToEnd.support.accounts import ACCOUNT, APPLIANCE, LINKED, trust
from EndToEnd.support.markup import Markup
from EndToEnd.support.snapshots import CHANGES, HOSTILE

SCHEMAS = snapshots.ROOT / "Tests" / "EndToEnd" / "support" / "schemas"
SARIF = json.loads((SCHEMAS / "sarif-2.1.0.schema.json").read_text())
JUNIT = xmlschema.XMLSchema(SCHEMAS / "junit.xsd")


@pytest.fixture(params=["in sync", "every kind", "hostile", "ignored"])
def checked(request, program):
    """An account and the words that check it, in several outcomes."""
    account = snapshots.in_sync(program)
    snapshots.record_ids(program, account)
    words = []
    if request.param == "every kind":
        for kind, change in CHANGES.items():
            if kind not in ("role-missing", "name-case", "inline-policy-missing", "trust-policy"):
                change(account)
    elif request.param == "hostile":
        snapshots.hostile(account)
    elif request.param == "ignored":
        CHANGES["role-unexpected"](account)
        CHANGES["tags"](account)
        snapshots.drift(program, account, "text", "--write-ignore", "ignore.json").expect(2)
        snapshots.fill_in(program.folder / "ignore.json")
        CHANGES["role-missing"](account)
        words = ["--ignore", "ignore.json"]
    return lambda form, *more: snapshots.drift(program, account, form, *words, *more)


def differences(checked) -> list[tuple[str, dict]]:
    document = checked("json").json
    return [(role["name"], row) for role in document["roles"] for row in role["differences"]]


# A run that fails


WRONG = [
    (["--spec", "nowhere.json"], 1, "nowhere.json"),
    (["--snapshot", "old.json", "--max-age", "1s"], 4, "--max-age"),
    (["--sepc", "a.json"], 64, "--sepc"),
]


@pytest.mark.parametrize(("words", "status", "said"), WRONG, ids=["1", "4", "64"])
def test_a_failure_reaches_the_report_of_every_format(program, words, status, said):
    snapshots.in_sync(program)
    program.write("old.json", json.dumps(OLD))
    formats = program.formats("drift")
    forms = {form: program.run("drift", "--format", form, *words) for form in formats}
    for form, done in forms.items():
        assert said in done.expect(status).err, done.told()
        assert (said in done.out) == (form != "text"), done.told()
    assert forms["json"].json["exit"]["code"] == status
    run = sarif_run(forms["sarif"].json)
    assert run["results"] == [] and not run["invocations"][0]["executionSuccessful"]
    assert said in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
    JUNIT.validate(forms["junit"].out)
    (case,) = xml.etree.ElementTree.fromstring(forms["junit"].out).iter("testcase")
    assert case.find("error") is not None
    for line in forms["github"].out.splitlines():
        assert re.match(r"::error (?:file=[^,]+,line=\d+,)?title=panorama-roles::", line)


OLD = {
    "TakenAt": "2020-01-01T00:00:00Z", "RoleDetailList": [], "Policies": [], "UserDetailList": [],
    "GroupDetailList": [], "IsTruncated": False,
}  # fmt: skip

MINE = """{
  "schemaVersion": "1.0", "name": "mine", "title": "Mine", "summary": "Mine",
  "roles": [
    {"name": "first", "trust": {"services": ["lambda.amazonaws.com"]}},
    {"name": "second", "trust": {"services": ["lambda.amazonaws.com"]}}
  ]
}
"""


def test_a_difference_points_to_the_line_of_its_role(program):
    program.write("mine.json", MINE)
    program.run("init", "--account", ACCOUNT, "--role-set", "./mine.json", "--offline").expect(0)
    program.write("account.json", json.dumps(OLD))
    words = ["drift", "--snapshot", "account.json", "--format"]
    run = sarif_run(program.run(*words, "sarif").expect(2).json)
    places = [result["locations"][0]["physicalLocation"] for result in run["results"]]
    assert [
        (place["artifactLocation"]["uri"], place["region"]["startLine"]) for place in places
    ] == [("./mine.json", 4), ("./mine.json", 5)]
    annotations = program.run(*words, "github").expect(2).out.splitlines()
    assert "file=./mine.json,line=4," in annotations[0]


def test_what_is_left_out_is_said(program):
    roles = [
        {"name": f"role-{number}", "trust": {"services": ["lambda.amazonaws.com"]}}
        for number in range(260)
    ]
    mine = {"schemaVersion": "1.0", "name": "mine", "title": "M", "summary": "M", "roles": roles}
    program.write("mine.json", json.dumps(mine))
    program.run("init", "--account", ACCOUNT, "--role-set", "./mine.json", "--offline").expect(0)
    program.write("account.json", json.dumps(OLD))
    text = program.run(
        "drift", "--snapshot", "account.json", "--format", "markdown"
    ).expect(2).out  # fmt: skip
    assert len(text) < 65_536
    left = re.search(r"\*\*(\d+) further differences left out\*\*", text)
    assert left and int(left[1]) + len(re.findall(r"^### `role-", text, re.M)) == 260


# SARIF


def sarif_run(document: dict) -> dict:
    """The one run of a document that is valid and has what GitHub asks for beyond that."""
    validator = jsonschema.Draft202012Validator(SARIF)
    for problem in validator.iter_errors(document):
        raise AssertionError(f"{problem.json_path}: {problem.message}")
    (run,) = document["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        for text in ("shortDescription", "fullDescription", "help"):
            assert rule[text]["text"], f"GitHub requires {text} of {rule['id']}"
        assert len(rule["shortDescription"]["text"]) <= 1024
        assert len(rule["fullDescription"]["text"]) <= 1024
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        (location,) = result["locations"]
        uri = location["physicalLocation"]["artifactLocation"]["uri"]
        parts = urllib.parse.urlsplit(uri)
        assert not parts.scheme and not parts.netloc and not uri.startswith("/"), uri
        assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", uri)
    assert run["automationDetails"]["id"].endswith("/"), "GitHub takes all before '/' as category"
    return run


def test_sarif_of_a_drift(checked):
    run = sarif_run(checked("sarif").json)
    assert run["automationDetails"]["id"] == f"panorama-roles/drift/{ACCOUNT}/"
    own = [
        result
        for result in run["results"]
        if "suppressions" not in result and result["ruleId"] != "unreadable"
        and not result["ruleId"].startswith("ignore-")
    ]  # fmt: skip
    found = [
        (result["locations"][0]["logicalLocations"][0]["name"], result["ruleId"]) for result in own
    ]
    assert sorted(found) == sorted((role, row["kind"]) for role, row in differences(checked))
    ranks = [result["rank"] for result in own]
    assert ranks == sorted(ranks, reverse=True), "the most serious comes first"
    scores = {
        rule["id"]: float(rule["properties"]["security-severity"])
        for rule in run["tool"]["driver"]["rules"]
        if "properties" in rule
    }
    for kind in {result["ruleId"] for result in own}:
        most = max(result["rank"] for result in own if result["ruleId"] == kind)
        assert scores[kind] * 10 == pytest.approx(most)
    prints = [result["partialFingerprints"]["primaryLocationLineHash"] for result in run["results"]]
    assert len(set(prints)) == len(prints), "GitHub would take two results for one"
    assert all(re.fullmatch(r"[0-9a-f]{16}:1", text) for text in prints)
    again = sarif_run(checked("sarif").json)
    assert again == run, "the next run finds the same results"
    document = checked("json").json
    assert run["invocations"][0]["executionSuccessful"] == (document["status"] != "incomplete")
    suppressed = [result for result in run["results"] if "suppressions" in result]
    assert len(suppressed) == document["summary"]["ignored"]


def test_what_could_not_be_read_stays_an_alert(online, stub):
    online.init().expect(0)
    online.apply().expect(0)
    stub.fault("denied", "GetRole", times=None)
    words = ["--read-strategy", "per-role", "--format", "sarif"]
    run = sarif_run(online.run("drift", *words).expect(5).json)
    assert {result["ruleId"] for result in run["results"]} == {"unreadable"}
    assert "iam:GetRole" in run["results"][0]["message"]["text"]


def test_sarif_of_lint(program):
    program.write("policy.json", json.dumps({**snapshots.S3, "Version": "2008-10-17"}))
    program.write("broken file %41.json", '{"Statement": [')
    done = program.run("lint", "--format", "sarif", "policy.json", "broken file %41.json")
    run = sarif_run(done.expect(3).json)
    assert run["automationDetails"]["id"] == "panorama-roles/lint/"
    uris = {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for result in run["results"]
    }
    assert uris == {"policy.json", "broken%20file%20%2541.json"}


def test_the_sample_of_sarif_is_valid():
    golden = snapshots.ROOT / "Tests" / "Golden" / "drift.sarif"
    sarif_run(json.loads(golden.read_text()))


# JUnit


def test_junit(checked):
    text = checked("junit").out
    JUNIT.validate(text)
    suites = xml.etree.ElementTree.fromstring(text)
    (suite,) = suites
    cases = suite.findall("testcase")
    document = checked("json").json
    failed = [case for case in cases if case.find("failure") is not None]
    errors = [case for case in cases if case.find("error") is not None]
    for element in (suites, suite):
        assert element.get("tests") == str(len(cases))
        assert element.get("failures") == str(len(failed))
        assert element.get("errors") == str(len(errors))
    names = [case.get("name") for case in cases]
    for role in document["roles"]:
        case = cases[names.index(shown(role["name"]))]
        outcome = {"in-sync": None, "incomplete": "error"}.get(role["status"], "failure")
        assert [child.tag for child in case if child.tag != "system-out"] == (
            [outcome] if outcome else []
        )
        for difference in role["differences"]:
            assert difference["kind"] in "".join(case.itertext())
    told = [text for case in cases for text in case.itertext() if text.startswith("ignored: ")]
    assert sum(len(text.split("\n")) for text in told) == document["summary"]["ignored"]


def shown(name: str) -> str:
    """A name as an attribute gives it back: line ends become spaces (XML 1.0, 3.3.3)."""
    return name.replace("\u202e", "\\u{202e}").replace("\u001b", "\\u{1b}").replace("\n", " ")


# GitHub's workflow commands


def unescaped(text: str, table: dict[str, str]) -> str:
    for code, sign in table.items():
        text = text.replace(code, sign)
    return text.replace("%25", "%")


def test_annotations_of_github(checked):
    """Read as actions/runner does: one command a line, properties before the last '::'."""
    lines = checked("github").out.split("\n")
    assert lines.pop() == ""
    closing = lines.pop()
    assert not closing.startswith("::") and "##[" not in closing
    if lines and lines[-1].startswith("Actions by the service reference of "):
        lines.pop()
    told = []
    for line in lines:
        command = re.fullmatch(r"::(error|warning|notice) ([^\r\n]*?)::([^\r\n]*)", line)
        assert command, line
        properties = dict(part.split("=", 1) for part in command[2].split(","))
        assert set(properties) == {"file", "line", "title"}
        file = unescaped(properties["file"], {"%3A": ":", "%2C": ","})
        assert file == "panorama-roles.json" or properties["title"] == "ignored"
        assert not re.search(r"%(?!25|0A|0D)", command[3]), "every other percent is escaped"
        assert not set("\u202e\u001b\r") & set(line)
        told.append((properties["title"], unescaped(command[3], {"%0A": "\n", "%0D": "\r"})))
    rows = differences(checked)
    for role, row in rows:
        start = f"role '{shown(role)}': {row['kind']}: "
        assert any(
            title == row["kind"] and text.replace("\n", " ").startswith(start)
            for title, text in told
        ), start
    document = checked("json").json
    assert sum(title == "ignored" for title, _ in told) == document["summary"]["ignored"]
    assert sum(title == "unreadable" for title, _ in told) == document["summary"]["unreadable"]


def test_what_widens_is_annotated_first(program):
    """GitHub shows ten annotations of a level and step."""
    account = snapshots.in_sync(program)
    account.appliance["Tags"] = [{"Key": f"k{number}", "Value": ""} for number in range(20)]
    CHANGES["role-unexpected"](account)
    lines = snapshots.drift(program, account, "github").expect(2).out.split("\n")
    assert "title=role-unexpected" in lines[0] and "title=tags" in lines[1]


# Markdown


def rendered(text: str) -> Markup:
    """As GitHub renders it: cmark-gfm with GitHub's extensions, raw HTML included."""
    return Markup(cmarkgfm.github_flavored_markdown_to_html(text, options=Options.CMARK_OPT_UNSAFE))


PLAIN = set(
    [
        "h2",
        "h3",
        "p",
        "strong",
        "em",
        "code",
        "pre",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "ul",
        "li",
        "span",
    ]
)


def test_markdown(checked):
    text = checked("markdown").out
    page = rendered(text)
    tags = {tag for tag, _ in page.elements}
    assert tags <= PLAIN, "no text becomes an element, a link or an image"
    attributes = {name for _, named in page.elements for name in named}
    assert attributes <= {"lang"}, attributes
    document = checked("json").json
    rows = [tag for tag, _ in page.elements].count("tr")
    assert rows == 1 + len(document["roles"]), "one row a role"
    cells = [tag for tag, _ in page.elements].count("td")
    assert cells == 5 * len(document["roles"]), "no name adds a cell"
    assert [tag for tag, _ in page.elements].count("h2") == 1
    for sign in re.findall(r"[@#]\w+", visible(page)):
        raise AssertionError(f"{sign} would be a mention or a reference")
    for kind in {row["kind"] for _, row in differences(checked)}:
        assert f"{kind}" in text
    assert not set("\u202e\u001b") & set(text)


def test_the_table_says_which_way_access_differs(program):
    account = snapshots.in_sync(program)
    for kind in ("inline-policy-unexpected", "managed-policy-missing", "max-session-duration"):
        CHANGES[kind](account)
    text = snapshots.drift(program, account, "markdown").expect(2).out
    (row,) = re.findall(rf"^\| `{APPLIANCE}` .*$", text, re.M)
    assert row.split(" | ")[3] == (
        "permissions widened and narrowed: 180 actions in 1 service, of which 27 manage "
        "permissions (s3); 3 of them in part; max-session-duration widens access"
    )


def visible(page: Markup) -> str:
    """Texts outside of code, element by element, as GitHub's filters look at them."""
    return "\n".join(page.texts)


def mermaid(text: str) -> list[str]:
    """The lines of the graph; there is one."""
    (graph,) = re.findall(r"^```mermaid\n(.*?)\n```$", text, re.M | re.S)
    return graph.split("\n")


NODE = re.compile(r'  (n\d+)(?:\["([^"\n]*)"\]|\(\["([^"\n]*)"\]\))')
EDGE = re.compile(r"  (n\d+) (-->|-->\|on other terms\||-\.->) (n\d+)")


STANDINGS = {
    "-->": "as it should",
    "-->|on other terms|": "on other terms",
    "-.->": "not in the spec",
}


def graph_of(text: str) -> set[tuple[str, str, str]]:
    """The arrows, by the names of their ends; every line is a node or an arrow."""
    first, *lines = mermaid(text)
    assert first == "graph LR"
    nodes, arrows = {}, set()
    for line in lines:
        if node := NODE.fullmatch(line):
            assert node[1] not in nodes
            label = node[2] if node[2] is not None else node[3]
            assert not set(label) & set('<>&`;"\\') - {";"}
            nodes[node[1]] = re.sub(r"#(\d+);", lambda code: chr(int(code[1])), label)
        else:
            edge = EDGE.fullmatch(line)
            assert edge, line
            arrows.add((nodes[edge[1]], nodes[edge[3]], STANDINGS[edge[2]]))
    return arrows


def test_the_graph_shows_who_can_assume_what(program):
    account = snapshots.in_sync(program)
    account.appliance["AssumeRolePolicyDocument"]["Statement"].append(
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {
            "AWS": "arn:aws:iam::210987654321:role/a;b", "Service": "lambda.amazonaws.com"}}
    )  # fmt: skip
    found = snapshots.drift(program, account, "markdown").expect(2)
    panorama = "panorama.amazonaws.com"
    assert graph_of(found.out) == {
        (panorama, LINKED, "as it should"),
        (panorama, APPLIANCE, "on other terms"),
        (panorama, snapshots.APPLICATION, "as it should"),
        ("lambda.amazonaws.com", APPLIANCE, "not in the spec"),
        ("arn:aws:iam::210987654321:role/a;b", APPLIANCE, "not in the spec"),
    }


def test_a_principal_cannot_write_into_the_graph(program):
    """What is left of such a text once IAM's own characters are kept."""
    account = snapshots.in_sync(program)
    name = '"] --> n9; click n0 href "javascript:alert(1)" %% `x` <b> #quot; ```'
    document = account.appliance["AssumeRolePolicyDocument"]
    document["Statement"][0]["Principal"] = {"AWS": [f"arn:aws:iam::{ACCOUNT}:user/{name}"]}
    found = snapshots.drift(program, account, "markdown").expect(2)
    assert (f"arn:aws:iam::{ACCOUNT}:user/{name}", APPLIANCE, "not in the spec") in graph_of(
        found.out
    )
    assert {tag for tag, _ in rendered(found.out).elements} <= PLAIN


def test_a_graph_too_large_for_mermaid_is_cut_and_says_so(program):
    account = snapshots.in_sync(program)
    principals = [f"arn:aws:iam::{ACCOUNT}:user/u{number}" for number in range(600)]
    account.appliance["AssumeRolePolicyDocument"]["Statement"].append(
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": principals}}
    )
    text = snapshots.drift(program, account, "markdown").expect(2).out
    assert len(graph_of(text)) == 200
    assert "Of 603 arrows 200 are drawn" in text


def test_the_hostile_text_is_seen_as_it_is(program):
    account = snapshots.in_sync(program)
    snapshots.hostile(account)
    text = snapshots.drift(program, account, "markdown").expect(5).out
    start = HOSTILE.split("|")[0]
    assert start in "".join(rendered(text).all_texts)


# What counts, and how serious it is

SERIOUS = {"role-missing", "managed-policy-missing", "inline-policy-missing", "trust-policy"}
HARMLESS = {"description", "tags", "path", "name-case"}


@pytest.mark.parametrize("kind", sorted(SERIOUS | HARMLESS))
def test_a_level_tells_how_serious_a_difference_is(program, kind):
    account = snapshots.in_sync(program)
    CHANGES[kind](account)
    # What another path lets happen depends on policies of others, so this one counts as a widening.
    level = "error" if kind in SERIOUS | {"path"} else "warning"
    line = snapshots.drift(program, account, "github").expect(2).out.split("\n")[0]
    assert line.startswith(f"::{level} ") and f"title={kind}::" in line
    run = sarif_run(snapshots.drift(program, account, "sarif").expect(2).json)
    assert {(row["ruleId"], row["level"]) for row in run["results"]} == {(kind, level)}
    (rule,) = [rule for rule in run["tool"]["driver"]["rules"] if rule["id"] == kind]
    assert rule["defaultConfiguration"]["level"] == ("error" if kind in SERIOUS else "warning")


def test_what_widens_nothing_fails_nothing_when_only_that_counts(program):
    account = snapshots.in_sync(program)
    for kind in ("role-missing", "managed-policy-missing", "description"):
        CHANGES[kind](account)
    words = ("--fail-on", "widened")
    lines = snapshots.drift(program, account, "github", *words).expect(0).out.split("\n")
    assert [line.split(" ")[0] for line in lines[:-3]] == ["::notice"] * 3
    run = sarif_run(snapshots.drift(program, account, "sarif", *words).expect(0).json)
    assert [row["level"] for row in run["results"]] == ["note"] * 3
    text = snapshots.drift(program, account, "junit", *words).expect(0).out
    JUNIT.validate(text)
    suites = xml.etree.ElementTree.fromstring(text)
    assert suites.get("failures") == "0"
    told = [line for out in suites.iter("system-out") for line in out.text.split("\n")]
    assert told.pop().startswith("Actions by the service reference of ")
    assert len(told) == 3 and all(line.startswith("widens no access: ") for line in told)
    # One thing that counts leaves the others as they were.
    CHANGES["max-session-duration"](account)
    lines = snapshots.drift(program, account, "github", *words).expect(2).out.split("\n")
    assert lines[0].startswith("::error ") and "title=max-session-duration" in lines[0]
    assert [line.split(" ")[0] for line in lines[1:-3]] == ["::notice"] * 3
    text = snapshots.drift(program, account, "junit", *words).expect(2).out
    JUNIT.validate(text)
    (failure,) = xml.etree.ElementTree.fromstring(text).iter("failure")
    assert failure.get("message") == "1 difference: max-session-duration"
    assert "description" not in failure.text


def test_whoever_is_trusted_besides_is_named_in_every_form(program):
    account = snapshots.in_sync(program)
    account.appliance["AssumeRolePolicyDocument"] = trust()
    account.appliance["AssumeRolePolicyDocument"]["Statement"].append(
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {
            "AWS": "999999999999", "Service": "panorama.amazonaws.com"}}
    )  # fmt: skip
    for form in program.formats("drift"):
        found = snapshots.drift(program, account, form).expect(2).out
        assert re.search(
            r"('|&#39;|\\')999999999999\1 is trusted and the role set does not name it", found
        ), form
        assert "panorama.amazonaws.com' is trusted and" not in found


def test_a_role_that_nobody_declared_stands_among_those_that_can_be_assumed(program):
    account = snapshots.in_sync(program)
    CHANGES["role-unexpected"](account)
    text = snapshots.drift(program, account, "markdown").expect(2).out
    edge = ("panorama.amazonaws.com", "panorama-leftover", "not in the spec")
    assert edge in graph_of(text)
    page = snapshots.drift(program, account, "html").expect(2).out
    table = page.split('<section id="trust">')[1].split("</section>")[0]
    assert "panorama-leftover" in table


def test_the_coverage_names_roles_as_the_list_of_roles_does(program):
    account = snapshots.in_sync(program)
    role = account.roles.pop(LINKED)
    name = "AWSServiceRoleForpanorama"
    role.update(RoleName=name, Arn=role["Arn"].replace(LINKED, name))
    account.roles[name] = role
    found = snapshots.drift(program, account, "json").json
    assert name in {role["name"] for role in found["roles"]}
    assert {row["role"] for row in found["coverage"]} - {None} == {
        role["name"] for role in found["roles"]
    }


def test_a_role_of_which_other_spellings_were_not_looked_for_is_not_wholly_read(online, stub):
    online.init().expect(0)
    stub.fault("denied", "ListRoles", times=None)
    text = online.run("drift", "--format", "markdown").expect(5).out
    rows = {row.split(" | ")[0]: row for row in text.split("\n") if row.startswith("| `")}
    assert rows[f"| `{LINKED}`"].endswith("| **not all** |")
    # It does not exist under its own name, and may exist in another spelling.
    assert rows[f"| `{APPLIANCE}`"].endswith("| **not all** |")
    page = online.run("drift", "--format", "html").expect(5).out
    row = page.split(f">{LINKED}</a>")[1].split("</tr>")[0]
    assert "not all" in row


def entry(kind: str, role: str = APPLIANCE, **more: str) -> dict:
    value = {"role": role, "kind": kind, "value": "sha256:0"}
    return value | {"reason": "agreed", "owner": "us", "expires": snapshots.next_year()} | more


def test_findings_of_an_ignore_list_stand_at_their_entry(program):
    account = snapshots.in_sync(program)
    CHANGES["description"](account)
    path = program.folder / "panorama-roles.json"
    spec = json.loads(path.read_text())
    spec["ignore"] = [entry("path"), entry("tags")]
    path.write_text(json.dumps(spec, indent=2))
    (role,) = [
        role
        for role in snapshots.drift(program, account, "json").json["roles"]
        if role["name"] == APPLIANCE
    ]
    digest = role["differences"][0]["digest"]
    entries = [entry("role-missing"), entry("description", value=digest)]
    (program.folder / "lists").mkdir()
    program.write(
        "lists/ignore.json", json.dumps({"schemaVersion": "1.0", "ignore": entries}, indent=2)
    )
    words = ("--ignore", "lists/ignore.json")
    expected = {
        ("path", "panorama-roles.json", line_of(path.read_text(), '"path"')),
        ("tags", "panorama-roles.json", line_of(path.read_text(), '"tags",')),
    }
    for kind in ("role-missing", "description"):
        text = (program.folder / "lists/ignore.json").read_text()
        expected.add((kind, "lists/ignore.json", line_of(text, f'"{kind}"')))
    told = snapshots.drift(program, account, "github", *words).expect(3).out.split("\n")[:-2]
    found = set()
    for line in told:
        at = re.fullmatch(r"::\w+ file=(.*),line=(\d+),title=[\w-]+::(.*)", line)
        (kind,) = [kind for kind, _, _ in expected if f"{kind}" in at[3].replace(APPLIANCE, "")]
        found.add((kind, at[1], int(at[2])))
    assert found == expected
    run = sarif_run(snapshots.drift(program, account, "sarif", *words).expect(3).json)
    places = {
        (
            row["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
            row["locations"][0]["physicalLocation"]["region"]["startLine"],
        )
        for row in run["results"]
    }
    assert places == {(file, line) for _, file, line in expected}


def line_of(text: str, sign: str) -> int:
    """The line on which the entry with a sign begins: that of its brace before its role."""
    (number,) = [number for number, line in enumerate(text.split("\n"), 1) if sign in line]
    return number - 2


# What a boundary denies is no access, and no denial of a policy.


def bounded(online, account):
    """A role whose boundary denies; the boundary is taken away by hand."""
    allow = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    deny = {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [allow, deny]}
    reading = {"Version": "2012-10-17", "Statement": [{**allow, "Action": "s3:GetObject"}]}
    arn = account.iam.create_policy(PolicyName="bound", PolicyDocument=json.dumps(document))[
        "Policy"
    ]["Arn"]
    role = {
        "name": "Team",
        "trust": trust(),
        "permissionsBoundary": arn,
        "inlinePolicies": [{"name": "read", "document": reading}],
    }
    online.write("team.json", json.dumps({"schemaVersion": "1.0", "name": "team", "roles": [role]}))
    online.init("--role-set", "team.json", "--approve").expect(0)


def test_a_boundary_that_was_removed_bounds_no_longer(online, account):
    bounded(online, account)
    online.run("snapshot", "--out", "before.json").expect(0)
    account.iam.delete_role_permissions_boundary(RoleName="Team")
    for form in online.formats("drift"):
        told = online.run("drift", "--format", form).expect(2).out
        assert "no longer denied" not in told, form
        if form in ("text", "markdown", "html", "sarif", "junit"):
            assert "no longer bounded: iam:" in told, form
    json_form = online.run("drift", "--format", "json").expect(2).json
    [difference] = json_form["roles"][0]["differences"]
    assert "deniesLost" in difference["access"]["witnesses"]
    planned = online.run("plan").expect(0).out
    assert "now bounded: iam:" in planned and "now bounded in all: " in planned, planned
    assert "denied" not in planned
    online.run("snapshot", "--out", "after.json").expect(0)
    for form in online.formats("review"):
        words = ["--snapshot", "before.json", "after.json", "--format", form]
        told = online.run("review", *words).expect(2).out.lower()
        assert "no longer denied" not in told, form
        if form in ("text", "markdown", "sarif"):
            assert "no longer bounded" in told, told
        if form == "markdown":
            assert "denied by statement 2" in told, told


def test_a_role_that_is_missing_is_told_by_what_it_may_do(online, account):
    """A denial of a role that does not exist holds nothing back."""
    bounded(online, account)
    account.iam.delete_role_policy(RoleName="Team", PolicyName="read")
    account.iam.delete_role(RoleName="Team")
    online.run("snapshot", "--out", "account.json").expect(0)
    words = ["--snapshot", "account.json"]
    for form in online.formats("drift"):
        told = online.run("drift", *words, "--format", form).expect(2).out
        assert "no longer denied" not in told and "bounded" not in told, form
    shown = online.run("drift", *words).expect(2).out
    assert "no longer allowed: s3:GetObject" in shown, shown
    planned = online.run("plan", *words).expect(0).out
    assert "now allowed: s3:GetObject" in planned and "now denied" not in planned, planned

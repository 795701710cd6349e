"""What one policy grants or denies and another does not, asked of Z3: a second decider.

Written from the rules of the policy language and not from our analysis: policies become formulas
over one free request (action, resource, context), and Z3 looks for a request that one side takes
and the other does not. Nothing of the program is used.

`NotEncoded` says why a pair is left out: policy variables, keys compared as two types at once, and
what AWS leaves open (such as a plain operator on a key of several values).
"""

import datetime
import ipaddress
import re
from fractions import Fraction

import z3

ANY = z3.AllChar(z3.ReSort(z3.StringSort()))
ALL = z3.Star(ANY)
NO_COLON = z3.Intersect(ANY, z3.Complement(z3.Re(":")))
SOME = z3.Plus(NO_COLON)
COLON = z3.Re(":")
# The global keys that have several values (IAM User Guide, "AWS global condition context keys");
# all
# other global keys have one.
SEVERAL = {
    "aws:tagkeys", "aws:calledvia", "aws:principalorgpaths", "aws:resourceorgpaths",
    "aws:sourceorgpaths", "aws:principalservicenameslist",
}  # fmt: skip
FAMILIES = {"String": str, "Arn": str, "Numeric": Fraction, "Date": Fraction, "Bool": bool}
QUESTIONS = ("widened", "narrowed", "deniesLost", "deniesGained")


class NotEncoded(Exception):
    pass


def as_list(value) -> list:
    return value if isinstance(value, list) else [value]


def as_text(value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def concat(some):
    some = list(some)
    return z3.Re("") if not some else some[0] if len(some) == 1 else z3.Concat(*some)


def union(some):
    return some[0] if len(some) == 1 else z3.Union(*some)


def glob(pattern: str, one=ANY):
    """`*` any run and `?` any character, out of `one`."""
    return concat(
        z3.Star(one) if piece[0] == "*" else one if piece == "?" else z3.Re(piece)
        for piece in re.findall(r"\*+|\?|[^*?]+", pattern)
    )


def whole_arn(pattern: str):
    """Six fields, each for itself: a wildcard stops at colons but in the last field."""
    *head, last = pattern.split(":", 5)
    parts = []
    for field in head:
        parts += [glob(field, NO_COLON), COLON]
    return concat([*parts, glob(last)])


def resource_pattern(pattern: str):
    if pattern.count(":") >= 5:
        return whole_arn(pattern)
    # An incomplete ARN goes on with anything, once its last field is matched.
    parts = []
    for field in pattern.split(":"):
        # A wildcard at the end of a field goes on beyond its colon.
        end = [ALL] if field.endswith("*") else []
        parts += [glob(field.rstrip("*") if end else field, NO_COLON), *end, COLON]
    return concat([*parts[:-1], *([] if pattern.endswith("*") else [COLON, ALL])])


def one_of(value, patterns: list[str], expression) -> z3.BoolRef:
    """Whether the value matches one of the patterns; plain texts are compared as texts."""
    plain = [value == z3.StringVal(one) for one in patterns if not set(one) & set("*?")]
    wild = [expression(one) for one in patterns if set(one) & set("*?")]
    return z3.Or(*plain, *([z3.InRe(value, union(wild))] if wild else []))


class Key:
    """A condition key: absent, or with one value, or with several."""

    def __init__(self, name: str, clauses: list[tuple[str, tuple[str, ...]]]):
        self.name = name
        operators = [operator for operator, _ in clauses]
        families = {family(base(operator)) for operator in operators} - {"Null"}
        if len(families) > 1:
            raise NotEncoded(f"{name} is compared as {' and '.join(sorted(families))}")
        self.family = families.pop() if families else "String"
        is_global = name.startswith("aws:")
        sets = [operator for operator in operators if ":" in operator]
        self.several = name in SEVERAL or (bool(sets) and not is_global and "tag/" not in name)
        if self.several and len(sets) < len([one for one in operators if base(one) != "Null"]):
            raise NotEncoded(f"{name} has several values and an operator for one")
        self.present = z3.Bool(f"{name} is there")
        self.values = [self.fresh(i) for i in range(len(clauses) if self.several else 1)]
        self.count = z3.Int(f"count of {name}")

    def fresh(self, index: int):
        name = f"{self.name}[{index}]"
        if self.family in ("Numeric", "Date"):
            return z3.Real(name)
        if self.family == "Bool":
            return z3.Bool(name)
        if self.family == "IpAddress":
            return z3.Bool(f"{name} is v6"), z3.Int(name)
        return z3.String(name)

    def universe(self) -> list[z3.BoolRef]:
        some = [self.count >= 1, self.count <= len(self.values)]
        if self.family == "IpAddress":
            for is_v6, address in self.values:
                some += [address >= 0, address < z3.If(is_v6, z3.IntVal(2**128), z3.IntVal(2**32))]
        return some

    def truth(self, operator: str, values: tuple[str, ...]) -> z3.BoolRef:
        name, absent = base(operator), z3.Not(self.present)
        if name == "Null":
            if ":" in operator:
                raise NotEncoded("Null over a set")
            wanted = {"true": absent, "false": self.present}
            return z3.Or(*(wanted[value.lower()] for value in values if value.lower() in wanted))
        if not values:
            raise NotEncoded("no values")
        negated = "Not" in name
        matches = [self.matches(value, name.replace("Not", ""), values) for value in self.values]
        holds = [z3.Not(one) if negated else one for one in matches]
        excused = operator.endswith("IfExists")
        if ":" not in operator:
            return z3.Or(absent, holds[0]) if negated or excused else z3.And(self.present, holds[0])
        there = [self.count > index for index in range(len(self.values))]
        if operator.startswith("ForAllValues:"):
            every = [z3.Implies(*pair) for pair in zip(there, holds, strict=True)]
            return z3.Or(absent, z3.And(*every))
        if excused:
            raise NotEncoded("ForAnyValue with IfExists")
        return z3.And(self.present, z3.Or(*map(z3.And, there, holds)))

    def matches(self, value, name: str, wanted: tuple[str, ...]) -> z3.BoolRef:
        match self.family:
            case "String":
                return self.matches_text(value, name, wanted)
            case "Arn":
                some = []
                for one in wanted:
                    if set(one) == {"*"}:
                        some.append(whole_arn("arn:*:*:*:*:*"))
                    elif one.count(":") >= 5:
                        some.append(whole_arn(one))
                return z3.InRe(value, union(some)) if some else z3.BoolVal(False)
            case "Numeric" | "Date":
                read = moment if self.family == "Date" else number
                compare = {
                    "Equals": lambda a, b: a == b, "LessThan": lambda a, b: a < b,
                    "LessThanEquals": lambda a, b: a <= b, "GreaterThan": lambda a, b: a > b,
                    "GreaterThanEquals": lambda a, b: a >= b,
                }[name.removeprefix(self.family)]  # fmt: skip
                return z3.Or(
                    *(compare(value, z3.Q(*read(one).as_integer_ratio())) for one in wanted)
                )
            case "Bool":
                truths = {"true": value, "false": z3.Not(value)}
                if any(one.lower() not in truths for one in wanted):
                    raise NotEncoded("a Bool that is neither true nor false")
                return z3.Or(*(truths[one.lower()] for one in wanted))
            case "IpAddress":
                return z3.Or(*(within(value, one) for one in wanted))
        raise NotEncoded(f"{name} has no encoding")

    def matches_text(self, value, name: str, wanted: tuple[str, ...]) -> z3.BoolRef:
        match name:
            case "StringEquals":
                return z3.Or(*(value == z3.StringVal(one) for one in wanted))
            case "StringLike":
                return one_of(value, list(wanted), glob)
            case "StringEqualsIgnoreCase":
                return z3.InRe(value, union([either_case(one) for one in wanted]))
        raise NotEncoded(f"{name} has no encoding")


def either_case(text: str):
    return concat(
        z3.Union(z3.Re(one.lower()), z3.Re(one.upper())) if one.isascii() and one.isalpha()
        else z3.Re(one)
        for one in text
    )  # fmt: skip


def base(operator: str) -> str:
    return operator.rpartition(":")[2].removesuffix("IfExists")


def family(name: str) -> str:
    if name in ("IpAddress", "NotIpAddress"):
        return "IpAddress"
    return next((one for one in (*FAMILIES, "Null") if name.startswith(one)), name)


def number(text: str) -> Fraction:
    try:
        return Fraction(text)
    except ValueError:
        raise NotEncoded(f"{text} is no number") from None


def moment(text: str) -> Fraction:
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return Fraction(text)
    try:
        read = datetime.datetime.fromisoformat(text.upper().replace("Z", "+00:00"))
    except ValueError:
        raise NotEncoded(f"{text} is not a date that Python reads") from None
    if read.tzinfo is None:
        read = read.replace(tzinfo=datetime.timezone.utc)
    start = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    return Fraction((read - start) // datetime.timedelta(microseconds=1), 1_000_000)


def within(value, text: str) -> z3.BoolRef:
    is_v6, address = value
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise NotEncoded(f"{text} is no network") from None
    return z3.And(
        is_v6 if network.version == 6 else z3.Not(is_v6),
        address >= int(network.network_address), address <= int(network.broadcast_address),
    )  # fmt: skip


class Comparison:
    """Two documents as formulas over one request."""

    def __init__(self, actual: dict, desired: dict):
        self.action, self.resource = z3.String("action"), z3.String("resource")
        # An action without resource-level permissions has none, which "*" alone takes.
        self.has_resource = z3.Bool("has a resource")
        statements = [
            [(document, statement) for statement in as_list(document["Statement"])]
            for document in (actual, desired)
        ]
        clauses: dict[str, list] = {}
        for document, statement in statements[0] + statements[1]:
            for operator, key, values in self.conditions(document, statement):
                one = clauses.setdefault(key, [])
                if (operator, values) not in one:
                    one.append((operator, values))
        self.keys = {key: Key(key, some) for key, some in clauses.items()}
        self.allows, self.denies = (
            [
                [
                    self.formula(*one)
                    for one in side
                    if one[1]["Effect"] == effect
                ]
                for side in statements
            ]
            for effect in ("Allow", "Deny")
        )  # fmt: skip

    @staticmethod
    def conditions(document: dict, statement: dict):
        for operator, keys in statement.get("Condition", {}).items():
            for key, values in keys.items():
                texts = tuple(map(as_text, as_list(values)))
                if document.get("Version") == "2012-10-17" and any("${" in one for one in texts):
                    raise NotEncoded("a policy variable")
                yield operator, key.lower(), texts

    def formula(self, document: dict, statement: dict) -> z3.BoolRef:
        parts = [self.truth_of_actions(statement), self.truth_of_resources(document, statement)]
        for operator, key, values in self.conditions(document, statement):
            parts.append(self.keys[key].truth(operator, values))
        return z3.And(*parts)

    def truth_of_actions(self, statement: dict) -> z3.BoolRef:
        is_not = "NotAction" in statement
        patterns = [one.lower() for one in as_list(statement["NotAction" if is_not else "Action"])]
        truth = one_of(self.action, patterns, glob)
        return z3.Not(truth) if is_not else truth

    def truth_of_resources(self, document: dict, statement: dict) -> z3.BoolRef:
        is_not = "NotResource" in statement
        patterns = as_list(statement["NotResource" if is_not else "Resource"])
        if document.get("Version") == "2012-10-17" and any("${" in one for one in patterns):
            raise NotEncoded("a policy variable")
        if any(set(one) == {"*"} for one in patterns):
            truth = z3.BoolVal(True)
        else:
            texts = [one for one in patterns if one.count(":") >= 5 and not set(one) & set("*?")]
            others = [resource_pattern(one) for one in patterns if one not in texts]
            some = [self.resource == z3.StringVal(one) for one in texts]
            some += [z3.InRe(self.resource, union(others))] if others else []
            truth = z3.And(self.has_resource, z3.Or(*some))
        return z3.Not(truth) if is_not else truth

    def universe(self) -> list[z3.BoolRef]:
        names = concat([SOME, COLON, SOME])
        free = z3.Star(NO_COLON)
        arns = concat(
            [z3.Re("arn:"), SOME, COLON, SOME, COLON, free, COLON, free, COLON, z3.Plus(ANY)]
        )
        some = [z3.InRe(self.action, names), z3.InRe(self.resource, arns)]
        return some + [part for key in self.keys.values() for part in key.universe()]

    def question(self, name: str) -> z3.BoolRef:
        granted = [
            z3.And(z3.Or(*allows), z3.Not(z3.Or(*denies)))
            for allows, denies in zip(self.allows, self.denies, strict=True)
        ]
        denied = [z3.Or(*denies) for denies in self.denies]
        more, less = {
            "widened": granted, "narrowed": granted[::-1], "deniesLost": denied[::-1],
            "deniesGained": denied,
        }[name]  # fmt: skip
        return z3.And(more, z3.Not(less))

    def ask(self, name: str, milliseconds: int) -> str:
        """`holds` when no request tells the two apart, `fails` when one does, else `unknown`."""
        solver = z3.Solver()
        solver.set("timeout", milliseconds)
        solver.add(*self.universe(), self.question(name))
        found = solver.check()
        return "fails" if found == z3.sat else "holds" if found == z3.unsat else "unknown"

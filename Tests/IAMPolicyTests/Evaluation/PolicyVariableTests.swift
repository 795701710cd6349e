import IAMPolicy
import Testing

struct PolicyVariableTests {
  typealias PartRow = (text: String, parts: [PatternTemplate.Part])

  static let partRows: [PartRow] = [
    ("plain", [.text("plain")]),
    ("a*b?", [.text("a"), .run, .text("b"), .one]),
    ("${aws:username}", [.variable(PolicyVariable(key: "aws:username"))]),
    ("a/${k}/*", [.text("a/"), .variable(PolicyVariable(key: "k")), .text("/"), .run]),
    ("${*}${?}${$}", [.text("*?$")]),
    ("${${*}", [.text("${*")]),
    (
      "${aws:PrincipalTag/team, 'company-wide'}",
      [.variable(PolicyVariable(key: "aws:PrincipalTag/team", defaultValue: "company-wide"))]
    ),
    ("${k,'d'}", [.variable(PolicyVariable(key: "k", defaultValue: "d"))]),
    ("${k, ''}", [.variable(PolicyVariable(key: "k", defaultValue: ""))]),
    ("${k, 'a}b'}", [.variable(PolicyVariable(key: "k", defaultValue: "a}b"))]),
    ("${k, 'a, b'}", [.variable(PolicyVariable(key: "k", defaultValue: "a, b"))]),
    ("${k, d}", [.text("${k, d}")]),
    ("${k, 'd}", [.text("${k, 'd}")]),
    ("${}", [.text("${}")]),
    ("${$k}", [.text("${$k}")]),
    ("${a'b}", [.text("${a'b}")]),
    ("${k", [.text("${k")]),
    ("$", [.text("$")]),
    ("$k}", [.text("$k}")]),
    ("$${k}", [.text("$"), .variable(PolicyVariable(key: "k"))]),
  ]

  @Test("A text is cut into plain text, wildcards and variables", arguments: partRows)
  func parts(row: PartRow) {
    #expect(PatternTemplate(row.text, variables: true).parts == row.parts)
  }

  @Test("Without variables a dollar is a dollar")
  func plain() {
    #expect(
      PatternTemplate("${a}*", variables: false).parts == [.text("${a}"), .run])
    #expect(PatternTemplate("${*}", variables: false).parts == [.text("${"), .run, .text("}")])
  }

  @Test("Thousands of unclosed variables are read in one pass")
  func hostile() {
    let text = String(repeating: "${", count: 50_000)
    #expect(PatternTemplate(text, variables: true).parts == [.text(text)])
  }

  static let context = RequestContext([
    "aws:username": ["alice"], "aws:PrincipalTag/Team": ["red"], "star": ["*"], "colon": ["a:b"],
    "two": ["a", "b"], "empty": [""], "none": [], "aws:SourceArn": ["arn:aws:s3:::bucket"],
  ])

  static let resourceRows: [(pattern: String, resource: String, matches: Bool)] = [
    ("arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/alice/x", true),
    ("arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/bob/x", false),
    ("arn:aws:s3:::b/${AWS:UserName}/*", "arn:aws:s3:::b/alice/x", true),
    ("arn:aws:s3:::b/${aws:principaltag/team}", "arn:aws:s3:::b/red", true),
    // What is put in is literal, whatever it holds.
    ("arn:aws:s3:::b/${star}", "arn:aws:s3:::b/*", true),
    ("arn:aws:s3:::b/${star}", "arn:aws:s3:::b/x", false),
    ("arn:aws:s3:::b/${*}", "arn:aws:s3:::b/*", true),
    ("arn:aws:s3:::b/${*}", "arn:aws:s3:::b/x", false),
    ("arn:aws:s3:::b/${?}", "arn:aws:s3:::b/x", false),
    ("arn:aws:s3:::b/${$}", "arn:aws:s3:::b/$", true),
    ("arn:aws:s3:::${colon}", "arn:aws:s3:::a:b", true),
    // Without one value the pattern takes nothing.
    ("arn:aws:s3:::b/${gone}*", "arn:aws:s3:::b/x", false),
    ("arn:aws:s3:::b/${two}", "arn:aws:s3:::b/a", false),
    ("arn:aws:s3:::b/${none}", "arn:aws:s3:::b/", false),
    ("arn:aws:s3:::b/${empty}", "arn:aws:s3:::b/", true),
    ("arn:aws:s3:::b/${gone, 'all'}", "arn:aws:s3:::b/all", true),
    ("arn:aws:s3:::b/${aws:username, 'all'}", "arn:aws:s3:::b/all", false),
    ("arn:aws:s3:::b/${gone, '*'}", "arn:aws:s3:::b/x", false),
    ("arn:aws:s3:::b/${two, 'all'}", "arn:aws:s3:::b/all", false),
    // In the head of an ARN, too.
    ("arn:aws:iam::${gone, '123456789012'}:user/*", "arn:aws:iam::123456789012:user/a", true),
    ("${aws:SourceArn}", "arn:aws:s3:::bucket", true),
    ("${aws:SourceArn}", "arn:aws:s3:::other", false),
  ]

  @Test("A variable in a resource is its value, literally", arguments: resourceRows)
  func resources(row: (pattern: String, resource: String, matches: Bool)) {
    #expect(
      ResourcePattern(row.pattern).matches(row.resource, in: Self.context, hasVariables: true)
        == row.matches)
  }

  typealias ConditionCase = (name: String, value: String, key: String, holds: Bool)

  static let conditionRows: [ConditionCase] = [
    ("StringEquals", "${aws:username}", "alice", true),
    ("StringEquals", "${aws:username}", "bob", false),
    ("StringEquals", "${star}", "*", true),
    ("StringEquals", "${star}", "x", false),
    ("StringEquals", "${*}", "*", true),
    ("StringLike", "${star}", "x", false),
    ("StringLike", "${star}*", "*x", true),
    ("StringLike", "${*}", "x", false),
    ("StringLike", "${aws:username}-?", "alice-1", true),
    ("StringNotLike", "${aws:username}-?", "alice-1", false),
    ("StringEqualsIgnoreCase", "${aws:username}", "ALICE", true),
    ("StringNotEqualsIgnoreCase", "${aws:username}", "ALICE", false),
    ("StringEquals", "${gone}", "x", false),
    ("StringNotEquals", "${gone}", "x", true),
    ("StringNotLike", "${gone}*", "x", true),
    ("StringEqualsIfExists", "${gone}", "x", false),
    ("StringEquals", "${gone, 'x'}", "x", true),
    ("StringEquals", "${two}", "a", false),
    ("ForAllValues:StringEquals", "${gone}", "x", false),
    ("ForAnyValue:StringNotEquals", "${gone}", "x", true),
    ("ArnLike", "arn:aws:s3:::${aws:username}/*", "arn:aws:s3:::alice/x", true),
    ("ArnLike", "arn:aws:s3:::${star}", "arn:aws:s3:::x", false),
    ("ArnEquals", "${aws:SourceArn}", "arn:aws:s3:::bucket", true),
    ("ArnEquals", "${gone}", "arn:aws:s3:::bucket", false),
    ("ArnNotEquals", "${gone}", "arn:aws:s3:::bucket", true),
    ("Bool", "${gone, 'true'}", "true", true),
    ("Bool", "${gone}", "true", false),
    // Operators that have no variables.
    ("NumericEquals", "${gone, '1'}", "1", false),
    ("IpAddress", "${gone, '10.0.0.1'}", "10.0.0.1", false),
    ("DateEquals", "${gone, '0'}", "0", false),
    ("BinaryEquals", "${gone, 'AAAA'}", "AAAA", false),
  ]

  @Test("A variable in a condition is its value, literally", arguments: conditionRows)
  func conditions(row: ConditionCase) throws {
    let wanted = try #require(conditionOperator(row.name))
    let clause = ConditionClause(wanted, "key", [row.value])
    let context = Self.context.setting("key", to: [row.key])
    #expect(clause.truth(in: context, hasVariables: true) == Truth(row.holds))
  }

  @Test("Version 2008-10-17, and no version, leave variables as text")
  func versions() {
    let context = RequestContext(["aws:username": ["alice"]])
    for version in [PolicyVersion?.none, .v2008, .v2012] {
      let policy = PolicyDocument.identity(
        version: version,
        [
          IdentityStatement(
            .allow, .actions("s3:*"), on: .resources("arn:aws:s3:::b/${aws:username}"))
        ])
      let asValue = AccessRequest(
        action: "s3:GetObject", resource: "arn:aws:s3:::b/alice", context: context)
      let asText = AccessRequest(
        action: "s3:GetObject", resource: "arn:aws:s3:::b/${aws:username}", context: context)
      #expect(policy.decide(asValue).isAllowed == (version == .v2012))
      #expect(policy.decide(asText).isAllowed == (version != .v2012))
    }
  }
}

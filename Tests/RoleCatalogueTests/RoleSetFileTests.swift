import IAMPolicy
import IAMRoles
import JSONText
import Testing

@testable import RoleCatalogue

@Suite("A role-set file")
struct RoleSetFileTests {
  private func file(_ role: String, parameters: String = "[]") -> String {
    """
    {"schemaVersion": "1.0", "name": "mine", "title": "Mine", "summary": "My roles",
    "parameters": \(parameters),
    "roles": [
    \(role)
    ]}
    """
  }

  private func problems(_ text: String) -> [String] {
    do {
      _ = try RoleSetDefinition(reading: text)
      return []
    } catch {
      return error.problems.map { "\($0.position.line):\($0.position.column) \($0.id)" }
    }
  }

  @Test("can describe any role: principals, patterns, documents, tags and a boundary")
  func wholeRole() throws {
    let text = file(
      #"""
      {"name": "${Prefix}Role", "path": "/mine/", "acceptedPaths": ["/"], "aliases": ["${Prefix}role"],
       "description": "Mine", "maxSessionDuration": 7200,
       "trust": {"services": ["credentials.iot.amazonaws.com", "iot.amazonaws.com"],
         "sourceAccount": true, "sourceArns": ["arn:${Partition}:iot:*:${Account}:rolealias/x"]},
       "managedPolicies": ["arn:${Partition}:iam::${Account}:policy/${Prefix}/P"],
       "inlinePolicies": [{"name": "stream", "document": {"Version": "2012-10-17", "Statement": [
         {"Effect": "Allow", "Action": "kinesisvideo:PutMedia", "Resource":
          "arn:${Partition}:kinesisvideo:*:${Account}:stream/${credentials-iot:ThingName}/*"}]}}],
       "tags": {"Owner": "${Prefix}"},
       "permissionsBoundary": "arn:${Partition}:iam::${Account}:policy/B"}
      """#, parameters: #"[{"name": "Prefix", "summary": "Before each name", "default": "My"}]"#)
    let definition = try RoleSetDefinition(reading: text)
    let findings = ProblemCollector()
    let roles = definition.roles(
      with: ParameterValues(account: "111122223333", partition: "aws-cn"), devices: .any,
      findings: findings)
    #expect(findings.problems.isEmpty)
    let role = try #require(roles.first?.ordinary)
    #expect(role.name == "MyRole" && role.alternativeNames == ["Myrole"])
    #expect(role.acceptedPaths == ["/mine/", "/"] && role.maxSessionDuration == 7200)
    #expect(role.managedPolicies.map(\.arn) == ["arn:aws-cn:iam::111122223333:policy/My/P"])
    #expect(role.permissionsBoundary?.arn == "arn:aws-cn:iam::111122223333:policy/B")
    #expect(role.tags == [Tag("Owner", "My")])
    #expect(
      role.inlinePolicies.first?.document.statements.first?.resource
        == .resource([
          ResourcePattern(
            "arn:aws-cn:kinesisvideo:*:111122223333:stream/${credentials-iot:ThingName}/*")
        ]))
    #expect(
      role.trust.text(.compact) == #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","#
        + #""Principal":{"Service":["credentials.iot.amazonaws.com","iot.amazonaws.com"]},"#
        + #""Action":"sts:AssumeRole","Condition":{"ArnLike":{"aws:SourceArn":"#
        + #""arn:aws-cn:iot:*:111122223333:rolealias/x"},"#
        + #""StringEquals":{"aws:SourceAccount":"111122223333"}}}]}"#)
  }

  @Test("may write its trust policy out")
  func trustDocument() throws {
    let text = file(
      #"""
      {"name": "R", "trust": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
        "Principal": {"AWS": "${Account}"}, "Action": "sts:AssumeRole"}]}}
      """#)
    let definition = try RoleSetDefinition(reading: text)
    let roles = definition.roles(
      with: ParameterValues(account: "111122223333", partition: "aws"), devices: .any,
      findings: ProblemCollector())
    let role = try #require(roles.first?.ordinary)
    #expect(role.trust.statements.first?.principal == .principal(.some([.aws("111122223333")])))
  }

  static let trust = #""trust": {"services": ["panorama.amazonaws.com"]}"#

  static let bad: [(role: String, problems: [String])] = [
    (#"{"nam": "R", \#(trust)}"#, ["4:1 missing-key", "4:2 unknown-key"]),
    (#"{"name": "R"}"#, ["4:1 missing-key"]),
    (#"{"name": "R", "trust": {"services": []}}"#, ["4:37 no-services"]),
    (#"{"name": "R", "trust": {"sourceAccount": true}}"#, ["4:24 missing-key"]),
    (
      #"{"name": "R", "path": 1, "maxSessionDuration": "1h", \#(trust)}"#,
      ["4:23 wrong-type", "4:48 wrong-type"]
    ),
    (#"{"name": "R s", "path": "/x", \#(trust)}"#, ["4:10 role-name", "4:25 path"]),
    (
      #"{"name": "R", \#(trust), "managedPolicies": ["P"]}"#, ["4:86 policy-arn"]
    ),
    (
      #"{"name": "R", \#(trust), "managedPolicies": "#
        + #"["arn:${Partition}:iam::aws:policy/aws-service-role/P"]}"#, ["4:86 service-policy"]
    ),
    (
      #"{"name": "R", \#(trust), "managedPolicies": ["arn:${Partion}:iam::aws:policy/P"]}"#,
      ["4:86 unknown-parameter"]
    ),
    (
      #"{"name": "R", "trust": {"Statement": [{"Effect": "allow", "#
        + #""Principal": "*", "Action": "sts:AssumeRole"}]}}"#, ["4:50 invalid-effect"]
    ),
    (
      #"{"name": "R", "serviceLinked": {"service": "x.amazonaws.com"}, "path": "/"}"#,
      ["4:72 service-linked"]
    ),
    (
      #"{"name": "R", \#(trust)},"# + "\n" + #"{"name": "r", \#(trust)}"#, ["5:10 duplicate-role"]
    ),
    (
      #"{"name": "R", \#(trust), "facts": [{"about": "x", "fact": "y", "confidence": "sure"}]}"#,
      ["4:76 missing-key", "4:118 unknown-value"]
    ),
  ]

  @Test("that is wrong is refused with every problem at its place", arguments: bad)
  func refused(role: String, problems: [String]) {
    #expect(self.problems(file(role)) == problems)
  }

  static let badParameters: [(parameters: String, role: String, problems: [String])] = [
    (
      #"[{"name": "A", "default": "${B}"}, {"name": "B", "default": "x${A}"}]"#,
      #"{"name": "R", \#(trust)}"#, ["2:25 parameter-cycle"]
    ),
    (
      #"[{"name": "A", "default": "${A}"}]"#, #"{"name": "R", \#(trust)}"#,
      ["2:25 parameter-cycle"]
    ),
    (
      #"[{"name": "A"}, {"name": "A"}, {"name": "Region"}]"#, #"{"name": "R", \#(trust)}"#,
      ["2:40 duplicate-parameter", "2:55 parameter-name"]
    ),
    (
      #"[{"name": "A", "default": "${Acount}"}]"#, #"{"name": "R", \#(trust)}"#,
      ["2:25 unknown-parameter"]
    ),
    (
      #"[{"name": "Space", "optional": true}]"#,
      #"{"name": "R${Space}", \#(trust)}"#, ["4:10 parameter-value"]
    ),
    (
      #"[{"name": "Space", "optional": true}]"#,
      #"{"name": "R", \#(trust), "inlinePolicies": [{"name": "p", "when": "Spac", "document": "#
        + #"{"Statement": []}}]}"#, ["4:127 unknown-parameter"]
    ),
    (
      "[]", #"{"name": "R", "trust": {"services": ["panorma.amazonaws.com"]}}"#,
      ["4:38 service-principal"]
    ),
    (
      "[]", #"{"name": "R", "trust": {"services": ["greengrass.amazonaws.co"]}}"#,
      ["4:38 service-principal"]
    ),
    (
      "[]",
      #"{"name": "R", "trust": {"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "#
        + #""Principal": {"Service": "Lambda.amazonaws.com"}}}}"#, ["4:111 service-principal"]
    ),
    (
      "[]", #"{"name": "X", "madeFor": "application", \#(trust)}"#, ["4:10 template-name"]
    ),
    (
      "[]", #"{"name": "${Name}", "madeFor": "appliance", \#(trust)}"#, ["4:32 unknown-value"]
    ),
    (
      "[]",
      #"{"name": "R", \#(trust), "tags": {"a": "\#(String(repeating: "x", count: 257))"}}"#,
      ["4:75 tag"]
    ),
    (
      "[]", #"{"name": "R", \#(trust)}, {"name": "S", "aliases": ["r"], \#(trust)}"#,
      ["4:76 duplicate-role"]
    ),
  ]

  @Test("has parameters, conditions and services that make sense", arguments: badParameters)
  func parameters(parameters: String, role: String, problems: [String]) {
    #expect(self.problems(file(role, parameters: parameters)) == problems)
  }

  @Test("is told all its problems at once")
  func allProblems() {
    let document =
      #"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ""#
      + String(repeating: "a", count: 11_000) + #":b", "Resource": "*"}]}"#
    let text = file(
      #"""
      {"name": "R", "trust": {"services": ["panorma.amazonaws.com"]}, "pth": "/",
       "maxSessionDuration": "long",
       "managedPolicies": ["arn:aws:iam::aws:policy/aws-service-role/P"]},
      {"name": "r", "trust": {"services": ["panorama.amazonaws.com"]}}
      """#)
    #expect(
      problems(text) == [
        "4:38 service-principal", "4:65 unknown-key", "5:24 wrong-type", "6:22 service-policy",
        "7:10 duplicate-role",
      ])
    let large = file(
      #"""
      {"name": "R", "trust": {"services": ["panorama.amazonaws.com"]},
       "managedPolicies": ["arn:aws:iam::aws:policy/aws-service-role/P"],
       "inlinePolicies": [{"name": "p", "document": \#(document)}]},
      {"name": "r", "trust": {"services": ["panorama.amazonaws.com"]}}
      """#)
    #expect(
      problems(large) == ["4:10 inline-size", "5:22 service-policy", "7:10 duplicate-role"])
  }

  @Test("may name its account and the largest quotas, which a spec decides")
  func ofOneAccount() throws {
    let arns = (0..<15).map { "\"arn:aws-cn:iam::111122223333:policy/P\($0)\"" }
    let text = file(
      #"{"name": "R", \#(Self.trust), "managedPolicies": [\#(arns.joined(separator: ", "))]}"#)
    let definition = try RoleSetDefinition(reading: text)
    let catalogue = RoleCatalogue(sets: [definition])
    func problems(_ draft: SpecDraft) -> [String] {
      do throws(SpecError) {
        let spec = try Spec(checking: draft, catalogue: catalogue)
        _ = try catalogue.roleSet(for: spec)
        return []
      } catch {
        return Set(error.problems.map(\.id)).sorted()
      }
    }
    var draft = SpecDraft(account: "111122223333", partition: "aws-cn", roleSets: ["mine"])
    #expect(problems(draft) == ["managed-policy-count"])
    draft.quotas.managedPoliciesPerRole = 20
    #expect(problems(draft) == [])
    draft.account = "444455556666"
    #expect(problems(draft) == ["policy-arn"])
    draft.account = "111122223333"
    draft.partition = "aws"
    #expect(problems(draft) == ["policy-arn"])
  }

  static let services: [(text: String, meant: String?)] = [
    ("panorama.amazonaws.com", nil), ("PANORAMA.amazonaws.com", "panorama.amazonaws.com"),
    ("panoramas.amazonaws.com", "panorama.amazonaws.com"), ("brandnew.amazonaws.com", nil),
    ("credentials.iot.amazonaws.con", "credentials.iot.amazonaws.com"),
    ("lamda.amazonaws.com", "lambda.amazonaws.com"), ("sqs.amazonaws.com", nil),
    ("ec2.amazonaws.com.cn", nil), ("lambda", "lambda.amazonaws.com"), ("", nil),
    ("edge.example.com", nil), ("iox.amazonaws.com", nil),
  ]

  @Test("names services as AWS does", arguments: services)
  func service(text: String, meant: String?) {
    #expect(KnownServices.correction(of: text) == meant)
  }

  @Test("has a life-cycle of real days and known states")
  func lifecycle() {
    let text = """
      {"schemaVersion": "1.0", "name": "Mine!", "title": "Mine", "summary": "My roles",
      "lifecycle": {"status": "dead", "source": "x", "endDate": "2026-02-30"},
      "roles": [{"name": "R", \(Self.trust)}]}
      """
    #expect(
      problems(text) == ["1:34 set-name", "2:25 unknown-value", "2:59 date"])
    #expect(
      problems(
        """
        {"schemaVersion": "1.0", "name": "mine", "title": "Mine", "summary": "My roles",
        "lifecycle": {"status": "ended", "source": "x"}, "roles": [{"name": "R", \(Self.trust)}]}
        """) == ["2:14 missing-key"])
  }

  static let days: [(text: String, words: String?)] = [
    ("2026-05-31", "31 May 2026"), ("2024-02-29", "29 February 2024"), ("2023-02-29", nil),
    ("2026-5-31", nil), ("2026-13-01", nil), ("2026-00-01", nil), ("2026-01-00", nil),
    ("+026-01-01", nil), ("0000-01-01", nil), ("2000-02-29", "29 February 2000"),
    ("1900-02-29", nil), ("", nil),
  ]

  @Test("has days as the calendar has them", arguments: days)
  func day(text: String, words: String?) {
    #expect(CalendarDate(text)?.words == words)
    #expect(CalendarDate(text).map { $0.text == text } ?? true)
  }

  static let substitutions: [(text: String, result: String)] = [
    ("${Account}", "1"), ("a${Account}b${Partition}c", "a1bawsc"),
    ("${aws:username}", "${aws:username}"), ("${*}${?}${$}", "${*}${?}${$}"), ("$", "$"),
    ("${", "${"), ("${Account", "${Account"), ("$${Account}", "$1"), ("${}", "${}"),
    ("$Account", "$Account"), ("${aws:x, 'Account'}", "${aws:x, 'Account'}"),
  ]

  @Test("keeps policy variables and replaces parameters", arguments: substitutions)
  func substitution(text: String, result: String) {
    let findings = ProblemCollector()
    let substitution = Substitution(
      values: ["Account": "1", "Partition": "aws"], findings: findings)
    #expect(substitution.text(text, at: .none) == result)
    #expect(findings.problems.isEmpty)
  }
}

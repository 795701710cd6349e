import IAMRoles
import JSONText
import Testing

@testable import RoleCatalogue

@Suite("A role-set file that asks for too much, or for what cannot be")
struct RoleSetBoundsTests {
  private func file(
    parameters: String = "[]", description: String = "", more: String = "",
    services: String = #""panorama.amazonaws.com""#
  ) -> String {
    """
    {"schemaVersion": "1.0", "name": "mine", "title": "Mine", "summary": "My roles",
    "parameters": \(parameters),
    "roles": [
    {"name": "R", "description": "\(description)", "trust": {"services": [\(services)]}\(more)}
    ]}
    """
  }

  private func problems(_ text: String, _ quotas: IAMQuotas = .largest) -> [Problem] {
    do throws(DocumentError) {
      _ = try RoleSetDefinition(reading: Array(text.utf8), quotas: quotas)
      return []
    } catch {
      return error.problems
    }
  }

  private func told(_ problems: [Problem]) -> [String] {
    problems.map { "\($0.position.line):\($0.position.column) \($0.id)" }
  }

  @Test("does not grow with its parameters without end")
  func expansion() {
    // Each default is ten times the one before.
    let rows = (0..<12).map { number in
      let value =
        number == 0
        ? String(repeating: "x", count: 100) : String(repeating: "${P\(number - 1)}", count: 10)
      return "{\"name\": \"P\(number)\", \"default\": \"\(value)\"}"
    }
    let found = problems(
      file(parameters: "[\(rows.joined(separator: ",\n"))]", description: "${P11}"))
    #expect(told(found) == ["4:10 parameter-size"])
    #expect(found.first?.message.contains("'P2' has 10000 characters") == true)
  }

  @Test("does not grow with its texts without end")
  func texts() {
    let value = String(repeating: "x", count: 2048)
    let many = String(repeating: "${P}", count: 3000)
    let found = problems(
      file(parameters: #"[{"name": "P", "default": "\#(value)"}]"#, description: many))
    #expect(found.map(\.id).contains("parameter-size"))
    #expect(found.filter { $0.id == "parameter-size" }.count == 1)
  }

  @Test(
    "has no chain of parameters that is too deep to follow, and no text that is read over again")
  func depth() {
    let rows = (0..<30_000).map { #"{"name": "P\#($0)", "default": "${P\#($0 + 1)}"}"# }
    let deep = problems(file(parameters: "[\(rows.joined(separator: ","))]"))
    #expect(told(deep) == ["2:15 parameter-count"])
    // Every '${' begins a name that does not end; looking for each end to the last brace takes minutes.
    let open = problems(file(description: String(repeating: "${a", count: 300_000) + "}"))
    #expect(open.map(\.id) == ["unknown-parameter"])
  }

  @Test("is told what exceeds the quotas of a known account beside everything else")
  func quotas() {
    let arns = (0..<60).map { "\"arn:aws:panorama:*:123456789012:device/device-\($0)xxxxxxxx\"" }
    let text = file(
      more: #", "maxSessionDuration": "1h""#,
      services: #""lamda.amazonaws.com"], "sourceArns": [\#(arns.joined(separator: ", "))"#)
    #expect(told(problems(text)) == ["4:57 service-principal", "4:3710 wrong-type"])
    #expect(
      told(problems(text, .standard))
        == ["4:43 trust-size", "4:57 service-principal", "4:3710 wrong-type"])
  }

  static let policies: [(arn: String, id: String?, hint: String)] = [
    ("policy/AWSLambda_FullAccess", nil, ""),
    ("policy/service-role/AWSPanoramaServiceRolePolicy", nil, ""),
    ("policy/Unknown", nil, ""), ("policy/job-function/ViewOnlyAccess", nil, ""),
    (
      "policy/AWSLambdaFullAccess", "policy-deprecated",
      "name 'arn:aws:iam::aws:policy/AWSLambda_FullAccess' instead"
    ),
    (
      "policy/AWSPanoramaServiceRolePolicy", "policy-arn",
      "did you mean 'arn:aws:iam::aws:policy/service-role/AWSPanoramaServiceRolePolicy'?"
    ),
    (
      "policy/awslambda_fullaccess", "policy-arn",
      "did you mean 'arn:aws:iam::aws:policy/AWSLambda_FullAccess'?"
    ),
    (
      "policy/aws-service-role/AWSPanoramaServiceRolePolicy", "policy-arn",
      "did you mean 'arn:aws:iam::aws:policy/service-role/AWSPanoramaServiceRolePolicy'?"
    ),
    ("policy/aws-service-role/AWSPanoramaServiceLinkedRolePolicy", "service-policy", ""),
    ("policy/aws-service-role/NobodyKnows", "service-policy", ""),
  ]

  @Test("names managed policies that can be attached, as far as that is known", arguments: policies)
  func managedPolicies(arn: String, id: String?, hint: String) {
    let whole = "arn:${Partition}:iam::aws:\(arn)"
    for more in [
      #", "managedPolicies": ["\#(whole)"]"#, #", "permissionsBoundary": "\#(whole)""#,
    ] {
      let found = problems(file(more: more))
      #expect(found.map(\.id) == [id].compactMap { $0 }, "\(more)")
      #expect(found.allSatisfy { $0.position.line == 4 && $0.position.column > 70 }, "\(more)")
      #expect(found.allSatisfy { $0.hint?.hasPrefix(hint) == true }, "\(found)")
      // Nothing is proposed that is not there.
      #expect(found.allSatisfy { $0.hint?.contains("look for") == false })
    }
  }

  @Test("has a role")
  func noRoles() {
    let text = """
      {"schemaVersion": "1.0", "name": "mine", "title": "Mine", "summary": "s", "roles": []}
      """
    #expect(told(problems(text)) == ["1:84 no-roles"])
  }

  static let durations: [(number: String, id: String?)] = [
    ("3600", nil), ("43200", nil), ("3600.5", "wrong-type"), ("1e30", "wrong-type"),
    ("1000000000000000000000000000000", "wrong-type"), ("true", "wrong-type"),
    ("3599", "max-session-duration"), ("43201", "max-session-duration"),
  ]

  @Test("is told the range of a session's duration", arguments: durations)
  func duration(number: String, id: String?) {
    let found = problems(file(more: #", "maxSessionDuration": \#(number)"#))
    #expect(found.map(\.id) == [id].compactMap { $0 })
    for problem in found {
      #expect(problem.message.contains("3600") && problem.message.contains("43200"))
      #expect(!problem.message.contains("here is a number"))
    }
  }

  static let values: [(value: String, isTaken: Bool, isTakenAsPattern: Bool)] = [
    ("Cameras", true, true), ("a/b_c-1.d", true, true), ("$LATEST", true, true),
    ("", false, false), ("${aws:username}", false, false), ("x${*}", false, false),
    ("x$", false, false), ("*", false, true), ("Cam?", false, true),
    (String(repeating: "x", count: 2049), false, false),
  ]

  @Test("takes values of parameters that say no more than themselves", arguments: values)
  func value(value: String, isTaken: Bool, isTakenAsPattern: Bool) throws {
    for (flag, expected) in [("false", isTaken), ("true", isTakenAsPattern)] {
      let definition = try RoleSetDefinition(
        reading: file(parameters: #"[{"name": "Alias", "wildcards": \#(flag)}]"#))
      var draft = SpecDraft(account: "123456789012", roleSets: ["mine"])
      draft.parameters = [ParameterValue("Alias", value)]
      var ids: [String] = []
      do throws(SpecError) {
        _ = try Spec(checking: draft, catalogue: RoleCatalogue(sets: [definition]))
      } catch {
        ids = error.problems.map(\.id)
      }
      #expect(ids == (expected ? [] : ["parameter-text"]))
    }
  }

  @Test("is named with the place of what an account cannot have")
  func places() throws {
    let definition = try RoleSetDefinition(
      reading: file(more: #", "managedPolicies": ["arn:aws:iam::999999999999:policy/P"]"#))
    let catalogue = RoleCatalogue(sets: []).adding(
      definition, fromFile: "./x.json", shownAs: "sets/x.json")
    let spec = try Spec(
      checking: SpecDraft(account: "123456789012", roleSets: ["./x.json"]), catalogue: catalogue)
    do throws(SpecError) {
      _ = try catalogue.roleSet(for: spec)
      Issue.record("the policy of another account was taken")
    } catch {
      #expect(error.problems.map(\.file) == ["sets/x.json"])
      #expect(error.problems.first?.position.line == 4)
      #expect(error.problems.first?.message.hasPrefix("role 'R': ") == true)
    }
  }
}

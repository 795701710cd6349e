import IAMPolicy
import IAMRoles
import JSONText
import Testing

@testable import IAMBackend

@Suite struct SnapshotTests {
  static let trust = Sample.trust().text(.compact)

  static func role(
    _ name: String = Sample.role.name, path: String = "/service-role/",
    account: String = Sample.account,
    partition: String = "aws", trust: String = trust, extra: String = ""
  ) -> String {
    """
    {"Path": "\(path)", "RoleName": "\(name)", "RoleId": "AROAEXAMPLE",
     "Arn": "arn:\(partition):iam::\(account):role\(path)\(name)", "CreateDate": "2026-01-01T00:00:00Z",
     "AssumeRolePolicyDocument": \(trust), "InstanceProfileList": [],
     "RolePolicyList": [{"PolicyName": "logs", "PolicyDocument": \(Sample.inline().text(.compact))}],
     "AttachedManagedPolicies": [{"PolicyName": "x", "PolicyArn": "\(Sample.managed)"}],
     "PermissionsBoundary": {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": "\(Sample.boundary)"},
     "Tags": [{"Key": "team", "Value": "vision"}], "RoleLastUsed": {}\(extra)}
    """
  }

  static func text(_ roles: [String], rest: String = "") -> String {
    """
    {"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": [\(roles.joined(separator: ","))],
     "Policies": []\(rest)}
    """
  }

  static var observed: ObservedRole {
    var role = Sample.observed()
    role.description = .absent
    role.maxSessionDuration = .absent
    role.managedPolicies = .present(Sample.role.managedPolicies)
    role.inlinePolicies = .present([
      ObservedInlinePolicy(name: "logs", document: .present(.policy(Sample.inline())))
    ])
    return role
  }

  static let set = RoleSet(account: Sample.account, roles: [.ordinary(Sample.role)])

  @Test("a role is told whole but for description and session duration")
  func whole() throws {
    let state = try Snapshot(reading: Self.text([Self.role()])).state(for: Self.set)
    #expect(state.roles == [Sample.role.name: .present(Self.observed)])
  }

  @Test("a document may be an object or a percent-encoded or plain string")
  func documents() throws {
    let encoded = Self.trust.utf8.map { byte -> String in
      "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
    let plain = JSON.string(Self.trust).text(.compact)
    for trust in [Self.trust, "\"\(encoded)\"", plain] {
      let snapshot = try Snapshot(reading: Self.text([Self.role(trust: trust)]))
      #expect(
        try snapshot.state(for: Self.set).roles[Sample.role.name] == .present(Self.observed))
    }
  }

  @Test("a document that our reader refuses is shown as text")
  func oddDocument() throws {
    let snapshot = try Snapshot(reading: Self.text([Self.role(trust: #"{"Statement":1}"#)]))
    let trust = try snapshot.state(for: Self.set).roles[Sample.role.name]?.value?.trust.value
    guard case .unreadableText(let text, _) = trust else {
      Issue.record("\(String(describing: trust))")
      return
    }
    #expect(text == #"{"Statement":1}"#)
  }

  @Test("names fold case, and a service-linked role is found by its path")
  func lookup() throws {
    let service = Self.role(
      "AWSServiceRoleForpanorama", path: "/aws-service-role/panorama.amazonaws.com/")
    let snapshot = try Snapshot(
      reading: Self.text([Self.role(Sample.role.name.uppercased()), service, Self.role("other")]))
    let state = try snapshot.state(for: Sample.set)
    #expect(state.roles[Sample.role.name]?.value?.name == Sample.role.name.uppercased())
    #expect(
      state.roles[Sample.serviceLinked.name]?.value?.name == "AWSServiceRoleForpanorama")
  }

  @Test("a role that is not there is absent, but in a truncated file nobody knows")
  func absent() throws {
    let whole = try Snapshot(
      reading: Self.text([Self.role("other")], rest: #", "IsTruncated": false"#))
    #expect(try whole.state(for: Self.set).roles[Sample.role.name] == .absent)
    for rest in [#", "IsTruncated": true"#, #", "Marker": "x""#, #", "NextToken": "x""#] {
      let part = try Snapshot(reading: Self.text([Self.role("other")], rest: rest))
      #expect(part.isTruncated)
      #expect(try part.state(for: Self.set).roles[Sample.role.name]?.failure?.reason == .failed)
    }
  }

  @Test("another account or partition is refused")
  func otherAccount() throws {
    for role in [
      Self.role("other", account: "999999999999"), Self.role("other", partition: "aws-cn"),
    ] {
      let snapshot = try Snapshot(reading: Self.text([Self.role(), role]))
      #expect(throws: SnapshotRefusal.self) { try snapshot.state(for: Self.set) }
    }
  }

  struct Damage: Sendable {
    let text: String
    let id: String
    let line: Int32
  }

  static let damages: [Damage] = [
    Damage(text: "{\n\"RoleDetailList\": [}", id: "json-syntax", line: 2),
    Damage(text: "[]", id: "wrong-type", line: 1),
    Damage(text: "\n{}", id: "missing-key", line: 2),
    Damage(text: "{\n\"RoleDetailList\":\n{}}", id: "wrong-type", line: 3),
    Damage(text: "{\"RoleDetailList\": [\n1]}", id: "wrong-type", line: 2),
    Damage(text: "{\"RoleDetailList\": [\n{\"RoleName\": \"x\"}]}", id: "missing-key", line: 2),
  ]

  @Test("a damaged file is an error with a place", arguments: damages)
  func damaged(_ row: Damage) throws {
    let error = #expect(throws: DocumentError.self) { try Snapshot(reading: row.text) }
    #expect(error?.problems.first?.id == row.id)
    #expect(error?.problems.first?.position.line == row.line)
  }

  @Test("a role without its list of policies is damage, and not a role without policies")
  func lacksLists() throws {
    for name in [
      "RolePolicyList", "AttachedManagedPolicies", "AssumeRolePolicyDocument", "Arn", "Path",
    ] {
      let text = Self.text([Self.role()]).replacing("\"\(name)\"", with: "\"Other\"")
      let error = #expect(throws: DocumentError.self) { try Snapshot(reading: text) }
      #expect(error?.problems.first?.message.contains("'\(name)'") == true)
    }
  }

  @Test(
    "a value of another type is damage, and not a missing one",
    arguments: [
      ("MaxSessionDuration", "\"7200\""), ("MaxSessionDuration", "3600.0"),
      ("MaxSessionDuration", "null"), ("Description", "7"), ("Description", "null"),
    ])
  func wrongType(name: String, value: String) throws {
    let text = Self.text([Self.role(extra: ", \"\(name)\": \(value)")])
    let error = #expect(throws: DocumentError.self) { try Snapshot(reading: text) }
    #expect(error?.problems.first?.id == "wrong-type")
    #expect(error?.problems.first?.message.contains("'\(name)'") == true)
  }

  @Test("two default versions that disagree are noticed")
  func defaultVersions() throws {
    let arn = "arn:aws:iam::123456789012:policy/own"
    func text(_ named: String) -> String {
      let policy = """
        {"Arn": "\(arn)", "DefaultVersionId": "\(named)", "PolicyVersionList": [
          {"VersionId": "v1", "IsDefaultVersion": true, "Document": {}},
          {"VersionId": "v2", "IsDefaultVersion": false, "Document": {}}]}
        """
      return Self.text([Self.role()]).replacing(
        "\"Policies\": []", with: "\"Policies\": [\(policy)]")
    }
    #expect(throws: Never.self) { try Snapshot(reading: text("v1")) }
    let error = #expect(throws: DocumentError.self) { try Snapshot(reading: text("v2")) }
    let message = error?.problems.first?.message ?? ""
    #expect(message.contains("'v1'") && message.contains("'v2'") && message.contains(arn))
  }
}

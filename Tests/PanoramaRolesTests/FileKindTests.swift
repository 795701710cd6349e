import Testing

@testable import PanoramaRoles
@testable import Reports

@Suite("Files of the wrong kind")
struct FileKindTests {
  static let rows: [(text: String, kind: FileKind)] = [
    (#"{"schemaVersion":"1.0","name":"x","roles":[]}"#, .roleSet),
    (#"{"schemaVersion":"1.0","account":"123456789012","roleSets":[],"ignore":[]}"#, .spec),
    (#"{"kind":"panorama-roles-plan"}"#, .plan), (#"{"RoleDetailList":[]}"#, .snapshot),
    (#"{"Version":"2012-10-17","Statement":[]}"#, .policy), (#"{"ignore":[]}"#, .ignoreList),
    (#"{"suppressions":[]}"#, .suppressions), (#"["123456789012"]"#, .accounts),
    (#"[{"account":"123456789012"}]"#, .accounts),
    (#"{"allow":[],"policies":{}}"#, .expectations),
    ("{\"work\":1,\"list\":{},\"status\":1,\"check\":1}\n{}\n", .accountOutcome),
    ("{\"list\":{},\"status\":1,\"exit\":{},\"check\":1}\n{}\n", .accountResult),
    (#"{"Resources":{"R":{"Type":"AWS::IAM::Role"}}}"#, .cloudFormation),
    (#"{"terraform_version":"1.9"}"#, .terraform),
    (#"{"Role":{"RoleName":"R"}}"#, .roleOfAWS), (#"{"Roles":[{"RoleName":"R"}]}"#, .roleOfAWS),
    (#"[{"RoleName":"R","AssumeRolePolicyDocument":"%7B%7D"}]"#, .roleOfAWS),
    (#"{"RoleName":"R","PolicyName":"P","PolicyDocument":{}}"#, .roleOfAWS),
    (#"{"AttachedPolicies":[]}"#, .roleOfAWS), (#"{"InstanceProfiles":[]}"#, .roleOfAWS),
    (#"{"Policy":{"PolicyName":"P"}}"#, .policyOfAWS), (#"{"PolicyDocument":{}}"#, .policyOfAWS),
    ("// ours\n{\"roleSets\": [],}", .spec),
    (#"{"PolicyVersion":{"Document":{}}}"#, .policyOfAWS),
    (#"{"schemaVersion":"1.0","differences":[],"exit":{}}"#, .driftReport),
  ]

  @Test("each kind is recognised, and no other is wanted in its place", arguments: rows)
  func recognised(text: String, kind: FileKind) throws {
    let bytes = Array(text.utf8)
    #expect(FileKind(of: bytes) == kind)
    #expect(FileKind.mismatch(bytes, wanted: kind, path: "f.json") == nil)
    for wanted in FileKind.allCases where wanted != kind {
      let error = try #require(FileKind.mismatch(bytes, wanted: wanted, path: "f.json"))
      #expect(error.problems.count == 1)
      #expect(error.problems[0].message == "'f.json' is \(kind.name), not \(wanted.name)")
      #expect(error.problems[0].hint?.isEmpty == false)
    }
  }

  static let hints: [(text: String, wanted: FileKind, hint: String)] = [
    (#"{"RoleDetailList":[]}"#, .spec, "import --snapshot f.json --out"),
    (#"{"RoleDetailList":[]}"#, .roleSet, "import --snapshot f.json' makes"),
    (#"{"RoleDetailList":[]}"#, .policy, "lint --snapshot f.json"),
    (#"{"name":"x","roles":[]}"#, .snapshot, "snapshot --out FILE"),
    (#"{"name":"x","roles":[]}"#, .spec, "init --account ID --role-set f.json"),
    (#"{"name":"x","roles":[]}"#, .plan, "plan --out FILE"),
    (#"{"Statement":[]}"#, .spec, "'panorama-roles init' makes one"),
  ]

  @Test("the hint is about the file that was wanted", arguments: hints)
  func hint(_ row: (text: String, wanted: FileKind, hint: String)) throws {
    let error = try #require(
      FileKind.mismatch(Array(row.text.utf8), wanted: row.wanted, path: "f.json"))
    let hint = try #require(error.problems[0].hint)
    #expect(hint.contains(row.hint), "\(hint)")
    let named = SpecFile(path: "other.json", isNamed: true).pasteable(hint)
    #expect(
      named.split(separator: "--spec", omittingEmptySubsequences: false).count <= 2, "\(named)")
  }

  @Test("what is of no kind is left to the reader", arguments: ["", "{", "{}", "[]", "7"])
  func unknown(text: String) {
    #expect(FileKind(of: Array(text.utf8)) == nil)
  }

  @Test("every kind has a row")
  func complete() { #expect(Set(Self.rows.map(\.kind)) == Set(FileKind.allCases)) }
}

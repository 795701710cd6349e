import AWSAccess
import IAMRoles
import JSONText
import Synchronization
import Testing

@testable import IAMBackend

/// The reading of a whole account, where the lists do not agree, and what is made of it.
@Suite struct AccountSnapshotTests {
  /// Answers each call from a table; what is not in it does not exist.
  final class Script: IAMCaller {
    private let answers: [String: String]
    private let asked = Mutex<[String]>([])

    init(_ answers: [String: String]) { self.answers = answers }

    var calls: [String] { asked.withLock { $0.sorted() } }

    func call(
      _ action: String, _ parameters: [(String, String)]
    ) throws(CallFailure) -> XMLElement {
      let subjects = ["RoleName", "PolicyArn", "Marker"]
      let subject = parameters.first { subjects.contains($0.0) }?.1
      let key = ([action] + (subject.map { [$0] } ?? [])).joined(separator: " ")
      asked.withLock { $0.append(key) }
      guard let text = answers[key] else {
        throw CallFailure(.service, code: "NoSuchEntity", message: "not there", httpStatus: 404)
      }
      guard let element = try? XMLElement(parsing: Array("<R>\(text)</R>".utf8)) else {
        throw CallFailure(.malformedAnswer, message: "the table is wrong: \(text)")
      }
      return element
    }
  }

  static let document = "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%5D%7D"
  static let readOnly = "arn:aws:iam::aws:policy/ReadOnlyAccess"

  static func detail(
    _ name: String, id: String? = nil, attached: String = "", trust: String = document
  ) -> String {
    """
    <member><RoleName>\(name)</RoleName><RoleId>\(id ?? "AROA\(name)")</RoleId><Path>/</Path>
    <Arn>arn:aws:iam::123456789012:role/\(name)</Arn><CreateDate>2026-01-31T12:00:00Z</CreateDate>
    <AssumeRolePolicyDocument>\(trust)</AssumeRolePolicyDocument><InstanceProfileList/>
    <RolePolicyList/><AttachedManagedPolicies>\(attached)</AttachedManagedPolicies>
    <RoleLastUsed><Region>us-east-1</Region></RoleLastUsed></member>
    """
  }

  static func listed(_ name: String, id: String? = nil) -> String {
    """
    <member><RoleName>\(name)</RoleName><RoleId>\(id ?? "AROA\(name)")</RoleId>
    <MaxSessionDuration>3600</MaxSessionDuration></member>
    """
  }

  static func role(_ name: String, id: String? = nil) -> String {
    "<Role><RoleId>\(id ?? "AROA\(name)")</RoleId><Description>late</Description>"
      + "<MaxSessionDuration>7200</MaxSessionDuration></Role>"
  }

  static func attached(_ arn: String) -> String {
    "<member><PolicyName>p</PolicyName><PolicyArn>\(arn)</PolicyArn></member>"
  }

  static func policy(_ arn: String) -> String {
    """
    <member><Arn>\(arn)</Arn><PolicyVersionList><member><Document>\(document)</Document>
    <VersionId>v1</VersionId><IsDefaultVersion>true</IsDefaultVersion></member></PolicyVersionList>
    </member>
    """
  }

  static func account(
    sweep: [String], policies: [String] = [], list: [String], more: [String: String] = [:]
  ) -> [String: String] {
    let answers = [
      "GetAccountAuthorizationDetails":
        "<RoleDetailList>\(sweep.joined())</RoleDetailList><Policies>\(policies.joined())</Policies>",
      "ListRoles": "<Roles>\(list.joined())</Roles>",
    ]
    return answers.merging(more) { $1 }
  }

  static func made(_ answers: [String: String], keepsLastUse: Bool = false) throws -> JSON {
    try JSON(
      parsing: AccountReader(Script(answers)).snapshot(keepsLastUse: keepsLastUse).text())
  }

  static func names(_ json: JSON) -> [String] {
    (json["RoleDetailList"]?.array ?? []).compactMap { $0["RoleName"]?.string }
  }

  @Test("roles are in order, with what only the list tells, times as AWS's tool writes them")
  func whole() throws {
    let json = try Self.made(
      Self.account(
        sweep: [Self.detail("b"), Self.detail("a")], list: [Self.listed("a"), Self.listed("b")]))
    #expect(Self.names(json) == ["a", "b"])
    let first = json["RoleDetailList"]?.array?.first
    #expect(first?["CreateDate"]?.string == "2026-01-31T12:00:00+00:00")
    #expect(first?["Description"]?.string == "")
    #expect(first?["MaxSessionDuration"]?.int == 3600)
    #expect(first?["RoleLastUsed"] == nil)
    #expect(first?["AssumeRolePolicyDocument"]?["Version"]?.string == "2012-10-17")
    #expect(try Snapshot(reading: json.text(.pretty)).roleNames == ["a", "b"])
  }

  @Test("pages are read to their end")
  func pages() throws {
    var answers = Self.account(
      sweep: [Self.detail("a")], list: [Self.listed("a"), Self.listed("b")])
    answers["GetAccountAuthorizationDetails", default: ""] +=
      "<IsTruncated>true</IsTruncated><Marker>m</Marker>"
    answers["GetAccountAuthorizationDetails m"] =
      "<RoleDetailList>\(Self.detail("b"))</RoleDetailList><Policies/>"
    #expect(Self.names(try Self.made(answers)) == ["a", "b"])
  }

  @Test("a role that only one list has is asked for again")
  func between() throws {
    // Made between the two, deleted between the two.
    let answers = Self.account(
      sweep: [Self.detail("a"), Self.detail("new")], list: [Self.listed("a"), Self.listed("old")],
      more: ["GetRole new": Self.role("new")])
    let json = try Self.made(answers)
    #expect(Self.names(json) == ["a", "new"])
    #expect(json["RoleDetailList"]?.array?.last?["Description"]?.string == "late")
    // Gone since the sweep.
    let gone = Self.account(sweep: [Self.detail("a"), Self.detail("x")], list: [Self.listed("a")])
    #expect(Self.names(try Self.made(gone)) == ["a"])
  }

  static let changing: [[String: String]] = [
    // The sweep does not know it yet.
    account(
      sweep: [], list: [listed("a")], more: ["GetRole a": role("a")]),
    // Made anew between the lists, and once more since.
    account(
      sweep: [detail("a", id: "AROA1")], list: [listed("a", id: "AROA2")],
      more: ["GetRole a": role("a", id: "AROA2")]),
  ]

  @Test("an account that changes under the hand is no snapshot", arguments: changing)
  func changed(answers: [String: String]) throws {
    let error = #expect(throws: BackendError.self) { try Self.made(answers) }
    #expect(error?.hint == "run the same command again")
  }

  @Test("of AWS's policies those are kept that a role has, and missing ones are asked for")
  func policies() throws {
    let own = "arn:aws:iam::123456789012:policy/own"
    let other = "arn:aws:iam::aws:policy/Other"
    let wanted = Self.attached(Self.readOnly)
    let there = Self.account(
      sweep: [Self.detail("a", attached: wanted)],
      policies: [Self.policy(own), Self.policy(other), Self.policy(Self.readOnly)],
      list: [Self.listed("a")])
    let missing = Self.account(
      sweep: [Self.detail("a", attached: wanted)], policies: [Self.policy(own)],
      list: [Self.listed("a")],
      more: [
        "GetPolicy \(Self.readOnly)":
          "<Policy><Arn>\(Self.readOnly)</Arn><DefaultVersionId>v1</DefaultVersionId></Policy>",
        "GetPolicyVersion \(Self.readOnly)":
          "<PolicyVersion><Document>\(Self.document)</Document><VersionId>v1</VersionId>"
          + "<IsDefaultVersion>true</IsDefaultVersion></PolicyVersion>",
      ])
    for answers in [there, missing] {
      let snapshot = try Snapshot(reading: AccountReader(Script(answers)).snapshot().text())
      #expect(snapshot.policyARNs == [own, Self.readOnly])
      #expect(snapshot.managedPolicy(Self.readOnly) != nil)
    }
  }

  static let damaged: [(answers: [String: String], says: String)] = [
    (account(sweep: ["<member/>"], list: []), "lacks a 'RoleName'"),
    (account(sweep: [], list: ["<member><RoleName>a</RoleName></member>"]), "MaxSessionDuration"),
    (["GetAccountAuthorizationDetails": "<Policies/>", "ListRoles": "<Roles/>"], "RoleDetailList"),
    (["GetAccountAuthorizationDetails": "<RoleDetailList/>", "ListRoles": ""], "'Roles'"),
  ]

  @Test("a damaged answer is no snapshot", arguments: damaged)
  func damage(answers: [String: String], says: String) throws {
    let error = #expect(throws: BackendError.self) { try Self.made(answers) }
    #expect(error?.message.contains(says) == true, "\(error?.message ?? "")")
    #expect(error?.kind == .malformedAnswer)
  }

  @Test(
    "a role whose document nobody can read loses no other role: its text is kept as it is",
    arguments: [("nonsense", "is not JSON"), ("", "is empty"), ("%7", "percent-decoded")])
  func unreadableDocument(text: String, says: String) throws {
    let answers = Self.account(
      sweep: [Self.detail("a", trust: text), Self.detail("b")],
      list: [Self.listed("a"), Self.listed("b")])
    let contents = try AccountReader(Script(answers)).snapshot()
    #expect(contents.damage.count == 1)
    #expect(contents.damage.first?.hasPrefix("role 'a': 'AssumeRolePolicyDocument'") == true)
    #expect(contents.damage.first?.contains(says) == true)
    let snapshot = try Snapshot(reading: contents.text())
    #expect(snapshot.role(named: "a")?.trust.failure?.reason == .failed)
    #expect(snapshot.role(named: "b")?.trust.value != nil)
  }

  // MARK: Redaction

  static let texts: [(text: String, redacted: String)] = [
    ("123456789012", "111111111111"),
    ("arn:aws:iam::123456789012:role/x", "arn:aws:iam::111111111111:role/x"),
    ("a-210987654321-b-210987654321", "a-222222222222-b-222222222222"),
    ("role210987654321", "role222222222222"),
    ("1234567890123", "1111111111113"), ("9994567890123", "9994567890123"),
    ("12345678901", "12345678901"), ("", ""), ("ü 1", "ü 1"),
    ("AROAABCDEFGHIJKLMNOPQ", "AROAREDACTED000000001"),
    ("AROAABCDEFGHIJKLMNOPQ:session", "AROAREDACTED000000001:session"),
    ("xAROAABCDEFGHIJKLMNOPQ", "xAROAABCDEFGHIJKLMNOPQ"), ("AROASHORT", "AROASHORT"),
    ("AROA123456789012", "AROAREDACTED000000001"),
    ("1234-5678-9012", "1111-1111-1111"), ("(2109-8765-4321)", "(2222-2222-2222)"),
    ("2109-8765-4321 210987654321", "2222-2222-2222 222222222222"),
    ("x-1234-5678-9012-y", "x-1111-1111-1111-y"), ("role1234-5678-9012x", "role1111-1111-1111x"),
    ("x-2109-8765-4321", "x-2109-8765-4321"), ("1234-5678-90123", "1234-5678-90123"),
    ("01234-5678-9012", "01234-5678-9012"), ("1234-5678-901", "1234-5678-901"),
    ("20123456789012", "20111111111111"), ("1234567890121", "1111111111111"),
    ("123456789012123456789012", "111111111111111111111111"), ("2026-01-31", "2026-01-31"),
    ("ZZZZABCDEFGHIJKLMNOPQ", "ZZZZABCDEFGHIJKLMNOPQ"),
  ]

  @Test(
    "account ids and unique ids become placeholders, and nothing else changes", arguments: texts)
  func redaction(text: String, redacted: String) {
    var redaction = Redaction(own: "123456789012")
    #expect(redaction.redacted(text) == redacted)
  }

  // IAM User Guide, "IAM identifiers": the table of unique identifier prefixes.
  @Test(
    "unique ids of every kind become placeholders",
    arguments: [
      "ABIA", "ACCA", "AGPA", "AIDA", "AIPA", "AKIA", "ANPA", "ANVA", "APKA", "AROA", "ASCA",
      "ASIA",
    ])
  func kinds(prefix: String) {
    var redaction = Redaction(own: nil)
    #expect(
      redaction.redacted("x/\(prefix)ABCDEFGHIJKLMNOPQ/y") == "x/\(prefix)REDACTED000000001/y")
  }

  @Test("an id is found where it stands otherwise, before or after it is known as one")
  func elsewhere() throws {
    var redaction = Redaction(own: nil)
    let json = try JSON(
      parsing: #"["b-99210987654321", "x-2109-8765-4321-y", "arn:aws:iam::210987654321:root"]"#)
    #expect(
      redaction.redacted(json).text(.compact)
        == #"["b-99222222222222","x-2222-2222-2222-y","arn:aws:iam::222222222222:root"]"#)
  }

  @Test("the same id has the same placeholder, and two ids have two")
  func placeholders() {
    var redaction = Redaction(own: nil)
    var seen: Set<String> = []
    for number in 0..<200 {
      let id = String(300_000_000_000 + number)
      let first = redaction.redacted(id)
      #expect(first.utf8.count == 12)
      #expect(first != Redaction.ownAccount)
      #expect(redaction.redacted("x:\(id)") == "x:\(first)")
      seen.insert(first)
    }
    #expect(seen.count == 200)
    #expect(Redaction.isPlaceholder(redaction.redacted("AROAABCDEFGHIJKLMNOPQ")))
  }

  @Test("names of members and numbers are redacted too")
  func everywhere() throws {
    var redaction = Redaction(own: "123456789012")
    let json = try JSON(
      parsing: #"{"k/123456789012": [123456789012, true, null, {"a": "210987654321"}]}"#)
    #expect(
      redaction.redacted(json).text(.compact)
        == #"{"k/111111111111":[111111111111,true,null,{"a":"222222222222"}]}"#)
  }
}

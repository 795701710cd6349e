import IAMPolicy
import IAMRoles
import JSONText
import Testing

@testable import RoleCatalogue

/// The list of accepted differences, in a spec and in a file of its own.
@Suite struct IgnoreTests {
  static let entry = DriftSuppression(
    role: "AWSPanoramaApplianceServiceRole", kind: .tags, path: "Tags[team]", value: "sha256:00",
    reason: "the team's own", owner: "vision", expires: "2030-01-31")

  static func spec(_ ignore: String) -> String {
    """
    {"schemaVersion": "1.0", "account": "123456789012", "roleSets": ["panorama"],
     "ignore": \(ignore)}
    """
  }

  static func file(_ ignore: String) -> String {
    """
    {"schemaVersion": "1.0",
     "ignore": \(ignore)}
    """
  }

  static let text = JSON.array([entry.json]).text(.compact)

  @Test("a spec and a file of its own hold the same entries")
  func read() throws {
    #expect(try Spec(reading: Self.spec(Self.text)).ignored == [Self.entry])
    #expect(try IgnoreList(reading: Self.file(Self.text).utf8).entries == [Self.entry])
  }

  @Test("a spec writes the entries that it read")
  func written() throws {
    let spec = try Spec(reading: Self.spec(Self.text))
    #expect(try Spec(reading: spec.text) == spec)
    #expect(!(try Spec(reading: Self.spec("[]"))).text.contains("ignore"))
  }

  @Test("the entries are no part of the choice")
  func differences() throws {
    let with = try Spec(reading: Self.spec(Self.text))
    #expect(with.differences(from: try Spec(reading: Self.spec("[]"))).isEmpty)
  }

  @Test("a run that writes records keeps the entries, and records keep their place")
  func records() throws {
    let records = [RecordedRole(name: "A", id: "AROAEXAMPLE")]
    let once = try Self.spec(Self.text).recording(SpecRecords(roles: records))
    #expect(try Spec(reading: once).ignored == [Self.entry])
    let twice = try once.recording(SpecRecords(roles: records))
    #expect(twice == once)
    let names = try JSON(parsing: once).object?.map(\.name)
    #expect(names?.suffix(2) == ["ignore", "recorded"])
  }

  @Test("what policies of others said is kept, written in order, and expected of other accounts")
  func recordedPolicies() throws {
    func policy(_ name: String, _ action: String) throws -> RecordedPolicy {
      let json = try JSON(
        parsing:
          #"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "\#(action)", "Resource": "arn:aws:s3:::x-123456789012"}}"#
      )
      return RecordedPolicy(
        arn: "arn:aws:iam::123456789012:policy/\(name)",
        document: try PolicyDocument(json, as: .identity))
    }
    let policies = [try policy("A", "s3:Get*"), try policy("B", "s3:*")]
    let once = try Self.spec(Self.text).recording(
      SpecRecords(roles: [RecordedRole(name: "A", id: "AROAEXAMPLE")], policies: policies))
    let spec = try Spec(reading: once)
    #expect(spec.recordedPolicies == policies)
    #expect(try Spec(reading: spec.text) == spec)
    #expect(
      try JSON(parsing: once).object?.map(\.name).suffix(3) == [
        "ignore", "recorded", "recordedPolicies",
      ])
    #expect(
      try once.recording(SpecRecords(roles: spec.recorded, policies: policies)) == once)
    let other = try Spec(spec, for: "210987654321", in: "aws")
    #expect(other.recorded.isEmpty)
    #expect(
      other.recordedPolicies.map(\.arn) == [
        "arn:aws:iam::210987654321:policy/A", "arn:aws:iam::210987654321:policy/B",
      ])
    #expect(other.recordedPolicies[0].document.json.text(.compact).contains("x-210987654321"))
    #expect(throws: SpecError.self) {
      try Spec(
        reading: #"{"schemaVersion": "1.0", "account": "123456789012", "roleSets": ["panorama"], "#
          + #""recordedPolicies": {"arn:aws:iam::123456789012:policy/A": {"Statement": 7}}}"#)
    }
  }

  static let wrong: [(text: String, id: String, column: Int32)] = [
    ("7", "wrong-type", 12), ("[7]", "wrong-type", 13), (#"[{}]"#, "missing-key", 13),
    (
      #"[{"role": "R", "kind": "tags", "value": "v", "reason": "r", "owner": "o"}]"#,
      "missing-key", 13
    ),
    (expiring("2027-01-01", kind: "tag"), "kind", 35),
    (expiring("2027-01-01", reason: " "), "empty", 67),
    (expiring("1"), "expires", 97), (expiring(""), "expires", 97),
    (expiring("2027-02-30"), "expires", 97), (expiring("2027-02-29"), "expires", 97),
    (expiring("2100-02-29"), "expires", 97), (expiring("2027-04-31"), "expires", 97),
    (expiring("2027-00-10"), "expires", 97), (expiring("2027-1-1"), "expires", 97),
    (expiring("2027-01-01", #", "until": "1""#), "unknown-key", 111),
  ]

  static func expiring(
    _ day: String, _ more: String = "", kind: String = "tags", reason: String = "r"
  ) -> String {
    #"[{"role": "R", "kind": "\#(kind)", "value": "v", "reason": "\#(reason)", "#
      + #""owner": "o", "expires": "\#(day)"\#(more)}]"#
  }

  @Test(
    "the last day is one of the calendar", arguments: ["2028-02-29", "2000-02-29", "2027-12-31"])
  func day(text: String) throws {
    #expect(
      try IgnoreList(reading: Self.file(Self.expiring(text)).utf8).entries.map(\.expires) == [text])
  }

  @Test("a wrong entry is told with its place, the same in both", arguments: wrong)
  func told(text: String, id: String, column: Int32) throws {
    let inSpec = #expect(throws: SpecError.self) { try Spec(reading: Self.spec(text)) }
    let inFile = #expect(throws: DocumentError.self) {
      try IgnoreList(reading: Self.file(text).utf8)
    }
    #expect(inSpec?.problems == inFile?.problems)
    #expect(inSpec?.problems.first?.id == id)
    #expect(inSpec?.problems.first?.position == TextPosition(line: 2, column: column))
  }
}

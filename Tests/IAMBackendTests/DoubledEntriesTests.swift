import AWSAccess
import IAMPolicy
import IAMRoles
import JSONText
import TestSupport
import Testing

@testable import IAMBackend

@Suite("What an answer holds twice") struct DoubledEntriesTests {
  static func list(_ entries: [(String, String)], key: String) -> XMLElement {
    XMLElement(
      "Role",
      children: [
        XMLElement(
          "List",
          children: entries.map { name, value in
            XMLElement(
              "member", children: [XMLElement(key, text: name), XMLElement("Value", text: value)])
          })
      ])
  }

  /// The entries, the member that names them, and how many are kept; nil where the answer is damaged.
  static let rows: [(entries: [(String, String)], key: String, kept: Int?)] = [
    ([("a", "1"), ("b", "1")], "PolicyName", 2), ([("a", "1"), ("a", "1")], "PolicyName", 1),
    ([("a", "1"), ("a", "2")], "PolicyName", nil), ([("a", "1"), ("A", "2")], "PolicyName", 2),
    ([("a", "1"), ("A", "2")], "Key", nil), ([("K", "1"), ("\u{212A}", "2")], "Key", 2),
    ([("\u{91D1}", "1"), ("\u{F90A}", "2")], "Key", 2),
    ([("a", "K"), ("a", "\u{212A}")], "Key", nil),
    ([("a", "K"), ("a", "\u{212A}")], "PolicyName", nil),
  ]

  @Test("the same twice is once, and what differs is damage", arguments: rows)
  func members(entries: [(String, String)], key: String, kept: Int?) throws {
    let element = Self.list(entries, key: key)
    guard let kept else {
      #expect(throws: CallFailure.self) {
        try element.distinctMembers(of: "List", by: key, in: "GetRole")
      }
      return
    }
    #expect(try element.distinctMembers(of: "List", by: key, in: "GetRole").count == kept)
  }

  @Test("the keys of a provider's tags keep their case apart")
  func tagsOfProviders() throws {
    let element = Self.list([("Env", "1"), ("env", "2")], key: "Key")
    let kept = try element.distinctMembers(
      of: "List", by: "Key", in: "GetSAMLProvider", foldsKeys: false)
    #expect(kept.count == 2)
    let json = try JSON(
      parsing: """
        {"Tags": [{"Key": "Env", "Value": "1"}, {"Key": "env", "Value": "2"}]}
        """)
    #expect(Snapshot.tags(of: json, foldsKeys: false) == [Tag("Env", "1"), Tag("env", "2")])
    #expect(Snapshot.tags(of: json) == [Tag("Env", "1")])
  }

  static func policy(_ name: String, _ action: String) -> String {
    #"{"PolicyName": "\#(name)", "PolicyDocument": \#(Sample.inline(action).text(.compact))}"#
  }

  /// What a snapshot has in its lists of tags and inline policies, and how many of each are read.
  static let snapshots: [(tags: String, policies: String, counts: (Int, Int)?)] = [
    (#"{"Key": "k", "Value": "v"}, {"Key": "k", "Value": "v"}"#, policy("p", "s3:*"), (1, 1)),
    (#"{"Key": "k", "Value": "v"}, {"Key": "K", "Value": "w"}"#, policy("p", "s3:*"), nil),
    (
      "{\"Key\": \"K\", \"Value\": \"v\"}, {\"Key\": \"\u{212A}\", \"Value\": \"w\"}",
      policy("p", "s3:*"), (2, 1)
    ),
    ("", policy("p", "s3:*") + ", " + policy("p", "s3:*"), (0, 1)),
    ("", policy("p", "s3:*") + ", " + policy("p", "iam:*"), nil),
  ]

  @Test("a snapshot is read by the same rule", arguments: snapshots)
  func snapshot(tags: String, policies: String, counts: (Int, Int)?) throws {
    let text = SnapshotTests.text([
      """
      {"Path": "/", "RoleName": "R", "Arn": "arn:aws:iam::\(Sample.account):role/R",
       "AssumeRolePolicyDocument": \(SnapshotTests.trust), "InstanceProfileList": [],
       "RolePolicyList": [\(policies)], "AttachedManagedPolicies": [], "Tags": [\(tags)]}
      """
    ])
    guard let counts else {
      #expect(throws: (any Error).self) { try Snapshot(reading: text) }
      return
    }
    let set = RoleSet(
      account: Sample.account, roles: [.ordinary(Role(name: "R", trust: Sample.trust()))])
    let role = try #require(try Snapshot(reading: text).state(for: set).roles["R"]?.value)
    #expect(role.tags.value?.count == counts.0)
    #expect(role.inlinePolicies.value?.count == counts.1)
  }
}

import EmbeddedPolicies
import IAMRoles
import JSONText
import TestSupport
import Testing

@testable import RoleCatalogue

typealias Tag = IAMRoles.Tag

@Suite("A spec")
struct SpecTests {
  static let drafts: [SpecDraft] = [
    SpecDraft(account: "123456789012"),
    SpecDraft(account: "000000000001", devices: [], allDevices: true),
    SpecDraft(account: "123456789012", devices: [device(1), device(2)]),
    SpecDraft(
      account: "123456789012", tags: [Tag("b", "2"), Tag("a", "one two")],
      permissionsBoundary: "arn:aws:iam::123456789012:policy/team/Boundary",
      quotas: IAMQuotas(trustPolicySize: 4096, managedPoliciesPerRole: 20)),
    SpecDraft(account: "123456789012", partition: "aws-us-gov"),
  ]

  @Test("says after it was written and read what it said before", arguments: drafts)
  func roundTrip(draft: SpecDraft) throws {
    let spec = try Spec(checking: draft)
    let read = try Spec(reading: spec.text)
    #expect(read == spec)
    #expect(read.text == spec.text)
    #expect(read.differences(from: spec).isEmpty)
  }

  @Test("is written in one form")
  func text() throws {
    let spec = try Spec(
      checking: SpecDraft(
        account: "123456789012", devices: [device(0)], tags: [Tag("b", "2"), Tag("a", "1")]))
    #expect(
      spec.text == """
        {
          "$schema": "./spec.schema.json",
          "schemaVersion": "1.0",
          "account": "123456789012",
          "partition": "aws",
          "roleSets": [
            "panorama"
          ],
          "devices": [
            "\(device(0))"
          ],
          "allDevices": false,
          "tags": {
            "a": "1",
            "b": "2"
          },
          "permissionsBoundary": null
        }

        """)
  }

  @Test("needs no more than an account and role sets")
  func shortest() throws {
    let spec = try Spec(
      reading: #"{"schemaVersion":"1.0","account":"123456789012","roleSets":["panorama"]}"#)
    #expect(try spec == Spec(checking: SpecDraft(account: "123456789012")))
  }

  static let bad: [(text: String, problems: [String])] = [
    ("", ["1:1 json-syntax"]),
    ("[]", ["1:1 wrong-type"]),
    (#"{"account":"1"}"#, ["1:1 missing-key", "1:1 missing-key"]),
    (
      #"{"schemaVersion":"2.0","account":"123456789012","roleSets":["panorama"]}"#,
      ["1:18 schema-version"]
    ),
    (
      """
      {"schemaVersion": "1.0",
       "acount": "123456789012",
       "account": 123456789012,
       "roleSets": ["panorama", 7]}
      """, ["2:2 unknown-key", "3:13 wrong-type", "4:27 wrong-type"]
    ),
    (
      """
      {"schemaVersion": "1.0",
       "account": "12345678901",
       "partition": "aws-xx",
       "roleSets": ["panorma"],
       "allDevices": "yes"}
      """, ["2:13 account", "3:15 partition", "4:15 unknown-role-set", "5:16 wrong-type"]
    ),
    (
      """
      {"schemaVersion": "1.0",
       "account": "123456789012",
       "roleSets": [],
       "devices": ["x",
         "arn:aws:panorama:us-east-1:123456789012:device/a",
         "arn:aws:panorama:us-east-1:210987654321:device/a"],
       "allDevices": true,
       "tags": {"a": "x", "A": "y",
         "aws:z": ""},
       "permissionsBoundary": "Boundary",
       "quotas": {"trustPolicySize": 1, "managedPoliciesPerRol": 10}}
      """,
      [
        "3:14 no-role-set", "4:14 device-arn", "6:4 device-arn", "7:16 devices",
        "8:21 duplicate-tag", "9:4 reserved-tag", "10:25 policy-arn", "11:32 quota",
        "11:35 unknown-key",
      ]
    ),
    (
      #"{"schemaVersion":"1.0","account":"123456789012","account":"1","roleSets":["panorma"]}"#,
      ["1:49 duplicate-key", "1:75 unknown-role-set"]
    ),
  ]

  @Test("that is wrong is refused with every problem at its place", arguments: bad)
  func problems(text: String, problems: [String]) throws {
    let error = #expect(throws: SpecError.self) { try Spec(reading: text) }
    #expect(
      error?.problems.map { "\($0.position.line):\($0.position.column) \($0.id)" } == problems)
    for problem in error?.problems ?? [] { #expect(!problem.message.hasSuffix(".")) }
  }

  @Test("names the nearest key, set and partition")
  func nearest() throws {
    let error = #expect(throws: SpecError.self) {
      try Spec(
        reading: #"{"schemaVersion":"1.0","acount":"","account":"123456789012","#
          + #""partition":"aws-gov","roleSets":["panorma"]}"#)
    }
    #expect(
      error?.problems.map { $0.hint ?? "" } == [
        "did you mean 'account'?", "did you mean 'aws-us-gov'?", "did you mean 'panorama'?",
      ])
  }

  static let accounts: [(text: String, hint: String)] = [
    ("", "'aws sts get-caller-identity' tells the id of the account"),
    ("12345678901", "write all 12 digits, leading zeros too"),
    ("1234-5678-9012", "write '123456789012', digits only"),
    ("1234567890123", "'aws sts get-caller-identity' tells the id of the account"),
    ("１２３４５６７８９０１２", "'aws sts get-caller-identity' tells the id of the account"),
    ("12345678901a", "'aws sts get-caller-identity' tells the id of the account"),
  ]

  @Test("takes an account id of exactly 12 digits", arguments: accounts)
  func account(text: String, hint: String) throws {
    let error = #expect(throws: SpecError.self) {
      try Spec(checking: SpecDraft(account: text))
    }
    #expect(error?.problems.map(\.id) == ["account"])
    #expect(error?.problems.first?.hint == hint)
  }

  @Test("tells in what it differs from another one")
  func differences() throws {
    let one = try Spec(checking: SpecDraft(account: "123456789012"))
    let other = try Spec(
      checking: SpecDraft(
        account: "123456789012", devices: [device(1)], tags: [Tag("a", "1")],
        permissionsBoundary: "arn:aws:iam::123456789012:policy/B"))
    #expect(
      one.differences(from: other) == [
        "'devices' is '\(device(1))' there and empty here", "'tags' is 'a=1' there and empty here",
        "'permissionsBoundary' is 'arn:aws:iam::123456789012:policy/B' there and none here",
      ])
    #expect(other.differences(from: one).count == 3)
  }

  @Test("is never more than refused, whatever the bytes")
  func damagedFiles() throws {
    let spec = try Spec(
      checking: SpecDraft(account: "123456789012", devices: [device(1)], tags: [Tag("a", "b")]))
    let texts = [Array(spec.text.utf8)] + EmbeddedFiles.roleSets.map { Array($0.text.utf8) }
    for seed in UInt64(1)...400 {
      var random = SplitMix(seed: seed)
      for text in texts {
        var bytes = text
        for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
          let place = Int.random(in: 0..<bytes.count, using: &random)
          switch Int.random(in: 0..<4, using: &random) {
          case 0: bytes.remove(at: place)
          case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
          case 2: bytes.insert(contentsOf: bytes.prefix(place).suffix(9), at: place)
          default: bytes.removeLast(bytes.count - place)
          }
        }
        do throws(SpecError) {
          let read = try Spec(reading: bytes)
          #expect(try Spec(reading: read.text) == read, "seed \(seed)")
        } catch {
          #expect(!error.problems.isEmpty, "seed \(seed)")
        }
        do throws(DocumentError) {
          _ = try RoleSetDefinition(reading: bytes)
        } catch {
          #expect(!error.problems.isEmpty, "seed \(seed)")
        }
      }
    }
  }
}

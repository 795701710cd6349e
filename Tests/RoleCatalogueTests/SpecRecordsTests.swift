import IAMPolicy
import IAMRoles
import JSONText
import RoleCatalogue
import TestSupport
import Testing

extension String {
  /// The text of a spec file after one writing of records.
  func recording(_ records: SpecRecords) throws -> String {
    var file = try RecordingText(utf8)
    return file.write(records)
  }
}

@Suite("Records that a run writes into a spec again and again")
struct SpecRecordsTests {
  static let plain = """
    {"schemaVersion": "1.0", "account": "123456789012", "roleSets": ["panorama"],
      "recorded": {"Old": {"id": "AROAOLD"}}, "ignore": []}
    """
  static let commented = """
    {
      // ours
      "schemaVersion": "1.0", "account": "123456789012", "roleSets": ["panorama"], // the sets
    }
    """

  private static func records(_ random: inout SplitMix) throws -> SpecRecords {
    let names = (0..<6).filter { _ in Bool.random(using: &random) }.map { "Role-\($0)" }
    let document = PolicyDocument.identity([
      IdentityStatement(
        .allow, .action([ActionPattern("s3:GetObject")]), on: .resource([ResourcePattern("*")]))
    ])
    let arns = (0..<3).filter { _ in Bool.random(using: &random) }
      .map { "arn:aws:iam::123456789012:policy/P\($0)" }
    return SpecRecords(
      roles: names.map {
        RecordedRole(
          name: $0, id: "AROA\(Int.random(in: 1...2, using: &random))",
          isUnfinished: Bool.random(using: &random))
      },
      policies: arns.prefix(1).map { RecordedPolicy(arn: $0, document: document) },
      parts: try names.dropFirst().map { name in
        let arn = arns.first ?? "arn:aws:iam::aws:policy/X"
        let texts = ["inline-policy:a", "managed-policy:\(arn)"]
        let pieces = try texts.prefix(Int.random(in: 1...2, using: &random))
          .map { try #require(RolePiece($0)) }
        return RecordedParts(role: name, pieces: pieces)
      }, resources: arns, pending: Array(arns.dropFirst()))
  }

  @Test(
    "the hundredth writing is the text of one writing, and the JSON that the records are",
    arguments: [plain, commented])
  func writings(_ text: String) throws {
    var random = SplitMix(seed: 20_261_129)
    var file = try RecordingText(text.utf8)
    for _ in 0..<100 {
      let records = try Self.records(&random)
      let written = file.write(records)
      #expect(Array(written.utf8) == file.bytes)
      #expect(try written.recording(records) == written)
      if text == Self.plain {
        #expect(try text.recording(records) == written)
        #expect(try JSON(parsing: written).text(.pretty) + "\n" == written)
      } else {
        #expect(written.contains("// ours") && written.contains("// the sets"))
      }
      let spec = try Spec(reading: written)
      #expect(spec.recorded == records.roles)
      #expect(spec.recordedPolicies.map(\.arn) == records.policies.map(\.arn))
      #expect(spec.recordedParts == records.parts)
      #expect(spec.recordedResources == records.resources)
      #expect(spec.pendingResources == records.pending)
    }
  }
}

import IAMPolicy
import Testing

@Suite("Difference by statement")
struct PolicyDifferenceTests {
  static func statement(_ sid: String?, _ actions: String..., on resource: String = "*")
    -> IdentityStatement
  {
    IdentityStatement(
      sid: sid, .allow, .action(actions.map { ActionPattern($0) }),
      on: .resource([ResourcePattern(resource)]))
  }

  static func shape(_ difference: PolicyDifference) -> [String] {
    difference.entries.map { entry in
      switch entry {
      case .unchanged(let old, let new): "= \(old.index) \(new.index)"
      case .changed(let old, let new, let changes):
        "~ \(old.index) \(new.index) \(changes.map(\.element).joined(separator: " "))"
      case .removed(let old): "- \(old.index)"
      case .added(let new): "+ \(new.index)"
      }
    }
  }

  static let rows: [(old: [IdentityStatement], new: [IdentityStatement], shape: [String])] = [
    ([], [statement(nil, "a:B")], ["+ 0"]),
    ([statement(nil, "a:B")], [], ["- 0"]),
    (
      [statement("A", "a:B"), statement("B", "b:C")],
      [statement("B", "b:C", "b:D"), statement("A", "A:b")], ["= 0 1", "~ 1 0 Action"]
    ),
    (
      [statement("A", "a:B", on: "arn:aws:s3:::x")], [statement("A", "c:D")],
      ["~ 0 0 Action Resource"]
    ),
    (
      [statement(nil, "a:B", "a:C", "a:D"), statement(nil, "x:Y", "x:Z", on: "arn:aws:s3:::x")],
      [statement(nil, "x:Y", "x:W", on: "arn:aws:s3:::x"), statement(nil, "a:B", "a:C")],
      ["~ 0 1 Action", "~ 1 0 Action"]
    ),
    (
      [statement(nil, "a:B", "a:C", "a:D"), statement(nil, "q:Y")],
      [statement(nil, "x:Y", on: "arn:aws:s3:::x"), statement(nil, "y:Z", on: "arn:aws:s3:::y")],
      ["- 0", "- 1", "+ 0", "+ 1"]
    ),
    ([statement("A", "a:B")], [statement("B", "a:B")], ["~ 0 0 Sid"]),
    (
      [statement("A", "a:B"), statement("B", "a:B")], [statement("B", "a:B")], ["= 1 0"]
    ),
    (
      [statement(nil, "a:B"), statement(nil, "A:B")], [statement(nil, "c:D", on: "arn:aws:x")],
      ["- 0", "+ 0"]
    ),
  ]

  @Test("Statements are matched by form, then by Sid, then by likeness", arguments: rows.indices)
  func matches(index: Int) {
    let row = Self.rows[index]
    let difference = PolicyDifference(from: .identity(row.old), to: .identity(row.new))
    #expect(Self.shape(difference) == row.shape)
  }

  @Test("Values stand as they are written, each once")
  func keepsSpelling() {
    let difference = PolicyDifference(
      from: .identity(id: "x", [Self.statement("A", "S3:Get", "s3:get", "S3:List")]),
      to: .identity([Self.statement("A", "s3:LIST", "s3:Put")]))
    guard case .changed(_, _, let changes) = difference.entries.first else {
      Issue.record("not changed")
      return
    }
    #expect(changes == [ElementChange("Action", removed: ["S3:Get"], added: ["s3:Put"])])
    #expect(difference.documentChanges.map(\.isCosmetic) == [true])
    #expect(
      difference.sentences == [
        "statement 'A': 'Action' has 'S3:Get' only in the first, 's3:Put' only in the second"
      ])
  }

  @Test("A thousand unlike statements on each side take no thousand times as long")
  func boundsLikeness() {
    let many = { (prefix: String) in
      PolicyDocument.identity(
        (0..<1000).map { Self.statement(nil, "\(prefix):A\($0)", on: "arn:aws:s3:::\($0)") })
    }
    let difference = PolicyDifference(from: many("a"), to: many("b"))
    #expect(difference.entries.count == 2000)
  }
}

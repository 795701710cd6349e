import IAMPolicy
import IAMRoles
package import JSONText
package import PolicyAnalysis
import ServiceReference

/// The answer of `compare`: the one value that both forms render.
package struct ComparisonReport {
  package let actual: SideFiles
  package let desired: SideFiles
  package let comparison: SideComparison
  package let partition: String
  package let status: ExitStatus

  package init(
    actual: SideFiles, desired: SideFiles, comparison: SideComparison, partition: String,
    status: ExitStatus
  ) {
    self.actual = actual
    self.desired = desired
    self.comparison = comparison
    self.partition = partition
    self.status = status
  }

  private var access: PolicyComparison { comparison.access }

  // MARK: For a person

  /// The verdict, what each side grants and denies more, and the statements that differ.
  package var text: StyledText {
    var text = StyledText()
    text.line(
      comparison.verdict.rawValue, comparison.verdict == .different ? .changed : .good)
    if comparison.verdict != .different {
      for reason in comparison.reasons { text.line("  \(StyledText.escaped(reason))", .faint) }
    }
    let rows = AccessText.rows(access)
    add("grants", access.grants, RelationText.grants(access), to: &text)
    for row in rows.prefix(2) { add(row, "allows", to: &text) }
    add("explicit denies", access.denies, RelationText.denies(access), to: &text)
    for row in rows.suffix(2).reversed() { add(row, "denies", to: &text) }
    if let line = AccessText.referenceLine([access]) { text.line(line, .faint) }
    if comparison.verdict == .different { addStatements(to: &text) }
    return text
  }

  private func add(
    _ name: String, _ change: AccessChange, _ words: String, to text: inout StyledText
  ) {
    let style: StyledText.Style =
      switch change {
      case .unchanged: .good
      case .widened, .narrowed, .both: .changed
      case .undecided: .warning
      }
    text.add("\(name): ")
    text.line(words, style)
  }

  private func add(_ row: AccessText.Row, _ verb: String, to text: inout StyledText) {
    switch row.difference {
    case .nothing: return
    case .undecided(let reason):
      text.line("  \(row.words): not decided (\(StyledText.escaped(reason)))", .warning)
    case .witness(let witness):
      if let summary = witness.summary, summary.isEverything {
        text.line("  \(row.words): \(summary)")
      }
      text.line("  \(row.words): \(StyledText.escaped(AccessText.sentence(witness, row)))")
      if let count = AccessText.count(witness) {
        text.line("  \(row.words) in all: \(count)")
      }
      text.line("    \(StyledText.escaped(sentence(witness.allowedBy, verb)))")
      if let deny = witness.deniedBy {
        text.line("    \(StyledText.escaped(sentence(deny, "denies")))")
      }
      text.line("    \(StyledText.escaped(witness.request.json.text(.compact)))", .faint)
    }
  }

  private func sentence(_ statement: SideStatement, _ verb: String) -> String {
    "\(side(statement.side).place(statement)): \(statement.reference.name) \(verb) it"
  }

  private func side(_ side: SideStatement.Side) -> SideFiles {
    switch side {
    case .actual: actual
    case .desired: desired
    }
  }

  private func addStatements(to text: inout StyledText) {
    let (mine, theirs) = (Self.pooled(actual), Self.pooled(desired))
    guard let mine, let theirs, mine.hasVariables == theirs.hasVariables || isOneDocument else {
      return
    }
    text.line("statements (- actual, + desired):")
    DocumentText.add(
      from: .document(mine), to: .document(theirs), partition: partition, indent: "  ",
      into: &text)
  }

  private var isOneDocument: Bool {
    actual.documents.count == 1 && desired.documents.count == 1
  }

  /// All statements of a side as one document; nil when variables are text in one and not in another.
  private static func pooled(_ side: SideFiles) -> PolicyDocument? {
    let documents = side.documents.map(\.document)
    guard let first = documents.first else { return nil }
    guard documents.count > 1 else { return first }
    guard documents.allSatisfy({ $0.hasVariables == first.hasVariables }) else { return nil }
    return PolicyDocument(
      kind: first.kind, version: first.version, id: nil, statements: documents.flatMap(\.statements)
    )
  }

  // MARK: For a program

  /// One document.
  package var json: JSON {
    .object([
      ("schemaVersion", .string("1.0")),
      ("referenceDate", .string(ServiceReference.current.date)),
      ("verdict", .string(comparison.verdict.rawValue)),
      ("reasons", .strings(comparison.reasons)), ("access", AccessText.json(access)),
      (
        "evidence",
        .array(
          AccessText.rows(access).compactMap { row in
            row.difference.witness.map { json($0, row) }
          })
      ),
      ("exit", status.json()),
    ])
  }

  private func json(_ witness: Witness, _ row: AccessText.Row) -> JSON {
    .object([
      ("difference", .string(row.name)), ("request", witness.request.json),
      ("text", .string(AccessText.sentence(witness, row))), ("by", json(witness.allowedBy)),
      ("deniedBy", witness.deniedBy.map(json) ?? .null),
      ("note", witness.note.map(JSON.string) ?? .null),
    ])
  }

  private func json(_ statement: SideStatement) -> JSON {
    let reference = statement.reference
    return .object([
      ("side", .string(statement.side.rawValue)), ("list", .string(statement.list.rawValue)),
      ("file", side(statement.side).file(statement).map { .string($0.name) } ?? .null),
      ("line", .number(Int(reference.mark.position.line))),
      ("column", .number(Int(reference.mark.position.column))),
      ("index", .number(reference.statement)), ("sid", reference.sid.map(JSON.string) ?? .null),
    ])
  }
}

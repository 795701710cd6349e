package import JSONText
package import PolicyAnalysis

/// The answer of `grants`: the one value that both forms render.
package struct GrantsReport {
  package let files: SideFiles
  package let answer: AccessDifference
  /// The word that was expected, if one was.
  package let expected: String?

  package init(files: SideFiles, answer: AccessDifference, expected: String?) {
    self.files = files
    self.answer = answer
    self.expected = expected
  }

  /// `granted`, `none` or `unknown`.
  package var word: String {
    switch answer {
    case .nothing: "none"
    case .witness: "granted"
    case .undecided: "unknown"
    }
  }

  /// How the run ends.
  package var status: ExitStatus { expected.map { $0 == word } ?? true ? .done : .findings }

  package var text: StyledText {
    var text = StyledText()
    switch answer {
    case .nothing: text.line("none", .good)
    case .undecided(let reason):
      text.add("unknown", .warning)
      text.line(": \(StyledText.escaped(reason))")
    case .witness(let witness):
      let note = witness.note.map { " (\($0))" } ?? ""
      text.add("granted", .changed)
      text.line(": \(StyledText.escaped(witness.request.line + note))")
      let by = witness.allowedBy
      text.line("  \(StyledText.escaped("\(files.place(by)): \(by.reference.name) allows it"))")
      text.line("  \(StyledText.escaped(witness.request.json.text(.compact)))", .faint)
    }
    if status != .done, let expected { text.line("  expected: \(expected)", .removed) }
    return text
  }

  /// One document.
  package var json: JSON {
    let witness = answer.witness
    let by = witness.map { $0.allowedBy.reference.json(in: files.file($0.allowedBy)?.name) }
    return .object([
      ("schemaVersion", .string("1.0")), ("answer", .string(word)),
      ("request", witness?.request.json ?? .null), ("statement", by ?? .null),
      ("note", witness?.note.map(JSON.string) ?? .null),
      ("reason", answer.reason.map(JSON.string) ?? .null),
      ("expected", expected.map(JSON.string) ?? .null), ("exit", status.json()),
    ])
  }
}

import IAMPolicy
import JSONText

/// The answer of `can`: the one value that both forms render.
struct DecisionReport {
  let request: AccessRequest
  let decision: Decision
  let sources: PolicySources
  /// Whether it should be allowed; nil when nothing is expected.
  let expectsAllow: Bool?

  /// How the run ends.
  var status: ExitStatus {
    expectsAllow.map { decision.isExpected(allow: $0) } ?? true ? .done : .findings
  }

  private var explanation: Explanation { Explanation(decision, of: request, sources) }

  /// The decision, the request, and why, with the place of each statement.
  var text: StyledText {
    var text = StyledText()
    let (words, style): (String, StyledText.Style) =
      switch decision {
      case .allowed: ("allowed", .good)
      case .implicitlyDenied: ("implicitly denied", .changed)
      case .explicitlyDenied: ("explicitly denied", .removed)
      case .unspecified: ("unspecified", .changed)
      }
    text.add(words, style)
    text.line(": \(StyledText.escaped(request.line))")
    for line in explanation.lines {
      let place = line.statement.map { sources.place($0) + ": " } ?? ""
      text.line("  \(StyledText.escaped(place + line.sentence))")
    }
    if status != .done, let expectsAllow {
      text.line("  expected: \(expectsAllow ? "allow" : "deny")", .removed)
    }
    return text
  }

  /// One document.
  var json: JSON {
    .object([
      ("schemaVersion", .string("1.0")), ("decision", .string(decision.word)),
      ("statement", decision.statement.map(reference) ?? .null), ("request", request.json),
      (
        "why",
        .array(
          explanation.lines.map { line in
            .object([
              ("statement", line.statement.map(reference) ?? .null),
              ("message", .string(line.sentence)),
            ])
          })
      ),
      ("exit", status.json()),
    ])
  }

  private func reference(_ reference: StatementReference) -> JSON {
    reference.json(in: sources.file(reference)?.name)
  }
}

extension StatementReference {
  /// The statement with its place in its file.
  func json(in file: String?) -> JSON {
    .object([
      ("policy", .string(origin.rawValue)), ("file", file.map(JSON.string) ?? .null),
      ("line", .number(Int(mark.position.line))), ("column", .number(Int(mark.position.column))),
      ("index", .number(statement)), ("sid", sid.map(JSON.string) ?? .null),
    ])
  }
}

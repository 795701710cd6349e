package import IAMPolicy
package import JSONText

/// The answer of `can`: the one value that both forms render.
package struct DecisionReport {
  package let request: AccessRequest
  package let decision: Decision
  package let sources: PolicySources
  /// Whether it should be allowed; nil when nothing is expected.
  package let expectsAllow: Bool?

  package init(
    request: AccessRequest, decision: Decision, sources: PolicySources, expectsAllow: Bool?
  ) {
    self.request = request
    self.decision = decision
    self.sources = sources
    self.expectsAllow = expectsAllow
  }

  /// How the run ends.
  package var status: ExitStatus {
    expectsAllow.map { decision.isExpected(allow: $0) } ?? true ? .done : .findings
  }

  private var explanation: Explanation { Explanation(decision, of: request, sources) }

  /// The decision, the request, and why, with the place of each statement.
  package var text: StyledText {
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
  package var json: JSON {
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
  package func json(in file: String?) -> JSON {
    .object([
      ("policy", .string(origin.rawValue)), ("file", file.map(JSON.string) ?? .null),
      ("line", .number(Int(mark.position.line))), ("column", .number(Int(mark.position.column))),
      ("index", .number(statement)), ("sid", sid.map(JSON.string) ?? .null),
    ])
  }
}

extension Decision {
  /// The word of machine-readable output.
  package var word: String {
    switch self {
    case .allowed: "allowed"
    case .implicitlyDenied: "implicitly-denied"
    case .explicitlyDenied: "explicitly-denied"
    case .unspecified: "unspecified"
    }
  }

  /// The statement that decided, if one did.
  package var statement: StatementReference? {
    switch self {
    case .allowed(let statement), .explicitlyDenied(let statement), .unspecified(let statement):
      statement
    case .implicitlyDenied: nil
    }
  }
}

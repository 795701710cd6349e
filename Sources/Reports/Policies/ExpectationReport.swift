package import IAMPolicy
package import JSONText

/// A request and whether it must be allowed.
package struct Expectation: Hashable, Sendable {
  package let request: AccessRequest
  package let isAllowed: Bool
  /// What the request stands for, in the words of the file.
  package let name: String?
  /// Where it is in its file.
  package let position: TextPosition

  package init(request: AccessRequest, isAllowed: Bool, name: String?, position: TextPosition) {
    self.request = request
    self.isAllowed = isAllowed
    self.name = name
    self.position = position
  }
}

/// A request that was not decided as it was expected.
package struct ExpectationFailure {
  /// The expectation file.
  package let file: String
  package let expectation: Expectation
  package let decision: Decision
  package let sources: PolicySources

  package init(file: String, expectation: Expectation, decision: Decision, sources: PolicySources) {
    self.file = file
    self.expectation = expectation
    self.decision = decision
    self.sources = sources
  }

  private var explanation: Explanation {
    Explanation(decision, of: expectation.request, sources)
  }

  /// The failure, and below it why.
  package var text: StyledText {
    var text = StyledText()
    let place = Place.text(file, expectation.position)
    let name = expectation.name.map { "\($0): " } ?? ""
    text.add("\(StyledText.escaped(place)): ")
    text.add("failed: ", .removed)
    text.line(
      StyledText.escaped(
        "\(name)should be \(expectation.word) and is \(words): \(expectation.request.line)"))
    for line in explanation.lines {
      let place = line.statement.map { sources.place($0) + ": " } ?? ""
      text.line("  \(StyledText.escaped(place + line.sentence))")
    }
    return text
  }

  private var words: String {
    switch decision {
    case .allowed: "allowed"
    case .implicitlyDenied: "implicitly denied"
    case .explicitlyDenied: "explicitly denied"
    case .unspecified: "unspecified"
    }
  }

  package var json: JSON {
    .object([
      ("file", .string(file)), ("line", .number(Int(expectation.position.line))),
      ("column", .number(Int(expectation.position.column))),
      ("name", expectation.name.map(JSON.string) ?? .null),
      ("expected", .string(expectation.word)), ("decision", .string(decision.word)),
      ("request", expectation.request.json),
      (
        "why",
        .strings(
          explanation.lines.map { line in
            (line.statement.map { sources.place($0) + ": " } ?? "") + line.sentence
          })
      ),
    ])
  }
}

extension Expectation {
  /// What it expects.
  package var word: String { isAllowed ? "allowed" : "denied" }
}

/// The answer of `test` over all files.
package struct ExpectationReport {
  package var passed = 0
  package var failures: [ExpectationFailure] = []
  /// Why some files could not be run.
  package var errors: [CommandError] = []

  package init(passed: Int = 0, failures: [ExpectationFailure] = [], errors: [CommandError] = []) {
    self.passed = passed
    self.failures = failures
    self.errors = errors
  }

  /// How the run ends.
  package var status: ExitStatus {
    ExitStatus.combined(errors.map(\.status) + (failures.isEmpty ? [] : [.findings]))
  }

  /// `3 passed, 1 failed`.
  package var closing: StyledText {
    var text = StyledText()
    text.line(
      "\(passed) passed, \(failures.count) failed", failures.isEmpty ? .good : .removed)
    return text
  }

  /// One document.
  package var json: JSON {
    .object([
      ("schemaVersion", .string("1.0")), ("passed", .number(passed)),
      ("failed", .number(failures.count)), ("failures", .array(failures.map(\.json))),
      (
        "errors",
        .array(
          errors.flatMap(\.problems).map { problem in
            .object([
              ("place", problem.place.map(JSON.string) ?? .null),
              ("message", .string(problem.message)),
              ("hint", problem.hint.map(JSON.string) ?? .null),
            ])
          })
      ),
      ("exit", status.json()),
    ])
  }
}

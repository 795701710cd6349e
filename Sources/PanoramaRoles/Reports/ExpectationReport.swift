import IAMPolicy
import JSONText

/// A request that was not decided as it was expected.
struct ExpectationFailure {
  /// The expectation file.
  let file: String
  let expectation: Expectation
  let decision: Decision
  let sources: PolicySources

  private var explanation: Explanation {
    Explanation(decision, of: expectation.request, sources)
  }

  /// The failure, and below it why.
  var text: StyledText {
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

  var json: JSON {
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
  var word: String { isAllowed ? "allowed" : "denied" }
}

/// The answer of `test` over all files.
struct ExpectationReport {
  var passed = 0
  var failures: [ExpectationFailure] = []
  /// Why some files could not be run.
  var errors: [CommandError] = []

  /// How the run ends.
  var status: ExitStatus {
    ExitStatus.combined(errors.map(\.status) + (failures.isEmpty ? [] : [.findings]))
  }

  /// `3 passed, 1 failed`.
  var closing: StyledText {
    var text = StyledText()
    text.line(
      "\(passed) passed, \(failures.count) failed", failures.isEmpty ? .good : .removed)
    return text
  }

  /// One document.
  var json: JSON {
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

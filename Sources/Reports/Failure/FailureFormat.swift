import JSONText

/// The formats in which a run that failed leaves a document, so that no report is an empty file.
///
/// What is written says that nothing is known; it closes no alert and passes no test.
package enum FailureFormat: String, CaseIterable {
  case json
  case sarif
  case junit
  case github
  case markdown
  case html

  /// The document of a run that failed; nil for one that was stopped.
  package func rendering(of error: CommandError) -> Rendering? {
    switch error.status {
    case .interrupted, .terminated: return nil
    case .done, .failed, .drift, .findings, .refused, .incomplete, .stopped, .usage: break
    }
    return switch self {
    case .json: .json(Self.json(error))
    case .sarif: .json(Self.sarif(error))
    case .junit: .exact(Self.junit(error))
    case .github: .exact(Self.github(error))
    case .markdown: .exact(Self.markdown(error))
    case .html: .exact(Self.html(error))
    }
  }

  /// The outer form of all JSON documents, so that a reader finds `exit` where it always is.
  private static func json(_ error: CommandError) -> JSON {
    let errors = error.problems.map { problem -> JSON in
      .object(
        [("message", .string(problem.message))]
          + (problem.place.map { [("place", JSON.string($0))] } ?? [])
          + (problem.hint.map { [("hint", JSON.string($0))] } ?? [])
          + (problem.requestID.map { [("requestId", JSON.string($0))] } ?? []))
    }
    return .object([
      ("schemaVersion", .string("1.0")), ("account", error.account.map(JSON.string) ?? .null),
      ("status", .string(error.status.name)), ("error", errors.first ?? .null),
      ("errors", .array(errors)), ("exit", error.status.json()),
    ])
  }

  /// A run without results, in a category of its own: it must not close what another run found.
  private static func sarif(_ error: CommandError) -> JSON {
    SARIF.document(
      category: "failure", rules: [], results: [], failures: error.problems.map(\.sentence))
  }

  private static func junit(_ error: CommandError) -> String {
    let lines = error.lines(program: Tool.name).joined(separator: "\n")
    let message = error.problems.first?.message ?? ""
    let counts = "tests=\"1\" failures=\"0\" errors=\"1\""
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites \(counts)>
        <testsuite name="\(Tool.name)" \(counts) skipped="0" time="0">
          <testcase classname="\(Tool.name)" name="(run)" time="0">
            <error type="\(error.status.name)" message="\(Markup.escaped(message))">\
      \(Markup.escaped(lines))</error>
          </testcase>
        </testsuite>
      </testsuites>

      """
  }

  private static func github(_ error: CommandError) -> String {
    error.problems.map { problem in
      let place = problem.filePlace.map { file, line in
        "file=\(GitHub.property(file)),line=\(line),"
      }
      return "::error \(place ?? "")title=\(GitHub.property(Tool.name))::"
        + GitHub.message(problem.sentence) + "\n"
    }.joined()
  }

  private static func markdown(_ error: CommandError) -> String {
    let account = error.account.map { " of account \(Markdown.text($0))" } ?? ""
    var lines = ["## IAM roles\(account): the run failed", ""]
    for problem in error.problems {
      let place = problem.place.map { "\(Markdown.code($0)): " } ?? ""
      lines.append("- \(place)**\(Markdown.text(problem.text))**")
      if let hint = problem.hint { lines.append("  - _What to do:_ \(Markdown.text(hint))") }
    }
    return
      (lines + ["", "Nothing is known about the roles (exit status \(error.status.rawValue))."])
      .joined(separator: "\n") + "\n"
  }

  private static func html(_ error: CommandError) -> String {
    let account = error.account.map { " of account \(Markup.escaped($0))" } ?? ""
    let items = error.problems.map { problem in
      let place = problem.place.map { "<code>\(Markup.escaped($0))</code>: " } ?? ""
      let hint =
        problem.hint.map { "<p class=\"note\">What to do: \(DriftHTML.hint($0))</p>" } ?? ""
      return
        "<article><p class=\"incomplete\">\(place)\(Markup.escaped(problem.text))</p>\(hint)</article>\n"
    }
    return DriftHTML.page(
      title: "IAM roles\(account)",
      header: "<p class=\"closing incomplete\">The run failed. Nothing is known about the roles "
        + "(exit status \(error.status.rawValue)).</p>",
      main: "<section>\n\(items.joined())</section>\n")
  }
}

extension CommandError.Problem {
  /// The message with its request id.
  package var text: String { message + (requestID.map { " (request id \($0))" } ?? "") }

  /// Everything in one sentence.
  fileprivate var sentence: String {
    (place.map { "\($0): " } ?? "") + text + (hint.map { "; \($0)" } ?? "")
  }

  /// The file and line of the place, where it is one.
  fileprivate var filePlace: (file: String, line: Int)? {
    guard let parts = place?.split(separator: ":", omittingEmptySubsequences: false),
      parts.count >= 3, let line = Int(parts[parts.count - 2]), Int(parts[parts.count - 1]) != nil
    else { return place.map { ($0, 1) } }
    return (parts.dropLast(2).joined(separator: ":"), line)
  }
}

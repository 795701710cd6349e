import IAMRoles

/// A drift as a JUnit report: one test case a role, one failure for all its differences that count.
enum DriftJUnit: ReportForm {
  static func rendering(of report: DriftReport) -> Rendering { .exact(document(report)) }

  static func rendering(ofFailure error: CommandError) -> Rendering? {
    let lines = error.lines(program: Tool.name)
    let message = error.problems.first?.message ?? ""
    let counts = "tests=\"1\" failures=\"0\" errors=\"1\""
    return .exact(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites \(counts)>
        <testsuite name="\(Tool.name)" \(counts) skipped="0" time="0">
          <testcase classname="\(Tool.name)" name="(run)" time="0">
            <error type="\(error.status.name)" message="\(Markup.escaped(message))">\(text(lines))</error>
          </testcase>
        </testsuite>
      </testsuites>

      """)
  }

  static func document(_ report: DriftReport) -> String {
    let drift = report.drift
    var cases = drift.roles.map { testCase($0, report) }
    cases += report.entries.dropFirst(drift.roles.reduce(0) { $0 + $1.differences.count }).map {
      testCase($0.role, outcome(of: [$0]), output(of: [$0], ignored: []))
    }
    cases += drift.suppressedUndeclaredRoles.map { role in
      testCase(role.entry.role, .passed, output(of: [], ignored: [role]))
    }
    cases += drift.leftOut.map { testCase($0, .skipped("left out by '--role'"), []) }
    if !drift.accountUnreadable.isEmpty {
      cases.append(testCase("(account)", .error(drift.accountUnreadable.map(\.line)), []))
    }
    cases += report.findings.map { finding in
      testCase(
        "ignore list: \(finding.entry.role) \(finding.entry.kind.rawValue)",
        .failure("ignore-list", finding.sentence, [finding.hint]), [])
    }
    let counts =
      "tests=\"\(cases.count)\" failures=\"\(cases.count { $0.contains("<failure ") })\" "
      + "errors=\"\(cases.count { $0.contains("<error ") })\""
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites \(counts)>\n"
      + "  <testsuite name=\"\(Tool.name) drift \(Markup.escaped(drift.account))\" \(counts) "
      + "skipped=\"\(drift.leftOut.count)\" time=\"0\">\n" + cases.joined()
      + notes(report)
      + "  </testsuite>\n</testsuites>\n"
  }

  /// What is reported of no single role: roles of everyday services, and the day of the service reference.
  private static func notes(_ report: DriftReport) -> String {
    let lines = [EverydayNote.text(report.drift), report.referenceLine].compactMap(\.self)
    return lines.isEmpty ? "" : "    <system-out>\(text(lines))</system-out>\n"
  }

  private enum Outcome {
    case passed
    /// Its type, what it is in a few words, and everything, a line each.
    case failure(String, String, [String])
    case error([String])
    /// Why nothing is known.
    case skipped(String)
  }

  private static func testCase(_ role: RoleDrift, _ report: DriftReport) -> String {
    let entries = report.entries(of: role)
    guard role.unreadable.isEmpty else {
      let lines = role.unreadable.map(\.line) + entries.map(told)
      return testCase(role.name, .error(lines), output(of: [], ignored: role.suppressed))
    }
    return testCase(role.name, outcome(of: entries), output(of: entries, ignored: role.suppressed))
  }

  private static func outcome(of entries: [DriftReport.Entry]) -> Outcome {
    let counting = entries.filter(\.counts)
    guard let first = counting.first else { return .passed }
    var kinds: [String] = []
    for kind in counting.map(\.difference.kind.rawValue) where !kinds.contains(kind) {
      kinds.append(kind)
    }
    return .failure(
      first.difference.kind.rawValue,
      "\(counted(counting.count, "difference")): \(kinds.joined(separator: ", "))",
      counting.map(told))
  }

  /// What is reported of a role and makes no test fail.
  private static func output(
    of entries: [DriftReport.Entry], ignored: [SuppressedDifference]
  ) -> [String] {
    ignored.map { "ignored: \($0.difference.told(of: $0.entry.role))" }
      + entries.filter { !$0.counts }.map { "widens no access: \(told($0))" }
  }

  private static func told(_ entry: DriftReport.Entry) -> String {
    entry.difference.told(of: entry.role)
  }

  private static func testCase(_ name: String, _ outcome: Outcome, _ output: [String]) -> String {
    var children: [String] = []
    switch outcome {
    case .passed: break
    case .skipped(let reason):
      children.append("<skipped message=\"\(Markup.escaped(reason))\"/>")
    case .failure(let type, let message, let lines):
      children.append(
        "<failure type=\"\(type)\" message=\"\(Markup.escaped(message))\">\(text(lines))</failure>")
    case .error(let lines):
      children.append(
        "<error type=\"unreadable\" message=\"not everything could be read\">\(text(lines))</error>"
      )
    }
    if !output.isEmpty { children.append("<system-out>\(text(output))</system-out>") }
    let body = children.map { "\n      \($0)" }.joined() + (children.isEmpty ? "" : "\n    ")
    return "    <testcase classname=\"drift\" name=\"\(Markup.escaped(name))\" time=\"0\">"
      + "\(body)</testcase>\n"
  }

  private static func text(_ lines: [String]) -> String {
    Markup.escaped(lines.joined(separator: "\n"))
  }
}

/// Texts inside XML and HTML.
enum Markup {
  /// A text in which nothing is markup, and no character that XML forbids is left.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\n": result += "\n"
      default:
        // What XML 1.0 forbids is among these: controls, U+FFFE and U+FFFF.
        if StyledText.isUnsafe(scalar) {
          result += "\\u{\(String(scalar.value, radix: 16))}"
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result
  }
}

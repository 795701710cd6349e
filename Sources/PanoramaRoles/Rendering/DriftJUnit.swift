import IAMRoles

/// A drift as a JUnit report: one test case a role, one failure for all its differences.
enum DriftJUnit {
  static func document(_ report: DriftReport) -> String {
    let drift = report.drift
    var cases = drift.roles.map(testCase)
    cases += drift.bystanders.map { role in
      testCase(role.name, failure: role.difference.told(of: role.name), type: role.difference.kind)
    }
    cases += drift.ignoredBystanders.map { passed($0.entry.role, [$0]) }
    if !drift.accountUnreadable.isEmpty {
      cases.append(
        testCase("(account)", error: drift.accountUnreadable.map(\.line).joined(separator: "\n")))
    }
    cases += report.findings.map { finding in
      testCase(
        "ignore list: \(finding.entry.role) \(finding.entry.kind.rawValue)",
        failure: "\(finding.sentence)\n\(finding.hint)", type: nil)
    }
    let counts =
      "tests=\"\(cases.count)\" failures=\"\(cases.count { $0.contains("<failure ") })\" "
      + "errors=\"\(cases.count { $0.contains("<error ") })\""
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites \(counts)>\n"
      + "  <testsuite name=\"\(Program.name) drift \(Markup.escaped(drift.account))\" \(counts) "
      + "skipped=\"0\" time=\"0\">\n" + cases.joined() + "  </testsuite>\n</testsuites>\n"
  }

  private static func testCase(_ role: RoleDrift) -> String {
    if !role.unreadable.isEmpty {
      let lines = role.unreadable.map(\.line) + role.differences.map { $0.told(of: role.name) }
      return testCase(role.name, error: lines.joined(separator: "\n"))
    }
    guard let first = role.differences.first else { return passed(role.name, role.ignored) }
    let lines = role.differences.map { $0.told(of: role.name) }
    return testCase(role.name, failure: lines.joined(separator: "\n"), type: first.kind)
  }

  private static func passed(_ name: String, _ ignored: [IgnoredDifference]) -> String {
    let lines = ignored.map { "ignored: \($0.difference.told(of: name))" }
    let output =
      lines.isEmpty
      ? "" : "<system-out>\(Markup.escaped(lines.joined(separator: "\n")))</system-out>"
    return "    \(opening(name))\(output)</testcase>\n"
  }

  private static func testCase(
    _ name: String, failure: String, type: DifferenceKind?
  ) -> String {
    let title = failure.split(separator: "\n").first.map { Markup.escaped(String($0)) } ?? ""
    return "    \(opening(name))\n      <failure type=\"\(type?.rawValue ?? "ignore-list")\" "
      + "message=\"\(title)\">\(Markup.escaped(failure))</failure>\n    </testcase>\n"
  }

  private static func testCase(_ name: String, error: String) -> String {
    let title = error.split(separator: "\n").first.map { Markup.escaped(String($0)) } ?? ""
    return "    \(opening(name))\n      <error type=\"unreadable\" message=\"\(title)\">"
      + "\(Markup.escaped(error))</error>\n    </testcase>\n"
  }

  private static func opening(_ name: String) -> String {
    "<testcase classname=\"drift\" name=\"\(Markup.escaped(name))\" time=\"0\">"
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
        if isPlain(scalar) {
          result.unicodeScalars.append(scalar)
        } else {
          result += "\\u{\(String(scalar.value, radix: 16))}"
        }
      }
    }
    return result
  }

  /// Controls, marks that turn the direction of writing and what is no character in XML 1.0 are not.
  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x1F, 0x7F...0x9F, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF,
      0xFFFE, 0xFFFF:
      false
    default: true
    }
  }
}

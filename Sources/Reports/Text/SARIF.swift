import IAMPolicy
import IAMRoles
package import JSONText
import PolicyLint
import ServiceReference

/// The parts of a SARIF 2.1.0 document (OASIS Static Analysis Results Interchange Format), for code
/// scanning.
enum SARIF {
  /// A rule as a run describes it.
  struct Rule {
    let id: String
    let short: String
    let full: String
    /// What to do, as GitHub shows it beside a result.
    let help: String
    let level: String
    /// How serious its results are, in tenths; nil where it is not about security.
    var seriousness: Int?

    var json: JSON {
      .object(
        [
          ("id", .string(id)), ("shortDescription", SARIF.message(short)),
          ("fullDescription", SARIF.message(full)), ("help", SARIF.message(help)),
          ("defaultConfiguration", .object([("level", .string(level))])),
        ]
          + (seriousness.map { tenths in
            // GitHub takes `security-severity` for a result of security where the rule has this tag.
            let properties = JSON.object([
              ("security-severity", .string(Seriousness.text(tenths))),
              ("tags", .strings(["security"])),
            ])
            return [("properties", properties)]
          } ?? []))
    }
  }

  /// A document of one run.
  ///
  /// Results of another `category` are no later answer to the same question, so that a run of one
  /// command or of one account closes nothing that another found. `failures` says what the run could
  /// not look at, `notes` what it saw and does not count.
  static func document(
    category: String, rules: [Rule], results: [JSON], failures: [String], notes: [String] = [],
    selection: RoleSelection = .all, leftOut: [String] = []
  ) -> JSON {
    // What a run of some roles does not find is not gone: it is another question.
    let part = selection.isAll ? "" : "/only/" + selection.patterns.joined(separator: ",")
    let driver = JSON.object([
      ("name", .string(Tool.name)), ("version", .string(Tool.version)),
      ("rules", .array(rules.map(\.json))),
    ])
    let all = failures.map { ("error", $0) } + notes.map { ("note", $0) }
    let notifications = all.map { level, text in
      JSON.object([("level", .string(level)), ("message", message(text))])
    }
    let invocation = JSON.object([
      ("executionSuccessful", .bool(failures.isEmpty)),
      ("toolExecutionNotifications", .array(notifications)),
    ])
    // What is said of actions is true of the reference of a day.
    let properties =
      [("referenceDate", JSON.string(ServiceReference.current.date))]
      + (selection.isAll ? [] : [("leftOut", JSON.strings(leftOut))])
    let run = JSON.object([
      ("tool", .object([("driver", driver)])),
      ("automationDetails", .object([("id", .string("\(Tool.name)/\(category)\(part)/"))])),
      ("invocations", .array([invocation])),
      ("columnKind", .string("unicodeCodePoints")), ("results", .array(results)),
      ("properties", .object(properties)),
    ])
    return .object([
      ("$schema", .string("https://json.schemastore.org/sarif-2.1.0.json")),
      ("version", .string("2.1.0")), ("runs", .array([run])),
    ])
  }

  static func message(_ text: String) -> JSON { .object([("text", .string(text))]) }

  /// One result at one place of a file.
  static func result(
    rule: String, index: Int?, level: String, _ text: String, in path: String,
    at position: TextPosition
  ) -> JSON {
    let region = JSON.object([
      ("startLine", .number(max(1, Int(position.line)))),
      ("startColumn", .number(max(1, Int(position.column)))),
    ])
    let place = JSON.object([
      ("artifactLocation", .object([("uri", .string(uri(path)))])), ("region", region),
    ])
    var members: [(String, JSON)] = [("ruleId", .string(rule))]
    if let index { members.append(("ruleIndex", .number(index))) }
    members += [
      ("level", .string(level)), ("message", message(text)),
      ("locations", .array([.object([("physicalLocation", place)])])),
    ]
    return .object(members)
  }

  /// A path as a relative URI reference, or as a file URL when it is absolute (RFC 3986).
  static func uri(_ path: String) -> String {
    let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in path.utf8 {
      if plain.contains(byte) {
        bytes.append(byte)
      } else {
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    let text = String(decoding: bytes, as: UTF8.self)
    return path.hasPrefix("/") ? "file://\(text)" : text
  }
}

extension LintReport {
  /// The findings as SARIF.
  package var sarif: JSON {
    let rules = LintRuleText.all.map {
      SARIF.Rule(
        id: $0.id, short: $0.summary, full: $0.why,
        help: LintText.explanation(of: $0).rendered(inColour: false),
        level: SARIF.level($0.severity), seriousness: Seriousness.of($0.severity))
    }
    let known = Set(rules.map(\.id))
    // The kinds of problem of the reader, and remarks on suppressions, where there are any.
    let others = Set(entries.map(\.finding.rule)).subtracting(known).sorted().map { id in
      let meaning = PolicyProblemKind(rawValue: id)?.meaning ?? id
      return SARIF.Rule(id: id, short: meaning, full: meaning, help: meaning, level: "error")
    }
    let all = rules + others
    let places = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($1.id, $0) })
    let results = entries.map { path, finding in
      SARIF.result(
        rule: finding.rule, index: places[finding.rule], level: SARIF.level(finding.severity),
        finding.sentence, in: path, at: finding.position)
    }
    return SARIF.document(
      category: "lint", rules: all, results: results, failures: unread,
      selection: selection, leftOut: leftOut)
  }
}

extension SARIF {
  /// The level of a severity.
  static func level(_ severity: LintSeverity) -> String {
    switch severity {
    case .error: "error"
    case .warning: "warning"
    case .info: "note"
    }
  }
}

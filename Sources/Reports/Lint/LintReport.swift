import IAMPolicy
package import IAMRoles
package import JSONText
package import PolicyLint
import ServiceReference

/// What `lint` found in all files: the one value that every form renders.
package struct LintReport {
  package typealias Entry = (path: String, finding: LintFinding)

  /// How many files were read.
  package let files: Int
  /// The findings, by file in the order given, then by place.
  package let entries: [Entry]
  /// How many findings a suppression hid.
  package let suppressed: Int
  /// Why some files could not be read.
  package let unread: [String]
  /// How the run ends.
  package let status: ExitStatus
  /// The roles that were asked about.
  package var selection = RoleSelection.all
  /// The roles that were not.
  package var leftOut: [String] = []

  package init(
    files: Int, entries: [Entry], suppressed: Int, unread: [String], status: ExitStatus,
    selection: RoleSelection = RoleSelection.all, leftOut: [String] = []
  ) {
    self.files = files
    self.entries = entries
    self.suppressed = suppressed
    self.unread = unread
    self.status = status
    self.selection = selection
    self.leftOut = leftOut
  }

  package func count(_ severity: LintSeverity) -> Int {
    entries.count { $0.finding.severity == severity }
  }

  /// The day of the service reference; nil when no finding rests on it.
  package var referenceDate: String? {
    entries.contains { $0.finding.usesReference } ? ServiceReference.current.date : nil
  }

  /// The sentence that says the day of the service reference.
  var referenceLine: String? {
    referenceDate.map { "Actions, resources and keys by the service reference of \($0)." }
  }

  /// One document with everything.
  package var json: JSON {
    let summary = JSON.object([
      ("files", .number(files)), ("errors", .number(count(.error))),
      ("warnings", .number(count(.warning))), ("infos", .number(count(.info))),
      ("suppressed", .number(suppressed)),
    ])
    return .object([
      ("schemaVersion", .string("1.0")),
      ("referenceDate", referenceDate.map(JSON.string) ?? .null),
      ("findings", .array(entries.map(Self.json))),
      ("summary", summary), ("leftOut", .strings(leftOut)), ("unread", .strings(unread)),
      ("exit", status.json()),
    ])
  }

  private static func json(_ entry: Entry) -> JSON {
    let finding = entry.finding
    var members: [(String, JSON)] = [
      ("file", .string(entry.path)), ("line", .number(Int(finding.position.line))),
      ("column", .number(Int(finding.position.column))), ("rule", .string(finding.rule)),
      ("severity", .string(finding.severity.rawValue)), ("message", .string(finding.message)),
    ]
    if let hint = finding.hint { members.append(("hint", .string(hint))) }
    if let sid = finding.sid, !sid.isEmpty { members.append(("sid", .string(sid))) }
    return .object(members)
  }

  /// Workflow commands of GitHub Actions, one a line.
  package var githubAnnotations: String {
    annotations
      + (leftOut.isEmpty
        ? "" : "::notice title=left-out::\(counted(leftOut.count, "role")) left out by '--role'\n")
      + (referenceLine.map { "::notice title=service-reference::\($0)\n" } ?? "")
  }

  private var annotations: String {
    entries.map { path, finding in
      "::\(finding.severity.githubLevel) file=\(GitHub.property(path)),line=\(finding.position.line),"
        + "col=\(finding.position.column),title=\(GitHub.property(finding.rule))::"
        + GitHub.message(finding.sentence) + "\n"
    }.joined()
  }
}

extension LintSeverity {
  /// The workflow command that says it.
  var githubLevel: String {
    switch self {
    case .error: "error"
    case .warning: "warning"
    case .info: "notice"
    }
  }
}

extension LintFinding {
  /// The message with its hint, where there is room for one text only.
  package var sentence: String { hint.map { "\(message); \($0)" } ?? message }
}

/// How GitHub Actions wants the parts of a workflow command escaped (actions/toolkit, `command.ts`).
package enum GitHub {
  /// The text behind the last `::`.
  package static func message(_ text: String) -> String { escaped(text, isProperty: false) }

  /// The value of a property, in which `:` and `,` have a meaning too.
  static func property(_ text: String) -> String { escaped(text, isProperty: true) }

  private static func escaped(_ text: String, isProperty: Bool) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%": result += "%25"
      case "\r": result += "%0D"
      case "\n": result += "%0A"
      case ":" where isProperty: result += "%3A"
      case "," where isProperty: result += "%2C"
      default: result += StyledText.escapedLines(String(scalar))
      }
    }
    return result
  }
}

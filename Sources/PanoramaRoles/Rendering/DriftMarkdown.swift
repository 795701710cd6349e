import IAMPolicy
import IAMRoles
import JSONText

/// A drift for a pull request or a step summary: a table, the differences, who can assume what.
enum DriftMarkdown {
  static func document(_ report: DriftReport) -> String {
    let drift = report.drift
    var lines = [
      "## IAM roles of account \(text(drift.account))", "",
      "**\(text(DriftText.closing(drift).0))**",
      "", "| role | status | differences | read |", "| --- | --- | --- | --- |",
    ]
    for role in drift.roles {
      let kinds = role.differences.map { "`\($0.kind.rawValue)`" }.joined(separator: ", ")
      lines.append(
        "| \(text(role.name)) | \(role.status.rawValue) | \(kinds) "
          + "| \(role.unreadable.isEmpty ? "all" : "**not all**") |")
    }
    for role in drift.bystanders {
      lines.append(
        "| \(text(role.name)) | not in the spec | `\(role.difference.kind.rawValue)` | all |")
    }
    lines.append("")
    for entry in report.entries { lines += section(entry, drift.partition) }
    if !drift.unreadable.isEmpty {
      lines += ["### Not read", ""] + drift.unreadable.map { "- \(text($0.line))" } + [""]
    }
    if !drift.ignored.isEmpty {
      lines += ["### Ignored", ""]
      lines += drift.ignored.map { ignored in
        "- \(text("role '\(ignored.entry.role)': \(ignored.difference.sentence)")): "
          + "\(text(ignored.entry.reason)) "
          + "(\(text(ignored.entry.owner))\(ignored.entry.expires.map { ", until \($0)" } ?? ""))"
      }
      lines.append("")
    }
    if !report.findings.isEmpty {
      lines += ["### Ignore list", ""]
      lines += report.findings.map { "- \(text($0.sentence)); \(text($0.hint))" } + [""]
    }
    return (lines + graph(drift)).joined(separator: "\n") + "\n"
  }

  private static func section(_ entry: DriftReport.Entry, _ partition: String) -> [String] {
    let difference = entry.difference
    var lines = [
      "### \(text(entry.role)): \(difference.kind.rawValue)", "", text(difference.sentence), "",
    ]
    let evidence = difference.access.map(AccessText.evidence) ?? []
    if !evidence.isEmpty { lines += evidence.map { "- \(code($0))" } + [""] }
    var document = StyledText()
    DocumentText.add(
      from: difference.actual, to: difference.expected, partition: partition, indent: "",
      into: &document)
    let shown = document.rendered(inColour: false)
    if !shown.isEmpty {
      let fence = fence(for: shown)
      lines += ["\(fence)diff", shown.trimmingLastLine, fence, ""]
    }
    return lines + ["_What to do:_ \(text(difference.hint))", ""]
  }

  // MARK: Who can assume what

  /// A Mermaid graph from principals to the roles that trust them, as the account has it.
  private static func graph(_ drift: Drift) -> [String] {
    var edges: [(from: String, to: String, style: String)] = []
    for role in drift.roles {
      guard let trust = role.observed?.trust.value?.policy else { continue }
      let declared = declaredPrincipals(of: role.desired)
      for name in principals(of: trust) {
        edges.append((name, role.name, declared.contains(name) ? "-->" : "-.->"))
      }
    }
    guard !edges.isEmpty else { return [] }
    var numbers: [String: Int] = [:]
    var lines = [
      "### Who can assume what", "", "A dotted arrow is a principal that the spec does not name.",
      "",
      "```mermaid", "graph LR",
    ]
    func node(_ name: String, _ kind: String) -> String {
      let key = "\(kind)\(name)"
      if let number = numbers[key] { return "n\(number)" }
      numbers[key] = numbers.count
      let number = numbers[key] ?? 0
      let label = mermaid(name)
      lines.append(
        kind == "role" ? "  n\(number)[\"\(label)\"]" : "  n\(number)([\"\(label)\"])")
      return "n\(number)"
    }
    for edge in edges {
      let (from, to) = (node(edge.from, "principal"), node(edge.to, "role"))
      lines.append("  \(from) \(edge.style) \(to)")
    }
    return lines + ["```"]
  }

  private static func declaredPrincipals(of role: DesiredRole) -> [String] {
    switch role {
    case .ordinary(let role): principals(of: role.trust)
    case .serviceLinked(let role): [role.service]
    }
  }

  /// Everyone whom some statement allows, each once, in order.
  static func principals(of trust: PolicyDocument) -> [String] {
    var names: [String] = []
    for statement in trust.statements where statement.effect == .allow {
      let found: [String] =
        switch statement.principal {
        case .principal(.some(let principals))?: principals.map(\.value)
        case .principal(.everyone)?: ["everyone"]
        case .notPrincipal?: ["everyone but some"]
        case nil: []
        }
      for name in found where !names.contains(name) { names.append(name) }
    }
    return names
  }

  // MARK: Escaping

  /// A text in which nothing is Markdown or HTML.
  static func text(_ text: String) -> String {
    var result = ""
    for scalar in StyledText.escaped(text).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "@": result += "&#64;"
      case "\\", "`", "*", "_", "[", "]", "|", "#", "~", "!": result += "\\\(scalar)"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A text as code, in a fence that it cannot close.
  private static func code(_ text: String) -> String {
    let plain = StyledText.escaped(text)
    let ticks = String(repeating: "`", count: longestRun(in: plain) + 1)
    return "\(ticks) \(plain) \(ticks)"
  }

  private static func fence(for text: String) -> String {
    String(repeating: "`", count: max(3, longestRun(in: text) + 1))
  }

  private static func longestRun(in text: String) -> Int {
    var (longest, current) = (0, 0)
    for byte in text.utf8 {
      current = byte == UInt8(ascii: "`") ? current + 1 : 0
      longest = max(longest, current)
    }
    return longest
  }

  /// A label of Mermaid, whose entities are written with `#`.
  private static func mermaid(_ text: String) -> String {
    StyledText.escaped(text).unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case "#", "\"", "<", ">", "&", "`", ";": result += "#\(scalar.value);"
      default: result.unicodeScalars.append(scalar)
      }
    }
  }
}

extension String {
  /// Without the line end at its end.
  fileprivate var trimmingLastLine: String { hasSuffix("\n") ? String(dropLast()) : self }
}

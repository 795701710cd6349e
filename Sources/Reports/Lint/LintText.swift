import IAMPolicy
import IAMRoles
import JSONText
package import PolicyLint
import RoleCatalogue

/// What is reported of a rule, be it over documents or over role sets.
package struct LintRuleText {
  package let id: String
  package let severity: LintSeverity
  package let summary: String
  package let why: String
  package let source: String
  /// The addresses of the pages that it rests on.
  package let pages: [String]
  let triggering: [String]
  let nonTriggering: [String]

  /// How many there are.
  package static var count: Int { LintRule.all.count + RoleSetRule.all.count + RoleRule.all.count }

  /// Every rule, in the order of the ids.
  package static var all: [LintRuleText] {
    let documents = LintRule.all.map { rule in
      LintRuleText(
        id: rule.id, severity: rule.severity, summary: rule.summary, why: rule.why,
        source: rule.source, pages: rule.pages, triggering: rule.triggering.map(\.shown),
        nonTriggering: rule.nonTriggering.map(\.shown))
    }
    let sets = RoleSetRule.all.map { rule in
      LintRuleText(
        id: rule.id, severity: rule.severity, summary: rule.summary, why: rule.why,
        source: rule.source, pages: [], triggering: rule.triggering,
        nonTriggering: rule.nonTriggering)
    }
    let roles = RoleRule.all.map { rule in
      LintRuleText(
        id: rule.id, severity: rule.severity, summary: rule.summary, why: rule.why,
        source: rule.source, pages: rule.pages, triggering: rule.triggering,
        nonTriggering: rule.nonTriggering)
    }
    return (documents + roles + sets).sorted { $0.id < $1.id }
  }
}

extension LintExample {
  /// The document, after a line for what a rule knows next to it.
  fileprivate var shown: String {
    let usual = LintContext()
    var known: [String] = []
    if context.isServiceLinked { known.append("the trust policy of a service-linked role") }
    switch context.attachment {
    case .unknown: break
    case .inline: known.append("an inline policy (--attachment inline)")
    case .managed: known.append("a managed policy (--attachment managed)")
    }
    if context.trustQuota != usual.trustQuota {
      known.append("a quota of \(context.trustQuota) characters (--trust-quota)")
    }
    if let accounts = context.trustedAccounts {
      known.append(
        "accounts of yours (--trusted-accounts \(accounts.sorted().joined(separator: ", ")))")
    }
    if let account = context.account { known.append("a role of account \(account)") }
    return known.isEmpty ? text : "For \(known.joined(separator: " and ")):\n\(text)"
  }
}

/// Findings and rules for a person.
package enum LintText {
  /// One line a finding, `file:line:column: severity: sentence [rule]`, its hint below, then a summary.
  package static func report(_ report: LintReport) -> StyledText {
    var text = StyledText()
    for (path, finding) in report.entries {
      text.add(
        "\(StyledText.escaped(path)):\(finding.position.line):\(finding.position.column): ")
      text.add("\(finding.severity.rawValue): ", style(finding.severity))
      text.add(StyledText.escaped(finding.message))
      text.line(" [\(finding.rule)]", .faint)
      if let hint = finding.hint { text.line("  hint: \(StyledText.escaped(hint))", .faint) }
    }
    // Of what was not read there is nothing to count.
    guard report.files > 0 || report.unread.isEmpty else { return text }
    if let line = report.referenceLine { text.line(line, .faint) }
    text.line(summary(report), report.entries.isEmpty && report.unread.isEmpty ? .good : .plain)
    return text
  }

  private static func summary(_ report: LintReport) -> String {
    let counts = [
      counted(report.count(.error), "error"), counted(report.count(.warning), "warning"),
      "\(report.count(.info)) info",
    ]
    let suppressed = report.suppressed == 0 ? "" : ", \(report.suppressed) suppressed"
    let unread = report.unread.isEmpty ? "" : " checked, \(report.unread.count) not"
    return
      "\(counted(report.files, "document"))\(unread): \(counts.joined(separator: ", "))\(suppressed)"
      + RoleSelection.words(leftOut: report.leftOut.count)
  }

  private static func style(_ severity: LintSeverity) -> StyledText.Style {
    switch severity {
    case .error: .removed
    case .warning: .warning
    case .info: .faint
    }
  }

  /// The rules, one a line.
  package static var rules: StyledText {
    var text = StyledText()
    let rules = LintRuleText.all
    let width = rules.map(\.id.count).max() ?? 0
    for rule in rules {
      text.add(rule.id + String(repeating: " ", count: width - rule.id.count + 2), .heading)
      let name = rule.severity.rawValue
      text.add(name + String(repeating: " ", count: 9 - name.count), style(rule.severity))
      text.line(rule.summary)
    }
    return text
  }

  /// All about one rule, its examples among it.
  package static func explanation(of rule: LintRuleText) -> StyledText {
    var text = StyledText()
    text.line("\(rule.id) (\(rule.severity.rawValue))", .heading)
    text.line(rule.summary)
    text.line()
    text.line(wrapped(rule.why))
    text.line()
    text.line("Source: \(rule.source)", .faint)
    for page in rule.pages { text.one("  \(page)") }
    text.line()
    text.line("Finds something, at the arrows:", .heading)
    for example in rule.triggering { text.line(indented(example)) }
    text.line()
    text.line("Says nothing:", .heading)
    for example in rule.nonTriggering { text.line(indented(example)) }
    return text
  }

  private static func indented(_ example: String) -> String {
    example.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
  }

  private static func wrapped(_ words: String) -> String {
    var lines: [String] = []
    var line = ""
    for word in words.split(separator: " ") {
      if !line.isEmpty, line.count + word.count + 1 > 79 {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    return (lines + [line]).joined(separator: "\n")
  }
}

import RoleCatalogue

/// Checks of many accounts for a person: a short block for each that is not in sync, then what they share.
package enum AccountsText {
  /// The block of one account; nothing for one in sync of which nothing is to be reported.
  package static func block(_ result: AccountResult) -> StyledText {
    var text = StyledText()
    guard result.status != .inSync || !result.expired.isEmpty else { return text }
    text.add("Account \(result.account): ", .heading)
    switch result.status {
    case .inSync: text.line("in sync", .good)
    case .drifted: text.line("drifted, \(counted(result.items.count, "difference"))", .changed)
    case .incomplete: text.line("incomplete", .warning)
    case .refused: text.line("refused", .warning)
    case .failed: text.line("failed", .warning)
    }
    let names = result.names
    for item in result.items {
      text.add("  \(escaped(names.specific(item.role))): ")
      text.add(item.kind, .changed)
      text.line(": \(escaped(names.specific(item.text)))")
      for line in item.evidence { text.line("    \(escaped(names.specific(line)))") }
    }
    for line in result.unreadable { text.line("  unreadable: \(escaped(line))", .warning) }
    if let problem = result.problem {
      text.line("  error: \(escaped(problem.message))", .warning)
      if let hint = problem.hint { text.line("    hint: \(escaped(hint))", .faint) }
    }
    for line in result.expired { text.line("  ignore list: \(escaped(line))", .warning) }
    if result.ignoredCount > 0 {
      text.line("  \(counted(result.ignoredCount, "difference")) ignored", .faint)
    }
    if !result.isComplete {
      for note in result.notes { text.line("  note: \(escaped(note))", .faint) }
    }
    text.line()
    return text
  }

  /// What follows all blocks.
  package static func ending(_ report: AccountsReport) -> StyledText {
    var text = StyledText()
    if !report.shared.isEmpty || !report.sharedFailures.isEmpty {
      text.line("The same in several accounts:", .heading)
      for group in report.shared {
        text.add("  \(group.accounts.count) accounts: \(escaped(group.item.role)): ")
        text.add(group.item.kind, .changed)
        text.line(": \(escaped(group.item.text))")
        for line in group.item.evidence { text.line("    \(escaped(line))") }
        for row in OutcomesText.rows(group.accounts) { text.line("    \(row)", .faint) }
      }
      for group in report.sharedFailures {
        text.line(
          "  \(group.accounts.count) accounts: \(group.kind): \(escaped(group.text))", .warning)
        for row in OutcomesText.rows(group.accounts) { text.line("    \(row)", .faint) }
      }
      text.line()
    }
    for entry in report.unmatched {
      text.line(
        "ignore list: the entry for \(escaped(entry)) matches nothing in any account", .warning)
    }
    if !report.missing.isEmpty {
      text.line("No result for position \(report.missingPositions) of the list.", .warning)
    }
    if let line = report.referenceLine { text.line(line, .faint) }
    text.line(report.closing, report.status == .done ? .good : .changed)
    return text
  }

  private static func escaped(_ text: String) -> String { StyledText.escaped(text) }
}

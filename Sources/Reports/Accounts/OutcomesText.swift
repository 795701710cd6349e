import IAMRoles
import RoleCatalogue

/// Work in many accounts for a person: what is the same once, then what came of each.
package enum OutcomesText {
  /// A plan with its accounts, each plan once.
  package static func plan(_ plan: StyledText, of accounts: [String]) -> StyledText {
    var text = StyledText()
    if accounts.count == 1 {
      text.line("Account \(accounts[0]):", .heading)
    } else {
      text.line("The same in \(accounts.count) accounts:", .heading)
      for row in rows(accounts) { text.line("  \(row)", .faint) }
    }
    text.append(plan)
    text.line()
    return text
  }

  /// The block of one account; nothing for one of which nothing more is to be said.
  package static func block(_ result: AccountOutcome) -> StyledText {
    var text = StyledText()
    let wave = result.wave.map { " in wave \($0)" } ?? ""
    switch result.status {
    case .noChanges, .pending: return text
    case .written:
      text.add("Account \(result.account): ", .heading)
      text.line(
        escaped([result.summary, result.file].compactMap(\.self).joined(separator: " in ")), .good)
      for line in result.notes + result.steps { text.line("  \(escaped(line))", .warning) }
      return text
    case .applied:
      text.add("Account \(result.account): ", .heading)
      text.line("applied\(wave), \(counted(result.items.count, "change"))", .good)
      return text
    case .partWay, .notBegun, .incomplete, .refused, .failed:
      text.add("Account \(result.account): ", .heading)
      text.line("\(result.status.words)\(wave)", .warning)
    }
    for line in result.steps { text.line("  \(escaped(line))", .warning) }
    for line in result.unreadable { text.line("  unreadable: \(escaped(line))", .warning) }
    if let problem = result.problem {
      text.line("  error: \(escaped(problem.message))", .warning)
      if let hint = problem.hint { text.line("    hint: \(escaped(hint))", .faint) }
    }
    for note in result.notes { text.line("  note: \(escaped(note))", .faint) }
    return text
  }

  /// What follows all blocks.
  package static func ending(_ report: OutcomesReport) -> StyledText {
    var text = StyledText()
    for group in report.sharedFailures {
      text.line("\(group.accounts.count) accounts: \(escaped(group.text))", .warning)
      for row in rows(group.accounts) { text.line("  \(row)", .faint) }
    }
    let sets = report.groups.filter { $0.summary != nil && $0.accounts.count > 1 }
    for group in sets {
      text.line(
        "\(group.accounts.count) accounts have the same role set: \(escaped(group.summary ?? ""))",
        .heading)
      for row in rows(group.accounts) { text.line("  \(row)", .faint) }
    }
    if !report.missing.isEmpty {
      text.line(
        "No result for position \(AccountPlace.words(ofPositions: report.missing)) of the list.",
        .warning)
    }
    text.line(report.closing, report.status == .done ? .good : .changed)
    return text
  }

  /// The changes of results that were read from lines, each once with its accounts.
  package static func groups(_ report: OutcomesReport) -> StyledText {
    var text = StyledText()
    for group in report.groups where !group.items.isEmpty {
      var plan = StyledText()
      for item in group.items {
        let style: StyledText.Style =
          item.kind == "create" ? .added : item.kind == "delete" ? .removed : .changed
        let widens = item.needsAcceptance ? " [\(item.effect)]" : ""
        plan.line("\(sign(item.kind)) \(escaped(item.text))\(escaped(widens))", style)
      }
      text.append(self.plan(plan, of: group.accounts))
    }
    return text
  }

  private static func sign(_ kind: String) -> String {
    switch kind {
    case "create": "+"
    case "delete": "-"
    default: "~"
    }
  }

  /// Six ids a line.
  package static func rows(_ accounts: [String]) -> [String] {
    stride(from: 0, to: accounts.count, by: 6).map { start in
      accounts[start..<min(start + 6, accounts.count)].joined(separator: ", ")
    }
  }

  private static func escaped(_ text: String) -> String { StyledText.escaped(text) }
}

/// Checks of many accounts for a step summary or a pull request.
package enum AccountsMarkdown {
  package static func document(_ report: AccountsReport) -> String {
    var lines = ["## IAM roles of \(counted(report.total, "account"))", ""]
    lines += ["**\(text(report.closing))**", ""]
    let others = report.results.filter { $0.status != .inSync || !$0.expired.isEmpty }
    if !others.isEmpty {
      lines += ["| account | status | what |", "| --- | --- | --- |"]
      lines += others.map { "| \($0.account) | \($0.status.rawValue) | \(what($0)) |" } + [""]
    }
    if !report.groups.isEmpty {
      lines += ["### Differences", "", "| accounts | role | difference |", "| --- | --- | --- |"]
      lines += report.groups.map { group in
        "| \(counted(group.accounts.count, "account")): \(group.accounts.joined(separator: ", ")) "
          + "| \(text(group.item.role)) | \(difference(group.item)) |"
      }
      lines.append("")
    }
    if !report.sharedFailures.isEmpty {
      lines += ["### Not read in several accounts", "", "| accounts | why |", "| --- | --- |"]
      lines += report.sharedFailures.map { group in
        "| \(counted(group.accounts.count, "account")): \(group.accounts.joined(separator: ", ")) "
          + "| \(text(group.text)) |"
      }
      lines.append("")
    }
    if !report.missing.isEmpty {
      lines += ["No result for position \(report.missingPositions) of the list.", ""]
    }
    if !report.unmatched.isEmpty {
      lines += ["### Ignore list", ""]
      lines += report.unmatched.map { "- the entry for \(text($0)) matches nothing in any account" }
      lines.append("")
    }
    if let line = report.referenceLine { lines += ["_\(line)_", ""] }
    return lines.joined(separator: "\n")
  }

  private static func difference(_ item: AccountResult.Item) -> String {
    (["\(Markdown.code(item.kind)): \(text(item.text))"] + item.evidence.map(text))
      .joined(separator: "<br>")
  }

  private static func what(_ result: AccountResult) -> String {
    var parts: [String] = []
    if !result.items.isEmpty { parts.append(counted(result.items.count, "difference")) }
    if let problem = result.problem { parts.append(text(problem.message)) }
    parts += result.unreadable.map(text) + result.expired.map(text)
    if result.ignoredCount > 0 { parts.append("\(result.ignoredCount) ignored") }
    return parts.joined(separator: "<br>")
  }

  private static func text(_ text: String) -> String { Markdown.text(text) }
}

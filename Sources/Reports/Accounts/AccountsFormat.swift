import JSONText

/// The formats of checks of many accounts.
package enum AccountsFormat: String, Hashable, Sendable, CaseIterable {
  case text
  /// JSON lines while the run lasts, one document when results are merged.
  case json
  case markdown

  /// What is written of one account as soon as it was checked; nil in a format that has no part of its own
  /// for each.
  package func part(of result: AccountResult) -> Rendering? {
    switch self {
    case .text: .styled(AccountsText.block(result))
    case .json: .exact(result.json.text(.compact) + "\n")
    case .markdown: nil
    }
  }

  /// What follows the parts of all accounts.
  package func ending(of report: AccountsReport) -> Rendering? {
    switch self {
    case .text: .styled(AccountsText.ending(report))
    case .json: nil
    case .markdown: .exact(AccountsMarkdown.document(report))
    }
  }

  /// Results that were merged, as one document.
  package func merged(_ report: AccountsReport) -> [Rendering] {
    switch self {
    case .text, .markdown: report.results.compactMap(part) + [ending(of: report)].compactMap(\.self)
    case .json: [.json(AccountsJSON.document(report))]
    }
  }
}

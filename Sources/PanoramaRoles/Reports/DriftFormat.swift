/// The formats of a drift.
enum DriftFormat: String, Hashable, Sendable, CaseIterable {
  case text
  case json
  case sarif
  case junit
  case github
  case markdown
  case html

  func write(_ report: DriftReport, to terminal: Terminal) {
    switch self {
    case .text: terminal.result(DriftText.text(report))
    case .json: terminal.result(DriftJSON.document(report))
    case .sarif: terminal.result(DriftSARIF.document(report))
    case .junit: terminal.result(exactly: DriftJUnit.document(report))
    case .github: terminal.result(exactly: DriftGitHub.annotations(report))
    case .markdown: terminal.result(exactly: DriftMarkdown.document(report))
    case .html: terminal.result(exactly: DriftHTML.document(report))
    }
  }
}

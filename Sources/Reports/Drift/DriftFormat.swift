/// The formats of a drift.
package enum DriftFormat: String, Hashable, Sendable, CaseIterable {
  case text
  case json
  case sarif
  case junit
  case github
  case markdown
  case html

  package func rendering(of report: DriftReport) -> Rendering {
    switch self {
    case .text: .styled(DriftText.text(report))
    case .json: .json(DriftJSON.document(report))
    case .sarif: .json(DriftSARIF.document(report))
    case .junit: .exact(DriftJUnit.document(report))
    case .github: .exact(DriftGitHub.annotations(report))
    case .markdown: .exact(DriftMarkdown.document(report))
    case .html: .exact(DriftHTML.document(report))
    }
  }
}

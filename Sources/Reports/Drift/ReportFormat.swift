/// The formats of a report on a run: `drift` has them all, other commands some.
package enum ReportFormat: String, Hashable, Sendable, CaseIterable {
  case text
  case json
  case sarif
  case junit
  case github
  case markdown
  case html

  /// What writes the format.
  private var form: any ReportForm.Type {
    switch self {
    case .text: DriftText.self
    case .json: DriftJSON.self
    case .sarif: DriftSARIF.self
    case .junit: DriftJUnit.self
    case .github: DriftGitHub.self
    case .markdown: DriftMarkdown.self
    case .html: DriftHTML.self
    }
  }

  package func rendering(of report: DriftReport) -> Rendering { form.rendering(of: report) }

  /// The document of a run that failed, so that no report is an empty file; nil for one that was stopped.
  ///
  /// What is written says that nothing is known; it closes no alert and passes no test.
  package func rendering(of error: CommandError) -> Rendering? {
    switch error.status {
    case .interrupted, .terminated: nil
    case .done, .failed, .drift, .findings, .refused, .incomplete, .stopped, .usage:
      form.rendering(ofFailure: error)
    }
  }
}

/// One format: what it makes of a drift, and of a run that failed.
protocol ReportForm {
  static func rendering(of report: DriftReport) -> Rendering

  /// Nil in the format in which the messages on standard error say it all.
  static func rendering(ofFailure error: CommandError) -> Rendering?
}

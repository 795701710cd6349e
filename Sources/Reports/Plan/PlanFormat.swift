package import IAMRoles

/// The formats of a plan.
package enum PlanFormat: String, Hashable, Sendable, CaseIterable {
  case text
  case json
  case markdown

  package func rendering(
    of plan: Plan, closing drift: Drift, exit status: ExitStatus
  ) -> Rendering {
    switch self {
    case .text: .styled(PlanText.text(plan, closing: drift))
    case .json: .json(PlanJSON.document(plan, closing: drift, exit: status))
    case .markdown: .exact(PlanMarkdown.document(plan, closing: drift))
    }
  }

  /// What is written when no plan exists because something could not be read.
  package func rendering(ofIncomplete drift: Drift) -> Rendering {
    switch self {
    case .text: .styled(PlanText.text(unreadable: drift.unreadable))
    case .json: .json(PlanJSON.incomplete(drift, exit: .incomplete))
    case .markdown: .exact(PlanMarkdown.incomplete(drift))
    }
  }
}

import IAMPolicy
package import IAMRoles
import PolicyAnalysis

/// A plan for a person: one line a change with its sign and reason, and documents by statement.
package enum PlanText {
  package static func text(_ plan: Plan, closing drift: Drift) -> StyledText {
    var text = StyledText()
    for step in PlanStep.all(of: plan, closing: drift) { add(step, of: drift, to: &text) }
    for removal in plan.staying {
      text.line("left: \(StyledText.escaped(sentence(of: removal, in: drift)))", .warning)
    }
    for warning in plan.warnings {
      text.line("warning: \(StyledText.escaped(warning))", .warning)
    }
    for note in plan.notes { text.line("note: \(StyledText.escaped(note))", .faint) }
    if let line = AccessText.referenceLine(plan.changes.compactMap(\.comparison)) {
      text.line(line, .faint)
    }
    if !(plan.changes.isEmpty && plan.notes.isEmpty && plan.staying.isEmpty) { text.line() }
    text.line(closing(plan), .heading)
    return text
  }

  /// What could not be read, when no plan exists because of it.
  package static func text(unreadable failures: [ReadFailure]) -> StyledText {
    var text = StyledText()
    for failure in failures {
      text.line("unreadable: \(StyledText.escaped(failure.line))", .warning)
    }
    text.line()
    text.line("No plan: \(counted(failures.count, "thing")) could not be read.", .warning)
    return text
  }

  /// The closing line of a plan that was carried out and read back.
  package static func applied(_ plan: Plan) -> StyledText {
    var text = StyledText()
    text.line(
      "Applied: \(plan.count(.create)) created, \(plan.count(.update)) updated, "
        + "\(plan.count(.delete)) deleted; verified: the account matches the plan.", .good)
    return text
  }

  package static func closing(_ plan: Plan) -> String {
    let leftOut = departures(plan) + RoleSelection.words(leftOut: plan.leftOut.count)
    if plan.isEmpty { return "No changes\(leftOut)." }
    return "Plan: \(plan.count(.create)) to create, \(plan.count(.update)) to update, "
      + "\(plan.count(.delete)) to delete\(leftOut)."
  }

  /// What is to be said of something that left the role set.
  static func sentence(of removal: NamedRemoval, in drift: Drift) -> String {
    let name = ShellWord.text(removal.text)
    // One that a role set says should not exist may be somebody else's.
    let isForeign =
      removal.kind == .role
      && drift.roles.contains {
        $0.name == removal.role && $0.owner != .spec && drift.ownership != nil
      }
    let until = "it stays until '\(isForeign ? "--adopt \(name) " : "")--remove \(name)' names it"
    switch removal.kind {
    case .role: return "role '\(removal.role)' exists and should not; \(until)"
    case .resource:
      let what =
        removal.name.identityProviderResource == nil
        ? "managed policy '\(removal.name)'" : IdentityProvider.phrase(of: removal.name)
      return "\(what) exists and should not; \(until)"
    case .managedPolicy, .inlinePolicy, .tag, .permissionsBoundary, .instanceProfile:
      let what = removal.kind.rawValue.replacing("-", with: " ")
      return
        "role '\(removal.role)' has \(what) '\(removal.name)', which left the role set; \(until)"
    }
  }

  private static func departures(_ plan: Plan) -> String {
    let count = plan.staying.count
    guard count > 0 else { return "" }
    let noun = plan.staying.allSatisfy { $0.kind == .role } ? "role" : "thing"
    return "; \(counted(count, noun)) left the role set ('--prune \(count)')"
  }

  private static func add(_ step: PlanStep, of drift: Drift, to text: inout StyledText) {
    let planned = step.planned
    let style = style(planned.sign)
    let effects = effects(planned).map { " [\($0)]" }.joined()
    text.add("\(planned.sign.rawValue) ", style)
    text.add(StyledText.escaped(planned.change.phrase), style)
    text.line(": \(StyledText.escaped(planned.why))\(effects)")
    if let comparison = planned.comparison { add(comparison, of: planned, to: &text) }
    for moment in planned.moments {
      text.line("    then \(StyledText.escaped(moment.sentence))", .warning)
    }
    text.append(details(of: step, in: drift.partition, indent: "    "))
  }

  /// The fields that the change sends or takes away, and its document by statement.
  static func details(
    of step: PlanStep, in partition: String, indent: String
  ) -> StyledText {
    var text = StyledText()
    for attribute in step.attributes where !isTold(attribute, step.planned.change) {
      let (sign, words, style) = attribute.line
      text.line("\(indent)\(sign) \(StyledText.escaped(words))", style)
    }
    DocumentText.add(
      from: step.old, to: step.new, partition: partition, indent: indent, into: &text)
    return text
  }

  private static func add(
    _ comparison: PolicyComparison, of planned: PlannedChange, to text: inout StyledText
  ) {
    var indent = "    "
    if case .role(.createRole, _) = planned.change {
      text.line("\(indent)what it may do, all policies together:")
      indent += "  "
    }
    for line in AccessText.evidence(comparison) {
      text.line(
        "\(indent)\(StyledText.escaped(line))", planned.needsAcceptance ? .warning : .plain)
    }
  }

  package static func style(_ sign: PlannedChange.Sign) -> StyledText.Style {
    switch sign {
    case .create: .added
    case .update: .changed
    case .delete: .removed
    }
  }

  /// What the change does to access, where the person must know it to accept it.
  static func effects(_ planned: PlannedChange) -> [String] {
    let moment = planned.moments.allSatisfy(\.isUndecided) ? "moment not known" : "unsafe moment"
    return access(planned) + (planned.moments.isEmpty ? [] : [moment])
  }

  private static func access(_ planned: PlannedChange) -> [String] {
    guard planned.needsAcceptance || planned.isMarked else { return [] }
    switch planned.effect {
    case .widened: return ["widens access"]
    case .both: return ["widens and narrows access"]
    case .undecided: return ["may widen access"]
    case .unchanged, .narrowed: return []
    }
  }

  /// Whether the reason of a change says what becomes of the field.
  private static func isTold(_ attribute: PlanAttribute, _ change: Change) -> Bool {
    switch change {
    case .role(.updateRole, _): attribute.old != attribute.new
    case .role(.tagRole, _): true
    case .managedPolicy, .role, .instanceProfile, .identityProvider: false
    }
  }
}

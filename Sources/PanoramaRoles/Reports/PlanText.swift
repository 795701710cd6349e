import IAMBackend
import IAMPolicy
import IAMRoles
import PolicyAnalysis

/// A plan for a person: one line a change with its sign and reason, and documents by statement.
enum PlanText {
  static func text(_ plan: Plan, closing drift: Drift) -> StyledText {
    var text = StyledText()
    for planned in plan.changes { add(planned, drift: drift, to: &text) }
    for removal in plan.staying {
      text.line("left: \(StyledText.escaped(sentence(of: removal)))", .warning)
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
  static func text(unreadable failures: [ReadFailure]) -> StyledText {
    var text = StyledText()
    for failure in failures {
      text.line("unreadable: \(StyledText.escaped(failure.line))", .warning)
    }
    text.line()
    text.line("No plan: \(counted(failures.count, "thing")) could not be read.", .warning)
    return text
  }

  /// The closing line of a plan that was carried out and read back.
  static func applied(_ plan: Plan) -> StyledText {
    var text = StyledText()
    text.line(
      "Applied: \(plan.count(.create)) created, \(plan.count(.update)) updated, "
        + "\(plan.count(.delete)) deleted; verified: the account matches the plan.", .good)
    return text
  }

  static func closing(_ plan: Plan) -> String {
    let leftOut = departures(plan) + RoleSelection.words(leftOut: plan.leftOut.count)
    if plan.isEmpty { return "No changes\(leftOut)." }
    return "Plan: \(plan.count(.create)) to create, \(plan.count(.update)) to update, "
      + "\(plan.count(.delete)) to delete\(leftOut)."
  }

  /// What is to be said of something that left the role set.
  private static func sentence(of removal: NamedRemoval) -> String {
    "role '\(removal.role)' exists and should not; it stays until '--remove "
      + "\(ShellWord.text(removal.text))' names it"
  }

  private static func departures(_ plan: Plan) -> String {
    let count = plan.staying.count
    guard count > 0 else { return "" }
    return "; \(counted(count, "role")) left the role set ('--prune \(plan.departures.count)')"
  }

  private static func add(_ planned: PlannedChange, drift: Drift, to text: inout StyledText) {
    let style = style(planned.sign)
    text.add("\(planned.sign.rawValue) ", style)
    text.add(StyledText.escaped(planned.change.phrase), style)
    text.line(": \(StyledText.escaped(planned.why))\(effect(planned))")
    if let comparison = planned.comparison {
      for line in AccessText.evidence(comparison) {
        text.line("    \(StyledText.escaped(line))", planned.needsAcceptance ? .warning : .plain)
      }
    }
    for moment in planned.moments {
      text.line("    then \(StyledText.escaped(moment.sentence))", .warning)
    }
    let (old, new) = sides(of: planned.change, in: drift)
    DocumentText.add(
      from: old, to: new, partition: drift.partition, indent: "    ", into: &text)
  }

  static func style(_ sign: PlannedChange.Sign) -> StyledText.Style {
    switch sign {
    case .create: .added
    case .update: .changed
    case .delete: .removed
    }
  }

  /// What the change does to access, where the person must know it to accept it.
  private static func effect(_ planned: PlannedChange) -> String {
    let isOpen = planned.moments.allSatisfy(\.isUndecided)
    let moment = isOpen ? " [moment not known]" : " [unsafe moment]"
    return access(planned) + (planned.moments.isEmpty ? "" : moment)
  }

  private static func access(_ planned: PlannedChange) -> String {
    guard planned.needsAcceptance || planned.isMarked else { return "" }
    switch planned.effect {
    case .widened: return " [widens access]"
    case .both: return " [widens and narrows access]"
    case .undecided: return " [may widen access]"
    case .unchanged, .narrowed: return ""
    }
  }

  /// The documents that a change puts in place of each other.
  private static func sides(
    of change: Change, in drift: Drift
  ) -> (old: DifferenceValue, new: DifferenceValue) {
    func actual(_ role: String, _ part: RolePart) -> DifferenceValue {
      let found = drift.roles.first { $0.name == role }
      return found?.differences.first { $0.part == part }?.actual ?? .nothing
    }
    switch change {
    case .createPolicy(let policy, _): return (.nothing, .document(policy.document))
    case .createPolicyVersion(let arn, let document):
      let found = drift.policies.first { $0.arn == arn }?.observed?.document
      return (found.map(DifferenceValue.init) ?? .nothing, .document(document))
    case .createRole(let role): return (.nothing, .document(role.trust))
    case .updateAssumeRolePolicy(let role, let document):
      return (actual(role, .trustPolicy), .document(document))
    case .putRolePolicy(let role, let policy):
      return (actual(role, .inlinePolicy(name: policy.name)), .document(policy.document))
    case .deleteRolePolicy(let role, let name):
      return (actual(role, .inlinePolicy(name: name)), .nothing)
    case .deletePolicyVersion, .tagPolicy, .createServiceLinkedRole, .updateRole, .attachRolePolicy,
      .detachRolePolicy,
      .putRolePermissionsBoundary, .deleteRolePermissionsBoundary, .tagRole, .untagRole,
      .createInstanceProfile, .addRoleToInstanceProfile, .removeRoleFromInstanceProfile,
      .deleteInstanceProfile, .deleteRole, .deleteServiceLinkedRole:
      return (.nothing, .nothing)
    }
  }
}

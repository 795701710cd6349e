import IAMPolicy
import PolicyAnalysis

/// The changes for one managed policy of the set.
struct PolicyPlanner {
  /// A policy that does not exist.
  private(set) var created: [PlannedChange] = []
  /// What is made before the roles: versions that allow no more.
  private(set) var early: [PlannedChange] = []
  /// What is made after the roles: versions that may allow more.
  private(set) var late: [PlannedChange] = []

  init(_ drift: PolicyDrift) {
    let name = drift.desired.name
    switch drift.finding {
    case .inSync, .unreadable, .nameTaken: return
    case .missing:
      created = [
        PlannedChange(
          change: .createPolicy(drift.desired, arn: drift.arn), sign: .create,
          why: "managed policy '\(name)' does not exist", effect: .unchanged, needsAcceptance: false
        )
      ]
    case .changed:
      guard let observed = drift.observed else { return }
      let (effect, comparison) = Self.effect(of: observed, to: drift.desired)
      var changes: [PlannedChange] = []
      if let version = observed.versionToPrune {
        changes.append(
          PlannedChange(
            change: .deletePolicyVersion(arn: drift.arn, version: version.id), sign: .delete,
            why:
              "managed policy '\(name)' has \(observed.versions.count) versions, the most that IAM "
              + "keeps, and '\(version.id)' is the oldest that does not count",
            effect: .unchanged, needsAcceptance: false))
      }
      changes.append(
        PlannedChange(
          change: .createPolicyVersion(arn: drift.arn, document: drift.desired.document),
          sign: .update,
          why: "managed policy '\(name)' differs in meaning"
            + (drift.adoption.map { "; \($0.words)" } ?? ""), effect: effect,
          comparison: comparison, needsAcceptance: effect.mayWiden))
      if effect.mayWiden { late = changes } else { early = changes }
    }
  }

  private static func effect(
    of observed: ObservedPolicy, to desired: CustomerManagedPolicy
  ) -> (AccessChange, PolicyComparison?) {
    guard let old = observed.document.policy,
      let comparison = try? PolicyComparer.compare(
        actual: PolicySide(desired.document), desired: PolicySide(old))
    else { return (.undecided, nil) }
    return (comparison.access, comparison)
  }
}

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
  /// What it allows while the roles change, when its new version comes in two steps.
  private(set) var bridge: PolicyDocument?

  /// - Parameter isSplit: whether what is lost goes before the roles change, and what is new comes after.
  init(_ drift: PolicyDrift, isSplit: Bool = false, ownership: Ownership? = nil) {
    let name = drift.desired.name
    switch drift.finding {
    case .inSync, .unreadable, .nameTaken: return
    case .missing:
      var policy = drift.desired
      if let tag = ownership?.tag { policy.tags.append(tag) }
      created = [
        PlannedChange(
          change: .createPolicy(policy, arn: drift.arn), sign: .create,
          why: "managed policy '\(name)' does not exist", effect: .unchanged, needsAcceptance: false
        )
      ]
    case .changed:
      guard let observed = drift.observed else { return }
      let (effect, comparison) = Self.effect(of: observed, to: drift.desired)
      if isSplit, effect.mayWiden { bridge = observed.bridge(to: drift.desired) }
      let pruned = observed.versionsToPrune(for: bridge == nil ? 1 : 2).map { version in
        PlannedChange(
          change: .deletePolicyVersion(arn: drift.arn, version: version.id), sign: .delete,
          why:
            "managed policy '\(name)' has \(observed.versions.count) versions, IAM keeps "
            + "\(CustomerManagedPolicy.versionQuota), and '\(version.id)' is the oldest that does not "
            + "count",
          effect: .unchanged, needsAcceptance: false)
      }
      let change = PlannedChange(
        change: .createPolicyVersion(arn: drift.arn, document: drift.desired.document),
        sign: .update,
        why: "managed policy '\(name)' differs in meaning"
          + (drift.adoption.map { "; \($0.words)" } ?? ""), effect: effect,
        comparison: comparison, needsAcceptance: effect.mayWiden)
      if let bridge {
        early =
          pruned + [
            PlannedChange(
              change: .createPolicyVersion(arn: drift.arn, document: bridge), sign: .update,
              why:
                "until the roles have changed, managed policy '\(name)' allows only what it allows "
                + "before and after", effect: .narrowed, needsAcceptance: false)
          ]
        late = [change]
      } else if effect.mayWiden {
        late = pruned + [change]
      } else {
        early = pruned + [change]
      }
      let marks = observed.tags.map { ownership?.marks(lackedBy: $0, foldsKeys: false) ?? [] } ?? []
      if !marks.isEmpty {
        let tagging = PlannedChange(
          change: .tagPolicy(arn: drift.arn, tags: marks), sign: .update,
          why: "managed policy '\(name)' belongs to this spec from now on", effect: .unchanged,
          needsAcceptance: false)
        if late.isEmpty { early.append(tagging) } else { late.append(tagging) }
      }
    }
  }

  private static func effect(
    of observed: ObservedPolicy, to desired: CustomerManagedPolicy
  ) -> (AccessChange, PolicyComparison?) {
    guard let old = observed.document.policy,
      let comparison = try? PolicyComparer.compare(
        actual: PolicySide(desired.document), desired: PolicySide(old),
        home: RequestHome(arn: observed.arn))
    else { return (.undecided, nil) }
    return (comparison.access, comparison)
  }
}

extension ObservedPolicy {
  fileprivate func bridge(to desired: CustomerManagedPolicy) -> PolicyDocument? {
    document.policy?.permissionBridge(to: desired.document)
  }
}

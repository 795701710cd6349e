import IAMPolicy
import PolicyAnalysis

extension Plan {
  /// Plans that roles no longer carry the tag of a spec: nothing else of them changes.
  ///
  /// - Throws: `PlanRefusal` when something of the roles could not be read.
  public init(handingOver drift: Drift) throws(PlanRefusal) {
    guard drift.unreadable.isEmpty else { throw .unreadable(drift.unreadable) }
    self.init(
      account: drift.account, partition: drift.partition,
      changes: drift.roles.compactMap { $0.handover(from: drift.ownership) })
    notes = drift.roles.compactMap { role in
      guard let observed = role.observed else { return "role '\(role.name)' does not exist" }
      guard role.handover(from: drift.ownership) == nil else { return nil }
      return drift.ownership?.otherSpec(observed.tags.value ?? []).map {
        "role '\(role.name)' belongs to spec '\($0)'"
      } ?? "role '\(role.name)' does not carry the tag of this spec"
    }
  }
}

extension RoleDrift {
  /// The change that takes the tag of a spec away; nil when the role does not carry it.
  fileprivate func handover(from ownership: Ownership?) -> PlannedChange? {
    guard let ownership, let observed, let tags = observed.tags.value else { return nil }
    let keys = tags.filter { ownership.isOwn($0.key) && $0.value.hasBytes(of: ownership.spec) }
      .map(\.key)
    guard !keys.isEmpty else { return nil }
    let change = Change.untagRole(role: observed.name, keys: keys)
    let effect = effect(of: change, keys: keys, on: observed)
    return PlannedChange(
      change: change, sign: .delete, why: "role '\(observed.name)' is handed over", effect: effect,
      needsAcceptance: effect.mayWiden)
  }

  /// Policies may test a tag of the role.
  private func effect(
    of change: Change, keys: [String], on observed: ObservedRole
  ) -> AccessChange {
    let isTested = keys.contains { observed.trust.value?.policy?.tests(tagOfRole: $0) ?? true }
    let state = AccountState(
      account: "", partition: "", roles: [observed.name: .present(observed)])
    guard !isTested, let after = try? state.applying(change).roles[observed.name]?.value else {
      return .undecided
    }
    return RolePermissions.compare(
      actual: RolePermissions(of: after, documents: policies.account),
      desired: RolePermissions(of: observed, documents: policies.account)
    ).access
  }
}

import IAMPolicy
import JSONText
import PolicyAnalysis

extension Plan {
  /// Plans that roles, and what left the set, no longer carry the tag of a spec: nothing else of them changes.
  ///
  /// - Throws: `PlanRefusal` when something of the roles could not be read.
  public init(handingOver drift: Drift) throws(PlanRefusal) {
    guard drift.unreadable.isEmpty else { throw .unreadable(drift.unreadable) }
    self.init(
      account: drift.account, partition: drift.partition,
      changes: drift.roles.compactMap { $0.handover(from: drift.ownership) }
        + drift.left.compactMap { $0.handover(from: drift.ownership) })
    notes = drift.roles.compactMap { role in
      guard let observed = role.observed else { return "role '\(role.name)' does not exist" }
      guard role.handover(from: drift.ownership) == nil else { return nil }
      return drift.ownership?.otherSpec(observed.tags.value ?? []).map {
        "role '\(role.name)' belongs to spec '\($0)'"
      } ?? "role '\(role.name)' does not carry the tag of this spec"
    }
    notes += drift.left.compactMap { one in
      if one.isGone { return "\(one.phrase) does not exist" }
      guard drift.ownership?.key != nil, one.handover(from: drift.ownership) == nil else {
        return nil
      }
      return "\(one.phrase) does not carry the tag of this spec"
    }
  }
}

extension Ownership {
  /// The keys of the tags that say that something is the spec's.
  fileprivate func ownKeys(among tags: [Tag], foldsKeys: Bool = true) -> [String] {
    tags.filter { isOwn($0.key, foldsKeys: foldsKeys) && $0.value.isExactly(spec) }.map(\.key)
  }
}

extension LeftResourceDrift {
  /// The change that takes the tag of a spec away; nil when it does not carry the tag.
  fileprivate func handover(from ownership: Ownership?) -> PlannedChange? {
    guard let ownership, let tags = provider?.tags ?? policy?.tags else { return nil }
    let keys = ownership.ownKeys(among: tags, foldsKeys: false)
    guard !keys.isEmpty else { return nil }
    return PlannedChange(
      change: provider == nil
        ? .managedPolicy(.untagPolicy(keys: keys), arn: arn)
        : .identityProvider(.untagProvider(keys: keys), arn: arn), sign: .delete,
      why: "\(phrase) is handed over", effect: .unchanged, needsAcceptance: false)
  }
}

extension RoleDrift {
  /// The change that takes the tag of a spec away; nil when the role does not carry it.
  fileprivate func handover(from ownership: Ownership?) -> PlannedChange? {
    guard let ownership, let observed, let tags = observed.tags.value else { return nil }
    let keys = ownership.ownKeys(among: tags)
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
    let isTested = keys.contains {
      observed.trust.value?.policy?.tests(tagOfRole: TagKey($0)) ?? true
    }
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

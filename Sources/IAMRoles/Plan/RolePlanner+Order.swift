import IAMPolicy
import PolicyAnalysis

/// The order of the changes within a role.
extension RolePlanner {
  /// Who may use the role and what it may do are ordered together: nobody is let in while the role may do
  /// what it loses, and nobody who is shut out meets what it gains.
  mutating func order(_ observed: ObservedRole, _ role: Role) {
    let sorted = turns.enumerated()
      .sorted { ($0.element.turn.rawValue, $0.offset) < ($1.element.turn.rawValue, $1.offset) }
      .map(\.element.change)
    let ordering = SafeChangeOrdering(
      sorted.filter { $0.change.isAboutPermissions }, of: observed.name,
      in: Self.account(with: observed), start: drift.policies.account, library,
      end: drift.policies.set)
    changes = ordering.changes
    let neutral = sorted.filter { !$0.change.isAboutPermissions && $0.effect == .unchanged }
    let place = changes.firstIndex { $0.effect.mayWiden } ?? changes.count
    changes.insert(contentsOf: neutral, at: place)
    for planned in sorted where !planned.change.isAboutPermissions {
      switch planned.effect {
      case .unchanged: continue
      case .narrowed: first.append(planned)
      case .widened: last.append(planned)
      case .both, .undecided: cross(planned, ordering, observed, role)
      }
    }
  }

  /// Places a trust policy that lets other principals in than before.
  mutating func cross(
    _ trust: PlannedChange, _ ordering: SafeChangeOrdering, _ observed: ObservedRole, _ role: Role
  ) {
    if let place = ordering.crossing {
      let permissions = changes.indices.filter { changes[$0].change.isAboutPermissions }
      let index = place < permissions.count ? permissions[place] : changes.count
      changes.insert(trust, at: place == 0 ? 0 : index)
      return
    }
    guard let old = observed.trust.value?.policy?.withoutOrphans(besides: role.trust),
      let bridge = old.trustBridge(to: role.trust)
    else {
      last.insert(trust, at: 0)
      return
    }
    first.append(
      PlannedChange(
        change: .updateAssumeRolePolicy(role: observed.name, document: bridge), sign: .update,
        why:
          "until what it may do has changed, only those may assume role '\(observed.name)' who may "
          + "before and after", effect: .narrowed, needsAcceptance: false))
    last.insert(trust, at: 0)
  }
}

import IAMPolicy
import PolicyAnalysis

/// What a change does to access, measured on the role as it is.
extension RolePlanner {
  /// What a change does to all that the role may do; `rough` is the answer without the documents.
  func effect(
    of change: Change, on observed: ObservedRole,
    else rough: (effect: AccessChange, comparison: PolicyComparison?)
  ) -> (effect: AccessChange, comparison: PolicyComparison?) {
    guard let after = after([change], on: observed) else { return rough }
    let comparison = RolePermissions.compare(
      actual: RolePermissions(of: after, documents: library),
      desired: RolePermissions(of: observed, documents: library))
    let effect = comparison.access
    return effect == .undecided && rough.effect != .undecided ? rough : (effect, comparison)
  }

  /// The role as it is after changes; nil when IAM would refuse one of them.
  func after(_ changes: [Change], on observed: ObservedRole) -> ObservedRole? {
    var state = Self.account(with: observed)
    for change in changes {
      guard let next = try? state.applying(change) else { return nil }
      state = next
    }
    return state.roles[observed.name]?.value
  }

  static func account(with role: ObservedRole) -> AccountState {
    AccountState(account: "", partition: "", roles: [role.name: .present(role)])
  }

  /// Who is let in that was not; the id of a principal that was deleted lets nobody in.
  func trustEffect(
    of difference: Difference, new: PolicyDocument
  ) -> (effect: AccessChange, comparison: PolicyComparison?) {
    var living = difference
    if case .document(let old) = difference.actual {
      living.actual = .document(old.withoutOrphans(besides: new))
    }
    return effect(of: living, new: new)
  }

  /// What putting `new` in place of the present one does, with the comparison where there is one.
  func effect(
    of difference: Difference, new: PolicyDocument?
  ) -> (effect: AccessChange, comparison: PolicyComparison?) {
    switch (difference.actual, new) {
    case (.nothing, nil): return (.unchanged, nil)
    case (.nothing, .some(let new)): return (.of(adding: new), nil)
    case (.document(let old), nil): return (.of(removing: old), nil)
    case (.document(let old), .some(let new)):
      // Documents of two kinds cannot be compared; the reader of the account gives none.
      guard
        let comparison = try? PolicyComparer.compare(
          actual: PolicySide(new), desired: PolicySide(old),
          home: RequestHome(arn: drift.arn))
      else { return (.undecided, nil) }
      return (comparison.access, comparison)
    case (.text, _), (.number, _), (.metadata, _), (.storedText, _): return (.undecided, nil)
    }
  }
}

import PolicyAnalysis

/// What new roles of one plan may do: that of a role that may do the same as another is worked out once.
///
/// Places in documents that its examples name are those of the first such role.
final class WholePermissions {
  private var known: [RolePermissions: PolicyComparison] = [:]

  /// All that a role lets happen, against a role that may do nothing.
  func whole(of permissions: RolePermissions) -> PolicyComparison {
    if let found = known[permissions] { return found }
    let whole = permissions.whole
    known[permissions] = whole
    return whole
  }
}

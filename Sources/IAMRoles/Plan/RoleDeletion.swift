import IAMPolicy

/// The calls that delete a role, in the order that IAM asks for.
///
/// The order is that of the IAM User Guide, "Delete roles or instance profiles"; a boundary goes with the
/// role. A policy that denies may hold back what another one allows. So where a role loses several policies
/// and one of them denies, or may deny, everything is denied first and until the role is gone.
public struct RoleDeletion {
  /// The name of the inline policy that denies everything meanwhile.
  public static let guardName = "PanoramaRolesDeletion"

  private let role: ObservedRole
  private let profiles: [String]

  /// Whether the managed policy with this ARN is known to deny nothing.
  public var isHarmless: (_ arn: String) -> Bool = { _ in false }
  /// Why a managed policy is detached.
  public var reason: (_ arn: String) -> String = { _ in RoleDeletion.reason }
  /// Why the role is deleted.
  public var why: String
  /// The names of the instance profiles that were made for the role, and go with it.
  public var owned: [ObservedInstanceProfile] = []

  private static let reason = "IAM does not delete a role that has policies"

  /// - Parameter profiles: the names of the instance profiles that contain the role.
  public init(of role: ObservedRole, in profiles: [String], why: String) {
    self.role = role
    self.profiles = profiles
    self.why = why
  }

  private var inline: [ObservedInlinePolicy] {
    (role.inlinePolicies.value ?? []).filter { $0.name != Self.guardName }
  }

  private var managed: [String] { (role.managedPolicies.value ?? []).map(\.arn) }

  private var hasGuard: Bool {
    role.inlinePolicies.value?.contains { $0.name == Self.guardName } ?? false
  }

  /// Whether the loss of one policy may let the others allow more.
  private var needsGuard: Bool {
    guard inline.count + managed.count > 1 else { return false }
    return !managed.allSatisfy(isHarmless)
      || inline.contains { policy in
        guard case .policy(let document) = policy.document.value else { return true }
        return document.statements.contains { $0.effect == .deny }
      }
  }

  /// The changes, each of which only narrows access.
  public var changes: [PlannedChange] {
    var changes: [PlannedChange] = []
    func add(_ change: Change, _ sign: PlannedChange.Sign = .delete, _ why: String) {
      changes.append(PlannedChange(narrowing: change, sign, why: why))
    }
    if needsGuard, !hasGuard {
      add(
        .putRolePolicy(
          role: role.name,
          policy: InlinePolicy(
            name: Self.guardName,
            document: .identity([
              IdentityStatement(
                .deny, .action([ActionPattern("*")]), on: .resource([ResourcePattern("*")]))
            ]))), .create,
        "everything is denied until the role is gone, since one of its policies may hold back another"
      )
    }
    for profile in profiles.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      add(
        .removeRoleFromInstanceProfile(role: role.name, profile: profile), .delete,
        "IAM does not delete a role that is in an instance profile")
      // The console makes an instance profile of the role's own name with it (IAM User Guide, "Use instance
      // profiles"); one of another name may be somebody else's.
      if profile.utf8.elementsEqual(role.name.utf8) {
        add(
          .deleteInstanceProfile(name: profile, role: role.name), .delete,
          "the instance profile has the name of the role, and is empty without it")
      }
    }
    let gone = profiles.filter { $0.utf8.elementsEqual(role.name.utf8) }
    for profile in owned where !gone.contains(profile.name) {
      add(
        .deleteInstanceProfile(name: profile.name, role: role.name), .delete,
        "the role set declared the instance profile for the role, and it is empty without it")
    }
    for arn in managed { add(.detachRolePolicy(role: role.name, arn: arn), .delete, reason(arn)) }
    for policy in inline {
      add(.deleteRolePolicy(role: role.name, name: policy.name), .delete, Self.reason)
    }
    if needsGuard || hasGuard {
      add(.deleteRolePolicy(role: role.name, name: Self.guardName), .delete, Self.reason)
    }
    add(.deleteRole(name: role.name), .delete, why)
    return changes
  }
}

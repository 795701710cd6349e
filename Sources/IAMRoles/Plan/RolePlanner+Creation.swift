import IAMPolicy
import PolicyAnalysis

/// A role that does not exist, and the instance profiles that hold one.
extension RolePlanner {
  mutating func create(_ role: ServiceLinkedRole) {
    changes = [
      PlannedChange(
        change: .createServiceLinkedRole(role), sign: .create,
        why: "the service-linked role of '\(role.service)' does not exist", effect: .widened,
        needsAcceptance: false)
    ]
  }

  mutating func create(_ role: Role) {
    var role = role
    if let tag = ownership?.tag { role.tags.append(tag) }
    changes = Self.creation(of: role, library)
    // The calls that follow make it little by little: what comes of them is said once.
    var permissions = RolePermissions(of: role, documents: library)
    permissions.home = RequestHome(arn: drift.arn)
    let whole = wholes.whole(of: permissions)
    if whole != .same { changes[0].comparison = whole }
    planInstanceProfiles(for: role.name)
  }

  /// A machine that has the instance profile can act as the role: that comes after everything else.
  mutating func planInstanceProfiles(for role: String) {
    for declared in drift.instanceProfiles {
      let profile = declared.profile
      if let found = declared.reading.value {
        if found.contains(role) { continue }
        if let other = found.roles.first {
          notes.append(
            "instance profile '\(profile.name)' contains role '\(other)' and takes one role: it "
              + "stays as it is")
          continue
        }
      } else {
        last.append(
          PlannedChange(
            change: .createInstanceProfile(profile, role: role), sign: .create,
            why: "instance profile '\(profile.name)' does not exist", effect: .unchanged,
            needsAcceptance: false))
      }
      // Machines may have a profile that exists, and nobody has one that is made now.
      let isAsked = declared.reading.value != nil
      last.append(
        PlannedChange(
          change: .addRoleToInstanceProfile(
            role: role, profile: declared.reading.value?.name ?? profile.name), sign: .create,
          why: "role '\(role)' is not in instance profile '\(profile.name)'", effect: .widened,
          needsAcceptance: isAsked))
    }
  }

  /// An instance profile that left the role set and that a person names: the role leaves it, and it goes.
  mutating func removeInstanceProfiles(of role: String) {
    var removed: [PlannedChange] = []
    for difference in drift.differences
    where difference.kind == .instanceProfileLeft && isNamed(difference) {
      guard case .instanceProfile(let name) = difference.part else { continue }
      let why = "instance profile '\(name)' was named to be removed"
      if drift.leftProfiles.contains(where: { $0.name == name && $0.contains(role) }) {
        removed.append(
          PlannedChange(
            narrowing: .removeRoleFromInstanceProfile(role: role, profile: name), .delete, why: why)
        )
      }
      removed.append(
        PlannedChange(
          narrowing: .deleteInstanceProfile(name: name, role: role), .delete, why: why))
    }
    first = removed + first
  }

  /// The calls that make a role: those that deny something before those that only allow.
  static func creation(of role: Role, _ library: PolicyLibrary) -> [PlannedChange] {
    let creation = PlannedChange(
      change: .createRole(role), sign: .create, why: "role '\(role.name)' does not exist",
      effect: .widened, needsAcceptance: false)
    var changes: [PlannedChange] = []
    func put(_ policies: [InlinePolicy]) {
      changes += policies.map { policy in
        PlannedChange(
          change: .putRolePolicy(role: role.name, policy: policy), sign: .create,
          why: "role '\(role.name)' is made with inline policy '\(policy.name)'",
          effect: .of(adding: policy.document), needsAcceptance: false)
      }
    }
    func attach(_ policies: [ManagedPolicyAttachment]) {
      changes += policies.map { policy in
        PlannedChange(
          change: .attachRolePolicy(role: role.name, arn: policy.arn), sign: .create,
          why: "role '\(role.name)' is made with managed policy '\(policy.arn)'", effect: .widened,
          needsAcceptance: false)
      }
    }
    // A document that denies something goes first: there is never a moment with the rest alone.
    // So does a managed policy of which it is not known whether it denies something.
    put(role.inlinePolicies.filter(\.denies))
    attach(role.managedPolicies.filter { library[$0.arn] == nil })
    attach(role.managedPolicies.filter { library[$0.arn] != nil })
    put(role.inlinePolicies.filter { !$0.denies })
    if let state = try? AccountState(account: "", partition: "", roles: [:])
      .applying(creation.change)
    {
      changes = SafeChangeOrdering(changes, of: role.name, in: state, library).changes
    }
    return [creation] + changes
  }
}

extension InlinePolicy {
  fileprivate var denies: Bool { document.denies }
}

extension PolicyDocument {
  fileprivate var denies: Bool { statements.contains { $0.effect == .deny } }
}

extension Drift {
  /// The managed policies of new roles whose documents decide in which order such a role is made, sorted.
  ///
  /// The only one goes before the inline policies that only allow, whatever it says. Beside another one, or beside a
  /// denial, no order is known to be safe.
  public static func policiesThatOrderNewRoles(
    of set: RoleSet, and state: AccountState
  ) -> [String] {
    let own = Dictionary(
      set.policies.map { (set.arn(of: $0), $0.document) }, uniquingKeysWith: { first, _ in first })
    let arns = set.asked.flatMap { desired -> [String] in
      guard case .ordinary(let role) = desired, case .absent? = state.roles[role.name] else {
        return []
      }
      let documents = role.managedPolicies.map {
        (arn: $0.arn, document: own[$0.arn] ?? state.policies[$0.arn])
      }
      let unknown = documents.filter { $0.document == nil }.map(\.arn)
      let isDenied =
        role.inlinePolicies.contains(where: \.denies)
        || documents.contains { $0.document?.denies ?? false }
      return documents.count > 1 || isDenied ? unknown : []
    }
    return Set(arns).sorted()
  }
}

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
    planInstanceProfiles(for: role.name, isNew: true)
  }

  /// A machine that has the instance profile can act as the role: that comes after everything else.
  mutating func planInstanceProfiles(for role: String, isNew: Bool) {
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
      let isAsked = !isNew && declared.reading.value != nil
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
    // A document that denies something goes first: there is never a moment with the rest alone.
    let denying = role.inlinePolicies.filter(\.denies)
    for policy in denying + role.inlinePolicies.filter({ !$0.denies }) {
      changes.append(
        PlannedChange(
          change: .putRolePolicy(role: role.name, policy: policy), sign: .create,
          why: "role '\(role.name)' is made with inline policy '\(policy.name)'",
          effect: .of(adding: policy.document),
          needsAcceptance: false))
    }
    for policy in role.managedPolicies {
      changes.append(
        PlannedChange(
          change: .attachRolePolicy(role: role.name, arn: policy.arn), sign: .create,
          why: "role '\(role.name)' is made with managed policy '\(policy.arn)'", effect: .widened,
          needsAcceptance: false))
    }
    if let state = try? AccountState(account: "", partition: "", roles: [:])
      .applying(creation.change)
    {
      changes = SafeChangeOrdering(changes, of: role.name, in: state, library).changes
    }
    return [creation] + changes
  }
}

extension InlinePolicy {
  fileprivate var denies: Bool { document.statements.contains { $0.effect == .deny } }
}

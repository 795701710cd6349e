import IAMPolicy
import IAMRoles

extension Change {
  /// Says whether an account that holds `role` is as this change leaves it.
  func isInEffect(in role: ObservedRole?) -> Bool {
    switch self {
    case .createPolicy, .createPolicyVersion, .deletePolicyVersion, .tagPolicy: return false
    case .createServiceLinkedRole:
      return role != nil
    case .createRole(let wanted):
      return role.map { wanted.creationDifferences(from: $0).isEmpty } ?? false
    case .updateAssumeRolePolicy(_, let document):
      guard let role, case .policy(let actual) = role.trust.value else { return false }
      return document.means(actual, partition: role.partition)
    case .updateRole(_, let description, let maxSessionDuration):
      return role?.description.value == description
        && role?.maxSessionDuration.value == maxSessionDuration
    case .attachRolePolicy(_, let arn):
      return role?.managedPolicies.value?.contains { $0.arn == arn } ?? false
    case .detachRolePolicy(_, let arn):
      guard let role else { return true }
      return role.managedPolicies.value.map { !$0.contains { $0.arn == arn } } ?? false
    case .putRolePolicy(_, let policy):
      let actual = role?.inlinePolicies.value?.first { $0.name == policy.name }
      guard let role, case .policy(let document) = actual?.document.value else { return false }
      return policy.document.means(document, partition: role.partition)
    case .deleteRolePolicy(_, let name):
      guard let role else { return true }
      return role.inlinePolicies.value.map { !$0.contains { $0.name == name } } ?? false
    case .putRolePermissionsBoundary(_, let arn):
      return role?.permissionsBoundary.value?.arn == arn
    case .deleteRolePermissionsBoundary:
      guard let role else { return true }
      return role.permissionsBoundary == .absent
    case .tagRole(_, let tags):
      return role?.tags.value.map { tags.allSatisfy($0.contains) } ?? false
    case .untagRole(_, let keys):
      guard let role else { return true }
      return role.tags.value.map { tags in
        !tags.contains { tag in keys.contains { $0.lowercased() == tag.key.lowercased() } }
      } ?? false
    case .deleteRole, .deleteServiceLinkedRole: return role == nil
    // The instance profiles of a role are not part of the role.
    case .createInstanceProfile, .addRoleToInstanceProfile, .removeRoleFromInstanceProfile,
      .deleteInstanceProfile:
      return false
    }
  }

  /// Says whether an account that has `profile` is as this change of an instance profile leaves it.
  func isInEffect(in profile: ObservedInstanceProfile?) -> Bool {
    switch self {
    case .createInstanceProfile: profile != nil
    case .addRoleToInstanceProfile(let role, _): profile?.contains(role) ?? false
    case .removeRoleFromInstanceProfile(let role, _): !(profile?.contains(role) ?? false)
    case .deleteInstanceProfile: profile == nil
    case .createPolicy, .createPolicyVersion, .deletePolicyVersion, .tagPolicy,
      .createServiceLinkedRole,
      .createRole, .updateAssumeRolePolicy, .updateRole, .attachRolePolicy, .detachRolePolicy,
      .putRolePolicy, .deleteRolePolicy, .putRolePermissionsBoundary,
      .deleteRolePermissionsBoundary, .tagRole, .untagRole, .deleteRole, .deleteServiceLinkedRole:
      false
    }
  }
}

extension Change {
  /// Says whether an account that holds `policy` is as this change of a managed policy leaves it.
  func isInEffect(in policy: ObservedPolicy?, partition: String) -> Bool {
    switch self {
    case .createPolicy(let wanted, _):
      return policy?.document.policy?.means(wanted.document, partition: partition) ?? false
    case .createPolicyVersion(_, let document):
      return policy?.document.policy?.means(document, partition: partition) ?? false
    case .deletePolicyVersion(_, let version):
      return !(policy?.versions.contains { $0.id == version } ?? false)
    case .tagPolicy(_, let tags):
      return policy?.tags.map { tags.allSatisfy($0.contains) } ?? false
    case .createServiceLinkedRole, .createRole, .updateAssumeRolePolicy, .updateRole,
      .attachRolePolicy, .detachRolePolicy, .putRolePolicy, .deleteRolePolicy,
      .putRolePermissionsBoundary, .deleteRolePermissionsBoundary, .tagRole, .untagRole,
      .createInstanceProfile, .addRoleToInstanceProfile, .removeRoleFromInstanceProfile,
      .deleteInstanceProfile, .deleteRole, .deleteServiceLinkedRole:
      return false
    }
  }
}

extension Role {
  /// What in an existing role is other than CreateRole would have made it: `trust policy`, `path`, …
  /// Tags that it has besides ours do not count; its policies are changes of their own.
  func creationDifferences(from observed: ObservedRole) -> [String] {
    var found: [String] = []
    let actual = observed.trust.value?.policy
    if !(actual.map { trust.means($0, partition: observed.partition) } ?? false) {
      found.append("trust policy")
    }
    if observed.name != name { found.append("name ('\(observed.name)')") }
    if !acceptedPaths.contains(observed.path) { found.append("path") }
    if observed.permissionsBoundary.value != permissionsBoundary {
      found.append("permissions boundary")
    }
    if observed.description.value != description { found.append("description") }
    if observed.maxSessionDuration.value != maxSessionDuration {
      found.append("maximum session duration")
    }
    if !(observed.tags.value.map { tags.allSatisfy($0.contains) } ?? false) { found.append("tags") }
    return found
  }
}

extension PolicyDocument {
  /// Says whether both mean the same, however they are written.
  func means(_ other: PolicyDocument, partition: String) -> Bool {
    PolicyEquivalence.isSame(self, other, partition: partition)
  }
}

extension ObservedRole {
  /// The partition in the ARN; `aws` while the role shows its unique id in place of its ARN.
  var partition: String {
    let parts = arn.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    return parts.count == 3 && parts[0] == "arn" ? String(parts[1]) : "aws"
  }
}

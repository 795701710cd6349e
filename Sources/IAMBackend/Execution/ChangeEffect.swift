import IAMPolicy
import IAMRoles
import JSONText

extension RoleChange {
  /// Whether an account that holds `role` is as this change leaves it.
  func isInEffect(in role: ObservedRole?) -> Bool {
    switch self {
    case .createServiceLinkedRole:
      return role != nil
    case .createRole(let wanted):
      return role.map { wanted.creationDifferences(from: $0).isEmpty } ?? false
    case .updateAssumeRolePolicy(let document):
      guard let role, case .policy(let actual) = role.trust.value else { return false }
      return document.means(actual, partition: role.partition)
    case .updateRole(let description, let maxSessionDuration):
      return role?.description.value?.isExactly(description) ?? false
        && role?.maxSessionDuration.value == maxSessionDuration
    case .attachRolePolicy(let arn):
      return role?.managedPolicies.value?.contains { $0.arn == arn } ?? false
    case .detachRolePolicy(let arn):
      guard let role else { return true }
      return role.managedPolicies.value.map { !$0.contains { $0.arn == arn } } ?? false
    case .putRolePolicy(let policy):
      let actual = role?.inlinePolicies.value?.first { $0.name == policy.name }
      guard let role, case .policy(let document) = actual?.document.value else { return false }
      return policy.document.means(document, partition: role.partition)
    case .deleteRolePolicy(let name):
      guard let role else { return true }
      return role.inlinePolicies.value.map { !$0.contains { $0.name == name } } ?? false
    case .putRolePermissionsBoundary(let arn):
      return role?.permissionsBoundary.value?.arn == arn
    case .deleteRolePermissionsBoundary:
      guard let role else { return true }
      return role.permissionsBoundary == .absent
    case .tagRole(let tags):
      return role?.tags.value.map { tags.allSatisfy($0.contains) } ?? false
    case .untagRole(let keys):
      guard let role else { return true }
      return role.tags.value.map { tags in
        !tags.contains { tag in keys.contains(where: tag.hasKey) }
      } ?? false
    case .deleteRole, .deleteServiceLinkedRole: return role == nil
    }
  }
}

extension InstanceProfileChange {
  /// Whether an account that has `profile` is as this change leaves it.
  func isInEffect(in profile: ObservedInstanceProfile?, role: String) -> Bool {
    switch self {
    case .createInstanceProfile: profile != nil
    case .addRoleToInstanceProfile: profile?.contains(role) ?? false
    case .removeRoleFromInstanceProfile: !(profile?.contains(role) ?? false)
    case .deleteInstanceProfile: profile == nil
    }
  }
}

extension ManagedPolicyChange {
  /// Whether an account that holds `policy` is as this change leaves it.
  func isInEffect(in policy: ObservedPolicy?, partition: String) -> Bool {
    switch self {
    case .createPolicy(let wanted):
      policy?.document.policy?.means(wanted.document, partition: partition) ?? false
    case .createPolicyVersion(let document):
      policy?.document.policy?.means(document, partition: partition) ?? false
    case .deletePolicyVersion(let version):
      !(policy?.versions.contains { $0.id == version } ?? false)
    case .tagPolicy(let tags):
      policy?.tags.map { tags.allSatisfy($0.contains) } ?? false
    case .untagPolicy(let keys):
      policy.map { $0.tags.map { !keys.isAny(in: $0) } ?? false } ?? true
    case .deletePolicy: policy == nil
    }
  }
}

extension IdentityProviderChange {
  /// Whether an account that holds `provider` is as this change leaves it.
  func isInEffect(in provider: ObservedIdentityProvider?) -> Bool {
    switch self {
    case .createProvider(let wanted): provider.map { wanted.isMade(as: $0) } ?? false
    case .addClientID(let id): provider?.clientIDs.contains(where: id.isExactly) ?? false
    case .removeClientID(let id): !(provider?.clientIDs.contains(where: id.isExactly) ?? false)
    case .updateThumbprints(let list):
      provider.map { Set($0.thumbprints.map { $0.lowercased() }) }
        == Set(list.map { $0.lowercased() })
    case .updateMetadata(let text): provider?.metadata.isSameMetadata(as: text) ?? false
    case .tagProvider(let tags): provider.map { tags.allSatisfy($0.tags.contains) } ?? false
    case .untagProvider(let keys): provider.map { !keys.isAny(in: $0.tags) } ?? true
    case .deleteProvider: provider == nil
    }
  }
}

extension [String] {
  /// Whether a tag of a policy or provider has one of these keys, which keep their case apart.
  fileprivate func isAny(in tags: [Tag]) -> Bool {
    contains { key in tags.contains { $0.key.isExactly(key) } }
  }
}

extension IdentityProvider {
  /// Whether a provider of the account is as the call that makes it leaves it.
  fileprivate func isMade(as found: ObservedIdentityProvider) -> Bool {
    guard tags.allSatisfy(found.tags.contains) else { return false }
    switch kind {
    case .saml(_, let metadata): return metadata.isSameMetadata(as: found.metadata)
    case .oidc(_, let clientIDs, let thumbprints):
      let isListed =
        thumbprints.map { list in
          Set(list.map { $0.lowercased() }) == Set(found.thumbprints.map { $0.lowercased() })
        } ?? true
      return isListed
        && Set(clientIDs.map { ExactText($0) }) == Set(found.clientIDs.map { ExactText($0) })
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
    if observed.description.value?.isExactly(description) != true { found.append("description") }
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

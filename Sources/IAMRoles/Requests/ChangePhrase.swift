extension Change {
  /// The change as an act: `create role 'X'`, for use after "cannot" or at the start of a progress line.
  public var phrase: String {
    switch self {
    case .createPolicy(let policy, _): "create managed policy '\(policy.name)'"
    case .createPolicyVersion(let arn, _): "make a new version of managed policy '\(arn)'"
    case .deletePolicyVersion(let arn, let version):
      "delete version '\(version)' of managed policy '\(arn)'"
    case .tagPolicy(let arn, let tags):
      "tag managed policy '\(arn)' with \(Self.list(tags.map(\.key)))"
    case .createServiceLinkedRole(let role): "create service-linked role '\(role.name)'"
    case .createRole(let role): "create role '\(role.name)'"
    case .updateAssumeRolePolicy(let role, _): "update the trust policy of role '\(role)'"
    case .updateRole(let role, _, _):
      "update role '\(role)'"
    case .attachRolePolicy(let role, let arn): "attach policy '\(arn)' to role '\(role)'"
    case .detachRolePolicy(let role, let arn): "detach policy '\(arn)' from role '\(role)'"
    case .putRolePolicy(let role, let policy):
      "put inline policy '\(policy.name)' into role '\(role)'"
    case .deleteRolePolicy(let role, let name):
      "delete inline policy '\(name)' of role '\(role)'"
    case .putRolePermissionsBoundary(let role, let arn):
      "set permissions boundary '\(arn)' of role '\(role)'"
    case .deleteRolePermissionsBoundary(let role):
      "delete the permissions boundary of role '\(role)'"
    case .tagRole(let role, let tags):
      "tag role '\(role)' with \(Self.list(tags.map(\.key)))"
    case .untagRole(let role, let keys): "remove tags \(Self.list(keys)) of role '\(role)'"
    case .createInstanceProfile(let profile, _): "create instance profile '\(profile.name)'"
    case .addRoleToInstanceProfile(let role, let profile):
      "add role '\(role)' to instance profile '\(profile)'"
    case .removeRoleFromInstanceProfile(let role, let profile):
      "remove role '\(role)' from instance profile '\(profile)'"
    case .deleteInstanceProfile(let name, _): "delete instance profile '\(name)'"
    case .deleteRole(let name): "delete role '\(name)'"
    case .deleteServiceLinkedRole(let name): "delete service-linked role '\(name)'"
    }
  }

  /// The action of IAM's API that makes the change.
  public var action: IAMAction { IAMRequest(self).action }

  private static func list(_ names: [String]) -> String {
    names.map { "'\($0)'" }.joined(separator: ", ")
  }
}

extension Change {
  /// The change as an act: `create role 'X'`, for use after "cannot" or at the start of a progress line.
  public var phrase: String {
    switch self {
    case .managedPolicy(let change, let arn): change.phrase(of: arn)
    case .role(let change, let name): change.phrase(of: name)
    case .instanceProfile(let change, let name, let role): change.phrase(of: name, role)
    case .identityProvider(let change, let arn): change.phrase(of: IdentityProvider.phrase(of: arn))
    }
  }

  /// The action of IAM's API that makes the change.
  public var action: IAMAction { IAMRequest(self).action }
}

extension ManagedPolicyChange {
  fileprivate func phrase(of arn: String) -> String {
    switch self {
    case .createPolicy(let policy): "create managed policy '\(policy.name)'"
    case .createPolicyVersion: "make a new version of managed policy '\(arn)'"
    case .deletePolicyVersion(let version):
      "delete version '\(version)' of managed policy '\(arn)'"
    case .tagPolicy(let tags): "tag managed policy '\(arn)' with \(list(tags.map(\.key)))"
    case .untagPolicy(let keys): "remove tags \(list(keys)) of managed policy '\(arn)'"
    case .deletePolicy: "delete managed policy '\(arn)'"
    }
  }
}

extension IdentityProviderChange {
  fileprivate func phrase(of provider: String) -> String {
    switch self {
    case .createProvider: "create \(provider)"
    case .addClientID(let id): "add client id '\(id)' to \(provider)"
    case .removeClientID(let id): "remove client id '\(id)' from \(provider)"
    case .updateThumbprints: "update the thumbprints of \(provider)"
    case .updateMetadata: "update the metadata of \(provider)"
    case .tagProvider(let tags): "tag \(provider) with \(list(tags.map(\.key)))"
    case .untagProvider(let keys): "remove tags \(list(keys)) of \(provider)"
    case .deleteProvider: "delete \(provider)"
    }
  }
}

extension RoleChange {
  fileprivate func phrase(of role: String) -> String {
    switch self {
    case .createServiceLinkedRole: "create service-linked role '\(role)'"
    case .createRole: "create role '\(role)'"
    case .updateAssumeRolePolicy: "update the trust policy of role '\(role)'"
    case .updateRole: "update role '\(role)'"
    case .attachRolePolicy(let arn): "attach policy '\(arn)' to role '\(role)'"
    case .detachRolePolicy(let arn): "detach policy '\(arn)' from role '\(role)'"
    case .putRolePolicy(let policy): "put inline policy '\(policy.name)' into role '\(role)'"
    case .deleteRolePolicy(let name): "delete inline policy '\(name)' of role '\(role)'"
    case .putRolePermissionsBoundary(let arn):
      "set permissions boundary '\(arn)' of role '\(role)'"
    case .deleteRolePermissionsBoundary: "delete the permissions boundary of role '\(role)'"
    case .tagRole(let tags): "tag role '\(role)' with \(list(tags.map(\.key)))"
    case .untagRole(let keys): "remove tags \(list(keys)) of role '\(role)'"
    case .deleteRole: "delete role '\(role)'"
    case .deleteServiceLinkedRole: "delete service-linked role '\(role)'"
    }
  }
}

extension InstanceProfileChange {
  fileprivate func phrase(of profile: String, _ role: String) -> String {
    switch self {
    case .createInstanceProfile: "create instance profile '\(profile)'"
    case .addRoleToInstanceProfile: "add role '\(role)' to instance profile '\(profile)'"
    case .removeRoleFromInstanceProfile:
      "remove role '\(role)' from instance profile '\(profile)'"
    case .deleteInstanceProfile: "delete instance profile '\(profile)'"
    }
  }
}

private func list(_ names: [String]) -> String {
  names.map { "'\($0)'" }.joined(separator: ", ")
}

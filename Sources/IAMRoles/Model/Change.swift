public import IAMPolicy

/// One call that alters an account, by what it alters.
///
/// Each is one action of the IAM API with its parameters. The functions below make them, each under the
/// name of its action.
public enum Change: Hashable, Sendable {
  case managedPolicy(ManagedPolicyChange, arn: String)
  case role(RoleChange, name: String)
  case instanceProfile(InstanceProfileChange, name: String, role: String)
  case identityProvider(IdentityProviderChange, arn: String)

  /// The name of the role, or the ARN of the policy or identity provider, that it alters.
  public var subject: String {
    switch self {
    case .managedPolicy(_, let arn), .identityProvider(_, let arn): arn
    case .role(_, let name), .instanceProfile(_, _, let name): name
    }
  }
}

/// A call that alters a managed policy of the account.
public enum ManagedPolicyChange: Hashable, Sendable {
  case createPolicy(CustomerManagedPolicy)
  /// Makes another version, which counts from then on.
  case createPolicyVersion(PolicyDocument)
  /// Deletes a version that does not count.
  case deletePolicyVersion(String)
  case tagPolicy([Tag])
  case untagPolicy(keys: [String])
  /// Deletes a policy that nothing has and that has no version but the default one.
  case deletePolicy
}

/// A call that alters an identity provider of the account.
public enum IdentityProviderChange: Hashable, Sendable {
  case createProvider(IdentityProvider)
  case addClientID(String)
  case removeClientID(String)
  /// Replaces the whole list.
  case updateThumbprints([String])
  /// Replaces the document.
  case updateMetadata(String)
  case tagProvider([Tag])
  case untagProvider(keys: [String])
  case deleteProvider
}

/// A call that alters a role.
public enum RoleChange: Hashable, Sendable {
  case createServiceLinkedRole(ServiceLinkedRole)
  /// Creates the role with its trust, path, description, session duration, tags and boundary in one call;
  /// the policies of `role` are changes of their own.
  case createRole(Role)
  case updateAssumeRolePolicy(PolicyDocument)
  /// Both fields are always sent: IAM does not say what an omitted one becomes.
  case updateRole(description: String, maxSessionDuration: Int)
  case attachRolePolicy(arn: String)
  case detachRolePolicy(arn: String)
  case putRolePolicy(InlinePolicy)
  case deleteRolePolicy(name: String)
  case putRolePermissionsBoundary(arn: String)
  case deleteRolePermissionsBoundary
  case tagRole([Tag])
  case untagRole(keys: [String])
  case deleteRole
  /// The service deletes its role when nothing of it uses the role any more.
  case deleteServiceLinkedRole
}

/// A call that alters an instance profile of a role.
public enum InstanceProfileChange: Hashable, Sendable {
  case createInstanceProfile(InstanceProfile)
  case addRoleToInstanceProfile
  case removeRoleFromInstanceProfile
  case deleteInstanceProfile
}

extension Change {
  /// Its ARN follows from its name and path.
  public static func createPolicy(_ policy: CustomerManagedPolicy, arn: String) -> Change {
    .managedPolicy(.createPolicy(policy), arn: arn)
  }

  /// Makes another version of a managed policy, which counts from then on.
  public static func createPolicyVersion(arn: String, document: PolicyDocument) -> Change {
    .managedPolicy(.createPolicyVersion(document), arn: arn)
  }

  /// Deletes a version that does not count.
  public static func deletePolicyVersion(arn: String, version: String) -> Change {
    .managedPolicy(.deletePolicyVersion(version), arn: arn)
  }

  /// Sets tags of a managed policy.
  public static func tagPolicy(arn: String, tags: [Tag]) -> Change {
    .managedPolicy(.tagPolicy(tags), arn: arn)
  }

  /// Deletes a managed policy.
  public static func deletePolicy(arn: String) -> Change {
    .managedPolicy(.deletePolicy, arn: arn)
  }

  /// Lets a service create its role.
  public static func createServiceLinkedRole(_ role: ServiceLinkedRole) -> Change {
    .role(.createServiceLinkedRole(role), name: role.name)
  }

  /// Creates a role without its policies.
  public static func createRole(_ role: Role) -> Change {
    .role(.createRole(role), name: role.name)
  }

  /// Replaces the trust policy.
  public static func updateAssumeRolePolicy(role: String, document: PolicyDocument) -> Change {
    .role(.updateAssumeRolePolicy(document), name: role)
  }

  /// Sets description and longest session.
  public static func updateRole(
    role: String, description: String, maxSessionDuration: Int
  ) -> Change {
    .role(
      .updateRole(description: description, maxSessionDuration: maxSessionDuration), name: role)
  }

  /// Attaches a managed policy.
  public static func attachRolePolicy(role: String, arn: String) -> Change {
    .role(.attachRolePolicy(arn: arn), name: role)
  }

  /// Detaches a managed policy.
  public static func detachRolePolicy(role: String, arn: String) -> Change {
    .role(.detachRolePolicy(arn: arn), name: role)
  }

  /// Makes or replaces an inline policy.
  public static func putRolePolicy(role: String, policy: InlinePolicy) -> Change {
    .role(.putRolePolicy(policy), name: role)
  }

  /// Deletes an inline policy.
  public static func deleteRolePolicy(role: String, name: String) -> Change {
    .role(.deleteRolePolicy(name: name), name: role)
  }

  /// Sets the permissions boundary.
  public static func putRolePermissionsBoundary(role: String, arn: String) -> Change {
    .role(.putRolePermissionsBoundary(arn: arn), name: role)
  }

  /// Removes the permissions boundary.
  public static func deleteRolePermissionsBoundary(role: String) -> Change {
    .role(.deleteRolePermissionsBoundary, name: role)
  }

  /// Sets tags of a role.
  public static func tagRole(role: String, tags: [Tag]) -> Change {
    .role(.tagRole(tags), name: role)
  }

  /// Removes tags of a role by their keys.
  public static func untagRole(role: String, keys: [String]) -> Change {
    .role(.untagRole(keys: keys), name: role)
  }

  /// Deletes a role that has nothing left.
  public static func deleteRole(name: String) -> Change { .role(.deleteRole, name: name) }

  /// Asks a service to delete its role.
  public static func deleteServiceLinkedRole(name: String) -> Change {
    .role(.deleteServiceLinkedRole, name: name)
  }

  /// Creates an instance profile for a role.
  public static func createInstanceProfile(_ profile: InstanceProfile, role: String) -> Change {
    .instanceProfile(.createInstanceProfile(profile), name: profile.name, role: role)
  }

  /// Puts a role into an instance profile.
  public static func addRoleToInstanceProfile(role: String, profile: String) -> Change {
    .instanceProfile(.addRoleToInstanceProfile, name: profile, role: role)
  }

  /// Takes a role out of an instance profile.
  public static func removeRoleFromInstanceProfile(role: String, profile: String) -> Change {
    .instanceProfile(.removeRoleFromInstanceProfile, name: profile, role: role)
  }

  /// Deletes an instance profile of a role.
  public static func deleteInstanceProfile(name: String, role: String) -> Change {
    .instanceProfile(.deleteInstanceProfile, name: name, role: role)
  }
}

extension Change {
  /// Whether it takes effect each time that it arrives.
  ///
  /// IAM makes one more version each time, and has no token that tells a repetition; all others leave the
  /// same behind however often they arrive.
  public var addsEachTime: Bool {
    if case .managedPolicy(.createPolicyVersion, _) = self { true } else { false }
  }

  /// Whether it alters a managed policy of the account, and no role.
  public var isAboutPolicy: Bool { if case .managedPolicy = self { true } else { false } }

  /// Whether it alters an identity provider of the account, and no role.
  public var isAboutProvider: Bool { if case .identityProvider = self { true } else { false } }

  /// The instance profile that it alters; nil for all else.
  public var instanceProfile: String? {
    if case .instanceProfile(_, let name, _) = self { name } else { nil }
  }

  /// What it does to a role; nil for all else.
  public var roleChange: RoleChange? { if case .role(let change, _) = self { change } else { nil } }

  /// The ARN of the managed policy or identity provider that it makes; nil for all else.
  public var createdResource: String? {
    switch self {
    case .managedPolicy(.createPolicy, let arn), .identityProvider(.createProvider, let arn): arn
    case .managedPolicy, .role, .instanceProfile, .identityProvider: nil
    }
  }

  /// The role that it creates, other than that of a service.
  public var createdRole: Role? {
    if case .role(.createRole(let role), _) = self { role } else { nil }
  }
}

extension RoleChange {
  /// What of a role a call alters.
  public enum Part: Hashable, Sendable {
    /// The role as a whole: whether it exists.
    case role
    case trustPolicy(PolicyDocument)
    /// The fields of one call: description and longest session.
    case fields
    /// `isGiven`: whether the role gets the policy, and does not lose it.
    case managedPolicy(arn: String, isGiven: Bool)
    /// `document`: what is put; nil when the policy is deleted.
    case inlinePolicy(name: String, document: PolicyDocument?)
    /// `arn`: of the new boundary; nil when it is deleted.
    case permissionsBoundary(arn: String?)
    case tags
  }

  /// What of the role it alters: the questions that are asked of a change are answered from it.
  public var part: Part {
    switch self {
    case .createServiceLinkedRole, .createRole, .deleteRole, .deleteServiceLinkedRole: .role
    case .updateAssumeRolePolicy(let document): .trustPolicy(document)
    case .updateRole: .fields
    case .attachRolePolicy(let arn): .managedPolicy(arn: arn, isGiven: true)
    case .detachRolePolicy(let arn): .managedPolicy(arn: arn, isGiven: false)
    case .putRolePolicy(let policy): .inlinePolicy(name: policy.name, document: policy.document)
    case .deleteRolePolicy(let name): .inlinePolicy(name: name, document: nil)
    case .putRolePermissionsBoundary(let arn): .permissionsBoundary(arn: arn)
    case .deleteRolePermissionsBoundary: .permissionsBoundary(arn: nil)
    case .tagRole, .untagRole: .tags
    }
  }

  /// Whether it can alter what the role may do; a document may test a tag of the role.
  public var isAboutPermissions: Bool {
    switch part {
    case .managedPolicy, .inlinePolicy, .permissionsBoundary, .tags: true
    case .role, .trustPolicy, .fields: false
    }
  }

  /// The ARN of the managed policy that the role gets by it, attached or as its boundary.
  public var givenPolicy: String? {
    switch part {
    case .managedPolicy(let arn, isGiven: true): arn
    case .permissionsBoundary(let arn): arn
    case .role, .trustPolicy, .fields, .managedPolicy, .inlinePolicy, .tags: nil
    }
  }
}

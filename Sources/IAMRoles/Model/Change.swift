public import IAMPolicy

/// One call that alters an account.
///
/// Each case is one action of the IAM API with its parameters.
public enum Change: Hashable, Sendable {
  /// Creates a managed policy of the account; its ARN follows from its name and path.
  case createPolicy(CustomerManagedPolicy, arn: String)
  /// Makes another version of a managed policy, which counts from then on.
  case createPolicyVersion(arn: String, document: PolicyDocument)
  /// Deletes a version that does not count.
  case deletePolicyVersion(arn: String, version: String)
  case tagPolicy(arn: String, tags: [Tag])
  case createServiceLinkedRole(ServiceLinkedRole)
  /// Creates the role with its trust, path, description, session duration, tags and boundary in one call;
  /// the policies of `role` are changes of their own.
  case createRole(Role)
  case updateAssumeRolePolicy(role: String, document: PolicyDocument)
  /// Both fields are always sent: IAM does not say what an omitted one becomes.
  case updateRole(role: String, description: String, maxSessionDuration: Int)
  case attachRolePolicy(role: String, arn: String)
  case detachRolePolicy(role: String, arn: String)
  case putRolePolicy(role: String, policy: InlinePolicy)
  case deleteRolePolicy(role: String, name: String)
  case putRolePermissionsBoundary(role: String, arn: String)
  case deleteRolePermissionsBoundary(role: String)
  case tagRole(role: String, tags: [Tag])
  case untagRole(role: String, keys: [String])
  case createInstanceProfile(InstanceProfile, role: String)
  case addRoleToInstanceProfile(role: String, profile: String)
  case removeRoleFromInstanceProfile(role: String, profile: String)
  case deleteInstanceProfile(name: String, role: String)
  case deleteRole(name: String)
  /// The service deletes its role when nothing of it uses the role any more.
  case deleteServiceLinkedRole(name: String)

  /// The name of the role, or the ARN of the policy, that it alters.
  public var subject: String {
    switch self {
    case .createPolicy(_, let arn), .createPolicyVersion(let arn, _),
      .deletePolicyVersion(let arn, _), .tagPolicy(let arn, _):
      arn
    case .createServiceLinkedRole(let role): role.name
    case .createRole(let role): role.name
    case .updateAssumeRolePolicy(let role, _), .updateRole(let role, _, _),
      .attachRolePolicy(let role, _), .detachRolePolicy(let role, _), .putRolePolicy(let role, _),
      .deleteRolePolicy(let role, _), .putRolePermissionsBoundary(let role, _),
      .deleteRolePermissionsBoundary(let role), .tagRole(let role, _), .untagRole(let role, _),
      .createInstanceProfile(_, let role), .addRoleToInstanceProfile(let role, _),
      .removeRoleFromInstanceProfile(let role, _), .deleteInstanceProfile(_, let role),
      .deleteRole(let role), .deleteServiceLinkedRole(let role):
      role
    }
  }
}

extension Change {
  /// Says whether it takes effect each time that it arrives.
  ///
  /// IAM makes one more version each time, and has no token that tells a repetition; all others leave the
  /// same behind however often they arrive.
  public var addsEachTime: Bool {
    switch self {
    case .createPolicyVersion: true
    case .createPolicy, .deletePolicyVersion, .tagPolicy, .createServiceLinkedRole, .createRole,
      .updateAssumeRolePolicy, .updateRole, .attachRolePolicy, .detachRolePolicy, .putRolePolicy,
      .deleteRolePolicy, .putRolePermissionsBoundary, .deleteRolePermissionsBoundary, .tagRole,
      .untagRole, .createInstanceProfile, .addRoleToInstanceProfile, .removeRoleFromInstanceProfile,
      .deleteInstanceProfile, .deleteRole, .deleteServiceLinkedRole:
      false
    }
  }

  /// Says whether it alters a managed policy of the account, and no role.
  public var isAboutPolicy: Bool {
    switch self {
    case .createPolicy, .createPolicyVersion, .deletePolicyVersion, .tagPolicy: true
    case .createServiceLinkedRole, .createRole, .updateAssumeRolePolicy, .updateRole,
      .attachRolePolicy, .detachRolePolicy, .putRolePolicy, .deleteRolePolicy,
      .putRolePermissionsBoundary, .deleteRolePermissionsBoundary, .tagRole, .untagRole,
      .createInstanceProfile, .addRoleToInstanceProfile, .removeRoleFromInstanceProfile,
      .deleteInstanceProfile, .deleteRole, .deleteServiceLinkedRole:
      false
    }
  }

  /// The instance profile that it alters; nil for all else.
  public var instanceProfile: String? {
    switch self {
    case .createInstanceProfile(let profile, _): profile.name
    case .addRoleToInstanceProfile(_, let name), .removeRoleFromInstanceProfile(_, let name),
      .deleteInstanceProfile(let name, _):
      name
    case .createPolicy, .createPolicyVersion, .deletePolicyVersion, .tagPolicy,
      .createServiceLinkedRole,
      .createRole, .updateAssumeRolePolicy, .updateRole, .attachRolePolicy, .detachRolePolicy,
      .putRolePolicy, .deleteRolePolicy, .putRolePermissionsBoundary,
      .deleteRolePermissionsBoundary, .tagRole, .untagRole, .deleteRole, .deleteServiceLinkedRole:
      nil
    }
  }
}

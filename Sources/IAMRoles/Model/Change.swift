public import IAMPolicy

/// One call that alters an account.
///
/// Each case is one action of the IAM API with its parameters.
public enum Change: Hashable, Sendable {
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

  /// The role that it alters.
  public var roleName: String {
    switch self {
    case .createServiceLinkedRole(let role): role.name
    case .createRole(let role): role.name
    case .updateAssumeRolePolicy(let role, _), .updateRole(let role, _, _),
      .attachRolePolicy(let role, _), .detachRolePolicy(let role, _), .putRolePolicy(let role, _),
      .deleteRolePolicy(let role, _), .putRolePermissionsBoundary(let role, _),
      .deleteRolePermissionsBoundary(let role), .tagRole(let role, _), .untagRole(let role, _):
      role
    }
  }
}

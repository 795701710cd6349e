public import IAMPolicy

/// An action of the IAM API that alters an account (API version 2010-05-08).
public enum IAMAction: String, Hashable, Sendable, CaseIterable {
  case createPolicy = "CreatePolicy"
  case createPolicyVersion = "CreatePolicyVersion"
  case deletePolicyVersion = "DeletePolicyVersion"
  case tagPolicy = "TagPolicy"
  case createServiceLinkedRole = "CreateServiceLinkedRole"
  case createRole = "CreateRole"
  case updateAssumeRolePolicy = "UpdateAssumeRolePolicy"
  case updateRole = "UpdateRole"
  case attachRolePolicy = "AttachRolePolicy"
  case detachRolePolicy = "DetachRolePolicy"
  case putRolePolicy = "PutRolePolicy"
  case deleteRolePolicy = "DeleteRolePolicy"
  case putRolePermissionsBoundary = "PutRolePermissionsBoundary"
  case deleteRolePermissionsBoundary = "DeleteRolePermissionsBoundary"
  case tagRole = "TagRole"
  case untagRole = "UntagRole"
  case createInstanceProfile = "CreateInstanceProfile"
  case addRoleToInstanceProfile = "AddRoleToInstanceProfile"
  case removeRoleFromInstanceProfile = "RemoveRoleFromInstanceProfile"
  case deleteInstanceProfile = "DeleteInstanceProfile"
  case deleteRole = "DeleteRole"
  case deleteServiceLinkedRole = "DeleteServiceLinkedRole"

  /// The action as a policy names it: `iam:CreateRole`.
  public var permission: String { "iam:\(rawValue)" }

  /// The command of the AWS CLI: `create-role`.
  public var cliCommand: String {
    var name = ""
    for character in rawValue {
      if character.isUppercase, !name.isEmpty { name.append("-") }
      name.append(contentsOf: character.lowercased())
    }
    return name
  }
}

/// One parameter of a request, with the name that the IAM API gives it.
public struct RequestParameter: Hashable, Sendable {
  /// What a parameter can be; each rendering writes it in its own way.
  public enum Value: Hashable, Sendable {
    case text(String)
    case document(PolicyDocument)
    case tags([Tag])
    case names([String])
    case number(Int)
    case bool(Bool)
  }

  /// The API's name: `AssumeRolePolicyDocument`.
  public let name: String
  /// The value.
  public let value: Value

  /// Makes a parameter.
  public init(_ name: String, _ value: Value) {
    self.name = name
    self.value = value
  }
}

/// A change as IAM's API takes it: an action and its parameters in a stated order.
///
/// This is the one place that knows the API's parameter names (API Reference, one page an action).
/// The dry run prints the same value that the HTTP backend sends.
public struct IAMRequest: Hashable, Sendable {
  /// The action.
  public let action: IAMAction
  /// The parameters, in the order in which they are printed and sent.
  public let parameters: [RequestParameter]

  /// Makes the request of a change.
  ///
  /// What equals IAM's own default at creation is left out: path `/`, no description, sessions of
  /// 3,600 seconds, no tags.
  public init(_ change: Change) {
    (action, parameters) =
      switch change {
      case .createPolicy(let policy, _):
        (.createPolicy, Self.creation(of: policy))
      case .createPolicyVersion(let arn, let document):
        (
          .createPolicyVersion,
          [
            RequestParameter("PolicyArn", .text(arn)),
            RequestParameter("PolicyDocument", .document(document)),
            RequestParameter("SetAsDefault", .bool(true)),
          ]
        )
      case .deletePolicyVersion(let arn, let version):
        (
          .deletePolicyVersion,
          [
            RequestParameter("PolicyArn", .text(arn)),
            RequestParameter("VersionId", .text(version)),
          ]
        )
      case .tagPolicy(let arn, let tags):
        (
          .tagPolicy,
          [RequestParameter("PolicyArn", .text(arn)), RequestParameter("Tags", .tags(tags))]
        )
      case .createServiceLinkedRole(let role):
        (.createServiceLinkedRole, [RequestParameter("AWSServiceName", .text(role.service))])
      case .createRole(let role):
        (.createRole, Self.creation(of: role))
      case .updateAssumeRolePolicy(let role, let document):
        (
          .updateAssumeRolePolicy,
          [Self.roleName(role), RequestParameter("PolicyDocument", .document(document))]
        )
      case .updateRole(let role, let description, let maxSessionDuration):
        (
          .updateRole,
          [
            Self.roleName(role), RequestParameter("Description", .text(description)),
            RequestParameter("MaxSessionDuration", .number(maxSessionDuration)),
          ]
        )
      case .attachRolePolicy(let role, let arn):
        (.attachRolePolicy, [Self.roleName(role), RequestParameter("PolicyArn", .text(arn))])
      case .detachRolePolicy(let role, let arn):
        (.detachRolePolicy, [Self.roleName(role), RequestParameter("PolicyArn", .text(arn))])
      case .putRolePolicy(let role, let policy):
        (
          .putRolePolicy,
          [
            Self.roleName(role), RequestParameter("PolicyName", .text(policy.name)),
            RequestParameter("PolicyDocument", .document(policy.document)),
          ]
        )
      case .deleteRolePolicy(let role, let name):
        (.deleteRolePolicy, [Self.roleName(role), RequestParameter("PolicyName", .text(name))])
      case .putRolePermissionsBoundary(let role, let arn):
        (
          .putRolePermissionsBoundary,
          [Self.roleName(role), RequestParameter("PermissionsBoundary", .text(arn))]
        )
      case .deleteRolePermissionsBoundary(let role):
        (.deleteRolePermissionsBoundary, [Self.roleName(role)])
      case .tagRole(let role, let tags):
        (.tagRole, [Self.roleName(role), RequestParameter("Tags", .tags(tags))])
      case .untagRole(let role, let keys):
        (.untagRole, [Self.roleName(role), RequestParameter("TagKeys", .names(keys))])
      case .createInstanceProfile(let profile, _):
        (
          .createInstanceProfile,
          [Self.profileName(profile.name)]
            + (profile.path == "/" ? [] : [RequestParameter("Path", .text(profile.path))])
        )
      case .addRoleToInstanceProfile(let role, let profile):
        (.addRoleToInstanceProfile, [Self.profileName(profile), Self.roleName(role)])
      case .removeRoleFromInstanceProfile(let role, let profile):
        (.removeRoleFromInstanceProfile, [Self.profileName(profile), Self.roleName(role)])
      case .deleteInstanceProfile(let name, _):
        (.deleteInstanceProfile, [Self.profileName(name)])
      case .deleteRole(let name): (.deleteRole, [Self.roleName(name)])
      case .deleteServiceLinkedRole(let name): (.deleteServiceLinkedRole, [Self.roleName(name)])
      }
  }

  private static func roleName(_ name: String) -> RequestParameter {
    RequestParameter("RoleName", .text(name))
  }

  private static func profileName(_ name: String) -> RequestParameter {
    RequestParameter("InstanceProfileName", .text(name))
  }

  private static func creation(of policy: CustomerManagedPolicy) -> [RequestParameter] {
    var parameters = [RequestParameter("PolicyName", .text(policy.name))]
    if policy.path != "/" { parameters.append(RequestParameter("Path", .text(policy.path))) }
    parameters.append(RequestParameter("PolicyDocument", .document(policy.document)))
    if !policy.description.isEmpty {
      parameters.append(RequestParameter("Description", .text(policy.description)))
    }
    if !policy.tags.isEmpty { parameters.append(RequestParameter("Tags", .tags(policy.tags))) }
    return parameters
  }

  private static func creation(of role: Role) -> [RequestParameter] {
    var parameters = [roleName(role.name)]
    if role.path != "/" { parameters.append(RequestParameter("Path", .text(role.path))) }
    parameters.append(RequestParameter("AssumeRolePolicyDocument", .document(role.trust)))
    if !role.description.isEmpty {
      parameters.append(RequestParameter("Description", .text(role.description)))
    }
    if role.maxSessionDuration != 3600 {
      parameters.append(RequestParameter("MaxSessionDuration", .number(role.maxSessionDuration)))
    }
    if let boundary = role.permissionsBoundary {
      parameters.append(RequestParameter("PermissionsBoundary", .text(boundary.arn)))
    }
    if !role.tags.isEmpty { parameters.append(RequestParameter("Tags", .tags(role.tags))) }
    return parameters
  }
}

/// A request with the reason why the plan has it.
public struct PlannedRequest: Hashable, Sendable {
  /// What is asked of IAM.
  public let request: IAMRequest
  /// One sentence for a person.
  public let why: String

  /// Makes a planned request.
  public init(_ request: IAMRequest, why: String) {
    self.request = request
    self.why = why
  }

  /// Makes the request of a change.
  public init(_ change: Change, why: String) { self.init(IAMRequest(change), why: why) }
}

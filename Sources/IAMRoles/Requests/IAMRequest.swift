public import IAMPolicy

/// An action of the IAM API that alters an account (API version 2010-05-08).
public enum IAMAction: String, Hashable, Sendable, CaseIterable {
  case createPolicy = "CreatePolicy"
  case createPolicyVersion = "CreatePolicyVersion"
  case deletePolicyVersion = "DeletePolicyVersion"
  case tagPolicy = "TagPolicy"
  case untagPolicy = "UntagPolicy"
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
  case deletePolicy = "DeletePolicy"
  case createOpenIDConnectProvider = "CreateOpenIDConnectProvider"
  case addClientIDToOpenIDConnectProvider = "AddClientIDToOpenIDConnectProvider"
  case removeClientIDFromOpenIDConnectProvider = "RemoveClientIDFromOpenIDConnectProvider"
  case updateOpenIDConnectProviderThumbprint = "UpdateOpenIDConnectProviderThumbprint"
  case tagOpenIDConnectProvider = "TagOpenIDConnectProvider"
  case untagOpenIDConnectProvider = "UntagOpenIDConnectProvider"
  case deleteOpenIDConnectProvider = "DeleteOpenIDConnectProvider"
  case createSAMLProvider = "CreateSAMLProvider"
  case updateSAMLProvider = "UpdateSAMLProvider"
  case tagSAMLProvider = "TagSAMLProvider"
  case untagSAMLProvider = "UntagSAMLProvider"
  case deleteSAMLProvider = "DeleteSAMLProvider"

  /// The action as a policy names it: `iam:CreateRole`.
  public var permission: String { "iam:\(rawValue)" }

  /// The command of the AWS CLI: `create-role`.
  public var cliCommand: String {
    // An abbreviation is one word: 'create-open-id-connect-provider', 'create-saml-provider'.
    let letters = Array(rawValue)
    var name = ""
    for (place, letter) in letters.enumerated() {
      let next = place + 1 < letters.count ? letters[place + 1] : "A"
      if letter.isUppercase, place > 0, letters[place - 1].isLowercase || next.isLowercase {
        name.append("-")
      }
      name.append(contentsOf: letter.lowercased())
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
    switch change {
    case .managedPolicy(let change, let arn): self = Self.request(change, arn)
    case .role(let change, let name): self = Self.request(change, name)
    case .instanceProfile(let change, let name, let role):
      self = Self.request(change, name, role)
    case .identityProvider(let change, let arn): self = Self.request(change, arn)
    }
  }

  private init(_ action: IAMAction, _ parameters: [RequestParameter]) {
    self.action = action
    self.parameters = parameters
  }

  private static func request(_ change: ManagedPolicyChange, _ arn: String) -> IAMRequest {
    let policy = RequestParameter("PolicyArn", .text(arn))
    return switch change {
    case .createPolicy(let policy): IAMRequest(.createPolicy, creation(of: policy))
    case .createPolicyVersion(let document):
      IAMRequest(
        .createPolicyVersion,
        [
          policy, RequestParameter("PolicyDocument", .document(document)),
          RequestParameter("SetAsDefault", .bool(true)),
        ])
    case .deletePolicyVersion(let version):
      IAMRequest(.deletePolicyVersion, [policy, RequestParameter("VersionId", .text(version))])
    case .tagPolicy(let tags):
      IAMRequest(.tagPolicy, [policy, RequestParameter("Tags", .tags(tags))])
    case .untagPolicy(let keys):
      IAMRequest(.untagPolicy, [policy, RequestParameter("TagKeys", .names(keys))])
    case .deletePolicy: IAMRequest(.deletePolicy, [policy])
    }
  }

  private static func request(_ change: IdentityProviderChange, _ arn: String) -> IAMRequest {
    let isSAML = arn.isSAMLProvider
    let provider = RequestParameter(
      isSAML ? "SAMLProviderArn" : "OpenIDConnectProviderArn", .text(arn))
    return switch change {
    case .createProvider(let made): creation(of: made)
    case .addClientID(let id):
      IAMRequest(
        .addClientIDToOpenIDConnectProvider, [provider, RequestParameter("ClientID", .text(id))])
    case .removeClientID(let id):
      IAMRequest(
        .removeClientIDFromOpenIDConnectProvider,
        [provider, RequestParameter("ClientID", .text(id))])
    case .updateThumbprints(let list):
      IAMRequest(
        .updateOpenIDConnectProviderThumbprint,
        [provider, RequestParameter("ThumbprintList", .names(list))])
    case .updateMetadata(let text):
      IAMRequest(
        .updateSAMLProvider, [RequestParameter("SAMLMetadataDocument", .text(text)), provider])
    case .tagProvider(let tags):
      IAMRequest(
        isSAML ? .tagSAMLProvider : .tagOpenIDConnectProvider,
        [provider, RequestParameter("Tags", .tags(tags))])
    case .untagProvider(let keys):
      IAMRequest(
        isSAML ? .untagSAMLProvider : .untagOpenIDConnectProvider,
        [provider, RequestParameter("TagKeys", .names(keys))])
    case .deleteProvider:
      IAMRequest(isSAML ? .deleteSAMLProvider : .deleteOpenIDConnectProvider, [provider])
    }
  }

  private static func creation(of provider: IdentityProvider) -> IAMRequest {
    let tags = provider.tags.isEmpty ? [] : [RequestParameter("Tags", .tags(provider.tags))]
    switch provider.kind {
    case .oidc(let url, let clientIDs, let thumbprints):
      var parameters = [RequestParameter("Url", .text(url))]
      if !clientIDs.isEmpty {
        parameters.append(RequestParameter("ClientIDList", .names(clientIDs)))
      }
      if let thumbprints, !thumbprints.isEmpty {
        parameters.append(RequestParameter("ThumbprintList", .names(thumbprints)))
      }
      return IAMRequest(.createOpenIDConnectProvider, parameters + tags)
    case .saml(let name, let metadata):
      return IAMRequest(
        .createSAMLProvider,
        [
          RequestParameter("SAMLMetadataDocument", .text(metadata)),
          RequestParameter("Name", .text(name)),
        ] + tags)
    }
  }

  private static func request(_ change: RoleChange, _ name: String) -> IAMRequest {
    func request(_ action: IAMAction, _ parameters: RequestParameter...) -> IAMRequest {
      IAMRequest(action, [roleName(name)] + parameters)
    }
    return switch change {
    case .createServiceLinkedRole(let role):
      IAMRequest(
        .createServiceLinkedRole, [RequestParameter("AWSServiceName", .text(role.service))])
    case .createRole(let role): IAMRequest(.createRole, creation(of: role))
    case .updateAssumeRolePolicy(let document):
      request(.updateAssumeRolePolicy, RequestParameter("PolicyDocument", .document(document)))
    case .updateRole(let description, let maxSessionDuration):
      request(
        .updateRole, RequestParameter("Description", .text(description)),
        RequestParameter("MaxSessionDuration", .number(maxSessionDuration)))
    case .attachRolePolicy(let arn):
      request(.attachRolePolicy, RequestParameter("PolicyArn", .text(arn)))
    case .detachRolePolicy(let arn):
      request(.detachRolePolicy, RequestParameter("PolicyArn", .text(arn)))
    case .putRolePolicy(let policy):
      request(
        .putRolePolicy, RequestParameter("PolicyName", .text(policy.name)),
        RequestParameter("PolicyDocument", .document(policy.document)))
    case .deleteRolePolicy(let policy):
      request(.deleteRolePolicy, RequestParameter("PolicyName", .text(policy)))
    case .putRolePermissionsBoundary(let arn):
      request(.putRolePermissionsBoundary, RequestParameter("PermissionsBoundary", .text(arn)))
    case .deleteRolePermissionsBoundary: request(.deleteRolePermissionsBoundary)
    case .tagRole(let tags): request(.tagRole, RequestParameter("Tags", .tags(tags)))
    case .untagRole(let keys): request(.untagRole, RequestParameter("TagKeys", .names(keys)))
    case .deleteRole: request(.deleteRole)
    case .deleteServiceLinkedRole: request(.deleteServiceLinkedRole)
    }
  }

  private static func request(
    _ change: InstanceProfileChange, _ name: String, _ role: String
  ) -> IAMRequest {
    let profile = RequestParameter("InstanceProfileName", .text(name))
    return switch change {
    case .createInstanceProfile(let made):
      IAMRequest(
        .createInstanceProfile,
        [profile] + (made.path == "/" ? [] : [RequestParameter("Path", .text(made.path))]))
    case .addRoleToInstanceProfile:
      IAMRequest(.addRoleToInstanceProfile, [profile, roleName(role)])
    case .removeRoleFromInstanceProfile:
      IAMRequest(.removeRoleFromInstanceProfile, [profile, roleName(role)])
    case .deleteInstanceProfile: IAMRequest(.deleteInstanceProfile, [profile])
    }
  }

  private static func roleName(_ name: String) -> RequestParameter {
    RequestParameter("RoleName", .text(name))
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
    if role.maxSessionDuration != Role.usualSessionDuration {
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

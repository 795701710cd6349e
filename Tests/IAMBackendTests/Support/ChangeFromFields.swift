import IAMPolicy
import IAMRoles

@testable import IAMBackend

extension Change {
  private struct Unknown: Error {}

  /// The change that a request asks for: what a server understands of the form fields.
  init(_ action: IAMAction, _ fields: [String: String]) throws {
    func field(_ name: String) throws -> String {
      guard let value = fields[name] else { throw Unknown() }
      return value
    }
    func list(_ name: String) -> [String] {
      (1...60).mapWhile { fields["\(name).member.\($0)"] }
    }
    func tags() -> [Tag] {
      (1...60).mapWhile { place in
        fields["Tags.member.\(place).Key"].map {
          Tag($0, fields["Tags.member.\(place).Value"] ?? "")
        }
      }
    }
    func document(_ name: String, _ kind: PolicyKind) throws -> PolicyDocument {
      try PolicyDocument(reading: field(name), as: kind)
    }
    func provider() throws -> String {
      try fields["OpenIDConnectProviderArn"] ?? field("SAMLProviderArn")
    }
    let role = fields["RoleName"] ?? ""
    switch action {
    case .createPolicy:
      let policy = CustomerManagedPolicy(
        name: try field("PolicyName"), path: fields["Path"] ?? "/",
        description: fields["Description"] ?? "",
        document: try document("PolicyDocument", .identity), tags: tags())
      let set = RoleSet(account: Sample.account, policies: [policy], roles: [])
      self = .createPolicy(policy, arn: set.arn(of: policy))
    case .createPolicyVersion:
      self = .createPolicyVersion(
        arn: try field("PolicyArn"), document: try document("PolicyDocument", .identity))
    case .deletePolicyVersion:
      self = .deletePolicyVersion(
        arn: try field("PolicyArn"), version: try field("VersionId"))
    case .tagPolicy: self = .tagPolicy(arn: try field("PolicyArn"), tags: tags())
    case .untagPolicy:
      self = .managedPolicy(.untagPolicy(keys: list("TagKeys")), arn: try field("PolicyArn"))
    case .createServiceLinkedRole:
      let service = try field("AWSServiceName")
      self = .createServiceLinkedRole(
        ServiceLinkedRole(name: "AWSServiceRoleForAWSPanorama", service: service))
    case .createRole:
      self = .createRole(
        Role(
          name: role, path: fields["Path"] ?? "/", description: fields["Description"] ?? "",
          maxSessionDuration: Int(fields["MaxSessionDuration"] ?? "3600") ?? 0,
          trust: try document("AssumeRolePolicyDocument", .trust),
          permissionsBoundary: fields["PermissionsBoundary"].map(PermissionsBoundary.init(arn:)),
          tags: tags()))
    case .updateAssumeRolePolicy:
      self = .updateAssumeRolePolicy(role: role, document: try document("PolicyDocument", .trust))
    case .updateRole:
      self = .updateRole(
        role: role, description: try field("Description"),
        maxSessionDuration: Int(try field("MaxSessionDuration")) ?? 0)
    case .attachRolePolicy: self = .attachRolePolicy(role: role, arn: try field("PolicyArn"))
    case .detachRolePolicy: self = .detachRolePolicy(role: role, arn: try field("PolicyArn"))
    case .putRolePolicy:
      self = .putRolePolicy(
        role: role,
        policy: InlinePolicy(
          name: try field("PolicyName"), document: try document("PolicyDocument", .identity)))
    case .deleteRolePolicy: self = .deleteRolePolicy(role: role, name: try field("PolicyName"))
    case .putRolePermissionsBoundary:
      self = .putRolePermissionsBoundary(role: role, arn: try field("PermissionsBoundary"))
    case .deleteRolePermissionsBoundary: self = .deleteRolePermissionsBoundary(role: role)
    case .tagRole: self = .tagRole(role: role, tags: tags())
    case .untagRole: self = .untagRole(role: role, keys: list("TagKeys"))
    case .createInstanceProfile:
      let profile = InstanceProfile(
        name: try field("InstanceProfileName"), path: fields["Path"] ?? "/")
      self = .createInstanceProfile(profile, role: role)
    case .addRoleToInstanceProfile:
      self = .addRoleToInstanceProfile(role: role, profile: try field("InstanceProfileName"))
    case .removeRoleFromInstanceProfile:
      self = .removeRoleFromInstanceProfile(role: role, profile: try field("InstanceProfileName"))
    case .deleteInstanceProfile:
      self = .deleteInstanceProfile(name: try field("InstanceProfileName"), role: role)
    case .deleteRole: self = .deleteRole(name: role)
    case .deleteServiceLinkedRole: self = .deleteServiceLinkedRole(name: role)
    case .deletePolicy: self = .deletePolicy(arn: try field("PolicyArn"))
    case .createOpenIDConnectProvider:
      let thumbprints = list("ThumbprintList")
      self = .create(
        IdentityProvider(
          .oidc(
            url: try field("Url"), clientIDs: list("ClientIDList"),
            thumbprints: thumbprints.isEmpty ? nil : thumbprints), tags: tags()))
    case .addClientIDToOpenIDConnectProvider:
      self = .identityProvider(.addClientID(try field("ClientID")), arn: try provider())
    case .removeClientIDFromOpenIDConnectProvider:
      self = .identityProvider(.removeClientID(try field("ClientID")), arn: try provider())
    case .updateOpenIDConnectProviderThumbprint:
      self = .identityProvider(.updateThumbprints(list("ThumbprintList")), arn: try provider())
    case .tagOpenIDConnectProvider, .tagSAMLProvider:
      self = .identityProvider(.tagProvider(tags()), arn: try provider())
    case .untagOpenIDConnectProvider, .untagSAMLProvider:
      self = .identityProvider(.untagProvider(keys: list("TagKeys")), arn: try provider())
    case .deleteOpenIDConnectProvider, .deleteSAMLProvider:
      self = .identityProvider(.deleteProvider, arn: try provider())
    case .createSAMLProvider:
      self = .create(
        IdentityProvider(
          .saml(name: try field("Name"), metadata: try field("SAMLMetadataDocument")),
          tags: tags()))
    case .updateSAMLProvider:
      self = .identityProvider(
        .updateMetadata(try field("SAMLMetadataDocument")), arn: try provider())
    }
  }
}

extension Change {
  /// The change that makes an identity provider of the sample account.
  static func create(_ provider: IdentityProvider) -> Change {
    let set = RoleSet(account: Sample.account, roles: [])
    return .identityProvider(.createProvider(provider), arn: set.arn(of: provider))
  }
}

extension Sequence {
  /// The mapped elements up to the first that maps to nil.
  fileprivate func mapWhile<Mapped>(_ transform: (Element) -> Mapped?) -> [Mapped] {
    var result: [Mapped] = []
    for element in self {
      guard let mapped = transform(element) else { break }
      result.append(mapped)
    }
    return result
  }
}

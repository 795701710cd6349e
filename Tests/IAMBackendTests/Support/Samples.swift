import IAMPolicy
import IAMRoles

/// Values that many tests start from.
enum Sample {
  static let account = "123456789012"

  static func trust(_ service: String = "panorama.amazonaws.com") -> PolicyDocument {
    .trust([
      TrustStatement(
        .allow, .some([.service(service)]),
        when: ConditionBlock(ConditionClause(.stringEquals, "aws:SourceAccount", [account])))
    ])
  }

  static func trusting(_ arn: String) -> PolicyDocument {
    .trust([TrustStatement(.allow, .some([.aws(arn)]))])
  }

  static func inline(_ action: String = "s3:GetObject") -> PolicyDocument {
    .identity([
      IdentityStatement(
        .allow, .action([ActionPattern(action)]), on: .resource([ResourcePattern("*")]))
    ])
  }

  static let managed =
    "arn:aws:iam::aws:policy/service-role/AWSPanoramaApplianceServiceRolePolicy"
  static let boundary = "arn:aws:iam::123456789012:policy/edge-boundary"

  static let role = Role(
    name: "AWSPanoramaApplianceServiceRole", path: "/service-role/", acceptedPaths: ["/"],
    alternativeNames: ["AwsPanoramaApplianceRole"], description: "for the appliance",
    maxSessionDuration: 7200, trust: trust(),
    managedPolicies: [ManagedPolicyAttachment(arn: managed)],
    inlinePolicies: [InlinePolicy(name: "logs", document: inline())],
    permissionsBoundary: PermissionsBoundary(arn: boundary), tags: [Tag("team", "vision")])

  static let serviceLinked = ServiceLinkedRole(
    name: "AWSServiceRoleForAWSPanorama", service: "panorama.amazonaws.com")

  static let set = RoleSet(
    account: account, roles: [.serviceLinked(serviceLinked), .ordinary(role)])

  static let ownPolicy = CustomerManagedPolicy(
    name: "edge-logs", path: "/edge/", description: "Logs", document: inline(),
    tags: [Tag("Team", "vision")])
  static let ownARN = "arn:aws:iam::123456789012:policy/edge/edge-logs"

  /// The changes that make the whole set in an empty account.
  static let creation: [Change] = [
    .createServiceLinkedRole(serviceLinked), .createRole(role),
    .putRolePolicy(role: role.name, policy: InlinePolicy(name: "logs", document: inline())),
    .attachRolePolicy(role: role.name, arn: managed),
  ]

  /// One change of every kind.
  static let everyChange: [Change] =
    creation + [
      .createPolicy(ownPolicy, arn: ownARN),
      .createPolicyVersion(arn: ownARN, document: inline()),
      .deletePolicyVersion(arn: ownARN, version: "v1"),
      .updateAssumeRolePolicy(role: role.name, document: trust()),
      .updateRole(role: role.name, description: "", maxSessionDuration: 3600),
      .detachRolePolicy(role: role.name, arn: managed),
      .deleteRolePolicy(role: role.name, name: "logs"),
      .putRolePermissionsBoundary(role: role.name, arn: boundary),
      .deleteRolePermissionsBoundary(role: role.name),
      .tagRole(role: role.name, tags: [Tag("a", "1"), Tag("b", "")]),
      .untagRole(role: role.name, keys: ["a", "b"]),
      .createInstanceProfile(InstanceProfile(name: "edge", path: "/edge/"), role: role.name),
      .addRoleToInstanceProfile(role: role.name, profile: "edge"),
      .removeRoleFromInstanceProfile(role: role.name, profile: "edge"),
      .deleteInstanceProfile(name: "edge", role: role.name), .deleteRole(name: role.name),
      .deleteServiceLinkedRole(name: serviceLinked.name),
      .managedPolicy(.untagPolicy(keys: ["a"]), arn: ownARN), .deletePolicy(arn: ownARN),
    ] + providerChanges

  /// Every change of an identity provider, of both kinds.
  static var providerChanges: [Change] {
    let set = RoleSet(account: account, roles: [])
    let oidc = IdentityProvider(
      .oidc(
        url: "https://idp.example.com", clientIDs: ["sts.amazonaws.com"],
        thumbprints: [String(repeating: "a", count: 40)]), tags: [Tag("a", "1")])
    let saml = IdentityProvider(.saml(name: "corp", metadata: "<xml/>"))
    func change(_ change: IdentityProviderChange, _ provider: IdentityProvider) -> Change {
      .identityProvider(change, arn: set.arn(of: provider))
    }
    return [
      change(.createProvider(oidc), oidc), change(.addClientID("b"), oidc),
      change(.removeClientID("b"), oidc),
      change(.updateThumbprints([String(repeating: "b", count: 40)]), oidc),
      change(.tagProvider([Tag("a", "2")]), oidc), change(.untagProvider(keys: ["a"]), oidc),
      change(.deleteProvider, oidc),
      change(.createProvider(saml), saml), change(.updateMetadata("<new/>"), saml),
      change(.tagProvider([Tag("a", "2")]), saml), change(.untagProvider(keys: ["a"]), saml),
      change(.deleteProvider, saml),
    ]
  }

  /// The state of an account that holds `role` as CreateRole leaves it.
  static func observed(_ role: Role = role) -> ObservedRole {
    ObservedRole(
      name: role.name, path: role.path,
      arn: "arn:aws:iam::\(account):role\(role.path)\(role.name)", id: "AROAEXAMPLE",
      description: .present(role.description),
      maxSessionDuration: .present(role.maxSessionDuration), trust: .present(.policy(role.trust)),
      permissionsBoundary: role.permissionsBoundary.map(Reading.present) ?? .absent,
      tags: .present(role.tags), managedPolicies: .present([]), inlinePolicies: .present([]))
  }

  static func state(_ roles: [ObservedRole] = []) -> AccountState {
    AccountState(
      account: account, partition: "aws",
      roles: Dictionary(
        roles.map { ($0.name, Reading.present($0)) }, uniquingKeysWith: { first, _ in first }))
  }
}

import IAMPolicy
import IAMRoles
public import JSONText

extension RoleSetDefinition {
  /// The roles with values in place of parameters.
  ///
  /// What cannot be said with them becomes a problem.
  func roles(
    with values: ParameterValues, devices: DeviceScope = .any, extras: RoleExtras = RoleExtras(),
    findings: ProblemCollector
  ) -> [DesiredRole] {
    var values = resolved(values, findings: findings)
    let common = substitution(values, findings)
    var made = fixedRoles.map { $0.role(common, devices: devices) }
    if let template = template(for: .application) {
      for application in extras.applications {
        values.values["Name"] = application.name
        if let namespace = application.namespace { values.values["Namespace"] = namespace }
        made.append(template.role(substitution(values, findings), devices: devices))
        values.values["Namespace"] = common.values["Namespace"]
      }
    }
    if let template = template(for: .groupRole) {
      for group in extras.groupRoles {
        values.values["Name"] = group.name
        let role = template.role(substitution(values, findings), devices: devices)
        if case .ordinary(var role) = role {
          role.inlinePolicies.append(group.policy)
          made.append(.ordinary(role))
        }
      }
    }
    return made
  }

  /// The managed policies with values in place of parameters.
  func customerPolicies(
    with values: ParameterValues, findings: ProblemCollector
  ) -> [CustomerManagedPolicy] {
    guard !policies.isEmpty else { return [] }
    let substitution = substitution(resolved(values, findings: ProblemCollector()), findings)
    return policies.map { policy in
      let position = policy.places.role
      return CustomerManagedPolicy(
        name: substitution.text(policy.name, at: position), path: policy.path,
        description: substitution.text(policy.description, at: position),
        document: substitution.document(policy.document, as: .identity) ?? .identity([]),
        tags: policy.tags.map { Tag($0.key, substitution.text($0.value, at: position)) })
    }
  }

  /// The identity providers with values in place of parameters.
  func identityProviders(
    with values: ParameterValues, findings: ProblemCollector
  ) -> [IdentityProvider] {
    guard !providers.isEmpty else { return [] }
    let substitution = substitution(resolved(values, findings: ProblemCollector()), findings)
    return providers.map { provider in
      let position = provider.places.role
      func text(_ text: String) -> String { substitution.text(text, at: position) }
      let kind: IdentityProvider.Kind =
        switch provider.kind {
        case .oidc(let url, let clientIDs, let thumbprints):
          .oidc(url: text(url), clientIDs: clientIDs.map(text), thumbprints: thumbprints)
        case .saml(let name, _): .saml(name: text(name), metadata: provider.metadata)
        }
      return IdentityProvider(kind, tags: provider.tags.map { Tag($0.key, text($0.value)) })
    }
  }

  /// The trust policy of a role, with its parameters as they are; nil when a service decides.
  public func trustPolicy(of role: RoleDefinition) -> JSON? {
    switch role.kind {
    case .serviceLinked, .absent: return nil
    case .ordinary(.document(let document)): return document
    case .ordinary(.services(let trust)):
      let names = ParameterValues.common.map { ($0, "${\($0)}") }
      let kept = Substitution(
        values: Dictionary(names, uniquingKeysWith: { first, _ in first }),
        findings: ProblemCollector())
      return trust.policy(kept, devices: .any, at: role.places).json
    }
  }

  /// The managed policies of the account that the set makes and the role has, with their ARNs as the role
  /// writes them.
  public func policies(of role: RoleDefinition) -> [(arn: String, policy: PolicyDefinition)] {
    let sample = sampleValues(withOptional: true)
    let values = substitution(resolved(sample, findings: ProblemCollector()), ProblemCollector())
    return role.managedPolicies.compactMap { arn in
      let text = values.text(arn, at: .none)
      let found = policies.first { policy in
        text.hasSuffix(":policy\(policy.path)\(values.text(policy.name, at: .none))")
          && !text.contains(":iam::aws:")
      }
      return found.map { (arn, $0) }
    }
  }

  /// What puts the values into the texts of this set.
  func substitution(_ values: ParameterValues, _ findings: ProblemCollector) -> Substitution {
    Substitution(
      values: values.values, findings: findings,
      valueless: Set(parameters.map(\.name)).subtracting(values.values.keys),
      standIn: values.standIn)
  }
}

/// The roles that a person asks for beside those that a set always makes.
struct RoleExtras: Hashable, Sendable {
  var applications: [ApplicationRole] = []
  var groupRoles: [GroupRole] = []

  /// One of each, to check or show a file before anybody asked for some.
  static var sample: RoleExtras {
    RoleExtras(
      applications: [ApplicationRole(name: RoleTemplate.application.sampleName)],
      groupRoles: [
        GroupRole(
          name: RoleTemplate.groupRole.sampleName,
          policy: InlinePolicy(name: GroupRole.policyName, document: .identity([])))
      ])
  }
}

extension RoleDefinition {
  /// The role with values; a document of it that cannot be read is a problem, and an empty one takes its place.
  func role(_ substitution: Substitution, devices: DeviceScope) -> DesiredRole {
    let name = substitution.text(name, at: places.role)
    switch kind {
    case .serviceLinked(let service):
      return .serviceLinked(ServiceLinkedRole(name: name, service: service))
    case .absent: return .absent(AbsentRole(name: name, reason: .declared))
    case .ordinary(let definition):
      let wanted = inlinePolicies.filter { $0.isMade(with: substitution.values) }
      let inline = wanted.map { policy in
        InlinePolicy(
          name: substitution.text(policy.name, at: policy.document.position),
          document: substitution.document(policy.document, as: .identity) ?? .identity([]))
      }
      var role = Role(
        name: name, path: path, acceptedPaths: acceptedPaths,
        alternativeNames: aliases.map { substitution.text($0, at: places.role) },
        description: substitution.text(description, at: places.place(of: .description)),
        maxSessionDuration: maxSessionDuration,
        trust: trust(definition, substitution, devices) ?? .trust([]),
        managedPolicies: managedPolicies.map { arn in
          ManagedPolicyAttachment(
            arn: substitution.text(arn, at: places.place(of: .managedPolicy(arn: arn))))
        },
        acceptedPolicies: acceptedPolicies.map { accepted($0, substitution) },
        inlinePolicies: inline,
        permissionsBoundary: permissionsBoundary.map {
          PermissionsBoundary(
            arn: substitution.text($0, at: places.place(of: .permissionsBoundary)))
        },
        tags: tags.map { tag in
          Tag(
            tag.key, substitution.text(tag.value, at: places.place(of: .tag(key: tag.key))))
        },
        instanceProfiles: instanceProfiles.map {
          InstanceProfile(
            name: substitution.text($0, at: places.place(of: .instanceProfile(name: $0))))
        })
      role.unownedFields = unownedFields
      return .ordinary(role)
    }
  }

  private func accepted(
    _ policy: AcceptedPolicy, _ substitution: Substitution
  ) -> AcceptedPolicy {
    let position = places.place(of: .managedPolicy(arn: policy.arn))
    return AcceptedPolicy(
      arn: substitution.text(policy.arn, at: position),
      inPlaceOf: policy.inPlaceOf.map { substitution.text($0, at: position) },
      note: policy.note)
  }

  func trust(
    _ definition: TrustDefinition, _ substitution: Substitution, _ devices: DeviceScope
  ) -> PolicyDocument? {
    switch definition {
    case .services(let services):
      return services.policy(substitution, devices: devices, at: places)
    case .document(let json): return substitution.document(json, as: .trust)
    }
  }
}

extension Substitution {
  /// The document with values; nil, with problems, when it cannot be read.
  fileprivate func document(_ json: JSON, as kind: PolicyKind) -> PolicyDocument? {
    do {
      return try PolicyDocument(self.json(json), as: kind)
    } catch {
      findings.add(error)
      return nil
    }
  }
}

extension InlinePolicyDefinition {
  /// Says whether the policy is made when these parameters have values.
  func isMade(with values: [String: String]) -> Bool {
    (when.map { values[$0] != nil } ?? true) && (unless.map { values[$0] == nil } ?? true)
  }
}

import IAMPolicy
import IAMRoles
import JSONText

extension RoleSetDefinition {
  /// The roles with values in the place of parameters.
  ///
  /// What cannot be said with them becomes a problem.
  func roles(
    with values: ParameterValues, devices: DeviceScope, findings: Findings
  ) -> [DesiredRole] {
    var all = values.values
    for parameter in parameters where all[parameter.name] == nil {
      all[parameter.name] = parameter.defaultValue
    }
    let substitution = Substitution(values: all, findings: findings)
    return roles.compactMap { $0.role(substitution, devices: devices) }
  }
}

extension RoleDefinition {
  /// The role with values; nil, with problems, when a document of it cannot be read.
  func role(_ substitution: Substitution, devices: DeviceScope) -> DesiredRole? {
    let name = substitution.text(name, at: places.role)
    switch kind {
    case .serviceLinked(let service):
      return .serviceLinked(ServiceLinkedRole(name: name, service: service))
    case .ordinary(let definition):
      let inline = inlinePolicies.compactMap { policy -> InlinePolicy? in
        document(policy, substitution).map {
          InlinePolicy(
            name: substitution.text(policy.name, at: policy.document.position), document: $0)
        }
      }
      guard let trust = trust(definition, substitution, devices),
        inline.count == inlinePolicies.count
      else { return nil }
      return .ordinary(
        Role(
          name: name, path: path, acceptedPaths: acceptedPaths,
          alternativeNames: aliases.map { substitution.text($0, at: places.role) },
          description: substitution.text(description, at: places.place(of: .description)),
          maxSessionDuration: maxSessionDuration, trust: trust,
          managedPolicies: managedPolicies.map { arn in
            ManagedPolicyAttachment(
              arn: substitution.text(arn, at: places.place(of: .managedPolicy(arn: arn))))
          },
          inlinePolicies: inline,
          permissionsBoundary: permissionsBoundary.map {
            PermissionsBoundary(
              arn: substitution.text($0, at: places.place(of: .permissionsBoundary)))
          },
          tags: tags.map { tag in
            Tag(
              tag.key, substitution.text(tag.value, at: places.place(of: .tag(key: tag.key))))
          }))
    }
  }

  func trust(
    _ definition: TrustDefinition, _ substitution: Substitution, _ devices: DeviceScope
  ) -> PolicyDocument? {
    switch definition {
    case .services(let services):
      return services.policy(substitution, devices: devices, at: places)
    case .document(let json):
      do {
        return try PolicyDocument(substitution.json(json), as: .trust)
      } catch {
        for problem in error.problems { substitution.findings.add(FileProblem(problem)) }
        return nil
      }
    }
  }

  private func document(
    _ policy: InlinePolicyDefinition, _ substitution: Substitution
  ) -> PolicyDocument? {
    do {
      return try PolicyDocument(substitution.json(policy.document), as: .identity)
    } catch {
      for problem in error.problems { substitution.findings.add(FileProblem(problem)) }
      return nil
    }
  }
}

extension FileProblem {
  init(_ problem: PolicyProblem) {
    self.init(problem.id, at: problem.position, problem.message, hint: problem.hint)
  }
}

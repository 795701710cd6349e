import IAMPolicy
import IAMRoles
import JSONText

extension RoleSetDefinition {
  /// The roles with values in the place of parameters.
  ///
  /// What cannot be said with them becomes a problem.
  func roles(
    with values: ParameterValues, devices: DeviceScope = .any, extras: RoleExtras = RoleExtras(),
    findings: Findings
  ) -> [DesiredRole] {
    var values = resolved(values, findings: findings)
    let common = substitution(values, findings)
    var made = fixedRoles.compactMap { $0.role(common, devices: devices) }
    if let template = template(for: .application) {
      for application in extras.applications {
        values.values["Name"] = application.name
        if let namespace = application.namespace { values.values["Namespace"] = namespace }
        if let role = template.role(substitution(values, findings), devices: devices) {
          made.append(role)
        }
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

  /// The managed policies with values in the place of parameters.
  func customerPolicies(
    with values: ParameterValues, findings: Findings
  ) -> [CustomerManagedPolicy] {
    guard !policies.isEmpty else { return [] }
    let substitution = substitution(resolved(values, findings: Findings()), findings)
    return policies.compactMap { policy -> CustomerManagedPolicy? in
      let position = policy.places.role
      do throws(PolicyDocumentError) {
        return CustomerManagedPolicy(
          name: substitution.text(policy.name, at: position), path: policy.path,
          description: substitution.text(policy.description, at: position),
          document: try PolicyDocument(substitution.json(policy.document), as: .identity),
          tags: policy.tags.map { Tag($0.key, substitution.text($0.value, at: position)) })
      } catch {
        for problem in error.problems { findings.add(FileProblem(problem)) }
        return nil
      }
    }
  }

  /// What puts the values into the texts of this set.
  func substitution(_ values: ParameterValues, _ findings: Findings) -> Substitution {
    Substitution(
      values: values.values, findings: findings,
      valueless: Set(parameters.map(\.name)).subtracting(values.values.keys))
  }
}

/// The roles that a person asks for beside those that a set always makes.
struct RoleExtras: Hashable, Sendable {
  var applications: [ApplicationRole] = []
  var groupRoles: [GroupRole] = []
}

extension RoleDefinition {
  /// The role with values; nil, with problems, when a document of it cannot be read.
  func role(_ substitution: Substitution, devices: DeviceScope) -> DesiredRole? {
    let name = substitution.text(name, at: places.role)
    switch kind {
    case .serviceLinked(let service):
      return .serviceLinked(ServiceLinkedRole(name: name, service: service))
    case .ordinary(let definition):
      let wanted = inlinePolicies.filter { $0.isMade(with: substitution.values) }
      let inline = wanted.compactMap { policy -> InlinePolicy? in
        document(policy, substitution).map {
          InlinePolicy(
            name: substitution.text(policy.name, at: policy.document.position), document: $0)
        }
      }
      guard let trust = trust(definition, substitution, devices), inline.count == wanted.count
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
          acceptedPolicies: acceptedPolicies.map { accepted($0, substitution) },
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

extension InlinePolicyDefinition {
  /// Says whether the policy is made when these parameters have values.
  func isMade(with values: [String: String]) -> Bool {
    (when.map { values[$0] != nil } ?? true) && (unless.map { values[$0] == nil } ?? true)
  }
}

extension FileProblem {
  init(_ problem: PolicyProblem) {
    self.init(problem.id, at: problem.position, problem.message, hint: problem.hint)
  }
}

import IAMPolicy
import IAMRoles
import JSONText

/// A change of a plan, with what it finds in the account and what it leaves there.
struct PlanStep {
  let planned: PlannedChange
  /// The fields that are sent, or that go.
  let attributes: [PlanAttribute]
  /// The document that it replaces or takes away.
  let old: DifferenceValue
  /// The document that it puts there.
  let new: DifferenceValue

  /// The changes of a plan in order, each as it meets the account after those before it.
  static func all(of plan: Plan, closing drift: Drift) -> [PlanStep] {
    var state = drift.accountState
    state.prepare()
    return plan.changes.map { planned in
      let step = PlanStep(planned, in: state)
      // A change that IAM would refuse leaves the account as it is.
      try? state.apply(planned.change)
      return step
    }
  }

  private init(_ planned: PlannedChange, in state: AccountState) {
    self.planned = planned
    let change = planned.change
    let role = state.role(named: change.subject)
    let policy = state.ownPolicies[change.subject]?.value
    attributes = Self.attributes(of: change, role, policy, state)
    (old, new) = Self.documents(of: change, role, policy)
  }

  private static func attributes(
    of change: Change, _ role: ObservedRole?, _ policy: ObservedPolicy?, _ state: AccountState
  ) -> [PlanAttribute] {
    switch change {
    case .managedPolicy(.createPolicy(let policy), _):
      return [PlanAttribute("path", new: "'\(policy.path)'")]
        + PlanAttribute.description(nil, policy.description)
        + policy.tags.map { PlanAttribute.tag($0.key, nil, $0.value) }
    case .managedPolicy(.tagPolicy(let tags), _):
      return tags.map { tag in
        .tag(tag.key, policy?.tags?.first { $0.key.isExactly(tag.key) }?.value, tag.value)
      }
    case .managedPolicy(.untagPolicy(let keys), _):
      return keys.map { key in .tag(key, policy?.tags?.first { $0.key.isExactly(key) }?.value, nil)
      }
    case .role(let change, _): return attributes(of: change, role)
    case .instanceProfile(.createInstanceProfile(let profile), _, _):
      return [PlanAttribute("path", new: "'\(profile.path)'")]
    case .identityProvider(let change, let arn):
      return attributes(of: change, state.providers[arn]?.value)
    case .managedPolicy, .instanceProfile: return []
    }
  }

  private static func attributes(
    of change: IdentityProviderChange, _ found: ObservedIdentityProvider?
  ) -> [PlanAttribute] {
    func list(_ values: [String]) -> String { values.map { "'\($0)'" }.joined(separator: ", ") }
    switch change {
    case .createProvider(let provider):
      let tags = provider.tags.map { PlanAttribute.tag($0.key, nil, $0.value) }
      switch provider.kind {
      case .oidc(let url, let clientIDs, let thumbprints):
        return [
          PlanAttribute("URL", new: "'\(url)'"), PlanAttribute("client ids", new: list(clientIDs)),
        ] + (thumbprints.map { [PlanAttribute("thumbprints", new: list($0))] } ?? []) + tags
      case .saml(_, let metadata):
        return [PlanAttribute("metadata", new: DifferenceValue.size(of: metadata))] + tags
      }
    case .updateThumbprints(let new):
      return [
        PlanAttribute("thumbprints", old: found.map { list($0.thumbprints) }, new: list(new))
      ]
    case .updateMetadata(let new):
      return [
        PlanAttribute(
          "metadata", old: found.map { DifferenceValue.size(of: $0.metadata) },
          new: DifferenceValue.size(of: new))
      ]
    case .tagProvider(let tags):
      return tags.map { tag in
        .tag(tag.key, found?.tags.first { $0.key.isExactly(tag.key) }?.value, tag.value)
      }
    case .untagProvider(let keys):
      return keys.map { key in .tag(key, found?.tags.first { $0.key.isExactly(key) }?.value, nil) }
    case .addClientID, .removeClientID, .deleteProvider: return []
    }
  }

  private static func attributes(
    of change: RoleChange, _ role: ObservedRole?
  ) -> [PlanAttribute] {
    switch change {
    case .createServiceLinkedRole(let role):
      [PlanAttribute("service", new: "'\(role.service)'")]
    case .createRole(let role): creation(of: role)
    case .updateRole(let description, let seconds):
      PlanAttribute.description(role?.description.value, description, isSent: true)
        + [.session(role?.maxSessionDuration.value, seconds)]
    case .putRolePermissionsBoundary(let arn):
      [.boundary(role?.permissionsBoundary.value?.arn, arn)]
    case .deleteRolePermissionsBoundary:
      [.boundary(role?.permissionsBoundary.value?.arn, nil)]
    case .tagRole(let tags): tags.map { .tag($0.key, role?.value(ofTag: $0.key), $0.value) }
    case .untagRole(let keys): keys.map { .tag($0, role?.value(ofTag: $0), nil) }
    case .deleteRole: role.map(deletion) ?? []
    case .updateAssumeRolePolicy, .attachRolePolicy, .detachRolePolicy, .putRolePolicy,
      .deleteRolePolicy, .deleteServiceLinkedRole:
      []
    }
  }

  private static func creation(of role: Role) -> [PlanAttribute] {
    var found = [PlanAttribute("path", new: "'\(role.path)'")]
    found += PlanAttribute.description(nil, role.description)
    found.append(.session(nil, role.maxSessionDuration))
    if let boundary = role.permissionsBoundary { found.append(.boundary(nil, boundary.arn)) }
    for tag in role.tags { found.append(.tag(tag.key, nil, tag.value)) }
    return found
  }

  private static func deletion(of role: ObservedRole) -> [PlanAttribute] {
    var found = PlanAttribute.description(role.description.value, "")
    if let seconds = role.maxSessionDuration.value { found.append(.session(seconds, nil)) }
    if let boundary = role.permissionsBoundary.value { found.append(.boundary(boundary.arn, nil)) }
    for tag in role.tags.value ?? [] { found.append(.tag(tag.key, tag.value, nil)) }
    return found
  }

  private static func documents(
    of change: Change, _ role: ObservedRole?, _ policy: ObservedPolicy?
  ) -> (old: DifferenceValue, new: DifferenceValue) {
    func stored(_ reading: Reading<StoredDocument>?) -> DifferenceValue {
      reading?.value.map(DifferenceValue.init) ?? .nothing
    }
    func inline(_ name: String) -> DifferenceValue {
      stored(role?.inlinePolicies.value?.first { $0.name == name }?.document)
    }
    switch change {
    case .managedPolicy(.createPolicy(let policy), _): return (.nothing, .document(policy.document))
    case .managedPolicy(.createPolicyVersion(let document), _):
      return (policy.map { DifferenceValue($0.document) } ?? .nothing, .document(document))
    case .role(.createRole(let role), _): return (.nothing, .document(role.trust))
    case .role(.updateAssumeRolePolicy(let document), _):
      return (stored(role?.trust), .document(document))
    case .role(.putRolePolicy(let policy), _):
      return (inline(policy.name), .document(policy.document))
    case .role(.deleteRolePolicy(let name), _): return (inline(name), .nothing)
    case .role(.deleteRole, _): return (stored(role?.trust), .nothing)
    case .managedPolicy(.deletePolicy, _):
      return (policy.map { DifferenceValue($0.document) } ?? .nothing, .nothing)
    case .managedPolicy, .role, .instanceProfile, .identityProvider: return (.nothing, .nothing)
    }
  }
}

extension ObservedRole {
  fileprivate func value(ofTag key: String) -> String? {
    tags.value?.first { $0.hasKey(key) }?.value
  }
}

/// A field of a role or policy that a change sends or takes away, with its value before and after.
struct PlanAttribute: Hashable {
  let name: String
  var old: String?
  var new: String?

  init(_ name: String, old: String? = nil, new: String?) {
    self.name = name
    self.old = old
    self.new = new
  }

  /// The description; an empty one that is not sent is left out.
  static func description(
    _ old: String?, _ new: String, isSent: Bool = false
  ) -> [PlanAttribute] {
    let before = old.flatMap { $0.isEmpty && !isSent ? nil : "'\($0)'" }
    let after = new.isEmpty && !isSent ? nil : "'\(new)'"
    return before == nil && after == nil
      ? [] : [PlanAttribute("description", old: before, new: after)]
  }

  static func session(_ old: Int?, _ new: Int?) -> PlanAttribute {
    PlanAttribute(
      "maximum session duration", old: old.map { "\($0) seconds" },
      new: new.map { "\($0) seconds" })
  }

  static func boundary(_ old: String?, _ new: String?) -> PlanAttribute {
    PlanAttribute(
      "permissions boundary", old: old.map { "'\($0)'" }, new: new.map { "'\($0)'" })
  }

  static func tag(_ key: String, _ old: String?, _ new: String?) -> PlanAttribute {
    PlanAttribute("tag '\(key)'", old: old.map { "'\($0)'" }, new: new.map { "'\($0)'" })
  }

  /// One line, with the sign of what becomes of it.
  var line: (sign: String, words: String, style: StyledText.Style) {
    switch (old, new) {
    case (nil, let new?): ("+", "\(name): \(new)", .added)
    case (let old?, nil): ("-", "\(name): \(old)", .removed)
    case (let old?, let new?) where old == new: (" ", "\(name): \(new), as it is", .faint)
    case (let old?, let new?): ("~", "\(name): \(old) → \(new)", .changed)
    case (nil, nil): (" ", name, .plain)
    }
  }

  var json: JSON {
    .object([
      ("name", .string(name)), ("old", old.map(JSON.string) ?? .null),
      ("new", new.map(JSON.string) ?? .null),
    ])
  }
}

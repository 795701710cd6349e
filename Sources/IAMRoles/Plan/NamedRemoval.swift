import JSONText

/// Something that a person names to be removed: a role that left the set, or what the set does not own on one.
public struct NamedRemoval: Hashable, Sendable {
  /// What kind of thing it is.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// A managed policy, by ARN: it is detached, not deleted.
    case managedPolicy = "managed-policy"
    /// An inline policy, by name: it is deleted.
    case inlinePolicy = "inline-policy"
    /// A tag, by key.
    case tag
    /// The permissions boundary, by ARN. Without it the role can do more.
    case permissionsBoundary = "permissions-boundary"
    /// An instance profile that the role set declared, by name: it is deleted.
    case instanceProfile = "instance-profile"
    /// The role itself, with all that it has.
    case role
    /// A managed policy or an identity provider of the account, by ARN: it is deleted.
    case resource
  }

  /// The role, in any case.
  public var role: String
  /// What kind of thing.
  public var kind: Kind
  /// Its ARN, name or key.
  public var name: String

  /// Makes a removal.
  public init(role: String, kind: Kind, name: String) {
    self.role = role
    self.kind = kind
    self.name = name
  }

  /// Makes the removal of a role.
  public init(role: String) { self.init(role: role, kind: .role, name: role) }

  /// Makes the removal of a managed policy or an identity provider.
  public init(resource arn: String) { self.init(role: arn, kind: .resource, name: arn) }

  /// Reads `ROLE`, `ROLE:KIND:NAME`, or the ARN of a managed policy or an identity provider; nil when it has
  /// another form.
  ///
  /// The name may hold colons.
  public init?(_ text: String) {
    if text.utf8.starts(with: "arn:".utf8),
      text.isPolicyOfAccount || text.identityProviderResource != nil
    {
      self.init(resource: text)
      return
    }
    let parts = text.utf8
      .split(separator: UInt8(ascii: ":"), maxSplits: 2, omittingEmptySubsequences: false)
      .map { Substring($0) }
    if parts.count == 1, !text.isEmpty {
      self.init(role: text)
      return
    }
    guard parts.count == 3, !parts[0].isEmpty, !parts[2].isEmpty,
      let kind = Kind(rawValue: String(parts[1])), kind.isOfRole
    else { return nil }
    self.init(role: String(parts[0]), kind: kind, name: String(parts[2]))
  }

  /// `ROLE` of a role, the ARN of a policy or an identity provider, else `ROLE:KIND:NAME`.
  public var text: String { kind.isOfRole ? "\(role):\(kind.rawValue):\(name)" : role }

  /// Whether it is a managed policy or an identity provider, and nothing of a role.
  public var isResource: Bool { kind == .resource }

  /// The removal that would take a difference away; nil when it is not a foreign thing.
  init?(of difference: Difference, on role: String) {
    guard difference.isForeign else { return nil }
    switch difference.part {
    case .managedPolicy(let arn): self.init(role: role, kind: .managedPolicy, name: arn)
    case .inlinePolicy(let name): self.init(role: role, kind: .inlinePolicy, name: name)
    case .tag(let key): self.init(role: role, kind: .tag, name: key)
    case .permissionsBoundary:
      guard case .text(let arn) = difference.actual else { return nil }
      self.init(role: role, kind: .permissionsBoundary, name: arn)
    case .role where difference.kind == .roleLeft: self.init(role: role)
    case .instanceProfile(let name) where difference.kind == .instanceProfileLeft:
      self.init(role: role, kind: .instanceProfile, name: name)
    case .role, .path, .trustPolicy, .maxSessionDuration, .description, .name, .id, .principal,
      .managedPolicyDocument, .instanceProfile, .identityProvider, .resource:
      return nil
    }
  }

  /// Says whether a person who wrote `self` meant `other`: role names and tag keys fold case, and a managed policy
  /// has its ARN and the name at the end of it.
  public func means(_ other: NamedRemoval) -> Bool {
    if kind == .resource || other.kind == .resource { return self == other }
    guard role.isSameName(as: other.role), kind == other.kind else { return false }
    if kind == .role { return true }
    return kind == .tag ? TagKey(name) == TagKey(other.name) : isNamed(other.name)
  }

  /// Whether the text or the ARN is what the name means.
  private func isNamed(_ found: String) -> Bool {
    if found.isExactly(name) { return true }
    guard kind == .managedPolicy || kind == .permissionsBoundary, !name.hasPrefix("arn:") else {
      return false
    }
    return found.split(separator: "/").last.map { String($0).isExactly(name) } ?? false
  }
}

extension NamedRemoval {
  /// Whether a role of the set was read and does not have the thing: a run that was stopped may have removed
  /// it, and the same command can be given again.
  func isGone(in drift: Drift) -> Bool {
    if isResource { return drift.left.contains { $0.arn == name && $0.isGone } }
    let folded = role.lowercased()
    guard
      let found = drift.roles.first(where: {
        $0.name.lowercased() == folded || $0.desired.name.lowercased() == folded
      })
    else { return false }
    // A role of the set is made when it does not exist: to name it is a mistake.
    if kind == .role {
      guard case .absent = found.desired else { return false }
    }
    guard let observed = found.observed else { return found.unreadable.isEmpty }
    switch kind {
    case .role, .resource: return false
    case .instanceProfile: return found.goneProfiles.contains(name)
    case .managedPolicy:
      guard let attached = observed.managedPolicies.value else { return false }
      if name.hasPrefix("arn:") { return !attached.contains { $0.arn.isExactly(name) } }
      // A name that is nearly that of a policy is a typing error, and not one that is gone.
      let names = attached.compactMap { $0.arn.split(separator: "/").last.map(String.init) }
      return NearestName.of(name, among: names) == nil
    case .inlinePolicy:
      return observed.inlinePolicies.value.map { !$0.contains { $0.name.isExactly(name) } }
        ?? false
    case .tag:
      return observed.tags.value.map { !$0.contains { $0.hasKey(name) } } ?? false
    case .permissionsBoundary:
      switch observed.permissionsBoundary {
      case .present(let boundary): return !isNamed(boundary.arn)
      case .absent: return true
      case .unreadable: return false
      }
    }
  }
}

extension NamedRemoval.Kind {
  /// Whether it is something that a role has.
  public var isOfRole: Bool { self != .role && self != .resource }
}

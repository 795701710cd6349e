import IAMPolicy
import JSONText
import PolicyAnalysis

/// A managed policy or an identity provider of the account that should not exist.
public struct LeftResource: Hashable, Sendable {
  /// Its ARN.
  public var arn: String
  /// Why it should not.
  public var reason: AbsentRole.Reason

  /// Makes a resource that left.
  public init(arn: String, reason: AbsentRole.Reason) {
    self.arn = arn
    self.reason = reason
  }

  /// Whether it is an identity provider, and no policy.
  public var isProvider: Bool { arn.identityProviderResource != nil }
}

/// Something that a role set gives a role, and that another owner could give it as well.
public enum RolePiece: Hashable, Sendable {
  case managedPolicy(arn: String)
  case inlinePolicy(name: String)
  case tag(key: String)
  case instanceProfile(name: String)

  /// `KIND:NAME`, as behind the name of the role in a removal.
  public var text: String {
    let removal = removal(on: "")
    return "\(removal.kind.rawValue):\(removal.name)"
  }

  /// Reads `KIND:NAME`; nil when it has another form.
  public init?(_ text: String) {
    guard let removal = NamedRemoval("role:\(text)") else { return nil }
    switch removal.kind {
    case .managedPolicy: self = .managedPolicy(arn: removal.name)
    case .inlinePolicy: self = .inlinePolicy(name: removal.name)
    case .tag: self = .tag(key: removal.name)
    case .instanceProfile: self = .instanceProfile(name: removal.name)
    case .permissionsBoundary, .role, .resource: return nil
    }
  }

  /// What takes it from a role.
  public func removal(on role: String) -> NamedRemoval {
    switch self {
    case .managedPolicy(let arn): NamedRemoval(role: role, kind: .managedPolicy, name: arn)
    case .inlinePolicy(let name): NamedRemoval(role: role, kind: .inlinePolicy, name: name)
    case .tag(let key): NamedRemoval(role: role, kind: .tag, name: key)
    case .instanceProfile(let name):
      NamedRemoval(role: role, kind: .instanceProfile, name: name)
    }
  }
}

extension Role {
  /// What the set gives it, in a fixed order.
  public var pieces: [RolePiece] {
    managedPolicies.map { RolePiece.managedPolicy(arn: $0.arn) }
      + inlinePolicies.map { RolePiece.inlinePolicy(name: $0.name) }
      + tags.map { RolePiece.tag(key: $0.key) }
      + instanceProfiles.map { RolePiece.instanceProfile(name: $0.name) }
  }
}

extension RoleDrift {
  /// Whether the role has a piece; false where that is not known.
  public func has(_ piece: RolePiece) -> Bool {
    switch piece {
    case .managedPolicy(let arn):
      observed?.managedPolicies.value?.contains { $0.arn.isExactly(arn) } ?? false
    case .inlinePolicy(let name):
      observed?.inlinePolicies.value?.contains { $0.name.isExactly(name) } ?? false
    case .tag(let key): observed?.tags.value?.contains { $0.hasKey(key) } ?? false
    case .instanceProfile(let name): leftProfiles.contains { $0.name == name }
    }
  }
}

extension RoleDrift {
  /// Says what the role set gave the role when it was last applied from what others gave it.
  mutating func tellWhatLeft(_ pieces: [RolePiece]) {
    guard owner == .spec, !pieces.isEmpty else { return }
    for index in differences.indices {
      guard let removal = NamedRemoval(of: differences[index], on: name),
        pieces.contains(where: { $0.removal(on: name).means(removal) })
      else { continue }
      leftPieces.append(removal)
      differences[index].reasons.append(
        "it left the role set, which had it when it was last applied")
    }
  }
}

/// A managed policy or an identity provider that should not exist, with what the account has.
public struct LeftResourceDrift: Hashable, Sendable {
  /// Its ARN.
  public var arn: String
  /// The policy as the account has it.
  public var policy: ObservedPolicy?
  /// The identity provider as the account has it.
  public var provider: ObservedIdentityProvider?
  /// Why it could not be read.
  public var failure: ReadFailure?
  /// Whose it is.
  public var owner = Owner.unknown
  /// Whether nothing but an unfinished run says that it may be the spec's, and no one adopts it.
  public var isPending = false
  /// The roles of the account that trust it, when it is an identity provider.
  public var trust = ProviderTrust.nobody

  init(of left: LeftResource, in state: AccountState, _ set: RoleSet) {
    arn = left.arn
    let unread = ReadFailure(
      action: left.isProvider ? arn.readActionOfProvider : "iam:GetPolicy", subject: arn,
      reason: .failed, message: "it was not asked for")
    if left.isProvider {
      let reading = state.providers[arn] ?? .unreadable(unread)
      (provider, failure) = (reading.value, reading.failure)
    } else {
      let reading = state.ownPolicies[arn] ?? .unreadable(unread)
      (policy, failure) = (reading.value, reading.failure)
    }
    defer {
      if left.reason == .pending, policy != nil || provider != nil, owner != .spec {
        if set.ownership?.adoptsResource(arn) ?? false { owner = .spec } else { isPending = true }
      }
    }
    if let policy, policy.tags == nil {
      // The way of reading does not tell tags: the record decides.
      owner = left.reason == .left || set.ownership == nil ? .spec : .unknown
      return
    }
    guard let tags = provider?.tags ?? policy?.tags else { return }
    owner =
      set.ownership?.owner(
        tags: tags, wanted: [], isRecorded: left.reason == .left, foldsKeys: false) ?? .spec
    // Something of the same name that others made since does not carry the tag.
    if set.ownership?.key != nil, owner == .spec,
      !tags.contains(where: { set.ownership?.isOwn($0.key, foldsKeys: false) == true })
    {
      owner = .unknown
    }
  }

  /// Whether the account does not have it.
  public var isGone: Bool { policy == nil && provider == nil && failure == nil }

  /// Whether it exists and is the spec's, so that it can be removed by name.
  public var isDeparture: Bool { owner == .spec && (policy != nil || provider != nil) }

  /// For a sentence: `managed policy 'arn:…'`.
  public var phrase: String {
    arn.identityProviderResource == nil
      ? "managed policy '\(arn)'" : IdentityProvider.phrase(of: arn)
  }

  /// That it exists and should not; nil when it does not, or is not the spec's.
  var difference: Difference? {
    guard isDeparture || isPending else { return nil }
    let name = ShellWord.text(arn)
    return Difference(
      provider == nil ? .policyLeft : .identityProviderLeft, at: .resource(arn: arn),
      expected: .nothing, actual: .text(arn), remedy: .onRequest,
      hint: isPending
        ? Self.pendingHint(arn)
        : "'panorama-roles apply --remove \(name)' shows what deletes it, or "
          + "'panorama-roles disown \(name)' hands it over",
      reasons: [
        (isPending ? "a run that stopped may have made it" : "this spec made it or took it over")
          + ", and the role set does not name it any more"
      ])
  }

  /// How to decide about something that a run that stopped may have made.
  static func pendingHint(_ arn: String) -> String {
    let name = ShellWord.text(arn)
    return "'panorama-roles apply --adopt \(name) --remove \(name)' shows what deletes it, and "
      + "'panorama-roles disown \(name)' forgets it"
  }

  /// The changes that delete it.
  var deletion: [PlannedChange] {
    let why = "\(phrase) was named to be removed"
    guard let policy else {
      return [
        PlannedChange(narrowing: .identityProvider(.deleteProvider, arn: arn), .delete, why: why)
      ]
    }
    return policy.versions.filter { !$0.isDefault }.map { version in
      PlannedChange(
        change: .deletePolicyVersion(arn: arn, version: version.id), sign: .delete,
        why: "IAM does not delete a policy that has other versions", effect: .unchanged,
        needsAcceptance: false)
    } + [
      PlannedChange(
        change: .deletePolicy(arn: arn), sign: .delete, why: why, effect: .unchanged,
        needsAcceptance: false)
    ]
  }
}

extension Drift {
  /// Compares what belongs to no single role: identity providers, and what left the set.
  mutating func compareResources(of set: RoleSet, with state: AccountState) {
    providers = set.askedProviders.map { provider in
      let arn = set.arn(of: provider)
      let reading =
        state.providers[arn]
        ?? .unreadable(
          ReadFailure(
            action: arn.readActionOfProvider, subject: arn, reason: .failed,
            message: "the identity provider was not asked for"))
      var found = ProviderDrift(of: provider, reading: reading, in: set)
      found.trust = trust(of: arn, in: state, set)
      return found
    }
    for place in roles.indices { roles[place].tell(of: providers) }
    for provider in providers {
      // Once, however many roles trust it.
      let place = roles.firstIndex { $0.desired.ordinary?.trusts(provider.arn) ?? false }
      if let place { roles[place].notes += provider.notesOfTags }
    }
    left = set.askedLeft.map { resource in
      var found = LeftResourceDrift(of: resource, in: state, set)
      if resource.isProvider { found.trust = trust(of: resource.arn, in: state, set) }
      return found
    }
    accountUnreadable += left.compactMap(\.failure)
    for one in left {
      guard let difference = one.difference else { continue }
      undeclaredRoles.append(UndeclaredRoleDrift(left: one.arn, difference))
    }
  }
}

import IAMPolicy

/// A role that should not exist.
public struct AbsentRole: Hashable, Sendable {
  /// Why it should not.
  public enum Reason: Hashable, Sendable {
    /// The role set says so (`"state": "absent"`).
    case declared
    /// An earlier run made it or took it over, and no role set names it any more.
    case left
    /// A run that stopped may have made it, and no role set names it any more.
    case pending
    /// A person named it to be removed.
    case named
  }

  /// The name.
  public var name: String
  /// Why it should not exist.
  public var reason: Reason

  /// Makes an absent role.
  public init(name: String, reason: Reason) {
    self.name = name
    self.reason = reason
  }
}

extension RoleSet {
  /// The set with the roles, policies and identity providers that left it: those that the spec recorded and
  /// that no role set names, those that a run was about to make, and those that a person names to be removed.
  public func withRolesThatLeft(removing removals: [NamedRemoval] = []) -> RoleSet {
    var set = self
    var names = Set(roles.flatMap(\.allNames))
    func add(_ name: String, _ reason: AbsentRole.Reason) {
      guard names.insert(name.lowercased()).inserted else { return }
      set.roles.append(.absent(AbsentRole(name: name, reason: reason)))
    }
    for name in (ownership?.recordedIDs ?? [:]).keys.sorted() { add(name, .left) }
    for removal in removals where removal.kind == .role { add(removal.role, .named) }
    let declared = Set(policies.map(arn(of:)) + providers.map(arn(of:)))
    var left: [String: AbsentRole.Reason] = [:]
    for arn in ownership?.recordedResources ?? [] where !declared.contains(arn) {
      left[arn] = .left
    }
    for arn in ownership?.pendingResources ?? [] where !declared.contains(arn) && !arn.isRole {
      left[arn] = left[arn] ?? .pending
    }
    for removal in removals where removal.isResource && !declared.contains(removal.name) {
      left[removal.name] = left[removal.name] ?? .named
    }
    set.left = left.sorted { $0.key < $1.key }.map { LeftResource(arn: $0.key, reason: $0.value) }
    return set
  }
}

extension RoleSet {
  /// The set with roles that carry the tag of its spec and that it does not name: they left it.
  public func withRoles(byTag names: [String]) -> RoleSet {
    var set = self
    set.roles += names.sorted().map { .absent(AbsentRole(name: $0, reason: .left)) }
    return set
  }
}

extension DesiredRole {
  /// The names that the account may have it under, in small letters.
  fileprivate var allNames: [String] {
    ([name] + (ordinary?.alternativeNames ?? [])).map { $0.lowercased() }
  }
}

extension RoleDrift {
  /// What is to be said of a role that exists and should not.
  mutating func compareAbsent(
    _ absent: AbsentRole, with role: ObservedRole, in set: RoleSet,
    _ profiles: Reading<[String]>
  ) {
    instanceProfilesHeld = profiles
    for failure in [
      role.tags.failure, role.managedPolicies.failure, role.inlinePolicies.failure,
      profiles.failure,
    ].compactMap({ $0 }) {
      unreadable.append(failure)
    }
    let recorded = set.ownership?.recordedIDs[absent.name]
    if let ownership = set.ownership, let tags = role.tags.value {
      owner = ownership.owner(
        tags: tags, wanted: [], isRecorded: recorded != nil && recorded == role.id)
    }
    switch absent.reason {
    case .declared: break
    case .left, .pending, .named:
      guard owner == .spec, !role.isServiceLinked else {
        let words = owner.wordsOfRole
        notes.append("the role set does not name it, and it stays: \(words)")
        return
      }
    }
    let isAdopted = set.ownership?.adopts(role.name, of: owner) ?? true
    var difference = Difference.left(
      role.name, arn: role.arn, isForeign: owner != .spec && !isAdopted,
      because: absent.reason == .declared
        ? "the role set says that it should not exist"
        : "this spec made it or took it over, and the role set does not name it any more")
    if role.isServiceLinked {
      difference.remedy = .impossible
      difference.hint = "a service owns '\(role.name)': 'panorama-roles retire' shows it"
    }
    differences.append(difference)
  }
}

extension Difference {
  /// That a role exists which should not.
  static func left(
    _ role: String, arn: String, isForeign: Bool = false, because reason: String
  ) -> Difference {
    let name = ShellWord.text(role)
    return Difference(
      .roleLeft, at: .role, expected: .nothing, actual: .text(arn), remedy: .onRequest,
      hint: isForeign
        ? "'panorama-roles apply --adopt \(name) --remove \(name)' shows what deletes it"
        : "'panorama-roles apply --remove \(name)' shows what deletes it, or "
          + "'panorama-roles disown \(name)' hands it over", reasons: [reason])
  }
}

extension Owner {
  /// Whose a role is that the spec does not own.
  fileprivate var wordsOfRole: String {
    switch self {
    case .spec: "a service owns it"
    case .unknown: "it is not the role that this spec made"
    case .other(let other): "it belongs to \(other.words)"
    }
  }
}

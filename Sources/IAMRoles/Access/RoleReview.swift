import IAMPolicy
public import PolicyAnalysis

/// What happens to the access of one role when one role set takes the place of another.
public struct RoleReview: Hashable, Sendable {
  /// A role before and after; never without both.
  public enum Change: Hashable, Sendable {
    /// The role is new.
    case added(DesiredRole)
    /// The role is no longer asked for.
    case removed(DesiredRole)
    /// The role is in both sets.
    case kept(old: DesiredRole, new: DesiredRole)
  }

  /// The role before and after.
  public let change: Change
  /// Who may assume it, afterwards held against before; nil when no documents can be compared.
  public let trust: PolicyComparison?
  /// What it may do, all its policies together; nil when no documents can be compared.
  public let permissions: PolicyComparison?
  /// The policies whose documents were compared, before, in the order of the documents' numbers.
  public let oldPolicies: [PolicyName]
  /// The policies whose documents were compared, after, in the order of the documents' numbers.
  public let newPolicies: [PolicyName]
  /// The ARNs of the managed policies that the role has before and after, as policies or as its boundary,
  /// and whose documents are other ones.
  public let changedPolicies: [String]

  /// A policy of a role.
  public enum PolicyName: Hashable, Sendable {
    case inline(String)
    case managed(arn: String)
  }

  /// Compares a role with itself in another set.
  ///
  /// The documents of managed policies before are those of `before`, and afterwards those of `after`; what
  /// depends on another one is said to be unknown.
  init(_ change: Change, before: PolicyLibrary, after: PolicyLibrary) {
    self.change = change
    let (old, new) = (change.old?.ordinary, change.new?.ordinary)
    oldPolicies = old.map { Self.policies(of: $0.accepting, before) } ?? []
    newPolicies = new.map { Self.policies(of: $0.accepting, after) } ?? []
    let kept = Set(old?.policyARNs ?? [])
    changedPolicies = (new?.policyARNs ?? []).filter { arn in
      guard kept.contains(arn), let old = before[arn], let new = after[arn] else { return false }
      return old != new
    }
    guard change.isOrdinary else {
      trust = nil
      permissions = nil
      return
    }
    trust =
      old?.trust == new?.trust
      ? .same
      : (try? PolicyComparer.compare(
        actual: PolicySide(documents: new.map { [$0.trust] } ?? []),
        desired: PolicySide(documents: old.map { [$0.trust] } ?? [])))
        ?? .undecided("the trust policies are of several kinds")
    permissions = RolePermissions.compare(
      actual: new.map { RolePermissions(of: $0.accepting, documents: after) } ?? RolePermissions(),
      desired: old.map { RolePermissions(of: $0.accepting, documents: before) }
        ?? RolePermissions())
  }

  /// Says whether nobody gains or loses anything.
  public var isQuiet: Bool { gains == .no && loses == .no }

  /// The name of the role, as the newer set writes it.
  public var name: String { (change.new ?? change.old)?.name ?? "" }

  /// The longest session before and after in seconds, when it is another one.
  public var sessions: (old: Int, new: Int)? {
    guard let old = change.old?.ordinary?.maxSessionDuration,
      let new = change.new?.ordinary?.maxSessionDuration, old != new
    else { return nil }
    return (old, new)
  }

  /// Whether the role is made at another path: policies elsewhere may name it (iam:PassRole).
  private var isMoved: Bool {
    guard let old = change.old, let new = change.new else { return false }
    return old.path != new.path
  }

  /// Whether somebody gains access: more is allowed, less is denied, sessions last longer, or the role is
  /// made at another path.
  public var gains: PolicyComparison.Answer {
    if let sessions, sessions.new > sessions.old { return .yes }
    let answer = worst(\.isWidening, alone: change.old == nil, never: change.new == nil)
    return isMoved && answer == .no ? .unknown : answer
  }

  /// Says whether somebody loses access.
  public var loses: PolicyComparison.Answer {
    if let sessions, sessions.new < sessions.old { return .yes }
    return worst(\.isNarrowing, alone: change.new == nil, never: change.old == nil)
  }

  /// The worst answer of both comparisons.
  ///
  /// Where AWS owns the documents nothing can be compared: such a role gives access by being there.
  private func worst(
    _ answer: (PolicyComparison) -> PolicyComparison.Answer, alone: Bool, never: Bool
  ) -> PolicyComparison.Answer {
    if never { return .no }
    guard let trust, let permissions else {
      if alone { return .yes }
      return change.isSame ? .no : .unknown
    }
    let answers = [answer(trust), answer(permissions)]
    if answers.contains(.yes) { return .yes }
    return answers.contains(.unknown) ? .unknown : .no
  }

  /// The policies whose documents are known, as `RolePermissions` orders them.
  private static func policies(of role: Role, _ library: PolicyLibrary) -> [PolicyName] {
    role.inlinePolicies.map { .inline($0.name) }
      + role.managedPolicies.filter { library[$0.arn] != nil }.map { .managed(arn: $0.arn) }
  }

  /// Reviews all roles, those of the newer set first in its order, then those that are gone.
  ///
  /// Names are the same whatever their case, as IAM has it. The policies that a set makes count by the
  /// documents of that set, all others by those of `library`.
  public static func all(
    from old: RoleSet, to new: RoleSet, library: PolicyLibrary
  ) -> [RoleReview] {
    var gone: [String: DesiredRole] = [:]
    for role in old.roles { gone[role.name.lowercased()] = role }
    var changes: [Change] = []
    for role in new.roles {
      let twin = gone.removeValue(forKey: role.name.lowercased())
      changes.append(twin.map { .kept(old: $0, new: role) } ?? .added(role))
    }
    for role in old.roles where gone[role.name.lowercased()] != nil {
      changes.append(.removed(role))
    }
    let before = PolicyLibrary(old.documents).completed(by: library)
    let after = PolicyLibrary(new.documents).completed(by: library)
    return changes.map { RoleReview($0, before: before, after: after) }
  }
}

extension RoleSet {
  /// The documents of the managed policies that the set makes, by ARN.
  fileprivate var documents: [String: PolicyDocument] {
    Dictionary(
      policies.map { (arn(of: $0), $0.document) }, uniquingKeysWith: { first, _ in first })
  }
}

extension Role {
  /// The role with the policies that it may keep: what is accepted is what it may do.
  fileprivate var accepting: Role {
    var role = self
    for policy in acceptedPolicies
    where !role.managedPolicies.contains(where: { $0.arn == policy.arn }) {
      role.managedPolicies.append(ManagedPolicyAttachment(arn: policy.arn))
    }
    return role
  }

  /// The managed policies that it has, and the one that bounds it.
  fileprivate var policyARNs: [String] {
    let attached = managedPolicies.map(\.arn)
    guard let boundary = permissionsBoundary?.arn, !attached.contains(boundary) else {
      return attached
    }
    return attached + [boundary]
  }
}

extension RoleReview.Change {
  /// The role before.
  public var old: DesiredRole? {
    switch self {
    case .added: nil
    case .removed(let role), .kept(let role, _): role
    }
  }

  /// The role after.
  public var new: DesiredRole? {
    switch self {
    case .removed: nil
    case .added(let role), .kept(_, let role): role
    }
  }

  fileprivate var isSame: Bool { old == new }

  /// Whether all that exists has documents of ours.
  fileprivate var isOrdinary: Bool {
    [old, new].allSatisfy { role in role.map { $0.ordinary != nil } ?? true }
  }
}

extension DesiredRole {
  /// The role, unless a service owns it.
  public var ordinary: Role? { if case .ordinary(let role) = self { role } else { nil } }
}

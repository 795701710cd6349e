import IAMPolicy
import JSONText
public import PolicyAnalysis

/// What happens to the access of one role from one moment to another.
public struct RoleReview: Hashable, Sendable {
  /// A role before and after; never without both.
  public enum Change: Hashable, Sendable {
    /// The role is new.
    case added(ReviewedRole)
    /// The role is gone.
    case removed(ReviewedRole)
    /// The role is on both sides.
    case kept(old: ReviewedRole, new: ReviewedRole)
  }

  /// The role before and after.
  public let change: Change
  /// Who may assume it, afterwards held against before; nil when no documents can be compared.
  public let trust: PolicyComparison?
  /// What it may do, all its policies together; nil when no documents can be compared.
  public let permissions: PolicyComparison?
  /// The policies whose documents were compared, before, in the order of the documents' numbers.
  public let oldPolicies: [ReviewedPolicy.Name]
  /// The policies whose documents were compared, after, in the order of the documents' numbers.
  public let newPolicies: [ReviewedPolicy.Name]
  /// The ARNs of the managed policies that the role has before and after, as policies or as its boundary,
  /// and whose documents are other ones.
  public let changedPolicies: [String]
  /// What is not known of the role and makes an answer open, before and after.
  public let unknown: [UnknownValue]

  /// Compares a role with itself at another moment.
  public init(_ change: Change) {
    self.change = change
    let (old, new) = (change.old, change.new)
    let labels = UnknownLabels(old, new)
    oldPolicies = old?.knownPolicies ?? []
    newPolicies = new?.knownPolicies ?? []
    changedPolicies = (new?.managed ?? []).compactMap { policy in
      guard let twin = old?.managed.first(where: { $0.arn == policy.arn }),
        let before = twin.document.value, let after = policy.document.value, before != after
      else { return nil }
      return policy.arn
    }
    unknown = labels.open
    guard change.isDescribed else {
      trust = nil
      permissions = nil
      return
    }
    trust = Self.trust(old, new, labels)
    permissions = Self.permissions(old, new, labels)
  }

  private static func trust(
    _ old: ReviewedRole?, _ new: ReviewedRole?, _ labels: UnknownLabels
  ) -> PolicyComparison {
    for (one, other) in [(old, new), (new, old)] {
      guard let unknown = one?.trust.unknown else { continue }
      if let twin = other?.trust.unknown, unknown.isSame(as: twin) { return .same }
      return .undecided("\(unknown.subject) is not known: \(unknown.reason)")
    }
    let (before, after) = (old?.trust.value, new?.trust.value)
    if let key = testedTag(old, new) {
      return .undecided("the trust policy tests tag '\(key)' of the role")
    }
    if !(old?.openTrust ?? []).isEmpty || !(new?.openTrust ?? []).isEmpty {
      return RolePermissions.compare(
        actual: new.map { RolePermissions(trustOf: $0, labels.new) } ?? RolePermissions(),
        desired: old.map { RolePermissions(trustOf: $0, labels.old) } ?? RolePermissions())
    }
    if before == after { return .same }
    return
      (try? PolicyComparer.compare(
        actual: PolicySide(documents: after.map { [$0] } ?? []),
        desired: PolicySide(documents: before.map { [$0] } ?? []),
        home: new?.home ?? old?.home))
      ?? .undecided("the trust policies are of several kinds")
  }

  /// A tag of the role that changes and that its trust policies test.
  private static func testedTag(_ old: ReviewedRole?, _ new: ReviewedRole?) -> String? {
    guard let old, let new, let before = old.tags.value, let after = new.tags.value else {
      return nil
    }
    let keys = RoleTags(before).keys(differingFrom: RoleTags(after))
    return keys.sorted().first { key in
      [old, new].contains { $0.trust.value?.tests(tagOfRole: key) ?? false }
    }?.text
  }

  private static func permissions(
    _ old: ReviewedRole?, _ new: ReviewedRole?, _ labels: UnknownLabels
  ) -> PolicyComparison {
    let sides = [old, new].compactMap(\.self)
    if let unknown = sides.lazy.compactMap(\.tags.unknown).first,
      sides.contains(where: \.testsOwnTags)
    {
      return .undecided("a policy tests tags of the role: \(unknown.line)")
    }
    return RolePermissions.compare(
      actual: new.map { RolePermissions(of: $0, labels.new) } ?? RolePermissions(),
      desired: old.map { RolePermissions(of: $0, labels.old) } ?? RolePermissions())
  }

  /// Says whether nobody gains or loses anything.
  public var isQuiet: Bool { gains == .no && loses == .no }

  /// The name of the role, as the newer side writes it.
  public var name: String { (change.new ?? change.old)?.name ?? "" }

  /// The longest session before and after in seconds, when it is another one.
  public var sessions: (old: Int, new: Int)? {
    guard let old = change.old?.maxSessionDuration.value,
      let new = change.new?.maxSessionDuration.value, old != new
    else { return nil }
    return (old, new)
  }

  /// The instance profiles that the role is put into, and those that it is taken out of.
  public var instanceProfiles: (added: [String], removed: [String]) {
    let (old, new) = (change.old?.instanceProfiles ?? [], change.new?.instanceProfiles ?? [])
    return (new.filter { !old.contains($0) }, old.filter { !new.contains($0) })
  }

  /// Whether the role is deleted and made again: what names it as a principal holds the old one's id.
  public var isRecreated: Bool {
    guard let old = change.old?.generation, let new = change.new?.generation else { return false }
    return old != new
  }

  /// Whether the role is made at another path: policies elsewhere may name it (iam:PassRole).
  private var isMoved: Bool {
    guard let old = change.old, let new = change.new else { return false }
    return old.path != new.path
  }

  /// The paths and other names at which a role of the account is taken for this one, and was not: what such
  /// a role may do is not known here.
  public var newPlaces: [String] {
    guard let old = change.old, let new = change.new else { return [] }
    return new.otherPlaces.filter { place in
      !(old.otherPlaces + [old.name, old.path]).contains { $0.isSameName(as: place) }
    }
  }

  /// Whether it is open how long sessions last.
  private var areSessionsOpen: Bool {
    guard let old = change.old?.maxSessionDuration, let new = change.new?.maxSessionDuration else {
      return false
    }
    switch (old, new) {
    case (.known, .known): return false
    case (.unknown(let one), .unknown(let other)): return !one.isSame(as: other)
    // A file without it says nothing of it.
    case (.known, .unknown(let one)), (.unknown(let one), .known):
      return one.token != UnknownValue.leftOut
    }
  }

  /// Whether somebody gains access: more is allowed, less is denied, sessions last longer, the role is
  /// made at another path, another role is taken for it, or machines are given it.
  public var gains: PolicyComparison.Answer {
    if let sessions, sessions.new > sessions.old { return .yes }
    if change.new != nil, !instanceProfiles.added.isEmpty { return .yes }
    let answer = worst(\.isWidening, alone: change.old == nil, never: change.new == nil)
    let isOpen = isMoved || areSessionsOpen || !newPlaces.isEmpty
    return isOpen && answer == .no ? .unknown : answer
  }

  /// Says whether somebody loses access.
  public var loses: PolicyComparison.Answer {
    if let sessions, sessions.new < sessions.old { return .yes }
    if change.old != nil, !instanceProfiles.removed.isEmpty { return .yes }
    let answer = worst(\.isNarrowing, alone: change.new == nil, never: change.old == nil)
    return (isRecreated || areSessionsOpen) && answer == .no ? .unknown : answer
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

  /// Reviews all roles, those of the newer side first in its order, then those that are gone.
  ///
  /// Names are the same whatever their case, as IAM has it.
  public static func all(from old: [ReviewedRole], to new: [ReviewedRole]) -> [RoleReview] {
    var gone: [String: ReviewedRole] = [:]
    for role in old { gone[role.key] = role }
    var changes: [Change] = []
    for role in new {
      let twin = gone.removeValue(forKey: role.key)
      changes.append(twin.map { .kept(old: $0, new: role) } ?? .added(role))
    }
    for role in old where gone[role.key] != nil { changes.append(.removed(role)) }
    return changes.map { RoleReview($0) }
  }

  /// Reviews the roles of role sets.
  ///
  /// The policies that a set makes count by the documents of that set, all others by those of `library`.
  public static func all(
    from old: RoleSet, to new: RoleSet, library: PolicyLibrary
  ) -> [RoleReview] {
    func reviewed(_ set: RoleSet) -> [ReviewedRole] {
      let documents = PolicyLibrary(set.documents).completed(by: library)
      return set.roles.map { role in
        var reviewed = ReviewedRole(role, documents)
        reviewed.home = RequestHome(partition: set.partition, account: set.account)
        return reviewed
      }
    }
    return all(from: reviewed(old), to: reviewed(new))
  }
}

extension RoleSet {
  /// The documents of the managed policies that the set makes, by ARN.
  fileprivate var documents: [String: PolicyDocument] {
    Dictionary(
      policies.map { (arn(of: $0), $0.document) }, uniquingKeysWith: { first, _ in first })
  }
}

extension RoleReview.Change {
  /// The role before.
  public var old: ReviewedRole? {
    switch self {
    case .added: nil
    case .removed(let role), .kept(let role, _): role
    }
  }

  /// The role after.
  public var new: ReviewedRole? {
    switch self {
    case .removed: nil
    case .added(let role), .kept(_, let role): role
    }
  }

  fileprivate var isSame: Bool { old == new }

  /// Whether the sources have the documents.
  fileprivate var isDescribed: Bool { [old, new].allSatisfy { $0?.isDescribed ?? true } }
}

extension ReviewedRole {
  /// The policies whose documents are known, as `RolePermissions` orders them.
  fileprivate var knownPolicies: [ReviewedPolicy.Name] {
    policies.filter { $0.document.value != nil }.map(\.name)
  }

  /// Whether a document of the role tests any tag of its principal.
  fileprivate var testsOwnTags: Bool {
    let documents = (policies + (boundary.map { [$0] } ?? [])).compactMap(\.document.value)
    return documents.contains(where: \.testsPrincipalTags)
  }
}

/// What unknown documents of both sides are called: the same name where they are certainly the same.
private struct UnknownLabels {
  private(set) var old: [UnknownValue: String] = [:]
  private(set) var new: [UnknownValue: String] = [:]
  /// What is not the same on both sides.
  private(set) var open: [UnknownValue] = []

  init(_ old: ReviewedRole?, _ new: ReviewedRole?) {
    let (before, after) = (Self.unknown(of: old), Self.unknown(of: new))
    self.old = name(before, beside: after, " as it was")
    self.new = name(after, beside: before, " as it will be")
    var seen: Set<UnknownValue> = []
    open = open.filter { seen.insert($0).inserted }
  }

  private mutating func name(
    _ mine: [UnknownValue], beside others: [UnknownValue], _ suffix: String
  ) -> [UnknownValue: String] {
    let subjects = Set(others.map(\.subject))
    let tokens = Set(others.compactMap(\.token))
    // The same value has one name on both sides, whatever each side calls it.
    var common: [String: String] = [:]
    for value in mine + others {
      guard let token = value.token else { continue }
      common[token] = min(common[token] ?? value.subject, value.subject)
    }
    var names: [UnknownValue: String] = [:]
    for value in mine {
      if let token = value.token, tokens.contains(token), let name = common[token] {
        names[value] = Self.quoted(name)
      } else {
        names[value] = Self.quoted(value.subject) + (subjects.contains(value.subject) ? suffix : "")
        open.append(value)
      }
    }
    return names
  }

  private static func quoted(_ subject: String) -> String {
    subject.contains("'") ? subject : "'\(subject)'"
  }

  private static func unknown(of role: ReviewedRole?) -> [UnknownValue] {
    guard let role, role.isDescribed else { return [] }
    let all = role.policies + (role.boundary.map { [$0] } ?? [])
    return (role.trust.unknown.map { [$0] } ?? []) + role.openTrust
      + all.compactMap(\.document.unknown)
  }
}

extension RolePermissions {
  /// The permissions of a reviewed role, with names for the documents that are not known.
  fileprivate init(of role: ReviewedRole, _ labels: [UnknownValue: String]) {
    self.init(
      documents: role.policies.compactMap(\.document.value), tags: RoleTags(role.tags.value ?? []))
    takesSessionTags = role.trust.value?.admitsSessionTags ?? true
    home = role.home
    add(role.policies.compactMap(\.document.unknown), role.atMost, labels)
    guard let bound = role.boundary else { return }
    boundary =
      switch bound.document {
      case .known(let document): .known(document)
      case .unknown(let value): .unknown((labels[value] ?? value.subject).filter { $0 != "'" })
      }
  }

  /// Who may assume a reviewed role.
  fileprivate init(trustOf role: ReviewedRole, _ labels: [UnknownValue: String]) {
    self.init(documents: role.trust.value.map { [$0] } ?? [])
    home = role.home
    add(role.openTrust, role.atMost, labels)
  }

  private mutating func add(
    _ values: [UnknownValue], _ bounds: [UnknownValue: PolicyDocument],
    _ labels: [UnknownValue: String]
  ) {
    for value in values {
      let name = labels[value] ?? value.subject
      unknown.insert(name)
      atMost[name] = bounds[value]
    }
  }
}

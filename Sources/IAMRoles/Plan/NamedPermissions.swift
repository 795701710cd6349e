import IAMPolicy
import PolicyAnalysis

/// What a role may do, with the names of the policies that say so.
struct NamedPermissions: Equatable {
  /// What gives a document to a role.
  enum Source: Hashable {
    case inline(String)
    case managed(String)
  }

  /// All of it.
  let permissions: RolePermissions
  /// The documents that are known, by what gives them.
  let documents: [Source: PolicyDocument]

  /// The permissions that a role has in the account.
  init(of role: ObservedRole, documents library: PolicyLibrary) {
    permissions = RolePermissions(of: role, documents: library)
    var documents: [Source: PolicyDocument] = [:]
    for policy in role.inlinePolicies.value ?? [] {
      if let document = policy.document.value?.policy { documents[.inline(policy.name)] = document }
    }
    for policy in role.managedPolicies.value ?? [] {
      if let document = library[policy.arn] { documents[.managed(policy.arn)] = document }
    }
    self.documents = documents
  }

  /// No permissions at all, of a role with these tags.
  init(tags: RoleTags = RoleTags()) {
    permissions = RolePermissions(tags: tags)
    documents = [:]
  }

  static func == (one: NamedPermissions, other: NamedPermissions) -> Bool {
    one.permissions == other.permissions
  }
}

/// Judges the moments of one role, and proves most of them without comparing all of its policies.
///
/// Where each document of a moment grants no more and denies no less than the one of the same name, the
/// whole does, too: what all documents grant is what one of them allows and none denies. Such pairs are few,
/// and each is compared once. Only moments that this does not prove are compared whole.
final class MomentJudge {
  private var pairs: [NamedPermissions.Source: [(PolicyDocument, PolicyDocument, Bool)]] = [:]
  /// How many times all policies of the role were compared: what the work grows with.
  private(set) var comparisons = 0

  /// Whether it is plain that one grants no more than the other, and denies no less.
  func isPlainlyWithin(_ one: NamedPermissions, _ other: NamedPermissions) -> Bool {
    let (mine, theirs) = (one.permissions, other.permissions)
    guard mine.tags == theirs.tags, mine.boundary == theirs.boundary, mine.unknown == theirs.unknown
    else { return false }
    for (source, document) in one.documents {
      guard let counterpart = other.documents[source] else {
        guard document.statements.allSatisfy({ $0.effect == .deny }) else { return false }
        continue
      }
      guard document == counterpart || isWithin(document, counterpart, source) else { return false }
    }
    return other.documents.allSatisfy { source, document in
      one.documents[source] != nil || document.statements.allSatisfy { $0.effect == .allow }
    }
  }

  private func isWithin(
    _ one: PolicyDocument, _ other: PolicyDocument, _ source: NamedPermissions.Source
  ) -> Bool {
    if let known = pairs[source]?.first(where: { $0.0 == one && $0.1 == other }) { return known.2 }
    let answer = one.isWithin(other)
    pairs[source, default: []].append((one, other, answer))
    return answer
  }

  /// Whether a moment is proved to be within another.
  func isWithin(_ one: NamedPermissions, _ other: NamedPermissions) -> Bool {
    isPlainlyWithin(one, other) || compared(one, other).isWidening == .no
  }

  /// Whether it is plain that a moment allows no more than the beginning, or than the end.
  func isPlainlySafe(
    _ moment: NamedPermissions, start: NamedPermissions, end: NamedPermissions
  ) -> Bool {
    moment == start || moment == end || isPlainlyWithin(moment, start)
      || isPlainlyWithin(moment, end)
  }

  private func compared(_ one: NamedPermissions, _ other: NamedPermissions) -> PolicyComparison {
    comparisons += 1
    return RolePermissions.compare(
      actual: one.permissions, desired: other.permissions, evidence: .anyRequest)
  }

  /// How what a role may do at a moment compares with before and after.
  func standing(
    of moment: NamedPermissions, start: NamedPermissions, end: NamedPermissions
  ) -> MomentStanding {
    switch finding(in: moment, start: start, end: end) {
    case .none: .safe
    case .undecided: .undecided
    case .allows, .denialLost: .exposed
    }
  }

  /// What speaks against a moment.
  func finding(
    in moment: NamedPermissions, start: NamedPermissions, end: NamedPermissions
  ) -> UnsafeMoment.Finding? {
    if isPlainlySafe(moment, start: start, end: end) { return nil }
    let since = compared(moment, start)
    if since.isWidening == .no { return nil }
    let until = compared(moment, end)
    // What it grants may lie within one side and what it does not deny within the other: each request is
    // then allowed by one of them.
    let grantsNoMore = since.widened.isNothing || until.widened.isNothing
    let deniesNoLess = since.deniesLost.isNothing || until.deniesLost.isNothing
    if grantsNoMore, deniesNoLess { return nil }
    let (before, after) = (start.permissions, end.permissions)
    let allowed = [since.widened.witness, until.widened.witness].compactMap(\.?.request)
    let denied = [since.deniesLost.witness, until.deniesLost.witness].compactMap(\.?.request)
    // A request says nothing of the tags that the role has.
    let tags = moment.permissions.tags
    let isTold = tags == before.tags && tags == after.tags
    if let found = isTold
      ? allowed.first(where: { !before.allows($0) && !after.allows($0) })
      : allowed.count == 2 ? allowed.first : nil
    {
      return .allows(found)
    }
    if let found = isTold
      ? denied.first(where: { before.denies($0) && after.denies($0) })
      : denied.count == 2 ? denied.first : nil
    {
      return .denialLost(found)
    }
    let reasons = [since.widened, since.deniesLost, until.widened, until.deniesLost]
      .compactMap(\.reason)
    return .undecided(
      reason: reasons.first ?? "no request was found that only this moment allows")
  }
}

extension RolePermissions {
  private var policies: PolicySet {
    switch boundary {
    case .known(let document): PolicySet(identity: documents, boundary: [document])
    case .none, .unknown: PolicySet(identity: documents)
    }
  }

  /// Says whether the policies that are known allow a request; one that is unknown might.
  fileprivate func allows(_ request: AccessRequest) -> Bool {
    !unknown.isEmpty || policies.decide(request).isAllowed
  }

  /// Says whether the policies that are known deny a request by name.
  fileprivate func denies(_ request: AccessRequest) -> Bool {
    if case .explicitlyDenied = policies.decide(request) { true } else { false }
  }
}

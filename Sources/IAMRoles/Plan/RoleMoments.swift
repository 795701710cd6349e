import IAMPolicy
import PolicyAnalysis

/// What is known of a moment between two calls.
enum MomentStanding: Int, Comparable {
  /// It allows no more than the beginning, or no more than the end.
  case safe
  /// Neither was proved, and no request that only this moment allows was found.
  case undecided
  /// A request is allowed now and neither before nor after, or a denial of both is missing.
  case exposed

  static func < (one: MomentStanding, other: MomentStanding) -> Bool {
    one.rawValue < other.rawValue
  }
}

/// The moments of a plan, judged as pairs: who may assume a role × what the role may do.
///
/// Managed policies take part for every role that has them.
struct RoleMoments {
  /// A role at one moment.
  private struct Moment: Equatable {
    /// Nil when the account holds a text that is not a policy.
    let trust: PolicyDocument?
    let permissions: RolePermissions
  }

  /// A change that the model of IAM refuses: it is not known what the account is like after it.
  private struct Refusal {
    let place: Int
    let subject: String
    let reason: String
  }

  /// What is not safe after each change, by the place of the change.
  private(set) var unsafe: [Int: [UnsafeMoment]] = [:]

  /// How many moments are not safe.
  var count: Int { unsafe.values.reduce(0) { $0 + $1.count } }
  /// The roles that have such moments.
  var roles: Set<String> { Set(unsafe.values.joined().map(\.role)) }

  /// Walks through `changes` from the account that `drift` compared.
  init(_ changes: [PlannedChange], closing drift: Drift) {
    let account = drift.accountState
    var state = account
    var states = [account]
    var refusals: [Refusal] = []
    for (place, planned) in changes.enumerated() {
      do throws(ModelError) { state = try state.applying(planned.change) } catch {
        refusals.append(
          Refusal(place: place, subject: planned.change.subject, reason: error.message))
      }
      states.append(state)
    }
    for role in drift.roles where role.desired.ordinary != nil {
      judge(role, states, refusals)
    }
  }

  /// A change that cannot be modelled leaves all moments of its role undecided.
  private mutating func judge(
    _ role: RoleDrift, _ states: [AccountState], _ refusals: [Refusal]
  ) {
    let refused = refusals.filter { refusal in
      refusal.subject.isSameName(as: role.name)
        || states.contains { $0.roles[role.name]?.value?.has(refusal.subject) ?? false }
        || role.desired.ordinary?.has(refusal.subject) ?? false
    }
    guard refused.isEmpty else {
      for refusal in refused {
        add(
          .undecided(reason: "IAM may refuse the change: \(refusal.reason)"), of: role.name,
          after: refusal.place)
      }
      return
    }
    let moments = states.map { Self.moment(of: role.name, in: $0, role.policies.account) }
    guard let end = moments.last ?? nil else { return }
    let start = moments.first ?? nil
    for place in moments.indices.dropFirst().dropLast() {
      guard let moment = moments[place], moment != moments[place - 1] else { continue }
      guard let finding = Self.finding(in: moment, start: start, end: end) else { continue }
      // All about a new role is new, and what it is made of is not known.
      if start == nil, case .undecided = finding, !end.permissions.isKnown { continue }
      add(finding, of: role.name, after: place - 1)
    }
  }

  private mutating func add(_ finding: UnsafeMoment.Finding, of role: String, after place: Int) {
    unsafe[place, default: []].append(UnsafeMoment(role: role, finding: finding))
  }

  /// Nil when the role does not exist.
  private static func moment(
    of name: String, in state: AccountState, _ others: PolicyLibrary
  ) -> Moment? {
    guard let role = state.roles[name]?.value else { return nil }
    let own = state.ownPolicies.compactMapValues { $0.value?.document.policy }
    let library = PolicyLibrary(own).completed(by: others)
    return Moment(
      trust: role.trust.value?.policy,
      permissions: RolePermissions(of: role, documents: library))
  }

  /// What speaks against a moment; a role that does not exist at the beginning lets nobody do anything.
  private static func finding(
    in moment: Moment, start: Moment?, end: Moment
  ) -> UnsafeMoment.Finding? {
    if moment == end || moment == start { return nil }
    let endsWithin = isWithin(moment.trust, end.trust)
    guard let start else {
      return endsWithin
        ? finding(
          in: moment.permissions, start: RolePermissions(tags: moment.permissions.tags),
          end: end.permissions)
        : .undecided(
          reason: "its trust policy is neither that of the beginning nor that of the end")
    }
    switch (isWithin(moment.trust, start.trust), endsWithin) {
    case (true, true):
      return finding(in: moment.permissions, start: start.permissions, end: end.permissions)
    case (true, false):
      return finding(in: moment.permissions, start: start.permissions, end: start.permissions)
    case (false, true):
      return finding(in: moment.permissions, start: end.permissions, end: end.permissions)
    case (false, false):
      return .undecided(
        reason: "its trust policy is neither that of the beginning nor that of the end")
    }
  }

  private static func isWithin(_ one: PolicyDocument?, _ other: PolicyDocument?) -> Bool {
    guard let one, let other else { return one == other }
    return one.isWithin(other)
  }

  /// How what a role may do at a moment compares with before and after.
  static func standing(
    of moment: RolePermissions, start: RolePermissions, end: RolePermissions
  ) -> MomentStanding {
    switch finding(in: moment, start: start, end: end) {
    case .none: .safe
    case .undecided: .undecided
    case .allows, .denialLost: .exposed
    }
  }

  private static func finding(
    in moment: RolePermissions, start: RolePermissions, end: RolePermissions
  ) -> UnsafeMoment.Finding? {
    if moment == start || moment == end { return nil }
    let since = RolePermissions.compare(actual: moment, desired: start, evidence: .anyRequest)
    if since.isWidening == .no { return nil }
    let until = RolePermissions.compare(actual: moment, desired: end, evidence: .anyRequest)
    // What it grants may lie within one side and what it does not deny within the other: each request is
    // then allowed by one of them.
    let grantsNoMore = since.widened.isNothing || until.widened.isNothing
    let deniesNoLess = since.deniesLost.isNothing || until.deniesLost.isNothing
    if grantsNoMore, deniesNoLess { return nil }
    let allowed = [since.widened.witness, until.widened.witness].compactMap(\.?.request)
    let denied = [since.deniesLost.witness, until.deniesLost.witness].compactMap(\.?.request)
    // A request says nothing of the tags that the role has.
    let isTold = moment.tags == start.tags && moment.tags == end.tags
    if let found = isTold
      ? allowed.first(where: { !start.allows($0) && !end.allows($0) })
      : allowed.count == 2 ? allowed.first : nil
    {
      return .allows(found)
    }
    if let found = isTold
      ? denied.first(where: { start.denies($0) && end.denies($0) })
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

extension String {
  /// Whether it is the same name to IAM, which folds the case of ASCII letters.
  fileprivate func isSameName(as other: String) -> Bool {
    lowercased().utf8.elementsEqual(other.lowercased().utf8)
  }
}

extension RolePermissions {
  /// Whether every document is known.
  fileprivate var isKnown: Bool {
    if case .unknown = boundary { return false }
    return unknown.isEmpty
  }

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

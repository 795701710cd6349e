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
  /// A role at one moment; without a trust policy that is known, nothing is said of it.
  private struct Moment: Equatable {
    let trust: PolicyDocument
    let permissions: RolePermissions
  }

  /// The comparison of the moment after each change with the beginning, where the moment is exposed.
  private(set) var exposed: [Int: PolicyComparison] = [:]

  /// Walks through `changes` from the account that `drift` compared.
  init(_ changes: [PlannedChange], closing drift: Drift) {
    var account = AccountState(
      account: drift.account, partition: drift.partition,
      roles: Dictionary(
        drift.roles.map { role in (role.name, role.observed.map(Reading.present) ?? .absent) },
        uniquingKeysWith: { first, _ in first }),
      ownPolicies: Dictionary(
        drift.policies.map { policy in
          (policy.arn, policy.observed.map(Reading.present) ?? .absent)
        }, uniquingKeysWith: { first, _ in first }))
    for declared in drift.roles.flatMap(\.instanceProfiles) {
      account.instanceProfiles[declared.profile.name] = declared.reading
    }
    var states: [AccountState] = [account]
    for planned in changes {
      guard let last = states.last, let next = try? last.applying(planned.change) else { return }
      states.append(next)
    }
    for role in drift.roles where role.desired.ordinary != nil {
      judge(role, states)
    }
  }

  private mutating func judge(_ role: RoleDrift, _ states: [AccountState]) {
    let moments = states.map { Self.moment(of: role.name, in: $0, role.policies.account) }
    guard let end = moments.last ?? nil else { return }
    let start = moments.first ?? nil
    for place in moments.indices.dropFirst().dropLast() {
      guard let moment = moments[place], moment != moments[place - 1] else { continue }
      guard Self.standing(of: moment, start: start, end: end) == .exposed else { continue }
      exposed[place - 1] = RolePermissions.compare(
        actual: moment.permissions, desired: start?.permissions ?? RolePermissions())
    }
  }

  private static func moment(
    of name: String, in state: AccountState, _ others: PolicyLibrary
  ) -> Moment? {
    guard let role = state.roles[name]?.value, let trust = role.trust.value?.policy else {
      return nil
    }
    let own = state.ownPolicies.compactMapValues { $0.value?.document.policy }
    let library = PolicyLibrary(own).completed(by: others)
    return Moment(trust: trust, permissions: RolePermissions(of: role, documents: library))
  }

  /// A role that does not exist at the beginning lets nobody do anything.
  private static func standing(
    of moment: Moment, start: Moment?, end: Moment
  ) -> MomentStanding {
    if moment == end || moment == start { return .safe }
    let endsWithin = moment.trust.isWithin(end.trust)
    guard let start else {
      return endsWithin
        ? standing(
          of: moment.permissions, start: RolePermissions(tags: moment.permissions.tags),
          end: end.permissions)
        : .undecided
    }
    switch (moment.trust.isWithin(start.trust), endsWithin) {
    case (true, true):
      return standing(of: moment.permissions, start: start.permissions, end: end.permissions)
    case (true, false):
      return standing(of: moment.permissions, start: start.permissions, end: start.permissions)
    case (false, true):
      return standing(of: moment.permissions, start: end.permissions, end: end.permissions)
    case (false, false): return .undecided
    }
  }

  /// How what a role may do at a moment compares with before and after.
  static func standing(
    of moment: RolePermissions, start: RolePermissions, end: RolePermissions
  ) -> MomentStanding {
    if moment == start || moment == end { return .safe }
    let since = RolePermissions.compare(actual: moment, desired: start, evidence: .anyRequest)
    if since.isWidening == .no { return .safe }
    let until = RolePermissions.compare(actual: moment, desired: end, evidence: .anyRequest)
    if until.isWidening == .no { return .safe }
    // A request says nothing of the tags that the role has.
    if moment.tags != start.tags || moment.tags != end.tags {
      let allowsMore = since.widened.witness != nil && until.widened.witness != nil
      let deniesLess = since.deniesLost.witness != nil && until.deniesLost.witness != nil
      return allowsMore || deniesLess ? .exposed : .undecided
    }
    let allowed = [since.widened.witness, until.widened.witness].compactMap(\.?.request)
    let denied = [since.deniesLost.witness, until.deniesLost.witness].compactMap(\.?.request)
    let isExposed =
      allowed.contains { !start.allows($0) && !end.allows($0) }
      || denied.contains { start.denies($0) && end.denies($0) }
    return isExposed ? .exposed : .undecided
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

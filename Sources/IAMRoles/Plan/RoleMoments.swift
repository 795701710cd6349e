import IAMPolicy
import JSONText
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

/// The moments of a plan, judged as pairs: who may assume the role × what the role may do.
///
/// Managed policies take part for every role that has them. Each role is followed through the changes that
/// bear on it alone, so that the work and the memory grow with the changes and not with changes × roles.
struct RoleMoments {
  /// A role at one moment.
  private struct Moment: Equatable {
    /// Nil when the account holds a text that is not a policy.
    let trust: PolicyDocument?
    let permissions: NamedPermissions
  }

  /// A change that the model of IAM refuses: it is not known what the account is like after it.
  private struct Refusal {
    let place: Int
    let subject: String
    let reason: String
  }

  /// What is not safe after each change, by the place of the change.
  private(set) var unsafe: [Int: [UnsafeMoment]] = [:]
  /// How many times all policies of a role were compared.
  private(set) var comparisons = 0

  /// How many moments are not safe.
  var count: Int { unsafe.values.reduce(0) { $0 + $1.count } }
  /// The roles that have such moments.
  var roles: Set<String> { Set(unsafe.values.joined().map(\.role)) }

  /// Walks through `changes` from the account that `drift` compared.
  init(_ changes: [PlannedChange], closing drift: Drift) {
    let policies = PolicyWalk(changes, drift)
    for group in RoleGroup.all(of: drift, changes) {
      let walk = group.walk(changes, drift)
      for index in group.roles where drift.roles[index].desired.ordinary != nil {
        judge(drift.roles[index], walk.readings[index] ?? [], policies, walk.refusals)
      }
    }
    // In the order of the set, whatever the groups.
    var order: [String: Int] = [:]
    for (place, role) in drift.roles.enumerated() where order[role.name] == nil {
      order[role.name] = place
    }
    for place in unsafe.keys {
      unsafe[place]?.sort { order[$0.role, default: 0] < order[$1.role, default: 0] }
    }
  }

  /// The managed policies of the plan after each change of one.
  private struct PolicyWalk {
    let start: [String: PolicyDocument]
    /// The places at which a policy is changed, with its document after it.
    private(set) var steps: [String: [(place: Int, document: PolicyDocument?)]] = [:]
    private(set) var refusals: [Refusal] = []
    let changeCount: Int

    init(_ changes: [PlannedChange], _ drift: Drift) {
      changeCount = changes.count
      var state = AccountState(
        account: drift.account, partition: drift.partition, roles: [:],
        ownPolicies: Dictionary(
          drift.policies.map { policy in
            (policy.arn, policy.observed.map(Reading.present) ?? .absent)
          }, uniquingKeysWith: { first, _ in first }))
      start = state.ownPolicies.compactMapValues { $0.value?.document.policy }
      // A policy that left the set is deleted when nothing has it any more.
      let left = Set(drift.left.map(\.arn))
      for (place, planned) in changes.enumerated()
      where planned.change.isAboutPolicy && !left.contains(planned.change.subject) {
        let arn = planned.change.subject
        do throws(ModelError) { try state.apply(planned.change) } catch {
          refusals.append(Refusal(place: place, subject: arn, reason: error.message))
        }
        steps[arn, default: []].append((place, state.ownPolicies[arn]?.value?.document.policy))
      }
    }
  }

  /// Roles that are followed together, because they share an instance profile: most are alone.
  private struct RoleGroup {
    /// Their places in the drift.
    var roles: [Int]
    /// The places of the changes that are about them.
    var places: [Int] = []

    static func all(of drift: Drift, _ changes: [PlannedChange]) -> [RoleGroup] {
      var roleOf: [String: Int] = [:]
      for (index, role) in drift.roles.enumerated() {
        for name in [role.name, role.observed?.name].compactMap(\.self)
        where roleOf[name.lowercased()] == nil {
          roleOf[name.lowercased()] = index
        }
      }
      var groupOf = Array(drift.roles.indices)
      func root(_ index: Int) -> Int {
        var index = index
        while groupOf[index] != index { index = groupOf[index] }
        return index
      }
      var profiles: [String: Int] = [:]
      for planned in changes {
        guard let profile = planned.change.instanceProfile,
          let index = roleOf[planned.change.subject.lowercased()]
        else { continue }
        if let other = profiles[profile] {
          let (low, high) = (min(root(index), root(other)), max(root(index), root(other)))
          groupOf[high] = low
        }
        profiles[profile] = index
      }
      var groups: [Int: RoleGroup] = [:]
      for index in drift.roles.indices {
        groups[root(index), default: RoleGroup(roles: [])].roles.append(index)
      }
      for (place, planned) in changes.enumerated() where !planned.change.isAboutPolicy {
        guard let index = roleOf[planned.change.subject.lowercased()] else { continue }
        groups[root(index)]?.places.append(place)
      }
      return groups.keys.sorted().compactMap { groups[$0] }
    }

    /// Each role after each change that is about it.
    func walk(
      _ changes: [PlannedChange], _ drift: Drift
    ) -> (readings: [Int: [(place: Int, role: ObservedRole?)]], refusals: [Refusal]) {
      let members = roles.map { drift.roles[$0] }
      var state = AccountState(
        account: drift.account, partition: drift.partition,
        roles: Dictionary(
          members.map { ($0.name, $0.observed.map(Reading.present) ?? .absent) },
          uniquingKeysWith: { first, _ in first }))
      for declared in members.flatMap(\.instanceProfiles) {
        state.instanceProfiles[declared.profile.name] = declared.reading
      }
      for profile in members.flatMap(\.leftProfiles) {
        state.instanceProfiles[profile.name] = .present(profile)
      }
      var readings: [Int: [(place: Int, role: ObservedRole?)]] = [:]
      var refusals: [Refusal] = []
      for place in places {
        let change = changes[place].change
        do throws(ModelError) { try state.apply(change) } catch {
          refusals.append(Refusal(place: place, subject: change.subject, reason: error.message))
        }
        for index in roles {
          let role = state.roles[drift.roles[index].name]?.value
          readings[index, default: []].append((place, role))
        }
      }
      return (readings, refusals)
    }
  }

  /// A change that cannot be modelled leaves all moments of its role undecided.
  private mutating func judge(
    _ role: RoleDrift, _ readings: [(place: Int, role: ObservedRole?)], _ policies: PolicyWalk,
    _ refusals: [Refusal]
  ) {
    var held = Set(([role.observed] + readings.map(\.role)).flatMap { $0?.policyARNs ?? [] })
    let refused =
      refusals.filter { refusal in
        refusal.subject.isSameName(as: role.name)
          || role.observed.map { refusal.subject.isSameName(as: $0.name) } ?? false
      }
      + policies.refusals.filter { refusal in
        held.contains(refusal.subject) || role.desired.ordinary?.has(refusal.subject) ?? false
      }
    guard refused.isEmpty else {
      for refusal in refused.sorted(by: { $0.place < $1.place }) {
        add(
          .undecided(reason: "IAM may refuse the change: \(refusal.reason)"), of: role.name,
          after: refusal.place)
      }
      return
    }
    held.formIntersection(Set(policies.start.keys).union(policies.steps.keys))
    var documents = policies.start.filter { held.contains($0.key) }
    func moment(_ observed: ObservedRole?) -> Moment? {
      observed.map { observed in
        Moment(
          trust: observed.trust.value?.policy,
          permissions: NamedPermissions(
            of: observed,
            documents: PolicyLibrary(documents).completed(by: role.policies.account)))
      }
    }
    let start = moment(role.observed)
    var moments: [(place: Int, moment: Moment?)] = []
    var current = role.observed
    // What happens to the role and to its policies, in the order of the plan.
    var events = readings.map { reading -> (place: Int, arn: String?, document: PolicyDocument?) in
      (reading.place, nil, nil)
    }
    var observed: [Int: ObservedRole?] = [:]
    for reading in readings { observed[reading.place] = .some(reading.role) }
    for arn in held.sorted() {
      events += (policies.steps[arn] ?? []).map { ($0.place, arn, $0.document) }
    }
    for event in events.sorted(by: { $0.place < $1.place }) {
      if let arn = event.arn {
        documents[arn] = event.document
      } else if let reading = observed[event.place] {
        current = reading
      }
      moments.append((event.place, moment(current)))
    }
    guard let end = moments.last?.moment ?? (moments.isEmpty ? start : nil) else { return }
    let judge = MomentJudge()
    defer { comparisons += judge.comparisons }
    var previous = start
    for (place, found) in moments where place != policies.changeCount - 1 {
      defer { previous = found }
      guard let found, found != previous else { continue }
      guard let finding = Self.finding(in: found, start: start, end: end, by: judge) else {
        continue
      }
      // All about a new role is new, and what it is made of is not known.
      if start == nil, case .undecided = finding, !end.permissions.permissions.isKnown { continue }
      add(finding, of: role.name, after: place)
    }
  }

  private mutating func add(_ finding: UnsafeMoment.Finding, of role: String, after place: Int) {
    unsafe[place, default: []].append(UnsafeMoment(role: role, finding: finding))
  }

  /// What speaks against a moment; a role that does not exist at the beginning lets nobody do anything.
  private static func finding(
    in moment: Moment, start: Moment?, end: Moment, by judge: MomentJudge
  ) -> UnsafeMoment.Finding? {
    if moment == end || moment == start { return nil }
    let neither = UnsafeMoment.Finding.undecided(
      reason: "its trust policy is neither that of the beginning nor that of the end")
    let endsWithin = isWithin(moment.trust, end.trust)
    let now = moment.permissions
    guard let start else {
      let nothing = NamedPermissions(tags: now.permissions.tags)
      return endsWithin ? judge.finding(in: now, start: nothing, end: end.permissions) : neither
    }
    switch (isWithin(moment.trust, start.trust), endsWithin) {
    case (true, true):
      return judge.finding(in: now, start: start.permissions, end: end.permissions)
    case (true, false):
      return judge.finding(in: now, start: start.permissions, end: start.permissions)
    case (false, true):
      return judge.finding(in: now, start: end.permissions, end: end.permissions)
    case (false, false): return neither
    }
  }

  private static func isWithin(_ one: PolicyDocument?, _ other: PolicyDocument?) -> Bool {
    guard let one, let other else { return one == other }
    return one == other || one.isWithin(other)
  }
}

extension ObservedRole {
  /// The managed policies that it has, its boundary among them.
  fileprivate var policyARNs: [String] {
    (managedPolicies.value ?? []).map(\.arn) + (permissionsBoundary.value.map { [$0.arn] } ?? [])
  }
}

extension RolePermissions {
  /// Whether every document is known.
  fileprivate var isKnown: Bool {
    if case .unknown = boundary { return false }
    return unknown.isEmpty
  }
}

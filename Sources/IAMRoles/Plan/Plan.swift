import JSONText
public import PolicyAnalysis

/// What a person decides about a plan.
public struct PlanOptions: Hashable, Sendable {
  /// Foreign things to remove; everything else that the set does not own stays.
  public var removals: [NamedRemoval]
  /// The ids (`AROA…`) of roles that an earlier run made and did not finish, by the name in the role set:
  /// they are completed without being asked about, since nobody relies on what they may do so far.
  public var unfinished: [String: String]
  /// The ids of the other roles that earlier runs recorded, by the name in the role set: a role of that
  /// name with another id was made by somebody else.
  public var recorded: [String: String]
  /// How many things left the role set, when all of them are to be removed; nil when only those are that
  /// are named.
  public var prune: Int?

  /// Makes options; without any, nothing foreign is touched.
  public init(
    removals: [NamedRemoval] = [], unfinished: [String: String] = [:],
    recorded: [String: String] = [:]
  ) {
    self.removals = removals
    self.unfinished = unfinished
    self.recorded = recorded
  }
}

/// One change of a plan, with the reason.
public struct PlannedChange: Hashable, Sendable {
  /// The sign before a line: `+`, `~`, `-`.
  public enum Sign: String, Hashable, Sendable, CaseIterable {
    /// Something exists afterwards that did not before.
    case create = "+"
    /// Something is another one afterwards.
    case update = "~"
    /// Something is gone afterwards.
    case delete = "-"
  }

  /// The call.
  public var change: Change
  /// Whether it makes, alters or removes something.
  public var sign: Sign
  /// Why, in one sentence: lower-case start, no full stop.
  public var why: String
  /// What it does to access.
  public var effect: AccessChange
  /// What the new document allows and the old one does not, and the other way round, with requests as
  /// evidence; nil when no document takes the place of another.
  ///
  /// With a new role, it is all that the role may do.
  public var comparison: PolicyComparison?
  /// Whether a person must accept that it may widen what an existing role gives.
  public var needsAcceptance: Bool
  /// Whether what it does to access is shown although nobody is asked about it.
  public var isMarked = false
  /// What speaks against the moment after it; a person must accept that too, by its own name.
  public var moments: [UnsafeMoment] = []

  /// Makes a planned change.
  public init(
    change: Change, sign: Sign, why: String, effect: AccessChange,
    comparison: PolicyComparison? = nil, needsAcceptance: Bool
  ) {
    self.change = change
    self.sign = sign
    self.why = why
    self.effect = effect
    self.comparison = comparison
    self.needsAcceptance = needsAcceptance
  }
}

extension PlannedChange {
  /// A change that only narrows access, which nobody has to accept.
  public init(narrowing change: Change, _ sign: Sign, why: String) {
    self.init(change: change, sign: sign, why: why, effect: .narrowed, needsAcceptance: false)
  }
}

/// The changes that make an account agree with a role set, in the order to execute them.
///
/// A value: nothing is decided again when it is executed.
public struct Plan: Hashable, Sendable {
  /// The 12-digit account id.
  public var account: String
  /// The partition, such as `aws` or `aws-cn`.
  public var partition: String
  /// The changes, in order.
  public var changes: [PlannedChange]
  /// What stays as it is although the set says otherwise; lower-case start, no full stop.
  public var notes: [String]
  /// What a person must know before the changes are made; lower-case start, no full stop.
  public var warnings: [String] = []
  /// The managed policies that it changes and that a person must name.
  public var adoptions: [PolicyAdoption]
  /// The roles that it changes and that the spec does not own, in the order of the set.
  public var roleAdoptions: [RoleAdoption] = []
  /// The identity providers that it changes and that the spec does not own, by their ARNs.
  public var providerAdoptions: [RoleAdoption] = []
  /// The roles of the set that were not asked about, in its order.
  public var leftOut: [String] = []
  /// What left the role set, in order: it stays unless it is among the removals.
  public var departures: [NamedRemoval] = []
  /// What it removes because a person named it.
  public var removals: [NamedRemoval] = []

  /// Makes a plan of changes that are decided.
  public init(account: String, partition: String, changes: [PlannedChange]) {
    self.account = account
    self.partition = partition
    self.changes = changes
    notes = []
    adoptions = []
  }

  /// Plans the closing of a drift.
  ///
  /// Managed policies of the set come first, but for versions that may allow more, which come last.
  /// Roles come in the order of the set. Within a role what narrows access comes before what widens
  /// it, and who may assume it is held against what it may do, so that no moment lets anybody do what
  /// neither the beginning nor the end does.
  /// Throws when something could not be read, when a policy cannot be made because another one has its
  /// name, or when a removal names nothing foreign.
  public init(closing drift: Drift, options: PlanOptions = PlanOptions()) throws(PlanRefusal) {
    guard drift.unreadable.isEmpty else { throw .unreadable(drift.unreadable) }
    let taken = drift.policies.filter(\.isNameTaken)
    guard taken.isEmpty else { throw .nameTaken(taken) }
    let left = drift.departures
    var options = options
    if let count = options.prune {
      let rest = left.filter { one in !options.removals.contains { $0.means(one) } }
      guard count == rest.count else { throw .otherCount(named: count, rest) }
      options.removals += rest
    }
    departures = left
    removals = options.removals
    let gone = options.removals.filter { $0.isGone(in: drift) }
    let unmatched = Plan.unmatched(options.removals.filter { !gone.contains($0) }, in: drift)
    guard unmatched.isEmpty else { throw .noSuchRemoval(unmatched) }
    account = drift.account
    partition = drift.partition
    leftOut = drift.leftOut
    notes =
      drift.setNotes
      + gone.map { "'\($0.text)' does not exist: there is nothing to remove" }
      + drift.policies.flatMap(\.notes)
    adoptions = drift.policies.compactMap { $0.adoption(ofPart: !drift.leftOut.isEmpty) }
    var sequence = ChangeSequence(closing: drift, options)
    var moments = RoleMoments(sequence.changes, closing: drift)
    // Where no order is safe, policies that the roles have get their new versions in two steps.
    let split = drift.policies.map(\.arn).filter { arn in
      drift.roles.contains { moments.roles.contains($0.name) && $0.observed?.has(arn) ?? false }
    }
    if !split.isEmpty {
      let other = ChangeSequence(closing: drift, options, splitting: Set(split))
      let others = RoleMoments(other.changes, closing: drift)
      if others.count < moments.count { (sequence, moments) = (other, others) }
    }
    changes = sequence.changes
    notes += sequence.notes
    notes += drift.providers.flatMap(\.notes) + drift.notesOfPending
    warnings = drift.left.compactMap { $0.warning(before: sequence.changes, in: drift) }
    let used = drift.left.compactMap { $0.usesThatStay(after: sequence.changes, in: drift) }
    guard used.isEmpty else { throw .stillUsed(used) }
    providerAdoptions = drift.providers.compactMap { provider in
      sequence.changes.contains { $0.change.isAboutProvider && $0.change.subject == provider.arn }
        ? provider.adoption(of: drift.ownership) : nil
    }
    roleAdoptions = zip(drift.roles, sequence.isChanged).compactMap { role, isChanged in
      isChanged ? role.adoption(of: drift.ownership) : nil
    }
    for (index, found) in moments.unsafe { changes[index].moments = found }
    for (index, found) in Plan.moments(before: changes, closing: drift) {
      changes[index].moments += found
    }
  }

  /// Says whether there is nothing to do.
  public var isEmpty: Bool { changes.isEmpty }

  /// What left the role set and is not removed, in order.
  public var staying: [NamedRemoval] {
    departures.filter { one in !removals.contains { $0.means(one) } }
  }

  /// How many changes have a sign.
  public func count(_ sign: PlannedChange.Sign) -> Int {
    changes.count { $0.sign == sign }
  }

  /// The changes of which a person must accept that they may widen access.
  public var needingAcceptance: [PlannedChange] { changes.filter(\.needsAcceptance) }
  /// The changes after which a role may allow what neither the beginning nor the end does.
  public var leadingToUnsafeMoments: [PlannedChange] { changes.filter { !$0.moments.isEmpty } }

  private static func unmatched(
    _ removals: [NamedRemoval], in drift: Drift
  ) -> [PlanRefusal.UnmatchedRemoval] {
    let foreign =
      drift.roles.flatMap { role in
        role.differences.compactMap { NamedRemoval(of: $0, on: role.name) }
      } + drift.left.filter(\.isDeparture).map { NamedRemoval(resource: $0.arn) }
    return removals.filter { removal in !foreign.contains { removal.means($0) } }.map { removal in
      let sameRole = foreign.filter { $0.role.isSameName(as: removal.role) }
      return .init(
        removal: removal, candidates: sameRole,
        isLeftOut: removal.isResource
          ? !drift.selection.isAll
          : drift.leftOut.contains { $0.isSameName(as: removal.role) },
        isInSet: removal.isResource
          ? drift.policies.contains { $0.arn == removal.name }
            || drift.providers.contains { $0.arn == removal.name }
          : removal.kind == .role
            && drift.roles.contains { role in
              role.desired.ordinary != nil && role.name.isSameName(as: removal.role)
            })
    }
  }
}

/// The changes of all policies and roles in order, before their moments are judged.
private struct ChangeSequence {
  var changes: [PlannedChange]
  var notes: [String]
  /// Whether each role of the drift is changed.
  var isChanged: [Bool]

  /// - Parameter split: the ARNs of policies that lose what they lose before the roles change, and get what
  ///   is new after.
  init(closing drift: Drift, _ options: PlanOptions, splitting split: Set<String> = []) {
    let policies = drift.policies.map {
      PolicyPlanner($0, isSplit: split.contains($0.arn), ownership: drift.ownership)
    }
    let bridges = Dictionary(
      zip(drift.policies, policies).compactMap { drift, planner in
        planner.bridge.map { (drift.arn, $0) }
      }, uniquingKeysWith: { first, _ in first })
    let early = Set(policies.flatMap { $0.early.map(\.change.subject) })
    let late = Set(policies.flatMap { $0.late.map(\.change.subject) })
    let wholes = WholePermissions()
    let roles = drift.roles.map { role in
      RolePlanner(
        role, options: options, early: early.subtracting(bridges.keys), bridges: bridges,
        ownership: drift.ownership, wholes: wholes
      ).sequence(early: early, late: late)
    }
    let providers = drift.providers.map { provider in
      ProviderPlanner(provider, ownership: drift.ownership)
    }
    let gone = drift.left.filter { one in
      one.isDeparture
        && options.removals.contains { $0.means(NamedRemoval(resource: one.arn)) }
    }
    // A provider that goes lets in nobody any more: that comes before roles may do more.
    changes = gone.filter { $0.provider != nil }.flatMap(\.deletion)
    changes += providers.flatMap(\.first)
    changes += policies.flatMap(\.created)
    changes += roles.flatMap(\.first)
    changes += policies.flatMap(\.early)
    changes += roles.flatMap(\.middle)
    changes += policies.flatMap(\.late)
    changes += roles.flatMap(\.given)
    changes += roles.flatMap(\.last)
    changes += providers.flatMap(\.last)
    changes += gone.filter { $0.provider == nil }.flatMap(\.deletion)
    notes = roles.flatMap(\.notes)
    isChanged = roles.map { !$0.isEmpty }
  }
}

/// The changes of one role among those of the managed policies that it has or gets.
private struct RoleSequence {
  /// Before versions that allow less.
  var first: [PlannedChange] = []
  /// Between the versions that allow less and those that allow more.
  var middle: [PlannedChange] = []
  /// After versions that allow more: no role is given a policy that somebody else wrote.
  var given: [PlannedChange] = []
  /// After all that any role may do is as the set says.
  var last: [PlannedChange] = []
  var notes: [String] = []

  var isEmpty: Bool { first.isEmpty && middle.isEmpty && given.isEmpty && last.isEmpty }
}

extension RolePlanner {
  /// Parts the changes by the versions of policies that come before and after the role's own.
  fileprivate func sequence(early: Set<String>, late: Set<String>) -> RoleSequence {
    var sequence = RoleSequence(notes: notes)
    let place =
      changes.firstIndex { $0.change.roleChange?.givenPolicy.map(late.contains) ?? false }
      ?? changes.count
    sequence.middle = Array(changes[..<place])
    sequence.given = Array(changes[place...])
    if hasPolicy(of: early) {
      sequence.first = first
    } else {
      sequence.middle = first + sequence.middle
    }
    if hasPolicy(of: late) {
      sequence.last = last
    } else if sequence.given.isEmpty {
      sequence.middle += last
    } else {
      sequence.given += last
    }
    return sequence
  }
}

extension PlannedChange: CustomStringConvertible {
  /// `~ inline policy 'orders' of role 'worker' differs in meaning (narrowed)`.
  public var description: String { "\(sign.rawValue) \(why) (\(effect.rawValue))" }
}

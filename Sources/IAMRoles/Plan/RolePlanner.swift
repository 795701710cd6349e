import IAMPolicy
import PolicyAnalysis

/// The changes for one role, in order.
struct RolePlanner {
  /// What only narrows who may use the role, and for how long.
  var first: [PlannedChange] = []
  /// What the role may do, and all else.
  var changes: [PlannedChange] = []
  /// What widens who may use the role, and for how long.
  var last: [PlannedChange] = []
  var notes: [String] = []

  /// When a change is made, within its role: smaller first.
  ///
  /// Narrowing comes before widening.
  enum Turn: Int {
    case narrowing, boundary, neutral, incomparable, widening

    init(of effect: AccessChange) {
      switch effect {
      case .narrowed: self = .narrowing
      case .unchanged: self = .neutral
      case .both, .undecided: self = .incomparable
      case .widened: self = .widening
      }
    }
  }

  let drift: RoleDrift
  let removals: [NamedRemoval]
  let unfinishedID: String?
  let library: PolicyLibrary
  let ownership: Ownership?
  /// What other roles of the plan may do, who are new as well.
  let wholes: WholePermissions
  /// The id that an earlier run recorded of this role.
  let recordedID: String?
  var turns: [(turn: Turn, change: PlannedChange)] = []
  /// Whether who may assume the role depends on a tag that changes.
  var trustTestsTags = false

  /// - Parameters:
  ///   - early: the managed policies of the set that get their new version before the roles change.
  ///   - bridges: the documents that policies of the set have while the roles change.
  init(
    _ drift: RoleDrift, options: PlanOptions, early: Set<String>,
    bridges: [String: PolicyDocument] = [:], ownership: Ownership? = nil,
    wholes: WholePermissions = WholePermissions()
  ) {
    self.drift = drift
    self.ownership = ownership
    self.wholes = wholes
    removals = options.removals
    library = drift.policies.met(by: drift.observed, early: early, bridges: bridges)
    let id = drift.observed?.id
    unfinishedID = options.unfinished[drift.desired.name]
    notes = drift.notes.map { "role '\(drift.name)': \($0)" }
    recordedID = options.unfinished[drift.desired.name] ?? options.recorded[drift.desired.name]
    if let id, let recordedID, id != recordedID {
      notes.append(
        "role '\(drift.name)' was deleted and created again since the last apply: its id is \(id), and "
          + "the spec recorded \(recordedID)")
    }
    switch (drift.desired, drift.observed) {
    case (.serviceLinked(let role), nil): create(role)
    case (.ordinary(let role), nil): create(role)
    case (.ordinary(let role), .some(let observed)): repair(observed, to: role)
    case (.serviceLinked, .some): noteWhatStays()
    case (.absent, nil): break
    case (.absent, .some(let observed)): delete(observed)
    }
  }

  /// Whether the role has one of these policies, attached or as its boundary.
  func hasPolicy(of arns: Set<String>) -> Bool {
    arns.contains { drift.observed?.has($0) ?? false }
  }

  /// A role that should not exist goes when a person names it.
  mutating func delete(_ observed: ObservedRole) {
    guard let difference = drift.differences.first(where: { $0.kind == .roleLeft }),
      isNamed(difference)
    else { return }
    var deletion = RoleDeletion(
      of: observed, in: drift.instanceProfilesHeld.value ?? [],
      why: "role '\(observed.name)' was named to be removed")
    deletion.owned = drift.leftProfiles
    changes = deletion.changes
  }

  mutating func repair(_ observed: ObservedRole, to role: Role) {
    noteWhatStays()
    // A role below this path belongs to a service: IAM refuses every change.
    guard !observed.isServiceLinked else { return }
    for difference in drift.differences { plan(difference, role: role, observed: observed) }
    planUpdate(of: role, observed: observed)
    planTags(of: role, observed: observed)
    acceptWhatOnlyMoves(within: observed)
    acceptWhatWasBegun(observed, role)
    order(observed, role)
    planInstanceProfiles(for: observed.name)
    removeInstanceProfiles(of: observed.name)
  }

  mutating func add(
    _ change: Change, _ sign: PlannedChange.Sign, _ why: String,
    _ measured: (effect: AccessChange, comparison: PolicyComparison?)
  ) {
    add(change, sign, why, measured.effect, comparison: measured.comparison)
  }

  mutating func add(
    _ change: Change, _ sign: PlannedChange.Sign, _ why: String, _ effect: AccessChange,
    comparison: PolicyComparison? = nil, turn: Turn? = nil
  ) {
    turns.append(
      (
        turn ?? Turn(of: effect),
        PlannedChange(
          change: change, sign: sign, why: why, effect: effect, comparison: comparison,
          needsAcceptance: effect.mayWiden)
      ))
  }

  func isNamed(_ difference: Difference) -> Bool {
    guard let removal = NamedRemoval(of: difference, on: drift.name) else { return false }
    return removals.contains { $0.means(removal) }
  }

  /// What left the role set is separate from what others gave the role.
  private func isDeparture(_ difference: Difference) -> Bool {
    NamedRemoval(of: difference, on: drift.name).map(drift.leftPieces.contains) ?? false
  }

  mutating func noteWhatStays() {
    for difference in drift.differences where !isDeparture(difference) {
      let thing: String
      switch difference.part {
      case .managedPolicy(let arn): thing = "managed policy '\(arn)'"
      case .inlinePolicy(let name): thing = "inline policy '\(name)'"
      case .tag(let key): thing = "tag '\(key)'"
      case .permissionsBoundary: thing = "a permissions boundary"
      case .trustPolicy: thing = "another trust policy"
      case .path: thing = "another path"
      case .name: thing = "another case of its name"
      case .role, .maxSessionDuration, .description, .id, .principal, .managedPolicyDocument,
        .instanceProfile, .identityProvider, .resource:
        continue
      }
      switch difference.remedy {
      case .planned: continue
      case .onRequest where isNamed(difference): continue
      case .onRequest:
        notes.append("role '\(drift.name)' keeps \(thing), which the role set does not name")
      case .impossible:
        notes.append("role '\(drift.name)' keeps \(thing), which no call can change")
      }
    }
  }
}

import IAMPolicy
import PolicyAnalysis

/// The changes for one role, in order.
struct RolePlanner {
  private(set) var changes: [PlannedChange] = []
  private(set) var notes: [String] = []

  /// When a change is made, within its role: smaller first.
  ///
  /// Narrowing comes before widening.
  private enum Turn: Int {
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

  private let drift: RoleDrift
  private let removals: [NamedRemoval]
  private let isUnfinished: Bool
  private let library: PolicyLibrary
  /// The id that an earlier run recorded of this role.
  private let recordedID: String?
  private var turns: [(turn: Turn, change: PlannedChange)] = []

  init(_ drift: RoleDrift, options: PlanOptions) {
    self.drift = drift
    removals = options.removals
    library = drift.policies.met(by: drift.observed)
    // Another role of that name has another id, and people may rely on it.
    let id = drift.observed?.id
    isUnfinished = id != nil && id == options.unfinished[drift.desired.name]
    notes = drift.notes.map { "role '\(drift.name)': \($0)" }
    recordedID = options.unfinished[drift.desired.name] ?? options.recorded[drift.desired.name]
    if let id, let recordedID, id != recordedID {
      notes.append(
        "role '\(drift.name)' was deleted and made anew since the last apply: its id is \(id), and "
          + "the spec recorded \(recordedID)")
    }
    switch (drift.desired, drift.observed) {
    case (.serviceLinked(let role), nil): create(role)
    case (.ordinary(let role), nil): create(role)
    case (.ordinary(let role), .some(let observed)): repair(observed, to: role)
    case (.serviceLinked, .some): noteWhatStays()
    }
  }

  // MARK: A role that is not there

  private mutating func create(_ role: ServiceLinkedRole) {
    changes = [
      PlannedChange(
        change: .createServiceLinkedRole(role), sign: .create,
        why: "the service-linked role of '\(role.service)' is not there", effect: .widened,
        needsAcceptance: false)
    ]
  }

  private mutating func create(_ role: Role) {
    let creation = PlannedChange(
      change: .createRole(role), sign: .create, why: "role '\(role.name)' is not there",
      effect: .widened, needsAcceptance: false)
    // A document that denies something goes first: there is never a moment with the rest alone.
    let denying = role.inlinePolicies.filter(\.denies)
    for policy in denying + role.inlinePolicies.filter({ !$0.denies }) {
      changes.append(
        PlannedChange(
          change: .putRolePolicy(role: role.name, policy: policy), sign: .create,
          why: "role '\(role.name)' is made with inline policy '\(policy.name)'",
          effect: .of(adding: policy.document),
          needsAcceptance: false))
    }
    for policy in role.managedPolicies {
      changes.append(
        PlannedChange(
          change: .attachRolePolicy(role: role.name, arn: policy.arn), sign: .create,
          why: "role '\(role.name)' is made with managed policy '\(policy.arn)'", effect: .widened,
          needsAcceptance: false))
    }
    if let state = try? AccountState(account: "", partition: "", roles: [:])
      .applying(creation.change)
    {
      changes = SafeChangeOrdering(changes, of: role.name, in: state, library).changes
    }
    changes.insert(creation, at: 0)
  }

  // MARK: A role that is there

  private mutating func repair(_ observed: ObservedRole, to role: Role) {
    noteWhatStays()
    // A role below this path belongs to a service: IAM refuses every change.
    guard !observed.isServiceLinked else { return }
    for difference in drift.differences { plan(difference, role: role, observed: observed) }
    planUpdate(of: role)
    planTags(of: role, observed: observed)
    acceptWhatOnlyMoves(within: observed)
    if isHalfMade, turns.contains(where: \.change.effect.mayWiden) {
      notes.append(
        "role '\(drift.name)' has its trust policy and no permissions, as a stopped run leaves it: "
          + "completing it is not asked about")
    }
    changes = turns.enumerated()
      .sorted { ($0.element.turn.rawValue, $0.offset) < ($1.element.turn.rawValue, $1.offset) }
      .map(\.element.change)
    let state = Self.account(with: observed)
    changes = SafeChangeOrdering(changes, of: observed.name, in: state, library).changes
  }

  private mutating func plan(_ difference: Difference, role: Role, observed: ObservedRole) {
    let name = observed.name
    switch difference.part {
    case .trustPolicy where difference.remedy == .planned:
      add(
        .updateAssumeRolePolicy(role: name, document: role.trust), .update,
        "the trust policy of role '\(name)' has another meaning",
        effect(of: difference, new: role.trust))
    case .managedPolicy(let arn):
      if difference.remedy == .planned {
        let change = Change.attachRolePolicy(role: name, arn: arn)
        add(
          change, .create, "managed policy '\(arn)' is not attached to role '\(name)'",
          effect(of: change, on: observed, else: (.widened, nil)))
      } else if isNamed(difference) {
        // Where what the policy says is not known, it may hold a Deny that protects something.
        let change = Change.detachRolePolicy(role: name, arn: arn)
        let (effect, comparison) = effect(of: change, on: observed, else: (.undecided, nil))
        add(
          change, .delete, "managed policy '\(arn)' was named to be removed from role '\(name)'",
          effect, comparison: comparison, turn: effect == .undecided ? .narrowing : nil)
      }
    case .inlinePolicy(let policyName):
      planInlinePolicy(policyName, difference, role: role, observed: observed)
    case .permissionsBoundary:
      planBoundary(difference, role: role, observed: observed)
    case .role, .path, .trustPolicy, .maxSessionDuration, .description, .tag, .name, .id,
      .principal, .managedPolicyDocument, .instanceProfile:
      break
    }
  }

  private mutating func planInlinePolicy(
    _ policyName: String, _ difference: Difference, role: Role, observed: ObservedRole
  ) {
    let name = observed.name
    if let policy = role.inlinePolicies.first(where: { $0.name == policyName }) {
      let isThere = difference.actual != .nothing
      let change = Change.putRolePolicy(role: name, policy: policy)
      add(
        change, isThere ? .update : .create,
        isThere
          ? "inline policy '\(policyName)' of role '\(name)' has another meaning"
          : "role '\(name)' has no inline policy '\(policyName)'",
        effect(
          of: change, on: observed, else: effect(of: difference, new: policy.document)))
    } else if isNamed(difference) {
      let change = Change.deleteRolePolicy(role: name, name: policyName)
      add(
        change, .delete,
        "inline policy '\(policyName)' was named to be removed from role '\(name)'",
        effect(of: change, on: observed, else: effect(of: difference, new: nil)))
    }
  }

  private mutating func planBoundary(
    _ difference: Difference, role: Role, observed: ObservedRole
  ) {
    let name = observed.name
    if let boundary = role.permissionsBoundary {
      let isThere = difference.actual != .nothing
      let change = Change.putRolePermissionsBoundary(role: name, arn: boundary.arn)
      let (effect, comparison) = effect(
        of: change, on: observed, else: (isThere ? .undecided : .narrowed, nil))
      add(
        change, isThere ? .update : .create,
        isThere
          ? "role '\(name)' has another permissions boundary"
          : "role '\(name)' has no permissions boundary",
        effect, comparison: comparison, turn: effect == .narrowed ? .boundary : nil)
    } else if isNamed(difference) {
      let change = Change.deleteRolePermissionsBoundary(role: name)
      add(
        change, .delete, "the permissions boundary of role '\(name)' was named to be removed",
        effect(of: change, on: observed, else: (.widened, nil)))
    }
  }

  /// Description and session go together: one call, both fields.
  private mutating func planUpdate(of role: Role) {
    let fields = drift.differences.compactMap { difference -> String? in
      switch difference.kind {
      case .description: "description (\(Self.words(difference)))"
      case .maxSessionDuration: "maximum session duration (\(Self.words(difference)) seconds)"
      case .roleMissing, .trustPolicy, .managedPolicyMissing, .managedPolicyUnexpected,
        .inlinePolicyMissing, .inlinePolicyUnexpected, .inlinePolicyChanged, .permissionsBoundary,
        .tags, .path, .nameCase, .orphanPrincipal, .managedPolicyDocument, .instanceProfile,
        .roleRecreated, .roleUnexpected:
        nil
      }
    }
    guard !fields.isEmpty else { return }
    add(
      .updateRole(
        role: drift.name, description: role.description,
        maxSessionDuration: role.maxSessionDuration),
      .update, "role '\(drift.name)' has another \(fields.joined(separator: " and another "))",
      sessionEffect)
  }

  /// What is there and what is to be: `7200 → 3600`.
  private static func words(_ difference: Difference) -> String {
    func text(_ value: DifferenceValue) -> String {
      switch value {
      case .number(let number): "\(number)"
      case .text(let text): "'\(text)'"
      case .nothing, .document, .storedText: "none"
      }
    }
    return "\(text(difference.actual)) → \(text(difference.expected))"
  }

  /// A longer session lets whoever assumed the role go on for longer.
  private var sessionEffect: AccessChange {
    for difference in drift.differences {
      guard case .number(let expected) = difference.expected,
        case .number(let actual) = difference.actual
      else { continue }
      return expected > actual ? .widened : .narrowed
    }
    return .unchanged
  }

  private mutating func planTags(of role: Role, observed: ObservedRole) {
    var untagged: [String] = []
    var tagged: [Tag] = []
    for difference in drift.differences {
      guard case .tag(let key) = difference.part else { continue }
      if let tag = role.tags.first(where: { $0.hasKey(key) }) {
        tagged.append(tag)
        // IAM keeps the old case of a key whose tag is overwritten: the old one goes first.
        if let old = observed.tags.value?.first(where: { $0.hasKey(key) }), old.key != tag.key {
          untagged.append(old.key)
        }
      } else if isNamed(difference) {
        untagged.append(key)
      }
    }
    if !untagged.isEmpty {
      add(
        .untagRole(role: drift.name, keys: untagged), .delete,
        "role '\(drift.name)' has \(list(untagged, "tag")) that must go", .unchanged)
    }
    if !tagged.isEmpty {
      add(
        .tagRole(role: drift.name, tags: tagged), .update,
        "role '\(drift.name)' lacks \(list(tagged.map(\.key), "tag")) as the role set has it",
        .unchanged)
    }
  }

  // MARK: Helpers

  private mutating func add(
    _ change: Change, _ sign: PlannedChange.Sign, _ why: String,
    _ measured: (effect: AccessChange, comparison: PolicyComparison?)
  ) {
    add(change, sign, why, measured.effect, comparison: measured.comparison)
  }

  private mutating func add(
    _ change: Change, _ sign: PlannedChange.Sign, _ why: String, _ effect: AccessChange,
    comparison: PolicyComparison? = nil, turn: Turn? = nil
  ) {
    turns.append(
      (
        turn ?? Turn(of: effect),
        PlannedChange(
          change: change, sign: sign, why: why, effect: effect, comparison: comparison,
          needsAcceptance: effect.mayWiden && !isUnfinished
            && (!isHalfMade || change.isAboutTrust))
      ))
  }

  /// What a change does to all that the role may do; `rough` is the answer without the documents.
  private func effect(
    of change: Change, on observed: ObservedRole,
    else rough: (effect: AccessChange, comparison: PolicyComparison?)
  ) -> (effect: AccessChange, comparison: PolicyComparison?) {
    guard let after = after([change], on: observed) else { return rough }
    let comparison = RolePermissions.compare(
      actual: RolePermissions(of: after, documents: library),
      desired: RolePermissions(of: observed, documents: library))
    let effect = comparison.access
    return effect == .undecided && rough.effect != .undecided ? rough : (effect, comparison)
  }

  /// The role as it is after changes; nil when IAM would refuse one of them.
  private func after(_ changes: [Change], on observed: ObservedRole) -> ObservedRole? {
    var state = Self.account(with: observed)
    for change in changes {
      guard let next = try? state.applying(change) else { return nil }
      state = next
    }
    return state.roles[observed.name]?.value
  }

  private static func account(with role: ObservedRole) -> AccountState {
    AccountState(account: "", partition: "", roles: [role.name: .present(role)])
  }

  /// Nobody is asked about statements that only move from one policy of the role to another: what the
  /// role may do in all, before and after, decides.
  private mutating func acceptWhatOnlyMoves(within observed: ObservedRole) {
    guard turns.contains(where: { $0.change.needsAcceptance && !$0.change.change.isAboutTrust }),
      let after = after(turns.map(\.change.change), on: observed)
    else { return }
    let comparison = RolePermissions.compare(
      actual: RolePermissions(of: after, documents: library),
      desired: RolePermissions(of: observed, documents: library))
    guard comparison.isWidening == .no else { return }
    for index in turns.indices where !turns[index].change.change.isAboutTrust {
      turns[index].change.needsAcceptance = false
    }
  }

  /// What putting `new` in the place of what is there does, with the comparison where there is one.
  private func effect(
    of difference: Difference, new: PolicyDocument?
  ) -> (effect: AccessChange, comparison: PolicyComparison?) {
    switch (difference.actual, new) {
    case (.nothing, nil): return (.unchanged, nil)
    case (.nothing, .some(let new)): return (.of(adding: new), nil)
    case (.document(let old), nil): return (.of(removing: old), nil)
    case (.document(let old), .some(let new)):
      // Documents of two kinds cannot be compared; the reader of the account gives none.
      guard
        let comparison = try? PolicyComparer.compare(
          actual: PolicySide(new), desired: PolicySide(old))
      else { return (.undecided, nil) }
      return (comparison.access, comparison)
    case (.text, _), (.number, _), (.storedText, _): return (.undecided, nil)
    }
  }

  /// Says whether the role is as a run leaves it that is stopped right after it made it.
  ///
  /// Nothing is recorded of it, it has the trust policy of the set and no permissions at all: completing it
  /// widens nothing that anybody relied on to be narrow.
  private var isHalfMade: Bool {
    guard let observed = drift.observed, recordedID == nil else { return false }
    let isTrusted = !drift.differences.contains { $0.part == .trustPolicy }
    return isTrusted && observed.managedPolicies.value == [] && observed.inlinePolicies.value == []
  }

  private func isNamed(_ difference: Difference) -> Bool {
    guard let removal = NamedRemoval(of: difference, on: drift.name) else { return false }
    return removals.contains { $0.means(removal) }
  }

  private mutating func noteWhatStays() {
    for difference in drift.differences {
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
        .instanceProfile:
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

  private func list(_ names: [String], _ noun: String) -> String {
    (names.count == 1 ? noun : noun + "s") + " "
      + names.map { "'\($0)'" }.joined(separator: ", ")
  }
}

extension Change {
  fileprivate var isAboutTrust: Bool {
    if case .updateAssumeRolePolicy = self { true } else { false }
  }
}

extension InlinePolicy {
  fileprivate var denies: Bool { document.statements.contains { $0.effect == .deny } }
}

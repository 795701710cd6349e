import IAMPolicy
import PolicyAnalysis

/// The changes for one role, in order.
struct RolePlanner {
  /// What only narrows who may use the role, and for how long.
  private(set) var first: [PlannedChange] = []
  /// What the role may do, and all else.
  private(set) var changes: [PlannedChange] = []
  /// What widens who may use the role, and for how long.
  private(set) var last: [PlannedChange] = []
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
  private let unfinishedID: String?
  private let library: PolicyLibrary
  private let ownership: Ownership?
  /// The id that an earlier run recorded of this role.
  private let recordedID: String?
  private var turns: [(turn: Turn, change: PlannedChange)] = []
  /// Whether who may assume the role depends on a tag that changes.
  private var trustTestsTags = false

  /// - Parameters:
  ///   - early: the managed policies of the set that get their new version before the roles change.
  ///   - bridges: the documents that policies of the set have while the roles change.
  init(
    _ drift: RoleDrift, options: PlanOptions, early: Set<String>,
    bridges: [String: PolicyDocument] = [:], ownership: Ownership? = nil
  ) {
    self.drift = drift
    self.ownership = ownership
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

  // MARK: A role that does not exist

  private mutating func create(_ role: ServiceLinkedRole) {
    changes = [
      PlannedChange(
        change: .createServiceLinkedRole(role), sign: .create,
        why: "the service-linked role of '\(role.service)' does not exist", effect: .widened,
        needsAcceptance: false)
    ]
  }

  private mutating func create(_ role: Role) {
    var role = role
    if let tag = ownership?.tag { role.tags.append(tag) }
    changes = Self.creation(of: role, library)
    planInstanceProfiles(for: role.name, isNew: true)
  }

  /// A machine that has the instance profile can act as the role: that comes after everything else.
  private mutating func planInstanceProfiles(for role: String, isNew: Bool) {
    for declared in drift.instanceProfiles {
      let profile = declared.profile
      if let found = declared.reading.value {
        if found.contains(role) { continue }
        if let other = found.roles.first {
          notes.append(
            "instance profile '\(profile.name)' contains role '\(other)' and takes one role: it "
              + "stays as it is")
          continue
        }
      } else {
        last.append(
          PlannedChange(
            change: .createInstanceProfile(profile, role: role), sign: .create,
            why: "instance profile '\(profile.name)' does not exist", effect: .unchanged,
            needsAcceptance: false))
      }
      // Machines may have a profile that exists, and nobody has one that is made now.
      let isAsked = !isNew && declared.reading.value != nil
      last.append(
        PlannedChange(
          change: .addRoleToInstanceProfile(role: role, profile: profile.name), sign: .create,
          why: "role '\(role)' is not in instance profile '\(profile.name)'", effect: .widened,
          needsAcceptance: isAsked))
    }
  }

  /// The calls that make a role: those that deny something before those that only allow.
  private static func creation(of role: Role, _ library: PolicyLibrary) -> [PlannedChange] {
    let creation = PlannedChange(
      change: .createRole(role), sign: .create, why: "role '\(role.name)' does not exist",
      effect: .widened, needsAcceptance: false)
    var changes: [PlannedChange] = []
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
    return [creation] + changes
  }

  // MARK: A role that should not exist

  /// A role that should not exist goes when a person names it.
  private mutating func delete(_ observed: ObservedRole) {
    guard let difference = drift.differences.first(where: { $0.kind == .roleLeft }),
      isNamed(difference)
    else { return }
    let deletion = RoleDeletion(
      of: observed, in: drift.instanceProfilesHeld.value ?? [],
      why: "role '\(observed.name)' was named to be removed")
    changes = deletion.changes
  }

  // MARK: A role that exists

  private mutating func repair(_ observed: ObservedRole, to role: Role) {
    noteWhatStays()
    // A role below this path belongs to a service: IAM refuses every change.
    guard !observed.isServiceLinked else { return }
    for difference in drift.differences { plan(difference, role: role, observed: observed) }
    planUpdate(of: role, observed: observed)
    planTags(of: role, observed: observed)
    acceptWhatOnlyMoves(within: observed)
    acceptWhatWasBegun(observed, role)
    order(observed, role)
    planInstanceProfiles(for: observed.name, isNew: false)
  }

  // MARK: Order

  /// Who may use the role and what it may do are ordered together: nobody is let in while the role may do
  /// what it loses, and nobody who is shut out meets what it gains.
  private mutating func order(_ observed: ObservedRole, _ role: Role) {
    let sorted = turns.enumerated()
      .sorted { ($0.element.turn.rawValue, $0.offset) < ($1.element.turn.rawValue, $1.offset) }
      .map(\.element.change)
    let ordering = SafeChangeOrdering(
      sorted.filter { $0.change.isAboutPermissions }, of: observed.name,
      in: Self.account(with: observed), start: drift.policies.account, library,
      end: drift.policies.set)
    changes = ordering.changes
    let neutral = sorted.filter { !$0.change.isAboutPermissions && $0.effect == .unchanged }
    let place = changes.firstIndex { $0.effect.mayWiden } ?? changes.count
    changes.insert(contentsOf: neutral, at: place)
    for planned in sorted where !planned.change.isAboutPermissions {
      switch planned.effect {
      case .unchanged: continue
      case .narrowed: first.append(planned)
      case .widened: last.append(planned)
      case .both, .undecided: cross(planned, ordering, observed, role)
      }
    }
  }

  /// Places a trust policy that lets other principals in than before.
  private mutating func cross(
    _ trust: PlannedChange, _ ordering: SafeChangeOrdering, _ observed: ObservedRole, _ role: Role
  ) {
    if let place = ordering.crossing {
      let permissions = changes.indices.filter { changes[$0].change.isAboutPermissions }
      let index = place < permissions.count ? permissions[place] : changes.count
      changes.insert(trust, at: place == 0 ? 0 : index)
      return
    }
    guard let old = observed.trust.value?.policy?.withoutOrphans(besides: role.trust),
      let bridge = old.trustBridge(to: role.trust)
    else {
      last.insert(trust, at: 0)
      return
    }
    first.append(
      PlannedChange(
        change: .updateAssumeRolePolicy(role: observed.name, document: bridge), sign: .update,
        why:
          "until what it may do has changed, only those may assume role '\(observed.name)' who may "
          + "before and after", effect: .narrowed, needsAcceptance: false))
    last.insert(trust, at: 0)
  }

  private mutating func plan(_ difference: Difference, role: Role, observed: ObservedRole) {
    let name = observed.name
    switch difference.part {
    case .trustPolicy where difference.remedy == .planned:
      add(
        .updateAssumeRolePolicy(role: name, document: role.trust), .update,
        "the trust policy of role '\(name)' differs in meaning",
        trustEffect(of: difference, new: role.trust))
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
          ? "inline policy '\(policyName)' of role '\(name)' differs in meaning"
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
  private mutating func planUpdate(of role: Role, observed: ObservedRole) {
    let fields = drift.differences.compactMap { difference -> String? in
      switch difference.kind {
      case .description: "description (\(Self.words(difference)))"
      case .maxSessionDuration: "maximum session duration (\(Self.words(difference)) seconds)"
      case .roleMissing, .trustPolicy, .managedPolicyMissing, .managedPolicyUnexpected,
        .inlinePolicyMissing, .inlinePolicyUnexpected, .inlinePolicyChanged, .permissionsBoundary,
        .tags, .path, .nameCase, .orphanPrincipal, .managedPolicyDocument, .instanceProfile,
        .roleRecreated, .roleUnexpected, .temporaryWideningExpired, .instanceProfileMissing,
        .roleLeft:
        nil
      }
    }
    guard !fields.isEmpty else { return }
    // Both fields are sent: one that the set leaves to others is sent as it is.
    let kept = role.unownedFields
    add(
      .updateRole(
        role: drift.name,
        description: kept.contains(.description)
          ? observed.description.value ?? role.description : role.description,
        maxSessionDuration: kept.contains(.maxSessionDuration)
          ? observed.maxSessionDuration.value ?? role.maxSessionDuration : role.maxSessionDuration),
      .update, "role '\(drift.name)' has another \(fields.joined(separator: " and another "))",
      sessionEffect)
  }

  /// What is and what will be: `7200 → 3600`.
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
        if let old = observed.tags.value?.first(where: { $0.hasKey(key) }),
          !old.key.hasBytes(of: tag.key)
        {
          untagged.append(old.key)
        }
      } else if isNamed(difference) {
        untagged.append(key)
      }
    }
    if let tag = ownerTag(
      on: observed, isChanged: !(self.turns.isEmpty && untagged.isEmpty && tagged.isEmpty))
    {
      tagged.append(tag)
    }
    trustTestsTags = (untagged + tagged.map(\.key)).contains {
      role.trust.tests(tagOfRole: $0)
        || observed.trust.value?.policy?.tests(tagOfRole: $0) ?? true
    }
    func measured(
      _ change: Change, on role: ObservedRole
    ) -> (effect: AccessChange, comparison: PolicyComparison?) {
      trustTestsTags ? (.undecided, nil) : effect(of: change, on: role, else: (.undecided, nil))
    }
    let untagging = Change.untagRole(role: drift.name, keys: untagged)
    let tagging = Change.tagRole(role: drift.name, tags: tagged)
    let first = measured(untagging, on: observed)
    let second = measured(tagging, on: after([untagging], on: observed) ?? observed)
    // The old case of a key goes before the new one comes.
    let turns = [untagged.isEmpty ? nil : first, tagged.isEmpty ? nil : second]
      .compactMap { $0.map { Turn(of: $0.effect) } }
    let turn = turns.max { $0.rawValue < $1.rawValue }
    if !untagged.isEmpty {
      add(
        untagging, .delete, "role '\(drift.name)' has \(list(untagged, "tag")) that must go",
        first.effect, comparison: first.comparison, turn: turn)
    }
    if !tagged.isEmpty {
      add(
        tagging, .update,
        tagWords(tagged, observed),
        second.effect, comparison: second.comparison, turn: turn)
    }
  }

  /// What becomes of each tag: `role 'X': tag 'env' 'dev' → 'prod'`.
  private func tagWords(_ tags: [Tag], _ observed: ObservedRole) -> String {
    let words = tags.map { tag -> String in
      let old = observed.tags.value?.first { $0.hasKey(tag.key) }
      if let old, !old.key.hasBytes(of: tag.key) {
        return "'\(tag.key)' ('\(old.text)' → '\(tag.text)')"
      }
      return "'\(tag.key)' (\(old.map { "'\($0.value)'" } ?? "none") → '\(tag.value)')"
    }
    return "role '\(drift.name)' lacks \(tags.count == 1 ? "tag" : "tags") "
      + words.joined(separator: ", ")
  }

  /// The tag that says that the role is the spec's, where it lacks and the role is changed or adopted.
  private func ownerTag(on observed: ObservedRole, isChanged: Bool) -> Tag? {
    guard let ownership, let tag = ownership.tag, observed.tags.value?.contains(tag) == false
    else { return nil }
    let isAdopted = drift.owner != .spec && ownership.adopts(drift.name, of: drift.owner)
    return isChanged || isAdopted ? tag : nil
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
          needsAcceptance: effect.mayWiden)
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
    guard
      turns.contains(where: { $0.change.needsAcceptance && $0.change.change.isAboutPermissions }),
      let after = after(turns.map(\.change.change), on: observed)
    else { return }
    let comparison = RolePermissions.compare(
      actual: RolePermissions(of: after, documents: library),
      desired: RolePermissions(of: observed, documents: library))
    guard comparison.isWidening == .no else { return }
    acceptPermissions()
  }

  private mutating func acceptPermissions() {
    for index in turns.indices {
      let change = turns[index].change.change
      guard change.isAboutPermissions, !(trustTestsTags && change.isAboutTags) else { continue }
      turns[index].change.needsAcceptance = false
    }
  }

  /// Nobody is asked about the rest of a role whose creation stopped: who may assume it is as the set says,
  /// and it has the first of its policies and nothing else, so that nobody relied on what it lacks.
  private mutating func acceptWhatWasBegun(_ observed: ObservedRole, _ role: Role) {
    guard isHalfMade || isUnfinished(observed, role),
      turns.contains(where: { $0.change.needsAcceptance && $0.change.change.isAboutPermissions })
    else { return }
    for index in turns.indices {
      turns[index].change.isMarked = turns[index].change.needsAcceptance
    }
    acceptPermissions()
    notes.append(
      "role '\(drift.name)' is as a stopped run leaves it: adding the policies that it lacks is not "
        + "asked about")
  }

  /// Whether a run that was recorded as unfinished leaves the role like this.
  private func isUnfinished(_ observed: ObservedRole, _ role: Role) -> Bool {
    // Another role of that name has another id, and people may rely on it.
    guard let unfinishedID, observed.id == unfinishedID,
      drift.differences.allSatisfy({ difference in
        switch difference.kind {
        case .managedPolicyMissing, .inlinePolicyMissing, .description, .instanceProfileMissing:
          true
        case .roleMissing, .trustPolicy, .managedPolicyUnexpected, .inlinePolicyUnexpected,
          .inlinePolicyChanged, .permissionsBoundary, .maxSessionDuration, .tags, .path, .nameCase,
          .orphanPrincipal, .managedPolicyDocument, .instanceProfile, .roleRecreated,
          .roleUnexpected, .temporaryWideningExpired, .roleLeft:
          false
        }
      })
    else { return false }
    let missing = Set(drift.differences.map(\.part))
    let isMade = Self.creation(of: role, library).dropFirst().map { planned in
      planned.change.rolePart.map { !missing.contains($0) } ?? true
    }
    return isMade == isMade.filter { $0 } + isMade.filter { !$0 }
  }

  /// Who is let in that was not; the id of a principal that was deleted lets nobody in.
  private func trustEffect(
    of difference: Difference, new: PolicyDocument
  ) -> (effect: AccessChange, comparison: PolicyComparison?) {
    var living = difference
    if case .document(let old) = difference.actual {
      living.actual = .document(old.withoutOrphans(besides: new))
    }
    return effect(of: living, new: new)
  }

  /// What putting `new` in place of the present one does, with the comparison where there is one.
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
    let isTrusted = !drift.differences.contains {
      $0.part == .trustPolicy || $0.part == .maxSessionDuration || $0.kind == .tags
    }
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
  fileprivate var isAboutTags: Bool {
    switch self {
    case .tagRole, .untagRole: true
    case .createPolicy, .createPolicyVersion, .deletePolicyVersion, .tagPolicy,
      .createServiceLinkedRole,
      .createRole, .updateAssumeRolePolicy, .updateRole, .attachRolePolicy, .detachRolePolicy,
      .putRolePolicy, .deleteRolePolicy, .putRolePermissionsBoundary,
      .deleteRolePermissionsBoundary, .createInstanceProfile, .addRoleToInstanceProfile,
      .removeRoleFromInstanceProfile, .deleteInstanceProfile, .deleteRole,
      .deleteServiceLinkedRole:
      false
    }
  }

  /// What of the role it makes.
  fileprivate var rolePart: RolePart? {
    switch self {
    case .putRolePolicy(_, let policy): .inlinePolicy(name: policy.name)
    case .attachRolePolicy(_, let arn): .managedPolicy(arn: arn)
    case .createPolicy, .createPolicyVersion, .deletePolicyVersion, .tagPolicy,
      .createServiceLinkedRole,
      .createRole, .updateAssumeRolePolicy, .updateRole, .detachRolePolicy, .deleteRolePolicy,
      .putRolePermissionsBoundary, .deleteRolePermissionsBoundary, .tagRole, .untagRole,
      .createInstanceProfile, .addRoleToInstanceProfile, .removeRoleFromInstanceProfile,
      .deleteInstanceProfile, .deleteRole, .deleteServiceLinkedRole:
      nil
    }
  }
}

extension InlinePolicy {
  fileprivate var denies: Bool { document.statements.contains { $0.effect == .deny } }
}

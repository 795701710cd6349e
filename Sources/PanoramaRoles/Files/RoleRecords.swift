import IAMBackend
import IAMRoles
import JSONText
import Reports
import RoleCatalogue

/// What runs write into the spec of the roles that they make: the id, and whether the role is finished.
///
/// A run that is stopped between two calls leaves a role with some of its policies. The next run knows
/// it by its id and completes it without asking whether it may widen what the role gives.
struct RoleRecords {
  private let file: SpecFile
  private let terminal: Terminal
  private var records: [String: RecordedRole]
  /// The names of the roles whose records were written, and of those whose records were taken out.
  private var written: Set<String> = []
  private var removed: Set<String> = []
  private var isFailed = false
  /// Whether notes wait until `writeCollected`: of several calls that are answered together the file is written once.
  var isCollecting = false
  private var isUnwritten = false
  /// The file as the last record left it.
  private var text: RecordingText?
  private var policies: [RecordedPolicy]
  /// What the role set gave each role when it was last applied.
  private var parts: [String: [RolePiece]] { didSet { partsInOrder = nil } }
  /// The same in the order of the file; nil when it has to be made again.
  private var partsInOrder: [RecordedParts]?
  /// The ARNs of the managed policies and identity providers that runs made or adopted.
  private var resources: Set<String>
  /// The ARNs of those, and of roles, that this run is about to make, or that a run that stopped was: others may make
  /// them first.
  private var pending: Set<String>
  /// What was written of both, for the line that says so.
  private var toldParts: Set<String> = []
  private var toldResources: Set<String> = []

  /// The records of a spec file; a spec from standard input cannot hold any.
  init?(_ file: SpecFile, of spec: Spec, terminal: Terminal) {
    guard file.path != "-" else { return nil }
    self.file = file
    self.terminal = terminal
    records = Dictionary(
      spec.recorded.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    policies = spec.recordedPolicies
    parts = Dictionary(
      spec.recordedParts.map { ($0.role, $0.pieces) }, uniquingKeysWith: { first, _ in first })
    resources = Set(spec.recordedResources)
    pending = Set(spec.pendingResources)
  }

  /// Notes what the set gives its roles, and which policies and identity providers are its own: what leaves it
  /// later is known by that.
  ///
  /// It is noted before anything is made: a run that stops leaves nothing behind without a record. Where no tag says
  /// whose something is, what the run is about to make is pending until IAM has answered.
  mutating func note(partsOf drift: Drift, before plan: Plan) {
    let changed = Set(plan.changes.map { $0.change.subject.lowercased() })
    let (oldParts, oldResources, oldPending) = (parts, resources, pending)
    for role in drift.roles {
      guard case .ordinary(let wanted) = role.desired else { continue }
      guard
        role.observed == nil || role.owner == .spec || role.isAdoptedWithoutTag(by: drift.ownership)
          || changed.contains(role.name.lowercased())
      else { continue }
      let given = wanted.pieces
      let rest = (parts[wanted.name] ?? []).filter { piece in
        !given.contains(piece) && role.has(piece)
      }
      parts[wanted.name] = given.isEmpty && rest.isEmpty ? nil : given + rest
    }
    let hasTag = drift.ownership?.key != nil
    if !hasTag { notePendingRoles(of: drift, before: plan) }
    let made = Set(plan.changes.compactMap(\.change.createdResource))
    func note(_ arn: String, exists: Bool, isOwn: Bool) {
      guard hasTag || !made.contains(arn) else {
        pending.insert(arn)
        return
      }
      let isAdopted = !hasTag && exists && drift.ownership?.adoptsResource(arn) ?? false
      if isOwn || isAdopted || changed.contains(arn.lowercased()) { resources.insert(arn) }
      if !exists || resources.contains(arn) { pending.remove(arn) }
    }
    for policy in drift.policies {
      note(
        policy.arn, exists: policy.observed != nil,
        isOwn: hasTag && policy.observed?.tags != nil && policy.owner == .spec)
    }
    for provider in drift.providers {
      note(
        provider.arn, exists: provider.reading.value != nil,
        isOwn: hasTag && provider.reading.value != nil && provider.owner == .spec)
    }
    for one in drift.left {
      if one.isGone { (_, _) = (resources.remove(one.arn), pending.remove(one.arn)) }
      if !one.isGone, pending.contains(one.arn), one.isDeparture {
        pending.remove(one.arn)
        resources.insert(one.arn)
      }
    }
    writeParts(since: oldParts, oldResources, oldPending)
  }

  /// A role that exists in another form than the one that CreateRole makes is recorded, or not the spec's.
  private mutating func notePendingRoles(of drift: Drift, before plan: Plan) {
    let made = plan.changes.compactMap(\.change.createdRole).map { role in
      "arn:\(plan.partition):iam::\(plan.account):role\(role.path)\(role.name)"
    }
    let known = Set(drift.roles.filter { $0.observed != nil }.map(\.arn))
    let named = Set(drift.roles.map(\.arn))
    pending = pending.filter { arn in
      !arn.isRole || !known.contains(arn) && (named.contains(arn) || !drift.leftOut.isEmpty)
    }
    pending.formUnion(made)
  }

  /// Notes that a role was certainly not made, or that its record says now that it was.
  mutating func note(settled name: String) {
    let (oldParts, oldResources, oldPending) = (parts, resources, pending)
    dropPendingRole(name)
    writeParts(since: oldParts, oldResources, oldPending)
  }

  private mutating func dropPendingRole(_ name: String) {
    pending = pending.filter { arn in
      !arn.isRole || arn.split(separator: "/").last.map(String.init) != name
    }
  }

  /// Notes that IAM has answered: a managed policy or an identity provider was made, or others made it first.
  mutating func note(created arn: String, isOwn: Bool) {
    let (oldParts, oldResources, oldPending) = (parts, resources, pending)
    guard pending.remove(arn) != nil else { return }
    if isOwn {
      resources.insert(arn)
    } else {
      terminal.warn(
        "'\(arn)' was made by something else meanwhile: it is not recorded as this spec's")
    }
    writeParts(since: oldParts, oldResources, oldPending)
  }

  /// Notes that what a plan removed is gone, or that something is handed over.
  mutating func note(removed removals: [NamedRemoval]) {
    let (oldParts, oldResources, oldPending) = (parts, resources, pending)
    for removal in removals {
      if removal.isResource {
        resources.remove(removal.name)
        pending.remove(removal.name)
        continue
      }
      guard let role = parts.keys.first(where: { $0.isSameName(as: removal.role) })
      else { continue }
      let rest = (parts[role] ?? []).filter { !removal.means($0.removal(on: role)) }
      let isWhole = removal.kind == .role
      parts[role] = isWhole || rest.isEmpty ? nil : rest
    }
    writeParts(since: oldParts, oldResources, oldPending)
  }

  /// Whether something is recorded that a removal names.
  func holds(_ removal: NamedRemoval) -> Bool {
    if removal.isResource {
      return resources.contains(removal.name) || pending.contains(removal.name)
    }
    return parts.contains { role, pieces in
      role.isSameName(as: removal.role)
        && pieces.contains { removal.means($0.removal(on: removal.role)) }
    }
  }

  private mutating func writeParts(
    since oldParts: [String: [RolePiece]], _ oldResources: Set<String>, _ oldPending: Set<String>
  ) {
    let changed = Set(parts.keys).union(oldParts.keys).filter { parts[$0] != oldParts[$0] }
    guard !changed.isEmpty || resources != oldResources || pending != oldPending else { return }
    toldParts.formUnion(changed)
    toldResources.formUnion(resources.symmetricDifference(oldResources))
    write()
  }

  /// The managed policies of the account that the roles are to have, that the set does not make, and of which
  /// nothing is recorded.
  ///
  /// A recorded document stays until a person takes it out: else a run would accept what a check is to find.
  func unrecordedPolicies(of set: RoleSet) -> [String] {
    let own = Set(set.policies.map(set.arn(of:))).union(policies.map(\.arn))
    let named = set.asked.compactMap(\.ordinary).flatMap(\.namedPolicies)
    return Set(named.filter { !$0.isPolicyOfAWS && !own.contains($0) }).sorted()
  }

  /// Notes what managed policies say, in the order of their ARNs.
  mutating func note(documentsOf arns: [String], in library: PolicyLibrary) {
    let found = arns.compactMap { arn in
      library[arn].map { RecordedPolicy(arn: arn, document: $0) }
    }
    guard !found.isEmpty else { return }
    policies = (policies + found).sorted { $0.arn < $1.arn }
    write()
  }

  /// Notes a role that was just created, or that exists.
  mutating func note(created name: String, id: String, isUnfinished: Bool) {
    records[name] = RecordedRole(name: name, id: id, isUnfinished: isUnfinished)
    written.insert(name)
    dropPendingRole(name)
    write()
  }

  /// Notes that a role is gone or handed over.
  mutating func note(gone name: String) {
    guard let key = records.keys.first(where: { $0.isSameName(as: name) }) else {
      return
    }
    records[key] = nil
    parts[key] = nil
    removed.insert(key)
    write()
  }

  /// Notes that nothing is left to be done for a role.
  mutating func note(finished name: String) {
    guard records[name]?.isUnfinished == true else { return }
    records[name]?.isUnfinished = false
    write()
  }

  /// Notes the ids of the spec's own roles that were not recorded, and that roles are finished for which a plan
  /// has no changes.
  ///
  /// A role that the spec does not own is not recorded: a record says that it does.
  mutating func note(rolesOf drift: Drift, before plan: Plan) {
    let pending = Set(plan.changes.map { $0.change.subject.lowercased() })
    let asking = plan.needingAcceptance + plan.leadingToUnsafeMoments
    let asked = Set(asking.map { $0.change.subject.lowercased() })
    for role in drift.roles {
      if case .absent = role.desired, role.isGone(recorded: records[role.desired.name]?.id) {
        note(gone: role.desired.name)
      }
      guard case .ordinary = role.desired, let id = role.observed?.id else { continue }
      let name = role.name.lowercased()
      guard
        role.owner == .spec || pending.contains(name)
          || role.isAdoptedWithoutTag(by: drift.ownership)
      else { continue }
      if records[role.desired.name] == nil {
        // One that is completed without a question stays so until it is complete.
        let isBare =
          role.observed?.managedPolicies.value == [] && role.observed?.inlinePolicies.value == []
        let isUnfinished = isBare && pending.contains(name) && !asked.contains(name)
        note(created: role.desired.name, id: id, isUnfinished: isUnfinished)
      } else if !pending.contains(name), records[role.desired.name]?.id == id {
        note(finished: role.desired.name)
      }
    }
  }

  /// Says in a line what a run wrote into the spec.
  func tell() {
    guard !isFailed else { return }
    let parts = [
      written.isEmpty
        ? nil : "the \(written.count == 1 ? "id" : "ids") of \(counted(written.count, "role"))",
      removed.isEmpty ? nil : "no more of \(counted(removed.count, "role"))",
    ].compactMap(\.self)
    let places = [
      parts.isEmpty ? nil : "under 'recorded': \(parts.joined(separator: ", "))",
      toldParts.isEmpty
        ? nil
        : "under 'recordedParts': what the role set gives \(counted(toldParts.count, "role"))",
      toldResources.isEmpty
        ? nil
        : "under 'recordedResources': \(counted(toldResources.count, "resource"))",
    ].compactMap(\.self)
    guard !places.isEmpty else { return }
    terminal.note(
      "wrote into '\(InputFile.displayName(file.path))', \(places.joined(separator: "; "))")
  }

  /// Writes what was noted since the last writing.
  mutating func writeCollected() {
    guard isUnwritten else { return }
    writeNow()
  }

  private mutating func write() {
    isUnwritten = true
    if !isCollecting { writeNow() }
  }

  /// A record that cannot be written costs a question in the next run, and not this run.
  private mutating func writeNow() {
    isUnwritten = false
    let inOrder =
      partsInOrder
      ?? parts.sorted { $0.key < $1.key }.map { RecordedParts(role: $0.key, pieces: $0.value) }
    partsInOrder = inOrder
    do throws(CommandError) {
      try file.replaceRecords(
        by: SpecRecords(
          roles: records.values.sorted { $0.name < $1.name }, policies: policies, parts: inOrder,
          resources: resources.sorted(), pending: pending.sorted()), in: &text)
    } catch {
      isFailed = true
      for problem in error.problems {
        terminal.warn("the spec does not hold what was made: \(problem.message)")
      }
    }
  }
}

extension RoleDrift {
  /// Whether a person adopts the role where no tag says so: then nothing may change, and the record is all there is.
  fileprivate func isAdoptedWithoutTag(by ownership: Ownership?) -> Bool {
    guard let ownership, ownership.key == nil, observed != nil, owner != .spec else { return false }
    return ownership.adopts(name, of: owner)
  }

  /// Whether the role that was recorded does not exist any more: another one of its name is not that.
  fileprivate func isGone(recorded id: String?) -> Bool {
    guard unreadable.isEmpty else { return false }
    return observed == nil || (id != nil && observed?.id != nil && observed?.id != id)
  }
}

extension PlanOptions {
  /// The options with the roles that earlier runs of this spec did not finish.
  func completing(_ recorded: [RecordedRole]) -> PlanOptions {
    var options = self
    for record in recorded {
      if record.isUnfinished {
        options.unfinished[record.name] = record.id
      } else {
        options.recorded[record.name] = record.id
      }
    }
    return options
  }

  /// The options with the ids that earlier runs recorded: a saved plan says of no role that it is
  /// unfinished, for whoever may write the file could say so.
  func knowing(_ recorded: [RecordedRole]) -> PlanOptions {
    var options = self
    for record in recorded { options.recorded[record.name] = record.id }
    return options
  }
}

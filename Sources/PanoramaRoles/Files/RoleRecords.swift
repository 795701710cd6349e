import IAMBackend
import IAMRoles
import JSONText
import RoleCatalogue

/// What runs write into the spec of the roles that they make: the id, and whether the role is finished.
///
/// A run that is stopped between two calls leaves a role with some of its policies. The next run knows
/// it by its id and completes it without asking whether it may widen what the role gives.
struct RoleRecords {
  private let file: SpecFile
  private let terminal: Terminal
  private var records: [String: RecordedRole]

  /// The records of a spec file; a spec from standard input cannot hold any.
  init?(_ file: SpecFile, of spec: Spec, terminal: Terminal) {
    guard file.path != "-" else { return nil }
    self.file = file
    self.terminal = terminal
    records = Dictionary(
      spec.recorded.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Notes a role that was just created, or that exists.
  mutating func note(created name: String, id: String, isUnfinished: Bool) {
    records[name] = RecordedRole(name: name, id: id, isUnfinished: isUnfinished)
    write()
  }

  /// Notes that a role is gone or handed over.
  mutating func note(gone name: String) {
    guard let key = records.keys.first(where: { $0.lowercased() == name.lowercased() }) else {
      return
    }
    records[key] = nil
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
      guard role.owner == .spec || pending.contains(name) else { continue }
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

  /// A record that cannot be written costs a question in the next run, and not this run.
  private func write() {
    do throws(CommandError) {
      try file.replaceRecords(records.values.sorted { $0.name < $1.name })
    } catch {
      for problem in error.problems {
        terminal.warn("the spec does not hold what was made: \(problem.message)")
      }
    }
  }
}

extension RoleDrift {
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

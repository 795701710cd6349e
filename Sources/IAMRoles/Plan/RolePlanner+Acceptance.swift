import IAMPolicy
import PolicyAnalysis

/// What nobody needs to be asked about.
extension RolePlanner {
  /// Nobody is asked about statements that only move from one policy of the role to another: what the
  /// role may do in all, before and after, decides.
  mutating func acceptWhatOnlyMoves(within observed: ObservedRole) {
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

  mutating func acceptPermissions() {
    for index in turns.indices {
      let change = turns[index].change.change
      guard change.isAboutPermissions, !(trustTestsTags && change.isAboutTags) else { continue }
      turns[index].change.needsAcceptance = false
    }
  }

  /// Nobody is asked about the rest of a role whose creation stopped: who may assume it is as the set says,
  /// and it has the first of its policies and nothing else, so that nobody relied on what it lacks.
  mutating func acceptWhatWasBegun(_ observed: ObservedRole, _ role: Role) {
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
  func isUnfinished(_ observed: ObservedRole, _ role: Role) -> Bool {
    // Another role of that name has another id, and people may rely on it.
    guard let unfinishedID, observed.id == unfinishedID,
      drift.differences.allSatisfy({ $0.kind.facts.isLeftByStoppedRun })
    else { return false }
    let missing = Set(drift.differences.map(\.part))
    let isMade = Self.creation(of: role, library).dropFirst().map { planned in
      planned.change.rolePart.map { !missing.contains($0) } ?? true
    }
    return isMade == isMade.filter { $0 } + isMade.filter { !$0 }
  }

  /// Says whether the role is as a run leaves it that is stopped right after it made it.
  ///
  /// It is the spec's, nothing is recorded of it, it is what CreateRole makes of the set's and has no permissions:
  /// completing it widens nothing that anybody relied on to be narrow. A role that is adopted was made by others.
  var isHalfMade: Bool {
    guard let observed = drift.observed, drift.owner == .spec, recordedID == nil else {
      return false
    }
    return drift.differences.allSatisfy { $0.kind.facts.isLeftByStoppedRun }
      && observed.managedPolicies.value == [] && observed.inlinePolicies.value == []
  }
}

extension Change {
  fileprivate var isAboutTags: Bool { roleChange?.part == .tags }

  /// The policy of the role that it makes.
  fileprivate var rolePart: RolePart? {
    switch roleChange?.part {
    case .inlinePolicy(let name, document: .some): .inlinePolicy(name: name)
    case .managedPolicy(let arn, isGiven: true): .managedPolicy(arn: arn)
    case .role, .trustPolicy, .fields, .managedPolicy, .inlinePolicy, .permissionsBoundary, .tags,
      nil:
      nil
    }
  }
}

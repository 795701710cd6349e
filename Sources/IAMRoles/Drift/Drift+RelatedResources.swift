import IAMPolicy
import JSONText
import PolicyAnalysis

extension Drift {
  /// Compares what should be with what was read, and with what surrounds it.
  public init(
    between set: RoleSet, and state: AccountState, related: RelatedResources,
    baseline: DriftBaseline = DriftBaseline()
  ) {
    self.init(between: set, and: state)
    let own = Set(set.policies.map(set.arn(of:)))
    let told = Set(policies.map(\.arn))
    for place in roles.indices {
      roles[place].look(related: related, baseline, own: own, told: told)
    }
    accountUnreadable += related.unreadOthers
    switch related.others {
    case .absent: break
    case .unreadable(let failure): accountUnreadable.append(failure)
    case .present(let others):
      let found = UndeclaredRoles(among: others, set, baseline)
      undeclaredRoles += found.ours
      rolesOfOtherSpecs += found.ofOtherSpecs
      everydayRoles += found.everyday
    }
  }

  /// Says whether something may allow more than the set says.
  ///
  /// What could not be decided counts.
  public var mayWiden: Bool {
    if undeclaredRoles.contains(where: { $0.difference.effect.mayWiden }) { return true }
    return roles.contains { role in role.differences.contains(where: role.mayWiden(because:)) }
  }

  /// The table of what was read: the roles in order, then the account.
  public func coverage(with related: RelatedResources) -> [Coverage] {
    var rows: [Coverage] = []
    for place in roles.indices {
      let name = roles[place].name
      for var row in roles[place].coverage {
        row.role = name
        rows.append(row)
      }
    }
    let others =
      related.unreadOthers.first.map { Coverage("", .otherRoles, $0) }
      ?? .told("", .otherRoles, related.others)
    return rows + [others]
  }

  /// Says whether all that there is to know of a role was read.
  ///
  /// A service-linked role that does not exist under its name may be there under another that AWS gave it,
  /// which only the list of all roles tells.
  public func isWhollyRead(_ role: RoleDrift) -> Bool {
    guard role.unreadable.isEmpty else { return false }
    guard case .serviceLinked = role.desired, role.observed == nil else { return true }
    return !accountUnreadable.contains { $0.action == "iam:ListRoles" && $0.subject == "*" }
  }
}

extension RoleDrift {
  /// What an ordinary role's related resources say of it.
  fileprivate mutating func look(
    related: RelatedResources, _ baseline: DriftBaseline, own: Set<String>, told: Set<String>
  ) {
    guard let observed, case .ordinary(let wanted) = desired else { return }
    if let until = baseline.expiredOpenings[wanted.name] {
      differences.append(
        Difference(
          .temporaryWideningExpired, at: .role, expected: .text("until \(until)"),
          actual: .text("open"), remedy: .onRequest,
          hint: "'panorama-roles device close --approve' holds it to the devices of the spec again",
          reasons: ["'device open' recorded this time in the spec"]))
    }
    compareDocuments(of: wanted, observed, related, baseline.pinned, own: own, told: told)
    compareProfiles(of: wanted, related.instanceProfiles[wanted.name] ?? .absent)
    if let recorded = baseline.recordedIDs[wanted.name] {
      compareID(
        observed, recorded: recorded,
        isWithheld: related.withheldIDs.contains(wanted.name))
    }
  }

  private mutating func compareDocuments(
    of wanted: Role, _ observed: ObservedRole, _ related: RelatedResources,
    _ pinned: [String: PolicyDocument], own: Set<String>, told: Set<String>
  ) {
    // What was read of the set's own policies was reported already.
    let named = wanted.policies(heldBy: observed).filter { !told.contains($0) }
    let held = named.filter { pinned[$0] != nil }
    let unpinned = named.filter { pinned[$0] == nil }
    unpinnedPolicies = unpinned.filter { !$0.isPolicyOfAWS }
    let place = coverage.firstIndex { $0.part == .managedPolicyDocuments }
    var row =
      place.map { coverage[$0] }
      ?? Coverage(role: desired.name, part: .managedPolicyDocuments, result: .read)
    var found: [String: PolicyDocument] = [:]
    for arn in held {
      guard let document = pinned[arn] else { continue }
      switch related.managedPolicies[arn] ?? .absent {
      case .absent: row.result = .unavailable
      case .unreadable(let failure):
        unreadable.append(failure)
        row = Coverage(desired.name, .managedPolicyDocuments, failure)
      case .present(let stored):
        let comparison = RoleComparison(actual: observed, partition: observed.partition)
        let meaning = comparison.meaning(of: stored, against: document)
        guard case .different(let reasons) = meaning else {
          let respelling = comparison.respelling(
            meaning, stored, document, at: .managedPolicyDocument(arn: arn),
            .managedPolicyDocument)
          if let respelling { respellings.append(respelling) }
          continue
        }
        var difference = Difference(
          .managedPolicyDocument, at: .managedPolicyDocument(arn: arn),
          expected: .document(document), actual: DifferenceValue(stored),
          remedy: own.contains(arn) ? .planned : .impossible,
          hint: own.contains(arn) ? RoleComparison.planHint : Self.documentHint(arn),
          reasons: reasons)
        if let policy = stored.policy {
          difference.access = access(
            of: wanted, where: arn, says: policy, insteadOf: document,
            home: RequestHome(arn: observed.arn))
        }
        found[arn] = stored.policy
        differences.append(difference)
      }
    }
    compareDocumentsTogether(
      account: PolicyLibrary(found).completed(by: policies.account),
      set: PolicyLibrary(pinned.filter { found[$0.key] != nil }).completed(by: policies.set))
    if !unpinned.isEmpty, row.result == .read { row.result = .notCompared }
    if let place { coverage[place] = row } else if !named.isEmpty { coverage.append(row) }
  }

  private static func documentHint(_ arn: String) -> String {
    arn.isPolicyOfAWS
      ? "read what AWS changed, then accept it in the ignore list ('drift --write-ignore FILE')"
      : "'aws iam list-policy-versions --policy-arn \(ShellWord.text(arn))' shows the versions; set the right one as "
        + "default, or accept this one: take the policy out of 'recordedPolicies' of the spec, and the next "
        + "'apply' records it"
  }

  private mutating func compareProfiles(of wanted: Role, _ profiles: Reading<[String]>) {
    // A failure to read one that the role declares has its row already.
    if !coverage.contains(where: { $0.part == .instanceProfiles }) {
      coverage.append(.told(desired.name, .instanceProfiles, profiles))
    }
    if let failure = profiles.failure { unreadable.append(failure) }
    // A role for EC2 reaches its machines through an instance profile and no other way (IAM User Guide,
    // "Use an IAM role to grant permissions to applications running on Amazon EC2 instances").
    let isForMachines = wanted.trust.trustedServices.contains { $0.hasPrefix("ec2.amazonaws.com") }
    let declared = instanceProfiles.map(\.profile.name) + leftProfiles.map(\.name)
    for profile in (profiles.value ?? []).sorted()
    where !declared.contains(where: { $0.isSameName(as: profile) }) {
      guard !isForMachines else {
        notes.append("it is in instance profile '\(profile)', which gives it to EC2 machines")
        continue
      }
      differences.append(
        Difference(
          .instanceProfile, at: .instanceProfile(name: profile), expected: .nothing,
          actual: .text(profile), remedy: .impossible,
          hint:
            "'aws iam remove-role-from-instance-profile --instance-profile-name \(ShellWord.text(profile)) "
            + "--role-name \(ShellWord.text(name))' takes it out",
          reasons: ["a machine that is given instance profile '\(profile)' can act as this role"]))
    }
  }

  private mutating func compareID(
    _ observed: ObservedRole, recorded: String, isWithheld: Bool
  ) {
    guard let id = observed.id else {
      coverage.append(Coverage(role: desired.name, part: .roleID, result: .unavailable))
      // Who puts placeholders into a file knows that ids are no longer compared.
      guard !isWithheld else { return }
      unreadable.append(
        ReadFailure(
          action: "iam:GetRole", subject: name, reason: .unavailable,
          message: "the account does not report the id of role '\(name)', and the spec recorded one"
        ))
      return
    }
    coverage.append(Coverage(role: desired.name, part: .roleID, result: .read))
    guard id != recorded else { return }
    differences.append(
      Difference(
        .roleRecreated, at: .id, expected: .text(recorded), actual: .text(id), remedy: .impossible,
        hint:
          "find out who created it again; policies elsewhere that name the old role no longer let it "
          + "in; then write the new id into the spec under 'recorded'",
        reasons: ["the role was deleted and created again since the last apply"]))
  }
}

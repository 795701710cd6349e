import JSONText
import PolicyAnalysis

/// How an account differs from a role set: the one value that every report is a rendering of.
public struct Drift: Hashable, Sendable {
  /// The outcome for one role or for all.
  public enum Status: String, Hashable, Sendable, CaseIterable {
    /// Everything was read and is as the set says.
    case inSync = "in-sync"
    /// Everything was read and something differs.
    case drifted
    /// Something could not be read, so the answer is unknown.
    case incomplete
  }

  /// The 12-digit account id.
  public var account: String
  /// The partition, such as `aws` or `aws-cn`.
  public var partition: String
  /// One entry for each managed policy of the set that was asked for, in the order of the set.
  public var policies: [PolicyDrift] = []
  /// One entry for each identity provider of the set that was asked for, in the order of the set.
  public var providers: [ProviderDrift] = []
  /// Policies and identity providers that should not exist, in the order of their ARNs.
  public var left: [LeftResourceDrift] = []
  /// One entry for each role, in the order of the set.
  public var roles: [RoleDrift]
  /// Roles that no one declared and that trust a service of the set, by name.
  public var undeclaredRoles: [UndeclaredRoleDrift] = []
  /// Such roles that another spec owns: they are reported and are no drift.
  public var rolesOfOtherSpecs: [RoleOfOtherSpec] = []
  /// Roles that no one declared and that trust an everyday service of the set: they are reported and are no drift.
  public var everydayRoles: [EverydayRole] = []
  /// Such roles that a person accepted.
  public var suppressedUndeclaredRoles: [SuppressedDifference] = []
  /// What could not be read of the account as a whole.
  public var accountUnreadable: [ReadFailure] = []
  /// Which roles were asked about.
  public var selection = RoleSelection.all
  /// The roles of the set that were not asked about, in its order.
  public var leftOut: [String] = []
  /// What the spec may change; nil when everything counts as its own.
  public var ownership: Ownership?
  /// The notes of the set.
  public var setNotes: [String] = []

  /// Compares what should be with what was read.
  ///
  /// A role that `state` says nothing of counts as not read, never as missing.
  ///
  /// - Parameter tellsMissing: whether to say of a missing role what it would let happen; a plan says it of the role
  ///   that it makes.
  public init(between set: RoleSet, and state: AccountState, tellsMissing: Bool = true) {
    account = set.account
    partition = set.partition
    selection = set.selection
    leftOut = set.leftOut
    ownership = set.ownership
    setNotes = set.notes
    var policies = set.askedPolicies.compactMap { policy -> PolicyDrift? in
      let arn = set.arn(of: policy)
      return state.ownPolicies[arn].map {
        PolicyDrift(of: policy, reading: $0, in: set, namesake: state.namesakes[arn])
      }
    }
    let libraries = PolicyLibraries(of: policies, in: set, others: state.policies)
    roles = set.asked.map { role in
      RoleDrift(
        of: role, reading: state.roles[role.name] ?? .unreadable(.notAsked(role.name)), in: set,
        libraries, profiles: state.profilesOfRoles[role.name] ?? .absent,
        tellsMissing: tellsMissing)
    }
    for place in policies.indices {
      policies[place].usesOfSet = roles.reduce(0) { sum, role in
        sum + (role.observed?.uses(of: policies[place].arn) ?? 0)
      }
    }
    self.policies = policies
    for place in roles.indices {
      roles[place].tell(of: policies)
      roles[place].compare(with: state.instanceProfiles)
      roles[place].compare(
        profilesThatLeft: set.profilesThatLeft(roles[place].desired.name), state.instanceProfiles)
    }
    compareResources(of: set, with: state)
  }

  /// The worst of all roles: what could not be read wins over what differs.
  public var status: Status {
    if !unreadable.isEmpty { return .incomplete }
    // By place: a role's drift is large, and is not copied to be looked at.
    let isDrifted =
      !undeclaredRoles.isEmpty || roles.indices.contains { roles[$0].status == .drifted }
    return isDrifted ? .drifted : .inSync
  }

  /// The managed policies whose documents would say which way access differs, sorted.
  ///
  /// Differences are found and not judged: what they let happen is only known with these documents. Roles that
  /// plainly have what the set says are left out.
  public static func policiesOfInterest(
    between set: RoleSet, and state: AccountState
  ) -> [String] {
    let arns = set.asked.flatMap { desired -> [String] in
      guard case .ordinary(let role) = desired, let observed = state.roles[role.name]?.value else {
        return []
      }
      let isMarked = set.ownership?.marks(observed) ?? true
      if !isMarked, set.ownership?.adopts(role.name, of: .unknown) ?? false {
        return role.policyARNs(and: observed)
      }
      guard !role.isPlainlyGiven(to: observed, whole: !isMarked) else { return [] }
      var comparison = RoleComparison(
        actual: observed, partition: set.partition, ownership: set.ownership)
      comparison.compare(with: role)
      guard comparison.differences.contains(where: { !isMarked || $0.isAboutPermissions }) else {
        return []
      }
      return role.policyARNs(and: observed)
    }
    // What the set's own policies say was read with them, or they do not exist.
    let own = set.askedPolicies.map { set.arn(of: $0) }.filter { arn in
      guard let reading = state.ownPolicies[arn] else { return false }
      if case .unreadable = reading { return false }
      return true
    }
    return Set(arns).subtracting(own).sorted()
  }

  /// The managed policies of the roles that do not exist, sorted: what they say is worth showing and is not worth
  /// a request.
  public static func policiesOfNewRoles(of set: RoleSet, and state: AccountState) -> [String] {
    let arns = set.asked.flatMap { desired -> [String] in
      guard case .ordinary(let role) = desired, case .absent? = state.roles[role.name] else {
        return []
      }
      return role.managedPolicies.map(\.arn)
        + [role.permissionsBoundary?.arn].compactMap(\.self)
    }
    return Set(arns).sorted()
  }

  /// The managed policies whose documents would say which way access differs, sorted.
  public var policiesOfInterest: [String] {
    let arns = roles.flatMap { role -> [String] in
      guard case .ordinary(let desired) = role.desired, let observed = role.observed else {
        return []
      }
      let isMarked = ownership?.marks(observed) ?? true
      let isOfInterest =
        !isMarked && ownership?.adopts(role.name, of: .unknown) ?? false
        || role.differences.contains {
          !isMarked || $0.isAboutPermissions || $0.isAboutDocument
        }
      return isOfInterest ? desired.policyARNs(and: observed) : []
    }
    // What the set's own policies say was read with them, or they do not exist.
    let own = policies.filter { $0.failure == nil }.map(\.arn)
    return Set(arns).subtracting(own).sorted()
  }

  /// Everything that could not be read, in the order of the roles.
  public var unreadable: [ReadFailure] {
    let ofRoles = roles.indices.flatMap { roles[$0].unreadable }
    let ofPolicies = policies.compactMap(\.failure).filter { !ofRoles.contains($0) }
    let told = Set(ofRoles)
    let others = (providers.compactMap(\.failure) + left.compactMap(\.failure)).filter {
      !told.contains($0)
    }
    return ofPolicies + ofRoles + others + accountUnreadable
  }

  /// What differs and was accepted, role by role.
  public var suppressed: [SuppressedDifference] {
    roles.flatMap(\.suppressed) + suppressedUndeclaredRoles
  }

  /// What left the role set and can be removed by name, in the order of the roles.
  public var departures: [NamedRemoval] {
    roles.flatMap { role in
      role.differences.filter { $0.kind == .roleLeft }
        .compactMap { NamedRemoval(of: $0, on: role.name) } + role.leftPieces
    } + left.filter(\.isDeparture).map { NamedRemoval(resource: $0.arn) }
  }

  /// The account as it was compared: the roles and policies that were asked for.
  public var accountState: AccountState {
    var state = AccountState(
      account: account, partition: partition,
      roles: Dictionary(
        roles.map { role in (role.name, role.observed.map(Reading.present) ?? .absent) },
        uniquingKeysWith: { first, _ in first }),
      ownPolicies: Dictionary(
        policies.map { policy in
          (policy.arn, policy.observed.map(Reading.present) ?? .absent)
        }, uniquingKeysWith: { first, _ in first }))
    for declared in roles.flatMap(\.instanceProfiles) {
      state.instanceProfiles[declared.profile.name] = declared.reading
    }
    for role in roles {
      for profile in role.instanceProfilesHeld.value ?? [] {
        state.instanceProfiles[profile] = .present(
          ObservedInstanceProfile(name: profile, path: "/", roles: [role.name]))
      }
      for profile in role.leftProfiles {
        state.instanceProfiles[profile.name] = .present(profile)
      }
    }
    for provider in providers { state.providers[provider.arn] = provider.reading }
    for one in left {
      if let provider = one.provider { state.providers[one.arn] = .present(provider) }
      if let policy = one.policy { state.ownPolicies[one.arn] = .present(policy) }
    }
    return state
  }

  /// The managed policies of the account of which nothing says what their documents should be, sorted.
  public var unpinnedPolicies: [String] { Set(roles.flatMap(\.unpinnedPolicies)).sorted() }

  /// The same drift, in which documents that are written differently count as differences.
  public func countingSpelling() -> Drift {
    var result = self
    for place in result.roles.indices {
      let role = result.roles[place]
      let told = Set(role.differences.map(\.part))
      result.roles[place].differences += role.respellings.filter { !told.contains($0.part) }
    }
    return result
  }

  /// How many differences there are.
  public var differenceCount: Int {
    roles.reduce(undeclaredRoles.count) { $0 + $1.differences.count }
  }
}

/// How one role differs.
public struct RoleDrift: Hashable, Sendable {
  /// The role as it should be.
  public var desired: DesiredRole
  /// The role as the account has it; nil when it is absent or could not be read.
  public var observed: ObservedRole?
  /// The ARN in the account, or the one that the role will have.
  public var arn: String
  /// What differs, in a fixed order: the role, path, trust, policies, boundary, session, description, tags.
  public var differences: [Difference]
  /// What could not be read.
  public var unreadable: [ReadFailure]
  /// What is worth knowing and is not a drift; lower-case start, no full stop.
  public var notes: [String]
  /// The documents that are written differently and mean the same: they count where that is asked for.
  var respellings: [Difference] = []
  /// What the account lets happen through the role beyond the set, and the other way round; nil when there
  /// is nothing to hold against each other.
  public var access: RoleAccess?
  /// The documents of managed policies that are known: those of the account, and those of the set.
  var policies: PolicyLibraries
  /// The managed policies of the account that the role has as the set says, of which nothing says what
  /// their documents should be.
  public var unpinnedPolicies: [String] = []
  /// The instance profiles that the role should be in.
  public var instanceProfiles: [DeclaredInstanceProfile] = []
  /// The instance profiles that the role set declared for it and declares no more, as the account has them.
  var leftProfiles: [ObservedInstanceProfile] = []
  /// The names of such instance profiles that do not exist.
  var goneProfiles: [String] = []
  /// The instance profiles that hold a role that should not exist.
  var instanceProfilesHeld = Reading<[String]>.absent
  /// What differs and was accepted by a person.
  public var suppressed: [SuppressedDifference] = []
  /// What was asked and whether it was read, in a fixed order.
  public var coverage: [Coverage] = []
  /// Whose the role is.
  public var owner = Owner.spec
  /// What the role set gave it when it was last applied, and names no more.
  var leftPieces: [NamedRemoval] = []

  /// The name in the account's spelling, else in the set's.
  public var name: String { observed?.name ?? desired.name }

  /// The outcome for this role.
  public var status: Drift.Status {
    if !unreadable.isEmpty { return .incomplete }
    return differences.isEmpty ? .inSync : .drifted
  }

  init(
    of desired: DesiredRole, reading: Reading<ObservedRole>, in set: RoleSet,
    _ policies: PolicyLibraries, profiles: Reading<[String]> = .absent, tellsMissing: Bool = true
  ) {
    self.desired = desired
    self.policies = policies
    arn = set.arn(path: desired.path, name: desired.name)
    differences = []
    unreadable = []
    notes = []
    switch reading {
    case .unreadable(let failure):
      unreadable = [failure]
    case .absent:
      if case .absent = desired { break }
      differences = [
        Difference(
          .roleMissing, at: .role, expected: .text(arn), actual: .nothing, remedy: .planned,
          hint: "'panorama-roles plan' shows the changes that create it")
      ]
      if tellsMissing, case .ordinary(let wanted) = desired {
        var missing = RolePermissions(of: wanted, documents: policies.set)
        missing.home = RequestHome(arn: arn)
        let access = missing.wholeOfMissing
        if access != .same { differences[0].access = access }
      }
    case .present(let role):
      observed = role
      arn = role.arn
      var comparison = RoleComparison(
        actual: role, partition: set.partition, ownership: set.ownership)
      switch desired {
      case .ordinary(let wanted): comparison.compare(with: wanted)
      case .serviceLinked(let wanted): comparison.compare(with: wanted)
      case .absent(let absent): compareAbsent(absent, with: role, in: set, profiles)
      }
      differences += comparison.differences
      unreadable += comparison.unreadable
      notes += comparison.notes
      respellings = comparison.respellings
      if case .ordinary(let named) = desired {
        let wanted = named.keepingAccepted(of: role)
        for index in differences.indices {
          differences[index].access = differences[index].access(
            on: wanted, policies, home: RequestHome(arn: arn))
          if differences[index].kind == .managedPolicyUnexpected,
            case .managedPolicy(let arn) = differences[index].part
          {
            differences[index].document = policies.account[arn]
          }
        }
        access = RoleAccess(
          differences, desired: wanted, observed: role, account: policies.account,
          set: policies.set)
        tellOwner(of: role, wanted, set.ownership)
        tellWhatLeft(set.ownership?.recordedParts[wanted.name] ?? [])
      }
    }
    coverage = Coverage.rows(of: desired, reading)
  }
}

extension RoleDrift {
  /// Finds out whose the role is, and says so where a person must know.
  private mutating func tellOwner(
    of role: ObservedRole, _ wanted: Role, _ ownership: Ownership?
  ) {
    guard let ownership, let tags = role.tags.value else { return }
    let recorded = ownership.recordedIDs[wanted.name]
    owner = ownership.owner(
      tags: tags, wanted: wanted.tags, isRecorded: recorded != nil && recorded == role.id)
    // Where no tag is set, a run that stopped after its first call left nothing but this, and wrote before that it was
    // about to make the role.
    if ownership.key == nil, owner == .unknown, recorded == nil, isJustMade(role),
      ownership.pendingResources.contains(where: { $0.isExactly(role.arn) })
    {
      owner = .spec
    }
    if owner != .spec, !ownership.adopts(name, of: owner) {
      for place in differences.indices where differences[place].remedy == .onRequest {
        differences[place].adopt(name)
      }
    }
    switch owner {
    case .spec: break
    case .other(let other): notes.append("the role belongs to \(other.words)")
    case .unknown:
      guard differences.contains(where: { $0.remedy == .planned }),
        !ownership.adopts(name, of: owner)
      else { break }
      notes.append(
        "the spec neither made nor adopted the role: 'apply' changes it with '--adopt \(name)'")
    }
  }

  /// Whether the role is exactly what CreateRole makes of the set's role.
  private func isJustMade(_ role: ObservedRole) -> Bool {
    let policies: Set<DifferenceKind> = [.managedPolicyMissing, .inlinePolicyMissing]
    return differences.allSatisfy { policies.contains($0.kind) }
      && role.managedPolicies.value == [] && role.inlinePolicies.value == []
  }
}

extension Difference {
  /// A role that the spec does not own is changed only where it is adopted: the command of the hint says so.
  fileprivate mutating func adopt(_ role: String) {
    let words = "'panorama-roles apply --remove "
    guard let found = hint.firstRange(of: words) else { return }
    self.hint =
      hint[..<found.lowerBound] + "'panorama-roles apply --adopt \(role) --remove "
      + hint[found.upperBound...]
  }
}

extension ReadFailure {
  fileprivate static func notAsked(_ role: String) -> ReadFailure {
    ReadFailure(
      action: "iam:GetRole", subject: role, reason: .failed, message: "the role was not asked for")
  }
}

extension Role {
  /// The managed policies and boundaries of the role as the set has it, and as the account does.
  fileprivate func policyARNs(and observed: ObservedRole) -> [String] {
    managedPolicies.map(\.arn) + (observed.managedPolicies.value ?? []).map(\.arn)
      + [permissionsBoundary?.arn, observed.permissionsBoundary.value?.arn].compactMap(\.self)
  }

  /// Whether a role in the account has these very policies, boundary and tags, and where the whole is asked about
  /// everything else, too.
  fileprivate func isPlainlyGiven(to observed: ObservedRole, whole: Bool) -> Bool {
    guard let held = observed.inlinePolicies.value, held.count == inlinePolicies.count,
      let attached = observed.managedPolicies.value, attached.count == managedPolicies.count,
      let tags = observed.tags.value, tags.count == self.tags.count,
      observed.permissionsBoundary.failure == nil,
      observed.permissionsBoundary.value == permissionsBoundary,
      managedPolicies.allSatisfy(attached.contains), self.tags.allSatisfy(tags.contains)
    else { return false }
    if whole {
      guard observed.name == name, observed.path == path, observed.trust.value?.policy == trust,
        observed.description.value?.isExactly(description) == true,
        observed.maxSessionDuration.value == maxSessionDuration
      else { return false }
    }
    return inlinePolicies.allSatisfy { policy in
      held.contains {
        $0.name.isExactly(policy.name) && $0.document.value?.policy == policy.document
      }
    }
  }
}

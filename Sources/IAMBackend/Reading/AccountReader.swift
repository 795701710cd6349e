import AWSAccess
import IAMPolicy
public import IAMRoles

/// How the roles of an account are read.
public enum ReadStrategy: String, Hashable, Sendable, CaseIterable {
  /// Whichever takes fewer calls.
  case automatic = "auto"
  /// Role by role: GetRole and its lists.
  case perRole = "per-role"
  /// All at once: GetAccountAuthorizationDetails.
  case bulk
}

/// What an account is read for.
public enum ReadScope: Hashable, Sendable {
  /// What a plan rests on: the roles of a set, and the managed policies that the set makes.
  case plan
  /// The same, and the roles that carry the tag of the spec and that the set does not name.
  case planWithOthers
  /// What a check sees: the roles, what is related to them, and the documents of the managed policies
  /// `pinned`.
  case drift(pinned: Set<String>)

  /// Whether what is related to the roles is read as well.
  public var includesRelated: Bool {
    switch self {
    case .plan, .planWithOthers: false
    case .drift: true
    }
  }
}

/// What was read of an account, and what a person should know about the reading.
public struct AccountReading: Hashable, Sendable {
  /// The state of every wanted role.
  public var state: AccountState
  /// What is related to the roles; empty unless it was asked for.
  public var related: RelatedResources
  /// Notes for a person, in order: what does no harm and is worth knowing.
  public var notes: [String]
  /// How many roles that neither the set nor a record names were not asked for their tags.
  public var unaskedRoles = 0
  /// When a snapshot was taken, in seconds since 1970, where it says so.
  public var takenAt: Int?

  /// Brings together what was read.
  public init(
    state: AccountState, related: RelatedResources = RelatedResources(), notes: [String] = [],
    takenAt: Int? = nil
  ) {
    self.state = state
    self.related = related
    self.notes = notes
    self.takenAt = takenAt
  }

  /// What a person should know who has everything removed that left the role set.
  public func notes(isPruning: Bool) -> [String] {
    guard isPruning, unaskedRoles > 0 else { return notes }
    let (isOne, count) = (unaskedRoles == 1, unaskedRoles)
    return notes + [
      "\(count) other \(isOne ? "role" : "roles") that \(isOne ? "trusts" : "trust") nobody whom the role set "
        + "trusts \(isOne ? "was" : "were") not asked for the tag of the spec: '--read-strategy bulk' asks all"
    ]
  }
}

/// Reads an account in as few calls as it allows.
///
/// A few roles are asked for by name, and the list of all roles only when one of them does not exist:
/// it may exist in another spelling. For more roles the list comes first, and then they are read one by
/// one or all at once, whichever takes fewer calls. What cannot be read is unreadable and never absent,
/// and loses nothing of what was read.
public struct AccountReader: Sendable {
  let client: IAMClient
  let strategy: ReadStrategy
  /// Whether most roles of a set are known to exist.
  let expectsRoles: Bool
  /// Whether reading in bulk may be given up for reading one by one.
  var mayGiveUp: Bool { strategy != .bulk }
  /// A reading of few roles takes at most this many calls, and never reads the whole account.
  static let callsOfSmallReading = 7
  /// More roles than an account has, unless AWS raised its quota beyond twice the usual maximum.
  private static let mostRoles = 10_000

  /// Makes a reader; `width` is the number of calls that are made side by side.
  ///
  /// - Parameter expectsRoles: whether the roles of a set exist, as far as is known, also where the scope does
  ///   not say so: the whole account is then asked for while the list of its roles is on its way.
  public init(
    _ caller: any IAMCaller, strategy: ReadStrategy = .automatic, width: Int = 4,
    expectsRoles: Bool = false
  ) {
    client = IAMClient(caller: caller, width: width)
    self.strategy = strategy
    self.expectsRoles = expectsRoles
  }

  /// Reads the roles that `set` wants, and what else the scope asks for.
  ///
  /// - Throws: `BackendError` when the connection or the credentials fail before any role was read, or
  ///   when no role could be read for another reason than a missing permission.
  public func read(
    _ set: RoleSet, for scope: ReadScope = .plan
  ) throws(BackendError) -> AccountReading {
    var reading = AccountReading(
      state: AccountState(account: set.account, partition: set.partition, roles: [:]))
    var bulk = BulkAnswer()
    var listed: Result<[RoleAnswer], CallFailure>?
    if listsFirst(set, scope) {
      let page = firstPage(for: set, scope)
      defer { page?.finish() }
      let list = try list()
      listed = list
      switch list {
      case .success(let roles): try read(set, scope, in: roles, page?.value, &bulk, &reading)
      case .failure(let failure): try read(set, scope, withoutList: failure, &reading)
      }
    } else {
      listed = try readByName(set, &reading)
    }
    switch scope {
    case .plan, .planWithOthers: try readPolicies(of: set, bulk, into: &reading)
    case .drift(let pinned):
      try readDocuments(attachedPolicies(set, reading.state, pinned), bulk, into: &reading)
      try lookForNamesakes(set, into: &reading)
    }
    try readInstanceProfiles(of: set, into: &reading)
    try readProfilesOfAbsentRoles(of: set, into: &reading)
    try readProviders(of: set, into: &reading)
    try readPoliciesThatLeft(set, into: &reading)
    try readTrust(of: set, listed, into: &reading)
    switch scope {
    case .plan: break
    case .planWithOthers: try readRolesByTag(of: set, listed, bulk, into: &reading)
    case .drift: try addRolesByTag(of: set, listed, bulk, into: &reading)
    }
    try AccountCheck.refuseOtherRoles(in: reading.state)
    return reading
  }

  // MARK: The cost rule

  /// Whether reading in bulk is ever tried for this set: a small reading never reads a whole account.
  static func mayReadInBulk(_ set: RoleSet, _ scope: ReadScope) -> Bool {
    calls(for: set, scope) > callsOfSmallReading
  }

  private func listsFirst(_ set: RoleSet, _ scope: ReadScope) -> Bool {
    if scope.includesRelated { return true }
    switch strategy {
    case .perRole: return false
    case .bulk: return true
    case .automatic: return Self.mayReadInBulk(set, scope)
    }
  }

  private func readsInBulk(_ set: RoleSet, _ scope: ReadScope, rolesInAccount: Int) -> Bool {
    switch strategy {
    case .perRole: return false
    case .bulk: return true
    case .automatic:
      return Self.mayReadInBulk(set, scope)
        && Self.calls(for: set, scope) > 1 + rolesInAccount / 1000
    }
  }

  /// The calls that reading one by one takes when the account is as the set says.
  static func calls(for set: RoleSet, _ scope: ReadScope) -> Int {
    var calls = 0
    var attached: Set<String> = []
    for case .ordinary(let role) in set.asked {
      calls += (scope.includesRelated ? 4 : 3) + role.inlinePolicies.count
      attached.formUnion(role.managedPolicies.map(\.arn))
    }
    return calls + (scope.includesRelated ? 2 * attached.count : 3 * set.askedPolicies.count)
  }

  // MARK: Through the list of all roles

  func list() throws(BackendError) -> Result<[RoleAnswer], CallFailure> {
    do throws(CallFailure) { return .success(try client.roles()) } catch {
      guard !error.isFatal else { throw BackendError(error, reading: nil) }
      return .failure(error)
    }
  }

  /// The first page of the account, asked for while the list of all roles is, where it is to be read in bulk.
  ///
  /// It is of no use when the list shows none of the roles, or cannot be read.
  private func firstPage(
    for set: RoleSet, _ scope: ReadScope
  ) -> Ahead<Result<XMLElement, CallFailure>>? {
    let isRead = set.asked.contains { desired in
      if case .serviceLinked = desired { false } else { true }
    }
    guard isRead, client.width > 1, expectsRoles || scope.includesRelated,
      readsInBulk(set, scope, rolesInAccount: Self.mostRoles)
    else { return nil }
    let filter = Self.bulkAnswer(for: set, scope).filter
    return Ahead { [client] in client.firstPageOfAccount(filter) }
  }

  private func read(
    _ set: RoleSet, _ scope: ReadScope, in all: [RoleAnswer],
    _ page: Result<XMLElement, CallFailure>?, _ bulk: inout BulkAnswer,
    _ reading: inout AccountReading
  ) throws(BackendError) {
    let lookup = RoleLookup(all.map { RoleLookup.Listed(name: $0.name, path: $0.path) })
    let byName = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var wanted: [WantedRole] = []
    var unlisted: [WantedRole] = []
    for desired in set.asked {
      guard let found = lookup.find(desired), let answer = byName[found.name] else {
        reading.state.roles[desired.name] = .absent
        unlisted.append(WantedRole(desired))
        continue
      }
      switch desired {
      // The list tells all that is asked of a role that a service owns.
      case .serviceLinked: reading.state.roles[desired.name] = .present(answer.serviceRole)
      case .ordinary, .absent: wanted.append(WantedRole(desired, as: found.name))
      }
    }
    if scope.includesRelated { reading.related = Self.undeclared(set, all) }
    if !wanted.isEmpty, readsInBulk(set, scope, rolesInAccount: all.count) {
      wanted = try readInBulk(wanted, set, scope, byName, page, &bulk, &reading)
    }
    // A list may be seconds old: that a role does not exist is asked once more, when it is about few.
    if unlisted.count <= Self.callsOfSmallReading { wanted += unlisted }
    try readOneByOne(wanted, scope, &reading)
  }

  static func undeclared(
    _ set: RoleSet, _ all: [RoleAnswer], tags: [String: [Tag]] = [:]
  ) -> RelatedResources {
    let lookup = RoleLookup(all.map { RoleLookup.Listed(name: $0.name, path: $0.path) })
    let declared = Set(set.roles.compactMap { lookup.find($0)?.name })
    var others = UndeclaredRoles(trusting: set.services, ownership: set.ownership)
    for role in all
    where !declared.contains(role.name) && set.selection.includes(role.name) {
      others.add(
        role.name, path: role.path, arn: role.arn, trust: role.trust, tags: tags[role.name])
    }
    return RelatedResources(others: .present(others.roles), unreadOthers: others.unread)
  }

  private func read(
    _ set: RoleSet, _ scope: ReadScope, withoutList failure: CallFailure,
    _ reading: inout AccountReading
  ) throws(BackendError) {
    try readOneByOne(set.asked.map { WantedRole($0) }, scope, &reading)
    Self.doubtAbsent(in: set, failure, &reading)
    if strategy == .bulk {
      reading.notes.append(
        "the roles were read one by one and not all at once, since the list of all roles, which "
          + "reading in bulk needs, could not be read (iam:ListRoles)")
    }
    if scope.includesRelated {
      reading.related.others = .unreadable(failure.readFailure(of: "*"))
    }
  }

  // MARK: By name

  /// Gives the list of all roles, where a role was not found by its name.
  private func readByName(
    _ set: RoleSet, _ reading: inout AccountReading
  ) throws(BackendError) -> Result<[RoleAnswer], CallFailure>? {
    try readOneByOne(set.asked.map { WantedRole($0) }, .plan, &reading)
    let absent = set.asked.filter { $0.isLookedFor && reading.state.roles[$0.name] == .absent }
    guard !absent.isEmpty else { return nil }
    let list = try list()
    switch list {
    case .failure(let failure): Self.doubtAbsent(in: set, failure, &reading)
    case .success(let all):
      let lookup = RoleLookup(all.map { RoleLookup.Listed(name: $0.name, path: $0.path) })
      let found = absent.compactMap { desired in
        lookup.find(desired).map { WantedRole(desired, as: $0.name) }
      }
      try readOneByOne(found, .plan, &reading)
    }
    return list
  }

  /// A role that its own name does not find may exist in another spelling: without the list of all roles
  /// its absence is not known, and nothing may be created on top of that.
  private static func doubtAbsent(
    in set: RoleSet, _ failure: CallFailure, _ reading: inout AccountReading
  ) {
    for desired in set.asked
    where desired.isLookedFor && reading.state.roles[desired.name] == .absent {
      reading.state.roles[desired.name] = .unreadable(failure.readFailure(of: desired.name))
    }
  }

  // MARK: One by one

  /// Reads roles by their exact names into `reading`.
  ///
  /// What ends the work, such as keys that expire, ends it only when nothing was read before.
  func readOneByOne(
    _ wanted: [WantedRole], _ scope: ReadScope, _ reading: inout AccountReading
  ) throws(BackendError) {
    guard !wanted.isEmpty else { return }
    let reader = RoleReader(client: client, isSideBySide: 2 * wanted.count <= client.width)
    let outcomes = client.outcomes(of: wanted) { role throws(CallFailure) in
      try reader.read(role.name, isServiceLinked: role.isServiceLinked)
    }
    var first: (failure: CallFailure, role: String)?
    var isAnythingRead = reading.state.roles.values.contains { $0.failure == nil }
    for (role, outcome) in zip(wanted, outcomes) {
      switch outcome {
      case .success(let found):
        reading.state.roles[role.key] = found
        isAnythingRead = true
      case .failure(let failure):
        reading.state.roles[role.key] = .unreadable(failure.readFailure(of: role.name))
        // A missing permission is an answer.
        if failure.isDenied { isAnythingRead = true } else { first = first ?? (failure, role.name) }
        if failure.kind == .cancelled { throw BackendError(failure, reading: role.name) }
      }
    }
    if let first, !isAnythingRead { throw BackendError(first.failure, reading: first.role) }
    guard scope.includesRelated else { return }
    let present = wanted.filter {
      !$0.isServiceLinked && reading.state.roles[$0.key]?.value != nil
    }
    let profiles = client.outcomes(of: present) { [client] role throws(CallFailure) in
      try client.instanceProfiles(of: role.name)
    }
    for (role, outcome) in zip(present, profiles) {
      reading.related.instanceProfiles[role.key] = try Self.reading(outcome, of: role.name)
    }
  }

  /// What came of one question; that the person stopped the work is thrown.
  static func reading<Value>(
    _ outcome: Result<Value, CallFailure>, of subject: String
  ) throws(BackendError) -> Reading<Value> {
    switch outcome {
    case .success(let value): return .present(value)
    case .failure(let failure) where failure.kind == .cancelled:
      throw BackendError(failure, reading: nil)
    case .failure(let failure): return .unreadable(failure.readFailure(of: subject))
    }
  }

  /// Reads the instance profiles that the roles of a set declare.
  private func readInstanceProfiles(
    of set: RoleSet, into reading: inout AccountReading
  ) throws(BackendError) {
    let names = set.askedProfiles
    guard !names.isEmpty else { return }
    let outcomes = client.outcomes(of: names) { [client] name throws(CallFailure) in
      try client.instanceProfile(name)
    }
    for (name, outcome) in zip(names, outcomes) {
      switch try Self.reading(outcome, of: name) {
      case .present(let found):
        reading.state.instanceProfiles[name] = found.map(Reading.present) ?? .absent
      case .absent: reading.state.instanceProfiles[name] = .absent
      case .unreadable(let failure): reading.state.instanceProfiles[name] = .unreadable(failure)
      }
    }
  }

  /// Reads the instance profiles that hold a role that should not exist: it leaves them before it goes.
  func readProfilesOfAbsentRoles(
    of set: RoleSet, into reading: inout AccountReading
  ) throws(BackendError) {
    let held = set.asked.compactMap { desired -> WantedRole? in
      guard case .absent = desired, let role = reading.state.roles[desired.name]?.value else {
        return nil
      }
      return WantedRole(desired, as: role.name)
    }
    let outcomes = client.outcomes(of: held) { [client] role throws(CallFailure) in
      try client.instanceProfiles(of: role.name)
    }
    for (role, outcome) in zip(held, outcomes) {
      reading.state.profilesOfRoles[role.key] = try Self.reading(outcome, of: role.name)
    }
  }
}

extension DesiredRole {
  /// Whether the account may have it in another spelling: one that a run recorded has the name that the
  /// account gave it.
  fileprivate var isLookedFor: Bool {
    guard case .absent(let role) = self else { return true }
    return role.reason == .declared
  }
}

/// A role to read: the name that the set gives it, and the name in the account.
struct WantedRole: Sendable {
  let key: String
  let name: String
  let isServiceLinked: Bool

  init(_ desired: DesiredRole, as name: String? = nil) {
    key = desired.name
    self.name = name ?? desired.name
    isServiceLinked =
      switch desired {
      case .serviceLinked: true
      case .ordinary, .absent: false
      }
  }
}

extension RoleAnswer {
  /// A role that its service owns, of which only name, path and trust are asked.
  fileprivate var serviceRole: ObservedRole {
    var role = observed(managedPolicies: .absent, inlinePolicies: .absent)
    role.description = .absent
    role.maxSessionDuration = .absent
    role.permissionsBoundary = .absent
    role.tags = .present([])
    return role
  }
}

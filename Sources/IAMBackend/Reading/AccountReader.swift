import AWSAccess
public import IAMRoles

/// What was read of an account, and what a person should know about the reading.
public struct AccountReading: Hashable, Sendable {
  /// The state of every wanted role.
  public var state: AccountState
  /// Notes for a person, in order: what could not be checked and does no harm.
  public var notes: [String]

  /// Makes a reading.
  public init(state: AccountState, notes: [String] = []) {
    self.state = state
    self.notes = notes
  }
}

/// Reads the roles of a set from an account: each by its name, then, when one is not there, once more
/// through the list of all roles, where it may stand in another spelling.
public struct AccountReader: Sendable {
  let caller: any IAMCaller
  let width: Int

  /// Makes a reader; `width` is the number of roles that are read side by side.
  public init(_ caller: any IAMCaller, width: Int = 4) {
    self.caller = caller
    self.width = width
  }

  /// Reads the roles that `set` wants.
  ///
  /// - Throws: `BackendError` when the connection or the credentials fail, or when nothing at all could
  ///   be read for another reason than a missing permission.
  public func read(_ set: RoleSet) throws(BackendError) -> AccountReading {
    let outcomes = try readRoles(set.roles.map { Wanted($0, in: set) })
    try refuseEmptyHands(outcomes, set)
    var readings = [String: Reading<ObservedRole>](
      zip(set.roles.map(\.name), outcomes.map(\.reading)), uniquingKeysWith: { first, _ in first })
    var notes: [String] = []
    let absent = set.roles.filter { readings[$0.name] == .absent }
    if !absent.isEmpty {
      switch try sweep() {
      case .failed(let failure) where failure.isDenied:
        // GetRole has answered for the name itself, and IAM refuses a second role of another case.
        notes.append(Self.note(failure, absent))
      case .failed(let failure):
        for desired in absent {
          readings[desired.name] = .unreadable(
            failure.readFailure("ListRoles", of: desired.name))
        }
      case .listed(let lookup):
        let found = absent.compactMap { desired in
          lookup.find(desired).map { Wanted(desired, in: set, as: $0.name) }
        }
        for (wanted, outcome) in zip(found, try readRoles(found)) {
          readings[wanted.key] = outcome.reading
        }
      }
    }
    var state = AccountState(
      account: set.account, partition: set.partition, roles: readings)
    notes += try readOwnPolicies(of: set, into: &state)
    try AccountCheck.refuseOtherRoles(in: state)
    return AccountReading(state: state, notes: notes)
  }

  /// A role to read: the name that it was asked for, and the name to ask IAM for.
  private struct Wanted: Sendable {
    let key: String
    let name: String
    let isServiceLinked: Bool

    init(_ desired: DesiredRole, in set: RoleSet, as name: String? = nil) {
      key = desired.name
      self.name = name ?? desired.name
      isServiceLinked =
        switch desired {
        case .serviceLinked: true
        case .ordinary: false
        }
    }
  }

  private func readRoles(_ wanted: [Wanted]) throws(BackendError) -> [RoleReader.Outcome] {
    let reader = RoleReader(caller: caller)
    let results = Threads.map(wanted, width: width) {
      role -> Result<RoleReader.Outcome, CallFailure> in
      do throws(CallFailure) {
        return .success(try reader.read(role.name, isServiceLinked: role.isServiceLinked))
      } catch {
        return .failure(error)
      }
    }
    var outcomes: [RoleReader.Outcome] = []
    for (role, result) in zip(wanted, results) {
      switch result {
      case .success(let outcome): outcomes.append(outcome)
      case .failure(let failure): throw BackendError(failure, reading: role.name)
      }
    }
    return outcomes
  }

  /// When every GetRole failed, and not for a missing permission, the service is out of reach: that is a
  /// failure and no incomplete answer.
  private func refuseEmptyHands(
    _ outcomes: [RoleReader.Outcome], _ set: RoleSet
  ) throws(BackendError) {
    var first: CallFailure?
    for outcome in outcomes {
      guard case .failed(let failure, let cause) = outcome, failure.reason != .denied else {
        return
      }
      first = first ?? cause
    }
    if let first, let role = set.roles.first { throw BackendError(first, reading: role.name) }
  }

  private enum Sweep {
    case listed(RoleLookup)
    case failed(CallFailure)
  }

  private func sweep() throws(BackendError) -> Sweep {
    do throws(CallFailure) {
      var listed: [RoleLookup.Listed] = []
      for role in try caller.list("Roles", from: "ListRoles", [("MaxItems", "1000")]) {
        listed.append(
          RoleLookup.Listed(
            name: try role.needed("RoleName", in: "ListRoles"),
            path: try role.needed("Path", in: "ListRoles")))
      }
      return .listed(RoleLookup(listed))
    } catch {
      guard !error.isFatal else { throw BackendError(error, reading: nil) }
      return .failed(error)
    }
  }

  private static func note(_ failure: CallFailure, _ absent: [DesiredRole]) -> String {
    let names = absent.map { "'\($0.name)'" }.joined(separator: ", ")
    let cause =
      failure.isDenied
      ? "the caller may not list roles (iam:ListRoles)"
      : "the list of roles could not be read: \(failure.message)"
    return
      "\(names): not there under this name; other spellings were not looked for, since \(cause)"
  }
}

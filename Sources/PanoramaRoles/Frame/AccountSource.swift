import CommandTable
import IAMBackend
import IAMRoles

/// Where a command learns how the account is.
enum AccountSource: Hashable, Sendable {
  /// From IAM.
  case live(ConnectionOptions)
  /// From a saved answer of GetAccountAuthorizationDetails.
  case snapshot(String)

  init(_ arguments: Arguments) {
    let snapshot = arguments.value(of: Flags.snapshot)
    let connection = ConnectionOptions(arguments)
    self = snapshot.map(AccountSource.snapshot) ?? .live(connection)
  }

  /// Reads the roles of a set; the caller of a live account must belong to the set's account.
  func read(_ set: RoleSet, in session: Session) throws(Report) -> AccountReading {
    switch self {
    case .live(let options):
      return try session.account(options, partition: set.partition).read(set)
    case .snapshot(let path): return try Self.read(set, fromSnapshot: path)
    }
  }

  /// Reads the roles of a set, and nothing around them.
  func readRoles(_ set: RoleSet, in session: Session) throws(Report) -> SurveyReading {
    let reading = try read(set, in: session)
    return SurveyReading(state: reading.state, surroundings: Surroundings(), notes: reading.notes)
  }

  /// Reads the roles of a set and what stands around them.
  func survey(
    _ set: RoleSet, pinned: Set<String>, way: ReadingWay?, in session: Session
  ) throws(Report) -> SurveyReading {
    switch self {
    case .live(let options):
      return try session.account(options, partition: set.partition)
        .survey(set, pinned: pinned, way: way)
    case .snapshot(let path):
      let snapshot = try Self.snapshotFile(path)
      let state = try Self.state(of: set, in: snapshot, path)
      return SurveyReading(
        state: state, surroundings: snapshot.surroundings(of: set, pinned: pinned),
        notes: [Self.untold])
    }
  }

  private static func read(
    _ set: RoleSet, fromSnapshot path: String
  ) throws(Report) -> AccountReading {
    let snapshot = try snapshotFile(path)
    var state = try state(of: set, in: snapshot, path)
    state.ownPolicies = snapshot.ownPolicies(of: set)
    return AccountReading(state: state, notes: [untold])
  }

  private static let untold =
    "a snapshot tells neither description nor maximum session duration: they are not compared"

  private static func snapshotFile(_ path: String) throws(Report) -> Snapshot {
    let bytes = try InputFile.bytes(
      path, hint: "'aws iam get-account-authorization-details >FILE' makes it")
    do throws(FileFormError) { return try Snapshot(reading: bytes) } catch {
      throw Report(error, in: InputFile.displayName(path))
    }
  }

  private static func state(
    of set: RoleSet, in snapshot: Snapshot, _ path: String
  ) throws(Report) -> AccountState {
    do throws(SnapshotRefusal) {
      var state = try snapshot.state(for: set)
      let arns = Drift(between: set, and: state).policiesOfInterest
      state.policies = snapshot.library(of: arns).completed(by: .builtIn(arns))
      return state
    } catch {
      throw Report(.refused, error.message, at: InputFile.displayName(path), hint: error.hint)
    }
  }
}

/// How AWS is reached, as the command line says it.
struct ConnectionOptions: Hashable, Sendable {
  let profile: String?
  let region: String?
  let endpointURL: String?
  let allowsPlainHTTP: Bool
  let maxAttempts: Int?
  let timeout: Int?

  init(_ arguments: Arguments) {
    profile = arguments.value(of: Flags.profile)
    region = arguments.value(of: Flags.region)
    endpointURL = arguments.value(of: Flags.endpointURL)
    allowsPlainHTTP = arguments.has(Flags.allowPlainHTTP)
    maxAttempts = arguments.number(of: Flags.maxAttempts)
    timeout = arguments.number(of: Flags.timeout)
  }
}

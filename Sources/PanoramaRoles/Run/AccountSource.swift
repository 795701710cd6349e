import CommandTable
import IAMBackend
import IAMRoles

/// Where a command learns how the account is.
enum AccountSource: Hashable, Sendable {
  /// From IAM.
  case live(ConnectionOptions)
  /// From a saved answer of GetAccountAuthorizationDetails.
  case snapshot(SnapshotFile)

  init(_ arguments: Arguments) throws(CommandError) {
    let connection = ConnectionOptions(arguments)
    guard let file = try SnapshotFile(arguments) else {
      self = .live(connection)
      return
    }
    for flag in Flags.connection.flags where arguments.has(flag) {
      throw CommandError(
        .usage, "'--\(flag.name)' says how to reach AWS, and '--snapshot' reads a file",
        hint: "leave one of them out")
    }
    self = .snapshot(file)
  }

  /// Says whether it is a file.
  var isFile: Bool {
    switch self {
    case .live: false
    case .snapshot: true
    }
  }

  /// Reads the roles of a set; the caller of a live account must belong to the set's account.
  func read(_ set: RoleSet, in context: CommandContext) throws(CommandError) -> AccountReading {
    switch self {
    case .live(let options):
      return try reading(set, in: context) { () throws(CommandError) in
        try context.account(options, partition: set.partition).read(set)
      }
    case .snapshot(let file):
      var reading = try Self.read(set, from: file, in: context).reading
      let coverage = Drift(between: set, and: reading.state).roles.flatMap(\.coverage)
      let unavailable = UnavailableNote.text(coverage, isOfFile: true, includesRelated: false)
      if let unavailable { reading.notes.append(unavailable) }
      return reading
    }
  }

  /// Reads the roles of a set, and nothing around them.
  func readRoles(_ set: RoleSet, in context: CommandContext) throws(CommandError) -> SurveyReading {
    var related = RelatedResources()
    let reading: AccountReading
    switch self {
    case .live: reading = try read(set, in: context)
    case .snapshot(let file):
      let snapshot: Snapshot
      (snapshot, reading) = try Self.read(set, from: file, in: context)
      related.withheldIDs = snapshot.withheldIDs(of: set)
      // A part of an account is never in sync.
      if let failure = snapshot.truncation { related.others = .unreadable(failure) }
    }
    return SurveyReading(state: reading.state, related: related, notes: reading.notes)
  }

  /// Reads the roles of a set and what stands around them.
  func survey(
    _ set: RoleSet, pinned: Set<String>, way: ReadStrategy?, in context: CommandContext
  ) throws(CommandError) -> SurveyReading {
    switch self {
    case .live(let options):
      return try reading(set, in: context) { () throws(CommandError) in
        try context.account(options, partition: set.partition)
          .survey(set, pinned: pinned, way: way)
      }
    case .snapshot(let file):
      let snapshot = try file.read(by: context.clock)
      let state = try Self.state(of: set, in: snapshot, file)
      return SurveyReading(
        state: state, related: snapshot.related(of: set, pinned: pinned),
        notes: Self.notes(on: snapshot))
    }
  }

  /// Shows what goes on while an account is read; a person may watch.
  private func reading<Value>(
    _ set: RoleSet, in context: CommandContext, _ read: () throws(CommandError) -> Value
  ) throws(CommandError) -> Value {
    context.terminal.status("reading account \(set.account) …")
    defer { context.terminal.endStatus() }
    return try read()
  }

  private static func read(
    _ set: RoleSet, from file: SnapshotFile, in context: CommandContext
  ) throws(CommandError) -> (snapshot: Snapshot, reading: AccountReading) {
    let snapshot = try file.read(by: context.clock)
    var state = try state(of: set, in: snapshot, file)
    state.ownPolicies = snapshot.ownPolicies(of: set)
    state.namesakes = snapshot.namesakes(of: set)
    return (snapshot, AccountReading(state: state, notes: notes(on: snapshot)))
  }

  /// What a person must know of an answer that rests on a snapshot.
  private static func notes(on snapshot: Snapshot) -> [String] {
    snapshot.roleCount == 0 ? ["the snapshot holds no role at all"] : []
  }

  private static func state(
    of set: RoleSet, in snapshot: Snapshot, _ file: SnapshotFile
  ) throws(CommandError) -> AccountState {
    do throws(SnapshotRefusal) {
      var state = try snapshot.state(for: set)
      let arns = Drift(between: set, and: state).policiesOfInterest
      state.policies = snapshot.library(of: arns).completed(by: .builtIn(arns))
      return state
    } catch {
      throw CommandError(.refused, error.message, at: file.name, hint: error.hint)
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
  let isDebugging: Bool

  init(_ arguments: Arguments) {
    profile = arguments[Flags.profile]
    region = arguments[Flags.region]
    endpointURL = arguments[Flags.endpointURL]
    allowsPlainHTTP = arguments[Flags.allowPlainHTTP]
    maxAttempts = arguments[Flags.maxAttempts]
    timeout = arguments[Flags.timeout]
    isDebugging = arguments[Flags.debug]
  }
}

import CommandTable
import IAMBackend
import IAMPolicy
import IAMRoles
import Reports

/// An account that a command reads and changes, whatever is behind it.
struct OpenAccount {
  let backend: any IAMBackend
  let timeouts: ConsistencyTimeouts
  /// What the backend tells while changes are made.
  let events: ExecutionEvents
  /// Whether it ends with the command: nothing of it is recorded.
  var isModel = false

  /// Reads the roles of a set and what else the scope asks for.
  ///
  /// Where permissions differ, the managed policies that say which way are read as well.
  func read(_ set: RoleSet, for scope: ReadScope) throws(CommandError) -> AccountReading {
    do throws(BackendError) {
      var reading = try backend.read(set, for: scope)
      try readOwners(of: set, scope, into: &reading)
      let new = Drift.policiesOfNewRoles(of: set, and: reading.state)
      reading.state.policies = reading.state.policies.completed(by: .builtIn(new))
      var arns = Drift.policiesOfInterest(between: set, and: reading.state)
      if !scope.includesRelated {
        let ordering = Drift.policiesThatOrderNewRoles(of: set, and: reading.state)
        arns = Set(arns + ordering).sorted()
      }
      guard !arns.isEmpty else { return reading }
      let rest = arns.filter { reading.related.managedPolicies[$0] == nil }
      let (library, notes) = try backend.documents(of: rest)
      reading.state.policies = reading.related.library(of: arns)
        .completed(by: library).completed(by: .builtIn(arns + new))
      reading.notes += notes
      return reading
    } catch {
      throw CommandError(error)
    }
  }
}

extension OpenAccount {
  /// Reads the tags of undeclared roles that would be reported: another spec may own them.
  private func readOwners(
    of set: RoleSet, _ scope: ReadScope, into reading: inout AccountReading
  ) throws(BackendError) {
    guard case .drift = scope, set.ownership != nil else { return }
    let undeclared = Drift.undeclaredRoles(
      of: set, related: reading.related,
      baseline: DriftBaseline(knownRoles: DriftBaseline.rolesOfCatalogue))
    let names = undeclared.filter { !$0.hasTags }.map(\.name)
    guard !names.isEmpty else { return }
    reading.related.add(tags: try backend.tags(ofRoles: names))
  }
}

/// Which backend a command uses, as the command line says it: the one place that chooses.
enum BackendOptions: Hashable, Sendable {
  /// IAM itself.
  case aws(ConnectionOptions, ReadStrategy)
  /// A model of an account in memory, which starts from a snapshot or empty.
  case memory(SnapshotFile?)

  /// What a person may choose.
  enum Choice: String, CaseIterable {
    case aws
    case memory
  }

  static let backend = Flag(
    "backend", choice: "WHERE", default: Choice.aws,
    "Where roles are read and changed: in the account (default), or in a model of it that starts "
      + "from '--snapshot' or empty and ends with the command")
  static let readStrategy = Flag(
    "read-strategy", choice: "HOW", default: ReadStrategy.automatic,
    "How to read roles: one by one, all at once, or whichever takes fewer calls (default)")

  init(_ arguments: Arguments) throws(CommandError) {
    let snapshot = try SnapshotFile(arguments)
    guard arguments[Self.backend] == .memory else {
      if snapshot != nil {
        throw CommandError(
          .usage, "'--snapshot' is given without '--backend memory'",
          hint: "add '--backend memory' to try the changes without an account")
      }
      self = .aws(ConnectionOptions(arguments), arguments[Self.readStrategy])
      return
    }
    let flags = Flags.connection.flags + [Self.readStrategy.declaration]
    for flag in flags where arguments.has(flag) {
      throw CommandError(
        .usage, "'--\(flag.name)' says how to reach AWS, and '--backend memory' does not",
        hint: "leave one of them out")
    }
    self = .memory(snapshot)
  }

  /// Opens the account of a set.
  func open(for set: RoleSet, in context: CommandContext) throws(CommandError) -> OpenAccount {
    switch self {
    case .aws(let connection, let strategy):
      return try context.account(connection, partition: set.partition).backend(of: set, strategy)
    case .memory(let file): return try Self.model(of: set, from: file, by: context.clock)
    }
  }

  /// A model that waits for nothing.
  static func model(
    of set: RoleSet, from file: SnapshotFile? = nil, by clock: Clock
  ) throws(CommandError) -> OpenAccount {
    let backend: InMemoryBackend
    if let file {
      let snapshot = try file.read(by: clock)
      do throws(SnapshotRefusal) {
        backend = try InMemoryBackend(
          snapshot, account: set.account, partition: set.partition)
      } catch {
        throw CommandError(.refused, error.message, at: file.name, hint: error.hint)
      }
    } else {
      backend = InMemoryBackend(.empty(for: set))
    }
    return OpenAccount(
      backend: backend, timeouts: ConsistencyTimeouts(sleep: { _ in true }),
      events: ExecutionEvents(), isModel: true)
  }
}

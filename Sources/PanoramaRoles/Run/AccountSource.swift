import CommandTable
import IAMBackend
import IAMPolicy
import IAMRoles
import Reports

/// Where a command learns how the account is.
enum AccountSource: Hashable, Sendable {
  /// From IAM.
  case live(ConnectionOptions, ReadStrategy)
  /// From a saved answer of GetAccountAuthorizationDetails.
  case snapshot(SnapshotFile)

  init(_ arguments: Arguments) throws(CommandError) {
    guard let file = try SnapshotFile(arguments) else {
      self = .live(ConnectionOptions(arguments), arguments[BackendOptions.readStrategy])
      return
    }
    let flags = Flags.connection.flags + [BackendOptions.readStrategy.declaration]
    for flag in flags where arguments.has(flag) {
      throw CommandError(
        .usage, "'--\(flag.name)' says how to read an account, and '--snapshot' reads a file",
        hint: "leave one of them out")
    }
    self = .snapshot(file)
  }

  /// How roles are read.
  var strategy: ReadStrategy {
    switch self {
    case .live(_, let strategy): strategy
    case .snapshot: .automatic
    }
  }

  /// Says whether it is a file.
  var isFile: Bool {
    switch self {
    case .live: false
    case .snapshot: true
    }
  }

  /// A hint whose commands read the same file where they can, so that they need no credentials either.
  func pasteable(_ hint: String) -> String {
    guard case .snapshot(let file) = self, file.path != "-" else { return hint }
    return SpecFile.adding(
      "--snapshot \(ShellWord.text(file.path))", to: ["plan", "import"], of: hint)
  }

  /// The folder of snapshots that a file source names for many accounts; nil for live accounts.
  func folder(in context: CommandContext) throws(CommandError) -> SnapshotFolder? {
    guard case .snapshot(let file) = self else { return nil }
    guard InputFile.isFolder(file.path) else {
      throw CommandError(
        .usage, "with '--accounts' '--snapshot' names a folder, and '\(file.name)' is not one",
        hint: "'panorama-roles snapshot --accounts FILE --out FOLDER' writes one")
    }
    return SnapshotFolder(path: file.path, limit: file.limit, clock: context.clock)
  }

  /// Reads the roles of a set and what else the scope asks for; the caller of a live account must belong
  /// to the set's account.
  func read(
    _ set: RoleSet, for scope: ReadScope, in context: CommandContext
  ) throws(CommandError) -> AccountReading {
    switch self {
    case .live(let options, let strategy):
      return try reading(set, in: context) { () throws(CommandError) in
        try context.account(options, partition: set.partition).backend(of: set, strategy)
          .read(set, for: scope)
      }
    case .snapshot(let file):
      let snapshot = try file.read(by: context.clock)
      UntilExit.keep(snapshot)
      return try AccountReading(of: set, in: snapshot, called: file.name, for: scope)
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
}

extension AccountReading {
  /// Reads the roles of a set out of a snapshot, and what else the scope asks for.
  ///
  /// `name` is what the snapshot is called in messages.
  init(
    of set: RoleSet, in snapshot: Snapshot, called name: String, for scope: ReadScope
  ) throws(CommandError) {
    var state: AccountState
    let others = scope == .planWithOthers ? snapshot.rolesByTag(of: set) : []
    do throws(SnapshotRefusal) {
      state = try snapshot.state(for: set.withRoles(byTag: others))
    } catch {
      throw CommandError(.refused, error.message, at: name, hint: error.hint)
    }
    state.rolesByTag = others
    let arns = Drift.policiesOfInterest(between: set, and: state)
    let told = arns + Drift.policiesOfNewRoles(of: set, and: state)
    state.policies = snapshot.library(of: told).completed(by: .builtIn(told))
    var related = RelatedResources()
    switch scope {
    case .plan, .planWithOthers:
      state.ownPolicies = snapshot.ownPolicies(of: set)
      state.namesakes = snapshot.namesakes(of: set)
      related.withheldIDs = snapshot.withheldIDs(of: set)
      // A part of an account is never in sync.
      if let failure = snapshot.truncation { related.others = .unreadable(failure) }
    case .drift(let pinned):
      related = snapshot.related(of: set, pinned: pinned)
      related.add(permissions: snapshot.permissions(ofUndeclared: set, related))
    }
    self.init(
      state: state, related: related,
      // What a person must know of an answer that rests on a snapshot.
      notes: snapshot.roleCount == 0 ? ["the snapshot holds no role at all"] : [],
      takenAt: snapshot.takenAt)
  }
}

extension Snapshot {
  /// What the undeclared roles may do that a check can report.
  fileprivate func permissions(
    ofUndeclared set: RoleSet, _ related: RelatedResources
  ) -> [String: RolePermissions] {
    var baseline = DriftBaseline(knownRoles: DriftBaseline.rolesOfCatalogue)
    baseline.countsEverydayRoles = true
    let reported = Drift.undeclaredRoles(of: set, related: related, baseline: baseline)
    var found: [String: RolePermissions] = [:]
    for name in reported.filter(\.isRole).map(\.name) {
      guard let role = role(named: name) else { continue }
      var arns = (role.managedPolicies.value ?? []).map(\.arn)
      if let boundary = role.permissionsBoundary.value { arns.append(boundary.arn) }
      found[name] = RolePermissions(
        of: role, documents: library(of: arns).completed(by: .builtIn(arns)))
    }
    return found
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
  let cachesCredentials: Bool

  init(_ arguments: Arguments) {
    profile = arguments[Flags.profile]
    region = arguments[Flags.region]
    endpointURL = arguments[Flags.endpointURL]
    allowsPlainHTTP = arguments[Flags.allowPlainHTTP]
    maxAttempts = arguments[Flags.maxAttempts]
    timeout = arguments[Flags.timeout]
    isDebugging = arguments[Flags.debug]
    cachesCredentials = arguments[Flags.cacheCredentials]
  }
}

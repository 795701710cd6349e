import AWSAccess
import CommandTable
import IAMRoles
import JSONText
import Reports
import RoleCatalogue

/// What the command line says about many accounts.
struct AccountsOptions: Hashable, Sendable {
  static let accounts = Flag(
    "accounts", .file("FILE"), "Work in these accounts: one id a line, or a JSON array")
  static let assumeRole = Flag(
    "assume-role", .text("NAME"), "The role to assume in each account, with its path")
  static let externalID = Flag("external-id", .text("ID"), "The external id that the role asks for")
  static let sessionName = Flag(
    "session-name", .text("NAME"), "The name of the sessions (default panorama-roles-COMMAND)")
  static let parallel = Flag(
    "parallel", number: "N", 1...64, "How many accounts are worked on side by side (default 8)")
  static let resume = Flag(
    "resume", .file("FILE"), "Take over finished accounts from these JSON lines of an earlier run")
  static let shard = Flag("shard", .text("I/N"), "Only the I-th of N parts of the list")
  static let shards = Flag(
    "shards", number: "N", 1...1_000_000, "How many parts there are, when a Job sets the index")

  private static let flags: [any FlagDeclaring] = [
    accounts, assumeRole, externalID, sessionName, parallel, resume, shard, shards,
  ]

  /// Under a heading of their own.
  static let section = heading(flags)

  private static func heading(_ flags: [any FlagDeclaring]) -> FlagSection {
    FlagSection(
      "Flags for many accounts", flags,
      environment: [
        Definition(
          "AWS_BATCH_JOB_ARRAY_INDEX, AWS_BATCH_JOB_ARRAY_SIZE, JOB_COMPLETION_INDEX",
          "Which part of a list of accounts is taken, when --shard is not given")
      ])
  }

  /// The form of what is written of many accounts.
  static let format = Flag(
    "format", choice: "FORMAT", default: OutputFormat.text,
    "With --accounts: text, or one JSON line an account")

  /// The flags of a command that has no other use for a format.
  static func writingSection(_ more: [any FlagDeclaring] = []) -> FlagSection {
    heading(flags + more + [format])
  }

  /// What help says of each command for many accounts.
  static func discussion(_ special: String) -> String {
    "With --accounts each account of a list is reached by a role in it, many side by side. "
      + special
      + " --format json prints one JSON line an account, in the order of the list; --resume takes the "
      + "finished ones over. Parts of the list are chosen by --shard, or by the index of a batch job as "
      + "for 'drift', and 'accounts merge' joins their results."
  }

  /// Reads the format of a command that prints one document otherwise.
  static func chosenFormat(_ arguments: Arguments) throws(CommandError) -> OutputFormat {
    let format = arguments[Self.format]
    guard format == .json, arguments[accounts] == nil else { return format }
    throw CommandError(
      .usage, "'--format json' goes with '--accounts'", hint: "add '--accounts FILE'")
  }

  /// A flag that is about one account.
  static func alone(_ flag: String, _ hint: String) -> CommandError {
    CommandError(.usage, "'\(flag)' and '--accounts' cannot be used together", hint: hint)
  }

  /// Where the files of many accounts go.
  static var needsFolder: CommandError {
    CommandError(
      .usage, "nothing says where the files of the accounts go", hint: "add '--out FOLDER'")
  }

  private let path: String
  private let roleName: String?
  private let external: String?
  private let sessionName: String
  /// Whether the accounts are read from snapshots.
  let isOfFiles: Bool
  /// How many accounts are worked on side by side.
  let parallel: Int
  private let resumePath: String?
  private let shardText: String?
  private let shardCount: Int?

  /// Reads the flags of a command; nil when it is about one account.
  ///
  /// - Parameter isOfFiles: whether the accounts are read from snapshots, and none is reached.
  init?(
    _ arguments: Arguments, command: String, isOfFiles: Bool = false
  ) throws(CommandError) {
    let path = arguments[Self.accounts]
    roleName = arguments[Self.assumeRole]
    external = arguments[Self.externalID]
    let session = arguments[Self.sessionName]
    let parallel = arguments[Self.parallel]
    resumePath = arguments[Self.resume]
    shardText = arguments[Self.shard]
    shardCount = arguments[Self.shards]
    guard let path else {
      let given = Self.section.flags.first { arguments.has($0) }
      guard let given else { return nil }
      throw CommandError(
        .usage, "'\(given.spelling)' goes with '--accounts'", hint: "add '--accounts FILE'")
    }
    self.path = path
    sessionName = session ?? "panorama-roles-\(command)"
    self.isOfFiles = isOfFiles
    self.parallel = parallel ?? 8
    let problems = [
      roleName.flatMap(MemberRole.problem(ofName:)),
      external.flatMap(MemberRole.problem(ofExternalID:)),
      session.flatMap(MemberRole.problem(ofSessionName:)),
    ]
    if let problem = problems.compactMap({ $0 }).first { throw CommandError(.usage, problem) }
    let ways = [
      Self.assumeRole.declaration, Self.externalID.declaration, Self.sessionName.declaration,
    ]
    if isOfFiles, let way = ways.first(where: { arguments.has($0) }) {
      throw CommandError(
        .usage, "'\(way.spelling)' says how to reach an account, and '--snapshot' reads files",
        hint: "leave one of them out")
    }
  }

  private func list() throws(CommandError) -> AccountList { try Self.list(path) }

  /// Reads a list of accounts.
  static func list(_ path: String) throws(CommandError) -> AccountList {
    let bytes = try InputFile.bytes(path)
    do throws(DocumentError) { return try AccountList(reading: bytes) } catch {
      throw FileKind.mismatch(bytes, wanted: .accounts, path: path)
        ?? CommandError(error, in: InputFile.displayName(path))
    }
  }

  private func shard(in environment: Environment) throws(CommandError) -> Shard {
    try Shard(flag: shardText, total: shardCount, environment: environment)
  }

  /// The accounts of the list that this run is about, each with its role.
  func roster(
    partition: String, in environment: Environment
  ) throws(CommandError) -> AccountsRoster {
    let list = try list()
    let shard = try shard(in: environment)
    let digest = list.digest
    let members = try list.accounts.enumerated().filter { shard.holds($0.offset) }.map {
      offset, account throws(CommandError) in
      try member(
        account,
        at: AccountPlace(list: digest, position: offset, total: list.accounts.count),
        partition: partition)
    }
    return AccountsRoster(members: members, total: list.accounts.count, shard: shard)
  }

  private func member(
    _ account: ListedAccount, at place: AccountPlace, partition: String
  ) throws(CommandError) -> MemberAccount {
    let partition = account.partition ?? partition
    guard !isOfFiles else {
      return MemberAccount(account: account.id, partition: partition, role: nil, place: place)
    }
    guard let name = account.roleName ?? roleName else {
      throw CommandError(
        .usage, "nothing says which role leads to account '\(account.id)'",
        hint: "add '--assume-role NAME'")
    }
    let role = RoleToAssume(
      arn: MemberRole.arn(name, in: account.id, partition), sessionName: sessionName,
      externalID: account.externalID ?? external)
    return MemberAccount(account: account.id, partition: partition, role: role, place: place)
  }

  /// What an earlier run has found already, by position; what it could not read is read again.
  func earlier<Result: ListedResult>(
    for members: [MemberAccount], check: String, in terminal: Terminal, at now: Int
  ) throws(CommandError) -> [Int: Result] {
    guard let resumePath else { return [:] }
    if InputFile.isStandardOutput(resumePath) {
      throw CommandError(
        .usage, "'\(resumePath)' is read and written at once", hint: "write to another file")
    }
    let file = try AccountResultFile<Result>(reading: resumePath, keepsDocuments: true)
    if let line = file.tornLine {
      terminal.note("line \(line) of '\(resumePath)' is cut off: that account is read again")
    }
    let wanted = Dictionary(
      members.map { ($0.account, $0) }, uniquingKeysWith: { first, _ in first })
    var results: [Int: Result] = [:]
    for row in file.rows {
      guard row.result.check == check else {
        throw CommandError(
          .refused, "the result is of another spec, ignore list or flags", at: row.place,
          hint: "use those of that run, or leave '--resume' out")
      }
      guard row.result.isComplete, let member = wanted[row.result.account],
        member.partition == row.result.partition
      else { continue }
      var result = row.result
      result.place = member.place
      results[member.place.position] = result
    }
    // An interrupted run goes on soon; what is older says how the accounts were.
    if let written = InputFile.modificationTime(resumePath), now - written > 86_400 {
      let age = SnapshotAge(seconds: now - written).words
      terminal.warn("the results in '\(resumePath)' are \(age) old: the accounts may have changed")
    }
    terminal.note("took over \(counted(results.count, "account")) from '\(resumePath)'")
    return results
  }
}

/// An account of the list with the role that leads there; no role leads to a file.
struct MemberAccount: Hashable, Sendable {
  let account: String
  let partition: String
  let role: RoleToAssume?
  let place: AccountPlace
}

/// The accounts of a list that a run is about.
struct AccountsRoster: Hashable, Sendable {
  /// In the order of the list.
  let members: [MemberAccount]
  /// How many accounts the whole list has.
  let total: Int
  let shard: Shard

  var positions: [Int] { members.map(\.place.position) }

  /// The partitions of some accounts, each once.
  static func partitions(of members: [MemberAccount]) -> [String] {
    Set(members.map(\.partition)).sorted()
  }
}

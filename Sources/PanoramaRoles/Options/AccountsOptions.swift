import AWSAccess
import CommandTable
import IAMRoles
import JSONText
import Reports
import RoleCatalogue

/// What the command line says about many accounts.
struct AccountsOptions: Hashable, Sendable {
  static let accounts = Flag(
    "accounts", .file("FILE"), "Check these accounts: one id a line, or a JSON array")
  static let assumeRole = Flag(
    "assume-role", .text("NAME"), "The role to assume in each account, with its path")
  static let externalID = Flag("external-id", .text("ID"), "The external id that the role asks for")
  static let sessionName = Flag(
    "session-name", .text("NAME"), "The name of the sessions (default \(defaultSession))")
  static let parallel = Flag(
    "parallel", number: "N", 1...64, "How many accounts are checked side by side (default 8)")
  static let resume = Flag(
    "resume", .file("FILE"), "Take over finished accounts from these results of an earlier run")
  static let shard = Flag("shard", .text("I/N"), "Check only the I-th of N parts of the list")
  static let shards = Flag(
    "shards", number: "N", 1...1_000_000, "How many parts there are, when a Job sets the index")

  /// Under a heading of their own.
  static let section = FlagSection(
    "Flags for many accounts",
    [accounts, assumeRole, externalID, sessionName, parallel, resume, shard, shards],
    environment: [
      Definition(
        "AWS_BATCH_JOB_ARRAY_INDEX, AWS_BATCH_JOB_ARRAY_SIZE, JOB_COMPLETION_INDEX",
        "Which part of a list of accounts is checked, when --shard is not given")
    ])

  private static let defaultSession = "panorama-roles-drift"

  private let path: String
  private let roleName: String?
  private let external: String?
  private let sessionName: String
  /// How many accounts are checked side by side.
  let parallel: Int
  private let resumePath: String?
  private let shardText: String?
  private let shardCount: Int?

  /// Reads the flags; nil when one account is checked.
  init?(_ arguments: Arguments) throws(CommandError) {
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
    sessionName = session ?? Self.defaultSession
    self.parallel = parallel ?? 8
    let problems = [
      roleName.flatMap(MemberRole.problem(ofName:)),
      external.flatMap(MemberRole.problem(ofExternalID:)),
      session.flatMap(MemberRole.problem(ofSessionName:)),
    ]
    if let problem = problems.compactMap({ $0 }).first { throw CommandError(.usage, problem) }
  }

  /// Reads the list.
  func list() throws(CommandError) -> AccountList {
    let bytes = try InputFile.bytes(path)
    do throws(DocumentError) { return try AccountList(reading: bytes) } catch {
      throw FileKind.mismatch(bytes, wanted: .accounts, path: path)
        ?? CommandError(error, in: InputFile.displayName(path))
    }
  }

  /// The part of the list that this run checks.
  func shard(in environment: Environment) throws(CommandError) -> Shard {
    try Shard(flag: shardText, total: shardCount, environment: environment)
  }

  /// An account of the list with its role.
  func member(
    _ account: ListedAccount, at place: AccountResult.Place, of spec: Spec
  ) throws(CommandError) -> MemberAccount {
    guard let name = account.roleName ?? roleName else {
      throw CommandError(
        .usage, "nothing says which role leads to account '\(account.id)'",
        hint: "add '--assume-role NAME'")
    }
    let partition = account.partition ?? spec.partition
    let role = RoleToAssume(
      arn: MemberRole.arn(name, in: account.id, partition), sessionName: sessionName,
      externalID: account.externalID ?? external)
    return MemberAccount(account: account.id, partition: partition, role: role, place: place)
  }

  /// What an earlier run has found already, by position; what it could not read is read again.
  func earlier(
    for members: [MemberAccount], check: String, in terminal: Terminal, at now: Int
  ) throws(CommandError) -> [Int: AccountResult] {
    guard let resumePath else { return [:] }
    if InputFile.isStandardOutput(resumePath) {
      throw CommandError(
        .usage, "'\(resumePath)' is read and written at once", hint: "write to another file")
    }
    let file = try AccountResultFile(reading: resumePath, keepsDocuments: true)
    if let line = file.tornLine {
      terminal.note("line \(line) of '\(resumePath)' is cut off: that account is read again")
    }
    let wanted = Dictionary(
      members.map { ($0.account, $0) }, uniquingKeysWith: { first, _ in first })
    var results: [Int: AccountResult] = [:]
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

/// An account of the list with the role that leads there.
struct MemberAccount: Hashable, Sendable {
  let account: String
  let partition: String
  let role: RoleToAssume
  let place: AccountResult.Place
}

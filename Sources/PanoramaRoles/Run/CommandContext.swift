import AWSAccess
import CommandTable
import Reports

/// What a command may touch: brought in from outside, so that a test can bring its own.
struct CommandContext {
  /// The two streams.
  let terminal: Terminal
  /// The program's declaration, for help and completion.
  var table: CommandTable { Program.table }
  /// The environment variables.
  let environment: Environment
  /// What time it is.
  let clock: Clock
  /// The commit that the program was built from; nil when the build did not say.
  let commit: String?
  /// Whether the person asked to stop.
  let signals: Signals
  /// Opens the way to an account; a test brings a model in its place.
  let connect: (ConnectionOptions, _ partition: String) throws(CommandError) -> Connection
  /// Opens the ways to the accounts of some partitions, by a role in each account.
  let connectMembers: ConnectMembers

  /// The account of the credentials; without any it is an error.
  func account(
    _ options: ConnectionOptions, partition: String
  ) throws(CommandError) -> LiveAccount {
    switch try connect(options, partition) {
    case .open(let account): return account
    case .noCredentials(let report), .badCredentials(let report): throw report
    }
  }
}

/// Opens the ways to accounts of some partitions.
typealias ConnectMembers =
  (ConnectionOptions, _ partitions: [String], MemberWork) throws(CommandError) ->
  [String: MemberAccounts]

/// What came of looking for credentials.
enum Connection {
  /// There are some.
  case open(LiveAccount)
  /// None are configured; the report says where they were looked for.
  case noCredentials(CommandError)
  /// Some are configured and cannot be used.
  case badCredentials(CommandError)
}

/// A command: its words as data, then one short function.
protocol RunnableCommand: SendableMetatype {
  /// What it is called and what it takes.
  static var declaration: Command { get }
  /// Reads every flag and operand that the declaration names, and checks what the parser could not.
  init(_ arguments: Arguments) throws(CommandError)
  /// Does the work and says how it ended.
  func run(in context: CommandContext) throws(CommandError) -> ExitStatus
}

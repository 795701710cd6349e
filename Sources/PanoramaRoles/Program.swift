import AWSAccess
import CommandTable
import Reports

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The program from its words to its exit status.
public enum Program {
  /// Runs the program with the words behind its name.
  ///
  /// Nothing escapes: every error is written to standard error and becomes the exit status that is
  /// returned.
  public static func run(_ words: [String], commit: String? = nil) -> Int32 {
    // A closed pipe is an error of a write like another, not the end of the process.
    signal(SIGPIPE, SIG_IGN)
    // A file beyond the limit of the shell is a failed write, not the end of the program.
    signal(SIGXFSZ, SIG_IGN)
    Interruption.endOnSignal()
    let environment = Environment.ofProcess()
    let terminal = Terminal.standard(program: name) { environment[$0] }
    let aws = AWSConnection(environment: environment, signals: .ofProcess)
    return run(
      words, on: terminal, environment: environment, clock: .ofMachine, commit: commit,
      signals: .ofProcess, connect: aws.open,
      connectMembers: { options, partitions, work throws(CommandError) in
        try aws.members(options, partitions, for: work)
      }
    ).rawValue
  }

  /// Runs the program on a terminal; a test brings its own way to an account.
  static func run(
    _ words: [String], on terminal: Terminal, environment: Environment = Environment([:]),
    clock: Clock = .ofMachine, commit: String? = nil, signals: Signals = .none,
    connect: @escaping (ConnectionOptions, String) throws(CommandError) -> Connection,
    connectMembers: @escaping ConnectMembers = noMembers
  ) -> ExitStatus {
    let context = CommandContext(
      terminal: terminal, environment: environment, clock: clock, commit: commit,
      signals: signals, connect: connect, connectMembers: connectMembers)
    var status: ExitStatus
    do throws(CommandError) {
      status = try dispatch(words, in: context)
    } catch {
      let error = error.stopped(by: signals)
      let format = ReportFormat(of: words, in: table)
      // JSON lines hold results of accounts and nothing else.
      let isLines = words.contains { $0.hasPrefix(AccountsOptions.accounts.spelling) }
      if let format, format != .json || !isLines { format.write(error, to: terminal) }
      terminal.report(error)
      status = error.status
    }
    if terminal.outputFailure != nil {
      terminal.reportOutputFailure()
      status = ExitStatus.combined([status, .failed])
    }
    return status
  }

  /// For runs that never reach for other accounts.
  static func noMembers(
    _ options: ConnectionOptions, _ partitions: [String], _ work: MemberWork
  ) throws(CommandError) -> [String: MemberAccounts] {
    throw CommandError(.failed, "other accounts cannot be reached here")
  }

  private static func dispatch(
    _ words: [String], in context: CommandContext
  ) throws(CommandError) -> ExitStatus {
    let invocation: Invocation
    do throws(UsageError) { invocation = try parse(words) } catch {
      throw CommandError(error)
    }
    switch invocation {
    case .help(let topic, let isShort):
      context.terminal.result(exactly: context.table.help(on: topic, isShort: isShort))
      return .done
    case .version:
      context.terminal.result(exactly: "\(name) \(version)\n")
      return .done
    case .run(let command, let arguments):
      context.terminal.isQuiet = arguments[Flags.quiet]
      context.terminal.colour = arguments[Flags.colour]
      guard let type = commands.first(where: { $0.name == command.name })?.type else {
        throw CommandError(.failed, "the command '\(command.name)' is declared and not built in")
      }
      do throws(CommandError) { return try type.init(arguments).run(in: context) } catch {
        throw error.mappingHints(SpecFile(arguments).pasteable)
      }
    }
  }
}

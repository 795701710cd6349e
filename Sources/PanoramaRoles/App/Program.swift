import CommandTable

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
  public static func run(_ words: [String]) -> Int32 {
    // A closed pipe is an error of a write like another, not the end of the process.
    signal(SIGPIPE, SIG_IGN)
    Interruption.endOnSignal()
    let terminal = Terminal.standard(program: name)
    return run(
      words, on: terminal, connect: AWSConnection.open, connectMembers: AWSConnection.members
    ).rawValue
  }

  /// Runs the program on a terminal; a test brings its own way to an account.
  static func run(
    _ words: [String], on terminal: Terminal,
    connect: @escaping (ConnectionOptions, String) throws(Report) -> Connection,
    connectMembers: @escaping ConnectMembers = noMembers
  ) -> ExitStatus {
    let session = Session(
      terminal: terminal, table: table, connect: connect, connectMembers: connectMembers)
    var status: ExitStatus
    do throws(Report) {
      status = try dispatch(words, in: session)
    } catch {
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
    _ options: ConnectionOptions, _ partitions: [String]
  ) throws(Report) -> [String: MemberAccounts] {
    throw Report(.failed, "there is no way to other accounts here")
  }

  private static func dispatch(
    _ words: [String], in session: Session
  ) throws(Report) -> ExitStatus {
    let invocation: Invocation
    do throws(UsageError) { invocation = try session.table.parse(words) } catch {
      throw Report(error)
    }
    switch invocation {
    case .help(let topic):
      session.terminal.result(exactly: session.table.help(on: topic))
      return .done
    case .version:
      session.terminal.result(exactly: "\(name) \(version)\n")
      return .done
    case .run(let command, let arguments):
      session.terminal.isQuiet = arguments.has(Flags.quiet)
      if let colour = arguments.value(of: Flags.colour).flatMap(ColourChoice.init) {
        session.terminal.colour = colour
      }
      guard let type = commands.first(where: { $0.declaration.name == command.name }) else {
        throw Report(.failed, "the command '\(command.name)' is declared and not built in")
      }
      do throws(Report) { return try type.init(arguments).run(in: session) } catch {
        throw error.mappingHints(SpecFile(arguments).pasteable)
      }
    }
  }
}

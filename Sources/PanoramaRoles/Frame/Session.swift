import CommandTable

/// What a command may touch: brought in from outside, so that a test can bring its own.
struct Session {
  /// The two streams.
  let terminal: Terminal
  /// The program's declaration, for help and completion.
  let table: CommandTable
}

/// A command: its words as data, then one short function.
protocol RunnableCommand: SendableMetatype {
  /// What it is called and what it takes.
  static var declaration: Command { get }
  /// Reads every flag and operand that the declaration names, and checks what the parser could not.
  init(_ arguments: Arguments) throws(Report)
  /// Does the work and says how it ended.
  func run(in session: Session) throws(Report) -> ExitStatus
}

import CommandTable
import JSONText

/// `version`: what is running.
struct VersionCommand: RunnableCommand {
  static var declaration: Command {
    Command(
      "version", group: Flags.about, "Show the version",
      sections: [FlagSection("Flags", [Flags.format])],
      examples: [Example("Show the version", "panorama-roles version")])
  }

  private let form: OutputForm

  init(_ arguments: Arguments) throws(Report) { form = OutputForm(arguments) }

  func run(in session: Session) throws(Report) -> ExitStatus {
    switch form {
    case .text: session.terminal.result(exactly: "\(Program.name) \(Program.version)\n")
    case .json:
      let json = JSON.object([
        ("schemaVersion", .string("1.0")), ("name", .string(Program.name)),
        ("version", .string(Program.version)),
      ])
      session.terminal.result(json)
    }
    return .done
  }
}

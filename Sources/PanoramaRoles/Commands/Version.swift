import CommandTable
import JSONText
import Reports
import ServiceReference

/// `version`: what is running.
struct VersionCommand: RunnableCommand {
  static var declaration: Command {
    Command(
      "version", group: Flags.about, "Show the version",
      sections: [FlagSection("Flags", [Flags.format])],
      examples: [Example("Show the version", "panorama-roles version")])
  }

  private let format: OutputFormat

  init(_ arguments: Arguments) throws(CommandError) { format = arguments[Flags.format] }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let reference = ServiceReference.current
    switch format {
    case .text:
      context.terminal.result(
        exactly: "\(Program.name) \(Program.version)\n"
          + "service reference of \(reference.date), \(reference.serviceCount) services\n")
    case .json:
      let json = JSON.object([
        ("schemaVersion", .string("1.0")), ("name", .string(Program.name)),
        ("version", .string(Program.version)), ("referenceDate", .string(reference.date)),
      ])
      context.terminal.result(json)
    }
    return .done
  }
}

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
      let commit = context.commit.map { ", commit \($0)" } ?? ""
      context.terminal.result(
        exactly: "\(Program.name) \(Program.version)\(commit)\n"
          + "service reference of \(reference.date), \(reference.serviceCount) services\n"
          + "AWS managed policies of \(reference.managedPolicyDate)\n")
    case .json:
      let json = JSON.object([
        ("schemaVersion", .string("1.0")), ("name", .string(Program.name)),
        ("version", .string(Program.version)),
        ("commit", context.commit.map(JSON.string) ?? .null),
        ("referenceDate", .string(reference.date)),
        ("managedPoliciesDate", .string(reference.managedPolicyDate)),
      ])
      context.terminal.result(json)
    }
    return .done
  }
}

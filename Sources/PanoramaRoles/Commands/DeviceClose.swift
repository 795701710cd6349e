import CommandTable
import Reports
import RoleCatalogue

/// `device close`: holds the roles to the devices of the spec again.
struct DeviceCloseCommand: RunnableCommand {
  static var declaration: Command {
    Command(
      "device close", group: Flags.setUp, "End what 'device open' began",
      discussion: [
        "The roles serve the devices of the spec alone. A spec that is not open is fine too: "
          + "the account is compared, so that a stopped run can be continued."
      ] + DeviceRun.discussion, sections: DeviceRun.sections,
      examples: [
        Example("Hold the roles to the devices again", "panorama-roles device close --approve")
      ], statuses: DeviceRun.statuses, related: ["device open"])
  }

  private let run: DeviceRun

  init(_ arguments: Arguments) throws(CommandError) { run = try DeviceRun(arguments) }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    try run.run([.init(edits: [.close])], in: context)
  }
}

import CommandTable
import Reports
import RoleCatalogue

/// `device add`: lets one more device use the roles.
struct DeviceAddCommand: RunnableCommand {
  static var declaration: Command {
    Command(
      "device add", group: Flags.setUp, "Let another device use the appliance role",
      discussion: DeviceRun.discussion + [
        "When the trust policy has no room for the device, the command says how many fit and prints "
          + "the two trust policies that a split by Region would give (4)."
      ],
      operands: [Operand(.text("ARN"), .oneOrMore, "The device")],
      sections: DeviceRun.sections,
      examples: [
        Example(
          "Show what adding a device changes",
          "panorama-roles device add "
            + "arn:aws:panorama:us-east-1:123456789012:device/device-abcdefghijklmnopqrstuvwxyz")
      ], statuses: DeviceRun.statuses, related: ["device remove", "device swap"])
  }

  private let devices: [String]
  private let run: DeviceRun

  init(_ arguments: Arguments) throws(CommandError) {
    devices = arguments.operands
    run = try DeviceRun(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    try run.run([.init(edits: devices.map(SpecEdit.addDevice))], in: context)
  }
}

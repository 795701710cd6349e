import CommandTable
import Reports
import RoleCatalogue

/// `device remove`: shuts a device out.
struct DeviceRemoveCommand: RunnableCommand {
  static var declaration: Command {
    Command(
      "device remove", group: Flags.setUp, "Stop a device from using the appliance role",
      discussion: DeviceRun.discussion + [
        "The last device is never removed: without any, every service request of the account would "
          + "be let in. A device that the spec does not have is reported and is fine, so that a "
          + "stopped run can be continued."
      ],
      operands: [Operand(.text("ARN"), .oneOrMore, "The device")],
      sections: DeviceRun.sections,
      examples: [
        Example(
          "Show what removing a device changes",
          "panorama-roles device remove "
            + "arn:aws:panorama:us-east-1:123456789012:device/device-abcdefghijklmnopqrstuvwxyz")
      ], statuses: DeviceRun.statuses, related: ["device add", "device swap"])
  }

  private let devices: [String]
  private let run: DeviceRun

  init(_ arguments: Arguments) throws(CommandError) {
    devices = arguments.operands
    run = try DeviceRun(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let spec = try run.specFile.read()
    let held = spec.devices.devices.map(\.text)
    let gone = devices.filter { !held.contains($0) }
    for device in gone { context.terminal.note("the spec has no device '\(device)'") }
    if !held.isEmpty, held.allSatisfy(devices.contains) {
      throw CommandError(
        .refused, "the spec would have no device left, and the roles would serve any request",
        hint: "'panorama-roles device swap OLD NEW' replaces a device; "
          + "'panorama-roles spec remove --device ARN' removes the last one")
    }
    let edits = devices.filter(held.contains).map(SpecEdit.removeDevice)
    return try run.run([.init(edits: edits)], in: context)
  }
}

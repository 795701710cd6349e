import CommandTable
import IAMRoles
import Reports
import RoleCatalogue

/// `device swap`: puts a device in place of another one.
struct DeviceSwapCommand: RunnableCommand {
  static var declaration: Command {
    Command(
      "device swap", group: Flags.setUp, "Replace a device that was reset or exchanged",
      discussion: [
        "An appliance that is reset and registered again has another ARN. The swap is two steps: "
          + "first both devices may use the role, then the new one alone. The account condition stays "
          + "in both, and the old device is never shut out before the new one is let in."
      ] + DeviceRun.discussion,
      operands: [
        Operand(.text("OLD"), "The ARN that the device had"),
        Operand(.text("NEW"), "The ARN that it has now"),
      ],
      sections: DeviceRun.sections,
      examples: [
        Example(
          "Show the two steps",
          "panorama-roles device swap "
            + "arn:aws:panorama:us-east-1:123456789012:device/device-abcdefghijklmnopqrstuvwxyz "
            + "arn:aws:panorama:us-east-1:123456789012:device/device-zyxwvutsrqponmlkjihgfedcba")
      ], statuses: DeviceRun.statuses, related: ["device open", "device add"])
  }

  private let old: String
  private let new: String
  private let run: DeviceRun

  init(_ arguments: Arguments) throws(CommandError) {
    old = arguments.operands[0]
    new = arguments.operands[1]
    run = try DeviceRun(arguments)
    guard old != new else {
      throw CommandError(
        .usage, "both devices are the same",
        hint: "name the ARN that the device had, then the one that it has now")
    }
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let spec = try run.specFile.read()
    let (before, after) = (try device(old, of: spec), try device(new, of: spec))
    guard before.region == after.region else {
      throw CommandError(
        .refused,
        "the devices are in two Regions: '\(before.region)' and '\(after.region)'",
        hint: "add the new one with 'panorama-roles device add', then remove the old one with "
          + "'panorama-roles device remove'")
    }
    let held = spec.devices.devices
    switch (held.contains(before), held.contains(after)) {
    case (true, _):
      return try run.run(
        [
          .init(title: "both devices may use the role", edits: [.addDevice(new)]),
          .init(title: "the new device alone", edits: [.removeDevice(old)]),
        ], in: context)
    case (false, true):
      context.terminal.note("the spec has the new device alone: only the account is compared")
      return try run.run([.init(edits: [])], in: context)
    case (false, false):
      throw CommandError(
        .refused, "the spec has neither device",
        hint:
          "'panorama-roles device list' prints its devices; 'panorama-roles device add' adds one")
    }
  }

  private func device(_ text: String, of spec: Spec) throws(CommandError) -> DeviceARN {
    do throws(DeviceARN.Problem) {
      return try DeviceARN(text, account: spec.account, partition: spec.partition)
    } catch {
      throw CommandError(.usage, error.message, hint: error.hint)
    }
  }
}

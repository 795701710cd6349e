import CommandTable
import Reports
import RoleCatalogue

/// `device open`: lets every device of the account use the roles for a while.
struct DeviceOpenCommand: RunnableCommand {
  /// A longer time is a choice: `allDevices` of the spec.
  private static let longest = SnapshotAge(seconds: 30 * 86_400)

  private static let duration = Flag(
    "for", .text("TIME"), "How long, such as 24h: a number and d, h, m or s")

  static var declaration: Command {
    Command(
      "device open", group: Flags.setUp,
      "Let every device of the account use the appliance role, for a while",
      discussion: [
        "A device that is registered gets its ARN only then, and already needs the role. While the spec "
          + "is open, the roles serve every device of the account, with the account condition. The "
          + "spec keeps its devices and records the time; after it, 'drift' ends with 2 and "
          + "'temporary-widening-expired' until 'device close'. On an open spec the time changes."
      ] + DeviceRun.discussion,
      sections: [FlagSection("Time", [duration])] + DeviceRun.sections, required: [duration],
      examples: [
        Example("Show what opening for a day changes", "panorama-roles device open --for 24h")
      ], statuses: DeviceRun.statuses, related: ["device close", "device swap"])
  }

  private let duration: SnapshotAge
  private let run: DeviceRun

  init(_ arguments: Arguments) throws(CommandError) {
    let text = arguments[Self.duration] ?? ""
    guard let duration = SnapshotAge(text), (1...Self.longest.seconds).contains(duration.seconds)
    else {
      throw CommandError(
        .usage, "'--for' takes a time of at most 30 days, not '\(text)'",
        hint: "for example '--for 24h'")
    }
    self.duration = duration
    run = try DeviceRun(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let spec = try run.specFile.read()
    guard !spec.devices.devices.isEmpty else {
      throw CommandError(
        .refused,
        spec.devices == .all
          ? "the spec lets every device of the account use the roles already"
          : "the spec names no device, so that the roles are open already",
        hint: "'panorama-roles device add ARN' holds them to a device")
    }
    let until = Clock.moment(context.clock.now() + duration.seconds)
    guard let opening = DeviceOpening(until: until) else {
      throw CommandError(.failed, "internal error: '\(until)' is not a time")
    }
    return try run.run([.init(edits: [.open(opening)])], in: context)
  }
}

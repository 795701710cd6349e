import CommandTable
import IAMPolicy
import IAMRoles
import Reports
import RoleCatalogue

/// `device list`: prints the devices of a spec.
struct DeviceListCommand: RunnableCommand {
  static var declaration: Command {
    Command(
      "device list", group: Flags.setUp, "Print the devices of the spec",
      discussion: [
        "One ARN a line. Standard error says how much of its quota the trust policy of each role takes, "
          + "and whether the spec is open to every device."
      ],
      sections: [FlagSection("Flags", [Flags.spec, Flags.allowOutside, Flags.format])],
      examples: [Example("Print the devices", "panorama-roles device list")],
      related: ["device add", "spec set"])
  }

  private let specFile: SpecFile
  private let format: OutputFormat

  init(_ arguments: Arguments) throws(CommandError) {
    specFile = SpecFile(arguments)
    format = arguments[Flags.format]
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let loaded = try specFile.load()
    let spec = loaded.spec
    let names = try loaded.deviceRoles()
    let set = try loaded.roleSet()
    let roles = set.roles.compactMap(\.ordinary).filter { names.contains($0.name) }
    guard format == .text else {
      context.terminal.result(DeviceText.json(spec, roles))
      return .done
    }
    context.terminal.result(exactly: DeviceText.list(spec))
    switch spec.devices {
    case .all: context.terminal.note("every device of the account may use the roles")
    case .any: context.terminal.note("the roles are not held to devices")
    case .devices: break
    }
    for role in roles {
      context.terminal.note(
        "the trust policy of role '\(role.name)' has \(role.trust.size) of "
          + "\(spec.quotas.trustPolicySize) characters")
    }
    if let opened = spec.opened {
      context.terminal.note("open to every device of the account until \(opened.until)")
    }
    context.warnOfExpiredOpening(spec)
    return .done
  }
}

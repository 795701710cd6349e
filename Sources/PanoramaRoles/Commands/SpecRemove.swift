import CommandTable
import IAMRoles
import Reports
import RoleCatalogue

/// `spec remove`: takes parts out of a spec.
struct SpecRemoveCommand: RunnableCommand {
  private static let tag = Flag("tag", repeated: .text("KEY"), "The key of the tag")
  private static let parameter = Flag(
    "parameter", repeated: .text("KEY"), "The name of the parameter")
  private static let application = Flag(
    "application", repeated: .text("NAME"), "The role of the application")
  private static let groupRole = Flag(
    "group-role", repeated: .text("NAME"), "The group role for single devices")
  private static let roleSet = Flag(
    "role-set", repeated: .text("NAME|FILE"), "The role set, as the spec names it")
  private static let device = Flag("device", repeated: .text("ARN"), "The device")
  private static let allDevices = Flag(
    "all-devices", "No longer hold the roles to the devices of the account")
  private static let boundary = Flag(
    "permissions-boundary", optional: .text("ARN"),
    "The boundary that the spec names; with an ARN only where it is that one")

  private static let splitPolicies = Flag(
    "split-policies", "No longer split policies that are over a quota")

  static var declaration: Command {
    Command(
      "spec remove", group: Flags.setUp, "Remove parts of the spec",
      discussion: [
        "What the spec does not have is an error, with the nearest name. Without any device the roles "
          + "are held to the account alone: 'plan' shows that this widens access. A role that "
          + "leaves the spec stays in the account."
      ] + SpecCommands.discussion,
      sections: [
        FlagSection(
          "Flags",
          [
            device, allDevices, application, groupRole, roleSet, tag, parameter, boundary,
            splitPolicies, SpecCommands.print, Flags.spec, Flags.allowOutside, Flags.format,
          ])
      ],
      examples: [
        Example("Remove a tag", "panorama-roles spec remove --tag Team")
      ], statuses: [4], related: ["spec add", "spec set"])
  }

  private let specFile: SpecFile
  private let edits: [SpecEdit]
  private let printsOnly: Bool
  private let format: OutputFormat

  init(_ arguments: Arguments) throws(CommandError) {
    specFile = SpecFile(arguments)
    printsOnly = arguments[SpecCommands.print]
    format = arguments[Flags.format]
    try SpecCommands.refuseBoth(arguments)
    var edits: [SpecEdit] = []
    edits += arguments[Self.device].map(SpecEdit.removeDevice)
    if arguments[Self.allDevices] { edits.append(.setAllDevices(false)) }
    edits += arguments[Self.application].map(SpecEdit.removeApplication)
    edits += arguments[Self.groupRole].map(SpecEdit.removeGroupRole)
    edits += arguments[Self.roleSet].map(SpecEdit.removeRoleSet)
    edits += arguments[Self.parameter].map(SpecEdit.removeParameter)
    edits += arguments[Self.tag].map(SpecEdit.removeTag)
    switch arguments[Self.boundary] {
    case .notGiven: break
    case .withoutValue: edits.append(.removeBoundary(nil))
    case .value(let arn): edits.append(.removeBoundary(arn))
    }
    if arguments[Self.splitPolicies] { edits.append(.setSplitPolicies(false)) }
    try SpecCommands.refuseNothing(edits, "remove", "panorama-roles spec remove --device ARN")
    self.edits = edits
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    try SpecCommands.run(edits, of: specFile, printsOnly: printsOnly, format, in: context)
  }
}

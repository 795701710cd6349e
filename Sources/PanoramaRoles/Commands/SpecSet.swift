import CommandTable
import IAMRoles
import Reports
import RoleCatalogue

/// `spec set`: gives parts of a spec a value.
struct SpecSetCommand: RunnableCommand {
  static var declaration: Command {
    Command(
      "spec set", group: Flags.setUp,
      "Set tags, parameters, boundary, devices and more of the spec",
      discussion: [
        "A tag or parameter of the same key gets the new value. With --device the spec has exactly "
          + "these devices afterwards; 'spec add' adds one."
      ] + SpecCommands.discussion,
      sections: [
        FlagSection(
          "Flags",
          [
            ChoiceFlags.tag, ChoiceFlags.parameter, ChoiceFlags.boundary, Flags.device,
            Flags.allDevices, Flags.splitPolicies, SpecCommands.print, Flags.spec,
            Flags.allowOutside, Flags.format,
          ])
      ],
      examples: [
        Example("Tag every role of the spec", "panorama-roles spec set --tag Team=vision")
      ], statuses: [4], related: ["spec add", "spec remove", "init"])
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
    let devices = arguments[Flags.device]
    if !devices.isEmpty, arguments[Flags.allDevices] { throw .devicesTwice }
    var edits = try ChoiceFlags.parameters(arguments).map(SpecEdit.setParameter)
    edits += try ChoiceFlags.tags(arguments).map(SpecEdit.setTag)
    if let arn = arguments[ChoiceFlags.boundary] { edits.append(.setBoundary(arn)) }
    if !devices.isEmpty { edits.append(.setDevices(devices)) }
    if arguments[Flags.allDevices] { edits.append(.setAllDevices(true)) }
    if arguments[Flags.splitPolicies] { edits.append(.setSplitPolicies(true)) }
    try SpecCommands.refuseNothing(edits, "set", "panorama-roles spec set --tag KEY=VALUE")
    self.edits = edits
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    try SpecCommands.run(edits, of: specFile, printsOnly: printsOnly, format, in: context)
  }
}

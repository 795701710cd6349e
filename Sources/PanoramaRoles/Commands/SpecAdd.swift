import CommandTable
import IAMRoles
import Reports
import RoleCatalogue

/// What the commands that edit a spec share: flags, and how an edit is shown and written.
enum SpecCommands {
  static let print = Flag("print", "Print the edited spec and do not write it")

  static let discussion = [
    "The file is written in the form that 'init' writes; what the command does not name stays, in "
      + "its order. The whole spec is checked first, and one that is not valid is not written.",
    "Standard output shows what changes in the spec, and what 'plan' would show of it in an account "
      + "that is as the spec was: no account is read, and none is changed.",
  ]

  static func run(
    _ edits: [SpecEdit], of specFile: SpecFile, printsOnly: Bool, _ format: OutputFormat,
    in context: CommandContext
  ) throws(CommandError) -> ExitStatus {
    let outcome = try SpecEditRun(specFile: specFile, edits: edits).outcome()
    guard !printsOnly else {
      context.terminal.result(exactly: outcome.text)
      return .done
    }
    guard !outcome.lines.isEmpty || format == .json else {
      context.terminal.note("'\(specFile.path)' says so already: nothing was changed")
      return .done
    }
    for warning in outcome.new.warnings where !outcome.old.warnings.contains(warning) {
      context.terminal.warn(warning)
    }
    let (plan, drift) = try outcome.plan(by: context.clock)
    if !outcome.lines.isEmpty { try specFile.replace(by: outcome.text) }
    guard format == .text else {
      context.terminal.result(
        SpecEditText.json(
          outcome.lines, of: specFile.path, plan, closing: drift, leaving: outcome.leaving))
      return .done
    }
    context.terminal.result(
      SpecEditText.text(
        outcome.lines, of: specFile.path, plan, closing: drift, leaving: outcome.leaving))
    context.terminal.note("wrote '\(specFile.path)'")
    context.terminal.hint(
      specFile.pasteable("'panorama-roles plan' shows what changes in the account"))
    return .done
  }

  /// `--print` prints the spec itself and not a report.
  static func refuseBoth(_ arguments: Arguments) throws(CommandError) {
    guard arguments[print], arguments[Flags.format] == .json else { return }
    throw CommandError(
      .usage, "'--print' prints the spec, and '--format json' what changes",
      hint: "leave one of them out")
  }

  static func refuseNothing(_ edits: [SpecEdit], _ verb: String, _ example: String)
    throws(CommandError)
  {
    guard edits.isEmpty else { return }
    throw CommandError(
      .usage, "'spec \(verb)' names nothing to change", hint: "for example '\(example)'")
  }
}

/// `spec add`: adds to the lists of a spec.
struct SpecAddCommand: RunnableCommand {
  static var declaration: Command {
    Command(
      "spec add", group: Flags.setUp,
      "Add role sets, devices, applications and group roles to the spec",
      discussion: SpecCommands.discussion,
      sections: [
        FlagSection(
          "Flags",
          [
            Flags.device, ChoiceFlags.roleSet, ChoiceFlags.parameter, ChoiceFlags.application,
            ChoiceFlags.namespace, ChoiceFlags.groupRole, ChoiceFlags.statement,
            SpecCommands.print, Flags.spec, Flags.allowOutside, Flags.format,
          ])
      ],
      examples: [
        Example(
          "Add the role of an application", "panorama-roles spec add --application PeopleCounter")
      ], statuses: [4], related: ["spec set", "spec remove", "init"])
  }

  private let specFile: SpecFile
  private let edits: [SpecEdit]
  private let groupRoles: GroupRoleFiles
  private let printsOnly: Bool
  private let format: OutputFormat

  init(_ arguments: Arguments) throws(CommandError) {
    let specFile = SpecFile(arguments)
    self.specFile = specFile
    printsOnly = arguments[SpecCommands.print]
    format = arguments[Flags.format]
    try SpecCommands.refuseBoth(arguments)
    groupRoles = try GroupRoleFiles(arguments)
    edits =
      arguments[ChoiceFlags.roleSet].map {
        .addRoleSet(specFile.roleSetFiles.name(of: $0))
      } + (try ChoiceFlags.parameters(arguments)).map(SpecEdit.setParameter)
      + arguments[Flags.device].map(SpecEdit.addDevice)
      + (try ChoiceFlags.applications(arguments)).map(SpecEdit.addApplication)
    if groupRoles.names.isEmpty {
      try SpecCommands.refuseNothing(edits, "add", "panorama-roles spec add --device ARN")
    }
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let groups = try groupRoles.read().map(SpecEdit.addGroupRole)
    return try SpecCommands.run(
      edits + groups, of: specFile, printsOnly: printsOnly, format, in: context)
  }
}

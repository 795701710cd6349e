import CommandTable
import IAMRoles
import Reports
import RoleCatalogue

/// `import`: makes a role set of roles that exist.
struct ImportCommand: RunnableCommand {
  private static let role = Flag(
    "role", repeated: .text("GLOB"),
    "Take only roles of this name; '*' and '?' stand for any characters and for one")
  private static let path = Flag(
    "path", .text("PATH"), "Take only roles whose path begins with this, such as '/team/'")
  private static let tag = Flag(
    "tag", repeated: .text("KEY=VALUE"), "Take only roles with this tag")
  private static let trusting = Flag(
    "trusting", .text("SERVICE"),
    "Take only roles that this service may assume, such as 'lambda' or 'lambda.amazonaws.com'")
  private static let name = Flag(
    "name", .text("NAME"), "The name of the role set (default: that of the file, or 'imported')")
  private static let region = Flag(
    "replace-region", .text("REGION"), "Write ${Region} where an ARN is of this Region")
  private static let out = Flag(
    "out", .file("FILE"),
    "Write the role set to this new file; with --accounts, to files in this folder")
  private static let split = Flag(
    "split", .directory("FOLDER"),
    "Write one role set a role into this new or empty folder instead")
  private static let into = Flag(
    "into", .file("FILE"), "Put the roles into this role set instead: new, or in place of others")
  private static let spec = Flag("spec", .file("FILE"), "Write a spec that names the role set, too")

  static var declaration: Command {
    Command(
      "import", group: Flags.setUp, "Make a role set of roles that exist",
      discussion: [
        "Reads the account, a snapshot, files that the AWS CLI printed, a Terraform state or plan, or "
          + "a CloudFormation template, and writes the roles as a role-set file: trust, attached and "
          + "inline policies, boundary, instance profiles, tags, path, description, session duration, "
          + "and the managed policies of the account with their documents. With --identity-providers, or "
          + "from a snapshot that has them, the OIDC providers that the roles trust are taken too.",
        "The account and the partition become ${Account} and ${Partition} where they are certain: in "
          + "ARNs, as principals, and behind condition keys that hold an account. Other texts stay as "
          + "they are; a text of the account that would be read as a parameter, ${Name}, is written "
          + "${!Name}.",
        "What a template takes from outside becomes a parameter of the role set.",
        "Roles that AWS owns and tags that AWS sets are left out. A role that a role set cannot "
          + "describe is left out with the reason, and the run ends with 5.",
        "The new role set is then planned against what was read. The last line says how many roles and "
          + "policies were taken and what that plan is: 'no changes' proves that the file is as the "
          + "account is, and otherwise the run ends with 2. An existing file is never replaced (4).",
        "With --into the roles are added to a role-set file, or take the place of those of the same "
          + "names: what was changed by hand in the account is then what the file says.",
        AccountsOptions.discussion(
          "'--out FOLDER' then gets a role set ID.json for each account, and the output says which "
            + "accounts have the same."),
      ],
      operands: [Operand(.file("FILE"), .any, "More files for '--aws-cli'")],
      sections: [
        FlagSection(
          "Where the roles come from", ImportSource.flags + [Flags.account, Flags.partition]),
        FlagSection("Which roles are taken", [role, path, tag, trusting]),
        FlagSection("What is written", [out, split, into, spec, name, region]),
        AccountsOptions.writingSection(), Flags.connection,
      ],
      examples: [
        Example(
          "Bring the roles of a team under the tool",
          "panorama-roles import --role 'orders-*' --out orders.json --spec panorama-roles.json"),
        Example(
          "Make a role set of a snapshot",
          "panorama-roles import --snapshot account.json --out team.json"),
        Example(
          "Keep what was changed by hand",
          "panorama-roles import --role orders-api --into team.json"),
        Example(
          "Make one of what the AWS CLI printed",
          "aws iam get-account-authorization-details | panorama-roles import --aws-cli -"),
      ], statuses: [2, 4, 5, 130, 143])
  }

  private let job: Job

  private enum Job {
    case one(ImportRun)
    case many(AccountsFilesRun)
  }

  init(_ arguments: Arguments) throws(CommandError) {
    var selection = RoleSetImport.Selection()
    selection.names = arguments[Self.role]
    selection.path = arguments[Self.path]
    selection.tags = try ChoiceFlags.tags(arguments)
    selection.service = arguments[Self.trusting]
    if let accounts = try AccountsOptions(arguments, command: "import") {
      job = .many(try Self.many(accounts, arguments, selection))
      return
    }
    _ = try AccountsOptions.chosenFormat(arguments)
    let destination = try Self.destination(arguments)
    let specPath = arguments[Self.spec]
    if let specPath {
      let isNew: Bool =
        switch destination {
        case .file, .folder: true
        case .standardOutput, .into: false
        }
      guard isNew else {
        throw CommandError(
          .usage, "'--spec' names the role set by its file, and '--out' is not given",
          hint: "add '--out FILE' or '--split FOLDER'")
      }
      guard specPath != "-" else {
        throw CommandError(
          .usage, "'--spec -' names no file", hint: "name one, such as 'panorama-roles.json'")
      }
    }
    job = .one(
      ImportRun(
        source: try ImportSource(arguments), selection: selection,
        name: try Self.name(arguments, destination), region: arguments[Self.region],
        destination: destination,
        specFile: specPath.map { SpecFile(path: $0, isNamed: true) }))
  }

  /// The same in many accounts: one role set an account.
  private static func many(
    _ accounts: AccountsOptions, _ arguments: Arguments, _ selection: RoleSetImport.Selection
  ) throws(CommandError) -> AccountsFilesRun {
    let source = try ImportSource(arguments)
    guard case .live(let connection, nil, let partition, let keepsProviders) = source else {
      throw CommandError(
        .usage, "'--accounts' names the accounts that are read",
        hint: "leave '--account' and what reads a file out")
    }
    for flag in [split.declaration, into.declaration, spec.declaration] where arguments.has(flag) {
      throw AccountsOptions.alone(flag.spelling, "'--out FOLDER' gets one role set an account")
    }
    guard let folder = arguments[out], folder != "-" else { throw AccountsOptions.needsFolder }
    let name = try Self.name(arguments, .standardOutput)
    let region = arguments[Self.region]
    return AccountsFilesRun(
      options: accounts,
      work: MemberImport(
        selection: selection, name: name, region: region, keepsProviders: keepsProviders),
      format: try AccountsOptions.chosenFormat(arguments), connection: connection,
      partition: partition,
      folder: folder)
  }

  private static func destination(
    _ arguments: Arguments
  ) throws(CommandError) -> ImportRun.Destination {
    switch (arguments[out], arguments[split], arguments[into]) {
    case (nil, nil, nil), ("-", nil, nil): return .standardOutput
    case (let file?, nil, nil): return .file(file)
    case (nil, let folder?, nil): return .folder(folder)
    case (nil, nil, let file?):
      guard arguments[name] == nil, !arguments[role].isEmpty else {
        throw CommandError(
          .usage, "'--into' puts single roles into a file that has a name",
          hint: "name them with '--role', and leave '--name' out")
      }
      return .into(file)
    case (_, _, _):
      throw CommandError(
        .usage, "'--out' writes one file, '--split' one file a role, and '--into' an existing one",
        hint: "choose one of them")
    }
  }

  private static func name(
    _ arguments: Arguments, _ destination: ImportRun.Destination
  ) throws(CommandError) -> String {
    if let given = arguments[name] {
      guard RoleSetDefinition.isName(given) else {
        throw CommandError(
          .usage, "'\(given)' is not the name of a role set",
          hint: "use small letters, digits and '-'")
      }
      return given
    }
    guard case .file(let path) = destination else { return "imported" }
    let last = path.split(separator: "/").last.map(String.init) ?? ""
    let stem = last.hasSuffix(".json") ? String(last.dropLast(5)) : last
    return RoleSetDefinition.isName(stem) ? stem : "imported"
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    switch job {
    case .one(let run): try run.run(in: context)
    case .many(let run): try run.run(in: context)
    }
  }
}

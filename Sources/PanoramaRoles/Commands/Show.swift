import CommandTable
import Reports
import RoleCatalogue

/// `show NAME`: all that is known of a role set or a role.
struct ShowCommand: RunnableCommand {
  private static let role = Flag(
    "role", .suggested("NAME", Catalogue.builtIn.roleNames),
    "Show this role, and no role set: of all that are built in, or of the set that NAME says")

  private static let roleSetFile = Flag(
    "role-set-file", "Print the role set as a role-set file, to start your own from")

  static var declaration: Command {
    Command(
      "show", group: Flags.look, "Show all that is known of a role set or a role",
      discussion: [
        "Of a role: its trust, its policies with their versions and days, where it may be, what is "
          + "known of it, how sure that is, who says so, and what AWS's own texts get wrong. "
          + "'application' and 'group-role' are the roles that 'init' makes for each such flag.",
        "A name with a '/', or one that ends with '.json', is a role-set file; with --role one role of "
          + "it is shown, whose name may have parameters, as in the file.",
      ],
      operands: [
        Operand(
          .suggested("NAME", Catalogue.names), .optional, "The name of a role set or of a role")
      ],
      sections: [FlagSection("Flags", [role, roleSetFile, Flags.format])],
      examples: [
        Example("Show a role", "panorama-roles show AWSPanoramaApplianceServiceRole"),
        Example("Show a role set", "panorama-roles show panorama"),
        Example(
          "Start a role set of your own from a built-in one",
          "panorama-roles show greengrass-service-role --role-set-file >greengrass.json"),
        Example(
          "Show one role of a set of your own",
          "panorama-roles show ./cameras.json --role '${Team}-camera'"),
      ])
  }

  /// What is to be shown.
  private enum Subject {
    /// A role set or a role, whichever has the name.
    case named(String)
    /// A role of any built-in set.
    case role(String)
    /// A role of one set.
    case roleOf(set: String, role: String)
    /// A role set as a file.
    case file(set: String)
  }

  private let subject: Subject
  private let format: OutputFormat

  init(_ arguments: Arguments) throws(CommandError) {
    guard !arguments[Self.roleSetFile] else {
      guard let name = arguments.operands.first, arguments[Self.role] == nil,
        !arguments.has(Flags.format)
      else {
        throw CommandError(
          .usage, "'--role-set-file' takes the name of one role set, and prints JSON",
          hint: "'panorama-roles list' names the role sets")
      }
      subject = .file(set: name)
      format = .json
      return
    }
    switch (arguments.operands.first, arguments[Self.role]) {
    case (let name?, nil): subject = .named(name)
    case (nil, let role?): subject = .role(role)
    case (let set?, let role?): subject = .roleOf(set: set, role: role)
    case (nil, nil):
      throw CommandError(
        .usage, "'show' takes the name of a role set or role",
        hint: "'panorama-roles list' names them all")
    }
    format = arguments[Flags.format]
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    switch subject {
    case .named(let name):
      guard let set = try Self.set(named: name) else {
        show(try Self.role(named: name, orSet: true), in: context)
        break
      }
      switch format {
      case .text: context.terminal.result(CatalogueText.show(set))
      case .json: context.terminal.result(CatalogueJSON.show(set))
      }
    case .role(let name): show(try Self.role(named: name, orSet: false), in: context)
    case .roleOf(let setName, let name):
      guard let set = try Self.set(named: setName) else {
        throw Catalogue.noSet(named: setName)
      }
      show(try Catalogue.role(named: name, of: set), in: context)
    case .file(let name):
      guard let file = RoleCatalogue.roleSetFile(named: name.lowercased()) else {
        throw Catalogue.noSet(named: name)
      }
      context.terminal.result(file)
    }
    return .done
  }

  private func show(
    _ found: (set: RoleSetDefinition, role: RoleDefinition), in context: CommandContext
  ) {
    switch format {
    case .text: context.terminal.result(CatalogueText.show(found.role, of: found.set))
    case .json: context.terminal.result(CatalogueJSON.show(found.role, of: found.set))
    }
  }

  private static func role(
    named name: String, orSet: Bool
  ) throws(CommandError) -> (set: RoleSetDefinition, role: RoleDefinition) {
    if let found = Catalogue.template(named: name) { return found }
    return try Catalogue.role(
      named: name, orSet: orSet,
      hint:
        "'panorama-roles list' names them all, and 'panorama-roles show FILE --role NAME' shows "
        + "a role of a role-set file")
  }

  private static func set(named name: String) throws(CommandError) -> RoleSetDefinition? {
    if RoleCatalogue.isFile(name) { return try RoleSetFiles.read(name) }
    return Catalogue.builtIn.set(named: name.lowercased())
  }
}

import CommandTable
import RoleCatalogue

/// `show NAME`: all that is known of a role set or a role.
struct ShowCommand: RunnableCommand {
  private static let role = Flag(
    "role", .suggested("NAME", Catalogue.builtIn.roleNames), "Show this role, and no role set")

  static var declaration: Command {
    Command(
      "show", group: Flags.look, "Show all that is known of a role set or a role",
      discussion: [
        "Of a role: its trust, its policies with their versions and days, where it may be, what is "
          + "known of it, how sure that is, who says so, and what AWS's own texts get wrong. "
          + "'application' and 'group-role' are the roles that 'init' makes for each such flag.",
        "A name with a '/', or one that ends with '.json', is a role-set file.",
      ],
      operands: [
        Operand(
          .suggested("NAME", Catalogue.names), .any, "The name of a role set or of a role")
      ],
      sections: [FlagSection("Flags", [role, Flags.format])],
      examples: [
        Example("Show a role", "panorama-roles show AWSPanoramaApplianceServiceRole"),
        Example("Show a role set", "panorama-roles show panorama"),
      ])
  }

  private let name: String
  private let isRole: Bool
  private let form: OutputForm

  init(_ arguments: Arguments) throws(Report) {
    let role = arguments.value(of: Self.role)
    let names = arguments.operands + [role].compactMap { $0 }
    guard let name = names.first, names.count == 1 else {
      throw Report(
        .usage, "'show' takes the name of one role set or role",
        hint: "'panorama-roles list' names them all")
    }
    self.name = name
    isRole = role != nil
    form = OutputForm(arguments)
  }

  func run(in session: Session) throws(Report) -> ExitStatus {
    if !isRole, let set = try Self.set(named: name) {
      switch form {
      case .text: session.terminal.result(CatalogueText.show(set))
      case .json: session.terminal.result(CatalogueJSON.show(set))
      }
      return .done
    }
    let (set, role) =
      if let found = Catalogue.template(named: name) { found } else {
        try Catalogue.role(named: name, orSet: !isRole)
      }
    switch form {
    case .text: session.terminal.result(CatalogueText.show(role, of: set))
    case .json: session.terminal.result(CatalogueJSON.show(role, of: set))
    }
    return .done
  }

  private static func set(named name: String) throws(Report) -> RoleSetDefinition? {
    if RoleCatalogue.isFile(name) { return try RoleSetFiles.read(name) }
    return Catalogue.builtIn.set(named: name.lowercased())
  }
}

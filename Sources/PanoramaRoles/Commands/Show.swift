import CommandTable
import RoleCatalogue

/// `show NAME`: all that is known of a role set or a role.
struct ShowCommand: RunnableCommand {
  static var declaration: Command {
    Command(
      "show", group: Flags.look, "Show all that is known of a role set or a role",
      operands: [
        Operand(.suggested("NAME", Catalogue.names), "The name of a role set or of a role")
      ],
      sections: [FlagSection("Flags", [Flags.format])],
      examples: [
        Example("Show a role", "panorama-roles show AWSPanoramaApplianceServiceRole"),
        Example("Show a role set", "panorama-roles show panorama"),
      ])
  }

  private let name: String
  private let form: OutputForm

  init(_ arguments: Arguments) throws(Report) {
    name = arguments.operands.first ?? ""
    form = OutputForm(arguments)
  }

  func run(in session: Session) throws(Report) -> ExitStatus {
    if let set = Catalogue.builtIn.set(named: name.lowercased()) {
      switch form {
      case .text: session.terminal.result(CatalogueText.show(set))
      case .json: session.terminal.result(CatalogueJSON.show(set))
      }
      return .done
    }
    let (set, role) = try Catalogue.role(named: name, orSet: true)
    switch form {
    case .text: session.terminal.result(CatalogueText.show(role, of: set))
    case .json: session.terminal.result(CatalogueJSON.show(role, of: set))
    }
    return .done
  }
}

import CommandTable
import RoleCatalogue

/// `list`: the role sets that are built in.
struct ListCommand: RunnableCommand {
  static var declaration: Command {
    Command(
      "list", group: Flags.look, "List the role sets, their roles and their life-cycle",
      sections: [FlagSection("Flags", [Flags.format])],
      examples: [Example("List everything that is built in", "panorama-roles list")])
  }

  private let form: OutputForm

  init(_ arguments: Arguments) throws(Report) { form = OutputForm(arguments) }

  func run(in session: Session) throws(Report) -> ExitStatus {
    let sets = Catalogue.builtIn.sets
    switch form {
    case .text: session.terminal.result(CatalogueText.list(sets))
    case .json: session.terminal.result(CatalogueJSON.list(sets))
    }
    return .done
  }
}

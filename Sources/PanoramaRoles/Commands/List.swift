import CommandTable
import Reports
import RoleCatalogue

/// `list`: the role sets that are built in.
struct ListCommand: RunnableCommand {
  static var declaration: Command {
    Command(
      "list", group: Flags.look, "List the role sets, their roles and their life-cycle",
      sections: [FlagSection("Flags", [Flags.format])],
      examples: [Example("List everything that is built in", "panorama-roles list")])
  }

  private let format: OutputFormat

  init(_ arguments: Arguments) throws(CommandError) { format = arguments[Flags.format] }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let sets = Catalogue.builtIn.sets
    switch format {
    case .text: context.terminal.result(CatalogueText.list(sets))
    case .json: context.terminal.result(CatalogueJSON.list(sets))
    }
    return .done
  }
}

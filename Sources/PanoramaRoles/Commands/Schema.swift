import CommandTable
import EmbeddedPolicies
import Reports

/// `schema NAME`: the JSON schema of a file that the program reads or writes.
struct SchemaCommand: RunnableCommand {
  private static let suffix = ".schema.json"

  /// The names of the schemas.
  private static let names = EmbeddedFiles.schemas.map { String($0.name.dropLast(suffix.count)) }
    .sorted()

  static var declaration: Command {
    Command(
      "schema", group: Flags.about, "Print the JSON schema of a file",
      operands: [Operand(.choice("NAME", names), "The kind of file")],
      examples: [
        Example(
          "Have an editor check a role set", "panorama-roles schema role-set >role-set.schema.json")
      ])
  }

  private let text: String

  init(_ arguments: Arguments) throws(CommandError) {
    let name = arguments.operands.first
    let file = EmbeddedFiles.schemas.first { $0.name == name.map { $0 + Self.suffix } }
    guard let file else { throw CommandError(.usage, "'schema' needs the name of a schema") }
    text = file.text
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    context.terminal.result(exactly: text)
    return .done
  }
}

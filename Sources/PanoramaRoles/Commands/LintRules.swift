import CommandTable
import Reports

/// `lint rules`: the rules, one a line.
struct LintRulesCommand: RunnableCommand {
  static var declaration: Command {
    Command(
      "lint rules", group: Flags.check, "List the rules of 'lint' with their severities",
      examples: [Example("See what 'lint' checks", "panorama-roles lint rules")])
  }

  init(_ arguments: Arguments) throws(CommandError) {}

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    context.terminal.result(LintText.rules)
    return .done
  }
}

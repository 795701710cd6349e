import CommandTable
import JSONText
import Reports

/// `lint explain RULE`: why a rule exists, where it comes from, and its examples.
struct LintExplainCommand: RunnableCommand {
  static var declaration: Command {
    Command(
      "lint explain", group: Flags.check, "Explain a rule of 'lint', with its source and examples",
      operands: [
        Operand(.suggested("RULE", LintRuleText.all.map(\.id)), "The rule, as findings name it")
      ],
      examples: [Example("Explain a rule", "panorama-roles lint explain confused-deputy")])
  }

  private let rule: LintRuleText

  init(_ arguments: Arguments) throws(CommandError) {
    let name = arguments.operands.first ?? ""
    guard let rule = LintRuleText.all.first(where: { $0.id == name }) else {
      throw CommandError(
        .usage, Sentence.doesNotExist("rule", name),
        hint: Sentence.didYouMean(
          name, among: LintRuleText.all.map(\.id),
          else: "'panorama-roles lint rules' lists the rules"))
    }
    self.rule = rule
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    context.terminal.result(LintText.explanation(of: rule))
    return .done
  }
}

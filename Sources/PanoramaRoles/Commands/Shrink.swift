import CommandTable
import IAMPolicy
import PolicyAnalysis
import Reports
import ServiceReference

/// `shrink FILE`: a policy with its lists of actions shortened by wildcards that take nothing else.
struct ShrinkCommand: RunnableCommand {
  static var declaration: Command {
    Command(
      "shrink", group: Flags.look, "Write a policy with shorter lists of actions",
      discussion: [
        "Actions of a list are replaced by wildcards that take them and nothing else of the service "
          + "reference, where that saves characters. Wildcards of the list stay, and what they "
          + "cover goes. The meaning stays the same for every action of the reference, which is proved "
          + "before anything is written.",
        "A wildcard also takes what AWS adds later. In an Allow that widens access some day; 'expand' writes "
          + "the names again. The NotAction of a Deny is left as it is, for a wildcard there would not deny "
          + "what AWS adds later.",
      ],
      operands: [Operand(.file("FILE"), .one, "The document; '-' is standard input")],
      sections: [FlagSection("Flags", [PolicyFlags.type])],
      examples: [
        Example("Fit a policy into its quota", "panorama-roles shrink policy.json >shorter.json")
      ], related: ["expand", "actions"])
  }

  private let run: ActionListRun

  init(_ arguments: Arguments) throws(CommandError) {
    run = ActionListRun(
      path: arguments.operands[0], kind: PolicyFlags.kind(arguments),
      rewriting: { $0.shrinkingActions() })
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    try run.run(in: context)
    return .done
  }
}

import CommandTable
import IAMPolicy
import PolicyAnalysis
import Reports
import ServiceReference

/// `expand FILE`: a policy with the actions that its wildcards take written out.
struct ExpandCommand: RunnableCommand {
  static var declaration: Command {
    Command(
      "expand", group: Flags.look, "Write a policy with its wildcards of actions written out",
      discussion: [
        "Each wildcard in a list of actions is replaced by the actions of the service reference that it "
          + "takes. The meaning stays the same for every action of the reference, which is proved before "
          + "anything is written. An Allow that is written out no longer allows what AWS adds later.",
        "The actions of a Deny and the NotAction of an Allow are left as they are, for written out they would "
          + "let through what AWS adds later. Standard error says so, and which patterns take nothing.",
      ],
      operands: [Operand(.file("FILE"), .one, "The document; '-' is standard input")],
      sections: [FlagSection("Flags", [PolicyFlags.type])],
      examples: [
        Example("See what a policy really allows", "panorama-roles expand policy.json")
      ], related: ["shrink", "actions"])
  }

  private let run: ActionListRun

  init(_ arguments: Arguments) throws(CommandError) {
    run = ActionListRun(
      path: arguments.operands[0], kind: PolicyFlags.kind(arguments),
      rewriting: { $0.expandingActions() })
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    try run.run(in: context)
    return .done
  }
}

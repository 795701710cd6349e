import CommandTable
import IAMPolicy
import PolicyAnalysis
import Reports
import ServiceReference

/// `actions [PATTERN…]`: the actions that patterns of a policy take, with what the service reference says of
/// them.
struct ActionsCommand: RunnableCommand {
  private static let level = Flag(
    "access-level", choice: "LEVEL", of: Level.self, "Only actions of this access level")

  /// The access levels as words of a command line.
  private enum Level: String, CaseIterable {
    case list
    case read
    case tagging
    case write
    case permissionsManagement = "permissions-management"

    var level: AccessLevel {
      switch self {
      case .list: .list
      case .read: .read
      case .tagging: .tagging
      case .write: .write
      case .permissionsManagement: .permissionsManagement
      }
    }
  }

  static var declaration: Command {
    Command(
      "actions", group: Flags.look, "Look up the actions that a pattern takes",
      discussion: [
        "A line has the action, its access level, the resource types that it takes ('*' for an action that "
          + "takes only every resource, '!' behind a type that a request must name) and the condition keys "
          + "that it supports. A single action is shown with the ARNs of its resources. Without a pattern "
          + "it is all actions.",
        "The facts are those of the Service Authorization Reference that is in the program; its date is "
          + "said on standard error and in JSON. A pattern that takes nothing is an error with the nearest "
          + "names.",
      ],
      operands: [
        Operand(
          .found("PATTERN", source: "actions"), .any, "Such as 's3:Get*'; case has no meaning")
      ],
      sections: [FlagSection("Flags", [level, Flags.format])],
      examples: [
        Example("See what a pattern takes", "panorama-roles actions 's3:GetBucket*'"),
        Example("Look one action up", "panorama-roles actions iam:PassRole"),
        Example(
          "List all actions that manage permissions",
          "panorama-roles actions --access-level permissions-management"),
      ], related: ["expand", "shrink"])
  }

  private let patterns: [String]
  private let level: AccessLevel?
  private let format: OutputFormat

  init(_ arguments: Arguments) throws(CommandError) {
    patterns = arguments.operands.isEmpty ? ["*"] : arguments.operands
    level = arguments[Self.level]?.level
    format = arguments[Flags.format]
    try PolicyFlags.check(actions: patterns)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let report = ActionsReport(patterns: patterns, level: level, reference: .current)
    switch format {
    case .text:
      context.terminal.result(report.text)
      context.terminal.note(report.note)
    case .json: context.terminal.result(report.json)
    }
    if let error = report.error { context.terminal.report(error) }
    return report.status
  }
}

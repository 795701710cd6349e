import CommandTable
import IAMPolicy
import JSONText
import PolicyAnalysis
import Reports

/// `grants`: whether any of these actions on any of these resources is allowed, with a request as evidence.
struct GrantsCommand: RunnableCommand {
  private static let action = Flag(
    "action", repeated: .found("PATTERN", source: "actions"), "An action or a pattern of actions")
  private static let resource = Flag(
    "resource", repeated: .text("PATTERN"),
    "A resource or a pattern of resources (default '*')")
  private static let expect = Flag(
    "expect", choice: "ANSWER", of: Expectation.self,
    "End with status 3 when the answer is another, or not known")

  /// What the answer should be.
  private enum Expectation: String, CaseIterable {
    case granted
    case none
  }

  static var declaration: Command {
    Command(
      "grants", group: Flags.check, "Ask whether policies allow any of some actions",
      discussion: [
        "Answers for all requests at once, offline: 'granted' with a request that is allowed, 'none' "
          + "when it is proved that no such request exists, or 'unknown' with the reason. Several "
          + "policies work together, as those of one role do; a boundary must allow as well."
      ],
      sections: [
        FlagSection(
          "Policies", [PolicyFlags.policy, PolicyFlags.boundary, PolicyFlags.type]),
        FlagSection("Flags", [action, resource, expect, Flags.format]),
      ],
      required: [PolicyFlags.policy, action],
      examples: [
        Example(
          "Prove that a role cannot touch IAM",
          "panorama-roles grants --policy role.json --action 'iam:*' --expect none"),
        Example(
          "Ask for some actions on a bucket",
          "panorama-roles grants --policy role.json --action s3:PutObject --action s3:DeleteObject "
            + "--resource 'arn:aws:s3:::bucket/*'"),
      ], statuses: [3])
  }

  private let policies: [String]
  private let boundary: [String]
  private let kind: PolicyKind?
  private let actions: [ActionPattern]
  private let resources: [ResourcePattern]
  private let expected: String?
  private let format: OutputFormat

  init(_ arguments: Arguments) throws(CommandError) {
    policies = arguments[PolicyFlags.policy]
    boundary = arguments[PolicyFlags.boundary]
    kind = PolicyFlags.kind(arguments)
    expected = arguments[Self.expect]?.rawValue
    format = arguments[Flags.format]
    let actions = arguments[Self.action]
    let resources = arguments[Self.resource]
    let asked = resources.isEmpty ? ["*"] : resources
    try PolicyFlags.check(actions: actions, resources: asked)
    self.actions = actions.map { ActionPattern($0) }
    self.resources = asked.map { ResourcePattern($0) }
    try PolicyFlags.refuseSecondStandardInput(policies + boundary)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let files = try SideFiles.read(policies, boundary: boundary, as: kind)
    let answer: AccessDifference
    do throws(PolicyAnalysisError) {
      answer = try PolicyComparer.granted(actions: actions, resources: resources, by: files.side)
    } catch {
      throw CommandError(.failed, error.message, hint: error.hint)
    }
    let report = GrantsReport(files: files, answer: answer, expected: expected)
    switch format {
    case .text: context.terminal.result(report.text)
    case .json: context.terminal.result(report.json)
    }
    return report.status
  }
}

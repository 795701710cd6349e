import CommandTable
import IAMRoles
import PolicyAnalysis
import Reports
import RoleCatalogue

/// `review OLD NEW`: which roles gain or lose access from one state to another.
struct ReviewCommand: RunnableCommand {
  private static let failOn = Flag(
    "fail-on", choice: "WHAT", default: Threshold.widened,
    "What ends with status 2 (default widened)")
  private static let format = Flag(
    "format", choice: "FORMAT", default: ReviewFormat.text, "The format of the output")

  static var declaration: Command {
    Command(
      "review", group: Flags.check, "Show which roles gain or lose access between two states",
      discussion: [
        "For a pull request: which roles gain or lose what, with requests as evidence, as Markdown "
          + "with all text of the files escaped. The status is 0 when no role gains access, else 2; "
          + "what is not known counts as a gain.",
        "OLD and NEW are specs or role-set files. A role-set file needs values: --account and "
          + "--partition, else those of a spec on the other side, else the example account "
          + "\(ReviewSide.exampleAccount); parameters without a default are 'Sample'. Optional ones "
          + "are tried in every combination (at most \(AccessReview.mostSwitches) of them), and all of "
          + "it once more with other values, so that a value that is written out is seen. Of two "
          + "specs, changes of 'recorded', 'recordedPolicies', 'ignore', 'adopt' and the owner's name count as not known. Managed policies are compared by the "
          + "documents that the program carries, those that a set makes by what it says; what "
          + "depends on another one is not known.",
        "With --snapshot both are snapshots of one account, and all their roles are compared: by "
          + "the documents of the files alone. So are identity providers, where both files have them "
          + "('snapshot --identity-providers').",
        "With --terraform there is one file, a plan as 'terraform show -json plan.out' prints it: "
          + "roles, policies and attachments of the plan are put together role by role, before and "
          + "after, and resource policies are compared too. What is known only after apply is named.",
        "With --cloudformation both are JSON templates of one stack. Parameters have the values of "
          + "--parameter, else their defaults; a function that cannot be resolved is named with its "
          + "place, and stays the same value where both templates have the same text and the same "
          + "definitions behind it. --account, --partition and --region are those of the stack.",
      ],
      operands: [
        Operand(.file("OLD"), .optional, "The file as it was; '-' is standard input"),
        Operand(.file("NEW"), .optional, "The file as it will be"),
      ],
      sections: [
        FlagSection(
          "What is compared",
          [ReviewFlags.snapshot, ReviewFlags.terraform, ReviewFlags.cloudFormation]),
        FlagSection("For templates", [ReviewFlags.parameter, ReviewFlags.region]),
        FlagSection("Flags", [failOn, Flags.account, Flags.partition, Flags.allowOutside, format]),
      ],
      examples: [
        Example(
          "Show reviewers who gains access",
          "panorama-roles review old/panorama-roles.json panorama-roles.json"),
        Example(
          "Fail on any change of access",
          "panorama-roles review --fail-on different old.json new.json"),
        Example(
          "Show what changed in an account",
          "panorama-roles review --snapshot monday.json tuesday.json"),
        Example(
          "Show what a Terraform plan does to access",
          "panorama-roles review --terraform plan.json"),
        Example(
          "Show what a new template does to access",
          "panorama-roles review --cloudformation old.json new.json --parameter Stage=prod"),
      ], statuses: [2], related: ["compare", "plan", "snapshot"])
  }

  /// What a change of access must do to count.
  private enum Threshold: String, Hashable, Sendable, CaseIterable {
    case different
    case widened
  }

  private let subject: ReviewSubject
  private let threshold: Threshold
  private let format: ReviewFormat

  init(_ arguments: Arguments) throws(CommandError) {
    threshold = arguments[Self.failOn]
    format = arguments[Self.format]
    subject = try ReviewSubject(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let review = try subject.review()
    let isLess = review.loses != .no && threshold == .different
    let status: ExitStatus = review.gains != .no || isLess ? .drift : .done
    switch format {
    case .text, .markdown: context.terminal.result(exactly: ReviewMarkdown.document(review))
    case .json: context.terminal.result(ReviewJSON.document(review, exit: status))
    case .sarif:
      context.terminal.result(ReviewSARIF.document(review, category: subject.category))
    }
    return status
  }
}

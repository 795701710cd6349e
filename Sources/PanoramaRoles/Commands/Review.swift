import CommandTable
import PolicyAnalysis
import RoleCatalogue

/// `review OLD NEW`: which roles of two role-set files or specs gain or lose access.
struct ReviewCommand: RunnableCommand {
  private static let failOn = Flag(
    "fail-on", choice: "WHAT", default: Threshold.widened,
    "What ends with status 2 (default widened)")

  static var declaration: Command {
    Command(
      "review", group: Flags.check, "Show which roles gain or lose access between two files",
      discussion: [
        "For a pull request that changes a spec or a role-set file: which roles gain or lose what, "
          + "with requests as evidence, as Markdown with all text of the files escaped. The status "
          + "is 0 when no role gains access, else 2.",
        "A role-set file needs values: --account and --partition, else those of a spec on the "
          + "other side, else the example account \(ReviewSide.exampleAccount); parameters without "
          + "a default are 'Sample', and optional ones are tried without and with a value.",
        "Managed policies are compared by the documents that the program carries, those that a set "
          + "makes by what it says; what depends on another one is not known.",
      ],
      operands: [
        Operand(.file("OLD"), "The spec or role-set file as it was; '-' is standard input"),
        Operand(.file("NEW"), "The spec or role-set file as it will be"),
      ],
      sections: [FlagSection("Flags", [failOn, Flags.account, Flags.partition, Flags.format])],
      examples: [
        Example(
          "Show reviewers who gains access",
          "panorama-roles review old/panorama-roles.json panorama-roles.json"),
        Example(
          "Fail on any change of access",
          "panorama-roles review --fail-on different old.json new.json"),
      ], statuses: [2], related: ["compare", "plan"])
  }

  /// What a change of access must do to count.
  private enum Threshold: String, Hashable, Sendable, CaseIterable {
    case different
    case widened
  }

  private let old: String
  private let new: String
  private let account: String?
  private let partition: String?
  private let threshold: Threshold
  private let format: OutputFormat

  init(_ arguments: Arguments) throws(CommandError) {
    threshold = arguments[Self.failOn]
    account = arguments[Flags.account]
    partition = arguments[Flags.partition]
    format = arguments[Flags.format]
    let operands = arguments.operands
    (old, new) = (operands.first ?? "-", operands.last ?? "-")
    try PolicyFlags.refuseSecondStandardInput(operands)
    if let account, !AccountID.isValid(account) {
      throw CommandError(
        .usage, Sentence.isNotAccountID(account), hint: Sentence.accountIDHint)
    }
    if let partition, !Spec.partitions.contains(partition) {
      throw CommandError(
        .usage, Sentence.doesNotExist("partition", partition),
        hint: Sentence.choose(among: Spec.partitions))
    }
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let sides = try ReviewSide.both(old, new, account: account, partition: partition)
    let review = SetReview(from: sides.old, to: sides.new)
    let isLess = review.loses != .no && threshold == .different
    let status: ExitStatus = review.gains != .no || isLess ? .drift : .done
    switch format {
    case .text: context.terminal.result(exactly: ReviewMarkdown.document(review))
    case .json: context.terminal.result(ReviewJSON.document(review, exit: status))
    }
    return status
  }
}

import CommandTable
import IAMPolicy
import JSONText
import PolicyAnalysis
import RoleCatalogue

/// `compare ACTUAL DESIRED`: whether policies mean the same, and what the one allows and the other does not.
struct CompareCommand: RunnableCommand {
  private static let actual = Flag(
    "actual", repeated: .file("FILE"), "A policy of the actual side")
  private static let desired = Flag(
    "desired", repeated: .file("FILE"), "A policy of the desired side")
  private static let actualBoundary = Flag(
    "actual-boundary", repeated: .file("FILE"),
    "The permissions boundary of the actual side")
  private static let desiredBoundary = Flag(
    "desired-boundary", repeated: .file("FILE"),
    "The permissions boundary of the desired side")
  private static let pairs = Flag(
    "pairs", .file("FILE"), "Compare the two sides of each line; '-' is standard input")
  private static let failOn = Flag(
    "fail-on", choice: "WHAT", of: Threshold.self,
    "What ends with status 2 (default different, with --review widened)")
  private static let review = Flag(
    "review", "Compare the roles of two role-set files or specs, as Markdown")

  static var declaration: Command {
    Command(
      "compare", group: Flags.check, "Show what one policy allows and another does not",
      discussion: [
        "The verdict is 'same', 'cosmetic' (only names without meaning differ) or 'different'. Then "
          + "it is decided offline how the actual side differs from the desired side in what it grants "
          + "and denies explicitly: unchanged, widened, narrowed, both, or undecided with the reason. "
          + "Each difference comes with the most serious request that one side allows and the other "
          + "does not, and with the number of actions of the service reference that it is about; 'can "
          + "--request' takes the request back.",
        "The status is 0 for 'same' and 'cosmetic', else 2. With --fail-on widened it is 2 only when "
          + "access grew or may have grown; losing a deny counts, and so does what is not known.",
        "--pairs takes JSON lines {\"id\", \"actual\", \"desired\", \"type\"}, each side a document or a "
          + "list that works together, and prints {\"id\", \"access\"} for each, in "
          + "order. A bad line is answered by {\"id\", \"error\"}, and the run then ends with 1.",
        "--review OLD NEW is for a pull request: it shows which roles of two role-set files or specs "
          + "gain or lose what, with requests, as Markdown with all text of the files escaped. "
          + "A role-set file needs values: --account and --partition, else those of a spec on the "
          + "other side, else the example account \(ReviewSide.exampleAccount); parameters without "
          + "a default are 'Sample', and optional ones are tried without and with a value. Managed "
          + "policies are compared by the documents that the program carries, those that a set makes "
          + "by what it says; what depends on another one is not known. The status is 0 when no role "
          + "gains access, else 2.",
      ],
      operands: [
        Operand(.file("ACTUAL"), .optional, "The policy as it is; '-' is standard input"),
        Operand(.file("DESIRED"), .optional, "The policy as it should be"),
      ],
      sections: [
        FlagSection(
          "Several documents",
          [actual, actualBoundary, desired, desiredBoundary, pairs]),
        FlagSection("Role sets and specs", [review, Flags.account]),
        FlagSection("Flags", [failOn, PolicyFlags.type, Flags.partition, Flags.format]),
      ],
      examples: [
        Example("Compare two policies", "panorama-roles compare actual.json desired.json"),
        Example(
          "Let narrowing pass in CI",
          "panorama-roles compare --fail-on widened new.json old.json"),
        Example(
          "Compare all policies of a role",
          "panorama-roles compare --actual a.json --actual b.json --desired both.json"),
        Example(
          "Tell reviewers who gains access",
          "panorama-roles compare --review old/panorama-roles.json panorama-roles.json"),
      ], statuses: [2])
  }

  /// What a difference must do to count.
  enum Threshold: String, Hashable, Sendable, CaseIterable {
    case different
    case widened
  }

  /// Where the sides are.
  private enum Task {
    case sides(
      actual: [String], desired: [String], actualBoundary: [String], desiredBoundary: [String])
    case pairs(String)
    case review(old: String, new: String, account: String?, partition: String?)
  }

  private let task: Task
  private let kind: PolicyKind?
  private let threshold: Threshold
  private let partition: String
  private let format: OutputFormat
  /// Whether a review counts what roles lose as well.
  private let failsOnAnyChange: Bool

  init(_ arguments: Arguments) throws(CommandError) {
    kind = PolicyFlags.kind(arguments)
    let threshold = arguments[Self.failOn]
    self.threshold = threshold ?? .different
    failsOnAnyChange = threshold == .different
    let partition = arguments[Flags.partition]
    self.partition = partition ?? "aws"
    format = arguments[Flags.format]
    let operands = arguments.operands
    let actual = arguments[Self.actual]
    let desired = arguments[Self.desired]
    let boundaries = (
      arguments[Self.actualBoundary], arguments[Self.desiredBoundary]
    )
    let hasFlags = !actual.isEmpty || !desired.isEmpty
    let account = arguments[Flags.account]
    if arguments[Self.review] {
      guard operands.count == 2, !hasFlags, boundaries.0.isEmpty, boundaries.1.isEmpty,
        kind == nil, arguments[Self.pairs] == nil
      else {
        throw CommandError(
          .usage, "'--review' takes two role-set files or specs and nothing else to compare",
          hint: "give the old file and the new one: 'panorama-roles compare --review OLD NEW'")
      }
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
      task = .review(
        old: operands[0], new: operands[1], account: account, partition: partition)
      return
    }
    guard account == nil else {
      throw CommandError(
        .usage, "'--account' goes with '--review' only",
        hint: "leave it out: policy documents name their accounts")
    }
    let hint =
      "give ACTUAL and DESIRED, or '--actual FILE' with '--desired FILE', or '--pairs FILE'"
    if let path = arguments[Self.pairs] {
      guard operands.isEmpty, !hasFlags, boundaries.0.isEmpty, boundaries.1.isEmpty else {
        throw CommandError(.usage, "'--pairs' takes no other documents", hint: hint)
      }
      guard threshold == nil, !arguments.has(Flags.format), kind == nil, partition == nil else {
        throw CommandError(
          .usage, "'--pairs' goes with none of '--fail-on', '--format', '--type', '--partition'",
          hint: "it prints one JSON line for each pair, and a pair may have a 'type'")
      }
      task = .pairs(path)
      return
    }
    let isComplete =
      hasFlags
      ? operands.isEmpty && !actual.isEmpty && !desired.isEmpty : operands.count == 2
    guard isComplete else {
      throw CommandError(.usage, "'compare' takes two sides", hint: hint)
    }
    let sides = hasFlags ? (actual, desired) : ([operands[0]], [operands[1]])
    try PolicyFlags.refuseSecondStandardInput(sides.0 + sides.1 + boundaries.0 + boundaries.1)
    task = .sides(
      actual: sides.0, desired: sides.1, actualBoundary: boundaries.0,
      desiredBoundary: boundaries.1)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    switch task {
    case .pairs(let path):
      return try LineAnswers(path: path, terminal: context.terminal) { json throws(DocumentError) in
        [("access", AccessText.json(try PairLine(json).access(at: json.position)))]
      }.run()
    case .review(let old, let new, let account, let partition):
      return try review(old, new, account, partition, in: context)
    case .sides(let actual, let desired, let actualBoundary, let desiredBoundary):
      let actual = try SideFiles.read(actual, boundary: actualBoundary, as: kind)
      let desired = try SideFiles.read(desired, boundary: desiredBoundary, as: kind)
      let comparison: SideComparison
      do throws(PolicyAnalysisError) {
        comparison = try SideComparison(
          actual: actual.side, desired: desired.side, partition: partition)
      } catch {
        throw CommandError(.failed, error.message, hint: error.hint)
      }
      let report = ComparisonReport(
        actual: actual, desired: desired, comparison: comparison, partition: partition,
        status: status(of: comparison))
      switch format {
      case .text: context.terminal.result(report.text)
      case .json: context.terminal.result(report.json)
      }
      if report.status == .done { note(comparison, in: context) }
      return report.status
    }
  }

  private func review(
    _ old: String, _ new: String, _ account: String?, _ partition: String?,
    in context: CommandContext
  ) throws(CommandError) -> ExitStatus {
    let sides = try ReviewSide.both(old, new, account: account, partition: partition)
    let review = SetReview(from: sides.old, to: sides.new)
    let isLess = review.loses != .no && failsOnAnyChange
    let status: ExitStatus = review.gains != .no || isLess ? .drift : .done
    switch format {
    case .text: context.terminal.result(exactly: ReviewMarkdown.document(review))
    case .json: context.terminal.result(ReviewJSON.document(review, exit: status))
    }
    return status
  }

  private func status(of comparison: SideComparison) -> ExitStatus {
    switch threshold {
    case .different: comparison.verdict == .different ? .drift : .done
    case .widened:
      switch comparison.access.isWidening {
      case .yes, .unknown: .drift
      case .no: .done
      }
    }
  }

  /// A difference that passes is told all the same.
  private func note(_ comparison: SideComparison, in context: CommandContext) {
    guard comparison.verdict == .different else { return }
    switch comparison.access.isNarrowing {
    case .yes: context.terminal.note("the actual side is narrower, which passes")
    case .unknown:
      context.terminal.note("whether the actual side is narrower is not known, which passes")
    case .no: break
    }
  }
}

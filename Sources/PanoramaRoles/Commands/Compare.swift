import CommandTable
import IAMPolicy
import JSONText
import PolicyAnalysis
import Reports

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
  private static let account = Flag(
    "account", .text("ID"), "The account of the requests that are shown")
  private static let region = Flag(
    "region", .text("NAME"), "The Region of the requests that are shown")
  private static let failOn = Flag(
    "fail-on", choice: "WHAT", default: Threshold.different,
    "What ends with status 2 (default different)")

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
      ],
      operands: [
        Operand(.file("ACTUAL"), .optional, "The policy as it is; '-' is standard input"),
        Operand(.file("DESIRED"), .optional, "The policy as it should be"),
      ],
      sections: [
        FlagSection(
          "Several documents",
          [actual, actualBoundary, desired, desiredBoundary]),
        FlagSection(
          "Flags",
          [failOn, PolicyFlags.type, account, Flags.partition, region, Flags.format]),
      ],
      examples: [
        Example("Compare two policies", "panorama-roles compare actual.json desired.json"),
        Example(
          "Let narrowing pass in CI",
          "panorama-roles compare --fail-on widened new.json old.json"),
        Example(
          "Compare all policies of a role",
          "panorama-roles compare --actual a.json --actual b.json --desired both.json"),
      ], statuses: [2], related: ["review"])
  }

  /// What a difference must do to count.
  enum Threshold: String, Hashable, Sendable, CaseIterable {
    case different
    case widened
  }

  private let actual: [String]
  private let desired: [String]
  private let actualBoundary: [String]
  private let desiredBoundary: [String]
  private let kind: PolicyKind?
  private let threshold: Threshold
  private let partition: String
  private let home: RequestHome?
  private let format: OutputFormat

  init(_ arguments: Arguments) throws(CommandError) {
    kind = PolicyFlags.kind(arguments)
    threshold = arguments[Self.failOn]
    partition = arguments[Flags.partition] ?? "aws"
    let (account, region) = (arguments[Self.account], arguments[Self.region])
    if let account, !AccountID.isValid(account) {
      throw CommandError(
        .usage, Sentence.isNotAccountID(account), hint: Sentence.accountIDHint)
    }
    home =
      account == nil && region == nil
      ? nil
      : RequestHome(partition: arguments[Flags.partition], account: account, region: region)
    format = arguments[Flags.format]
    actualBoundary = arguments[Self.actualBoundary]
    desiredBoundary = arguments[Self.desiredBoundary]
    let operands = arguments.operands
    let (actual, desired) = (arguments[Self.actual], arguments[Self.desired])
    let hasFlags = !actual.isEmpty || !desired.isEmpty
    let isComplete =
      hasFlags
      ? operands.isEmpty && !actual.isEmpty && !desired.isEmpty : operands.count == 2
    guard isComplete else {
      throw CommandError(
        .usage, "'compare' takes two sides",
        hint: "give ACTUAL and DESIRED, or '--actual FILE' with '--desired FILE'")
    }
    self.actual = hasFlags ? actual : [operands[0]]
    self.desired = hasFlags ? desired : [operands[1]]
    try PolicyFlags.refuseSecondStandardInput(
      self.actual + self.desired + actualBoundary + desiredBoundary)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let actual = try SideFiles.read(actual, boundary: actualBoundary, as: kind)
    let desired = try SideFiles.read(desired, boundary: desiredBoundary, as: kind)
    let comparison: SideComparison
    do throws(PolicyAnalysisError) {
      comparison = try SideComparison(
        actual: actual.side, desired: desired.side, partition: partition, home: home)
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

  /// A difference that passes is reported all the same.
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

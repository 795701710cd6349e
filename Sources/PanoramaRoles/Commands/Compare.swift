import CommandTable
import IAMPolicy
import JSONText
import PolicyAnalysis

/// `compare ACTUAL DESIRED`: whether policies mean the same, and what the one allows and the other does not.
struct CompareCommand: RunnableCommand {
  private static let actual = Flag(
    "actual", .file("FILE"), repeatable: true, "A policy of the actual side")
  private static let desired = Flag(
    "desired", .file("FILE"), repeatable: true, "A policy of the desired side")
  private static let actualBoundary = Flag(
    "actual-boundary", .file("FILE"), repeatable: true,
    "The permissions boundary of the actual side")
  private static let desiredBoundary = Flag(
    "desired-boundary", .file("FILE"), repeatable: true,
    "The permissions boundary of the desired side")
  private static let pairs = Flag(
    "pairs", .file("FILE"), "Compare the two sides of each line; '-' is standard input")
  private static let failOn = Flag(
    "fail-on", .choice("WHAT", Threshold.allCases.map(\.rawValue)),
    "What ends with status 2 (default different)")

  static var declaration: Command {
    Command(
      "compare", group: Flags.check, "Tell what one policy allows and another does not",
      discussion: [
        "The verdict is 'same', 'cosmetic' (only names without meaning differ) or 'different'. Then "
          + "it is decided offline what the actual side grants and denies explicitly in relation to "
          + "the desired side: equal, wider, narrower, incomparable, or unknown with the reason. Each "
          + "difference comes with a request that one side allows and the other does not; 'can "
          + "--request' takes it back.",
        "The status is 0 for 'same' and 'cosmetic', else 2. With --fail-on widened it is 2 only when "
          + "access grew or may have grown; losing a deny counts, and so does what is not known.",
        "--pairs takes JSON lines {\"id\", \"actual\", \"desired\", \"type\"}, each side a document or a "
          + "list that works together, and prints {\"id\", \"grants\", \"denies\", \"witnesses\"} for "
          + "each, in order. A bad line is answered by {\"id\", \"error\"}, and the run then ends with 1.",
      ],
      operands: [
        Operand(.file("ACTUAL"), .optional, "The policy as it is; '-' is standard input"),
        Operand(.file("DESIRED"), .optional, "The policy as it should be"),
      ],
      sections: [
        FlagSection(
          "Several documents",
          [actual, actualBoundary, desired, desiredBoundary, pairs]),
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
  }

  private let task: Task
  private let kind: PolicyKind?
  private let threshold: Threshold
  private let partition: String
  private let form: OutputForm

  init(_ arguments: Arguments) throws(Report) {
    kind = PolicyFlags.kind(arguments)
    let threshold = arguments.value(of: Self.failOn)
    self.threshold = threshold.flatMap(Threshold.init) ?? .different
    let partition = arguments.value(of: Flags.partition)
    self.partition = partition ?? "aws"
    let form = arguments.value(of: Flags.format)
    self.form = form.flatMap(OutputForm.init) ?? .text
    let operands = arguments.operands
    let actual = arguments.values(of: Self.actual)
    let desired = arguments.values(of: Self.desired)
    let boundaries = (
      arguments.values(of: Self.actualBoundary), arguments.values(of: Self.desiredBoundary)
    )
    let hasFlags = !actual.isEmpty || !desired.isEmpty
    let hint =
      "give ACTUAL and DESIRED, or '--actual FILE' with '--desired FILE', or '--pairs FILE'"
    if let path = arguments.value(of: Self.pairs) {
      guard operands.isEmpty, !hasFlags, boundaries.0.isEmpty, boundaries.1.isEmpty else {
        throw Report(.usage, "'--pairs' takes no other documents", hint: hint)
      }
      guard threshold == nil, form == nil, kind == nil, partition == nil else {
        throw Report(
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
      throw Report(.usage, "'compare' takes two sides", hint: hint)
    }
    let sides = hasFlags ? (actual, desired) : ([operands[0]], [operands[1]])
    try PolicyFlags.refuseSecondStandardInput(sides.0 + sides.1 + boundaries.0 + boundaries.1)
    task = .sides(
      actual: sides.0, desired: sides.1, actualBoundary: boundaries.0,
      desiredBoundary: boundaries.1)
  }

  func run(in session: Session) throws(Report) -> ExitStatus {
    switch task {
    case .pairs(let path):
      return try LineAnswers(path: path, terminal: session.terminal) { json throws(FormError) in
        try PairLine(json).answer(at: json.position)
      }.run()
    case .sides(let actual, let desired, let actualBoundary, let desiredBoundary):
      let actual = try SideFiles.read(actual, boundary: actualBoundary, as: kind)
      let desired = try SideFiles.read(desired, boundary: desiredBoundary, as: kind)
      let comparison: SideComparison
      do throws(PolicyAnalysisError) {
        comparison = try SideComparison(
          actual: actual.side, desired: desired.side, partition: partition)
      } catch {
        throw Report(.failed, error.message, hint: error.hint)
      }
      let report = ComparisonReport(
        actual: actual, desired: desired, comparison: comparison, partition: partition,
        status: status(of: comparison))
      switch form {
      case .text: session.terminal.result(report.text)
      case .json: session.terminal.result(report.json)
      }
      if report.status == .done { note(comparison, in: session) }
      return report.status
    }
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
  private func note(_ comparison: SideComparison, in session: Session) {
    guard comparison.verdict == .different else { return }
    switch comparison.access.isNarrowing {
    case .yes: session.terminal.note("the actual side is narrower, which passes")
    case .unknown:
      session.terminal.note("whether the actual side is narrower is not known, which passes")
    case .no: break
    }
  }
}

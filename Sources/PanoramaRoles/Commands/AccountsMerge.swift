import CommandTable
import JSONText
import Reports

/// `accounts merge`: joins what several machines did in many accounts.
struct AccountsMergeCommand: RunnableCommand {
  static var declaration: Command {
    Command(
      "accounts merge", group: Flags.check,
      "Join the results of 'plan', 'apply', 'snapshot' or 'import' of many accounts",
      discussion: [
        "Each file holds the JSON lines that one of these commands printed with '--accounts FILE "
          + "--format json', of all accounts or of a shard. The same changes and the same failures are "
          + "reported once, with the accounts that have them.",
        "Every line names its list and the position of its account in it: an account without a result "
          + "ends with 5, and results of different lists, specs, flags or commands are refused. 'drift "
          + "merge' joins results of 'drift'.",
      ],
      operands: [Operand(.file("FILE"), .oneOrMore, "Results; '-' is standard input")],
      sections: [FlagSection("Flags", [Flags.format])],
      examples: [
        Example(
          "Join what four machines changed", "panorama-roles accounts merge applied-*.jsonl")
      ], statuses: [2, 4, 5, 6], related: ["apply", "drift merge"])
  }

  private let format: OutputFormat
  private let paths: [String]

  init(_ arguments: Arguments) throws(CommandError) {
    format = arguments[Flags.format]
    paths = arguments.operands
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let joined = try JoinedResults<AccountOutcome>(reading: paths, to: context.terminal)
    let report = OutcomesReport(joined.results, of: joined.total, expected: 0..<joined.total)
    switch format {
    case .json: context.terminal.result(report.json)
    case .text:
      context.terminal.result(OutcomesText.groups(report))
      for result in report.results { context.terminal.result(OutcomesText.block(result)) }
      context.terminal.result(OutcomesText.ending(report))
    }
    return report.status
  }
}

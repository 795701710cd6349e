import CommandTable
import JSONText
import Reports

/// `drift merge`: joins the results of several machines.
struct DriftMergeCommand: RunnableCommand {
  private static let format = Flag(
    "format", choice: "FORMAT", default: AccountsFormat.text, "The format of the output")

  static var declaration: Command {
    Command(
      "drift merge", group: Flags.check, "Join the results of 'drift --accounts' into one report",
      discussion: [
        "Each file holds the JSON lines that 'drift --accounts FILE --format json' printed, of all "
          + "accounts or of a shard. The same difference in several accounts is reported once, with the "
          + "accounts that have it.",
        "Every line names its list and the position of its account in it: an account "
          + "without a result ends with 5, and results of different lists, specs or flags are refused.",
      ],
      operands: [Operand(.file("FILE"), .oneOrMore, "Results; '-' is standard input")],
      sections: [FlagSection("Flags", [format])],
      examples: [
        Example(
          "Join what four machines found", "panorama-roles drift merge results-*.jsonl")
      ], statuses: [2, 3, 4, 5])
  }

  private let format: AccountsFormat
  private let paths: [String]

  init(_ arguments: Arguments) throws(CommandError) {
    format = arguments[Self.format]
    paths = arguments.operands
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let joined = try JoinedResults<AccountResult>(reading: paths, to: context.terminal)
    let report = AccountsReport(joined.results, of: joined.total, expected: 0..<joined.total)
    for part in format.merged(report) { context.terminal.result(part) }
    return report.status
  }
}

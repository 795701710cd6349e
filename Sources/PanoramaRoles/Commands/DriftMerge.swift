import CommandTable
import JSONText
import Reports

/// `drift merge`: joins the results of several machines.
struct DriftMergeCommand: RunnableCommand {
  private static let format = Flag(
    "format", choice: "FORMAT", among: [.text, .json, .markdown], default: DriftFormat.text,
    "The format of the output")

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

  private let format: DriftFormat
  private let paths: [String]

  init(_ arguments: Arguments) throws(CommandError) {
    format = arguments[Self.format]
    paths = arguments.operands
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    var rows: [AccountResultFile.Row] = []
    for path in paths {
      let file = try AccountResultFile(reading: path, keepsDocuments: false)
      if let line = file.tornLine {
        context.terminal.warn(
          "line \(line) of '\(InputFile.displayName(path))' is cut off and left out")
      }
      rows += file.rows
    }
    let report = try Self.report(of: rows)
    switch format {
    case .text:
      for result in report.results { context.terminal.result(AccountsText.block(result)) }
      context.terminal.result(AccountsText.ending(report))
    case .json: context.terminal.result(AccountsJSON.document(report))
    case .markdown: context.terminal.result(exactly: AccountsMarkdown.document(report))
    case .sarif, .junit, .github, .html: break
    }
    return report.status
  }

  /// Puts the results together; all must be of one list and one check, each account once.
  private static func report(of rows: [AccountResultFile.Row]) throws(CommandError)
    -> AccountsReport
  {
    guard let first = rows.first else {
      throw CommandError(
        .incomplete, "the files hold no result",
        hint: "look at what the runs wrote to standard error")
    }
    var known: [Int: AccountResultFile.Row] = [:]
    for row in rows {
      let (result, one) = (row.result, first.result)
      guard result.place.list == one.place.list, result.place.total == one.place.total else {
        throw CommandError(
          .refused, "the result is of another list of accounts than that at \(first.place)",
          at: row.place, hint: "join results of one list at a time")
      }
      guard result.check == one.check else {
        throw CommandError(
          .refused,
          "the result is of another spec, ignore list or flags than that at \(first.place)",
          at: row.place, hint: "run all shards with the same spec and flags")
      }
      if let other = known[result.place.position] {
        guard other.digest == row.digest else {
          throw CommandError(
            .refused,
            "the result of account '\(result.account)' is another than that at \(other.place)",
            at: row.place, hint: "leave the older of the two files out")
        }
        continue
      }
      known[result.place.position] = row
    }
    return AccountsReport(
      known.values.map(\.result), of: first.result.place.total,
      expected: 0..<first.result.place.total)
  }
}

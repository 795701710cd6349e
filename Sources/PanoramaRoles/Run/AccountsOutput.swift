import JSONText
import Reports

/// What a check of many accounts writes while it goes on: results in the order of the list, and how far
/// it is.
struct AccountsOutput {
  private let format: DriftFormat
  private let terminal: Terminal
  private let positions: [Int]
  private let shard: Shard
  private let clock: Clock
  private let start: Int
  /// How many positions are behind it.
  private var shown = 0

  init(format: DriftFormat, terminal: Terminal, positions: [Int], shard: Shard, clock: Clock) {
    self.format = format
    self.terminal = terminal
    self.positions = positions
    self.shard = shard
    self.clock = clock
    start = clock.now()
  }

  /// Writes every result that all before it have gone ahead of.
  ///
  /// The document of an account is dropped once it is written: lists are long.
  mutating func show(_ results: inout [Int: AccountResult]) {
    while shown < positions.count, let result = results[positions[shown]] {
      write(result)
      results[positions[shown]]?.document = nil
      shown += 1
    }
    if shown < positions.count { terminal.status("\(results.count)/\(positions.count) accounts") }
  }

  /// Takes note of a result that has just come.
  mutating func finished(_ result: AccountResult, _ results: inout [Int: AccountResult]) {
    show(&results)
    let count = "\(results.count)/\(positions.count)"
    if terminal.hasStatusLine {
      let seconds = max(0, clock.now() - start)
      terminal.status(
        "\(count) accounts in \(seconds) s: \(AccountsReport.counts(of: results.values))")
    } else {
      terminal.progress("\(count) \(result.account): \(result.status.rawValue)")
    }
  }

  /// Writes what is finished although something before it is not: the run ends here.
  mutating func finish(_ results: inout [Int: AccountResult]) {
    for position in positions.dropFirst(shown) {
      if let result = results[position] { write(result) }
      results[position]?.document = nil
    }
    shown = positions.count
    terminal.endStatus()
  }

  /// Writes what follows the results of a run that was not stopped.
  func close(_ report: AccountsReport) {
    if shard != .whole {
      terminal.note(
        "this is shard \(shard.text): 'panorama-roles drift merge FILE…' joins the results of all")
    }
    if report.status == .done, report.count(.drifted) > 0 {
      terminal.note("the differences widen no access: '--fail-on any' counts them")
    }
    switch format {
    case .text: terminal.result(AccountsText.ending(report))
    case .markdown: terminal.result(exactly: AccountsMarkdown.document(report))
    case .json, .sarif, .junit, .github, .html: break
    }
  }

  /// Each line is written in one go.
  private func write(_ result: AccountResult) {
    switch format {
    case .text: terminal.result(AccountsText.block(result))
    case .json: terminal.result(exactly: result.json.text(.compact) + "\n")
    case .markdown, .sarif, .junit, .github, .html: break
    }
  }
}

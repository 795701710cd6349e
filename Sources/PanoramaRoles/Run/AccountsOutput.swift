import JSONText
import Reports

/// What a run over many accounts writes while it goes on: results in the order of the list, and how far
/// it is.
struct AccountsOutput<Result: ListedResult> {
  private let terminal: Terminal
  private let positions: [Int]
  private let clock: Clock
  private let start: Int
  /// Writes one result, in one go.
  private let write: (Result) -> Void
  /// How many positions are behind it.
  private var shown = 0

  init(
    to terminal: Terminal, _ roster: AccountsRoster, clock: Clock,
    write: @escaping (Result) -> Void
  ) {
    self.terminal = terminal
    positions = roster.positions
    self.clock = clock
    self.write = write
    start = clock.now()
  }

  /// Writes every result that all before it have gone ahead of.
  ///
  /// The document of an account is dropped once it is written: lists are long.
  mutating func show(_ results: inout [Int: Result]) {
    while shown < positions.count, let result = results[positions[shown]] {
      write(result)
      results[positions[shown]]?.document = nil
      shown += 1
    }
    if shown < positions.count { terminal.status("\(results.count)/\(positions.count) accounts") }
  }

  /// Takes note of a result that has just come.
  mutating func finished(_ result: Result, _ results: inout [Int: Result]) {
    show(&results)
    report(result, results)
  }

  /// Says how far the work is.
  func report(_ result: Result, _ results: [Int: Result]) {
    let count = "\(results.count)/\(positions.count)"
    if terminal.hasStatusLine {
      let seconds = max(0, clock.now() - start)
      terminal.status("\(count) accounts in \(seconds) s: \(Result.counts(of: results.values))")
    } else {
      terminal.progress("\(count) \(result.account): \(result.word)")
    }
  }

  /// Writes what is finished although something before it is not: the run ends here.
  mutating func finish(_ results: inout [Int: Result]) {
    for position in positions.dropFirst(shown) {
      if let result = results[position] { write(result) }
      results[position]?.document = nil
    }
    shown = positions.count
    terminal.endStatus()
  }
}

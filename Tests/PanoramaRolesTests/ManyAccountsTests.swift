import JSONText
import Testing

@testable import PanoramaRoles
@testable import Reports

@Suite struct WavesTests {
  static let rows: [(sizes: String, count: Int, ends: [Int])] = [
    ("100%", 7, [7]), ("1,100%", 7, [1, 7]), ("1,10,100%", 7, [1, 7]),
    ("1,10,100%", 40, [1, 11, 40]), ("10%,50%,100%", 10, [1, 5, 10]),
    ("10%,100%", 3, [1, 3]), ("5,10%,100%", 20, [5, 20]), ("100%", 0, []),
    ("1,1,1,100%", 2, [1, 2]),
    ("1%,100%", 1, [1]),
  ]

  @Test("waves hold every account once, in the order of the list", arguments: rows)
  func ranges(sizes: String, count: Int, ends: [Int]) throws {
    let ranges = try Waves(reading: sizes).ranges(of: count)
    #expect(ranges.map(\.upperBound) == ends)
    #expect(ranges.flatMap(Array.init) == Array(0..<count))
    #expect(ranges.allSatisfy { !$0.isEmpty })
  }

  @Test(
    "sizes that leave accounts out or go back are refused",
    arguments: [
      "", "1", "1,10", "0,100%", "101%", "50%,10%,100%", "1,,100%", "-1,100%", "x%", "100%,1",
    ])
  func refused(sizes: String) {
    #expect(throws: CommandError.self) { try Waves(reading: sizes) }
  }
}

@Suite struct OutcomesReportTests {
  static func outcome(
    _ number: Int, _ status: AccountOutcome.Status, _ exit: Status, digest: String? = nil,
    error: String? = nil
  ) -> AccountOutcome {
    var outcome = AccountOutcome(
      account: String(repeating: String(number), count: 12), partition: "aws",
      place: AccountPlace(list: "sha256:1", position: number, total: 4), check: "sha256:2",
      work: .apply, status: status, exit: exit, wave: 2)
    outcome.items = [
      AccountOutcome.Item(
        kind: "create", subject: "R", text: "make role 'R': it does not exist", effect: "widened",
        needsAcceptance: true)
    ]
    outcome.digest = digest
    outcome.steps = ["done: role 'R'"]
    outcome.notes = ["a note"]
    outcome.problem = error.map { AccountOutcome.Problem(message: $0, hint: "do it") }
    return outcome
  }

  @Test("a line says after it was written and read what it said before")
  func roundTrip() throws {
    let outcome = Self.outcome(0, .partWay, .stopped, digest: "sha256:3", error: "no")
    let text = outcome.json.text(.compact)
    #expect(!text.contains("\n"))
    #expect(try AccountOutcome(try JSON(parsing: text)) == outcome)
  }

  @Test("what is the same in several accounts is one group, with the account's id left out")
  func groups() {
    let report = OutcomesReport(
      [
        Self.outcome(3, .failed, .failed, error: "no way to 333333333333"),
        Self.outcome(0, .applied, .done, digest: "sha256:3"),
        Self.outcome(2, .failed, .failed, error: "no way to 222222222222"),
      ], of: 4, expected: 0..<4)
    #expect(report.missing == [1])
    #expect(report.results.map(\.place.position) == [0, 2, 3])
    #expect(report.groups.map(\.accounts) == [["000000000000"]])
    #expect(report.failures.map(\.text) == ["no way to ${Account}"])
    #expect(report.failures.map(\.accounts) == [["222222222222", "333333333333"]])
    #expect(report.status == .failed)
    #expect(report.closing == "Accounts: 3 of 4: 1 applied, 2 failed, 1 without a result.")
  }

  @Test("what a resumed run takes over is finished", arguments: AccountOutcome.Status.allCases)
  func complete(status: AccountOutcome.Status) {
    let isComplete = Self.outcome(0, status, .done).isComplete
    #expect(isComplete == [.noChanges, .applied, .written].contains(status))
    #expect(!(isComplete && Self.outcome(0, status, .done).isFailure))
  }
}

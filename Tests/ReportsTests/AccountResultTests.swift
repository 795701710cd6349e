import IAMPolicy
import IAMRoles
import JSONText
import RoleCatalogue
import Testing

@testable import Reports

@Suite struct AccountResultTests {
  static let place = AccountResult.Place(list: "sha256:1", position: 0, total: 3)

  static func item(_ kind: String, digest: String = "sha256:0") -> AccountResult.Item {
    AccountResult.Item(
      role: "R", kind: kind, path: "P[arn:aws:iam::${Account}:policy/x]",
      text: "of ${Account} there", effect: "widens", digest: digest)
  }

  static func result(
    _ number: Int, _ status: AccountResult.Status, _ exit: Status,
    items: [AccountResult.Item] = [], total: Int = 3
  ) -> AccountResult {
    AccountResult(
      account: String(repeating: String(number), count: 12), partition: "aws",
      place: AccountResult.Place(list: "sha256:1", position: number, total: total),
      check: "sha256:2", status: status, exit: exit, items: items)
  }

  @Test("a line says after it was written and read what it said before", arguments: [true, false])
  func roundTrip(isReadable: Bool) throws {
    let report = DriftReport(
      drift: Drift(between: RenderingSample.set, and: RenderingSample.state(readable: isReadable)),
      coverage: [], findings: [], specPath: "spec", status: isReadable ? .drift : .incomplete)
    var result = AccountResult(
      report, unmatched: [], notes: ["a note"], at: Self.place, check: "sha256:2")
    result.problem = AccountResult.Problem(message: "m", hint: nil)
    #expect(result.status == (isReadable ? .drifted : .incomplete))
    let text = result.json.text(.compact)
    #expect(!text.contains("\n"))
    let read = try AccountResult(try JSON(parsing: text))
    #expect(read == result)
    #expect(read.json.text(.compact) == text)
    #expect(result.items.contains { $0.text.contains("by hand") })
  }

  @Test("the drift of a line is what the check of one account prints")
  func document() {
    let drift = Drift(between: RenderingSample.set, and: RenderingSample.state(readable: true))
    let report = DriftReport(
      drift: drift, coverage: [], findings: [], specPath: "spec", status: .drift)
    let result = AccountResult(report, unmatched: [], notes: [], at: Self.place, check: "c")
    #expect(result.json["drift"] == DriftJSON.document(report))
    #expect(result.items.count == drift.differenceCount)
  }

  /// A check in which a role was refused, as one call and as another.
  static func refused(_ requestID: String) -> AccountResult {
    let failure = ReadFailure(
      action: "iam:GetRole", subject: "Appliance", reason: .denied, message: "AccessDenied: said",
      requestID: requestID)
    var state = RenderingSample.state(readable: true)
    for name in state.roles.keys { state.roles[name] = .unreadable(failure) }
    let drift = Drift(between: RenderingSample.set, and: state)
    let report = DriftReport(
      drift: drift, coverage: [], findings: [], specPath: "spec", status: .incomplete)
    #expect(drift.unreadable.allSatisfy { $0.line.hasSuffix("(request id \(requestID))") })
    #expect(DriftJSON.document(report).text(.compact).contains(#""requestId":"\#(requestID)""#))
    return AccountResult(report, unmatched: [], notes: [], at: Self.place, check: "c")
  }

  @Test("the same refusal is the same line, whatever the ids of the requests")
  func requestIDs() {
    let (one, other) = (Self.refused("r-1"), Self.refused("r-2"))
    #expect(one.json.text(.compact) == other.json.text(.compact))
    #expect(one.unreadable.contains { $0.hasSuffix("was denied: AccessDenied: said") })
    func whole(_ id: String) -> (result: AccountResult, report: CommandError) {
      let report = CommandError(
        .failed, problem: .init("cannot assume: AccessDenied: said", requestID: id))
      return (
        AccountResult(
          report, of: "111111111111", in: "aws", at: Self.place, check: "c", as: .incomplete),
        report
      )
    }
    #expect(whole("r-1").result == whole("r-2").result)
    #expect(whole("r-1").result.problem?.message == "cannot assume: AccessDenied: said")
    // A person who asks AWS needs it.
    #expect(
      whole("r-1").report.lines(program: "p").first?.hasSuffix("said (request id r-1)") == true)
  }

  @Test("a report keeps its request id when its hints are written and its place is known")
  func keepsRequestIDs() {
    let report = CommandError(
      .failed,
      problem: .init("cannot list the roles: AccessDenied: said", hint: "h", requestID: "r-1"))
    for changed in [report.mappingHints { $0 + "!" }, report.placed(at: "spec.json")] {
      #expect(changed.lines(program: "p").first?.hasSuffix("said (request id r-1)") == true)
    }
    #expect(
      report.placed(at: "spec.json").lines(program: "p").first?.hasPrefix("spec.json:") == true)
  }

  @Test("the same reason why accounts were not read is told once")
  func failures() {
    let results = (0..<3).map { number in
      var result = Self.result(number, .incomplete, .incomplete)
      let id = result.account
      if number == 1 {
        result.problem = AccountResult.Problem(message: "no way to \(id)", hint: nil)
      } else {
        result.unreadable = ["role/\(id)/x was denied", "only \(number)"]
      }
      return result
    }
    let report = AccountsReport(results.reversed(), of: 3, expected: 0..<3)
    #expect(
      report.failures.map(\.text)
        == [
          "role/${Account}/x was denied", "only 0", "no way to ${Account}", "only 2",
        ])
    #expect(report.failures.map(\.kind) == ["unreadable", "unreadable", "error", "unreadable"])
    #expect(report.sharedFailures.map(\.accounts) == [["000000000000", "222222222222"]])
    let told = "role/${Account}/x was denied"
    let text = AccountsText.ending(report).rendered(inColour: false)
    #expect(text.contains("  2 accounts: unreadable: \(told)\n    000000000000, 222222222222\n"))
    #expect(
      AccountsMarkdown.document(report).contains("| 2 accounts: 000000000000, 222222222222 |"))
    let json = AccountsJSON.document(report)["failures"]?.array
    #expect(json?.first?["count"]?.int == 2 && json?.count == 4)
  }

  @Test(
    "a line that is no result is refused with what is wrong",
    arguments: [
      "[]", "{}", #"{"schemaVersion":"2.0"}"#,
      #"{"schemaVersion":"1.0","account":"1","status":"in-sync","exit":{"code":0}}"#,
    ])
  func refused(text: String) throws {
    let json = try JSON(parsing: text)
    #expect(throws: DocumentError.self) { try AccountResult(json) }
  }

  @Test("statuses combine by the order 1, 6, 4, 5, 2, 3")
  func combined() {
    let order: [Status] = [.failed, .stopped, .refused, .incomplete, .drift, .findings, .done]
    for (place, status) in order.enumerated() {
      let results = order[place...].enumerated().map {
        Self.result($0.offset, .drifted, $0.element)
      }
      #expect(AccountsReport(results, of: 3, expected: []).status == status)
    }
  }

  @Test("the same difference is one group, whatever the order of the results")
  func groups() {
    let results = [
      Self.result(2, .drifted, .drift, items: [Self.item("a"), Self.item("b")]),
      Self.result(0, .drifted, .drift, items: [Self.item("b"), Self.item("c", digest: "x")]),
      Self.result(1, .drifted, .drift, items: [Self.item("b"), Self.item("c", digest: "y")]),
    ]
    let report = AccountsReport(results, of: 3, expected: 0..<3)
    #expect(report.groups.map(\.item.kind) == ["b", "c", "c", "a"])
    #expect(
      report.groups[0].accounts == ["000000000000", "111111111111", "222222222222"])
    #expect(report.shared.count == 1)
    let text = AccountsText.ending(report).rendered(inColour: false)
    #expect(text.contains("3 accounts: R: b: of ${Account} there"))
    #expect(
      AccountsText.block(report.results[1]).rendered(inColour: false)
        .contains("R: b: of 111111111111 there"))
  }

  @Test("an account without a result is told and makes the answer incomplete")
  func missing() {
    let results = [3, 6, 7].map { Self.result($0, .inSync, .done, total: 10) }
    let report = AccountsReport(results, of: 10, expected: 0..<10)
    #expect(report.missingPositions == "1-3, 5-6, 9-10")
    #expect(report.status == .incomplete)
    #expect(AccountsReport(results, of: 10, expected: [3, 6, 7]).status == .done)
  }

  @Test("an entry of the ignore list that matches in no account is a finding, and only then")
  func unmatched() {
    func results(_ entries: [[String]]) -> [AccountResult] {
      entries.enumerated().map { number, entries in
        var result = Self.result(number, .inSync, .done, total: entries.count)
        result.unmatched = entries
        return result
      }
    }
    let some = AccountsReport(results([["a", "b"], ["b"]]), of: 2, expected: 0..<2)
    #expect(some.unmatched == ["b"])
    #expect(some.status == .findings)
    #expect(AccountsReport(results([["a"], []]), of: 2, expected: 0..<2).status == .done)
    // Another shard may have what it is about.
    #expect(AccountsReport(results([["a"]]), of: 2, expected: [0]).status == .done)
  }

  @Test("text of an account stays text in Markdown and on a terminal")
  func hostile() {
    let item = AccountResult.Item(
      role: "a|b", kind: "k", path: "p", text: "<b>\u{1b}[31m\n| x |", effect: "none", digest: "d")
    let report = AccountsReport(
      [Self.result(0, .drifted, .drift, items: [item])], of: 1, expected: [0])
    let markdown = AccountsMarkdown.document(report)
    #expect(!markdown.contains("<b>") && !markdown.contains("a|b"))
    #expect(!AccountsText.block(report.results[0]).rendered(inColour: false).contains("\u{1b}"))
  }
}

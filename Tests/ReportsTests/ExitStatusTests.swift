import Testing

@testable import Reports

/// Ours; Testing has a type of the same name.
typealias Status = Reports.ExitStatus

@Suite struct ExitStatusTests {
  static let rows: [(several: [Status], one: Status)] = [
    ([], .done), ([.done], .done), ([.findings, .done], .findings), ([.findings, .drift], .drift),
    ([.drift, .incomplete], .incomplete), ([.incomplete, .refused], .refused),
    ([.refused, .stopped], .stopped), ([.stopped, .failed], .failed),
    ([.findings, .drift, .incomplete, .refused, .stopped, .failed], .failed),
    ([.failed, .terminated], .terminated), ([.stopped, .interrupted], .interrupted),
  ]

  @Test("of several exit statuses the first of 1, 6, 4, 5, 2, 3 counts", arguments: rows)
  func combined(several: [Status], one: Status) {
    #expect(Status.combined(several) == one)
    #expect(Status.combined(several.reversed()) == one)
  }

  @Test("the numbers are the promised ones")
  func numbers() {
    #expect(Status.allCases.map(\.rawValue) == [0, 1, 2, 3, 4, 5, 6, 64, 130, 143])
    #expect(Set(Status.precedence) == Set(Status.allCases))
    #expect(Status.precedence.count == Status.allCases.count)
  }
}

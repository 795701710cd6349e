import CommandTable

/// Why a run did not do what it was asked, in words for a person, with the status that it ends with.
struct Report: Error, Hashable, Sendable {
  /// One thing that is wrong.
  struct Problem: Hashable, Sendable {
    /// Where: `file:line:column`, or a file alone; nil when it is about the run.
    var place: String?
    /// One sentence with a small first letter and no full stop.
    var message: String
    /// What to do.
    var hint: String?
    /// The request id of the call that AWS refused: another one each time, and so no part of `message`.
    var requestID: String?

    init(
      _ message: String, at place: String? = nil, hint: String? = nil, requestID: String? = nil
    ) {
      self.place = place
      self.message = message
      self.hint = hint
      self.requestID = requestID
    }
  }

  /// What is wrong, never empty.
  private(set) var problems: [Problem]
  /// How the run ends.
  let status: ExitStatus

  /// Makes a report of one problem.
  init(_ status: ExitStatus, _ message: String, at place: String? = nil, hint: String? = nil) {
    self.init(status, problem: Problem(message, at: place, hint: hint))
  }

  /// Makes a report of several problems, in order.
  init(_ status: ExitStatus, problem first: Problem, others: [Problem] = []) {
    self.status = status
    problems = [first] + others
  }

  /// The same, with every hint as a function writes it.
  func mappingHints(_ written: (String) -> String) -> Report {
    var report = self
    for index in problems.indices {
      report.problems[index].hint = problems[index].hint.map(written)
    }
    return report
  }

  /// The same, with a place for what has none.
  func placed(at place: String) -> Report {
    var report = self
    for index in problems.indices where problems[index].place == nil {
      report.problems[index].place = place
    }
    return report
  }

  /// The lines for standard error.
  func lines(program: String) -> [String] {
    problems.flatMap { problem in
      let place = problem.place ?? program
      let id = problem.requestID.map { " (request id \($0))" } ?? ""
      return ["\(place): error: \(problem.message)\(id)"]
        + (problem.hint.map { ["\(place): hint: \($0)"] } ?? [])
    }
  }
}

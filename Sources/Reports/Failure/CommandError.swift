/// Why a run failed, as a person reads it, with the status that it ends with.
package struct CommandError: Error, Hashable, Sendable {
  /// One thing that is wrong.
  package struct Problem: Hashable, Sendable {
    /// Where: `file:line:column`, or a file alone; nil when it is about the run.
    package var place: String?
    /// One sentence with a small first letter and no full stop.
    package var message: String
    /// What to do.
    package var hint: String?
    /// The request id of the call that AWS refused: another one each time, and so no part of `message`.
    package var requestID: String?

    package init(
      _ message: String, at place: String? = nil, hint: String? = nil, requestID: String? = nil
    ) {
      self.place = place
      self.message = message
      self.hint = hint
      self.requestID = requestID
    }
  }

  /// What is wrong, never empty.
  package private(set) var problems: [Problem]
  /// How the run ends.
  package private(set) var status: ExitStatus
  /// The account that the run was about, where it is known.
  package private(set) var account: String?

  /// An error of one problem.
  package init(
    _ status: ExitStatus, _ message: String, at place: String? = nil, hint: String? = nil
  ) {
    self.init(status, problem: Problem(message, at: place, hint: hint))
  }

  /// An error of several problems, in order.
  package init(_ status: ExitStatus, problem first: Problem, others: [Problem] = []) {
    self.status = status
    problems = [first] + others
  }

  /// The same, with every hint as a function writes it.
  package func mappingHints(_ written: (String) -> String) -> CommandError {
    var error = self
    for number in problems.indices {
      error.problems[number].hint = problems[number].hint.map(written)
    }
    return error
  }

  /// The same, with a place for what has none.
  package func placed(at place: String) -> CommandError {
    var error = self
    for number in problems.indices {
      error.problems[number].place = problems[number].place ?? place
    }
    return error
  }

  /// The same, about an account.
  package func about(account: String?) -> CommandError {
    var error = self
    error.account = account ?? self.account
    return error
  }

  /// The same, with another status.
  package func ending(with status: ExitStatus) -> CommandError {
    var error = self
    error.status = status
    return error
  }

  /// The lines for standard error.
  package func lines(program: String) -> [String] {
    problems.flatMap { problem in
      let place = problem.place ?? program
      let id = problem.requestID.map { " (request id \($0))" } ?? ""
      return ["\(place): error: \(problem.message)\(id)"]
        + (problem.hint.map { ["\(place): hint: \($0)"] } ?? [])
    }
  }
}

extension CommandError.Problem {
  /// The message with its request id.
  package var text: String { message + (requestID.map { " (request id \($0))" } ?? "") }

  /// Everything in one sentence.
  var sentence: String {
    (place.map { "\($0): " } ?? "") + text + (hint.map { "; \($0)" } ?? "")
  }

  /// The file and line of the place, where it is one.
  var filePlace: (file: String, line: Int)? {
    guard let parts = place?.split(separator: ":", omittingEmptySubsequences: false),
      parts.count >= 3, let line = Int(parts[parts.count - 2]), Int(parts[parts.count - 1]) != nil
    else { return place.map { ($0, 1) } }
    return (parts.dropLast(2).joined(separator: ":"), line)
  }
}

import CommandTable

/// Why a run failed, as a person reads it, with the status that it ends with.
struct CommandError: Error, Hashable, Sendable {
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
  private(set) var status: ExitStatus
  /// The account that the run was about, where it is known.
  private(set) var account: String?

  /// An error of one problem.
  init(_ status: ExitStatus, _ message: String, at place: String? = nil, hint: String? = nil) {
    self.init(status, problem: Problem(message, at: place, hint: hint))
  }

  /// An error of several problems, in order.
  init(_ status: ExitStatus, problem first: Problem, others: [Problem] = []) {
    self.status = status
    problems = [first] + others
  }

  /// The same, with every hint as a function writes it.
  func mappingHints(_ written: (String) -> String) -> CommandError {
    var error = self
    for number in problems.indices {
      error.problems[number].hint = problems[number].hint.map(written)
    }
    return error
  }

  /// The same, with a place for what has none.
  func placed(at place: String) -> CommandError {
    var error = self
    for number in problems.indices {
      error.problems[number].place = problems[number].place ?? place
    }
    return error
  }

  /// The same, about an account.
  func about(account: String?) -> CommandError {
    var error = self
    error.account = account ?? self.account
    return error
  }

  /// The same, with the status of the signal that stopped the run.
  func stopped(by signals: Signals) -> CommandError {
    guard status == .interrupted, let number = signals.status() else { return self }
    var error = self
    error.status = number
    return error
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

extension Terminal {
  /// Writes what went wrong.
  func report(_ error: CommandError) {
    for line in error.lines(program: program) { writeErrors("", line, .plain) }
  }

  /// Writes what went wrong with standard output itself.
  func reportOutputFailure() {
    guard let outputFailure else { return }
    report(
      CommandError(
        .failed, "standard output could not be written to its end: \(Self.reason(outputFailure))"))
  }

  /// Throws when what was to be seen before something is changed could not be written.
  func refuseUnshown() throws(CommandError) {
    guard outputFailure != nil else { return }
    throw CommandError(
      .failed, "the plan could not be shown, so nothing was changed",
      hint: "let standard output go where it can be written")
  }
}

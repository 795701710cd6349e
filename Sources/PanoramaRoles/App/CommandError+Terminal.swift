import Reports

extension CommandError {
  /// The same, with the status of the signal that stopped the run.
  func stopped(by signals: Signals) -> CommandError {
    guard status == .interrupted, let number = signals.status() else { return self }
    return ending(with: number)
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

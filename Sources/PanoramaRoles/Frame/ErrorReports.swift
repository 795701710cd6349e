import CommandTable
import JSONText

/// The one place that turns an error into message, hint, place and exit status.
extension Report {
  /// Wrong words on the command line.
  init(_ error: UsageError) {
    self.init(.usage, error.message, hint: error.hint)
  }

  /// The problems of a file; `errors` is empty only by mistake, and then says so.
  init(_ status: ExitStatus, in file: String, _ problems: [Problem]) {
    guard let first = problems.first else {
      self.init(status, "the file cannot be used", at: file)
      return
    }
    self.init(status, problem: first, others: Array(problems.dropFirst()))
  }
}

extension Report {
  /// A file that is not JSON, or not the JSON that it should be.
  init(_ error: JSONError, in file: String, _ status: ExitStatus = .failed) {
    self.init(
      status, in: file,
      error.problems.map { Problem($0.message, in: file, at: $0.position, hint: $0.hint) })
  }
}

extension Report.Problem {
  /// A problem of a file at a line and column.
  init(_ message: String, in file: String, at position: TextPosition, hint: String?) {
    let place =
      position == .none ? file : "\(file):\(position.line):\(position.column)"
    self.init(message, at: place, hint: hint)
  }
}

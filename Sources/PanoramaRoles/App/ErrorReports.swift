import AWSAccess
import CommandTable
import IAMBackend
import IAMPolicy
import IAMRoles
import JSONText
import Reports
import RoleCatalogue

/// The one place that turns an error into message, hint, place and exit status.
extension CommandError {
  /// Wrong words on the command line.
  init(_ error: UsageError) {
    self.init(.usage, error.message, hint: error.hint)
  }

  /// `--device` and `--all-devices` together.
  static var devicesTwice: CommandError {
    CommandError(
      .usage, "all devices ('--all-devices') and single ones ('--device') cannot both be chosen",
      hint: "choose one of them")
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

extension CommandError {
  /// A file that cannot be used: every problem with its place.
  init(_ error: DocumentError, in file: String, _ status: ExitStatus = .failed) {
    self.init(
      status, in: file,
      error.problems.map { Problem($0.message, in: file, at: $0.position, hint: $0.hint) }
        + Self.omitted(error.omitted, in: file))
  }

  /// Counts the problems that are not printed.
  private static func omitted(_ count: Int, in file: String?) -> [Problem] {
    count == 0 ? [] : [Problem("\(counted(count, "more problem")) not shown", at: file)]
  }
}

extension CommandError {
  /// A spec that cannot be used: of a file with its places, or of the words on the command line.
  init(_ error: SpecError, in file: String?) {
    // A trust policy over its quota is not a mistake in the words: it is refused before IAM would refuse it.
    let isQuota = error.problems.allSatisfy {
      $0.file == nil && ["trust-size", "inline-size"].contains($0.id)
    }
    let isOfFile = error.problems.contains { $0.file != nil }
    let problems = error.problems.map { problem in
      (problem.file ?? file).map {
        Problem(problem.message, in: $0, at: problem.position, hint: problem.hint)
      }
        ?? Problem(problem.message, hint: problem.hint)
    }
    let status: ExitStatus = isQuota ? .refused : file == nil && !isOfFile ? .usage : .failed
    guard let first = problems.first else {
      self.init(status, "the choice cannot be used")
      return
    }
    self.init(
      status, problem: first,
      others: problems.dropFirst() + Self.omitted(error.omitted, in: file))
  }

  /// A file or folder that could not be written.
  init(_ error: OutputError) {
    self.init(error.isRefusal ? .refused : .failed, error.message, hint: error.hint)
  }

  /// Settings from which no way to AWS can be found.
  init(_ error: ConfigurationError) {
    let place = error.path.map { path in error.line.map { "\(path):\($0)" } ?? path }
    self.init(
      error.flag == nil ? .failed : .usage, error.message, at: place, hint: error.hint)
  }

  /// A call to AWS that failed for good.
  init(_ error: BackendError) {
    let status: ExitStatus =
      error.isCancelled ? .interrupted : error.isRefusal ? .refused : .failed
    self.init(
      status,
      problem: Problem(
        error.words, hint: error.hint, requestID: error.requestID.flatMap { $0.isEmpty ? nil : $0 })
    )
  }

  /// A plan that was not made because acting would mean to guess.
  init(_ refusal: PlanRefusal) {
    switch refusal {
    case .noSuchRemoval, .nameTaken, .otherCount, .stillUsed:
      self.init(.refused, refusal.message, hint: refusal.hint)
    case .unreadable(let failures):
      let problems = failures.map { Problem("the account could not be read: \($0.line)") }
      let isDenied = failures.contains { $0.reason == .denied }
      let all = "'panorama-roles policy tool --for init' prints all that 'apply' needs"
      self.init(
        .refused, in: Program.name,
        problems + [
          Problem(
            "no changes are made while part of the account is unreadable",
            hint: isDenied ? "\(refusal.hint); \(all)" : refusal.hint)
        ])
    }
  }
}

extension CommandError.Problem {
  /// A problem of a file at a line and column.
  init(_ message: String, in file: String, at position: TextPosition, hint: String?) {
    let place =
      position == .none ? file : "\(file):\(position.line):\(position.column)"
    self.init(message, at: place, hint: hint)
  }
}

/// How a run ended.
///
/// The numbers and names are a promise to scripts.
package enum ExitStatus: Int32, Hashable, Sendable, CaseIterable {
  case done = 0
  case failed = 1
  case drift = 2
  case findings = 3
  case refused = 4
  case incomplete = 5
  case stopped = 6
  case usage = 64
  case interrupted = 130
  case terminated = 143

  /// The name in machine-readable output.
  package var name: String {
    switch self {
    case .done: "done"
    case .failed: "failed"
    case .drift: "drift"
    case .findings: "findings"
    case .refused: "refused"
    case .incomplete: "incomplete"
    case .stopped: "stopped"
    case .usage: "usage"
    case .interrupted: "interrupted"
    case .terminated: "terminated"
    }
  }

  /// What it says, for help and the man page.
  package var meaning: String {
    switch self {
    case .done: "Done, or in sync"
    case .failed: "Failed: nothing is known, or nothing was changed"
    case .drift: "What is compared differs, or changes are pending with --detailed-exitcode"
    case .findings: "A check found something at or above its threshold"
    case .refused: "Refused: it is not safe, or it needs a flag that says so"
    case .incomplete: "Something could not be read, so the answer is not complete"
    case .stopped: "Stopped part-way: some changes were made and others not"
    case .usage: "Invalid command-line arguments"
    case .interrupted: "Interrupted (SIGINT)"
    case .terminated: "Terminated (SIGTERM)"
    }
  }

  /// When several apply, the first in this order is the status of the run.
  static let precedence: [ExitStatus] = [
    .usage, .interrupted, .terminated, .failed, .stopped, .refused, .incomplete, .drift, .findings,
    .done,
  ]

  /// The one status of a run to which several apply; `done` for none.
  package static func combined(_ statuses: some Sequence<ExitStatus>) -> ExitStatus {
    let all = Set(statuses)
    return precedence.first { all.contains($0) } ?? .done
  }
}

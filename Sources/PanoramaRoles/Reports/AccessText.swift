import IAMPolicy
import JSONText
import PolicyAnalysis

/// Which way access differs, with requests as evidence, in the words of drift and plan.
enum AccessText {
  /// What `words(for:)` says where access is the same.
  static let unchanged = "unchanged"

  /// The direction for a person.
  static func words(for access: PolicyComparison) -> String {
    switch (access.isWidening, access.isNarrowing) {
    case (.no, .no): unchanged
    case (.yes, .yes): "widened and narrowed"
    case (.yes, _), (.no, _), (.unknown, _): direction(of: access)
    }
  }

  /// Whether the first of two sides allows more than the second, less, or both, for a program.
  static func direction(of access: PolicyComparison) -> String {
    switch (access.isWidening, access.isNarrowing) {
    case (.no, .no): "none"
    case (.yes, .no): "widened"
    case (.no, .yes): "narrowed"
    case (.yes, .yes): "both"
    case (.yes, .unknown): "at least widened"
    case (.unknown, .yes): "at least narrowed"
    case (.unknown, _), (.no, .unknown): "unknown"
    }
  }

  /// The evidence, a line each: a request that only one side allows, or why there is none.
  static func evidence(_ access: PolicyComparison) -> [String] {
    let rows = [
      (access.widened, "now allowed"), (access.narrowed, "no longer allowed"),
      (access.deniesLost, "no longer denied"), (access.deniesGained, "now denied"),
    ]
    // What a deny takes away is shown once, as the grant that is lost.
    let shown = rows.filter { inclusion, words in
      words != "now denied" || !access.narrowed.isFailure || !inclusion.isFailure
    }
    var lines: [String] = []
    for (inclusion, words) in shown {
      switch inclusion {
      case .holds: continue
      case .fails(let witness):
        let note = witness.note.map { " (\($0))" } ?? ""
        lines.append("\(words): \(witness.request.line)\(note)")
      case .unknown(let reason):
        let line = "not decided: \(reason)"
        if !lines.contains(line) { lines.append(line) }
      }
    }
    return lines
  }

  /// Direction and evidence for a program; requests in the form that `can` takes.
  static func json(_ access: PolicyComparison) -> JSON {
    let rows: [(String, Inclusion)] = [
      ("widened", access.widened), ("narrowed", access.narrowed),
      ("deniesLost", access.deniesLost), ("deniesGained", access.deniesGained),
    ]
    let witnesses = rows.compactMap { name, inclusion in
      inclusion.witness.map { (name, $0.request.json) }
    }
    var reasons: [String] = []
    for reason in rows.compactMap({ $1.reason }) where !reasons.contains(reason) {
      reasons.append(reason)
    }
    return .object([
      ("direction", .string(direction(of: access))),
      ("grants", .string(access.grants.rawValue)), ("denies", .string(access.denies.rawValue)),
      ("witnesses", .object(witnesses)), ("undecided", .strings(reasons)),
    ])
  }
}

extension Inclusion {
  fileprivate var isFailure: Bool { witness != nil }
}

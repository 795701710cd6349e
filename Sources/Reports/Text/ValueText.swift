import IAMPolicy
import IAMRoles
package import JSONText

/// One side of a difference, as JSON and in words.
extension DifferenceValue {
  package var json: JSON {
    switch self {
    case .nothing: .null
    case .text(let text): .string(text)
    case .metadata(let text): .string(Self.size(of: text))
    case .number(let number): .number(number)
    case .document(let document): document.json
    case .storedText(let text, let problem):
      .object([("text", .string(text)), ("problem", .string(problem))])
    }
  }

  /// Digest and size of a text that may have megabytes.
  package static func size(of text: String) -> String {
    "\(text.utf8.count) bytes, \(Digest.text(of: text))"
  }

  /// A few words; documents are shown by their statements instead.
  package var words: String {
    switch self {
    case .nothing: "nothing"
    case .text(let text): "'\(text)'"
    case .metadata(let text): Self.size(of: text)
    case .number(let number): String(number)
    case .document: "a policy document"
    case .storedText(_, let problem): "text that is not a policy (\(problem))"
    }
  }
}

extension ExitStatus {
  /// The `exit` member of a JSON document; `doneName` is what 0 is called there.
  package func json(doneName: String = "done") -> JSON {
    .object([
      ("code", .number(Int(rawValue))), ("name", .string(self == .done ? doneName : name)),
    ])
  }
}

extension ReadFailure {
  package var json: JSON {
    .object(
      [
        ("action", .string(action)), ("subject", .string(subject)),
        ("reason", .string(reason.rawValue)), ("message", .string(message)),
      ] + (requestID.map { [("requestId", JSON.string($0))] } ?? []))
  }

  /// One line for a person.
  package var line: String { words + (requestID.map { " (request id \($0))" } ?? "") }

  /// The line without the request id: the same for the same failure of another call.
  package var words: String {
    switch reason {
    case .denied: "\(action) of '\(subject)' was denied: \(message)"
    case .throttled: "\(action) of '\(subject)' was throttled: \(message)"
    case .failed: "\(action) of '\(subject)' failed: \(message)"
    case .unavailable: message
    }
  }
}

/// `1 role`, `2 roles`.
package func counted(_ count: Int, _ noun: String) -> String {
  count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
}

extension RoleSelection {
  /// Said behind a closing line when roles were left out; else empty.
  package static func words(leftOut count: Int) -> String {
    count == 0 ? "" : "; \(counted(count, "role")) left out by '--role'"
  }
}

/// One thing that keeps a text from being JSON.
public struct JSONProblem: Error, Hashable, Sendable {
  /// Where it stands.
  public let position: TextPosition
  /// The stable name of the kind of problem, one of `Kind`'s raw values.
  public let id: String
  /// One sentence that says what was found.
  public let message: String
  /// What to do about it.
  public let hint: String?

  /// Makes a problem.
  public init(_ kind: Kind, at position: TextPosition, _ message: String, hint: String? = nil) {
    id = kind.rawValue
    self.position = position
    self.message = message
    self.hint = hint
  }

  /// The kinds of problem.
  ///
  /// Their names are stable: people silence and search by them.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// The text does not follow the grammar of RFC 8259.
    case syntax = "json-syntax"
    /// One object has the same name twice; readers disagree about which one counts.
    case duplicateKey = "duplicate-key"
    /// The bytes are not UTF-8, begin with a byte order mark, or a string has half a surrogate pair.
    case encoding = "json-encoding"
    /// Arrays and objects are nested deeper than `JSONLimits.depth`.
    case tooDeep = "json-too-deep"
    /// The text has more bytes than `JSONLimits.size`.
    case tooLarge = "json-too-large"
  }
}

/// Every problem that the reader found, in the order of the text.
public struct JSONError: Error, Hashable, Sendable {
  /// The problems; never empty.
  public let problems: [JSONProblem]

  package init(_ first: JSONProblem, _ others: [JSONProblem] = []) {
    problems = ([first] + others).sorted { $0.position < $1.position }
  }
}

/// What the reader accepts before it gives up, so that no text can exhaust stack or memory.
public struct JSONLimits: Hashable, Sendable {
  /// The deepest nesting of arrays and objects, 1…512.
  public let depth: Int
  /// The largest text in bytes, at most 1 GiB.
  public let size: Int

  /// Makes limits; values beyond the ranges are brought into them.
  public init(depth: Int = 128, size: Int = 64 << 20) {
    self.depth = min(max(depth, 1), 512)
    self.size = min(max(size, 0), 1 << 30)
  }
}

/// Text from a file as it may stand in a message.
package enum Shown {
  /// The text in single quotes: control characters escaped, the middle of a long one left out.
  package static func quoted(_ text: String) -> String {
    var shown = ""
    var count = 0
    for scalar in text.unicodeScalars {
      if count == 120 {
        shown += "…"
        break
      }
      count += 1
      if isInvisible(scalar) {
        shown += name(of: scalar)
      } else {
        shown.unicodeScalars.append(scalar)
      }
    }
    return "'\(shown)'"
  }

  /// `U+0009`, as the Unicode standard names a character.
  package static func name(of scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned,
      .surrogate:
      true
    default:
      scalar.value == 0xA0
    }
  }
}

import JSONText

/// Text that is compared byte by byte, as AWS compares names, ARNs, keys and values.
///
/// `String ==` is canonical equivalence: it takes `K` and the Kelvin sign U+212A for one, and `é` in its two
/// forms. A value of this type cannot be compared that way by mistake.
public struct ExactText: Hashable, Sendable, Comparable, CustomStringConvertible,
  ExpressibleByStringLiteral
{
  /// The text.
  public let string: String

  /// Takes a text.
  public init(_ string: some StringProtocol) { self.string = String(string) }

  /// Takes a text that is written in the code.
  public init(stringLiteral value: String) { string = value }

  /// The text.
  public var description: String { string }

  /// Whether both have the same bytes.
  public static func == (left: ExactText, right: ExactText) -> Bool {
    left.string.isExactly(right.string)
  }

  /// Orders by bytes.
  public static func < (left: ExactText, right: ExactText) -> Bool {
    left.string.utf8.lexicographicallyPrecedes(right.string.utf8)
  }

  /// Feeds the string: texts of the same bytes are equal as strings, too.
  public func hash(into hasher: inout Hasher) { hasher.combine(string) }
}

extension StringProtocol {
  /// The text with ASCII letters in lower case: how AWS ignores case in actions and condition keys.
  package var foldingASCIICase: String {
    String(decoding: utf8.map(asciiLowercased), as: UTF8.self)
  }
}

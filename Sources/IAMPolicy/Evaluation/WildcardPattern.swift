import JSONText

/// A text with `*` (any run of characters) and `?` (any one), as IAM's `StringLike` reads it.
///
/// Made once, it decides any number of texts in time linear in each.
public struct WildcardPattern: Hashable, Sendable {
  /// The pattern as written.
  public let text: String
  private let glob: Glob

  /// Makes a pattern; with `foldingCase` ASCII letters match in either case.
  public init(_ text: String, foldingCase: Bool = false) {
    self.text = text
    glob = Glob(wildcards: text, folding: foldingCase)
  }

  /// Says whether the whole of `text` fits.
  public func matches(_ text: String) -> Bool { glob.matches(text) }
}

extension ActionPattern {
  /// Says whether the pattern takes an action, `service:Name`.
  ///
  /// Case has no meaning in either part (IAM User Guide, "IAM JSON policy elements: Action").
  public func matches(_ action: String) -> Bool {
    // Most patterns differ from an action before their first wildcard, or have none: nothing is built.
    var found = action.utf8.makeIterator()
    for byte in text.utf8 {
      if byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?") { return glob.matches(action) }
      guard let other = found.next(), asciiLowercased(other) == asciiLowercased(byte) else {
        return false
      }
    }
    return found.next() == nil && !matchesNothing
  }

  /// The pattern for many matches; texts may come in any case.
  package var glob: Glob { matchesNothing ? .nothing : Glob(wildcards: text, folding: true) }

  /// Whether no action can ever match: the name is empty, or has a space or a comma in it.
  ///
  /// IAM stores such a pattern, and it grants and denies nothing.
  public var matchesNothing: Bool {
    guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return false }
    let name = text.utf8[text.utf8.index(after: colon)...]
    return name.isEmpty || name.contains(UInt8(ascii: " ")) || name.contains(UInt8(ascii: ","))
  }
}

extension ActionBlock {
  /// The patterns, whichever side of them is meant.
  package var patterns: [ActionPattern] {
    switch self {
    case .action(let patterns), .notAction(let patterns): patterns
    }
  }

  /// Says whether the statement is about what the patterns do *not* take.
  package var isNegated: Bool {
    switch self {
    case .action: false
    case .notAction: true
    }
  }

  /// Says whether the statement is about this action.
  package func matches(_ action: String) -> Bool {
    patterns.contains { $0.matches(action) } != isNegated
  }
}

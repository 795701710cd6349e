package import JSONText

/// What a format makes of a value: what is written to standard output.
package enum Rendering: Hashable, Sendable {
  /// For a person, fitted to the terminal.
  case styled(StyledText)
  /// One JSON document.
  case json(JSON)
  /// Exactly this text.
  case exact(String)
}

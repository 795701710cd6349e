import JSONText

/// A place in a file, as compilers write it.
enum Place {
  /// `file:line:column`, or the file alone for what was never in a text.
  static func text(_ file: String, _ position: TextPosition) -> String {
    position == .none ? file : "\(file):\(position.line):\(position.column)"
  }
}

package import JSONText

/// A place in a file, as compilers write it.
package enum Place {
  /// `file:line:column`, or the file alone for what was never in a text.
  package static func text(_ file: String, _ position: TextPosition) -> String {
    position == .none ? file : "\(file):\(position.line):\(position.column)"
  }
}

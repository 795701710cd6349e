extension String {
  /// Without the line end at its end.
  var trimmingLastLine: String { hasSuffix("\n") ? String(dropLast()) : self }
}

/// Text that may come from a file or an account, put into Markdown so that it stays text.
///
/// Rules: GitHub Flavored Markdown, sections 6.1 (backslash escapes), 6.3 (code spans), 4.5 (fences), 4.10
/// (tables).
package enum Markdown {
  /// A text as inline code, on one line.
  ///
  /// What could end a code span or a table's cell is written as entities, which end nothing.
  package static func code(_ text: String) -> String {
    let line = StyledText.escaped(text)
    let isPlain =
      !line.isEmpty && line.first != " " && line.last != " "
      && !line.utf8.contains { $0 == 0x60 || $0 == 0x7C || $0 == 0x5C }
    if isPlain { return "`\(line)`" }
    return "<code>\(entities(line, inCode: true))</code>"
  }

  /// A text as text, on one line: no character of it means anything.
  package static func text(_ text: String) -> String { entities(StyledText.escaped(text)) }

  /// A block of code of a language, in a fence that the text cannot close.
  package static func block(_ text: String, language: String) -> [String] {
    var (longest, current) = (2, 0)
    for byte in text.utf8 {
      current = byte == 0x60 ? current + 1 : 0
      longest = max(longest, current)
    }
    let fence = String(repeating: "`", count: longest + 1)
    let lines = StyledText.escapedLines(text).split(
      separator: "\n", omittingEmptySubsequences: false)
    return [fence + language] + lines.map(String.init) + [fence]
  }

  /// What is left of the longest text that GitHub shows.
  struct Room {
    /// GitHub refuses a comment of more than 65,536 characters; what the comment says besides needs room, too.
    static let size = 58_000

    private var left: Int

    init(taken lines: [String]) { left = Self.size - Self.size(of: lines) }

    /// The lines of the first sections that there is room for, and how many sections are left out.
    mutating func filled(
      with sections: [[String]], keeping reserve: Int = 0
    ) -> (lines: [String], leftOut: Int) {
      var lines: [String] = []
      for (count, section) in sections.enumerated() {
        let size = Self.size(of: section)
        guard size <= left - reserve else { return (lines, sections.count - count) }
        left -= size
        lines += section
      }
      return (lines, 0)
    }

    private static func size(of lines: [String]) -> Int {
      lines.reduce(0) { $0 + $1.utf8.count + 1 }
    }
  }

  /// Writes every sign that Markdown or HTML could use as a numeric entity.
  ///
  /// Mentions and references (`@name`, `#1`) are found in the text that a reader sees, so there the sign
  /// is in an element of its own. An address is a link only with `://` or `www.` as such (GFM,
  /// section 6.9).
  private static func entities(_ line: String, inCode: Bool = false) -> String {
    var result = ""
    var tail: [Unicode.Scalar] = []
    for scalar in line.unicodeScalars {
      defer { tail = Array((tail + [scalar]).suffix(3)) }
      switch scalar {
      case "@" where !inCode, "#" where !inCode: result += "<span>&#\(scalar.value);</span>"
      case "/" where tail.last == ":": result += "&#47;"
      case "." where tail.allSatisfy { $0 == "w" || $0 == "W" } && tail.count == 3:
        result += "&#46;"
      case "`", "|", "\\", "<", ">", "&", "*", "_", "[", "]", "~", "@", "#", "!", "\"", "$":
        result += "&#\(scalar.value);"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

/// Text for a terminal, whose words may come from a file or an account.
///
/// Colour is kept apart from the characters, so that foreign text can be escaped as a whole and no
/// name ever moves the cursor, recolours the screen or turns the direction of writing.
package struct StyledText: Hashable, Sendable {
  /// What a span is, not how it looks.
  package enum Style: Hashable, Sendable {
    case plain
    case heading
    case added
    case removed
    case changed
    case warning
    case faint
    case good

    /// The SGR sequence.
    package var code: String {
      switch self {
      case .plain: ""
      case .heading: "1"
      case .added: "32"
      case .removed: "31"
      case .changed: "33"
      case .warning: "33"
      case .faint: "2"
      case .good: "32"
      }
    }
  }

  /// A stretch of one style.
  package struct Span: Hashable, Sendable {
    package var text: String
    package var style: Style
  }

  package private(set) var spans: [Span] = []

  package init(spans: [Span] = []) {
    self.spans = spans
  }

  /// Adds text without a line end.
  package mutating func add(_ text: String, _ style: Style = .plain) {
    spans.append(Span(text: text, style: style))
  }

  /// Adds text and a line end.
  package mutating func line(_ text: String = "", _ style: Style = .plain) {
    add(text, style)
    add("\n")
  }

  /// Adds one line, whatever line ends its text has: for words that come from a file.
  package mutating func one(_ text: String, _ style: Style = .plain) {
    line(Self.escaped(text), style)
  }

  /// Adds another text behind this one.
  package mutating func append(_ other: StyledText) { spans += other.spans }

  /// The same with each stretch as a function writes it.
  package func mapping(_ written: (String) -> String) -> StyledText {
    var text = self
    for place in spans.indices { text.spans[place].text = written(spans[place].text) }
    return text
  }

  /// The characters to write, with or without colour.
  ///
  /// Line ends are kept, other controls are escaped.
  package func rendered(inColour: Bool) -> String {
    var result = ""
    for span in spans {
      let text = Self.escapedLines(span.text)
      if inColour, span.style != .plain, !text.isEmpty, text != "\n" {
        result += "\u{1b}[\(span.style.code)m\(text)\u{1b}[0m"
      } else {
        result += text
      }
    }
    return result
  }

  /// Escapes what would not be seen as itself on a terminal, line ends excepted.
  static func escapedLines(_ text: String) -> String {
    guard !isPlain(text), text.unicodeScalars.contains(where: isUnsafe) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if scalar != "\n", isUnsafe(scalar) {
        result += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Escapes line ends as well: for text that must stay on one line.
  package static func escaped(_ text: String) -> String {
    guard !isPlain(text) else { return text }
    return escapedLines(text).split(separator: "\n", omittingEmptySubsequences: false)
      .joined(separator: "\\n")
  }

  /// Whether all is ASCII that is seen as itself: nearly every text is.
  private static func isPlain(_ text: String) -> Bool {
    text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
  }

  /// Controls, line ends of other scripts, what is not seen or turns the direction of writing
  /// (CVE-2021-42574), and code points that are no characters.
  static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    if (0x20...0x7E).contains(scalar.value) { return false }
    return switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: scalar.properties.isNoncharacterCodePoint
    }
  }
}

extension StyledText {
  /// The same text with lines of at most so many characters, broken at spaces.
  ///
  /// A long word, an ARN, and what is in quotes, such as a command, stay whole. What goes on a further
  /// line is indented.
  package func wrapped(to width: Int) -> StyledText {
    var result = StyledText()
    var line: [(character: Character, style: Style)] = []
    for span in spans {
      for character in span.text {
        line.append((character, span.style))
        if character == "\n" {
          result.append(Self.wrapped(line, to: width))
          line = []
        }
      }
    }
    result.append(Self.wrapped(line, to: width))
    return result
  }

  private static func wrapped(
    _ line: [(character: Character, style: Style)], to width: Int
  ) -> StyledText {
    var result = StyledText()
    let isLong = line.count > width + (line.last?.character == "\n" ? 1 : 0)
    let indent = line.prefix { $0.character == " " }.count
    let breaks = isLong ? breakPlaces(line.map(\.character), from: indent, width, indent + 4) : []
    var run = ""
    var style = Style.plain
    for (place, item) in line.enumerated() {
      if item.style != style {
        if !run.isEmpty { result.add(run, style) }
        (run, style) = ("", item.style)
      }
      if breaks.contains(place) {
        if !run.isEmpty { result.add(run, style) }
        result.add("\n" + String(repeating: " ", count: indent + 4))
        run = ""
      } else {
        run.append(item.character)
      }
    }
    if !run.isEmpty { result.add(run, style) }
    return result
  }

  /// The places of the spaces at which a line is broken.
  private static func breakPlaces(
    _ characters: [Character], from start: Int, _ width: Int, _ indent: Int
  ) -> Set<Int> {
    var places: Set<Int> = []
    var column = start
    var lastSpace: Int?
    var isQuoted = false
    for place in start..<characters.count {
      let character = characters[place]
      if character == "'" {
        let before = place > 0 ? characters[place - 1] : " "
        if isQuoted {
          isQuoted = false
        } else if !(before.isLetter || before.isNumber) {
          isQuoted = characters[(place + 1)...].contains("'")
        }
      }
      if character == " ", !isQuoted { lastSpace = place }
      column += 1
      if column > width, character != "\n", let space = lastSpace, space > start,
        !places.contains(space)
      {
        places.insert(space)
        column = indent + place - space
        lastSpace = nil
      }
    }
    return places
  }
}

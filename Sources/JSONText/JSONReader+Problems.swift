/// What the reader says when a text is not JSON: what was found, and what to do.
extension JSONReader {
  static func emptyText(at place: TextPosition) -> Problem {
    Problem(.syntax, at: place, "the text is empty", hint: "write a JSON document")
  }

  /// A byte order mark or another encoding, seen from the first bytes.
  func unreadableStart() -> Problem? {
    let count = end - start
    let first = TextPosition(line: 1, column: 1)
    if count >= 3, start[0] == 0xEF, start[1] == 0xBB, start[2] == 0xBF {
      return Problem(
        .encoding, at: first, "the text begins with a byte order mark",
        hint: "save the file as UTF-8 without a byte order mark")
    }
    guard count >= 2 else { return nil }
    let isUTF16 =
      switch (start[0], start[1]) {
      case (0xFE, 0xFF), (0xFF, 0xFE): true
      case (0, _), (_, 0): true
      default: false
      }
    guard isUTF16 else { return nil }
    return Problem(
      .encoding, at: first, "the text is UTF-16 or binary, not UTF-8",
      hint: "save the file as UTF-8")
  }

  mutating func literal(_ name: StaticString) throws(Problem) {
    let length = name.utf8CodeUnitCount
    guard end - next >= length else { throw notAValue() }
    for index in 0..<length where next[index] != name.utf8Start[index] { throw notAValue() }
    if next + length < end, Self.isWord(next[length]) { throw notAValue() }
    next += length
  }

  func syntax(_ place: TextPosition, _ message: String, hint: String? = nil) -> Problem {
    Problem(.syntax, at: place, message, hint: hint)
  }

  func endOfText(_ where: String) -> Problem {
    syntax(here, "the text ends \(`where`)", hint: "complete the document")
  }

  func endOfText(
    inside what: String, closedBy bracket: String, from opening: TextPosition
  ) -> Problem {
    syntax(
      here, "the text ends inside the \(what) that begins at \(opening.line):\(opening.column)",
      hint: "close the \(what) with '\(bracket)'")
  }

  func trailingComma(at comma: TextPosition, before bracket: String) -> Problem {
    syntax(comma, "a trailing comma before '\(bracket)'", hint: "remove the comma")
  }

  mutating func missingComma(in what: String, closedBy bracket: String) -> Problem {
    if let problem = notJSON() { return problem }
    switch next.pointee {
    case Byte.closeBrace, Byte.closeBracket:
      return syntax(
        here, "the \(what) is closed by \(found())", hint: "close the \(what) with '\(bracket)'")
    default:
      return syntax(
        here, "a comma is missing before \(found())",
        hint: "separate the \(what == "array" ? "elements" : "members") with ','")
    }
  }

  mutating func missingColon(after name: String) -> Problem {
    if let problem = notJSON() { return problem }
    return syntax(
      here,
      "a colon is missing between name \(Shown.quoted(name)) and its value; found \(found())",
      hint: "write ':' after the name")
  }

  mutating func notAName() -> Problem {
    if let problem = notJSON() { return problem }
    switch next.pointee {
    case Byte.comma:
      return syntax(here, "a comma without a member before it", hint: "remove the comma")
    case let byte where Self.isWord(byte):
      return syntax(
        here, "name \(found()) has no double quotes", hint: "put the name in double quotes")
    default:
      return syntax(
        here, "expected a name, found \(found())", hint: "write the name in double quotes")
    }
  }

  mutating func notAValue() -> Problem {
    if let problem = notJSON() { return problem }
    switch next.pointee {
    case Byte.comma:
      return syntax(here, "a comma without a value before it", hint: "remove the comma")
    case Byte.closeBrace, Byte.closeBracket, Byte.colon:
      return syntax(here, "expected a value, found \(found())", hint: "write the value")
    case Byte.plus:
      return syntax(here, "a number with a plus before it", hint: "remove the plus")
    case Byte.point:
      return syntax(
        here, "a number without a digit before its point", hint: "write a zero before the point")
    default: break
    }
    switch word().lowercased() {
    case "nan", "infinity", "inf":
      return syntax(
        here, "\(found()) is not a JSON number", hint: "write a number, or a string")
    case "true", "false", "null":
      return syntax(
        here, "\(found()) is written '\(word().lowercased())' in JSON", hint: "use lower case")
    case "none", "nil", "undefined":
      return syntax(here, "\(found()) is not a JSON value", hint: "write 'null'")
    default:
      return syntax(
        here, "\(found()) is not a JSON value",
        hint: "write a string in double quotes, a number, true, false, null, an array or an object")
    }
  }

  mutating func textAfterValue() -> Problem {
    if let problem = notJSON() { return problem }
    switch next.pointee {
    case Byte.comma:
      return syntax(here, "a comma after the end of the document", hint: "remove the comma")
    case Byte.closeBrace, Byte.closeBracket:
      return syntax(here, "\(found()) closes nothing", hint: "remove it")
    default:
      return syntax(
        here, "more text after the end of the document, \(found())",
        hint: "keep one document in a text")
    }
  }

  /// Things of other languages that may occur anywhere: comments, other quotes, other encodings.
  private mutating func notJSON() -> Problem? {
    switch next.pointee {
    case UInt8(ascii: "'"), UInt8(ascii: "`"):
      return syntax(
        here, next.pointee == UInt8(ascii: "'") ? "single quotes around text" : "a backquote",
        hint: "put names and strings in double quotes")
    case UInt8(ascii: "#"):
      return syntax(here, "a comment", hint: "remove it, JSON has no comments")
    case UInt8(ascii: "/")
    where next + 1 < end && (next[1] == UInt8(ascii: "/") || next[1] == UInt8(ascii: "*")):
      return syntax(here, "a comment", hint: "remove it, JSON has no comments")
    case 0x80...:
      let place = here
      var probe = self
      do throws(Problem) {
        _ = try probe.scalar(at: next)
      } catch {
        return error
      }
      guard let scalar = word().unicodeScalars.first else { return nil }
      switch scalar.value {
      case 0x2018...0x201F:
        return syntax(
          place, "curly quotes around text", hint: "put names and strings in straight double quotes"
        )
      case 0xFEFF:
        return Problem(
          .encoding, at: place, "a byte order mark inside the text", hint: "remove it")
      case _ where scalar.properties.isWhitespace || scalar.properties.generalCategory == .format:
        return syntax(
          place, "invisible character \(Shown.name(of: scalar)) between the values",
          hint: "replace it by an ordinary space")
      default: return nil
      }
    case 0..<0x20, 0x7F:
      let name = Shown.name(of: Unicode.Scalar(next.pointee))
      return syntax(here, "control character \(name) between the values", hint: "remove it")
    default: return nil
    }
  }

  /// What is at `next`, quoted: a word, or one character.
  private func found() -> String {
    guard next < end else { return "the end of the text" }
    // A word of a file that was named by mistake may be a secret.
    let word = word()
    return Shown.quoted(word.utf8.count > 12 ? "\(word.prefix(12))…" : word)
  }

  private func word() -> String {
    var stop = next
    while stop < end, stop - next < 40, Self.isWord(stop.pointee) { stop += 1 }
    if stop == next {
      var rest = UnsafeBufferPointer(start: next, count: min(4, end - next)).makeIterator()
      var decoder = UTF8()
      if case .scalarValue(let scalar) = decoder.decode(&rest) { return String(Character(scalar)) }
      return "\u{FFFD}"
    }
    return String(decoding: UnsafeBufferPointer(start: next, count: stop - next), as: UTF8.self)
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      Byte.zero...Byte.nine, UInt8(ascii: "_"), UInt8(ascii: "$"):
      true
    default: false
    }
  }
}

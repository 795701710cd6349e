/// Comments and trailing commas, which files that people write by hand may have (JSONC).
///
/// Everything else stays strict JSON: a text is read as if each character of a comment were a space.
package enum JSONComments {
  /// Whether a text has comments or trailing commas.
  package static func isUsed(in bytes: [UInt8]) -> Bool {
    blanked(bytes, keepsLength: true) != bytes
  }

  /// The text with a space in place of each character of a comment and of each trailing comma.
  ///
  /// Every line and column stays what it was; with `keepsLength` every offset does instead.
  package static func blanked(
    _ bytes: [UInt8], keepsLength: Bool = false, keepsCommas: Bool = false
  ) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    /// The last byte that is neither white space nor part of a comment, and the one before it.
    var (last, previous): (UInt8, UInt8) = (0, 0)
    var lastPlace = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == Byte.quote {
        let end = endOfString(bytes, index)
        result += bytes[index..<end]
        (previous, last, lastPlace) = (last, byte, result.count - 1)
        index = end
        continue
      }
      if byte == UInt8(ascii: "/"), let end = endOfComment(bytes, index) {
        for byte in bytes[index..<end] {
          if byte == Byte.lineFeed || byte == Byte.carriageReturn {
            result.append(byte)
          } else if keepsLength || byte & 0xC0 != 0x80 {
            result.append(Byte.space)
          }
        }
        index = end
        continue
      }
      let isClosing = byte == Byte.closeBrace || byte == Byte.closeBracket
      let hadValue = ![0, Byte.comma, Byte.colon, Byte.openBrace, Byte.openBracket].contains(
        previous)
      if isClosing, last == Byte.comma, hadValue, !keepsCommas { result[lastPlace] = Byte.space }
      result.append(byte)
      if ![Byte.space, Byte.tab, Byte.lineFeed, Byte.carriageReturn].contains(byte) {
        (previous, last, lastPlace) = (last, byte, result.count - 1)
      }
      index += 1
    }
    return result
  }

  private static func endOfString(_ bytes: [UInt8], _ start: Int) -> Int {
    var index = start + 1
    while index < bytes.count {
      if bytes[index] == Byte.quote { return index + 1 }
      index += bytes[index] == Byte.backslash ? 2 : 1
    }
    return bytes.count
  }

  /// Where a comment ends; nil when none begins here, or when it has no end.
  private static func endOfComment(_ bytes: [UInt8], _ start: Int) -> Int? {
    guard start + 1 < bytes.count else { return nil }
    switch bytes[start + 1] {
    case UInt8(ascii: "/"):
      return bytes[start...].firstIndex(of: Byte.lineFeed) ?? bytes.count
    case UInt8(ascii: "*"):
      var index = start + 2
      while index + 1 < bytes.count {
        if bytes[index] == UInt8(ascii: "*"), bytes[index + 1] == UInt8(ascii: "/") {
          return index + 2
        }
        index += 1
      }
      return nil
    default: return nil
    }
  }

  /// The text of an object with other members, in their order.
  ///
  /// Comments, and members that say the same, stay as they are written. The text must be an object that
  /// `readingWithComments` reads.
  package static func text(_ bytes: [UInt8], withMembers members: [JSON.Member]) -> String {
    let spans = memberSpans(blanked(bytes, keepsLength: true, keepsCommas: true))
    let old = JSON.reading(blanked(bytes)).value?.object ?? []
    guard let opening = spans.opening, spans.members.count == old.count else {
      return JSON(.object(members)).text(.pretty) + "\n"
    }
    var edits: [(range: Range<Int>, text: String)] = []
    for (place, member) in old.enumerated()
    where !members.contains(where: { $0.name == member.name }) {
      let span = spans.members[place]
      edits.append((span.lowerBound..<(span.comma.map { $0 + 1 } ?? span.upperBound), ""))
    }
    var last: Int?
    for member in members {
      let value = member.value.text(.pretty).split(
        separator: "\n", omittingEmptySubsequences: false
      )
      .joined(separator: "\n  ")
      guard let place = old.firstIndex(where: { $0.name == member.name }) else {
        let line = "\n  \(JSON.string(member.name).text(.compact)): \(value)"
        if let last {
          edits.append((last..<last, ",\(line)"))
        } else {
          edits.append((opening..<opening, "\(line),"))
        }
        continue
      }
      let span = spans.members[place]
      last = span.upperBound
      if old[place].value != member.value { edits.append((span.value..<span.upperBound, value)) }
    }
    var result: [UInt8] = []
    var next = 0
    for (_, edit) in edits.enumerated().sorted(by: {
      ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
    }) {
      result += bytes[next..<max(next, edit.range.lowerBound)] + Array(edit.text.utf8)
      next = max(next, edit.range.upperBound)
    }
    return String(decoding: result + bytes[next...], as: UTF8.self)
  }

  /// Where a member of the outermost object begins, where its value does, and where that ends.
  private struct Span {
    let lowerBound: Int
    let value: Int
    let upperBound: Int
    /// The comma behind it; nil when there is none.
    let comma: Int?
  }

  /// The members of the outermost object of a text that is JSON.
  private static func memberSpans(_ bytes: [UInt8]) -> (opening: Int?, members: [Span]) {
    guard let opening = bytes.firstIndex(of: Byte.openBrace) else { return (nil, []) }
    var spans: [Span] = []
    var index = opening + 1
    func skipWhiteSpace() {
      while index < bytes.count, bytes[index] <= Byte.space { index += 1 }
    }
    while true {
      skipWhiteSpace()
      guard index < bytes.count, bytes[index] == Byte.quote else { return (opening + 1, spans) }
      let start = index
      index = endOfString(bytes, index)
      skipWhiteSpace()
      index += 1
      skipWhiteSpace()
      let value = index
      var (depth, end) = (0, index)
      scan: while index < bytes.count {
        switch bytes[index] {
        case Byte.quote:
          index = endOfString(bytes, index)
          end = index
          continue scan
        case Byte.openBrace, Byte.openBracket: depth += 1
        case Byte.comma where depth == 0: break scan
        case Byte.closeBrace, Byte.closeBracket:
          if depth == 0 { break scan }
          depth -= 1
        default: break
        }
        if bytes[index] > Byte.space { end = index + 1 }
        index += 1
      }
      let hasComma = index < bytes.count && bytes[index] == Byte.comma
      spans.append(
        Span(lowerBound: start, value: value, upperBound: end, comma: hasComma ? index : nil))
      guard hasComma else { return (opening + 1, spans) }
      index += 1
    }
  }
}

extension JSON {
  /// Reads a text that may have comments.
  package init(parsingWithComments bytes: some Collection<UInt8>) throws(DocumentError) {
    self = try JSON.whole(JSON.readingWithComments(bytes))
  }

  /// Reads a text that may have comments, as far as it goes.
  package static func readingWithComments(
    _ bytes: some Collection<UInt8>
  ) -> (value: JSON?, error: DocumentError?) {
    reading(JSONComments.blanked(Array(bytes)))
  }
}

extension ProblemCollector {
  /// The tree of a text that may have comments, as far as it can be read.
  package func jsonWithComments(of bytes: some Collection<UInt8>) -> JSON? {
    json(of: JSONComments.blanked(Array(bytes)))
  }
}

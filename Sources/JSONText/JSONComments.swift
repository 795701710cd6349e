/// Comments and trailing commas, which files that people write by hand may have (JSONC).
///
/// Everything else stays strict JSON: a text is read as if each character of a comment were a space.
package enum JSONComments {
  /// Whether a text has comments or trailing commas.
  package static func isUsed(in bytes: [UInt8]) -> Bool {
    mayBeUsed(in: bytes) && blanked(bytes, keepsLength: true) != bytes
  }

  /// Whether a text has what may be a comment or a trailing comma: most have neither, and are read as they are.
  private static func mayBeUsed(in bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { text in
      var index = 0
      var last: UInt8 = 0
      while index < text.count {
        let byte = text[index]
        index += 1
        switch byte {
        case Byte.quote:
          while index < text.count, text[index] != Byte.quote {
            index += text[index] == Byte.backslash ? 2 : 1
          }
          index += 1
        case UInt8(ascii: "/"): return true
        case Byte.closeBrace, Byte.closeBracket: if last == Byte.comma { return true }
        case Byte.space, Byte.tab, Byte.lineFeed, Byte.carriageReturn: continue
        default: break
        }
        last = byte
      }
      return false
    }
  }

  /// The text with a space in place of each character of a comment and of each trailing comma.
  ///
  /// Every line and column stays what it was; with `keepsLength` every offset does instead.
  package static func blanked(
    _ bytes: [UInt8], keepsLength: Bool = false, keepsCommas: Bool = false
  ) -> [UInt8] {
    guard mayBeUsed(in: bytes) else { return bytes }
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

  /// The text of an object with other members.
  ///
  /// Comments, and what says the same, stay as they are written. The text must be an object that
  /// `readingWithComments` reads.
  package static func text(_ bytes: [UInt8], withMembers members: [JSON.Member]) -> String {
    text(bytes, replacedBy: JSON(.object(members)))
  }

  /// Where the comments of a text are.
  static func ranges(in bytes: [UInt8]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == Byte.quote {
        index = endOfString(bytes, index)
      } else if bytes[index] == UInt8(ascii: "/"), let end = endOfComment(bytes, index) {
        ranges.append(index..<end)
        index = end
      } else {
        index += 1
      }
    }
    return ranges
  }

  static func endOfText(_ bytes: [UInt8], _ start: Int) -> Int { endOfString(bytes, start) }
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
    let bytes = Array(bytes)
    // Most texts have no comments, and are read in one go.
    let read = JSON.reading(bytes)
    if read.error == nil, let json = read.value { return json }
    return json(of: JSONComments.blanked(bytes))
  }
}

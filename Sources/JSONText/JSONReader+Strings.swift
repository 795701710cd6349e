extension JSONReader {
  /// Reads a string; `next` is at its opening quote.
  mutating func string() throws(Problem) -> String {
    let opening = here
    let content = next + 1
    var byte = content
    while byte < end {
      let value = byte.pointee
      if value == Byte.quote {
        next = byte + 1
        return Self.text(content, byte)
      }
      if value == Byte.backslash { break }
      if value < 0x20 { throw controlCharacter(at: byte) }
      if value < 0x80 {
        byte += 1
      } else {
        byte = try scalar(at: byte)
      }
    }
    next = byte
    return try stringWithEscapes(from: content, opening: opening)
  }

  /// Reads the name of a member; `next` is at its opening quote.
  mutating func memberName() throws(Problem) -> String {
    guard end - start >= MemberNames.worthwhile else { return try string() }
    let content = next + 1
    var byte = content
    while byte < end {
      switch byte.pointee {
      case Byte.quote:
        next = byte + 1
        return names.name(UnsafeBufferPointer(start: content, count: byte - content))
      // What is not plain is read as every string is.
      case Byte.backslash, ..<0x20, 0x80...: return try string()
      default: byte += 1
      }
    }
    return try string()
  }

  private static func text(_ from: Pointer, _ to: Pointer) -> String {
    String(decoding: UnsafeBufferPointer(start: from, count: to - from), as: UTF8.self)
  }

  /// Goes on with a string at its first escape (or at the end of the text).
  private mutating func stringWithEscapes(
    from content: Pointer, opening: TextPosition
  ) throws(Problem) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(next - content + 16)
    var run = content
    while next < end {
      let value = next.pointee
      if value == Byte.quote {
        text.append(contentsOf: UnsafeBufferPointer(start: run, count: next - run))
        next += 1
        return String(decoding: text, as: UTF8.self)
      }
      if value == Byte.backslash {
        text.append(contentsOf: UnsafeBufferPointer(start: run, count: next - run))
        try escape(into: &text)
        run = next
      } else if value < 0x20 {
        throw controlCharacter(at: next)
      } else if value < 0x80 {
        next += 1
      } else {
        next = try scalar(at: next)
      }
    }
    throw Problem(
      .syntax, at: opening, "the string that begins here has no end",
      hint: "close it with a double quote")
  }

  private mutating func escape(into text: inout [UInt8]) throws(Problem) {
    let backslash = next
    guard backslash + 1 < end else {
      throw Problem(
        .syntax, at: position(of: backslash), "the text ends after a backslash",
        hint: "complete the string and close it with a double quote")
    }
    next += 2
    switch backslash[1] {
    case Byte.quote: text.append(Byte.quote)
    case Byte.backslash: text.append(Byte.backslash)
    case UInt8(ascii: "/"): text.append(UInt8(ascii: "/"))
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(Byte.lineFeed)
    case UInt8(ascii: "r"): text.append(Byte.carriageReturn)
    case UInt8(ascii: "t"): text.append(Byte.tab)
    case UInt8(ascii: "u"):
      Self.append(try unicodeEscape(at: backslash), to: &text)
    default: throw unknownEscape(at: backslash)
    }
  }

  /// The scalar that `\uXXXX`, or two of them for a surrogate pair, stand for.
  private mutating func unicodeEscape(at backslash: Pointer) throws(Problem) -> Unicode.Scalar {
    let unit = try fourHexDigits(at: backslash)
    if let scalar = Unicode.Scalar(unit) { return scalar }
    guard unit < 0xDC00, next + 1 < end, next[0] == Byte.backslash, next[1] == UInt8(ascii: "u")
    else { throw loneSurrogate(at: backslash) }
    let second = next
    next += 2
    let low = try fourHexDigits(at: second)
    guard low >= 0xDC00, low < 0xE000,
      let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
    else { throw loneSurrogate(at: backslash) }
    return scalar
  }

  private mutating func fourHexDigits(at backslash: Pointer) throws(Problem) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard next < end, let digit = Self.hexDigit(next.pointee) else {
        throw Problem(
          .syntax, at: position(of: backslash), "'\\u' without four hexadecimal digits behind it",
          hint: "write the character itself, or four digits such as '\\u00e9'")
      }
      unit = unit << 4 | digit
      next += 1
    }
    return unit
  }

  private static func hexDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case Byte.zero...Byte.nine: UInt32(byte - Byte.zero)
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }

  private static func append(_ scalar: Unicode.Scalar, to text: inout [UInt8]) {
    if scalar.isASCII {
      text.append(UInt8(scalar.value))
    } else {
      text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
  }

  private func loneSurrogate(at backslash: Pointer) -> Problem {
    Problem(
      .encoding, at: position(of: backslash), "half of a surrogate pair stands alone in a string",
      hint: "write the character itself, or both halves of its pair")
  }

  private func unknownEscape(at backslash: Pointer) -> Problem {
    let byte = backslash[1]
    let shown =
      byte > 0x20 && byte < 0x7F ? "'\\\(Character(Unicode.Scalar(byte)))'" : "a backslash"
    return Problem(
      .syntax, at: position(of: backslash), "\(shown) is not a JSON escape",
      hint: "write '\\\\' for a backslash")
  }

  private func controlCharacter(at byte: Pointer) -> Problem {
    let place = position(of: byte)
    switch byte.pointee {
    case Byte.lineFeed, Byte.carriageReturn:
      return Problem(
        .syntax, at: place, "a line break inside a string",
        hint: "close the string on its own line, or write '\\n'")
    case Byte.tab:
      return Problem(.syntax, at: place, "a tab inside a string", hint: "write '\\t'")
    default:
      let name = Shown.name(of: Unicode.Scalar(byte.pointee))
      return Problem(
        .syntax, at: place, "control character \(name) inside a string",
        hint: "remove it, or write it as '\\u' with four digits")
    }
  }

  /// Checks one UTF-8 sequence that begins beyond ASCII (RFC 3629, section 4) and returns what follows it.
  mutating func scalar(at byte: Pointer) throws(Problem) -> Pointer {
    let lead = byte.pointee
    let length: Int
    var lowest: UInt8 = 0x80
    var highest: UInt8 = 0xBF
    switch lead {
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, lowest) = (3, 0xA0)
    case 0xED: (length, highest) = (3, 0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, lowest) = (4, 0x90)
    case 0xF4: (length, highest) = (4, 0x8F)
    case 0xF1...0xF3: length = 4
    default: throw notUTF8(at: byte)
    }
    guard end - byte >= length, byte[1] >= lowest, byte[1] <= highest else {
      throw notUTF8(at: byte)
    }
    for index in 2..<max(length, 2) where byte[index] & 0xC0 != 0x80 { throw notUTF8(at: byte) }
    lineStart += length - 1
    return byte + length
  }

  private func notUTF8(at byte: Pointer) -> Problem {
    let digits = String(byte.pointee, radix: 16, uppercase: true)
    return Problem(
      .encoding, at: position(of: byte), "byte 0x\(digits) is not UTF-8 here",
      hint: "save the file as UTF-8")
  }
}

/// A few names with the bytes that they were read from: of a name that comes again no second text is made.
package struct MemberNames {
  private typealias Entry = (bytes: UnsafeBufferPointer<UInt8>, name: String)
  private var entries: [Entry] = []

  /// None was read.
  package init() {}

  /// The text of these bytes, which are ASCII and stay where they are while names are read.
  package mutating func name(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    let place = Self.place(of: bytes)
    if entries.isEmpty {
      entries = Array(repeating: (UnsafeBufferPointer(start: nil, count: 0), ""), count: Self.count)
    }
    if UnsafeRawBufferPointer(entries[place].bytes).isSame(as: bytes) { return entries[place].name }
    let name = String(decoding: bytes, as: UTF8.self)
    entries[place] = (bytes, name)
    return name
  }

  /// From how many bytes of a text on it pays.
  package static let worthwhile = 4096
  private static let count = 64

  /// Length, first and last byte tell most names apart.
  private static func place(of bytes: UnsafeBufferPointer<UInt8>) -> Int {
    guard let first = bytes.first, let last = bytes.last else { return 0 }
    return (bytes.count &* 7 ^ Int(first) &* 3 ^ Int(last)) & (count - 1)
  }
}

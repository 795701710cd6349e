/// How a JSON text is laid out.
public enum JSONStyle: Hashable, Sendable, CaseIterable {
  /// Two spaces a level, one member or element a line, `"name": value`, no line break at the end.
  case pretty
  /// No white space outside of strings.
  case compact
}

extension JSON {
  /// The value as text: members and elements in their order, the same text for the same value.
  ///
  /// Strings escape what RFC 8259 demands, and U+007F…U+009F besides, so that no control character
  /// reaches a terminal; `/` and everything else is itself.
  public func text(_ style: JSONStyle) -> String {
    var writer = JSONWriter(style: style)
    writer.write(self)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// The text in UTF-8, as `text(_:)` makes it.
  public func utf8(_ style: JSONStyle) -> [UInt8] {
    var writer = JSONWriter(style: style)
    writer.write(self)
    return writer.bytes
  }
}

extension JSON.Member {
  /// The member as a line, or several, of an object that is so many levels deep; without indentation before
  /// the name.
  package func text(level: Int) -> String {
    var writer = JSONWriter(style: .pretty, level: level)
    writer.write(self)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

struct JSONWriter {
  var bytes: [UInt8] = []
  private let isPretty: Bool
  private var level: Int

  init(style: JSONStyle, level: Int = 0) {
    self.level = level
    switch style {
    case .pretty: isPretty = true
    case .compact: isPretty = false
    }
  }

  mutating func write(_ json: JSON) {
    switch json.value {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .bool(let truth): bytes.append(contentsOf: (truth ? "true" : "false").utf8)
    case .number(let text): bytes.append(contentsOf: text.utf8)
    case .string(let text): write(string: text)
    case .array(let elements):
      write(from: Byte.openBracket, elements, to: Byte.closeBracket) { writer, element in
        writer.write(element)
      }
    case .object(let members):
      write(from: Byte.openBrace, members, to: Byte.closeBrace) { writer, member in
        writer.write(member)
      }
    }
  }

  mutating func write(_ member: JSON.Member) {
    write(string: member.name)
    bytes.append(Byte.colon)
    if isPretty { bytes.append(Byte.space) }
    write(member.value)
  }

  private mutating func write<Item>(
    from opening: UInt8, _ items: [Item], to closing: UInt8,
    each: (inout JSONWriter, Item) -> Void
  ) {
    bytes.append(opening)
    level += 1
    for (index, item) in items.enumerated() {
      if index > 0 { bytes.append(Byte.comma) }
      breakLine()
      each(&self, item)
    }
    level -= 1
    if !items.isEmpty { breakLine() }
    bytes.append(closing)
  }

  private mutating func breakLine() {
    guard isPretty else { return }
    bytes.append(Byte.lineFeed)
    bytes.append(contentsOf: repeatElement(Byte.space, count: 2 * level))
  }

  private mutating func write(string text: String) {
    bytes.append(Byte.quote)
    var copy = text
    copy.withUTF8 { content in
      var run = 0
      var index = 0
      while index < content.count {
        let byte = content[index]
        // U+0080…U+009F are 0xC2 0x80…0x9F in UTF-8.
        let isC1 = byte == 0xC2 && index + 1 < content.count && content[index + 1] < 0xA0
        guard byte < 0x20 || byte == Byte.quote || byte == Byte.backslash || byte == 0x7F || isC1
        else {
          index += 1
          continue
        }
        bytes.append(contentsOf: content[run..<index])
        write(escaped: isC1 ? content[index + 1] : byte)
        index += isC1 ? 2 : 1
        run = index
      }
      bytes.append(contentsOf: content[run...])
    }
    bytes.append(Byte.quote)
  }

  private mutating func write(escaped byte: UInt8) {
    bytes.append(Byte.backslash)
    switch byte {
    case Byte.quote, Byte.backslash: bytes.append(byte)
    case 0x08: bytes.append(UInt8(ascii: "b"))
    case 0x0C: bytes.append(UInt8(ascii: "f"))
    case Byte.lineFeed: bytes.append(UInt8(ascii: "n"))
    case Byte.carriageReturn: bytes.append(UInt8(ascii: "r"))
    case Byte.tab: bytes.append(UInt8(ascii: "t"))
    default:
      let digits = Array("0123456789abcdef".utf8)
      bytes.append(contentsOf: "u00".utf8)
      bytes.append(digits[Int(byte >> 4)])
      bytes.append(digits[Int(byte & 15)])
    }
  }
}

import JSONText

extension XMLElement {
  /// Reads one whole document (XML 1.0, UTF-8) or says why it is not one.
  ///
  /// Strict where a wrong guess would hide a cut answer: every element must be closed and nothing
  /// but comments may follow the root. Document types are refused, and with them entities and
  /// anything that would open another file.
  public init(
    parsing bytes: [UInt8], limits: XMLLimits = XMLLimits()
  ) throws(XMLError) {
    guard bytes.count <= limits.bytes else {
      throw XMLError(message: "the XML is larger than \(limits.bytes) bytes", offset: limits.bytes)
    }
    self = try bytes.withUnsafeBufferPointer { bytes throws(XMLError) in
      var reader = XMLReader(bytes: bytes, maximumDepth: limits.depth)
      return try reader.document()
    }
  }
}

/// Reads from front to back with a stack of its own, so that no depth can exhaust the thread's.
private struct XMLReader {
  let bytes: UnsafeBufferPointer<UInt8>
  let maximumDepth: Int
  var offset = 0
  private var names = MemberNames()

  private struct Open {
    let qualifiedName: Range<Int>
    /// The first piece of the text, as long as it is the only one.
    var piece = 0..<0
    /// All pieces of the text, once there are several.
    var text: [UInt8] = []
    var children: [XMLElement] = []

    mutating func add(_ range: Range<Int>, of bytes: UnsafeBufferPointer<UInt8>) {
      guard !piece.isEmpty || !text.isEmpty else {
        piece = range
        return
      }
      join(bytes)
      text += bytes[range]
    }

    mutating func add(_ more: [UInt8], after bytes: UnsafeBufferPointer<UInt8>) {
      join(bytes)
      text += more
    }

    private mutating func join(_ bytes: UnsafeBufferPointer<UInt8>) {
      guard !piece.isEmpty else { return }
      text += bytes[piece]
      piece = 0..<0
    }
  }

  init(bytes: UnsafeBufferPointer<UInt8>, maximumDepth: Int) {
    self.bytes = bytes
    self.maximumDepth = maximumDepth
  }

  mutating func document() throws(XMLError) -> XMLElement {
    if starts(with: "\u{FEFF}") { offset += 3 }
    var stack: [Open] = []
    var root: XMLElement?
    while offset < bytes.count {
      if bytes[offset] != UInt8(ascii: "<") {
        try characters(into: &stack)
      } else if starts(with: "<!--") {
        try skip("<!--", through: "-->", what: "a comment")
      } else if starts(with: "<![CDATA[") {
        try characterData(into: &stack)
      } else if starts(with: "<?") {
        try skip("<?", through: "?>", what: "a processing instruction")
      } else if starts(with: "<!") {
        throw error("a document type is not accepted")
      } else if starts(with: "</") {
        guard let element = try close(&stack) else { continue }
        root = element
      } else {
        guard root == nil else { throw error("a second root element") }
        guard stack.count < maximumDepth else {
          throw error("more than \(maximumDepth) elements inside one another")
        }
        guard let element = try open(&stack) else { continue }
        root = element
      }
    }
    if let open = stack.last {
      throw error("the text ends before '\(written(open.qualifiedName))' is closed")
    }
    guard let root else { throw error("no element") }
    return root
  }

  /// Reads `<name a="b">`; gives the element when it is the root and closes itself.
  private mutating func open(_ stack: inout [Open]) throws(XMLError) -> XMLElement? {
    offset += 1
    let name = try name()
    while true {
      let spaces = skipSpaces()
      if starts(with: "/>") {
        offset += 2
        return try finish(Open(qualifiedName: name), &stack)
      }
      if starts(with: ">") {
        offset += 1
        stack.append(Open(qualifiedName: name))
        return nil
      }
      guard offset < bytes.count else { throw error("the text ends inside a tag") }
      guard spaces else { throw error("no space before an attribute") }
      try attribute()
    }
  }

  private mutating func close(_ stack: inout [Open]) throws(XMLError) -> XMLElement? {
    offset += 2
    let name = try name()
    _ = skipSpaces()
    guard offset < bytes.count else { throw error("the text ends inside a tag") }
    guard starts(with: ">") else { throw error("a closing tag with more than a name") }
    guard let open = stack.popLast(), isSame(open.qualifiedName, name) else {
      throw error("'\(written(name))' is closed where it is not open")
    }
    offset += 1
    return try finish(open, &stack)
  }

  private mutating func finish(
    _ open: Open, _ stack: inout [Open]
  ) throws(XMLError) -> XMLElement? {
    var localName = open.qualifiedName
    if let colon = bytes[localName].lastIndex(of: UInt8(ascii: ":")) {
      localName = colon + 1..<localName.upperBound
    }
    let text =
      open.text.isEmpty
      ? Self.string(UnsafeBufferPointer(rebasing: bytes[open.piece]))
      : open.text.withUnsafeBufferPointer(Self.string)
    guard let name = name(localName), let text else { throw error("the text is not UTF-8") }
    let element = XMLElement(name, text: text, children: open.children)
    guard let last = stack.indices.last else { return element }
    stack[last].children.append(element)
    return nil
  }

  /// A name; the answers of a list have the same ones again and again.
  private mutating func name(_ range: Range<Int>) -> String? {
    let found = UnsafeBufferPointer(rebasing: bytes[range])
    guard bytes.count >= MemberNames.worthwhile, UnsafeRawBufferPointer(found).isPrintableASCII
    else { return Self.string(found) }
    return names.name(found)
  }

  /// The text of some bytes; nil when they are not UTF-8.
  private static func string(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
    // What is ASCII needs no second look.
    UnsafeRawBufferPointer(bytes).isPrintableASCII
      ? String(decoding: bytes, as: UTF8.self) : String(validating: bytes, as: UTF8.self)
  }

  private func written(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  private func isSame(_ one: Range<Int>, _ other: Range<Int>) -> Bool {
    UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[one])
      .isSame(as: UnsafeBufferPointer(rebasing: bytes[other]))
  }

  /// An attribute is checked and dropped.
  private mutating func attribute() throws(XMLError) {
    _ = try name()
    _ = skipSpaces()
    guard starts(with: "=") else { throw error("an attribute without a value") }
    offset += 1
    _ = skipSpaces()
    guard offset < bytes.count,
      bytes[offset] == UInt8(ascii: "\"") || bytes[offset] == UInt8(ascii: "'")
    else { throw error("an attribute without quotes") }
    let quote = bytes[offset]
    offset += 1
    while offset < bytes.count, bytes[offset] != quote {
      guard bytes[offset] != UInt8(ascii: "<") else { throw error("'<' inside an attribute") }
      offset += 1
    }
    guard offset < bytes.count else { throw error("the text ends inside a tag") }
    offset += 1
  }

  private mutating func name() throws(XMLError) -> Range<Int> {
    let start = offset
    while offset < bytes.count {
      switch bytes[offset] {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "_"), UInt8(ascii: ":"), 0x80...:
        offset += 1
        continue
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
        guard offset > start else { throw error("a name cannot begin so") }
        offset += 1
        continue
      default: break
      }
      break
    }
    guard offset > start else {
      throw error(offset < bytes.count ? "a tag without a name" : "the text ends inside a tag")
    }
    // A prefix is before a name ("Namespaces in XML 1.0", section 4).
    guard bytes[offset - 1] != UInt8(ascii: ":") else { throw error("a prefix without a name") }
    return start..<offset
  }

  /// Character data up to the next `<`; outside the root it may only be white space.
  private mutating func characters(into stack: inout [Open]) throws(XMLError) {
    guard let last = stack.indices.last else {
      guard skipSpaces() else { throw error("text outside the root element") }
      return
    }
    while offset < bytes.count, bytes[offset] != UInt8(ascii: "<") {
      if bytes[offset] == UInt8(ascii: "&") {
        stack[last].add(try reference(), after: bytes)
      } else {
        try append(to: &stack[last])
      }
    }
  }

  private mutating func characterData(into stack: inout [Open]) throws(XMLError) {
    guard let last = stack.indices.last else { throw error("text outside the root element") }
    offset += 9
    while !starts(with: "]]>") {
      guard offset < bytes.count else { throw error("the text ends inside CDATA") }
      try append(to: &stack[last])
    }
    offset += 3
  }

  /// Adds the text up to the next byte that may mean something; that byte itself when it is the
  /// first.
  ///
  /// Line ends become line feeds (XML 1.0 section 2.11).
  private mutating func append(to open: inout Open) throws(XMLError) {
    let start = offset
    while offset < bytes.count, Self.isPlain(bytes[offset]) { offset += 1 }
    guard offset == start else { return open.add(start..<offset, of: bytes) }
    switch bytes[offset] {
    case 0x0d:
      open.add([0x0a], after: bytes)
      if offset + 1 < bytes.count, bytes[offset + 1] == 0x0a { offset += 1 }
    case 0x5d where starts(with: "]]>"): throw error("']]>' outside CDATA")
    case 0x20...: open.add(offset..<offset + 1, of: bytes)
    default: throw error("a control character")
    }
    offset += 1
  }

  /// Neither a control character nor one of `<`, `&`, `]`.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x3c, 0x26, 0x5d: false
    case 0x09, 0x0a, 0x20...: true
    default: false
    }
  }

  /// `&amp;` and its four siblings, `&#38;` and `&#x26;`.
  private mutating func reference() throws(XMLError) -> [UInt8] {
    let start = offset + 1
    guard let end = bytes[start..<min(bytes.count, start + 12)].firstIndex(of: UInt8(ascii: ";"))
    else { throw error("'&' without a reference") }
    let reference = String(decoding: bytes[start..<end], as: UTF8.self)
    offset = end + 1
    switch reference {
    case "amp": return [UInt8(ascii: "&")]
    case "lt": return [UInt8(ascii: "<")]
    case "gt": return [UInt8(ascii: ">")]
    case "quot": return [UInt8(ascii: "\"")]
    case "apos": return [UInt8(ascii: "'")]
    default: break
    }
    let digits = reference.dropFirst(reference.hasPrefix("#x") ? 2 : 1)
    guard reference.hasPrefix("#"), digits.first?.isHexDigit == true,
      let value = UInt32(digits, radix: reference.hasPrefix("#x") ? 16 : 10),
      let scalar = Unicode.Scalar(value),
      value >= 0x20 || value == 0x09 || value == 0x0a || value == 0x0d,
      value != 0xfffe, value != 0xffff
    else { throw error("'&\(reference);' is not a reference that is known") }
    return Array(String(scalar).utf8)
  }

  private mutating func skip(
    _ opening: StaticString, through closing: StaticString, what: String
  ) throws(XMLError) {
    offset += opening.utf8CodeUnitCount
    while !starts(with: closing) {
      guard offset < bytes.count else { throw error("the text ends inside \(what)") }
      offset += 1
    }
    offset += closing.utf8CodeUnitCount
  }

  private mutating func skipSpaces() -> Bool {
    let start = offset
    while offset < bytes.count {
      switch bytes[offset] {
      case 0x20, 0x09, 0x0a, 0x0d: offset += 1
      default: return offset > start
      }
    }
    return offset > start
  }

  private func starts(with text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard bytes.count - offset >= count else { return false }
    for index in 0..<count where bytes[offset + index] != text.utf8Start[index] { return false }
    return true
  }

  private func error(_ message: String) -> XMLError {
    XMLError(message: message, offset: offset)
  }
}

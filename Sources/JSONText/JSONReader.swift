extension JSON {
  /// Reads a JSON text (RFC 8259, strictly) of UTF-8 bytes.
  ///
  /// Stricter than the RFC in one place: an object must not have the same name twice, also when the two
  /// spellings are only canonically equivalent, because readers differ about which one counts.
  public init(
    parsing bytes: some Collection<UInt8>, limits: JSONLimits = JSONLimits()
  ) throws(DocumentError) {
    self = try JSON.whole(JSON.reading(bytes, limits: limits))
  }

  /// Reads a JSON text as far as it goes: names that occur twice leave a value next to the problems.
  ///
  /// Without a value there is a problem. For readers that report what is wrong with the value too.
  package static func reading(
    _ bytes: some Collection<UInt8>, limits: JSONLimits = JSONLimits()
  ) -> (value: JSON?, error: DocumentError?) {
    bytes.withContiguousStorageIfAvailable { JSON.read($0, limits) }
      ?? Array(bytes).withUnsafeBufferPointer { JSON.read($0, limits) }
  }

  /// Reads a JSON text (RFC 8259, strictly).
  public init(parsing text: String, limits: JSONLimits = JSONLimits()) throws(DocumentError) {
    try self.init(parsing: text.utf8, limits: limits)
  }

  /// The value of a text without problems.
  static func whole(
    _ text: (value: JSON?, error: DocumentError?)
  ) throws(DocumentError) -> JSON {
    if let error = text.error { throw error }
    guard let value = text.value else {
      throw DocumentError(JSONReader.emptyText(at: TextPosition(line: 1, column: 1)))
    }
    return value
  }

  static func read(
    _ bytes: UnsafeBufferPointer<UInt8>, _ limits: JSONLimits, visit: JSONVisit? = nil
  ) -> (value: JSON?, error: DocumentError?) {
    let first = TextPosition(line: 1, column: 1)
    guard bytes.count <= limits.size else {
      let problem = Problem(
        .tooLarge, at: first,
        "the text has \(bytes.count) bytes, more than the \(limits.size) that are read",
        hint: "split it into smaller documents")
      return (nil, DocumentError(problem))
    }
    guard let start = bytes.baseAddress, bytes.count > 0 else {
      return (nil, DocumentError(JSONReader.emptyText(at: first)))
    }
    var reader = JSONReader(start: start, end: start + bytes.count, depthLimit: limits.depth)
    reader.visit = visit
    do throws(Problem) {
      return (try reader.document(), reader.duplicates.error)
    } catch {
      let found = reader.duplicates
      return (nil, DocumentError(error, found.problems, omitted: found.omitted))
    }
  }
}

/// Reads the bytes of one text.
///
/// Every access is behind a comparison with `end`.
///
/// The place of a byte is kept as its distance from `lineStart`, which moves on with every continuation
/// byte of UTF-8: so columns count Unicode scalars and cost nothing until somebody asks.
struct JSONReader {
  typealias Pointer = UnsafePointer<UInt8>

  /// The next byte.
  var next: Pointer
  let end: Pointer
  /// Where the line would have begun if each of its characters were one byte.
  var lineStart: Pointer
  var line: Int32 = 1
  /// The names that occur twice in an object, found so far.
  let duplicates = ProblemCollector()
  /// Takes the elements of the lists of the outermost object, which are then not kept.
  var visit: JSONVisit?
  /// The member of the outermost object that is being read, when its elements are visited.
  private var list: String?
  /// The names of members that were read last, since the same ones come again and again.
  var names = MemberNames()
  private var depth = 0
  private let depthLimit: Int
  let start: Pointer

  init(start: Pointer, end: Pointer, depthLimit: Int) {
    self.start = start
    next = start
    lineStart = start
    self.end = end
    self.depthLimit = depthLimit
  }

  /// Reads a part of a text, which begins at `position` of the whole.
  init(start: Pointer, end: Pointer, position: TextPosition) {
    self.init(start: start, end: end, depthLimit: JSONLimits(depth: .max).depth)
    line = position.line
    lineStart = start - Int(position.column - 1)
  }

  /// The place of a byte of the present line.
  func position(of byte: Pointer) -> TextPosition {
    TextPosition(line: line, column: Int32(truncatingIfNeeded: byte - lineStart + 1))
  }

  var here: TextPosition { position(of: next) }

  mutating func document() throws(Problem) -> JSON {
    if let problem = unreadableStart() { throw problem }
    skipWhiteSpace()
    guard next < end else { throw Self.emptyText(at: here) }
    let value = try value()
    skipWhiteSpace()
    guard next == end else { throw textAfterValue() }
    return value
  }

  mutating func value() throws(Problem) -> JSON {
    let position = here
    guard next < end else { throw endOfText("where a value should be") }
    switch next.pointee {
    case Byte.quote: return JSON(.string(try string()), at: position)
    case Byte.openBrace: return JSON(.object(try object(from: position)), at: position)
    case Byte.openBracket: return JSON(.array(try array(from: position)), at: position)
    case Byte.minus, Byte.zero...Byte.nine: return JSON(.number(try number()), at: position)
    case UInt8(ascii: "t"):
      try literal("true")
      return JSON(.bool(true), at: position)
    case UInt8(ascii: "f"):
      try literal("false")
      return JSON(.bool(false), at: position)
    case UInt8(ascii: "n"):
      try literal("null")
      return JSON(.null, at: position)
    default: throw notAValue()
    }
  }

  private mutating func array(from opening: TextPosition) throws(Problem) -> [JSON] {
    try enter(opening)
    var elements: [JSON] = []
    let visited = depth == 2 ? list : nil
    next += 1
    skipWhiteSpace()
    if next < end, next.pointee == Byte.closeBracket {
      leave()
      return elements
    }
    while true {
      guard next < end else { throw endOfText(inside: "array", closedBy: "]", from: opening) }
      if let visited, let visit {
        let (from, position) = (next, here)
        visit(
          visited, try value(), JSONPlace(range: (from - start)..<(next - start), at: position))
      } else {
        elements.append(try value())
      }
      skipWhiteSpace()
      guard next < end else { throw endOfText(inside: "array", closedBy: "]", from: opening) }
      switch next.pointee {
      case Byte.comma:
        let comma = here
        next += 1
        skipWhiteSpace()
        if next < end, next.pointee == Byte.closeBracket {
          throw trailingComma(at: comma, before: "]")
        }
      case Byte.closeBracket:
        leave()
        return elements
      default: throw missingComma(in: "array", closedBy: "]")
      }
    }
  }

  private mutating func object(from opening: TextPosition) throws(Problem) -> [JSON.Member] {
    try enter(opening)
    var members: [JSON.Member] = []
    next += 1
    skipWhiteSpace()
    if next < end, next.pointee == Byte.closeBrace {
      leave()
      return members
    }
    // Most objects have a few members.
    members.reserveCapacity(4)
    while true {
      guard next < end else { throw endOfText(inside: "object", closedBy: "}", from: opening) }
      let namePosition = here
      guard next.pointee == Byte.quote else { throw notAName() }
      let name = try memberName()
      skipWhiteSpace()
      guard next < end else { throw endOfText(inside: "object", closedBy: "}", from: opening) }
      guard next.pointee == Byte.colon else { throw missingColon(after: name) }
      next += 1
      skipWhiteSpace()
      if depth == 1, visit != nil { list = name }
      members.append(JSON.Member(name, try value(), at: namePosition))
      skipWhiteSpace()
      guard next < end else { throw endOfText(inside: "object", closedBy: "}", from: opening) }
      switch next.pointee {
      case Byte.comma:
        let comma = here
        next += 1
        skipWhiteSpace()
        if next < end, next.pointee == Byte.closeBrace {
          throw trailingComma(at: comma, before: "}")
        }
      case Byte.closeBrace:
        leave()
        noteDuplicates(members)
        return members
      default: throw missingComma(in: "object", closedBy: "}")
      }
    }
  }

  private mutating func enter(_ opening: TextPosition) throws(Problem) {
    guard depth < depthLimit else {
      throw Problem(
        .tooDeep, at: opening, "arrays and objects are nested deeper than \(depthLimit) levels",
        hint: "make the document flatter")
    }
    depth += 1
  }

  private mutating func leave() {
    depth -= 1
    next += 1
  }

  mutating func skipWhiteSpace() {
    // Most often there is none, or one space.
    guard next < end, next.pointee <= Byte.space else { return }
    let end = self.end
    var byte = next
    while byte < end {
      switch byte.pointee {
      case Byte.space, Byte.tab: byte += 1
      case Byte.lineFeed:
        byte += 1
        line &+= 1
        lineStart = byte
      case Byte.carriageReturn:
        byte += 1
        if byte < end, byte.pointee == Byte.lineFeed { byte += 1 }
        line &+= 1
        lineStart = byte
      default:
        next = byte
        return
      }
    }
    next = byte
  }

  /// Small objects are compared pair by pair, large ones through a table.
  private mutating func noteDuplicates(_ members: [JSON.Member]) {
    guard members.count > 1 else { return }
    if members.count <= 24 {
      for later in 1..<members.count {
        for earlier in 0..<later where members[earlier].name == members[later].name {
          duplicates.add(duplicate(members[later], of: members[earlier]))
          break
        }
      }
      return
    }
    var first: [String: Int] = [:]
    first.reserveCapacity(members.count)
    for (index, member) in members.enumerated() {
      if let earlier = first[member.name] {
        duplicates.add(duplicate(member, of: members[earlier]))
      } else {
        first[member.name] = index
      }
    }
  }

  private func duplicate(_ later: JSON.Member, of earlier: JSON.Member) -> Problem {
    let first = earlier.namePosition
    let second = later.namePosition
    return Problem(
      .duplicateKey, at: second,
      "name \(Shown.quoted(later.name)) occurs twice in one object, at "
        + "\(first.line):\(first.column) and \(second.line):\(second.column)",
      hint: "keep one of them, or merge their values")
  }
}

/// The bytes that have a meaning in JSON.
enum Byte {
  static let tab: UInt8 = 0x09
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
  static let space = UInt8(ascii: " ")
  static let quote = UInt8(ascii: "\"")
  static let backslash = UInt8(ascii: "\\")
  static let comma = UInt8(ascii: ",")
  static let colon = UInt8(ascii: ":")
  static let minus = UInt8(ascii: "-")
  static let plus = UInt8(ascii: "+")
  static let point = UInt8(ascii: ".")
  static let zero = UInt8(ascii: "0")
  static let nine = UInt8(ascii: "9")
  static let openBrace = UInt8(ascii: "{")
  static let closeBrace = UInt8(ascii: "}")
  static let openBracket = UInt8(ascii: "[")
  static let closeBracket = UInt8(ascii: "]")
}

/// The place of a character in a text.
///
/// Line and column both count from 1; the column counts characters (Unicode scalars), as editors do.
/// `none` is the place of something that was never in a text.
public struct TextPosition: Hashable, Sendable, Comparable {
  /// The line, from 1; 0 when the value was built and not read.
  public var line: Int32
  /// The column in Unicode scalars, from 1; 0 when the value was built and not read.
  public var column: Int32

  /// The place of a value that was built in code.
  public static let none = TextPosition(line: 0, column: 0)

  /// Makes a position from a line and a column, both counted from 1.
  public init(line: Int32, column: Int32) {
    self.line = line
    self.column = column
  }

  /// Orders positions as a reader meets them.
  public static func < (left: TextPosition, right: TextPosition) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}

/// A JSON value (RFC 8259) with the place where it was read.
///
/// Objects keep the order of their members and numbers their text. Two values are equal when they
/// say the same, wherever they stood.
public struct JSON: Sendable {
  /// One `"name": value` of an object.
  public struct Member: Sendable {
    /// The name, unescaped.
    public var name: String
    /// Where the name begins.
    public var namePosition: TextPosition
    /// The value behind the colon.
    public var value: JSON

    /// Makes a member; without a position it was built and not read.
    public init(_ name: String, _ value: JSON, at namePosition: TextPosition = .none) {
      self.name = name
      self.value = value
      self.namePosition = namePosition
    }
  }

  /// The six kinds of value.
  ///
  /// A number is its text, so that no digit is lost.
  public enum Value: Sendable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSON])
    case object([Member])
  }

  /// What was said.
  public var value: Value
  /// Where it begins.
  public var position: TextPosition

  /// Makes a value; without a position it was built and not read.
  public init(_ value: Value, at position: TextPosition = .none) {
    self.value = value
    self.position = position
  }
}

extension JSON {
  /// A string.
  public static func string(_ text: String) -> JSON { JSON(.string(text)) }
  /// A whole number.
  public static func number(_ number: Int) -> JSON { JSON(.number(String(number))) }
  /// `true` or `false`.
  public static func bool(_ truth: Bool) -> JSON { JSON(.bool(truth)) }
  /// An array.
  public static func array(_ elements: [JSON]) -> JSON { JSON(.array(elements)) }
  /// An array of strings.
  public static func strings(_ elements: [String]) -> JSON { .array(elements.map(JSON.string)) }
  /// An object with its members in the order given.
  public static func object(_ members: [(String, JSON)]) -> JSON {
    JSON(.object(members.map { Member($0.0, $0.1) }))
  }
  /// The literal `null`.
  public static var null: JSON { JSON(.null) }
}

extension JSON {
  /// The string, when it is one.
  public var string: String? { if case .string(let text) = value { text } else { nil } }
  /// The elements, when it is an array.
  public var array: [JSON]? { if case .array(let elements) = value { elements } else { nil } }
  /// The members, when it is an object.
  public var object: [Member]? { if case .object(let members) = value { members } else { nil } }
  /// The truth value, when it is one.
  public var bool: Bool? { if case .bool(let truth) = value { truth } else { nil } }
  /// The number as `Int`, when it is one and fits.
  public var int: Int? { if case .number(let text) = value { Int(text) } else { nil } }

  /// The value of the first member of that name, when this is an object that has one.
  public subscript(name: String) -> JSON? {
    object?.first { $0.name.isExactly(name) }?.value
  }

  /// The kind in a reader's words: `a string`, `an object`.
  public var kind: String {
    switch value {
    case .null: "null"
    case .bool: "a boolean"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}

extension JSON {
  /// The object with other members, or without those that become nil; anything else as it is.
  package func withMembers(_ changed: (Member) -> Member?) -> JSON {
    guard let members = object else { return self }
    return JSON(.object(members.compactMap(changed)), at: position)
  }
}

extension JSON: Hashable {
  /// Says whether both say the same; positions do not count, the order of members does.
  public static func == (left: JSON, right: JSON) -> Bool { left.value == right.value }

  /// Feeds what is said, without its place.
  public func hash(into hasher: inout Hasher) { hasher.combine(value) }
}

extension JSON.Value: Hashable {
  /// Says whether both say the same: texts byte by byte, as JSON does.
  public static func == (left: JSON.Value, right: JSON.Value) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let one), .bool(let other)): one == other
    case (.number(let one), .number(let other)): one.isExactly(other)
    case (.string(let one), .string(let other)): one.isExactly(other)
    case (.array(let one), .array(let other)): one == other
    case (.object(let one), .object(let other)): one == other
    case (.null, _), (.bool, _), (.number, _), (.string, _), (.array, _), (.object, _): false
    }
  }
}

extension JSON.Member: Hashable {
  /// Says whether name and value are the same, wherever they stood.
  public static func == (left: JSON.Member, right: JSON.Member) -> Bool {
    left.name.isExactly(right.name) && left.value == right.value
  }

  /// Feeds name and value, without their place.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(value)
  }
}

import JSONText

/// One element of an answer.
///
/// Prefixes and attributes are dropped: the Query protocol uses neither.
public struct XMLElement: Hashable, Sendable {
  /// The name without a namespace prefix.
  public var name: String
  /// The character data directly inside, with references resolved.
  public var text: String
  /// The elements directly inside, in document order.
  public var children: [XMLElement]

  /// Makes an element.
  public init(_ name: String, text: String = "", children: [XMLElement] = []) {
    self.name = name
    self.text = text
    self.children = children
  }

  /// The first element of that name directly inside.
  public subscript(name: String) -> XMLElement? {
    children.first { $0.name.isExactly(name) }
  }

  /// The text of the first element of that name directly inside.
  public func text(of name: String) -> String? {
    self[name]?.text
  }

  /// What the first element of that name says, `true` or `false` in any case and between any white space;
  /// nil when it does not exist or says anything else.
  public func truth(of name: String) -> Bool? {
    let words = self[name]?.text.split(whereSeparator: \.isWhitespace) ?? []
    guard words.count == 1 else { return nil }
    switch words[0].lowercased() {
    case "true": return true
    case "false": return false
    default: return nil
    }
  }

  /// The whole number in the first element of that name, between any white space; nil when it does not exist
  /// or holds anything else.
  public func number(of name: String) -> Int? {
    let words = self[name]?.text.split(whereSeparator: \.isWhitespace) ?? []
    return words.count == 1 ? Int(words[0]) : nil
  }

  /// The `member` elements of the list with that name; none when the list is absent or empty.
  public func members(of name: String) -> [XMLElement] {
    self[name]?.children.filter { $0.name == "member" } ?? []
  }
}

/// Why a text is not XML that this tool accepts.
public struct XMLError: Error, Hashable, Sendable {
  /// What is wrong, as one sentence for people.
  public let message: String
  /// The offset of the byte where it was noticed, from 0.
  public let offset: Int
}

/// How much XML is accepted.
public struct XMLLimits: Hashable, Sendable {
  /// The most bytes.
  public var bytes: Int
  /// The most elements inside one another.
  public var depth: Int

  /// Makes limits; 64 MiB and 64 elements unless said otherwise.
  public init(bytes: Int = 64 << 20, depth: Int = 64) {
    self.bytes = bytes
    self.depth = depth
  }
}

extension XMLElement {
  /// Whether names and texts have the same bytes.
  public static func == (one: XMLElement, other: XMLElement) -> Bool {
    one.name.isExactly(other.name) && one.text.isExactly(other.text)
      && one.children == other.children
  }
}

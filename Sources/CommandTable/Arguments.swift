/// A mistake in the words that were typed, for a person.
public struct UsageError: Error, Hashable, Sendable {
  /// One sentence.
  public let message: String
  /// What to do.
  public let hint: String?

  /// Makes an error.
  public init(_ message: String, hint: String? = nil) {
    self.message = message
    self.hint = hint
  }
}

/// The words of one command, checked against its declaration.
///
/// It remembers which flags were asked for, so that a test can find a flag that no command reads.
public final class Arguments {
  /// One flag as it was given.
  public struct Occurrence: Hashable, Sendable {
    /// The flag's name.
    public let flag: String
    /// Its value; empty for a flag that takes none.
    public let value: String

    /// Makes an occurrence.
    public init(flag: String, value: String) {
      self.flag = flag
      self.value = value
    }
  }

  /// The flags in the order in which they were given.
  public let occurrences: [Occurrence]
  private let words: [String]
  /// The names of the flags that were asked for.
  public private(set) var flagsRead: Set<String> = []
  /// Whether the operands were asked for.
  public private(set) var operandsRead = false

  /// Makes arguments; `CommandTable.parse` does it for words that a person typed.
  public init(_ occurrences: [Occurrence] = [], operands: [String] = []) {
    self.occurrences = occurrences
    self.words = operands
  }

  /// The words that are not flags.
  public var operands: [String] {
    operandsRead = true
    return words
  }

  /// What a flag says.
  public subscript<Value>(flag: Flag<Value>) -> Value {
    flagsRead.insert(flag.name)
    return flag.read(occurrences.filter { $0.flag == flag.name }.map(\.value))
  }

  /// Whether a flag was given, whatever it takes.
  public func has(_ flag: any FlagDeclaring) -> Bool { has(flag.declaration) }

  /// Whether a flag was given, whatever it takes.
  public func has(_ flag: FlagDeclaration) -> Bool {
    flagsRead.insert(flag.name)
    return occurrences.contains { $0.flag == flag.name }
  }
}

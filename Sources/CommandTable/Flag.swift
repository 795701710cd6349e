/// A flag as help, completion and the parser see it: `--name`, `--name VALUE` or `--name=VALUE`.
public struct FlagDeclaration: Hashable, Sendable {
  /// The long name without its dashes.
  public let name: String
  /// The one-letter form, if it has one.
  public let short: Character?
  /// What it takes.
  public let value: ValueKind
  /// Whether it may be given more than once.
  public let isRepeatable: Bool
  /// Whether it may be given without its value.
  public let isValueOptional: Bool
  /// What it does, in a line without a full stop.
  public let summary: String

  init(
    _ name: String, short: Character? = nil, _ value: ValueKind,
    isRepeatable: Bool = false, isValueOptional: Bool = false, _ summary: String
  ) {
    self.name = name
    self.short = short
    self.value = value
    self.isRepeatable = isRepeatable
    self.isValueOptional = isValueOptional
    self.summary = summary
  }

  /// The flag as it is typed, `--name`.
  public var spelling: String { "--" + name }

  /// The flag and its value as a usage line shows them, `--name VALUE`.
  public var usage: String {
    value.placeholder.map { "\(spelling) \(isValueOptional ? "[\($0)]" : $0)" } ?? spelling
  }
}

/// A flag of any type, as a list of flags holds it.
public protocol FlagDeclaring: Sendable {
  /// The flag without its type.
  var declaration: FlagDeclaration { get }
}

extension FlagDeclaring {
  /// The name without dashes.
  public var name: String { declaration.name }
  /// The flag as it is typed, `--name`.
  public var spelling: String { declaration.spelling }
}

/// A flag and the type of what it says.
///
/// `Arguments` reads it: `let timeout = arguments[Flags.timeout]`.
public struct Flag<Value: Sendable>: FlagDeclaring {
  /// The flag without its type.
  public let declaration: FlagDeclaration
  /// Turns the words that were given into the value; the parser has checked them.
  let read: @Sendable (_ words: [String]) -> Value
}

extension Flag where Value == Bool {
  /// Declares a flag that takes no value.
  public init(_ name: String, short: Character? = nil, _ summary: String) {
    declaration = FlagDeclaration(name, short: short, .none, summary)
    read = { !$0.isEmpty }
  }
}

extension Flag where Value == String? {
  /// Declares a flag that takes a text.
  public init(_ name: String, short: Character? = nil, _ value: ValueKind, _ summary: String) {
    declaration = FlagDeclaration(name, short: short, value, summary)
    read = \.last
  }
}

/// What a flag says that may be given without its value.
public enum OptionalText: Hashable, Sendable {
  case notGiven
  case withoutValue
  case value(String)
}

extension Flag where Value == OptionalText {
  /// Declares a flag that takes a text and may be given without it.
  public init(_ name: String, optional value: ValueKind, _ summary: String) {
    declaration = FlagDeclaration(name, value, isValueOptional: true, summary)
    read = { words in
      // The parser lets no other value be empty.
      words.last.map { $0.isEmpty ? .withoutValue : .value($0) } ?? .notGiven
    }
  }
}

extension Flag where Value == String {
  /// Declares a flag that takes a text and has a default.
  public init(_ name: String, _ value: ValueKind, default standard: String, _ summary: String) {
    declaration = FlagDeclaration(name, value, summary)
    read = { $0.last ?? standard }
  }
}

extension Flag where Value == [String] {
  /// Declares a flag that may be given several times, each time with a text.
  public init(_ name: String, repeated value: ValueKind, _ summary: String) {
    declaration = FlagDeclaration(name, value, isRepeatable: true, summary)
    read = \.self
  }
}

extension Flag where Value == Int? {
  /// Declares a flag that takes a whole number.
  public init(
    _ name: String, number placeholder: String, _ range: ClosedRange<Int>, _ summary: String
  ) {
    declaration = FlagDeclaration(name, .number(placeholder, range), summary)
    read = { $0.last.flatMap { Int($0) } }
  }
}

extension Flag {
  /// Declares a flag that takes one of the words of a type.
  public init<Choice: CaseIterable & RawRepresentable<String>>(
    _ name: String, choice placeholder: String, of _: Choice.Type, _ summary: String
  ) where Value == Choice? {
    declaration = FlagDeclaration(
      name, .choice(placeholder, Choice.allCases.map(\.rawValue)), summary)
    read = { $0.last.flatMap { Choice(rawValue: $0) } }
  }

  /// Declares a flag that may be given several times, each time with one of the words of a type.
  public init<Choice: CaseIterable & RawRepresentable<String>>(
    _ name: String, choices placeholder: String, of _: Choice.Type, _ summary: String
  ) where Value == [Choice] {
    declaration = FlagDeclaration(
      name, .choice(placeholder, Choice.allCases.map(\.rawValue)), isRepeatable: true, summary)
    read = { $0.compactMap { Choice(rawValue: $0) } }
  }

  /// Declares a flag that takes one of the words of its type, or some of them, and has a default.
  public init(
    _ name: String, choice placeholder: String, among choices: [Value]? = nil,
    default standard: Value, _ summary: String
  ) where Value: CaseIterable & RawRepresentable<String> {
    declaration = FlagDeclaration(
      name, .choice(placeholder, (choices ?? Array(Value.allCases)).map(\.rawValue)), summary)
    read = { $0.last.flatMap { Value(rawValue: $0) } ?? standard }
  }
}

/// Flags that belong together, under one heading, with what else they bring into play.
public struct FlagSection: Hashable, Sendable {
  /// The heading.
  public let title: String
  /// The flags, in the order in which help shows them.
  public let flags: [FlagDeclaration]
  /// The environment variables that a command with these flags reads.
  public let environment: [Definition]
  /// The files that a command with these flags reads or writes.
  public let files: [Definition]

  /// Declares a section.
  public init(
    _ title: String, _ flags: [any FlagDeclaring], environment: [Definition] = [],
    files: [Definition] = []
  ) {
    self.title = title
    self.flags = flags.map(\.declaration)
    self.environment = environment
    self.files = files
  }
}

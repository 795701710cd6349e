/// What a flag or an operand takes.
///
/// It decides how the word is checked and how a shell completes it.
public enum ValueKind: Hashable, Sendable {
  /// Nothing: the flag is there or it is not.
  case none
  /// Any text; the name stands in usage lines.
  case text(String)
  /// Any text, with words that a shell offers.
  case suggested(String, [String])
  /// One of these words and no other.
  case choice(String, [String])
  /// The path of a file; `-` may be standard input where the command says so.
  case file(String)
  /// The path of a folder.
  case directory(String)
  /// A whole number in a range.
  case number(String, ClosedRange<Int>)

  /// The name that stands for the value in usage lines; nil when nothing is taken.
  public var placeholder: String? {
    switch self {
    case .none: nil
    case .text(let name), .suggested(let name, _), .choice(let name, _), .file(let name),
      .directory(let name), .number(let name, _):
      name
    }
  }

  /// The words that a shell offers.
  public var words: [String] {
    switch self {
    case .none, .text, .file, .directory, .number: []
    case .suggested(_, let words), .choice(_, let words): words
    }
  }
}

/// A flag: `--name`, `--name VALUE` or `--name=VALUE`.
public struct Flag: Hashable, Sendable {
  /// The long name without its dashes.
  public let name: String
  /// The one-letter form, if it has one.
  public let short: Character?
  /// What it takes.
  public let value: ValueKind
  /// Whether it may be given more than once.
  public let isRepeatable: Bool
  /// What it does, in a line without a full stop.
  public let summary: String

  /// Declares a flag that takes no value.
  public init(_ name: String, short: Character? = nil, _ summary: String) {
    self.init(name, short: short, .none, summary)
  }

  /// Declares a flag.
  public init(
    _ name: String, short: Character? = nil, _ value: ValueKind, repeatable: Bool = false,
    _ summary: String
  ) {
    self.name = name
    self.short = short
    self.value = value
    self.isRepeatable = repeatable
    self.summary = summary
  }

  /// The flag as it is typed, `--name`.
  public var spelling: String { "--" + name }

  /// The flag and its value as a usage line shows them, `--name VALUE`.
  public var usage: String {
    value.placeholder.map { "\(spelling) \($0)" } ?? spelling
  }
}

/// Flags that belong together, under one heading.
public struct FlagSection: Hashable, Sendable {
  /// The heading.
  public let title: String
  /// The flags, in the order in which help shows them.
  public let flags: [Flag]

  /// Declares a section.
  public init(_ title: String, _ flags: [Flag]) {
    self.title = title
    self.flags = flags
  }
}

/// A word that is no flag.
public struct Operand: Hashable, Sendable {
  /// How often it stands.
  public enum Count: Hashable, Sendable {
    case one
    case optional
    case oneOrMore
    case any
  }

  /// What it is.
  public let value: ValueKind
  /// How often it stands.
  public let count: Count
  /// What it means, in a line without a full stop.
  public let summary: String

  /// Declares an operand that stands once.
  public init(_ value: ValueKind, _ summary: String) { self.init(value, .one, summary) }

  /// Declares an operand.
  public init(_ value: ValueKind, _ count: Count, _ summary: String) {
    self.value = value
    self.count = count
    self.summary = summary
  }

  /// Its name in usage lines.
  public var name: String { value.placeholder ?? "WORD" }

  /// The operand as a usage line shows it.
  public var usage: String {
    switch count {
    case .one: name
    case .optional: "[\(name)]"
    case .oneOrMore: "\(name)…"
    case .any: "[\(name)…]"
    }
  }
}

/// A command line that works, with what it is for.
public struct Example: Hashable, Sendable {
  /// What it does, in a line without a full stop.
  public let purpose: String
  /// The line as it is typed, without a prompt.
  public let line: String

  /// Declares an example.
  public init(_ purpose: String, _ line: String) {
    self.purpose = purpose
    self.line = line
  }
}

/// A command.
///
/// Its name has one word, or two for a command below a command (`drift merge`).
public struct Command: Sendable {
  /// The name.
  public let name: String
  /// The heading that it stands under in the list of commands.
  public let group: String
  /// What it does, in a line without a full stop.
  public let summary: String
  /// More about it, one string a paragraph.
  public let discussion: [String]
  /// The words that are no flags, in order.
  public let operands: [Operand]
  /// The flags, by section.
  public let sections: [FlagSection]
  /// The names of the flags that must be given.
  public let required: [String]
  /// Lines that work.
  public let examples: [Example]
  /// The exit statuses that it ends with, beside those that every command may end with.
  public let statuses: [Int32]

  /// Declares a command.
  public init(
    _ name: String, group: String, _ summary: String, discussion: [String] = [],
    operands: [Operand] = [], sections: [FlagSection] = [], required: [String] = [],
    examples: [Example] = [], statuses: [Int32] = []
  ) {
    self.name = name
    self.group = group
    self.summary = summary
    self.discussion = discussion
    self.operands = operands
    self.sections = sections
    self.required = required
    self.examples = examples
    self.statuses = statuses
  }

  /// All its flags, in order.
  public var flags: [Flag] { sections.flatMap(\.flags) }
}

/// An exit status and what it says.
public struct ExitStatusRow: Hashable, Sendable {
  /// The number.
  public let code: Int32
  /// The name that machine-readable output uses.
  public let name: String
  /// What it says, in a line without a full stop.
  public let meaning: String

  /// Declares a row.
  public init(_ code: Int32, _ name: String, _ meaning: String) {
    self.code = code
    self.name = name
    self.meaning = meaning
  }
}

/// A term and its explanation: an environment variable, a file.
public struct Definition: Hashable, Sendable {
  /// The term.
  public let term: String
  /// What it does, in a line without a full stop.
  public let meaning: String

  /// Declares a definition.
  public init(_ term: String, _ meaning: String) {
    self.term = term
    self.meaning = meaning
  }
}

/// The whole program, declared once: parsing, help, the man page and completion read it.
public struct CommandTable: Sendable {
  /// The name of the program.
  public let program: String
  /// Its version.
  public let version: String
  /// What it does, in a line without a full stop.
  public let summary: String
  /// More about it, one string a paragraph.
  public let discussion: [String]
  /// The flags that every command takes, `--help` and `--version` not among them.
  public let common: FlagSection
  /// The commands, in the order in which they are listed; those of one group stand together.
  public let commands: [Command]
  /// Every exit status.
  public let statuses: [ExitStatusRow]
  /// The environment variables that are read.
  public let environment: [Definition]
  /// The files that are read or written.
  public let files: [Definition]

  /// Declares a program.
  public init(
    program: String, version: String, summary: String, discussion: [String] = [],
    common: FlagSection, commands: [Command], statuses: [ExitStatusRow],
    environment: [Definition] = [], files: [Definition] = []
  ) {
    self.program = program
    self.version = version
    self.summary = summary
    self.discussion = discussion
    self.common = common
    self.commands = commands
    self.statuses = statuses
    self.environment = environment
    self.files = files
  }

  /// `--help`, which the parser answers itself.
  public static let helpFlag = Flag("help", short: "h", "Show help and stop")
  /// `--version`, which the parser answers itself.
  public static let versionFlag = Flag("version", "Show the version and stop")

  /// The command of this name.
  public func command(named name: String) -> Command? { commands.first { $0.name == name } }

  /// The flags that a command takes in all: its own, the common ones, help and version.
  public func allFlags(of command: Command) -> [Flag] {
    command.flags + common.flags + [Self.helpFlag, Self.versionFlag]
  }

  /// The headings of the list of commands, in order.
  public var groups: [String] {
    var seen: [String] = []
    for command in commands where !seen.contains(command.group) { seen.append(command.group) }
    return seen
  }
}

/// What a flag or an operand takes.
///
/// It decides how the word is checked and how a shell completes it.
public enum ValueKind: Hashable, Sendable {
  /// Nothing: the flag is given or not.
  case none
  /// Any text; the name is shown in usage lines.
  case text(String)
  /// Any text, with words that a shell offers.
  case suggestion(String, SuggestedWords)
  /// One of these words and no other.
  case choice(String, [String])
  /// The path of a file; `-` may be standard input where the command says so.
  case file(String)
  /// The path of a folder.
  case directory(String)
  /// A whole number in a range.
  case number(String, ClosedRange<Int>)
  /// Any text, with words that the program itself finds when a shell asks: profiles, roles.
  ///
  /// The second word names them: `completion words SOURCE` prints them.
  case found(String, source: String)

  /// The name that stands for the value in usage lines; nil when nothing is taken.
  public var placeholder: String? {
    switch self {
    case .none: nil
    case .text(let name), .suggestion(let name, _), .choice(let name, _), .file(let name),
      .directory(let name), .number(let name, _), .found(let name, source: _):
      name
    }
  }

  /// The words that a shell offers.
  public var words: [String] {
    switch self {
    case .none, .text, .file, .directory, .number, .found: []
    case .suggestion(_, let words): words.all
    case .choice(_, let words): words
    }
  }

  /// Any text, with words that a shell offers, which are found when somebody asks for them.
  public static func suggested(
    _ name: String, _ words: @autoclosure @escaping @Sendable () -> [String]
  ) -> ValueKind {
    .suggestion(name, SuggestedWords(words))
  }
}

/// Words that are found when somebody asks for them: most commands run without.
public struct SuggestedWords: Hashable, Sendable {
  private let find: @Sendable () -> [String]

  init(_ find: @escaping @Sendable () -> [String]) { self.find = find }

  /// The words, in order.
  public var all: [String] { find() }

  /// Whether both offer the same words.
  public static func == (left: SuggestedWords, right: SuggestedWords) -> Bool {
    left.all == right.all
  }

  /// Feeds the words.
  public func hash(into hasher: inout Hasher) { hasher.combine(all) }
}

/// A word that is not a flag.
public struct Operand: Hashable, Sendable {
  /// How often it may be given.
  public enum Count: Hashable, Sendable {
    case one
    case optional
    case oneOrMore
    case any
  }

  /// What it is.
  public let value: ValueKind
  /// How often it may be given.
  public let count: Count
  /// What it means, in a line without a full stop.
  public let summary: String

  /// Declares an operand that is given once.
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
  /// Its heading in the list of commands.
  public let group: String
  /// What it does, in a line without a full stop.
  public let summary: String
  /// More about it, one string a paragraph.
  public let discussion: [String]
  /// The words that are not flags, in order.
  public let operands: [Operand]
  /// The flags, by section.
  public let sections: [FlagSection]
  /// The flags that must be given.
  public let required: [FlagDeclaration]
  /// Lines that work.
  public let examples: [Example]
  /// The exit statuses that it ends with, in addition to those of every command.
  public let statuses: [Int32]
  /// Other commands that its manual page points to.
  public let related: [String]

  /// Declares a command.
  public init(
    _ name: String, group: String, _ summary: String, discussion: [String] = [],
    operands: [Operand] = [], sections: [FlagSection] = [], required: [any FlagDeclaring] = [],
    examples: [Example] = [], statuses: [Int32] = [], related: [String] = []
  ) {
    self.name = name
    self.group = group
    self.summary = summary
    self.discussion = discussion
    self.operands = operands
    self.sections = sections
    self.required = required.map(\.declaration)
    self.examples = examples
    self.statuses = statuses
    self.related = related
  }

  /// All its flags, in order.
  public var flags: [FlagDeclaration] { sections.flatMap(\.flags) }
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

/// A word that people type out of habit, from another tool or for what is a subcommand here.
public struct Habit: Hashable, Sendable {
  /// A command, a flag with its dashes, or a command and its flag (`compare --pairs`).
  public let word: String
  /// The command or flag of this program that does it.
  public let meant: String

  /// Declares a habit.
  public init(_ word: String, _ meant: String) {
    self.word = word
    self.meant = meant
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
  /// The commands, in the order in which they are listed; those of one group are next to each other.
  public let commands: [Command]
  /// Every exit status.
  public let statuses: [ExitStatusRow]
  /// Words that people type out of habit, and what this program calls it.
  public let habits: [Habit]

  /// Declares a program.
  public init(
    program: String, version: String, summary: String, discussion: [String] = [],
    common: FlagSection, commands: [Command], statuses: [ExitStatusRow],
    habits: [Habit] = []
  ) {
    self.program = program
    self.version = version
    self.summary = summary
    self.discussion = discussion
    self.common = common
    self.commands = commands
    self.statuses = statuses
    self.habits = habits
  }

  /// `--help`, which the parser answers itself.
  public static let helpFlag = FlagDeclaration(
    "help", short: "h", .none, "Show help and stop; -h is shorter than --help")
  /// `--version`, which the parser answers itself.
  public static let versionFlag = FlagDeclaration(
    "version", short: "V", .none, "Show the version and stop")

  /// The command of this name.
  public func command(named name: String) -> Command? { commands.first { $0.name == name } }

  /// The flags that a command takes in all: its own, the common ones, help and version.
  public func allFlags(of command: Command) -> [FlagDeclaration] {
    command.flags + common.flags + [Self.helpFlag, Self.versionFlag]
  }

  /// The headings of the list of commands, in order.
  public var groups: [String] {
    var seen: [String] = []
    for command in commands where !seen.contains(command.group) { seen.append(command.group) }
    return seen
  }

  /// The environment variables that are read.
  public var environment: [Definition] { distinct(\.environment) }

  /// The files that are read or written.
  public var files: [Definition] { distinct(\.files) }

  private func distinct(_ part: (FlagSection) -> [Definition]) -> [Definition] {
    var found: [Definition] = []
    for definition in ([common] + commands.flatMap(\.sections)).flatMap(part)
    where !found.contains(definition) {
      found.append(definition)
    }
    return found
  }
}

/// Text of at most 80 columns, for a terminal.
extension CommandTable {
  static let columns = 80

  /// The help of the program: its commands, the common flags and the exit statuses.
  public var help: String {
    var lines = Self.wrapped("\(program): \(lowercasedFirst(summary)).")
    lines += ["", "Usage: \(program) COMMAND [flags]"]
    let width = commands.map(\.name.count).max() ?? 0
    for group in groups {
      lines += ["", "\(group):"]
      for command in commands where command.group == group {
        lines += Self.row(command.name, command.summary, width: width)
      }
    }
    lines += ["", "\(common.title):"] + Self.rows(common.flags + Self.builtIn)
    lines +=
      ["", "Exit status:"] + statuses.flatMap { Self.row(String($0.code), $0.meaning, width: 3) }
    for paragraph in discussion { lines += [""] + Self.wrapped(paragraph) }
    lines += ["", "'\(program) help COMMAND' describes a command."]
    return lines.joined(separator: "\n") + "\n"
  }

  /// The commands whose first word is this one.
  public func commands(below word: String) -> [Command] {
    commands.filter { $0.name.hasPrefix(word + " ") }
  }

  /// The help about something; the short one leaves out what is not needed at every use.
  public func help(on topic: HelpTopic, isShort: Bool = false) -> String {
    switch topic {
    case .program: help
    case .command(let command): isShort ? shortHelp(for: command) : help(for: command)
    case .commands(below: let word): help(below: word)
    }
  }

  /// The help of the commands whose first word is this one.
  private func help(below word: String) -> String {
    var lines = ["Usage: \(program) \(word) COMMAND [flags]", ""]
    lines += Self.rows(of: commands(below: word))
    lines += ["", "'\(program) help \(word) COMMAND' describes a command."]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func rows(of commands: [Command]) -> [String] {
    let width = commands.map(\.name.count).max() ?? 0
    return commands.flatMap { row($0.name, $0.summary, width: width) }
  }

  /// The help of one command that fits on a screen: usage, flags, examples.
  func shortHelp(for command: Command) -> String {
    var lines = head(of: command)
    lines += words(of: command)
    lines += examples(of: command)
    lines += [
      "", "'\(program) \(command.name) --help' says more, with the common flags and exit statuses.",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  /// The whole help of one command.
  public func help(for command: Command) -> String {
    var lines = head(of: command)
    for paragraph in command.discussion { lines += [""] + Self.wrapped(paragraph) }
    lines += words(of: command)
    lines += ["", "\(common.title):"] + Self.rows(common.flags + Self.builtIn)
    lines += examples(of: command)
    lines += ["", "Exit status:"]
    lines += rows(of: command).flatMap { Self.row(String($0.code), $0.meaning, width: 3) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func head(of command: Command) -> [String] {
    Self.wrapped("Usage: " + usage(of: command), indent: "         ", first: "")
      + [""] + Self.wrapped(command.summary + ".")
  }

  /// What may occur behind a command: subcommands, arguments, flags.
  private func words(of command: Command) -> [String] {
    var lines: [String] = []
    let below = commands(below: command.name)
    if !below.isEmpty { lines += ["", "Subcommands:"] + Self.rows(of: below) }
    if !command.operands.isEmpty {
      lines += ["", "Arguments:"]
      let width = command.operands.map(\.name.count).max() ?? 0
      for operand in command.operands {
        lines += Self.row(operand.name, Self.meaning(operand.summary, operand.value), width: width)
      }
    }
    for section in command.sections {
      lines += ["", "\(section.title):"] + Self.rows(section.flags)
    }
    return lines
  }

  private func examples(of command: Command) -> [String] {
    guard !command.examples.isEmpty else { return [] }
    var lines = ["", "Examples:"]
    for example in command.examples {
      lines += Self.wrapped(example.purpose + ":", indent: "  ", first: "  ")
      lines.append("    $ " + example.line)
    }
    return lines
  }

  /// The usage line of one command.
  public func usage(of command: Command) -> String {
    var words = [program, command.name]
    words += command.operands.map(\.usage)
    words += command.required.map(\.usage)
    if command.flags.count > command.required.count { words.append("[flags]") }
    return words.joined(separator: " ")
  }

  /// The exit statuses that a command may end with.
  func rows(of command: Command) -> [ExitStatusRow] {
    statuses.filter { command.statuses.contains($0.code) || [0, 1, 64].contains($0.code) }
  }

  static let builtIn = [helpFlag, versionFlag]

  private static func rows(_ flags: [FlagDeclaration]) -> [String] {
    let width = min(flags.map { term($0).count }.max() ?? 0, 26)
    return flags.flatMap { row(term($0), meaning(of: $0), width: width) }
  }

  /// `--account ID`, with the short form before it.
  static func term(_ flag: FlagDeclaration) -> String {
    flag.short.map { "-\($0), \(flag.usage)" } ?? flag.usage
  }

  /// The summary with what the value may be.
  static func meaning(of flag: FlagDeclaration) -> String {
    meaning(flag.summary, flag.value) + (flag.isRepeatable ? " (may be repeated)" : "")
  }

  static func meaning(_ summary: String, _ value: ValueKind) -> String {
    switch value {
    case .none, .text, .suggestion, .file, .directory, .found: summary
    case .choice(_, let words): "\(summary): \(plainOrList(words))"
    case .number(_, let range): "\(summary), \(range.lowerBound) to \(range.upperBound)"
    }
  }

  private static func plainOrList(_ words: [String]) -> String {
    guard words.count > 1, let last = words.last else { return words.joined() }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }

  /// A term and its meaning in two columns; a long term is on a line of its own.
  static func row(_ term: String, _ meaning: String, width: Int) -> [String] {
    let indent = String(repeating: " ", count: width + 4)
    if term.count > width {
      return ["  " + term] + wrapped(meaning, indent: indent, first: indent)
    }
    let padding = String(repeating: " ", count: width - term.count)
    return wrapped(meaning, indent: indent, first: "  \(term)\(padding)  ")
  }

  /// Breaks a text into lines at its spaces.
  ///
  /// A word that is longer than a line stays whole.
  static func wrapped(_ text: String, indent: String = "", first: String = "") -> [String] {
    var lines: [String] = []
    var line = first
    var isEmpty = true
    for word in text.split(separator: " ") {
      if isEmpty {
        line += word
        isEmpty = false
      } else if line.count + 1 + word.count <= columns {
        line += " " + word
      } else {
        lines.append(line)
        line = indent + word
      }
    }
    lines.append(line)
    return lines
  }
}

/// The text with its first letter small, unless it begins with a capitalised name such as `IAM`.
func lowercasedFirst(_ text: String) -> String {
  guard let first = text.first, let second = text.dropFirst().first, second.isLowercase else {
    return text
  }
  return first.lowercased() + text.dropFirst()
}

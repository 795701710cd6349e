/// What the words ask for.
public enum Invocation {
  /// Run a command.
  case run(Command, Arguments)
  /// Show help.
  case help(HelpTopic)
  /// Show the version.
  case version
}

/// What help is about.
public enum HelpTopic {
  /// The program.
  case program
  /// One command.
  case command(Command)
  /// The commands whose first word this is.
  case commands(below: String)
}

extension CommandTable {
  /// Reads the words behind the program's name.
  ///
  /// It checks and never acts: words may stand in any order, `--` ends the flags, and `--help` wins
  /// over any mistake beside it.
  public func parse(_ words: [String]) throws(UsageError) -> Invocation {
    var parser = Parser(table: self, words: words)
    do throws(UsageError) {
      return try parser.invocation()
    } catch {
      if words.prefix(while: { $0 != "--" }).contains(where: { $0 == "--help" || $0 == "-h" }) {
        return .help(parser.topic)
      }
      throw error
    }
  }
}

/// The state of one pass over the words.
private struct Parser {
  let table: CommandTable
  let words: [String]
  var command: Command?
  private var index = 0
  private var occurrences: [Arguments.Occurrence] = []
  private var operands: [String] = []

  init(table: CommandTable, words: [String]) {
    self.table = table
    self.words = words
    command = Self.findCommand(in: table, words)?.command
  }

  /// What help would be about here.
  var topic: HelpTopic {
    if let command { return .command(command) }
    guard let first = Self.plainWords(of: table, words).first,
      !table.commands(below: words[first]).isEmpty
    else { return .program }
    return .commands(below: words[first])
  }

  mutating func invocation() throws(UsageError) -> Invocation {
    let found = Self.findCommand(in: table, words)
    var flagsEnded = false
    while index < words.count {
      let position = index
      let word = words[position]
      index += 1
      if let found, found.positions.contains(position) { continue }
      if flagsEnded || !word.hasPrefix("-") || word == "-" {
        if found == nil { throw unknownCommand(word) }
        operands.append(word)
      } else if word == "--" {
        flagsEnded = true
      } else if let answer = try takeFlag(word) {
        return answer
      }
    }
    guard let command = found?.command else {
      throw UsageError(
        "no command is given", hint: "'\(table.program) help' lists the commands")
    }
    try checkOperands(of: command)
    try checkRequired(of: command)
    return .run(command, Arguments(occurrences, operands: operands))
  }

  // MARK: The command

  /// The command is the first word that is no flag and no flag's value; two words when a command of that
  /// name exists.
  private static func findCommand(
    in table: CommandTable, _ words: [String]
  ) -> (command: Command, positions: [Int])? {
    let plain = plainWords(of: table, words)
    guard let first = plain.first else { return nil }
    if plain.count > 1,
      let command = table.command(named: "\(words[first]) \(words[plain[1]])")
    {
      return (command, [first, plain[1]])
    }
    return table.command(named: words[first]).map { ($0, [first]) }
  }

  /// The positions of the words that are no flags and no values of flags.
  ///
  /// A flag's name says the same in every command (a test walks the table), so this needs no
  /// command yet.
  private static func plainWords(of table: CommandTable, _ words: [String]) -> [Int] {
    var valued: Set<String> = []
    for flag in table.commands.flatMap(\.flags) + table.common.flags where flag.value != .none {
      valued.insert(flag.spelling)
      if let short = flag.short { valued.insert("-\(short)") }
    }
    var plain: [Int] = []
    var position = 0
    while position < words.count, words[position] != "--" {
      if !words[position].hasPrefix("-") {
        plain.append(position)
      } else if valued.contains(words[position]) {
        position += 1
      }
      position += 1
    }
    return plain
  }

  private func unknownCommand(_ word: String) -> UsageError {
    let below = table.commands(below: word)
    if !below.isEmpty {
      let names = below.map { String($0.name.dropFirst(word.count + 1)) }
      return UsageError(
        "'\(word)' needs one of \(quotedList(names)) behind it",
        hint: "'\(table.program) help \(word)' tells what each does")
    }
    let names = table.commands.map(\.name)
    if let nearest = Nearest.to(word, among: names) {
      return UsageError(
        "unknown command '\(word)'", hint: "the nearest is '\(table.program) \(nearest)'")
    }
    return UsageError(
      "unknown command '\(word)'", hint: "'\(table.program) help' lists the commands")
  }

  // MARK: Flags

  /// Takes one flag with its value; answers when the flag ends the run.
  private mutating func takeFlag(_ word: String) throws(UsageError) -> Invocation? {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let spelling = String(parts[0])
    let attached = parts.count > 1 ? String(parts[1]) : nil
    guard let flag = known(spelling) else { throw unknownFlag(spelling) }
    if flag.value == .none, attached != nil {
      throw UsageError("'\(spelling)' takes no value", hint: "write '\(spelling)' alone")
    }
    if flag == CommandTable.helpFlag { return .help(topic) }
    if flag == CommandTable.versionFlag { return .version }
    if !flag.isRepeatable, occurrences.contains(where: { $0.flag == flag.name }) {
      throw UsageError("'\(spelling)' is given twice", hint: "give it once")
    }
    guard flag.value != .none else {
      occurrences.append(.init(flag: flag.name, value: ""))
      return nil
    }
    let value = if let attached { attached } else { try nextValue(of: flag, spelling) }
    try Self.check(value, of: flag.value, for: "'\(spelling)'")
    occurrences.append(.init(flag: flag.name, value: value))
    return nil
  }

  private func known(_ spelling: String) -> Flag? {
    let flags = command.map(table.allFlags(of:)) ?? allFlagsOfTable
    return flags.first { flag in
      flag.spelling == spelling || flag.short.map { "-\($0)" == spelling } ?? false
    }
  }

  private var allFlagsOfTable: [Flag] {
    table.commands.flatMap(\.flags) + table.common.flags
      + [CommandTable.helpFlag, CommandTable.versionFlag]
  }

  private func unknownFlag(_ spelling: String) -> UsageError {
    guard let command else {
      return UsageError(
        "unknown flag '\(spelling)'", hint: "'\(table.program) help' lists the commands")
    }
    let message = "'\(command.name)' has no flag '\(spelling)'"
    let typed = String(spelling.drop { $0 == "-" })
    if let nearest = Nearest.to(typed, among: table.allFlags(of: command).map(\.name)) {
      return UsageError(message, hint: "the nearest is '--\(nearest)'")
    }
    return UsageError(
      message, hint: "'\(table.program) help \(command.name)' lists its flags")
  }

  private mutating func nextValue(of flag: Flag, _ spelling: String) throws(UsageError) -> String {
    let example = "write '\(flag.usage)' or '\(flag.spelling)=\(flag.value.placeholder ?? "")'"
    guard index < words.count else {
      throw UsageError("'\(spelling)' needs a value", hint: example)
    }
    let next = words[index]
    // A value that looks like a flag is nearly always a forgotten value; '=' says that it is meant.
    if next.hasPrefix("--"), next.count > 2 {
      throw UsageError("'\(spelling)' needs a value, and '\(next)' is a flag", hint: example)
    }
    index += 1
    return next
  }

  // MARK: Values and operands

  private static func check(
    _ value: String, of kind: ValueKind, for subject: String
  ) throws(UsageError) {
    guard !value.isEmpty else {
      throw UsageError(
        "\(subject) is given an empty value",
        hint: "give a value, or leave it out; an unset shell variable looks like this")
    }
    switch kind {
    case .none, .text, .suggested, .file, .directory: return
    case .choice(_, let words):
      guard !words.contains(value) else { return }
      let nearest = Nearest.to(value, among: words)
      throw UsageError(
        "\(subject) takes \(orList(words)), not '\(value)'",
        hint: nearest.map { "the nearest is '\($0)'" })
    case .number(_, let range):
      guard value.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(value),
        range.contains(number)
      else {
        throw UsageError(
          "\(subject) takes a whole number from \(range.lowerBound) to \(range.upperBound), "
            + "not '\(value)'")
      }
    }
  }

  private func checkOperands(of command: Command) throws(UsageError) {
    var rest = operands[...]
    let help = "'\(table.program) help \(command.name)' shows how it is used"
    for operand in command.operands {
      let taken: ArraySlice<String>
      switch operand.count {
      case .one, .optional: taken = rest.prefix(1)
      case .oneOrMore, .any: taken = rest
      }
      switch operand.count {
      case .one, .oneOrMore:
        if taken.isEmpty {
          throw UsageError("'\(command.name)' needs the operand \(operand.name)", hint: help)
        }
      case .optional, .any: break
      }
      for word in taken { try Self.check(word, of: operand.value, for: operand.name) }
      rest = rest.dropFirst(taken.count)
    }
    if let extra = rest.first {
      let wanted =
        command.operands.isEmpty
        ? "'\(command.name)' takes no operand, but '\(extra)' is given"
        : "'\(command.name)' does not take the further word '\(extra)'"
      throw UsageError(wanted, hint: help)
    }
  }

  private func checkRequired(of command: Command) throws(UsageError) {
    for name in command.required where !occurrences.contains(where: { $0.flag == name }) {
      let usage = command.flags.first { $0.name == name }?.usage ?? "--\(name)"
      throw UsageError(
        "'\(command.name)' needs '\(usage)'",
        hint: command.examples.first.map { "for example '\($0.line)'" })
    }
  }
}

/// `'a', 'b' or 'c'`.
func orList(_ words: [String]) -> String {
  let quoted = words.map { "'\($0)'" }
  guard quoted.count > 1, let last = quoted.last else { return quoted.joined() }
  return quoted.dropLast().joined(separator: ", ") + " or " + last
}

private func quotedList(_ words: [String]) -> String {
  words.map { "'\($0)'" }.joined(separator: ", ")
}

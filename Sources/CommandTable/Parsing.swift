import JSONText

/// What the words ask for.
public enum Invocation {
  /// Run a command.
  case run(Command, Arguments)
  /// Show help: `-h` asks for what fits on a screen, `--help` for everything.
  case help(HelpTopic, isShort: Bool = false)
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
  /// It checks and never acts: words may occur in any order, `--` ends the flags, and `--help` wins
  /// over any mistake next to it.
  public func parse(_ words: [String]) throws(UsageError) -> Invocation {
    var parser = Parser(table: self, words: words)
    do throws(UsageError) {
      return try parser.invocation()
    } catch {
      let flags = words.prefix { $0 != "--" }
      if flags.contains("--help") { return .help(parser.topic) }
      if flags.contains("-h") { return .help(parser.topic, isShort: true) }
      throw error
    }
  }
}

extension CommandTable {
  /// The command that the words name, whatever else is wrong with them.
  public func command(of words: [String]) -> Command? {
    Parser(table: self, words: words).command
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
        "no command was given", hint: "'\(table.program) help' lists the commands")
    }
    try checkOperands(of: command)
    try checkRequired(of: command)
    return .run(command, Arguments(occurrences, operands: operands))
  }

  // MARK: The command

  /// The command is the first word that is neither a flag nor the value of one; two words when a command of that
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

  /// The positions of the words that are neither flags nor values of flags.
  ///
  /// A flag's name says the same in every command (a test walks the table), so this needs no
  /// command yet.
  private static func plainWords(of table: CommandTable, _ words: [String]) -> [Int] {
    func takesValue(_ word: String) -> Bool {
      (table.commands.lazy.flatMap(\.sections) + [table.common]).contains { section in
        section.flags.contains { flag in
          flag.value.placeholder != nil
            && (flag.spelling == word || flag.short.map { "-\($0)" } == word)
        }
      }
    }
    var plain: [Int] = []
    var position = 0
    while position < words.count, words[position] != "--" {
      if !words[position].hasPrefix("-") {
        plain.append(position)
      } else if takesValue(words[position]) {
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
      if let second = secondPlainWord, let nearest = NearestName.of(second, among: names) {
        return UsageError(
          "unknown command '\(word) \(second)'",
          hint: Sentence.didYouMean("\(table.program) \(word) \(nearest)"))
      }
      return UsageError(
        "'\(word)' requires a subcommand: \(quotedList(names))",
        hint: "'\(table.program) help \(word)' describes each of them")
    }
    if let meant = meant(by: word) ?? NearestName.of(word, among: table.commands.map(\.name)) {
      return UsageError(
        "unknown command '\(word)'", hint: Sentence.didYouMean("\(table.program) \(meant)"))
    }
    return UsageError(
      "unknown command '\(word)'", hint: "'\(table.program) help' lists the commands")
  }

  /// The second word that is not a flag, behind a word that begins several commands.
  private var secondPlainWord: String? {
    let plain = Self.plainWords(of: table, words)
    return plain.count > 1 ? words[plain[1]] : nil
  }

  /// What this program calls a word that is another tool's.
  private func meant(by word: String) -> String? {
    table.habits.first { $0.word == word.lowercased() }?.meant
  }

  /// The line that was typed, with another flag or a subcommand for a flag.
  ///
  /// The value of the flag stays, as a value or as an operand, so that the line can be pasted.
  private func line(with meant: String, for spelling: String) -> String {
    let found = Self.findCommand(in: table, words)
    let isFlag = meant.hasPrefix("-")
    var line = [table.program, isFlag ? found?.command.name ?? "" : meant]
    for (position, word) in words.enumerated() {
      if found?.positions.contains(position) ?? false { continue }
      if word == spelling {
        if isFlag { line.append(meant) }
      } else if word.hasPrefix(spelling + "=") {
        let value = String(word.dropFirst(spelling.count + 1))
        line.append(isFlag ? "\(meant)=\(shellWord(value))" : shellWord(value))
      } else {
        line.append(shellWord(word))
      }
    }
    return line.joined(separator: " ")
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
    if flag == CommandTable.helpFlag { return .help(topic, isShort: spelling == "-h") }
    if flag == CommandTable.versionFlag { return .version }
    if !flag.isRepeatable, occurrences.contains(where: { $0.flag == flag.name }) {
      throw UsageError("'\(spelling)' is given twice", hint: "give it once")
    }
    // What begins with '-' is the next flag.
    let isAlone = attached == nil && (index == words.count || words[index].hasPrefix("-"))
    guard flag.value != .none, !(flag.isValueOptional && isAlone) else {
      occurrences.append(.init(flag: flag.name, value: ""))
      return nil
    }
    let value = if let attached { attached } else { try nextValue(of: flag, spelling) }
    try Self.check(value, of: flag.value, for: "'\(spelling)'")
    occurrences.append(.init(flag: flag.name, value: value))
    return nil
  }

  private func known(_ spelling: String) -> FlagDeclaration? {
    let flags = command.map(table.allFlags(of:)) ?? allFlagsOfTable
    let found = flags.first { flag in
      flag.spelling == spelling || flag.short.map { "-\($0)" == spelling } ?? false
    }
    // Half of all programs show their version for one letter, the other half for the other.
    return found ?? (spelling == "-v" ? CommandTable.versionFlag : nil)
  }

  private var allFlagsOfTable: [FlagDeclaration] {
    table.commands.flatMap(\.flags) + table.common.flags
      + [CommandTable.helpFlag, CommandTable.versionFlag]
  }

  private func unknownFlag(_ spelling: String) -> UsageError {
    guard let command else {
      return UsageError(
        "unknown flag '\(spelling)'", hint: "'\(table.program) help' lists the commands")
    }
    let message = "'\(command.name)' has no flag '\(spelling)'"
    if let meant = meant(by: "\(command.name) \(spelling)") {
      return UsageError(message, hint: Sentence.didYouMean(line(with: meant, for: spelling)))
    }
    let typed = String(spelling.drop { $0 == "-" })
    let flags = table.allFlags(of: command)
    if let meant = meant(by: spelling) ?? meant(by: "--" + typed),
      flags.contains(where: { $0.spelling == meant })
    {
      return UsageError(message, hint: Sentence.didYouMean(meant))
    }
    if let nearest = NearestName.of(typed, among: flags.map(\.name)) {
      return UsageError(message, hint: Sentence.didYouMean("--\(nearest)"))
    }
    return UsageError(
      message, hint: "'\(table.program) help \(command.name)' lists its flags")
  }

  private mutating func nextValue(of flag: FlagDeclaration, _ spelling: String) throws(UsageError)
    -> String
  {
    let example = "write '\(flag.usage)' or '\(flag.spelling)=\(flag.value.placeholder ?? "")'"
    guard index < words.count else {
      throw UsageError("'\(spelling)' requires a value", hint: example)
    }
    let next = words[index]
    // A value that looks like a flag is nearly always a forgotten value; '=' says that it is meant.
    if next.hasPrefix("--"), next.count > 2 {
      throw UsageError("'\(spelling)' requires a value, and '\(next)' is a flag", hint: example)
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
        "\(subject) has an empty value",
        hint: "give a value or omit it; an unset shell variable looks like this")
    }
    switch kind {
    case .none, .text, .suggestion, .file, .directory, .found: return
    case .choice(_, let words):
      guard !words.contains(value) else { return }
      throw UsageError(
        "\(subject) takes \(orList(words)), not '\(value)'",
        hint: Sentence.didYouMean(value, among: words))
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
    let help = "'\(table.program) help \(command.name)' shows its usage"
    for operand in command.operands {
      let taken: ArraySlice<String>
      switch operand.count {
      case .one, .optional: taken = rest.prefix(1)
      case .oneOrMore, .any: taken = rest
      }
      switch operand.count {
      case .one, .oneOrMore:
        if taken.isEmpty {
          throw UsageError("'\(command.name)' requires \(operand.name)", hint: help)
        }
      case .optional, .any: break
      }
      for word in taken { try Self.check(word, of: operand.value, for: operand.name) }
      rest = rest.dropFirst(taken.count)
    }
    if let extra = rest.first {
      throw UsageError("unexpected argument '\(extra)'", hint: help)
    }
  }

  private func checkRequired(of command: Command) throws(UsageError) {
    for flag in command.required where !occurrences.contains(where: { $0.flag == flag.name }) {
      throw UsageError(
        "'\(command.name)' requires '\(flag.usage)'",
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

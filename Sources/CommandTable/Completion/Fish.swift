extension CommandTable {
  /// For fish 3.
  var fishCompletion: String {
    // One word a line, so that a script changes by the lines of what is new.
    let firsts = firstWords.map(\.word).joined(separator: " \\\n    ")
    var script = """
      # fish completion for \(program) \(version)
      # \(program) completion fish | source

      complete -c \(program) -f

      function _\(functionName)_first
        not __fish_seen_subcommand_from \\
          \(firsts)
      end

      """
    for first in firstWords {
      script += "complete -c \(program) -n _\(functionName)_first"
      script += " -a \(first.word) -d \(Self.quoted(first.summary))\n"
    }
    for flag in common.flags + Self.builtIn { script += line(for: flag, condition: nil) }
    for command in commands {
      let words = command.name.split(separator: " ").map(String.init)
      var condition = words.map { "__fish_seen_subcommand_from \($0)" }.joined(separator: "; and ")
      for second in words.count == 1 ? secondWords(after: command.name) : [] {
        condition += "; and not __fish_seen_subcommand_from \(second.word)"
      }
      for flag in command.flags { script += line(for: flag, condition: condition) }
      if let operand = command.operands.first {
        script += line(forOperand: operand, condition: condition)
      }
    }
    for first in firstWords {
      let seconds = secondWords(after: first.word)
      let all = seconds.map(\.word).joined(separator: " ")
      for second in seconds {
        let condition =
          "__fish_seen_subcommand_from \(first.word); and not __fish_seen_subcommand_from \(all)"
        script += "complete -c \(program) -n \(Self.quoted(condition)) -a \(second.word)"
        script += " -d \(Self.quoted(second.summary))\n"
      }
    }
    return script
  }

  private func line(for flag: FlagDeclaration, condition: String?) -> String {
    var line = "complete -c \(program)"
    if let condition { line += " -n \(Self.quoted(condition))" }
    if let short = flag.short { line += " -s \(short)" }
    line += " -l \(flag.name)"
    switch flag.value {
    case .none: break
    case .text, .number: line += " -x"
    case .suggestion, .choice:
      line += " -x -a \(Self.quoted(flag.value.words.joined(separator: " ")))"
    case .found(_, let source):
      line +=
        " -x -a \(Self.quoted("(\(findingWords(of: source, typed: "-- (commandline -ct)")))"))"
    case .file: line += " -r -F"
    case .directory: line += " -x -a '(__fish_complete_directories)'"
    }
    return line + " -d \(Self.quoted(flag.summary))\n"
  }

  private func line(forOperand operand: Operand, condition: String) -> String {
    let start = "complete -c \(program) -n \(Self.quoted(condition))"
    switch operand.value {
    case .none, .text, .number: return ""
    case .found(_, let source):
      return
        "\(start) -a \(Self.quoted("(\(findingWords(of: source, typed: "-- (commandline -ct)")))"))\n"
    case .suggestion, .choice:
      return "\(start) -a \(Self.quoted(operand.value.words.joined(separator: " ")))\n"
    case .file: return "\(start) -F\n"
    case .directory: return "\(start) -a '(__fish_complete_directories)'\n"
    }
  }

  /// In single quotes, in which fish knows `\'` and `\\`.
  private static func quoted(_ text: String) -> String {
    var result = "'"
    for character in text {
      if character == "'" || character == "\\" { result += "\\" }
      result.append(character)
    }
    return result + "'"
  }
}

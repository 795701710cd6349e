extension CommandTable {
  /// For zsh 5, as a file `_panorama-roles` on `fpath` or evaluated.
  var zshCompletion: String {
    let name = functionName
    var script = """
      #compdef \(program)
      # zsh completion for \(program) \(version)

      \(name)_first() {
        local -a words
        words=(

      """
    for first in firstWords { script += "    \(Self.described(first.word, first.summary))\n" }
    script += """
        )
        _describe -t commands 'command' words
      }

      """
    for command in commands { script += function(for: command) }
    for first in firstWords where !secondWords(after: first.word).isEmpty {
      script += "\n\(name)_below_\(Self.identifier(first.word))() {\n  local -a words\n  words=(\n"
      for second in secondWords(after: first.word) {
        script += "    \(Self.described(second.word, second.summary))\n"
      }
      script += "  )\n  _describe -t commands 'command' words\n}\n"
    }
    script += """

      \(name)() {
        local curcontext="$curcontext" state line
        typeset -A opt_args
        if (( CURRENT == 2 )); then
          \(name)_first
          return
        fi

      """
    for first in firstWords where !secondWords(after: first.word).isEmpty {
      script += "  if [[ $words[2] == \(first.word) ]] && (( CURRENT == 3 )); then\n"
      script += "    \(name)_below_\(Self.identifier(first.word))\n"
      script += command(named: first.word) == nil ? "    return\n  fi\n" : "  fi\n"
      for second in secondWords(after: first.word) {
        script += "  if [[ $words[2] == \(first.word) && $words[3] == \(second.word) ]]; then\n"
        script += "    shift 2 words; (( CURRENT -= 2 ))\n"
        script += "    \(name)_\(Self.identifier(first.word + " " + second.word)); return\n  fi\n"
      }
    }
    script +=
      "  local command=\"$words[2]\"\n  shift words; (( CURRENT -= 1 ))\n  case \"$command\" in\n"
    for command in commands where !command.name.contains(" ") {
      script += "    \(command.name)) \(name)_\(Self.identifier(command.name)) ;;\n"
    }
    script += """
        esac
      }

      if [[ "$funcstack[1]" == "\(name)" ]]; then
        \(name) "$@"
      else
        compdef \(name) \(program)
      fi

      """
    return script
  }

  private func function(for command: Command) -> String {
    var arguments = allFlags(of: command).map(specification)
    for operand in command.operands {
      let action = action(operand.value)
      let message = Self.plain(operand.name)
      switch operand.count {
      case .one: arguments.append(shellQuoted(":\(message):\(action)"))
      case .optional: arguments.append(shellQuoted("::\(message):\(action)"))
      case .oneOrMore, .any: arguments.append(shellQuoted("*:\(message):\(action)"))
      }
    }
    let lines = arguments.map { "    " + $0 }.joined(separator: " \\\n")
    return
      "\n\(functionName)_\(Self.identifier(command.name))() {\n  _arguments -s \\\n\(lines)\n}\n"
  }

  private func specification(_ flag: FlagDeclaration) -> String {
    let summary = Self.plain(flag.summary)
    var value = ""
    if let placeholder = flag.value.placeholder {
      let colon = flag.isValueOptional ? "::" : ":"
      value = "\(colon)\(Self.plain(placeholder)):\(action(flag.value))"
    }
    let repeated = flag.isRepeatable ? "*" : ""
    let equals = flag.value == .none ? "" : "="
    if let short = flag.short {
      return "'(-\(short) \(flag.spelling))'{-\(short),\(flag.spelling)}"
        + shellQuoted("[\(summary)]\(value)")
    }
    return shellQuoted("\(repeated)\(flag.spelling)\(equals)[\(summary)]\(value)")
  }

  private func action(_ value: ValueKind) -> String {
    switch value {
    case .found(_, let source):
      "(${(f)\"$(\(findingWords(of: source, typed: #"-- "$PREFIX""#)))\"})"
    case .none, .text, .number: " "
    case .suggestion, .choice:
      "(\(value.words.map(Self.plain).joined(separator: " ")))"
    case .file: "_files"
    case .directory: "_files -/"
    }
  }

  private static func described(_ word: String, _ summary: String) -> String {
    shellQuoted("\(plain(word)):\(plain(summary))")
  }

  private static func identifier(_ name: String) -> String {
    name.map { $0 == "-" || $0 == " " ? "_" : String($0) }.joined()
  }

  /// Text without the characters that mean something in a specification.
  private static func plain(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case ":", "[", "]", "\\": result += "\\" + String(character)
      default: result.append(character)
      }
    }
    return result
  }
}

extension CommandTable {
  /// For bash 3.2 and later, with nothing else installed.
  var bashCompletion: String {
    let name = functionName
    var script = """
      # bash completion for \(program) \(version)
      # eval "$(\(program) completion bash)"

      \(name)() {
        local current="${COMP_WORDS[COMP_CWORD]}" previous="" command="" word
        local index=1 words="" kind="" skip=0
        # bash makes "=" a word of its own: --flag = value
        if [[ $current == "=" ]]; then current=""; previous="${COMP_WORDS[COMP_CWORD-1]}"
        elif [[ $COMP_CWORD -gt 1 && ${COMP_WORDS[COMP_CWORD-1]} == "=" ]]; then
          previous="${COMP_WORDS[COMP_CWORD-2]}"
        elif [[ $COMP_CWORD -gt 0 ]]; then previous="${COMP_WORDS[COMP_CWORD-1]}"; fi
        # and so it does with ":" when COMP_WORDBREAKS has it: s3 : GetObject
        local place=$COMP_CWORD cut=""
        while [[ $place -gt 1 && ( ${COMP_WORDS[place]} == ":" || ${COMP_WORDS[place-1]} == ":" ) ]]; do
          place=$((place - 1))
        done
        if [[ $place -lt $COMP_CWORD ]]; then
          current=$(IFS=''; printf '%s' "${COMP_WORDS[*]:place:COMP_CWORD-place+1}")
          cut="${current%"${current##*:}"}"
          previous="${COMP_WORDS[place-1]}"
          if [[ $previous == "=" ]]; then previous="${COMP_WORDS[place-2]}"; fi
        fi
        while [[ $index -lt $COMP_CWORD ]]; do
          word="${COMP_WORDS[index]}"
          if [[ $skip -eq 1 ]]; then [[ $word == "=" ]] || skip=0
          elif [[ $word == -* ]]; then
            case "$word" in
              \(valuedSpellings.joined(separator: "|\\\n        "))) skip=1 ;;
            esac
          elif [[ -z $command ]]; then command="$word"
          else
            case "$command $word" in

      """
    let pairs = commands.map(\.name).filter { $0.contains(" ") }
    if !pairs.isEmpty {
      script +=
        "        \(pairs.map(shellQuoted).joined(separator: "|\\\n        "))) command=\"$command $word\" ;;\n"
    }
    script += """
              *) ;;
            esac
          fi
          index=$((index + 1))
        done
        case "$command:$previous" in

      """
    for (label, kind) in valueRows {
      script += "    \(label)) \(bashWords(kind)) ;;\n"
    }
    script += """
          *)
            if [[ $current == -* ]]; then
              case "$command" in

      """
    for command in commands {
      let flags = Self.list(allFlags(of: command).map(\.spelling))
      script += "          \(shellQuoted(command.name))) words=\(flags) ;;\n"
    }
    let common = Self.list((self.common.flags + Self.builtIn).map(\.spelling))
    script += """
                *) words=\(common) ;;
              esac
            else
              case "$command" in
                '') words=\(Self.list(firstWords.map(\.word))) ;;

      """
    for first in firstWords {
      let command = command(named: first.word)
      var words = secondWords(after: first.word).map(\.word)
      words += command?.operands.first?.value.words ?? []
      var assignment = words.isEmpty ? nil : "words=\(shellQuoted(words.joined(separator: " ")))"
      if case .found(_, let source)? = command?.operands.first?.value {
        assignment =
          (assignment ?? "words=") + "\" $(\(findingWords(of: source, typed: #"-- "$current""#)))\""
      }
      let kind = command?.operands.first.flatMap { Self.bashKind($0.value) }
      let acts = [assignment, kind].compactMap { $0 }
      if !acts.isEmpty {
        script += "          \(shellQuoted(first.word))) \(acts.joined(separator: "; ")) ;;\n"
      }
    }
    for command in commands where command.name.contains(" ") {
      guard let operand = command.operands.first else { continue }
      script += "          \(shellQuoted(command.name))) \(bashWords(operand.value)) ;;\n"
    }
    script += """
                *) ;;
              esac
            fi ;;
        esac
        COMPREPLY=()
        while IFS='' read -r word; do COMPREPLY+=("${word#"$cut"}"); done < <(
          if [[ -n $words ]]; then compgen -W "$words" -- "$current"; fi
          if [[ $kind == file ]]; then compgen -f -- "$current"; fi
          if [[ $kind == directory ]]; then compgen -d -- "$current"; fi)
        if [[ -n $kind ]]; then compopt -o filenames 2>/dev/null; fi
        if [[ ${COMPREPLY[0]} == *: ]]; then compopt -o nospace 2>/dev/null; fi
        return 0
      }
      complete -F \(name) \(program)

      """
    return script
  }

  /// The flags that take a value, as they are typed.
  var valuedSpellings: [String] {
    var spellings: [String] = []
    for flag in commands.flatMap(\.flags) + common.flags where flag.value != .none {
      if !spellings.contains(flag.spelling) { spellings.append(flag.spelling) }
    }
    return spellings
  }

  /// A pattern `command:--flag` for each flag with a value.
  ///
  /// Flags that say the same everywhere need one.
  private var valueRows: [(String, ValueKind)] {
    var rows: [(String, ValueKind)] = []
    for spelling in valuedSpellings {
      let owners = commands.filter { $0.flags.contains { $0.spelling == spelling } }
      let kinds = owners.compactMap { owner in
        owner.flags.first { $0.spelling == spelling }.map { (owner.name, $0.value) }
      }
      if let common = common.flags.first(where: { $0.spelling == spelling }) {
        rows.append(("*:\(spelling)", common.value))
      } else if let first = kinds.first, kinds.allSatisfy({ $0.1 == first.1 }) {
        rows.append(("*:\(spelling)", first.1))
      } else {
        for (owner, kind) in kinds { rows.append(("\(shellQuoted(owner + ":" + spelling))", kind)) }
      }
    }
    return rows
  }

  /// Words in quotes, one a line: so a script changes by the lines of what is new.
  private static func list(_ words: [String]) -> String {
    let indent = "\n            "
    return shellQuoted(indent + words.joined(separator: indent))
  }

  private static func bashKind(_ value: ValueKind) -> String? {
    switch value {
    case .file: "kind='file'"
    case .directory: "kind='directory'"
    case .none, .text, .suggestion, .choice, .number, .found: nil
    }
  }

  private func bashWords(_ value: ValueKind) -> String {
    if let kind = Self.bashKind(value) { return kind }
    if case .found(_, let source) = value {
      return "words=\"$(\(findingWords(of: source, typed: #"-- "$current""#)))\""
    }
    return value.words.isEmpty ? ":" : "words=\(shellQuoted(value.words.joined(separator: " ")))"
  }
}

/// A shell that completion scripts are written for.
public enum Shell: String, Hashable, Sendable, CaseIterable {
  case bash
  case zsh
  case fish
}

extension CommandTable {
  /// The completion script for a shell.
  public func completion(for shell: Shell) -> String {
    switch shell {
    case .bash: bashCompletion
    case .zsh: zshCompletion
    case .fish: fishCompletion
    }
  }

  /// The command that prints the words of a source, one a line; nothing when it fails.
  ///
  /// `typed` is the word that they begin with, in the language of the shell.
  func findingWords(of source: String, typed: String) -> String {
    "\(program) completion words \(source) \(typed) 2>/dev/null"
  }

  /// The program's name as a shell function's.
  var functionName: String { "_" + program.map { $0 == "-" ? "_" : String($0) }.joined() }

  /// The first words of the commands, each once, with the summary of the command of that name.
  var firstWords: [(word: String, summary: String)] {
    var seen: [(word: String, summary: String)] = []
    for command in commands {
      let word = command.name.split(separator: " ").first.map(String.init) ?? command.name
      if !seen.contains(where: { $0.word == word }) {
        let own = self.command(named: word)?.summary
        seen.append((word, own ?? "\(command.group) commands"))
      }
    }
    return seen
  }

  /// The second words behind a first word.
  func secondWords(after word: String) -> [(word: String, summary: String)] {
    commands.compactMap { command in
      guard command.name.hasPrefix(word + " ") else { return nil }
      return (String(command.name.dropFirst(word.count + 1)), command.summary)
    }
  }
}

/// A word as it is typed in a POSIX shell: in quotes only where it needs them.
func shellWord(_ word: String) -> String {
  let isPlain = word.unicodeScalars.allSatisfy { scalar in
    scalar.isASCII
      && (scalar.properties.isAlphabetic || "0123456789_-./:=,@+%".unicodeScalars.contains(scalar))
  }
  return isPlain && !word.isEmpty ? word : shellQuoted(word)
}

/// The text in single quotes for a POSIX shell.
func shellQuoted(_ text: String) -> String {
  "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
    + "'"
}

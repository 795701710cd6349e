import CommandTable
import Reports

extension ReportFormat {
  /// The format that the words ask for; nil when they ask for none of their command.
  init?(of words: [String], in table: CommandTable) {
    guard let value = Self.format(in: words), let format = ReportFormat(rawValue: value),
      table.command(of: words)?.takes(value, for: "format") == true
    else { return nil }
    self = format
  }

  private static func format(in words: [String]) -> String? {
    for (place, word) in words.enumerated() {
      if word == "--" { return nil }
      if word.hasPrefix("--format=") { return String(word.dropFirst("--format=".count)) }
      if word == "--format" { return place + 1 < words.count ? words[place + 1] : nil }
    }
    return nil
  }

  /// Writes the document of a run that failed; a run that was stopped, or that has written something,
  /// leaves none.
  func write(_ error: CommandError, to terminal: Terminal) {
    guard !terminal.hasOutput, let rendering = rendering(of: error) else { return }
    terminal.result(rendering)
  }
}

extension Command {
  /// Whether a value is one of the choices of a flag.
  fileprivate func takes(_ value: String, for flag: String) -> Bool {
    flags.first { $0.name == flag }?.value.words.contains(value) ?? false
  }
}

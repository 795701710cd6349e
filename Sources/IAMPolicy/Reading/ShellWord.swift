/// Words of commands that messages tell a person to run.
package enum ShellWord {
  /// The text as one word of a shell command that is in single quotes in a message.
  ///
  /// Bare where that does no harm, in double quotes where nothing within them has a meaning, and else in
  /// single quotes.
  package static func text(_ text: String) -> String {
    func all(_ others: String) -> Bool {
      text.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || ("0"..."9").contains($0)
          || others.unicodeScalars.contains($0)
      }
    }
    if !text.isEmpty, all("_@%+=:,./-") { return text }
    if all("_@%+=:,./- '()&;*?#[]{}~<>|") { return "\"\(text)\"" }
    let parts = text.split(separator: "'", omittingEmptySubsequences: false)
    return "'\(parts.joined(separator: "'\\''"))'"
  }
}

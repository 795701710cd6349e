import JSONText
import Reports

/// The value of a flag that takes `KEY=VALUE`; the value may be empty, and have further `=`.
struct KeyValueWord {
  let key: String
  let value: String

  /// Reads it; the example is one that the flag takes.
  init(_ text: String, of flag: String, example: String) throws(CommandError) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty else {
      throw CommandError(
        .usage, Sentence.takes("KEY=VALUE", flag: flag, not: text),
        hint: "for example '\(flag) \(example)'")
    }
    (key, value) = (String(parts[0]), String(parts[1]))
  }
}

import CommandTable
import IAMPolicy
import JSONText
import Reports

/// A request as words on the command line.
enum RequestWords {
  /// Reads `KIND:VALUE`.
  static func principal(_ text: String) throws(CommandError) -> Principal {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let word = parts[0].lowercased()
    let kinds = Principal.Kind.words
    let known = kinds.map(\.word)
    guard parts.count == 2, !parts[1].isEmpty,
      let kind = kinds.first(where: { $0.word == word.filter { $0 != "-" } })?.kind
    else {
      let hint =
        word == "arn"
        ? "write '--principal aws:\(text)'"
        : "KIND is \(known.map { "'\($0)'" }.joined(separator: ", ")), for example "
          + "'service:panorama.amazonaws.com'"
      throw CommandError(
        .usage, "'--principal' takes KIND:VALUE, not \(Shown.quoted(text))", hint: hint)
    }
    return Principal(kind, String(parts[1]))
  }

  /// Reads `KEY=VALUE` words; a key that is given several times has several values.
  static func context(_ texts: [String]) throws(CommandError) -> RequestContext {
    var entries: [RequestContext.Entry] = []
    for text in texts {
      let word = try KeyValueWord(
        text, of: "--context", example: "aws:SourceAccount=123456789012")
      let (key, value) = (word.key, word.value)
      if let place = entries.firstIndex(where: { $0.key.isSameName(as: key) }) {
        entries[place] = RequestContext.Entry(key, entries[place].values + [value])
      } else {
        entries.append(RequestContext.Entry(key, [value]))
      }
    }
    return RequestContext(entries)
  }
}

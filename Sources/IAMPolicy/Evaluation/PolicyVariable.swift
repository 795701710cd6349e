/// A policy variable, `${key}` or `${key, 'default'}`
/// (IAM User Guide, "IAM policy elements: Variables and tags").
public struct PolicyVariable: Hashable, Sendable {
  /// The condition key that gives the value; its case has no meaning.
  public let key: String
  /// The value when the request has no such key.
  public let defaultValue: String?

  /// Makes a variable.
  public init(key: String, defaultValue: String? = nil) {
    self.key = key
    self.defaultValue = defaultValue
  }

  /// Reads what is between the braces; nil when it is not a variable.
  package init?(between braces: Substring) {
    guard let comma = braces.firstIndex(of: ",") else {
      let key = trimmed(braces)
      guard isKey(key) else { return nil }
      self.init(key: String(key))
      return
    }
    let key = trimmed(braces[..<comma])
    let quoted = trimmed(braces[braces.index(after: comma)...])
    guard isKey(key), quoted.utf8.count >= 2, quoted.first == "'", quoted.last == "'" else {
      return nil
    }
    self.init(key: String(key), defaultValue: String(quoted.dropFirst().dropLast()))
  }

  /// The value in a request; nil when none exists.
  ///
  /// A key with several values has none, because variables are for single-valued keys only.
  package func value(in context: PreparedContext) -> [UInt8]? {
    let values = context[folded: key.foldingASCIICase] ?? []
    return values.isEmpty
      ? defaultValue.map { Array($0.utf8) } : values.count == 1 ? values[0] : nil
  }
}

/// A text of a policy cut into plain text, wildcards and variables.
///
/// `${*}`, `${?}` and `${$}` are the plain characters. A `${` that begins no variable is plain text.
package struct PatternTemplate: Hashable, Sendable {
  /// One piece.
  package enum Part: Hashable, Sendable {
    /// Plain text.
    case text(String)
    /// `*`; where an operator has no wildcards, the character.
    case run
    /// `?`; where an operator has no wildcards, the character.
    case one
    /// A variable.
    case variable(PolicyVariable)
  }

  /// The pieces in order; no two neighbours are both text.
  package let parts: [Part]

  /// Cuts a text; without `variables` (Version 2008-10-17, or an operator that has none) `${` is
  /// plain text.
  package init(_ text: String, variables: Bool) {
    var parts: [Part] = []
    var plain = ""
    func flush() {
      if !plain.isEmpty { parts.append(.text(plain)) }
      plain = ""
    }
    let scalars = text.unicodeScalars
    var at = scalars.startIndex
    while at < scalars.endIndex {
      let scalar = scalars[at]
      if scalar == "*" || scalar == "?" {
        flush()
        parts.append(scalar == "*" ? .run : .one)
      } else if variables, scalar == "$",
        let (part, end) = PatternTemplate.variable(in: text, from: at)
      {
        if case .text(let character) = part {
          plain += character
        } else {
          flush()
          parts.append(part)
        }
        at = end
        continue
      } else {
        plain.unicodeScalars.append(scalar)
      }
      at = scalars.index(after: at)
    }
    flush()
    self.parts = parts
  }

  /// Says whether the text depends on the request.
  package var hasVariables: Bool {
    parts.contains { if case .variable = $0 { true } else { false } }
  }

  /// The tokens when a request gives the variables their values, which are literal text whatever
  /// they hold; nil when a variable has no value.
  ///
  /// Without `wildcards`, `*` and `?` are characters.
  package func tokens(wildcards: Bool = true, in context: PreparedContext) -> [Glob.Token]? {
    var tokens: [Glob.Token] = []
    for part in parts {
      switch part {
      case .text(let text): for byte in text.utf8 { tokens.append(Glob.Token(byte)) }
      case .run: tokens.append(wildcards ? .anyRun : Glob.Token(0x2A))
      case .one: tokens.append(wildcards ? .anyOne : Glob.Token(0x3F))
      case .variable(let variable):
        guard let value = variable.value(in: context) else { return nil }
        for byte in value { tokens.append(Glob.Token(byte)) }
      }
    }
    return tokens
  }

  /// The tokens of a text that has no variables.
  package func fixedTokens(wildcards: Bool = true) -> [Glob.Token] {
    tokens(wildcards: wildcards, in: .empty) ?? []
  }

  /// Reads `${…}` at `start`; the end is behind the closing brace.
  private static func variable(
    in text: String, from start: String.Index
  ) -> (Part, String.Index)? {
    let scalars = text.unicodeScalars
    let brace = scalars.index(after: start)
    guard brace < scalars.endIndex, scalars[brace] == "{" else { return nil }
    let content = scalars.index(after: brace)
    // A default may hold a brace: while a quote is open, braces do not close. Outside of quotes a
    // second `$` or `{` says that this is not a variable, which also bounds the search.
    var isQuoted = false
    var end = content
    while end < scalars.endIndex, isQuoted || scalars[end] != "}" {
      switch scalars[end] {
      case "'": isQuoted.toggle()
      case "$", "{":
        if !isQuoted, end > content || scalars[end] == "{" { return nil }
      default: break
      }
      end = scalars.index(after: end)
    }
    guard end < scalars.endIndex else { return nil }
    let inner = text[content..<end]
    let next = scalars.index(after: end)
    if inner == "*" || inner == "?" || inner == "$" { return (.text(String(inner)), next) }
    return PolicyVariable(between: inner).map { (.variable($0), next) }
  }
}

/// Says whether a text can be a condition key: not empty, and none of the marks of the language.
private func isKey(_ text: Substring) -> Bool {
  !text.isEmpty && !text.unicodeScalars.contains { "$*?'".unicodeScalars.contains($0) }
}

private func trimmed(_ text: Substring) -> Substring {
  var text = text
  while text.unicodeScalars.first == " " { text.unicodeScalars.removeFirst() }
  while text.unicodeScalars.last == " " { text.unicodeScalars.removeLast() }
  return text
}

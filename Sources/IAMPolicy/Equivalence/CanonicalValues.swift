/// Values that are written in several ways: numbers, dates, addresses, variables, short ARNs.
///
/// The folded text is for comparing and never shown. What the evaluator cannot read stays as it is, for
/// it matches nothing that is known.
extension ConditionValue {
  /// The one text of all values that an operator takes for the same; `hasVariables` is what the document
  /// says of `${…}`.
  func canonical(_ clause: ConditionClause, hasVariables: Bool) -> String {
    let row = OperatorTable.row(clause.operator.comparison)
    let text = text
    switch row.test {
    case .bool:
      let folded = text.lowercased()
      return folded == "true" || folded == "false" ? folded : text
    case .number: return DecimalNumber(text)?.canonicalText ?? text
    case .date: return Instant(text)?.canonicalText ?? text
    case .network: return IPNetwork(text)?.canonicalText ?? text
    case .text, .pattern, .arn:
      return hasVariables && row.hasVariables ? text.withFoldedVariables : text
    case .bytes, .presence: return text
    }
  }
}

extension ResourcePattern {
  /// The one text of all patterns that differ in the case of a variable, or in fields that a short ARN
  /// leaves out.
  func canonicalText(hasVariables: Bool) -> String {
    if hasVariables, text.contains("${") { return text.withFoldedVariables }
    let bytes = ShortARN.completed(
      Array(text.utf8), colon: UInt8(ascii: ":"), run: UInt8(ascii: "*"))
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension String {
  /// The text with the keys of its variables in small letters: key names are case-insensitive
  /// (IAM User Guide, "IAM policy elements: Variables and tags").
  ///
  /// Default values and everything else stay as they are; plain characters that `${…}` can represent are
  /// all written so.
  fileprivate var withFoldedVariables: String {
    guard contains("${") else { return self }
    return PatternTemplate(self, variables: true).parts.reduce(into: "") { text, part in
      switch part {
      case .run: text += "*"
      case .one: text += "?"
      case .variable(let variable):
        let fallback = variable.defaultValue.map { ", '\($0)'" } ?? ""
        text += "${\(variable.key.foldingASCIICase)\(fallback)}"
      case .text(let plain):
        for character in plain {
          text += "*?$".contains(character) ? "${\(character)}" : String(character)
        }
      }
    }
  }
}

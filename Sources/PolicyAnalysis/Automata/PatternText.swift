import IAMPolicy
import JSONText

/// Splits a pattern's text into characters, wildcards and variables.
enum PatternText {
  static let starByte: UInt8 = 42
  static let dollarByte: UInt8 = 36
  static let star: UInt32 = 42
  static let question: UInt32 = 63

  /// The pieces of `text`.
  ///
  /// Without `variables` (Version 2008-10-17) `${…}` is plain text; without `wildcards`
  /// (`StringEquals`) so are `*` and `?`.
  static func parts(
    of text: String, variables: Bool, wildcards: Bool = true
  ) -> [PatternPart] {
    var result: [PatternPart] = []
    result.reserveCapacity(text.utf8.count)
    guard variables, text.utf8.contains(dollarByte) else {
      for scalar in text.unicodeScalars {
        switch scalar.value {
        case star where wildcards: result.append(.star)
        case question where wildcards: result.append(.question)
        default: result.append(.scalar(scalar.value))
        }
      }
      return result
    }
    for part in PatternTemplate(text, variables: true).parts {
      switch part {
      case .text(let plain):
        result.append(contentsOf: plain.unicodeScalars.map { .scalar($0.value) })
      case .run: result.append(wildcards ? .star : .scalar(star))
      case .one: result.append(wildcards ? .question : .scalar(question))
      case .variable(let variable):
        result.append(
          .variable(
            key: ExactText(variable.key.asciiFolded),
            fallback: variable.defaultValue.map { ExactText($0) }))
      }
    }
    return result
  }

  /// The one string that the pieces match, when there is neither wildcard nor variable in them.
  static func literal(_ parts: [PatternPart]) -> [UInt32]? {
    var result: [UInt32] = []
    result.reserveCapacity(parts.count)
    for part in parts {
      guard case .scalar(let scalar) = part else { return nil }
      result.append(scalar)
    }
    return result
  }
}

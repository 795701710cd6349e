import IAMPolicy
import PolicyAnalysis

extension AccessChange {
  /// The effect of taking a document away.
  static func of(removing old: PolicyDocument) -> AccessChange { of(adding: old).reversed }

  /// The effect of adding a document.
  static func of(adding document: PolicyDocument) -> AccessChange {
    let effects = Set(document.statements.map(\.effect))
    return switch (effects.contains(.allow), effects.contains(.deny)) {
    case (false, false): .unchanged
    case (true, false): .widened
    case (false, true): .narrowed
    case (true, true): .both
    }
  }
}

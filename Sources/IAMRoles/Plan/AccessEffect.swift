import IAMPolicy
public import PolicyAnalysis

/// What a change does to the access that a role gives.
public enum AccessEffect: String, Hashable, Sendable, CaseIterable {
  /// Nobody can do more or less.
  case none
  /// Something that was refused is allowed.
  case widens
  /// Something that was allowed is refused.
  case narrows
  /// Both.
  case both
  /// It could not be decided; treat it as if it widened.
  case unknown

  /// Says whether the change may allow something that was refused.
  public var mayWiden: Bool {
    switch self {
    case .widens, .both, .unknown: true
    case .none, .narrows: false
    }
  }

  /// The effect of putting one document where another was, by what the comparison says of it.
  ///
  /// `actual` is the new document there, `desired` the old one.
  public init(of comparison: PolicyComparison) {
    self =
      switch (comparison.isWidening, comparison.isNarrowing) {
      case (.no, .no): .none
      // It widens nothing for certain, and that is what people are asked about.
      case (.no, .yes), (.no, .unknown): .narrows
      case (.yes, .no): .widens
      case (.yes, .yes), (.yes, .unknown): .both
      case (.unknown, _): .unknown
      }
  }

  /// The effect of taking a document away.
  static func of(removing old: PolicyDocument) -> AccessEffect { of(adding: old).reversed }

  /// The effect of adding a document.
  static func of(adding document: PolicyDocument) -> AccessEffect {
    let effects = Set(document.statements.map(\.effect))
    return switch (effects.contains(.allow), effects.contains(.deny)) {
    case (false, false): .none
    case (true, false): .widens
    case (false, true): .narrows
    case (true, true): .both
    }
  }

  private var reversed: AccessEffect {
    switch self {
    case .widens: .narrows
    case .narrows: .widens
    case .none, .both, .unknown: self
    }
  }
}

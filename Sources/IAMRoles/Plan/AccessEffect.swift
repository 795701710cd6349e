public import IAMPolicy

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

  /// The effect of putting `new` where `old` was; nil on a side where there is no document.
  public static func of(
    old: PolicyDocument?, new: PolicyDocument?, partition: String
  ) -> AccessEffect {
    switch (old, new) {
    case (nil, nil): .none
    case (nil, .some(let new)): ofAdding(new)
    case (.some(let old), nil): ofAdding(old).reversed
    case (.some(let old), .some(let new)): ofReplacing(old, by: new, partition: partition)
    }
  }

  private static func ofReplacing(
    _ old: PolicyDocument, by new: PolicyDocument, partition: String
  ) -> AccessEffect {
    switch PolicyEquivalence.compare(old, new, partition: partition) {
    case .same, .cosmetic: .none
    case .different: .unknown
    }
  }

  private static func ofAdding(_ document: PolicyDocument) -> AccessEffect {
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

import PolicyAnalysis

/// How one side stands to another, for a person: what is known of it, even where not all is.
enum RelationText {
  /// What one side grants in relation to the other.
  static func grants(_ access: PolicyComparison) -> String {
    words(access.grants, more: access.widened, less: access.narrowed)
  }

  /// What one side denies explicitly in relation to the other.
  static func denies(_ access: PolicyComparison) -> String {
    words(access.denies, more: access.deniesGained, less: access.deniesLost)
  }

  /// One of the five words, or of `unknown` the half that is known.
  private static func words(
    _ relation: AccessRelation, more: Inclusion, less: Inclusion
  ) -> String {
    guard relation == .unknown else { return relation.rawValue }
    switch (more, less) {
    case (.fails, _): return "at least wider"
    case (_, .fails): return "at least narrower"
    case (.holds, _): return "not wider"
    case (_, .holds): return "not narrower"
    case (.unknown, .unknown): return relation.rawValue
    }
  }
}

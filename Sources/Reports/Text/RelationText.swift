import PolicyAnalysis

/// How the grants and the explicit denies of two sides differ, for a person: what is known, even where
/// not everything is.
enum RelationText {
  /// How what is granted differs.
  static func grants(_ access: PolicyComparison) -> String {
    words(
      more: access.widened, less: access.narrowed, moreWord: "widened", lessWord: "narrowed")
  }

  /// How what is denied explicitly differs.
  static func denies(_ access: PolicyComparison) -> String {
    words(more: access.deniesGained, less: access.deniesLost, moreWord: "more", lessWord: "fewer")
  }

  private static func words(
    more: AccessDifference, less: AccessDifference, moreWord: String, lessWord: String
  ) -> String {
    switch (more, less) {
    case (.nothing, .nothing): "unchanged"
    case (.witness, .nothing): moreWord
    case (.nothing, .witness): lessWord
    case (.witness, .witness): "\(moreWord) and \(lessWord)"
    case (.witness, .undecided): "at least \(moreWord)"
    case (.undecided, .witness): "at least \(lessWord)"
    case (.nothing, .undecided): "not \(moreWord)"
    case (.undecided, .nothing): "not \(lessWord)"
    case (.undecided, .undecided): "undecided"
    }
  }
}

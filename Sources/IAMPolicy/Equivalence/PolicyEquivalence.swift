/// Compares documents by what they say, not by how it is written.
///
/// It knows spelling and no logic: `s3:*` beside `s3:Get*` is another document than `s3:*` alone, although
/// both allow the same. That question is `PolicyAnalysis`' one.
public enum PolicyEquivalence {
  /// How two documents compare, with the reasons for people.
  public enum Verdict: Hashable, Sendable {
    /// The same document, perhaps in another spelling; each reason names a rule that makes it the same.
    case same([String])
    /// They differ only in names without meaning, `Sid` and `Id`.
    case cosmetic([String])
    /// They differ in something that can change a decision.
    case different([String])

    /// The reasons.
    public var reasons: [String] {
      switch self {
      case .same(let reasons), .cosmetic(let reasons), .different(let reasons): reasons
      }
    }

    /// Says whether nothing differs that could change a decision.
    public var isSameInMeaning: Bool {
      switch self {
      case .same, .cosmetic: true
      case .different: false
      }
    }
  }

  /// Compares two documents; account ids count as root ARNs of `partition`.
  public static func compare(
    _ first: PolicyDocument, _ second: PolicyDocument, partition: String = "aws"
  ) -> Verdict {
    if first == second { return .same([]) }
    guard isSame(first, second, partition: partition) else {
      let difference = PolicyDifference(from: first, to: second, partition: partition)
      return .different(difference.sentences)
    }
    let spelling = SpellingReasons(first, second, partition: partition)
    return spelling.cosmetic.isEmpty
      ? .same(spelling.reasons) : .cosmetic(spelling.cosmetic + spelling.reasons)
  }

  /// Says whether two documents differ in nothing but spelling, `Sid` and `Id`; quicker than `compare`.
  public static func isSame(
    _ first: PolicyDocument, _ second: PolicyDocument, partition: String = "aws"
  ) -> Bool {
    first == second
      || CanonicalPolicy(first, partition: partition)
        == CanonicalPolicy(second, partition: partition)
  }
}

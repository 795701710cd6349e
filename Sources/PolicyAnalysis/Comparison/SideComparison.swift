import IAMPolicy

/// Two sides compared: by spelling first, which is quick and leaves nothing open, then by what they allow.
public struct SideComparison: Hashable, Sendable {
  /// The words that a person reads first.
  public enum Verdict: String, Hashable, Sendable, CaseIterable {
    /// They mean the same.
    case same
    /// They differ in names without meaning.
    case cosmetic
    /// They mean something else, or it could not be decided.
    case different
  }

  /// The word that a person reads first.
  public let verdict: Verdict
  /// Why it is so; for `different` what differs.
  public let reasons: [String]
  /// What each side grants and denies that the other does not.
  public let access: PolicyComparison

  /// Compares; account ids count as root ARNs of `partition`.
  ///
  /// - Parameter home: whose the policies are, for the requests that are shown.
  public init(
    actual: PolicySide, desired: PolicySide, partition: String = "aws", home: RequestHome? = nil
  ) throws(PolicyAnalysisError) {
    if let spelling = Self.spelling(actual, desired, partition) {
      verdict = spelling.isCosmetic ? .cosmetic : .same
      reasons = spelling.reasons
      access = .same
      return
    }
    access = try PolicyComparer.compare(
      actual: actual, desired: desired,
      home: home ?? (partition == "aws" ? nil : RequestHome(partition: partition)))
    if access.isSameInMeaning {
      verdict = .same
      reasons = ["the statements differ, and they grant and deny the same requests"]
    } else {
      verdict = .different
      reasons = Self.differences(actual, desired, partition)
    }
  }

  private static func differences(
    _ actual: PolicySide, _ desired: PolicySide, _ partition: String
  ) -> [String] {
    guard actual.documents.count == 1, desired.documents.count == 1 else { return [] }
    return PolicyDifference(
      from: actual.documents[0], to: desired.documents[0], partition: partition
    ).sentences
  }

  /// Whether every document of each side is on the other in some spelling, and why; nil otherwise.
  private static func spelling(
    _ actual: PolicySide, _ desired: PolicySide, _ partition: String
  ) -> (isCosmetic: Bool, reasons: [String])? {
    guard (actual.boundary == nil) == (desired.boundary == nil) else { return nil }
    var isCosmetic = false
    var reasons: [String] = []
    for (mine, theirs) in [
      (actual.documents, desired.documents), (actual.boundary ?? [], desired.boundary ?? []),
    ] {
      func isFound(_ document: PolicyDocument, in list: [PolicyDocument]) -> Bool {
        list.contains { PolicyEquivalence.isSame(document, $0, partition: partition) }
      }
      guard theirs.allSatisfy({ isFound($0, in: mine) }) else { return nil }
      for document in mine {
        let twins = theirs.filter {
          PolicyEquivalence.isSame(document, $0, partition: partition)
        }
        guard let twin = twins.first(where: { $0 == document }) ?? twins.first else { return nil }
        switch PolicyEquivalence.compare(document, twin, partition: partition) {
        case .same(let why): reasons += why
        case .cosmetic(let why):
          isCosmetic = true
          reasons += why
        case .different: return nil
        }
      }
    }
    return (isCosmetic, reasons)
  }
}

import IAMPolicy
import PolicyAnalysis

/// One side of a comparison with the files that it came from.
struct SideFiles: Hashable, Sendable {
  let documents: [PolicyFile]
  /// The permissions boundary; nil without one.
  let boundary: [PolicyFile]?

  /// Reads a side; boundaries are identity policies.
  static func read(
    _ documents: [String], boundary: [String], as kind: PolicyKind?
  ) throws(CommandError) -> SideFiles {
    SideFiles(
      documents: try PolicyFile.read(documents, as: kind),
      boundary: boundary.isEmpty ? nil : try PolicyFile.read(boundary, as: .identity))
  }

  /// The side without its files.
  var side: PolicySide {
    PolicySide(documents: documents.map(\.document), boundary: boundary?.map(\.document))
  }

  /// The file of a statement.
  func file(_ statement: SideStatement) -> PolicyFile? {
    let files =
      switch statement.list {
      case .documents: documents
      case .boundary: boundary ?? []
      }
    let number = statement.reference.document
    return files.indices.contains(number) ? files[number] : nil
  }

  /// `file:line:column` of a statement.
  func place(_ statement: SideStatement) -> String {
    file(statement)?.place(statement.reference.mark) ?? statement.side.rawValue
  }
}

/// Two sides compared: by spelling first, which is quick and leaves nothing open, then by what they allow.
struct SideComparison {
  /// The words that a person reads first.
  enum Verdict: String, Hashable, Sendable {
    /// They mean the same.
    case same
    /// They differ in names without meaning.
    case cosmetic
    /// They mean something else, or it could not be decided.
    case different
  }

  let verdict: Verdict
  /// Why it is so; for `different` what differs.
  let reasons: [String]
  let access: PolicyComparison

  /// Compares; account ids count as root ARNs of `partition`.
  init(
    actual: PolicySide, desired: PolicySide, partition: String = "aws"
  ) throws(PolicyAnalysisError) {
    if let spelling = Self.spelling(actual, desired, partition) {
      verdict = spelling.isCosmetic ? .cosmetic : .same
      reasons = spelling.reasons
      access = PolicyComparison(
        widened: .holds, narrowed: .holds, deniesLost: .holds, deniesGained: .holds)
      return
    }
    access = try PolicyComparer.compare(actual: actual, desired: desired)
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

  /// Whether every document of each side stands on the other in some spelling, and why; nil otherwise.
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

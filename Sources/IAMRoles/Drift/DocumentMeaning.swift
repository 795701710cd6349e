import IAMPolicy

/// How two documents compare in meaning.
///
/// Stands in until `PolicyEquivalence` is here: it sees Sids and the order of statements, no more.
enum DocumentMeaning {
  enum Verdict: Hashable, Sendable {
    case same([String])
    case cosmetic([String])
    case different([String])
  }

  static func compare(
    _ actual: PolicyDocument, _ desired: PolicyDocument, partition: String
  ) -> Verdict {
    if actual == desired { return .same([]) }
    let isCosmetic = Set(actual.statements.map(Line.init)) == Set(desired.statements.map(Line.init))
    return isCosmetic ? .cosmetic(["'Sid' has no meaning"]) : .different([])
  }

  private struct Line: Hashable {
    var effect: Effect
    var principal: PrincipalBlock?
    var action: ActionBlock
    var resource: ResourceBlock?
    var condition: ConditionBlock

    init(_ statement: Statement) {
      effect = statement.effect
      principal = statement.principal
      action = statement.action
      resource = statement.resource
      condition = statement.condition
    }
  }
}

import IAMPolicy
import Reports

extension FuzzTarget {
  /// Condition values: the first line is an operator, the second a value of the policy, the third a
  /// value of the request.
  ///
  /// Every operator gets the values, whatever the first line says, when it is none.
  public static let condition = FuzzTarget(name: "condition") { input in
    let lines = lines(of: input, 3)
    let operators =
      ConditionOperator(name: lines[0]).map { [$0] }
      ?? ComparisonKind.allCases.compactMap { ConditionOperator($0) }
    for comparison in operators {
      if let fault = fault(of: comparison, lines[1], lines[2]) {
        return "\(comparison.name): \(fault)"
      }
    }
    return nil
  }

  private static let key = "aws:Key"

  private static func fault(
    of comparison: ConditionOperator, _ value: String, _ asked: String
  ) -> String? {
    for version in PolicyVersion.allCases {
      func holds(_ comparison: ConditionOperator, _ values: [String]?) -> Bool {
        let condition = ConditionBlock(ConditionClause(comparison, key, [value]))
        let all = [ResourcePattern("*")]
        let policy = PolicyDocument.identity(
          version: version,
          [
            IdentityStatement(
              .allow, .action([ActionPattern("*")]), on: .resource(all), when: condition)
          ])
        let context = RequestContext(values.map { [key: $0] } ?? [:])
        return policy.decide(
          AccessRequest(action: "s3:GetObject", resource: "*", context: context)
        ).isAllowed
      }
      // "…IfExists": if the key is absent, the element is true (IAM User Guide, "Condition operators").
      if comparison.ifExists, !holds(comparison, nil), comparison.qualifier != .forAnyValue {
        return "is false without the key"
      }
      let found = holds(comparison, [asked])
      _ = holds(comparison, [asked, value, ""])
      _ = holds(comparison, [])
      // A negated operator is true exactly where the other is false, for text of one value.
      if let negated = negations[comparison.comparison], comparison.qualifier == nil,
        version == .v2008,
        let other = ConditionOperator(negated, ifExists: comparison.ifExists),
        holds(other, [asked]) == found
      {
        return "agrees with its negation"
      }
    }
    return nil
  }

  private static let negations: [ComparisonKind: ComparisonKind] = [
    .stringEquals: .stringNotEquals, .stringEqualsIgnoreCase: .stringNotEqualsIgnoreCase,
    .stringLike: .stringNotLike,
  ]
}

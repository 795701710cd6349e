import IAMPolicy

extension LintRule {
  /// A condition without a value.
  static let emptyConditionValues = LintRule(
    id: "empty-condition-values",
    severity: .warning,
    summary: "A condition key has an empty list of values",
    why: """
      A positive operator without a value never matches, a negated one always does, and AWS's own texts \
      contradict each other about it. Nobody means that: say the values, or leave the condition out.
      """,
    source: "IAM User Guide, 'Access Analyzer policy check reference', empty array checks",
    triggering: [
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:ListBucket",
          "Resource": "*", "Condition": {"StringLike": {↓"s3:prefix": []}}}}
        """)
    ],
    nonTriggering: [
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:ListBucket",
          "Resource": "*", "Condition": {"StringLike": {"s3:prefix": [""]}}}}
        """)
    ],
    check: { document, _ in
      document.statements.flatMap { statement in
        statement.condition.clauses.filter(\.values.isEmpty).map {
          Report(
            $0.mark, "'\($0.operator.name)' compares '\($0.key)' with no value",
            hint: "list the values, or remove the condition", in: statement)
        }
      }
    })
}

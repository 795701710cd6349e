import IAMPolicy

extension LintRule {
  /// True when nothing was sent.
  static let forAllValuesAllow = LintRule(
    id: "for-all-values-allow",
    severity: .warning,
    summary: "ForAllValues in an Allow statement also holds when the key is absent",
    why: """
      ForAllValues asks that no value of the request falls outside of the list; a request without the key has \
      no value that could. Add a Null condition when the key has to be there.
      """,
    source: "IAM User Guide, 'Creating a condition with multiple keys or values'",
    triggering: [
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "ec2:CreateTags",
          "Resource": "*", "Condition": {"ForAllValues:StringEquals": {↓"aws:TagKeys": ["team"]}}}}
        """)
    ],
    nonTriggering: [
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "ec2:CreateTags",
          "Resource": "*", "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": ["team"]},
            "Null": {"aws:TagKeys": "false"}}}}
        """),
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "ec2:CreateTags",
          "Resource": "*", "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}}}}
        """),
    ],
    check: { document, _ in
      document.statements.flatMap { statement -> [Report] in
        guard statement.effect == .allow else { return [] }
        return statement.condition.clauses.filter {
          $0.operator.qualifier == .forAllValues && $0.sourceKey == nil
            && !statement.demandsPresence(of: $0.key)
        }.map {
          Report(
            $0.mark, "'\($0.operator.name)' also holds when '\($0.key)' is absent",
            hint: "add Null '\($0.key)': false if the key has to be there", in: statement)
        }
      }
    })
}

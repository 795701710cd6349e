import IAMPolicy

extension LintRule {
  /// Many values, and no word about how many must match.
  static let missingSetQualifier = LintRule(
    id: "missing-set-qualifier",
    severity: .warning,
    summary: "A key with several values is compared without ForAllValues or ForAnyValue",
    why: """
      Some keys carry a list in one request. Without a set operator AWS does not say which of the values has \
      to match, and its own checker reports it.
      """,
    source: "IAM User Guide, 'Multivalued context keys'; Access Analyzer check 'Missing qualifier'",
    triggering: [
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "ec2:CreateTags",
          "Resource": "*", "Condition": {"StringEquals": {↓"aws:TagKeys": "team"}}}}
        """)
    ],
    nonTriggering: [
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "ec2:CreateTags",
          "Resource": "*", "Condition": {"ForAnyValue:StringEquals": {"aws:TagKeys": "team"},
            "Null": {"aws:TagKeys": "false"}}}}
        """)
    ],
    check: { document, _ in
      document.statements.flatMap { statement in
        statement.condition.clauses.filter {
          $0.operator.qualifier == nil && $0.operator.comparison != .null
            && multivaluedKeys.contains($0.key.lowercased())
        }.map {
          Report(
            $0.mark, "'\($0.key)' can have several values, and '\($0.operator.name)' expects one",
            hint: "write 'ForAnyValue:\($0.operator.name)' or 'ForAllValues:\($0.operator.name)'",
            in: statement)
        }
      }
    })

  /// Global keys that carry a list (IAM User Guide, "AWS global condition context keys").
  private static let multivaluedKeys: Set<String> = [
    "aws:calledvia", "aws:principalorgpaths", "aws:principalservicenameslist",
    "aws:resourceorgpaths", "aws:sourceorgpaths", "aws:tagkeys",
  ]
}

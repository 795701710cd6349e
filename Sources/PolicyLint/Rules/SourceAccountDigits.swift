import IAMPolicy
import JSONText

extension LintRule {
  /// An account id that no request can have.
  static let sourceAccountDigits = LintRule(
    id: "source-account-digits",
    severity: .error,
    summary: "aws:SourceAccount is compared with something that is not a 12-digit account id",
    why: """
      An account id has exactly twelve digits, leading zeros among them. Any other text never matches (a \
      stray colon, an id that lost its zeros), and a wildcard has no use in this key.
      """,
    source: "IAM User Guide, 'AWS global condition context keys'; terraform-provider-aws#15310",
    triggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": "panorama.amazonaws.com"}, "Action": "sts:AssumeRole",
          "Condition": {"StringEquals": {"aws:SourceAccount": [↓"123456789012:", ↓12345678901]}}}}
        """),
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": "panorama.amazonaws.com"}, "Action": "sts:AssumeRole",
          "Condition": {"StringLike": {"aws:SourceAccount": ↓"1234*"}}}}
        """),
    ],
    nonTriggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": "panorama.amazonaws.com"}, "Action": "sts:AssumeRole",
          "Condition": {"StringEquals": {"aws:SourceAccount": "001234567890"}}}}
        """)
    ],
    check: { document, _ in
      document.statements.flatMap { statement in
        statement.clauses(about: .account).filter { $0.operator.comparison != .null }
          .flatMap { clause in
            clause.values.filter { !AccountID.isValid($0.text) && !$0.text.contains("${") }.map {
              Report(
                $0.mark, "'\($0.text)' is not an account id, so this value never matches",
                hint: "write the twelve digits of the account", in: statement)
            }
          }
      }
    })
}

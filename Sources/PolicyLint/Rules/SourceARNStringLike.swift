import IAMPolicy

extension LintRule {
  /// A wildcard that crosses colons reaches the account field.
  static let sourceARNStringLike = LintRule(
    id: "source-arn-string-like",
    severity: .warning,
    summary: "aws:SourceArn is compared with StringLike, whose wildcards cross colons",
    why: """
      StringLike sees a text and not an ARN: its '*' runs over colons, so that a pattern can match an ARN \
      of another account that has the wanted text further behind. ArnLike compares the six parts one by one.
      """,
    source:
      "IAM User Guide, 'Amazon Resource Name (ARN) condition operators'; prowler-cloud/prowler#2533",
    triggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": "panorama.amazonaws.com"}, "Action": "sts:AssumeRole",
          "Condition": {"StringLike":
            {↓"aws:SourceArn": "arn:aws:panorama:*:123456789012:device/*"}}}}
        """)
    ],
    nonTriggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": "panorama.amazonaws.com"}, "Action": "sts:AssumeRole",
          "Condition": {"ArnLike":
            {"aws:SourceArn": "arn:aws:panorama:*:123456789012:device/*"}}}}
        """),
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": "panorama.amazonaws.com"}, "Action": "sts:AssumeRole",
          "Condition": {"StringLike":
            {"aws:SourceArn": "arn:aws:panorama:us-east-1:123456789012:device/device-a"}}}}
        """),
    ],
    check: { document, _ in
      document.statements.flatMap { statement in
        statement.clauses(about: .arn).compactMap { clause -> Report? in
          guard clause.operator.comparison == .stringLike,
            clause.values.contains(where: { $0.text.contains(where: { "*?".contains($0) }) })
          else { return nil }
          return Report(
            clause.mark, "'StringLike' lets the wildcards of 'aws:SourceArn' cross colons",
            hint: "use 'ArnLike', which compares the parts of an ARN one by one", in: statement)
        }
      }
    })
}

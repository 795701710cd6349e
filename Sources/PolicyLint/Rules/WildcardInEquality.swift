import IAMPolicy

extension LintRule {
  /// A star that is only a star.
  static let wildcardInEquality = LintRule(
    id: "wildcard-in-equality",
    severity: .warning,
    summary: "A wildcard in an operator that has none",
    why: """
      StringEquals and its kin compare letter by letter: '*' is a star there and no wildcard, so the \
      value matches next to nothing (and under a negated operator next to everything).
      """,
    source: "IAM User Guide, 'String condition operators'",
    triggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": "panorama.amazonaws.com"}, "Action": "sts:AssumeRole",
          "Condition": {"StringEquals":
            {"aws:SourceArn": ↓"arn:aws:panorama:*:123456789012:device/*"}}}}
        """),
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:ListBucket",
          "Resource": "arn:aws:s3:::b", "Condition":
            {"ForAnyValue:StringEqualsIgnoreCase": {"aws:PrincipalTag/team": ["ops", ↓"dev-*"]}}}}
        """),
    ],
    nonTriggering: [
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:ListBucket",
          "Resource": "arn:aws:s3:::b", "Condition": {"StringLike": {"s3:prefix": "home/*"},
            "StringEquals": {"s3:delimiter": "${*}", "aws:PrincipalTag/star": "*"}}}}
        """)
    ],
    check: { document, _ in
      document.statements.flatMap { statement in
        statement.condition.clauses.filter { comparesLetters($0.operator.comparison) }
          .flatMap { clause in
            clause.values.filter { hasWildcard($0.text) }.map {
              Report(
                $0.mark, "'*' in '\($0.text)' is a plain star under '\(clause.operator.name)'",
                hint: "use '\(clause.sourceKey == .arn ? "ArnLike" : "StringLike")'", in: statement)
            }
          }
      }
    })

  /// A lone `*` can be meant as a value, and `${*}` is how the language writes a plain star.
  private static func hasWildcard(_ text: String) -> Bool {
    var previous: Character = " "
    guard text != "*" else { return false }
    for character in text {
      if character == "*", previous != "{" { return true }
      previous = character
    }
    return false
  }

  private static func comparesLetters(_ comparison: ComparisonKind) -> Bool {
    switch comparison {
    case .stringEquals, .stringNotEquals, .stringEqualsIgnoreCase, .stringNotEqualsIgnoreCase:
      return true
    case .stringLike, .stringNotLike, .numericEquals, .numericNotEquals, .numericLessThan,
      .numericLessThanEquals, .numericGreaterThan, .numericGreaterThanEquals, .dateEquals,
      .dateNotEquals, .dateLessThan, .dateLessThanEquals, .dateGreaterThan, .dateGreaterThanEquals,
      .bool, .binaryEquals, .ipAddress, .notIPAddress, .arnEquals, .arnLike, .arnNotEquals,
      .arnNotLike, .null:
      return false
    }
  }
}

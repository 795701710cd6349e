import IAMPolicy

extension LintRule {
  /// The condition vanishes when the key is not sent.
  static let sourceConditionIfExists = LintRule(
    id: "source-condition-if-exists",
    severity: .warning,
    summary: "A condition on aws:SourceAccount or aws:SourceArn holds when the key is absent",
    why: """
      An operator that ends in IfExists, a negated one and ForAllValues are all true when the request does \
      not carry the key. On a key that tells on whose behalf a service calls this protects nothing: a call \
      without the key gets through.
      """,
    source:
      "IAM User Guide, 'Condition operators', …IfExists; policy of prowler-cloud/prowler#2792",
    triggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": "panorama.amazonaws.com"}, "Action": "sts:AssumeRole",
          "Condition": {"ArnLikeIfExists":
            {↓"aws:SourceArn": "arn:aws:panorama:*:123456789012:device/*"},
            "StringEqualsIfExists": {↓"aws:SourceAccount": "123456789012"}}}}
        """),
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": "panorama.amazonaws.com"}, "Action": "sts:AssumeRole",
          "Condition": {"StringNotEquals": {↓"aws:SourceAccount": "999999999999"}}}}
        """),
    ],
    nonTriggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": "panorama.amazonaws.com"}, "Action": "sts:AssumeRole",
          "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"},
            "Null": {"aws:SourceArn": "false"}}}}
        """),
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Deny",
          "Principal": {"Service": "panorama.amazonaws.com"}, "Action": "sts:AssumeRole",
          "Condition": {"StringNotEquals": {"aws:SourceAccount": "123456789012"}}}}
        """),
    ],
    check: { document, _ in
      document.statements.flatMap { statement -> [Report] in
        guard !statement.allowedServices.isEmpty else { return [] }
        return statement.condition.clauses.compactMap { clause -> Report? in
          guard let key = clause.sourceKey, !clause.demandsValue,
            clause.operator.comparison != .null, !clause.values.isEmpty,
            !statement.demandsPresence(of: clause.key)
          else { return nil }
          return Report(
            clause.mark,
            "'\(clause.operator.name)' on '\(key.name)' also holds when the key is absent, so it"
              + " protects nothing",
            hint: "use \(key == .arn ? "'ArnLike'" : "'StringEquals'")", in: statement)
        }
      }
    })
}

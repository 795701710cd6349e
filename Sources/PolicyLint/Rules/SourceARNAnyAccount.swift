import IAMPolicy

extension LintRule {
  /// Devices and functions of every account are let in.
  static let sourceARNAnyAccount = LintRule(
    id: "source-arn-any-account",
    severity: .error,
    summary: "aws:SourceArn matches resources of any account and aws:SourceAccount is missing",
    why: """
      The condition keeps nobody out: a resource of the same kind in any account \
      meets it. Either the account in the ARN or aws:SourceAccount must be fixed.
      """,
    source: "IAM User Guide, 'The confused deputy problem'",
    triggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": "panorama.amazonaws.com"}, "Action": "sts:AssumeRole",
          "Condition": {"ArnLike": {"aws:SourceArn": ↓"arn:aws:panorama:*:*:device/*"}}}}
        """)
    ],
    nonTriggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": "panorama.amazonaws.com"}, "Action": "sts:AssumeRole",
          "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:panorama:*:*:device/*"},
            "StringEquals": {"aws:SourceAccount": "123456789012"}}}}
        """),
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": "panorama.amazonaws.com"}, "Action": "sts:AssumeRole",
          "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:panorama:*:123456789012:device/*"}}}}
        """),
    ],
    check: { document, _ in
      document.statements.flatMap { statement -> [Report] in
        let holdsElsewhere = statement.condition.clauses.contains {
          guard let key = $0.sourceKey, key != .arn else { return false }
          return $0.demandsValue
        }
        guard !statement.allowedServices.isEmpty, !holdsElsewhere else { return [] }
        return statement.clauses(about: .arn).filter(\.demandsValue).flatMap(\.values)
          .filter { reachesAnyAccount($0.text) }.map {
            Report(
              $0.mark, "this pattern matches resources of any account",
              hint: "write your account id in the ARN, or add StringEquals 'aws:SourceAccount'",
              in: statement)
          }
      }
    })

  private static func reachesAnyAccount(_ pattern: String) -> Bool {
    if pattern.allSatisfy({ $0 == "*" }) { return true }
    guard let arn = ARN(pattern) else { return false }
    return arn.account.contains { "*?".contains($0) }
  }
}

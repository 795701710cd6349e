import IAMPolicy

extension LintRule {
  /// A service that no longer exists.
  static let retiredService = LintRule(
    id: "retired-service",
    severity: .info,
    summary: "A trusted service has ended",
    why: """
      Nothing that the role served still runs. The role stays in the account and can be deleted; IAM may one \
      day refuse the principal in a new trust policy.
      """,
    source: "AWS Panorama end of support; SummitRoute/aws_breaking_changes#72",
    triggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": ↓"deeplens.amazonaws.com"}, "Action": "sts:AssumeRole"}}
        """)
    ],
    nonTriggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": "greengrass.amazonaws.com"}, "Action": "sts:AssumeRole",
          "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}}}}
        """)
    ],
    check: { document, _ in
      document.statements.flatMap { statement in
        statement.allowedServices.compactMap { principal -> Report? in
          guard
            let end = RetiredPrincipal.all.first(where: {
              $0.principal == principal.value
            })
          else {
            return nil
          }
          return Report(
            principal.mark, "\(end.name) ended on \(end.date)",
            hint: "delete the role once nothing uses it any more", in: statement)
        }
      }
    })
}

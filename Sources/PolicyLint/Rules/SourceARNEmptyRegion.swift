import IAMPolicy

extension LintRule {
  /// A pattern that no device can match.
  static let sourceARNEmptyRegion = LintRule(
    id: "source-arn-empty-region",
    severity: .warning,
    summary: "aws:SourceArn has an empty Region where the service has ARNs with one",
    why: """
      ARN operators compare part by part, so an empty Region matches only ARNs without one. The devices of \
      AWS Panorama, and the resources of most services, always have a Region: the statement never matches. \
      One of AWS's own pages shows the pattern in this form.
      """,
    source: "AWS Panorama Developer Guide, 'Trust policy' (its example has the empty Region)",
    triggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": "panorama.amazonaws.com"}, "Action": "sts:AssumeRole",
          "Condition": {"ArnLike": {"aws:SourceArn": ↓"arn:aws:panorama::123456789012:*"}}}}
        """)
    ],
    nonTriggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": "panorama.amazonaws.com"}, "Action": "sts:AssumeRole",
          "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:panorama:*:123456789012:*"}}}}
        """),
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole",
          "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::a-bucket"}}}}
        """),
    ],
    check: { document, _ in
      document.statements.flatMap { statement in
        statement.clauses(about: .arn).flatMap(\.values).compactMap { value -> Report? in
          guard let arn = ARN(value.text), arn.region.isEmpty,
            regionalServices.contains(arn.service)
          else { return nil }
          return Report(
            value.mark,
            "the Region of this ARN is empty, and every ARN of '\(arn.service)' has one, so it never"
              + " matches",
            hint:
              "write '*' for any Region: 'arn:\(arn.partition):\(arn.service):*:\(arn.account):…'",
            in: statement)
        }
      }
    })

  /// Services whose resources all have a Region in their ARN.
  private static let regionalServices: Set<String> = [
    "bedrock", "deeplens", "greengrass", "iot", "kinesisvideo", "lambda", "panorama", "sagemaker",
  ]
}

import IAMPolicy

extension LintRule {
  /// A device of a Region that AWS Panorama never came to.
  static let sourceARNRegion = LintRule(
    id: "source-arn-region",
    severity: .warning,
    summary: "aws:SourceArn names an AWS Panorama resource in a Region where the service never was",
    why: """
      AWS Panorama had six Regions, all of the partition aws. A device ARN of any other Region, or of \
      another partition, belongs to no device and never matches.
      """,
    source: "AWS General Reference, 'AWS Panorama endpoints and quotas'",
    triggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": "panorama.amazonaws.com"}, "Action": "sts:AssumeRole",
          "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}, "ArnLike":
            {"aws:SourceArn": ↓"arn:aws:panorama:eu-central-1:123456789012:device/device-a"}}}}
        """)
    ],
    nonTriggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": "panorama.amazonaws.com"}, "Action": "sts:AssumeRole",
          "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}, "ArnLike":
            {"aws:SourceArn": ["arn:aws:panorama:ca-central-1:123456789012:device/device-a",
              "arn:aws:panorama:*:123456789012:device/*"]}}}}
        """)
    ],
    check: { document, _ in
      document.statements.flatMap { statement in
        statement.clauses(about: .arn).flatMap(\.values).compactMap { value -> Report? in
          guard let arn = ARN(value.text), arn.service == "panorama", !arn.region.isEmpty else {
            return nil
          }
          let region = WildcardPattern(arn.region)
          let partition = WildcardPattern(arn.partition)
          guard !panoramaRegions.contains(where: region.matches) || !partition.matches("aws") else {
            return nil
          }
          return Report(
            value.mark,
            "AWS Panorama never was in '\(arn.partition)', Region '\(arn.region)', so no device matches",
            hint: "its Regions: \(panoramaRegions.joined(separator: ", "))", in: statement)
        }
      }
    })

  /// The Regions that AWS Panorama was in, all of the partition `aws`.
  private static let panoramaRegions = [
    "ap-southeast-1", "ap-southeast-2", "ca-central-1", "eu-west-1", "us-east-1", "us-west-2",
  ]
}

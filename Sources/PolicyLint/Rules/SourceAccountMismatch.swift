import IAMPolicy
import JSONText

extension LintRule {
  /// Two conditions that no request can meet together.
  static let sourceAccountMismatch = LintRule(
    id: "source-account-mismatch",
    severity: .error,
    summary: "aws:SourceArn and aws:SourceAccount name different accounts",
    why: """
      Both keys describe the same caller, so a request has the same account in both. When the policy names \
      different ones the statement never matches and the service is locked out.
      """,
    source: "AWS Panorama Developer Guide, 'Trust policy'; aws-control-tower-customizations#226",
    triggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": "panorama.amazonaws.com"}, "Action": "sts:AssumeRole",
          "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"},
            "ArnLike": {"aws:SourceArn": ↓"arn:aws:panorama:us-east-1:999999999999:device/device-a"}}}}
        """)
    ],
    nonTriggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": "panorama.amazonaws.com"}, "Action": "sts:AssumeRole",
          "Condition": {"StringEquals": {"aws:SourceAccount": ["123456789012", "999999999999"]},
            "ArnLike": {"aws:SourceArn": "arn:aws:panorama:us-east-1:999999999999:device/device-a"}}}}
        """),
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": "panorama.amazonaws.com"}, "Action": "sts:AssumeRole",
          "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"},
            "ArnLike": {"aws:SourceArn": "arn:aws:s3:::a-bucket"}}}}
        """),
    ],
    check: { document, _ in
      document.statements.flatMap { statement -> [Report] in
        let accounts = statement.clauses(about: .account).filter(\.demandsValue)
          .flatMap { $0.values.map(\.text) }.filter(AccountID.isValid)
        guard !accounts.isEmpty else { return [] }
        return statement.clauses(about: .arn).filter(\.demandsValue).flatMap(\.values)
          .compactMap { value -> Report? in
            guard let arn = ARN(value.text), AccountID.isValid(arn.account),
              !accounts.contains(arn.account)
            else { return nil }
            return Report(
              value.mark,
              "the account '\(arn.account)' of this ARN is not the one of 'aws:SourceAccount'"
                + " ('\(accounts[0])'), so the statement never matches",
              hint: "name the same account in both", in: statement)
          }
      }
    })
}

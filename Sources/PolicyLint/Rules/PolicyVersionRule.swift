import IAMPolicy
import JSONText

extension LintRule {
  /// The old language, or none named.
  static let policyVersion = LintRule(
    id: "policy-version",
    severity: .warning,
    summary: "The document is not of Version 2012-10-17",
    why: """
      Without a Version, or with 2008-10-17, policy variables are plain text: '${aws:username}' matches only \
      a resource that is really called so. IAM does not take such a document as a managed policy.
      """,
    source: "IAM User Guide, 'IAM JSON policy elements: Version'",
    triggering: [
      LintExample(
        .identity,
        """
        ↓{"Statement": {"Effect": "Allow", "Action": "s3:GetObject",
          "Resource": "arn:aws:s3:::home/${aws:username}/*"}}
        """),
      LintExample(
        .trust,
        """
        ↓{"Version": "2008-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"AWS": "123456789012"}, "Action": "sts:AssumeRole"}}
        """),
      LintExample(
        .identity,
        """
        ↓{"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}
        """,
        context: LintContext(attachment: .managed)),
    ],
    nonTriggering: [
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject",
          "Resource": "arn:aws:s3:::home/${aws:username}/*"}}
        """)
    ],
    check: { document, context in
      guard document.version != .v2012 else { return [] }
      let said = document.version.map { "Version '\($0.rawValue)'" } ?? "no Version"
      let managed = context.attachment == .managed
      return [
        Report(
          Mark(TextPosition(line: 1, column: 1)),
          managed
            ? "the document has \(said), which IAM refuses in a managed policy"
            : "the document has \(said), in which '${…}' is plain text and no variable",
          hint: "write \"Version\": \"2012-10-17\"", severity: managed ? .error : .warning)
      ]
    })
}

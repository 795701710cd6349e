import IAMPolicy

extension LintRule {
  /// A resource policy that leaves the resource out.
  static let ownResource = LintRule(
    id: "own-resource",
    severity: .info,
    summary: "A statement of a resource policy names no resource and means its own",
    why: """
      Without 'Resource' the statement is about the resource that the policy is attached to. Policies of \
      Amazon ECR repositories are written so; other services, such as Amazon S3, ask for the element.
      """,
    source: "IAM User Guide, 'Policies and permissions in AWS Identity and Access Management'",
    triggering: [
      LintExample(
        .resource,
        """
        {"Version": "2012-10-17", "Statement": ↓{"Effect": "Allow",
          "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "ecr:BatchGetImage"}}
        """)
    ],
    nonTriggering: [
      LintExample(
        .resource,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "s3:GetObject",
          "Resource": "arn:aws:s3:::bucket/*"}}
        """)
    ],
    check: { document, _ in
      guard document.kind == .resource else { return [] }
      return document.statements.filter { $0.resource == nil }.map { statement in
        Report(
          statement.mark, "the statement names no resource: it means the one it is attached to",
          hint: "add 'Resource' if the service asks for it", in: statement)
      }
    })
}

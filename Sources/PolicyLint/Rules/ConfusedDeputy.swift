import IAMPolicy

extension LintRule {
  /// A service may assume the role for anybody's sake.
  static let confusedDeputy = LintRule(
    id: "confused-deputy",
    severity: .warning,
    summary: "A service principal is trusted without aws:SourceAccount or aws:SourceArn",
    why: """
      A service that acts for many accounts can be made to use your role for somebody else, unless the \
      trust policy says on whose behalf it may call. Only keys that the service really sends help: for a \
      service that is not known to send them this is information, and a condition would lock it out.
      """,
    source:
      "IAM User Guide, 'The confused deputy problem'; prowler-cloud/prowler#7021, #4714, #2810",
    triggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": ↓"panorama.amazonaws.com"}, "Action": "sts:AssumeRole"}}
        """),
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": [↓"panorama.amazonaws.com", ↓"edge.example.amazonaws.com"]},
          "Action": "sts:AssumeRole"}}
        """),
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": ↓"panorama.amazonaws.com"}, "Action": "sts:AssumeRole",
          "Condition": {"StringEqualsIfExists": {"aws:SourceAccount": "123456789012"}}}}
        """),
    ],
    nonTriggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": "panorama.amazonaws.com"}, "Action": "sts:AssumeRole",
          "Condition": {"StringEquals": {"AWS:SOURCEACCOUNT": "123456789012"}}}}
        """),
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": ["panorama.amazonaws.com"]}, "Action": "sts:AssumeRole",
          "Condition": {"StringEquals":
            {"aws:SourceArn": "arn:aws:panorama:us-east-1:123456789012:device/device-a"}}}}
        """),
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}}
        """),
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": "panorama.amazonaws.com"}, "Action": "sts:AssumeRole"}}
        """,
        context: LintContext(isServiceLinked: true)),
    ],
    check: { document, context in
      guard document.kind == .trust, !context.isServiceLinked else { return [] }
      return document.statements.flatMap { statement -> [Report] in
        guard
          !statement.condition.clauses.contains(where: { $0.sourceKey != nil && $0.demandsValue })
        else { return [] }
        return statement.allowedServices.compactMap { report($0, in: statement) }
      }
    })

  private static func report(_ principal: Principal, in statement: Statement) -> Report? {
    guard let service = CallingService.named(principal.value) else {
      return Report(
        principal.mark,
        "'\(principal.value)' is trusted without 'aws:SourceAccount' or 'aws:SourceArn', and it is not"
          + " known whether this service sends them",
        hint: "look for the keys in the service's own guide; do not add them untested",
        severity: .info, in: statement)
    }
    switch service.keys {
    case .neither: return nil
    case .both(let arn):
      return Report(
        principal.mark,
        "'\(principal.value)' may assume the role on behalf of any account",
        hint:
          "add a condition: StringEquals 'aws:SourceAccount' with your account id, and where you"
          + " can ArnLike 'aws:SourceArn' like '\(arn)'" + (service.page.map { " (\($0))" } ?? ""),
        in: statement)
    }
  }
}

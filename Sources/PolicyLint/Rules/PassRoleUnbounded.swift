import IAMPolicy

extension LintRule {
  /// Any role may be handed to any service.
  static let passRoleUnbounded = LintRule(
    id: "pass-role-unbounded",
    severity: .warning,
    summary: "iam:PassRole is allowed on every role without iam:PassedToService",
    why: """
      Whoever may pass any role to any service can run code with the rights of the most powerful role of \
      the account. Name the roles, or the service that they may be passed to.
      """,
    source: "IAM User Guide, 'Granting a user permissions to pass a role to an AWS service'",
    triggering: [
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["s3:GetObject",
          ↓"iam:PassRole"], "Resource": "*"}}
        """),
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ↓"iam:Pass*",
          "Resource": "arn:aws:iam::*:role/*"}}
        """),
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": [
          {"Effect": "Allow", "Action": ↓"iam:PassRole", "Resource": "arn:aws:iam::123456789012:*"},
          {"Effect": "Allow", "Action": ↓"iam:PassRole", "Resource": "arn:aws:iam::*:role*"}]}
        """),
    ],
    nonTriggering: [
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:PassRole",
          "Resource": "*", "Condition":
            {"StringEquals": {"iam:PassedToService": "panorama.amazonaws.com"}}}}
        """),
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:PassRole",
          "Resource": "arn:aws:iam::123456789012:role/service-role/AWSPanorama*"}}
        """),
    ],
    scope: .grants,
    check: { document, _ in
      document.statements.flatMap { statement -> [Report] in
        guard statement.effect == .allow, case .action(let actions) = statement.action,
          case .resource(let resources)? = statement.resource,
          resources.contains(where: { isEveryRole($0.text) }),
          !statement.condition.clauses.contains(where: {
            $0.key.lowercased() == "iam:passedtoservice" && !$0.values.isEmpty
          })
        else { return [] }
        return actions.filter {
          WildcardPattern($0.text, foldingCase: true).matches("iam:PassRole")
        }.map {
          Report(
            $0.mark, "'\($0.text)' lets any role be passed to any service",
            hint: "name the roles, or add a condition on 'iam:PassedToService'", in: statement)
        }
      }
    })

  private static func isEveryRole(_ pattern: String) -> Bool {
    if pattern.allSatisfy({ $0 == "*" }) { return true }
    guard let arn = ARN(pattern) else { return false }
    return ["role/*", "role*", "*"].contains(arn.resource)
  }
}

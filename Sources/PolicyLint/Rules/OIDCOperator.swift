import IAMPolicy

extension LintRule {
  /// A pattern where one value is meant.
  static let oidcOperator = LintRule(
    id: "oidc-operator",
    severity: .info,
    summary: "StringLike compares a claim of a token with a value that has no wildcard",
    why: """
      'StringLike' invites a wildcard at the next edit. Where one value is meant, 'StringEquals' says so \
      and keeps a '*' from becoming a pattern.
      """,
    source: "IAM User Guide, 'Create a role for OpenID Connect federation'",
    triggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated":
          "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
          "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringLike":
          {↓"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}}}}
        """)
    ],
    nonTriggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated":
          "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
          "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {
          "StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"},
          "StringLike": {"token.actions.githubusercontent.com:sub": "repo:org/app:*"}}}}
        """)
    ],
    check: { document, _ in
      document.statements.flatMap { statement -> [Report] in
        let keys = statement.allowedProviders.flatMap { _, provider -> [String] in
          guard case .oidc(let host) = provider else { return [] }
          return ["\(host):aud", "\(host):sub"]
        }
        return keys.flatMap(statement.clauses(on:)).compactMap { clause in
          guard clause.operator.comparison == .stringLike,
            !clause.values.contains(where: { $0.text.contains("*") || $0.text.contains("?") })
          else { return nil }
          return Report(
            clause.mark, "'StringLike' on '\(clause.key)' has no wildcard",
            hint: "write 'StringEquals'", in: statement)
        }
      }
    })
}

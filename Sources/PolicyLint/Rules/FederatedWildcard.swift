import IAMPolicy

extension LintRule {
  /// Any identity provider gets in.
  static let federatedWildcard = LintRule(
    id: "federated-wildcard",
    severity: .warning,
    summary: "A trust policy names identity providers by a pattern",
    why: """
      Whoever controls an identity provider decides who its users are. A pattern trusts every provider \
      that the account has or will have, and conditions on one provider's keys do not bind the others.
      """,
    source: "IAM User Guide, 'AWS JSON policy elements: Principal'",
    triggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated": ↓"*"},
          "Action": "sts:AssumeRoleWithWebIdentity"}}
        """)
    ],
    nonTriggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated":
          "arn:aws:iam::123456789012:oidc-provider/app.example.com"},
          "Action": "sts:AssumeRoleWithWebIdentity"}}
        """),
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": {"Federated": "*"},
          "Action": "sts:AssumeRoleWithWebIdentity"}}
        """),
    ],
    check: { document, _ in
      document.statements.flatMap { statement in
        statement.allowedProviders.compactMap { principal, provider -> Report? in
          guard case .pattern = provider else { return nil }
          return Report(
            principal.mark, "'\(principal.value)' trusts every identity provider that fits",
            hint: "name the provider by its ARN", in: statement)
        }
      }
    })
}

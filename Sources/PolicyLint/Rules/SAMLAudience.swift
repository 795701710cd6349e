import IAMPolicy

extension LintRule {
  /// Assertions for another service get in.
  static let samlAudience = LintRule(
    id: "saml-audience",
    severity: .warning,
    summary: "A SAML provider is trusted without a condition on the audience",
    why: """
      An assertion is made for one recipient. Without a condition on 'SAML:aud' an assertion that the \
      identity provider made for another service can be used to assume the role.
      """,
    source: "IAM User Guide, 'Create a role for SAML 2.0 federation'",
    triggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated":
          ↓"arn:aws:iam::123456789012:saml-provider/idp"}, "Action": "sts:AssumeRoleWithSAML"}}
        """)
    ],
    nonTriggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated":
          "arn:aws:iam::123456789012:saml-provider/idp"}, "Action": "sts:AssumeRoleWithSAML",
          "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}}}
        """)
    ],
    check: { document, _ in
      document.statements.flatMap { statement in
        statement.allowedProviders.compactMap { principal, provider -> Report? in
          guard case .saml = provider else { return nil }
          // `SAML:recipient` and `SAML:aud` both name the sign-in page that the assertion is for.
          let keys = ["saml:aud", "saml:recipient"]
          guard
            !keys.contains(where: { key in
              statement.clauses(on: key).contains(where: \.demandsValue)
                && !statement.admits("https://stranger.example/saml", for: key)
            })
          else { return nil }
          return Report(
            principal.mark, "an assertion that was made for another service can assume the role",
            hint:
              "add a condition: StringEquals 'SAML:aud': 'https://signin.aws.amazon.com/saml'",
            in: statement)
        }
      }
    })
}

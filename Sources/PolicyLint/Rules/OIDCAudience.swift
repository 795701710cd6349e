import IAMPolicy

extension LintRule {
  /// Tokens for another audience get in.
  static let oidcAudience = LintRule(
    id: "oidc-audience",
    severity: .warning,
    summary: "An OpenID Connect provider is trusted without a condition on its audience",
    why: """
      A token is made for one audience. Without a condition on ':aud' a token that was made for another \
      purpose can assume the role too, if the provider in IAM lists its audience. For Amazon Cognito the \
      audience is the identity pool: without it, every identity pool of every account fits.
      """,
    source:
      "IAM User Guide, 'Create a role for OpenID Connect federation'; Amazon Cognito Developer Guide, 'Role trust and permissions'",
    triggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated":
          ↓"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
          "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals":
          {"token.actions.githubusercontent.com:sub": "repo:org/app:ref:refs/heads/main"}}}}
        """),
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated":
          ↓"cognito-identity.amazonaws.com"}, "Action": "sts:AssumeRoleWithWebIdentity",
          "Condition": {"StringLike": {"cognito-identity.amazonaws.com:aud": "*"}}}}
        """),
    ],
    nonTriggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated":
          "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
          "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals":
          {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
           "token.actions.githubusercontent.com:sub": "repo:org/app:ref:refs/heads/main"}}}}
        """),
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated":
          "arn:aws:iam::123456789012:saml-provider/idp"}, "Action": "sts:AssumeRoleWithSAML"}}
        """),
    ],
    check: { document, _ in
      document.statements.flatMap { statement in
        statement.allowedProviders.compactMap { principal, provider -> Report? in
          let (host, name, audience): (String, String, String)
          switch provider {
          case .oidc(let url):
            let issuer = OIDCIssuer.of(url)
            (host, name, audience) = (url, issuer.name, issuer.audience)
          case .cognito:
            (host, name, audience) = (
              "cognito-identity.amazonaws.com", "Amazon Cognito", "IDENTITY-POOL-ID"
            )
          case .saml, .pattern: return nil
          }
          let key = "\(host):aud"
          guard
            !statement.clauses(on: key).contains(where: \.demandsValue)
              || statement.admits("stranger", for: key)
          else { return nil }
          return Report(
            principal.mark,
            "tokens of \(name) can assume the role whatever audience they are made for",
            hint: "add a condition: StringEquals '\(key)': '\(audience)'", in: statement)
        }
      }
    })
}

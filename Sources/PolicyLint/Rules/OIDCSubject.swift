import IAMPolicy

extension LintRule {
  /// Anybody's tokens get in.
  static let oidcSubject = LintRule(
    id: "oidc-subject",
    severity: .warning,
    summary:
      "The tokens of strangers, or of any repository or service account, can assume the role",
    why: """
      The issuers of build services sign tokens for all their customers; only the subject (':sub') says \
      whose token it is. Without a condition on it, or with a pattern that anybody's subject fits, every \
      customer of the service can assume the role. Where each customer has an issuer of its own, every \
      repository, project or service account there can. The patterns are matched as IAM matches them.
      """,
    source:
      "GitHub Docs, 'Configuring OpenID Connect in Amazon Web Services'; IAM User Guide, 'Create a role for OpenID Connect federation'; Amazon EKS User Guide, 'IAM roles for service accounts'",
    triggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated":
          ↓"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
          "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals":
          {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}}}}
        """),
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated":
          ↓"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
          "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringLike":
          {"token.actions.githubusercontent.com:sub": ["repo:org/app:*", "repo:*:ref:refs/heads/main"]}}}}
        """),
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated":
          ↓"arn:aws:iam::123456789012:oidc-provider/gitlab.com"},
          "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringLikeIfExists":
          {"gitlab.com:sub": "project_path:*"}}}}
        """),
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated":
          ↓"arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABC"},
          "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringLike":
          {"oidc.eks.eu-west-1.amazonaws.com/id/ABC:sub": "system:serviceaccount:*"}}}}
        """),
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated":
          ↓"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
          "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringLike":
          {"token.actions.githubusercontent.com:sub": "repo:org*:ref:refs/heads/main"}}}}
        """),
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated":
          ↓"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
          "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringLike":
          {"token.actions.githubusercontent.com:sub": "*org/app*"}}}}
        """),
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated":
          ↓"arn:aws:iam::123456789012:oidc-provider/app.terraform.io"},
          "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringLike":
          {"app.terraform.io:sub": "organization:*:project:prod:workspace:*:run_phase:*"}}}}
        """),
    ],
    nonTriggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated":
          "arn:aws:iam::123456789012:oidc-provider/app.terraform.io"},
          "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringLike":
          {"app.terraform.io:sub": "organization:org:project:*:workspace:*:run_phase:*"}}}}
        """),
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated":
          "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
          "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringLike":
          {"token.actions.githubusercontent.com:sub": "repo:org/app:*"}}}}
        """),
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated":
          "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
          "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals":
          {"token.actions.githubusercontent.com:repository_owner": "org"}}}}
        """),
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated":
          "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABC"},
          "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals":
          {"oidc.eks.eu-west-1.amazonaws.com/id/ABC:sub": "system:serviceaccount:web:app"}}}}
        """),
    ],
    check: { document, _ in
      document.statements.flatMap { statement in
        statement.allowedProviders.compactMap { principal, provider in
          guard case .oidc(let host) = provider else { return nil }
          return report(principal, host, in: statement)
        }
      }
    })

  private static func report(
    _ principal: Principal, _ host: String, in statement: Statement
  ) -> Report? {
    let issuer = OIDCIssuer.of(host)
    let key = "\(host):sub"
    let isDemanded = statement.clauses(on: key).contains(where: \.demandsValue)
    let stranger = issuer.stranger(admittedBy: statement, for: key)
    guard !isDemanded || stranger != nil, !statement.isBoundByOtherClaim(of: host) else {
      return nil
    }
    let who = issuer.sharedBy ?? "everything that gets a token from \(issuer.name) there"
    let why =
      isDemanded
      ? "the condition on ':sub' also fits '\(stranger ?? "")'"
      : "no condition demands a subject (':sub')"
    return Report(
      principal.mark, "\(who) can assume the role: \(why)",
      hint: "name whose tokens fit: StringEquals or StringLike '\(key)': '\(issuer.example)'",
      in: statement)
  }
}

import IAMPolicy

extension LintRule {
  /// Code that nobody has reviewed gets in.
  static let oidcPullRequest = LintRule(
    id: "oidc-pull-request",
    severity: .info,
    summary: "Workflows of pull requests, or of any branch, can assume the role",
    why: """
      Whoever may open a pull request or push a branch decides what its workflow does. That is fine for a \
      role that only reads; a role that writes should be for one branch, tag or environment. For a whole \
      role that can write ('lint --role-set', 'lint --snapshot') this is a warning.
      """,
    source: "GitHub Docs, 'About security hardening with OpenID Connect', example subject claims",
    triggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated":
          ↓"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
          "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringLike":
          {"token.actions.githubusercontent.com:sub": "repo:org/app:*"}}}}
        """),
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated":
          ↓"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
          "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringLike":
          {"token.actions.githubusercontent.com:sub": "*org/app*"}}}}
        """),
    ],
    nonTriggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated":
          "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
          "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringLike":
          {"token.actions.githubusercontent.com:sub": "repo:org/app:ref:refs/heads/main"}}}}
        """),
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated":
          "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
          "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringLike":
          {"token.actions.githubusercontent.com:sub": "repo:org/*:ref:refs/heads/main"}}}}
        """),
    ],
    check: { document, _ in
      document.pullRequestProviders.map { principal, subject, statement in
        Report(
          principal.mark, "a workflow with the subject '\(subject)' can assume the role",
          hint: "name a branch, a tag or an environment in ':sub'", in: statement)
      }
    })
}

extension PolicyDocument {
  /// GitHub as a principal, where the condition on the subject fits pull requests, or any branch.
  var pullRequestProviders: [(principal: Principal, subject: String, statement: Statement)] {
    statements.flatMap { statement in
      statement.allowedProviders.compactMap { principal, provider in
        guard case .oidc(let host) = provider, host == "token.actions.githubusercontent.com" else {
          return nil
        }
        let key = "\(host):sub"
        for pattern in statement.demandedPatterns(for: key) {
          for form in SubjectForm.unreviewed {
            guard let subject = form.subject(fitting: pattern) else { continue }
            if statement.admits(subject, for: key) { return (principal, subject, statement) }
          }
        }
        return nil
      }
    }
  }
}

extension SubjectForm {
  /// The subjects of workflows that run before anybody has looked at what they do.
  fileprivate static let unreviewed = [
    SubjectForm("repo:{owner}/{name}:pull_request"),
    SubjectForm("repo:{owner}/{name}:ref:refs/heads/any-branch"),
  ]
}

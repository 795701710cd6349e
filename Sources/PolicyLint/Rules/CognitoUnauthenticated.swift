import IAMPolicy

extension LintRule {
  /// Guests get in.
  static let cognitoUnauthenticated = LintRule(
    id: "cognito-unauthenticated",
    severity: .warning,
    summary: "Amazon Cognito is trusted without saying whether guests may come",
    why: """
      An identity pool gives credentials to users who signed in and, where it allows guests, to anybody. \
      'cognito-identity.amazonaws.com:amr' says which of them a role is for; a pattern that \
      'unauthenticated' fits does not.
      """,
    source: "Amazon Cognito Developer Guide, 'Role trust and permissions'",
    triggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated":
          ↓"cognito-identity.amazonaws.com"}, "Action": "sts:AssumeRoleWithWebIdentity",
          "Condition": {"StringEquals":
          {"cognito-identity.amazonaws.com:aud": "us-east-1:12345678-dead-beef-cafe-123456790ab"}}}}
        """),
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated":
          ↓"cognito-identity.amazonaws.com"}, "Action": "sts:AssumeRoleWithWebIdentity",
          "Condition": {"StringEquals":
          {"cognito-identity.amazonaws.com:aud": "us-east-1:12345678-dead-beef-cafe-123456790ab"},
          "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "*authenticated"}}}}
        """),
    ],
    nonTriggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated":
          "cognito-identity.amazonaws.com"}, "Action": "sts:AssumeRoleWithWebIdentity",
          "Condition": {"StringEquals":
          {"cognito-identity.amazonaws.com:aud": "us-east-1:12345678-dead-beef-cafe-123456790ab"},
          "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"}}}}
        """),
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated":
          "cognito-identity.amazonaws.com"}, "Action": "sts:AssumeRoleWithWebIdentity",
          "Condition": {"StringEquals":
          {"cognito-identity.amazonaws.com:aud": "us-east-1:12345678-dead-beef-cafe-123456790ab"},
          "ForAnyValue:StringEquals": {"cognito-identity.amazonaws.com:amr": "unauthenticated"}}}}
        """),
    ],
    check: { document, _ in
      document.statements.flatMap { statement in
        statement.allowedProviders.compactMap { principal, provider -> Report? in
          guard case .cognito = provider, statement.admitsGuestsUnnamed else { return nil }
          return Report(
            principal.mark, "guests of the identity pool can assume the role too",
            hint:
              "add a condition: ForAnyValue:StringLike 'cognito-identity.amazonaws.com:amr': 'authenticated'",
            in: statement)
        }
      }
    })
}

extension Statement {
  /// Whether guests of an identity pool get in, although no condition says that the role is for them.
  fileprivate var admitsGuestsUnnamed: Bool {
    let key = "cognito-identity.amazonaws.com:amr"
    let demands = clauses(on: key).filter(\.demandsValue)
    if demands.isEmpty { return true }
    let isNamed = demands.contains { $0.values.contains { $0.text == "unauthenticated" } }
    return !isNamed && admits("unauthenticated", for: key)
  }
}

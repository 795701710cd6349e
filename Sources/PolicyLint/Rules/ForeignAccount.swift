import IAMPolicy

extension LintRule {
  /// A whole account that may not be ours.
  static let foreignAccount = LintRule(
    id: "foreign-account",
    severity: .warning,
    summary: "A whole account is trusted, without an external id, an organization, or a named role",
    why: """
      Trusting an account lets its administrators choose who comes. For the account of a vendor that works \
      for many customers, 'sts:ExternalId' keeps another customer from using your role; \
      'aws:PrincipalOrgID' or a named role narrows it in other ways. The account of the role is yours, where \
      it is known as in a snapshot. Where it is not known which accounts are yours, the finding is \
      information.
      """,
    source:
      "IAM User Guide, 'Access to AWS accounts owned by third parties' and 'The confused deputy problem'",
    triggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"AWS": [↓"arn:aws:iam::210987654321:root", "123456789012"]},
          "Action": "sts:AssumeRole", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}}
        """, context: LintContext(trustedAccounts: ["123456789012"])),
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"AWS": ↓"210987654321"}, "Action": "sts:AssumeRole"}}
        """),
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"AWS": [↓"210987654321", "123456789012"]}, "Action": "sts:AssumeRole"}}
        """, context: LintContext(account: "123456789012")),
    ],
    nonTriggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"AWS": "210987654321"}, "Action": "sts:AssumeRole",
          "Condition": {"StringEquals": {"sts:ExternalId": "a-long-id"}}}}
        """),
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"AWS": "210987654321"}, "Action": "sts:AssumeRole",
          "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::210987654321:role/deploy"}}}}
        """),
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS":
          "arn:aws:iam::210987654321:role/deploy"}, "Action": "sts:AssumeRole"}}
        """),
    ],
    check: { document, context in
      guard document.kind == .trust else { return [] }
      return document.statements.flatMap { statement -> [Report] in
        guard statement.effect == .allow,
          case .principal(.some(let principals))? = statement.principal
        else { return [] }
        return principals.compactMap { principal -> Report? in
          guard principal.kind == .aws,
            case .account(let account, _) = AWSIdentity(principal.value),
            context.trustedAccounts?.contains(account) != true, account != context.account
          else { return nil }
          switch Stranger(account: account).isAdmitted(by: statement, of: document) {
          case .refused: return nil
          case .admitted, .undecided:
            let isOwnKnown = context.account != nil && !context.isSampleAccount
            let own = isOwnKnown ? "" : "'--account' if it is the role's own, or "
            return Report(
              principal.mark,
              "whoever the administrators of account '\(account)' choose can assume the role",
              hint:
                "if the account is yours, say so with \(own)'--trusted-accounts \(account)'; else demand"
                + " 'sts:ExternalId', or name the role that comes",
              severity: context.trustedAccounts == nil && !isOwnKnown ? .info : .warning,
              in: statement)
          }
        }
      }
    })
}

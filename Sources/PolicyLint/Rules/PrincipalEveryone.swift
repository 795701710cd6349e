import IAMPolicy

extension LintRule {
  /// Anyone at all.
  static let principalEveryone = LintRule(
    id: "principal-everyone",
    severity: .warning,
    summary: "A statement allows everyone",
    why: """
      The principal '*' is every account, every user and, in a resource policy, callers without a name. \
      Only a condition on who comes keeps strangers out: the organization, the account, the ARN, a \
      network, an external id. Whether a stranger still gets in, denies considered, is decided by \
      comparison; 'aws:SecureTransport', a range of all addresses, or IfExists keep nobody out.
      """,
    source: "IAM User Guide, 'AWS JSON policy elements: Principal'; Access Analyzer policy checks",
    triggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": ↓{"Effect": "Allow", "Principal": "*",
          "Action": "sts:AssumeRole"}}
        """),
      LintExample(
        .resource,
        """
        {"Version": "2012-10-17", "Statement": ↓{"Effect": "Allow", "Principal": {"AWS": "*"},
          "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}
        """),
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": ↓{"Effect": "Allow", "Principal": "*",
          "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-abc"}}}}
        """),
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": ↓{"Effect": "Allow", "Principal": {"AWS": "*"},
          "Action": "sts:AssumeRole", "Condition": {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"},
            "StringLike": {"sts:ExternalId": "*"}, "StringEqualsIfExists":
            {"aws:PrincipalOrgID": "o-abc"}, "Bool": {"aws:SecureTransport": "true"}}}}
        """),
    ],
    nonTriggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*",
          "Action": "sts:AssumeRole", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}}
        """),
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal":
          {"AWS": "123456789012"}, "Action": "sts:AssumeRole"}}
        """),
    ],
    check: { document, _ in
      document.statements.compactMap { statement -> Report? in
        guard statement.effect == .allow, case .principal(let principals)? = statement.principal,
          principals.namesEveryone
        else { return nil }
        switch Stranger.anyone.isAdmitted(by: statement, of: document) {
        case .admitted:
          let isBare = statement.condition.clauses.isEmpty
          return Report(
            statement.mark,
            isBare
              ? "the statement allows everyone, without a condition"
              : "the statement allows everyone: its condition keeps no stranger out",
            hint: isBare
              ? "name the principals"
              : "name the principals, or add a condition such as StringEquals 'aws:PrincipalOrgID'",
            in: statement)
        case .refused:
          return Report(
            statement.mark, "the statement allows everyone who meets its condition",
            hint: "make sure that the condition alone is enough", severity: .info, in: statement)
        case .undecided:
          return Report(
            statement.mark,
            "the statement allows everyone, and whether its condition keeps strangers out cannot be"
              + " decided",
            hint:
              "name the principals, or add a condition such as StringEquals 'aws:PrincipalOrgID'",
            in: statement)
        }
      }
    })
}

extension PrincipalSet {
  /// Says whether this is `"*"` or holds `{"AWS": "*"}`.
  var namesEveryone: Bool {
    switch self {
    case .everyone: true
    case .some(let principals): principals.contains { $0.kind == .aws && $0.value == "*" }
    }
  }
}

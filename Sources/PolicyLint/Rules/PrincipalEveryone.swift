import IAMPolicy

extension LintRule {
  /// Anyone at all.
  static let principalEveryone = LintRule(
    id: "principal-everyone",
    severity: .warning,
    summary: "A statement allows everyone",
    why: """
      The principal '*' is every account, every user and, in a resource policy, callers without a name. \
      With a condition it can be meant; without one a role can be assumed by anybody who learns its ARN.
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
        let bare = statement.condition.clauses.isEmpty
        return Report(
          statement.mark,
          bare
            ? "the statement allows everyone, without a condition"
            : "the statement allows everyone who meets its condition",
          hint: bare ? "name the principals" : "make sure that the condition alone is enough",
          severity: bare ? .warning : .info, in: statement)
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

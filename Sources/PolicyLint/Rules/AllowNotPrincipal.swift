import IAMPolicy

extension LintRule {
  /// Everyone but a few.
  static let allowNotPrincipal = LintRule(
    id: "allow-not-principal",
    severity: .warning,
    summary: "Allow with NotPrincipal lets everyone else in, without a name too",
    why: """
      NotPrincipal in an Allow statement grants access to every principal that is not listed: those of all \
      other accounts and callers without a name.
      """,
    source: "IAM User Guide, 'AWS JSON policy elements: NotPrincipal'",
    triggering: [
      LintExample(
        .resource,
        """
        {"Version": "2012-10-17", "Statement": ↓{"Effect": "Allow", "NotPrincipal":
          {"AWS": "123456789012"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}
        """)
    ],
    nonTriggering: [
      LintExample(
        .resource,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "NotPrincipal":
          {"AWS": "123456789012"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}
        """)
    ],
    check: { document, _ in
      document.statements.compactMap { statement -> Report? in
        guard statement.effect == .allow, case .notPrincipal? = statement.principal else {
          return nil
        }
        return Report(
          statement.mark,
          "'NotPrincipal' in an Allow statement lets in everyone that it does not list",
          hint: "name who is allowed with 'Principal'", in: statement)
      }
    })
}

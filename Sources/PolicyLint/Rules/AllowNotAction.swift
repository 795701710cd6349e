import IAMPolicy

extension LintRule {
  /// Nearly everything is allowed.
  static let allowNotAction = LintRule(
    id: "allow-not-action",
    severity: .warning,
    summary: "Allow with NotAction grants every other action, of every service",
    why: """
      NotAction in an Allow statement grants all actions but those listed: those of services that you never \
      thought of, and those that AWS adds tomorrow.
      """,
    source: "IAM User Guide, 'IAM JSON policy elements: NotAction'",
    triggering: [
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": ↓{"Effect": "Allow", "NotAction": "iam:*",
          "Resource": "*"}}
        """)
    ],
    nonTriggering: [
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "NotAction": "iam:*",
          "Resource": "*"}}
        """)
    ],
    scope: .grants,
    check: { document, _ in
      document.statements.compactMap { statement -> Report? in
        guard statement.effect == .allow, case .notAction = statement.action else { return nil }
        return Report(
          statement.mark,
          "'NotAction' in an Allow statement grants every action that it does not list",
          hint: "list what is allowed with 'Action', or deny the listed actions", in: statement)
      }
    })
}

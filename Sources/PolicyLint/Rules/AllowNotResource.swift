import IAMPolicy

extension LintRule {
  /// Nearly every resource is allowed.
  static let allowNotResource = LintRule(
    id: "allow-not-resource",
    severity: .warning,
    summary: "Allow with NotResource grants its actions on every other resource",
    why: """
      NotResource in an Allow statement grants the actions on all resources but those listed: those of \
      other names, Regions and accounts, and those that are made tomorrow. It protects nothing either, as \
      another statement can allow what is listed; a Deny does.
      """,
    source: "IAM User Guide, 'IAM JSON policy elements: NotResource'",
    triggering: [
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": ↓{"Effect": "Allow", "Action": "s3:*",
          "NotResource": "arn:aws:s3:::secret/*"}}
        """)
    ],
    nonTriggering: [
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": [
          {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::public/*"},
          {"Effect": "Deny", "Action": "s3:*", "NotResource": "arn:aws:s3:::public/*"}]}
        """)
    ],
    scope: .grants,
    check: { document, _ in
      document.statements.compactMap { statement -> Report? in
        guard statement.effect == .allow, case .notResource? = statement.resource else {
          return nil
        }
        return Report(
          statement.mark,
          "'NotResource' in an Allow statement grants its actions on every resource that it does not list",
          hint: "list the resources with 'Resource', or deny the actions on the listed ones",
          in: statement)
      }
    })
}

import IAMPolicy

extension LintRule {
  /// A name that no action can have.
  static let malformedAction = LintRule(
    id: "malformed-action",
    severity: .warning,
    summary: "An action has a space or a comma in its name, or no name, and matches nothing",
    why: """
      IAM stores such a document, and the action grants and denies nothing. AWS itself published \
      ReadOnlyAccess with a space after one action.
      """,
    source: "ReadOnlyAccess v61 and v62, AdministratorAccess-Amplify v1",
    triggering: [
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Action": ["s3:GetObject", ↓"access-analyzer:ListTagsForResource ", ↓"s3:",
            ↓"s3:GetObject,PutObject"], "Resource": "*"}}
        """)
    ],
    nonTriggering: [
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject",
          "Resource": "*"}}
        """)
    ],
    check: { document, _ in
      document.statements.flatMap { statement in
        statement.action.patterns.filter(\.matchesNothing).map { action in
          Report(
            action.mark, "'\(action.text)' can match no action",
            hint: action.text.hasSuffix(":")
              ? "write the name of an action after the colon, or '*'"
              : "remove the space, or write one action in each string",
            in: statement)
        }
      }
    })
}

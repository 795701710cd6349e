import IAMPolicy

extension LintRule {
  /// A principal that is gone.
  static let deletedPrincipal = LintRule(
    id: "deleted-principal",
    severity: .warning,
    summary: "A principal is a unique id: the user or role that it stood for was deleted",
    why: """
      IAM stores a role or user principal by its unique id and shows the ARN as long as it exists. An id \
      that is shown means that it was deleted; one made again under the same name is another principal, \
      and is not let in. Which account it belonged to cannot be seen.
      """,
    source: "IAM User Guide, 'IAM identifiers'; awslabs/aws-deployment-framework#235",
    triggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal":
          {"AWS": ↓"AROADBQP57FF2AEXAMPLE"}, "Action": "sts:AssumeRole"}}
        """)
    ],
    nonTriggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal":
          {"AWS": "arn:aws:iam::123456789012:role/AROADBQP57FF2AEXAMPLE"},
          "Action": "sts:AssumeRole"}}
        """)
    ],
    check: { document, _ in
      document.statements.flatMap { statement in
        statement.namedPrincipals.compactMap { principal -> Report? in
          guard principal.kind == .aws, let kind = deletedKind(principal.value) else { return nil }
          return Report(
            principal.mark, "'\(principal.value)' is the id of \(kind) that was deleted",
            hint: "name it by its ARN again if it exists again, or remove it", in: statement)
        }
      }
    })

  private static func deletedKind(_ value: String) -> String? {
    guard value.utf8.count >= 16, !value.contains(":") else { return nil }
    return switch value.prefix(4) {
    case "AROA": "a role"
    case "AIDA": "a user"
    case "AGPA": "a group"
    case "ANPA": "a managed policy"
    case "AIPA": "an instance profile"
    default: nil
    }
  }
}

extension Statement {
  /// The principals that `Principal` or `NotPrincipal` names; none for `"*"`.
  var namedPrincipals: [Principal] {
    switch principal {
    case .principal(.some(let principals))?, .notPrincipal(.some(let principals))?: principals
    case .principal(.everyone)?, .notPrincipal(.everyone)?, nil: []
    }
  }
}

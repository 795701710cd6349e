import IAMPolicy

extension LintRule {
  /// A managed policy that can no longer be attached.
  static let deprecatedManagedPolicy = LintRule(
    id: "deprecated-managed-policy",
    severity: .info,
    summary: "A document names an AWS managed policy that cannot be attached any more",
    why: """
      AWS deprecated the policy: it works where it is attached, cannot be attached again, and once detached it \
      is gone. Permission to attach it permits nothing.
      """,
    source: "IAM User Guide, 'Deprecated AWS managed policies'; AWS Lambda Developer Guide",
    triggering: [
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:AttachRolePolicy",
          "Resource": "*", "Condition": {"ArnEquals":
            {"iam:PolicyARN": ↓"arn:aws:iam::aws:policy/AWSLambdaFullAccess"}}}}
        """)
    ],
    nonTriggering: [
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:AttachRolePolicy",
          "Resource": "*", "Condition": {"ArnEquals":
            {"iam:PolicyARN": "arn:aws:iam::aws:policy/AWSLambda_FullAccess"}}}}
        """),
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:DetachRolePolicy",
          "Resource": "*", "Condition": {"ArnEquals":
            {"iam:PolicyARN": "arn:aws:iam::aws:policy/AWSLambdaFullAccess"}}}}
        """),
    ],
    check: { document, _ in
      document.statements.flatMap { statement -> [Report] in
        guard statement.effect == .allow, case .action(let actions) = statement.action,
          actions.contains(where: {
            WildcardPattern($0.text, foldingCase: true).matches("iam:AttachRolePolicy")
          })
        else { return [] }
        return statement.condition.clauses.filter { $0.key.lowercased() == "iam:policyarn" }
          .flatMap(\.values).compactMap { value -> Report? in
            guard let successor = successors.first(where: { value.text.hasSuffix($0.old) }) else {
              return nil
            }
            return Report(
              value.mark, "'\(value.text)' cannot be attached any more",
              hint: "its successor is '\(successor.new)', which allows less", in: statement)
          }
      }
    })

  private static let successors = [
    (old: ":policy/AWSLambdaFullAccess", new: "AWSLambda_FullAccess"),
    (old: ":policy/AWSLambdaReadOnlyAccess", new: "AWSLambda_ReadOnlyAccess"),
  ]
}

import IAMPolicy

extension LintRule {
  /// An action that another one of the list says already.
  static let redundantAction = LintRule(
    id: "redundant-action",
    severity: .info,
    summary: "An action is covered by another one of the same list",
    why: """
      The statement means the same without it, is shorter without it, and a reader does not wonder what the \
      extra line is for.
      """,
    source: "IAM User Guide, 'Access Analyzer policy check reference', suggestions",
    triggering: [
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Action": [↓"s3:GetObject", "S3:get*", ↓"s3:Get*"], "Resource": "*"}}
        """)
    ],
    nonTriggering: [
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Action": ["s3:Get*", "s3:PutObject", "s3:?etBucketTagging"], "Resource": "*"}}
        """)
    ],
    check: { document, _ in
      var steps = Statement.redundancySteps
      return document.statements.flatMap { statement -> [Report] in
        let actions =
          switch statement.action {
          case .action(let actions), .notAction(let actions): actions
          }
        return Statement.redundant(actions.map { $0.text.lowercased() }, steps: &steps).map {
          pair in
          Report(
            actions[pair.index].mark,
            "'\(actions[pair.index].text)' is covered by '\(actions[pair.coveredBy].text)'",
            hint: "remove it", in: statement)
        }
      }
    })
}

import IAMPolicy
import PolicyAnalysis

extension LintRule {
  /// A resource that another one of the list says already.
  static let redundantResource = LintRule(
    id: "redundant-resource",
    severity: .info,
    summary: "A resource is covered by another one of the same list",
    why: """
      The statement means the same without it, is shorter without it, and a reader does not wonder what the \
      extra line is for.
      """,
    source: "IAM User Guide, 'Access Analyzer policy check reference', suggestions",
    triggering: [
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject",
          "Resource": ["arn:aws:s3:::b/*", ↓"arn:aws:s3:::b/logs/*"]}}
        """),
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject",
          "Resource": [↓"arn:aws:s3:::b/*", "*"]}}
        """),
    ],
    nonTriggering: [
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject",
          "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*", "arn:aws:s3:::B/*",
            "arn:aws:s3:::home/${aws:username}/*", "arn:aws:s3:::home/${aws:userid}/*"]}}
        """)
    ],
    check: { document, _ in
      var steps = Statement.redundancySteps
      return document.statements.flatMap { statement -> [Report] in
        let resources: [ResourcePattern] =
          switch statement.resource {
          case .resource(let resources)?, .notResource(let resources)?: resources
          case nil: []
          }
        return Statement.redundant(resources.map(\.text), steps: &steps)
          .filter { isSureCover(resources[$0.coveredBy].text, of: resources[$0.index].text) }
          .map { pair in
            Report(
              resources[pair.index].mark,
              "'\(resources[pair.index].text)' is covered by '\(resources[pair.coveredBy].text)'",
              hint: "remove it", in: statement)
          }
      }
    })

  /// Wildcards of an ARN stay inside their part, so the parts must cover each other one by one.
  private static func isSureCover(_ wide: String, of narrow: String) -> Bool {
    if wide == narrow || wide.allSatisfy({ $0 == "*" }) { return true }
    let left = wide.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    let right = narrow.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    guard left.count == 6, right.count == 6 else { return false }
    return zip(left, right).allSatisfy { pattern(Array($0.utf8), covers: Array($1.utf8)) }
  }
}

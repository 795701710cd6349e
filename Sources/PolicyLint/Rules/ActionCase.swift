import IAMPolicy
import PolicyAnalysis
import ServiceReference

extension LintRule {
  /// An action in letters that no page writes.
  static let actionCase = LintRule(
    id: "action-case",
    severity: .info,
    summary: "An action is not spelled as its service spells it",
    why: """
      The case of letters has no meaning in an action, so the policy works. Searching for the action finds \
      it only when it is spelled as everywhere else.
      """,
    source: "IAM User Guide, 'IAM JSON policy elements: Action'; Service Authorization Reference",
    triggering: [
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ↓"S3:getobject",
          "Resource": "*"}}
        """)
    ],
    nonTriggering: [
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Action": ["s3:GetObject", "s3:get*", "nosuch:thing"], "Resource": "*"}}
        """)
    ],
    check: { document, _ in
      document.statements.flatMap { statement in
        statement.action.patterns.compactMap { pattern -> Report? in
          guard let action = ServiceReference.current.action(pattern.text) else { return nil }
          let name = action.fullName
          guard !name.utf8.elementsEqual(pattern.text.utf8) else { return nil }
          return Report(
            pattern.mark, "'\(pattern.text)' is spelled '\(name)' by its service",
            hint: "write '\(name)'", in: statement)
        }
      }
    })
}

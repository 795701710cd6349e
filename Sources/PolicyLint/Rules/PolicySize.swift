import IAMPolicy
import JSONText

extension LintRule {
  /// Too long for where it should go.
  static let policySize = LintRule(
    id: "policy-size",
    severity: .error,
    summary: "The document is larger than the quota of its place",
    why: """
      IAM counts the characters of a document without white space: 2,048 for a trust policy (more where the \
      quota was raised), 10,240 for all inline policies of a role together, 6,144 for a version of a managed \
      policy. A larger one is refused when it is sent.
      """,
    source:
      "IAM User Guide, 'IAM and AWS STS quotas'; kubeflow/kubeflow#6687, kubernetes/kops#12558",
    triggering: [
      LintExample(
        .trust,
        """
        ↓{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"AWS": "123456789012"}, "Action": "sts:AssumeRole"}}
        """,
        context: LintContext(trustQuota: 100))
    ],
    nonTriggering: [
      LintExample(
        .trust,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"AWS": "123456789012"}, "Action": "sts:AssumeRole"}}
        """)
    ],
    check: { document, context in
      let size = document.size
      guard let quota = Quota(of: document, context: context, size: size) else { return [] }
      return [
        Report(
          Mark(TextPosition(line: 1, column: 1)),
          "the document has \(size) characters without white space, and the quota of \(quota.place) is"
            + " \(quota.limit); \(largest(in: document))",
          hint: quota.hint, severity: quota.severity)
      ]
    })

  private struct Quota {
    var limit: Int
    var place: String
    var hint: String
    var severity: LintSeverity

    init?(of document: PolicyDocument, context: LintContext, size: Int) {
      let inline = Quota(
        10_240, "the inline policies of a role together",
        "split it over managed policies, or widen patterns", .error)
      let managed = Quota(
        6_144, "a managed policy", "split it into several managed policies", .error)
      switch (document.kind, context.attachment) {
      case (.trust, _):
        self = Quota(
          context.trustQuota, "a trust policy",
          "use one pattern instead of a list of ARNs, or have the quota raised", .error)
      case (.resource, _): return nil
      case (.identity, .inline): self = inline
      case (.identity, .managed): self = managed
      case (.identity, .unknown):
        self = size > inline.limit ? inline : managed
        severity = size > inline.limit ? .warning : .info
      }
      guard size > limit else { return nil }
    }

    private init(_ limit: Int, _ place: String, _ hint: String, _ severity: LintSeverity) {
      self.limit = limit
      self.place = place
      self.hint = hint
      self.severity = severity
    }
  }

  private static func largest(in document: PolicyDocument) -> String {
    let sizes = document.statements.enumerated().map { index, statement in
      (
        index: index, size: PolicyDocument.size(ofText: statement.json.text(.compact)),
        sid: statement.sid ?? ""
      )
    }.sorted { ($1.size, $0.index) < ($0.size, $1.index) }
    let named = sizes.prefix(2).map { part in
      (part.sid.isEmpty ? "statement \(part.index + 1)" : "'\(part.sid)'") + " has \(part.size)"
    }
    return named.joined(separator: ", ")
  }
}

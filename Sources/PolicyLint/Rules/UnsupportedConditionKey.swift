import IAMPolicy
import JSONText
import PolicyAnalysis
import ServiceReference

extension LintRule {
  /// A condition that none of the actions has.
  static let unsupportedConditionKey = LintRule(
    id: "unsupported-condition-key",
    severity: .warning,
    summary: "No action of the statement has the condition key",
    why: """
      A key that the request does not have makes a positive operator false: the statement never allows or \
      denies anything. A negated operator, or one with IfExists, is then always true. A key that the \
      reference does not have at all, or that begins with 'aws:' and is not among the global keys, is a \
      warning if another key is close to it, else information.
      """,
    source:
      "Service Authorization Reference, as of \(ServiceReference.current.date); IAM User Guide, 'AWS global condition context keys'",
    triggering: [
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject",
          "Resource": "*", "Condition": {"StringEquals": {↓"s3:prefix": "home/"}}}}
        """),
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:ListBucket",
          "Resource": "*", "Condition": {"StringEquals": {↓"s3:prefx": "home/"}}}}
        """),
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "NotAction": "s3:ListBucket",
          "Resource": "*", "Condition": {"NotIpAddress": {↓"aws:SourceIpp": "203.0.113.0/24"},
            "StringEquals": {↓"aws:PrincipleTag/team": "a", ↓"aws:FooBar": "b"}}}}
        """),
    ],
    nonTriggering: [
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Action": ["s3:ListBucket", "s3:GetObject"], "Resource": "*", "Condition":
          {"StringEquals": {"s3:prefix": "home/", "aws:PrincipalTag/team": "a", "AWS:userId": "b"}}}}
        """),
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:PassRole",
          "Resource": "*", "Condition": {"StringEquals":
          {"IAM:passedtoservice": "lambda.amazonaws.com"}}}}
        """),
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject",
          "Resource": "*", "Condition": {
            "ArnLike": {"lambda:SourceFunctionArn": "arn:aws:lambda:*:123456789012:function:a"},
            "NumericGreaterThanEquals": {"EC2:RoleDelivery": "2.0"},
            "StringEquals": {"identitystore:UserId": "a", "ssm:SourceInstanceArn": "b"}}}}
        """),
    ],
    check: { document, _ in
      document.statements.flatMap { statement -> [Report] in
        let global = statement.condition.clauses.compactMap { unknownGlobal($0, in: statement) }
        guard case .action(let patterns) = statement.action else { return global }
        return global
          + statement.condition.clauses.compactMap { report($0, patterns, in: statement) }
      }
    })

  private static func unknownGlobal(
    _ clause: ConditionClause, in statement: Statement
  ) -> Report? {
    guard clause.key.lowercased().hasPrefix("aws:"), !GlobalKeys.has(clause.key) else { return nil }
    let near = GlobalKeys.nearest(to: clause.key)
    return Report(
      clause.mark, "AWS's guide has no global condition key '\(clause.key)'",
      hint: near.map(Sentence.didYouMean) ?? "check its name",
      severity: near == nil ? .info : .warning, in: statement)
  }

  private static func report(
    _ clause: ConditionClause, _ patterns: [ActionPattern], in statement: Statement
  ) -> Report? {
    let reference = ServiceReference.current
    guard let colon = clause.key.utf8.firstIndex(of: UInt8(ascii: ":")),
      clause.operator.comparison != .null, !GlobalKeys.isCrossService(clause.key)
    else { return nil }
    let prefix = clause.key[..<colon].lowercased()
    // Global keys are in every request or depend on the caller; a provider's keys have its URL in front.
    guard prefix != "aws", !prefix.contains("."), !prefix.contains("/"),
      let service = reference.service(prefix)
    else { return nil }
    guard let key = service.conditionKey(clause.key) else {
      // Other services list some keys too: those of Amazon EC2 with the actions of Auto Scaling.
      let near = NearestName.of(clause.key, among: service.conditionKeys.map(\.name))
      guard !isSupported(clause.key, patterns, reference) else { return nil }
      return Report(
        clause.mark, "\(service.name) has no condition key '\(clause.key)' as of \(reference.date)",
        hint: near.map(Sentence.didYouMean) ?? "check its name",
        severity: near == nil ? .info : .warning, in: statement)
    }
    guard !isSupported(clause.key, patterns, reference) else { return nil }
    return Report(
      clause.mark, "no action of the statement has the condition key '\(key.name)'",
      hint: "move the actions that have it into a statement of their own, or remove the condition",
      severity: clause.demandsValue ? .warning : .info, in: statement)
  }

  private static func isSupported(
    _ key: String, _ patterns: [ActionPattern], _ reference: ServiceReference
  ) -> Bool {
    patterns.contains { pattern in
      guard reference.knows(pattern) else { return true }
      if pattern.text == "*" || pattern.text.hasSuffix(":*") {
        return reference.conditionKey(key) != nil
      }
      if let action = reference.action(pattern.text) {
        return action.supportedKeys.contains { $0.isNamed(key) }
      }
      return reference.actions(matching: pattern).contains { action in
        action.supportedKeys.contains { $0.isNamed(key) }
      }
    }
  }
}

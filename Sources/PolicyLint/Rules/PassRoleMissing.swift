import IAMPolicy
import PolicyAnalysis

extension LintRule {
  /// An action that is given a role, without the permission to pass one.
  static let passRoleMissing = LintRule(
    id: "pass-role-missing",
    severity: .info,
    summary: "An action that is given a role is allowed, and iam:PassRole is not",
    why: """
      A request that names a role needs iam:PassRole on that role as well, and is refused without. The \
      permission may be in another policy of the role, so this is information; those that are known count. \
      Only whether the service can be given any role at all is asked; conditions and denies are considered.
      """,
    source: "IAM User Guide, 'Grant a user permissions to pass a role to an AWS service'",
    triggering: [
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Action": ["lambda:GetFunction", ↓"lambda:CreateFunction", ↓"ec2:Run*"], "Resource": "*"}}
        """),
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": [
          {"Effect": "Allow", "Action": [↓"glue:*", "ec2:RunInstances"], "Resource": "*"},
          {"Effect": "Allow", "Action": "iam:PassRole",
            "Resource": "arn:aws:iam::123456789012:role/worker",
            "Condition": {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}}]}
        """),
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": [
          {"Effect": "Allow", "Action": [↓"states:CreateStateMachine", "iam:Pass*"], "Resource": "*"},
          {"Effect": "Deny", "Action": "iam:PassRole", "Resource": "*"}]}
        """),
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": ↓{"Effect": "Allow", "NotAction": "iam:*",
          "Resource": "*"}}
        """),
    ],
    nonTriggering: [
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": [
          {"Effect": "Allow", "Action": "lambda:CreateFunction", "Resource": "*"},
          {"Effect": "Allow", "Action": "iam:PassRole",
            "Resource": "arn:aws:iam::123456789012:role/worker",
            "Condition": {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}}]}
        """),
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": [
          {"Effect": "Allow", "Action": "codebuild:*", "Resource": "*"},
          {"Effect": "Deny", "Action": "codebuild:CreateProject", "Resource": "*"}]}
        """),
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": [
          {"Effect": "Deny", "Action": "lambda:CreateFunction", "Resource": "*"},
          {"Effect": "Allow", "Action": ["lambda:Get*", "ec2:Describe*"], "Resource": "*"}]}
        """),
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
        """),
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Action": ["states:CreateStateMachine", "iam:PassRole"], "Resource": "*", "Condition":
            {"StringEqualsIfExists": {"iam:PassedToService": "states.us-east-1.amazonaws.com"}}}}
        """),
    ],
    scope: .role,
    check: { document, context in
      guard document.kind == .identity else { return [] }
      var search = EscalationSearch(
        PolicySide(
          documents: [document] + context.companions, boundary: context.boundary.map { [$0] }))
      var found: [Report] = []
      var told: Set<String> = []
      for statement in document.statements where statement.effect == .allow {
        switch statement.action {
        case .action(let patterns):
          for pattern in patterns {
            let glob = pattern.glob
            let lacking = lacking(&told, &search) { glob.matches($0) }
            guard !lacking.isEmpty else { continue }
            found.append(
              Report(
                pattern.mark, sentence(pattern, lacking),
                hint: hint(lacking), in: statement))
          }
        case .notAction:
          let globs = statement.action.patterns.map(\.glob)
          let lacking = lacking(&told, &search) { action in
            !globs.contains { $0.matches(action) }
          }
          guard !lacking.isEmpty else { continue }
          found.append(
            Report(
              statement.mark, sentence(nil, lacking), hint: hint(lacking),
              in: statement))
        }
      }
      return found
    })

  /// The actions of a pattern for which no role can be passed, each told once; those that always are
  /// given a role when there are any.
  private static func lacking(
    _ told: inout Set<String>, _ search: inout EscalationSearch, takes: (String) -> Bool
  ) -> [RoleTaker] {
    let lacking = RoleTaker.known.filter { taker in
      takes(taker.action) && !told.contains(taker.action)
        && search.lacksPassRole(to: taker.service) && search.allows(taker.action)
    }
    told.formUnion(lacking.map(\.action))
    let always = lacking.filter { $0.need == .always }
    return always.isEmpty ? lacking : always
  }

  private static func sentence(_ pattern: ActionPattern?, _ lacking: [RoleTaker]) -> String {
    let first = lacking[0]
    let others = lacking.count - 1
    let actions = "'\(first.action)'" + (others > 0 ? " and \(others) more" : "")
    let subject = pattern.map { "'\($0.text)'" } ?? "the statement"
    let isAction = pattern.map { !$0.hasWildcard } ?? false
    let allows = isAction ? subject : "\(subject) allows \(actions), which"
    let need = isAction || others == 0 ? "needs" : "need"
    let when = first.need == .always ? "" : " when the request names a role"
    let service = others == 0 ? first.service.map { " to '\($0).amazonaws.com'" } : nil
    return "\(allows) \(need) 'iam:PassRole'\(when), and no statement allows it\(service ?? "")"
  }

  private static func hint(_ lacking: [RoleTaker]) -> String {
    let service = lacking[0].service.map { ", with 'iam:PassedToService' '\($0).amazonaws.com'" }
    return
      "allow 'iam:PassRole' on the roles that are meant\(service ?? ""), unless another policy does"
  }
}

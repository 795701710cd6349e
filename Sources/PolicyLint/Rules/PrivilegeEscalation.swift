import IAMPolicy
import PolicyAnalysis

extension LintRule {
  /// More than it says.
  static let privilegeEscalation = LintRule(
    id: "privilege-escalation",
    severity: .warning,
    summary: "With these permissions a role can become more than it is",
    why: """
      Some permissions are worth more than they look: who can attach a policy to a role, or run code as \
      another role, has the permissions of that role. Conditions and denies of the document are considered. \
      Administrators have all of this by intent, and get one line of information instead.
      """,
    source:
      "Rhino Security Labs, 'AWS IAM Privilege Escalation – Methods and Mitigation'; Bishop Fox, 'IAM Vulnerable'",
    triggering: [
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": [
          ↓{"Effect": "Allow", "Action": "iam:PutRolePolicy", "Resource": "*"},
          {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
        """),
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": [
          ↓{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*",
            "Condition": {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}},
          {"Effect": "Allow", "Action": ["ec2:RunInstances", "lambda:CreateFunction",
            "lambda:InvokeFunction"], "Resource": "*"}]}
        """),
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": ↓{"Effect": "Allow", "Action": "*", "Resource": "*"}}
        """),
    ],
    nonTriggering: [
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": [
          {"Effect": "Allow", "Action": "iam:Put*", "Resource": "*"},
          {"Effect": "Deny", "Action": ["iam:PutRolePolicy", "iam:PutUserPolicy", "iam:PutGroupPolicy",
            "iam:Put*PermissionsBoundary"], "Resource": "*"}]}
        """),
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": [
          {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*",
            "Condition": {"StringEquals": {"iam:PassedToService": "glue.amazonaws.com"}}},
          {"Effect": "Allow", "Action": "ec2:RunInstances", "Resource": "*"}]}
        """),
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "ec2:RunInstances",
          "Resource": "*"}}
        """),
    ],
    check: { document, _ in
      guard document.kind == .identity else { return [] }
      var search = EscalationSearch(PolicySide(document))
      if search.isAdministrator {
        guard let statement = document.statements.first(where: { $0.effect == .allow }) else {
          return []
        }
        return [
          Report(
            statement.mark, "the policy allows every action on every resource (administrator)",
            severity: .info, in: statement)
        ]
      }
      var byStatement: [Int: [EscalationTechnique]] = [:]
      for (technique, reference) in search.techniques() {
        byStatement[reference.statement, default: []].append(technique)
      }
      return byStatement.keys.sorted().map { index in
        let statement = document.statements[index]
        let techniques = byStatement[index] ?? []
        let shown = techniques.prefix(3).map {
          "\($0.effect) (\($0.actions.joined(separator: ", ")))"
        }
        let rest = techniques.count - shown.count
        return Report(
          statement.mark,
          "with this statement a role can \(shown.joined(separator: "; "))"
            + (rest > 0 ? "; and \(rest) more" : ""),
          hint: "limit the resources to those that are meant, or deny what is not", in: statement)
      }
    })
}

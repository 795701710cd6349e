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
      another role, has the permissions of that role. Conditions and denies of the document are considered, and \
      for a role of a role set or a snapshot its boundary and its other policies. A managed policy is judged \
      in the roles that attach it; one that is only a permissions boundary grants nothing. Who can attach only some \
      policies gets information; who can change only principals with a permissions boundary, or \
      only the own user, gets nothing. \
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
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": ↓{"Effect": "Allow", "Action": "iam:AttachRolePolicy",
          "Resource": "*", "Condition":
            {"ArnEquals": {"iam:PolicyARN": "arn:aws:iam::aws:policy/ReadOnlyAccess"}}}}
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
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Action": ["iam:CreateRole", "iam:PutRolePolicy"], "Resource": "*", "Condition": {"StringEquals":
            {"iam:PermissionsBoundary": "arn:aws:iam::123456789012:policy/limit"}}}}
        """),
      LintExample(
        .identity,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:CreateAccessKey",
          "Resource": "arn:aws:iam::123456789012:user/${aws:username}"}}
        """),
    ],
    scope: .role,
    check: { document, context in
      guard document.kind == .identity else { return [] }
      var search = EscalationSearch(
        PolicySide(
          documents: [document] + context.companions, boundary: context.boundary.map { [$0] }))
      if search.isAdministrator {
        // Of a whole role `role-escalation` says it, once for all its policies.
        guard !context.isOfRole,
          let statement = document.statements.first(where: { $0.effect == .allow })
        else { return [] }
        return [
          Report(
            statement.mark, "the policy allows every action on every resource (administrator)",
            severity: .info, in: statement)
        ]
      }
      return warnings(document, &search, context) + limited(document, search)
    })

  private static func warnings(
    _ document: PolicyDocument, _ search: inout EscalationSearch, _ context: LintContext
  ) -> [Report] {
    let unless =
      context.unknownBoundary.map {
        ", unless its permissions boundary '\($0)' prevents it, whose document is not known"
      } ?? ""
    var byStatement: [Int: [EscalationTechnique]] = [:]
    for (technique, reference) in search.techniques() where reference.document == 0 {
      // One way to an end is enough.
      let known = byStatement[reference.statement] ?? []
      if known.contains(where: { $0.effect == technique.effect }) { continue }
      byStatement[reference.statement] = known + [technique]
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
          + (rest > 0 ? "; and \(rest) more" : "") + unless,
        hint: "limit the resources to those that are meant, or deny what is not", in: statement)
    }
  }

  /// Managed policies can be attached, but only those that a condition names.
  private static func limited(_ document: PolicyDocument, _ search: EscalationSearch) -> [Report] {
    search.attachesNamedPolicies().filter { $0.statement.document == 0 }.map { action, reference in
      let statement = document.statements[reference.statement]
      let names = statement.clauses(on: "iam:PolicyARN").filter(\.demandsValue)
        .flatMap(\.values).map(\.text)
      let shown =
        names.isEmpty
        ? "the managed policies that its condition lets through"
        : names.prefix(3).joined(separator: ", ")
          + (names.count > 3 ? " and \(names.count - 3) more" : "")
      return Report(
        statement.mark, "with this statement a role can attach \(shown) (\(action))",
        severity: .info, in: statement)
    }
  }
}

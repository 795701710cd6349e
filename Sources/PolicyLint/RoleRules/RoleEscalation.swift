import IAMPolicy
import PolicyAnalysis

extension RoleRule {
  /// One role that can become another.
  static let roleEscalation = RoleRule(
    id: "role-escalation",
    severity: .warning,
    summary: "A role can become another role, or give itself any permission",
    why: """
      Who can pass a role to a service and run code there has that role's permissions; who can rewrite a \
      role's trust policy can assume it; who can write a policy of its own role may do anything. Trust, \
      permissions and boundary of every role are taken together. A role whose permissions are no more than \
      the first one's is not named.
      """,
    source:
      "Rhino Security Labs, 'AWS IAM Privilege Escalation – Methods and Mitigation'; Bishop Fox, 'IAM Vulnerable'",
    triggering: [
      """
      [↓{"name": "Builder", "arn": "arn:aws:iam::123456789012:role/Builder",
        "permissions": [{"Version": "2012-10-17", "Statement": [
          {"Effect": "Allow", "Action": "iam:PassRole",
            "Resource": "arn:aws:iam::123456789012:role/Admin"},
          {"Effect": "Allow", "Action": "lambda:*", "Resource": "*"}]}]},
       {"name": "Admin", "arn": "arn:aws:iam::123456789012:role/Admin",
        "trust": {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}},
        "permissions": [{"Version": "2012-10-17", "Statement":
          {"Effect": "Allow", "Action": "*", "Resource": "*"}}]}]
      """,
      """
      [↓{"name": "Self", "arn": "arn:aws:iam::123456789012:role/Self",
        "permissions": [{"Version": "2012-10-17", "Statement":
          {"Effect": "Allow", "Action": "iam:PutRolePolicy",
            "Resource": "arn:aws:iam::123456789012:role/Se*"}}]}]
      """,
    ],
    nonTriggering: [
      """
      [{"name": "Builder", "arn": "arn:aws:iam::123456789012:role/Builder",
        "permissions": [{"Version": "2012-10-17", "Statement": [
          {"Effect": "Allow", "Action": "iam:PassRole",
            "Resource": "arn:aws:iam::123456789012:role/Worker"},
          {"Effect": "Allow", "Action": "lambda:*", "Resource": "*"}]}]},
       {"name": "Admin", "arn": "arn:aws:iam::123456789012:role/Admin",
        "trust": {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}},
        "permissions": [{"Version": "2012-10-17", "Statement":
          {"Effect": "Allow", "Action": "*", "Resource": "*"}}]},
       {"name": "Worker", "arn": "arn:aws:iam::123456789012:role/Worker",
        "trust": {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}},
        "permissions": [{"Version": "2012-10-17", "Statement":
          {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": "*"}}]}]
      """,
      """
      [{"name": "Bounded", "arn": "arn:aws:iam::123456789012:role/Bounded",
        "permissions": [{"Version": "2012-10-17", "Statement":
          {"Effect": "Allow", "Action": "iam:PutRolePolicy", "Resource": "*"}}],
        "boundary": {"Version": "2012-10-17", "Statement":
          {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}}]
      """,
    ],
    check: { roles in roles.flatMap { reports(on: $0, among: roles) } })

  private static func reports(on role: LintRole, among roles: [LintRole]) -> [Report] {
    guard !role.isServiceLinked else { return [] }
    var search = EscalationSearch(role.side)
    // An administrator becomes nothing more.
    guard search.isWorthwhile, !search.isAdministrator else { return [] }
    var found: [Report] = []
    if let arn = role.arn {
      for technique in EscalationTechnique.onItself
      where search.allows(technique.actions, on: arn, passedTo: nil) {
        found.append(
          Report(
            role: role,
            message:
              "role '\(role.name)' can give itself any permission: \(technique.actions[0]) on itself",
            hint: "deny it for the role's own ARN, or leave the action out"))
        break
      }
    }
    for other in roles where other.name != role.name {
      guard let arn = other.arn, !other.isServiceLinked,
        let technique = technique(by: &search, to: other, arn), !role.includes(other)
      else { continue }
      let how =
        technique.passedTo.map { "passes it to '\($0)' and can \(technique.effect)" }
        ?? "can \(technique.effect)"
      found.append(
        Report(
          role: role,
          message:
            "role '\(role.name)' can become role '\(other.name)': it \(how)"
            + " (\(technique.actions.joined(separator: ", ")))",
          hint:
            "limit the resources of '\(technique.actions[0])' so that '\(other.name)' is not among"
            + " them"))
    }
    return found
  }

  /// The first technique by which a role becomes another one.
  private static func technique(
    by search: inout EscalationSearch, to other: LintRole, _ arn: String
  ) -> EscalationTechnique? {
    let services = other.trustedServices
    for technique in EscalationTechnique.known {
      if let service = technique.passedTo {
        guard services.contains(service),
          search.allows(technique.actions, on: arn, passedTo: service)
        else { continue }
        return technique
      }
      if technique.actions[0] == "iam:UpdateAssumeRolePolicy",
        search.allows(technique.actions, on: arn, passedTo: nil)
      {
        return technique
      }
    }
    return nil
  }
}

extension EscalationTechnique {
  /// The techniques that work on the role that has the permission.
  static let onItself = known.filter {
    ["iam:AttachRolePolicy", "iam:PutRolePolicy"].contains($0.actions[0])
  }
}

extension LintRole {
  /// Whether this role may do all that another one may; false if that cannot be decided.
  func includes(_ other: LintRole) -> Bool {
    guard !other.isIncomplete,
      let found = try? PolicyComparer.compare(
        actual: other.side, desired: side, evidence: .anyRequest)
    else { return false }
    if case .nothing = found.widened { return true }
    return false
  }
}

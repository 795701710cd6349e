import IAMPolicy
import PolicyAnalysis
import ServiceReference

extension RoleRule {
  /// Code that nobody has reviewed can change things.
  static let pullRequestWrites = RoleRule(
    id: "pull-request-writes",
    severity: .warning,
    summary: "Workflows of pull requests, or of any branch, can assume a role that writes",
    why: """
      Whoever may open a pull request or push a branch decides what its workflow does. With a role that \
      writes, they change the account before anybody has looked.
      """,
    source: "GitHub Docs, 'About security hardening with OpenID Connect'",
    triggering: [
      """
      [↓{"name": "deploy", "trust": {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Federated":
            "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
          "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringLike":
            {"token.actions.githubusercontent.com:sub": "repo:org/app:*"}}}},
        "permissions": [{"Version": "2012-10-17", "Statement":
          {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}]}]
      """
    ],
    nonTriggering: [
      """
      [{"name": "check", "trust": {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Principal": {"Federated":
            "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
          "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringLike":
            {"token.actions.githubusercontent.com:sub": "repo:org/app:*"}}}},
        "permissions": [{"Version": "2012-10-17", "Statement":
          {"Effect": "Allow", "Action": ["s3:Get*", "s3:List*"], "Resource": "*"}}]}]
      """
    ],
    check: { roles in
      roles.compactMap { role in
        guard let (_, subject, _) = role.trust?.pullRequestProviders.first,
          let action = role.writingAction
        else { return nil }
        return Report(
          role: role,
          message:
            "a workflow with the subject '\(subject)' can assume role '\(role.name)', which may"
            + " '\(action)'",
          hint: "name a branch, a tag or an environment in ':sub', or use a role that only reads")
      }
    })
}

extension LintRole {
  /// An action by which the role may change something; nil when it only reads.
  var writingAction: String? {
    let side = side
    for statement in permissions.flatMap(\.statements) where statement.effect == .allow {
      let patterns: [ActionPattern] =
        switch statement.action {
        case .action(let patterns): patterns
        case .notAction: [ActionPattern("*")]
        }
      for pattern in patterns {
        let known = ServiceReference.current.actions(matching: pattern)
        // A deny that takes one writing action usually takes the next: a few are enough to ask about.
        for action in known.filter({ $0.accessLevel.changesSomething }).prefix(8) {
          let found = try? PolicyComparer.granted(
            actions: [ActionPattern(action.fullName)], resources: [ResourcePattern("*")], by: side)
          if case .witness? = found { return action.fullName }
        }
      }
    }
    return nil
  }
}

extension AccessLevel {
  /// Whether actions of this level change something.
  var changesSomething: Bool {
    switch self {
    case .list, .read: false
    case .tagging, .write, .permissionsManagement: true
    }
  }
}

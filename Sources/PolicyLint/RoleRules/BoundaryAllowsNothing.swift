import IAMPolicy
import PolicyAnalysis

extension RoleRule {
  /// A role that may do nothing at all.
  static let boundaryAllowsNothing = RoleRule(
    id: "boundary-allows-nothing",
    severity: .warning,
    summary: "The permissions boundary allows nothing that the role's policies allow",
    why: """
      A role may do what its policies and its boundary both allow. Where they have nothing in common, the \
      role may do nothing, and every call that it makes fails.
      """,
    source: "IAM User Guide, 'Permissions boundaries for IAM entities'",
    triggering: [
      """
      [↓{"name": "Reader", "permissions": [{"Version": "2012-10-17", "Statement":
          {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}],
        "boundary": {"Version": "2012-10-17", "Statement":
          {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}}}]
      """
    ],
    nonTriggering: [
      """
      [{"name": "Reader", "permissions": [{"Version": "2012-10-17", "Statement":
          {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}],
        "boundary": {"Version": "2012-10-17", "Statement":
          {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*"}}}]
      """,
      """
      [{"name": "Empty", "boundary": {"Version": "2012-10-17", "Statement":
          {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}}}]
      """,
    ],
    check: { roles in
      roles.compactMap { role in
        guard let boundary = role.boundary, !role.isIncomplete,
          PolicySide(documents: role.permissions).grantsSomething,
          !PolicySide(documents: role.permissions, boundary: [boundary]).grantsSomething
        else { return nil }
        return Report(
          role: role,
          message:
            "role '\(role.name)' may do nothing: its boundary allows none of what its policies allow",
          hint: "widen the boundary, or remove the policies that it makes useless")
      }
    })
}

extension PolicySide {
  /// Whether some request may be allowed; what cannot be decided counts as allowed.
  var grantsSomething: Bool {
    let found = try? PolicyComparer.granted(
      actions: [ActionPattern("*")], resources: [ResourcePattern("*")], by: self)
    if case .nothing? = found { return false }
    return true
  }
}

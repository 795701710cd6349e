import IAMPolicy
import IAMRoles
import JSONText
import PolicyLint

extension RoleSetRule {
  /// One role is both what Greengrass uses itself and what functions on devices use.
  static let groupRoleShared = RoleSetRule(
    id: "group-role-shared",
    severity: .error,
    summary: "One role is used as Greengrass service role and as group role",
    why: """
      With one role for both, deployments to AWS DeepLens devices fail with ModelDownloadFailed, and \
      functions on devices get what only the service should have.
      """,
    source: "AWS DeepLens Developer Guide, troubleshooting",
    triggering: [
      """
      [{"name": ↓"Greengrass", "trust": {"services": ["greengrass.amazonaws.com"]},
        "managedPolicies": [
          "arn:aws:iam::aws:policy/service-role/AWSGreengrassResourceAccessRolePolicy",
          "arn:aws:iam::aws:policy/AWSDeepLensLambdaFunctionAccessPolicy"]}]
      """
    ],
    nonTriggering: [
      """
      [{"name": "Service", "trust": {"services": ["greengrass.amazonaws.com"]},
        "managedPolicies": [
          "arn:aws:iam::aws:policy/service-role/AWSGreengrassResourceAccessRolePolicy"]},
       {"name": "Group", "trust": {"services": ["greengrass.amazonaws.com"]},
        "managedPolicies": ["arn:aws:iam::aws:policy/AWSDeepLensLambdaFunctionAccessPolicy"]}]
      """
    ],
    check: { subject in
      subject.roles.compactMap { entry in
        let group = groupPolicies.first { entry.role.hasPolicy(named: $0) }
        guard let group, entry.role.hasPolicy(named: servicePolicy) else { return nil }
        return Report(
          role: entry.role.name, position: entry.definition.places.role,
          message:
            "role '\(entry.role.name)' has '\(servicePolicy)' and '\(group)': it is the service "
            + "role and the group role in one",
          hint: "make two roles, one with each policy")
      }
    })

  private static let servicePolicy = "AWSGreengrassResourceAccessRolePolicy"
  private static let groupPolicies = [
    "AWSDeepLensLambdaFunctionAccessPolicy", "AWSPanoramaGreengrassGroupRolePolicy",
  ]
}

import IAMPolicy
import IAMRoles
import JSONText
import PolicyLint

extension RoleSetRule {
  /// AWS DeepLens may not pass a Lambda role whose name begins in another way.
  static let lambdaRoleName = RoleSetRule(
    id: "lambda-role-name",
    severity: .error,
    summary: "A Lambda role beside AWS DeepLens has a name that does not begin with AWSDeepLens",
    why: """
      AWSDeepLensServiceRolePolicy passes to Lambda only roles whose names begin with 'AWSDeepLens', at \
      the paths '/' and '/service-role/'. AWS DeepLens cannot use another one. The case of letters counts.
      """,
    source: "AWSDeepLensServiceRolePolicy v6; AWS DeepLens Developer Guide, troubleshooting",
    triggering: [
      """
      [{"name": "AWSDeepLensServiceRole", "trust": {"services": ["deeplens.amazonaws.com"]},
        "managedPolicies": [
          "arn:aws:iam::aws:policy/service-role/AWSDeepLensServiceRolePolicy"]},
       {"name": ↓"awsDeepLensLambdaRole", "trust": {"services": ["lambda.amazonaws.com"]}},
       {"name": ↓"AWSDeepLensOther", "path": "/other/",
        "trust": {"services": ["lambda.amazonaws.com"]}}]
      """
    ],
    nonTriggering: [
      """
      [{"name": "AWSDeepLensServiceRole", "trust": {"services": ["deeplens.amazonaws.com"]},
        "managedPolicies": [
          "arn:aws:iam::aws:policy/service-role/AWSDeepLensServiceRolePolicy"]},
       {"name": "AWSDeepLensLambdaRole", "trust": {"services": ["lambda.amazonaws.com"]}}]
      """,
      """
      [{"name": "Functions", "trust": {"services": ["lambda.amazonaws.com"]}}]
      """,
    ],
    check: { subject in
      guard
        subject.roles.contains(where: { $0.role.hasPolicy(named: "AWSDeepLensServiceRolePolicy") })
      else { return [] }
      return subject.roles.compactMap { entry in
        let role = entry.role
        let isPassed =
          role.name.hasPrefix("AWSDeepLens") && ["/", "/service-role/"].contains(role.path)
        guard role.trustedServices.contains("lambda.amazonaws.com"), !isPassed else { return nil }
        return Report(
          role: role.name, position: entry.definition.places.role,
          message:
            "role '\(role.path)\(role.name)' trusts Lambda, and AWS DeepLens may not pass it: only "
            + "roles '/AWSDeepLens…' and '/service-role/AWSDeepLens…'",
          hint: "rename it to begin with 'AWSDeepLens', at '/' or '/service-role/'")
      }
    })
}

/// AWS managed policies whose documents everybody knows, for where no document is at hand.
///
/// AWS Managed Policy Reference, "AdministratorAccess" (version 1, the same since 2015, in every partition) and
/// "IAMFullAccess" (version 2, the same since 2019).
public enum FamousPolicy {
  /// Whether it is the policy that allows everything.
  public static func isAdministrator(_ arn: String) -> Bool { name(arn) == "AdministratorAccess" }

  /// What the policy allows; nil for one that is not among them.
  public static func document(_ arn: String) -> PolicyDocument? {
    let actions: [String]
    switch name(arn) {
    case "AdministratorAccess": actions = ["*"]
    case "IAMFullAccess" where ARN(arn)?.partition == "aws":
      actions =
        ["iam:*"]
        + [
          "DescribeAccount", "DescribeOrganization", "DescribeOrganizationalUnit",
          "DescribePolicy", "ListChildren", "ListParents", "ListPoliciesForTarget", "ListRoots",
          "ListPolicies", "ListTargetsForPolicy",
        ].map { "organizations:\($0)" }
    case _: return nil
    }
    return .identity([
      IdentityStatement(
        .allow, .action(actions.map { ActionPattern($0) }), on: .resource([ResourcePattern("*")]))
    ])
  }

  private static func name(_ arn: String) -> String? {
    guard let parts = ARN(arn), parts.service == "iam", parts.account == "aws",
      parts.resource.hasPrefix("policy/")
    else { return nil }
    return String(parts.resource.dropFirst("policy/".count))
  }
}

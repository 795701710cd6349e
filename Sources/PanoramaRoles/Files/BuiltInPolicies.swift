import IAMPolicy
import IAMRoles
import RoleCatalogue

extension PolicyLibrary {
  /// The AWS managed policies of these ARNs that are built in.
  ///
  /// They replace what an account does not let be read; AWS's own text may be newer.
  static func builtIn(_ arns: [String]) -> PolicyLibrary {
    var documents: [String: PolicyDocument] = [:]
    for arn in arns where ARN(arn)?.account == "aws" {
      documents[arn] = ManagedPolicyDefinition.named(arn)?.document
    }
    return PolicyLibrary(documents)
  }
}

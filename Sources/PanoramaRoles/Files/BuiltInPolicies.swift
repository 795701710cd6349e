import IAMPolicy
import IAMRoles
import Reports
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

  /// The AWS managed policies of the roles of two sets, also those that the roles may keep.
  ///
  /// The documents are those of the partition `aws`. Elsewhere AWS writes others: `inAnyPartition` lets them
  /// stand for those.
  static func builtIn(
    of old: RoleSet, _ new: RoleSet, inAnyPartition: Bool
  ) -> PolicyLibrary {
    let arns = (old.roles + new.roles).compactMap(\.ordinary).flatMap { role in
      role.managedPolicies.map(\.arn) + role.acceptedPolicies.map(\.arn)
        + [role.permissionsBoundary?.arn].compactMap(\.self)
    }
    var documents: [String: PolicyDocument] = [:]
    for arn in arns {
      guard let parts = ARN(arn), parts.account == "aws" else { continue }
      guard inAnyPartition || parts.partition == "aws" else { continue }
      let name = arn.replacing("arn:\(parts.partition):", with: "arn:aws:", maxReplacements: 1)
      documents[arn] = ManagedPolicyDefinition.named(name)?.document
    }
    return PolicyLibrary(documents)
  }
}

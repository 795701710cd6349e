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
      documents[arn] = document(arn)
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
      documents[arn] = FamousPolicy.document(arn)
      guard inAnyPartition || parts.partition == "aws" else { continue }
      let name = arn.replacing("arn:\(parts.partition):", with: "arn:aws:", maxReplacements: 1)
      documents[arn] = document(name) ?? documents[arn]
    }
    return PolicyLibrary(documents)
  }

  private static func document(_ arn: String) -> PolicyDocument? {
    ManagedPolicyDefinition.named(arn)?.document ?? FamousPolicy.document(arn)
  }
}

import IAMPolicy
import IAMRoles
import Reports
import RoleCatalogue

extension DriftBaseline {
  /// What the catalogue and the records know of the roles that a spec chooses.
  ///
  /// What the set makes and what the program carries is known; of other policies of an account counts what
  /// the last apply recorded.
  init(for spec: Spec, _ set: RoleSet) {
    var wanted: Set<String> = []
    for case .ordinary(let role) in set.roles { wanted.formUnion(role.namedPolicies) }
    var pinned: [String: PolicyDocument] = [:]
    for policy in spec.recordedPolicies where wanted.contains(policy.arn) {
      if !policy.arn.isPolicyOfAWS { pinned[policy.arn] = policy.document }
    }
    for arn in wanted where arn.isPolicyOfAWS && spec.partition == "aws" {
      pinned[arn] = ManagedPolicyDefinition.named(arn)?.document
    }
    for policy in set.policies { pinned[set.arn(of: policy)] = policy.document }
    let ids = spec.recorded.map { ($0.name, $0.id) }
    self.init(
      pinned: pinned,
      recordedIDs: Dictionary(ids, uniquingKeysWith: { first, _ in first }),
      knownRoles: Self.rolesOfCatalogue)
  }

  /// The built-in set of each role.
  static var rolesOfCatalogue: KnownRoles { KnownRoles { builtInRoles } }

  private static let builtInRoles: [String: String] = {
    var known: [String: String] = [:]
    for definition in Catalogue.builtIn.sets {
      for role in definition.roles { known[role.name.lowercased()] = definition.name }
    }
    return known
  }()
}

extension Role {
  /// The managed policies that it names: attached, accepted, and the boundary.
  var namedPolicies: [String] {
    managedPolicies.map(\.arn) + acceptedPolicies.map(\.arn)
      + [permissionsBoundary?.arn].compactMap { $0 }
  }
}

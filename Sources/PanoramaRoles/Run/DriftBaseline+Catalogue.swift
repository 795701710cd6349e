import EmbeddedPolicies
import IAMPolicy
import IAMRoles
import JSONText
import Reports
import RoleCatalogue

extension DriftBaseline {
  /// What the catalogue knows of the roles that a spec chooses.
  init(for spec: Spec, _ set: RoleSet) {
    var wanted: Set<String> = []
    for case .ordinary(let role) in set.roles {
      wanted.formUnion(role.managedPolicies.map(\.arn))
    }
    var pinned = Self.documents(of: wanted, spec.partition)
    for policy in set.policies { pinned[set.arn(of: policy)] = policy.document }
    let ids = spec.recorded.map { ($0.name, $0.id) }
    self.init(
      pinned: pinned,
      recordedIDs: Dictionary(ids, uniquingKeysWith: { first, _ in first }),
      knownRoles: Self.rolesOfCatalogue)
  }

  /// The built-in set of each role, by its name in small letters.
  static var rolesOfCatalogue: [String: String] {
    var known: [String: String] = [:]
    for definition in Catalogue.builtIn.sets {
      for role in definition.roles { known[role.name.lowercased()] = definition.name }
    }
    return known
  }

  /// The documents of AWS managed policies that the binary carries, by ARN.
  ///
  /// They are those of the partition `aws`; nothing is known of the others.
  private static func documents(
    of wanted: Set<String>, _ partition: String
  ) -> [String: PolicyDocument] {
    guard partition == "aws" else { return [:] }
    var found: [String: PolicyDocument] = [:]
    for file in EmbeddedFiles.documents {
      let name = file.name.dropLast(".json".count)
      guard let arn = wanted.first(where: { $0.hasSuffix("/\(name)") }),
        arn.contains("::aws:policy/"),
        let json = try? JSON(parsing: file.text)["document"],
        let document = try? PolicyDocument(json, as: .identity)
      else { continue }
      found[arn] = document
    }
    return found
  }
}

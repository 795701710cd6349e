import IAMRoles

/// Finds a wanted role among the roles that an account lists.
///
/// IAM keeps names unique without regard to case, and a service gives its service-linked role a
/// name of its own.
struct RoleLookup {
  /// What a list says of a role.
  struct Listed: Hashable, Sendable {
    let name: String
    let path: String
  }

  private let byFoldedName: [String: Listed]
  private let byPath: [String: Listed]

  /// Makes a lookup; of several roles at one path the first by name counts.
  init(_ roles: [Listed]) {
    byFoldedName = Dictionary(
      roles.map { ($0.name.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
    byPath = Dictionary(
      roles.filter { $0.path.hasPrefix("/aws-service-role/") }.map { ($0.path, $0) },
      uniquingKeysWith: { $0.name <= $1.name ? $0 : $1 })
  }

  /// The role that counts as `desired`: the same name in any case, then another known spelling, for a
  /// service-linked role then any role at its service's path.
  func find(_ desired: DesiredRole) -> Listed? {
    switch desired {
    case .ordinary(let role):
      for name in [role.name] + role.alternativeNames {
        if let found = byFoldedName[name.lowercased()] { return found }
      }
      return nil
    case .absent(let role): return byFoldedName[role.name.lowercased()]
    case .serviceLinked(let role):
      return byFoldedName[role.name.lowercased()] ?? byPath[role.path]
    }
  }
}

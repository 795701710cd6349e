import IAMRoles

/// Finds a wanted role among the roles that an account lists.
///
/// IAM keeps names unique without regard to case, and a service gives its service-linked role a
/// name of its own.
struct RoleLookup {
  /// What a list says of a role.
  struct Listed: Sendable {
    let name: String
    let path: String
  }

  private let listed: [Listed]
  private var byFoldedName: [String: Int] = [:]
  private var byPath: [String: Int] = [:]

  /// Makes a lookup; of several roles at one path the first by name counts.
  init(_ roles: [Listed]) {
    listed = roles
    byFoldedName.reserveCapacity(roles.count)
    for (place, role) in roles.enumerated() {
      let name = role.name.lowercased()
      if byFoldedName[name] == nil { byFoldedName[name] = place }
      guard ServiceLinkedRole.owns(path: role.path) else { continue }
      if let other = byPath[role.path], roles[other].name <= role.name { continue }
      byPath[role.path] = place
    }
  }

  /// The role that counts as `desired`: the same name in any case, then another known spelling, for a
  /// service-linked role then any role at its service's path.
  func find(_ desired: DesiredRole) -> Listed? { place(of: desired).map { listed[$0] } }

  /// Where in the list it is.
  func place(of desired: DesiredRole) -> Int? {
    switch desired {
    case .ordinary(let role):
      if let found = byFoldedName[role.name.lowercased()] { return found }
      for name in role.alternativeNames {
        if let found = byFoldedName[name.lowercased()] { return found }
      }
      return nil
    case .absent(let role): return byFoldedName[role.name.lowercased()]
    case .serviceLinked(let role):
      return byFoldedName[role.name.lowercased()] ?? byPath[role.path]
    }
  }
}

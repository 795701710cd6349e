import IAMPolicy
import IAMRoles

/// That a principal may assume a role, as the account has it.
struct TrustEdge: Hashable, Sendable {
  /// The principal, in the words of the trust policy.
  let principal: String
  /// The role's name.
  let role: String
  /// What the spec says of it.
  let standing: Standing

  /// What the spec says of a principal that may assume a role.
  enum Standing: Hashable, Sendable {
    /// It names the principal, and the trust policy means what it should.
    case declared
    /// It names the principal, and the trust policy has another meaning.
    case otherTerms
    /// It does not name the principal.
    case undeclared
  }

  /// All of a drift, in the order of the roles and of their policies.
  static func all(of drift: Drift) -> [TrustEdge] {
    drift.roles.flatMap { role -> [TrustEdge] in
      guard let trust = role.observed?.trust.value?.policy else { return [] }
      let declared = declaredPrincipals(of: role.desired)
      let trustsOtherwise = role.differences.contains { $0.kind == .trustPolicy }
      return trust.allowedPrincipals.map { name in
        let known: Standing = trustsOtherwise ? .otherTerms : .declared
        return TrustEdge(
          principal: name, role: role.name, standing: declared.contains(name) ? known : .undeclared)
      }
    }
  }

  private static func declaredPrincipals(of role: DesiredRole) -> Set<String> {
    switch role {
    case .ordinary(let role): Set(role.trust.allowedPrincipals)
    case .serviceLinked(let role): [role.service]
    }
  }
}

extension PolicyDocument {
  /// Everyone whom some statement allows, each once, in order.
  var allowedPrincipals: [String] {
    var names: [String] = []
    for statement in statements where statement.effect == .allow {
      let found: [String] =
        switch statement.principal {
        case .principal(.some(let principals))?: principals.map(\.value)
        case .principal(.everyone)?: ["everyone"]
        case .notPrincipal?: ["everyone but some"]
        case nil: []
        }
      for name in found where !names.contains(name) { names.append(name) }
    }
    return names
  }
}

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
    /// It names the principal, and the trust policy differs in meaning.
    case otherTerms
    /// It does not name the principal, or not the role.
    case undeclared
  }

  /// All of a drift, in the order of the roles and of their policies, roles that nobody declared last.
  static func all(of drift: Drift) -> [TrustEdge] {
    let others = drift.undeclaredRoles.flatMap { role in
      role.trust.allowedPrincipals.map {
        TrustEdge(principal: $0, role: role.name, standing: .undeclared)
      }
    }
    return drift.roles.flatMap { role -> [TrustEdge] in
      guard let trust = role.observed?.trust.value?.policy else { return [] }
      let declared = declaredPrincipals(of: role.desired)
      let trustsOtherwise = role.differences.contains { $0.kind == .trustPolicy }
      return trust.allowedPrincipals.map { name in
        let known: Standing = trustsOtherwise ? .otherTerms : .declared
        return TrustEdge(
          principal: name, role: role.name, standing: declared.contains(name) ? known : .undeclared)
      }
    } + others
  }

  private static func declaredPrincipals(of role: DesiredRole) -> Set<String> {
    switch role {
    case .ordinary(let role): Set(role.trust.allowedPrincipals)
    case .serviceLinked(let role): [role.service]
    case .absent: []
    }
  }
}

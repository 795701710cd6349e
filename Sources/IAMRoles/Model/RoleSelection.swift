import IAMPolicy

/// The roles that a run asks about: all, or those whose names fit a pattern.
///
/// It is kept beside what is declared and never makes that smaller: a role of the set that is left out is
/// still declared.
public struct RoleSelection: Hashable, Sendable {
  /// The names and globs, as a person wrote them; none when all roles are asked about.
  public let patterns: [String]

  /// Makes a selection; without patterns all roles are asked about.
  public init(_ patterns: [String] = []) { self.patterns = patterns }

  /// Every role.
  public static let all = RoleSelection()

  /// Whether no role is left out.
  public var isAll: Bool { patterns.isEmpty }

  /// Whether every pattern is one name: no role that nobody has seen can fit it.
  public var isAboutNames: Bool {
    !isAll && !patterns.contains { $0.contains("*") || $0.contains("?") }
  }

  /// Whether the role of a name is asked about.
  ///
  /// Role names are unique without regard to case, and so the case of a pattern says nothing.
  public func includes(_ name: String) -> Bool {
    isAll || patterns.contains { WildcardPattern($0, foldingCase: true).matches(name) }
  }

  /// The patterns that fit none of these names, in order.
  public func unmatched(by names: [String]) -> [String] {
    patterns.filter { pattern in !names.contains { RoleSelection([pattern]).includes($0) } }
  }
}

extension RoleSet {
  /// The roles that are asked about, in the order of the set.
  public var asked: [DesiredRole] {
    selection.isAll ? roles : roles.filter { selection.includes($0.name) }
  }

  /// The managed policies that are asked about: those that a role has that is asked about.
  public var askedPolicies: [CustomerManagedPolicy] {
    guard !selection.isAll else { return policies }
    let held = Set(asked.compactMap(\.ordinary).flatMap(\.heldPolicies))
    return policies.filter { held.contains(arn(of: $0)) }
  }

  /// The identity providers that are asked about: those that a role trusts that is asked about.
  public var askedProviders: [IdentityProvider] {
    guard !selection.isAll else { return providers }
    let roles = asked.compactMap(\.ordinary)
    return providers.filter { provider in
      let arn = arn(of: provider)
      return roles.contains { $0.trusts(arn) }
    }
  }

  /// What left the set and is asked about: of no role, and so nothing where only some are.
  public var askedLeft: [LeftResource] { selection.isAll ? left : [] }

  /// The names of the roles that are declared and not asked about, in the order of the set.
  public var leftOut: [String] {
    selection.isAll ? [] : roles.map(\.name).filter { !selection.includes($0) }
  }
}

extension Role {
  /// The ARNs of the managed policies that it is to have, its boundary among them.
  fileprivate var heldPolicies: [String] {
    managedPolicies.map(\.arn) + (permissionsBoundary.map { [$0.arn] } ?? [])
  }
}

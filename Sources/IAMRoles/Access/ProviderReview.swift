import IAMPolicy
public import PolicyAnalysis

/// What happens to whom an identity provider lets in, from one moment to another.
///
/// It has the differences that `drift` and a plan have, read as a change from the older side to the newer one.
public struct ProviderReview: Hashable, Sendable {
  /// The provider before; nil when it did not exist.
  public let old: ObservedIdentityProvider?
  /// The provider after; nil when it does not exist any more.
  public let new: ObservedIdentityProvider?
  /// The names of the roles that trust it, before or after.
  public let roles: [String]
  /// Whether it may let in more callers.
  public let gains: PolicyComparison.Answer
  /// Whether it may let in fewer callers.
  public let loses: PolicyComparison.Answer
  /// What is another one, in words.
  public let reasons: [String]

  /// Its ARN.
  public var arn: String { (new ?? old)?.arn ?? "" }

  /// For a sentence: `OIDC provider 'token.actions.githubusercontent.com'`.
  public var phrase: String { IdentityProvider.phrase(of: arn) }

  /// Reviews a provider; nil when it is on neither side, or is the same on both.
  init?(
    from old: ObservedIdentityProvider?, to new: ObservedIdentityProvider?,
    oldRoles: [ReviewedRole], newRoles: [ReviewedRole]
  ) {
    guard let arn = (new ?? old)?.arn else { return nil }
    self.old = old
    self.new = new
    let (before, after) = (oldRoles.trusting(arn), newRoles.trusting(arn))
    roles = Set(before.names + after.names).sorted()
    switch (old, new) {
    case (nil, nil): return nil
    case (nil, _?):
      // A role that is new as well is reported by itself.
      gains = before.answer
      loses = .no
      reasons = ["it is new" + (before.names.isEmpty ? "" : ", and a role trusted it before")]
    case (_?, nil):
      gains = .no
      loses = after.answer
      reasons = ["it is gone" + (after.names.isEmpty ? "" : ", and a role still trusts it")]
    case (let old?, let new?):
      let set = RoleSet(account: "", roles: [])
      let drift = ProviderDrift(of: IdentityProvider(old), reading: .present(new), in: set)
      guard !drift.differences.isEmpty else { return nil }
      let directions = drift.differences.map { $0.direction ?? .undecided }
      gains = Self.answer(directions, .widened)
      loses = Self.answer(directions, .narrowed)
      reasons = Self.reasons(drift)
    }
  }

  private static func answer(
    _ directions: [AccessChange], _ way: AccessChange
  ) -> PolicyComparison.Answer {
    if directions.contains(where: { $0 == way || $0 == .both }) { return .yes }
    return directions.contains(.undecided) ? .unknown : .no
  }

  private static func reasons(_ drift: ProviderDrift) -> [String] {
    func ids(_ values: [String]) -> String {
      "client \(values.count == 1 ? "id" : "ids") "
        + values.sorted().map { "'\($0)'" }.joined(separator: ", ")
    }
    return drift.differences.flatMap { difference -> [String] in
      guard case .identityProvider(_, let member) = difference.part else { return [] }
      switch member {
      case .clientIDs:
        let (gone, added) = drift.clientIDs
        return (added.isEmpty ? [] : ["new: \(ids(added))"])
          + (gone.isEmpty ? [] : ["gone: \(ids(gone))"])
      case .thumbprints: return ["it has other thumbprints"]
      case .metadata: return ["it has another metadata document"]
      case .tags, nil: return []
      }
    }
  }

  /// Reviews all providers that differ, by ARN.
  public static func all(
    from old: [ObservedIdentityProvider], to new: [ObservedIdentityProvider],
    oldRoles: [ReviewedRole], newRoles: [ReviewedRole]
  ) -> [ProviderReview] {
    let before = Dictionary(old.map { ($0.arn, $0) }) { first, _ in first }
    let after = Dictionary(new.map { ($0.arn, $0) }) { first, _ in first }
    return Set(before.keys).union(after.keys).sorted().compactMap { arn in
      ProviderReview(
        from: before[arn], to: after[arn], oldRoles: oldRoles, newRoles: newRoles)
    }
  }
}

extension [ReviewedRole] {
  /// The names of the roles that may trust an identity provider, and whether one does.
  fileprivate func trusting(_ arn: String) -> (names: [String], answer: PolicyComparison.Answer) {
    let known = filter { role in
      guard let trust = role.trust.value else { return false }
      return StoredDocument.policy(trust).mayTrust(provider: arn)
    }
    if !known.isEmpty { return (known.map(\.name), .yes) }
    return ([], contains { $0.isDescribed && $0.trust.value == nil } ? .unknown : .no)
  }
}

extension IdentityProvider {
  /// What an account has, as a role set would declare it, without tags.
  fileprivate init(_ found: ObservedIdentityProvider) {
    let name = found.arn.identityProviderResource?.split(separator: "/", maxSplits: 1).last ?? ""
    self.init(
      found.arn.isSAMLProvider
        ? .saml(name: String(name), metadata: found.metadata)
        : .oidc(
          url: "https://\(name)", clientIDs: found.clientIDs, thumbprints: found.thumbprints))
  }
}

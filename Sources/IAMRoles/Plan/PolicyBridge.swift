import IAMPolicy
import PolicyAnalysis

extension PolicyDocument {
  /// A policy that allows only what this one and `new` both allow, and denies what either of them denies;
  /// nil when none is proved to do so.
  func permissionBridge(to new: PolicyDocument) -> PolicyDocument? {
    guard kind == new.kind, hasVariables == new.hasVariables else { return nil }
    var common: [Statement] = []
    for (mine, other) in [(new, self), (self, new)] {
      for part in mine.permissionParts where !common.contains(part) {
        let alone = mine.with([part])
        if !mine.with(common).covers(alone), other.covers(alone) { common.append(part) }
      }
    }
    let denials = (statements + new.statements).filter { $0.effect == .deny }
    for allowed in common.isEmpty ? [[]] : [common, []] {
      let all = allowed + denials.map(\.unnamed)
      let bridge = new.with(all.isEmpty ? [Self.nothing] : all)
      if bridge.isWithin(self), bridge.isWithin(new),
        bridge.size <= CustomerManagedPolicy.sizeQuota
      {
        return bridge
      }
    }
    return nil
  }

  /// A statement that changes nothing, for a policy must have one.
  ///
  /// Nobody loses by it: "No permissions are required to perform this operation. If an administrator
  /// attaches a policy to your identity that explicitly denies access to the sts:GetCallerIdentity action,
  /// you can still perform this operation" (STS API Reference, GetCallerIdentity).
  private static let nothing = IdentityStatement(
    .deny, .action([ActionPattern("sts:GetCallerIdentity")]), on: .resource([ResourcePattern("*")])
  ).statement

  /// Whether it grants all that another document grants.
  private func covers(_ other: PolicyDocument) -> Bool {
    (try? PolicyComparer.compare(
      actual: PolicySide(other), desired: PolicySide(self), evidence: .anyRequest))?
      .widened.isNothing ?? false
  }

  /// More parts than this are not looked at one by one.
  private static let mostParts = 200

  /// What it allows, each action on each resource by itself where they are not too many.
  private var permissionParts: [Statement] {
    let allowed = statements.filter { $0.effect == .allow }
    let parts = allowed.flatMap { statement -> [Statement] in
      guard case .action(let actions) = statement.action else { return [statement.unnamed] }
      var resources: [ResourceBlock?] = [statement.resource]
      if case .resource(let patterns)? = statement.resource {
        resources = patterns.map { .resource([$0]) }
      }
      return actions.flatMap { action in
        resources.map { resource in
          Statement(
            sid: nil, effect: .allow, principal: statement.principal, action: .action([action]),
            resource: resource, condition: statement.condition, mark: statement.mark)
        }
      }
    }
    return parts.count <= Self.mostParts ? parts : allowed.map(\.unnamed)
  }
}

import IAMPolicy

/// The id of a user or role that is gone, as IAM shows it in a trust policy.
struct OrphanPrincipal: Hashable {
  let id: String
  /// `role` or `user`.
  let what: String
}

extension PolicyDocument {
  /// The ids that take the place of an ARN (IAM User Guide, "IAM identifiers"), each once, in order.
  var orphans: [OrphanPrincipal] {
    var found: [OrphanPrincipal] = []
    for statement in statements {
      guard case .principal(.some(let principals))? = statement.principal else { continue }
      for principal in principals where principal.kind == .aws {
        guard let orphan = OrphanPrincipal(principal.value), !found.contains(orphan) else {
          continue
        }
        found.append(orphan)
      }
    }
    return found
  }

  /// The document without what it says of ids that `declared` does not hold: they are nobody, so it lets
  /// in and keeps out the same callers.
  func withoutOrphans(besides declared: PolicyDocument) -> PolicyDocument {
    let known = Set(declared.orphans.map(\.id))
    let nobody = Set(orphans.map(\.id)).subtracting(known)
    guard !nobody.isEmpty else { return self }
    let rest = statements.compactMap { statement -> Statement? in
      guard case .principal(.some(let principals))? = statement.principal else { return statement }
      let living = principals.filter { $0.kind != .aws || !nobody.contains($0.value) }
      guard living.count < principals.count else { return statement }
      guard !living.isEmpty else { return nil }
      return Statement(
        sid: statement.sid, effect: statement.effect, principal: .principal(.some(living)),
        action: statement.action, resource: statement.resource, condition: statement.condition,
        mark: statement.mark)
    }
    return PolicyDocument(kind: kind, version: version, id: id, statements: rest)
  }
}

extension OrphanPrincipal {
  fileprivate init?(_ value: String) {
    guard value.utf8.count >= 16, !value.contains(":") else { return nil }
    if value.hasPrefix("AROA") {
      self.init(id: value, what: "role")
    } else if value.hasPrefix("AIDA") {
      self.init(id: value, what: "user")
    } else {
      return nil
    }
  }
}

public import IAMPolicy

/// The id of a user or role that is gone, as IAM shows it in a trust policy.
struct OrphanPrincipal: Hashable {
  let id: String
  /// `role` or `user`.
  let what: String
}

extension PolicyDocument {
  /// The ids that stand where an ARN was (IAM User Guide, "IAM identifiers"), each once, in order.
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

  /// The services that some statement allows, in small letters.
  public var trustedServices: Set<String> {
    var services: Set<String> = []
    for statement in statements where statement.effect == .allow {
      guard case .principal(.some(let principals))? = statement.principal else { continue }
      for principal in principals where principal.kind == .service {
        services.insert(principal.value.lowercased())
      }
    }
    return services
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

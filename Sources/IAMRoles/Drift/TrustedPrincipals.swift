public import IAMPolicy

extension PolicyDocument {
  /// Everyone whom some statement allows, each once, in order.
  public var allowedPrincipals: [String] {
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

  /// Whether some statement allows everyone, or everyone but some; `{"AWS": "*"}` is everyone, too (IAM User Guide,
  /// "AWS JSON policy elements: Principal").
  public var trustsEveryone: Bool {
    statements.contains { statement in
      guard statement.effect == .allow else { return false }
      return switch statement.principal {
      case .principal(.everyone)?, .notPrincipal?: true
      case .principal(.some(let principals))?:
        principals.contains { $0.kind == .aws && $0.value == "*" }
      case nil: false
      }
    }
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

extension PolicyDocument {
  /// Says of everyone whom this trust policy trusts and `declared` does not that it is so.
  ///
  /// Whom one of `reasons` names already is not reported again.
  func strangers(besides declared: PolicyDocument, toldBy reasons: [String]) -> [String] {
    let known = Set(declared.allowedPrincipals.map(Self.plain))
    let orphans = Set(orphans.map(\.id))
    return allowedPrincipals.compactMap { name in
      guard !known.contains(Self.plain(name)), !orphans.contains(name) else { return nil }
      let quoted = name.hasPrefix("everyone") ? name : "'\(name)'"
      guard !reasons.contains(where: { $0.contains(quoted) }) else { return nil }
      return "\(quoted) is trusted and the role set does not name it"
    }
  }

  /// One spelling of what has several: an account's id stands for its root ARN (IAM User Guide, "AWS JSON
  /// policy elements: Principal"), and services are written in any case.
  private static func plain(_ principal: String) -> String {
    guard let arn = ARN(principal), arn.service == "iam", arn.resource == "root" else {
      return principal.lowercased()
    }
    return arn.account
  }
}

import IAMPolicy
import PolicyAnalysis

extension PolicyDocument {
  /// A trust policy that lets in only those whom this one and `new` both let in; nil when none is proved
  /// to do so.
  func trustBridge(to new: PolicyDocument) -> PolicyDocument? {
    let denials = (statements + new.statements).filter { $0.effect == .deny }
    var common: [Statement] = []
    for (mine, other) in [(new, self), (self, new)] {
      for part in mine.parts where !common.contains(part) {
        if mine.with([part]).isGranted(by: other) { common.append(part) }
      }
    }
    // Someone must be named, and nobody is in both.
    let nobody = TrustStatement(.deny, .everyone).statement
    for allowed in [common, []] {
      let all = allowed + denials.map(\.unnamed)
      let bridge = new.with(all.isEmpty || allowed.isEmpty ? all + [nobody] : all)
      if bridge.isWithin(self), bridge.isWithin(new),
        bridge.size <= IAMQuotas.standard.trustPolicySize
      {
        return bridge
      }
    }
    return nil
  }

  /// Whether all that this document grants and does not deny lies within another one.
  func isWithin(_ other: PolicyDocument) -> Bool {
    self == other
      || (try? PolicyComparer.compare(
        actual: PolicySide(self), desired: PolicySide(other), evidence: .anyRequest))?
        .isWidening == .no
  }

  private func isGranted(by other: PolicyDocument) -> Bool {
    (try? PolicyComparer.compare(actual: PolicySide(self), desired: PolicySide(other)))?
      .widened.isNothing ?? false
  }

  /// The document with other statements.
  func with(_ statements: [Statement]) -> PolicyDocument {
    PolicyDocument(kind: kind, version: version, id: nil, statements: statements)
  }

  /// What it allows, each principal by itself.
  private var parts: [Statement] {
    statements.filter { $0.effect == .allow }.flatMap { statement -> [Statement] in
      guard case .principal(.some(let principals))? = statement.principal else {
        return [statement.unnamed]
      }
      return principals.map { principal in
        Statement(
          sid: nil, effect: .allow, principal: .principal(.some([principal])),
          action: statement.action, resource: statement.resource, condition: statement.condition,
          mark: statement.mark)
      }
    }
  }
}

extension Statement {
  /// The statement without its name, so that others can be next to it.
  var unnamed: Statement {
    Statement(
      sid: nil, effect: effect, principal: principal, action: action, resource: resource,
      condition: condition, mark: mark)
  }
}

/// One statement, ready for many requests.
package struct CompiledStatement: Sendable {
  /// The effect.
  package let effect: Effect
  /// Who it is about; nil in an identity policy.
  package let principals: CompiledPrincipals?
  private let actions: [Glob]
  private let isNotAction: Bool
  /// nil where the policy's own role or resource is meant, and every request is about that.
  private let resources: [CompiledResource]?
  private let isNotResource: Bool
  private let clauses: [CompiledClause]
  /// Whether a condition asks for certain values of `aws:PrincipalArn`.
  let demandsPrincipalARN: Bool

  /// Prepares a statement of a document that has variables, or not (`PolicyDocument.hasVariables`).
  package init(_ statement: Statement, hasVariables: Bool) {
    effect = statement.effect
    principals = statement.principal.map { CompiledPrincipals($0) }
    actions = statement.action.patterns.map(\.glob)
    isNotAction = statement.action.isNegated
    resources = statement.resource?.patterns.map {
      CompiledResource($0, hasVariables: hasVariables)
    }
    isNotResource = statement.resource?.isNegated ?? false
    clauses = statement.condition.clauses.map { CompiledClause($0, hasVariables: hasVariables) }
    demandsPrincipalARN = statement.condition.clauses.contains {
      $0.key.foldingASCIICase == "aws:principalarn" && $0.demandsValue
    }
  }

  /// Says whether the statement is about a request: principal, action, resource and condition.
  ///
  /// With `ignoringNotPrincipal`, `NotPrincipal` is about everyone.
  package func truth(
    _ request: PreparedRequest, _ reading: TruthReading = .chosen,
    ignoringNotPrincipal: Bool = false
  ) -> Truth {
    guard matchesAction(request.action), matchesResource(request) else { return .no }
    var truth = Truth.yes
    if let principals, !(ignoringNotPrincipal && principals.isNegated) {
      truth = principals.truth(request.principal, reading)
    }
    for clause in clauses where truth != .no {
      truth = truth && clause.truth(in: request.context, reading)
    }
    return truth
  }

  private func matchesAction(_ action: [UInt8]) -> Bool {
    let isNamed = action.withUnsafeBufferPointer { action in
      actions.contains { $0.matches(action) }
    }
    return isNamed != isNotAction
  }

  private func matchesResource(_ request: PreparedRequest) -> Bool {
    guard let resources else { return true }
    let isNamed = resources.contains { $0.matches(request.resource, in: request.context) }
    return isNamed != isNotResource
  }
}

/// A policy made ready once to decide many requests.
///
/// ```swift
/// let policy = CompiledPolicy(document)
/// let refused = requests.filter { !policy.decide($0).isAllowed }
/// ```
public struct CompiledPolicy: Sendable {
  /// The policy that was prepared.
  public let document: PolicyDocument
  /// Its statements, in its order.
  package let statements: [CompiledStatement]

  /// Prepares a policy.
  public init(_ document: PolicyDocument) {
    self.document = document
    statements = document.statements.map {
      CompiledStatement($0, hasVariables: document.hasVariables)
    }
  }

  /// What this policy alone says: an explicit deny wins, then an allow, then nothing allows (IAM
  /// User Guide, "Policy evaluation logic").
  ///
  /// The statement returned is the first that decides.
  public func decide(_ request: AccessRequest) -> Decision {
    decide(PreparedRequest(request))
  }

  /// What this policy alone says of a prepared request.
  package func decide(_ request: PreparedRequest) -> Decision {
    var allowing: Int?
    for (index, statement) in statements.enumerated() {
      switch statement.effect {
      case .deny:
        if statement.truth(request) == .yes {
          return .explicitlyDenied(by: reference(index))
        }
      case .allow:
        if allowing == nil, statement.truth(request) == .yes { allowing = index }
      }
    }
    return allowing.map { .allowed(by: reference($0)) } ?? .implicitlyDenied
  }

  /// Says whether some statement of that effect is about a request.
  package func matches(
    _ effect: Effect, _ request: PreparedRequest, _ reading: TruthReading
  ) -> Truth {
    var truth = Truth.no
    for statement in statements where truth != .yes && statement.effect == effect {
      truth = truth || statement.truth(request, reading)
    }
    return truth
  }

  /// Says whether some statement allows and none denies, as far as AWS says what they mean.
  package func allows(_ request: PreparedRequest, _ reading: TruthReading) -> Truth {
    matches(.allow, request, reading) && !matches(.deny, request, reading)
  }

  /// Names a statement.
  package func reference(
    _ index: Int, of origin: StatementReference.Origin? = nil, document number: Int = 0
  ) -> StatementReference {
    let statement = document.statements[index]
    return StatementReference(
      origin: origin ?? StatementReference.Origin(document.kind), document: number,
      statement: index, sid: statement.sid, mark: statement.mark)
  }
}

extension PolicyDocument {
  /// What this policy alone says of a request.
  ///
  /// To ask many requests, make a `CompiledPolicy`.
  public func decide(_ request: AccessRequest) -> Decision {
    CompiledPolicy(self).decide(request)
  }
}

extension Statement {
  /// Says whether the statement is about a request.
  ///
  /// `hasVariables` is the document's.
  package func matches(_ request: AccessRequest, hasVariables: Bool) -> Bool {
    truth(request, hasVariables: hasVariables, .chosen) == .yes
  }

  /// Says whether the statement is about a request, as far as AWS says what it means.
  package func truth(
    _ request: AccessRequest, hasVariables: Bool, _ reading: TruthReading
  ) -> Truth {
    CompiledStatement(self, hasVariables: hasVariables).truth(PreparedRequest(request), reading)
  }
}

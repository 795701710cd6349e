public import IAMPolicy

/// Why a statement is not about a request: each part of it that does not fit.
public enum Mismatch: Hashable, Sendable {
  /// The action.
  case action
  /// The principal.
  case principal
  /// The resource.
  case resource
  /// A line of the condition.
  case condition(ConditionClause)

  /// Every part of a statement that does not fit a request; none when the statement is about it.
  public static func all(
    of statement: Statement, hasVariables: Bool, _ request: AccessRequest
  ) -> [Mismatch] {
    func fits(
      _ principal: PrincipalBlock? = nil, _ action: ActionBlock? = nil,
      _ resource: ResourceBlock? = nil, _ clause: ConditionClause? = nil
    ) -> Bool {
      let part = Statement(
        sid: nil, effect: statement.effect, principal: principal,
        action: action ?? .action([ActionPattern("*")]), resource: resource,
        condition: clause.map { ConditionBlock($0) } ?? ConditionBlock())
      return part.matches(request, hasVariables: hasVariables)
    }
    var found: [Mismatch] = []
    if !fits(nil, statement.action) { found.append(.action) }
    if let principal = statement.principal, !fits(principal) { found.append(.principal) }
    if let resource = statement.resource, !fits(nil, nil, resource) { found.append(.resource) }
    for clause in statement.condition.clauses where !fits(nil, nil, nil, clause) {
      found.append(.condition(clause))
    }
    return found
  }

  /// The mismatch in words.
  public func words(_ request: AccessRequest) -> String {
    switch self {
    case .action: "another action"
    case .principal:
      request.principal == nil
        ? "the request names no principal" : "another principal"
    case .resource: request.resource == nil ? "the request names no resource" : "another resource"
    case .condition(let clause): Self.words(clause, request.context[clause.key])
    }
  }

  private static func words(_ clause: ConditionClause, _ values: [String]?) -> String {
    let what = "\(clause.operator.name) on '\(clause.key)' does not hold"
    guard let values else { return "\(what), the request has no such key" }
    guard !values.isEmpty else { return "\(what), the key has no value" }
    return "\(what) for \(values.map { "'\($0)'" }.joined(separator: ", "))"
  }
}

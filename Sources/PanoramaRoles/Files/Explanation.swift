import IAMPolicy

/// Why a statement is not about a request: each part of it that does not fit.
enum Mismatch: Hashable, Sendable {
  case action
  case principal
  case resource
  case condition(ConditionClause)

  /// Every part of a statement that does not fit a request; none when the statement is about it.
  static func all(
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
  func words(_ request: AccessRequest) -> String {
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

/// Why a request was decided as it was, origin by origin.
struct Explanation {
  /// What one statement has to do with the answer.
  struct Line: Hashable, Sendable {
    /// The statement; nil for a sentence about a whole origin.
    let statement: StatementReference?
    /// One sentence.
    let sentence: String
  }

  /// How many statements are explained for one origin.
  private static let limit = 5

  let lines: [Line]

  init(_ decision: Decision, of request: AccessRequest, _ sources: PolicySources) {
    switch decision {
    case .allowed(let by): lines = [Line(statement: by, sentence: "\(by.name) allows it")]
    case .explicitlyDenied(let by): lines = [Line(statement: by, sentence: "\(by.name) denies it")]
    case .unspecified(let by):
      lines = [
        Line(
          statement: by,
          sentence:
            "\(by.name) allows everyone; AWS does not say whether the permissions boundary or "
            + "session policy, which does not allow it, limits that")
      ]
    case .implicitlyDenied:
      lines = StatementReference.Origin.allCases.flatMap { origin in
        sources.files[origin].map { Self.lines(origin, $0.map(\.document), request) } ?? []
      }
    }
  }

  private static func lines(
    _ origin: StatementReference.Origin, _ documents: [PolicyDocument], _ request: AccessRequest
  ) -> [Line] {
    var near: [Line] = []
    var others = 0
    for (number, document) in documents.enumerated() {
      for (index, statement) in document.statements.enumerated()
      where statement.effect == .allow {
        let reference = StatementReference(
          origin: origin, document: number, statement: index, sid: statement.sid,
          mark: statement.mark)
        let found = Mismatch.all(
          of: statement, hasVariables: document.hasVariables, request)
        if found.isEmpty {
          return [Line(statement: reference, sentence: "\(reference.name) would allow it")]
        }
        guard !found.contains(.action) else {
          others += 1
          continue
        }
        let words = found.map { $0.words(request) }.joined(separator: "; ")
        near.append(
          Line(statement: reference, sentence: "\(reference.name) does not allow it: \(words)"))
      }
    }
    guard !near.isEmpty else {
      let why = others == 0 ? "it allows nothing" : "it does not allow '\(request.action)'"
      return [Line(statement: nil, sentence: "\(origin.words): \(why)")]
    }
    let rest = near.count - limit
    let more = rest > 0 ? [Line(statement: nil, sentence: "and \(rest) more")] : []
    return Array(near.prefix(limit)) + more
  }
}

extension StatementReference {
  /// `statement 'Sid'`, or its number from 1.
  var name: String {
    guard let sid, !sid.isEmpty else { return "statement \(statement + 1)" }
    return "statement '\(sid)'"
  }
}

extension StatementReference.Origin {
  /// The policies of an origin in words.
  var words: String {
    switch self {
    case .identity: "the identity policy"
    case .trust: "the trust policy"
    case .resource: "the resource policy"
    case .boundary: "the permissions boundary"
    case .session: "the session policy"
    }
  }
}

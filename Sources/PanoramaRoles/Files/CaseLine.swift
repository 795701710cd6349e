import IAMPolicy
import JSONText
import Reports

/// One line of `can cases`: a request and the policies that bear on it.
struct CaseLine {
  let request: AccessRequest
  /// The policies of the line; nil when it has none, so that those of the command line decide.
  let policies: PolicySet?
  /// The origins whose policy stands alone and not in a list.
  private let alone: Set<StatementReference.Origin>

  /// Reads a line; every problem is reported at once.
  init(_ json: JSON) throws(DocumentError) {
    let problems = ProblemCollector()
    guard let line = JSONObjectReader(json, of: "a case", known: nil, problems) else {
      try problems.check()
      throw DocumentError(Problem("invalid-value", at: json.position, "a case is an object"))
    }
    let request = line.required("request").flatMap { AccessRequest.read($0, problems) }
    var alone: Set<StatementReference.Origin> = []
    policies = line["policies"].flatMap { Self.policies($0, &alone, problems) }
    self.alone = alone
    try problems.check()
    guard let request else {
      throw DocumentError(Problem("invalid-value", at: json.position, "the request cannot be read"))
    }
    self.request = request
  }

  private static func policies(
    _ json: JSON, _ alone: inout Set<StatementReference.Origin>, _ problems: ProblemCollector
  ) -> PolicySet? {
    let origins = StatementReference.Origin.allCases
    guard
      let form = JSONObjectReader(json, of: "'policies'", known: origins.map(\.rawValue), problems)
    else { return nil }
    if form["trust"] != nil, form["resource"] != nil {
      problems.add(
        "invalid-value", at: json.position, "'trust' and 'resource' cannot both bear on a request",
        hint: "a request to assume a role asks its trust policy, any other a resource policy")
    }
    var set = PolicySet()
    for origin in origins {
      let documents = form.documents(origin.rawValue, as: origin.kind, problems)
      if let value = form[origin.rawValue], value.array == nil { alone.insert(origin) }
      set[origin] = documents
    }
    return set
  }

  /// The statement's `Sid`, or else its place in `policies`: `identity[0].Statement[2]`.
  func name(_ reference: StatementReference) -> String {
    if let sid = reference.sid, !sid.isEmpty { return sid }
    let document = alone.contains(reference.origin) ? "" : "[\(reference.document)]"
    return "\(reference.origin.rawValue)\(document).Statement[\(reference.statement)]"
  }

  /// The members of the answer.
  func answer(_ decision: Decision) -> [(String, JSON)] {
    [
      ("decision", .string(decision.word)),
      ("statement", decision.statement.map { .string(name($0)) } ?? .null),
    ]
  }
}

extension StatementReference.Origin {
  /// The kind that policies of this origin have.
  var kind: PolicyKind {
    switch self {
    case .identity, .boundary, .session: .identity
    case .trust: .trust
    case .resource: .resource
    }
  }
}

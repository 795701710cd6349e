import IAMPolicy
import JSONText

/// One line of a cases file: a request, the policies that bear on it, and what must come out.
struct DecisionCase {
  let id: String
  let request: AccessRequest
  let policies: PolicySet
  /// `allowed`, `implicitly-denied` or `explicitly-denied`, for what decides with its origin and
  /// statement: `allowed trust 0`.
  let expected: String

  struct Malformed: Error {
    let text: String
  }

  init(_ line: String) throws {
    let json = try JSON(parsing: line)
    guard let id = json["id"]?.string, let expected = json["decision"]?.string,
      let asked = json["request"], let action = asked["action"]?.string
    else { throw Malformed(text: line) }
    self.id = id
    self.expected = expected
    var principal: Principal?
    if let member = asked["principal"]?.object?.first {
      guard let kind = Principal.Kind(rawValue: member.name), let name = member.value.string else {
        throw Malformed(text: line)
      }
      principal = Principal(kind, name)
    }
    let context = (asked["context"]?.object ?? []).map { member in
      RequestContext.Entry(
        member.name, member.value.array?.compactMap(\.string) ?? [member.value.string ?? ""])
    }
    request = AccessRequest(
      principal: principal, action: action, resource: asked["resource"]?.string,
      context: RequestContext(context))
    func documents(_ name: String) throws -> [PolicyDocument]? {
      try json["policies"]?[name]?.array?.map { try PolicyDocument($0, as: .identity) }
    }
    func document(_ name: String, _ kind: PolicyKind) throws -> PolicyDocument? {
      try json["policies"]?[name].map { try PolicyDocument($0, as: kind) }
    }
    policies = PolicySet(
      identity: try documents("identity"), trust: try document("trust", .trust).map { [$0] },
      resource: try document("resource", .resource).map { [$0] },
      boundary: try documents("boundary"),
      session: try documents("session"))
  }
}

extension Decision {
  /// The decision in the words of a cases file.
  var words: String {
    switch self {
    case .allowed(let by): "allowed \(by.origin.rawValue) \(by.statement)"
    case .implicitlyDenied: "implicitly-denied"
    case .explicitlyDenied(let by): "explicitly-denied \(by.origin.rawValue) \(by.statement)"
    case .unspecified(let by): "unspecified \(by.origin.rawValue) \(by.statement)"
    }
  }
}

package import IAMPolicy
package import JSONText

/// The form of a request in files: what `compare` and `grants` print and what `can` and `test` take.
///
/// `{"principal": {KIND: VALUE}, "action": …, "resource": …, "context": {KEY: value or list}}`, of which
/// only the action must be there.
extension AccessRequest {
  /// The members that a request has.
  package static let members = ["principal", "action", "resource", "context"]

  /// The request in its form.
  package var json: JSON {
    var members: [(String, JSON)] = []
    if let principal {
      members.append(
        ("principal", .object([(principal.kind.rawValue, .string(principal.value))])))
    }
    members.append(("action", .string(action)))
    if let resource { members.append(("resource", .string(resource))) }
    if !context.entries.isEmpty {
      members.append(
        (
          "context",
          .object(
            context.entries.map { entry in
              (
                entry.key,
                entry.values.count == 1 ? .string(entry.values[0]) : .strings(entry.values)
              )
            })
        ))
    }
    return .object(members)
  }

  /// Reads a request; nil when there is a problem.
  ///
  /// `others` are members that belong to the object around the request.
  package static func read(
    _ json: JSON, others: [String] = [], _ problems: ProblemCollector
  ) -> AccessRequest? {
    guard let form = JSONObjectReader(json, of: "a request", known: members + others, problems)
    else {
      return nil
    }
    let before = problems.count
    let principal = form["principal"].flatMap { Principal.read($0, problems) }
    let action = form.required("action").flatMap { problems.text($0, "action") }
    if let action, let position = form["action"]?.position,
      let problem = problem(ofAction: action)
    {
      problems.add("invalid-value", at: position, problem.message, hint: problem.hint)
    }
    let resource = form.text("resource")
    let context = form["context"].map { RequestContext.read($0, problems) }
    guard problems.count == before, let action else { return nil }
    return AccessRequest(
      principal: principal, action: action, resource: resource, context: context ?? RequestContext()
    )
  }

  /// What keeps a text from being the action of a request.
  package static func problem(ofAction action: String) -> (message: String, hint: String)? {
    if action.contains("*") || action.contains("?") {
      return (
        "a request is about one action, and \(Shown.quoted(action)) is a pattern",
        "name one action, or ask with 'panorama-roles grants --action'"
      )
    }
    let parts = action.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else {
      return (
        "\(Shown.quoted(action)) is not a valid action",
        "write service and action, for example 's3:GetObject'"
      )
    }
    return nil
  }
}

extension Principal {
  /// Reads `{KIND: VALUE}`.
  fileprivate static func read(_ json: JSON, _ problems: ProblemCollector) -> Principal? {
    let kinds = Kind.allCases.map(\.rawValue)
    let before = problems.count
    guard let form = JSONObjectReader(json, of: "'principal'", known: kinds, problems),
      problems.count == before
    else { return nil }
    guard let members = form.json.object, members.count == 1,
      let kind = Kind(rawValue: members[0].name)
    else {
      problems.add(
        "invalid-value", at: json.position, "a request comes from one principal",
        hint: "write one of \(kinds.map { "'\($0)'" }.joined(separator: ", ")) with one value")
      return nil
    }
    let value = members[0].value
    let alone = value.array.flatMap { $0.count == 1 ? $0[0] : nil } ?? value
    return problems.text(alone, members[0].name).map { Principal(kind, $0) }
  }
}

extension RequestContext {
  /// Reads `{KEY: value or list}`; numbers and booleans are their text.
  fileprivate static func read(_ json: JSON, _ problems: ProblemCollector) -> RequestContext {
    guard let form = JSONObjectReader(json, of: "'context'", known: nil, problems) else {
      return RequestContext()
    }
    var entries: [Entry] = []
    var seen: Set<String> = []
    for member in form.json.object ?? [] {
      if !seen.insert(member.name.lowercased()).inserted {
        problems.add(
          "invalid-value", at: member.namePosition,
          "the context has the key \(Shown.quoted(member.name)) twice; its case has no meaning",
          hint: "write its values as one list")
      }
      let values = (member.value.array ?? [member.value]).compactMap { text(of: $0, problems) }
      entries.append(Entry(member.name, values))
    }
    return RequestContext(entries)
  }

  private static func text(of json: JSON, _ problems: ProblemCollector) -> String? {
    switch json.value {
    case .string(let text), .number(let text): return text
    case .bool(let truth): return truth ? "true" : "false"
    case .null, .array, .object:
      problems.add(
        "invalid-value", at: json.position,
        "a context value is a string, a number, a boolean, or a list of these, and here is "
          + json.kind, hint: "leave the key out when the request does not have it")
      return nil
    }
  }
}

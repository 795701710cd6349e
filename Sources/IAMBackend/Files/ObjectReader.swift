import JSONText

/// Reads the members of one JSON object and gathers every problem instead of stopping at the first.
///
/// What could not be read has a harmless value, which nobody sees: `finish` throws then.
struct ObjectReader {
  private let json: JSON
  private let subject: String
  private var known: [String] = []
  private(set) var problems: [FileFormProblem] = []

  init(_ json: JSON, called subject: String) {
    self.json = json
    self.subject = subject
    if json.object == nil {
      problem(json.position, "wrong-type", "\(subject) is \(json.kind) and must be an object")
    }
  }

  mutating func problem(
    _ position: TextPosition, _ id: String, _ message: String, hint: String? = nil
  ) {
    problems.append(FileFormProblem(position: position, id: id, message: message, hint: hint))
  }

  /// The member; its absence is a problem.
  mutating func member(_ name: String, hint: String? = nil) -> JSON? {
    known.append(name)
    guard json.object != nil else { return nil }
    guard let value = json[name] else {
      problem(json.position, "missing-member", "\(subject) has no '\(name)'", hint: hint)
      return nil
    }
    return value
  }

  /// The member when it is there.
  mutating func optional(_ name: String) -> JSON? {
    known.append(name)
    guard let value = json[name], value != .null else { return nil }
    return value
  }

  mutating func text(_ name: String) -> String {
    guard let value = member(name) else { return "" }
    return text(value, name)
  }

  mutating func text(_ value: JSON, _ name: String) -> String {
    guard let text = value.string else {
      wrongType(value, name, "a string")
      return ""
    }
    return text
  }

  mutating func object(_ name: String) -> JSON {
    guard let value = member(name) else { return .null }
    if value.object == nil { wrongType(value, name, "an object") }
    return value
  }

  mutating func array(_ name: String, hint: String? = nil) -> [JSON] {
    guard let value = member(name, hint: hint) else { return [] }
    return array(value, name)
  }

  mutating func array(_ value: JSON, _ name: String) -> [JSON] {
    guard let elements = value.array else {
      wrongType(value, name, "an array")
      return []
    }
    return elements
  }

  mutating func expect(_ name: String, _ wanted: String, hint: String) {
    guard let value = member(name), value.string != wanted else { return }
    let found = value.string.map { "'\($0)'" } ?? value.kind
    problem(
      value.position, "unexpected-value", "'\(name)' is \(found) and must be '\(wanted)'",
      hint: hint)
  }

  /// Adds the problems of a part that was read on its own.
  mutating func take(_ part: ObjectReader) { take(part.problems) }

  /// Adds problems that were found on the way here.
  mutating func take(_ others: [FileFormProblem]) { problems += others }

  /// Members that nobody asked for are problems.
  mutating func refuseOthers() {
    for member in json.object ?? [] where !known.contains(member.name) {
      problem(
        member.namePosition, "unknown-member", "\(subject) has an unknown member '\(member.name)'",
        hint: "known are: \(known.joined(separator: ", "))")
    }
  }

  func finish() throws(FileFormError) {
    guard let first = problems.first else { return }
    throw FileFormError(first, Array(problems.dropFirst()))
  }

  private mutating func wrongType(_ value: JSON, _ name: String, _ wanted: String) {
    problem(value.position, "wrong-type", "'\(name)' is \(value.kind) and must be \(wanted)")
  }
}

/// The members of one JSON object, read by key.
///
/// What is missing, unknown or of another type becomes a problem, worded the same in every file, and
/// reading goes on.
package struct JSONObjectReader {
  package let json: JSON
  package let problems: ProblemCollector
  private let what: String

  /// Reads an object; nil, with a problem, when it is something else.
  ///
  /// - Parameters:
  ///   - what: what the object is, with its article: `a spec`.
  ///   - known: its keys; with nil every key may exist.
  ///   - others: what people write instead, with the keys that they mean.
  package init?(
    _ json: JSON, of what: String, known: [String]?, others: [String: String] = [:],
    _ problems: ProblemCollector
  ) {
    self.json = json
    self.problems = problems
    self.what = what
    guard let members = json.object else {
      problems.wrongType(json, what, "an object")
      return nil
    }
    guard let known else { return }
    for member in members where !known.contains(bytes: member.name) {
      problems.unknownKey(
        member, in: what, known: known, hint: others[member.name].map { "write '\($0)'" })
    }
  }

  /// Where the object begins.
  package var position: TextPosition { json.position }

  /// The value of a key; nil when it does not exist, or is `null` where that says the same.
  package subscript(key: String) -> JSON? {
    guard let value = json[key] else { return nil }
    return problems.ignoresNull && value.value == .null ? nil : value
  }

  /// Where the value of a key begins, or the object when the key does not exist.
  package func position(of key: String) -> TextPosition { json[key]?.position ?? position }

  /// The value of a key that must exist.
  package func required(_ key: String, hint: String? = nil) -> JSON? {
    if let value = self[key] { return value }
    problems.missingKey(key, in: what, at: position(of: key), hint: hint)
    return nil
  }

  package func text(_ key: String) -> String? { self[key].flatMap { problems.text($0, key) } }

  package func requiredText(_ key: String, hint: String? = nil) -> String? {
    required(key, hint: hint).flatMap { problems.text($0, key) }
  }

  package func flag(_ key: String) -> Bool? {
    guard let value = self[key] else { return nil }
    if value.bool == nil { problems.wrongType(value, "'\(key)'", "true or false") }
    return value.bool
  }

  /// The whole number of a key; whoever uses it checks that it is in its range.
  package func number(_ key: String, in range: ClosedRange<Int>) -> Int? {
    guard let value = self[key] else { return nil }
    if let number = value.int { return number }
    problems.wrongType(
      value, "'\(key)'", "a whole number from \(range.lowerBound) to \(range.upperBound)")
    return nil
  }

  /// The elements of a list; none when the key does not exist.
  package func list(_ key: String) -> [JSON] {
    self[key].map { problems.list($0, key) } ?? []
  }

  /// The elements of a list that must exist.
  package func requiredList(_ key: String, hint: String? = nil) -> [JSON] {
    required(key, hint: hint).map { problems.list($0, key) } ?? []
  }

  /// The object of a key that must exist.
  package func requiredObject(_ key: String) -> JSON? {
    guard let value = required(key) else { return nil }
    if value.object == nil { problems.wrongType(value, "'\(key)'", "an object") }
    return value
  }

  /// The strings of a list, each with its place.
  package func texts(_ key: String) -> [Located] {
    list(key).compactMap { element in
      problems.text(element, key).map { Located(text: $0, position: element.position) }
    }
  }

  /// The strings of a list, or one string alone.
  package func textOrTexts(_ key: String) -> [String] {
    guard let value = self[key] else { return [] }
    return (value.array ?? [value]).compactMap { problems.text($0, key) }
  }

  /// The string values of an object, each with its name and place.
  package func textsByName(
    _ key: String
  ) -> [(name: String, value: String, position: TextPosition)] {
    guard let value = self[key] else { return [] }
    guard let members = value.object else {
      problems.wrongType(
        value, "'\(key)'", "an object",
        hint: value.array == nil ? nil : "write {\"NAME\": \"VALUE\"}, and no list")
      return []
    }
    return members.compactMap { member in
      problems.text(member.value, member.name).map { (member.name, $0, member.namePosition) }
    }
  }

  /// A text that must be one certain word.
  package func expect(_ key: String, _ wanted: String, hint: String) {
    guard let value = required(key, hint: hint), value.string != wanted else { return }
    problems.add(
      "unexpected-value", at: value.position,
      "'\(key)' must be '\(wanted)', not \(value.string.map(Shown.quoted) ?? value.kind)",
      hint: hint)
  }
}

extension JSONObjectReader {
  /// The version of the file formats that this tool reads and writes.
  package static let schemaVersion = "1.0"

  /// Checks `schemaVersion`, which every file of ours has.
  package func checkSchemaVersion() {
    guard let version = requiredText("schemaVersion"), version != Self.schemaVersion else { return }
    problems.add(
      "schema-version", at: position(of: "schemaVersion"),
      "schema version \(Shown.quoted(version)) is not supported",
      hint: "write \"\(Self.schemaVersion)\", or use the version of this tool that made the file")
  }
}

extension ProblemCollector {
  /// The string; anything else is a problem.
  package func text(_ value: JSON, _ key: String) -> String? {
    if value.string == nil { wrongType(value, "'\(key)'", "a string") }
    return value.string
  }

  /// The elements of a list; anything else is a problem.
  package func list(_ value: JSON, _ key: String) -> [JSON] {
    if value.array == nil { wrongType(value, "'\(key)'", "a list") }
    return value.array ?? []
  }

  package func wrongType(
    _ value: JSON, _ subject: String, _ wanted: String, hint: @autoclosure () -> String? = nil
  ) {
    let isNumber = if case .number = value.value { wanted.contains("number") } else { false }
    add(
      "wrong-type", at: value.position,
      "\(subject) must be \(wanted)\(isNumber ? "" : ", not \(value.kind)")", hint: hint())
  }

  package func unknownKey(
    _ member: JSON.Member, in what: String, known: [String], id: String = "unknown-key",
    hint: @autoclosure () -> String? = nil
  ) {
    add(
      id, at: member.namePosition, "unknown key \(Shown.quoted(member.name)) in \(what)",
      hint: hint() ?? Sentence.didYouMean(member.name, among: known)
        ?? "the keys are \(known.map { "'\($0)'" }.joined(separator: ", "))")
  }

  package func missingKey(
    _ key: String, in what: String, at position: TextPosition,
    hint: @autoclosure () -> String? = nil
  ) {
    add("missing-key", at: position, "missing key '\(key)' in \(what)", hint: hint())
  }
}

/// A text with its place in a file.
package struct Located: Hashable, Sendable {
  package var text: String
  package var position: TextPosition

  package init(text: String, position: TextPosition) {
    self.text = text
    self.position = position
  }
}

extension [String] {
  /// Whether one of the strings has the same bytes; `==` of Swift takes more for equal.
  package func contains(bytes text: String) -> Bool {
    for known in self where known.isExactly(text) { return true }
    return false
  }
}

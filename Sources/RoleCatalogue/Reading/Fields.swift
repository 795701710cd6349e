import IAMPolicy
import JSONText

/// The members of one object of a file, read by name.
///
/// What is missing, unknown or of another type becomes a problem, and reading goes on.
struct Fields {
  /// Where the object begins.
  let position: TextPosition
  let findings: Findings
  private let what: String
  private let object: JSON

  /// Reads an object; nil, with a problem, when it is something else.
  init?(_ json: JSON, of what: String, known: [String], findings: Findings) {
    position = json.position
    self.findings = findings
    self.what = what
    object = json
    guard let members = json.object else {
      findings.add(
        "wrong-type", at: json.position, "\(what) is an object, and here is \(json.kind)")
      return nil
    }
    for member in members where !known.contains(member.name) {
      let nearest = NearestName.of(member.name, among: known)
      findings.add(
        "unknown-key", at: member.namePosition,
        "\(what) has no key \(Shown.quoted(member.name))",
        hint: nearest.map { "did you mean '\($0)'?" }
          ?? "the keys are \(known.map { "'\($0)'" }.joined(separator: ", "))")
    }
  }

  /// The value of a key; nil when it is not there, or `null` where that says the same.
  subscript(key: String) -> JSON? {
    guard let value = object[key] else { return nil }
    return findings.takesNull && value.value == .null ? nil : value
  }

  /// Where the value of a key stands, else where the object begins.
  func position(of key: String) -> TextPosition { object[key]?.position ?? position }

  /// The value of a key that must be there.
  func required(_ key: String) -> JSON? {
    if let value = self[key] { return value }
    findings.add("missing-key", at: position(of: key), "\(what) needs the key '\(key)'")
    return nil
  }

  func text(_ key: String) -> String? { self[key].flatMap { text($0, key) } }

  func requiredText(_ key: String) -> String? { required(key).flatMap { text($0, key) } }

  func flag(_ key: String) -> Bool? {
    guard let value = self[key] else { return nil }
    if value.bool == nil { wrongType(value, key, "true or false") }
    return value.bool
  }

  /// The whole number of a key; what is outside of its range is told where the number is used.
  func number(_ key: String, in range: ClosedRange<Int>) -> Int? {
    guard let value = self[key] else { return nil }
    if let number = value.int { return number }
    let wanted = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    if case .number = value.value {
      findings.add("wrong-type", at: value.position, "'\(key)' takes \(wanted)")
    } else {
      wrongType(value, key, wanted)
    }
    return nil
  }

  /// The elements of a list; none when the key is not there.
  func list(_ key: String) -> [JSON] {
    guard let value = self[key] else { return [] }
    if value.array == nil { wrongType(value, key, "a list") }
    return value.array ?? []
  }

  /// The strings of a list, each with its place.
  func texts(_ key: String) -> [Located] {
    list(key).compactMap { element in
      text(element, key).map { Located(text: $0, position: element.position) }
    }
  }

  /// The string values of an object, each with its name and place.
  func textsByName(_ key: String) -> [(name: String, value: String, position: TextPosition)] {
    guard let value = self[key] else { return [] }
    guard let members = value.object else {
      wrongType(value, key, "an object")
      return []
    }
    return members.compactMap { member in
      text(member.value, member.name).map { (member.name, $0, member.namePosition) }
    }
  }

  private func text(_ value: JSON, _ key: String) -> String? {
    if value.string == nil { wrongType(value, key, "a string") }
    return value.string
  }

  private func wrongType(_ value: JSON, _ key: String, _ wanted: String) {
    findings.add(
      "wrong-type", at: value.position, "'\(key)' takes \(wanted), and here is \(value.kind)")
  }
}

/// A text with its place in a file.
struct Located: Hashable, Sendable {
  var text: String
  var position: TextPosition
}

extension Fields {
  /// The format that this tool reads and writes.
  static let schemaVersion = "1.0"

  /// Checks `schemaVersion`, which every file of ours has.
  func checkSchemaVersion() {
    guard let version = requiredText("schemaVersion"), version != Self.schemaVersion else { return }
    findings.add(
      "schema-version", at: position(of: "schemaVersion"),
      "schema version \(Shown.quoted(version)) is unknown here",
      hint: "write \"\(Self.schemaVersion)\", or use the version of this tool that made the file")
  }
}

import IAMRoles
import JSONText

/// A resource instance at one moment of a plan, with what is unknown and what is sensitive of it.
struct TerraformInstance {
  let address: String
  let type: String
  /// The key of its provider in the configuration: `aws`, `aws.audit`.
  let provider: String
  /// Whether this plan creates it.
  let isNew: Bool
  let values: JSON
  let unknown: JSON?
  let sensitive: JSON?
  /// The names that unknown attributes refer to, as the configuration writes them.
  let references: @Sendable (_ attribute: String) -> [String]

  init(
    address: String, type: String, provider: String, isNew: Bool = false, values: JSON,
    unknown: JSON? = nil, sensitive: JSON? = nil,
    references: @escaping @Sendable (_ attribute: String) -> [String] = { _ in [] }
  ) {
    self.address = address
    self.type = type
    self.provider = provider
    self.isNew = isNew
    self.values = values
    self.unknown = unknown
    self.sensitive = sensitive
    self.references = references
  }

  /// The value of an attribute: nil when it is missing or null.
  func value(_ attribute: String) -> Stated<JSON?> {
    if Self.marks(unknown, attribute) {
      return .unknown(UnknownValue("\(address): \(attribute)", unknownReason(attribute)))
    }
    let value = values[attribute]
    if Self.marks(sensitive, attribute) {
      // The value is compared, and never shown.
      return .unknown(
        UnknownValue(
          "\(address): \(attribute)", "it is marked as sensitive",
          token: "sensitive:\(value?.text(.compact) ?? "")"))
    }
    return .known(value == .null ? nil : value)
  }

  /// A text; nil when it is missing or empty.
  func text(_ attribute: String) -> Stated<String?> {
    switch value(attribute) {
    case .unknown(let unknown): .unknown(unknown)
    case .known(nil): .known(nil)
    case .known(let json?):
      if let text = json.string {
        .known(text.isEmpty ? nil : text)
      } else {
        .unknown(malformed(attribute, "it must be a string, not \(json.kind)", json))
      }
    }
  }

  /// A list of texts; empty when it is missing.
  func texts(_ attribute: String) -> Stated<[String]> {
    switch value(attribute) {
    case .unknown(let unknown): .unknown(unknown)
    case .known(nil): .known([])
    case .known(let json?):
      if let elements = json.array, elements.allSatisfy({ $0.string != nil }) {
        .known(elements.compactMap(\.string))
      } else {
        .unknown(malformed(attribute, "it must be a list of strings", json))
      }
    }
  }

  /// A policy document, which providers hold as the text of one; nil when there is none.
  func document(_ attribute: String) -> Stated<JSON>? {
    switch text(attribute) {
    case .unknown(let unknown): .unknown(unknown)
    case .known(nil): nil
    case .known(let text?): Self.document(text, "\(address): \(attribute)")
    }
  }

  static func document(_ text: String, _ subject: String) -> Stated<JSON> {
    do throws(DocumentError) {
      let json = try JSON(parsing: text)
      return .known(json)
    } catch {
      let problem = error.problems.first?.message ?? "it is not JSON"
      return .unknown(UnknownValue(subject, "it cannot be read: \(problem)", token: text))
    }
  }

  private func malformed(_ attribute: String, _ reason: String, _ json: JSON) -> UnknownValue {
    UnknownValue("\(address): \(attribute)", reason, token: json.text(.compact))
  }

  func unknownReason(_ attribute: String) -> String {
    let names = references(attribute)
    guard !names.isEmpty else { return "it is known after apply" }
    return
      "it is known after apply, and refers to \(names.map { "'\($0)'" }.joined(separator: ", "))"
  }

  /// Whether a mark says `true` of an attribute, or of anything inside of it.
  private static func marks(_ marks: JSON?, _ attribute: String) -> Bool {
    if marks?.bool == true { return true }
    return marks?[attribute].map(isMarked) ?? false
  }

  /// Whether a mark says `true` anywhere.
  static func isMarked(_ json: JSON) -> Bool {
    switch json.value {
    case .bool(let truth): truth
    case .array(let elements): elements.contains(where: isMarked)
    case .object(let members): members.contains { isMarked($0.value) }
    case .null, .number, .string: false
    }
  }
}

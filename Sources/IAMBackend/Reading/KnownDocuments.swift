import IAMPolicy
import IAMRoles
import JSONText

/// The documents of one answer by their texts: the roles of an account share their trust policies more often than not.
struct KnownDocuments {
  private var known: [PolicyKind: [String: StoredDocument]] = [:]
  private var size = 0

  /// As many bytes of texts are kept.
  private static let largest = 1 << 20

  /// What reading a text as IAM returns it gives; a text that came before is not read again.
  mutating func reading(
    _ text: String, as kind: PolicyKind, _ action: String, of subject: @autoclosure () -> String
  ) -> Reading<StoredDocument> {
    // Of other texts two may be equal and have different bytes.
    guard text.isPrintableASCII else {
      return Reading(returned: text, as: kind, action, of: subject())
    }
    if let found = known[kind]?[text] { return .present(found) }
    let reading = Reading(returned: text, as: kind, action, of: subject())
    if case .present(let document) = reading, size + text.utf8.count <= Self.largest {
      size += text.utf8.count
      known[kind, default: [:]][text] = document
    }
    return reading
  }
}

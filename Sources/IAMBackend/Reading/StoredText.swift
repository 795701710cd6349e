import IAMPolicy
import IAMRoles
import JSONText

extension Reading<StoredDocument> {
  /// Reads a document as IAM returns it: percent-encoded JSON (RFC 3986), decoded once.
  ///
  /// A text that is JSON already stays as it is: JSON begins with a brace, and an encoded brace is
  /// `%7B`, so that nothing is ever decoded twice. What is not a JSON text at all is damage and no document:
  /// IAM stores none such, and nobody may overwrite what was never read.
  init(returned text: String, as kind: PolicyKind, _ action: String, of subject: String) {
    func failure(_ message: String) -> Self {
      .unreadable(
        ReadFailure(
          action: "iam:\(action)", subject: subject, reason: .failed, message: message))
    }
    let plain: String
    let json: JSON?
    switch Self.returned(text) {
    case .success(let found): (plain, json) = (found.text, found.json)
    case .failure(let damage):
      self = failure("the document in the answer \(damage.message)")
      return
    }
    do {
      // With its problems it is read again, so that they and those of the document come together.
      let policy =
        if let json {
          try PolicyDocument(json, as: kind)
        } else {
          try PolicyDocument(reading: plain, as: kind)
        }
      self = .present(.policy(policy))
    } catch {
      self = .present(.unreadableText(plain, problem: Self.words(error)))
    }
  }

  /// Reads a document that is as an object in another JSON text.
  ///
  /// Where it says what `expected` does, that is the answer, and saves the work.
  init(
    returned json: JSON, as kind: PolicyKind, _ action: String,
    of subject: @autoclosure () -> String,
    expected: PolicyDocument? = nil
  ) {
    if let expected, expected.kind == kind, expected.isSurely(json) {
      self = .present(.policy(expected))
      return
    }
    if let text = json.string {
      self.init(returned: text, as: kind, action, of: subject())
      return
    }
    do {
      self = .present(.policy(try PolicyDocument(json, as: kind)))
    } catch {
      self = .present(.unreadableText(json.text(.compact), problem: Self.words(error)))
    }
  }

  /// The document, or in place of one that could not be read what stood in the way; for documents that this
  /// tool never writes.
  var document: StoredDocument? {
    switch self {
    case .present(let document): document
    case .absent: nil
    case .unreadable(let failure): .unreadableText("", problem: failure.message)
    }
  }

  /// Why the text of a document cannot be read.
  struct Damage: Error {
    /// What is to be said of the document.
    let message: String
  }

  /// The JSON text of a document that IAM returned, plain or percent-encoded.
  static func returnedText(_ text: String) -> Result<String, Damage> {
    returned(text).map(\.text)
  }

  /// The same with its tree; without one where the text has problems.
  private static func returned(_ text: String) -> Result<(text: String, json: JSON?), Damage> {
    guard let first = text.utf8.first(where: { !Self.isSpace($0) }) else {
      return .failure(Damage(message: "is empty"))
    }
    let isPlain = first == UInt8(ascii: "{")
    guard let plain = isPlain ? text : PolicyDocument.percentDecoded(text) else {
      return .failure(Damage(message: "cannot be percent-decoded"))
    }
    let read = JSON.reading(plain.utf8)
    guard read.value != nil else { return .failure(Damage(message: "is not JSON")) }
    return .success((plain, read.error == nil ? read.value : nil))
  }

  private static func words(_ error: DocumentError) -> String {
    error.problems.first?.message ?? "it is not a policy document"
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }
}

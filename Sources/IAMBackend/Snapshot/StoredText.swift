import IAMPolicy
import IAMRoles
import JSONText

extension StoredDocument {
  /// Reads a document as IAM returns it: percent-encoded JSON (RFC 3986), decoded once.
  ///
  /// A text that is JSON already stays as it is: JSON begins with a brace, and an encoded brace is
  /// `%7B`, so that nothing is ever decoded twice.
  init(returned text: String, as kind: PolicyKind) {
    let isPlain = text.utf8.first { !Self.isSpace($0) } == UInt8(ascii: "{")
    let plain = isPlain ? text : PolicyDocument.percentDecoded(text) ?? text
    do {
      self = .policy(try PolicyDocument(reading: plain, as: kind))
    } catch {
      self = .unreadableText(plain, problem: Self.words(error))
    }
  }

  /// Reads a document that stands as an object in another JSON text.
  init(returned json: JSON, as kind: PolicyKind) {
    if let text = json.string {
      self.init(returned: text, as: kind)
      return
    }
    do {
      self = .policy(try PolicyDocument(json, as: kind))
    } catch {
      self = .unreadableText(json.text(.compact), problem: Self.words(error))
    }
  }

  private static func words(_ error: PolicyDocumentError) -> String {
    error.problems.first?.message ?? "it is no policy document"
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }
}

import JSONText
import SigV4

/// A JSON object that holds keys, from a program, an endpoint or a cache.
struct CredentialAnswer {
  let source: String
  private let json: JSON

  /// Reads an object; the text itself is never told, because it may hold keys.
  init(_ bytes: [UInt8], source: String) throws(CredentialError) {
    guard let json = try? JSON(parsing: bytes, limits: JSONLimits(depth: 16, size: 1 << 20)),
      json.object != nil
    else {
      throw .failed(source: source, reason: "the answer is not a JSON object")
    }
    self.json = json
    self.source = source
  }

  init(_ json: JSON, source: String) {
    self.json = json
    self.source = source
  }

  subscript(name: String) -> JSON? { json[name] }

  /// A text; nil when it is missing or empty.
  func text(_ name: String) -> String? {
    json[name]?.string.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// An error code that may be shown: a plain word.
  func word(_ name: String) -> String? {
    text(name).flatMap { text in
      let isPlain =
        text.utf8.count <= 64
        && text.utf8.allSatisfy { byte in
          (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) || byte == 0x5f
        }
      return isPlain ? text : nil
    }
  }

  /// The keys under those names; without a `token` name none is needed.
  func keys(
    id: String = "AccessKeyId", secret: String = "SecretAccessKey", token: String,
    needsToken: Bool, expiration: SigningTime?
  ) throws(CredentialError) -> ResolvedCredentials {
    if needsToken, text(token) == nil { throw .malformed(source: source, setting: token) }
    return try ResolvedCredentials(
      keyID: text(id), secret: text(secret), token: text(token), expiration: expiration,
      source: source, names: (id, secret, token))
  }

  /// A time; nil when it is missing, an error when it cannot be read.
  func time(_ name: String) throws(CredentialError) -> SigningTime? {
    guard let value = json[name], value != .null else { return nil }
    guard let time = value.string.flatMap({ SigningTime(cached: $0) }) else {
      throw .malformed(source: source, setting: name)
    }
    return time
  }
}

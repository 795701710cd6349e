/// The keys that a request is signed with.
public struct Credentials: Sendable, Equatable {
  /// The public half, as `AKIA…` (long-lived) or `ASIA…` (temporary).
  public let accessKeyID: String
  /// The half that signs.
  public let secretAccessKey: Secret
  /// What temporary keys must send along.
  public let sessionToken: Secret?
  /// When temporary keys stop working, where that is known.
  public let expiration: SigningTime?

  /// Makes a pair of keys, temporary when there is a session token.
  public init(
    accessKeyID: String, secretAccessKey: Secret, sessionToken: Secret? = nil,
    expiration: SigningTime? = nil
  ) {
    self.accessKeyID = accessKeyID
    self.secretAccessKey = secretAccessKey
    self.sessionToken = sessionToken
    self.expiration = expiration
  }

  /// The key id with its middle left out, as messages and logs show it: `AKIA…WXYZ`.
  public var maskedKeyID: String {
    accessKeyID.count > 8 ? "\(accessKeyID.prefix(4))…\(accessKeyID.suffix(4))" : "…"
  }
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The masked key id and nothing else.
  public var description: String { "credentials \(maskedKeyID)" }
  /// The masked key id and nothing else.
  public var debugDescription: String { description }
  /// A mirror that shows the masked key id alone.
  public var customMirror: Mirror { Mirror(self, children: ["accessKeyID": maskedKeyID]) }
}

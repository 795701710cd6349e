public import SigV4

/// Keys, and where they were found, for messages.
public struct ResolvedCredentials: Sendable, Equatable {
  /// The keys.
  public let credentials: Credentials
  /// Where they come from, in words: `the environment`, `profile 'work' in '/…/credentials'`.
  public let source: String

  /// Makes a pair of keys with their source.
  public init(_ credentials: Credentials, source: String) {
    self.credentials = credentials
    self.source = source
  }
}

/// Finds keys.
///
/// A provider that is configured and fails is an error and never a reason to ask the next one.
public protocol CredentialProvider: Sendable {
  /// Says whether asking again can give other keys than before: false for static ones.
  var canRenew: Bool { get }
  /// What brings keys that have ended back, where that is known.
  var renewalHint: String? { get }

  /// The keys as they are now.
  func credentials() throws(CredentialError) -> ResolvedCredentials
}

extension CredentialProvider {
  /// Nothing in particular.
  public var renewalHint: String? { nil }
}

/// Keys that exist already.
public struct StaticCredentialProvider: CredentialProvider {
  private let resolved: ResolvedCredentials

  /// Makes a provider of fixed keys.
  public init(_ resolved: ResolvedCredentials) { self.resolved = resolved }

  /// Always false.
  public var canRenew: Bool { false }

  /// The fixed keys.
  public func credentials() throws(CredentialError) -> ResolvedCredentials { resolved }
}

extension ResolvedCredentials {
  /// Keys as somebody else wrote them, checked.
  ///
  /// Id and token travel in headers: only characters that may occur there are taken.
  init(
    keyID: String?, secret: String?, token: String?, expiration: SigningTime? = nil,
    source: String, names: (keyID: String, secret: String, token: String)
  ) throws(CredentialError) {
    func isClean(_ text: String) -> Bool {
      !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
    }
    guard let keyID, isClean(keyID), !keyID.utf8.contains(0x2f), !keyID.utf8.contains(0x2c) else {
      throw .malformed(source: source, setting: names.keyID)
    }
    guard let secret, !secret.isEmpty else {
      throw .malformed(source: source, setting: names.secret)
    }
    guard token.map(isClean) ?? true else {
      throw .malformed(source: source, setting: names.token)
    }
    self.init(
      Credentials(
        accessKeyID: keyID, secretAccessKey: Secret(secret), sessionToken: token.map { Secret($0) },
        expiration: expiration),
      source: source)
  }
}

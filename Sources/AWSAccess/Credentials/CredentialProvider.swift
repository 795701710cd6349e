public import SigV4

/// Keys, and where they were found, for messages.
public struct ResolvedCredentials: Sendable, Equatable {
  /// The keys.
  public let credentials: Credentials
  /// Where they come from, in words: `the environment`, `profile 'work' of '/…/credentials'`.
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

  /// The keys as they are now.
  func credentials() throws(CredentialError) -> ResolvedCredentials
}

/// Keys that are there already.
public struct StaticCredentialProvider: CredentialProvider {
  private let resolved: ResolvedCredentials

  /// Makes a provider of fixed keys.
  public init(_ resolved: ResolvedCredentials) { self.resolved = resolved }

  /// Always false.
  public var canRenew: Bool { false }

  /// The fixed keys.
  public func credentials() throws(CredentialError) -> ResolvedCredentials { resolved }
}

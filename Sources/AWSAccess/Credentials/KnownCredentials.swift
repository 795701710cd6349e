import Synchronization

/// Keys that another session found already, and where new ones come from.
public final class KnownCredentials: CredentialProvider {
  private let known: Mutex<ResolvedCredentials?>
  private let source: any CredentialProvider

  /// Gives the keys once; asked again, as when they end or are refused, it asks their source.
  public init(_ keys: ResolvedCredentials, renewedBy source: any CredentialProvider) {
    known = Mutex(keys)
    self.source = source
  }

  /// Says whether asking again can give other keys.
  public var canRenew: Bool { source.canRenew }

  /// What brings keys that have ended back.
  public var renewalHint: String? { source.renewalHint }

  /// The known keys, and after that those of their source.
  public func credentials() throws(CredentialError) -> ResolvedCredentials {
    let first = known.withLock { known in
      defer { known = nil }
      return known
    }
    if let first { return first }
    return try source.credentials()
  }
}

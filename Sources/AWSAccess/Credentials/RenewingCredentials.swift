import SigV4
import Synchronization

/// The keys of a provider, found once and renewed before they end.
///
/// While one caller renews them the others wait for the same new ones.
final class RenewingCredentials: Sendable {
  private struct Known {
    var resolved: ResolvedCredentials
    /// When they are asked for again although they still work.
    var renewal: Int
    /// When they must have been renewed.
    var deadline: Int
  }

  private let provider: any CredentialProvider
  private let known = Mutex<Known?>(nil)

  init(_ provider: any CredentialProvider) { self.provider = provider }

  /// The keys at a time.
  ///
  /// New ones are asked for a quarter of an hour before the end; when that fails the old ones serve on
  /// until ten minutes before it (botocore `RefreshableCredentials`). Keys that live shorter than
  /// twice that are renewed in the last part of their life.
  func current(
    at now: SigningTime, found: (ResolvedCredentials) -> Void, warn: (String) -> Void
  ) throws(CredentialError) -> ResolvedCredentials {
    try known.withLock { known throws(CredentialError) in
      if let old = known, !provider.canRenew || now.epochSeconds < old.renewal {
        if let end = old.resolved.credentials.expiration, end <= now, !provider.canRenew {
          throw .expired(source: old.resolved.source, at: end, hint: provider.renewalHint)
        }
        return old.resolved
      }
      let new: ResolvedCredentials
      do throws(CredentialError) {
        new = try provider.credentials()
        if let end = new.credentials.expiration, end <= now {
          throw .expired(source: new.source, at: end, hint: provider.renewalHint)
        }
      } catch {
        guard var old = known, now.epochSeconds < old.deadline, error != .cancelled else {
          throw error
        }
        warn("the credentials could not be renewed yet: \(error.message)")
        old.renewal = now.epochSeconds + 60
        known = old
        return old.resolved
      }
      if known == nil { found(new) }
      let end = new.credentials.expiration?.epochSeconds ?? .max
      let life = end == .max ? .max : end - now.epochSeconds
      known = Known(
        resolved: new, renewal: end - min(900, life / 2), deadline: end - min(600, life / 3))
      return new
    }
  }

  /// Forgets keys that AWS refused; false when asking again would give the same ones.
  func forget(_ refused: ResolvedCredentials) -> Bool {
    guard provider.canRenew else { return false }
    known.withLock { known in
      if known?.resolved == refused { known = nil }
    }
    return true
  }
}

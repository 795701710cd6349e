/// When a role was last used, as IAM keeps it: for 400 days (IAM API Reference, `RoleLastUsed`).
public enum LastUse: Hashable, Sendable {
  /// Nothing is recorded, which is not the same as never: it may be longer ago, or in a Region that IAM
  /// did not track yet.
  case unrecorded
  /// The last use, in seconds since 1970, and its Region.
  case used(at: Int, text: String, region: String?)
  /// The way of reading does not say it.
  case unknown
}

/// A role with what decides whether it can go.
public struct RoleInUse: Hashable, Sendable {
  /// The role.
  public var role: ObservedRole
  /// When it was last used.
  public var lastUse: LastUse
  /// When it was created, in seconds since 1970; nil when that is not known.
  public var created: Int?
  /// The names of the instance profiles that contain it.
  public var instanceProfiles: Reading<[String]>

  /// Makes a role in use.
  public init(
    role: ObservedRole, lastUse: LastUse, created: Int?, instanceProfiles: Reading<[String]>
  ) {
    self.role = role
    self.lastUse = lastUse
    self.created = created
    self.instanceProfiles = instanceProfiles
  }

  /// Whether nothing used it for so many seconds, as far as IAM recorded: neither use nor creation is newer.
  public func isUnused(for seconds: Int, at now: Int) -> Bool {
    guard let created, now - created >= seconds else { return false }
    switch lastUse {
    case .unrecorded: return true
    case .used(let time, _, _): return now - time >= seconds
    case .unknown: return false
    }
  }
}

import IAMPolicy
public import IAMRoles

/// A time for which the roles of a spec serve every device of the account, while a device gets its id.
///
/// The devices of the spec stay: they count again when it is closed.
public struct DeviceOpening: Hashable, Sendable {
  /// When it should be closed, `YYYY-MM-DDThh:mm:ssZ`.
  public let until: String
  /// The same in seconds since 1970.
  public let seconds: Int

  /// Reads the time; nil when it has another form.
  public init?(until text: String) {
    guard let time = Instant(text), text.utf8.last == UInt8(ascii: "Z") else { return nil }
    until = text
    seconds = time.seconds
  }

  /// Whether it should have been closed.
  public func isExpired(at now: Int) -> Bool { now > seconds }
}

extension Spec {
  /// On behalf of which devices the roles may be assumed now: all of the account while the spec is open.
  public var scope: DeviceScope { opened == nil ? devices : .all }
}

extension RoleSet {
  /// The names of the roles that another set gives another trust policy.
  public func trusting(otherwiseThan other: RoleSet) -> [String] {
    let trusts = Dictionary(
      other.roles.compactMap(\.ordinary).map { ($0.name, $0.trust) },
      uniquingKeysWith: { first, _ in first })
    return roles.compactMap(\.ordinary).filter { trusts[$0.name] != $0.trust }.map(\.name)
  }
}

public import ServiceReference

/// What a difference comes to: how many actions of the service reference it is about, by service and
/// access level.
public struct AccessSummary: Hashable, Sendable {
  /// The actions of one service.
  public struct ServiceCount: Hashable, Sendable {
    /// The prefix of the service.
    public var service: String
    /// Actions of which the other side lets no request through, by access level.
    public var whole: [AccessLevel: Int]
    /// Actions of which the other side lets some requests through, by access level.
    public var partly: [AccessLevel: Int]
  }

  /// Whether it is every action on every resource.
  public var isEverything: Bool
  /// The services, by prefix.
  public var services: [ServiceCount]
  /// Whether the counts are exact; with variables or unspecified conditions they are upper bounds.
  public var isExact: Bool
  /// The rank of the most serious action.
  public var seriousness: ActionSeriousness
  /// The date of the service reference that the actions were counted in.
  public var referenceDate: String

  /// How many actions the other side does not have at all.
  public var wholeCount: Int { services.reduce(0) { $0 + $1.whole.values.reduce(0, +) } }
  /// How many actions the other side has for some requests.
  public var partlyCount: Int { services.reduce(0) { $0 + $1.partly.values.reduce(0, +) } }

  /// How many actions of a level there are, whole or partly.
  public func count(of level: AccessLevel) -> Int {
    services.reduce(0) { $0 + ($1.whole[level] ?? 0) + ($1.partly[level] ?? 0) }
  }
}

extension AccessSummary: CustomStringConvertible {
  /// `every action on every resource (administrator)`, or `214 actions in 12 services, of which 9
  /// manage permissions (iam, organizations)`.
  public var description: String {
    if isEverything { return "every action on every resource (administrator)" }
    let about = isExact ? "" : "up to "
    let total = wholeCount + partlyCount
    var text = "\(about)\(total) \(total == 1 ? "action" : "actions")"
    text += " in \(services.count) \(services.count == 1 ? "service" : "services")"
    let managing = services.filter {
      $0.whole[.permissionsManagement] != nil || $0.partly[.permissionsManagement] != nil
    }
    let count = count(of: .permissionsManagement)
    if count > 0 {
      let shown = managing.prefix(3).map(\.service).joined(separator: ", ")
      let rest = managing.count > 3 ? " and \(managing.count - 3) more" : ""
      text +=
        ", of which \(count) \(count == 1 ? "manages" : "manage") permissions (\(shown)\(rest))"
    }
    if partlyCount > 0, wholeCount > 0 {
      text += "; \(partlyCount) of them in part"
    }
    return text
  }
}

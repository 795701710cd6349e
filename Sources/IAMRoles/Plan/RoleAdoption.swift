/// A role that a plan changes and that the spec does not own: a person must adopt it by name.
public struct RoleAdoption: Hashable, Sendable {
  /// The name in the account.
  public var name: String
  /// Whose it is.
  public var owner: Owner
  /// Whether a person adopted it.
  public var isAccepted: Bool
  /// Why it cannot be adopted, with a lower-case start and no full stop; nil when it can.
  public var obstacle: String?
  /// What to do about the obstacle.
  public var obstacleHint: String?

  /// Whose it is, behind `role 'X'`.
  public var words: String {
    switch owner {
    case .spec: "belongs to this spec"
    case .unknown: "exists, and this spec neither made nor adopted it"
    case .other(let other): "belongs to \(other.words)"
    }
  }
}

extension RoleDrift {
  /// Why a change of the role must be asked for by name; nil when the spec owns it.
  func adoption(of ownership: Ownership?) -> RoleAdoption? {
    guard let ownership, owner != .spec, observed != nil else { return nil }
    switch desired {
    case .ordinary, .absent: break
    case .serviceLinked: return nil
    }
    let isNamed = [name, desired.name].contains { ownership.adopts($0, of: owner) }
    var adoption = RoleAdoption(name: name, owner: owner, isAccepted: isNamed)
    if let path = differences.first(where: { $0.kind == .path }),
      case .text(let found) = path.actual
    {
      adoption.obstacle =
        "it is at path '\(found)', which the role set does not accept, and IAM cannot change the "
        + "path of a role"
      adoption.obstacleHint =
        "let the role set accept path '\(found)' ('acceptedPaths'), or give its role another name"
    }
    return adoption
  }
}

import JSONText

/// What hands a role to EC2 instances: a name, and one role (IAM User Guide, "Use instance profiles").
public struct InstanceProfile: Hashable, Sendable {
  /// The name, unique in the account.
  public var name: String
  /// The path; it cannot be changed.
  public var path: String

  /// Makes an instance profile.
  public init(name: String, path: String = "/") {
    self.name = name
    self.path = path
  }
}

/// An instance profile as the account has it.
public struct ObservedInstanceProfile: Hashable, Sendable {
  /// The name.
  public var name: String
  /// The path.
  public var path: String
  /// The names of its roles: one, or none.
  public var roles: [String]

  /// Makes an observed instance profile.
  public init(name: String, path: String, roles: [String]) {
    self.name = name
    self.path = path
    self.roles = roles
  }

  /// Whether it contains a role, by name without regard to case.
  public func contains(_ role: String) -> Bool {
    roles.contains { $0.isSameName(as: role) }
  }
}

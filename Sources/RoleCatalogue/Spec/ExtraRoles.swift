public import IAMRoles

/// A role for an application, by the name that a person chose.
public struct ApplicationRole: Hashable, Sendable {
  /// The name of the role.
  public var name: String
  /// The CloudWatch namespace that its metrics are held to; nil when any will do.
  public var namespace: String?

  /// Makes an application role.
  public init(name: String, namespace: String? = nil) {
    self.name = name
    self.namespace = namespace
  }
}

/// A group role for single devices: as the common one, with statements of its own.
public struct GroupRole: Hashable, Sendable {
  /// The name of the inline policy that holds the statements.
  public static let policyName = "additional-statements"

  /// The name of the role.
  public var name: String
  /// The inline policy `additional-statements`.
  public var policy: InlinePolicy
}

public import IAMPolicy

/// A moment for which no proof was found that it allows no more than the beginning or the end of a plan.
public struct UnsafeMoment: Hashable, Sendable {
  /// What speaks against the moment.
  public enum Finding: Hashable, Sendable {
    /// The role allows this request, and neither before nor after.
    case allows(AccessRequest)
    /// The role does not deny this request, and does before and after.
    case denialLost(AccessRequest)
    /// It is not known.
    case undecided(reason: String)
  }

  /// The name of the role.
  public var role: String
  /// What speaks against it.
  public var finding: Finding

  /// Whether what the moment allows is unknown.
  public var isUndecided: Bool { if case .undecided = finding { true } else { false } }
}

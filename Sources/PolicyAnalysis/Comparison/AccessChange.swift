/// How access differs from one state to another: the one vocabulary of comparison, drift, plan and
/// review.
public enum AccessChange: String, Hashable, Sendable, CaseIterable {
  /// Something that was refused is allowed.
  case widened
  /// It is proved that nothing more is allowed; less is, or may be.
  case narrowed
  /// Something more and something less.
  case both
  /// Nobody can do more or less.
  case unchanged
  /// Whether more is allowed could not be decided; treat it as if it were.
  case undecided

  /// Whether something that was refused may be allowed.
  public var mayWiden: Bool {
    switch self {
    case .widened, .both, .undecided: true
    case .unchanged, .narrowed: false
    }
  }

  /// What two answers come to; where only one is decided, that one counts.
  public init(widens: PolicyComparison.Answer, narrows: PolicyComparison.Answer) {
    self =
      switch (widens, narrows) {
      case (.no, .no): .unchanged
      // It widens nothing for certain, and that is what people are asked about.
      case (.no, .yes), (.no, .unknown): .narrowed
      case (.yes, .no), (.yes, .unknown): .widened
      case (.yes, .yes): .both
      case (.unknown, _): .undecided
      }
  }

  /// The same difference seen from the other side.
  public var reversed: AccessChange {
    switch self {
    case .widened: .narrowed
    case .narrowed: .widened
    case .unchanged, .both, .undecided: self
    }
  }
}

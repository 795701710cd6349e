/// How long a backend waits for IAM, whose changes "take time to become visible from all possible
/// endpoints" (IAM User Guide, "Troubleshoot IAM").
///
/// All in seconds.
public struct ConsistencyTimeouts: Sendable {
  /// Waits that many seconds; false when the person stopped the work meanwhile.
  public let sleep: @Sendable (Double) -> Bool
  /// For a role that this run created and that a write does not find yet.
  public var ownRole = 60.0
  /// For a role that existed when the account was read.
  public var otherRole = 10.0
  /// For a principal that exists and that IAM calls invalid.
  public var principal = 60.0
  /// For `ConcurrentModification` and `EntityTemporarilyUnmodifiable`.
  public var concurrency = 120.0
  /// For a change whose answer was lost to show.
  public var readBack = 15.0
  /// For a service to delete its role.
  public var serviceLinkedDeletion = 300.0
  /// For the account to agree with the plan after the last write.
  public var verification = 60.0

  /// Makes the usual timeouts over a way of sleeping.
  public init(sleep: @escaping @Sendable (Double) -> Bool) { self.sleep = sleep }
}

/// Growing pauses until a limit is used up.
///
/// Counts the pauses and no clock, so that it is the same in every run.
struct Backoff {
  private var next: Double
  private let longest: Double
  private var left: Double
  private(set) var taken = 0

  init(limit: Double, first: Double = 0.5, longest: Double = 8) {
    left = limit
    next = first
    self.longest = longest
  }

  /// The next pause; nil when the limit is used up.
  mutating func pause() -> Double? {
    guard left > 0 else { return nil }
    let pause = min(next, left)
    left -= pause
    next = min(next * 2, longest)
    taken += 1
    return pause
  }
}

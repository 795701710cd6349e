import Synchronization

/// What all calls together may spend on repeating, so that an outage is not made worse: 500, of
/// which a repeat costs 14 (5 after throttling) and gives it back when it succeeds.
public final class RetryQuota: Sendable {
  private let left: Mutex<Int>
  private let capacity: Int

  /// Makes a full quota.
  public init(capacity: Int = 500) {
    self.capacity = capacity
    left = Mutex(capacity)
  }

  /// What repeating after such a failure costs.
  static func cost(of kind: FailureKind) -> Int {
    switch kind {
    case .throttling: 5
    case .transient: 14
    }
  }

  /// Takes a cost; false, and nothing is taken, when too little is left.
  func take(_ cost: Int) -> Bool {
    left.withLock { left in
      guard left >= cost else { return false }
      left -= cost
      return true
    }
  }

  /// Gives back after a success: the last cost, or 1 when nothing was repeated.
  func giveBack(_ cost: Int?) {
    left.withLock { $0 = min(capacity, $0 + (cost ?? 1)) }
  }

  /// What is left, for tests and logs.
  var remaining: Int { left.withLock { $0 } }
}

import Dispatch
import Synchronization

/// Keeps calls from coming too thick: so many at a time, and none before the moment until which the
/// service asked for patience.
///
/// IAM's limits are low and belong to the whole account. Limiters of several accounts may stand within
/// one bound, so that a long list of accounts opens no more connections than that.
final class Limiter: Sendable {
  private let slots: DispatchSemaphore
  private let bound: CallBound?
  private let notBefore = Mutex(-Double.infinity)

  init(concurrentCalls: Int, within bound: CallBound? = nil) {
    slots = DispatchSemaphore(value: max(1, concurrentCalls))
    self.bound = bound
  }

  /// Makes every attempt wait until then.
  func slowDown(until time: Double) {
    notBefore.withLock { $0 = max($0, time) }
  }

  /// Runs one attempt when its turn comes; nil when the work was cancelled while it waited.
  func run<Value>(_ dependencies: Dependencies, _ attempt: () -> Value) -> Value? {
    slots.wait()
    defer { slots.signal() }
    // A clock that is set back meanwhile must not make this wait longer than any pause is.
    let wait = min(notBefore.withLock { $0 } - dependencies.now(), 20)
    if wait > 0, !dependencies.pause(wait) { return nil }
    // Whoever is patient with one account holds no place that another account could use.
    guard let bound else { return attempt() }
    return bound.run(attempt)
  }
}

/// How many calls may be under way in all, whatever their accounts.
public final class CallBound: Sendable {
  private let slots: DispatchSemaphore

  /// Makes a bound; never fewer than one.
  public init(concurrentCalls: Int) {
    slots = DispatchSemaphore(value: max(1, concurrentCalls))
  }

  func run<Value>(_ attempt: () -> Value) -> Value {
    slots.wait()
    defer { slots.signal() }
    return attempt()
  }
}

import Dispatch
import Synchronization

/// Keeps calls from coming too thick: so many at a time, and none before the moment until which the
/// service asked for patience.
///
/// IAM's limits are low and belong to the whole account.
final class Limiter: Sendable {
  private let slots: DispatchSemaphore
  private let notBefore = Mutex(-Double.infinity)

  init(concurrentCalls: Int) {
    slots = DispatchSemaphore(value: max(1, concurrentCalls))
  }

  /// Makes every attempt wait until then.
  func slowDown(until time: Double) {
    notBefore.withLock { $0 = max($0, time) }
  }

  /// Runs one attempt when its turn comes; nil when the work was cancelled while it waited.
  func run<Value>(_ world: World, _ attempt: () -> Value) -> Value? {
    slots.wait()
    defer { slots.signal() }
    // A clock that is set back meanwhile must not make this wait longer than any pause is.
    let wait = min(notBefore.withLock { $0 } - world.now(), 20)
    if wait > 0, !world.pause(wait) { return nil }
    return attempt()
  }
}

import Dispatch
import Synchronization

/// Keeps calls from coming too thick: so many at a time, and none before the moment until which the
/// service asked to wait.
///
/// IAM's limits are low, belong to the whole account and are not documented as a number, so the limiter
/// learns them: each throttled answer halves the number of calls at a time, and each good one adds a little
/// (additive increase, multiplicative decrease, as TCP does it). All threads share it. Limiters of several
/// accounts may share one bound, so that a long list of accounts opens no more connections than
/// that.
final class Limiter: Sendable {
  private struct State {
    /// How many calls may be under way, with its fraction.
    var allowed: Double
    /// How many places there are, taken or free.
    var places: Int
    /// How many places are still to vanish.
    var surplus = 0
    /// No call begins before.
    var notBefore = -Double.infinity
    /// Until then, throttled answers belong to calls that were under way together.
    var sameBurst = -Double.infinity
    /// How many answers were throttled since the last good one.
    var streak = 0
  }

  private let slots: DispatchSemaphore
  private let most: Int
  private let bound: CallBound?
  private let state: Mutex<State>

  init(concurrentCalls: Int, within bound: CallBound? = nil) {
    most = max(1, concurrentCalls)
    // Dispatch stops the program when a semaphore goes away with fewer places than it began with, and
    // places vanish here: so it begins with none.
    slots = DispatchSemaphore(value: 0)
    for _ in 0..<most { slots.signal() }
    state = Mutex(State(allowed: Double(most), places: most))
    self.bound = bound
  }

  /// How many calls may be under way now.
  var allowed: Int { state.withLock { $0.places } }

  /// Notes a throttled answer: fewer calls go side by side, and none begins for a while.
  ///
  /// The call itself waits until `time`. All others wait for a tenth of that, then twice as long with each
  /// further throttled answer, until a good one comes: one unlucky call does not stop the rest, and an
  /// account that is at its limit does. Answers to calls that were under way together count once.
  func slowDown(at now: Double, until time: Double) {
    state.withLock { state in
      state.streak = min(state.streak + 1, 8)
      let share = min(1, 0.1 * Double(1 << (state.streak - 1)))
      if now >= state.sameBurst {
        state.allowed = max(1, state.allowed / 2)
        let places = Int(state.allowed)
        state.surplus += state.places - places
        state.places = places
      }
      state.sameBurst = max(state.sameBurst, time)
      state.notBefore = max(state.notBefore, now + (time - now) * share)
    }
  }

  /// Notes a good answer: after as many as go side by side, one more may.
  func speedUp() {
    let isMore = state.withLock { state in
      state.streak = 0
      guard state.places < most else { return false }
      state.allowed = min(Double(most), state.allowed + 1 / state.allowed)
      guard Int(state.allowed) > state.places else { return false }
      state.places += 1
      guard state.surplus > 0 else { return true }
      state.surplus -= 1
      return false
    }
    if isMore { slots.signal() }
  }

  /// Runs one attempt when its turn comes; nil when the work was cancelled while it waited.
  func run<Value>(_ dependencies: Dependencies, _ attempt: () -> Value) -> Value? {
    // Places that have vanished are eaten by whoever finds them first.
    repeat { slots.wait() } while vanishes()
    defer { if !vanishes() { slots.signal() } }
    // A clock that is set back meanwhile must not make this wait longer than any pause is.
    let wait = min(state.withLock { $0.notBefore } - dependencies.now(), 20)
    if wait > 0, !dependencies.pause(wait) { return nil }
    // Whoever waits for one account holds no place that another account could use.
    guard let bound else { return attempt() }
    return bound.run(attempt)
  }

  /// Whether a place that is free now is one too many.
  private func vanishes() -> Bool {
    state.withLock { state in
      guard state.surplus > 0 else { return false }
      state.surplus -= 1
      return true
    }
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

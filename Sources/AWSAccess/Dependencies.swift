#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The clock, the pause and the randomness that calls need, brought in so that tests decide them.
public struct Dependencies: Sendable {
  /// Seconds since 1970 in UTC, with a fraction, as this machine's clock has them.
  public var now: @Sendable () -> Double
  /// Waits that many seconds; false when the wait was cut short because the work is cancelled.
  public var pause: @Sendable (_ seconds: Double) -> Bool
  /// A number from 0 up to but not including 1, different at each call.
  public var random: @Sendable () -> Double

  /// Makes dependencies of given parts.
  public init(
    now: @escaping @Sendable () -> Double,
    pause: @escaping @Sendable (_ seconds: Double) -> Bool,
    random: @escaping @Sendable () -> Double
  ) {
    self.now = now
    self.pause = pause
    self.random = random
  }

  /// This machine's clock and randomness, with pauses that `cancellation` ends.
  public static func real(cancellation: Cancellation) -> Dependencies {
    Dependencies(
      now: {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1_000_000_000
      },
      pause: { cancellation.pause(seconds: $0) },
      random: { Double.random(in: 0..<1) })
  }
}

/// What kind of failure may go away by itself.
enum FailureKind: Hashable, Sendable {
  /// The service was asked too often.
  case throttling
  /// The network or the service stumbled.
  case transient

  /// The kind of an error that a service reported; nil when repeating it gains nothing.
  init?(of error: ServiceError) {
    self.init(error.errorClass)
  }

  /// The kind of a class of errors; nil when repeating it gains nothing.
  init?(_ errorClass: ErrorClass) {
    if errorClass.contains(.throttling) {
      self = .throttling
    } else if errorClass.contains(.transient) {
      self = .transient
    } else {
      return nil
    }
  }
}

/// How often and how long calls are repeated: the AWS SDKs' standard mode in its revision 2.1
/// (AWS SDKs and Tools Reference Guide, "Retry behavior").
public struct RetryPolicy: Hashable, Sendable {
  /// All attempts, the first one among them.
  public var maxAttempts: Int
  /// The longest pause in seconds before an attempt.
  public var longestPause = 20.0
  /// How many seconds a call waits in all while it is throttled, beyond the number of attempts.
  ///
  /// A throttled request had no effect, so waiting costs nothing but time.
  public var longestThrottling: Double
  /// The longest pause before one of these further attempts, unless the server names a time.
  static let longestThrottledPause = 4.0

  /// Makes a policy of so many attempts, never fewer than one, whatever fails.
  public init(maxAttempts: Int) {
    self.maxAttempts = max(1, maxAttempts)
    longestThrottling = 0
  }

  private init() {
    maxAttempts = 3
    longestThrottling = 30
  }

  /// Three attempts, and up to 30 seconds of throttling.
  public static let standard = RetryPolicy()

  /// The seconds to wait after attempt number `attempt` (from 1), for a `random` number from 0 to
  /// 1: less than base × 2^(attempt − 1) and the longest pause.
  ///
  /// A server that names a time is heeded within 5 s of that (`x-amz-retry-after`, milliseconds)
  /// or up to the longest pause (`Retry-After`, seconds).
  func pause(
    after attempt: Int, kind: FailureKind, random: Double, advice: RetryAdvice? = nil
  ) -> Double {
    let base =
      switch kind {
      case .throttling: 1.0
      case .transient: 0.05
      }
    var bound = base
    for _ in 1..<max(2, min(attempt, 32)) where attempt > 1 { bound *= 2 }
    let pause = random * min(bound, longestPause)
    switch advice {
    case .milliseconds(let count): return max(pause, min(Double(count) / 1000, pause + 5))
    case .seconds(let count): return max(pause, min(Double(count), longestPause))
    case nil: return pause
    }
  }
}

/// When a server wants to be asked again.
enum RetryAdvice: Hashable, Sendable {
  /// `x-amz-retry-after`.
  case milliseconds(Int)
  /// `Retry-After`, in its form as a number.
  case seconds(Int)

  /// Reads the headers of an answer; anything but a number from 0 on is ignored.
  init?(_ response: HTTPResponse) {
    if let count = response.header("x-amz-retry-after").flatMap({ Int($0) }), count >= 0 {
      self = .milliseconds(count)
    } else if let count = response.header("retry-after").flatMap({ Int($0) }), count >= 0 {
      self = .seconds(count)
    } else {
      return nil
    }
  }
}

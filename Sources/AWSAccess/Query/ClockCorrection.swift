public import SigV4
import Synchronization

/// How far this machine's clock is off, found out from what AWS answers; all sessions of a command
/// share it.
public final class ClockCorrection: Sendable {
  /// How often it is corrected at most: a server whose time jumps is not a clock.
  private static let most = 3
  /// From how many seconds on a clock is wrong: the AWS SDKs' limit, and the least that AWS allows.
  private static let tolerance = 300

  private let state = Mutex<(offset: Int, corrections: Int)>((0, 0))

  /// Makes a correction of nothing.
  public init() {}

  /// The corrected time, for what this machine's clock says in seconds since 1970.
  public func time(at now: Double) -> SigningTime {
    let seconds = now.isFinite ? Int(min(max(now.rounded(.down), -1e12), 1e12)) : 0
    return SigningTime(epochSeconds: seconds + state.withLock { $0.offset })
  }

  /// What follows from the time in an answer.
  enum Outcome: Equatable {
    /// The request was dated well: its time is not what is wrong.
    case right
    /// The clock is corrected by that many seconds from now on.
    case corrected(seconds: Int)
    /// The request was dated badly, and another call has corrected the clock since.
    case isAlreadyCorrected
  }

  /// Corrects the clock where a request that was signed at `signed` was refused by a server for which
  /// it was `server`.
  func correct(to server: SigningTime, signed: SigningTime, now: Double) -> Outcome {
    guard Self.areFarApart(server, signed) else { return .right }
    let machine = time(at: now).epochSeconds
    return state.withLock { state in
      if !Self.areFarApart(server, SigningTime(epochSeconds: machine)) {
        return .isAlreadyCorrected
      }
      guard state.corrections < Self.most else { return .right }
      state.corrections += 1
      state.offset += server.epochSeconds - machine
      return .corrected(seconds: state.offset)
    }
  }

  private static func areFarApart(_ one: SigningTime, _ other: SigningTime) -> Bool {
    (one.epochSeconds - other.epochSeconds).magnitude >= tolerance
  }
}

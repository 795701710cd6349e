#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The clock of a run, which a test replaces.
struct Clock: Sendable {
  /// Seconds since 1970.
  let now: @Sendable () -> Int

  /// The clock of this machine.
  static let ofMachine = Clock { time(nil) }

  /// The day in UTC, `YYYY-MM-DD`.
  var today: String { day(after: 0) }

  /// The day so many days from now.
  func day(after days: Int) -> String { String(Self.moment(now() + days * 86_400).prefix(10)) }

  /// A point in time in UTC, `YYYY-MM-DDThh:mm:ssZ`.
  static func moment(_ seconds: Int) -> String {
    var seconds = seconds
    var parts = tm()
    gmtime_r(&seconds, &parts)
    func padded(_ number: Int32) -> String { (number < 10 ? "0" : "") + String(number) }
    return "\(Int(parts.tm_year) + 1900)-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))"
      + "T\(padded(parts.tm_hour)):\(padded(parts.tm_min)):\(padded(parts.tm_sec))Z"
  }
}

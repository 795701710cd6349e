#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The clock's day, asked only where a command decides whether something has expired.
enum Today {
  /// The day in UTC, `YYYY-MM-DD`.
  static var text: String { text(after: 0) }

  /// The day so many days from now.
  static func text(after days: Int) -> String { String(moment(now + days * 86_400).prefix(10)) }

  /// The clock, in seconds since 1970.
  static var now: Int { time(nil) }

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

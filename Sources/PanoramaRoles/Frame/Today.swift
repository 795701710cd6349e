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
  static func text(after days: Int) -> String {
    var now = time(nil) + days * 86_400
    var parts = tm()
    gmtime_r(&now, &parts)
    func padded(_ number: Int32) -> String { (number < 10 ? "0" : "") + String(number) }
    return "\(Int(parts.tm_year) + 1900)-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))"
  }
}

/// A second in UTC, from the year 0 to 9999: what a signature is dated with.
///
/// The calendar is the proleptic Gregorian one, computed here: date formatters cost milliseconds
/// of start-up, and a signer must not depend on a locale.
public struct SigningTime: Hashable, Sendable, Comparable {
  /// Seconds since 1970-01-01T00:00:00Z, without leap seconds.
  public let epochSeconds: Int

  private static let earliest = -62_167_219_200
  private static let latest = 253_402_300_799

  /// Takes seconds since 1970; seconds outside the years 0 to 9999 become the nearest one inside.
  public init(epochSeconds: Int) {
    self.epochSeconds = min(max(epochSeconds, Self.earliest), Self.latest)
  }

  /// Takes a date and a time of day in UTC; nil when no such date or time exists.
  public init?(
    year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0
  ) {
    guard (0...9999).contains(year), (1...12).contains(month),
      day >= 1, day <= Self.days(inMonth: month, of: year),
      (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second)
    else { return nil }
    let days = Self.daysSince1970(year: year, month: month, day: day)
    self.init(epochSeconds: ((days * 24 + hour) * 60 + minute) * 60 + min(second, 59))
  }

  /// Orders times as they pass.
  public static func < (left: SigningTime, right: SigningTime) -> Bool {
    left.epochSeconds < right.epochSeconds
  }

  /// The day as the credential scope has it: `yyyyMMdd`.
  public var date: String {
    let (year, month, day) = civilDate
    return digits(year, 4) + digits(month, 2) + digits(day, 2)
  }

  /// The second as `X-Amz-Date` has it: `yyyyMMdd'T'HHmmss'Z'`.
  public var basicFormat: String {
    let (hour, minute, second) = timeOfDay
    return "\(date)T\(digits(hour, 2))\(digits(minute, 2))\(digits(second, 2))Z"
  }

  /// The second as people read it: `yyyy-MM-dd'T'HH:mm:ss'Z'` (ISO 8601, RFC 3339).
  public var extendedFormat: String {
    let (year, month, day) = civilDate
    let (hour, minute, second) = timeOfDay
    return "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))T"
      + "\(digits(hour, 2)):\(digits(minute, 2)):\(digits(second, 2))Z"
  }

  private var civilDate: (year: Int, month: Int, day: Int) {
    Self.civilDate(daysSince1970: floorDivision(epochSeconds, 86_400))
  }

  private var timeOfDay: (hour: Int, minute: Int, second: Int) {
    let second = epochSeconds - floorDivision(epochSeconds, 86_400) * 86_400
    return (second / 3600, second / 60 % 60, second % 60)
  }

  // Years are counted from March, so that the leap day is the last of its year, and in eras of
  // 400 years, after which the calendar repeats (146,097 days).

  private static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
    let marchYear = month <= 2 ? year - 1 : year
    let era = floorDivision(marchYear, 400)
    let yearOfEra = marchYear - era * 400
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  private static func civilDate(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = floorDivision(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
  }

  private static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

private func floorDivision(_ dividend: Int, _ divisor: Int) -> Int {
  let quotient = dividend / divisor
  return dividend % divisor < 0 ? quotient - 1 : quotient
}

private func digits(_ number: Int, _ width: Int) -> String {
  let text = String(number)
  return String(repeating: "0", count: max(0, width - text.count)) + text
}

import JSONText

/// A point in time as a `Date…` condition writes it, compared exactly.
///
/// The forms of "Date and Time Formats" (W3C note, a profile of ISO 8601) from the day on, with an
/// offset or, without one, in UTC; and seconds since 1970, with a fraction if need be. Digits alone
/// are always seconds, never a year.
package struct Instant: Hashable, Sendable {
  /// Whole seconds since 1970-01-01T00:00:00Z.
  package let seconds: Int
  /// The digits (0–9) after the decimal point, without zeros at the end.
  private let fraction: [UInt8]

  /// Reads a date; nil when the text is none.
  package init?(_ text: [UInt8]) {
    var reader = DigitReader(text[...])
    if let epoch = Instant.epoch(text) {
      self = epoch
      return
    }
    guard let year = reader.number(4), reader.take(0x2D), let month = reader.number(2),
      (1...12).contains(month)
    else { return nil }
    var day = 1
    if reader.take(0x2D) {
      guard let read = reader.number(2) else { return nil }
      day = read
    }
    guard (1...daysIn(month: month, of: year)).contains(day) else { return nil }
    var seconds = Instant.days(year: year, month: month, day: day) * 86_400
    var fraction: [UInt8] = []
    if !reader.isAtEnd {
      guard reader.take(0x54) || reader.take(0x74), let hour = reader.number(2), hour < 24,
        reader.take(0x3A), let minute = reader.number(2), minute < 60
      else { return nil }
      seconds += hour * 3600 + minute * 60
      if reader.take(0x3A) {
        // 60 is a leap second, the same moment as the second after it.
        guard let second = reader.number(2), second <= 60 else { return nil }
        seconds += second
        if reader.take(0x2E) {
          guard let digits = reader.digits() else { return nil }
          fraction = digits
        }
      }
      guard let offset = Instant.offset(&reader) else { return nil }
      seconds -= offset
    }
    guard reader.isAtEnd else { return nil }
    self.init(seconds: seconds, fraction: fraction)
  }

  /// Reads a date from text.
  package init?(_ text: String) { self.init(Array(text.utf8)) }

  /// One text for each moment: the seconds since 1970, and a fraction that counts upwards.
  var canonicalText: String {
    fraction.isEmpty ? "\(seconds)" : "\(seconds).\(fraction.map(String.init).joined())"
  }

  private init(seconds: Int, fraction: [UInt8]) {
    self.seconds = seconds
    self.fraction = fraction.reversed().drop { $0 == 0 }.reversed()
  }

  /// `-12`, `1700000000`, `1700000000.25`: at most 15 digits before the point.
  private static func epoch(_ text: [UInt8]) -> Instant? {
    var reader = DigitReader(text[...])
    let isNegative = reader.take(0x2D)
    guard let whole = reader.digits(), whole.count <= 15 else { return nil }
    var fraction: [UInt8] = []
    if reader.take(0x2E) {
      guard let digits = reader.digits() else { return nil }
      fraction = digits.reversed().drop { $0 == 0 }.reversed()
    }
    guard reader.isAtEnd else { return nil }
    let seconds = whole.reduce(0) { $0 * 10 + Int($1) }
    guard isNegative else { return Instant(seconds: seconds, fraction: fraction) }
    guard let last = fraction.popLast() else { return Instant(seconds: -seconds, fraction: []) }
    // -1.25 is 0.75 after -2: each digit's complement to 9, the last one's to 10.
    return Instant(seconds: -seconds - 1, fraction: fraction.map { 9 - $0 } + [10 - last])
  }

  /// `Z`, `+02:00`, `+0200`, `+02` or nothing, in seconds; nil when it is something else.
  private static func offset(_ reader: inout DigitReader) -> Int? {
    if reader.isAtEnd || reader.take(0x5A) || reader.take(0x7A) { return 0 }
    let isNegative = reader.take(0x2D)
    guard isNegative || reader.take(0x2B), let hours = reader.number(2), hours < 24 else {
      return nil
    }
    var minutes = 0
    if !reader.isAtEnd {
      _ = reader.take(0x3A)
      guard let read = reader.number(2), read < 60 else { return nil }
      minutes = read
    }
    return (hours * 3600 + minutes * 60) * (isNegative ? -1 : 1)
  }

  /// Days since 1970-01-01 in the Gregorian calendar.
  ///
  /// Years begin in March here, so that the leap day is a year's last.
  private static func days(year: Int, month: Int, day: Int) -> Int {
    let march = month > 2 ? month - 3 : month + 9
    let year = (month > 2 ? year : year - 1) + 400
    let leapDays = year / 4 - year / 100 + year / 400
    // 719_468 days from 0000-03-01 to 1970-01-01, and 146_097 in the 400 years added above.
    return year * 365 + leapDays + (153 * march + 2) / 5 + day - 1 - 719_468 - 146_097
  }
}

extension Instant: Comparable {
  package static func < (left: Instant, right: Instant) -> Bool {
    left.seconds == right.seconds
      ? left.fraction.lexicographicallyPrecedes(right.fraction) : left.seconds < right.seconds
  }
}

/// Takes digits and marks from the front of a text.
private struct DigitReader {
  private var rest: ArraySlice<UInt8>

  init(_ text: ArraySlice<UInt8>) { rest = text }

  var isAtEnd: Bool { rest.isEmpty }

  /// Takes this byte, if it is next.
  mutating func take(_ byte: UInt8) -> Bool {
    guard rest.first == byte else { return false }
    rest.removeFirst()
    return true
  }

  /// Takes exactly `count` digits, at most four.
  mutating func number(_ count: Int) -> Int? {
    guard rest.count >= count else { return nil }
    var number = 0
    for byte in rest.prefix(count) {
      guard let digit = digitValue(byte) else { return nil }
      number = number * 10 + Int(digit)
    }
    rest.removeFirst(count)
    return number
  }

  /// Takes all digits up to the next other character; nil when none exists.
  mutating func digits() -> [UInt8]? {
    let digits = rest.prefix { digitValue($0) != nil }.compactMap(digitValue)
    rest.removeFirst(digits.count)
    return digits.isEmpty ? nil : digits
  }
}

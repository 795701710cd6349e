import JSONText

/// Whether what a role set serves still runs.
public struct Lifecycle: Hashable, Sendable {
  /// The three states.
  public enum Status: String, Hashable, Sendable, CaseIterable {
    /// It runs.
    case current
    /// Its end is announced.
    case ending
    /// It has ended.
    case ended
  }

  /// Something that happened on a day.
  public struct Event: Hashable, Sendable {
    /// `2026-05-31`.
    public var date: CalendarDate
    /// What happened.
    public var event: String
  }

  /// Where it is.
  public var status: Status
  /// The day of the end; never nil for `ending` and `ended`.
  public var endDate: CalendarDate?
  /// Who says so.
  public var source: String
  /// What happened, oldest first.
  public var events: [Event]
}

/// A day: `2026-05-31`.
public struct CalendarDate: Hashable, Sendable, Comparable {
  /// The year, 1–9999.
  public let year: Int
  /// The month, 1–12.
  public let month: Int
  /// The day of the month, from 1.
  public let day: Int

  /// Reads `YYYY-MM-DD`; nil when it has another form or is not a day.
  public init?(_ text: String) {
    let parts = text.split(separator: "-").compactMap { Int($0) }
    guard isDay(text), parts[0] > 0 else { return nil }
    (year, month, day) = (parts[0], parts[1], parts[2])
  }

  /// `2026-05-31`.
  public var text: String {
    let pad = { (number: Int, width: Int) in
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))"
  }

  /// `31 May 2026`.
  public var words: String {
    let months = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September",
      "October", "November", "December",
    ]
    return "\(day) \(months[month - 1]) \(year)"
  }

  /// Orders days as they pass.
  public static func < (left: CalendarDate, right: CalendarDate) -> Bool {
    (left.year, left.month, left.day) < (right.year, right.month, right.day)
  }
}

import SigV4
import Testing

@Suite struct SigningTimeTests {
  static let rows: [(seconds: Int, text: String)] = [
    (0, "1970-01-01T00:00:00Z"),
    (-1, "1969-12-31T23:59:59Z"),
    (951_782_399, "2000-02-28T23:59:59Z"),
    (951_782_400, "2000-02-29T00:00:00Z"),
    (1_440_938_160, "2015-08-30T12:36:00Z"),
    (4_107_542_399, "2100-02-28T23:59:59Z"),
    (4_107_542_400, "2100-03-01T00:00:00Z"),
    (253_402_300_799, "9999-12-31T23:59:59Z"),
    (-62_167_219_200, "0000-01-01T00:00:00Z"),
  ]

  @Test("writes and reads the calendar", arguments: rows)
  func calendar(row: (seconds: Int, text: String)) {
    let time = SigningTime(epochSeconds: row.seconds)
    #expect(time.extendedFormat == row.text)
    #expect(time.basicFormat == row.text.filter { $0 != "-" && $0 != ":" })
    #expect(SigningTime(iso8601: row.text) == time)
    #expect(SigningTime(iso8601: time.basicFormat) == time)
  }

  @Test("no number of seconds is out of bounds")
  func extremes() {
    #expect(SigningTime(epochSeconds: .max).extendedFormat == "9999-12-31T23:59:59Z")
    #expect(SigningTime(epochSeconds: .min).extendedFormat == "0000-01-01T00:00:00Z")
  }

  @Test("each day of 400 years follows the one before") func everyDay() {
    var previous = ""
    for day in 0..<146_097 {
      let time = SigningTime(epochSeconds: day * 86_400)
      #expect(time.date > previous)
      previous = time.date
      if day % 97 == 0 { #expect(SigningTime(iso8601: time.extendedFormat) == time) }
    }
    #expect(previous == "23691231")
  }

  static let iso8601: [(text: String, seconds: Int?)] = [
    ("2015-08-30T12:36:00Z", 1_440_938_160),
    ("2015-08-30T12:36:00.123456Z", 1_440_938_160),
    ("2015-08-30T14:36:00+02:00", 1_440_938_160),
    ("2015-08-30T07:06:00-0530", 1_440_938_160),
    ("2015-08-30 12:36:00Z", 1_440_938_160),
    ("2015-08-31T12:35:00+23:59", 1_440_938_160),
    ("2015-08-31T12:36:00+24:00", nil),
    ("2016-12-31T23:59:60Z", 1_483_228_799),
    ("2015-08-30T12:36:00", nil),
    ("2015-08-30T12:36:00.Z", nil),
    ("2015-02-29T12:36:00Z", nil),
    ("2015-13-01T12:36:00Z", nil),
    ("2015-08-30T24:36:00Z", nil),
    ("2015-08-30T12:36:00Zx", nil),
    ("", nil),
    ("٢٠١٥-08-30T12:36:00Z", nil),
  ]

  @Test("reads times as AWS and tools write them", arguments: iso8601)
  func readsISO8601(row: (text: String, seconds: Int?)) {
    #expect(SigningTime(iso8601: row.text)?.epochSeconds == row.seconds)
  }

  static let httpDates: [(text: String, seconds: Int?)] = [
    ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
    ("Sun, 30 Aug 2015 12:36:00 GMT", 1_440_938_160),
    ("Sunday, 06-Nov-94 08:49:37 GMT", nil),
    ("Sun, 06 Nov 1994 08:49:37 UTC", 784_111_777),
    ("Sun, 06 Nov 1994 08:49:37 EST", nil),
    ("Sat, 31 Dec 2016 23:59:60 GMT", 1_483_228_799),
    ("Sun, 31 Feb 2015 12:36:00 GMT", nil),
    ("Sun, 06 Nov 1994 08:49 GMT", nil),
    ("yesterday", nil),
  ]

  @Test("reads the Date header", arguments: httpDates)
  func readsHTTPDates(row: (text: String, seconds: Int?)) {
    #expect(SigningTime(httpDate: row.text)?.epochSeconds == row.seconds)
  }
}

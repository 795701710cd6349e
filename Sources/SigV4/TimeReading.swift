extension SigningTime {
  /// Reads an ISO 8601 time as AWS writes it: `2026-11-21T03:04:05Z`, with a fraction (dropped)
  /// or an offset (`+01:00`) where there is one, or the basic form `20261121T030405Z`.
  public init?(iso8601 text: String) {
    var reader = DigitReader(text)
    guard let year = reader.number(4) else { return nil }
    let extended = reader.take("-")
    guard let month = reader.number(2), !extended || reader.take("-"),
      let day = reader.number(2), reader.take("T") || reader.take("t") || reader.take(" "),
      let hour = reader.number(2), !extended || reader.take(":"),
      let minute = reader.number(2), !extended || reader.take(":"),
      let second = reader.number(2)
    else { return nil }
    if reader.take(".") {
      guard reader.number(1) != nil else { return nil }
      while reader.number(1) != nil {}
    }
    var offset = 0
    if !(reader.take("Z") || reader.take("z")) {
      let west = reader.take("-")
      guard west || reader.take("+"), let hours = reader.number(2), hours <= 23 else { return nil }
      _ = reader.take(":")
      guard let minutes = reader.number(2), minutes <= 59 else { return nil }
      offset = (hours * 60 + minutes) * (west ? 60 : -60)
    }
    guard reader.isAtEnd,
      let local = SigningTime(
        year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    else { return nil }
    self.init(epochSeconds: local.epochSeconds + offset)
  }

  /// Reads the `Date` header of an HTTP answer in the one form that servers may send:
  /// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section 5.6.7).
  public init?(httpDate text: String) {
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let words = text.split(separator: " ")
    guard words.count == 6, words[0].last == ",", words[5] == "GMT" || words[5] == "UTC",
      let day = Int(words[1]), let month = months.firstIndex(of: String(words[2])),
      let year = Int(words[3])
    else { return nil }
    let clock = words[4].split(separator: ":", omittingEmptySubsequences: false)
    guard clock.count == 3, let hour = Int(clock[0]), let minute = Int(clock[1]),
      let second = Int(clock[2]),
      let time = SigningTime(
        year: year, month: month + 1, day: day, hour: hour, minute: minute, second: second)
    else { return nil }
    self = time
  }
}

/// Reads fixed-width numbers from a text.
private struct DigitReader {
  private var rest: Substring.UTF8View

  init(_ text: String) { rest = Substring(text).utf8 }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard let first = rest.first, UInt32(first) == character.value else { return false }
    rest.removeFirst()
    return true
  }

  mutating func number(_ width: Int) -> Int? {
    var value = 0
    var copy = rest
    for _ in 0..<width {
      guard let byte = copy.popFirst(), (0x30...0x39).contains(byte) else { return nil }
      value = value * 10 + Int(byte - 0x30)
    }
    rest = copy
    return value
  }
}

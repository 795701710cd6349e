import IAMPolicy

/// Values of an ordered or small family, one for each piece into which the values of the policies
/// cut it: below the first, each, one between two neighbours, above the last.
enum KeyPoints {
  /// A value of the request.
  struct Point: Hashable {
    let text: String
    var isWritten = false
  }

  /// The points of a family around the values that policies name.
  ///
  /// Values that cannot be read cut nothing: the evaluator calls what they mean unspecified.
  static func points(
    _ family: ComparisonFamily, around texts: [String]
  ) throws(TooComplex) -> [Point] {
    switch family {
    case .number: try NumberPoints.points(around: texts)
    case .date: DatePoints.points(around: texts)
    case .address: AddressPoints.points(around: texts)
    case .bool: [Point(text: "true", isWritten: true), Point(text: "false", isWritten: true)]
    case .binary: binary(texts)
    case .text, .presence: []
    }
  }

  private static func binary(_ texts: [String]) -> [Point] {
    var seen: Set<[UInt8]> = []
    var result: [Point] = []
    for text in texts {
      guard let bytes = Base64.decoded(Array(text.utf8)), seen.insert(bytes).inserted else {
        continue
      }
      result.append(Point(text: text, isWritten: true))
    }
    // Each of the fresh values decodes to other bytes, so one of them is new.
    for index in 0...seen.count {
      let digits = Array("\(index)".utf8).map { String(UnicodeScalar($0 + 17)) }.joined()
      let text = "ZXhh" + digits + String(repeating: "A", count: (4 - digits.utf8.count % 4) % 4)
      guard let bytes = Base64.decoded(Array(text.utf8)), !seen.contains(bytes) else { continue }
      result.append(Point(text: text))
      break
    }
    return result
  }
}

/// Points between decimal numbers.
enum NumberPoints {
  /// Ten times finer than the finest number taken, so that there is room between any two.
  private static let one: Int128 = 10_000_000_000_000_000_000

  static func points(around texts: [String]) throws(TooComplex) -> [KeyPoints.Point] {
    var numbers: [(value: Int128, text: String)] = []
    for text in texts {
      guard DecimalNumber(text) != nil else { continue }
      guard let value = scaled(text) else {
        throw TooComplex(limit: "a number of more than 18 digits")
      }
      if !numbers.contains(where: { $0.value == value }) { numbers.append((value, text)) }
    }
    numbers.sort { $0.value < $1.value }
    guard let first = numbers.first, let last = numbers.last else {
      return [KeyPoints.Point(text: "1")]
    }
    var result = [KeyPoints.Point(text: text(floor(first.value - 1)))]
    for (index, number) in numbers.enumerated() {
      if index > 0 {
        let below = numbers[index - 1].value
        let whole = floor(below) + one
        let between = whole < number.value ? whole : below + (number.value - below) / 2
        result.append(KeyPoints.Point(text: text(between)))
      }
      result.append(KeyPoints.Point(text: number.text, isWritten: true))
    }
    result.append(KeyPoints.Point(text: text(floor(last.value) + one)))
    return result
  }

  private static func floor(_ value: Int128) -> Int128 {
    let rest = value % one
    return value - (rest < 0 ? rest + one : rest)
  }

  /// Reads `-12`, `1.50`, `1e3` with at most 18 digits on either side of the point.
  private static func scaled(_ text: String) -> Int128? {
    var bytes = Array(text.utf8)[...]
    var isNegative = false
    if let sign = bytes.first, sign == 43 || sign == 45 {
      isNegative = sign == 45
      bytes.removeFirst()
    }
    var exponent = 0
    if let mark = bytes.firstIndex(where: { $0 | 32 == 101 }) {
      guard let read = Int(String(decoding: bytes[(mark + 1)...], as: UTF8.self)),
        abs(read) <= 40
      else { return nil }
      exponent = read
      bytes = bytes[..<mark]
    }
    var digits: [UInt8] = []
    var point: Int?
    for byte in bytes {
      if byte == 46 { point = digits.count } else { digits.append(byte - 48) }
    }
    let place = (point ?? digits.count) + exponent
    var result: Int128 = 0
    for (index, digit) in digits.enumerated() where digit != 0 {
      let power = place - index - 1
      guard (-18..<18).contains(power) else { return nil }
      var value = Int128(digit)
      for _ in 0..<(power + 19) { value *= 10 }
      result += value
    }
    return isNegative ? -result : result
  }

  private static func text(_ value: Int128) -> String {
    let magnitude = value.magnitude
    let unit = UInt128(one)
    var fraction = String(magnitude % unit)
    fraction = String(repeating: "0", count: 19 - fraction.utf8.count) + fraction
    while fraction.last == "0" { fraction.removeLast() }
    let whole = String(magnitude / unit)
    return (value < 0 ? "-" : "") + (fraction.isEmpty ? whole : "\(whole).\(fraction)")
  }
}

/// Points between moments.
enum DatePoints {
  static func points(around texts: [String]) -> [KeyPoints.Point] {
    var moments: [(value: Instant, text: String)] = []
    for text in texts {
      guard let value = Instant(text), !moments.contains(where: { $0.value == value }) else {
        continue
      }
      moments.append((value, text))
    }
    moments.sort { $0.value < $1.value }
    guard let first = moments.first, let last = moments.last else {
      return [KeyPoints.Point(text: "2030-01-01T00:00:00Z")]
    }
    var result: [KeyPoints.Point] = []
    func add(_ text: String?) {
      if let text, Instant(text) != nil { result.append(KeyPoints.Point(text: text)) }
    }
    add(text(first.value.seconds - day) ?? text(first.value.seconds - 1))
    for (index, moment) in moments.enumerated() {
      if index > 0 { add(between(moments[index - 1].value, moment.value)) }
      result.append(KeyPoints.Point(text: moment.text, isWritten: true))
    }
    add(text(last.value.seconds + day) ?? text(last.value.seconds + 1))
    return result
  }

  private static let day = 86_400

  /// A moment between two: a whole second, else the last fraction below the later one that is
  /// short.
  private static func between(_ early: Instant, _ late: Instant) -> String? {
    for step in [day, 1] {
      if let whole = text(early.seconds + step), let value = Instant(whole), value < late {
        return whole
      }
    }
    var fraction = ""
    for _ in 0..<64 {
      let digit = (0...9).reversed().first { digit in
        text(early.seconds, "\(fraction)\(digit)").flatMap { Instant($0) }.map { $0 < late }
          ?? false
      }
      fraction += "\(digit ?? 0)"
      if let found = text(early.seconds, fraction), let value = Instant(found), early < value,
        value < late
      {
        return found
      }
    }
    return nil
  }

  /// A moment as ISO 8601; outside of four-digit years as seconds, nil where neither will do.
  private static func text(_ seconds: Int, _ fraction: String = "") -> String? {
    let tail = fraction.isEmpty ? "" : ".\(fraction)"
    let days = seconds >= 0 ? seconds / day : -((-seconds + day - 1) / day)
    // Civil date from days since 1970-01-01, with years that begin in March.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let inEra = shifted - era * 146_097
    let yearOfEra = (inEra - inEra / 1460 + inEra / 36_524 - inEra / 146_096) / 365
    let inYear = inEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let march = (5 * inYear + 2) / 153
    let dayOfMonth = inYear - (153 * march + 2) / 5 + 1
    let month = march < 10 ? march + 3 : march - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    guard (0...9999).contains(year) else { return seconds > 0 ? "\(seconds)\(tail)" : nil }
    let rest = seconds - days * day
    return padded(year, 4) + "-" + padded(month, 2) + "-" + padded(dayOfMonth, 2) + "T"
      + padded(rest / 3600, 2) + ":" + padded(rest / 60 % 60, 2) + ":" + padded(rest % 60, 2)
      + tail + "Z"
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
  }
}

/// One address of each piece into which networks cut the two address spaces.
enum AddressPoints {
  static func points(around texts: [String]) -> [KeyPoints.Point] {
    let networks = texts.compactMap { IPNetwork($0) }
    return points(networks.filter { $0.family == .v4 }, bits: 32, plain: 0xC633_6407)
      + points(
        networks.filter { $0.family == .v6 }, bits: 128,
        plain: 0x2001_0DB8_0000_0000_0000_0000_0000_0007)
  }

  private static func points(
    _ networks: [IPNetwork], bits: Int, plain: UInt128
  ) -> [KeyPoints.Point] {
    let last = bits == 128 ? UInt128.max : (1 << UInt128(bits)) - 1
    var cuts: Set<UInt128> = [0]
    for network in networks {
      cuts.insert(network.first)
      if network.last < last { cuts.insert(network.last + 1) }
    }
    let sorted = cuts.sorted()
    return sorted.enumerated().map { index, start in
      let end = index + 1 < sorted.count ? sorted[index + 1] - 1 : last
      let address =
        (start...end).contains(plain) ? plain : start < end ? start + 1 : start
      return KeyPoints.Point(text: bits == 32 ? v4(address) : v6(address))
    }
  }

  private static func v4(_ address: UInt128) -> String {
    [24, 16, 8, 0].map { String(address >> $0 & 0xFF) }.joined(separator: ".")
  }

  private static func v6(_ address: UInt128) -> String {
    let groups = (0..<8).reversed().map { address >> UInt128($0 * 16) & 0xFFFF }
    guard let start = groups.firstIndex(of: 0),
      let end = groups[start...].firstIndex(where: { $0 != 0 }), end - start > 1
    else {
      return groups.allSatisfy { $0 == 0 }
        ? "::" : groups.map { String($0, radix: 16) }.joined(separator: ":")
    }
    return groups[..<start].map { String($0, radix: 16) }.joined(separator: ":") + "::"
      + groups[end...].map { String($0, radix: 16) }.joined(separator: ":")
  }
}

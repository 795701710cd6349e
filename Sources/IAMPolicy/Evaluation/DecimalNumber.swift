/// A decimal number of any length, compared exactly: `0.1` is not the nearest binary fraction.
package struct DecimalNumber: Hashable, Sendable {
  /// The sign; zero is not negative.
  private let isNegative: Bool
  /// The digits (0–9) without zeros at either end; empty for zero.
  private let digits: [UInt8]
  /// Where the decimal point is: the value is 0.digits × 10^scale.
  private let scale: Int

  /// Reads `-12`, `+1.50`, `.5`, `1e3`; nil for anything else, white space included.
  package init?(_ text: [UInt8]) {
    var at = 0
    var isNegative = false
    if let sign = text.first, sign == 0x2B || sign == 0x2D {
      isNegative = sign == 0x2D
      at = 1
    }
    var digits: [UInt8] = []
    var whole: Int?
    while at < text.count {
      if let digit = digitValue(text[at]) {
        digits.append(digit)
      } else if text[at] == 0x2E, whole == nil {
        whole = digits.count
      } else {
        break
      }
      at += 1
    }
    guard !digits.isEmpty else { return nil }
    var exponent = 0
    if at < text.count {
      guard text[at] | 0x20 == 0x65, let read = DecimalNumber.exponent(text[(at + 1)...]) else {
        return nil
      }
      exponent = read
    }
    let leading = digits.prefix { $0 == 0 }.count
    guard leading < digits.count else {
      (self.isNegative, self.digits, scale) = (false, [], 0)
      return
    }
    let trailing = digits.reversed().prefix { $0 == 0 }.count
    self.isNegative = isNegative
    self.digits = Array(digits[leading..<(digits.count - trailing)])
    scale = (whole ?? digits.count) - leading + exponent
  }

  /// Reads a number from text.
  package init?(_ text: String) { self.init(Array(text.utf8)) }

  /// One text for each number: `0.36e4`.
  var canonicalText: String {
    let mantissa = digits.map(String.init).joined()
    return "\(isNegative ? "-" : "")0.\(mantissa.isEmpty ? "0" : mantissa)e\(scale)"
  }

  /// At most nine digits, so that a scale never overflows.
  private static func exponent(_ text: ArraySlice<UInt8>) -> Int? {
    var text = text
    var sign = 1
    if let first = text.first, first == 0x2B || first == 0x2D {
      sign = first == 0x2D ? -1 : 1
      text.removeFirst()
    }
    guard (1...9).contains(text.count) else { return nil }
    var exponent = 0
    for byte in text {
      guard let digit = digitValue(byte) else { return nil }
      exponent = exponent * 10 + Int(digit)
    }
    return sign * exponent
  }
}

extension DecimalNumber: Comparable {
  package static func < (left: DecimalNumber, right: DecimalNumber) -> Bool {
    if left.isNegative != right.isNegative { return left.isNegative }
    return left.isNegative
      ? right.isCloserToZero(than: left) : left.isCloserToZero(than: right)
  }

  private func isCloserToZero(than other: DecimalNumber) -> Bool {
    if digits.isEmpty || other.digits.isEmpty { return digits.isEmpty && !other.digits.isEmpty }
    if scale != other.scale { return scale < other.scale }
    return digits.lexicographicallyPrecedes(other.digits)
  }
}

/// The value of an ASCII digit.
func digitValue(_ byte: UInt8) -> UInt8? {
  byte &- 0x30 < 10 ? byte &- 0x30 : nil
}

/// Percent-encoding as Signature Version 4 and the Query protocol want it: every byte of the UTF-8
/// text but the unreserved ones of RFC 3986 (`A-Z a-z 0-9 - _ . ~`), in upper-case digits.
public func percentEncoded(_ text: String, keepingSlash: Bool = false) -> String {
  if text.utf8.allSatisfy({ isUnreserved($0) || keepingSlash && $0 == 0x2f }) { return text }
  var encoded: [UInt8] = []
  encoded.reserveCapacity(text.utf8.count + text.utf8.count / 2)
  addPercentEncoded(text, keepingSlash: keepingSlash, to: &encoded)
  return String(decoding: encoded, as: UTF8.self)
}

/// The same, added to bytes.
public func addPercentEncoded(
  _ text: String, keepingSlash: Bool = false, to encoded: inout [UInt8]
) {
  for byte in text.utf8 {
    if isUnreserved(byte) || keepingSlash && byte == 0x2f {
      encoded.append(byte)
    } else {
      encoded.append(0x25)
      encoded.append(hexadecimalDigit(of: byte >> 4))
      encoded.append(hexadecimalDigit(of: byte & 15))
    }
  }
}

private func isUnreserved(_ byte: UInt8) -> Bool {
  switch byte {
  case 0x41...0x5a, 0x61...0x7a, 0x30...0x39, 0x2d, 0x5f, 0x2e, 0x7e: true
  default: false
  }
}

private func hexadecimalDigit(of value: UInt8) -> UInt8 {
  value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
}

/// A text with every `%` and two hexadecimal digits taken for the byte that they mean; any other `%`
/// stays.
public func percentDecoded(_ text: String) -> String {
  let bytes = Array(text.utf8)
  var decoded: [UInt8] = []
  var index = 0
  while index < bytes.count {
    if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
      let high = hexadecimalDigit(bytes[index + 1]), let low = hexadecimalDigit(bytes[index + 2])
    {
      decoded.append(high << 4 | low)
      index += 3
    } else {
      decoded.append(bytes[index])
      index += 1
    }
  }
  return String(decoding: decoded, as: UTF8.self)
}

private func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
  default: nil
  }
}

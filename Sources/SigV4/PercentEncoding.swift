/// Percent-encoding as Signature Version 4 and the Query protocol want it: every byte of the UTF-8
/// text but the unreserved ones of RFC 3986 (`A-Z a-z 0-9 - _ . ~`), in upper-case digits.
public func percentEncoded(_ text: String, keepingSlash: Bool = false) -> String {
  let digits = [UInt8]("0123456789ABCDEF".utf8)
  var encoded: [UInt8] = []
  encoded.reserveCapacity(text.utf8.count + text.utf8.count / 2)
  for byte in text.utf8 {
    switch byte {
    case 0x41...0x5a, 0x61...0x7a, 0x30...0x39, 0x2d, 0x5f, 0x2e, 0x7e:
      encoded.append(byte)
    case 0x2f where keepingSlash:
      encoded.append(byte)
    default:
      encoded.append(0x25)
      encoded.append(digits[Int(byte >> 4)])
      encoded.append(digits[Int(byte & 15)])
    }
  }
  return String(decoding: encoded, as: UTF8.self)
}

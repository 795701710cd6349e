import SigV4

/// Takes secrets out of texts that somebody else wrote: a server that repeats the request, a proxy, a
/// library.
///
/// It looks at bytes, not characters, and finds a secret, or any twelve bytes of it in a row, also
/// where it is percent-encoded, escaped for XML, HTML or JSON, in Base64 or hexadecimal, backwards, in
/// other case, or broken into lines. Redact a text before it is cut: a cut must not hide a secret's end.
struct Redactor: Sendable {
  private let secrets: [Secret]
  /// Eight bytes of the forms of the longer secrets, from each offset.
  private var samples: Set<UInt64> = []
  /// A bit for each of them, by the highest bits of a product: it says no at once to nearly every other word, also
  /// with the thousands of samples of a session token.
  private var sampleBits = [UInt64](repeating: 0, count: 1024)
  private let maskedIDs: [(id: [UInt8], mask: [UInt8])]

  static let replacement = "<secret>"
  /// How many bytes of a longer secret are enough to know it by.
  private static let width = 12
  /// A shorter secret would blot out any text.
  private static let shortest = 4
  /// Much more than is ever shown.
  private static let longestText = 1 << 18

  /// Knows the secrets, and the key ids that are shown with their middle left out.
  init(_ secrets: [Secret], keyIDs: [Credentials] = []) {
    maskedIDs = keyIDs.compactMap { keys in
      keys.accessKeyID.utf8.count < 8
        ? nil : (Array(keys.accessKeyID.utf8), Array(keys.maskedKeyID.utf8))
    }
    self.secrets = secrets.filter { $0.exposed.utf8.count >= Self.shortest }
    for form in forms where form.count >= 2 * Self.width {
      for start in 0...(form.count - 8) {
        let word = Self.word(form, at: start)
        samples.insert(word)
        let bit = Self.bit(of: word)
        sampleBits[bit / 64] |= 1 << UInt64(bit % 64)
      }
    }
  }

  /// The secrets in the forms that no undoing of escapes gives back.
  private var forms: [[UInt8]] {
    secrets.flatMap { secret -> [[UInt8]] in
      let bytes = Array(secret.exposed.utf8)
      guard bytes.count >= Self.width else { return [bytes] }
      // Base64 of a text that holds the secret depends on where in it the secret begins.
      let encoded = (0..<3).map { offset in
        let text = base64([UInt8](repeating: 0, count: offset) + bytes)
        return Array(text.dropFirst([0, 2, 3][offset]).dropLast(4))
      }
      return [bytes, bytes.reversed(), Array(hexadecimal(bytes).utf8)] + encoded
    }
  }

  /// The hashes by which a part of a secret is known, by the number of bytes in a row.
  ///
  /// Made when they are needed: nearly every answer does without.
  private var windows: [Int: Set<UInt64>] {
    var windows: [Int: Set<UInt64>] = [:]
    for form in forms {
      let width = min(Self.width, form.count)
      windows[width, default: []].formUnion(
        Self.hashes(of: form.map(Self.folded), width: width))
    }
    return windows
  }

  // MARK: Redacting

  /// The text without the secrets; what follows the beginning of a signature is cut off.
  func redacted(_ text: String) -> String { redacted(lines: [text])[0] }

  /// The same for each of several texts.
  func redacted(lines: [String]) -> [String] {
    let windows = self.windows
    return lines.map { String(decoding: redacted(Array($0.utf8), windows), as: UTF8.self) }
  }

  /// The bytes without the secrets.
  func redacted(_ text: [UInt8]) -> [UInt8] { redacted(text, windows) }

  private func redacted(_ text: [UInt8], _ windows: [Int: Set<UInt64>]) -> [UInt8] {
    let text = text.count > Self.longestText ? Array(text.prefix(Self.longestText)) : text
    let decoded = Decoded(text)
    let isSecret = marks(in: text, decoded, of: windows)
    let end = decoded.signatureStart ?? text.count
    var result: [UInt8] = []
    var index = 0
    while index < end {
      if isSecret[index] {
        while index < end, isSecret[index] { index += 1 }
        result += Array(Self.replacement.utf8)
      } else if let (id, mask) = maskedIDs.first(where: { text[index..<end].starts(with: $0.id) }) {
        result += mask
        index += id.count
      } else {
        result.append(text[index])
        index += 1
      }
    }
    return end < text.count ? result + Array(Self.replacement.utf8) : result
  }

  /// Says whether a body that is read as data repeats a secret.
  ///
  /// Every twelfth byte is looked at, which finds any twenty bytes of a secret in a row; what is
  /// escaped in a way that AWS does not escape is looked at in whole.
  func isRepeated(in body: [UInt8]) -> Bool {
    guard !samples.isEmpty, body.count >= 20 else { return false }
    var start = 0
    while start + 8 <= body.count {
      let word = Self.word(body, at: start)
      let bit = Self.bit(of: word)
      if sampleBits[bit / 64] >> UInt64(bit % 64) & 1 == 1, samples.contains(word) {
        // Eight bytes may be alike by chance, as digits of an account are; twelve are not.
        let around = Array(body[max(0, start - Self.width)..<min(body.count, start + 20)])
        if holdsSecret(around) { return true }
      }
      start += Self.width
    }
    guard Self.isOddlyEscaped(body) else { return false }
    return holdsSecret(Array(body.prefix(Self.longestText)))
  }

  private func holdsSecret(_ text: [UInt8]) -> Bool {
    marks(in: text, Decoded(text), of: windows.filter { $0.key == Self.width }).contains(true)
  }

  /// For each byte whether it is a part of a secret.
  private func marks(
    in text: [UInt8], _ decoded: Decoded, of windows: [Int: Set<UInt64>]
  ) -> [Bool] {
    var isSecret = [Bool](repeating: false, count: text.count)
    for stream in [Decoded(unchangedBytesOf: text), decoded] {
      for (width, known) in windows where stream.bytes.count >= width {
        for (start, hash) in Self.hashes(of: stream.bytes, width: width).enumerated()
        where known.contains(hash) {
          for index in stream.starts[start]..<stream.ends[start + width - 1] {
            isSecret[index] = true
          }
        }
      }
    }
    return isSecret
  }

  /// Says whether letters or digits are percent-encoded, or characters written as numbers.
  private static func isOddlyEscaped(_ body: [UInt8]) -> Bool {
    body.withUnsafeBufferPointer(isOddlyEscaped)
  }

  private static func isOddlyEscaped(_ body: UnsafeBufferPointer<UInt8>) -> Bool {
    for index in 0..<max(0, body.count - 2) where mayEscape(body[index]) {
      switch body[index] {
      case UInt8(ascii: "%"):
        if let high = digit(body[index + 1]), let low = digit(body[index + 2]) {
          switch high << 4 | low {
          case UInt8(ascii: "%"), 0x30...0x39, 0x41...0x5a, 0x61...0x7a: return true
          default: break
          }
        }
      case UInt8(ascii: "&"), UInt8(ascii: ";"):
        if body[index + 1] == UInt8(ascii: "#") { return true }
      case UInt8(ascii: "\\") where body[index + 1] == UInt8(ascii: "u"): return true
      default: break
      }
    }
    return false
  }

  private static func mayEscape(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "%") || byte == UInt8(ascii: "&") || byte == UInt8(ascii: ";")
      || byte == UInt8(ascii: "\\")
  }

  // MARK: Bytes

  /// Small letters, and Base64's two alphabets as one.
  fileprivate static func folded(_ byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
    case UInt8(ascii: "-"): UInt8(ascii: "+")
    case UInt8(ascii: "_"): UInt8(ascii: "/")
    default: byte
    }
  }

  fileprivate static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  private static func bit(of word: UInt64) -> Int {
    Int(truncatingIfNeeded: (word &* 0x9e37_79b9_7f4a_7c15) &>> 48)
  }

  private static func word(_ bytes: [UInt8], at start: Int) -> UInt64 {
    bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: start, as: UInt64.self) }
  }

  /// A hash of each `width` bytes in a row (Rabin and Karp).
  private static func hashes(of bytes: [UInt8], width: Int) -> [UInt64] {
    guard bytes.count >= width else { return [] }
    let base: UInt64 = 0x1_0000_01b3
    var power: UInt64 = 1
    for _ in 1..<width { power = power &* base }
    var hash: UInt64 = 0
    var result: [UInt64] = []
    result.reserveCapacity(bytes.count - width + 1)
    for index in bytes.indices {
      if index >= width { hash = hash &- (UInt64(bytes[index - width]) &+ 1) &* power }
      hash = hash &* base &+ UInt64(bytes[index]) &+ 1
      if index >= width - 1 { result.append(hash) }
    }
    return result
  }

  private func base64(_ bytes: [UInt8]) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var result: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var value = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      var digits: [UInt8] = []
      for _ in 0..<4 {
        digits.append(alphabet[value & 63])
        value >>= 6
      }
      result += digits.reversed()
    }
    return result
  }
}

/// A text as the bytes that its escapes mean, in small letters and without white space, and where each
/// of them is.
private struct Decoded {
  private(set) var bytes: [UInt8] = []
  private(set) var starts: [Int] = []
  private(set) var ends: [Int] = []

  init(unchangedBytesOf text: [UInt8]) {
    bytes = text.map(Redactor.folded)
    starts = Array(text.indices)
    ends = starts.map { $0 + 1 }
  }

  init(_ text: [UInt8]) {
    bytes.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      let (value, length) = Self.unit(text, index)
      for byte in value where byte > 0x20 {
        bytes.append(Redactor.folded(byte))
        starts.append(index)
        ends.append(index + length)
      }
      index += length
    }
  }

  /// The place of the beginning of a signature: nothing after it may be shown.
  var signatureStart: Int? {
    let marks = ["aws4+hmac+sha", "aws4+ecdsa", "authorization:", "authorization="]
    return marks.compactMap { mark -> Int? in
      let mark = Array(mark.utf8)
      guard bytes.count >= mark.count else { return nil }
      let last = bytes.count - mark.count
      return (0...last).first { bytes[$0] == mark[0] && bytes[$0...].starts(with: mark) }
        .map { starts[$0] }
    }.min()
  }

  /// What one escape or one byte means, and how many bytes it takes up.
  private static func unit(_ text: [UInt8], _ start: Int) -> (value: [UInt8], length: Int) {
    switch text[start] {
    case UInt8(ascii: "%"):
      var index = start + 1
      // A percent sign that is itself encoded, any number of times.
      while index + 3 < text.count, text[index] == UInt8(ascii: "2"),
        text[index + 1] == UInt8(ascii: "5"),
        Redactor.digit(text[index + 2]) != nil, Redactor.digit(text[index + 3]) != nil
      {
        index += 2
      }
      guard index + 1 < text.count, let high = Redactor.digit(text[index]),
        let low = Redactor.digit(text[index + 1])
      else { break }
      return ([high << 4 | low], index + 2 - start)
    case UInt8(ascii: "&"):
      if let found = reference(text, start) { return found }
    case UInt8(ascii: "\\"):
      guard start + 1 < text.count else { break }
      let kind = text[start + 1]
      let count = kind == UInt8(ascii: "u") ? 4 : kind == UInt8(ascii: "x") ? 2 : 0
      guard count > 0 else { return ([kind], 2) }
      guard start + 1 + count < text.count else { break }
      let digits = text[(start + 2)..<(start + 2 + count)].compactMap(Redactor.digit)
      guard digits.count == count else { break }
      return (utf8(digits.reduce(0) { $0 << 4 | UInt32($1) }), 2 + count)
    default: break
    }
    return ([text[start]], 1)
  }

  /// `&#73;`, `&#x49;`, `&lt;` and their like, with an `&` that is itself escaped any number of times.
  private static func reference(
    _ text: [UInt8], _ start: Int
  ) -> (value: [UInt8], length: Int)? {
    var index = start + 1
    let ampersand = Array("amp;".utf8)
    while text[index...].starts(with: ampersand), index + 4 < text.count,
      text[(index + 4)...].prefix(12).contains(UInt8(ascii: ";")),
      text[index + 4] == UInt8(ascii: "#") || text[(index + 4)...].starts(with: ampersand)
    {
      index += 4
    }
    guard let end = text[index...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else { return nil }
    let name = String(decoding: text[index..<end], as: UTF8.self).lowercased()
    let length = end + 1 - start
    switch name {
    case "amp": return ([UInt8(ascii: "&")], length)
    case "lt": return ([UInt8(ascii: "<")], length)
    case "gt": return ([UInt8(ascii: ">")], length)
    case "quot": return ([UInt8(ascii: "\"")], length)
    case "apos": return ([UInt8(ascii: "'")], length)
    default:
      guard name.hasPrefix("#") else { return nil }
      let isHex = name.hasPrefix("#x")
      guard let value = UInt32(name.dropFirst(isHex ? 2 : 1), radix: isHex ? 16 : 10) else {
        return nil
      }
      return (utf8(value), length)
    }
  }

  private static func utf8(_ value: UInt32) -> [UInt8] {
    Unicode.Scalar(value).map { Array(String($0).utf8) } ?? []
  }
}

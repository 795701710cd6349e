public import TestSupport

/// Small damage to inputs, for runs without a fuzzer that watches coverage.
public enum Mutation {
  /// Pieces that mean something to one of the readers.
  private static let pieces: [[UInt8]] =
    [
      "{", "}", "[", "]", "\"", "\\", ":", ",", "*", "?", "**", "${", "}", "${*}", "${a, 'b'}", "<",
      ">", "</", "&", "&#0;", "&amp;", "<![CDATA[", "]]>", "%7B", "%", "+", "-", ".", "e", "1e999",
      "99999999999999999999", "-0", "0x1", "\\u0000", "\\uD800", "\\uDC00", "null", "true", "\n",
      "\r", "\u{FEFF}", "é", "😀", "ForAllValues:", "ForAnyValue:", "IfExists", "/32", "/129", "::",
      "arn:aws:", "2026-02-30", "T24:00:00Z", "====",
    ].map { Array($0.utf8) } + [[0x00], [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90]]

  /// The longest input that is made.
  private static let longest = 4096

  /// One to four changes to `input`; some take parts of `other`.
  public static func of(
    _ input: [UInt8], _ other: [UInt8], _ random: inout SplitMix
  ) -> [UInt8] {
    var bytes = input
    for _ in 0...random.below(4) { change(&bytes, other, &random) }
    return Array(bytes.prefix(longest))
  }

  private static func change(
    _ bytes: inout [UInt8], _ other: [UInt8], _ random: inout SplitMix
  ) {
    let place = random.below(bytes.count + 1)
    let end = min(bytes.count, place + random.below(12))
    switch random.below(7) {
    case 0: if place < bytes.count { bytes[place] ^= 1 << UInt8(random.below(8)) }
    case 1: bytes.removeSubrange(place..<end)
    case 2: bytes.insert(contentsOf: pieces[random.below(pieces.count)], at: place)
    case 3: bytes.insert(contentsOf: bytes[place..<end], at: random.below(bytes.count + 1))
    case 4: bytes.removeSubrange(place...)
    case 5:
      let from = random.below(other.count + 1)
      let to = min(other.count, from + random.below(40))
      bytes.replaceSubrange(place..<end, with: other[from..<to])
    default:
      let piece = pieces[random.below(pieces.count)]
      for _ in 0..<random.below(200) { bytes.insert(contentsOf: piece, at: place) }
    }
  }
}

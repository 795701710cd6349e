import JSONText
import TestSupport

/// A reproducible source of randomness: every failure names the seed.
struct Generator: RandomNumberGenerator {
  private var source: SplitMix

  init(seed: UInt64) { source = SplitMix(seed: seed) }

  mutating func next() -> UInt64 { source.next() }

  mutating func number(below bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

  mutating func text() -> String {
    let scalars: [Unicode.Scalar] = [
      "a", "Z", "0", " ", "\"", "\\", "/", "\n", "\r", "\t", "\u{0}", "\u{1F}", "\u{7F}", "\u{80}",
      "\u{9F}", "\u{A0}", "é", "\u{2028}", "\u{FEFF}", "€", "😀", "\u{10FFFF}", "{", "]", ":", ",",
    ]
    var text = ""
    for _ in 0..<number(below: 24) {
      text.unicodeScalars.append(scalars[number(below: scalars.count)])
    }
    return text
  }

  mutating func json(depth: Int) -> JSON {
    let numbers = ["0", "-0", "1", "-12.50", "1e9", "1E-07", "123456789012345678901234567890"]
    switch number(below: depth > 0 ? 7 : 5) {
    case 0: return .null
    case 1: return .bool(number(below: 2) == 0)
    case 2: return JSON(.number(numbers[number(below: numbers.count)]))
    case 3, 4: return .string(text())
    case 5: return .array((0..<number(below: 5)).map { _ in json(depth: depth - 1) })
    default:
      return .object((0..<number(below: 12)).map { ("\($0)\(text())", json(depth: depth - 1)) })
    }
  }
}

import IAMPolicy
import PolicyAnalysis

extension Statement {
  /// The steps that looking for redundant patterns may take in one document: many times what the
  /// largest real policies need, and a fraction of a second.
  static let redundancySteps = 50_000_000

  /// Pairs of patterns of one list of which the second covers the first: the first is redundant.
  ///
  /// Of two equal patterns the later one is. The time that it takes grows with the square of the
  /// list, so that it ends when `steps` are spent, with what was found until then.
  static func redundant(
    _ patterns: [String], steps: inout Int
  ) -> [(index: Int, coveredBy: Int)] {
    let bytes = patterns.map { Array($0.utf8) }
    var first: [String: Int] = [:]
    for (index, text) in patterns.enumerated() where first[text] == nil { first[text] = index }
    // Only a pattern with a wildcard covers others, and only those that begin as it does.
    let wide = bytes.indices.compactMap { index in
      bytes[index].firstIndex { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
        .map { (index: index, head: bytes[index][..<$0]) }
    }
    func covers(_ wide: Int, _ narrow: Int) -> Bool {
      steps -= bytes[wide].count * bytes[narrow].count
      return pattern(bytes[wide], covers: bytes[narrow])
    }
    var found: [(index: Int, coveredBy: Int)] = []
    for index in bytes.indices {
      if let twin = first[patterns[index]], twin < index {
        found.append((index, twin))
        continue
      }
      for other in wide where other.index != index {
        steps -= 1
        guard steps > 0 else { return found }
        guard bytes[index].starts(with: other.head), covers(other.index, index),
          other.index < index || !covers(index, other.index)
        else { continue }
        found.append((index, other.index))
        break
      }
    }
    return found
  }
}

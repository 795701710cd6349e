/// Says whether every text that `narrow` matches is matched by `wide`; both are patterns with `*` and `?`.
///
/// Time and memory grow with the product of the lengths. It can miss an inclusion that needs several
/// characters at once to see (`*a*` inside of `*`-rich patterns), and never claims one that does not hold.
func pattern(_ wide: [UInt8], covers narrow: [UInt8]) -> Bool {
  let star = UInt8(ascii: "*")
  let one = UInt8(ascii: "?")
  // reach[j]: the first characters of `wide` read so far can match all that narrow[..<j] matches.
  var reach = [Bool](repeating: false, count: narrow.count + 1)
  reach[0] = true
  for character in wide {
    var next = [Bool](repeating: false, count: narrow.count + 1)
    if character == star {
      var open = false
      for index in reach.indices {
        open = open || reach[index]
        next[index] = open
      }
    } else {
      for index in narrow.indices where reach[index] {
        let other = narrow[index]
        next[index + 1] = other == character || (character == one && other != star)
      }
    }
    reach = next
  }
  return reach[narrow.count]
}

extension Statement {
  /// Pairs of patterns of one list of which the second covers the first: the first is redundant.
  ///
  /// Of two equal patterns the later one is.
  static func redundant(_ patterns: [String]) -> [(index: Int, coveredBy: Int)] {
    let bytes = patterns.map { Array($0.utf8) }
    var first: [String: Int] = [:]
    for (index, text) in patterns.enumerated() where first[text] == nil { first[text] = index }
    // Only a pattern with a wildcard covers others, and only those that begin as it does.
    let wide = bytes.indices.compactMap { index in
      bytes[index].firstIndex { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
        .map { (index: index, head: bytes[index][..<$0]) }
    }
    return bytes.indices.compactMap { index in
      if let twin = first[patterns[index]], twin < index { return (index, twin) }
      return wide.first { other in
        other.index != index && bytes[index].starts(with: other.head)
          && pattern(bytes[other.index], covers: bytes[index])
          && (other.index < index || !pattern(bytes[index], covers: bytes[other.index]))
      }.map { (index, $0.index) }
    }
  }
}

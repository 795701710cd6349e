/// The text of a reference, read by byte.
///
/// A static string is in the binary as it is: nothing is parsed or copied to make this value.
struct ReferenceText: Sendable {
  private let text: StaticString

  init(_ text: StaticString) { self.text = text }

  var count: Int { text.utf8CodeUnitCount }

  subscript(place: Int) -> UInt8 { text.utf8Start[place] }

  func bytes(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: text.utf8Start + range.lowerBound, count: range.count)
  }

  func string(_ range: Range<Int>) -> String { String(decoding: bytes(range), as: UTF8.self) }

  /// The line that begins at a place, without its newline.
  func line(at start: Int) -> Range<Int> {
    let end = firstPlace(of: UInt8(ascii: "\n"), in: min(start, count)..<count) ?? count
    return start..<max(start, end)
  }

  /// The place where the line begins that holds a place.
  func startOfLine(around place: Int, from first: Int) -> Int {
    var start = place
    while start > first, self[start - 1] != UInt8(ascii: "\n") { start -= 1 }
    return start
  }

  /// The lines from a place up to an empty line or the end.
  func lines(from start: Int) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var place = start
    while place < count {
      let line = line(at: place)
      if line.isEmpty { break }
      result.append(line)
      place = line.upperBound + 1
    }
    return result
  }

  func firstPlace(of byte: UInt8, in range: Range<Int>) -> Int? {
    let start = text.utf8Start
    var place = range.lowerBound
    while place < range.upperBound {
      if start[place] == byte { return place }
      place &+= 1
    }
    return nil
  }

  /// The fields between separators.
  func fields(_ range: Range<Int>, separator: UInt8) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var start = range.lowerBound
    for place in range where self[place] == separator {
      result.append(start..<place)
      start = place + 1
    }
    return result + [start..<range.upperBound]
  }

  func decimal(_ range: Range<Int>) -> Int {
    range.reduce(0) { $0 * 10 + Int(self[$1]) - 48 }
  }

  /// A number in base 36.
  func number(_ range: Range<Int>) -> Int {
    range.reduce(0) { result, place in
      let byte = self[place]
      return result * 36 + Int(byte) - (byte < 58 ? 48 : 87)
    }
  }

  /// How a part of the text and a word compare without regard to the case of ASCII letters.
  func order(_ range: Range<Int>, _ word: [UInt8]) -> Order {
    var place = range.lowerBound
    for byte in word {
      if place == range.upperBound { return .before }
      let own = folded(self[place])
      let other = folded(byte)
      if own != other { return own < other ? .before : .after }
      place += 1
    }
    return place == range.upperBound ? .same : .after
  }

  enum Order {
    case before
    case same
    case after
  }

  /// The line whose first field is a word, among lines that are sorted without regard to case.
  func search(_ word: [UInt8], in lines: Range<Int>, endingIn separator: UInt8) -> Range<Int>? {
    var (low, high) = (lines.lowerBound, lines.upperBound)
    while low < high {
      let start = startOfLine(around: low + (high - low) / 2, from: low)
      let line = line(at: start)
      let field = start..<(firstPlace(of: separator, in: line) ?? line.upperBound)
      switch order(field, word) {
      case .same: return line
      case .before: low = line.upperBound + 1
      case .after: high = start
      }
    }
    return nil
  }
}

/// A byte with an ASCII letter in lower case.
func folded(_ byte: UInt8) -> UInt8 { byte >= 65 && byte <= 90 ? byte + 32 : byte }

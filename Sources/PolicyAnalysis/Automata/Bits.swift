/// A set of small numbers: one machine word, and more words only above 63.
struct Bits: Hashable {
  private(set) var first: UInt64
  private(set) var rest: [UInt64]

  init() {
    first = 0
    rest = []
  }

  /// The numbers below `count`.
  init(below count: Int) {
    self.init()
    guard count > 0 else { return }
    first = count >= 64 ? .max : (1 << UInt64(count)) - 1
    var left = count - 64
    while left > 0 {
      rest.append(left >= 64 ? .max : (1 << UInt64(left)) - 1)
      left -= 64
    }
  }

  init(_ member: Int) {
    self.init()
    insert(member)
  }

  func contains(_ member: Int) -> Bool {
    if member < 64 { return first >> UInt64(member) & 1 == 1 }
    let word = member / 64 - 1
    return word < rest.count && rest[word] >> UInt64(member % 64) & 1 == 1
  }

  mutating func insert(_ member: Int) {
    if member < 64 {
      first |= 1 << UInt64(member)
      return
    }
    let word = member / 64 - 1
    while rest.count <= word { rest.append(0) }
    rest[word] |= 1 << UInt64(member % 64)
  }

  mutating func remove(_ member: Int) {
    if member < 64 {
      first &= ~(1 << UInt64(member))
      return
    }
    let word = member / 64 - 1
    guard word < rest.count else { return }
    rest[word] &= ~(1 << UInt64(member % 64))
    trim()
  }

  mutating func formUnion(_ other: Bits) {
    first |= other.first
    guard !other.rest.isEmpty else { return }
    while rest.count < other.rest.count { rest.append(0) }
    for word in other.rest.indices { rest[word] |= other.rest[word] }
  }

  mutating func formIntersection(_ other: Bits) {
    first &= other.first
    guard !rest.isEmpty else { return }
    if rest.count > other.rest.count { rest.removeLast(rest.count - other.rest.count) }
    for word in rest.indices { rest[word] &= other.rest[word] }
    trim()
  }

  mutating func subtract(_ other: Bits) {
    first &= ~other.first
    guard !rest.isEmpty else { return }
    for word in 0..<min(rest.count, other.rest.count) { rest[word] &= ~other.rest[word] }
    trim()
  }

  func union(_ other: Bits) -> Bits {
    var result = self
    result.formUnion(other)
    return result
  }

  func intersection(_ other: Bits) -> Bits {
    var result = self
    result.formIntersection(other)
    return result
  }

  func subtracting(_ other: Bits) -> Bits {
    var result = self
    result.subtract(other)
    return result
  }

  func symmetricDifference(_ other: Bits) -> Bits {
    subtracting(other).union(other.subtracting(self))
  }

  func isSubset(of other: Bits) -> Bool { subtracting(other).isEmpty }

  var isEmpty: Bool { first == 0 && rest.isEmpty }

  var count: Int { rest.reduce(first.nonzeroBitCount) { $0 + $1.nonzeroBitCount } }

  /// The members in rising order.
  var members: [Int] {
    var result: [Int] = []
    var word = first
    while word != 0 {
      result.append(word.trailingZeroBitCount)
      word &= word - 1
    }
    for (index, value) in rest.enumerated() {
      word = value
      while word != 0 {
        result.append((index + 1) * 64 + word.trailingZeroBitCount)
        word &= word - 1
      }
    }
    return result
  }

  /// The words, of which there are as many as `count` members need.
  func words(_ count: Int) -> [UInt64] {
    var result = [first] + rest
    while result.count < count { result.append(0) }
    return result
  }

  /// Equal sets have equal storage: no empty words at the end.
  private mutating func trim() {
    while let last = rest.last, last == 0 { rest.removeLast() }
  }
}

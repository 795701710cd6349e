/// How AWS compares names: by bytes, or without regard to the case of ASCII letters.
extension String {
  /// Whether both have the same bytes: `String ==` takes U+212A for `K`.
  @inlinable package func isExactly(_ other: String) -> Bool {
    // The length is quick to say no.
    guard utf8.count == other.utf8.count else { return false }
    let answer = utf8.withContiguousStorageIfAvailable { one in
      other.utf8.withContiguousStorageIfAvailable { UnsafeRawBufferPointer(one).isSame(as: $0) }
    }
    return (answer ?? nil) ?? utf8.elementsEqual(other.utf8)
  }
}

extension UnsafeRawBufferPointer {
  /// Whether as many bytes of another place are the same, eight at a time.
  @inlinable package func isSame(as other: UnsafeBufferPointer<UInt8>) -> Bool {
    guard count == other.count else { return false }
    let other = UnsafeRawBufferPointer(other)
    var place = 0
    while place &+ 8 <= count {
      guard
        loadUnaligned(fromByteOffset: place, as: UInt64.self)
          == other.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      else { return false }
      place &+= 8
    }
    while place < count {
      guard self[place] == other[place] else { return false }
      place &+= 1
    }
    return true
  }

  /// Whether no byte is a control character or beyond ASCII (DEL counts as none), eight at a time.
  @inlinable package var isPrintableASCII: Bool {
    let high: UInt64 = 0x8080_8080_8080_8080
    var place = 0
    while place &+ 8 <= count {
      let word = loadUnaligned(fromByteOffset: place, as: UInt64.self)
      // A byte below 0x20 borrows from its highest bit; one beyond ASCII has that bit.
      let low = ((word | high) &- 0x2020_2020_2020_2020) ^ high
      guard (word | low) & high == 0 else { return false }
      place &+= 8
    }
    while place < count {
      guard self[place] >= 0x20, self[place] < 0x80 else { return false }
      place &+= 1
    }
    return true
  }

  /// Whether one of the bytes is this one, eight at a time.
  @inlinable package func has(_ byte: UInt8) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let pattern = ones &* UInt64(byte)
    var place = 0
    while place &+ 8 <= count {
      // A zero byte is the only one from which subtracting one borrows while its highest bit is clear.
      let word = loadUnaligned(fromByteOffset: place, as: UInt64.self) ^ pattern
      guard (word &- ones) & ~word & (ones &* 0x80) == 0 else { return true }
      place &+= 8
    }
    while place < count {
      if self[place] == byte { return true }
      place &+= 1
    }
    return false
  }
}

extension String {
  /// Whether it has neither control characters nor anything beyond ASCII; false where that is not quick to say.
  @inlinable package var isPrintableASCII: Bool {
    utf8.withContiguousStorageIfAvailable { UnsafeRawBufferPointer($0).isPrintableASCII } ?? false
  }

  /// The text with ASCII letters in lower case, other characters as they are.
  package var asciiFolded: String {
    guard utf8.contains(where: { (65...90).contains($0) }) else { return self }
    return String(decoding: utf8.map(asciiLowercased), as: UTF8.self)
  }

  /// Whether one of its bytes is this one.
  @inlinable package func has(_ byte: UInt8) -> Bool {
    utf8.withContiguousStorageIfAvailable { UnsafeRawBufferPointer($0).has(byte) }
      ?? utf8.contains(byte)
  }
}

extension StringProtocol {
  /// Whether another text has the same bytes.
  @inlinable package func isExactly(_ other: some StringProtocol) -> Bool {
    utf8.elementsEqual(other.utf8)
  }

  /// Whether it is the same name to IAM, which folds the case of ASCII letters and of no others.
  @inlinable package func isSameName(as other: some StringProtocol) -> Bool {
    guard utf8.count == other.utf8.count else { return false }
    let answer = utf8.withContiguousStorageIfAvailable { one in
      other.utf8.withContiguousStorageIfAvailable { other in
        // Names of one account begin alike more often than they end alike.
        if let last = one.last, asciiLowercased(last) != asciiLowercased(other[one.count - 1]) {
          return false
        }
        for place in 0..<one.count where one[place] != other[place] {
          guard asciiLowercased(one[place]) == asciiLowercased(other[place]) else { return false }
        }
        return true
      }
    }
    return (answer ?? nil)
      ?? zip(utf8, other.utf8).allSatisfy { asciiLowercased($0) == asciiLowercased($1) }
  }
}

/// The byte in lower case when it is an ASCII letter, else the byte.
@inlinable package func asciiLowercased(_ byte: UInt8) -> UInt8 {
  byte &- 0x41 < 26 ? byte | 0x20 : byte
}

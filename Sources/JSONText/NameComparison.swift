/// How AWS compares names: by bytes, or without regard to the case of ASCII letters.
extension String {
  /// Whether both have the same bytes: `String ==` takes U+212A for `K`.
  @inlinable package func isExactly(_ other: String) -> Bool {
    // Length and `==` are quick to say no.
    guard utf8.count == other.utf8.count, self == other else { return false }
    let answer = utf8.withContiguousStorageIfAvailable { one in
      other.utf8.withContiguousStorageIfAvailable { other in
        one.indices.allSatisfy { one[$0] == other[$0] }
      }
    }
    return (answer ?? nil) ?? utf8.elementsEqual(other.utf8)
  }
}

extension StringProtocol {
  /// Whether another text has the same bytes.
  @inlinable package func isExactly(_ other: some StringProtocol) -> Bool {
    utf8.elementsEqual(other.utf8)
  }

  /// Whether it is the same name to IAM, which folds the case of ASCII letters and of no others.
  @inlinable package func isSameName(as other: some StringProtocol) -> Bool {
    utf8.count == other.utf8.count
      && zip(utf8, other.utf8).allSatisfy { $0 == $1 || asciiLowercased($0) == asciiLowercased($1) }
  }
}

/// The byte in lower case when it is an ASCII letter, else the byte.
@inlinable package func asciiLowercased(_ byte: UInt8) -> UInt8 {
  byte &- 0x41 < 26 ? byte | 0x20 : byte
}

import Testing

@testable import JSONText

/// Eight bytes at a time say what one at a time does.
@Suite struct ByteSearchTests {
  /// Every byte at every place of a text of each length up to 20.
  static let texts: [[UInt8]] = (0...20).flatMap { count in
    (0..<max(count, 1)).flatMap { place in
      (UInt8.min...UInt8.max).map { byte in
        var text = [UInt8](repeating: UInt8(ascii: "a"), count: count)
        if place < count { text[place] = byte }
        return text
      }
    }
  }

  @Test("printable ASCII, and whether a byte is there")
  func search() {
    for text in Self.texts {
      text.withUnsafeBytes { bytes in
        #expect(bytes.isPrintableASCII == text.allSatisfy { (0x20..<0x80).contains($0) })
        for byte in [UInt8(ascii: "$"), 0, 0xFF, UInt8(ascii: "a")] {
          #expect(bytes.has(byte) == text.contains(byte))
        }
      }
    }
  }

  @Test("the same bytes")
  func same() {
    for text in Self.texts {
      let plain = [UInt8](repeating: UInt8(ascii: "a"), count: text.count)
      text.withUnsafeBytes { bytes in
        plain.withUnsafeBufferPointer { #expect(bytes.isSame(as: $0) == (text == plain)) }
        plain.dropLast().withUnsafeBufferPointer { other in
          #expect(!bytes.isSame(as: other) || text.isEmpty)
        }
      }
    }
  }
}

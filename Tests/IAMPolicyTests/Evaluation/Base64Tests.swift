import IAMPolicy
import Testing

/// The test vectors of RFC 4648, section 10.
@Suite struct Base64Tests {
  static let rows: [(text: String, base64: String)] = [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ]

  @Test("bytes are written and read as the RFC has it", arguments: rows)
  func vectors(text: String, base64: String) {
    #expect(Base64.encoded(Array(text.utf8)) == base64)
    #expect(Base64.decoded(Array(base64.utf8)) == Array(text.utf8))
  }

  @Test("every byte comes back")
  func everyByte() {
    let bytes = (0...255).map { UInt8($0) }
    #expect(Base64.decoded(Array(Base64.encoded(bytes).utf8)) == bytes)
  }
}

import TestSupport
import Testing

@testable import SigV4

@Suite struct HashTests {
  /// FIPS 180-4 examples, and lengths around the block.
  static let rows: [(message: String, digest: String)] = [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      String(repeating: "a", count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
    (
      String(repeating: "x", count: 55),
      "d5e285683cd4efc02d021a5c62014694958901005d6f71e89e0989fac77e4072"
    ),
    (
      String(repeating: "x", count: 56),
      "04c26261370ee7541549d16dee320c723e3fd14671e66a099afe0a377c16888e"
    ),
    (
      String(repeating: "x", count: 57),
      "ae14a2563ccf969d99aca69ce6bb74981f734bbf9f655f73b8f06db68cab5217"
    ),
    (
      String(repeating: "x", count: 63),
      "75220b47218278e656f2013bb8f0c455a25eaf01e86c64924e9d48d89776d6f2"
    ),
    (
      String(repeating: "x", count: 64),
      "7ce100971f64e7001e8fe5a51973ecdfe1ced42befe7ee8d5fd6219506b5393c"
    ),
    (
      String(repeating: "x", count: 65),
      "9537c5fdf120482f7d58d25e9ed583f52c02b4e304ea814db1633ad565aed7e9"
    ),
    (
      String(repeating: "x", count: 119),
      "000b48d4edf0fa7bee3c6236ecd2785baa5db4eeb8bb54341b029e0d9fa5fb0c"
    ),
    (
      String(repeating: "x", count: 120),
      "13f05a0b594787f5ecd315edc96141bd3243203d1b7d4f0836f37308b276ba98"
    ),
    (
      String(repeating: "x", count: 128),
      "24da1b81d0b16df6428eee73c69fcb2a93c76bc6df706f0c6670fe6bfe800464"
    ),
  ]

  @Test("hashes the published examples and every padding case", arguments: rows)
  func digests(row: (message: String, digest: String)) {
    #expect(hexadecimal(SHA256.hash([UInt8](row.message.utf8))) == row.digest)
  }

  @Test("hashes alike however the bytes are cut") func incremental() {
    var numbers = SplitMix(seed: 11)
    let bytes = (0..<1000).map { _ in UInt8(truncatingIfNeeded: numbers.next()) }
    for _ in 0..<50 {
      var hash = SHA256()
      var start = 0
      while start < bytes.count {
        let end = min(bytes.count, start + Int(numbers.next() % 150))
        hash.update(Array(bytes[start..<end]))
        start = end
      }
      #expect(hash.finalized() == SHA256.hash(bytes))
    }
  }

  @Test("authenticates the examples of RFC 4231") func authenticationCodes() {
    let rows: [(key: [UInt8], message: String, code: String)] = [
      (
        [UInt8](repeating: 0x0b, count: 20), "Hi There",
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
      ),
      (
        [UInt8]("Jefe".utf8), "what do ya want for nothing?",
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
      ),
      (
        [UInt8](repeating: 0xaa, count: 131),
        "Test Using Larger Than Block-Size Key - Hash Key First",
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
      ),
      // Keys around the length of a block, as Python's hmac has them.
      (
        [UInt8](repeating: 0x6b, count: 63), "message",
        "e27efa30bcbfbc25b4d936ffd8553392f398eb2edada1dac2423a961af0c305b"
      ),
      (
        [UInt8](repeating: 0x6b, count: 64), "message",
        "890f3a16e0ca0aaa3bf180f70fa8e3970b3fd6505e98fde157988dcc19d1685c"
      ),
      (
        [UInt8](repeating: 0x6b, count: 65), "message",
        "0c256505306af48015530c139bb7add5ad7a6a9291cd511278a067e765816fbd"
      ),
    ]
    for row in rows {
      #expect(hexadecimal(HMAC.sha256(key: row.key, [UInt8](row.message.utf8))) == row.code)
    }
  }
}

/// SHA-256 (FIPS 180-4) in plain Swift: the signer needs it before any library could be loaded.
///
/// The rounds are written out because the compiler then keeps the sixteen schedule words and the
/// eight state words in registers; a loop over arrays is several times slower.
public struct SHA256: Sendable {
  private var state: (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32) = (
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
    0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19
  )
  private var pending: [UInt8] = []
  private var length: UInt64 = 0

  /// The number of bytes that one compression takes.
  static let blockSize = 64

  /// Begins a hash of nothing.
  public init() {}

  /// Adds bytes to what is hashed.
  public mutating func update(_ bytes: [UInt8]) {
    length &+= UInt64(bytes.count)
    var start = 0
    if !pending.isEmpty {
      let taken = min(Self.blockSize - pending.count, bytes.count)
      pending.append(contentsOf: bytes[0..<taken])
      start = taken
      guard pending.count == Self.blockSize else { return }
      compress(pending, at: 0)
      pending.removeAll(keepingCapacity: true)
    }
    while bytes.count - start >= Self.blockSize {
      compress(bytes, at: start)
      start += Self.blockSize
    }
    pending.append(contentsOf: bytes[start...])
  }

  /// The 32 bytes of the hash of all that was added.
  public func finalized() -> [UInt8] {
    var copy = self
    let bits = length &* 8
    var padding: [UInt8] = [0x80]
    let used = (pending.count + 1) % Self.blockSize
    padding += [UInt8](repeating: 0, count: (Self.blockSize + 56 - used) % Self.blockSize)
    for shift in stride(from: 56, through: 0, by: -8) {
      padding.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
    }
    copy.update(padding)
    var digest: [UInt8] = []
    digest.reserveCapacity(32)
    let words = copy.state
    for word in [
      words.0, words.1, words.2, words.3, words.4, words.5, words.6, words.7,
    ] {
      for shift: UInt32 in [24, 16, 8, 0] {
        digest.append(UInt8(truncatingIfNeeded: word >> shift))
      }
    }
    return digest
  }

  /// The 32 bytes of the hash of `bytes`.
  public static func hash(_ bytes: [UInt8]) -> [UInt8] {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finalized()
  }

  private mutating func compress(_ block: [UInt8], at start: Int) {
    func word(_ offset: Int) -> UInt32 {
      let index = start + offset
      return UInt32(block[index]) << 24 | UInt32(block[index + 1]) << 16
        | UInt32(block[index + 2]) << 8 | UInt32(block[index + 3])
    }
    var (a, b, c, d, e, f, g, h) = state
    var w0 = word(0)
    var w1 = word(4)
    var w2 = word(8)
    var w3 = word(12)
    var w4 = word(16)
    var w5 = word(20)
    var w6 = word(24)
    var w7 = word(28)
    var w8 = word(32)
    var w9 = word(36)
    var w10 = word(40)
    var w11 = word(44)
    var w12 = word(48)
    var w13 = word(52)
    var w14 = word(56)
    var w15 = word(60)
    round(a, b, c, &d, e, f, g, &h, 0x428a_2f98 &+ w0)
    round(h, a, b, &c, d, e, f, &g, 0x7137_4491 &+ w1)
    round(g, h, a, &b, c, d, e, &f, 0xb5c0_fbcf &+ w2)
    round(f, g, h, &a, b, c, d, &e, 0xe9b5_dba5 &+ w3)
    round(e, f, g, &h, a, b, c, &d, 0x3956_c25b &+ w4)
    round(d, e, f, &g, h, a, b, &c, 0x59f1_11f1 &+ w5)
    round(c, d, e, &f, g, h, a, &b, 0x923f_82a4 &+ w6)
    round(b, c, d, &e, f, g, h, &a, 0xab1c_5ed5 &+ w7)
    round(a, b, c, &d, e, f, g, &h, 0xd807_aa98 &+ w8)
    round(h, a, b, &c, d, e, f, &g, 0x1283_5b01 &+ w9)
    round(g, h, a, &b, c, d, e, &f, 0x2431_85be &+ w10)
    round(f, g, h, &a, b, c, d, &e, 0x550c_7dc3 &+ w11)
    round(e, f, g, &h, a, b, c, &d, 0x72be_5d74 &+ w12)
    round(d, e, f, &g, h, a, b, &c, 0x80de_b1fe &+ w13)
    round(c, d, e, &f, g, h, a, &b, 0x9bdc_06a7 &+ w14)
    round(b, c, d, &e, f, g, h, &a, 0xc19b_f174 &+ w15)
    extend(&w0, w1, w9, w14)
    round(a, b, c, &d, e, f, g, &h, 0xe49b_69c1 &+ w0)
    extend(&w1, w2, w10, w15)
    round(h, a, b, &c, d, e, f, &g, 0xefbe_4786 &+ w1)
    extend(&w2, w3, w11, w0)
    round(g, h, a, &b, c, d, e, &f, 0x0fc1_9dc6 &+ w2)
    extend(&w3, w4, w12, w1)
    round(f, g, h, &a, b, c, d, &e, 0x240c_a1cc &+ w3)
    extend(&w4, w5, w13, w2)
    round(e, f, g, &h, a, b, c, &d, 0x2de9_2c6f &+ w4)
    extend(&w5, w6, w14, w3)
    round(d, e, f, &g, h, a, b, &c, 0x4a74_84aa &+ w5)
    extend(&w6, w7, w15, w4)
    round(c, d, e, &f, g, h, a, &b, 0x5cb0_a9dc &+ w6)
    extend(&w7, w8, w0, w5)
    round(b, c, d, &e, f, g, h, &a, 0x76f9_88da &+ w7)
    extend(&w8, w9, w1, w6)
    round(a, b, c, &d, e, f, g, &h, 0x983e_5152 &+ w8)
    extend(&w9, w10, w2, w7)
    round(h, a, b, &c, d, e, f, &g, 0xa831_c66d &+ w9)
    extend(&w10, w11, w3, w8)
    round(g, h, a, &b, c, d, e, &f, 0xb003_27c8 &+ w10)
    extend(&w11, w12, w4, w9)
    round(f, g, h, &a, b, c, d, &e, 0xbf59_7fc7 &+ w11)
    extend(&w12, w13, w5, w10)
    round(e, f, g, &h, a, b, c, &d, 0xc6e0_0bf3 &+ w12)
    extend(&w13, w14, w6, w11)
    round(d, e, f, &g, h, a, b, &c, 0xd5a7_9147 &+ w13)
    extend(&w14, w15, w7, w12)
    round(c, d, e, &f, g, h, a, &b, 0x06ca_6351 &+ w14)
    extend(&w15, w0, w8, w13)
    round(b, c, d, &e, f, g, h, &a, 0x1429_2967 &+ w15)
    extend(&w0, w1, w9, w14)
    round(a, b, c, &d, e, f, g, &h, 0x27b7_0a85 &+ w0)
    extend(&w1, w2, w10, w15)
    round(h, a, b, &c, d, e, f, &g, 0x2e1b_2138 &+ w1)
    extend(&w2, w3, w11, w0)
    round(g, h, a, &b, c, d, e, &f, 0x4d2c_6dfc &+ w2)
    extend(&w3, w4, w12, w1)
    round(f, g, h, &a, b, c, d, &e, 0x5338_0d13 &+ w3)
    extend(&w4, w5, w13, w2)
    round(e, f, g, &h, a, b, c, &d, 0x650a_7354 &+ w4)
    extend(&w5, w6, w14, w3)
    round(d, e, f, &g, h, a, b, &c, 0x766a_0abb &+ w5)
    extend(&w6, w7, w15, w4)
    round(c, d, e, &f, g, h, a, &b, 0x81c2_c92e &+ w6)
    extend(&w7, w8, w0, w5)
    round(b, c, d, &e, f, g, h, &a, 0x9272_2c85 &+ w7)
    extend(&w8, w9, w1, w6)
    round(a, b, c, &d, e, f, g, &h, 0xa2bf_e8a1 &+ w8)
    extend(&w9, w10, w2, w7)
    round(h, a, b, &c, d, e, f, &g, 0xa81a_664b &+ w9)
    extend(&w10, w11, w3, w8)
    round(g, h, a, &b, c, d, e, &f, 0xc24b_8b70 &+ w10)
    extend(&w11, w12, w4, w9)
    round(f, g, h, &a, b, c, d, &e, 0xc76c_51a3 &+ w11)
    extend(&w12, w13, w5, w10)
    round(e, f, g, &h, a, b, c, &d, 0xd192_e819 &+ w12)
    extend(&w13, w14, w6, w11)
    round(d, e, f, &g, h, a, b, &c, 0xd699_0624 &+ w13)
    extend(&w14, w15, w7, w12)
    round(c, d, e, &f, g, h, a, &b, 0xf40e_3585 &+ w14)
    extend(&w15, w0, w8, w13)
    round(b, c, d, &e, f, g, h, &a, 0x106a_a070 &+ w15)
    extend(&w0, w1, w9, w14)
    round(a, b, c, &d, e, f, g, &h, 0x19a4_c116 &+ w0)
    extend(&w1, w2, w10, w15)
    round(h, a, b, &c, d, e, f, &g, 0x1e37_6c08 &+ w1)
    extend(&w2, w3, w11, w0)
    round(g, h, a, &b, c, d, e, &f, 0x2748_774c &+ w2)
    extend(&w3, w4, w12, w1)
    round(f, g, h, &a, b, c, d, &e, 0x34b0_bcb5 &+ w3)
    extend(&w4, w5, w13, w2)
    round(e, f, g, &h, a, b, c, &d, 0x391c_0cb3 &+ w4)
    extend(&w5, w6, w14, w3)
    round(d, e, f, &g, h, a, b, &c, 0x4ed8_aa4a &+ w5)
    extend(&w6, w7, w15, w4)
    round(c, d, e, &f, g, h, a, &b, 0x5b9c_ca4f &+ w6)
    extend(&w7, w8, w0, w5)
    round(b, c, d, &e, f, g, h, &a, 0x682e_6ff3 &+ w7)
    extend(&w8, w9, w1, w6)
    round(a, b, c, &d, e, f, g, &h, 0x748f_82ee &+ w8)
    extend(&w9, w10, w2, w7)
    round(h, a, b, &c, d, e, f, &g, 0x78a5_636f &+ w9)
    extend(&w10, w11, w3, w8)
    round(g, h, a, &b, c, d, e, &f, 0x84c8_7814 &+ w10)
    extend(&w11, w12, w4, w9)
    round(f, g, h, &a, b, c, d, &e, 0x8cc7_0208 &+ w11)
    extend(&w12, w13, w5, w10)
    round(e, f, g, &h, a, b, c, &d, 0x90be_fffa &+ w12)
    extend(&w13, w14, w6, w11)
    round(d, e, f, &g, h, a, b, &c, 0xa450_6ceb &+ w13)
    extend(&w14, w15, w7, w12)
    round(c, d, e, &f, g, h, a, &b, 0xbef9_a3f7 &+ w14)
    extend(&w15, w0, w8, w13)
    round(b, c, d, &e, f, g, h, &a, 0xc671_78f2 &+ w15)
    state.0 &+= a
    state.1 &+= b
    state.2 &+= c
    state.3 &+= d
    state.4 &+= e
    state.5 &+= f
    state.6 &+= g
    state.7 &+= h
  }
}

@inline(__always)
private func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
  word &>> count | word &<< (32 &- count)
}

/// One round of FIPS 180-4 section 6.2.2 step 3; the caller renames the variables instead of
/// moving their values.
@inline(__always)
private func round(
  _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32,
  _ e: UInt32, _ f: UInt32, _ g: UInt32, _ h: inout UInt32, _ input: UInt32
) {
  let choice = (e & f) ^ (~e & g)
  let majority = (a & b) ^ (a & c) ^ (b & c)
  let first = h &+ (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) &+ choice &+ input
  d = d &+ first
  h = first &+ (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) &+ majority
}

/// The message schedule of section 6.2.2 step 1, in place: word t of t-16, t-15, t-7 and t-2.
@inline(__always)
private func extend(_ word: inout UInt32, _ w15: UInt32, _ w7: UInt32, _ w2: UInt32) {
  let low = rotated(w15, 7) ^ rotated(w15, 18) ^ (w15 &>> 3)
  let high = rotated(w2, 17) ^ rotated(w2, 19) ^ (w2 &>> 10)
  word = word &+ low &+ w7 &+ high
}

/// HMAC (RFC 2104) over SHA-256.
public enum HMAC {
  /// The 32-byte code that authenticates `message` under `key`.
  public static func sha256(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
    var block = key.count > SHA256.blockSize ? SHA256.hash(key) : key
    block += [UInt8](repeating: 0, count: SHA256.blockSize - block.count)
    var inner = SHA256()
    inner.update(block.map { $0 ^ 0x36 })
    inner.update(message)
    var outer = SHA256()
    outer.update(block.map { $0 ^ 0x5c })
    outer.update(inner.finalized())
    return outer.finalized()
  }
}

/// Bytes as lower-case hexadecimal digits, two a byte.
public func hexadecimal(_ bytes: [UInt8]) -> String {
  let digits = [UInt8]("0123456789abcdef".utf8)
  var text: [UInt8] = []
  text.reserveCapacity(bytes.count * 2)
  for byte in bytes {
    text.append(digits[Int(byte >> 4)])
    text.append(digits[Int(byte & 15)])
  }
  return String(decoding: text, as: UTF8.self)
}

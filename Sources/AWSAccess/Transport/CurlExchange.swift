#if os(Linux)
import SigV4

/// What the callbacks of one transfer collect.
final class CurlExchange {
  private(set) var headers: [NameValue] = []
  private(set) var body: [UInt8] = []
  private(set) var isTooLarge = false
  private(set) var sendings = 0
  private let limit: Int
  private var headerBytes = 0
  private static let headerLimit = 1 << 20

  init(limit: Int) { self.limit = limit }

  static func at(_ pointer: UnsafeMutableRawPointer?) -> CurlExchange? {
    pointer.map { Unmanaged<CurlExchange>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Says whether the request, or a part of it, may have reached the server.
  var isSent: Bool { sendings > 0 }

  /// Counts a sending; false for a second one, which must not happen.
  func beginSending() -> Bool {
    sendings += 1
    return sendings == 1
  }

  /// The number of bytes taken; fewer than given stops the transfer.
  func takeBody(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    guard body.count + bytes.count <= limit else {
      isTooLarge = true
      return 0
    }
    body.append(contentsOf: bytes)
    return bytes.count
  }

  /// Takes one line of the head; a new status line forgets those before (as of `100 Continue`).
  func takeHeader(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    headerBytes += bytes.count
    guard headerBytes <= Self.headerLimit else {
      isTooLarge = true
      return 0
    }
    if bytes.starts(with: "HTTP/".utf8) {
      headers = []
    } else if let colon = bytes.firstIndex(of: UInt8(ascii: ":")) {
      var value = bytes[(colon + 1)...]
      while let first = value.first, Self.isSpace(first) { value = value.dropFirst() }
      while let last = value.last, Self.isSpace(last) { value = value.dropLast() }
      headers.append(
        NameValue(
          String(decoding: bytes[..<colon], as: UTF8.self),
          String(decoding: value, as: UTF8.self)))
    }
    return bytes.count
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0d).contains(byte)
  }
}
#endif

import AWSAccess
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A server on this machine that does to each connection what the test says, in order of arrival;
/// connections beyond the script are closed at once.
final class LoopbackServer: Sendable {
  typealias Script = @Sendable (Connection) -> Void

  let port: Int
  private let listener: Int32
  private let accepted = Mutex(0)

  /// One accepted connection.
  struct Connection: Sendable {
    let descriptor: Int32

    /// Reads one request up to the end of its body; nil when the other side is gone.
    func readRequest() -> String? {
      var text: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 4096)
      while true {
        let received = String(decoding: text, as: UTF8.self)
        if let head = received.range(ofHeadEnd: ()) {
          let length = received.contentLength
          if text.count >= head + length { return received }
        }
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return nil }
        text += buffer[0..<count]
      }
    }

    /// Reads the head of a request and so many bytes of its body, and gives the head.
    func readHead(thenSkipping count: Int) -> String {
      var head: [UInt8] = []
      while head.suffix(4) != [13, 10, 13, 10] {
        var byte: UInt8 = 0
        guard recv(descriptor, &byte, 1, 0) == 1 else { break }
        head.append(byte)
      }
      var buffer = [UInt8](repeating: 0, count: 65_536)
      var left = count
      while left > 0 {
        let received = recv(descriptor, &buffer, min(left, buffer.count), 0)
        guard received > 0 else { break }
        left -= received
      }
      return String(decoding: head, as: UTF8.self)
    }

    func write(_ text: String) {
      let bytes = [UInt8](text.utf8)
      _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// Closes so that the other side gets a reset.
    func reset() {
      var option = linger(l_onoff: 1, l_linger: 0)
      setsockopt(
        descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }
  }

  init(_ scripts: [Script]) throws {
    #if canImport(Glibc)
    let stream = Int32(SOCK_STREAM.rawValue)
    #else
    let stream = SOCK_STREAM
    #endif
    let listener = socket(AF_INET, stream, 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        bind(listener, generic, size) == 0 && listen(listener, 16) == 0
          && getsockname(listener, generic, &size) == 0
      }
    }
    guard bound else { throw LoopbackError() }
    self.listener = listener
    port = Int(UInt16(bigEndian: address.sin_port))
    Threads.detach { [self] in
      for number in 0... {
        let descriptor = accept(listener, nil, nil)
        // Only here is the listener closed: its number may be another socket's at once.
        guard descriptor >= 0 else { break }
        accepted.withLock { $0 += 1 }
        Threads.detach {
          if number < scripts.count { scripts[number](Connection(descriptor: descriptor)) }
          close(descriptor)
        }
      }
      close(listener)
    }
  }

  /// The number of connections so far.
  var connections: Int { accepted.withLock { $0 } }

  /// Stops listening; the port then refuses connections.
  func stop() {
    shutdown(listener, Int32(SHUT_RDWR))
  }

  struct LoopbackError: Error {}
}

extension String {
  /// The offset in bytes behind the empty line that ends the head.
  fileprivate func range(ofHeadEnd: Void) -> Int? {
    let bytes = Array(utf8)
    guard bytes.count >= 4 else { return nil }
    return (0...(bytes.count - 4)).first { bytes[$0..<($0 + 4)].elementsEqual([13, 10, 13, 10]) }
      .map { $0 + 4 }
  }

  fileprivate var contentLength: Int {
    for line in split(whereSeparator: \.isNewline)
    where line.lowercased().hasPrefix("content-length:") {
      return Int(line.dropFirst(15).filter(\.isNumber)) ?? 0
    }
    return 0
  }
}

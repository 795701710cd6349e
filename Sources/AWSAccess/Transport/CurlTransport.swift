#if os(Linux)
import Glibc
import JSONText
import SigV4
import Synchronization

/// HTTP over libcurl: exactly the headers given, HTTP/1.1, no redirects, real deadlines, and never
/// a second sending of what may have arrived.
final class CurlTransport: HTTPTransport {
  private let cancellation: Cancellation
  private let trust: TrustStore
  private let proxies: ProxySettings
  /// What the library says may hold nothing of a proxy's user.
  private let redactor: Redactor
  private let trustProblem: TransportError?
  private let idle = Mutex<[CurlHandle]>([])

  init(
    cancellation: Cancellation, trust: TrustStore = .system(), proxies: ProxySettings = .none
  ) {
    self.cancellation = cancellation
    self.trust = trust
    self.proxies = proxies
    redactor = Redactor(proxies.secrets)
    trustProblem = trust.problem
  }

  /// Opens the library on another thread.
  func prepare() {
    Threads.detach { _ = CurlLibrary.shared }
  }

  /// Sends a request; connections are kept for the next one.
  func send(_ request: HTTPRequest) throws(TransportError) -> HTTPResponse {
    guard !cancellation.isCancelled else { throw .cancelled }
    try check(request)
    let proxy = request.usesProxy ? try proxies.proxy(for: request.endpoint) : nil
    if let trustProblem, request.endpoint.scheme == .https || proxy?.scheme == .https {
      throw trustProblem
    }
    let handle = try idleHandle()
    let result = Result { () throws(TransportError) in
      try handle.send(
        request, trust: trust, proxy: proxy, redactor: redactor, cancellation: cancellation)
    }
    idle.withLock { $0.append(handle) }
    return try result.get()
  }

  private func idleHandle() throws(TransportError) -> CurlHandle {
    if let handle = idle.withLock({ $0.popLast() }) { return handle }
    return try CurlHandle(CurlLibrary.shared.get())
  }

  private func check(_ request: HTTPRequest) throws(TransportError) {
    for header in request.headers {
      let isClean = Self.isClean(header.name) && Self.isClean(header.value)
      guard isClean, !header.name.isEmpty, !header.name.has(0x3a) else {
        throw .unsendable(detail: "the header '\(printable(header.name))' has a control character")
      }
    }
    guard !request.method.isEmpty, request.method.utf8.allSatisfy({ (0x41...0x5a).contains($0) })
    else { throw .unsendable(detail: "the method '\(printable(request.method))' is none") }
  }

  private static func isClean(_ text: String) -> Bool {
    if text.isPrintableASCII, !text.has(0x7f) { return true }
    return text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }
  }

  private func printable(_ text: String) -> String {
    String(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? "?" : Character($0) })
  }
}
#endif

#if os(Linux)
import Glibc
import SigV4

/// One request at a time over libcurl, with the connections that earlier requests left open.
///
/// Only one thread uses a handle at a time: the transport takes it out of its pool for a request.
/// The multi interface drives it because its poll can wait on the cancellation too.
final class CurlHandle: @unchecked Sendable {
  private let library: CurlLibrary
  private let easy: CurlLibrary.Handle
  private let multi: CurlLibrary.Handle
  private let errorText: UnsafeMutablePointer<CChar>
  private static let errorSize = 256

  init(_ library: CurlLibrary) throws(TransportError) {
    guard let easy = library.easyInit(), let multi = library.multiInit() else {
      throw .libraryMissing(detail: "it gives no handle")
    }
    self.library = library
    self.easy = easy
    self.multi = multi
    errorText = .allocate(capacity: Self.errorSize)
    errorText.initialize(repeating: 0, count: Self.errorSize)
  }

  deinit {
    library.easyCleanup(easy)
    _ = library.multiCleanup(multi)
    errorText.deallocate()
  }

  func send(
    _ request: HTTPRequest, trust: TrustStore, plainProxy: String?, cancellation: Cancellation
  ) throws(TransportError) -> HTTPResponse {
    let exchange = CurlExchange(limit: request.responseLimit)
    library.easyReset(easy)
    errorText[0] = 0
    defer { library.easyReset(easy) }
    set(request)
    set(trust)
    setProxy(for: request.endpoint, plainProxy: plainProxy)
    setCallbacks(exchange)

    var lines: OpaquePointer?
    defer { library.freeList(lines) }
    // An empty value takes away what the library would add by itself.
    let headers = request.headers.map { header in
      header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)"
    }
    let unwanted = ["Accept", "Content-Type", "Expect", "User-Agent"].filter { name in
      !request.headers.contains { $0.name.lowercased() == name.lowercased() }
    }
    for line in headers + unwanted.map({ "\($0):" }) { lines = library.append(lines, line) }
    _ = library.setPointer(easy, CurlOption.httpHeader, lines.map { UnsafeRawPointer($0) })

    let outcome = withExtendedLifetime(exchange) {
      request.body.withUnsafeBytes { body in
        set(method: request.method, body: body)
        return perform(cancellation)
      }
    }
    guard let code = outcome else { throw .cancelled }
    guard code == CurlCode.ok else { throw error(code, request, exchange) }
    return HTTPResponse(
      status: number(CurlInfo.responseCode), headers: exchange.headers, body: exchange.body)
  }

  private func set(_ request: HTTPRequest) {
    _ = library.setPointer(easy, CurlOption.url, request.endpoint.url)
    _ = library.setPointer(easy, CurlOption.errorBuffer, errorText)
    let connectTimeout = milliseconds(request.connectTimeout)
    let timeout = milliseconds(request.timeout)
    for (option, value) in [
      (CurlOption.noSignal, 1), (CurlOption.followLocation, 0), (CurlOption.httpVersion, 2),
      (CurlOption.protocols, request.endpoint.scheme == .https ? 2 : 1), (CurlOption.pathAsIs, 1),
      (CurlOption.http09Allowed, 0), (CurlOption.suppressConnectHeaders, 1),
      (CurlOption.connectTimeoutMilliseconds, connectTimeout),
      (CurlOption.timeoutMilliseconds, timeout),
    ] {
      _ = library.setLong(easy, option, value)
    }
  }

  private func set(_ trust: TrustStore) {
    switch trust {
    case .libraryDefault: break
    case .bundle(let path):
      _ = library.setPointer(easy, CurlOption.caInfo, path)
      _ = library.setPointer(easy, CurlOption.caPath, nil as UnsafeRawPointer?)
    case .directory(let path):
      _ = library.setPointer(easy, CurlOption.caPath, path)
      _ = library.setPointer(easy, CurlOption.caInfo, nil as UnsafeRawPointer?)
    }
  }

  /// This machine is never reached through a proxy: there its loopback is another one.
  private func setProxy(for endpoint: Endpoint, plainProxy: String?) {
    if endpoint.isLoopback {
      _ = library.setPointer(easy, CurlOption.noProxy, "*")
    } else if endpoint.scheme == .http, let plainProxy {
      _ = library.setPointer(easy, CurlOption.proxy, plainProxy)
    }
  }

  private func set(method: String, body: UnsafeRawBufferPointer) {
    if method == "GET", body.isEmpty {
      _ = library.setLong(easy, CurlOption.httpGet, 1)
      return
    }
    if method == "POST" || !body.isEmpty {
      _ = library.setLong(easy, CurlOption.post, 1)
      _ = library.setLong(easy, CurlOption.postFieldSize, body.count)
      // A null pointer would make the library read the body from standard input.
      let start = body.baseAddress ?? UnsafeRawPointer(errorText)
      _ = library.setPointer(easy, CurlOption.postFields, start)
    }
    if method != "POST" { _ = library.setPointer(easy, CurlOption.customRequest, method) }
  }

  private func setCallbacks(_ exchange: CurlExchange) {
    let pointer = Unmanaged.passUnretained(exchange).toOpaque()
    _ = library.setWriter(easy, CurlOption.writeFunction) { bytes, size, count, exchange in
      CurlExchange.at(exchange)?.takeBody(UnsafeBufferPointer(start: bytes, count: size * count))
        ?? 0
    }
    _ = library.setPointer(easy, CurlOption.writeData, pointer)
    _ = library.setWriter(easy, CurlOption.headerFunction) { bytes, size, count, exchange in
      CurlExchange.at(exchange)?.takeHeader(UnsafeBufferPointer(start: bytes, count: size * count))
        ?? 0
    }
    _ = library.setPointer(easy, CurlOption.headerData, pointer)
    // When a kept connection dies without a byte of answer, the library sends the request once more
    // by itself. The effect of the first may be there, and the caller must know: so a second
    // sending is stopped, and without this option (before 7.80) connections are not kept.
    let isCounted = library.setPreparer(easy, CurlOption.prepareFunction) { exchange, _, _, _, _ in
      CurlExchange.at(exchange)?.beginSending() == true ? 0 : 1
    }
    if isCounted == CurlCode.ok {
      _ = library.setPointer(easy, CurlOption.prepareData, pointer)
    } else {
      _ = library.setLong(easy, CurlOption.forbidReuse, 1)
    }
  }

  /// Runs the transfer to its end; nil when it was cancelled.
  private func perform(_ cancellation: Cancellation) -> Int32? {
    guard library.multiAdd(multi, easy) == 0 else { return -1 }
    defer { _ = library.multiRemove(multi, easy) }
    var running: Int32 = 1
    while true {
      if cancellation.isCancelled { return nil }
      guard library.multiPerform(multi, &running) == 0 else { return -1 }
      if running == 0 { break }
      var waited = pollfd(fd: cancellation.descriptor, events: Int16(POLLIN), revents: 0)
      let count: UInt32 = cancellation.descriptor >= 0 ? 1 : 0
      guard library.multiPoll(multi, &waited, count, 1000, nil) == 0 else { return -1 }
    }
    var left: Int32 = 0
    while let message = library.multiRead(multi, &left) {
      let isDone = message.load(as: Int32.self) == 1
      if isDone, message.load(fromByteOffset: 8, as: CurlLibrary.Handle?.self) == easy {
        return message.load(fromByteOffset: 16, as: Int32.self)
      }
    }
    return -1
  }

  private func error(
    _ code: Int32, _ request: HTTPRequest, _ exchange: CurlExchange
  ) -> TransportError {
    let host = request.endpoint.hostHeader
    let detail = detail(code)
    switch code {
    case CurlCode.badURL: return .unsendable(detail: detail)
    case CurlCode.unsupportedProtocol where request.endpoint.scheme == .https:
      return .libraryMissing(detail: detail)
    case CurlCode.proxyNotFound, CurlCode.proxyHandshake: return .proxyFailed(detail: detail)
    case CurlCode.hostNotFound: return .hostNotFound(host: host)
    case CurlCode.cannotConnect:
      // The library names the machine that it tried; another one than ours is the proxy.
      let name = request.endpoint.host.filter { $0 != "[" && $0 != "]" }
      return detail.hasPrefix("Failed to connect to ") && !detail.lowercased().contains(name)
        ? .proxyFailed(detail: detail) : .connectionRefused(host: host)
    case CurlCode.peerNotVerified: return .certificateRefused(host: host, detail: detail)
    case CurlCode.badCertificateFile: return .trustStoreUnusable(detail: detail)
    case CurlCode.tlsConnect: return .handshakeFailed(host: host, detail: detail)
    case CurlCode.strangeReply, CurlCode.unsupportedProtocol: return .notHTTP(host: host)
    case CurlCode.timedOut:
      // On a kept connection the library gives no times of connecting: what was begun to be sent tells
      // that there was one, and then the request may have arrived.
      return exchange.sendings == 0 && number(CurlInfo.preTransferTime) == 0
        ? .connectTimedOut(host: host, seconds: min(request.connectTimeout, request.timeout))
        : .timedOut(host: host, seconds: request.timeout)
    case CurlCode.writeError where exchange.isTooLarge:
      return .tooLarge(host: host, limit: request.responseLimit)
    case CurlCode.abortedByCallback where exchange.isSentTwice:
      return .connectionClosed(host: host, detail: "a kept connection ended without an answer")
    case CurlCode.gotNothing, CurlCode.sendError, CurlCode.receiveError, CurlCode.partialFile:
      // A proxy that refuses the tunnel answers before anything of the request was sent.
      if exchange.sendings == 0, request.endpoint.scheme == .https, detail.contains("CONNECT") {
        return .proxyFailed(detail: detail)
      }
      return .connectionClosed(host: host, detail: detail)
    default: return .failed(host: host, detail: detail)
    }
  }

  /// What the library says, without the full stop and line ends that it may have.
  private func detail(_ code: Int32) -> String {
    var text = String(cString: errorText)
    if text.isEmpty { text = library.describe(code).map { String(cString: $0) } ?? "code \(code)" }
    while let last = text.last, last == "." || last.isWhitespace { text.removeLast() }
    return text
  }

  /// A number of the transfer; both kinds that are read here have 64 bits.
  private func number(_ info: Int32) -> Int {
    var value = 0
    _ = library.getInfo(easy, info, &value)
    return value
  }

  private func milliseconds(_ seconds: Double) -> Int {
    Int((min(max(seconds, 0.001), 86_400) * 1000).rounded(.up))
  }
}
#endif

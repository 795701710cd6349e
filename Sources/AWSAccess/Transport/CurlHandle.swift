#if os(Linux)
import Glibc
import JSONText
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
    _ request: HTTPRequest, trust: TrustStore, proxy: Proxy?, redactor: Redactor,
    cancellation: Cancellation
  ) throws(TransportError) -> HTTPResponse {
    let exchange = CurlExchange(limit: request.responseLimit)
    library.easyReset(easy)
    errorText[0] = 0
    defer { library.easyReset(easy) }
    set(request)
    set(trust)
    set(proxy)
    setCallbacks(exchange)

    var lines: OpaquePointer?
    defer { library.freeList(lines) }
    // An empty value removes what the library would add by itself.
    let headers = request.headers.map { header in
      header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)"
    }
    let unwanted = ["Accept", "Content-Type", "Expect", "User-Agent"].filter { name in
      !request.headers.contains { $0.name.isSameName(as: name) }
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
    guard code == CurlCode.ok else { throw error(code, request, exchange, proxy, redactor) }
    return HTTPResponse(
      status: number(CurlInfo.responseCode), headers: exchange.headers, body: exchange.body)
  }

  private func set(_ request: HTTPRequest) {
    _ = library.setPointer(easy, CurlOption.url, request.endpoint.url)
    _ = library.setPointer(easy, CurlOption.errorBuffer, errorText)
    let connectTimeout = milliseconds(request.connectTimeout)
    let timeout = milliseconds(request.timeout)
    for (option, value) in [
      (CurlOption.noSignal, 1), (CurlOption.quickExit, 1), (CurlOption.followLocation, 0),
      (CurlOption.httpVersion, 2),
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
      for (file, folder) in [
        (CurlOption.caInfo, CurlOption.caPath), (CurlOption.proxyCAInfo, CurlOption.proxyCAPath),
      ] {
        _ = library.setPointer(easy, file, path)
        _ = library.setPointer(easy, folder, nil as UnsafeRawPointer?)
      }
    case .directory(let path):
      for (file, folder) in [
        (CurlOption.caInfo, CurlOption.caPath), (CurlOption.proxyCAInfo, CurlOption.proxyCAPath),
      ] {
        _ = library.setPointer(easy, folder, path)
        _ = library.setPointer(easy, file, nil as UnsafeRawPointer?)
      }
    }
  }

  /// Both are always set, so that the library reads nothing from the environment by itself.
  private func set(_ proxy: Proxy?) {
    _ = library.setPointer(easy, CurlOption.proxy, proxy?.url ?? "")
    _ = library.setPointer(easy, CurlOption.noProxy, proxy == nil ? "*" : "")
    if let user = proxy?.user {
      _ = library.setPointer(easy, CurlOption.proxyUserName, user.exposed)
      _ = library.setPointer(easy, CurlOption.proxyPassword, proxy?.password?.exposed ?? "")
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
    _ code: Int32, _ request: HTTPRequest, _ exchange: CurlExchange, _ proxy: Proxy?,
    _ redactor: Redactor
  ) -> TransportError {
    let host = request.endpoint.hostHeader
    let detail = redactor.redacted(detail(code))
    if code == CurlCode.abortedByCallback {
      return .connectionClosed(host: host, detail: "a kept connection ended without an answer")
    }
    let error =
      proxy.flatMap { proxyError(code, detail, request, exchange, $0) }
      ?? directError(code, detail, request, exchange)
    // When a kept connection dies under a request, the library connects once more by itself. That this
    // fails does not change that the request was sent and may have been applied.
    guard exchange.isSent, !error.mayHaveBeenApplied else { return error }
    return .connectionClosed(host: host, detail: "a kept connection ended without an answer")
  }

  private func directError(
    _ code: Int32, _ detail: String, _ request: HTTPRequest, _ exchange: CurlExchange
  ) -> TransportError {
    let host = request.endpoint.hostHeader
    switch code {
    case CurlCode.badURL: return .unsendable(detail: detail)
    case CurlCode.unsupportedProtocol where request.endpoint.scheme == .https:
      return .libraryMissing(detail: detail)
    case CurlCode.hostNotFound: return .hostNotFound(host: host)
    case CurlCode.cannotConnect: return .connectionRefused(host: host)
    case CurlCode.peerNotVerified: return .certificateRefused(host: host, detail: detail)
    case CurlCode.badCertificateFile: return .trustStoreUnusable(detail: detail)
    case CurlCode.tlsConnect: return .handshakeFailed(host: host, detail: detail)
    case CurlCode.strangeReply, CurlCode.unsupportedProtocol: return .notHTTP(host: host)
    case CurlCode.timedOut:
      // On a kept connection the library gives no times of connecting: what was begun to be sent tells
      // that there was one, and then the request may have arrived.
      return !exchange.isSent && number(CurlInfo.preTransferTime) == 0
        ? .connectTimedOut(host: host, seconds: min(request.connectTimeout, request.timeout))
        : .timedOut(host: host, seconds: request.timeout)
    case CurlCode.writeError where exchange.isTooLarge:
      return .tooLarge(host: host, limit: request.responseLimit)
    case CurlCode.gotNothing, CurlCode.sendError, CurlCode.receiveError, CurlCode.partialFile:
      return .connectionClosed(host: host, detail: detail)
    default: return .failed(host: host, detail: detail)
    }
  }

  /// What the proxy did wrong; nil when it brought the request on its way.
  private func proxyError(
    _ code: Int32, _ detail: String, _ request: HTTPRequest, _ exchange: CurlExchange,
    _ proxy: Proxy
  ) -> TransportError? {
    guard !exchange.isSent else { return nil }
    let status = number(CurlInfo.connectCode)
    if status >= 300 { return .proxyRefused(proxy: proxy.name, status: status) }
    guard status == 0 else { return nil }
    switch code {
    case CurlCode.proxyNotFound:
      return .proxyFailed(proxy: proxy.name, detail: "the host has no address")
    case CurlCode.cannotConnect:
      return .proxyFailed(proxy: proxy.name, detail: "nothing accepts the connection")
    case CurlCode.proxyHandshake: return .proxyFailed(proxy: proxy.name, detail: detail)
    case CurlCode.peerNotVerified where proxy.scheme == .https:
      return .certificateRefused(host: proxy.name, detail: detail)
    case CurlCode.tlsConnect where proxy.scheme == .https:
      return .handshakeFailed(host: proxy.name, detail: detail)
    case CurlCode.gotNothing, CurlCode.sendError, CurlCode.receiveError:
      return .proxyFailed(proxy: proxy.name, detail: "the connection ended without an answer")
    case CurlCode.unsupportedProtocol:
      return .proxyFailed(
        proxy: proxy.name, detail: "libcurl does not support '\(proxy.scheme.rawValue)' proxies")
    default: return nil
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

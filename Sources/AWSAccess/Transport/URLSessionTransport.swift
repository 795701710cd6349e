#if os(macOS)
import Foundation
import Security
import SigV4

/// HTTP over URLSession, for macOS: HTTP/1.1 or what the server offers, no redirects, no cookies,
/// no cache, real deadlines.
final class URLSessionTransport: HTTPTransport {
  private let cancellation: Cancellation
  /// The certificates in DER form.
  private let anchors: Result<[Data]?, TransportError>

  /// Makes a transport; the certificates of `trust` take the place of the system's.
  init(cancellation: Cancellation, trust: TrustStore) {
    self.cancellation = cancellation
    anchors = Result { () throws(TransportError) in try Self.certificates(of: trust) }
  }

  /// Sends a request and waits for the end of its answer.
  func send(_ request: HTTPRequest) throws(TransportError) -> HTTPResponse {
    guard !cancellation.isCancelled else { throw .cancelled }
    guard let url = URL(string: request.endpoint.url) else {
      throw .unsendable(detail: "the URL is none")
    }
    var outgoing = URLRequest(url: url, timeoutInterval: request.timeout)
    outgoing.httpMethod = request.method
    if !request.body.isEmpty { outgoing.httpBody = Data(request.body) }
    for header in request.headers {
      outgoing.addValue(header.value, forHTTPHeaderField: header.name)
    }
    let exchange = URLSessionExchange(limit: request.responseLimit, anchors: try anchors.get())
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForResource = request.timeout
    configuration.httpShouldSetCookies = false
    configuration.urlCache = nil
    configuration.waitsForConnectivity = false
    if request.endpoint.isLoopback || request.endpoint.isLinkLocal {
      configuration.connectionProxyDictionary = [:]
    }
    let session = URLSession(configuration: configuration, delegate: exchange, delegateQueue: nil)
    defer { session.invalidateAndCancel() }
    let task = session.dataTask(with: outgoing)
    task.resume()
    while exchange.finished.wait(timeout: .now() + .milliseconds(20)) == .timedOut {
      if cancellation.isCancelled {
        task.cancel()
        throw .cancelled
      }
    }
    return try exchange.outcome(of: request)
  }

  private static func certificates(
    of trust: TrustStore
  ) throws(TransportError) -> [Data]? {
    let path: String
    switch trust {
    // The keychain is the system's own.
    case .libraryDefault: return nil
    case .directory(let named):
      throw .trustStoreUnusable(detail: "'\(named)' is a folder, and must be a file here")
    case .bundle(let named): path = named
    }
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw .trustStoreUnusable(detail: "'\(path)' cannot be read")
    }
    let begin = "-----BEGIN CERTIFICATE-----"
    let end = "-----END CERTIFICATE-----"
    let certificates = text.components(separatedBy: begin).dropFirst().compactMap { part in
      part.components(separatedBy: end).first
        .flatMap { Data(base64Encoded: $0, options: .ignoreUnknownCharacters) }
        .flatMap { SecCertificateCreateWithData(nil, $0 as CFData) == nil ? nil : $0 }
    }
    guard !certificates.isEmpty else {
      throw .trustStoreUnusable(detail: "'\(path)' has no certificate in PEM form")
    }
    return certificates
  }
}

/// One exchange; URLSession calls it from one queue, and the sender reads it after `finished`.
private final class URLSessionExchange: NSObject, URLSessionDataDelegate, @unchecked Sendable {
  let finished = DispatchSemaphore(value: 0)
  private let limit: Int
  private let anchors: [SecCertificate]?
  private var response: HTTPURLResponse?
  private var body: [UInt8] = []
  private var isTooLarge = false
  private var failure: (any Error)?

  init(limit: Int, anchors: [Data]?) {
    self.limit = limit
    self.anchors = anchors?.compactMap { SecCertificateCreateWithData(nil, $0 as CFData) }
  }

  func outcome(of request: HTTPRequest) throws(TransportError) -> HTTPResponse {
    let host = request.endpoint.hostHeader
    if isTooLarge { throw .tooLarge(host: host, limit: limit) }
    if let failure { throw Self.error(failure as NSError, request) }
    guard let response else { throw .notHTTP(host: host) }
    let headers = response.allHeaderFields
      .map { NameValue("\($0.key)", "\($0.value)") }
      .sorted { $0.name < $1.name }
    return HTTPResponse(status: response.statusCode, headers: headers, body: body)
  }

  private static func error(_ error: NSError, _ request: HTTPRequest) -> TransportError {
    let host = request.endpoint.hostHeader
    let detail = error.localizedDescription
    guard error.domain == NSURLErrorDomain else { return .failed(host: host, detail: detail) }
    switch error.code {
    case NSURLErrorCannotFindHost, NSURLErrorDNSLookupFailed: return .hostNotFound(host: host)
    case NSURLErrorCannotConnectToHost, NSURLErrorNotConnectedToInternet:
      return .connectionRefused(host: host)
    case NSURLErrorTimedOut: return .timedOut(host: host, seconds: request.timeout)
    case NSURLErrorSecureConnectionFailed: return .handshakeFailed(host: host, detail: detail)
    case NSURLErrorServerCertificateUntrusted, NSURLErrorServerCertificateHasUnknownRoot,
      NSURLErrorServerCertificateHasBadDate, NSURLErrorServerCertificateNotYetValid,
      NSURLErrorCancelled:
      // Our own refusal of a certificate comes back as a cancelled task.
      return .certificateRefused(host: host, detail: detail)
    case NSURLErrorNetworkConnectionLost: return .connectionClosed(host: host, detail: detail)
    case NSURLErrorBadServerResponse, NSURLErrorCannotParseResponse: return .notHTTP(host: host)
    default: return .failed(host: host, detail: detail)
    }
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask,
    willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
    completionHandler: @escaping @Sendable (URLRequest?) -> Void
  ) {
    completionHandler(nil)
  }

  func urlSession(
    _ session: URLSession, didReceive challenge: URLAuthenticationChallenge,
    completionHandler:
      @escaping @Sendable (URLSession.AuthChallengeDisposition, URLCredential?) -> Void
  ) {
    guard let anchors,
      challenge.protectionSpace.authenticationMethod == NSURLAuthenticationMethodServerTrust,
      let trust = challenge.protectionSpace.serverTrust
    else { return completionHandler(.performDefaultHandling, nil) }
    SecTrustSetAnchorCertificates(trust, anchors as CFArray)
    SecTrustSetAnchorCertificatesOnly(trust, true)
    if SecTrustEvaluateWithError(trust, nil) {
      completionHandler(.useCredential, URLCredential(trust: trust))
    } else {
      completionHandler(.cancelAuthenticationChallenge, nil)
    }
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
  ) {
    self.response = response as? HTTPURLResponse
    completionHandler(.allow)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    guard body.count + data.count <= limit else {
      isTooLarge = true
      return dataTask.cancel()
    }
    body.append(contentsOf: data)
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
  ) {
    failure = error
    finished.signal()
  }
}
#endif

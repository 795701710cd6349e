/// Why a request has no answer.
public enum TransportError: Error, Hashable, Sendable {
  /// The system's HTTP library cannot be opened.
  case libraryMissing(detail: String)
  /// The request cannot be written down, as with a line end inside a header.
  case unsendable(detail: String)
  /// The host name has no address.
  case hostNotFound(host: String)
  /// The proxy cannot be reached.
  case proxyFailed(proxy: String, detail: String)
  /// The proxy answered that it will not pass the request on.
  case proxyRefused(proxy: String, status: Int)
  /// A variable names a proxy in a way that is not understood; its value is not reported.
  case proxyUnusable(variable: String, reason: String)
  /// Nothing listens there.
  case connectionRefused(host: String)
  /// No connection within the time.
  case connectTimedOut(host: String, seconds: Double)
  /// The server's certificate does not prove who it is.
  case certificateRefused(host: String, detail: String)
  /// The file or folder of trusted certificates cannot be used.
  case trustStoreUnusable(detail: String)
  /// No encrypted connection came about.
  case handshakeFailed(host: String, detail: String)
  /// The connection ended before the answer did.
  case connectionClosed(host: String, detail: String)
  /// No whole answer within the time.
  case timedOut(host: String, seconds: Double)
  /// What answered does not speak HTTP.
  case notHTTP(host: String)
  /// The answer is larger than is accepted.
  case tooLarge(host: String, limit: Int)
  /// The work was cancelled.
  case cancelled
  /// Anything else.
  case failed(host: String, detail: String)

  /// Says whether the server may have received the request, so that its effect may be there.
  public var mayHaveBeenApplied: Bool {
    switch self {
    case .libraryMissing, .unsendable, .hostNotFound, .proxyFailed, .proxyRefused, .proxyUnusable,
      .connectionRefused, .connectTimedOut, .certificateRefused, .trustStoreUnusable,
      .handshakeFailed:
      false
    case .connectionClosed, .timedOut, .notHTTP, .tooLarge, .cancelled, .failed:
      true
    }
  }

  /// Says whether the same request may fare better a moment later.
  public var isRetryable: Bool {
    switch self {
    case .hostNotFound, .proxyFailed, .connectionRefused, .connectTimedOut, .handshakeFailed,
      .connectionClosed, .timedOut, .failed:
      true
    case .proxyRefused(_, let status): ErrorClass.isTransient(status: status)
    case .libraryMissing, .unsendable, .proxyUnusable, .certificateRefused, .trustStoreUnusable,
      .notHTTP,
      .tooLarge, .cancelled:
      false
    }
  }

  /// What happened, as one sentence for people.
  public var message: String {
    switch self {
    case .libraryMissing(let detail): "the HTTP library cannot be opened: \(detail)"
    case .unsendable(let detail): "the request cannot be sent: \(detail)"
    case .hostNotFound(let host): "the host '\(host)' has no address"
    case .proxyFailed(let proxy, let detail): "the proxy '\(proxy)' cannot be used: \(detail)"
    case .proxyRefused(let proxy, 407):
      "the proxy '\(proxy)' asks for a user and a password (status 407)"
    case .proxyRefused(let proxy, let status):
      "the proxy '\(proxy)' refuses the connection (status \(status))"
    case .proxyUnusable(let variable, let reason):
      "the proxy of '\(variable)' cannot be used: \(reason)"
    case .connectionRefused(let host): "'\(host)' refuses the connection"
    case .connectTimedOut(let host, let seconds):
      "no connection to '\(host)' within \(shortest(seconds)) s"
    case .certificateRefused(let host, let detail):
      "the certificate of '\(host)' is not trusted: \(detail)"
    case .trustStoreUnusable(let detail): "the trusted certificates cannot be read: \(detail)"
    case .handshakeFailed(let host, let detail):
      "no encrypted connection to '\(host)': \(detail)"
    case .connectionClosed(let host, let detail):
      "'\(host)' closed the connection before the answer was whole: \(detail)"
    case .timedOut(let host, let seconds):
      "no whole answer from '\(host)' within \(shortest(seconds)) s"
    case .notHTTP(let host): "what answers at '\(host)' does not speak HTTP"
    case .tooLarge(let host, let limit): "the answer of '\(host)' is larger than \(limit) bytes"
    case .cancelled: "cancelled"
    case .failed(let host, let detail): "the request to '\(host)' failed: \(detail)"
    }
  }

  /// What to do about it, where something can be done.
  public var hint: String? {
    switch self {
    case .libraryMissing:
      "install libcurl: 'apt-get install libcurl4' (Debian, Ubuntu), 'dnf install libcurl' (Fedora, "
        + "Amazon Linux)"
    case .hostNotFound, .connectionRefused, .connectTimedOut:
      "check the network, HTTPS_PROXY, '--endpoint-url' and the AWS_ENDPOINT_URL variables"
    case .proxyFailed: "check HTTPS_PROXY and NO_PROXY"
    case .proxyRefused(_, 407): "write them into HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT"
    case .proxyRefused: "let the proxy pass connections to AWS, or name the host in NO_PROXY"
    case .proxyUnusable(let variable, _):
      "write \(variable) as http://USER:PASSWORD@HOST:PORT (or with https, socks5 or socks5h)"
    case .certificateRefused:
      "if a proxy of your organization signs connections, set AWS_CA_BUNDLE to its certificates"
    case .trustStoreUnusable:
      "set AWS_CA_BUNDLE to a file of certificates in PEM form, or unset it"
    case .handshakeFailed, .notHTTP:
      "check the scheme and the port of the endpoint"
    case .timedOut: "give it more time with '--timeout SECONDS', or try again later"
    case .unsendable, .connectionClosed, .tooLarge, .cancelled, .failed: nil
    }
  }
}

/// `30` for 30.0 and `3.1` for 3.1.
private func shortest(_ seconds: Double) -> String {
  let text = "\(seconds)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

public import SigV4

/// One request, complete: what is sent is exactly this, and a `Host` header.
public struct HTTPRequest: Hashable, Sendable {
  /// The method in upper case.
  public var method: String
  /// Where it goes.
  public var endpoint: Endpoint
  /// The headers in the order they are sent.
  public var headers: [NameValue]
  /// The body.
  public var body: [UInt8]
  /// The most seconds until the connection is established, TLS included.
  public var connectTimeout: Double
  /// The most seconds from start to end.
  public var timeout: Double
  /// The most bytes that the body of the answer may have.
  public var responseLimit: Int
  /// False for what only this machine's own network can answer, as a metadata service.
  public var usesProxy: Bool

  /// Makes a request with the time-outs of SDKs in standard mode (3.1 s and 30 s) and at most
  /// 64 MiB of answer, unless said otherwise.
  public init(
    method: String, endpoint: Endpoint, headers: [NameValue] = [], body: [UInt8] = [],
    connectTimeout: Double = 3.1, timeout: Double = 30, responseLimit: Int = 64 << 20,
    usesProxy: Bool = true
  ) {
    self.method = method
    self.endpoint = endpoint
    self.headers = headers
    self.body = body
    self.connectTimeout = connectTimeout
    self.timeout = timeout
    self.responseLimit = responseLimit
    self.usesProxy = usesProxy
  }
}

/// What came back, whatever its status.
public struct HTTPResponse: Hashable, Sendable {
  /// The status code.
  public var status: Int
  /// The headers as they came.
  public var headers: [NameValue]
  /// The body as it came.
  public var body: [UInt8]

  /// Makes an answer.
  public init(status: Int, headers: [NameValue] = [], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// The value of the first header of that name, which is given in lower case.
  public func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name }?.value
  }
}

/// Sends one request and waits for its answer; follows no redirect, repeats nothing.
public protocol HTTPTransport: Sendable {
  /// Gets ready on another thread, so that the cost overlaps with other work; called when it is
  /// certain that requests will come.
  func prepare()

  /// Sends a request from the calling thread; several threads may do so at once.
  func send(_ request: HTTPRequest) throws(TransportError) -> HTTPResponse
}

extension HTTPTransport {
  /// Does nothing: there is nothing to get ready.
  public func prepare() {}
}

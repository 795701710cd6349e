/// A name and a value that belong together: a header, or a parameter of a query.
public struct NameValue: Hashable, Sendable {
  /// The name as written.
  public var name: String
  /// The value as written; for a request, never for a message.
  public var value: String
  /// Says whether the value must not be shown.
  public let isSecret: Bool

  /// Makes a pair that may be shown.
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
    isSecret = false
  }

  /// Makes a pair of which only the name may be shown.
  public init(_ name: String, secret: Secret) {
    self.name = name
    value = secret.exposed
    isSecret = true
  }

  /// The value, or `<secret>`.
  public var shown: String { isSecret ? "<secret>" : value }
}

extension NameValue: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The pair without a secret value.
  public var description: String { "\(name): \(shown)" }
  /// The pair without a secret value.
  public var debugDescription: String { description }
  /// A mirror that does not show a secret value.
  public var customMirror: Mirror { Mirror(self, children: ["name": name, "value": shown]) }
}

/// The parts of a request that a signature covers.
///
/// All of `headers` are signed, so headers that a
/// proxy may change (`User-Agent`) or that tell attempts apart stay out and are added afterwards.
public struct SignableRequest: Hashable, Sendable {
  /// The method in upper case.
  public var method: String
  /// What the `Host` header says: the name, and the port when it is not the scheme's own.
  public var host: String
  /// The path as written in the request line: absolute, encoded once.
  public var path: String
  /// The parameters behind the question mark, not encoded.
  public var query: [NameValue]
  /// Headers to sign beside `Host`, `X-Amz-Date` and `X-Amz-Security-Token`; names may repeat.
  public var headers: [NameValue]
  /// The body.
  public var body: [UInt8]

  /// Makes a request to be signed.
  public init(
    method: String, host: String, path: String = "/", query: [NameValue] = [],
    headers: [NameValue] = [], body: [UInt8] = []
  ) {
    self.method = method
    self.host = host
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
  }
}

/// Signature Version 4, the form in which every AWS request proves who sent it.
///
/// Three stages, each a function of values, and one that takes all three (AWS General Reference,
/// "Signature Version 4 signing process"). Checked against botocore's `SigV4Auth`.
public struct Signer: Sendable {
  /// The region in the credential scope; for IAM the partition's own (`us-east-1`), whatever the
  /// caller's region.
  public let region: String
  /// The signing name of the service: `iam`, `sts`.
  public let service: String

  private static let algorithm = "AWS4-HMAC-SHA256"

  /// Makes a signer for one service in one region.
  public init(region: String, service: String) {
    self.region = region
    self.service = service
  }

  /// The headers to add to a request: `X-Amz-Date`, `X-Amz-Security-Token` for temporary keys, and
  /// `Authorization`.
  ///
  /// - Parameter key: what `key(of:at:reusing:)` gave for these credentials and this time; nil derives it.
  public func headers(
    signing request: SignableRequest, with credentials: Credentials, at time: SigningTime,
    key: Key? = nil
  ) -> [NameValue] {
    var added = [NameValue("X-Amz-Date", time.basicFormat)]
    if let token = credentials.sessionToken {
      added.append(NameValue("X-Amz-Security-Token", secret: token))
    }
    var dated = request
    dated.headers += added
    let canonical = Self.canonicalRequest(dated)
    let signature = signature(
      of: stringToSign(canonical, at: time), under: key ?? self.key(of: credentials, at: time))
    let authorization =
      "\(Self.algorithm) Credential=\(credentials.accessKeyID)/\(scope(at: time)), "
      + "SignedHeaders=\(canonical.signedHeaders), Signature=\(signature)"
    return added + [NameValue("Authorization", secret: Secret(authorization))]
  }

  /// The outcome of the first stage.
  public struct CanonicalRequest: Hashable, Sendable {
    /// The six lines that are hashed.
    public let text: String
    /// The names of the signed headers: lower case, sorted, with semicolons between.
    public let signedHeaders: String
  }

  /// Stage one: the request in the one spelling that both sides hash.
  ///
  /// The headers must have
  /// `X-Amz-Date` already; `Host` is added.
  public static func canonicalRequest(_ request: SignableRequest) -> CanonicalRequest {
    let headers = canonicalHeaders(request)
    let signedHeaders = headers.map(\.name).joined(separator: ";")
    var text = "\(request.method)\n\(canonicalPath(request.path))\n"
    text += "\(canonicalQuery(request.query))\n"
    for header in headers { text += "\(header.name):\(header.value)\n" }
    text += "\n\(signedHeaders)\n\(hexadecimal(SHA256.hash(request.body)))"
    return CanonicalRequest(text: text, signedHeaders: signedHeaders)
  }

  /// Stage two: algorithm, time, scope and the hash of stage one.
  public func stringToSign(_ canonical: CanonicalRequest, at time: SigningTime) -> String {
    let hash = hexadecimal(SHA256.hash([UInt8](canonical.text.utf8)))
    return "\(Self.algorithm)\n\(time.basicFormat)\n\(scope(at: time))\n\(hash)"
  }

  /// Stage three: the signature under a key derived for this day, region and service.
  public func signature(
    of stringToSign: String, with credentials: Credentials, at time: SigningTime
  ) -> String {
    signature(of: stringToSign, under: key(of: credentials, at: time))
  }

  private func signature(of stringToSign: String, under key: Key) -> String {
    hexadecimal(HMAC.sha256(key: key.bytes, [UInt8](stringToSign.utf8)))
  }

  /// A key for one day, region and service: to derive it takes four times the work of a signature.
  public struct Key: Sendable {
    fileprivate let secret: [UInt8]
    fileprivate let parts: [String]
    fileprivate let bytes: [UInt8]
  }

  /// The key that signatures are made under.
  ///
  /// - Parameter last: a key that was derived before, which is the answer where it is the same.
  public func key(
    of credentials: Credentials, at time: SigningTime, reusing last: Key? = nil
  ) -> Key {
    let parts = [time.date, region, service, "aws4_request"]
    let secret = credentials.secretAccessKey.exposedBytes
    if let last, last.parts == parts, last.secret == secret { return last }
    var bytes = [UInt8]("AWS4".utf8) + secret
    for part in parts { bytes = HMAC.sha256(key: bytes, [UInt8](part.utf8)) }
    return Key(secret: secret, parts: parts, bytes: bytes)
  }

  private func scope(at time: SigningTime) -> String {
    "\(time.date)/\(region)/\(service)/aws4_request"
  }
}

extension Signer.Key: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Nothing of the key.
  public var description: String { "<secret>" }
  /// Nothing of the key.
  public var debugDescription: String { description }
  /// A mirror that shows nothing of the key.
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

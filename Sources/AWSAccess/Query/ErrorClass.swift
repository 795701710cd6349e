/// What an error code of AWS means for a caller, whatever the service: the one table of codes.
///
/// Retries, the backends' decisions and messages all ask it. The codes of throttling and of transient
/// failures are those of the AWS SDKs' standard mode (AWS SDKs and Tools Reference Guide, "Retry
/// behavior"); those of credentials are STS's and IAM's common errors. IAM's `LimitExceeded` is a
/// quota and is in no class: repeating does not help. `LimitExceededException` of other services is
/// throttling.
public struct ErrorClass: OptionSet, Hashable, Sendable {
  /// One bit a class.
  public let rawValue: Int

  /// Makes a set of classes.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// The service was asked too often; the request had no effect.
  public static let throttling = ErrorClass(rawValue: 1 << 0)
  /// The service failed and may not fail again.
  public static let transient = ErrorClass(rawValue: 1 << 1)
  /// AWS does not accept the credentials, whatever is asked with them.
  public static let credentials = ErrorClass(rawValue: 1 << 2)
  /// Temporary credentials have expired; such a code is also in `credentials`.
  public static let expired = ErrorClass(rawValue: 1 << 3)
  /// The caller lacks a permission.
  public static let denied = ErrorClass(rawValue: 1 << 4)
  /// The time in the signature may be what is wrong.
  public static let clock = ErrorClass(rawValue: 1 << 5)

  /// Looks a code up; `status` is the HTTP status of the answer, where there was one.
  public init(code: String, status: Int? = nil) {
    self = Self.table[code] ?? []
    if status == 429 { insert(.throttling) }
    if let status, Self.isTransient(status: status), !contains(.throttling) { insert(.transient) }
  }

  /// The statuses with which a server says that it failed for the moment.
  static func isTransient(status: Int) -> Bool { [500, 502, 503, 504].contains(status) }

  /// Every code that is in a class.
  static let table: [String: ErrorClass] = [
    "AccessDenied": .denied,
    "AccessDeniedException": .denied,
    "AuthFailure": [.credentials, .clock],
    "BandwidthLimitExceeded": .throttling,
    "EC2ThrottledException": .throttling,
    "ExpiredToken": [.credentials, .expired],
    "ExpiredTokenException": [.credentials, .expired],
    "IDPCommunicationError": .transient,
    "IncompleteSignature": .credentials,
    "InternalError": .transient,
    "InternalFailure": .transient,
    "InvalidAccessKeyId": .credentials,
    "InvalidClientTokenId": .credentials,
    "InvalidSignatureException": [.credentials, .clock],
    "LimitExceededException": .throttling,
    "MissingAuthenticationToken": .credentials,
    "MissingAuthenticationTokenException": .credentials,
    "NotAuthorized": .credentials,
    "OptInRequired": .credentials,
    "PriorRequestNotComplete": .throttling,
    "ProvisionedThroughputExceededException": .throttling,
    "RequestExpired": [.credentials, .clock],
    "RequestInTheFuture": [.credentials, .clock],
    "RequestLimitExceeded": .throttling,
    "RequestThrottled": .throttling,
    "RequestThrottledException": .throttling,
    "RequestTimeTooSkewed": [.credentials, .clock],
    "RequestTimeout": .transient,
    "RequestTimeoutException": .transient,
    "ServiceFailure": .transient,
    "ServiceUnavailable": .transient,
    "SignatureDoesNotMatch": [.credentials, .clock],
    "SlowDown": .throttling,
    "ThrottledException": .throttling,
    "Throttling": .throttling,
    "ThrottlingException": .throttling,
    "TokenRefreshRequired": [.credentials, .expired],
    "TooManyRequestsException": .throttling,
    "TransactionInProgressException": .throttling,
    "UnauthorizedOperation": .denied,
    "UnrecognizedClientException": .credentials,
  ]
}

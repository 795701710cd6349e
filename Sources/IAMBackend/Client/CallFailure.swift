import AWSAccess
import IAMRoles

/// A call that did not succeed, in the terms in which a backend decides.
public struct CallFailure: Error, Hashable, Sendable {
  /// What stood in the way.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// IAM answered with an error.
    case service
    /// No connection came about: nothing was sent.
    case noConnection
    /// The connection broke, or the answer took too long.
    case broken
    /// There was an answer that cannot be read.
    case malformedAnswer
    /// There are no credentials to sign with.
    case credentials
    /// The person stopped the work.
    case cancelled
  }

  /// What stood in the way.
  public let kind: Kind
  /// IAM's error code: `NoSuchEntity`.
  public let code: String?
  /// What IAM or the network said.
  public let message: String
  /// The request id, when there was an answer.
  public let requestID: String?
  /// The HTTP status, when there was an answer.
  public let httpStatus: Int?
  /// Says whether the call may have taken effect all the same: some attempt's answer was lost.
  public let mayHaveTakenEffect: Bool
  /// What a person can do.
  public let hint: String?
  /// The action that was called: `GetRole`; nil until whoever called says so.
  public private(set) var action: String?

  /// Makes a failure.
  public init(
    _ kind: Kind, code: String? = nil, message: String, requestID: String? = nil,
    httpStatus: Int? = nil, mayHaveTakenEffect: Bool = false, hint: String? = nil
  ) {
    self.kind = kind
    self.code = code
    self.message = message
    self.requestID = requestID
    self.httpStatus = httpStatus
    self.mayHaveTakenEffect = mayHaveTakenEffect
    self.hint = hint
  }
}

extension CallFailure {
  /// What IAM's code means; nothing when IAM did not answer.
  var errorClass: ErrorClass {
    guard kind == .service, let code else { return [] }
    return ErrorClass(code: code, status: httpStatus)
  }

  /// The caller lacks the permission.
  var isDenied: Bool { errorClass.contains(.denied) }
  /// IAM throttled until the attempts were used up.
  var isThrottled: Bool { errorClass.contains(.throttling) }
  /// IAM does not take the credentials, or none exist.
  var isAboutCredentials: Bool { kind == .credentials || errorClass.contains(.credentials) }
  /// The credentials have expired.
  var areCredentialsExpired: Bool { errorClass.contains(.expired) }
  /// What was asked for does not exist.
  var isNoSuchEntity: Bool { `is`("NoSuchEntity") }

  /// The same failure with another act for a person.
  func with(hint: String?) -> CallFailure {
    var failure = CallFailure(
      kind, code: code, message: message, requestID: requestID, httpStatus: httpStatus,
      mayHaveTakenEffect: mayHaveTakenEffect, hint: hint)
    failure.action = action
    return failure
  }

  /// The same failure with the action that was called, unless it has one.
  func during(_ action: String) -> CallFailure {
    guard self.action == nil else { return self }
    var failure = self
    failure.action = action
    return failure
  }

  /// Says whether IAM answered with this code.
  func `is`(_ code: String) -> Bool { kind == .service && self.code == code }

  /// Nothing else can succeed either: the whole work ends.
  var isFatal: Bool {
    switch kind {
    case .noConnection, .credentials, .cancelled: true
    case .service: isAboutCredentials
    case .broken, .malformedAnswer: false
    }
  }

  /// The kind of error that a person sees.
  var errorKind: BackendError.Kind {
    switch kind {
    case .noConnection, .broken: return .connection
    case .malformedAnswer: return .malformedAnswer
    case .credentials: return .credentials
    case .cancelled: return .cancelled
    case .service:
      if isAboutCredentials { return .credentials }
      if isDenied { return .denied }
      if isThrottled { return .throttled }
      if isNoSuchEntity { return .missing }
      if `is`("LimitExceeded") { return .quota }
      return (httpStatus ?? 0) >= 500 ? .service : .refused
    }
  }

  /// The failure of a read, for the report of what could not be read.
  func readFailure(of subject: String) -> ReadFailure {
    let said = [code, message].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ": ")
    return ReadFailure(
      action: "iam:\(action ?? "")", subject: subject,
      reason: isDenied ? .denied : isThrottled ? .throttled : .failed, message: said,
      requestID: requestID.flatMap { $0.isEmpty ? nil : $0 })
  }
}

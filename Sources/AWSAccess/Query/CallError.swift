/// Why a call has no result.
public enum CallError: Error, Hashable, Sendable {
  /// The service answered with an error.
  case service(ServiceError)
  /// No answer came.
  case transport(TransportError, answersLost: Int)
  /// Something came, with that HTTP status, that is not an answer of the service.
  case malformedAnswer(summary: String, answersLost: Int, status: Int = 200)
  /// There are no keys to sign with.
  case credentials(CredentialError)
  /// The work was cancelled.
  case cancelled(answersLost: Int)

  /// How many attempts before the last one ended without a readable answer although the request
  /// may have been applied.
  public var answersLost: Int {
    switch self {
    case .service(let error): error.answersLost
    case .transport(_, let lost), .malformedAnswer(_, let lost, _), .cancelled(let lost): lost
    case .credentials: 0
    }
  }

  /// Says whether the request may have taken effect all the same, in this attempt or one before.
  public var mayHaveBeenApplied: Bool {
    guard answersLost == 0 else { return true }
    switch self {
    case .service(let error): return error.mayHaveBeenApplied
    case .transport(let error, _): return error.mayHaveBeenApplied
    case .malformedAnswer: return true
    case .credentials, .cancelled: return false
    }
  }

  /// What happened, as one sentence for people; what AWS said follows a colon.
  public var message: String {
    switch self {
    case .service(let error):
      "AWS answered \(error.code): \(error.message)"
        + (error.requestID.map { " (request id \($0))" } ?? "")
    case .transport(let error, _): error.message
    case .malformedAnswer(let summary, _, _): summary
    case .credentials(let error): error.message
    case .cancelled: "cancelled"
    }
  }

  /// What to do about it, where something can be done.
  public var hint: String? {
    switch self {
    case .service(let error):
      if error.isExpiredToken {
        "the session of these credentials ended: log in again, then repeat the command"
      } else if error.code == "InvalidClientTokenId" {
        "check AWS_ACCESS_KEY_ID, and AWS_SESSION_TOKEN for temporary keys"
      } else if error.code == "SignatureDoesNotMatch" {
        "check AWS_SECRET_ACCESS_KEY and this machine's clock"
      } else if let denied = error.deniedAction {
        "allow '\(denied.action)' for the caller, or use other credentials"
      } else {
        nil
      }
    case .transport(let error, _): error.hint
    // The front ends of AWS answer with a page of HTML when they are busy.
    case .malformedAnswer(_, _, let status) where ErrorClass.isTransient(status: status):
      "run the same command again in a moment"
    case .malformedAnswer:
      "check '--endpoint-url' and the AWS_ENDPOINT_URL variables: something else may answer there"
    case .credentials(let error): error.hint
    case .cancelled: nil
    }
  }
}

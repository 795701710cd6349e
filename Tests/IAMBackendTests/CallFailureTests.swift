import AWSAccess
import IAMRoles
import Testing

@testable import IAMBackend

@Suite struct CallFailureTests {
  struct Row: Sendable {
    let error: CallError
    let kind: CallFailure.Kind
    let isOpen: Bool
    let isFatal: Bool
    let errorKind: BackendError.Kind
  }

  static func service(_ code: String, _ status: Int, lost: Int = 0) -> CallError {
    .service(
      ServiceError(
        code: code, message: "said", httpStatus: status, requestID: "r-1", answersLost: lost))
  }

  static let rows: [Row] = [
    Row(
      error: service("NoSuchEntity", 404), kind: .service, isOpen: false, isFatal: false,
      errorKind: .missing),
    Row(
      error: service("EntityAlreadyExists", 409, lost: 1), kind: .service, isOpen: true,
      isFatal: false, errorKind: .refused),
    Row(
      error: service("AccessDenied", 403), kind: .service, isOpen: false, isFatal: false,
      errorKind: .denied),
    Row(
      error: service("Throttling", 400), kind: .service, isOpen: false, isFatal: false,
      errorKind: .throttled),
    Row(
      error: service("Throttling", 503), kind: .service, isOpen: false, isFatal: false,
      errorKind: .throttled),
    Row(
      error: service("LimitExceeded", 409), kind: .service, isOpen: false, isFatal: false,
      errorKind: .quota),
    Row(
      error: service("ServiceFailure", 500), kind: .service, isOpen: true, isFatal: false,
      errorKind: .service),
    Row(
      error: service("ExpiredToken", 403), kind: .service, isOpen: false, isFatal: true,
      errorKind: .credentials),
    Row(
      error: service("SignatureDoesNotMatch", 403), kind: .service, isOpen: false, isFatal: true,
      errorKind: .credentials),
    Row(
      error: .transport(.connectionRefused(host: "h"), answersLost: 0), kind: .noConnection,
      isOpen: false, isFatal: true, errorKind: .connection),
    Row(
      error: .transport(.connectionRefused(host: "h"), answersLost: 1), kind: .noConnection,
      isOpen: true, isFatal: true, errorKind: .connection),
    Row(
      error: .transport(.certificateRefused(host: "h", detail: "d"), answersLost: 0),
      kind: .noConnection, isOpen: false, isFatal: true, errorKind: .connection),
    Row(
      error: .transport(.connectionClosed(host: "h", detail: "d"), answersLost: 2), kind: .broken,
      isOpen: true, isFatal: false, errorKind: .connection),
    Row(
      error: .transport(.timedOut(host: "h", seconds: 30), answersLost: 0), kind: .broken,
      isOpen: true, isFatal: false, errorKind: .connection),
    Row(
      error: .malformedAnswer(summary: "an HTML page", answersLost: 0), kind: .malformedAnswer,
      isOpen: true, isFatal: false, errorKind: .malformedAnswer),
    Row(
      error: .credentials(.notConfigured(profile: "default")), kind: .credentials, isOpen: false,
      isFatal: true, errorKind: .credentials),
    Row(
      error: .transport(.cancelled, answersLost: 0), kind: .cancelled, isOpen: true, isFatal: true,
      errorKind: .cancelled),
    Row(
      error: .cancelled(answersLost: 0), kind: .cancelled, isOpen: true, isFatal: true,
      errorKind: .cancelled),
  ]

  @Test("a client's error keeps what a backend decides by", arguments: rows)
  func mapping(_ row: Row) {
    let failure = CallFailure(row.error)
    #expect(failure.kind == row.kind)
    #expect(failure.mayHaveTakenEffect == row.isOpen)
    #expect(failure.isFatal == row.isFatal)
    #expect(failure.errorKind == row.errorKind)
  }

  // Codes that two tables of this project once read differently.
  static let codes: [(code: String, status: Int, kind: BackendError.Kind)] = [
    ("Odd", 429, .throttled), ("EC2ThrottledException", 400, .throttled),
    ("ProvisionedThroughputExceededException", 400, .throttled),
    ("TransactionInProgressException", 400, .throttled),
    ("InvalidAccessKeyId", 403, .credentials), ("TokenRefreshRequired", 400, .credentials),
    ("NotAuthorized", 400, .credentials),
    ("MissingAuthenticationTokenException", 403, .credentials),
  ]

  @Test("a code means the same to a backend as to a client", arguments: codes)
  func oneTable(row: (code: String, status: Int, kind: BackendError.Kind)) {
    let failure = CallFailure(Self.service(row.code, row.status))
    #expect(failure.errorKind == row.kind)
    #expect(failure.isFatal == (row.kind == .credentials))
  }

  @Test("the message ends with what AWS said and the request id")
  func message() {
    let failure = CallFailure(Self.service("ServiceFailure", 500))
    let error = BackendError(failure, making: .createRole(Sample.role), isEffectOpen: true)
    #expect(
      error.message
        == "cannot create role '\(Sample.role.name)'; whether it took effect is not known:"
        + " ServiceFailure: said (request id r-1)")
  }

  @Test("a failed read names action, subject and cause, and the request id by itself")
  func readFailure() {
    let failure = CallFailure(Self.service("AccessDenied", 403))
    #expect(
      failure.during("ListRolePolicies").readFailure(of: "x")
        == ReadFailure(
          action: "iam:ListRolePolicies", subject: "x", reason: .denied,
          message: "AccessDenied: said", requestID: "r-1"))
  }

  struct Identity: Sendable {
    let account: String
    let partition: String
    let isRefused: Bool
  }

  @Test(
    "another account or partition than the spec's is refused",
    arguments: [
      Identity(account: "123456789012", partition: "aws", isRefused: false),
      Identity(account: "999999999999", partition: "aws", isRefused: true),
      Identity(account: "123456789012", partition: "aws-cn", isRefused: true),
    ])
  func identity(_ row: Identity) throws {
    let result = Result { () throws(BackendError) in
      try AccountCheck.refuseOther(
        account: Sample.account, partition: "aws", arn: "arn", than: row.account, row.partition)
    }
    switch result {
    case .success: #expect(!row.isRefused)
    case .failure(let error): #expect(row.isRefused && error.isRefusal)
    }
  }
}

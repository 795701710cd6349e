import SigV4

/// A service that speaks the AWS Query protocol.
public enum QueryService: String, Hashable, Sendable, CaseIterable {
  /// Identity and Access Management.
  case iam
  /// Security Token Service.
  case sts

  /// The service among all that this tool calls.
  public var service: AWSService {
    switch self {
    case .iam: .iam
    case .sts: .sts
    }
  }

  /// The version of the API that this tool speaks.
  public var apiVersion: String {
    switch self {
    case .iam: "2010-05-08"
    case .sts: "2011-06-15"
    }
  }
}

/// Where a service answers and the region that requests to it are signed for.
public struct ServiceEndpoint: Hashable, Sendable {
  /// Where it answers.
  public var endpoint: Endpoint
  /// The region of the signature; for IAM the partition's own, whatever the caller's.
  public var signingRegion: String

  /// Makes a pair.
  public init(_ endpoint: Endpoint, signingRegion: String) {
    self.endpoint = endpoint
    self.signingRegion = signingRegion
  }
}

/// Makes calls to one service: builds, signs, sends, reads, and repeats what is worth repeating.
///
/// Several threads may call at once.
public struct QueryClient: Sendable {
  /// The service.
  public let service: QueryService
  /// Where it answers.
  public let endpoint: ServiceEndpoint
  private let session: AccessSession
  private let isSigned: Bool

  /// Makes a client; clients of one command share a session.
  ///
  /// Calls that carry their own proof, as AssumeRoleWithWebIdentity, are not signed.
  public init(
    service: QueryService, endpoint: ServiceEndpoint, session: AccessSession, isSigned: Bool = true
  ) {
    self.isSigned = isSigned
    self.service = service
    self.endpoint = endpoint
    self.session = session
  }

  /// Makes a call and gives its result.
  ///
  /// Failures that may go away are repeated as the session's policy says, also for calls that
  /// change something: `answersLost` in the answer or the error then says that an earlier attempt
  /// may have had the effect already, and the caller reads back. With `repeatsLost` false a call is
  /// not repeated once an answer to it was lost: for calls that take effect as often as they arrive.
  public func call(
    _ action: String, _ parameters: [(String, String)] = [], repeatsLost: Bool = true
  ) throws(CallError) -> CallAnswer {
    let body = form(action, parameters)
    let invocation = session.invocationID()
    var state = CallState()
    state.repeatsLost = repeatsLost
    while true {
      state.attempt += 1
      let credentials = try credentials(state)
      let sent = session.limiter.run(session.dependencies) {
        send(body, action, parameters, credentials?.credentials, invocation, state.attempt)
      }
      guard let sent else { throw .cancelled(answersLost: state.answersLost) }
      switch decide(sent, action, credentials, &state, in: session) {
      case .done(let answer):
        session.quota.giveBack(state.lastCost)
        return answer
      case .give(let error): throw error
      case .again: continue
      case .wait(let seconds):
        session.log(.retry(action: action, seconds: seconds))
        guard session.dependencies.pause(seconds) else {
          throw .cancelled(answersLost: state.answersLost)
        }
      }
    }
  }

  private func credentials(_ state: CallState) throws(CallError) -> ResolvedCredentials? {
    guard isSigned else { return nil }
    do throws(CredentialError) { return try session.credentials() } catch {
      throw error == .cancelled
        ? .cancelled(answersLost: state.answersLost) : .credentials(error)
    }
  }

  /// The body of a call: RFC 3986 encoding, in the order given.
  func form(_ action: String, _ parameters: [(String, String)]) -> [UInt8] {
    var body = [UInt8]("Action=\(percentEncoded(action))&Version=\(service.apiVersion)".utf8)
    for (name, value) in parameters {
      body.append(UInt8(ascii: "&"))
      addPercentEncoded(name, to: &body)
      body.append(UInt8(ascii: "="))
      addPercentEncoded(value, to: &body)
    }
    return body
  }

  private func send(
    _ body: [UInt8], _ action: String, _ parameters: [(String, String)],
    _ credentials: Credentials?, _ invocation: String, _ attempt: Int
  ) -> Attempt {
    let place = endpoint.endpoint
    let contentType = NameValue(
      "Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
    let signed = SignableRequest(
      method: "POST", host: place.hostHeader, path: place.path, headers: [contentType], body: body)
    let signer = Signer(region: endpoint.signingRegion, service: service.rawValue)
    var headers = [contentType]
    let time = session.signingTime
    if let credentials {
      let key = session.signingKey(of: signer, credentials, time)
      headers += signer.headers(signing: signed, with: credentials, at: time, key: key)
    }
    headers += [
      NameValue("User-Agent", session.userAgent.text),
      NameValue("amz-sdk-invocation-id", invocation),
      NameValue(
        "amz-sdk-request", "attempt=\(attempt); max=\(max(attempt, session.retry.maxAttempts))"),
    ]
    session.log(
      .attempt(
        service: service.rawValue, action: action, host: place.hostHeader, number: attempt,
        most: session.retry.maxAttempts))
    let request = HTTPRequest(
      method: "POST", endpoint: place, headers: headers, body: body,
      connectTimeout: min(3.1, session.timeout), timeout: session.timeout)
    let redactor = session.redactor(for: credentials, and: DebugText.secrets(in: parameters))
    if session.logsMessages {
      session.log(.message(lines: DebugText.lines(of: request, action, parameters)))
    }
    let result = Result { () throws(TransportError) in try session.transport.send(request) }
    if session.logsMessages, case .success(let response) = result {
      session.log(.message(lines: DebugText.lines(of: response, to: action, redactor)))
    }
    return Attempt(result: result, time: time, redactor: redactor)
  }
}

/// One request and what came of it.
struct Attempt {
  let result: Result<HTTPResponse, TransportError>
  /// The time that the request was signed with.
  let time: SigningTime
  /// What knows the secrets of the request.
  let redactor: Redactor
}

/// What a call remembers between its attempts.
struct CallState {
  var attempt = 0
  /// How many seconds were waited because of throttling.
  var throttled = 0.0
  var answersLost = 0
  var repeatsLost = true
  var lastCost: Int?
  var isClockCorrected = false
  var areCredentialsRenewed = false
}

/// What follows from one attempt.
enum CallDecision {
  case done(CallAnswer)
  case give(CallError)
  case again
  case wait(seconds: Double)
}

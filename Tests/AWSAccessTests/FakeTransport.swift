import AWSAccess
import SigV4
import Synchronization

/// A transport that gives prepared answers in order and remembers what was sent.
///
/// Without a prepared answer it fails, and says so.
final class FakeTransport: HTTPTransport {
  typealias Answer = Result<HTTPResponse, TransportError>

  private let state: Mutex<(answers: [Answer], sent: [HTTPRequest])>

  init(_ answers: [Answer] = []) {
    state = Mutex((answers, []))
  }

  var sent: [HTTPRequest] { state.withLock { $0.sent } }

  /// The bodies that were sent, as text.
  var bodies: [String] { sent.map { String(decoding: $0.body, as: UTF8.self) } }

  func send(_ request: HTTPRequest) throws(TransportError) -> HTTPResponse {
    let answer: Answer = state.withLock { state in
      state.sent.append(request)
      guard !state.answers.isEmpty else {
        return .failure(.unsendable(detail: "the test prepared no answer: give FakeTransport one"))
      }
      return state.answers.removeFirst()
    }
    return try answer.get()
  }
}

extension FakeTransport.Answer {
  static func http(_ status: Int, _ body: String, _ headers: [NameValue] = []) -> Self {
    .success(HTTPResponse(status: status, headers: headers, body: [UInt8](body.utf8)))
  }

  /// A success of an action, with what stands in its result element.
  static func result(_ action: String, _ inner: String = "") -> Self {
    http(
      200,
      """
      <\(action)Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
        <\(action)Result>\(inner)</\(action)Result>
        <ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata>
      </\(action)Response>
      """)
  }

  /// An error as IAM writes it.
  static func error(
    _ status: Int, _ code: String, _ message: String = "told", _ headers: [NameValue] = []
  ) -> Self {
    http(
      status,
      """
      <ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type>\
      <Code>\(code)</Code><Message>\(message)</Message></Error><RequestId>id-2</RequestId>\
      </ErrorResponse>
      """, headers)
  }

  static let reset = Self.failure(.connectionClosed(host: "h", detail: "reset"))
  static let refused = Self.failure(.connectionRefused(host: "h"))
}

/// Dependencies with which time passes only in pauses, which are remembered.
final class FakeDependencies: Sendable {
  private let state: Mutex<(now: Double, pauses: [Double])>
  private let isPatient: Bool

  init(now: Double = 1_440_938_160, isPatient: Bool = true) {
    state = Mutex((now, []))
    self.isPatient = isPatient
  }

  var pauses: [Double] { state.withLock { $0.pauses } }

  var dependencies: Dependencies {
    Dependencies(
      now: { self.state.withLock { $0.now } },
      pause: { seconds in
        self.state.withLock { state in
          state.now += seconds
          state.pauses.append(seconds)
        }
        return self.isPatient
      },
      random: { 0.5 })
  }
}

/// A provider that gives one pair of keys after the other.
final class RotatingProvider: CredentialProvider {
  private let rest: Mutex<[Credentials]>
  let canRenew: Bool

  init(_ credentials: [Credentials], canRenew: Bool = true) {
    rest = Mutex(credentials)
    self.canRenew = canRenew
  }

  func credentials() throws(CredentialError) -> ResolvedCredentials {
    let next = rest.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    guard let next else { throw .notConfigured(profile: "default") }
    return ResolvedCredentials(next, source: "the test")
  }
}

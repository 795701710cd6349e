import AWSAccess
import IAMBackend
import IAMPolicy
import IAMRoles
import JSONText
import SigV4
import Synchronization
import Testing

/// The fault that leaves other tools stuck, through the real client: CreateRole takes effect and its
/// answer is lost.
@Suite struct LostAnswerTests {
  /// A server with one role at most, whose first answers to CreateRole go wrong as asked.
  final class OneRole: HTTPTransport {
    enum Fault: String, Sendable, CaseIterable {
      case reset, timeOut, serviceFailure, badGateway, cutBody, htmlPage
    }

    private struct State {
      var exists = false
      var faults: [Fault]
      var log: [String] = []
    }

    private let state: Mutex<State>
    private let takesEffect: Bool

    init(_ faults: [Fault], takesEffect: Bool = true) {
      state = Mutex(State(faults: faults))
      self.takesEffect = takesEffect
    }

    var log: [String] { state.withLock { $0.log } }

    func send(_ request: HTTPRequest) throws(TransportError) -> HTTPResponse {
      let body = String(decoding: request.body, as: UTF8.self)
      let action =
        body.split(separator: "&").first?.split(separator: "=").last.map(String.init) ?? ""
      let result = state.withLock { state -> Result<HTTPResponse, TransportError> in
        state.log.append(action)
        guard action == "CreateRole" else { return .success(Self.read(action, state.exists)) }
        let fault = state.faults.isEmpty ? nil : state.faults.removeFirst()
        let existed = state.exists
        if fault == nil || takesEffect { state.exists = true }
        if let fault { return Self.wrong(fault) }
        guard !existed else {
          return .success(Self.error("EntityAlreadyExists", 409, "Role already exists."))
        }
        return .success(Self.xml(action, ""))
      }
      return try result.get()
    }

    private static func wrong(_ fault: Fault) -> Result<HTTPResponse, TransportError> {
      switch fault {
      case .reset: .failure(.connectionClosed(host: "iam", detail: "reset"))
      case .timeOut: .failure(.timedOut(host: "iam", seconds: 30))
      case .serviceFailure: .success(error("ServiceFailure", 500, "sorry"))
      case .badGateway: .success(HTTPResponse(status: 503, body: Array("<html></html>".utf8)))
      case .cutBody:
        .success(HTTPResponse(status: 200, body: Array("<CreateRoleResponse><CreateRo".utf8)))
      case .htmlPage:
        .success(HTTPResponse(status: 200, body: Array("<html><body>hi</body></html>".utf8)))
      }
    }

    private static func read(_ action: String, _ exists: Bool) -> HTTPResponse {
      switch action {
      case "GetRole" where exists:
        xml(
          action,
          """
          <Role><Path>/</Path><RoleName>camera</RoleName><RoleId>AROA</RoleId>
          <Arn>arn:aws:iam::123456789012:role/camera</Arn><MaxSessionDuration>3600</MaxSessionDuration>
          <AssumeRolePolicyDocument>\(document)</AssumeRolePolicyDocument></Role>
          """)
      case "GetRole": error("NoSuchEntity", 404, "The role with name camera cannot be found.")
      case "ListRoles": xml(action, "<Roles/><IsTruncated>false</IsTruncated>")
      case "ListAttachedRolePolicies":
        xml(action, "<AttachedPolicies/><IsTruncated>false</IsTruncated>")
      case "ListRolePolicies": xml(action, "<PolicyNames/><IsTruncated>false</IsTruncated>")
      default: error("InvalidAction", 400, action)
      }
    }

    private static let document = LostAnswerTests.role.trust.text(.compact).utf8
      .map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()

    private static func xml(_ action: String, _ result: String) -> HTTPResponse {
      HTTPResponse(
        status: 200,
        body: Array(
          """
          <\(action)Response><\(action)Result>\(result)</\(action)Result><ResponseMetadata>\
          <RequestId>r-1</RequestId></ResponseMetadata></\(action)Response>
          """.utf8))
    }

    private static func error(_ code: String, _ status: Int, _ message: String) -> HTTPResponse {
      HTTPResponse(
        status: status,
        body: Array(
          """
          <ErrorResponse><Error><Code>\(code)</Code><Message>\(message)</Message></Error>\
          <RequestId>r-2</RequestId></ErrorResponse>
          """.utf8))
    }
  }

  static let role = Role(
    name: "camera", trust: .trust([TrustStatement(.allow, .some([.service("ec2.amazonaws.com")]))]))

  static func backend(_ transport: OneRole) -> HTTPBackend {
    let keys = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("not-a-secret"))
    let session = AccessSession(
      credentials: StaticCredentialProvider(ResolvedCredentials(keys, source: "a test")),
      transport: transport,
      dependencies: Dependencies(now: { 1_800_000_000 }, pause: { _ in true }, random: { 0.5 }),
      userAgent: UserAgent(version: "0"))
    let client = QueryClient(
      service: .iam,
      endpoint: ServiceEndpoint(Endpoint(https: "iam.amazonaws.com"), signingRegion: "us-east-1"),
      session: session)
    return HTTPBackend(
      QueryCaller(client), account: "123456789012", partition: "aws",
      timeouts: ConsistencyTimeouts(sleep: { _ in true }))
  }

  @Test(
    "a creation whose answer is lost once or always is read back and counts",
    arguments: OneRole.Fault.allCases, [1, 3])
  func recovered(_ fault: OneRole.Fault, _ times: Int) throws {
    let server = OneRole(Array(repeating: fault, count: times))
    #expect(try Self.backend(server).make(.createRole(Self.role)) == .recovered)
    #expect(server.log.filter { $0 == "CreateRole" }.count == min(times + 1, 3))
  }

  @Test(
    "a creation that never takes effect is repeated, and in the end told", arguments: [1, 3])
  func withoutEffect(_ times: Int) throws {
    let server = OneRole(Array(repeating: .reset, count: times), takesEffect: false)
    if times < 3 {
      #expect(try Self.backend(server).make(.createRole(Self.role)) == .made)
    } else {
      let error = #expect(throws: BackendError.self) {
        try Self.backend(server).make(.createRole(Self.role))
      }
      #expect(error?.kind == .connection)
      #expect(error?.message.contains("closed the connection") == true)
    }
  }
}

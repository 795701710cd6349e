import SigV4
import Synchronization
import Testing

@testable import AWSAccess

/// A client over prepared answers, with everything around it that tests look at.
struct Bench {
  let transport: FakeTransport
  let dependencies: FakeDependencies
  let client: QueryClient
  let quota = RetryQuota()
  let log: LogBook

  final class LogBook: Sendable {
    private let lines = Mutex<[String]>([])
    var text: String { lines.withLock { $0.joined(separator: "\n") } }
    func add(_ event: LogEvent) { lines.withLock { $0.append(event.text) } }
  }

  static let keys = Credentials(
    accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("wJalrXUtn-hidden"),
    sessionToken: Secret("token-hidden"))

  init(
    _ answers: [FakeTransport.Answer], service: QueryService = .iam,
    endpoint: Endpoint = Endpoint(https: "iam.amazonaws.com"), attempts: Int = 3,
    retry: RetryPolicy? = nil, provider: (any CredentialProvider)? = nil,
    logsMessages: Bool = false,
    dependencies: FakeDependencies = FakeDependencies()
  ) {
    let transport = FakeTransport(answers)
    let log = LogBook()
    let session = AccessSession(
      credentials: provider
        ?? StaticCredentialProvider(ResolvedCredentials(Self.keys, source: "the test")),
      transport: transport, retry: retry ?? RetryPolicy(maxAttempts: attempts),
      dependencies: dependencies.dependencies,
      userAgent: UserAgent(version: "1.0"), quota: quota, logsMessages: logsMessages,
      log: { log.add($0) })
    self.transport = transport
    self.dependencies = dependencies
    self.log = log
    client = QueryClient(
      service: service, endpoint: ServiceEndpoint(endpoint, signingRegion: "us-east-1"),
      session: session)
  }

  func failure(_ action: String = "GetRole") -> CallError? {
    do {
      _ = try client.call(action)
      return nil
    } catch {
      return error
    }
  }
}

@Suite struct QueryClientTests {
  @Test("sends a signed form and gives the result") func sendsAndReads() throws {
    let bench = Bench([.result("GetRole", "<Role><RoleName>Camera</RoleName></Role>")])
    let answer = try bench.client.call(
      "GetRole", [("RoleName", "a b+c~é/*"), ("Empty", "")])
    #expect(answer.result["Role"]?.text(of: "RoleName") == "Camera")
    #expect(answer.requestID == "id-1")
    #expect(answer.answersLost == 0)
    let request = try #require(bench.transport.sent.first)
    #expect(
      bench.transport.bodies == [
        "Action=GetRole&Version=2010-05-08&RoleName=a%20b%2Bc~%C3%A9%2F%2A&Empty="
      ])
    let names = request.headers.map(\.name)
    #expect(
      names == [
        "Content-Type", "X-Amz-Date", "X-Amz-Security-Token", "Authorization", "User-Agent",
        "amz-sdk-invocation-id", "amz-sdk-request",
      ])
    let authorization = request.headers[3].value
    #expect(
      authorization.hasPrefix(
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20150830/us-east-1/iam/aws4_request, "
          + "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, Signature="))
    #expect(request.headers[5].value == "80000000-8000-4000-8000-000080000000")
    #expect(request.headers[6].value == "attempt=1; max=3")
    #expect(request.connectTimeout == 3.1)
    #expect(request.timeout == 30)
  }

  @Test("an action without a result element is confirmed") func confirms() throws {
    let bench = Bench([
      .http(
        200,
        "<AttachRolePolicyResponse><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>"
          + "</AttachRolePolicyResponse>")
    ])
    #expect(try bench.client.call("AttachRolePolicy").result.children.isEmpty)
  }

  static let once: [(answer: FakeTransport.Answer, sent: Int)] = [
    (.error(500, "ServiceFailure"), 1), (.http(200, "<html>"), 1), (.error(400, "Throttling"), 3),
    (.error(503, "SlowDown"), 3),
  ]

  @Test(
    "a call that must not be repeated is not, once its answer is lost", arguments: once.indices)
  func sentOnce(_ row: Int) {
    let bench = Bench(Array(repeating: Self.once[row].answer, count: 3))
    #expect(throws: CallError.self) {
      try bench.client.call("CreatePolicyVersion", [], repeatsLost: false)
    }
    #expect(bench.transport.sent.count == Self.once[row].sent)
  }

  // One row: what comes back, how many attempts are made, what is thrown in the end.
  static let refusals: [(answer: FakeTransport.Answer, sent: Int, code: String)] = [
    (.error(404, "NoSuchEntity"), 1, "NoSuchEntity"),
    (.error(409, "LimitExceeded"), 1, "LimitExceeded"),
    (.error(409, "EntityAlreadyExists"), 1, "EntityAlreadyExists"),
    (.error(409, "ConcurrentModification"), 1, "ConcurrentModification"),
    (.error(403, "AccessDenied"), 1, "AccessDenied"),
    (.error(403, "ExpiredToken"), 1, "ExpiredToken"),
    (.error(403, "SignatureDoesNotMatch"), 1, "SignatureDoesNotMatch"),
    (.error(400, "MalformedPolicyDocument"), 1, "MalformedPolicyDocument"),
    (.error(400, "Throttling"), 3, "Throttling"),
    (.error(400, "RequestLimitExceeded"), 3, "RequestLimitExceeded"),
    (.error(429, "Odd"), 3, "Odd"),
    (.error(503, "SlowDown"), 3, "SlowDown"),
    (.error(500, "ServiceFailure"), 3, "ServiceFailure"),
    (.error(502, "Odd"), 3, "Odd"),
    (.error(501, "Odd"), 1, "Odd"),
    (.error(400, "RequestTimeout"), 3, "RequestTimeout"),
    (.error(200, "InternalFailure"), 3, "InternalFailure"),
    (
      .http(400, "<Response><Errors><Error><Code>Old</Code></Error></Errors></Response>"), 1,
      "Old"
    ),
    (.http(400, "<Error><Code>Bare</Code><Message>m</Message></Error>"), 1, "Bare"),
  ]

  @Test("repeats what may go away and nothing else", arguments: refusals)
  func repeats(row: (answer: FakeTransport.Answer, sent: Int, code: String)) {
    let bench = Bench([row.answer, row.answer, row.answer])
    guard case .service(let error)? = bench.failure() else {
      Issue.record("no service error for \(row.code)")
      return
    }
    #expect(error.code == row.code)
    #expect(bench.transport.sent.count == row.sent)
  }

  // What comes back that is no answer, the attempts made, and words of the message.
  static let unreadable: [(answer: FakeTransport.Answer, sent: Int, words: String)] = [
    (.http(200, ""), 3, "'iam.amazonaws.com' answered nothing"),
    (.http(200, "<GetRoleResponse><GetRoleResult>"), 3, "not whole XML"),
    (.http(200, "<GetRoleResponse></GetRoleResponse>"), 3, "not an answer to GetRole"),
    (
      .http(
        200,
        "<ListRolesResponse><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>"
          + "</ListRolesResponse>"), 3, "not an answer to GetRole"
    ),
    (.http(200, "<!DOCTYPE html><html><body>hi</body></html>"), 3, "an HTML page instead of XML"),
    (.http(200, "<html><body>hi</body></html>"), 3, "an HTML page instead of XML"),
    (.http(503, "<html>busy</html>"), 3, "status 503 with an HTML page"),
    (.http(503, ""), 3, "nothing with status 503"),
    (.http(429, "slow"), 3, "status 429"),
    (.http(403, "<html>proxy</html>"), 1, "status 403 with an HTML page"),
    (.http(404, "not found"), 1, "status 404"),
    (.http(307, "moved"), 1, "a redirect, which is not followed"),
    (.http(400, "<Other/>"), 1, "status 400 with XML that is not an error of AWS"),
  ]

  @Test("names what is no answer of AWS", arguments: unreadable)
  func unreadableAnswers(row: (answer: FakeTransport.Answer, sent: Int, words: String)) {
    let bench = Bench([row.answer, row.answer, row.answer])
    let error = bench.failure()
    guard case .malformedAnswer(let summary, let lost, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(summary.contains(row.words), "\(summary)")
    #expect(bench.transport.sent.count == row.sent)
    #expect(lost == row.sent - 1)
    // A front end that is busy is not a wrong endpoint.
    #expect(error?.hint?.contains("something else may answer") == !summary.contains("status 503"))
  }

  // Failures before an answer, and how many of them may have had the effect.
  static let lost: [(first: [FakeTransport.Answer], lost: Int)] = [
    ([.reset], 1),
    ([.reset, .reset], 2),
    ([.refused], 0),
    ([.refused, .reset], 1),
    ([.error(500, "ServiceFailure")], 1),
    ([.error(400, "Throttling")], 0),
    ([.error(503, "Throttling"), .http(200, "<CreateRole")], 1),
    ([.http(200, "")], 1),
    ([.failure(.timedOut(host: "h", seconds: 30))], 1),
    ([.failure(.connectTimedOut(host: "h", seconds: 3.1))], 0),
    ([.failure(.handshakeFailed(host: "h", detail: "d"))], 0),
  ]

  @Test("counts the answers that were lost after the request", arguments: lost)
  func countsLostAnswers(row: (first: [FakeTransport.Answer], lost: Int)) throws {
    let success = Bench(row.first + [.result("CreateRole")])
    #expect(try success.client.call("CreateRole").answersLost == row.lost)
    let refused = Bench(row.first + [.error(409, "EntityAlreadyExists")])
    let error = try #require(refused.failure("CreateRole"))
    #expect(error.answersLost == row.lost)
    #expect(error.mayHaveBeenApplied == (row.lost > 0))
  }

  @Test("says whether the last attempt itself may have had its effect") func lastAttempt() {
    #expect(Bench([.reset], attempts: 1).failure()?.mayHaveBeenApplied == true)
    #expect(Bench([.refused], attempts: 1).failure()?.mayHaveBeenApplied == false)
    let failed = Bench([.error(500, "ServiceFailure")], attempts: 1)
    #expect(failed.failure()?.mayHaveBeenApplied == true)
    let throttled = Bench([.error(503, "Throttling")], attempts: 1)
    #expect(throttled.failure()?.mayHaveBeenApplied == false)
    #expect(Bench([.error(404, "NoSuchEntity")]).failure()?.mayHaveBeenApplied == false)
  }

  @Test("does not repeat what cannot fare better")
  func finalTransportErrors() {
    for error: TransportError in [
      .certificateRefused(host: "h", detail: "d"), .libraryMissing(detail: "d"),
      .trustStoreUnusable(detail: "d"), .tooLarge(host: "h", limit: 1),
    ] {
      let bench = Bench([.failure(error)])
      #expect(bench.failure() == .transport(error, answersLost: 0))
      #expect(bench.transport.sent.count == 1)
    }
  }

  @Test("pauses longer after each failure, and longest after throttling") func pauses() throws {
    let transient = Bench([.reset, .reset, .result("GetRole")])
    _ = try transient.client.call("GetRole")
    #expect(transient.dependencies.pauses == [0.025, 0.05])
    let throttled = Bench([
      .error(400, "Throttling"), .error(400, "Throttling"), .result("GetRole"),
    ])
    _ = try throttled.client.call("GetRole")
    #expect(throttled.dependencies.pauses == [0.5, 1])
  }

  @Test("throttling makes other calls wait too") func globalSlowDown() {
    let bench = Bench([.error(400, "Throttling"), .error(404, "NoSuchEntity")], attempts: 1)
    #expect(bench.failure()?.message.contains("Throttling") == true)
    #expect(bench.dependencies.pauses == [])
    #expect(bench.failure()?.message.contains("NoSuchEntity") == true)
    #expect(
      bench.dependencies.pauses.map { ($0 * 1000).rounded() } == [50], "a tenth of half a second")
  }

  @Test("repeating spends the quota, success gives the last cost back") func quota() throws {
    let bench = Bench([.reset, .error(400, "Throttling"), .result("GetRole")])
    _ = try bench.client.call("GetRole")
    #expect(bench.quota.remaining == 500 - 14)
    let poor = RetryQuota(capacity: 13)
    #expect(!poor.take(14))
    #expect(poor.take(5))
    poor.giveBack(nil)
    #expect(poor.remaining == 9)
    poor.giveBack(5)
    #expect(poor.remaining == 13)
    #expect(poor.take(13), "the last of it is spent, too")
    #expect(!poor.take(1))
  }

  @Test("a throttled call asks often for half a minute, whatever the others spent")
  func patience() throws {
    let throttled = FakeTransport.Answer.error(400, "Throttling")
    let bench = Bench(
      Array(repeating: throttled, count: 9) + [.result("GetRole")], retry: .standard)
    #expect(bench.quota.take(500))
    _ = try bench.client.call("GetRole")
    #expect(bench.transport.sent.count == 10)
    #expect(bench.quota.remaining == 0, "what was not taken is not given back")

    let endless = Bench(Array(repeating: throttled, count: 60), retry: .standard)
    #expect(endless.failure()?.message.contains("Throttling") == true)
    #expect((10...20).contains(endless.transport.sent.count))

    let named = FakeTransport.Answer.error(
      400, "Throttling", "told", [NameValue("Retry-After", "9")])
    let told = Bench(Array(repeating: named, count: 60), retry: .standard)
    #expect(told.failure() != nil)
    #expect(told.transport.sent.count < 7, "a time that the server names is kept to")

    let broken = Bench([.reset, .result("GetRole")], retry: .standard)
    #expect(broken.quota.take(500))
    #expect(broken.failure() != nil)
  }

  @Test("cancelled pauses end the call") func cancelled() {
    let bench = Bench([.reset], dependencies: FakeDependencies(isPatient: false))
    #expect(bench.failure() == .cancelled(answersLost: 1))
    #expect(Bench([.failure(.cancelled)]).failure()?.mayHaveBeenApplied == true)
  }

  @Test("nothing of a secret is logged or reported") func redaction() throws {
    let echo = """
      The request signature we calculated does not match with token-hidden. Check it.

      The Canonical String for this request should have been x-amz-security-token:token-hidden
      """
    let bench = Bench([
      .reset, .error(500, "ServiceFailure"), .error(403, "SignatureDoesNotMatch", echo),
    ])
    let error = try #require(bench.failure())
    var shown = bench.log.text + "\(error)" + error.message + (error.hint ?? "")
    dump(error, to: &shown)
    #expect(error.message.contains("does not match with <secret>. Check it. (request id id-2)"))
    #expect(!shown.contains("hidden"))
    #expect(!shown.contains("Canonical"))
    #expect(!shown.contains("Signature="))
    #expect(!bench.log.text.contains("IOSFODNN7"))
    #expect(bench.log.text.contains("using key AKIA…MPLE of the test"))
    #expect(bench.log.text.contains("iam GetRole to iam.amazonaws.com, attempt 3 of 3"))
  }

  @Test("a debug log shows requests and answers without what is secret") func debugging() throws {
    let credentials = """
      <Credentials><AccessKeyId>ASIA2</AccessKeyId><SecretAccessKey>new-hidden</SecretAccessKey>\
      <SessionToken>new-token-hidden</SessionToken></Credentials>
      """
    let bench = Bench(
      [
        .error(400, "Throttling", "token-hidden Authorization: token-hidden"),
        .result("AssumeRole", credentials),
      ], service: .sts, logsMessages: true)
    let parameters = [
      ("RoleArn", "arn:aws:iam::123456789012:role/x"), ("TokenCode", "123456"),
      ("ExternalId", "external-hidden"),
    ]
    _ = try bench.client.call("AssumeRole", parameters)
    let text = bench.log.text
    #expect(!text.contains("hidden"))
    #expect(!text.contains("123456\n"))
    for line in [
      "> POST https://iam.amazonaws.com/", "> X-Amz-Date: 20150830T123600Z",
      "> X-Amz-Security-Token: <secret>", "> Authorization: <secret>", "> Action=AssumeRole",
      "> RoleArn=arn:aws:iam::123456789012:role/x", "> TokenCode=<secret>", "> ExternalId=<secret>",
      "< status 400", "<     <Message><secret> <secret>", "< status 200",
      "<       <SecretAccessKey><secret></SecretAccessKey>",
      "<       <SessionToken><secret></SessionToken>",
    ] {
      #expect(text.contains(line), "\(line)\n\(text)")
    }
    let broken = Bench(
      [.http(200, "<AssumeRoleResponse><SecretAccessKey>new-hidden")], service: .sts, attempts: 1,
      logsMessages: true)
    #expect(broken.failure("AssumeRole") != nil)
    #expect(!broken.log.text.contains("hidden"))
    #expect(broken.log.text.contains("bytes that are not shown"))
  }

  @Test("an answer that repeats the credentials is not read") func repeatedCredentials() {
    let keys = Credentials(
      accessKeyID: "AKIAIOSFODNN7EXAMPLE",
      secretAccessKey: Secret("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"))
    let bench = Bench(
      [.result("GetRole", "<Description>wJalrXUtnFEMI/K7MDENG/bPxRfiCYHIDDENKEY1</Description>")],
      provider: StaticCredentialProvider(ResolvedCredentials(keys, source: "the test")))
    let error = bench.failure()
    #expect(error?.message.contains("repeats the credentials of the request") == true)
    let shown = String(describing: error)
    #expect(!shown.contains("HIDDEN"))
    #expect(bench.transport.sent.count == 1)
  }

  @Test("every field of an error is bounded and without secrets") func echoes() throws {
    let long = String(repeating: "x", count: 10_000)
    let bench = Bench([
      .http(
        403,
        "<ErrorResponse><Error><Code>Odd token-hidden \(long)</Code><Message>\(long)</Message></Error>"
          + "<RequestId>token&#45;hidden\(long)</RequestId></ErrorResponse>")
    ])
    guard case .service(let error)? = bench.failure() else {
      Issue.record("no service error")
      return
    }
    #expect(error.code.hasPrefix("Odd <secret> xx"))
    #expect(error.code.count == 100)
    #expect(error.message.count == 2000)
    #expect(error.requestID?.hasPrefix("<secret>xx") == true)
    #expect(error.requestID?.count == 100)
    let element = Bench(
      [.http(200, "<a></token-hidden>"), .http(200, "<a>&token-h;")], attempts: 2)
    let shown = String(describing: element.failure()) + element.log.text
    #expect(!shown.contains("hidden"))
  }

  @Test("a status of throttling without an error of AWS slows the others down too")
  func unreadableThrottling() {
    let bench = Bench(
      [.http(429, "<html>slow</html>"), .http(429, "<html>slow</html>")], attempts: 2)
    #expect(bench.failure() != nil)
    #expect(bench.quota.remaining == 500 - 5)
    #expect(bench.dependencies.pauses == [0.5])
  }

  @Test("reads the denied action out of the message") func deniedAction() {
    let message =
      "User: arn:aws:iam::123456789012:user/dev is not authorized to perform: iam:GetRole on "
      + "resource: role AWSPanoramaApplianceServiceRole because no identity-based policy allows "
      + "the iam:GetRole action"
    let error = ServiceError(code: "AccessDenied", message: message, httpStatus: 403)
    #expect(error.deniedAction?.action == "iam:GetRole")
    #expect(error.deniedAction?.principal == "arn:aws:iam::123456789012:user/dev")
    #expect(error.deniedAction?.resource == "role AWSPanoramaApplianceServiceRole")
    #expect(
      error.deniedAction?.reason
        == "no identity-based policy allows the iam:GetRole action")
    let other = ServiceError(code: "AccessDenied", message: "Access denied", httpStatus: 403)
    #expect(other.deniedAction == nil)
    let cut = "User: x is not authorized to perform: iam:ListRoles on resource:"
    #expect(DeniedAction(message: cut)?.resource == nil)
    #expect(DeniedAction(message: cut)?.action == "iam:ListRoles")
    #expect(DeniedAction(message: "is not authorized to perform: something") == nil)
  }
}

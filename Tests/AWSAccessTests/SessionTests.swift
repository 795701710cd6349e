import SigV4
import Synchronization
import Testing

@testable import AWSAccess

@Suite struct SessionTests {
  // The fake clock stands at 12:36:00.
  private static func skewed(_ code: String, _ date: String?) -> FakeTransport.Answer {
    .error(403, code, "told", date.map { [NameValue("Date", $0)] } ?? [])
  }

  // The error, the server's time, the endpoint, and whether the request is dated anew.
  static let rows: [(code: String, date: String?, url: String, corrects: Bool)] = [
    ("SignatureDoesNotMatch", "Sun, 30 Aug 2015 13:36:00 GMT", "https://iam.amazonaws.com", true),
    ("RequestExpired", "Sun, 30 Aug 2015 12:31:00 GMT", "https://iam.amazonaws.com", true),
    ("RequestTimeTooSkewed", "Sun, 30 Aug 2015 13:36:00 GMT", "http://127.0.0.1:5000", true),
    ("SignatureDoesNotMatch", "Sun, 30 Aug 2015 12:40:59 GMT", "https://iam.amazonaws.com", false),
    ("SignatureDoesNotMatch", nil, "https://iam.amazonaws.com", false),
    ("SignatureDoesNotMatch", "Sun, 30 Aug 2015 13:36:00 GMT", "http://10.0.0.1", false),
    ("AccessDenied", "Sun, 30 Aug 2015 13:36:00 GMT", "https://iam.amazonaws.com", false),
  ]

  @Test("a wrong clock is corrected once, by a server that is trusted", arguments: rows)
  func clock(row: (code: String, date: String?, url: String, corrects: Bool)) throws {
    let endpoint = try #require(Endpoint(row.url))
    let answer = Self.skewed(row.code, row.date)
    let bench = Bench([answer, answer, answer], endpoint: endpoint)
    guard case .service(let error)? = bench.failure() else {
      Issue.record("no service error")
      return
    }
    #expect(error.code == row.code)
    #expect(bench.transport.sent.count == (row.corrects ? 2 : 1))
    #expect(bench.dependencies.pauses.isEmpty)
    #expect(bench.quota.remaining == 500)
    #expect(bench.log.text.contains("clock") == row.corrects)
  }

  @Test("later requests are dated with the corrected time") func laterRequests() throws {
    let bench = Bench([
      Self.skewed("SignatureDoesNotMatch", "Sun, 30 Aug 2015 13:36:00 GMT"), .result("GetRole"),
      .result("GetRole"),
    ])
    _ = try bench.client.call("GetRole")
    _ = try bench.client.call("GetRole")
    #expect(
      bench.transport.sent.map { $0.headers[1].value }
        == ["20150830T123600Z", "20150830T133600Z", "20150830T133600Z"])
    #expect(bench.log.text.contains("this machine's clock is 3600 s behind of AWS"))
  }

  @Test("a server whose clock jumps with every answer does not keep a call going") func jumping() {
    let bench = Bench(
      (14...23).map {
        Self.skewed("RequestTimeTooSkewed", "Sun, 30 Aug 2015 \($0):36:00 GMT")
      })
    #expect(bench.failure()?.message.contains("RequestTimeTooSkewed") == true)
    #expect(bench.transport.sent.count == 2)
    // Nor does it move the clock again and again.
    for _ in 0..<4 { _ = bench.failure() }
    #expect(bench.transport.sent.count == 2 + 2 + 2 + 1 + 1)
  }

  // The server's time, the time of the signature, and the machine's, in seconds; two corrections in a
  // row, and what comes of each.
  @Test("an answer is held against the time that its request was signed with") func underWay() {
    let clock = ClockCorrection()
    func correct(_ server: Int, _ signed: Int, now: Double) -> ClockCorrection.Outcome {
      clock.correct(
        to: SigningTime(epochSeconds: server), signed: SigningTime(epochSeconds: signed), now: now)
    }
    #expect(correct(10_299, 10_000, now: 10_001) == .right)
    #expect(correct(13_600, 10_000, now: 10_002) == .corrected(seconds: 3598))
    // A request that was under way meanwhile was dated badly, though the clock is right by now.
    #expect(correct(13_601, 10_001, now: 10_003) == .isAlreadyCorrected)
    #expect(correct(13_602, 13_600, now: 10_004) == .right)
    #expect(clock.time(at: 10_005).epochSeconds == 13_603)
    #expect(correct(9_000, 13_603, now: 10_005) == .corrected(seconds: -1005))
  }

  @Test("requests that were under way together are all sent again") func together() throws {
    let date = [NameValue("Date", "Sun, 30 Aug 2015 13:36:00 GMT")]
    let refusal = FakeTransport.Answer.error(403, "RequestTimeTooSkewed", "told", date)
    let dependencies = FakeDependencies()
    // A transport in whose first answer another call corrects the clock.
    final class Meanwhile: HTTPTransport {
      let answers = FakeTransport()
      let run: @Sendable () -> Void
      let sent = Mutex(0)
      let refusal: FakeTransport.Answer
      init(_ refusal: FakeTransport.Answer, _ run: @escaping @Sendable () -> Void) {
        self.refusal = refusal
        self.run = run
      }
      func send(_ request: HTTPRequest) throws(TransportError) -> HTTPResponse {
        let number = sent.withLock { sent in
          sent += 1
          return sent
        }
        guard number == 1 else { return try FakeTransport.Answer.result("GetRole").get() }
        run()
        return try refusal.get()
      }
    }
    let clock = ClockCorrection()
    let transport = Meanwhile(refusal) {
      _ = clock.correct(
        to: SigningTime(epochSeconds: 1_440_941_760),
        signed: SigningTime(epochSeconds: 1_440_938_160), now: 1_440_938_160)
    }
    let session = AccessSession(
      credentials: StaticCredentialProvider(ResolvedCredentials(Bench.keys, source: "the test")),
      transport: transport, dependencies: dependencies.dependencies,
      userAgent: UserAgent(version: "1"), clock: clock)
    let client = QueryClient(
      service: .iam,
      endpoint: ServiceEndpoint(Endpoint(https: "iam.amazonaws.com"), signingRegion: "us-east-1"),
      session: session)
    _ = try client.call("GetRole")
    #expect(transport.sent.withLock { $0 } == 2)
  }

  @Test("a session that shares the clock of another judges expiry by it") func sharedClock() throws
  {
    let clock = ClockCorrection()
    _ = clock.correct(
      to: SigningTime(epochSeconds: 1_440_936_960),
      signed: SigningTime(epochSeconds: 1_440_938_160),
      now: 1_440_938_160)
    func session(_ clock: ClockCorrection) -> AccessSession {
      // The machine is 20 minutes ahead, and the credentials work for 15 minutes.
      AccessSession(
        credentials: RotatingProvider([Self.keys("A", until: 1_440_937_860)], canRenew: false),
        transport: FakeTransport(), dependencies: FakeDependencies().dependencies,
        userAgent: UserAgent(version: "1"), clock: clock)
    }
    #expect(throws: CredentialError.self) { try session(ClockCorrection()).credentials() }
    _ = try session(clock).credentials()
  }

  private static func keys(_ id: String, until seconds: Int? = nil) -> Credentials {
    Credentials(
      accessKeyID: id, secretAccessKey: Secret("s"), sessionToken: Secret("t"),
      expiration: seconds.map { SigningTime(epochSeconds: $0) })
  }

  @Test("keys that ended are renewed once where they can be") func renewal() throws {
    let provider = RotatingProvider([Self.keys("FIRST"), Self.keys("SECOND")])
    let bench = Bench([.error(403, "ExpiredToken"), .result("GetRole")], provider: provider)
    _ = try bench.client.call("GetRole")
    #expect(bench.transport.sent[1].headers[3].value.contains("Credential=SECOND/"))
    let again = Bench(
      [.error(403, "ExpiredToken"), .error(403, "ExpiredToken")],
      provider: RotatingProvider([Self.keys("FIRST"), Self.keys("SECOND")]))
    #expect(again.failure()?.message.contains("ExpiredToken") == true)
    #expect(again.transport.sent.count == 2)
  }

  @Test("keys are renewed before they end") func earlyRenewal() throws {
    let now = 1_440_938_160
    let provider = RotatingProvider([
      Self.keys("FIRST", until: now + 599), Self.keys("SECOND", until: now + 3600),
    ])
    let bench = Bench(
      [.result("GetRole"), .result("GetRole"), .result("GetRole")], provider: provider)
    for _ in 0..<3 {
      _ = try bench.client.call("GetRole")
      _ = bench.dependencies.dependencies.pause(301)
    }
    let ids = bench.transport.sent.map { $0.headers[3].value.contains("Credential=FIRST/") }
    #expect(ids == [true, false, false])
  }

  @Test("static keys are asked for once, and ended ones are refused without a call")
  func staticKeys() throws {
    let provider = RotatingProvider([Self.keys("ONLY")], canRenew: false)
    let bench = Bench([.result("GetRole"), .result("GetRole")], provider: provider)
    for _ in 0..<2 { _ = try bench.client.call("GetRole") }
    let time = SigningTime(epochSeconds: 1_440_938_160)
    let ended = Bench(
      [], provider: RotatingProvider([Self.keys("OLD", until: time.epochSeconds)], canRenew: false))
    #expect(ended.failure() == .credentials(.expired(source: "the test", at: time)))
    #expect(ended.transport.sent.isEmpty)
  }

  @Test("STS says who the keys belong to") func callerIdentity() throws {
    let result =
      "<Arn>arn:aws-cn:sts::123456789012:assumed-role/r/s</Arn><UserId>A:s</UserId>"
      + "<Account>123456789012</Account>"
    let bench = Bench([.result("GetCallerIdentity", result)], service: .sts)
    let identity = try CallerIdentity(askedFrom: bench.client)
    #expect(identity.account == "123456789012")
    #expect(identity.partition == "aws-cn")
    #expect(bench.transport.bodies == ["Action=GetCallerIdentity&Version=2011-06-15"])
    let odd = Bench([.result("GetCallerIdentity", "<Account>12</Account>")], service: .sts)
    #expect(throws: CallError.self) { try CallerIdentity(askedFrom: odd.client) }
  }
}

@Suite struct RetryPolicyTests {
  @Test("a pause grows to 20 seconds and no number of attempts breaks it") func pauses() {
    let policy = RetryPolicy.standard
    let rows: [(attempt: Int, kind: FailureKind, most: Double)] = [
      (1, .transient, 0.05), (2, .transient, 0.1), (3, .transient, 0.2), (10, .transient, 20),
      (1, .throttling, 1), (2, .throttling, 2), (5, .throttling, 16), (6, .throttling, 20),
      (.max, .throttling, 20),
    ]
    for row in rows {
      let pause = policy.pause(after: row.attempt, kind: row.kind, random: 1)
      #expect(abs(pause - row.most) < 1e-9, "attempt \(row.attempt)")
      #expect(policy.pause(after: row.attempt, kind: row.kind, random: 0) == 0)
    }
    #expect(RetryPolicy(maxAttempts: 0).maxAttempts == 1)
  }

  @Test("throttling is waited for up to 30 seconds, and no longer") func patience() throws {
    func bench(_ count: Int, _ retry: RetryPolicy) -> Bench {
      Bench(
        Array(repeating: .error(400, "Throttling"), count: count) + [.result("GetRole")],
        retry: retry)
    }
    let short = bench(6, .standard)
    _ = try short.client.call("GetRole")
    // Half of 1, 2, 4 and 8 seconds, and then never longer than 4.
    #expect(short.dependencies.pauses == [0.5, 1, 2, 4, 4, 4])
    #expect(short.transport.sent[6].headers.last?.value == "attempt=7; max=7")
    let long = bench(14, .standard)
    guard case .service(let error)? = long.failure() else {
      Issue.record("no service error")
      return
    }
    #expect(error.isThrottling)
    #expect(long.dependencies.pauses.reduce(0, +) == 30)
    #expect(long.transport.sent.count == 11)
    // A number of attempts that somebody asked for is kept to.
    let asked = bench(10, RetryPolicy(maxAttempts: 3))
    #expect(asked.failure() != nil)
    #expect(asked.transport.sent.count == 3)
    let many = bench(10, RetryPolicy(maxAttempts: 11))
    _ = try many.client.call("GetRole")
    // What is no throttling is not waited for.
    let broken = Bench(Array(repeating: .reset, count: 5), retry: .standard)
    #expect(broken.failure() != nil)
    #expect(broken.transport.sent.count == 3)
  }

  // The header, and the pause when it would be half a second without it.
  static let advice: [(name: String, value: String, pause: Double)] = [
    ("x-amz-retry-after", "1500", 1.5), ("X-Amz-Retry-After", "60000", 5.5),
    ("x-amz-retry-after", "10", 0.5), ("x-amz-retry-after", "-5", 0.5),
    ("x-amz-retry-after", "soon", 0.5), ("Retry-After", "3", 3), ("retry-after", "3600", 20),
    ("Retry-After", "Sun, 30 Aug 2015 12:36:00 GMT", 0.5),
    ("Retry-After", "99999999999999999999", 0.5), ("Retry-After", "-3", 0.5),
  ]

  @Test("a server that names a time is heeded within bounds", arguments: advice)
  func heeds(row: (name: String, value: String, pause: Double)) {
    let response = HTTPResponse(status: 503, headers: [NameValue(row.name, row.value)])
    let pause = RetryPolicy.standard.pause(
      after: 1, kind: .throttling, random: 0.5, advice: RetryAdvice(response))
    #expect(pause == row.pause)
  }
}

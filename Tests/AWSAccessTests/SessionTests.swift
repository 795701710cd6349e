import SigV4
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

  @Test("keys are renewed ten minutes before they end") func earlyRenewal() throws {
    let now = 1_440_938_160
    let provider = RotatingProvider([
      Self.keys("FIRST", until: now + 599), Self.keys("SECOND", until: now + 3600),
    ])
    let bench = Bench(
      [.result("GetRole"), .result("GetRole"), .result("GetRole")], provider: provider)
    for _ in 0..<3 { _ = try bench.client.call("GetRole") }
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

  // The header, and the pause when it would be half a second without it.
  static let advice: [(name: String, value: String, pause: Double)] = [
    ("x-amz-retry-after", "1500", 1.5), ("X-Amz-Retry-After", "60000", 5.5),
    ("x-amz-retry-after", "10", 0.5), ("x-amz-retry-after", "-5", 0.5),
    ("x-amz-retry-after", "soon", 0.5), ("Retry-After", "3", 3), ("retry-after", "3600", 20),
    ("Retry-After", "Sun, 30 Aug 2015 12:36:00 GMT", 0.5),
    ("Retry-After", "99999999999999999999", 0.5),
  ]

  @Test("a server that names a time is heeded within bounds", arguments: advice)
  func heeds(row: (name: String, value: String, pause: Double)) {
    let response = HTTPResponse(status: 503, headers: [NameValue(row.name, row.value)])
    let pause = RetryPolicy.standard.pause(
      after: 1, kind: .throttling, random: 0.5, advice: RetryAdvice(response))
    #expect(pause == row.pause)
  }
}

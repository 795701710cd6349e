import SigV4
import Testing

@testable import AWSAccess

@Suite struct AssumedRoleTests {
  static let arn = "arn:aws:iam::210987654321:role/audit/Reader"

  static func keys(
    id: String = "ASIAEXAMPLE000000000", secret: String = "assumed-secret-hidden",
    token: String = "assumed-token-hidden"
  ) -> String {
    """
    <Credentials><AccessKeyId>\(id)</AccessKeyId><SecretAccessKey>\(secret)</SecretAccessKey>
    <SessionToken>\(token)</SessionToken><Expiration>2026-11-21T07:00:00Z</Expiration></Credentials>
    """
  }

  static let user = """
    <AssumedRoleUser><AssumedRoleId>AROA:s</AssumedRoleId>
    <Arn>arn:aws:sts::210987654321:assumed-role/Reader/s</Arn></AssumedRoleUser>
    """

  @Test("STS is asked for the least time, with the external id where there is one")
  func asked() throws {
    for id in [nil, "a:b/c"] {
      let bench = Bench(
        [.result("AssumeRole", Self.keys() + Self.user)], service: .sts,
        endpoint: Endpoint(https: "sts.us-east-1.amazonaws.com"))
      let role = RoleToAssume(arn: Self.arn, sessionName: "s", externalID: id)
      let assumed = try AssumedRole(role, askedFrom: bench.client)
      let body = bench.transport.bodies[0]
      #expect(body.hasPrefix("Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam"))
      #expect(body.contains("&RoleSessionName=s&DurationSeconds=900"))
      #expect(body.contains("ExternalId") == (id != nil))
      #expect(assumed.account == "210987654321")
      #expect(assumed.partition == "aws")
      #expect(assumed.credentials.credentials.expiration != nil)
    }
  }

  @Test("the keys show in no description and no log")
  func secrets() throws {
    let bench = Bench([.result("AssumeRole", Self.keys() + Self.user)], service: .sts)
    let assumed = try AssumedRole(
      RoleToAssume(arn: Self.arn, sessionName: "s"), askedFrom: bench.client)
    var shown = "\(assumed) \(assumed.credentials) " + bench.log.text
    dump(assumed, to: &shown)
    #expect(!shown.contains("hidden"))
  }

  static let damaged: [String] = [
    "", user, keys(), keys(id: "") + user, keys(secret: "") + user, keys(token: "") + user,
    keys(id: "A/B") + user, keys(token: "a b") + user,
  ]

  @Test("an answer without usable keys is a damaged one", arguments: damaged)
  func damage(inner: String) {
    let bench = Bench([.result("AssumeRole", inner)], service: .sts)
    let error = #expect(throws: CallError.self) {
      try AssumedRole(RoleToAssume(arn: Self.arn, sessionName: "s"), askedFrom: bench.client)
    }
    guard case .malformedAnswer = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}

import IAMPolicy
import PolicyAnalysis
import ServiceReference
import Testing

@Suite("Witnesses")
struct WitnessTests {
  static let service =
    #""Effect":"Allow","Principal":{"Service":"panorama.amazonaws.com"},"Action":"sts:AssumeRole""#

  @Test("ArnLike turned into ArnLikeIfExists lets in whoever gives no source ARN")
  func arnLikeIfExists() throws {
    let desired = try trust(
      """
      {\(Self.service),"Condition":{"StringEquals":{"aws:SourceAccount":"123456789012"},
       "ArnLike":{"aws:SourceArn":"arn:aws:panorama:*:123456789012:*"}}}
      """)
    let actual = try trust(
      """
      {\(Self.service),"Condition":{"StringEquals":{"aws:SourceAccount":"123456789012"},
       "ArnLikeIfExists":{"aws:SourceArn":"arn:aws:panorama:*:123456789012:*"}}}
      """)
    let found = try compare(actual, desired)
    #expect(found.grants == .widened)
    #expect(found.isWidening == .yes)
    let witness = try #require(found.widened.witness)
    #expect(
      witness.request
        == AccessRequest(
          principal: .service("panorama.amazonaws.com"), action: "sts:AssumeRole",
          context: RequestContext(["aws:SourceAccount": ["123456789012"]])))
    #expect(witness.allowedBy.side == .actual)
    #expect(witness.allowedBy.reference.statement == 0)
    #expect(witness.deniedBy == nil)
    #expect(witness.note == nil)
  }

  @Test("A second service in the principal is named")
  func secondService() throws {
    let desired = try trust("{\(Self.service)}")
    let actual = try trust(
      """
      {"Effect":"Allow","Principal":{"Service":["panorama.amazonaws.com","lambda.amazonaws.com"]},
       "Action":"sts:AssumeRole"}
      """)
    let witness = try #require(try compare(actual, desired).widened.witness)
    #expect(
      witness.request
        == AccessRequest(principal: .service("lambda.amazonaws.com"), action: "sts:AssumeRole"))
  }

  @Test("Everyone in the principal is a stranger's role")
  func everyone() throws {
    let desired = try trust("{\(Self.service)}")
    let actual = try trust(#"{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}"#)
    let witness = try #require(try compare(actual, desired).widened.witness)
    #expect(witness.request.principal == .aws("arn:aws:iam::210987654321:role/example"))
    #expect(witness.request.context.entries.isEmpty)
  }

  @Test("Roles of one name share their sessions, whatever their paths")
  func sharedSessions() throws {
    func policy(_ statements: String...) throws -> PolicyDocument {
      try trust(
        statements.map { text in
          let parts = text.split(separator: " ")
          return
            #"{"Effect":"\#(parts[0])","Principal":{"AWS":"\#(parts[1])"},"Action":"sts:AssumeRole"}"#
        }.joined(separator: ","))
    }
    let role = "Allow arn:aws:iam::123456789012:role/one/example"
    let found = try compare(
      try policy(role), try policy(role, "Deny arn:aws:iam::123456789012:role/two/example"))
    #expect(found.grants == .widened)
    #expect(
      found.widened.witness?.request.principal
        == .aws("arn:aws:sts::123456789012:assumed-role/example/example"))
  }

  struct Row: CustomTestStringConvertible, Sendable {
    let actual: String
    let desired: String
    let action: String
    let resource: String?
    var context: [String: [String]] = [:]
    var testDescription: String { "\(action) on \(resource ?? "*")" }
  }

  static let rows: [Row] = [
    Row(
      actual: allow("s3:Get*", "*"), desired: allow("s3:PutObject", "*"), action: "s3:GetObject",
      resource: nil),
    Row(
      actual: allow("s3:GetObject", "arn:aws:s3:::bucket/*"),
      desired: allow("s3:GetObject", "arn:aws:s3:::bucket/example*"), action: "s3:GetObject",
      resource: "arn:aws:s3:::bucket/other"),
    Row(
      actual: allow("logs:*", "*"), desired: allow("logs:Put*", "*"),
      action: "logs:CreateLogStream", resource: nil),
    Row(
      actual: allow("iam:PassRole", "arn:aws:iam::123456789012:role/*"),
      desired: allow(
        "iam:PassRole", "arn:aws:iam::123456789012:role/*",
        #"{"StringEquals":{"iam:PassedToService":"panorama.amazonaws.com"}}"#),
      action: "iam:PassRole", resource: "arn:aws:iam::123456789012:role/example"),
    Row(
      actual: allow(
        "s3:PutObject", "*", #"{"StringLike":{"s3:prefix":"home/*"}}"#),
      desired: allow("s3:PutObject", "*", #"{"StringLike":{"s3:prefix":"home/example*"}}"#),
      action: "s3:PutObject", resource: nil, context: ["s3:prefix": ["home/other"]]),
    Row(
      actual: allow("s3:GetObject", "arn:aws:s3:::home/${aws:username}/*"),
      desired: allow("s3:GetObject", "arn:aws:s3:::home/admin/*"), action: "s3:GetObject",
      resource: "arn:aws:s3:::home/example/example", context: ["aws:username": ["example"]]),
  ]

  @Test("A witness is what a person would write", arguments: rows)
  func natural(_ row: Row) throws {
    let found = try compare(try identity(row.actual), try identity(row.desired))
    let witness = try #require(found.widened.witness, "\(found)")
    #expect(
      witness.request
        == AccessRequest(
          action: row.action, resource: row.resource, context: RequestContext(row.context)))
    #expect(witness.note == nil)
  }

  @Test("A made-up action is said to be one")
  func madeUp() throws {
    let found = try compare(
      try identity(allow("nosuch:Get*", "*")), try identity(allow("nosuch:GetThing", "*")))
    let witness = try #require(found.widened.witness)
    #expect(witness.request.action == "nosuch:GetResource")
    #expect(
      witness.note == "not an action of the service reference of \(ServiceReference.current.date)")
  }

  @Test("The statement that denies is named")
  func denied() throws {
    let found = try compare(
      try identity(allow("s3:*", "*")), try identity(allow("s3:*", "*"), deny("s3:PutObject", "*")))
    let witness = try #require(found.widened.witness)
    #expect(witness.request.action == "s3:PutObject")
    #expect(witness.deniedBy?.side == .desired)
    #expect(witness.deniedBy?.reference.statement == 1)
    #expect(found.deniesLost.witness?.allowedBy.side == .desired)
  }
}

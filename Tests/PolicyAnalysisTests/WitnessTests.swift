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

  static let denial =
    #"{"Effect":"Deny","Action":"iam:*","Resource":"*"}"#
  static let allowance = #"{"Effect":"Allow","Action":"*","Resource":"*"}"#

  @Test("What a boundary alone denied is told from what a policy denied")
  func boundary() throws {
    let allowing = try identity(Self.allowance)
    let denying = try identity(Self.allowance, Self.denial)
    let none = PolicySide(allowing)
    func lost(_ side: PolicySide) throws -> Bool? {
      let found = try PolicyComparer.compare(actual: none, desired: side)
      let gained = try PolicyComparer.compare(actual: side, desired: none)
      #expect(
        found.deniesLost.witness?.isOfBoundary == gained.deniesGained.witness?.isOfBoundary)
      #expect(found.widened.witness?.isOfBoundary == false)
      return found.deniesLost.witness?.isOfBoundary
    }
    #expect(try lost(PolicySide(documents: [allowing], boundary: [denying])) == true)
    #expect(try lost(PolicySide(documents: [denying])) == false)
    #expect(try lost(PolicySide(documents: [denying], boundary: [denying])) == false)
    let other = try identity(
      Self.allowance, #"{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#)
    #expect(try lost(PolicySide(documents: [other], boundary: [denying])) == false)
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
      action: "logs:CreateLogGroup", resource: nil),
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

  @Test(
    "Administrator beside one service: what is shown is permissions, and it is called by its name")
  func administrator() throws {
    let admin = try identity(allow("*", "*"))
    for other in ["s3:*", "s3:GetObject", "ec2:Describe*"] {
      let found = try PolicyComparer.compare(
        actual: PolicySide(admin), desired: PolicySide(try identity(allow(other, "*"))))
      let witness = try #require(found.widened.witness)
      #expect(witness.request.action == "iam:AttachRolePolicy")
      #expect(witness.request.resource == "arn:aws:iam::123456789012:role/example")
      let summary = try #require(witness.summary)
      #expect(summary.description == "every action on every resource (administrator)")
      #expect(summary.seriousness == .permissions && summary.isExact)
      #expect(witness.note == nil && witness.elsewhere.isEmpty)
    }
  }

  static let bucketsAndObjects: [(action: String, resource: String, shown: String)] = [
    ("s3:*", "arn:aws:s3:::data/*", "s3:PutObjectAcl on arn:aws:s3:::data/example"),
    ("s3:Get*", "arn:aws:s3:::data/*", "s3:GetObject on arn:aws:s3:::data/example"),
    ("s3:*", "arn:aws:s3:::data", "s3:PutBucketPolicy on arn:aws:s3:::data"),
    ("s3:*", "arn:aws:s3:::data*", "s3:PutBucketPolicy on arn:aws:s3:::dataexample"),
  ]

  @Test("What is shown has a resource that the action can have", arguments: bucketsAndObjects)
  func fittingResources(_ row: (action: String, resource: String, shown: String)) throws {
    let found = try PolicyComparer.compare(
      actual: PolicySide(try identity(allow(row.action, row.resource))),
      desired: PolicySide(try identity(allow("sqs:SendMessage", "*"))))
    let request = try #require(found.widened.witness).request
    #expect("\(request.action) on \(request.resource ?? "nothing")" == row.shown)
  }

  @Test("Everything beside everything but a service is that service, and no administrator")
  func nearlyAdministrator() throws {
    let but = PolicyDocument.identity([
      IdentityStatement(
        .allow, .notAction([ActionPattern("iam:*")]), on: .resource([ResourcePattern("*")]))
    ])
    let found = try PolicyComparer.compare(
      actual: PolicySide(try identity(allow("*", "*"))), desired: PolicySide(but))
    let summary = try #require(found.widened.witness?.summary)
    #expect(!summary.isEverything)
    #expect(summary.services.map(\.service) == ["iam"])
    #expect(summary.description.contains(" actions in 1 service, of which "))
  }

  @Test("An action that the other side has on some resource says where")
  func elsewhere() throws {
    let wide = try identity(allow("dynamodb:GetItem", "*"))
    let table = "arn:aws:dynamodb:us-east-1:123456789012:table/orders"
    let narrow = try identity(allow("dynamodb:GetItem", table))
    let witness = try #require(
      try PolicyComparer.compare(actual: PolicySide(narrow), desired: PolicySide(wide))
        .narrowed.witness)
    #expect(witness.request.action == "dynamodb:GetItem")
    #expect(
      witness.request.resource == "arn:aws:dynamodb:us-east-1:123456789012:table/example")
    #expect(witness.elsewhere == [table])
    #expect(witness.isAnyOtherResource)
    #expect(witness.summary?.partlyCount == 1 && witness.summary?.wholeCount == 0)
  }

  @Test("An action that the other side does not have at all goes before one that it has in part")
  func wholeFirst() throws {
    let wide = try identity(allow("dynamodb:GetItem dynamodb:Query", "*"))
    let narrow = try identity(
      allow("dynamodb:GetItem", "arn:aws:dynamodb:us-east-1:123456789012:table/orders"))
    let witness = try #require(
      try PolicyComparer.compare(actual: PolicySide(wide), desired: PolicySide(narrow))
        .widened.witness)
    #expect(witness.request.action == "dynamodb:Query")
    #expect(witness.elsewhere.isEmpty)
    #expect(witness.summary?.wholeCount == 1 && witness.summary?.partlyCount == 1)
  }

  struct Rank: Sendable {
    let actual: String
    let action: String
  }

  static let ranks: [Rank] = [
    Rank(actual: "s3:GetObject iam:PutRolePolicy sts:AssumeRole", action: "iam:PutRolePolicy"),
    Rank(actual: "s3:PutObject sts:AssumeRole", action: "sts:AssumeRole"),
    Rank(
      actual: "s3:PutObject secretsmanager:GetSecretValue", action: "secretsmanager:GetSecretValue"),
    Rank(actual: "s3:GetObject s3:PutObject ec2:CreateTags", action: "s3:PutObject"),
    Rank(actual: "s3:GetObject ec2:CreateTags", action: "ec2:CreateTags"),
    Rank(actual: "s3:ListBucket s3:GetObject", action: "s3:GetObject"),
    Rank(
      actual: "organizations:LeaveOrganization s3:DeleteBucket",
      action: "organizations:LeaveOrganization"),
  ]

  @Test("The most serious action is shown", arguments: ranks)
  func mostSerious(_ rank: Rank) throws {
    let found = try PolicyComparer.compare(
      actual: PolicySide(try identity(allow(rank.actual, "*"))),
      desired: PolicySide(try identity(allow("logs:PutLogEvents", "*"))))
    #expect(found.widened.witness?.request.action == rank.action)
    #expect(found.narrowed.witness?.request.action == "logs:PutLogEvents")
  }

  @Test("A resource has the form that the action takes")
  func forms() throws {
    let found = try PolicyComparer.compare(
      actual: PolicySide(
        try identity(
          allow("s3:GetObject s3:ListBucket", "arn:aws:s3:::pictures arn:aws:s3:::pictures/*"))),
      desired: PolicySide(try identity(allow("s3:ListBucket", "arn:aws:s3:::pictures"))))
    let request = try #require(found.widened.witness?.request)
    #expect(request.action == "s3:GetObject")
    #expect(request.resource == "arn:aws:s3:::pictures/example")
  }
}

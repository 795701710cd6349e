import IAMPolicy
import IAMRoles
import JSONText
import Testing

@testable import RoleCatalogue

@Suite("Role sets made from roles that exist")
struct RoleSetImportTests {
  static let own = "123456789012"

  static func json(_ text: String) throws -> JSON { try #require(JSON.reading(text.utf8).value) }

  static func role(_ name: String, _ members: String = "") throws -> JSON {
    try json(
      """
      {"RoleName": "\(name)", "Path": "/", "Arn": "arn:aws:iam::123456789012:role/\(name)",
       "Description": "", "MaxSessionDuration": 3600,
       "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [
         {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"},
          "Action": "sts:AssumeRole"}]}\(members)}
      """)
  }

  static func imported(
    _ roles: [JSON], _ policies: [JSON] = [],
    _ selection: RoleSetImport.Selection = RoleSetImport.Selection()
  ) -> RoleSetImport {
    RoleSetImport(
      ImportMaterial(roles: roles, policies: policies, account: own, partition: "aws"),
      name: "team", selection: selection)
  }

  static let texts: [(text: String, becomes: String)] = [
    ("arn:aws:s3:::bucket/*", "arn:${Partition}:s3:::bucket/*"),
    ("arn:aws:iam::123456789012:root", "arn:${Partition}:iam::${Account}:root"),
    ("arn:aws:iam::999999999999:root", "arn:${Partition}:iam::999999999999:root"),
    ("arn:aws-cn:s3:::bucket", "arn:aws-cn:s3:::bucket"),
    ("arn:aws:s3:::logs-123456789012", "arn:${Partition}:s3:::logs-123456789012"),
    ("123456789012", "123456789012"),
    ("arn:aws:s3:::home/${aws:username}", "arn:${Partition}:s3:::home/${aws:username}"),
    ("lambda.amazonaws.com", "lambda.amazonaws.com"),
    ("arn:aws:sqs:eu-west-1:123456789012:q", "arn:${Partition}:sqs:${Region}:${Account}:q"),
    ("arn:aws:sqs:us-east-1:123456789012:q", "arn:${Partition}:sqs:us-east-1:${Account}:q"),
    ("eu-west-1", "eu-west-1"),
    (
      "arn:aws:s3:::b/${Team}/${Known}/${!Team}",
      "arn:${Partition}:s3:::b/${!Team}/${Known}/${!!Team}"
    ),
  ]

  @Test("values of the account become parameters where they are certain", arguments: texts)
  func parameters(_ row: (text: String, becomes: String)) throws {
    let generaliser = Generaliser(
      account: Self.own, partition: "aws", region: "eu-west-1", references: ["Known"])
    #expect(generaliser.text(row.text) == row.becomes)
    let values = [
      "Account": Self.own, "Partition": "aws", "Region": "eu-west-1", "Known": "${Known}",
    ]
    let back = Substitution(values: values, findings: ProblemCollector())
    #expect(back.text(row.becomes, at: .none) == row.text)
  }

  @Test(
    "account ids are parameters as principals and behind keys that hold accounts, not elsewhere")
  func accounts() throws {
    let document = try Self.json(
      """
      {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
        "Principal": {"AWS": ["123456789012", "999999999999"]}, "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012",
                                       "sts:ExternalId": "123456789012"}}}]}
      """)
    let made = try Generaliser(account: Self.own, partition: "aws").document(
      document, as: .trust, called: "it")
    let statement = try #require(made["Statement"]?.array?.first)
    #expect(statement["Principal"]?["AWS"] == .strings(["${Account}", "999999999999"]))
    let condition = try #require(statement["Condition"]?["StringEquals"])
    #expect(condition["aws:SourceAccount"] == .string("${Account}"))
    #expect(condition["sts:ExternalId"] == .string("123456789012"))
  }

  @Test("the file is a role set that describes the same role")
  func roundTrip() throws {
    let role = try Self.role(
      "worker",
      """
      , "AttachedManagedPolicies": [
          {"PolicyName": "own", "PolicyArn": "arn:aws:iam::123456789012:policy/team/own"},
          {"PolicyName": "X", "PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}],
        "RolePolicyList": [{"PolicyName": "p", "PolicyDocument": {"Version": "2012-10-17",
          "Statement": [{"Effect": "Allow", "Action": "s3:GetObject",
                         "Resource": "arn:aws:s3:::b/${aws:username}/*"}]}}],
        "PermissionsBoundary": {"PermissionsBoundaryArn":
          "arn:aws:iam::123456789012:policy/edge"},
        "Tags": [{"Key": "b", "Value": "2"}, {"Key": "a", "Value": "1"},
                 {"Key": "aws:cloudformation:stack-name", "Value": "s"}]
      """)
    let policy = try Self.json(
      """
      {"PolicyName": "own", "Path": "/team/", "Arn": "arn:aws:iam::123456789012:policy/team/own",
       "Description": "Own", "PolicyVersionList": [
         {"VersionId": "v1", "IsDefaultVersion": false, "Document": {}},
         {"VersionId": "v2", "IsDefaultVersion": true, "Document": {"Version": "2012-10-17",
          "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage",
                         "Resource": "arn:aws:sqs:eu-west-1:123456789012:jobs"}]}}]}
      """)
    let result = Self.imported([role], [policy])
    #expect(result.roles == ["worker"])
    #expect(result.policies == ["own"])
    #expect(result.leftOut.isEmpty)
    #expect(
      result.notes == [
        "tags that AWS or a spec sets are not taken ('aws:cloudformation:stack-name'): role 'worker'"
      ])
    #expect(
      result.gaps == [
        "the input does not contain these managed policies, so they are named and not described: "
          + "'arn:aws:iam::123456789012:policy/edge'"
      ])
    let definition = try RoleSetDefinition(reading: result.json.text(.pretty))
    #expect(definition.roles.map(\.name) == ["worker"])
    #expect(definition.policies.map(\.path) == ["/team/"])
    #expect(definition.roles[0].tags == [Tag("a", "1"), Tag("b", "2")])
    #expect(
      definition.roles[0].permissionsBoundary == "arn:${Partition}:iam::${Account}:policy/edge")
  }

  @Test("a document is taken as an object or as the text that IAM returns")
  func encoded() throws {
    let document =
      "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C"
      + "%22Action%22%3A%22s3%3AGet%2A%22%2C%22Resource%22%3A%22%2A%22%7D%5D%7D"
    let role = try Self.role(
      "r", ", \"RolePolicyList\": [{\"PolicyName\": \"p\", \"PolicyDocument\": \"\(document)\"}]")
    let result = Self.imported([role])
    let inline = try #require(result.json["roles"]?.array?.first?["inlinePolicies"]?.array?.first)
    #expect(inline["document"]?["Statement"]?.array?.first?["Action"] == .string("s3:Get*"))
  }

  static let obstacles: [(members: String, reason: String)] = [
    (
      ", \"RolePolicyList\": [{\"PolicyName\": \"p\", \"PolicyDocument\": {\"Statement\": 1}}]",
      "inline policy 'p' cannot be read"
    ),
    (", \"RolePolicyList\": [{\"PolicyName\": \"p\"}]", "inline policy 'p' is not in the input"),
    (
      ", \"PermissionsBoundary\": {\"PermissionsBoundaryArn\": "
        + "\"arn:aws:iam::aws:policy/aws-service-role/X\"}",
      "policy 'arn:aws:iam::aws:policy/aws-service-role/X' belongs to a service-linked role"
    ),
  ]

  @Test("a role that a role set cannot describe is left out with the reason", arguments: obstacles)
  func leftOut(_ row: (members: String, reason: String)) throws {
    let result = Self.imported([try Self.role("bad", row.members), try Self.role("good")])
    #expect(result.roles == ["good"])
    let left = try #require(result.leftOut.first)
    #expect(left.role == "bad")
    #expect(left.reason.hasPrefix(row.reason), "\(left.reason)")
  }

  @Test("a service-linked role is left out")
  func serviceLinked() throws {
    var role = try Self.role("AWSServiceRoleForX")
    role = .object(
      (role.object ?? []).map {
        ($0.name, $0.name == "Path" ? .string("/aws-service-role/x.amazonaws.com/") : $0.value)
      })
    let result = Self.imported([role])
    #expect(result.roles.isEmpty)
    #expect(result.leftOut.map(\.role) == ["AWSServiceRoleForX"])
  }

  static let selections: [(selection: RoleSetImport.Selection, takes: [String])] = {
    func make(_ change: (inout RoleSetImport.Selection) -> Void) -> RoleSetImport.Selection {
      var selection = RoleSetImport.Selection()
      change(&selection)
      return selection
    }
    return [
      (make { _ in }, ["api", "worker-a", "worker-b"]),
      (make { $0.names = ["worker-*"] }, ["worker-a", "worker-b"]),
      (make { $0.names = ["WORKER-?", "api"] }, ["api", "worker-a", "worker-b"]),
      (make { $0.names = ["worker"] }, []),
      (make { $0.tags = [Tag("Team", "edge")] }, ["worker-b"]),
      (make { $0.tags = [Tag("team", "EDGE")] }, []),
      (make { $0.service = "lambda.amazonaws.com" }, ["api", "worker-a", "worker-b"]),
      (make { $0.service = "ec2.amazonaws.com" }, []),
      (make { $0.path = "/team/" }, []),
    ]
  }()

  @Test("roles are chosen by name, path, tag and service", arguments: selections)
  func selection(_ row: (selection: RoleSetImport.Selection, takes: [String])) throws {
    let roles = [
      try Self.role("worker-b", ", \"Tags\": [{\"Key\": \"team\", \"Value\": \"edge\"}]"),
      try Self.role("api"), try Self.role("worker-a"),
    ]
    #expect(Self.imported(roles, [], row.selection).roles == row.takes)
  }

  @Test("managed policies that no chosen role has are not taken")
  func otherPolicies() throws {
    let policy = try Self.json(
      #"{"PolicyName": "own", "Path": "/", "Arn": "arn:aws:iam::123456789012:policy/own"}"#)
    #expect(Self.imported([try Self.role("api")], [policy]).policies.isEmpty)
  }

  @Test("the boundary of a chosen role is taken like the policies that it has")
  func boundaries() throws {
    let role = try Self.role(
      "api",
      ", \"PermissionsBoundary\": {\"PermissionsBoundaryArn\": "
        + "\"arn:aws:iam::123456789012:policy/edge\"}")
    let policy = try Self.json(
      """
      {"PolicyName": "edge", "Path": "/", "Arn": "arn:aws:iam::123456789012:policy/edge",
       "PolicyVersionList": [{"VersionId": "v1", "IsDefaultVersion": true,
         "Document": {"Version": "2012-10-17", "Statement": [
           {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}}]}
      """)
    #expect(Self.imported([role], [policy]).policies == ["edge"])
  }

  @Test("one file a role has each managed policy once, and names that files can have")
  func parts() throws {
    let held =
      ", \"AttachedManagedPolicies\": [{\"PolicyArn\": \"arn:aws:iam::123456789012:policy/own\"}]"
    let policy = try Self.json(
      """
      {"PolicyName": "own", "Path": "/", "Arn": "arn:aws:iam::123456789012:policy/own",
       "PolicyVersionList": [{"VersionId": "v1", "IsDefaultVersion": true,
         "Document": {"Version": "2012-10-17", "Statement": [
           {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}}]}
      """)
    let roles = [try Self.role("A_b", held), try Self.role("a-B"), try Self.role("c", held)]
    let parts = Self.imported(roles, [policy]).parts
    #expect(parts.map(\.file) == ["a-b.json", "a-b-2.json", "c.json"])
    #expect(parts.map { $0.json["policies"]?.array?.count } == [1, nil, nil])
    for part in parts { _ = try RoleSetDefinition(reading: part.json.text(.pretty)) }
  }

  @Test("what the material does not know is a parameter, and its texts are those of a role set")
  func parametersOfMaterial() throws {
    var material = ImportMaterial(
      roles: [
        try Self.role(
          "${Stage}-api",
          """
          , "RolePolicyList": [{"PolicyName": "p", "PolicyDocument": {"Version": "2012-10-17",
             "Statement": [{"Effect": "Allow", "Action": "s3:GetObject",
                            "Resource": "arn:aws:s3:::b-${Account}/${!Other}"}]}}]
          """)
      ],
      policies: [], account: Self.own, partition: "aws")
    material.parameters = [
      ImportMaterial.Parameter("Stage", summary: "The stage", defaultValue: nil, example: "test")
    ]
    material.namesCommonParameters = true
    let result = RoleSetImport(material, name: "team")
    let role = try #require(result.json["roles"]?.array?.first)
    #expect(role["name"] == .string("${Stage}-api"))
    let document = role["inlinePolicies"]?.array?.first?["document"]
    #expect(
      document?["Statement"]?.array?.first?["Resource"]
        == .string("arn:${Partition}:s3:::b-${Account}/${!Other}"))
    let definition = try RoleSetDefinition(reading: result.json.text(.pretty))
    #expect(definition.parameters.map(\.name) == ["Stage"])
    let state = material.snapshotText(region: nil)
    #expect(state.contains("test-api") && state.contains("b-123456789012/${Other}"))
  }

  static let host = "token.actions.githubusercontent.com"

  static func trusting(_ arn: String, _ name: String) throws -> JSON {
    try json(
      """
      {"RoleName": "\(name)", "Path": "/", "Arn": "arn:aws:iam::123456789012:role/\(name)",
       "Description": "", "MaxSessionDuration": 3600,
       "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [
         {"Effect": "Allow", "Principal": {"Federated": ["\(arn)"]},
          "Action": "sts:AssumeRoleWithWebIdentity"}]}}
      """)
  }

  @Test("an OIDC provider that roles trust is taken once, in the file of the first of them")
  func providers() throws {
    let arn = "arn:aws:iam::123456789012:oidc-provider/\(Self.host)"
    var material = ImportMaterial(
      roles: [
        try Self.role("api"), try Self.trusting(arn, "build"), try Self.trusting(arn, "deploy"),
      ], policies: [], account: Self.own, partition: "aws")
    #expect(RoleSetImport(material, name: "team").notes.contains { $0.contains("'\(arn)'") })
    material.providers = [
      try Self.json(
        """
        {"Arn": "\(arn)", "ClientIDList": ["sts.amazonaws.com"], "ThumbprintList": [],
         "Tags": [{"Key": "team", "Value": "web"}, {"Key": "panorama-roles:spec", "Value": "x"}]}
        """),
      try Self.json(
        """
        {"Arn": "arn:aws:iam::123456789012:oidc-provider/nobody.example.com", "ClientIDList": [],
         "ThumbprintList": [], "Tags": []}
        """),
    ]
    let result = RoleSetImport(material, name: "team")
    #expect(result.notes.isEmpty)
    let made = try Self.json(
      """
      [{"url": "https://\(Self.host)", "clientIds": ["sts.amazonaws.com"],
        "tags": {"team": "web"}}]
      """)
    #expect(result.json["oidcProviders"] == made)
    let parts = result.parts
    #expect(parts.map(\.file) == ["api.json", "build.json", "deploy.json"])
    #expect(parts.map { $0.json["oidcProviders"] } == [nil, made, nil])
    #expect(try RoleSetDefinition(reading: result.json.text(.pretty)).providers.count == 1)
  }

  @Test("a SAML provider is named and not taken, and one of another account is nothing of ours")
  func otherProviders() throws {
    let saml = "arn:aws:iam::123456789012:saml-provider/corp"
    let foreign = "arn:aws:iam::999999999999:oidc-provider/\(Self.host)"
    let result = Self.imported([
      try Self.trusting(saml, "admin"), try Self.trusting(foreign, "guest"),
    ])
    #expect(result.notes.count == 1)
    #expect(result.notes.first?.contains("SAML provider 'corp' is not taken") ?? false)
    #expect(result.json["oidcProviders"] == nil)
  }
}

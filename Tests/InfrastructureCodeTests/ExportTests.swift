import IAMPolicy
import IAMRoles
import JSONText
import Testing

@testable import InfrastructureCode

@Suite("Roles for other engines")
struct ExportTests {
  static func document(_ text: String) throws -> PolicyDocument {
    try PolicyDocument(reading: text, as: .trust)
  }

  static func role(
    _ name: String, trusting principal: String = #"{"Service":"lambda.amazonaws.com"}"#
  ) throws -> Role {
    Role(
      name: name,
      trust: try document(
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","#
          + #""Principal":\#(principal)}]}"#))
  }

  static func set(_ roles: [Role]) -> RoleSet {
    RoleSet(account: "123456789012", roles: roles.map(DesiredRole.ordinary))
  }

  static let names: [(names: [String], ids: [String], labels: [String])] = [
    (["orders-api"], ["OrdersApiRole"], ["orders-api"]),
    (["a-b", "a.b", "A+b"], ["ABRole", "ABRole2", "ABRole3"], ["a-b", "a_b", "A_b"]),
    (["a.b", "a@b"], ["ABRole", "ABRole2"], ["a_b", "a_b_2"]),
    (["AppRole", "app"], ["AppRole", "AppRole2"], ["AppRole", "app"]),
    (["7seas", "-x"], ["7seasRole", "XRole"], ["_7seas", "_-x"]),
    (["+"], ["Role"], ["_"]),
  ]

  @Test("Each resource has a name of its own, made of its name", arguments: names)
  func identifiers(row: (names: [String], ids: [String], labels: [String])) throws {
    let set = Self.set(try row.names.map { try Self.role($0) })
    let template = ExportedCode(set, as: .cloudFormation)
    #expect(template.json["Resources"]?.object?.map(\.name) == row.ids)
    let terraform = ExportedCode(set, as: .terraform)
    #expect(terraform.json["resource"]?["aws_iam_role"]?.object?.map(\.name) == row.labels)
    #expect(template.roleCount == row.names.count)
  }

  @Test("A role comes after those before it that its trust policy names")
  func order() throws {
    let arn =
      #"{"AWS":["arn:aws:iam::123456789012:role/first","arn:aws:iam::123456789012:role/later"]}"#
    let set = Self.set([
      try Self.role("first"), try Self.role("second", trusting: arn), try Self.role("later"),
    ])
    let template = ExportedCode(set, as: .cloudFormation).json["Resources"]
    #expect(template?["SecondRole"]?["DependsOn"] == .strings(["FirstRole"]))
    let terraform = ExportedCode(set, as: .terraform).json["resource"]?["aws_iam_role"]
    #expect(terraform?["second"]?["depends_on"] == .strings(["aws_iam_role.first"]))
  }

  @Test("What may stay attached is not detached")
  func accepted() throws {
    var role = try Self.role("app")
    role.acceptedPolicies = [AcceptedPolicy(arn: "arn:aws:iam::aws:policy/Old", note: "old")]
    let code = ExportedCode(Self.set([role]), as: .terraform)
    #expect(code.json["resource"]?["aws_iam_role_policy_attachments_exclusive"] == nil)
    #expect(code.json["resource"]?["aws_iam_role_policies_exclusive"] != nil)
    #expect(code.notes.count == 1)
  }

  @Test("The CDK gets the template without what its stack has, and nothing that it would fill in")
  func cdk() throws {
    let set = Self.set([try Self.role("app")])
    let (cdk, template) = (
      ExportedCode(set, as: .cdkJSON), ExportedCode(set, as: .cloudFormation)
    )
    #expect(cdk.json.object?.map(\.name) == ["AWSTemplateFormatVersion", "Resources"])
    #expect(cdk.json["Resources"] == template.json["Resources"])
    for (text, isRead) in [
      ("a ${Token[TOKEN.1]} b", true), ("#{Token[x]}", true), ("${Token}", false), ("#{x}", false),
      ("{{resolve:ssm:x}}", true),
    ] {
      var role = try Self.role("odd")
      role.description = text
      let code = ExportedCode(Self.set([role]), as: .cdkJSON)
      #expect(code.leftOut.map(\.subject) == (isRead ? ["role 'odd'"] : []), "\(text)")
      #expect(code.roleCount == (isRead ? 0 : 1))
    }
  }

  @Test("A template is read as the roles that it was written of")
  func readBack() throws {
    var role = try Self.role("app")
    role.description = "Text with ${Name} and %{if}"
    role.path = "/team/"
    role.maxSessionDuration = 7200
    role.tags = [Tag("Team", "vision")]
    role.instanceProfiles = [InstanceProfile(name: "app-profile")]
    let code = ExportedCode(Self.set([role]), as: .cloudFormation)
    let read = try CloudFormationTemplate(
      reading: code.json.utf8(.pretty), for: CloudFormationTemplate.Use(account: "123456789012"))
    let found = try #require(read.state.roles.first)
    #expect(found.name.value == "app" && found.path.value == "/team/")
    #expect(found.description.value == role.description)
    #expect(found.maxSessionDuration.value == 7200 && found.tags.value == role.tags)
    #expect(found.instanceProfiles == ["app-profile"])
    #expect(found.trust.json?.value == role.trust.json)
  }
}

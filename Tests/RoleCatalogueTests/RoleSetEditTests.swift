import IAMRoles
import JSONText
import Testing

@testable import RoleCatalogue

@Suite("Role-set files that roles are put into, and first files")
struct RoleSetEditTests {
  static let file = """
    {"schemaVersion": "1.0", "name": "team", "parameters": [{"name": "Team", "default": "dock"}],
     "roles": [
       {"tags": {"a": "1"}, "name": "${Team}-API", "aliases": ["x"],
        "trust": {"services": ["ec2.amazonaws.com"]}, "facts": []},
       {"name": "other", "trust": {"services": ["ec2.amazonaws.com"]}}]}
    """

  static func edit(_ roles: [JSON], _ policies: [JSON] = []) throws -> RoleSetEdit {
    let definition = try RoleSetDefinition(reading: file)
    return RoleSetEdit(
      RoleSetImportTests.imported(roles, policies), into: try JSON(parsing: file), definition)
  }

  @Test("a role of the same name is replaced, with what an import knows nothing of")
  func replaced() throws {
    let edit = try Self.edit([try RoleSetImportTests.role("dock-api")])
    #expect(edit.replaced == ["dock-api"])
    #expect(edit.added.isEmpty)
    let role = try #require(edit.json["roles"]?.array?.first)
    #expect(role.object?.map(\.name) == ["name", "aliases", "trust", "facts"])
    #expect(role["name"] == .string("${Team}-API"))
    #expect(edit.json["roles"]?.array?.count == 2)
    let again = RoleSetEdit(
      RoleSetImportTests.imported([try RoleSetImportTests.role("dock-api")]), into: edit.json,
      try RoleSetDefinition(reading: edit.json.text(.pretty)))
    #expect(again.replaced.isEmpty && again.json == edit.json)
  }

  @Test("a resource, a principal or a policy may begin with a parameter, which is then an ARN")
  func beginsWithParameter() throws {
    let text = #"""
      {"schemaVersion": "1.0", "name": "team",
       "parameters": [{"name": "Queue"}, {"name": "Caller"}, {"name": "Policy"}, {"name": "Stage"}],
       "roles": [{"name": "a-${Stage}", "managedPolicies": ["${Policy}"],
         "trust": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
           "Principal": {"AWS": "${Caller}"}, "Action": "sts:AssumeRole"}]},
         "inlinePolicies": [{"name": "p", "document": {"Version": "2012-10-17", "Statement": [
           {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "${Queue}"}]}}]}]}
      """#
    let definition = try RoleSetDefinition(reading: text)
    let values = definition.sampleValues(withOptional: true).values
    #expect(values["Queue"] == "arn:aws:sqs:us-east-1:123456789012:Sample")
    #expect(values["Caller"] == "arn:aws:iam::123456789012:role/Sample")
    #expect(values["Policy"] == "arn:aws:iam::123456789012:policy/SamplePolicy")
    #expect(values["Stage"] == "Sample")
    for style in [SampleValues.Style.usual, .other, .otherWithDefaults] {
      let sample = SampleValues(account: "123456789012", partition: "aws", style: style)
      #expect(try definition.example(sample).problems().isEmpty)
    }
  }

  @Test("another role is added, with the managed policies that it has")
  func added() throws {
    let role = try RoleSetImportTests.role(
      "new",
      ", \"AttachedManagedPolicies\": [{\"PolicyArn\": \"arn:aws:iam::123456789012:policy/own\"}]"
    )
    let policy = try RoleSetImportTests.json(
      """
      {"PolicyName": "own", "Path": "/", "Arn": "arn:aws:iam::123456789012:policy/own",
       "PolicyVersionList": [{"VersionId": "v1", "IsDefaultVersion": true,
         "Document": {"Version": "2012-10-17", "Statement": [
           {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}}]}
      """)
    let edit = try Self.edit([role], [policy])
    #expect(edit.added == ["new"])
    #expect(edit.json.object?.map(\.name).suffix(2) == ["policies", "roles"])
    let definition = try RoleSetDefinition(reading: edit.json.text(.pretty))
    #expect(definition.roles.map(\.name) == ["${Team}-API", "other", "new"])
    #expect(definition.policies.map(\.name) == ["own"])
  }

  @Test(
    "every built-in set is a role-set file to start from", arguments: RoleCatalogue.builtIn.setNames
  )
  func builtIn(_ name: String) throws {
    let file = try #require(RoleCatalogue.roleSetFile(named: name))
    var read = try RoleSetDefinition(reading: file.text(.pretty))
    var set = try #require(RoleCatalogue.builtIn.set(named: name))
    for place in set.roles.indices {
      set.roles[place].facts = []
      set.roles[place].corrections = []
    }
    #expect(read == set)
    read.name = "x"
    #expect(read != set)
  }

  @Test("a first file is read without a problem", arguments: RoleSetStarter.allCases)
  func starter(_ starter: RoleSetStarter) throws {
    let set = try RoleSetDefinition(reading: starter.text(named: "orders"))
    #expect(set.name == "orders" && set.title == "orders")
    #expect(set.roles.map(\.name) == ["orders"])
  }

  static let spellings: [(text: String, hint: String)] = [
    (#"{"RoleName": "x", "trust": {"services": ["ec2.amazonaws.com"]}}"#, "write 'name'"),
    (#"{"name": "x", "AssumeRolePolicyDocument": {}}"#, "write 'trust'"),
    (
      #"{"name": "x", "trust": {"services": ["ec2.amazonaws.com"]}, "tags": [{"Key": "a"}]}"#,
      "write {\"NAME\": \"VALUE\"}, and no list"
    ),
  ]

  @Test("AWS's own spelling in a role is recognised", arguments: spellings)
  func spelling(_ row: (text: String, hint: String)) throws {
    let text = "{\"schemaVersion\": \"1.0\", \"name\": \"t\", \"roles\": [\(row.text)]}"
    let error = try #require(throws: DocumentError.self) { try RoleSetDefinition(reading: text) }
    #expect(error.problems.contains { $0.hint == row.hint })
  }

  @Test("a spec with comments keeps them when it is edited")
  func comments() throws {
    let text =
      "{\n  // ours\n  \"schemaVersion\": \"1.0\", \"account\": \"123456789012\",\n"
      + "  \"roleSets\": [\"panorama\"], // the sets\n}\n"
    #expect(try Spec(reading: text).roleSets == ["panorama"])
    var edited = try SpecText(text.utf8)
    _ = try edited.make(.addRoleSet("deeplens"))
    #expect(edited.text.contains("// ours") && edited.text.contains("], // the sets"))
    #expect(try Spec(reading: edited.text).roleSets == ["panorama", "deeplens"])
    let recorded = try edited.text.recording(
      SpecRecords(roles: [RecordedRole(name: "r", id: "AROA1")]))
    #expect(recorded.contains("// ours"))
    #expect(try Spec(reading: recorded).recorded.map(\.id) == ["AROA1"])
  }
}

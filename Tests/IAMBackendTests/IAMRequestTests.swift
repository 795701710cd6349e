import IAMPolicy
import IAMRoles
import JSONText
import Testing

@testable import IAMBackend

@Suite struct IAMRequestTests {
  struct Row: Sendable {
    let change: Change
    let command: String
    let query: [String]
  }

  static let trust = Sample.trust().text(.compact)
  static let name = "RoleName=\(Sample.role.name)"
  static let plain = Role(name: "plain", trust: Sample.trust())

  static let rows: [Row] =
    [
      Row(
        change: .createServiceLinkedRole(Sample.serviceLinked),
        command: "create-service-linked-role",
        query: ["AWSServiceName=panorama.amazonaws.com"]),
      Row(
        change: .createRole(Sample.role), command: "create-role",
        query: [
          name, "Path=/service-role/", "AssumeRolePolicyDocument=\(trust)",
          "Description=for the appliance", "MaxSessionDuration=7200",
          "PermissionsBoundary=\(Sample.boundary)", "Tags.member.1.Key=team",
          "Tags.member.1.Value=vision",
        ]),
      Row(
        change: .createRole(plain), command: "create-role",
        query: ["RoleName=plain", "AssumeRolePolicyDocument=\(trust)"]),
      Row(
        change: .updateAssumeRolePolicy(role: Sample.role.name, document: Sample.trust()),
        command: "update-assume-role-policy", query: [name, "PolicyDocument=\(trust)"]),
      Row(
        change: .updateRole(role: Sample.role.name, description: "", maxSessionDuration: 3600),
        command: "update-role", query: [name, "Description=", "MaxSessionDuration=3600"]),
      Row(
        change: .attachRolePolicy(role: Sample.role.name, arn: Sample.managed),
        command: "attach-role-policy", query: [name, "PolicyArn=\(Sample.managed)"]),
      Row(
        change: .detachRolePolicy(role: Sample.role.name, arn: Sample.managed),
        command: "detach-role-policy", query: [name, "PolicyArn=\(Sample.managed)"]),
      Row(
        change: .putRolePolicy(
          role: Sample.role.name, policy: InlinePolicy(name: "logs", document: Sample.inline())),
        command: "put-role-policy",
        query: [name, "PolicyName=logs", "PolicyDocument=\(Sample.inline().text(.compact))"]),
      Row(
        change: .deleteRolePolicy(role: Sample.role.name, name: "logs"),
        command: "delete-role-policy", query: [name, "PolicyName=logs"]),
      Row(
        change: .putRolePermissionsBoundary(role: Sample.role.name, arn: Sample.boundary),
        command: "put-role-permissions-boundary",
        query: [name, "PermissionsBoundary=\(Sample.boundary)"]),
      Row(
        change: .deleteRolePermissionsBoundary(role: Sample.role.name),
        command: "delete-role-permissions-boundary", query: [name]),
      Row(
        change: .tagRole(role: Sample.role.name, tags: [Tag("b", "2"), Tag("a", "")]),
        command: "tag-role",
        query: [
          name, "Tags.member.1.Key=b", "Tags.member.1.Value=2", "Tags.member.2.Key=a",
          "Tags.member.2.Value=",
        ]),
      Row(
        change: .untagRole(role: Sample.role.name, keys: ["b", "a"]), command: "untag-role",
        query: [name, "TagKeys.member.1=b", "TagKeys.member.2=a"]),
      Row(
        change: .createPolicy(Sample.ownPolicy, arn: Sample.ownARN), command: "create-policy",
        query: [
          "PolicyName=edge-logs", "Path=/edge/",
          "PolicyDocument=\(Sample.inline().text(.compact))", "Description=Logs",
          "Tags.member.1.Key=Team", "Tags.member.1.Value=vision",
        ]),
      Row(
        change: .createPolicyVersion(arn: Sample.ownARN, document: Sample.inline()),
        command: "create-policy-version",
        query: [
          "PolicyArn=\(Sample.ownARN)", "PolicyDocument=\(Sample.inline().text(.compact))",
          "SetAsDefault=true",
        ]),
      Row(
        change: .deletePolicyVersion(arn: Sample.ownARN, version: "v2"),
        command: "delete-policy-version",
        query: ["PolicyArn=\(Sample.ownARN)", "VersionId=v2"]),
      Row(
        change: .untagRole(role: Sample.role.name, keys: []), command: "untag-role",
        query: [name, "TagKeys="]),
      Row(
        change: .createInstanceProfile(
          InstanceProfile(name: "edge", path: "/edge/"), role: Sample.role.name),
        command: "create-instance-profile", query: ["InstanceProfileName=edge", "Path=/edge/"]),
      Row(
        change: .addRoleToInstanceProfile(role: Sample.role.name, profile: "edge"),
        command: "add-role-to-instance-profile", query: ["InstanceProfileName=edge", name]),
      Row(
        change: .removeRoleFromInstanceProfile(role: Sample.role.name, profile: "edge"),
        command: "remove-role-from-instance-profile", query: ["InstanceProfileName=edge", name]),
      Row(
        change: .deleteInstanceProfile(name: "edge", role: Sample.role.name),
        command: "delete-instance-profile", query: ["InstanceProfileName=edge"]),
      Row(change: .deleteRole(name: Sample.role.name), command: "delete-role", query: [name]),
      Row(
        change: .deleteServiceLinkedRole(name: Sample.role.name),
        command: "delete-service-linked-role", query: [name]),
      Row(
        change: .tagPolicy(arn: Sample.ownARN, tags: [Tag("a", "1")]), command: "tag-policy",
        query: ["PolicyArn=\(Sample.ownARN)", "Tags.member.1.Key=a", "Tags.member.1.Value=1"]),
      Row(
        change: .managedPolicy(.untagPolicy(keys: ["a"]), arn: Sample.ownARN),
        command: "untag-policy",
        query: ["PolicyArn=\(Sample.ownARN)", "TagKeys.member.1=a"]),
      Row(
        change: .deletePolicy(arn: Sample.ownARN), command: "delete-policy",
        query: ["PolicyArn=\(Sample.ownARN)"]),
    ] + providers

  /// The order of `Sample.providerChanges`.
  static let providers: [Row] = zip(
    Sample.providerChanges,
    [
      (
        "create-open-id-connect-provider",
        [
          "Url=https://idp.example.com", "ClientIDList.member.1=sts.amazonaws.com",
          "ThumbprintList.member.1=\(String(repeating: "a", count: 40))", "Tags.member.1.Key=a",
          "Tags.member.1.Value=1",
        ]
      ), ("add-client-id-to-open-id-connect-provider", [oidc, "ClientID=b"]),
      ("remove-client-id-from-open-id-connect-provider", [oidc, "ClientID=b"]),
      (
        "update-open-id-connect-provider-thumbprint",
        [oidc, "ThumbprintList.member.1=\(String(repeating: "b", count: 40))"]
      ),
      (
        "tag-open-id-connect-provider",
        [oidc, "Tags.member.1.Key=a", "Tags.member.1.Value=2"]
      ), ("untag-open-id-connect-provider", [oidc, "TagKeys.member.1=a"]),
      ("delete-open-id-connect-provider", [oidc]),
      ("create-saml-provider", ["SAMLMetadataDocument=<xml/>", "Name=corp"]),
      ("update-saml-provider", ["SAMLMetadataDocument=<new/>", saml]),
      ("tag-saml-provider", [saml, "Tags.member.1.Key=a", "Tags.member.1.Value=2"]),
      ("untag-saml-provider", [saml, "TagKeys.member.1=a"]), ("delete-saml-provider", [saml]),
    ]
  ).map { Row(change: $0, command: $1.0, query: $1.1) }

  private static let oidc =
    "OpenIDConnectProviderArn=arn:aws:iam::123456789012:oidc-provider/idp.example.com"
  private static let saml = "SAMLProviderArn=arn:aws:iam::123456789012:saml-provider/corp"

  @Test("a change has the parameters that the IAM API names, in order", arguments: rows)
  func queryParameters(_ row: Row) {
    let request = IAMRequest(row.change)
    #expect(request.action.cliCommand == row.command)
    #expect(request.queryParameters.map { "\($0.0)=\($0.1)" } == row.query)
  }

  @Test("the table has every action")
  func complete() {
    let actions = Set(Self.rows.map { IAMRequest($0.change).action })
    #expect(actions == Set(IAMAction.allCases))
  }

  @Test("for a reader a document is an object, for the AWS CLI a string")
  func documents() throws {
    let request = IAMRequest(.createRole(Self.plain))
    #expect(request.json["AssumeRolePolicyDocument"] == Sample.trust().json)
    #expect(request.cliInputJSON["AssumeRolePolicyDocument"]?.string == Self.trust)
  }

  @Test("tags and keys are lists in JSON")
  func lists() {
    let tag = IAMRequest(.tagRole(role: "r", tags: [Tag("k", "v")]))
    #expect(
      tag.json.text(.compact) == #"{"RoleName":"r","Tags":[{"Key":"k","Value":"v"}]}"#)
    let untag = IAMRequest(.untagRole(role: "r", keys: ["k"]))
    #expect(untag.cliInputJSON.text(.compact) == #"{"RoleName":"r","TagKeys":["k"]}"#)
  }

  @Test("what a server understands of the form fields is the change itself")
  func roundTrip() throws {
    for change in Sample.everyChange {
      let request = IAMRequest(change)
      let fields = Dictionary(request.queryParameters, uniquingKeysWith: { first, _ in first })
      #expect(IAMRequest(try Change(request.action, fields)) == request)
    }
  }
}

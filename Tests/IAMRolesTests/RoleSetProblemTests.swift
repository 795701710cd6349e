import IAMPolicy
import Testing

@testable import IAMRoles

@Suite("Problems of a role set")
struct RoleSetProblemTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let ids: [RoleSetProblem.ID]
    let change: @Sendable (inout Role) -> Void

    init(
      _ name: String, _ ids: [RoleSetProblem.ID], _ change: @escaping @Sendable (inout Role) -> Void
    ) {
      testDescription = name
      self.ids = ids
      self.change = change
    }
  }

  static let rows: [Row] = [
    Row("nothing", []) { _ in },
    Row("a name of 64 characters", []) { $0.name = String(repeating: "a", count: 64) },
    Row("a name of 65 characters", [.roleName]) { $0.name = String(repeating: "a", count: 65) },
    Row("an empty name", [.roleName]) { $0.name = "" },
    Row("a name with a space", [.roleName]) { $0.name = "a b" },
    Row("a name with an umlaut", [.roleName]) { $0.name = "Rölle" },
    Row("a path without a slash at the end", [.path]) { $0.acceptedPaths = ["/x"] },
    Row("an empty path", [.path]) { $0.acceptedPaths = [""] },
    Row("a path that is too long", [.path]) {
      $0.acceptedPaths = ["/" + String(repeating: "a", count: 511) + "/"]
    },
    Row("a path of services", [.reservedPath]) { $0.path = "/aws-service-role/x/" },
    Row("a description with a curly quote", [.description]) { $0.description = "the role’s" },
    Row("a description in Latin-1", []) { $0.description = "für die Geräte\n" },
    Row("a long description", [.description]) {
      $0.description = String(repeating: "a", count: 1001)
    },
    Row("a short session", [.maxSessionDuration]) { $0.maxSessionDuration = 3599 },
    Row("a long session", [.maxSessionDuration]) { $0.maxSessionDuration = 43_201 },
    Row("a permission policy as trust", [.trustKind]) { $0.trust = Fixture.permissions("s3:*") },
    Row("a trust policy as inline policy", [.policyKind]) {
      $0.inlinePolicies = [InlinePolicy(name: "p", document: Fixture.trust())]
    },
    Row("a policy name with a slash", [.policyName]) { $0.inlinePolicies[0].name = "a/b" },
    Row("an inline policy twice", [.duplicatePolicy]) {
      $0.inlinePolicies += $0.inlinePolicies
    },
    Row("an attachment twice", [.duplicatePolicy]) { $0.managedPolicies += $0.managedPolicies },
    Row("a name in place of an ARN", [.policyARN]) {
      $0.managedPolicies = [ManagedPolicyAttachment(arn: "AdministratorAccess")]
    },
    Row("an ARN of another partition", [.policyARN]) {
      $0.managedPolicies = [
        ManagedPolicyAttachment(arn: "arn:aws-cn:iam::aws:policy/AdministratorAccess")
      ]
    },
    Row("a policy of a service-linked role", [.servicePolicy]) {
      $0.managedPolicies = [
        ManagedPolicyAttachment(
          arn: "arn:aws:iam::aws:policy/aws-service-role/AWSPanoramaServiceLinkedRolePolicy")
      ]
    },
    Row("eleven managed policies", [.managedPolicyCount]) {
      $0.managedPolicies = (0..<11).map {
        ManagedPolicyAttachment(arn: "arn:aws:iam::aws:policy/P\($0)")
      }
    },
    Row("a boundary that is no ARN", [.policyARN]) {
      $0.permissionsBoundary = PermissionsBoundary(arn: "Boundary")
    },
    Row("an empty tag key", [.tag]) { $0.tags = [Tag("", "x")] },
    Row("a tag value with a star", [.tag]) { $0.tags = [Tag("x", "*")] },
    Row("a tag in another script", []) { $0.tags = [Tag("Команда", "視覚")] },
    Row("a tag of AWS", [.reservedTag]) { $0.tags = [Tag("AWS:x", "x")] },
    Row("two keys that differ in case", [.duplicateTag]) {
      $0.tags = [Tag("a", "x"), Tag("A", "x")]
    },
    Row("51 tags", [.tagCount]) { $0.tags = (0..<51).map { Tag("k\($0)", "") } },
    Row("two things at once", [.maxSessionDuration, .tag]) {
      $0.tags = [Tag("", "x")]
      $0.maxSessionDuration = 0
    },
  ]

  @Test("are found before anything is sent", arguments: rows)
  func problems(row: Row) {
    var role = Fixture.role
    row.change(&role)
    let problems = Fixture.set(.ordinary(role)).problems()
    #expect(problems.map(\.id) == row.ids)
    for problem in problems {
      #expect(!problem.message.hasSuffix(".") && !problem.hint.isEmpty)
    }
  }

  @Test("are counted against the quotas that the account has")
  func quotas() {
    var role = Fixture.role
    let accounts = (0..<130).map { "\(100_000_000_000 + $0)" }
    role.trust = .trust([
      TrustStatement(
        .allow, .some([.service("panorama.amazonaws.com")]),
        when: ConditionBlock(ConditionClause(.stringEquals, "aws:SourceAccount", accounts)))
    ])
    let actions = (0..<700).map { ActionPattern("s3:GetObject\($0)") }
    role.inlinePolicies = [
      InlinePolicy(
        name: "long",
        document: .identity([
          IdentityStatement(.allow, .action(actions), on: .resource([ResourcePattern("*")]))
        ]))
    ]
    let set = Fixture.set(.ordinary(role))
    #expect(set.problems().map(\.id) == [.trustSize, .inlineSize])
    let raised = IAMQuotas(trustPolicySize: 4096, inlinePolicySize: 20_480)
    #expect(set.problems(quotas: raised).isEmpty)
  }

  @Test("concern the set as well as its roles")
  func wholeSet() {
    var twin = Fixture.role
    twin.name = twin.name.lowercased()
    let set = RoleSet(
      account: "12345", roles: [.ordinary(Fixture.role), .ordinary(twin)])
    #expect(set.problems().map(\.id) == [.account, .duplicateRole])
  }
}

import IAMPolicy
import IAMRoles
import PolicyLint
import Testing

@testable import IAMBackend

/// The printed permissions against the calls that are really made.
@Suite("The least permissions of this tool")
struct ToolPermissionsTests {
  private static let boundary = "arn:aws:iam::123456789012:policy/Boundary"

  private static func permissions(_ action: String) -> PolicyDocument {
    .identity([
      IdentityStatement(
        .allow, .action([ActionPattern(action)]), on: .resource([ResourcePattern("*")]))
    ])
  }

  /// A set of so many roles, some with everything that a role can have.
  private static func set(_ count: Int) -> RoleSet {
    let trust = PolicyDocument.trust([
      TrustStatement(.allow, .some([.service("panorama.amazonaws.com")]))
    ])
    let roles: [DesiredRole] = (0..<count).map { number in
      .ordinary(
        Role(
          name: "ARoleOfSomeLengthWithNumber\(number)", path: "/service-role/",
          acceptedPaths: ["/"], alternativeNames: number == 0 ? ["aRoleOfAnotherCase"] : [],
          trust: trust,
          managedPolicies: [
            ManagedPolicyAttachment(arn: "arn:aws:iam::aws:policy/service-role/Policy\(number)")
          ],
          inlinePolicies: number % 2 == 0
            ? [InlinePolicy(name: "p", document: permissions("s3:GetObject"))] : [],
          permissionsBoundary: number == 1 ? PermissionsBoundary(arn: boundary) : nil,
          tags: number == 2 ? [IAMRoles.Tag("Team", "vision")] : []))
    }
    return RoleSet(
      account: Sample.account, policies: count == 3 ? [Sample.ownPolicy] : [],
      roles: [
        .serviceLinked(
          ServiceLinkedRole(
            name: "AWSServiceRoleForAWSPanorama", service: "panorama.amazonaws.com"))
      ] + roles)
  }

  /// What IAM is asked when a change is made.
  private static func requests(of change: Change, in set: RoleSet) -> [AccessRequest] {
    let role = set.roles.first { $0.name == change.subject }
    let arn = set.arn(path: role?.path ?? "/", name: change.subject)
    var context: [String: [String]] = [:]
    var tags: [IAMRoles.Tag] = []
    switch change {
    case .managedPolicy(_, let arn), .identityProvider(_, let arn):
      return [AccessRequest(action: change.action.permission, resource: arn)]
    case .instanceProfile(_, let name, _):
      let profile = "arn:aws:iam::\(set.account):instance-profile/\(name)"
      return [AccessRequest(action: change.action.permission, resource: profile)]
    case .role(.createServiceLinkedRole(let role), _):
      context["iam:AWSServiceName"] = [role.service]
    case .role(.createRole(let role), _):
      role.permissionsBoundary.map { context["iam:PermissionsBoundary"] = [$0.arn] }
      tags = role.tags
    case .role(let change, _):
      switch change.part {
      case .managedPolicy(let policy, _): context["iam:PolicyARN"] = [policy]
      case .permissionsBoundary(let policy?): context["iam:PermissionsBoundary"] = [policy]
      case .role, .trustPolicy, .fields, .inlinePolicy, .permissionsBoundary, .tags: break
      }
    }
    let request = AccessRequest(
      action: change.action.permission, resource: arn, context: RequestContext(context))
    return [request]
      + (tags.isEmpty ? [] : [AccessRequest(action: "iam:TagRole", resource: arn)])
  }

  @Test("allow every call of first setup, and none that is not made", arguments: [0, 1, 3, 12])
  func setUp(count: Int) throws {
    let set = Self.set(count)
    let document = ToolPermissions(for: set).policy(for: .`init`)
    #expect(document.size <= 6144)
    // Who makes roles can become any of them: that is the task of a set-up.
    let findings = document.lint(LintContext(attachment: .managed))
    #expect(findings.allSatisfy { $0.rule == "privilege-escalation" }, "\(findings)")
    let plan = try Plan(closing: Drift(between: set, and: .empty(for: set)))
    for planned in plan.changes {
      for request in Self.requests(of: planned.change, in: set) {
        #expect(document.decide(request).isAllowed, "\(request)")
      }
    }
    for role in set.roles {
      for path in ["/", role.path] {
        let request = AccessRequest(
          action: "iam:GetRole", resource: set.arn(path: path, name: role.name))
        #expect(document.decide(request).isAllowed, "\(request)")
      }
    }
    let foreign = [
      AccessRequest(action: "iam:CreateRole", resource: set.arn(path: "/", name: "Other")),
      AccessRequest(
        action: "iam:AttachRolePolicy",
        resource: set.arn(path: "/service-role/", name: "ARoleOfSomeLengthWithNumber0"),
        context: RequestContext(["iam:PolicyARN": ["arn:aws:iam::aws:policy/AdministratorAccess"]])),
      AccessRequest(action: "iam:PassRole", resource: set.arn(path: "/", name: "Other")),
      AccessRequest(
        action: "iam:DeleteRole",
        resource: set.arn(path: "/service-role/", name: "ARoleOfSomeLengthWithNumber0")),
      AccessRequest(
        action: "iam:CreateServiceLinkedRole",
        resource: set.arn(path: "/aws-service-role/x.amazonaws.com/", name: "X"),
        context: RequestContext(["iam:AWSServiceName": ["x.amazonaws.com"]])),
    ]
    for request in foreign { #expect(!document.decide(request).isAllowed, "\(request)") }
  }

  @Test("let what watches read, and change nothing", arguments: [0, 1, 3, 12])
  func watching(count: Int) throws {
    let set = Self.set(count)
    let model = ModelIAM(AccountState.empty(for: set))
    for change in try Plan(closing: Drift(between: set, and: .empty(for: set))).changes {
      _ = try HTTPBackend(
        model, account: set.account, partition: set.partition, timeouts: Waits().timeouts
      ).make(change.change)
    }
    let before = model.calls.count
    _ = try AccountReader(model).read(set)
    let document = ToolPermissions(for: set).policy(for: .drift)
    for call in model.calls[before...] {
      let name = call.parameters["RoleName"]
      let role = name.flatMap { name in set.roles.first { $0.name == name } }
      let request = AccessRequest(
        action: "iam:\(call.action)",
        resource: role.map { set.arn(path: $0.path, name: $0.name) }
          ?? call.parameters["PolicyArn"] ?? "*")
      #expect(document.decide(request).isAllowed, "\(request)")
    }
    for action in IAMAction.allCases {
      for role in set.roles {
        let request = AccessRequest(
          action: action.permission, resource: set.arn(path: role.path, name: role.name))
        #expect(!document.decide(request).isAllowed, "\(request)")
      }
    }
  }

  @Test("find a role under another spelling or path of its own")
  func otherSpellings() {
    let set = Self.set(1)
    for purpose in ToolPermissions.Purpose.allCases {
      let document = ToolPermissions(for: set).policy(for: purpose)
      for name in ["ARoleOfSomeLengthWithNumber0", "aRoleOfAnotherCase"] {
        for path in ["/", "/service-role/"] {
          let arn = set.arn(path: path, name: name)
          #expect(document.decide(AccessRequest(action: "iam:GetRole", resource: arn)).isAllowed)
          let change = purpose == .`init` ? "iam:UpdateRole" : "iam:DeleteRole"
          let request = AccessRequest(action: change, resource: arn)
          #expect(document.decide(request).isAllowed == ![.drift, .snapshot].contains(purpose))
        }
      }
    }
  }

  @Test("delete what was made, and detach nothing that others added")
  func retiring() {
    for count in [1, 12] {
      let set = Self.set(count)
      let document = ToolPermissions(for: set).policy(for: .retire)
      #expect(document.size <= 6144)
      // What denies everything while policies go can write any policy into the roles.
      let findings = document.lint(LintContext(attachment: .managed))
      #expect(findings.allSatisfy { $0.rule == "privilege-escalation" }, "\(findings)")
      let role = set.arn(path: "/service-role/", name: "ARoleOfSomeLengthWithNumber0")
      let own = RequestContext(["iam:PolicyARN": ["arn:aws:iam::aws:policy/service-role/Policy0"]])
      let foreign = RequestContext(["iam:PolicyARN": ["arn:aws:iam::aws:policy/ReadOnlyAccess"]])
      for (action, context, isAllowed) in [
        ("iam:DetachRolePolicy", own, true), ("iam:DetachRolePolicy", foreign, false),
        ("iam:DeleteRolePolicy", RequestContext(), true),
        ("iam:DeleteRole", RequestContext(), true),
        ("iam:UpdateAssumeRolePolicy", RequestContext(), true),
        ("iam:CreateRole", RequestContext(), false), ("iam:AttachRolePolicy", own, false),
      ] {
        let request = AccessRequest(action: action, resource: role, context: context)
        #expect(document.decide(request).isAllowed == isAllowed, "\(request)")
      }
    }
  }
}

import IAMPolicy
import PolicyAnalysis
import Testing

@testable import IAMRoles

/// The judge of moments by itself, and what an order may not do.
@Suite("How a moment is judged")
struct MomentJudgeTests {
  private static func permissions(
    _ statements: [IdentityStatement], boundary: String? = nil, tags: [Tag] = []
  ) throws -> NamedPermissions {
    let role = Role(
      name: "R", trust: Fixture.trust(),
      inlinePolicies: [InlinePolicy(name: "p", document: .identity(statements))],
      permissionsBoundary: boundary.map { PermissionsBoundary(arn: $0) }, tags: tags)
    let state = try Fixture.state(Fixture.set(.ordinary(role)))
    let observed = try #require(state.roles["R"]?.value)
    let library = PolicyLibrary([
      Fixture.boundaryARN: Fixture.permissions("s3:*"), Fixture.adminARN: Fixture.permissions("*"),
    ])
    return NamedPermissions(of: observed, documents: library)
  }

  @Test("the same documents under another boundary are not plainly within")
  func boundary() throws {
    let all = [Fixture.statement("*")]
    let narrow = try Self.permissions(all, boundary: Fixture.boundaryARN)
    let wide = try Self.permissions(all, boundary: Fixture.adminARN)
    let judge = MomentJudge()
    #expect(!judge.isPlainlyWithin(wide, narrow))
    #expect(!judge.isWithin(wide, narrow))
    #expect(judge.isWithin(narrow, wide))
    #expect(judge.isPlainlyWithin(narrow, narrow))
  }

  @Test("a document that lacks, or that is new, is plain only where it denies or allows alone")
  func documents() throws {
    let judge = MomentJudge()
    let none = try Self.permissions([])
    let allowing = try Self.permissions([Fixture.statement("s3:*")])
    let denying = try Self.permissions([Fixture.statement("s3:*", .deny)])
    #expect(judge.isPlainlyWithin(denying, allowing))
    #expect(!judge.isPlainlyWithin(allowing, denying))
    #expect(!judge.isPlainlyWithin(allowing, NamedPermissions()))
    #expect(judge.isPlainlyWithin(denying, NamedPermissions()))
    #expect(judge.isPlainlyWithin(NamedPermissions(), allowing))
    #expect(!judge.isPlainlyWithin(NamedPermissions(), denying))
    #expect(judge.isPlainlyWithin(none, none))
  }

  @Test("a request says nothing of the tags that the role has")
  func tags() throws {
    let test = ConditionClause(
      try #require(ConditionOperator(.stringNotEquals)), "aws:PrincipalTag/team", ["b"])
    let unlessB = IdentityStatement(
      .allow, .action([ActionPattern("s3:*")]), on: .resource([ResourcePattern("*")]),
      when: ConditionBlock(test))
    let start = try Self.permissions([unlessB], tags: [Tag("team", "b")])
    let end = try Self.permissions(
      [unlessB, Fixture.statement("sqs:*")], tags: [Tag("team", "b")])
    let moment = try Self.permissions([unlessB], tags: [Tag("team", "a")])
    guard case .allows(let request) = MomentJudge().finding(in: moment, start: start, end: end)
    else {
      Issue.record("the moment allows what neither side does")
      return
    }
    #expect(request.action.hasPrefix("s3:"))
  }

  @Test("among many changes the old case of a tag's key goes before the new one comes")
  func order() throws {
    let onlyWithTag = IdentityStatement(
      .deny, .action([ActionPattern("iam:*")]), on: .resource([ResourcePattern("*")]),
      when: ConditionBlock(ConditionClause(.stringEquals, "aws:PrincipalTag/team", ["x"])))
    func set(_ key: String, _ action: String) -> RoleSet {
      let many = (10..<24).map { number in
        InlinePolicy(name: "p\(number)", document: Fixture.permissions("s\(number):\(action)"))
      }
      let guarded = InlinePolicy(
        name: "guard", document: .identity([Fixture.statement("*"), onlyWithTag]))
      return Fixture.set(
        .ordinary(
          Role(
            name: "R", trust: Fixture.trust(), inlinePolicies: many + [guarded],
            tags: [Tag(key, "x")])))
    }
    let state = try Fixture.state(set("Team", "Get*"))
    let end = set("team", "GetObject")
    let plan = try Plan(closing: Drift(between: end, and: state))
    #expect(plan.changes.count == 16)
    let last = try plan.changes.reduce(state) { try $0.applying($1.change) }
    #expect(Drift(between: end, and: last).status == .inSync)
  }

  @Test("a bridge of denials has room next to the documents that come")
  func room() throws {
    func denial(_ letter: String) -> IdentityStatement {
      Fixture.statement("\(letter):\(String(repeating: letter, count: 400))", .deny)
    }
    func filler(_ count: Int) -> [IdentityStatement] {
      count == 0
        ? [] : [Fixture.statement("f:\(String(repeating: "f", count: count))")]
    }
    func set(_ p: String, _ q: String, _ length: Int) -> RoleSet {
      Fixture.set(
        .ordinary(
          Role(
            name: "R", trust: Fixture.trust(),
            inlinePolicies: [
              InlinePolicy(
                name: "p",
                document: .identity([Fixture.statement("*"), denial(p)] + filler(4800))),
              InlinePolicy(
                name: "q",
                document: .identity([Fixture.statement("*"), denial(q)] + filler(length))),
            ])))
    }
    let (start, end) = (set("a", "b", 0), set("b", "a", 3900))
    let sizes = [start, end].map { set in
      set.roles[0].ordinary?.inlinePolicies.map(\.document.size).reduce(0, +) ?? 0
    }
    #expect(sizes.allSatisfy { $0 <= IAMQuotas.standard.inlinePolicySize }, "\(sizes)")
    let plan = try Plan(closing: Drift(between: end, and: Fixture.state(start)))
    #expect(plan.changes.count == 2, "\(plan.changes.map(\.why))")
    #expect(plan.leadingToUnsafeMoments.count == 1)
    // With less in the other document there is room.
    let small = set("b", "a", 0)
    let bridged = try Plan(closing: Drift(between: small, and: Fixture.state(start)))
    #expect(bridged.changes.count == 3)
    #expect(bridged.leadingToUnsafeMoments.isEmpty)
  }

  @Test("a policy that left and is deleted leads to no unsafe moment")
  func leftPolicy() throws {
    let arn = "arn:aws:iam::\(Fixture.account):policy/Old"
    let role = Role(
      name: "R", trust: Fixture.trust(),
      managedPolicies: [ManagedPolicyAttachment(arn: arn)])
    let policy = CustomerManagedPolicy(name: "Old", document: Fixture.permissions("s3:*"))
    let state = try Fixture.state(
      RoleSet(account: Fixture.account, policies: [policy], roles: [.ordinary(role)]))
    var kept = role
    kept.managedPolicies = []
    var set = Fixture.set(.ordinary(kept))
    set.left = [LeftResource(arn: arn, reason: .left)]
    let removals = [
      NamedRemoval(resource: arn), NamedRemoval(role: "R", kind: .managedPolicy, name: arn),
    ]
    let plan = try Plan(
      closing: Drift(between: set, and: state), options: PlanOptions(removals: removals))
    #expect(plan.changes.count == 2, "\(plan.changes.map(\.why))")
    #expect(plan.leadingToUnsafeMoments.isEmpty, "\(plan.changes.map(\.moments))")
  }

  @Test("whoever is let in early or late is held against what the role may do", arguments: [0, 1])
  func crossed(_ first: Int) throws {
    func role(_ service: String, _ action: String) -> Role {
      Role(
        name: "R", trust: Fixture.trust(service),
        inlinePolicies: [InlinePolicy(name: "p", document: Fixture.permissions(action))])
    }
    let end = role("lambda.amazonaws.com", "s3:GetObject")
    let state = try Fixture.state(
      Fixture.set(.ordinary(role("ec2.amazonaws.com", "iam:CreateUser"))))
    let calls: [Change] = [
      .updateAssumeRolePolicy(role: "R", document: end.trust),
      .putRolePolicy(role: "R", policy: end.inlinePolicies[0]),
    ]
    let changes = (first == 0 ? calls : calls.reversed()).map {
      PlannedChange(change: $0, sign: .update, why: "a test", effect: .both, needsAcceptance: true)
    }
    let moments = RoleMoments(
      changes, closing: Drift(between: Fixture.set(.ordinary(end)), and: state))
    guard case .allows(let request)? = moments.unsafe[0]?.first?.finding else {
      Issue.record("\(moments.unsafe)")
      return
    }
    #expect(request.action == (first == 0 ? "iam:CreateUser" : "s3:GetObject"))
  }
}

import IAMPolicy
import PolicyAnalysis
import Testing

@testable import IAMRoles

/// A moment that is not proved to be safe is told, and asks by its own name.
@Suite("Moments that are not safe")
struct UnsafeMomentTests {
  private static let ownARN = "arn:aws:iam::\(Fixture.account):policy/Own"

  private static func set(_ role: Role, own: [IdentityStatement] = []) -> RoleSet {
    RoleSet(
      account: Fixture.account,
      policies: own.isEmpty ? [] : [CustomerManagedPolicy(name: "Own", document: .identity(own))],
      roles: [.ordinary(role)])
  }

  private static func role(
    _ trust: PolicyDocument = Fixture.trust(), _ inline: [(String, [IdentityStatement])] = [],
    own: Bool = false, tags: [Tag] = []
  ) -> Role {
    Role(
      name: "R", trust: trust, managedPolicies: own ? [ManagedPolicyAttachment(arn: ownARN)] : [],
      inlinePolicies: inline.map { InlinePolicy(name: $0.0, document: .identity($0.1)) },
      tags: tags)
  }

  private static func plan(
    from start: RoleSet, to end: RoleSet, _ change: (inout AccountState) -> Void = { _ in }
  ) throws -> (plan: Plan, state: AccountState) {
    var state = try Fixture.state(start)
    change(&state)
    return (try Plan(closing: Drift(between: end, and: state)), state)
  }

  @Test("a change that the model of IAM refuses leaves the role undecided, and is asked about")
  func unmodelled() throws {
    let allowed = Fixture.statement("s3:Get*")
    let start = Self.set(Self.role(Fixture.trust(), [("p", [allowed])]))
    let end = Self.set(
      Self.role(
        Fixture.trust("lambda.amazonaws.com"), [("p", [allowed, Fixture.statement("sqs:*")])],
        tags: [Tag("team", "vision"), Tag("stage", "test")]))
    let found = try Self.plan(from: start, to: end) { state in
      guard var role = state.roles["R"]?.value else { return }
      role.tags = .present((0..<49).map { Tag("k\($0)", "") })
      state.roles["R"] = .present(role)
    }
    let unsafe = found.plan.leadingToUnsafeMoments
    #expect(unsafe.count == 1)
    let moment = try #require(unsafe.first?.moments.first)
    #expect(moment.role == "R")
    guard case .undecided(let reason) = moment.finding else {
      Issue.record("\(moment)")
      return
    }
    #expect(reason.contains("TagsPerRole"))
    guard case .tagRole = unsafe.first?.change.roleChange else {
      Issue.record("\(unsafe)")
      return
    }
  }

  @Test("a refused change of a policy leaves every role undecided that has it")
  func unmodelledPolicy() throws {
    let arn = Self.ownARN
    let end = Self.set(Self.role(own: true), own: [Fixture.statement("s3:Get*")])
    let drift = Drift(between: end, and: try Fixture.state(end))
    let moments = RoleMoments(
      [
        PlannedChange(
          change: .deletePolicyVersion(arn: arn, version: "v9"), sign: .delete, why: "a test",
          effect: .unchanged, needsAcceptance: false)
      ], closing: drift)
    #expect(moments.roles == ["R"] && moments.count == 1)
  }

  /// Denials that are too many to stand in one trust policy together.
  private static func crowded(_ account: String, _ digit: String) -> PolicyDocument {
    .trust([
      TrustStatement(.allow, .some([.aws("arn:aws:iam::\(account):root")])),
      TrustStatement(
        .deny,
        .some(
          (0..<26).map { .aws("arn:aws:iam::\(digit)000000000\($0 + 10):role/operations") })),
    ])
  }

  @Test("where no order is safe the plan says what the moment allows")
  func exposed() throws {
    let start = Self.set(
      Self.role(Self.crowded("111111111111", "3"), [("p", [Fixture.statement("iam:CreateUser")])]))
    let end = Self.set(
      Self.role(Self.crowded("222222222222", "4"), [("p", [Fixture.statement("s3:GetObject")])]))
    let found = try Self.plan(from: start, to: end)
    let moments = found.plan.changes.flatMap(\.moments)
    #expect(moments.count == 1, "\(found.plan.changes)")
    guard case .allows(let request)? = moments.first?.finding else {
      Issue.record("\(moments)")
      return
    }
    #expect(["iam:CreateUser", "s3:GetObject"].contains(request.action))
  }

  @Test("a policy comes in two steps only where that makes a moment safe")
  func splitInVain() throws {
    // Nothing is between documents of two versions of the language, and the managed policy only wins.
    func set(_ p: String, _ q: String, _ version: PolicyVersion, _ own: [IdentityStatement])
      -> RoleSet
    {
      var role = Self.role(own: true)
      role.inlinePolicies = [("p", p), ("q", q)].map { name, action in
        InlinePolicy(
          name: name,
          document: PolicyDocument(
            kind: .identity, version: version, id: nil,
            statements: [Fixture.statement(action).statement]))
      }
      return Self.set(role, own: own)
    }
    let found = try Self.plan(
      from: set("s3:Get*", "sqs:*", .v2008, [Fixture.statement("logs:Get*")]),
      to: set("s3:Put*", "iam:*", .v2012, [Fixture.statement("logs:*")]))
    let versions = found.plan.changes.count { planned in
      if case .managedPolicy(.createPolicyVersion, _) = planned.change { true } else { false }
    }
    #expect(versions == 1, "\(found.plan.changes.map(\.why))")
    #expect(found.plan.leadingToUnsafeMoments.count == 1)
  }

  private static let before = [
    Fixture.statement("s3:GetObject"), Fixture.statement("sqs:SendMessage"),
  ]
  private static let after = [
    Fixture.statement("sqs:SendMessage"), Fixture.statement("iam:CreateUser"),
  ]

  @Test(
    "a policy that wins and loses beside a denial that moves comes in two steps", arguments: 1...5)
  func split(_ versions: Int) throws {
    let start = Self.set(
      Self.role(Fixture.trust(), [("d", [Fixture.statement("s3:*", .deny)])], own: true),
      own: Self.before)
    let end = Self.set(
      Self.role(Fixture.trust(), [("d", [Fixture.statement("iam:*", .deny)])], own: true),
      own: Self.after)
    let found = try Self.plan(from: start, to: end) { state in
      guard var policy = state.ownPolicies[Self.ownARN]?.value else { return }
      policy.versions = (1...versions).map {
        ObservedPolicy.Version(id: "v\($0)", isDefault: $0 == versions)
      }
      state.ownPolicies[Self.ownARN] = .present(policy)
    }
    #expect(found.plan.leadingToUnsafeMoments.isEmpty, "\(found.plan.changes.map(\.change))")
    let documents = found.plan.changes.compactMap { planned -> PolicyDocument? in
      guard case .managedPolicy(.createPolicyVersion(let document), _) = planned.change else {
        return nil
      }
      return document
    }
    #expect(documents.count == 2)
    #expect(documents.first?.isWithin(.identity(Self.before)) ?? false)
    #expect(documents.first?.isWithin(.identity(Self.after)) ?? false)
    #expect(documents.last == .identity(Self.after))
    // Every call is one that IAM takes, whatever number of versions it keeps already.
    let last = try found.plan.changes.reduce(found.state) { try $0.applying($1.change) }
    #expect(Drift(between: end, and: last).status == .inSync)
  }

  @Test("inline policies that win and lose come in two steps, where there is room for them")
  func splitInline() throws {
    func role(_ actions: (String, String), filler: Int = 0) -> RoleSet {
      func long(_ action: String, _ letter: String) -> [IdentityStatement] {
        [Fixture.statement(action)]
          + (0..<filler).map {
            Fixture.statement("\(letter)\($0):\(String(repeating: letter, count: 900))")
          }
      }
      return Self.set(
        Self.role(Fixture.trust(), [("p", long(actions.0, "a")), ("q", long(actions.1, "b"))]))
    }
    let (start, end) = (("s3:GetObject", "sqs:*"), ("s3:PutObject", "iam:*"))
    let found = try Self.plan(from: role(start), to: role(end))
    #expect(found.plan.leadingToUnsafeMoments.isEmpty)
    let names = found.plan.changes.map { planned in
      if case .putRolePolicy(let policy) = planned.change.roleChange { policy.name } else { "?" }
    }
    #expect(names == ["p", "q", "p"])
    #expect(found.plan.changes.first?.effect == .narrowed)
    #expect(found.plan.needingAcceptance.count == 2, "each of the two that widen is asked about")
    let last = try found.plan.changes.reduce(found.state) { try $0.applying($1.change) }
    #expect(Drift(between: role(end), and: last).status == .inSync)
  }

  @Test("a bridge that IAM has no room for is none")
  func splitWithoutRoom() throws {
    func policy(_ action: String, _ letter: String, _ count: Int) -> [IdentityStatement] {
      [Fixture.statement(action)]
        + (0..<count).map {
          Fixture.statement("\(letter)\($0):\(String(repeating: letter, count: 900))")
        }
    }
    // Together 9,000 characters before and after, and more with the larger of both of each.
    let start = Self.set(
      Self.role(
        Fixture.trust(),
        [("p", policy("s3:GetObject", "a", 8)), ("q", policy("sqs:*", "b", 0))]))
    let end = Self.set(
      Self.role(
        Fixture.trust(), [("p", policy("s3:PutObject", "c", 0)), ("q", policy("iam:*", "d", 8))]))
    let found = try Self.plan(from: start, to: end)
    #expect(found.plan.changes.count == 2)
    #expect(found.plan.leadingToUnsafeMoments.count == 1)
  }

  static let bridges: [(name: String, old: PolicyDocument, new: PolicyDocument, allows: [String])] =
    [
      ("nothing in common", .identity([before[0]]), .identity([after[1]]), []),
      ("one action", .identity(before), .identity(after), ["sqs:SendMessage"]),
      (
        "a pattern and one of its actions", Fixture.permissions("s3:*"),
        .identity([Fixture.statement("s3:Get*"), Fixture.statement("iam:*")]), ["s3:GetObject"]
      ),
      (
        "a denial on one side",
        .identity([Fixture.statement("s3:*"), Fixture.statement("s3:Put*", .deny)]),
        .identity([Fixture.statement("s3:*"), Fixture.statement("iam:*")]), ["s3:GetObject"]
      ),
    ]

  @Test("a bridge allows what both allow and no more", arguments: 0..<4)
  func bridge(_ row: Int) throws {
    let row = Self.bridges[row]
    let bridge = try #require(row.old.permissionBridge(to: row.new), "\(row.name)")
    #expect(bridge.isWithin(row.old) && bridge.isWithin(row.new), "\(row.name)")
    let asked = ["s3:GetObject", "s3:PutObject", "sqs:SendMessage", "iam:CreateUser"]
    let allowed = asked.filter { action in
      PolicySet(identity: [bridge]).decide(
        AccessRequest(action: action, resource: "arn:aws:s3:::b/o")
      ).isAllowed
    }
    #expect(allowed == row.allows, "\(row.name)")
  }
}

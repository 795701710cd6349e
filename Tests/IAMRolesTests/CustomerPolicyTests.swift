import IAMPolicy
import PolicyAnalysis
import Testing

@testable import IAMRoles

@Suite("A managed policy that the set makes")
struct CustomerPolicyTests {
  private static let narrow = Fixture.permissions("s3:GetObject")
  private static let wide = Fixture.permissions("s3:*")
  private static let policy = CustomerManagedPolicy(
    name: "Edge", path: "/edge/", description: "d", document: narrow, tags: [Tag("Team", "a")])
  private static let arn = "arn:aws:iam::123456789012:policy/edge/Edge"

  private static func set(_ policy: CustomerManagedPolicy = Self.policy) -> RoleSet {
    var role = Fixture.role
    role.managedPolicies.append(ManagedPolicyAttachment(arn: arn))
    return RoleSet(account: Fixture.account, policies: [policy], roles: [.ordinary(role)])
  }

  private static func executed(_ plan: Plan, on state: AccountState) throws -> AccountState {
    try plan.changes.reduce(state) { try $0.applying($1.change) }
  }

  private static func plan(_ set: RoleSet, on state: AccountState) throws -> Plan {
    try Plan(closing: Drift(between: set, and: state))
  }

  private static func made(_ versions: Int = 1, _ document: PolicyDocument = narrow) throws
    -> AccountState
  {
    let set = set()
    var state = try executed(plan(set, on: .empty(for: set)), on: .empty(for: set))
    let list = (1...versions).map {
      ObservedPolicy.Version(id: "v\($0)", isDefault: $0 == versions)
    }
    state.ownPolicies[arn] = .present(
      ObservedPolicy(arn: arn, versions: list, document: .policy(document)))
    return state
  }

  @Test("is made before the role that it is attached to")
  func creation() throws {
    let set = Self.set()
    let plan = try Self.plan(set, on: .empty(for: set))
    #expect(plan.changes.first?.change == .createPolicy(Self.policy, arn: Self.arn))
    #expect(
      plan.changes.contains {
        $0.change == .attachRolePolicy(role: Fixture.role.name, arn: Self.arn)
      })
    #expect(plan.needingAcceptance.isEmpty)
    #expect(try Self.plan(set, on: Self.executed(plan, on: .empty(for: set))).isEmpty)
  }

  @Test("gets another version when its meaning is another, and only then")
  func versions() throws {
    #expect(try Self.plan(Self.set(), on: Self.made()).isEmpty)
    let listed = PolicyDocument.identity([
      IdentityStatement(
        sid: "Other", .allow, .action([ActionPattern("s3:getobject")]),
        on: .resource([ResourcePattern("*")]))
    ])
    #expect(try Self.plan(Self.set(), on: Self.made(1, listed)).isEmpty)
    let plan = try Self.plan(Self.set(), on: Self.made(1, Self.wide))
    #expect(
      plan.changes.map(\.change)
        == [.createPolicyVersion(arn: Self.arn, document: Self.narrow)])
    #expect(plan.changes.first?.effect == .narrowed && plan.needingAcceptance.isEmpty)
  }

  static let prunes: [(versions: Int, pruned: String?)] = [
    (1, nil), (4, nil), (5, "v1"),
  ]

  @Test("makes room by deleting the oldest version that does not count", arguments: prunes)
  func pruning(versions: Int, pruned: String?) throws {
    let state = try Self.made(versions, Self.wide)
    let plan = try Self.plan(Self.set(), on: state)
    #expect(plan.changes.count == (pruned == nil ? 1 : 2))
    if let pruned {
      #expect(
        plan.changes.first?.change == .deletePolicyVersion(arn: Self.arn, version: pruned))
      #expect(plan.changes.first?.sign == .delete)
    }
    let after = try Self.executed(plan, on: state)
    #expect(after.ownPolicies[Self.arn]?.value?.versions.count == min(versions + 1, 5))
    #expect(try Self.plan(Self.set(), on: after).isEmpty)
  }

  @Test("never loses the version that counts, though it is the oldest")
  func oldestIsDefault() throws {
    var state = try Self.made(5, Self.wide)
    let versions = (1...5).map { ObservedPolicy.Version(id: "v\($0)", isDefault: $0 == 1) }
    state.ownPolicies[Self.arn] = .present(
      ObservedPolicy(arn: Self.arn, versions: versions, document: .policy(Self.wide)))
    let plan = try Self.plan(Self.set(), on: state)
    #expect(plan.changes.first?.change == .deletePolicyVersion(arn: Self.arn, version: "v2"))
  }

  @Test("is widened last, and only when a person accepts it")
  func widening() throws {
    var wanted = Self.policy
    wanted.document = Self.wide
    var state = try Self.made()
    state.roles[Fixture.role.name]?.edit { $0.description = .present("") }
    let plan = try Self.plan(Self.set(wanted), on: state)
    #expect(
      plan.changes.last?.change == .createPolicyVersion(arn: Self.arn, document: Self.wide))
    #expect(plan.changes.count == 2 && plan.needingAcceptance.map(\.effect) == [.widened])
  }

  @Test("that could not be read keeps a plan from being made")
  func unreadable() throws {
    var state = try Self.made()
    state.ownPolicies[Self.arn] = .unreadable(
      ReadFailure(
        action: "iam:GetPolicyVersion", subject: Self.arn, reason: .denied, message: "no"))
    #expect(throws: PlanRefusal.self) { try Self.plan(Self.set(), on: state) }
  }

  @Test("whose name another policy has keeps a plan from being made, and no plan mends its roles")
  func nameTaken() throws {
    let set = Self.set()
    let other = "arn:aws:iam::123456789012:policy/other/EDGE"
    var state = AccountState.empty(for: set)
    state.namesakes[Self.arn] = other
    let missing = Drift(between: set, and: state).roles.first?.differences.first
    #expect(missing?.kind == .roleMissing && missing?.remedy == .impossible)
    state = try Self.made()
    state.ownPolicies[Self.arn] = .absent
    state.namesakes[Self.arn] = other
    state.roles[Fixture.role.name]?.edit {
      $0.managedPolicies = .present(Fixture.role.managedPolicies)
    }
    let drift = Drift(between: set, and: state)
    let lacking = drift.roles.first?.differences.first
    #expect(lacking?.kind == .managedPolicyMissing && lacking?.remedy == .impossible)
    #expect(lacking?.reasons.last?.contains("'\(other)' has its name") == true)
    let refusal = #expect(throws: PlanRefusal.self) { try Plan(closing: drift) }
    #expect(refusal?.message.contains(other) == true)
    #expect(refusal?.hint.contains("name and path") == true)
  }

  @Test("differs, for a check, where it is attached")
  func drift() throws {
    let related = RelatedResources(managedPolicies: [Self.arn: .present(.policy(Self.wide))])
    var state = try Self.made()
    state.ownPolicies = [:]
    let drift = Drift(
      between: Self.set(), and: state, related: related,
      baseline: DriftBaseline(pinned: [Self.arn: Self.narrow]))
    let difference = drift.roles.first?.differences.first
    #expect(difference?.kind == .managedPolicyDocument && difference?.remedy == .planned)
  }

  @Test("that somebody changed is put right before a role gets it, and told without one")
  func hijacked() throws {
    var state = try Self.made()
    state.ownPolicies[Self.arn] = .present(
      ObservedPolicy(
        arn: Self.arn, versions: [ObservedPolicy.Version(id: "v1", isDefault: true)],
        document: .policy(Fixture.permissions("iam:*"))))
    state.roles[Fixture.role.name]?.edit { $0.managedPolicies = .present([]) }
    let drift = Drift(between: Self.set(), and: state)
    #expect(drift.roles.first?.differences.map(\.kind).contains(.managedPolicyDocument) == true)
    #expect(drift.mayWiden)
    let plan = try Plan(closing: drift)
    #expect(
      plan.changes.map(\.change).contains(
        .createPolicyVersion(arn: Self.arn, document: Self.narrow)))
    #expect(plan.changes.last?.change == .attachRolePolicy(role: Fixture.role.name, arn: Self.arn))
    let gained = plan.changes.last?.comparison?.widened.witness?.request.action ?? ""
    #expect(!gained.hasPrefix("iam:"))
    state.roles[Fixture.role.name] = .absent
    let alone = Drift(between: Self.set(), and: state)
    #expect(alone.roles.first?.differences.map(\.kind) == [.roleMissing, .managedPolicyDocument])
  }

  static let mistakes: [(change: @Sendable (inout RoleSet) -> Void, id: RoleSetProblem.ID)] = [
    ({ $0.policies[0].name = "a b" }, .policyName),
    ({ $0.policies[0].path = "edge" }, .path),
    ({ $0.policies[0].path = "/other/" }, .unusedPolicy),
    ({ $0.policies.append($0.policies[0]) }, .duplicatePolicy),
    ({ $0.policies[0].description = "\u{2013}" }, .description),
    ({ $0.policies[0].tags = [Tag("aws:x", "")] }, .reservedTag),
    (
      {
        $0.policies[0].document = Fixture.permissions("s3:" + String(repeating: "x", count: 6144))
      }, .policySize
    ),
  ]

  @Test("is checked before anything is sent", arguments: mistakes.indices)
  func problems(row: Int) {
    var set = Self.set()
    Self.mistakes[row].change(&set)
    #expect(set.problems().map(\.id).contains(Self.mistakes[row].id))
    #expect(Self.set().problems().isEmpty)
  }
}

extension Reading where Value == ObservedRole {
  fileprivate mutating func edit(_ body: (inout ObservedRole) -> Void) {
    guard case .present(var role) = self else { return }
    body(&role)
    self = .present(role)
  }
}

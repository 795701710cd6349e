import IAMPolicy
import Testing

@testable import IAMRoles

@Suite("Roles that leave a role set")
struct DepartureTests {
  static let mark = IAMRoles.Tag("panorama-roles:spec", "edge")

  /// The set without the appliance role, which an earlier run recorded.
  static func set(key: String? = Ownership.defaultKey) -> RoleSet {
    var set = Fixture.set(.serviceLinked(Fixture.serviceLinked))
    set.ownership = Ownership(
      spec: "edge", key: key, recordedIDs: [Fixture.role.name: "AROAONE"])
    return set.withRolesThatLeft()
  }

  static func state(id: String = "AROAONE", tags: [IAMRoles.Tag] = [mark]) throws -> AccountState {
    var state = try Fixture.state { role in
      role.id = id
      role.tags = .present(tags)
    }
    state.profilesOfRoles[Fixture.role.name] = .present(["machines"])
    state.policies = PolicyLibrary([Fixture.policyARN: Fixture.permissions("logs:PutLogEvents")])
    return state
  }

  struct Row: Sendable {
    let name: String
    var id = "AROAONE"
    var tags = [DepartureTests.mark]
    var key: String? = Ownership.defaultKey
    let hasLeft: Bool
  }

  static let rows = [
    Row(name: "tag and record", hasLeft: true),
    Row(name: "the record alone", tags: [], hasLeft: true),
    Row(name: "the tag, and another id", id: "AROATWO", hasLeft: true),
    Row(name: "another role of the name", id: "AROATWO", tags: [], hasLeft: false),
    Row(name: "another spec", tags: [Tag("panorama-roles:spec", "other")], hasLeft: false),
    Row(name: "a stack took it over", tags: [Tag("ManagedBy", "terraform")], hasLeft: false),
    Row(name: "no tags in this account", tags: [], key: nil, hasLeft: true),
    Row(name: "no tags, another role", id: "AROATWO", tags: [], key: nil, hasLeft: false),
  ]

  @Test("are what the tag or the record says is ours", arguments: rows)
  func ownership(_ row: Row) throws {
    let drift = Drift(
      between: Self.set(key: row.key), and: try Self.state(id: row.id, tags: row.tags))
    #expect(
      drift.roles[1].differences.map(\.kind) == (row.hasLeft ? [.roleLeft] : []), "\(row.name)")
    #expect(drift.departures.map(\.text) == (row.hasLeft ? [Fixture.role.name] : []))
    let named = PlanOptions(removals: [NamedRemoval(role: Fixture.role.name)])
    if row.hasLeft {
      #expect(try !Plan(closing: drift, options: named).isEmpty)
    } else {
      #expect(throws: PlanRefusal.self) { try Plan(closing: drift, options: named) }
    }
  }

  @Test("stay until they are named, and then leave their instance profiles and lose their policies")
  func removal() throws {
    let state = try Self.state()
    let drift = Drift(between: Self.set(), and: state)
    let plan = try Plan(closing: drift)
    #expect(plan.isEmpty && plan.staying.map(\.text) == [Fixture.role.name])
    let removing = try Plan(
      closing: drift,
      options: PlanOptions(removals: [NamedRemoval(role: "awspanoramaapplianceservicerole")]))
    #expect(removing.staying.isEmpty && removing.needingAcceptance.isEmpty)
    #expect(removing.changes.allSatisfy { $0.moments.isEmpty })
    var after = state
    after.instanceProfiles["machines"] = .present(
      ObservedInstanceProfile(name: "machines", path: "/", roles: [Fixture.role.name]))
    for planned in removing.changes { after = try after.applying(planned.change) }
    #expect(after.roles[Fixture.role.name] == .absent)
    #expect(Drift(between: Self.set(), and: after).status == .inSync)
  }

  @Test("are guarded while they lose two policies of which one denies, and not with one")
  func guarded() throws {
    func first(_ inline: [(String, Effect)], _ managed: [String] = []) throws -> Change? {
      var role = try #require(Fixture.state().roles[Fixture.role.name]?.value)
      role.inlinePolicies = .present(
        inline.map { name, effect in
          ObservedInlinePolicy(
            name: name, document: .present(.policy(Fixture.permissions("s3:*", effect))))
        })
      role.managedPolicies = .present(managed.map { ManagedPolicyAttachment(arn: $0) })
      return RoleDeletion(of: role, in: [], why: "a test").changes.first?.change
    }
    func isGuard(_ change: Change?) -> Bool {
      if case .putRolePolicy = change?.roleChange { true } else { false }
    }
    #expect(try isGuard(first([("a", .allow), ("d", .deny)])))
    #expect(try isGuard(first([("a", .allow)], [Fixture.adminARN])), "what it denies is not known")
    #expect(try !isGuard(first([("a", .allow), ("b", .allow)])))
    #expect(try !isGuard(first([("d", .deny)])))
  }

  @Test("are counted exactly by '--prune'")
  func prune() throws {
    let drift = Drift(between: Self.set(), and: try Self.state())
    var options = PlanOptions()
    options.prune = 1
    #expect(
      try Plan(closing: drift, options: options).changes.last?.change
        == .deleteRole(name: Fixture.role.name))
    options.prune = 2
    #expect(throws: PlanRefusal.otherCount(named: 2, [NamedRemoval(role: Fixture.role.name)])) {
      try Plan(closing: drift, options: options)
    }
  }

  @Test(
    "a role that the set declares absent is adopted before it is removed, and is in sync when it is gone"
  )
  func declaredAbsent() throws {
    var set = Fixture.set(.absent(AbsentRole(name: Fixture.role.name, reason: .declared)))
    set.ownership = Ownership(spec: "edge")
    #expect(Drift(between: set, and: .empty(for: set)).status == .inSync)
    let named = PlanOptions(removals: [NamedRemoval(role: Fixture.role.name)])
    let foreign = Drift(between: set, and: try Self.state(tags: []))
    #expect(foreign.roles[0].differences.map(\.kind) == [.roleLeft])
    let plan = try Plan(closing: foreign, options: named)
    #expect(plan.roleAdoptions.map(\.isAccepted) == [false])
    let own = Drift(between: set, and: try Self.state())
    #expect(try Plan(closing: own, options: named).roleAdoptions.isEmpty)
  }

  @Test("a role of the set cannot be named")
  func roleOfTheSet() throws {
    let drift = Drift(between: Fixture.wholeSet, and: try Fixture.state())
    let named = PlanOptions(removals: [NamedRemoval(role: Fixture.role.name)])
    #expect(throws: PlanRefusal.self) { try Plan(closing: drift, options: named) }
  }

  @Test("a part that could not be read is unreadable", arguments: [0, 1, 2])
  func unreadable(_ part: Int) throws {
    let failure = ReadFailure(action: "iam:X", subject: "x", reason: .denied, message: "no")
    var state = try Self.state()
    var role = try #require(state.roles[Fixture.role.name]?.value)
    switch part {
    case 0: role.managedPolicies = .unreadable(failure)
    case 1: role.inlinePolicies = .unreadable(failure)
    default: state.profilesOfRoles[Fixture.role.name] = .unreadable(failure)
    }
    state.roles[Fixture.role.name] = .present(role)
    let drift = Drift(between: Self.set(), and: state)
    #expect(drift.status == .incomplete)
    #expect(throws: PlanRefusal.unreadable([failure])) { try Plan(closing: drift) }
  }

  @Test("handing over takes the tag away, and asks where a policy tests it")
  func handover() throws {
    let plan = try Plan(handingOver: Drift(between: Self.set(), and: try Self.state()))
    #expect(
      plan.changes.map(\.change) == [
        .untagRole(role: Fixture.role.name, keys: ["panorama-roles:spec"])
      ])
    #expect(plan.needingAcceptance.isEmpty)
    let testing = PolicyDocument.trust([
      TrustStatement(
        .allow, .some([.service("panorama.amazonaws.com")]),
        when: ConditionBlock(
          ConditionClause(.stringEquals, "iam:ResourceTag/panorama-roles:spec", ["edge"])))
    ])
    var state = try Self.state()
    var role = try #require(state.roles[Fixture.role.name]?.value)
    role.trust = .present(.policy(testing))
    state.roles[Fixture.role.name] = .present(role)
    let asking = try Plan(handingOver: Drift(between: Self.set(), and: state))
    #expect(asking.needingAcceptance.count == 1)
  }
}

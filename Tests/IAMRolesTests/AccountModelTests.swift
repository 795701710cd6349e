import IAMPolicy
import Testing

@testable import IAMRoles

@Suite("The model of an account")
struct AccountModelTests {
  static let name = Fixture.role.name

  static let refusals: [(change: Change, code: ModelError.Code)] = [
    (.createRole(Fixture.role), .entityAlreadyExists),
    (
      .createRole(Role(name: name.uppercased(), path: "/x/", trust: Fixture.trust())),
      .entityAlreadyExists
    ),
    (
      .createRole(Role(name: "New", trust: Fixture.trust(), tags: [Tag("a", ""), Tag("A", "")])),
      .invalidInput
    ),
    (.createServiceLinkedRole(Fixture.serviceLinked), .invalidInput),
    (.updateAssumeRolePolicy(role: "Nobody", document: Fixture.trust()), .noSuchEntity),
    (.updateRole(role: "Nobody", description: "", maxSessionDuration: 3600), .noSuchEntity),
    (.detachRolePolicy(role: name, arn: Fixture.adminARN), .noSuchEntity),
    (.deleteRolePolicy(role: name, name: "nothing"), .noSuchEntity),
    (
      .attachRolePolicy(
        role: name,
        arn: "arn:aws:iam::aws:policy/aws-service-role/AWSPanoramaServiceLinkedRolePolicy"),
      .policyNotAttachable
    ),
    (
      .attachRolePolicy(role: Fixture.serviceLinked.name, arn: Fixture.adminARN),
      .unmodifiableEntity
    ),
    (
      .updateAssumeRolePolicy(role: Fixture.serviceLinked.name, document: Fixture.trust()),
      .unmodifiableEntity
    ),
    (.tagRole(role: name, tags: [Tag("aws:x", "")]), .invalidInput),
    (.deleteRole(name: Fixture.serviceLinked.name), .unmodifiableEntity),
    (.deleteRole(name: name), .deleteConflict), (.deleteRole(name: "nobody"), .noSuchEntity),
    (.deleteServiceLinkedRole(name: name), .invalidInput),
    (.addRoleToInstanceProfile(role: name, profile: "none"), .noSuchEntity),
    (.removeRoleFromInstanceProfile(role: name, profile: "none"), .noSuchEntity),
    (.deleteInstanceProfile(name: "none", role: name), .noSuchEntity),
    (.tagRole(role: name, tags: (0..<50).map { Tag("k\($0)", "") }), .limitExceeded),
  ]

  @Test("refuses as IAM documents", arguments: refusals)
  func refusal(change: Change, code: ModelError.Code) throws {
    let state = try Fixture.state()
    let error = #expect(throws: ModelError.self) { try state.applying(change) }
    #expect(error?.code == code)
  }

  static let harmless: [Change] = [
    .attachRolePolicy(role: name, arn: Fixture.policyARN),
    .deleteRolePermissionsBoundary(role: name),
    .untagRole(role: name, keys: ["nothing"]),
    .putRolePolicy(role: name, policy: Fixture.role.inlinePolicies[0]),
  ]

  @Test("takes a second call for the same as done", arguments: harmless)
  func idempotent(change: Change) throws {
    let state = try Fixture.state()
    #expect(try state.applying(change) == state)
  }

  @Test("finds a role whatever the case of its name, and overwrites a tag whatever that of its key")
  func foldsCase() throws {
    let state = try Fixture.state()
    let after = try state.applying(
      .tagRole(role: Self.name.lowercased(), tags: [Tag("TEAM", "audio")]))
    #expect(after.roles[Self.name]?.value?.tags == .present([Tag("Team", "audio")]))
  }

  @Test("finds a role by its own name that was found by an alias")
  func alias() throws {
    var state = try Fixture.state()
    var role = try #require(state.roles.removeValue(forKey: Self.name)?.value)
    role.name = "RealName"
    state.roles["Declared"] = .present(role)
    #expect(state.role(named: "realname")?.name == "RealName")
    let after = try state.applying(.tagRole(role: "RealName", tags: [Tag("new", "1")]))
    #expect(after.roles["Declared"]?.value?.tags.value?.contains(Tag("new", "1")) ?? false)
    #expect(throws: ModelError.self) {
      try state.applying(.createRole(Role(name: "RealName", trust: Fixture.trust())))
    }
  }

  @Test("an instance profile is the same in another case of its name")
  func profileCase() throws {
    var role = Fixture.role
    role.instanceProfiles = [InstanceProfile(name: "machines")]
    var ownership = Ownership(spec: "team")
    ownership.recordedParts = [role.name: [.instanceProfile(name: "Machines")]]
    var set = RoleSet(account: "123456789012", roles: [.ordinary(role)])
    set.ownership = ownership
    #expect(set.profilesThatLeft(role.name) == [])
    #expect(set.askedProfiles == ["machines"])
    var state = try Fixture.state()
    state.instanceProfiles["Machines"] = .present(
      ObservedInstanceProfile(name: "Machines", path: "/", roles: []))
    #expect(throws: ModelError.self) {
      try state.applying(.createInstanceProfile(role.instanceProfiles[0], role: role.name))
    }
    let filled = try state.applying(
      .addRoleToInstanceProfile(role: role.name, profile: "machines"))
    #expect(filled.instanceProfiles.keys.sorted() == ["Machines"])
    #expect(filled.instanceProfile(named: "MACHINES")?.roles == [role.name])
    // A plan calls it as the account spells it.
    state.instanceProfiles["machines"] = state.instanceProfiles.removeValue(forKey: "Machines")
    let plan = try Plan(closing: Drift(between: set, and: state))
    #expect(
      plan.changes.map(\.change).contains(
        .addRoleToInstanceProfile(role: role.name, profile: "Machines")))
  }
}

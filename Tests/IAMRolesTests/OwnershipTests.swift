import IAMPolicy
import Testing

@testable import IAMRoles

@Suite("Ownership")
struct OwnershipTests {
  static let own = Ownership(spec: "edge")
  static let mark = IAMRoles.Tag("panorama-roles:spec", "edge")

  struct Row: Sendable {
    let name: String
    var ownership = OwnershipTests.own
    var tags: [IAMRoles.Tag] = []
    var wanted: [IAMRoles.Tag] = []
    var isRecorded = false
    let owner: Owner
  }

  static let rows: [Row] = [
    Row(name: "the tag", tags: [mark], owner: .spec),
    Row(name: "nothing", owner: .unknown),
    Row(name: "a recorded id", isRecorded: true, owner: .spec),
    Row(
      name: "the tag of another spec", tags: [Tag("panorama-roles:spec", "other")],
      owner: .other(.spec("other"))),
    Row(
      name: "another spec adopted what is recorded", tags: [Tag("Panorama-Roles:spec", "other")],
      isRecorded: true, owner: .other(.spec("other"))),
    Row(
      name: "a stack", tags: [Tag("aws:cloudformation:stack-name", "vision")],
      owner: .other(.stack("vision"))),
    Row(
      name: "Terraform", tags: [Tag("ManagedBy", "terraform")],
      owner: .other(.tool(key: "ManagedBy", value: "terraform"))),
    Row(
      name: "Terraform, with an old record", tags: [Tag("managed-by", "terraform")],
      isRecorded: true, owner: .other(.tool(key: "managed-by", value: "terraform"))),
    Row(
      name: "Terraform, and adopted", tags: [Tag("ManagedBy", "terraform"), mark], owner: .spec),
    Row(
      name: "a tag of the set", tags: [Tag("ManagedBy", "us")], wanted: [Tag("managedby", "us")],
      owner: .unknown),
    Row(name: "the tool itself", tags: [Tag("ManagedBy", "panorama-roles")], owner: .unknown),
    Row(
      name: "no tags allowed: the record decides", ownership: Ownership(spec: "edge", key: nil),
      tags: [Tag("ManagedBy", "terraform")], isRecorded: true, owner: .spec),
    Row(
      name: "another key", ownership: Ownership(spec: "edge", key: "team:spec"),
      tags: [Tag("team:spec", "edge")], owner: .spec),
    Row(
      name: "the usual key where another is chosen",
      ownership: Ownership(spec: "edge", key: "team:spec"),
      tags: [Tag("panorama-roles:spec", "other")], owner: .other(.spec("other"))),
  ]

  @Test("tags and records show whose a role is", arguments: rows)
  func owner(_ row: Row) {
    #expect(
      row.ownership.owner(tags: row.tags, wanted: row.wanted, isRecorded: row.isRecorded)
        == row.owner, "\(row.name)")
  }

  static let adoptions: [(adopted: [String], owner: Owner, isAdopted: Bool)] = [
    ([], .unknown, false), (["Camera"], .unknown, true), (["camera"], .unknown, true),
    (["*"], .unknown, true), (["Other"], .unknown, false),
    (["*"], .other(.stack("x")), false), (["Camera"], .other(.stack("x")), true),
  ]

  @Test("a pattern adopts only what shows no other owner", arguments: adoptions)
  func adopts(_ row: (adopted: [String], owner: Owner, isAdopted: Bool)) {
    let ownership = Ownership(spec: "edge", adopted: row.adopted)
    #expect(ownership.adopts("Camera", of: row.owner) == row.isAdopted)
  }

  // MARK: Plans

  static let role = Role(name: "Camera", description: "new", trust: Fixture.trust())

  static func drift(
    _ ownership: Ownership, tags: [IAMRoles.Tag] = [], path: String = "/",
    trust: PolicyDocument = Fixture.trust(), description: String = "old",
    unowned: Set<UnownedField> = [], policies: [ManagedPolicyAttachment] = []
  ) -> Drift {
    var role = role
    role.unownedFields = unowned
    var set = RoleSet(account: "123456789012", roles: [.ordinary(role)])
    set.ownership = ownership
    let observed = ObservedRole(
      name: "Camera", path: path, arn: "arn:aws:iam::123456789012:role\(path)Camera",
      id: "AROACAMERA", description: .present(description), maxSessionDuration: .present(3600),
      trust: .present(.policy(trust)), permissionsBoundary: .absent, tags: .present(tags),
      managedPolicies: .present(policies), inlinePolicies: .present([]))
    return Drift(
      between: set,
      and: AccountState(
        account: "123456789012", partition: "aws", roles: ["Camera": .present(observed)]))
  }

  @Test("a role that is made carries the tag")
  func creation() throws {
    var set = RoleSet(
      account: "123456789012",
      policies: [CustomerManagedPolicy(name: "own", document: Fixture.permissions("s3:*"))],
      roles: [.ordinary(Self.role)])
    set.ownership = Self.own
    let plan = try Plan(closing: Drift(between: set, and: .empty(for: set)))
    for change in plan.changes.map(\.change) {
      switch change {
      case .role(.createRole(let role), _): #expect(role.tags == [Self.mark])
      case .managedPolicy(.createPolicy(let policy), _): #expect(policy.tags == [Self.mark])
      default: Issue.record("\(change)")
      }
    }
    set.ownership?.key = nil
    let untagged = try Plan(closing: Drift(between: set, and: .empty(for: set)))
    #expect(untagged.changes.map(\.change).contains(.createRole(Self.role)))
  }

  @Test("what the spec does not own is changed when it is adopted, and is tagged then")
  func adoption() throws {
    let plan = try Plan(closing: Self.drift(Self.own))
    #expect(plan.roleAdoptions.map(\.isAccepted) == [false])
    #expect(plan.changes.map(\.change).contains(.tagRole(role: "Camera", tags: [Self.mark])))
    #expect(plan.needingAcceptance.isEmpty, "nothing tests the tag")
    let adopted = try Plan(closing: Self.drift(Ownership(spec: "edge", adopted: ["Camera"])))
    #expect(adopted.roleAdoptions.map(\.isAccepted) == [true])
    let owned = try Plan(closing: Self.drift(Self.own, tags: [Self.mark]))
    #expect(owned.roleAdoptions.isEmpty)
    #expect(owned.changes.count == 1)
  }

  @Test("a role that is in sync is left alone, and only its adoption tags it")
  func inSync() throws {
    let drift = Self.drift(Self.own, description: "new")
    #expect(drift.status == .inSync)
    #expect(try Plan(closing: drift).isEmpty)
    let adopted = Self.drift(Ownership(spec: "edge", adopted: ["Camera"]), description: "new")
    #expect(adopted.status == .inSync)
    #expect(
      try Plan(closing: adopted).changes.map(\.change)
        == [.tagRole(role: "Camera", tags: [Self.mark])])
  }

  @Test("the tag is no difference, of whatever spec it is")
  func noDifference() {
    for spec in ["edge", "other"] {
      let drift = Self.drift(
        Self.own, tags: [Tag("panorama-roles:spec", spec)], description: "new")
      #expect(drift.differenceCount == 0)
      #expect(drift.roles[0].notes == (spec == "edge" ? [] : ["the role belongs to spec 'other'"]))
    }
  }

  @Test("a role at a path that the set does not accept is not adopted")
  func otherPath() throws {
    let plan = try Plan(
      closing: Self.drift(Ownership(spec: "edge", adopted: ["Camera"]), path: "/team/"))
    #expect(plan.roleAdoptions.first?.obstacle?.contains("'/team/'") == true)
  }

  @Test("the tag asks to be accepted when the trust policy tests it")
  func testedTag() throws {
    let trust = try PolicyDocument(
      reading: """
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
          "Principal": {"Service": "panorama.amazonaws.com"}, "Action": "sts:AssumeRole",
          "Condition": {"StringEquals": {"aws:ResourceTag/panorama-roles:spec": "edge"}}}]}
        """, as: .trust)
    let plan = try Plan(closing: Self.drift(Self.own, trust: trust))
    let tagging = plan.changes.first { $0.change == .tagRole(role: "Camera", tags: [Self.mark]) }
    #expect(tagging?.needsAcceptance == true)
  }

  @Test("a field that is left to others is neither compared nor changed")
  func unowned() throws {
    let drift = Self.drift(Self.own, tags: [Self.mark], unowned: [.description])
    #expect(drift.status == .inSync)
    var role = Self.role
    role.unownedFields = [.description]
    role.maxSessionDuration = 7200
    var set = RoleSet(account: "123456789012", roles: [.ordinary(role)])
    set.ownership = Self.own
    let state = AccountState(
      account: "123456789012", partition: "aws",
      roles: ["Camera": drift.roles[0].observed.map(Reading.present) ?? .absent])
    #expect(
      try Plan(closing: Drift(between: set, and: state)).changes.map(\.change)
        == [.updateRole(role: "Camera", description: "old", maxSessionDuration: 7200)])
  }

  @Test("where no tags are allowed, a role as CreateRole makes it is ours if a run wrote so before")
  func untagged() throws {
    var ownership = Ownership(spec: "edge", key: nil)
    #expect(Self.drift(ownership, description: "new").roles[0].owner == .unknown)
    let arn = try #require(Self.drift(ownership, description: "new").roles[0].observed?.arn)
    ownership.pendingResources = [arn]
    #expect(Self.drift(ownership, description: "new").roles[0].owner == .spec)
    #expect(Self.drift(ownership, description: "old").roles[0].owner == .unknown)
    ownership.key = Ownership.defaultKey
    #expect(Self.drift(ownership, description: "new").roles[0].owner == .unknown)
  }
}

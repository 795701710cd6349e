import IAMPolicy
import PolicyAnalysis
import Testing

@testable import IAMRoles

@Suite("Plan")
struct PlanTests {
  private func plan(
    _ set: RoleSet = Fixture.wholeSet, removing removals: [NamedRemoval] = [],
    _ change: (inout ObservedRole) -> Void
  ) throws -> Plan {
    try Plan(
      closing: Drift(between: set, and: Fixture.state(changedBy: change)),
      options: PlanOptions(removals: removals))
  }

  @Test("makes every role, then its attachments, then the inline policies that only allow")
  func creation() throws {
    let state = AccountState.empty(for: Fixture.wholeSet)
    let plan = try Plan(closing: Drift(between: Fixture.wholeSet, and: state))
    #expect(
      plan.changes.map(\.change) == [
        .createServiceLinkedRole(Fixture.serviceLinked), .createRole(Fixture.role),
        .attachRolePolicy(role: Fixture.role.name, arn: Fixture.policyARN),
        .putRolePolicy(role: Fixture.role.name, policy: Fixture.role.inlinePolicies[0]),
      ])
    #expect(plan.count(.create) == 4 && plan.count(.update) == 0 && plan.count(.delete) == 0)
    #expect(plan.needingAcceptance.isEmpty)
  }

  @Test("says of each new role what it may do, whether another may do the same or not")
  func newRolesAlike() throws {
    func role(_ name: String, _ action: String, tag: String? = nil) -> DesiredRole {
      let document = PolicyDocument(
        kind: .identity, version: .v2012, id: nil,
        statements: [
          IdentityStatement(
            .allow, .action([ActionPattern(action)]), on: .resource([ResourcePattern("*")])
          ).statement
        ])
      return .ordinary(
        Role(
          name: name, trust: Fixture.trust(),
          inlinePolicies: [InlinePolicy(name: "p", document: document)],
          tags: tag.map { [Tag("Team", $0)] } ?? []))
    }
    let roles = [
      role("A", "s3:GetObject"), role("B", "s3:GetObject"), role("C", "iam:PassRole"),
      role("D", "s3:GetObject", tag: "d"), role("E", "s3:*"),
    ]
    func comparisons(_ set: RoleSet) throws -> [PolicyComparison?] {
      try Plan(closing: Drift(between: set, and: .empty(for: set))).changes
        .filter { $0.change.createdRole != nil }.map(\.comparison)
    }
    let together = try comparisons(RoleSet(account: Fixture.account, roles: roles))
    #expect(together.allSatisfy { $0 != nil })
    #expect(
      try together
        == roles.flatMap { try comparisons(RoleSet(account: Fixture.account, roles: [$0])) })
    #expect(together[0] == together[1] && together[0] != together[2] && together[0] != together[4])
  }

  @Test("is empty when everything is as it should be")
  func inSync() throws {
    let plan = try plan { _ in }
    #expect(plan.isEmpty && plan.notes.isEmpty)
  }

  @Test("leaves foreign things alone and says so")
  func foreignThings() throws {
    let plan = try plan { role in
      role.managedPolicies = .present(
        (role.managedPolicies.value ?? []) + [ManagedPolicyAttachment(arn: Fixture.adminARN)])
      role.inlinePolicies = .present(
        (role.inlinePolicies.value ?? []) + [
          ObservedInlinePolicy(
            name: "more", document: .present(.policy(Fixture.permissions("s3:*"))))
        ])
      role.tags = .present((role.tags.value ?? []) + [Tag("cost", "7")])
      role.permissionsBoundary = .present(PermissionsBoundary(arn: Fixture.boundaryARN))
    }
    #expect(plan.isEmpty)
    #expect(plan.notes.count == 4)
  }

  @Test("takes away what is named, and only that")
  func namedRemovals() throws {
    let name = Fixture.role.name
    let plan = try plan(removing: [
      NamedRemoval(role: name, kind: .managedPolicy, name: Fixture.adminARN),
      NamedRemoval(role: name.uppercased(), kind: .tag, name: "COST"),
      NamedRemoval(role: name, kind: .permissionsBoundary, name: Fixture.boundaryARN),
      NamedRemoval(role: name, kind: .inlinePolicy, name: "more"),
    ]) { role in
      role.managedPolicies = .present([
        ManagedPolicyAttachment(arn: Fixture.policyARN),
        ManagedPolicyAttachment(arn: Fixture.adminARN),
      ])
      role.inlinePolicies = .present(
        (role.inlinePolicies.value ?? []) + [
          ObservedInlinePolicy(
            name: "more", document: .present(.policy(Fixture.permissions("s3:*")))),
          ObservedInlinePolicy(
            name: "other", document: .present(.policy(Fixture.permissions("s3:*")))),
        ])
      role.tags = .present([Tag("Team", "vision"), Tag("cost", "7"), Tag("stays", "")])
      role.permissionsBoundary = .present(PermissionsBoundary(arn: Fixture.boundaryARN))
    }
    #expect(
      plan.changes.map(\.change) == [
        .detachRolePolicy(role: name, arn: Fixture.adminARN),
        .deleteRolePolicy(role: name, name: "more"), .untagRole(role: name, keys: ["cost"]),
        .deleteRolePermissionsBoundary(role: name),
      ])
    #expect(plan.count(.delete) == 4)
    #expect(plan.notes.count == 2)
    // Nobody knows what the managed policies say, so that even a tag may count.
    #expect(plan.needingAcceptance.map(\.effect) == [.undecided, .undecided, .widened])
  }

  @Test("refuses a removal that names nothing, and tells what could be named")
  func unmatchedRemoval() throws {
    let owned = NamedRemoval(
      role: Fixture.role.name, kind: .managedPolicy, name: Fixture.policyARN)
    let refusal = #expect(throws: PlanRefusal.self) {
      try plan(removing: [owned]) { $0.tags = .present([Tag("Team", "vision"), Tag("a", "b")]) }
    }
    #expect(
      refusal
        == .noSuchRemoval([
          .init(
            removal: owned,
            candidates: [NamedRemoval(role: Fixture.role.name, kind: .tag, name: "a")])
        ]))
    #expect(refusal?.hint.contains("\(Fixture.role.name):tag:a") == true)
  }

  @Test("refuses when anything could not be read, and names what is missing")
  func unreadable() throws {
    let denied = ReadFailure(
      action: "iam:ListRoleTags", subject: Fixture.role.name, reason: .denied,
      message: "not authorized")
    let refusal = #expect(throws: PlanRefusal.self) {
      try plan { $0.tags = .unreadable(denied) }
    }
    #expect(refusal == .unreadable([denied]))
    #expect(refusal?.hint == "allow 'iam:ListRoleTags' to the caller and run it again")
  }

  @Test("sends description and session in one call, both fields")
  func update() throws {
    let plan = try plan {
      $0.description = .present("")
      $0.maxSessionDuration = .present(7200)
    }
    #expect(
      plan.changes.map(\.change) == [
        .updateRole(
          role: Fixture.role.name, description: Fixture.role.description, maxSessionDuration: 3600)
      ])
    #expect(plan.needingAcceptance.isEmpty)
  }

  @Test("renames a tag key by taking the old one away first")
  func tagKeyCase() throws {
    let plan = try plan { $0.tags = .present([Tag("TEAM", "vision")]) }
    #expect(
      plan.changes.map(\.change) == [
        .untagRole(role: Fixture.role.name, keys: ["TEAM"]),
        .tagRole(role: Fixture.role.name, tags: [Tag("Team", "vision")]),
      ])
  }

  @Test("uses the account's spelling of the name")
  func spelling() throws {
    let plan = try plan {
      $0.name = "awspanoramaapplianceservicerole"
      $0.managedPolicies = .present([])
    }
    #expect(
      plan.changes.map(\.change) == [
        .attachRolePolicy(role: "awspanoramaapplianceservicerole", arn: Fixture.policyARN)
      ])
  }

  @Test("completes a role that was made half-way without asking")
  func halfMade() throws {
    let plan = try plan {
      $0.managedPolicies = .present([])
      $0.inlinePolicies = .present([])
    }
    #expect(plan.changes.count == 2)
    #expect(plan.needingAcceptance.isEmpty)
  }

  @Test("completes an unfinished role of an earlier run, known by its id, without asking")
  func unfinished() throws {
    let state = try Fixture.state {
      $0.id = "AROAMADE"
      $0.inlinePolicies = .present([])
    }
    let drift = Drift(between: Fixture.wholeSet, and: state)
    for (id, asked) in [("AROAMADE", 0), ("AROAOTHER", 1)] {
      let options = PlanOptions(unfinished: [Fixture.role.name: id])
      #expect(try Plan(closing: drift, options: options).needingAcceptance.count == asked)
    }
    #expect(try Plan(closing: drift).needingAcceptance.count == 1)
  }

  @Test("asks before it widens what a role in use gives")
  func acceptance() throws {
    #expect(
      try plan { $0.managedPolicies = .present([]) }.needingAcceptance.map(\.effect) == [.widened])
    #expect(try plan { $0.inlinePolicies = .present([]) }.needingAcceptance.count == 1)
    let trust = Fixture.trust(account: "210987654321")
    #expect(
      try plan {
        $0.trust = .present(.policy(trust))
        $0.managedPolicies = .present([])
        $0.inlinePolicies = .present([])
      }.needingAcceptance.count == 3)
  }

  @Test("completes a bare role with the right trust, unless it was recorded before")
  func bareRole() throws {
    let state = try Fixture.state {
      $0.id = "AROANEW"
      $0.managedPolicies = .present([])
      $0.inlinePolicies = .present([])
    }
    let drift = Drift(between: Fixture.wholeSet, and: state)
    #expect(try Plan(closing: drift).needingAcceptance.isEmpty)
    let name = Fixture.role.name
    for (id, notes) in [("AROANEW", 0), ("AROAOLD", 1)] {
      let plan = try Plan(closing: drift, options: PlanOptions(recorded: [name: id]))
      #expect(plan.needingAcceptance.count == 2)
      #expect(plan.notes.count { $0.contains("created again since") } == notes)
    }
  }

  static let replacements: [(old: PolicyDocument, new: PolicyDocument, effect: AccessChange)] = [
    (Fixture.permissions("s3:*"), Fixture.permissions("s3:Get*"), .narrowed),
    (Fixture.permissions("s3:Get*"), Fixture.permissions("s3:*"), .widened),
    (Fixture.permissions("s3:*"), Fixture.permissions("logs:*"), .both),
    (Fixture.permissions("s3:*", .deny), Fixture.permissions("s3:Get*", .deny), .widened),
    (Fixture.permissions("s3:Get*", .deny), Fixture.permissions("s3:*", .deny), .narrowed),
  ]

  @Test(
    "says what replacing a document does, and asks only before it widens", arguments: replacements)
  func replacing(old: PolicyDocument, new: PolicyDocument, effect: AccessChange) throws {
    var role = Fixture.role
    role.inlinePolicies = [InlinePolicy(name: "metrics", document: new)]
    let plan = try plan(Fixture.set(.serviceLinked(Fixture.serviceLinked), .ordinary(role))) {
      $0.inlinePolicies = .present([
        ObservedInlinePolicy(name: "metrics", document: .present(.policy(old)))
      ])
    }
    #expect(plan.changes.map(\.effect) == [effect])
    #expect(plan.changes.first?.needsAcceptance == effect.mayWiden)
    #expect(
      (plan.changes.first?.comparison?.widened.witness != nil)
        == (effect == .both || (effect == .widened && old.statements[0].effect == .allow)))
  }

  @Test("shows the request that a narrower trust policy refuses")
  func trustEffect() throws {
    let open = PolicyDocument.trust([
      TrustStatement(.allow, .some([.service("panorama.amazonaws.com")]))
    ])
    let plan = try plan { $0.trust = .present(.policy(open)) }
    #expect(plan.changes.map(\.effect) == [.narrowed])
    #expect(plan.needingAcceptance.isEmpty)
    let witness = plan.changes.first?.comparison?.narrowed.witness
    #expect(witness?.request.principal == .service("panorama.amazonaws.com"))
    #expect(witness?.request.context["aws:SourceAccount"] != ["123456789012"])
  }

  @Test("narrows before it widens")
  func order() throws {
    var role = Fixture.role
    role.permissionsBoundary = PermissionsBoundary(arn: Fixture.boundaryARN)
    role.inlinePolicies.append(
      InlinePolicy(name: "guard", document: Fixture.permissions("s3:*", .deny)))
    let plan = try plan(
      Fixture.set(.serviceLinked(Fixture.serviceLinked), .ordinary(role)),
      removing: [NamedRemoval(role: role.name, kind: .managedPolicy, name: Fixture.adminARN)]
    ) {
      $0.trust = .present(.policy(Fixture.trust(account: "210987654321")))
      $0.inlinePolicies = .present([])
      $0.description = .present("other")
      $0.managedPolicies = .present([ManagedPolicyAttachment(arn: Fixture.adminARN)])
    }
    let actions = plan.changes.map { change in
      switch change.change.roleChange {
      case .createServiceLinkedRole: "slr"
      case .createRole: "create"
      case .updateAssumeRolePolicy: "trust"
      case .updateRole: "update"
      case .attachRolePolicy: "attach"
      case .detachRolePolicy: "detach"
      case .putRolePolicy(let policy): "put \(policy.name)"
      case .deleteRolePolicy: "delete"
      case .putRolePermissionsBoundary: "boundary"
      case .deleteRolePermissionsBoundary: "unbound"
      case .tagRole: "tag"
      case .untagRole: "untag"
      case .deleteRole, .deleteServiceLinkedRole: "delete role"
      case nil: "another"
      }
    }
    #expect(
      actions == [
        "trust", "update", "detach", "put guard", "boundary", "attach", "put metrics", "trust",
      ])
  }

  @Test("plans nothing for a path, a service's role or its trust")
  func impossible() throws {
    #expect(try plan { $0.path = "/other/" }.isEmpty)
    #expect(
      try plan {
        $0.path = "/aws-service-role/x/"
        $0.tags = .present([])
      }.isEmpty)
    var state = try Fixture.state()
    var role = try #require(state.roles[Fixture.serviceLinked.name]?.value)
    role.trust = .present(.policy(Fixture.trust("other.amazonaws.com")))
    state.roles[Fixture.serviceLinked.name] = .present(role)
    let drift = Drift(between: Fixture.wholeSet, and: state)
    #expect(drift.roles[0].differences.map(\.kind) == [.trustPolicy])
    #expect(try Plan(closing: drift).isEmpty)
  }

  @Test("a role, new or not, is asked about when it comes into a profile that exists")
  func instanceProfiles() throws {
    var role = Fixture.role
    role.instanceProfiles = [InstanceProfile(name: "machines")]
    let set = Fixture.set(.ordinary(role))
    func asks(_ state: AccountState, exists: Bool = true) throws -> [Bool] {
      var state = state
      state.instanceProfiles["machines"] =
        exists
        ? .present(ObservedInstanceProfile(name: "machines", path: "/", roles: [])) : .absent
      return try Plan(closing: Drift(between: set, and: state)).changes
        .filter { $0.change.instanceProfile != nil }.map(\.needsAcceptance)
    }
    #expect(try asks(.empty(for: set)) == [true])
    #expect(try asks(Fixture.state()) == [true])
    #expect(try asks(.empty(for: set), exists: false) == [false, false])
  }

  @Test("reads a removal as a person writes it")
  func removalText() {
    let removal = NamedRemoval("r:managed-policy:\(Fixture.adminARN)")
    #expect(removal == NamedRemoval(role: "r", kind: .managedPolicy, name: Fixture.adminARN))
    #expect(removal?.text == "r:managed-policy:\(Fixture.adminARN)")
    #expect(NamedRemoval("r") == NamedRemoval(role: "r"))
    #expect(NamedRemoval(role: "r").text == "r")
    for text in ["", "r:tag", "r:tag:", ":tag:x", "r:policy:x", "r:role:r"] {
      #expect(NamedRemoval(text) == nil, "\(text)")
    }
  }
}

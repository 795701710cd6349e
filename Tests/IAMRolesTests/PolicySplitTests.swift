import IAMPolicy
import JSONText
import PolicyAnalysis
import Testing

@testable import IAMRoles

@Suite("Policies over a quota are split")
struct PolicySplitTests {
  static func resources(_ count: Int, _ mark: String) -> [ResourcePattern] {
    (0..<count).map { ResourcePattern("arn:aws:s3:::bucket-\(mark)-\(1000 + $0)/team/data/*") }
  }

  static func actions(_ count: Int) -> [ActionPattern] {
    (0..<count).map { ActionPattern("s3:Get\(String(repeating: "x", count: 40))\($0)*") }
  }

  static func statement(
    _ count: Int, _ mark: String, sid: String? = nil, _ effect: Effect = .allow
  ) -> IdentityStatement {
    IdentityStatement(
      sid: sid, effect, .action([ActionPattern("s3:GetObject"), ActionPattern("s3:PutObject")]),
      on: .resource(resources(count, mark)))
  }

  static func set(
    _ inline: [(String, PolicyDocument)], attached: Int = 0, policies: [CustomerManagedPolicy] = []
  ) -> RoleSet {
    var role = Role(
      name: "app", path: "/team/", trust: .trust([]),
      managedPolicies: (0..<attached).map {
        ManagedPolicyAttachment(arn: "arn:aws:iam::aws:policy/P\($0)")
      }, tags: [Tag("Team", "vision")])
    role.inlinePolicies = inline.map { InlinePolicy(name: $0.0, document: $0.1) }
    return RoleSet(account: "123456789012", policies: policies, roles: [.ordinary(role)])
  }

  /// The documents of a role that the set has, each as text.
  static func documents(_ set: RoleSet, _ name: String = "app") throws -> [PolicyDocument] {
    let role = try #require(set.roles.compactMap(\.ordinary).first { $0.name == name })
    let arns = Set(role.managedPolicies.map(\.arn))
    return role.inlinePolicies.map(\.document)
      + set.policies.filter { arns.contains(set.arn(of: $0)) }.map(\.document)
  }

  static let rows: [(name: String, set: RoleSet)] = [
    ("one large document", set([("a", .identity((0..<6).map { statement(60, "\($0)") }))])),
    (
      "the largest of three moves",
      set([
        ("a", .identity([statement(100, "a")])), ("b", .identity([statement(130, "b")])),
        ("c", .identity([statement(20, "c")])),
      ])
    ),
    ("a statement by its resources", set([("a", .identity([statement(300, "a", sid: "A")]))])),
    (
      "a statement by its actions",
      set([
        (
          "a",
          .identity([
            IdentityStatement(.allow, .action(actions(300)), on: .resource([ResourcePattern("*")]))
          ])
        )
      ])
    ),
    (
      "a denial",
      set([
        (
          "a",
          .identity([
            IdentityStatement(
              .allow, .action([ActionPattern("s3:*")]), on: .resource([ResourcePattern("*")])),
            statement(300, "d", sid: "D", .deny), statement(10, "e", sid: "D2"),
          ])
        )
      ])
    ),
    (
      "the older language",
      set([("a", .identity(version: nil, id: "Old", [statement(250, "a")]))])
    ),
  ]

  @Test("into documents that fit and mean the same", arguments: rows.indices)
  func fits(number: Int) throws {
    let row = Self.rows[number]
    #expect(row.set.problems().contains { $0.id == .inlineSize }, "\(row.name)")
    let split = row.set.splittingPolicies()
    #expect(!split.parts.contains { !$0.isDone }, "\(row.name): \(split.parts)")
    #expect(split.set.problems().isEmpty, "\(row.name): \(split.set.problems())")
    #expect(split == row.set.splittingPolicies())
    let compared = try PolicyComparer.compare(
      actual: PolicySide(documents: Self.documents(split.set)),
      desired: PolicySide(documents: Self.documents(row.set)))
    #expect(compared.isSameInMeaning, "\(row.name)")
    for policy in split.set.policies {
      #expect(policy.path == "/team/" && policy.tags == [Tag("Team", "vision")])
      #expect(policy.name.hasPrefix("app-"))
    }
    for document in try Self.documents(split.set) {
      let sids = document.statements.compactMap(\.sid)
      #expect(Set(sids).count == sids.count)
    }
  }

  @Test("by the longer of the two lists, under names of their own")
  func names() throws {
    let set = try #require(Self.rows.first { $0.name == "a denial" }?.set)
    let statements = try Self.documents(set.splittingPolicies().set).flatMap(\.statements)
    #expect(Set(statements.compactMap(\.sid)) == ["D", "D2", "D3", "D4", "D5"])
  }

  @Test("A managed policy that is too large becomes several, for every role that has it")
  func managed() throws {
    let arn = "arn:aws:iam::123456789012:policy/x/wide"
    let policy = CustomerManagedPolicy(
      name: "wide", path: "/x/", description: "d",
      document: .identity([Self.statement(200, "w", sid: "W"), Self.statement(20, "v")]),
      tags: [Tag("a", "b")])
    func role(_ name: String, _ attached: Int) -> Role {
      Role(
        name: name, trust: .trust([]),
        managedPolicies: [ManagedPolicyAttachment(arn: arn)]
          + (0..<attached).map { ManagedPolicyAttachment(arn: "arn:aws:iam::aws:policy/P\($0)") })
    }
    var set = RoleSet(
      account: "123456789012", policies: [policy],
      roles: [.ordinary(role("free", 1)), .ordinary(role("full", 9))])
    let split = set.splittingPolicies()
    #expect(split.parts.map(\.isDone) == [true])
    #expect(split.set.problems().isEmpty, "\(split.set.problems())")
    #expect(split.set.policies.map(\.name) == ["wide", "wide-2"])
    #expect(split.set.policies.allSatisfy { $0.path == "/x/" && $0.tags == [Tag("a", "b")] })
    let roles = split.set.roles.compactMap(\.ordinary)
    #expect(roles[0].managedPolicies.map(\.arn).prefix(2) == [arn, "\(arn)-2"][...])
    #expect(roles[0].inlinePolicies.isEmpty && roles[0].managedPolicies.count == 3)
    // Ten are the quota: the rest is inline there.
    #expect(roles[1].managedPolicies.count == 10)
    #expect(roles[1].inlinePolicies.map(\.name) == ["wide-2"])

    var bounded = role("bounded", 0)
    bounded.permissionsBoundary = PermissionsBoundary(arn: arn)
    set.roles.append(.ordinary(bounded))
    let refused = set.splittingPolicies()
    #expect(refused.parts.map(\.isDone) == [false] && refused.set == set)
    #expect(refused.parts[0].words.contains("boundary of role 'bounded'"))
  }

  static let refused: [(set: RoleSet, reason: String)] = [
    (
      set([
        (
          "a",
          .identity([
            IdentityStatement(
              sid: "N", .allow, .notAction(actions(300)), on: .resource([ResourcePattern("*")]))
          ])
        )
      ]), "statement 1 ('N') has 15847 characters"
    ),
    (
      set([("a", .identity([statement(300, "a")]))], attached: 10),
      "characters, and the role has room for 10240"
    ),
    (
      set([("a", .identity((0..<4).map { statement(100, "\($0)") }))], attached: 9),
      "characters, and the role has room for 16384"
    ),
  ]

  @Test("What cannot be split stays, with the reason")
  func refusals() throws {
    for row in Self.refused {
      let split = row.set.splittingPolicies()
      #expect(split.set == row.set && split.parts.map(\.isDone) == [false])
      #expect(split.parts.first?.words.contains(row.reason) == true, "\(split.parts)")
    }
  }

  @Test("What fits is left alone, and a name that is taken is not taken again")
  func rest() throws {
    let fine = Self.set([("a", .identity([Self.statement(50, "a")]))])
    #expect(fine.splittingPolicies() == PolicySplit(set: fine, parts: []))
    let held = CustomerManagedPolicy(
      name: "APP-a", document: .identity([Self.statement(1, "x")]))
    let taken = Self.set(
      [("a", .identity((0..<6).map { Self.statement(60, "\($0)") }))], policies: [held])
    let names = taken.splittingPolicies().set.policies.map(\.name)
    #expect(names.first == "APP-a" && names.dropFirst().allSatisfy { $0.hasPrefix("app-a-") })
  }
}

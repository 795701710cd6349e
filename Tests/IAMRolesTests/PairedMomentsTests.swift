import IAMPolicy
import PolicyAnalysis
import TestSupport
import Testing

@testable import IAMRoles

/// Between two calls nobody may do through a role what neither the beginning nor the end lets them do: who
/// may assume it × what it may do.
@Suite("Who × what between the calls of a plan")
struct PairedMomentsTests {
  private static let ownARN = "arn:aws:iam::\(Fixture.account):policy/Own"
  private static let accounts = ["111111111111", "222222222222", "333333333333"]
  private static let actions = [
    "s3:GetObject", "s3:PutObject", "iam:CreateUser", "sqs:SendMessage",
  ]

  static func trust(_ accounts: [String]) -> PolicyDocument {
    .trust(
      accounts.map { TrustStatement(.allow, .some([Principal.aws("arn:aws:iam::\($0):root")])) })
  }

  private static func set(_ own: String?, _ roles: [Role]) -> RoleSet {
    RoleSet(
      account: Fixture.account,
      policies: own.map {
        [CustomerManagedPolicy(name: "Own", document: Fixture.permissions($0))]
      } ?? [], roles: roles.map(DesiredRole.ordinary))
  }

  /// Who may do what through any role: an answer of the evaluator for each pair.
  private static func pairs(_ state: AccountState) -> Set<String> {
    var pairs: Set<String> = []
    for (_, reading) in state.roles {
      guard let role = reading.value, let trust = role.trust.value?.policy else { continue }
      var documents = (role.inlinePolicies.value ?? []).compactMap { $0.document.value?.policy }
      for policy in role.managedPolicies.value ?? [] {
        if let own = state.ownPolicies[policy.arn]?.value?.document.policy { documents.append(own) }
      }
      let tags = Dictionary(
        (role.tags.value ?? []).map { ("aws:PrincipalTag/\($0.key)", [$0.value]) }
      ) { one, _ in one }
      let permissions = PolicySet(identity: documents)
      for account in accounts {
        let caller = AccessRequest(
          principal: .aws("arn:aws:iam::\(account):root"), action: "sts:AssumeRole", resource: nil)
        guard PolicySet(trust: [trust]).decide(caller).isAllowed else { continue }
        for action in actions {
          let request = AccessRequest(
            action: action, resource: "arn:aws:s3:::b/o", context: RequestContext(tags))
          if permissions.decide(request).isAllowed {
            pairs.insert("\(role.name) \(account) \(action)")
          }
        }
      }
    }
    return pairs
  }

  /// Walks through a plan; the pairs of each moment that neither side has.
  private static func extra(
    from start: RoleSet, to end: RoleSet
  ) throws -> (plan: Plan, extra: [Set<String>], end: AccountState) {
    var state = try Fixture.state(start)
    for role in end.roles where state.roles[role.name] == nil { state.roles[role.name] = .absent }
    for policy in end.policies where state.ownPolicies[end.arn(of: policy)] == nil {
      state.ownPolicies[end.arn(of: policy)] = .absent
    }
    let drift = Drift(between: end, and: state)
    let removals = drift.roles.flatMap { role in
      role.differences.compactMap { NamedRemoval(of: $0, on: role.name) }
    }
    let plan = try Plan(closing: drift, options: PlanOptions(removals: removals))
    let before = pairs(state)
    let after = pairs(try plan.changes.reduce(state) { try $0.applying($1.change) })
    var moments: [Set<String>] = []
    var asked: Set<String> = []
    for planned in plan.changes {
      state = try state.applying(planned.change)
      let found = pairs(state).subtracting(before.union(after))
      if !planned.moments.isEmpty { asked.formUnion(found) }
      moments.append(found.subtracting(asked))
    }
    return (plan, moments, state)
  }

  private static func role(
    _ accounts: [String], _ name: String = "R", inline: String? = nil, own: Bool = false
  ) -> Role {
    Role(
      name: name, trust: trust(accounts),
      managedPolicies: own ? [ManagedPolicyAttachment(arn: ownARN)] : [],
      inlinePolicies: inline.map {
        [InlinePolicy(name: "p", document: Fixture.permissions($0))]
      } ?? [])
  }

  static let rows: [(name: String, start: RoleSet, end: RoleSet)] = [
    (
      "another principal and other permissions",
      set(nil, [role([accounts[0]], inline: "iam:*")]),
      set(nil, [role([accounts[1]], inline: "s3:GetObject")])
    ),
    (
      "one more principal and a policy that becomes another",
      set("iam:*", [role([accounts[0]], own: true)]),
      set("s3:GetObject", [role([accounts[0], accounts[1]], own: true)])
    ),
    (
      "one principal less and a policy that grows and is given to a new role",
      set("s3:GetObject", [role([accounts[0], accounts[1]], own: true)]),
      set("*", [role([accounts[0]], own: true), role([accounts[2]], "New", own: true)])
    ),
  ]

  @Test("the three plans of a review are safe and ask for no moment", arguments: 0..<3)
  func reviewed(_ row: Int) throws {
    let row = Self.rows[row]
    let found = try Self.extra(from: row.start, to: row.end)
    #expect(
      found.extra.filter { !$0.isEmpty }.isEmpty, "\(row.name): \(found.plan.changes.map(\.change))"
    )
    #expect(found.plan.leadingToUnsafeMoments.isEmpty, "\(row.name)")
    #expect(Drift(between: row.end, and: found.end).status == .inSync)
  }

  @Test("random roles with trust, inline and managed policies, and tags")
  func random() throws {
    var changes = 0
    var exposed = 0
    for seed in UInt64(1)...400 {
      var random = SplitMix(seed: seed)
      func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: 0..<values.count, using: &random)]
      }
      func side() -> RoleSet {
        let actions = ["s3:*", "s3:GetObject", "iam:*", "*", "sqs:*"]
        let own: String? = pick([nil, pick(actions)])
        func role(_ name: String) -> Role {
          var inline: [InlinePolicy] = []
          for policy in ["p", "q"] where Bool.random(using: &random) {
            var statement = Fixture.statement(pick(actions), pick([.allow, .allow, .deny]))
            if Bool.random(using: &random) {
              statement = IdentityStatement(
                .allow, .action([ActionPattern(pick(actions))]),
                on: .resource([ResourcePattern("*")]),
                when: ConditionBlock(
                  ConditionClause(.stringEquals, "aws:PrincipalTag/tier", [pick(["low", "high"])])))
            }
            inline.append(InlinePolicy(name: policy, document: .identity([statement])))
          }
          return Role(
            name: name,
            trust: Self.trust(
              pick([
                [Self.accounts[0]], [Self.accounts[1]], [Self.accounts[0], Self.accounts[1]],
                Self.accounts,
              ])),
            managedPolicies: own != nil && Bool.random(using: &random)
              ? [ManagedPolicyAttachment(arn: Self.ownARN)] : [], inlinePolicies: inline,
            tags: pick([[], [Tag("tier", "low")], [Tag("tier", "high")]]))
        }
        return Self.set(own, Bool.random(using: &random) ? [role("R")] : [role("R"), role("S")])
      }
      let (start, end) = (side(), side())
      guard end.policies.isEmpty == start.policies.isEmpty || !end.policies.isEmpty else {
        continue
      }
      let found = try Self.extra(from: start, to: end)
      changes += found.plan.changes.count
      exposed += found.plan.leadingToUnsafeMoments.count
      for (place, extra) in found.extra.enumerated() {
        #expect(
          extra.isEmpty,
          "seed \(seed): after \(place + 1) of \(found.plan.changes.map(\.change)): \(extra.sorted())"
        )
      }
    }
    #expect(changes > 800)
    #expect(exposed < changes / 10)
  }

  @Test("a new role with more than twelve policies gets those that deny first")
  func manyPolicies() throws {
    let inline = (0..<15).map { number in
      InlinePolicy(
        name: "p\(number)",
        document: number % 7 == 3
          ? Fixture.permissions("s3:Put*", .deny) : Fixture.permissions("s3:*"))
    }
    let wanted = Fixture.set(
      .ordinary(Role(name: "R", trust: Fixture.trust(), inlinePolicies: inline)))
    let plan = try Plan(closing: Drift(between: wanted, and: .empty(for: wanted)))
    #expect(plan.needingAcceptance.isEmpty)
    #expect(plan.changes.count == 16)
  }
}

/// No word of a file switches the question off, and nothing that widens access is left out of it.
@Suite("What a plan asks about")
struct AcceptanceTests {
  private static let id = "AROATEST"

  private static func plan(
    _ wanted: Role, from held: Role, options: PlanOptions = PlanOptions(),
    change: (inout ObservedRole) -> Void = { _ in }
  ) throws -> Plan {
    var state = try Fixture.state(Fixture.set(.ordinary(held)))
    guard var observed = state.roles[held.name]?.value else { throw Missing() }
    observed.id = id
    change(&observed)
    state.roles[held.name] = .present(observed)
    return try Plan(
      closing: Drift(between: Fixture.set(.ordinary(wanted)), and: state), options: options)
  }

  private struct Missing: Error {}

  private static func role(
    trust: PolicyDocument = Fixture.trust(), session: Int = 3600, inline: [(String, String)] = [],
    tags: [Tag] = []
  ) -> Role {
    Role(
      name: "R", maxSessionDuration: session, trust: trust,
      inlinePolicies: inline.map {
        InlinePolicy(name: $0.0, document: Fixture.permissions($0.1))
      }, tags: tags)
  }

  private static let unfinished = PlanOptions(unfinished: ["R": id])

  static let asking: [(name: String, wanted: Role, held: Role)] = [
    ("trust", role(trust: PairedMomentsTests.trust(["999999999999"])), role()),
    ("session", role(session: 43200), role()),
    ("a document", role(inline: [("p", "*")]), role(inline: [("p", "s3:GetObject")])),
    (
      "a policy that was taken away by hand",
      role(inline: [("p", "*"), ("q", "s3:*")]), role(inline: [("q", "s3:*")])
    ),
  ]

  @Test("'unfinished' silences nothing that a stopped run cannot have left", arguments: 0..<4)
  func unfinished(_ row: Int) throws {
    let row = Self.asking[row]
    for options in [PlanOptions(), Self.unfinished] {
      let plan = try Self.plan(row.wanted, from: row.held, options: options)
      #expect(!plan.needingAcceptance.isEmpty, "\(row.name)")
    }
  }

  @Test("the rest of a role whose creation stopped is not asked about, and is marked")
  func completion() throws {
    let wanted = Self.role(inline: [("p", "s3:*"), ("q", "sqs:*")])
    let plan = try Self.plan(
      wanted, from: Self.role(inline: [("p", "s3:*")]), options: Self.unfinished)
    #expect(plan.needingAcceptance.isEmpty)
    #expect(plan.changes.map(\.isMarked) == [true])
  }

  private static func tagged(_ value: String?, _ key: String = "aws:PrincipalTag/Tier") -> Role {
    Role(
      name: "R", trust: Fixture.trust(),
      inlinePolicies: [
        InlinePolicy(
          name: "p",
          document: .identity([
            IdentityStatement(
              .allow, .action([ActionPattern("*")]), on: .resource([ResourcePattern("*")]),
              when: ConditionBlock(ConditionClause(.stringEquals, key, ["admin"])))
          ]))
      ], tags: value.map { [Tag("tier", $0)] } ?? [])
  }

  static let tagRows: [(from: String?, to: String?, key: String, effect: AccessChange)] = [
    ("low", "admin", "aws:PrincipalTag/Tier", .widened),
    ("admin", "low", "AWS:principaltag/tier", .narrowed),
    (nil, "admin", "aws:PrincipalTag/tier", .widened),
    ("low", "high", "aws:PrincipalTag/tier", .unchanged),
    ("low", "admin", "aws:PrincipalTag/other", .unchanged),
  ]

  @Test("a tag that a policy tests is access", arguments: 0..<5)
  func tags(_ row: Int) throws {
    let row = Self.tagRows[row]
    let plan = try Self.plan(Self.tagged(row.to, row.key), from: Self.tagged(row.from, row.key))
    #expect(plan.changes.map(\.effect) == [row.effect])
    #expect(plan.needingAcceptance.isEmpty == !row.effect.mayWiden)
    let state = try Fixture.state(Fixture.set(.ordinary(Self.tagged(row.to, row.key))))
    let drift = Drift(between: Fixture.set(.ordinary(Self.tagged(row.from, row.key))), and: state)
    #expect(drift.mayWiden == row.effect.mayWiden)
    let reviews = RoleReview.all(
      from: Fixture.set(.ordinary(Self.tagged(row.from, row.key))),
      to: Fixture.set(.ordinary(Self.tagged(row.to, row.key))), library: PolicyLibrary())
    #expect(reviews.map(\.gains) == [row.effect.mayWiden ? .yes : .no])
  }

  @Test("a tag of a role with a policy that is not known may widen")
  func tagBesideUnknown() throws {
    var held = Self.role()
    held.managedPolicies = [ManagedPolicyAttachment(arn: "arn:aws:iam::aws:policy/Unknown")]
    var wanted = held
    wanted.tags = [Tag("tier", "admin")]
    let plan = try Self.plan(wanted, from: held)
    #expect(plan.changes.map(\.effect) == [.undecided])
    #expect(plan.needingAcceptance.count == 1)
  }

  @Test("letters that Unicode calls equivalent are other tags")
  func kelvin() throws {
    let plan = try Self.plan(
      Self.role(tags: [Tag("env", "room-K")]), from: Self.role(tags: [Tag("env", "room-\u{212A}")]))
    #expect(plan.changes.count == 1)
    #expect(!Tag("K1", "").hasKey("\u{212A}1"))
    #expect(Tag("Team", "").hasKey("tEAM"))
  }

  @Test("documents that are proved to mean the same are in sync")
  func sameMeaning() throws {
    func role(_ patterns: [[String]]) -> Role {
      Role(
        name: "R", trust: Fixture.trust(),
        inlinePolicies: [
          InlinePolicy(
            name: "p",
            document: .identity(
              patterns.map {
                IdentityStatement(
                  .allow, .action($0.map { ActionPattern($0) }),
                  on: .resource([ResourcePattern("*")]))
              }))
        ])
    }
    let state = try Fixture.state(Fixture.set(.ordinary(role([["s3:Get*", "s3:GetObject"]]))))
    let drift = Drift(between: Fixture.set(.ordinary(role([["s3:Get*"]]))), and: state)
    #expect(drift.status == .inSync)
    #expect(drift.roles.first?.notes.contains { $0.contains("written differently") } == true)
    let other = Drift(between: Fixture.set(.ordinary(role([["s3:Put*"]]))), and: state)
    #expect(other.status == .drifted)
  }

  @Test("a role at another path may be one that others pass")
  func path() throws {
    let difference = Difference(
      .path, at: .path, expected: .text("/a/"), actual: .text("/b/"), remedy: .impossible, hint: "")
    #expect(difference.effect == .undecided)
  }
}

import IAMPolicy
import TestSupport
import Testing

@testable import IAMRoles

/// Random role sets and accounts: executing a plan leaves nothing for the next one to do.
@Suite("Convergence")
struct ConvergenceTests {
  private struct World {
    var random: SplitMix

    mutating func pick<Value>(_ values: [Value]) -> Value {
      values[Int(random.next() % UInt64(values.count))]
    }

    mutating func some<Value>(_ values: [Value]) -> [Value] {
      values.shuffled(using: &random).filter { _ in Bool.random(using: &random) }
    }

    mutating func documents(_ names: [String]) -> [(String, PolicyDocument)] {
      some(names).map {
        ($0, Fixture.permissions(pick(["s3:*", "s3:Get*", "logs:*"]), pick([.allow, .deny])))
      }
    }

    mutating func tags() -> [Tag] {
      some(["Team", "Env", "Cost"]).map {
        Tag(pick([$0, $0.lowercased(), $0.uppercased()]), pick(["a", "b"]))
      }
    }

    mutating func arns() -> [ManagedPolicyAttachment] {
      some(["A", "B", "C"]).map { ManagedPolicyAttachment(arn: "arn:aws:iam::aws:policy/\($0)") }
    }

    mutating func boundary() -> PermissionsBoundary? {
      pick([nil, "A", "B"]).map { PermissionsBoundary(arn: "arn:aws:iam::aws:policy/\($0)") }
    }

    mutating func set() -> RoleSet {
      let roles: [DesiredRole] = some(["Alpha", "Beta", "Gamma"]).map { name in
        if pick([true, false, false]) {
          return .serviceLinked(
            ServiceLinkedRole(name: name, service: "\(name.lowercased()).amazonaws.com"))
        }
        return .ordinary(
          Role(
            name: name, path: pick(["/", "/service-role/"]), acceptedPaths: some(["/", "/x/"]),
            description: pick(["", "d"]), maxSessionDuration: pick([3600, 7200]),
            trust: Fixture.trust(pick(["a.amazonaws.com", "b.amazonaws.com"])),
            managedPolicies: arns(),
            inlinePolicies: documents(["p", "q"]).map { InlinePolicy(name: $0.0, document: $0.1) },
            permissionsBoundary: boundary(), tags: tags()))
      }
      return RoleSet(account: Fixture.account, roles: roles)
    }

    mutating func state(for set: RoleSet) -> AccountState {
      var state = AccountState.empty(for: set)
      for desired in set.roles where pick([true, true, false]) {
        let isServiceLinked = if case .serviceLinked = desired { true } else { false }
        let path = isServiceLinked ? desired.path : pick(["/", "/service-role/", "/x/"])
        let name = pick([desired.name, desired.name.uppercased()])
        state.roles[desired.name] = .present(
          ObservedRole(
            name: name, path: path, arn: set.arn(path: path, name: name), id: nil,
            description: pick([.present(""), .present("d"), .absent]),
            maxSessionDuration: pick([.present(3600), .present(7200), .absent]),
            trust: .present(
              pick([
                .policy(Fixture.trust(pick(["a.amazonaws.com", "b.amazonaws.com"]), sid: "S")),
                .unreadableText("{", problem: "cut"),
              ])),
            permissionsBoundary: boundary().map(Reading.present) ?? .absent,
            tags: .present(tags()), managedPolicies: .present(arns()),
            inlinePolicies: .present(
              documents(["p", "q", "r"]).map {
                ObservedInlinePolicy(name: $0.0, document: .present(.policy($0.1)))
              })))
      }
      return state
    }
  }

  private func executed(_ plan: Plan, on state: AccountState) throws -> AccountState {
    try plan.changes.reduce(state) { try $0.applying($1.change) }
  }

  @Test("after a plan was executed nothing of ours differs and the next plan is empty")
  func planConverges() throws {
    for seed in UInt64(1)...300 {
      var world = World(random: SplitMix(seed: seed))
      let set = world.set()
      let state = world.state(for: set)
      let before = Drift(between: set, and: state)
      let after = Drift(between: set, and: try executed(try Plan(closing: before), on: state))
      #expect(
        after.roles.allSatisfy { $0.differences.allSatisfy { $0.remedy != .planned } },
        "seed \(seed)")
      #expect(try Plan(closing: after).isEmpty, "seed \(seed)")
      // What is foreign was neither taken away nor added to.
      for (old, new) in zip(before.roles, after.roles) {
        #expect(
          new.differences.filter(\.isForeign) == old.differences.filter(\.isForeign),
          "seed \(seed)")
      }
    }
  }

  @Test("a run that stops after any call is completed by the next run")
  func everyPrefixConverges() throws {
    for seed in UInt64(1)...75 {
      var world = World(random: SplitMix(seed: seed))
      let set = world.set()
      var state = world.state(for: set)
      let plan = try Plan(closing: Drift(between: set, and: state))
      for change in plan.changes {
        state = try state.applying(change.change)
        let rest = try Plan(closing: Drift(between: set, and: state))
        let final = Drift(between: set, and: try executed(rest, on: state))
        #expect(try Plan(closing: final).isEmpty, "seed \(seed)")
      }
    }
  }

  @Test("naming everything foreign takes everything foreign away")
  func removalsConverge() throws {
    for seed in UInt64(1)...300 {
      var world = World(random: SplitMix(seed: seed))
      let set = world.set()
      let state = world.state(for: set)
      let drift = Drift(between: set, and: state)
      let removals = drift.roles.flatMap { role in
        role.differences.compactMap { NamedRemoval(of: $0, on: role.name) }
      }
      let plan = try Plan(closing: drift, options: PlanOptions(removals: removals))
      let after = Drift(between: set, and: try executed(plan, on: state))
      #expect(
        after.roles.allSatisfy { $0.differences.allSatisfy { $0.remedy == .impossible } },
        "seed \(seed)")
    }
  }
}

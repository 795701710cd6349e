import IAMPolicy
import TestSupport
import Testing

@testable import IAMRoles

/// Between two calls of a plan no request is allowed that neither the beginning nor the end allows.
@Suite("Between the calls of a plan")
struct IntermediateStateTests {
  private static let attached = "arn:aws:iam::aws:policy/Attached"
  private static let actions = ["s3:GetObject", "s3:PutObject", "logs:PutLogEvents", "sqs:Send"]

  /// What the role allows: its inline documents, and one managed policy that is known here.
  private func allowed(_ state: AccountState) -> Set<String> {
    guard let role = state.roles["R"]?.value else { return [] }
    var documents = (role.inlinePolicies.value ?? []).compactMap { $0.document.value?.policy }
    if role.managedPolicies.value?.contains(ManagedPolicyAttachment(arn: Self.attached)) == true {
      documents.append(Fixture.permissions("*"))
    }
    let set = PolicySet(identity: documents)
    return Set(
      Self.actions.filter {
        set.decide(AccessRequest(action: $0, resource: "arn:aws:s3:::b")).isAllowed
      })
  }

  private func role(using random: inout SplitMix) -> Role {
    var inline: [InlinePolicy] = []
    for name in ["p", "q"] where Bool.random(using: &random) {
      let patterns = ["s3:*", "s3:Get*", "logs:*", "*"]
      let action = patterns[Int.random(in: 0..<patterns.count, using: &random)]
      inline.append(InlinePolicy(name: name, document: Fixture.permissions(action)))
    }
    if Bool.random(using: &random) {
      let action = ["s3:*", "s3:Get*"][Int.random(in: 0...1, using: &random)]
      inline.append(InlinePolicy(name: "guard", document: Fixture.permissions(action, .deny)))
    }
    return Role(
      name: "R", trust: Fixture.trust(),
      managedPolicies: Bool.random(using: &random)
        ? [ManagedPolicyAttachment(arn: Self.attached)] : [],
      inlinePolicies: inline.shuffled(using: &random))
  }

  private static func document(using random: inout SplitMix) -> PolicyDocument {
    let patterns = ["s3:*", "s3:Get*", "logs:*", "*", "sqs:Send"]
    func statement(_ effect: Effect) -> IdentityStatement {
      let action = patterns[Int.random(in: 0..<patterns.count, using: &random)]
      return Fixture.statement(action, effect)
    }
    let denials = Int.random(in: 0...2, using: &random)
    return .identity([statement(.allow)] + (0..<denials).map { _ in statement(.deny) })
  }

  @Test("documents that allow and deny are exchanged without a gap")
  func mixedDocuments() throws {
    var bridged = 0
    for seed in UInt64(1)...400 {
      var random = SplitMix(seed: seed)
      func role() -> Role {
        let inline = ["p", "q", "r"].filter { _ in Int.random(in: 0..<4, using: &random) > 0 }
          .map { InlinePolicy(name: $0, document: Self.document(using: &random)) }
        return Role(name: "R", trust: Fixture.trust(), inlinePolicies: inline)
      }
      let wanted = Fixture.set(.ordinary(role()))
      var state = try Fixture.state(Fixture.set(.ordinary(role())))
      let drift = Drift(between: wanted, and: state)
      let removals = drift.roles.flatMap { role in
        role.differences.compactMap { NamedRemoval(of: $0, on: role.name) }
      }
      let plan = try Plan(closing: drift, options: PlanOptions(removals: removals))
      bridged += plan.changes.count { $0.why.contains("keeps its denials") }
      let asksForIt = plan.changes.contains { $0.why.contains("what neither side does") }
      #expect(!asksForIt, "seed \(seed)")
      let start = allowed(state)
      let end = allowed(try plan.changes.reduce(state) { try $0.applying($1.change) })
      #expect(end == allowed(try Fixture.state(wanted)))
      for change in plan.changes {
        state = try state.applying(change.change)
        let extra = allowed(state).subtracting(start.union(end))
        #expect(extra.isEmpty, "seed \(seed): \(change.change) allows \(extra.sorted())")
      }
    }
    #expect(bridged > 0)
  }

  @Test("two documents that exchange their denials get a bridge between them")
  func exchangedDenials() throws {
    func role(_ p: String, _ q: String) -> Role {
      Role(
        name: "R", trust: Fixture.trust(),
        inlinePolicies: [("p", p), ("q", q)].map { name, denied in
          InlinePolicy(
            name: name,
            document: .identity([Fixture.statement("*"), Fixture.statement(denied, .deny)]))
        })
    }
    let state = try Fixture.state(Fixture.set(.ordinary(role("s3:*", "logs:*"))))
    let drift = Drift(between: Fixture.set(.ordinary(role("logs:*", "s3:*"))), and: state)
    let plan = try Plan(closing: drift)
    let names = plan.changes.map { planned in
      if case .putRolePolicy(let policy) = planned.change.roleChange { policy.name } else { "?" }
    }
    #expect(names == ["p", "q", "p"])
    #expect(plan.needingAcceptance.isEmpty)
  }

  @Test("nothing is allowed that neither the beginning nor the end allows")
  func noWideningOnTheWay() throws {
    for seed in UInt64(1)...250 {
      var random = SplitMix(seed: seed)
      let wanted = Fixture.set(.ordinary(role(using: &random)))
      var state = AccountState.empty(for: wanted)
      if Bool.random(using: &random) {
        state = try Fixture.state(Fixture.set(.ordinary(role(using: &random))))
      }
      let drift = Drift(between: wanted, and: state)
      let removals = drift.roles.flatMap { role in
        role.differences.compactMap { NamedRemoval(of: $0, on: role.name) }
      }
      let plan = try Plan(closing: drift, options: PlanOptions(removals: removals))
      let start = allowed(state)
      let end = allowed(try plan.changes.reduce(state) { try $0.applying($1.change) })
      for change in plan.changes {
        state = try state.applying(change.change)
        let extra = allowed(state).subtracting(start.union(end))
        #expect(extra.isEmpty, "seed \(seed): \(change.change) allows \(extra.sorted())")
      }
    }
  }
}

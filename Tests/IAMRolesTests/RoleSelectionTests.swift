import IAMPolicy
import Testing

@testable import IAMRoles

@Suite("Roles that are asked about")
struct RoleSelectionTests {
  static let rows: [(patterns: [String], name: String, isIncluded: Bool)] = [
    ([], "AWSPanoramaRole", true),
    (["AWSPanoramaRole"], "AWSPanoramaRole", true),
    (["awspanoramarole"], "AWSPanoramaRole", true),
    (["AWSPanorama"], "AWSPanoramaRole", false),
    (["AWSPanorama*"], "AWSPanoramaRole", true),
    (["*"], "AWSPanoramaRole", true),
    (["*Role?"], "AWSPanoramaRole", false),
    (["*Rol?"], "AWSPanoramaRole", true),
    (["a", "*role"], "AWSPanoramaRole", true),
    ([""], "AWSPanoramaRole", false),
    (["\u{212A}ey"], "Key", false),
  ]

  @Test("a pattern fits a name as a whole, in any case", arguments: rows)
  func fits(_ row: (patterns: [String], name: String, isIncluded: Bool)) {
    #expect(RoleSelection(row.patterns).includes(row.name) == row.isIncluded)
  }

  static let one = Role(name: "One", trust: Fixture.trust())
  static let two = Role(
    name: "Two", trust: Fixture.trust(),
    managedPolicies: [ManagedPolicyAttachment(arn: "arn:aws:iam::123456789012:policy/own")])

  static func set(_ patterns: [String]) -> RoleSet {
    var set = RoleSet(
      account: "123456789012",
      policies: [CustomerManagedPolicy(name: "own", document: Fixture.permissions("s3:*"))],
      roles: [.ordinary(one), .ordinary(two)])
    set.selection = RoleSelection(patterns)
    return set
  }

  @Test("what is left out is declared, and neither compared nor planned")
  func leavesOut() throws {
    let drift = Drift(between: Self.set(["One"]), and: .empty(for: Self.set([])))
    #expect(drift.roles.map(\.name) == ["One"])
    #expect(drift.policies.isEmpty)
    #expect(drift.leftOut == ["Two"])
    let plan = try Plan(closing: drift)
    #expect(plan.changes.map(\.change.subject) == ["One"])
    #expect(plan.leftOut == ["Two"])
    let other = Drift(between: Self.set(["two"]), and: .empty(for: Self.set([])))
    #expect(other.policies.map(\.desired.name) == ["own"])
    #expect(other.leftOut == ["One"])
  }

  @Test("a role that is left out is not undeclared, and its ignore entries are not judged")
  func keepsDeclared() {
    let entry = DriftSuppression(
      role: "two", kind: .description, value: "sha256:0", reason: "r", owner: "o",
      expires: "2000-01-01")
    let drift = Drift(between: Self.set(["One"]), and: .empty(for: Self.set([])))
    #expect(drift.suppressing([entry], on: "2026-01-01", digest: { _ in "" }).findings.isEmpty)
    let whole = Drift(between: Self.set([]), and: .empty(for: Self.set([])))
    #expect(
      whole.suppressing([entry], on: "2026-01-01", digest: { _ in "" }).findings.map(\.fault)
        == [.expired])
  }

  @Test("a removal of a role that is left out is refused with the flag that adds it")
  func refusesRemoval() {
    let drift = Drift(between: Self.set(["One"]), and: .empty(for: Self.set([])))
    let removal = NamedRemoval(role: "Two", kind: .tag, name: "team")
    #expect {
      try Plan(closing: drift, options: PlanOptions(removals: [removal]))
    } throws: { error in
      (error as? PlanRefusal)?.hint == "add '--role Two', or leave the removal out"
    }
  }
}

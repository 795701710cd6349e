import IAMPolicy
import PolicyAnalysis
import Testing

@testable import IAMRoles

/// What planning costs, counted in comparisons of all policies of a role: no clock takes part.
@Suite("What planning costs")
struct PlanCostTests {
  private static let count = 20

  private static func document(
    _ statements: (Effect, String, Int)..., version: PolicyVersion = .v2012
  ) -> PolicyDocument {
    PolicyDocument(
      kind: .identity, version: version, id: nil,
      statements: statements.map { effect, action, bucket in
        IdentityStatement(
          effect, .action([ActionPattern(action)]),
          on: .resource([ResourcePattern("arn:aws:s3:::bucket-\(bucket)/*")])
        ).statement
      })
  }

  /// A role with twenty inline policies, and the same role with others.
  private static func role(_ document: (Int) -> PolicyDocument) -> Role {
    Role(
      name: "R", trust: Fixture.trust(),
      inlinePolicies: (0..<count).map { number in
        InlinePolicy(name: "p\(number + 10)", document: document(number))
      })
  }

  private static func ordered(
    _ old: Role, _ new: Role
  ) throws -> (ordering: SafeChangeOrdering, unsafe: Int, compared: Int) {
    let state = try Fixture.state(Fixture.set(.ordinary(old)))
    let drift = Drift(between: Fixture.set(.ordinary(new)), and: state)
    let changes = new.inlinePolicies.map { policy in
      PlannedChange(
        change: .putRolePolicy(role: "R", policy: policy), sign: .update, why: "", effect: .both,
        needsAcceptance: false)
    }
    let ordering = SafeChangeOrdering(changes, of: "R", in: state, PolicyLibrary())
    let moments = RoleMoments(ordering.changes, closing: drift)
    return (ordering, moments.count, moments.comparisons)
  }

  @Test("documents that narrow and widen are ordered without a comparison of the whole role")
  func narrowAndWiden() throws {
    let found = try Self.ordered(
      Self.role { Self.document((.allow, $0 % 2 == 0 ? "s3:*" : "s3:Get*", $0)) },
      Self.role { Self.document((.allow, $0 % 2 == 0 ? "s3:Get*" : "s3:*", $0)) })
    #expect(found.unsafe == 0)
    #expect(found.ordering.changes.count == Self.count)
    // The order that is given is judged until it is known not to be safe.
    #expect(found.ordering.comparisons <= 2 * Self.count)
    #expect(found.compared == 0)
  }

  @Test(
    "twenty documents that win and lose come in two steps, without a comparison of the whole role")
  func split() throws {
    let found = try Self.ordered(
      Self.role { Self.document((.allow, "s3:Get*", $0)) },
      Self.role { Self.document((.allow, "s3:Put*", $0)) })
    #expect(found.ordering.changes.count == 2 * Self.count - 1)
    #expect(found.unsafe == 0)
    #expect(found.compared == 0)
    #expect(found.ordering.comparisons <= 8 * Self.count)
  }

  @Test("twenty documents without a safe order are given up after a bounded number of steps")
  func noSafeOrder() throws {
    // Nothing is between documents of two versions of the language.
    let found = try Self.ordered(
      Self.role { Self.document((.allow, "s3:Get*", $0), version: .v2008) },
      Self.role { Self.document((.allow, "s3:Put*", $0)) })
    #expect(found.ordering.changes.count == Self.count)
    #expect(found.ordering.comparisons <= 8 * Self.count)
    #expect(found.compared <= 2 * Self.count)
  }

  @Test("a new role with twenty documents is made without any comparison")
  func creation() throws {
    let set = Fixture.set(.ordinary(Self.role { Self.document((.allow, "s3:Get*", $0)) }))
    let drift = Drift(between: set, and: .empty(for: set))
    let changes = try Plan(closing: drift).changes
    #expect(changes.count == Self.count + 1)
    #expect(RoleMoments(changes, closing: drift).comparisons == 0)
  }

  @Test("ten times the roles are ten times the work", arguments: [10, 100])
  func growth(_ count: Int) throws {
    func set(_ action: String, _ version: PolicyVersion) -> RoleSet {
      let roles = (0..<count).map { number in
        DesiredRole.ordinary(
          Role(
            name: "R\(number)", trust: Fixture.trust(),
            inlinePolicies: ["p", "q"].map {
              InlinePolicy(
                name: $0,
                document: Self.document((.allow, action + $0, number), version: version))
            }))
      }
      return RoleSet(account: Fixture.account, roles: roles)
    }
    let state = try Fixture.state(set("s3:Get", .v2008))
    let drift = Drift(between: set("s3:Put", .v2012), and: state)
    let changes = try Plan(closing: drift).changes
    #expect(changes.count == 2 * count)
    #expect(RoleMoments(changes, closing: drift).comparisons == 2 * count)
  }
}

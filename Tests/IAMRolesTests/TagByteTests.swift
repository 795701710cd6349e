import IAMPolicy
import PolicyAnalysis
import Testing

@testable import IAMRoles

/// IAM takes keys and values of tags that Unicode calls equivalent for different ones.
@Suite("Tags are compared byte by byte")
struct TagByteTests {
  static let pairs = [("K", "\u{212A}"), ("\u{2002}", "\u{2000}"), ("\u{91D1}", "\u{F90A}")]

  /// What a role may do that reaches the objects under the value of one of its tags.
  private static func permissions(_ tags: [Tag]) -> RolePermissions {
    RolePermissions(
      documents: [
        .identity([
          IdentityStatement(
            .allow, .action([ActionPattern("s3:GetObject")]),
            on: .resource([ResourcePattern("arn:aws:s3:::b/${aws:PrincipalTag/room}/*")]))
        ])
      ], tags: RoleTags(tags))
  }

  @Test("another value of a tag is another resource", arguments: pairs)
  func values(_ one: String, _ other: String) {
    let found = RolePermissions.compare(
      actual: Self.permissions([Tag("room", other)]), desired: Self.permissions([Tag("room", one)]))
    #expect(found.access == .both, "\(found)")
  }

  @Test("a tag of another key decides nothing of a policy", arguments: pairs)
  func keys(_ one: String, _ other: String) {
    func permissions(_ tags: [Tag]) -> RolePermissions {
      let test = ConditionClause(.stringEquals, "aws:PrincipalTag/x\(one)", ["admin"])
      return RolePermissions(
        documents: [
          .identity([
            IdentityStatement(
              .allow, .action([ActionPattern("*")]), on: .resource([ResourcePattern("*")]),
              when: ConditionBlock(test))
          ])
        ], tags: RoleTags(tags))
    }
    let low = Tag("x\(one)", "low")
    // Whichever comes first, the tag of the policy's own key counts.
    for tags in [
      [Tag("x\(other)", "low"), Tag("x\(one)", "admin")],
      [Tag("x\(one)", "admin"), Tag("x\(other)", "low")],
    ] {
      let found = RolePermissions.compare(actual: permissions(tags), desired: permissions([low]))
      #expect(found.access == .widened, "\(tags): \(found)")
    }
    let beside = RolePermissions.compare(
      actual: permissions([low, Tag("x\(other)", "admin")]), desired: permissions([low]))
    #expect(beside.access == .unchanged, "\(beside)")
  }

  @Test("a role can have both tags, and the one that is named goes", arguments: pairs)
  func removal(_ one: String, _ other: String) throws {
    let state = try Fixture.state { role in
      role.tags = .present((role.tags.value ?? []) + [Tag(one, "1"), Tag(other, "2")])
    }
    let drift = Drift(between: Fixture.wholeSet, and: state)
    let removal = NamedRemoval(role: Fixture.role.name, kind: .tag, name: one)
    let plan = try Plan(closing: drift, options: PlanOptions(removals: [removal]))
    let after = try plan.changes.reduce(state) { try $0.applying($1.change) }
    let tags = after.roles[Fixture.role.name]?.value?.tags.value ?? []
    #expect(tags.contains(Tag(other, "2")))
    #expect(!tags.contains(Tag(one, "1")))
    // The same command again finds that it is done, and the other tag is not it.
    let done = Drift(between: Fixture.wholeSet, and: after)
    #expect(try Plan(closing: done, options: PlanOptions(removals: [removal])).changes.isEmpty)
  }

  @Test("a role is made with both tags", arguments: pairs)
  func creation(_ one: String, _ other: String) throws {
    var role = Fixture.role
    role.tags = [Tag(one, "1"), Tag(other, "2")]
    let set = Fixture.set(.ordinary(role))
    let problems = set.problems()
    #expect(!problems.contains { $0.id == .duplicateTag }, "\(problems)")
    let made = try Fixture.state(set).roles[role.name]?.value?.tags.value
    #expect(made?.contains(Tag(one, "1")) == true)
    #expect(made?.contains(Tag(other, "2")) == true)
  }

  @Test("the keys that IAM folds are one key", arguments: [("Team", "tEAM"), ("\u{C9}", "\u{E9}")])
  func folded(_ one: String, _ other: String) {
    #expect(TagKey(one) == TagKey(other))
    #expect(Set([TagKey(one), TagKey(other)]).count == 1)
  }
}

import IAMPolicy
import IAMRoles
import PolicyAnalysis
import Testing

@Suite("Reviews of role sets")
struct RoleReviewTests {
  typealias Answer = PolicyComparison.Answer

  static let known = "arn:aws:iam::aws:policy/Known"
  static let foreign = "arn:aws:iam::aws:policy/Foreign"

  private static func trust(_ service: String) -> PolicyDocument {
    .trust([TrustStatement(.allow, .some([.service(service)]))])
  }

  private static func allow(_ action: String) -> PolicyDocument {
    .identity([
      IdentityStatement(
        .allow, .action([ActionPattern(action)]), on: .resource([ResourcePattern("*")]))
    ])
  }

  private static func role(_ edit: (inout Role) -> Void = { _ in }) -> DesiredRole {
    var role = Role(
      name: "Camera", trust: trust("panorama.amazonaws.com"),
      inlinePolicies: [InlinePolicy(name: "own", document: allow("s3:GetObject"))])
    edit(&role)
    return .ordinary(role)
  }

  private static let linked = DesiredRole.serviceLinked(
    ServiceLinkedRole(name: "Linked", service: "panorama.amazonaws.com"))

  struct Row: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let old: [DesiredRole]
    let new: [DesiredRole]
    let gains: Answer
    let loses: Answer

    init(
      _ name: String, _ old: [DesiredRole], _ new: [DesiredRole], _ gains: Answer, _ loses: Answer
    ) {
      testDescription = name
      (self.old, self.new, self.gains, self.loses) = (old, new, gains, loses)
    }
  }

  static let rows: [Row] = [
    Row("the same", [role()], [role()], .no, .no),
    Row("a name in other case", [role()], [role { $0.name = "camera" }], .no, .no),
    Row("a new role", [], [role()], .yes, .no),
    Row("a role that is gone", [role()], [], .no, .yes),
    Row("a new service-linked role", [], [linked], .yes, .no),
    Row("a service-linked role that is gone", [linked], [], .no, .yes),
    Row("another service", [role()], [role { $0.trust = trust("ec2.amazonaws.com") }], .yes, .yes),
    Row(
      "a statement that moved to another policy", [role()],
      [role { $0.inlinePolicies[0].name = "other" }], .no, .no),
    Row(
      "a wider action", [role()], [role { $0.inlinePolicies[0].document = allow("s3:Get*") }],
      .yes, .no),
    Row("no permissions", [role()], [role { $0.inlinePolicies = [] }], .no, .yes),
    Row(
      "a known policy attached", [role()],
      [role { $0.managedPolicies = [ManagedPolicyAttachment(arn: known)] }], .yes, .no),
    Row(
      "a policy whose document is not known", [role()],
      [role { $0.managedPolicies = [ManagedPolicyAttachment(arn: foreign)] }], .unknown, .unknown),
    Row(
      "a boundary that goes from a policy whose document is not known",
      [
        role {
          $0.managedPolicies = [ManagedPolicyAttachment(arn: foreign)]
          $0.permissionsBoundary = PermissionsBoundary(arn: known)
        }
      ], [role { $0.managedPolicies = [ManagedPolicyAttachment(arn: foreign)] }], .unknown, .unknown
    ),
    Row(
      "a boundary", [role()],
      [role { $0.permissionsBoundary = PermissionsBoundary(arn: known) }], .no, .yes),
    Row(
      "a boundary less", [role { $0.permissionsBoundary = PermissionsBoundary(arn: known) }],
      [role()], .yes, .no),
    Row("a longer session", [role()], [role { $0.maxSessionDuration = 7200 }], .yes, .no),
    Row("a shorter session", [role { $0.maxSessionDuration = 7200 }], [role()], .no, .yes),
    Row(
      "description and tags", [role()],
      [
        role {
          $0.description = "another"
          $0.tags = [Tag("team", "vision")]
        }
      ], .no, .no),
  ]

  @Test("A review says who gains and who loses", arguments: rows)
  func answers(_ row: Row) throws {
    let library = PolicyLibrary([Self.known: Self.allow("iam:PassRole")])
    let reviews = RoleReview.all(
      from: RoleSet(account: "123456789012", roles: row.old),
      to: RoleSet(account: "123456789012", roles: row.new), library: library)
    let review = try #require(reviews.first)
    #expect(reviews.count == 1)
    #expect(review.gains == row.gains)
    #expect(review.loses == row.loses)
    #expect(review.isQuiet == (row.gains == .no && row.loses == .no))
  }

  static let own = "arn:aws:iam::123456789012:policy/Own"

  /// A managed policy of the set, before and after; nil is a set that does not make it.
  static let ownRows: [(old: String?, new: String?, isBoundary: Bool, Answer, Answer)] = [
    ("s3:Get*", "s3:Get*", false, .no, .no), ("s3:Get*", "s3:*", false, .yes, .no),
    ("s3:*", "s3:Get*", false, .no, .yes), ("s3:Get*", "s3:Put*", false, .yes, .yes),
    ("s3:Get*", "s3:*", true, .unknown, .no), ("s3:*", "s3:Get*", true, .no, .unknown),
    ("s3:Put*", "s3:*", true, .yes, .no), ("s3:*", "s3:Put*", true, .no, .yes),
    (nil, "s3:Get*", false, .unknown, .unknown), ("s3:Get*", nil, false, .unknown, .unknown),
  ]

  @Test("A managed policy of the set counts by the document of each set", arguments: ownRows)
  func ownPolicies(
    old: String?, new: String?, isBoundary: Bool, gains: Answer, loses: Answer
  ) throws {
    func set(_ action: String?) -> RoleSet {
      let role = Self.role {
        if isBoundary {
          $0.permissionsBoundary = PermissionsBoundary(arn: Self.own)
        } else {
          $0.managedPolicies = [ManagedPolicyAttachment(arn: Self.own)]
        }
      }
      let policies = action.map {
        CustomerManagedPolicy(name: "Own", document: Self.allow($0))
      }
      return RoleSet(
        account: "123456789012", policies: policies.map { [$0] } ?? [], roles: [role])
    }
    let review = try #require(
      RoleReview.all(from: set(old), to: set(new), library: PolicyLibrary()).first)
    #expect(review.gains == gains && review.loses == loses)
    let isChanged = old != nil && new != nil && old != new
    #expect(review.changedPolicies == (isChanged ? [Self.own] : []))
  }
}

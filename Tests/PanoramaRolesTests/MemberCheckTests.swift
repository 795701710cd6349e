import IAMBackend
import IAMPolicy
import IAMRoles
import JSONText
import RoleCatalogue
import Testing

@testable import PanoramaRoles
@testable import Reports

@Suite struct MemberCheckTests {
  static let fence = "arn:aws:iam::aws:policy/Fence"
  /// What the policy that nobody declared says.
  static let ownDocument = PolicyDocument.identity([
    IdentityStatement(
      .allow, .action([ActionPattern("s3:GetObject")]), on: .resource([ResourcePattern("*")]))
  ])

  static func reading(_ account: String) throws -> (AccountReading, RoleSet) {
    let spec = try Spec(
      try Spec(checking: SpecDraft(account: "123456789012")), for: account, in: "aws")
    let set = try RoleCatalogue.builtIn.roleSet(for: spec)
    guard case .ordinary(let role)? = set.roles.last else {
      throw CommandError(.failed, "the set has no ordinary role")
    }
    let observed = ObservedRole(
      name: role.name, path: role.path, arn: set.arn(path: role.path, name: role.name), id: "AROA",
      description: .present(role.description), maxSessionDuration: .present(3600),
      trust: .present(.policy(role.trust)), permissionsBoundary: .absent, tags: .present([]),
      managedPolicies: .present(
        role.managedPolicies + [.init(arn: "arn:aws:iam::\(account):policy/Own")]),
      inlinePolicies: .present([]))
    var roles: [String: Reading<ObservedRole>] = [role.name: .present(observed)]
    for case .serviceLinked(let linked) in set.roles { roles[linked.name] = .absent }
    return (
      AccountReading(
        state: AccountState(
          account: account, partition: "aws", roles: roles,
          policies: PolicyLibrary(["arn:aws:iam::\(account):policy/Own": Self.ownDocument])),
        related: RelatedResources()), set
    )
  }

  static func check(_ accepted: [DriftSuppression]) -> DriftRun {
    DriftRun(
      failsOnWideningOnly: false, accepted: accepted, day: "2026-01-01", latestDay: "2030-12-31",
      specPath: "spec",
      strategy: .automatic, includesRelated: true)
  }

  static func own(_ account: String) throws -> (Difference, AccountNames) {
    let (reading, set) = try reading(account)
    let report = check([]).outcome(
      of: reading, set, DriftBaseline(), as: .memberOfList
    ).report
    let difference = report.entries.map(\.difference).first { $0.kind == .managedPolicyUnexpected }
    return (try #require(difference), AccountNames(account: account, partition: "aws"))
  }

  @Test("the same drift has the same digest in every account")
  func digests() throws {
    let (one, names) = try Self.own("111111111111")
    let (other, otherNames) = try Self.own("222222222222")
    #expect(one.digest != other.digest)
    #expect(one.digest(for: names) == other.digest(for: otherNames))
    #expect(names.generic(one.path) == otherNames.generic(other.path))
  }

  @Test(
    "an entry for all accounts and one for a single account are both taken",
    arguments: [true, false])
  func ignored(isGeneric: Bool) throws {
    let (difference, names) = try Self.own("111111111111")
    let entry = DriftSuppression(
      role: "AWSPanoramaApplianceServiceRole", kind: difference.kind,
      path: isGeneric ? names.generic(difference.path) : difference.path,
      value: isGeneric ? difference.digest(for: names) : difference.digest, reason: "r", owner: "o",
      expires: "2030-01-31")
    let (first, set) = try Self.reading("111111111111")
    let found = Self.check([entry]).outcome(
      of: first, set, DriftBaseline(), as: .memberOfList)
    #expect(found.report.drift.suppressed.map(\.entry) == [entry])
    #expect(found.unmatched.isEmpty)
    let (second, otherSet) = try Self.reading("222222222222")
    let other = Self.check([entry]).outcome(
      of: second, otherSet, DriftBaseline(), as: .memberOfList)
    #expect(other.report.drift.suppressed.count == (isGeneric ? 1 : 0))
    #expect(other.unmatched.map(\.entry) == (isGeneric ? [] : [entry]))
    #expect(other.report.findings.isEmpty)
  }
}

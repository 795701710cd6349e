import AWSAccess
import IAMRoles
import Testing

@testable import IAMBackend

/// What an account or an instance profile has no room for.
@Suite("Where there is no room") struct RoomTests {
  @Test("an instance profile that contains another role is refused at once")
  func profile() throws {
    var state = Sample.state([AccountReaderTests.full()])
    state.instanceProfiles["edge"] = .present(
      ObservedInstanceProfile(name: "edge", path: "/", roles: ["Other"]))
    let waits = Waits()
    let backend = HTTPBackend.over(ModelIAM(state), waits)
    #expect(throws: BackendError.self) {
      try backend.make(.addRoleToInstanceProfile(role: Sample.role.name, profile: "edge"))
    }
    #expect(waits.pauses.isEmpty)
  }

  /// An account of which only the counts are told.
  private struct Counts: IAMCaller {
    let roles: Int

    func call(
      _ action: String, _ parameters: [(String, String)]
    ) throws(CallFailure) -> XMLElement {
      guard action == "GetAccountSummary" else {
        return .named("Result", [.named("Policy", [.leaf("IsAttachable", "true")])])
      }
      let counts = [("Roles", roles), ("RolesQuota", 1000)]
      return .named(
        "Result",
        [
          .named(
            "SummaryMap",
            counts.map { .named("entry", [.leaf("key", $0.0), .leaf("value", "\($0.1)")]) })
        ])
    }
  }

  @Test(
    "the task that deletes a service-linked role may fail when the role is gone",
    arguments: [true, false])
  func failedTask(_ isGone: Bool) throws {
    let iam = ModelIAM(Sample.state([AccountReaderTests.service()]))
    let role = AccountReaderTests.service()
    let caller = IncompleteAnswerTests.Edited(
      iam: iam, action: "GetServiceLinkedRoleDeletionStatus"
    ) { answer in
      answer = .named("Result", [.leaf("Status", "FAILED")])
      if !isGone { iam.edit { $0.roles[role.name] = .present(role) } }
    }
    let backend = HTTPBackend(
      caller, account: Sample.account, partition: "aws", timeouts: Waits().timeouts)
    if isGone {
      #expect(try backend.make(.deleteServiceLinkedRole(name: role.name)) == .made)
    } else {
      #expect(throws: BackendError.self) {
        try backend.make(.deleteServiceLinkedRole(name: role.name))
      }
    }
  }

  @Test("roles that are made count", arguments: [(998, true), (999, false)])
  func roles(_ count: Int, _ fits: Bool) throws {
    let drift = Drift(between: Sample.set, and: .empty(for: Sample.set))
    let plan = try Plan(closing: drift)
    let check = PreflightCheck(
      client: IAMClient(caller: Counts(roles: count)), plan: plan, drift: drift, caller: nil)
    let wanted = Preflight.Obstacle.quota(of: "roles", count: count, adding: 2, quota: 1000)
    let found = try check.run().obstacles
    #expect(found == (fits ? [] : [wanted]))
  }
}

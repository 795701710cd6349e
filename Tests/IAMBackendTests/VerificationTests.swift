import IAMRoles
import Testing

@testable import IAMBackend

@Suite struct VerificationTests {
  static let set = RoleSet(account: Sample.account, roles: [.ordinary(Sample.role)])

  static func hasDescription(_ text: String) -> (AccountState) -> Bool {
    { $0.roles[Sample.role.name]?.value?.description.value == text }
  }

  @Test("two equal reads that agree are enough")
  func agreed() throws {
    let iam = ModelIAM(Sample.state([Sample.observed()]))
    let waits = Waits()
    let end = try HTTPBackend.over(iam, waits).verify(
      Self.set, timeouts: waits.timeouts, isExpected: Self.hasDescription("for the appliance"))
    guard case .agreed = end else {
      Issue.record("\(end)")
      return
    }
    #expect(waits.pauses == [0.25])
  }

  @Test("stale reads after the last write are waited out")
  func stale() throws {
    let iam = ModelIAM(Sample.state([Sample.observed()]))
    iam.edit { $0.roles[Sample.role.name] = .present(Self.changed) }
    // Copies of different age answer: old, new, old, old, then the new one for good.
    iam.fail("GetRole", .stale)
    iam.fail("GetRole", .stale, times: 2, after: 1)
    let waits = Waits()
    let end = try HTTPBackend.over(iam, waits).verify(
      Self.set, timeouts: waits.timeouts, isExpected: Self.hasDescription("new"))
    guard case .agreed(let reading) = end else {
      Issue.record("\(end)")
      return
    }
    #expect(reading.state.roles[Sample.role.name]?.value?.description.value == "new")
    #expect(waits.pauses.count == 5)
  }

  static var changed: ObservedRole {
    var role = Sample.observed()
    role.description = .present("new")
    return role
  }

  @Test("an account that never agrees is told with its last state")
  func disagrees() throws {
    let iam = ModelIAM(Sample.state([Sample.observed()]))
    let waits = Waits()
    let end = try HTTPBackend.over(iam, waits).verify(
      Self.set, timeouts: waits.timeouts, isExpected: Self.hasDescription("never"))
    guard case .disagrees(let reading) = end else {
      Issue.record("\(end)")
      return
    }
    #expect(reading.state == Sample.state([Sample.observed()]))
    #expect(waits.total == 60)
  }

  @Test("what cannot be read agrees with nothing, whatever is expected of the rest")
  func unreadable() throws {
    let iam = ModelIAM(Sample.state([Sample.observed()]))
    let failure = CallFailure(.service, code: "ServiceFailure", message: "no", httpStatus: 500)
    iam.fail("ListRolePolicies", .answer(failure), times: 1000)
    let waits = Waits()
    let end = try HTTPBackend.over(iam, waits).verify(
      Self.set, timeouts: waits.timeouts, isExpected: { _ in true })
    guard case .unreadable(let failures) = end else {
      Issue.record("\(end)")
      return
    }
    #expect(failures.map(\.action) == ["iam:ListRolePolicies"])
  }

  @Test(
    "a permission that is missing is not waited for",
    arguments: [
      "GetRole", "ListAttachedRolePolicies", "ListRolePolicies", "GetPolicy", "GetPolicyVersion",
      "ListPolicyVersions",
    ])
  func denied(_ action: String) throws {
    let iam = ModelIAM(Sample.state([Sample.observed()]))
    _ = try HTTPBackend.over(iam).make(.createPolicy(Sample.ownPolicy, arn: Sample.ownARN))
    var set = Self.set
    set.policies = [Sample.ownPolicy]
    // Every refusal has a request id of its own.
    for number in 0..<8 {
      iam.fail(
        action,
        .answer(
          CallFailure(
            .service, code: "AccessDenied", message: "no", requestID: "r-\(number)",
            httpStatus: 403)))
    }
    let waits = Waits()
    let end = try HTTPBackend.over(iam, waits).verify(
      set, timeouts: waits.timeouts, isExpected: { _ in false })
    guard case .unreadable(let failures) = end else {
      Issue.record("\(end)")
      return
    }
    #expect(failures.map(\.action) == ["iam:\(action)"])
    #expect(waits.pauses.isEmpty)
  }

  @Test("a role that shows its id in place of its ARN is not settled")
  func idForARN() throws {
    var role = Sample.observed()
    role.arn = "AROAEXAMPLE"
    let iam = ModelIAM(Sample.state([role]))
    let waits = Waits { count in
      if count == 2 { iam.edit { $0.roles[Sample.role.name] = .present(Sample.observed()) } }
    }
    let end = try HTTPBackend.over(iam, waits).verify(
      Self.set, timeouts: waits.timeouts, isExpected: { _ in true })
    guard case .agreed(let reading) = end else {
      Issue.record("\(end)")
      return
    }
    #expect(reading.state == Sample.state([Sample.observed()]))
  }

  @Test("a person can stop the reading back")
  func stopped() throws {
    let iam = ModelIAM(Sample.state([Sample.observed()]))
    let error = #expect(throws: BackendError.self) {
      try HTTPBackend.over(iam).verify(
        Self.set, timeouts: Waits(stopsAfter: 1).timeouts, isExpected: { _ in false })
    }
    #expect(error?.isCancelled == true)
  }

  @Test("pauses grow to a bound and add up to the limit", arguments: [0.0, 0.3, 15, 60, 120])
  func pauses(_ limit: Double) {
    var pauses = Backoff(limit: limit)
    var all: [Double] = []
    while let pause = pauses.pause() { all.append(pause) }
    #expect(all.reduce(0, +) == limit)
    #expect(all.allSatisfy { $0 > 0 && $0 <= 8 })
    #expect(all.dropLast() == all.dropLast().sorted()[...])
  }
}

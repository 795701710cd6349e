import IAMPolicy
import IAMRoles
import JSONText
import Synchronization
import Testing

@testable import IAMBackend

@Suite struct HTTPBackendTests {
  static func service(_ code: String, _ message: String = "no", status: Int = 400) -> CallFailure {
    CallFailure(.service, code: code, message: message, requestID: "r-1", httpStatus: status)
  }

  static let lost: [ModelIAM.Fault] = [
    .lostAfter, .lostAfterThenRepeated,
    .answer(
      CallFailure(
        .service, code: "ServiceFailure", message: "500", httpStatus: 500, mayHaveTakenEffect: true)
    ),
  ]

  @Test("each change of a run ends as made, and the account is as wanted")
  func creation() throws {
    let iam = ModelIAM()
    let backend = HTTPBackend.over(iam)
    for change in Sample.creation { #expect(try backend.make(change) == .made) }
    let role = iam.account.roles[Sample.role.name]?.value
    #expect(role?.managedPolicies.value == Sample.role.managedPolicies)
    #expect(role?.tags.value == Sample.role.tags)
    #expect(iam.calls.count == 4)
  }

  @Test(
    "a lost answer to any change is read back and the run goes on",
    arguments: [0, 1, 2, 3], [false, true])
  func lostAnswers(_ place: Int, _ repeated: Bool) throws {
    let iam = ModelIAM()
    let backend = HTTPBackend.over(iam)
    iam.fail(
      IAMRequest(Sample.creation[place]).action.rawValue,
      repeated ? .lostAfterThenRepeated : .lostAfter)
    for (number, change) in Sample.creation.enumerated() {
      let outcome = try backend.make(change)
      // A call that may be repeated simply succeeds the second time.
      let expected: ChangeOutcome = number == place && (!repeated || place < 2) ? .recovered : .made
      #expect(outcome == expected)
    }
    let model = InMemoryBackend(Sample.state())
    for change in Sample.creation { _ = try model.make(change) }
    #expect(iam.account == model.state)
  }

  static func policyState(_ document: PolicyDocument) -> AccountState {
    var state = Sample.state()
    state.ownPolicies[Sample.ownARN] = .present(
      ObservedPolicy(
        arn: Sample.ownARN, versions: [ObservedPolicy.Version(id: "v1", isDefault: true)],
        document: .policy(document)))
    return state
  }

  @Test("a version of a policy is made once, however its answers are lost", arguments: 0..<3)
  func versionOnce(_ fault: Int) throws {
    let iam = ModelIAM(Self.policyState(Sample.inline("s3:*")))
    iam.fail("CreatePolicyVersion", Self.lost[fault])
    let told = Mutex<[BackendProgress]>([])
    let backend = HTTPBackend(
      iam, account: Sample.account, partition: "aws", timeouts: Waits().timeouts,
      progress: { progress in told.withLock { $0.append(progress) } })
    let change = Change.createPolicyVersion(arn: Sample.ownARN, document: Sample.inline())
    // The answer of the last fault is an error without effect: the call is sent again, after a look.
    #expect(try backend.make(change) == (fault < 2 ? .recovered : .made))
    #expect(iam.account.ownPolicies[Sample.ownARN]?.value?.versions.map(\.id) == ["v1", "v2"])
    #expect(iam.writes.count == (fault < 2 ? 1 : 2))
    #expect(told.withLock { $0 } == [.readingBack(subject: "managed policy '\(Sample.ownARN)'")])
  }

  @Test("a version of a policy that never arrives is sent three times, with a look after each")
  func versionNever() throws {
    let iam = ModelIAM(Self.policyState(Sample.inline("s3:*")))
    iam.fail("CreatePolicyVersion", .lostBefore, times: 9)
    let waits = Waits()
    let error = #expect(throws: BackendError.self) {
      try HTTPBackend.over(iam, waits).make(
        .createPolicyVersion(arn: Sample.ownARN, document: Sample.inline()))
    }
    #expect(error?.kind == .connection && error?.problem.contains("not known") == true)
    #expect(iam.writes.count == 3 && waits.total == 45)
  }

  static let namesakes = [
    "arn:aws:iam::123456789012:policy/other/edge-logs",
    "arn:aws:iam::123456789012:policy/edge/EDGE-Logs",
  ]

  @Test("a policy whose name another one has is refused at once", arguments: namesakes)
  func policyNameTaken(_ arn: String) throws {
    var state = Sample.state()
    state.ownPolicies[arn] = .present(
      ObservedPolicy(
        arn: arn, versions: [ObservedPolicy.Version(id: "v1", isDefault: true)],
        document: .policy(Sample.inline())))
    let iam = ModelIAM(state)
    let waits = Waits()
    let change = Change.createPolicy(Sample.ownPolicy, arn: Sample.ownARN)
    let error = #expect(throws: BackendError.self) { try HTTPBackend.over(iam, waits).make(change) }
    #expect(error?.isRefusal == true && error?.problem.contains("taken by '\(arn)'") == true)
    #expect(error?.hint?.contains("name and path") == true)
    #expect(waits.pauses.isEmpty && iam.account == state)
    let model = #expect(throws: BackendError.self) { try InMemoryBackend(state).make(change) }
    #expect(model?.problem == error?.problem)
  }

  @Test("a policy that exists with a different document is refused at once")
  func otherPolicy() throws {
    let iam = ModelIAM(Self.policyState(Sample.inline("s3:*")))
    let waits = Waits()
    let error = #expect(throws: BackendError.self) {
      try HTTPBackend.over(iam, waits).make(.createPolicy(Sample.ownPolicy, arn: Sample.ownARN))
    }
    #expect(error?.isRefusal == true && error?.problem.contains("a different document") == true)
    #expect(waits.pauses.isEmpty)
  }

  @Test("a policy that exists and cannot be seen yet is waited for")
  func policyUnseen() throws {
    let iam = ModelIAM(Self.policyState(Sample.inline()))
    iam.fail("ListPolicyVersions", .answer(Self.service("NoSuchEntity", status: 404)), times: 3)
    let waits = Waits()
    #expect(
      try HTTPBackend.over(iam, waits).make(.createPolicy(Sample.ownPolicy, arn: Sample.ownARN))
        == .alreadyThere)
    #expect(waits.pauses.count == 3)
  }

  @Test("a creation that never arrived is told as what it was")
  func lostBefore() throws {
    let iam = ModelIAM()
    iam.fail("CreateRole", .lostBefore)
    let waits = Waits()
    let error = #expect(throws: BackendError.self) {
      try HTTPBackend.over(iam, waits).make(.createRole(Sample.role))
    }
    #expect(error?.kind == .connection)
    #expect(error?.message.contains("cannot create role") == true)
    #expect(waits.total == 15)
    #expect(iam.writes.count == 1)
  }

  @Test("an existing role that is the same in meaning counts as there")
  func identical() throws {
    let iam = ModelIAM(Sample.state([Sample.observed()]))
    #expect(try HTTPBackend.over(iam).make(.createRole(Sample.role)) == .alreadyThere)
  }

  @Test("an existing role whose trust is only spelled otherwise counts as the same")
  func respelled() throws {
    var there = Sample.observed()
    let clause = ConditionClause(.stringEquals, "AWS:SOURCEACCOUNT", [Sample.account])
    there.trust = .present(
      .policy(
        .trust([
          TrustStatement(
            sid: "Other", .allow, .some([.service("panorama.amazonaws.com")]),
            when: ConditionBlock(clause))
        ])))
    let iam = ModelIAM(Sample.state([there]))
    iam.fail("CreateRole", .lostBefore)
    #expect(try HTTPBackend.over(iam).make(.createRole(Sample.role)) == .recovered)
  }

  struct Other: Sendable {
    let part: String
    let change: @Sendable (inout ObservedRole) -> Void
  }

  static let others: [Other] = [
    Other(part: "trust policy") { $0.trust = .present(.policy(Sample.trust("ec2.amazonaws.com"))) },
    Other(part: "path") { $0.path = "/other/" },
    Other(part: "description") { $0.description = .present("another") },
    Other(part: "maximum session duration") { $0.maxSessionDuration = .present(3600) },
    Other(part: "permissions boundary") { $0.permissionsBoundary = .absent },
    Other(part: "tags") { $0.tags = .present([Tag("team", "other")]) },
    Other(part: "name ('awspanoramaapplianceservicerole')") {
      $0.name = "awspanoramaapplianceservicerole"
      $0.arn = "arn:aws:iam::123456789012:role/service-role/awspanoramaapplianceservicerole"
    },
  ]

  @Test("an existing role that is another one is refused and left alone", arguments: others)
  func another(_ row: Other) throws {
    var there = Sample.observed()
    row.change(&there)
    let iam = ModelIAM(Sample.state([there]))
    let error = #expect(throws: BackendError.self) {
      try HTTPBackend.over(iam).make(.createRole(Sample.role))
    }
    #expect(error?.isRefusal == true)
    #expect(
      error?.problem == "role '\(Sample.role.name)' exists with a different \(row.part)")
    #expect(error?.hint?.contains("panorama-roles drift") == true)
    #expect(iam.account == Sample.state([there]))
  }

  @Test("a role that exists and cannot be seen yet is waited for")
  func existsUnseen() throws {
    let iam = ModelIAM(Sample.state([Sample.observed()]))
    iam.fail("GetRole", .answer(Self.service("NoSuchEntity", status: 404)), times: 3)
    iam.fail("ListRoles", .stale, times: 3)
    iam.edit { _ in }
    let waits = Waits()
    #expect(try HTTPBackend.over(iam, waits).make(.createRole(Sample.role)) == .alreadyThere)
  }

  @Test("a new role that writes do not see yet is waited for, up to a minute")
  func notVisibleYet() throws {
    for (times, succeeds) in [(4, true), (1000, false)] {
      let iam = ModelIAM()
      iam.fail(
        "AttachRolePolicy",
        .answer(Self.service("NoSuchEntity", "The role with name x cannot be found.", status: 404)),
        times: times)
      let waits = Waits()
      let backend = HTTPBackend.over(iam, waits)
      _ = try backend.make(.createRole(Sample.role))
      let attach = Change.attachRolePolicy(role: Sample.role.name, arn: Sample.managed)
      if succeeds {
        #expect(try backend.make(attach) == .made)
        #expect(waits.pauses == [0.5, 1, 2, 4])
      } else {
        let error = #expect(throws: BackendError.self) { try backend.make(attach) }
        #expect(error?.kind == .missing)
        #expect(waits.total == 60)
      }
    }
  }

  @Test("a policy that is not there is told at once")
  func noSuchPolicy() throws {
    let iam = ModelIAM(Sample.state([Sample.observed()]))
    iam.fail(
      "AttachRolePolicy",
      .answer(
        Self.service(
          "NoSuchEntity", "Policy \(Sample.managed) does not exist or is not attachable.")))
    let waits = Waits()
    let error = #expect(throws: BackendError.self) {
      try HTTPBackend.over(iam, waits).make(
        .attachRolePolicy(role: Sample.role.name, arn: Sample.managed))
    }
    #expect(error?.problem.contains("the policy does not exist") == true)
    #expect(waits.pauses.isEmpty)
  }

  @Test(
    "concurrent changes are waited for",
    arguments: ["ConcurrentModification", "EntityTemporarilyUnmodifiable"])
  func concurrent(_ code: String) throws {
    let iam = ModelIAM()
    iam.fail("CreateRole", .answer(Self.service(code, status: 409)), times: 3)
    let waits = Waits()
    #expect(try HTTPBackend.over(iam, waits).make(.createRole(Sample.role)) == .made)
    #expect(waits.pauses.count == 3)
    iam.fail("TagRole", .answer(Self.service(code, status: 409)), times: 1000)
    #expect(throws: BackendError.self) {
      try HTTPBackend.over(iam, waits).make(.tagRole(role: Sample.role.name, tags: [Tag("a", "b")]))
    }
    #expect(waits.total == 3.5 + 120)
  }

  @Test("a service-linked role that is there is no failure")
  func serviceLinkedTaken() throws {
    let taken = "Service role name X has been taken in this account, please try a different suffix."
    for failure in [
      Self.service("InvalidInput", taken), Self.service("EntityAlreadyExists", status: 409),
    ] {
      let iam = ModelIAM()
      iam.fail("CreateServiceLinkedRole", .answer(failure))
      let change = Change.createServiceLinkedRole(Sample.serviceLinked)
      #expect(try HTTPBackend.over(iam).make(change) == .alreadyThere)
    }
  }

  @Test("a service that IAM does not know any more is explained")
  func endedService() throws {
    let iam = ModelIAM()
    iam.fail(
      "CreateServiceLinkedRole", .answer(Self.service("InvalidInput", "unknown service")))
    let error = #expect(throws: BackendError.self) {
      try HTTPBackend.over(iam).make(.createServiceLinkedRole(Sample.serviceLinked))
    }
    #expect(error?.hint?.contains("may have ended") == true)
  }

  @Test("what should go and is gone is no failure")
  func alreadyGone() throws {
    let iam = ModelIAM(Sample.state([Sample.observed()]))
    let backend = HTTPBackend.over(iam)
    #expect(
      try backend.make(.detachRolePolicy(role: Sample.role.name, arn: Sample.managed))
        == .alreadyThere)
    #expect(try backend.make(.deleteRolePolicy(role: Sample.role.name, name: "x")) == .alreadyThere)
  }

  struct Advice: Sendable {
    let code: String
    let message: String
    let change: Change
    let kind: BackendError.Kind
    let says: String
  }

  static let attach = Change.attachRolePolicy(role: Sample.role.name, arn: Sample.managed)
  static let advice: [Advice] = [
    Advice(
      code: "LimitExceeded", message: "Cannot exceed quota for PoliciesPerRole: 10", change: attach,
      kind: .quota, says: "Managed policies per role"),
    Advice(
      code: "LimitExceeded", message: "Cannot exceed quota for ACLSizePerRole: 2048",
      change: .createRole(Sample.role), kind: .quota, says: "--all-devices"),
    Advice(
      code: "LimitExceeded", message: "Maximum policy size of 10240 bytes exceeded for role X",
      change: .putRolePolicy(
        role: Sample.role.name, policy: InlinePolicy(name: "logs", document: Sample.inline())),
      kind: .quota, says: "managed policy"),
    Advice(
      code: "LimitExceeded", message: "Cannot exceed quota for RolesPerAccount: 1000",
      change: .createRole(Sample.role), kind: .quota, says: "Roles per account"),
    Advice(
      code: "LimitExceeded", message: "Cannot exceed quota for TagsPerRole: 50",
      change: .tagRole(role: Sample.role.name, tags: [Tag("a", "b")]), kind: .quota,
      says: "repeating does not help"),
    Advice(
      code: "PolicyNotAttachable", message: "no", change: attach, kind: .refused,
      says: "service-linked roles alone"),
    Advice(
      code: "UnmodifiableEntity", message: "no", change: attach, kind: .refused,
      says: "leave the role to its service"),
    Advice(
      code: "AccessDenied", message: "no", change: attach, kind: .denied,
      says: "iam:AttachRolePolicy"),
    Advice(
      code: "ExpiredToken", message: "no", change: attach, kind: .credentials, says: "expired"),
    Advice(
      code: "Throttling", message: "Rate exceeded", change: attach, kind: .throttled,
      says: "wait a minute"),
    Advice(
      code: "MalformedPolicyDocument",
      message: #"Invalid principal in policy: "SERVICE":"panorama.amazonaws.com""#,
      change: .createRole(Sample.role), kind: .refused, says: "may have ended"),
    Advice(
      code: "MalformedPolicyDocument", message: "Invalid principal in policy",
      change: .createRole(Sample.role), kind: .refused, says: "may have ended"),
  ]

  @Test("refusals are explained at once, without a second try", arguments: advice)
  func refusals(_ row: Advice) throws {
    let iam = ModelIAM(Sample.state())
    iam.fail(row.change.action.rawValue, .answer(Self.service(row.code, row.message)), times: 9)
    let waits = Waits()
    let error = #expect(throws: BackendError.self) {
      try HTTPBackend.over(iam, waits).make(row.change)
    }
    #expect(error?.kind == row.kind)
    #expect(error?.hint?.contains(row.says) == true, "\(error?.hint ?? "no hint")")
    #expect(error?.message.hasSuffix("\(row.code): \(row.message) (request id r-1)") == true)
    #expect(error?.subject == .role(Sample.role.name))
    #expect(waits.pauses.isEmpty)
    #expect(iam.calls.count == 1)
  }

  @Test("an error names a policy as a policy, and a role as a role")
  func subject() throws {
    for change in Sample.everyChange {
      let iam = ModelIAM(Sample.state())
      iam.fail("*", .answer(Self.service("AccessDenied", status: 403)), times: 9)
      let error = #expect(throws: BackendError.self) { try HTTPBackend.over(iam).make(change) }
      let expected: BackendError.Subject =
        change.isAboutPolicy
        ? .managedPolicy(arn: change.subject)
        : change.isAboutProvider
          ? .identityProvider(arn: change.subject) : .role(change.subject)
      #expect(error?.subject == expected, "\(change.phrase)")
    }
  }

  // MARK: Principals

  static let principal = "arn:aws:iam::123456789012:role/team/device-operator"
  static let invalid = service(
    "MalformedPolicyDocument", #"Invalid principal in policy: "AWS":"\#(principal)""#)

  @Test("a principal that is there and not accepted yet is waited for, up to a minute")
  func newPrincipal() throws {
    let other = Sample.observed(
      Role(name: "device-operator", path: "/team/", trust: Sample.trust()))
    let update = Change.updateAssumeRolePolicy(
      role: Sample.role.name, document: Sample.trusting(Self.principal))
    for (times, succeeds) in [(3, true), (1000, false)] {
      let iam = ModelIAM(Sample.state([Sample.observed(), other]))
      iam.fail("UpdateAssumeRolePolicy", .answer(Self.invalid), times: times)
      let waits = Waits()
      let backend = HTTPBackend.over(iam, waits)
      if succeeds {
        #expect(try backend.make(update) == .made)
        #expect(waits.pauses.count == 3)
      } else {
        let error = #expect(throws: BackendError.self) { try backend.make(update) }
        #expect(error?.message.contains(Self.principal) == true)
        #expect(waits.total == 60)
      }
    }
  }

  @Test("a principal that is not there is named at once", arguments: ["role", "user"])
  func missingPrincipal(_ kind: String) throws {
    let iam = ModelIAM(Sample.state([Sample.observed()]))
    iam.fail("UpdateAssumeRolePolicy", .answer(Self.invalid), times: 9)
    let arn = "arn:aws:iam::123456789012:\(kind)/device-operator"
    let waits = Waits()
    let error = #expect(throws: BackendError.self) {
      try HTTPBackend.over(iam, waits).make(
        .updateAssumeRolePolicy(role: Sample.role.name, document: Sample.trusting(arn)))
    }
    #expect(error?.problem.contains("'\(arn)', which does not exist") == true)
    #expect(waits.pauses.isEmpty)
  }

  @Test("a principal that this run created is not asked for")
  func ownPrincipal() throws {
    let iam = ModelIAM(Sample.state([Sample.observed()]))
    let backend = HTTPBackend.over(iam)
    _ = try backend.make(
      .createRole(Role(name: "device-operator", path: "/team/", trust: Sample.trust())))
    iam.fail("UpdateAssumeRolePolicy", .answer(Self.invalid), times: 2)
    iam.fail("GetRole", .answer(Self.service("NoSuchEntity", status: 404)), times: 9)
    let update = Change.updateAssumeRolePolicy(
      role: Sample.role.name, document: Sample.trusting(Self.principal))
    #expect(try backend.make(update) == .made)
  }

  // MARK: Stopping

  @Test("a person can stop every wait")
  func stopped() throws {
    let iam = ModelIAM()
    iam.fail("CreateRole", .answer(Self.service("ConcurrentModification")), times: 99)
    let error = #expect(throws: BackendError.self) {
      try HTTPBackend.over(iam, Waits(stopsAfter: 2)).make(.createRole(Sample.role))
    }
    #expect(error?.isCancelled == true)
    #expect(iam.calls.count == 3)
  }

  @Test("a change that reading back cannot see is told so")
  func unreadableEffect() throws {
    let iam = ModelIAM()
    iam.fail("CreateRole", .lostAfter)
    iam.fail("GetRole", .answer(AccountReaderTests.denied), times: 9)
    let error = #expect(throws: BackendError.self) {
      try HTTPBackend.over(iam).make(.createRole(Sample.role))
    }
    #expect(error?.problem.contains("whether it took effect is not known") == true)
  }
}

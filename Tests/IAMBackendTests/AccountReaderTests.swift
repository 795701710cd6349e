import AWSAccess
import IAMPolicy
import IAMRoles
import JSONText
import Synchronization
import Testing

@testable import IAMBackend

@Suite struct AccountReaderTests {
  static func full() -> ObservedRole {
    var role = Sample.observed()
    role.managedPolicies = .present([ManagedPolicyAttachment(arn: Sample.managed)])
    role.inlinePolicies = .present([
      ObservedInlinePolicy(name: "a", document: .present(.policy(Sample.inline("s3:*")))),
      ObservedInlinePolicy(name: "b", document: .present(.policy(Sample.inline()))),
      ObservedInlinePolicy(name: "c", document: .present(.policy(Sample.inline("iam:Get*")))),
    ])
    return role
  }

  static func service(_ name: String = Sample.serviceLinked.name) -> ObservedRole {
    var role = Sample.observed(
      Role(
        name: name, path: Sample.serviceLinked.path,
        trust: .trust([TrustStatement(.allow, .some([.service("panorama.amazonaws.com")]))])))
    role.managedPolicies = .absent
    role.inlinePolicies = .absent
    return role
  }

  @Test("a role is read whole, over any number of pages, encoded or not", arguments: [true, false])
  func whole(_ encodes: Bool) throws {
    let iam = ModelIAM(Sample.state([Self.full(), Self.service()]), pageSize: 1, encodes: encodes)
    let reading = try AccountReader(iam).read(Sample.set)
    #expect(reading.notes.isEmpty)
    #expect(reading.state == Sample.state([Self.full(), Self.service()]))
    #expect(!iam.actions.contains("ListRoles"))
  }

  @Test("a service-linked role takes one call")
  func serviceLinked() throws {
    let iam = ModelIAM(Sample.state([Self.service()]))
    let set = RoleSet(account: Sample.account, roles: [.serviceLinked(Sample.serviceLinked)])
    _ = try AccountReader(iam).read(set)
    #expect(iam.actions == ["GetRole"])
  }

  @Test("a role that is not there is absent, after one look at the list of all roles")
  func absent() throws {
    let iam = ModelIAM(Sample.state())
    let reading = try AccountReader(iam).read(Sample.set)
    #expect(reading.state == .empty(for: Sample.set))
    #expect(iam.actions.filter { $0 == "ListRoles" }.count == 1)
    #expect(reading.notes.isEmpty)
  }

  static let spellings = [
    "awspanoramaapplianceservicerole", "AwsPanoramaApplianceRole", "AWSPANORAMAAPPLIANCEROLE",
  ]

  @Test("a role in another spelling is found and read", arguments: spellings)
  func otherSpelling(_ name: String) throws {
    var role = Self.full()
    role.name = name
    role.arn = "arn:aws:iam::\(Sample.account):role/service-role/\(name)"
    let iam = ModelIAM(Sample.state([role, Self.service()]), pageSize: 1)
    let reading = try AccountReader(iam).read(Sample.set)
    #expect(reading.state.roles[Sample.role.name] == .present(role))
  }

  @Test("a service-linked role under a name of the service's own is found by its path")
  func otherServiceName() throws {
    let role = Self.service("AWSServiceRoleForpanorama")
    let iam = ModelIAM(Sample.state([Self.full(), role]))
    let reading = try AccountReader(iam).read(Sample.set)
    #expect(reading.state.roles[Sample.serviceLinked.name] == .present(role))
  }

  @Test(
    "a role that may exist in another spelling is unreadable while roles cannot be listed",
    arguments: [denied, throttled, garbage], ReadStrategy.allCases)
  func withoutList(_ failure: CallFailure, _ strategy: ReadStrategy) throws {
    let iam = ModelIAM(Sample.state([Self.full()]))
    iam.fail("ListRoles", .answer(failure), times: 9)
    for scope in [ReadScope.plan, .drift(pinned: [])] {
      let state = try AccountReader(iam, strategy: strategy).read(Sample.set, for: scope).state
      #expect(state.roles[Sample.role.name] == .present(Self.full()))
      #expect(state.roles[Sample.serviceLinked.name]?.failure?.action == "iam:ListRoles")
    }
  }

  @Test(
    "a policy whose name another may have is unreadable while policies cannot be listed",
    arguments: [denied, throttled, garbage])
  func withoutPolicyList(_ failure: CallFailure) throws {
    var set = Sample.set
    set.policies = [Sample.ownPolicy]
    for scope in [ReadScope.plan, .drift(pinned: [])] {
      let iam = ModelIAM(Sample.state([Self.full(), Self.service()]))
      iam.fail("ListPolicies", .answer(failure), times: 9)
      let state = try AccountReader(iam).read(set, for: scope).state
      #expect(state.ownPolicies[Sample.ownARN]?.failure?.action == "iam:ListPolicies")
      #expect(throws: PlanRefusal.self) { try Plan(closing: Drift(between: set, and: state)) }
    }
  }

  @Test("keys that expire in the middle lose nothing that was read")
  func expiredMidway() throws {
    let roles = (0..<6).map { Role(name: "r\($0)", trust: Sample.trust()) }
    let expired = CallFailure(.service, code: "ExpiredToken", message: "expired", httpStatus: 403)
    for strategy in [ReadStrategy.perRole, .automatic] {
      let iam = ModelIAM(Sample.state(roles.map { Sample.observed($0) }))
      iam.fail("GetRole", .answer(expired), times: 99, after: 3)
      iam.fail("GetAccountAuthorizationDetails", .answer(Self.denied), times: 9)
      let set = RoleSet(account: Sample.account, roles: roles.map { .ordinary($0) })
      let state = try AccountReader(iam, strategy: strategy, width: 1).read(set).state
      #expect(state.roles.values.count { $0.value != nil } == 3)
      #expect(state.roles.values.count { $0.failure?.message.contains("expired") == true } == 3)
      // Nothing is asked with keys that are known to have expired.
      #expect(iam.actions.count { $0 == "GetRole" } == 4)
    }
  }

  // MARK: The cheapest way

  static func crowd(_ count: Int) -> (account: AccountState, set: RoleSet) {
    let roles = (0..<count).map { number in
      Role(
        name: "r\(number)", description: "d\(number)", maxSessionDuration: 7200,
        trust: Sample.trust(), managedPolicies: [ManagedPolicyAttachment(arn: Sample.managed)],
        inlinePolicies: [InlinePolicy(name: "p", document: Sample.inline())],
        permissionsBoundary: PermissionsBoundary(arn: Sample.boundary), tags: [Tag("k", "v")])
    }
    var account = Sample.state(
      roles.map { role in
        var observed = Sample.observed(role)
        observed.managedPolicies = .present(role.managedPolicies)
        observed.inlinePolicies = .present([
          ObservedInlinePolicy(name: "p", document: .present(.policy(Sample.inline())))
        ])
        return observed
      })
    var policy = ObservedPolicy(
      arn: Sample.ownARN, versions: [.init(id: "v1", isDefault: true)],
      document: .policy(Sample.inline()))
    policy.uses = 0
    policy.description = ""
    policy.tags = []
    account.ownPolicies = [Sample.ownARN: .present(policy)]
    let set = RoleSet(
      account: Sample.account, policies: [Sample.ownPolicy], roles: roles.map { .ordinary($0) })
    return (account, set)
  }

  @Test("every way of reading gives the same", arguments: [1, 2, 3, 7, 40])
  func sameEveryWay(_ count: Int) throws {
    let (account, set) = Self.crowd(count)
    for scope in [ReadScope.plan, .drift(pinned: [Sample.ownARN])] {
      let readings = try ReadStrategy.allCases.map { strategy in
        try AccountReader(ModelIAM(account, pageSize: 1000), strategy: strategy)
          .read(set, for: scope)
      }
      #expect(readings.allSatisfy { $0 == readings[0] })
      #expect(readings[0].state.roles.count == count)
      #expect(readings[0].state.roles == account.roles)
      if scope == .plan { #expect(readings[0].state.ownPolicies == account.ownPolicies) }
    }
  }

  @Test("of roles that nobody declared is known what reading in bulk tells, without one more call")
  func othersInBulk() throws {
    var (account, set) = Self.crowd(40)
    set.roles.removeLast()
    set.policies = []
    var stranger = try #require(account.roles["r39"]?.value)
    stranger.permissionsBoundary = .absent
    stranger.managedPolicies = .present([
      ManagedPolicyAttachment(arn: Sample.managed),
      ManagedPolicyAttachment(arn: "arn:aws:iam::aws:policy/AdministratorAccess"),
    ])
    account.roles["r39"] = .present(stranger)
    func other(_ strategy: ReadStrategy) throws -> (role: UndeclaredRole?, actions: [String]) {
      let iam = ModelIAM(account, pageSize: 1000)
      let reading = try AccountReader(iam, strategy: strategy).read(set, for: .drift(pinned: []))
      return (reading.related.others.value?.first { $0.name == "r39" }, iam.actions)
    }
    let (bulk, actions) = try other(.bulk)
    #expect(actions.sorted() == ["GetAccountAuthorizationDetails", "ListRoles"])
    let permissions = try #require(bulk?.permissions)
    let everything = try #require(
      FamousPolicy.document("arn:aws:iam::aws:policy/AdministratorAccess"))
    #expect(permissions.documents == [Sample.inline(), everything])
    #expect(permissions.unknown == ["'\(Sample.managed)'"])
    let (alone, calls) = try other(.perRole)
    #expect(alone != nil && alone?.permissions == nil)
    // Nothing is asked about it.
    #expect(!calls.contains("GetAccountAuthorizationDetails"))
  }

  @Test("200 roles take two calls, and as many more as there are managed policies to ask about")
  func callsOfMany() throws {
    var (account, set) = Self.crowd(200)
    let iam = ModelIAM(account, pageSize: 1000)
    _ = try AccountReader(iam).read(set)
    #expect(iam.actions == ["ListRoles", "GetAccountAuthorizationDetails", "GetPolicy"])
    set.policies = []
    let check = ModelIAM(account, pageSize: 1000)
    _ = try AccountReader(check).read(set, for: .drift(pinned: []))
    #expect(check.actions.sorted() == ["GetAccountAuthorizationDetails", "ListRoles"])
    account.roles = [:]
    let empty = ModelIAM(account, pageSize: 1000)
    let reading = try AccountReader(empty).read(set)
    #expect(empty.actions == ["ListRoles"])
    #expect(reading.state.roles.values.allSatisfy { $0 == .absent })
  }

  /// A server that answers some calls only when another is on its way.
  final class Meeting: IAMCaller {
    private let inner: ModelIAM
    private let first: @Sendable (String, [(String, String)]) -> Bool
    private let second: @Sendable (String, [(String, String)]) -> Bool
    private let met = Cancellation()
    private let missed = Mutex(false)

    init(
      _ inner: ModelIAM, _ first: @escaping @Sendable (String, [(String, String)]) -> Bool,
      waitsFor second: @escaping @Sendable (String, [(String, String)]) -> Bool
    ) {
      self.inner = inner
      self.first = first
      self.second = second
    }

    /// Whether a call was answered without the other.
    var hasMissed: Bool { missed.withLock { $0 } }

    func call(
      _ action: String, _ parameters: [(String, String)]
    ) throws(CallFailure) -> XMLElement {
      if second(action, parameters) { met.cancel() }
      if first(action, parameters), met.pause(seconds: 20) { missed.withLock { $0 = true } }
      return try inner.call(action, parameters)
    }
  }

  @Test("where many roles are expected the account is asked for beside the list of its roles")
  func firstPageBesideList() throws {
    var (account, set) = Self.crowd(200)
    set.policies = []
    account.ownPolicies = [:]
    for isCheck in [true, false] {
      let iam = ModelIAM(account, pageSize: 1000)
      let meeting = Meeting(iam) { action, _ in
        action == "ListRoles"
      } waitsFor: { action, _ in
        action == "GetAccountAuthorizationDetails"
      }
      _ = try AccountReader(meeting, expectsRoles: !isCheck)
        .read(set, for: isCheck ? .drift(pinned: []) : .plan)
      #expect(!meeting.hasMissed)
      #expect(iam.actions.count == 2)
    }
  }

  @Test("a page is read while the next one is on its way")
  func pagesAhead() throws {
    let (account, _) = Self.crowd(200)
    let iam = ModelIAM(account, pageSize: 50)
    let seen = Mutex((markers: 0, isAhead: false))
    let meeting = Cancellation()
    let caller = Meeting(iam) { _, _ in
      false
    } waitsFor: { _, _ in
      let isThird = seen.withLock { seen in
        seen.markers += 1
        return seen.markers == 3
      }
      if isThird { meeting.cancel() }
      return false
    }
    var pages = 0
    try IAMClient(caller: caller).accountDetails(["Role"]) { page throws(CallFailure) in
      pages += 1
      if pages == 2 {
        let isAlone = meeting.pause(seconds: 20)
        seen.withLock { $0.isAhead = !isAlone }
      }
      return true
    }
    #expect(pages == 4)
    #expect(seen.withLock { $0.isAhead })
  }

  @Test("no page is asked for behind a first one that is enough")
  func firstPageIsEnough() throws {
    let (account, _) = Self.crowd(200)
    let iam = ModelIAM(account, pageSize: 50)
    try IAMClient(caller: iam).accountDetails(["Role"]) { _ throws(CallFailure) in false }
    #expect(iam.actions.count == 1)
  }

  static let denied = CallFailure(
    .service, code: "AccessDenied", message: "User: x is not authorized to perform: it",
    requestID: "r-1", httpStatus: 403)
  static let throttled = CallFailure(
    .service, code: "Throttling", message: "Rate exceeded", httpStatus: 400)
  static let garbage = CallFailure(.malformedAnswer, message: "an HTML page")

  struct Denial: Sendable {
    let action: String
    let failure: CallFailure
    let reason: ReadFailure.Reason
  }

  static let denials: [Denial] = [
    "GetRole", "ListAttachedRolePolicies", "ListRolePolicies", "GetRolePolicy",
  ].flatMap { action in
    [
      Denial(action: action, failure: denied, reason: .denied),
      Denial(action: action, failure: throttled, reason: .throttled),
      Denial(action: action, failure: garbage, reason: .failed),
    ]
  }

  @Test("what cannot be read is unreadable and never absent", arguments: denials)
  func unreadable(_ row: Denial) throws {
    let iam = ModelIAM(Sample.state([Self.full(), Self.service()]))
    iam.fail(row.action, .answer(row.failure), after: row.action == "GetRole" ? 1 : 0)
    let set = RoleSet(
      account: Sample.account,
      roles: [.serviceLinked(Sample.serviceLinked), .ordinary(Sample.role)])
    let reading = try AccountReader(iam, width: 1).read(set).state.roles[Sample.role.name]
    let role = reading?.value
    let failures = [
      reading?.failure, role?.managedPolicies.failure, role?.inlinePolicies.failure,
      role?.inlinePolicies.value?.first?.document.failure,
    ].compactMap { $0 }
    #expect(failures.map(\.action) == ["iam:\(row.action)"])
    #expect(failures.map(\.reason) == [row.reason])
    #expect(failures.first?.subject.hasPrefix(Sample.role.name) == true)
    #expect(reading != .absent)
  }

  @Test("when every GetRole is denied the state is unreadable, and no error")
  func allDenied() throws {
    let iam = ModelIAM(Sample.state([Self.full(), Self.service()]))
    iam.fail("GetRole", .answer(Self.denied), times: 10)
    let reading = try AccountReader(iam).read(Sample.set)
    #expect(reading.state.roles.values.allSatisfy { $0.failure?.reason == .denied })
  }

  struct Fatal: Sendable {
    let failure: CallFailure
    let kind: BackendError.Kind
    let times: Int
  }

  static let endings: [Fatal] = [
    Fatal(
      failure: CallFailure(.noConnection, message: "connection refused"), kind: .connection,
      times: 9),
    Fatal(
      failure: CallFailure(.credentials, message: "no credentials"), kind: .credentials, times: 9),
    Fatal(failure: CallFailure(.cancelled, message: ""), kind: .cancelled, times: 1),
    Fatal(
      failure: CallFailure(.service, code: "ExpiredToken", message: "expired", httpStatus: 403),
      kind: .credentials, times: 9),
    Fatal(
      failure: CallFailure(
        .service, code: "SignatureDoesNotMatch", message: "no", httpStatus: 403),
      kind: .credentials, times: 9),
    Fatal(failure: garbage, kind: .malformedAnswer, times: 10),
    Fatal(failure: throttled, kind: .throttled, times: 10),
    Fatal(
      failure: CallFailure(.broken, message: "timed out"), kind: .connection, times: 10),
  ]

  @Test("a connection or credentials that fail end the work", arguments: endings)
  func fatal(_ row: Fatal) throws {
    let iam = ModelIAM(Sample.state([Self.full(), Self.service()]))
    iam.fail("GetRole", .answer(row.failure), times: row.times)
    let error = #expect(throws: BackendError.self) { try AccountReader(iam).read(Sample.set) }
    #expect(error?.kind == row.kind)
    #expect(error?.action == "iam:GetRole")
  }

  @Test("a role that is deleted while it is read is absent")
  func deletedMeanwhile() throws {
    let iam = ModelIAM(Sample.state([Self.full(), Self.service()]))
    let gone = CallFailure(.service, code: "NoSuchEntity", message: "gone", httpStatus: 404)
    iam.fail("ListRolePolicies", .answer(gone))
    iam.fail("GetRole", .answer(gone), times: 2, after: 2)
    let reading = try AccountReader(iam, width: 1).read(Sample.set)
    #expect(reading.state.roles[Sample.role.name] == .absent)
  }

  @Test("an inline policy that is deleted while the role is read costs one more round")
  func policyDeletedMeanwhile() throws {
    let iam = ModelIAM(Sample.state([Self.full(), Self.service()]))
    let gone = CallFailure(.service, code: "NoSuchEntity", message: "gone", httpStatus: 404)
    iam.fail("GetRolePolicy", .answer(gone), after: 1)
    let reading = try AccountReader(iam).read(Sample.set)
    #expect(reading.state.roles[Sample.role.name] == .present(Self.full()))
  }

  @Test("of a role both kinds of policies are asked for at once, where so few are read")
  func bothKindsAtOnce() throws {
    let iam = ModelIAM(Sample.state([Self.full(), Self.service()]))
    let meeting = Meeting(iam) { action, _ in
      action == "ListAttachedRolePolicies"
    } waitsFor: { action, _ in
      action == "ListRolePolicies"
    }
    let reading = try AccountReader(meeting).read(Sample.set)
    #expect(!meeting.hasMissed)
    #expect(reading.state.roles[Sample.role.name] == .present(Self.full()))
  }

  static let sides = [
    ["ListAttachedRolePolicies"], ["ListRolePolicies"], ["GetRolePolicy"],
    ["ListAttachedRolePolicies", "ListRolePolicies"],
  ]

  @Test("whichever of them finds the role gone, it costs one more round", arguments: sides)
  func goneOnOneSide(_ actions: [String]) throws {
    let gone = CallFailure(.service, code: "NoSuchEntity", message: "gone", httpStatus: 404)
    for width in [1, 4] {
      let iam = ModelIAM(Sample.state([Self.full()]))
      for action in actions { iam.fail(action, .answer(gone)) }
      let set = RoleSet(account: Sample.account, roles: [.ordinary(Sample.role)])
      let reading = try AccountReader(iam, width: width).read(set)
      // One after the other the second failure is met in the second round, which is the last.
      let isTwice = width == 1 && actions.count > 1
      #expect((reading.state.roles[Sample.role.name]?.value == Self.full()) != isTwice)
      #expect(reading.state.roles[Sample.role.name] != .absent)
    }
  }

  @Test("whichever of them fails for good, that ends the work", arguments: sides)
  func fatalOnOneSide(_ actions: [String]) throws {
    let expired = CallFailure(.service, code: "ExpiredToken", message: "expired", httpStatus: 403)
    for width in [1, 4] {
      let iam = ModelIAM(Sample.state([Self.full()]))
      for action in actions { iam.fail(action, .answer(expired), times: 9) }
      let set = RoleSet(account: Sample.account, roles: [.ordinary(Sample.role)])
      let error = #expect(throws: BackendError.self) {
        try AccountReader(iam, width: width).read(set)
      }
      #expect(error?.kind == .credentials)
    }
  }

  @Test("a document that our reader refuses is shown as text")
  func oddDocument() throws {
    var role = Self.full()
    let text = #"{"Version":"2012-10-17","Statement":{"Effect":"Perhaps"}}"#
    role.trust = .present(.unreadableText(text, problem: ""))
    let iam = ModelIAM(Sample.state([role, Self.service()]))
    let reading = try AccountReader(iam).read(Sample.set)
    guard
      case .unreadableText(let found, let problem) =
        reading.state.roles[Sample.role.name]?.value?.trust.value
    else {
      Issue.record("the document was read")
      return
    }
    #expect(found == text)
    #expect(!problem.isEmpty)
  }

  @Test("a percent sign and a plus in a document survive")
  func encodedOnce() throws {
    let document = Sample.inline("s3:GetObject").json.text(.compact)
      .replacing("\"*\"", with: "\"arn:aws:s3:::a%2Fb+c/*\"")
    var role = Self.full()
    let policy = try PolicyDocument(reading: document, as: .identity)
    role.inlinePolicies = .present([
      ObservedInlinePolicy(name: "p", document: .present(.policy(policy)))
    ])
    for encodes in [true, false] {
      let iam = ModelIAM(Sample.state([role, Self.service()]), encodes: encodes)
      let reading = try AccountReader(iam).read(Sample.set)
      #expect(reading.state.roles[Sample.role.name] == .present(role))
    }
  }

  @Test("a list that goes on without saying where is a damaged answer")
  func endlessList() throws {
    struct Endless: IAMCaller {
      func call(
        _ action: String, _ parameters: [(String, String)]
      ) throws(CallFailure) -> XMLElement {
        .named("R", [.named("Roles"), .leaf("IsTruncated", "true"), .leaf("Marker", "same")])
      }
    }
    let failure = #expect(throws: CallFailure.self) { try IAMClient(caller: Endless()).roles() }
    #expect(failure?.kind == .malformedAnswer)
  }
}

import AWSAccess
import IAMPolicy
import IAMRoles
import JSONText
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

  @Test("a list of roles that is denied leaves the role absent, with a note")
  func deniedSweep() throws {
    let iam = ModelIAM(Sample.state([Self.full()]))
    iam.fail("ListRoles", .answer(Self.denied))
    let reading = try AccountReader(iam).read(Sample.set)
    #expect(reading.state.roles[Sample.serviceLinked.name] == .absent)
    #expect(reading.notes.count == 1)
    #expect(reading.notes.first?.contains("iam:ListRoles") == true)
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
      times: 1),
    Fatal(
      failure: CallFailure(.credentials, message: "no credentials"), kind: .credentials, times: 1),
    Fatal(failure: CallFailure(.cancelled, message: ""), kind: .cancelled, times: 1),
    Fatal(
      failure: CallFailure(.service, code: "ExpiredToken", message: "expired", httpStatus: 403),
      kind: .credentials, times: 1),
    Fatal(
      failure: CallFailure(
        .service, code: "SignatureDoesNotMatch", message: "no", httpStatus: 403),
      kind: .credentials, times: 1),
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
        .named("R", [.leaf("IsTruncated", "true"), .leaf("Marker", "same")])
      }
    }
    let failure = #expect(throws: CallFailure.self) { try Endless().pages("ListRoles", []) }
    #expect(failure?.kind == .malformedAnswer)
  }
}

import IAMPolicy
import IAMRoles
import Testing

@testable import IAMBackend

/// What follows from a write that failed, as a table: what IAM says, and what may have happened.
@Suite("What to do about a failed write") struct FailureActionTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    let change: Change
    let failure: CallFailure
    var mayHaveTakenEffect = false
    var created = false
    let action: FailureAction

    var testDescription: String { name }
  }

  private static func service(_ code: String, _ message: String = "no") -> CallFailure {
    CallFailure(.service, code: code, message: message, httpStatus: 400)
  }

  private static func lost(_ kind: CallFailure.Kind) -> CallFailure {
    CallFailure(kind, code: nil, message: "lost")
  }

  private static let role = Change.createRole(Sample.role)
  private static let version = Change.createPolicyVersion(
    arn: Sample.ownARN, document: Sample.inline())

  static let rows: [Row] = [
    Row(
      name: "no answer, and nothing was sent", change: role, failure: lost(.broken), action: .fail),
    Row(
      name: "no answer to what was sent", change: role, failure: lost(.broken),
      mayHaveTakenEffect: true, action: .readBack),
    Row(
      name: "no readable answer, and nothing was sent", change: role,
      failure: lost(.malformedAnswer), action: .fail),
    Row(
      name: "no readable answer to what was sent", change: role, failure: lost(.malformedAnswer),
      mayHaveTakenEffect: true, action: .readBack),
    Row(
      name: "a conflict of what is deleted", change: .deleteRole(name: "R"),
      failure: service("DeleteConflict"), action: .wait(.deletionBlocked)),
    Row(
      name: "a conflict of what is made", change: role, failure: service("DeleteConflict"),
      action: .fail),
    Row(
      name: "a version of a policy that does not exist", change: version,
      failure: service("NoSuchEntity"), action: .fail),
    Row(
      name: "a version of a policy of this run", change: version, failure: service("NoSuchEntity"),
      created: true, action: .wait(.roleNotVisible(created: true))),
    Row(
      name: "a tag of a policy that does not exist",
      change: .tagPolicy(arn: Sample.ownARN, tags: [Tag("a", "b")]),
      failure: service("NoSuchEntity"), action: .fail),
    Row(
      name: "a refusal", change: role, failure: service("AccessDenied"), action: .fail),
    Row(
      name: "a refusal after a lost answer", change: role, failure: service("AccessDenied"),
      mayHaveTakenEffect: true, action: .readBack),
    Row(
      name: "keys that ended after a lost answer", change: role, failure: service("ExpiredToken"),
      mayHaveTakenEffect: true, action: .fail),
    Row(
      name: "a principal of a trust policy that names none", change: role,
      failure: service("MalformedPolicyDocument", "Invalid principal in policy: \"AWS\":\"x\""),
      action: .fail),
    Row(
      name: "a trust policy of another service", change: role,
      failure: service("MalformedPolicyDocument", "Invalid principal in policy: \"SERVICE\":\"x\""),
      action: .fail),
  ]

  @Test("what is decided", arguments: rows)
  func decision(_ row: Row) {
    let action = FailureAction(
      row.change, row.failure, mayHaveTakenEffect: row.mayHaveTakenEffect, created: row.created)
    #expect(action == row.action)
  }

  @Test("a change is in effect when the account is as it leaves it, and no sooner")
  func effect() {
    var role = AccountReaderTests.full()
    role.inlinePolicies = .present([
      ObservedInlinePolicy(name: "p", document: .present(.policy(Sample.inline("s3:GetObject"))))
    ])
    role.tags = .present([Tag("a", "1"), Tag("c", "2")])
    func put(_ action: String) -> RoleChange {
      .putRolePolicy(InlinePolicy(name: "p", document: Sample.inline(action)))
    }
    #expect(put("s3:GetObject").isInEffect(in: role))
    #expect(!put("s3:PutObject").isInEffect(in: role))
    #expect(!RoleChange.untagRole(keys: ["a", "b"]).isInEffect(in: role))
    #expect(RoleChange.untagRole(keys: ["b"]).isInEffect(in: role))
    #expect(!RoleChange.tagRole([Tag("a", "1"), Tag("b", "2")]).isInEffect(in: role))
    #expect(!RoleChange.tagRole([Tag("a", "2")]).isInEffect(in: role))
  }
}

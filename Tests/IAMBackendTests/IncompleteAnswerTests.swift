import AWSAccess
import IAMPolicy
import IAMRoles
import JSONText
import Testing

@testable import IAMBackend

/// Answers that are well-formed XML and do not tell what they should.
@Suite struct IncompleteAnswerTests {
  /// A model whose answers to one action are edited.
  struct Edited: IAMCaller {
    let iam: ModelIAM
    let action: String
    let edit: @Sendable (inout XMLElement) -> Void

    func call(
      _ action: String, _ parameters: [(String, String)]
    ) throws(CallFailure) -> XMLElement {
      var answer = try iam.call(action, parameters)
      if action == self.action { edit(&answer) }
      return answer
    }
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let action: String
    let name: String
    let text: String?

    init(_ action: String, _ name: String, _ text: String?) {
      (self.action, self.name, self.text) = (action, name, text)
    }

    var testDescription: String { "\(action) \(name) \(text ?? "missing")" }

    /// Replaces the text of every element of that name, or takes the elements out.
    func apply(_ element: inout XMLElement) {
      if text == nil { element.children.removeAll { $0.name == name } }
      for place in element.children.indices {
        if let text, element.children[place].name == name {
          element.children[place] = XMLElement(name, text: text)
        } else {
          apply(&element.children[place])
        }
      }
    }
  }

  static func reading(_ row: Row) throws -> Reading<ObservedRole>? {
    let caller = Edited(
      iam: ModelIAM(Sample.state([AccountReaderTests.full(), other])), action: row.action
    ) { row.apply(&$0) }
    return try AccountReader(caller, width: 1).read(set).state.roles[Sample.role.name]
  }

  static let other = AccountReaderTests.service()
  static let set = RoleSet(account: Sample.account, roles: [.ordinary(Sample.role)])

  static let damages: [Row] = [
    Row("ListRolePolicies", "PolicyNames", nil),
    Row("ListRolePolicies", "IsTruncated", "perhaps"),
    Row("ListRolePolicies", "IsTruncated", ""),
    Row("ListRolePolicies", "member", ""),
    Row("ListAttachedRolePolicies", "AttachedPolicies", nil),
    Row("ListAttachedRolePolicies", "PolicyArn", nil),
    Row("ListAttachedRolePolicies", "PolicyArn", ""),
    Row("ListAttachedRolePolicies", "IsTruncated", "1"),
    Row("GetRole", "Arn", nil), Row("GetRole", "Arn", ""), Row("GetRole", "Arn", "AROAEXAMPLE"),
    Row("GetRole", "Arn", "arn:aws:iam::123456789012:user/x"),
    Row("GetRolePolicy", "PolicyName", "other"), Row("GetRolePolicy", "RoleName", "other"),
    Row("GetRole", "AssumeRolePolicyDocument", ""),
    Row("GetRole", "AssumeRolePolicyDocument", "%7"),
    Row("GetRole", "AssumeRolePolicyDocument", "%7B%22Version"),
    Row("GetRole", "AssumeRolePolicyDocument", "none"),
    Row("GetRolePolicy", "PolicyDocument", ""), Row("GetRolePolicy", "PolicyDocument", nil),
    Row("GetRolePolicy", "PolicyDocument", "%zz"),
    Row("GetRolePolicy", "PolicyDocument", "{\"Version\""),
  ]

  @Test("an incomplete part is unreadable, never absent and no difference", arguments: damages)
  func damaged(_ row: Row) throws {
    let reading = try Self.reading(row)
    let failures = Sample.state([]).with(reading).failures
    #expect(!failures.isEmpty)
    #expect(failures.allSatisfy { $0.reason == .failed && $0.action == "iam:\(row.action)" })
  }

  static let providerDamages: [Row] = [
    Row("GetOpenIDConnectProvider", "Url", nil), Row("GetOpenIDConnectProvider", "Url", ""),
    Row("GetOpenIDConnectProvider", "Url", "idp.example.org"),
    Row("GetOpenIDConnectProvider", "ClientIDList", nil),
    Row("GetOpenIDConnectProvider", "ThumbprintList", nil),
  ]

  @Test("an identity provider that is not told whole is unreadable", arguments: providerDamages)
  func damagedProvider(_ row: Row) throws {
    let provider = IdentityProvider(
      .oidc(url: "https://idp.example.com", clientIDs: ["a"], thumbprints: nil))
    var set = Self.set
    set.providers = [provider]
    var account = Sample.state([AccountReaderTests.full()])
    account = try account.applying(
      .identityProvider(.createProvider(provider), arn: set.arn(of: provider)))
    let iam = ModelIAM(account)
    #expect(
      try AccountReader(iam, width: 1).read(set).state.providers[set.arn(of: provider)]?.value
        != nil)
    let edited = Edited(iam: iam, action: row.action) { row.apply(&$0) }
    let reading = try AccountReader(edited, width: 1).read(set).state.providers.values.first
    #expect(reading?.failure?.reason == .failed)
  }

  static let ends: [Row] = [
    Row("GetRole", "MaxSessionDuration", "long"), Row("GetRole", "MaxSessionDuration", ""),
    Row("GetRole", "PermissionsBoundaryArn", nil), Row("GetRole", "PermissionsBoundaryArn", ""),
    Row("GetRole", "Key", nil), Row("GetRole", "Key", ""), Row("GetRole", "Role", nil),
    Row("GetRole", "RoleName", "somebody-else"),
    Row("GetRole", "Arn", "arn:aws:iam::123456789012:role/somebody-else"),
  ]

  @Test("a GetRole answer that is incomplete for every role is a damaged answer", arguments: ends)
  func ended(_ row: Row) {
    let error = #expect(throws: BackendError.self) { try Self.reading(row) }
    #expect(error?.kind == .malformedAnswer)
  }

  static let fine: [Row] = [
    Row("ListRolePolicies", "IsTruncated", " False\n"), Row("ListRolePolicies", "IsTruncated", nil),
    Row("ListAttachedRolePolicies", "IsTruncated", "FALSE"),
    Row("GetRole", "MaxSessionDuration", "\n 7200 "),
  ]

  @Test("white space and case of flags and numbers say nothing", arguments: fine)
  func read(_ row: Row) throws {
    #expect(try Self.reading(row) == .present(AccountReaderTests.full()))
  }

  @Test("a missing session duration is not told")
  func missingDuration() throws {
    let reading = try Self.reading(Row("GetRole", "MaxSessionDuration", nil))
    #expect(reading?.value?.maxSessionDuration == .absent)
  }

  /// The beginnings of ARNs of other accounts.
  static let foreign = [
    "arn:aws:iam::999999999999:role/x/", "arn:aws-cn:iam::123456789012:role/x/",
  ]

  @Test("a role of another account or partition is refused", arguments: foreign)
  func otherAccount(_ arn: String) {
    for action in ["GetRole", "ListRoles"] {
      let row = Row(action, "Arn", arn + Sample.serviceLinked.name)
      let caller = Edited(iam: ModelIAM(Sample.state([Self.other])), action: action) {
        row.apply(&$0)
      }
      let set = RoleSet(account: Sample.account, roles: [.serviceLinked(Sample.serviceLinked)])
      let error = #expect(throws: BackendError.self) {
        try AccountReader(caller, strategy: action == "GetRole" ? .perRole : .bulk).read(set)
      }
      #expect(error?.kind == .conflict)
      #expect(error?.isRefusal == true)
    }
  }

  @Test(
    "a lost answer is not read back from a role of another account or partition",
    arguments: foreign, Array(Sample.creation.indices))
  func readingBackElsewhere(_ arn: String, _ place: Int) throws {
    let iam = ModelIAM()
    let backend = HTTPBackend.over(iam)
    for change in Sample.creation[..<place] { _ = try backend.make(change) }
    let change = Sample.creation[place]
    iam.fail(IAMRequest(change).action.rawValue, .lostAfter)
    let caller = Edited(iam: iam, action: "GetRole") {
      Row("GetRole", "Arn", arn + change.subject).apply(&$0)
    }
    let elsewhere = HTTPBackend(
      caller, account: Sample.account, partition: "aws", timeouts: Waits().timeouts)
    let error = #expect(throws: BackendError.self) { try elsewhere.make(change) }
    #expect(error?.kind == .conflict)
    #expect(error?.isRefusal == true)
    #expect(error?.message.contains(arn.contains("cn") ? "aws-cn" : "999999999999") == true)
    #expect(iam.writes.count == place + 1)
  }

  @Test(
    "a document of a snapshot that is not JSON is unreadable",
    arguments: ["", "%7", "none", "%7B"])
  func snapshot(_ text: String) throws {
    let trust = JSON.string(text).text(.compact)
    let snapshot = try Snapshot(reading: SnapshotTests.text([SnapshotTests.role(trust: trust)]))
    let role = try snapshot.state(for: Self.set).roles[Sample.role.name]?.value
    #expect(role?.trust.failure?.reason == .failed)
  }
}

extension AccountState {
  fileprivate func with(_ reading: Reading<ObservedRole>?) -> AccountState {
    var state = self
    state.roles[Sample.role.name] = reading
    return state
  }
}

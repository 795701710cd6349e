import AWSAccess
import IAMPolicy
import IAMRoles
import Synchronization

/// The calls that read IAM: one function a call, with all its pages.
///
/// It knows what an answer must hold and nothing of what it is read for. Every failure that it throws
/// names its action.
struct IAMClient: Sendable {
  let caller: any IAMCaller
  /// How many calls of one kind are made side by side.
  var width = 4

  // MARK: Roles

  /// A role by its exact name.
  func role(_ name: String) throws(CallFailure) -> RoleAnswer {
    let action = "GetRole"
    func read(_ result: XMLElement) throws(CallFailure) -> RoleAnswer {
      try RoleAnswer(try Self.role(in: result, name), in: action)
    }
    let answer = try call(action, [("RoleName", name)]) { $0 }
    // A proxy or a cache that mixes answers up may do better the second time.
    if let role = try? read(answer) { return role }
    return try call(action, [("RoleName", name)], read)
  }

  /// What GetRole tells, as written in the answer.
  func roleElement(_ name: String) throws(CallFailure) -> XMLElement {
    try call("GetRole", [("RoleName", name)]) { result throws(CallFailure) in
      try Self.role(in: result, name)
    }
  }

  /// The tags of a role.
  func tags(ofRole name: String) throws(CallFailure) -> [Tag] {
    var tags: [Tag] = []
    let role = try roleElement(name)
    for tag in try role.distinctMembers(of: "Tags", by: "Key", in: "GetRole") {
      tags.append(Tag(try tag.needed("Key", in: "GetRole"), tag.text(of: "Value") ?? ""))
    }
    return tags
  }

  private static func role(
    in result: XMLElement, _ name: String
  ) throws(CallFailure) -> XMLElement {
    guard let role = result["Role"] else {
      throw CallFailure.damaged("the answer to GetRole does not describe a role")
    }
    try role.requireSame("RoleName", name, in: "GetRole")
    return role
  }

  /// All roles of the account, without boundary and tags, which the list does not tell.
  func roles() throws(CallFailure) -> [RoleAnswer] {
    let action = "ListRoles"
    var documents = KnownDocuments()
    return try list("Roles", from: action, [("MaxItems", "1000")]) { element throws(CallFailure) in
      let role = try RoleAnswer(element, in: action, &documents)
      guard role.hasRoleARN else {
        throw CallFailure.damaged(
          "the list of roles has '\(role.arn)' for the ARN of '\(role.name)'")
      }
      return role
    }
  }

  func attachedPolicies(of role: String) throws(CallFailure) -> [ManagedPolicyAttachment] {
    let action = "ListAttachedRolePolicies"
    var seen: Set<ManagedPolicyAttachment> = []
    return try list("AttachedPolicies", from: action, [("RoleName", role)]) {
      policy throws(CallFailure) in
      ManagedPolicyAttachment(arn: try policy.needed("PolicyArn", in: action))
    }.filter { seen.insert($0).inserted }
  }

  func inlinePolicyNames(of role: String) throws(CallFailure) -> [String] {
    let action = "ListRolePolicies"
    var seen: Set<String> = []
    return try list("PolicyNames", from: action, [("RoleName", role)]) { name throws(CallFailure) in
      guard !name.text.isEmpty else {
        throw CallFailure.damaged("the answer to \(action) has a policy without a name")
      }
      return name.text
    }.filter { seen.insert($0).inserted }
  }

  func inlinePolicy(_ name: String, of role: String) throws(CallFailure) -> Reading<StoredDocument>
  {
    let action = "GetRolePolicy"
    return try call(action, [("RoleName", role), ("PolicyName", name)]) {
      result throws(CallFailure) in
      try result.requireSame("RoleName", role, in: action)
      try result.requireSame("PolicyName", name, in: action)
      guard let text = result.text(of: "PolicyDocument") else {
        throw CallFailure.damaged("the answer to \(action) has no document")
      }
      return Reading(returned: text, as: .identity, action, of: "\(role)/\(name)")
    }
  }

  func instanceProfiles(of role: String) throws(CallFailure) -> [String] {
    let action = "ListInstanceProfilesForRole"
    return try list("InstanceProfiles", from: action, [("RoleName", role)]) {
      profile throws(CallFailure) in
      try profile.needed("InstanceProfileName", in: action)
    }
  }

  /// An instance profile by its name; nil when it does not exist.
  func instanceProfile(_ name: String) throws(CallFailure) -> ObservedInstanceProfile? {
    let action = "GetInstanceProfile"
    do throws(CallFailure) {
      return try call(action, [("InstanceProfileName", name)]) { result throws(CallFailure) in
        guard let profile = result["InstanceProfile"] else {
          throw CallFailure.damaged("the answer to \(action) does not describe an instance profile")
        }
        try profile.requireSame("InstanceProfileName", name, in: action)
        let roles = profile.members(of: "Roles").compactMap { $0.text(of: "RoleName") }
        return ObservedInstanceProfile(
          name: try profile.needed("InstanceProfileName", in: action),
          path: profile.text(of: "Path") ?? "/", roles: roles)
      }
    } catch {
      guard error.isNoSuchEntity else { throw error }
      return nil
    }
  }

  /// The ARNs of the identity providers of the account.
  func identityProviders(ofSAML isSAML: Bool) throws(CallFailure) -> [String] {
    let action = isSAML ? "ListSAMLProviders" : "ListOpenIDConnectProviders"
    let list = isSAML ? "SAMLProviderList" : "OpenIDConnectProviderList"
    return try call(action, []) { result throws(CallFailure) in
      guard result[list] != nil else {
        throw CallFailure.damaged("the answer to \(action) lacks its list '\(list)'")
      }
      var arns: [String] = []
      for member in result.members(of: list) { arns.append(try member.needed("Arn", in: action)) }
      return arns
    }
  }

  /// An identity provider by its ARN; nil when it does not exist.
  func identityProvider(_ arn: String) throws(CallFailure) -> ObservedIdentityProvider? {
    let isSAML = arn.isSAMLProvider
    let action = isSAML ? "GetSAMLProvider" : "GetOpenIDConnectProvider"
    let name = isSAML ? "SAMLProviderArn" : "OpenIDConnectProviderArn"
    do throws(CallFailure) {
      return try call(action, [(name, arn)]) { result throws(CallFailure) in
        var provider = ObservedIdentityProvider(arn: arn)
        if isSAML {
          provider.metadata = try result.needed("SAMLMetadataDocument", in: action)
        } else {
          try Self.check(url: try result.needed("Url", in: action), of: arn, in: action)
          // An empty list is an element without members.
          for list in ["ClientIDList", "ThumbprintList"] where result[list] == nil {
            throw CallFailure.damaged("the answer to \(action) lacks its list '\(list)'")
          }
          provider.clientIDs = result.members(of: "ClientIDList").map(\.text)
          provider.thumbprints = result.members(of: "ThumbprintList").map(\.text)
        }
        for tag in try result.distinctMembers(
          of: "Tags", by: "Key", in: action, foldsKeys: false)
        {
          provider.tags.append(
            Tag(try tag.needed("Key", in: action), tag.text(of: "Value") ?? ""))
        }
        return provider
      }
    } catch {
      guard error.isNoSuchEntity else { throw error }
      return nil
    }
  }

  /// Refuses an answer that is about the provider of another URL.
  private static func check(
    url: String, of arn: String, in action: String
  ) throws(CallFailure) {
    let wanted = arn.identityProviderResource?.dropFirst("oidc-provider/".count)
    let found = IdentityProvider.withoutScheme(url).spellingOfProvider
    guard found != wanted.map({ String($0).spellingOfProvider }) else { return }
    throw CallFailure.damaged("the answer to \(action) is about '\(url)'")
  }

  /// How the deletion of a service-linked role goes.
  func deletionStatus(of task: String) throws(CallFailure) -> XMLElement {
    try call("GetServiceLinkedRoleDeletionStatus", [("DeletionTaskId", task)]) { $0 }
  }

  /// Asks for a role or a user, whichever a principal is.
  func find(_ name: String, isRole: Bool) throws(CallFailure) {
    try call(isRole ? "GetRole" : "GetUser", [(isRole ? "RoleName" : "UserName", name)]) { _ in }
  }

  // MARK: Managed policies

  /// The ARNs of the managed policies that the account itself has.
  func customerPolicies() throws(CallFailure) -> [String] {
    let action = "ListPolicies"
    return try list("Policies", from: action, [("Scope", "Local"), ("MaxItems", "1000")]) {
      policy throws(CallFailure) in
      try policy.needed("Arn", in: action)
    }
  }

  /// What GetPolicy tells.
  func policy(_ arn: String) throws(CallFailure) -> XMLElement {
    let action = "GetPolicy"
    return try call(action, [("PolicyArn", arn)]) { result throws(CallFailure) in
      guard let policy = result["Policy"] else {
        throw CallFailure.damaged("the answer to \(action) does not describe a policy")
      }
      try policy.requireSame("Arn", arn, in: action)
      return policy
    }
  }

  func versions(ofPolicy arn: String) throws(CallFailure) -> [ObservedPolicy.Version] {
    let action = "ListPolicyVersions"
    return try list("Versions", from: action, [("PolicyArn", arn)]) { version throws(CallFailure) in
      guard let isDefault = version.truth(of: "IsDefaultVersion") else {
        throw CallFailure.damaged(
          "the answer to \(action) does not say whether a version is the default")
      }
      return ObservedPolicy.Version(
        id: try version.needed("VersionId", in: action), isDefault: isDefault)
    }
  }

  /// A version of a managed policy.
  func version(_ id: String, ofPolicy arn: String) throws(CallFailure) -> XMLElement {
    let action = "GetPolicyVersion"
    return try call(action, [("PolicyArn", arn), ("VersionId", id)]) {
      result throws(CallFailure) in
      guard let version = result["PolicyVersion"], version["Document"] != nil else {
        throw CallFailure.damaged("the answer to \(action) has no document")
      }
      try version.requireSame("VersionId", id, in: action)
      return version
    }
  }

  func document(_ version: String, ofPolicy arn: String) throws(CallFailure) -> Reading<
    StoredDocument
  > {
    let text = try self.version(version, ofPolicy: arn).text(of: "Document") ?? ""
    return Reading(returned: text, as: .identity, "GetPolicyVersion", of: arn)
  }

  /// The document of a managed policy's default version, whoever owns it.
  func document(ofPolicy arn: String) throws(CallFailure) -> Reading<StoredDocument> {
    let policy = try policy(arn)
    let version: String
    do throws(CallFailure) {
      version = try policy.needed("DefaultVersionId", in: "GetPolicy")
    } catch {
      throw error.during("GetPolicy")
    }
    return try document(version, ofPolicy: arn)
  }

  // MARK: The whole account

  static let bulkAction = "GetAccountAuthorizationDetails"

  /// Reads the account page by page, until the last page, or until `take` has seen enough.
  ///
  /// - Parameter first: what came of the question for the first page, where it was asked before.
  func accountDetails(
    _ filter: [String], first: Result<XMLElement, CallFailure>? = nil,
    _ take: (XMLElement) throws(CallFailure) -> Bool
  ) throws(CallFailure) {
    try eachPage(Self.bulkAction, Self.bulkParameters(filter), first: first, take)
  }

  /// Asks for the first page of the account.
  func firstPageOfAccount(_ filter: [String]) -> Result<XMLElement, CallFailure> {
    Self.answer(of: caller, to: Self.bulkAction, Self.bulkParameters(filter))
  }

  private static func bulkParameters(_ filter: [String]) -> [(String, String)] {
    filter.enumerated().map { ("Filter.member.\($0 + 1)", $1) } + [("MaxItems", "1000")]
  }

  // MARK: Calls and pages

  /// One call and what is taken from its answer.
  private func call<Value>(
    _ action: String, _ parameters: [(String, String)],
    _ take: (XMLElement) throws(CallFailure) -> Value
  ) throws(CallFailure) -> Value {
    do throws(CallFailure) {
      return try take(try caller.call(action, parameters))
    } catch {
      throw error.during(action)
    }
  }

  /// Calls an action until its last page; `take` has each page and says whether to go on.
  ///
  /// It has the first page before the second is asked for, and every other one while the next is on its way, so that
  /// two pages are kept at most; where calls are not made side by side, each page before the next. An error of `take`
  /// comes out once no call is on its way.
  func eachPage(
    _ action: String, _ parameters: [(String, String)],
    first: Result<XMLElement, CallFailure>? = nil, _ take: (XMLElement) throws(CallFailure) -> Bool
  ) throws(CallFailure) {
    var cursor = PageCursor()
    var answer = first ?? Self.answer(of: caller, to: action, parameters)
    var isFirst = true
    do throws(CallFailure) {
      while true {
        let page = try answer.get()
        let next = Self.next(after: page, of: action, &cursor)
        var ahead: Ahead<Result<XMLElement, CallFailure>>?
        if !isFirst, width > 1, case .success(let marker?) = next {
          ahead = Ahead { [caller] in Self.answer(of: caller, to: action, parameters + [marker]) }
        }
        // No call is left behind on its way.
        defer { ahead?.finish() }
        guard try take(page), let marker = try next.get() else { return }
        answer = ahead?.value ?? Self.answer(of: caller, to: action, parameters + [marker])
        isFirst = false
      }
    } catch {
      throw error.during(action)
    }
  }

  private static func answer(
    of caller: any IAMCaller, to action: String, _ parameters: [(String, String)]
  ) -> Result<XMLElement, CallFailure> {
    do throws(CallFailure) { return .success(try caller.call(action, parameters)) } catch {
      return .failure(error)
    }
  }

  private static func next(
    after page: XMLElement, of action: String, _ cursor: inout PageCursor
  ) -> Result<(String, String)?, CallFailure> {
    do throws(CallError) { return .success(try cursor.next(after: page, of: action)) } catch {
      return .failure(CallFailure(error))
    }
  }

  /// The members of the list with that name, of all pages.
  ///
  /// A page without the list is a damaged answer: an empty list is an element without members.
  private func list<Value>(
    _ name: String, from action: String, _ parameters: [(String, String)],
    _ read: (XMLElement) throws(CallFailure) -> Value
  ) throws(CallFailure) -> [Value] {
    var values: [Value] = []
    try eachPage(action, parameters) { page throws(CallFailure) in
      guard let list = page[name] else {
        throw CallFailure.damaged("the answer to \(action) lacks its list '\(name)'")
      }
      for member in list.children where member.name == "member" { values.append(try read(member)) }
      return true
    }
    return values
  }

  // MARK: Side by side

  /// Asks for several things side by side and gives what came of each, in order.
  ///
  /// Once something failed that nothing else survives, the rest is not asked for and fails alike.
  func outcomes<Item: Sendable, Value: Sendable>(
    of items: [Item], _ ask: @escaping @Sendable (Item) throws(CallFailure) -> Value
  ) -> [Result<Value, CallFailure>] {
    let ended = Ended()
    return Threads.map(items, width: width) { item -> Result<Value, CallFailure> in
      if let failure = ended.failure { return .failure(failure) }
      do throws(CallFailure) { return .success(try ask(item)) } catch {
        if error.isFatal { ended.note(error) }
        return .failure(error)
      }
    }
  }

  /// Asks for several things side by side, and throws the first failure.
  func each<Item: Sendable, Value: Sendable>(
    _ items: [Item], _ ask: @escaping @Sendable (Item) throws(CallFailure) -> Value
  ) throws(CallFailure) -> [Value] {
    var values: [Value] = []
    for outcome in outcomes(of: items, ask) { values.append(try outcome.get()) }
    return values
  }

  private final class Ended: Sendable {
    private let first = Mutex<CallFailure?>(nil)
    var failure: CallFailure? { first.withLock { $0 } }
    func note(_ failure: CallFailure) { first.withLock { $0 = $0 ?? failure } }
  }
}

extension CallFailure {
  /// An answer that lacks what it must have, or that is about something else.
  static func damaged(_ message: String) -> CallFailure {
    CallFailure(.malformedAnswer, message: message)
  }
}

extension XMLElement {
  /// The text of the first element of that name; an empty or missing one is a damaged answer.
  func needed(_ name: String, in action: String) throws(CallFailure) -> String {
    guard let text = text(of: name), !text.allSatisfy(\.isWhitespace) else {
      throw CallFailure.damaged("the answer to \(action) lacks a '\(name)'")
    }
    return text
  }

  /// Refuses an answer that says itself that it is about something else.
  fileprivate func requireSame(
    _ name: String, _ asked: String, in action: String
  ) throws(CallFailure) {
    guard let found = text(of: name), found.lowercased() != asked.lowercased() else { return }
    throw CallFailure.damaged("the answer to \(action) is about '\(found)'")
  }
}

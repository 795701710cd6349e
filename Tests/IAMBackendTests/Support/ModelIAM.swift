import AWSAccess
import IAMPolicy
import IAMRoles
import JSONText
import Synchronization

@testable import IAMBackend

/// An IAM that answers calls from a model of the account, with faults on request.
///
/// It stands where the network would be: what it throws is what is left after the client's own
/// retries.
final class ModelIAM: IAMCaller {
  /// What goes wrong with a call.
  enum Fault: Sendable {
    /// This answer in place of the real one; nothing happens in the account.
    case answer(CallFailure)
    /// The change is made and the answer is lost, as are those of all repetitions.
    case lostAfter
    /// The change is made, the answer is lost, and the client asks again.
    case lostAfterThenRepeated
    /// The request never arrives, and nobody can tell.
    case lostBefore
    /// The answer tells the account as it was before its last change.
    case stale
  }

  struct Call: Hashable, Sendable {
    let action: String
    let parameters: [String: String]
  }

  private struct Plan: Sendable {
    let action: String
    var skip: Int
    var times: Int
    let fault: Fault
  }

  private struct State: Sendable {
    var account: AccountState
    var before: AccountState
    var calls: [Call] = []
    var faults: [Plan] = []
    var users: Set<String> = []
  }

  private let state: Mutex<State>
  private let pageSize: Int
  private let encodes: Bool

  init(_ account: AccountState = Sample.state(), pageSize: Int = 100, encodes: Bool = true) {
    state = Mutex(State(account: account, before: account))
    self.pageSize = pageSize
    self.encodes = encodes
  }

  /// Lets `action` go wrong `times` times, after `skip` calls that go well.
  func fail(_ action: String, _ fault: Fault, times: Int = 1, after skip: Int = 0) {
    state.withLock {
      $0.faults.append(Plan(action: action, skip: skip, times: times, fault: fault))
    }
  }

  func add(user: String) { state.withLock { _ = $0.users.insert(user) } }

  func edit(_ body: @Sendable (inout AccountState) -> Void) {
    state.withLock {
      $0.before = $0.account
      body(&$0.account)
    }
  }

  var account: AccountState { state.withLock { $0.account } }
  var calls: [Call] { state.withLock { $0.calls } }
  var actions: [String] { calls.map(\.action) }
  var writes: [Call] { calls.filter { IAMAction(rawValue: $0.action) != nil } }

  func call(
    _ action: String, _ parameters: [(String, String)]
  ) throws(CallFailure) -> XMLElement {
    let result = state.withLock { state -> Result<XMLElement, CallFailure> in
      let fields = Dictionary(parameters, uniquingKeysWith: { first, _ in first })
      state.calls.append(Call(action: action, parameters: fields))
      let fault = Self.takeFault(action, &state.faults)
      do throws(CallFailure) {
        return .success(try answer(action, fields, fault, &state))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  func callOnce(
    _ action: String, _ parameters: [(String, String)]
  ) throws(CallFailure) -> XMLElement {
    state.withLock { state in
      for place in state.faults.indices where state.faults[place].action == action {
        if case .lostAfterThenRepeated = state.faults[place].fault {
          state.faults[place] = Plan(
            action: action, skip: state.faults[place].skip, times: state.faults[place].times,
            fault: .lostAfter)
        }
      }
    }
    return try call(action, parameters)
  }

  private static func takeFault(_ action: String, _ faults: inout [Plan]) -> Fault? {
    for place in faults.indices where faults[place].action == action || faults[place].action == "*"
    {
      if faults[place].skip > 0 {
        faults[place].skip -= 1
        continue
      }
      guard faults[place].times > 0 else { continue }
      faults[place].times -= 1
      return faults[place].fault
    }
    return nil
  }

  private func answer(
    _ action: String, _ fields: [String: String], _ fault: Fault?, _ state: inout State
  ) throws(CallFailure) -> XMLElement {
    let lost = CallFailure(.broken, message: "connection reset", mayHaveTakenEffect: true)
    switch fault {
    case nil: return try real(action, fields, &state)
    case .answer(let failure): throw failure
    case .lostBefore: throw lost
    case .lostAfter:
      _ = try real(action, fields, &state)
      throw lost
    case .lostAfterThenRepeated:
      _ = try real(action, fields, &state)
      do throws(CallFailure) {
        return try real(action, fields, &state)
      } catch {
        throw CallFailure(
          error.kind, code: error.code, message: error.message, httpStatus: error.httpStatus,
          mayHaveTakenEffect: true)
      }
    case .stale:
      var old = state
      old.account = state.before
      return try real(action, fields, &old)
    }
  }

  private func real(
    _ action: String, _ fields: [String: String], _ state: inout State
  ) throws(CallFailure) -> XMLElement {
    guard let action = IAMAction(rawValue: action) else {
      return try read(action, fields, state)
    }
    let change: Change
    do { change = try Change(action, fields) } catch {
      throw CallFailure(.service, code: "ValidationError", message: "\(error)", httpStatus: 400)
    }
    do throws(ModelError) {
      let next = try state.account.applying(change)
      state.before = state.account
      state.account = next
    } catch {
      throw CallFailure(
        .service, code: error.code.rawValue, message: error.message, httpStatus: 400)
    }
    return .named("\(action.rawValue)Result", [.leaf("DeletionTaskId", "task/1")])
  }

  // MARK: Reading

  private func read(
    _ action: String, _ fields: [String: String], _ state: State
  ) throws(CallFailure) -> XMLElement {
    switch action {
    case "GetUser":
      guard state.users.contains(fields["UserName"] ?? "") else {
        throw Self.missing("The user with name \(fields["UserName"] ?? "") cannot be found.")
      }
      return .named("GetUserResult")
    case "ListPolicyVersions":
      let policy = try policy(fields, state)
      let members = policy.versions.map {
        XMLElement.named(
          "member",
          [.leaf("VersionId", $0.id), .leaf("IsDefaultVersion", $0.isDefault ? "true" : "false")])
      }
      return page(members, "Versions", fields)
    case "ListPolicies":
      let held = state.account.ownPolicies.filter { $0.value.value != nil }.keys.sorted()
      return page(held.map { .named("member", [.leaf("Arn", $0)]) }, "Policies", fields)
    case "GetPolicy":
      let policy = try policy(fields, state)
      return .named("Result", [.named("Policy", Self.facts(of: policy))])
    case "GetPolicyVersion":
      let policy = try policy(fields, state)
      let version = XMLElement.named(
        "PolicyVersion", [.leaf("Document", text(of: policy.document))])
      return .named("GetPolicyVersionResult", [version])
    case "GetAccountAuthorizationDetails":
      return details(fields, state)
    case "GetServiceLinkedRoleDeletionStatus":
      return .named("Result", [.leaf("Status", "SUCCEEDED")])
    case "GetInstanceProfile":
      let name = fields["InstanceProfileName"] ?? ""
      guard let profile = state.account.instanceProfiles[name]?.value else {
        throw Self.missing("Instance Profile \(name) cannot be found.")
      }
      let roles = profile.roles.map { XMLElement.named("member", [.leaf("RoleName", $0)]) }
      return .named(
        "Result",
        [
          .named(
            "InstanceProfile",
            [
              .leaf("InstanceProfileName", profile.name), .leaf("Path", profile.path),
              .named("Roles", roles),
            ])
        ])
    case "GetOpenIDConnectProvider", "GetSAMLProvider":
      let arn = fields["OpenIDConnectProviderArn"] ?? fields["SAMLProviderArn"] ?? ""
      guard let provider = state.account.providers[arn]?.value else {
        throw Self.missing("Provider \(arn) not found.")
      }
      func list(_ name: String, _ values: [String]) -> XMLElement {
        .named(name, values.map { .leaf("member", $0) })
      }
      return .named(
        "Result",
        [
          .leaf("Url", "idp.example.com"), list("ClientIDList", provider.clientIDs),
          list("ThumbprintList", provider.thumbprints),
          .leaf("SAMLMetadataDocument", provider.metadata),
          .named(
            "Tags",
            provider.tags.map {
              .named("member", [.leaf("Key", $0.key), .leaf("Value", $0.value)])
            }),
        ])
    case "ListOpenIDConnectProviders", "ListSAMLProviders":
      let isSAML = action == "ListSAMLProviders"
      let held = state.account.providers.filter {
        $0.value.value != nil && $0.key.contains(":saml-provider/") == isSAML
      }.keys.sorted()
      return .named(
        "Result",
        [
          .named(
            isSAML ? "SAMLProviderList" : "OpenIDConnectProviderList",
            held.map { .named("member", [.leaf("Arn", $0)]) })
        ])
    case "ListInstanceProfilesForRole":
      _ = try find(fields, state)
      return page([], "InstanceProfiles", fields)
    case "ListRoles":
      let all = state.account.roles.values.compactMap(\.value).sorted { $0.name < $1.name }
      return page(all.map { element(of: $0, as: "member") }, "Roles", fields)
    case "GetRole":
      let role = try find(fields, state)
      return .named("GetRoleResult", [element(of: role, as: "Role")])
    case "ListAttachedRolePolicies":
      let role = try find(fields, state)
      let members = (role.managedPolicies.value ?? []).map {
        XMLElement.named("member", [.leaf("PolicyArn", $0.arn)])
      }
      return page(members, "AttachedPolicies", fields)
    case "ListRolePolicies":
      let role = try find(fields, state)
      let names = (role.inlinePolicies.value ?? []).map { XMLElement.leaf("member", $0.name) }
      return page(names, "PolicyNames", fields)
    case "GetRolePolicy":
      let role = try find(fields, state)
      let name = fields["PolicyName"] ?? ""
      guard let policy = role.inlinePolicies.value?.first(where: { $0.name == name }),
        let document = policy.document.value
      else { throw Self.missing("The role policy with name \(name) cannot be found.") }
      return .named(
        "GetRolePolicyResult",
        [
          .leaf("RoleName", role.name), .leaf("PolicyName", name),
          .leaf("PolicyDocument", text(of: document)),
        ])
    default:
      throw CallFailure(.service, code: "InvalidAction", message: action, httpStatus: 400)
    }
  }

  private static func facts(of policy: ObservedPolicy) -> [XMLElement] {
    let version = policy.versions.first(where: \.isDefault)?.id ?? ""
    return [
      .leaf("Arn", policy.arn), .leaf("DefaultVersionId", version),
      .leaf("AttachmentCount", String(policy.uses ?? 0)),
      .leaf("Description", policy.description ?? ""),
      .named(
        "Tags",
        (policy.tags ?? []).map {
          .named("member", [.leaf("Key", $0.key), .leaf("Value", $0.value)])
        }),
    ]
  }

  /// The roles, and on the last page the managed policies of the account.
  private func details(_ fields: [String: String], _ state: State) -> XMLElement {
    let all = state.account.roles.values.compactMap(\.value).sorted { $0.name < $1.name }
    var answer = page(
      all.map { role in
        var element = element(of: role, as: "member")
        // "RoleDetail" has neither of these.
        element.children.removeAll { ["Description", "MaxSessionDuration"].contains($0.name) }
        let attached = (role.managedPolicies.value ?? []).map {
          XMLElement.named("member", [.leaf("PolicyArn", $0.arn)])
        }
        let inline = (role.inlinePolicies.value ?? []).map {
          XMLElement.named(
            "member",
            [
              .leaf("PolicyName", $0.name),
              .leaf("PolicyDocument", $0.document.value.map(text(of:)) ?? ""),
            ])
        }
        element.children += [
          .named("AttachedManagedPolicies", attached), .named("RolePolicyList", inline),
          .named("InstanceProfileList"),
        ]
        return element
      }, "RoleDetailList", fields)
    guard fields.values.contains("LocalManagedPolicy"), answer["Marker"] == nil else {
      return answer
    }
    let policies = state.account.ownPolicies.values.compactMap(\.value).map { policy in
      let versions = policy.versions.map { version in
        XMLElement.named(
          "member",
          [
            .leaf("VersionId", version.id),
            .leaf("IsDefaultVersion", version.isDefault ? "true" : "false"),
            .leaf("Document", text(of: policy.document)),
          ])
      }
      var facts = Self.facts(of: policy)
      facts.removeAll { $0.name == "Tags" }
      return XMLElement.named("member", facts + [.named("PolicyVersionList", versions)])
    }
    answer.children.append(.named("Policies", policies))
    return answer
  }

  private static func missing(_ message: String) -> CallFailure {
    CallFailure(.service, code: "NoSuchEntity", message: message, httpStatus: 404)
  }

  private func policy(
    _ fields: [String: String], _ state: State
  ) throws(CallFailure) -> ObservedPolicy {
    let arn = fields["PolicyArn"] ?? ""
    guard let policy = state.account.ownPolicies[arn]?.value else {
      throw Self.missing("Policy \(arn) was not found.")
    }
    return policy
  }

  private func find(
    _ fields: [String: String], _ state: State
  ) throws(CallFailure) -> ObservedRole {
    let name = fields["RoleName"] ?? ""
    // GetRole takes the exact spelling here, so that the search by list is tried.
    guard
      let role = state.account.roles.values.compactMap(\.value).first(where: { $0.name == name })
    else { throw Self.missing("The role with name \(name) cannot be found.") }
    return role
  }

  private func page(
    _ members: [XMLElement], _ list: String, _ fields: [String: String]
  ) -> XMLElement {
    let start = Int(fields["Marker"] ?? "") ?? 0
    let size = min(pageSize, Int(fields["MaxItems"] ?? "") ?? 100)
    let end = min(start + size, members.count)
    var children = [
      XMLElement.named(list, Array(members[min(start, end)..<end])),
      .leaf("IsTruncated", end < members.count ? "true" : "false"),
    ]
    if end < members.count { children.append(.leaf("Marker", String(end))) }
    return .named("Result", children)
  }

  private func element(of role: ObservedRole, as name: String) -> XMLElement {
    var children: [XMLElement] = [
      .leaf("Path", role.path), .leaf("RoleName", role.name), .leaf("RoleId", role.id ?? "AROA"),
      .leaf("Arn", role.arn),
      .leaf("AssumeRolePolicyDocument", role.trust.value.map(text(of:)) ?? ""),
      .leaf("MaxSessionDuration", String(role.maxSessionDuration.value ?? 3600)),
    ]
    if let description = role.description.value, !description.isEmpty {
      children.append(.leaf("Description", description))
    }
    if let boundary = role.permissionsBoundary.value {
      children.append(
        .named("PermissionsBoundary", [.leaf("PermissionsBoundaryArn", boundary.arn)]))
    }
    let tags = (role.tags.value ?? []).map {
      XMLElement.named("member", [.leaf("Key", $0.key), .leaf("Value", $0.value)])
    }
    if !tags.isEmpty { children.append(.named("Tags", tags)) }
    return .named(name, children)
  }

  private func text(of document: StoredDocument) -> String {
    let text =
      switch document {
      case .policy(let policy): policy.text(.compact)
      case .unreadableText(let text, _): text
      }
    guard encodes else { return text }
    let unreserved = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~".utf8)
    return text.utf8.reduce(into: "") { result, byte in
      if unreserved.contains(byte) {
        result.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.count == 1 ? "0" : "") + digits
      }
    }
  }
}

extension XMLElement {
  static func named(_ name: String, _ children: [XMLElement] = []) -> XMLElement {
    XMLElement(name, children: children)
  }

  static func leaf(_ name: String, _ text: String) -> XMLElement {
    XMLElement(name, text: text)
  }
}

import AWSAccess
import IAMPolicy
import IAMRoles
import JSONText

/// Reads the roles and managed policies of a whole account into the form of
/// `aws iam get-account-authorization-details`.
///
/// What that call does not tell of a role, its description and its longest session, is taken from the
/// list of all roles, and the documents of policies of AWS that it leaves out are asked for one by one.
public struct SnapshotMaker: Sendable {
  private let caller: any IAMCaller
  private let width: Int
  private let keepsLastUse: Bool
  private static let sweepAction = "GetAccountAuthorizationDetails"

  /// Makes a maker; `width` is the number of calls that are made side by side.
  ///
  /// When a role was last used changes by itself, and is kept only on demand.
  public init(_ caller: any IAMCaller, keepsLastUse: Bool = false, width: Int = 4) {
    self.caller = caller
    self.keepsLastUse = keepsLastUse
    self.width = width
  }

  /// Reads the account, the whole of it or nothing.
  ///
  /// - Throws: `BackendError` with the action whose permission is missing or that failed.
  public func make() throws(BackendError) -> SnapshotContents {
    let parts = Threads.map([true, false], width: 2) { isList -> Result<Part, Failure> in
      do throws(Failure) {
        return .success(isList ? .list(try listRoles()) : .sweep(try sweep()))
      } catch {
        return .failure(error)
      }
    }
    do throws(Failure) {
      var told: [String: Told] = [:]
      var roles: [String: JSON] = [:]
      var policies: [String: JSON] = [:]
      for part in parts {
        switch try part.get() {
        case .list(let found): told = found
        case .sweep(let found): (roles, policies) = (found.roles, found.policies)
        }
      }
      let details = try completed(roles, told)
      let held = Set(details.flatMap(Self.policies(heldBy:)))
      let ofAWS = try missing(held.subtracting(policies.keys).filter(\.isPolicyOfAWS))
      let kept = policies.filter { !$0.key.isPolicyOfAWS || held.contains($0.key) }.values + ofAWS
      return SnapshotContents(roles: details, policies: kept.ordered(by: "Arn"))
    } catch {
      throw BackendError(
        error.cause, "the account cannot be read whole, so there is no snapshot of it",
        action: "iam:\(error.action)")
    }
  }

  /// A call that failed.
  private struct Failure: Error {
    let action: String
    let cause: CallFailure
  }

  /// What only the list of roles tells of a role.
  private struct Told: Sendable {
    let id: String?
    let description: String
    let maxSessionDuration: Int

    init(_ role: XMLElement, in action: String) throws(CallFailure) {
      id = role.text(of: "RoleId")
      description = role.text(of: "Description") ?? ""
      guard let seconds = role.number(of: "MaxSessionDuration") else {
        throw CallFailure(
          .malformedAnswer, message: "the answer to \(action) lacks a 'MaxSessionDuration'")
      }
      maxSessionDuration = seconds
    }
  }

  private struct Sweep: Sendable {
    var roles: [String: JSON] = [:]
    var policies: [String: JSON] = [:]
  }

  private enum Part: Sendable {
    case list([String: Told])
    case sweep(Sweep)
  }

  // MARK: The two lists

  private func listRoles() throws(Failure) -> [String: Told] {
    try calling("ListRoles") { action throws(CallFailure) in
      var told: [String: Told] = [:]
      try caller.eachPage(action, [("MaxItems", "1000")]) { page throws(CallFailure) in
        guard page["Roles"] != nil else { throw Self.lacking("Roles", action) }
        for role in page.members(of: "Roles") {
          told[try role.needed("RoleName", in: action)] = try Told(role, in: action)
        }
      }
      return told
    }
  }

  private func sweep() throws(Failure) -> Sweep {
    let filter = ["Role", "LocalManagedPolicy", "AWSManagedPolicy"]
    let parameters = filter.enumerated().map { ("Filter.member.\($0 + 1)", $1) }
    let shape = DetailShape.role(withLastUse: keepsLastUse)
    return try calling(Self.sweepAction) { action throws(CallFailure) in
      var sweep = Sweep()
      try caller.eachPage(action, parameters + [("MaxItems", "1000")]) {
        page throws(CallFailure) in
        guard page["RoleDetailList"] != nil else { throw Self.lacking("RoleDetailList", action) }
        for element in page.members(of: "RoleDetailList") {
          let role = try shape.json(element, in: action)
          sweep.roles[try element.needed("RoleName", in: action)] = role
        }
        for element in page.members(of: "Policies") {
          let policy = try DetailShape.policy.json(element, in: action)
          sweep.policies[try element.needed("Arn", in: action)] = policy
        }
      }
      return sweep
    }
  }

  private static func lacking(_ list: String, _ action: String) -> CallFailure {
    CallFailure(.malformedAnswer, message: "the answer to \(action) lacks its list '\(list)'")
  }

  // MARK: What is between them

  /// The roles of the sweep with what the list tells of them.
  ///
  /// The two were read at different moments: about a role that only one of them has IAM is asked again.
  private func completed(
    _ roles: [String: JSON], _ told: [String: Told]
  ) throws(Failure) -> [JSON] {
    let open =
      roles.filter { told[$0.key]?.id != $0.value["RoleId"]?.string }.map(\.key).sorted()
      + told.keys.filter { roles[$0] == nil }.sorted()
    let answers = try each(open) { name throws(Failure) in try getRole(name) }
    var found = told
    for (name, answer) in zip(open, answers) { found[name] = answer }
    var details: [JSON] = []
    for name in roles.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      guard let role = roles[name], let answer = found[name] else { continue }
      guard answer.id == role["RoleId"]?.string else { throw Self.changed(name) }
      let members = role.object ?? []
      details.append(
        JSON(
          .object(
            members + [
              JSON.Member("Description", .string(answer.description)),
              JSON.Member("MaxSessionDuration", .number(answer.maxSessionDuration)),
            ])))
    }
    if let name = told.keys.sorted().first(where: { roles[$0] == nil && found[$0] != nil }) {
      throw Self.changed(name)
    }
    return details
  }

  private static func changed(_ name: String) -> Failure {
    Failure(
      action: sweepAction,
      cause: CallFailure(
        .malformedAnswer, message: "role '\(name)' was made or changed while the account was read",
        hint: "run the same command again"))
  }

  /// What GetRole tells; nil when the role is gone.
  private func getRole(_ name: String) throws(Failure) -> Told? {
    try calling("GetRole") { action throws(CallFailure) in
      do throws(CallFailure) {
        guard let role = try caller.call(action, [("RoleName", name)])["Role"] else {
          throw CallFailure(
            .malformedAnswer, message: "the answer to GetRole does not describe a role")
        }
        return try Told(role, in: action)
      } catch {
        guard error.isNoSuchEntity else { throw error }
        return nil
      }
    }
  }

  /// The ARNs of the managed policies that a role has, its boundary among them.
  static func policies(heldBy role: JSON) -> [String] {
    (role["AttachedManagedPolicies"]?.array ?? []).compactMap { $0["PolicyArn"]?.string }
      + (role["PermissionsBoundary"]?["PermissionsBoundaryArn"]?.string.map { [$0] } ?? [])
  }

  /// The policies of AWS that roles have and that the sweep left out.
  private func missing(_ arns: Set<String>) throws(Failure) -> [JSON] {
    try each(arns.sorted()) { arn throws(Failure) in
      let policy = try calling("GetPolicy") { action throws(CallFailure) in
        guard let policy = try caller.call(action, [("PolicyArn", arn)])["Policy"] else {
          throw CallFailure(
            .malformedAnswer, message: "the answer to GetPolicy does not describe a policy")
        }
        return policy
      }
      let version = try calling("GetPolicyVersion") { action throws(CallFailure) in
        let id = try policy.needed("DefaultVersionId", in: "GetPolicy")
        let answer = try caller.call(action, [("PolicyArn", arn), ("VersionId", id)])
        guard let version = answer["PolicyVersion"] else {
          throw CallFailure(
            .malformedAnswer, message: "the answer to GetPolicyVersion has no version")
        }
        return version
      }
      var whole = policy
      whole.children.append(
        XMLElement(
          "PolicyVersionList", children: [XMLElement("member", children: version.children)]))
      return try calling("GetPolicyVersion") { action throws(CallFailure) in
        try DetailShape.policy.json(whole, in: action)
      }
    }
  }

  // MARK: Calling

  private func calling<Value>(
    _ action: String, _ body: (String) throws(CallFailure) -> Value
  ) throws(Failure) -> Value {
    do throws(CallFailure) { return try body(action) } catch {
      throw Failure(action: action, cause: error)
    }
  }

  private func each<Value: Sendable>(
    _ items: [String], _ body: @escaping @Sendable (String) throws(Failure) -> Value
  ) throws(Failure) -> [Value] {
    let results = Threads.map(items, width: width) { item -> Result<Value, Failure> in
      do throws(Failure) { return .success(try body(item)) } catch { return .failure(error) }
    }
    var values: [Value] = []
    for result in results { values.append(try result.get()) }
    return values
  }
}

import AWSAccess
import IAMPolicy
import IAMRoles
import JSONText

extension AccountReader {
  /// Reads the roles and managed policies of a whole account into the form of
  /// `aws iam get-account-authorization-details`.
  ///
  /// What that call does not say of a role, its description and its longest session, is taken from the
  /// list of all roles, and the documents of policies of AWS that it leaves out are asked for one by one.
  /// When a role was last used changes by itself, and is kept only on demand; so are identity providers, which take
  /// calls and permissions of their own.
  ///
  /// - Throws: `BackendError` with the action whose permission is missing or that failed.
  public func snapshot(
    keepsLastUse: Bool = false, keepsProviders: Bool = false
  ) throws(BackendError) -> SnapshotContents {
    do throws(CallFailure) {
      return try SnapshotReader(
        client: client, keepsLastUse: keepsLastUse, keepsProviders: keepsProviders
      ).read()
    } catch {
      throw BackendError(
        error, "the account cannot be read completely",
        action: "iam:\(error.action ?? IAMClient.bulkAction)")
    }
  }
}

extension [String: JSON] {
  /// Adds an entry that is new, or that says the same as the one before.
  fileprivate mutating func add(
    _ json: JSON, _ name: String, in action: String
  ) throws(CallFailure) {
    guard let other = updateValue(json, forKey: name), other != json else { return }
    throw CallFailure.damaged("the answer to \(action) has two entries that differ for '\(name)'")
  }
}

/// Puts the list of all roles and the details of the account together.
private struct SnapshotReader: Sendable {
  let client: IAMClient
  let keepsLastUse: Bool
  let keepsProviders: Bool

  /// What only the list of roles says of a role.
  private struct Listed: Sendable {
    let id: String?
    let description: String
    let maxSessionDuration: Int

    init(_ role: XMLElement, in action: String) throws(CallFailure) {
      id = role.text(of: "RoleId")
      description = role.text(of: "Description") ?? ""
      guard let seconds = role.number(of: "MaxSessionDuration") else {
        throw CallFailure.damaged("the answer to \(action) lacks a 'MaxSessionDuration'")
      }
      maxSessionDuration = seconds
    }
  }

  private struct Details: Sendable {
    var roles: [String: JSON] = [:]
    var policies: [String: JSON] = [:]
    var damage: [String] = []
  }

  private enum Part: Sendable {
    case list([String: Listed])
    case details(Details)
  }

  func read() throws(CallFailure) -> SnapshotContents {
    let parts = try client.each([true, false]) { isList throws(CallFailure) in
      isList ? Part.list(try listRoles()) : .details(try readDetails())
    }
    var listed: [String: Listed] = [:]
    var details = Details()
    for part in parts {
      switch part {
      case .list(let found): listed = found
      case .details(let found): details = found
      }
    }
    let roles = try completed(details.roles, listed)
    let held = Set(roles.flatMap(SnapshotContents.policies(heldBy:)))
    let missing = held.subtracting(details.policies.keys).filter(\.isPolicyOfAWS)
    let ofAWS = try client.each(missing.sorted(), policyOfAWS)
    let kept = details.policies.filter { !$0.key.isPolicyOfAWS || held.contains($0.key) }.values
    return SnapshotContents(
      roles: roles, policies: (kept + ofAWS).ordered(by: "Arn"),
      providers: keepsProviders ? try readProviders() : nil, damage: details.damage.sorted())
  }

  /// All identity providers; one that goes meanwhile is left out.
  private func readProviders() throws(CallFailure) -> [JSON] {
    let lists = try client.each([false, true]) { isSAML throws(CallFailure) in
      try client.identityProviders(ofSAML: isSAML)
    }
    let found = try client.each(lists.flatMap(\.self)) { arn throws(CallFailure) in
      try client.identityProvider(arn)
    }
    return found.compactMap { $0.map(SnapshotContents.json) }.ordered(by: "Arn")
  }

  // MARK: The two lists

  private func listRoles() throws(CallFailure) -> [String: Listed] {
    let action = "ListRoles"
    var listed: [String: Listed] = [:]
    try client.eachPage(action, [("MaxItems", "1000")]) { page throws(CallFailure) in
      guard page["Roles"] != nil else { throw Self.lacking("Roles", action) }
      for role in page.members(of: "Roles") {
        listed[try role.needed("RoleName", in: action)] = try Listed(role, in: action)
      }
      return true
    }
    return listed
  }

  private func readDetails() throws(CallFailure) -> Details {
    let action = IAMClient.bulkAction
    let shape = DetailShape.role(withLastUse: keepsLastUse)
    var details = Details()
    try client.accountDetails(["Role", "LocalManagedPolicy", "AWSManagedPolicy"]) {
      page throws(CallFailure) in
      guard page["RoleDetailList"] != nil else { throw Self.lacking("RoleDetailList", action) }
      for element in page.members(of: "RoleDetailList") {
        let name = try element.needed("RoleName", in: action)
        var damage: [String] = []
        try details.roles.add(try shape.json(element, in: action, &damage), name, in: action)
        details.damage += damage.map { "role '\(name)': \($0)" }
      }
      for element in page.members(of: "Policies") {
        let arn = try element.needed("Arn", in: action)
        var damage: [String] = []
        try details.policies.add(
          try DetailShape.policy.json(element, in: action, &damage), arn, in: action)
        details.damage += damage.map { "managed policy '\(arn)': \($0)" }
      }
      return true
    }
    return details
  }

  private static func lacking(_ list: String, _ action: String) -> CallFailure {
    CallFailure.damaged("the answer to \(action) lacks its list '\(list)'")
  }

  // MARK: What is between them

  /// The roles with what only the list says of them.
  ///
  /// The two were read at different moments: about a role that only one of them has IAM is asked again.
  private func completed(
    _ roles: [String: JSON], _ listed: [String: Listed]
  ) throws(CallFailure) -> [JSON] {
    let open =
      roles.filter { listed[$0.key]?.id != $0.value["RoleId"]?.string }.map(\.key).sorted()
      + listed.keys.filter { roles[$0] == nil }.sorted()
    let answers = try client.each(open, role)
    var found = listed
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
    if let name = listed.keys.sorted().first(where: { roles[$0] == nil && found[$0] != nil }) {
      throw Self.changed(name)
    }
    return details
  }

  private static func changed(_ name: String) -> CallFailure {
    CallFailure(
      .malformedAnswer, message: "role '\(name)' was created or changed while the account was read",
      hint: "run the same command again"
    ).during(IAMClient.bulkAction)
  }

  /// What GetRole tells; nil when the role is gone.
  private func role(_ name: String) throws(CallFailure) -> Listed? {
    do throws(CallFailure) {
      return try Listed(try client.roleElement(name), in: "GetRole")
    } catch {
      guard error.isNoSuchEntity else { throw error.during("GetRole") }
      return nil
    }
  }

  /// A policy of AWS that a role has and that the account's details leave out.
  private func policyOfAWS(_ arn: String) throws(CallFailure) -> JSON {
    var whole = try client.policy(arn)
    do throws(CallFailure) {
      let version = try client.version(
        try whole.needed("DefaultVersionId", in: "GetPolicy"), ofPolicy: arn)
      whole.children.append(
        XMLElement(
          "PolicyVersionList", children: [XMLElement("member", children: version.children)]))
      var damage: [String] = []
      return try DetailShape.policy.json(whole, in: "GetPolicyVersion", &damage)
    } catch {
      throw error.during("GetPolicyVersion")
    }
  }
}

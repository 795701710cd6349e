import AWSAccess
import IAMBackend
import IAMPolicy
import IAMRoles
import JSONText
import Reports

/// What the caller may do: reads are tried, writes are simulated.
extension AccessExamination {
  private static let reads = [
    "GetRole", "ListAttachedRolePolicies", "ListRolePolicies", "ListInstanceProfilesForRole",
  ]

  /// Tries the calls with which `plan` and `drift` read the roles of a set, once for each role.
  mutating func examineReads(_ iam: QueryClient, _ set: RoleSet) {
    let name = "permissions for 'drift' and 'plan'"
    var denied: [(action: String, role: String)] = []
    func read(
      _ action: String, _ parameters: [(String, String)], of role: String
    ) throws(CallError) {
      do throws(CallError) { _ = try iam.call(action, parameters) } catch {
        guard case .service(let refused) = error else { throw error }
        // An account without the role answers so to whoever may ask.
        if refused.code == "NoSuchEntity" { return }
        guard refused.isAccessDenied else { throw error }
        denied.append(("iam:\(action)", role))
      }
    }
    let roles = set.roles.compactMap(\.ordinary).map(\.name)
    do throws(CallError) {
      for role in roles {
        for action in Self.reads { try read(action, [("RoleName", role)], of: "'\(role)'") }
      }
      for profile in set.askedProfiles {
        try read(
          "GetInstanceProfile", [("InstanceProfileName", profile)],
          of: "instance profile '\(profile)'")
      }
      for arn in set.providers.map(set.arn(of:)) {
        let parameter = arn.isSAMLProvider ? "SAMLProviderArn" : "OpenIDConnectProviderArn"
        try read(
          String(arn.readActionOfProvider.dropFirst("iam:".count)), [(parameter, arn)],
          of: IdentityProvider.phrase(of: arn))
      }
      try read("ListRoles", [("MaxItems", "1")], of: "the account")
    } catch {
      note(name, .unknown, error.message, fix: error.hint)
      return
    }
    guard let first = denied.first else {
      note(name, .passed, "\(counted(roles.count, "role")) and the list of all roles can be read")
      return
    }
    var actions: [String] = []
    for entry in denied where !actions.contains(entry.action) { actions.append(entry.action) }
    let others = Set(denied.map(\.role)).count - 1
    note(
      name, .failed,
      "\(first.role)\(others > 0 ? " and \(others) more" : "") cannot be read: "
        + actions.joined(separator: ", "),
      fix: "give the caller what 'panorama-roles policy tool --for drift' prints")
  }

  /// Simulates the calls of `apply` on the roles of a set, each with the values of the condition keys that
  /// it has.
  mutating func examineWrites(_ iam: QueryClient, _ identity: CallerIdentity, _ set: RoleSet) {
    let name = "permissions for 'apply'"
    var denied: [String] = []
    var open: [String] = []
    do throws(CallError) {
      for statement in ToolPermissions(for: set).policy(for: .`init`).statements {
        let simulation = PrincipalSimulation(statement, of: identity.arn)
        for result in try simulation.results(of: iam) {
          guard let action = result.text(of: "EvalActionName"),
            result.text(of: "EvalDecision") != "allowed"
          else { continue }
          // A condition on a key that was not given decides only in the real call.
          if result.members(of: "MissingContextValues").isEmpty {
            if !denied.contains(action) { denied.append(action) }
          } else if !open.contains(action) {
            open.append(action)
          }
        }
      }
    } catch {
      let isDenied =
        if case .service(let refused) = error { refused.isAccessDenied } else { false }
      note(
        name, .unknown, error.message,
        fix: isDenied
          ? "allow iam:SimulatePrincipalPolicy, or try 'panorama-roles plan' and 'apply'"
          : error.hint)
      return
    }
    open.removeAll(where: denied.contains)
    if !denied.isEmpty {
      note(
        name, .failed, "not allowed on the roles: \(denied.joined(separator: ", "))",
        fix: "give the caller what 'panorama-roles policy tool --for init' prints")
    } else if !open.isEmpty {
      note(name, .unknown, "depends on conditions: \(open.joined(separator: ", "))")
    } else {
      note(name, .passed, "\(counted(set.roles.count, "role")) can be created and changed")
    }
  }
}

extension PrincipalSimulation {
  /// The results of all pages.
  fileprivate func results(of iam: QueryClient) throws(CallError) -> [XMLElement] {
    var results: [XMLElement] = []
    var marker: String?
    // No policy of the tool has so many pages.
    for _ in 0..<100 {
      let answer = try iam.call(
        "SimulatePrincipalPolicy", parameters + (marker.map { [("Marker", $0)] } ?? []))
      results += answer.result.members(of: "EvaluationResults")
      guard answer.result.text(of: "IsTruncated") == "true",
        let next = answer.result.text(of: "Marker")
      else { break }
      marker = next
    }
    return results
  }
}

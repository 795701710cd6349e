import AWSAccess
import IAMPolicy
import IAMRoles

/// Reads one role whole: GetRole, its attached policies, its inline policies with their documents.
struct RoleReader: Sendable {
  let caller: any IAMCaller

  /// What came of reading a role.
  enum Outcome: Sendable {
    case read(Reading<ObservedRole>)
    /// GetRole itself failed, for this reason.
    case failed(ReadFailure, CallFailure)

    var reading: Reading<ObservedRole> {
      switch self {
      case .read(let reading): reading
      case .failed(let failure, _): .unreadable(failure)
      }
    }
  }

  /// Reads the role of that name.
  ///
  /// A service-linked role is its service's own: its policies are not read.
  ///
  /// - Throws: `CallFailure` when nothing else can succeed either.
  func read(_ name: String, isServiceLinked: Bool) throws(CallFailure) -> Outcome {
    // A role that vanishes between two calls was deleted meanwhile: once more says what is there now.
    for _ in 0..<2 {
      do {
        return try readOnce(name, isServiceLinked: isServiceLinked)
      } catch {
        switch error {
        case .vanished: continue
        case .fatal(let failure): throw failure
        }
      }
    }
    return .read(
      .unreadable(
        ReadFailure(
          action: "iam:GetRole", subject: name, reason: .failed,
          message: "the role is there and is not, from one call to the next")))
  }

  private enum Interruption: Error {
    case vanished
    case fatal(CallFailure)
  }

  private func readOnce(
    _ name: String, isServiceLinked: Bool
  ) throws(Interruption) -> Outcome {
    let role: RoleAnswer
    do throws(CallFailure) {
      role = try getRole(name)
    } catch {
      if error.isFatal { throw .fatal(error) }
      if error.isNoSuchEntity { return .read(.absent) }
      return .failed(error.readFailure("GetRole", of: name), error)
    }
    // Right after its creation a role may show its unique id in place of its ARN.
    guard role.hasRoleARN else {
      return .read(
        .unreadable(
          ReadFailure(
            action: "iam:GetRole", subject: name, reason: .failed,
            message: "the answer has '\(role.arn)' for the ARN of the role")))
    }
    return .read(
      .present(
        ObservedRole(
          name: role.name, path: role.path, arn: role.arn, id: role.id,
          description: .present(role.description), maxSessionDuration: role.maxSessionDuration,
          trust: role.trust, permissionsBoundary: role.permissionsBoundary,
          tags: .present(role.tags),
          managedPolicies: isServiceLinked ? .absent : try attachedPolicies(of: name),
          inlinePolicies: isServiceLinked ? .absent : try inlinePolicies(of: name))))
  }

  private func getRole(_ name: String) throws(CallFailure) -> RoleAnswer {
    let result = try caller.call("GetRole", [("RoleName", name)])
    guard let role = result["Role"] else {
      throw CallFailure(
        .malformedAnswer, message: "the answer to GetRole does not describe a role")
    }
    return try RoleAnswer(role, in: "GetRole")
  }

  private func attachedPolicies(
    of role: String
  ) throws(Interruption) -> Reading<[ManagedPolicyAttachment]> {
    try reading("ListAttachedRolePolicies", of: role) { () throws(CallFailure) in
      let action = "ListAttachedRolePolicies"
      var attached: [ManagedPolicyAttachment] = []
      for policy in try caller.list("AttachedPolicies", from: action, [("RoleName", role)]) {
        attached.append(
          ManagedPolicyAttachment(arn: try policy.needed("PolicyArn", in: action)))
      }
      return attached
    }
  }

  private func inlinePolicies(
    of role: String
  ) throws(Interruption) -> Reading<[ObservedInlinePolicy]> {
    let names = try reading("ListRolePolicies", of: role) { () throws(CallFailure) in
      let names = try caller.list("PolicyNames", from: "ListRolePolicies", [("RoleName", role)])
      guard !names.contains(where: \.text.isEmpty) else {
        throw CallFailure(
          .malformedAnswer, message: "the answer to ListRolePolicies has a policy without a name")
      }
      return names.map(\.text)
    }
    switch names {
    case .absent: return .absent
    case .unreadable(let failure): return .unreadable(failure)
    case .present(let names):
      var policies: [ObservedInlinePolicy] = []
      for name in names.sorted() {
        policies.append(
          ObservedInlinePolicy(name: name, document: try inlinePolicy(name, of: role)))
      }
      return .present(policies)
    }
  }

  private func inlinePolicy(
    _ name: String, of role: String
  ) throws(Interruption) -> Reading<StoredDocument> {
    let subject = "\(role)/\(name)"
    let text = try reading("GetRolePolicy", of: subject) { () throws(CallFailure) in
      let result = try caller.call("GetRolePolicy", [("RoleName", role), ("PolicyName", name)])
      guard let text = result.text(of: "PolicyDocument") else {
        throw CallFailure(.malformedAnswer, message: "the answer to GetRolePolicy has no document")
      }
      return text
    }
    switch text {
    case .absent: return .absent
    case .unreadable(let failure): return .unreadable(failure)
    case .present(let text):
      return Reading(returned: text, as: .identity, "GetRolePolicy", of: subject)
    }
  }

  private func reading<Value: Hashable & Sendable>(
    _ action: String, of subject: String, _ read: () throws(CallFailure) -> Value
  ) throws(Interruption) -> Reading<Value> {
    do {
      return .present(try read())
    } catch {
      if error.isFatal { throw .fatal(error) }
      if error.isNoSuchEntity { throw .vanished }
      return .unreadable(error.readFailure(action, of: subject))
    }
  }
}

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
    guard let role = result["Role"], let answer = RoleAnswer(role) else {
      throw CallFailure(
        .malformedAnswer, message: "the answer to GetRole does not describe a role")
    }
    return answer
  }

  private func attachedPolicies(
    of role: String
  ) throws(Interruption) -> Reading<[ManagedPolicyAttachment]> {
    try reading("ListAttachedRolePolicies", of: role) { () throws(CallFailure) in
      try caller.pages("ListAttachedRolePolicies", [("RoleName", role)]).flatMap { page in
        page.members(of: "AttachedPolicies").compactMap { policy in
          (policy.text(of: "PolicyArn")).map(ManagedPolicyAttachment.init(arn:))
        }
      }
    }
  }

  private func inlinePolicies(
    of role: String
  ) throws(Interruption) -> Reading<[ObservedInlinePolicy]> {
    let names = try reading("ListRolePolicies", of: role) { () throws(CallFailure) in
      try caller.pages("ListRolePolicies", [("RoleName", role)]).flatMap { page in
        page.members(of: "PolicyNames").map(\.text)
      }
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
    try reading("GetRolePolicy", of: "\(role)/\(name)") { () throws(CallFailure) in
      let result = try caller.call("GetRolePolicy", [("RoleName", role), ("PolicyName", name)])
      guard let text = result.text(of: "PolicyDocument") else {
        throw CallFailure(.malformedAnswer, message: "the answer to GetRolePolicy has no document")
      }
      return StoredDocument(returned: text, as: .identity)
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

import AWSAccess
import IAMPolicy
import IAMRoles

/// Reads one role whole: GetRole, its attached policies, its inline policies with their documents.
struct RoleReader: Sendable {
  let client: IAMClient
  /// Whether its attached and its inline policies are asked for side by side: so few roles are read that their
  /// calls go at once.
  var isSideBySide = false

  /// Reads the role of that name.
  ///
  /// A service-linked role is its service's own: its policies are not read.
  ///
  /// - Throws: `CallFailure` when GetRole fails, or when nothing else can succeed either.
  func read(_ name: String, isServiceLinked: Bool) throws(CallFailure) -> Reading<ObservedRole> {
    // A role that vanishes between two calls was deleted meanwhile: once more says what exists now.
    for _ in 0..<2 {
      do {
        return try readOnce(name, isServiceLinked: isServiceLinked)
      } catch {
        switch error {
        case .vanished: continue
        case .failed(let failure): throw failure
        }
      }
    }
    return .unreadable(
      ReadFailure(
        action: "iam:GetRole", subject: name, reason: .failed,
        message: "the role was deleted while it was read"))
  }

  private enum Interruption: Error {
    case vanished
    case failed(CallFailure)
  }

  private func readOnce(
    _ name: String, isServiceLinked: Bool
  ) throws(Interruption) -> Reading<ObservedRole> {
    let role: RoleAnswer
    do throws(CallFailure) {
      role = try client.role(name)
    } catch {
      if error.isNoSuchEntity { return .absent }
      throw .failed(error)
    }
    // Right after its creation a role may show its unique id in place of its ARN.
    guard role.hasRoleARN else {
      return .unreadable(
        ReadFailure(
          action: "iam:GetRole", subject: name, reason: .failed,
          message: "the answer has '\(role.arn)' for the ARN of the role"))
    }
    if isServiceLinked {
      return .present(role.observed(managedPolicies: .absent, inlinePolicies: .absent))
    }
    let ahead = isSideBySide ? Ahead { inlinePoliciesResult(of: name) } : nil
    defer { ahead?.finish() }
    let attached = try attachedPolicies(of: name)
    let inline = if let ahead { try ahead.value.get() } else { try inlinePolicies(of: name) }
    return .present(role.observed(managedPolicies: attached, inlinePolicies: inline))
  }

  private func inlinePoliciesResult(
    of role: String
  ) -> Result<Reading<[ObservedInlinePolicy]>, Interruption> {
    do throws(Interruption) { return .success(try inlinePolicies(of: role)) } catch {
      return .failure(error)
    }
  }

  private func attachedPolicies(
    of role: String
  ) throws(Interruption) -> Reading<[ManagedPolicyAttachment]> {
    try reading(of: role) { () throws(CallFailure) in
      .present(try client.attachedPolicies(of: role))
    }
  }

  private func inlinePolicies(
    of role: String
  ) throws(Interruption) -> Reading<[ObservedInlinePolicy]> {
    let names = try reading(of: role) { () throws(CallFailure) in
      .present(try client.inlinePolicyNames(of: role))
    }
    switch names {
    case .absent: return .absent
    case .unreadable(let failure): return .unreadable(failure)
    case .present(let names):
      var policies: [ObservedInlinePolicy] = []
      for name in names.sorted() {
        let document = try reading(of: "\(role)/\(name)") { () throws(CallFailure) in
          try client.inlinePolicy(name, of: role)
        }
        policies.append(ObservedInlinePolicy(name: name, document: document))
      }
      return .present(policies)
    }
  }

  /// A part of the role; one that cannot be read stops no other.
  private func reading<Value: Hashable & Sendable>(
    of subject: String, _ read: () throws(CallFailure) -> Reading<Value>
  ) throws(Interruption) -> Reading<Value> {
    do throws(CallFailure) {
      return try read()
    } catch {
      if error.isFatal { throw .failed(error) }
      if error.isNoSuchEntity { throw .vanished }
      return .unreadable(error.readFailure(of: subject))
    }
  }
}

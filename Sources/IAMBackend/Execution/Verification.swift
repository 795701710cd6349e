public import IAMRoles

/// What reading back after the last write showed.
public enum Verification: Hashable, Sendable {
  /// Two reads in a row gave the same state, and it is the expected one.
  case agreed(AccountReading)
  /// The account did not come to agree in the time given; this is the last reading.
  case disagrees(AccountReading)
  /// These parts could not be read to the end; never empty.
  case unreadable([ReadFailure])
}

extension AccountReader {
  /// Reads until two reads in a row are equal and as expected.
  ///
  /// IAM answers from several copies, some of them seconds old: one odd answer after a write says
  /// nothing.
  ///
  /// - Parameters:
  ///   - set: the roles to read.
  ///   - timeouts: how long, and how to wait.
  ///   - progress: told before each round but the first.
  ///   - isExpected: whether a state is what the changes should have led to.
  public func verify(
    _ set: RoleSet, timeouts: ConsistencyTimeouts, progress: (BackendProgress) -> Void = { _ in },
    isExpected: (AccountState) -> Bool
  ) throws(BackendError) -> Verification {
    var pauses = Backoff(limit: timeouts.verification, first: 0.25)
    var last = try read(set)
    var agrees = Self.isSettled(last.state) && isExpected(last.state)
    while let seconds = pauses.pause() {
      guard timeouts.sleep(seconds) else {
        throw BackendError(
          .cancelled, "stopped while reading the account back", action: "iam:GetRole",
          hint: "'panorama-roles drift' shows how the account is now")
      }
      progress(.verifying(round: pauses.taken + 1))
      let next = try read(set)
      let nextAgrees = Self.isSettled(next.state) && isExpected(next.state)
      // Two refusals of the same call have different request ids in their messages.
      let isSame = next.state.withoutMessages == last.state.withoutMessages
      if agrees, nextAgrees, isSame { return .agreed(next) }
      // A missing permission does not appear by waiting.
      let failures = next.state.failures
      if isSame, failures.contains(where: { $0.reason == .denied }) {
        return .unreadable(failures)
      }
      (last, agrees) = (next, nextAgrees)
    }
    let failures = last.state.failures
    return failures.isEmpty ? .disagrees(last) : .unreadable(failures)
  }

  /// Whether all was read: right after its creation a role may show its unique id in place of its ARN.
  private static func isSettled(_ state: AccountState) -> Bool { state.failures.isEmpty }
}

extension AccountState {
  /// What could not be read, role by role in the order of their names.
  var failures: [ReadFailure] {
    roles.sorted { $0.key < $1.key }.flatMap { _, reading -> [ReadFailure] in
      guard let role = reading.value else { return [reading.failure].compactMap { $0 } }
      let parts = [
        role.description.failure, role.maxSessionDuration.failure, role.trust.failure,
        role.permissionsBoundary.failure, role.tags.failure, role.managedPolicies.failure,
        role.inlinePolicies.failure,
      ]
      let documents = (role.inlinePolicies.value ?? []).map(\.document.failure)
      return (parts + documents).compactMap { $0 }
    }
  }

  /// The state with nothing but action, subject and reason of each failure.
  var withoutMessages: AccountState {
    var state = self
    state.roles = roles.mapValues { reading in
      guard case .present(var role) = reading else { return reading.withoutMessage }
      role.description = role.description.withoutMessage
      role.maxSessionDuration = role.maxSessionDuration.withoutMessage
      role.trust = role.trust.withoutMessage
      role.permissionsBoundary = role.permissionsBoundary.withoutMessage
      role.tags = role.tags.withoutMessage
      role.managedPolicies = role.managedPolicies.withoutMessage
      role.inlinePolicies = role.inlinePolicies.withoutMessage
      if case .present(let policies) = role.inlinePolicies {
        role.inlinePolicies = .present(
          policies.map {
            ObservedInlinePolicy(name: $0.name, document: $0.document.withoutMessage)
          })
      }
      return .present(role)
    }
    return state
  }
}

extension Reading {
  fileprivate var withoutMessage: Self {
    guard case .unreadable(var failure) = self else { return self }
    failure.message = ""
    failure.requestID = nil
    return .unreadable(failure)
  }
}

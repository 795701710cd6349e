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

extension IAMBackend {
  /// Reads until two reads in a row are equal and as expected.
  ///
  /// IAM answers from several copies, some of them seconds old: one odd answer after a write says
  /// nothing.
  ///
  /// - Parameters:
  ///   - set: the roles to read: those that were changed.
  ///   - timeouts: how long, and how to wait.
  ///   - progress: told before each round but the first.
  ///   - isExpected: whether a state is what the changes should have led to.
  public func verify(
    _ set: RoleSet, timeouts: ConsistencyTimeouts,
    progress: (BackendProgress) -> Void = { _ in }, isExpected: (AccountState) -> Bool
  ) throws(BackendError) -> Verification {
    var pauses = Backoff(limit: timeouts.verification, first: 0.25)
    var last = try read(set, for: .plan)
    var agrees = last.state.failures.isEmpty && isExpected(last.state)
    while true {
      // A missing permission does not appear by waiting.
      let failures = last.state.failures
      if failures.contains(where: { $0.reason == .denied }) { return .unreadable(failures) }
      guard let seconds = pauses.pause() else {
        return failures.isEmpty ? .disagrees(last) : .unreadable(failures)
      }
      guard timeouts.sleep(seconds) else {
        throw BackendError(
          .cancelled, "stopped while reading the account back", action: "iam:GetRole",
          hint: "'panorama-roles drift' shows how the account is now")
      }
      progress(.verifying(round: pauses.taken + 1))
      let next = try read(set, for: .plan)
      let nextAgrees = next.state.failures.isEmpty && isExpected(next.state)
      if agrees, nextAgrees, next.state == last.state { return .agreed(next) }
      (last, agrees) = (next, nextAgrees)
    }
  }
}

extension AccountState {
  /// What could not be read, role by role in the order of their names, and then of the managed policies
  /// that the set makes.
  var failures: [ReadFailure] {
    let ofRoles = roles.sorted { $0.key < $1.key }.flatMap { _, reading -> [ReadFailure] in
      guard let role = reading.value else { return [reading.failure].compactMap { $0 } }
      let parts = [
        role.description.failure, role.maxSessionDuration.failure, role.trust.failure,
        role.permissionsBoundary.failure, role.tags.failure, role.managedPolicies.failure,
        role.inlinePolicies.failure,
      ]
      let documents = (role.inlinePolicies.value ?? []).map(\.document.failure)
      return (parts + documents).compactMap { $0 }
    }
    let ofPolicies = ownPolicies.sorted { $0.key < $1.key }.compactMap(\.value.failure)
    let ofProfiles = instanceProfiles.sorted { $0.key < $1.key }.compactMap(\.value.failure)
    let ofProviders = providers.sorted { $0.key < $1.key }.compactMap(\.value.failure)
    return ofRoles + ofPolicies + ofProfiles + ofProviders
  }
}

public import IAMRoles

/// What reading back after the last write showed.
public enum Verification: Hashable, Sendable {
  /// Two reads in a row gave the same state, and it is the expected one.
  case agreed(AccountReading)
  /// The account did not come to agree in the time given; this is the last reading.
  case disagrees(AccountReading)

  /// The last reading.
  public var reading: AccountReading {
    switch self {
    case .agreed(let reading), .disagrees(let reading): reading
    }
  }
}

extension AccountReader {
  /// Reads until two reads in a row are equal and as expected.
  ///
  /// IAM answers from several copies, some of them seconds old: one odd answer after a write says
  /// nothing.
  ///
  /// - Parameters:
  ///   - set: the roles to read.
  ///   - patience: how long, and how to wait.
  ///   - progress: told before each round but the first.
  ///   - isExpected: whether a state is what the changes should have led to.
  public func verify(
    _ set: RoleSet, patience: Patience, progress: (BackendProgress) -> Void = { _ in },
    isExpected: (AccountState) -> Bool
  ) throws(BackendError) -> Verification {
    var pauses = Pauses(limit: patience.verification, first: 0.25)
    var last = try read(set)
    var agrees = Self.isSettled(last.state) && isExpected(last.state)
    while let seconds = pauses.pause() {
      guard patience.sleep(seconds) else {
        throw BackendError(
          .cancelled, "stopped while reading the account back", action: "iam:GetRole",
          hint: "'panorama-roles drift' shows how the account is now")
      }
      progress(.verifying(round: pauses.taken + 1))
      let next = try read(set)
      let nextAgrees = Self.isSettled(next.state) && isExpected(next.state)
      if agrees, nextAgrees, next.state == last.state { return .agreed(next) }
      // A missing permission does not appear by waiting.
      if next.state == last.state, next.state.lacksPermission { return .disagrees(next) }
      (last, agrees) = (next, nextAgrees)
    }
    return .disagrees(last)
  }

  /// Right after its creation a role may show its unique id in place of its ARN.
  private static func isSettled(_ state: AccountState) -> Bool {
    state.roles.values.allSatisfy { $0.value?.arn.hasPrefix("arn:") ?? true }
  }
}

extension AccountState {
  /// Says whether something could not be read for want of a permission.
  var lacksPermission: Bool {
    roles.values.contains { reading in
      let role = reading.value
      let documents = role?.inlinePolicies.value?.map(\.document.failure) ?? []
      let failures =
        [reading.failure, role?.managedPolicies.failure, role?.inlinePolicies.failure] + documents
      return failures.contains { $0?.reason == .denied }
    }
  }
}

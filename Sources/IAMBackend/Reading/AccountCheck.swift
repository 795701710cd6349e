public import AWSAccess
import IAMPolicy
import IAMRoles

/// What says which account is meant, for messages.
public enum AccountNaming: Hashable, Sendable {
  /// The spec.
  case spec
  /// The flag `--account` of a command that reads no spec.
  case flag

  fileprivate var words: String {
    switch self {
    case .spec: "the spec is of"
    case .flag: "'--account' names"
    }
  }

  fileprivate var hint: String {
    switch self {
    case .spec: "choose other credentials with '--profile', or another spec with '--spec'"
    case .flag: "choose other credentials with '--profile', or leave '--account' out"
    }
  }
}

/// The check that the credentials belong to the account that is meant, before anything is done.
public enum AccountCheck {
  /// Asks STS who the credentials belong to and refuses another account or partition.
  ///
  /// - Parameters:
  ///   - client: a client for STS.
  ///   - account: the 12-digit id of the account that is meant.
  ///   - partition: its partition, such as `aws`.
  ///   - naming: what says so.
  /// - Throws: `BackendError` of kind `conflict` for another account.
  public static func caller(
    _ client: QueryClient, account: String, partition: String, by naming: AccountNaming = .spec
  ) throws(BackendError) -> CallerIdentity {
    let identity = try identity(client)
    try refuseOther(
      account: identity.account, partition: identity.partition, arn: identity.arn, than: account,
      partition, by: naming)
    return identity
  }

  /// Asks STS whose the keys are.
  public static func identity(_ client: QueryClient) throws(BackendError) -> CallerIdentity {
    do throws(CallError) { return try CallerIdentity(askedFrom: client) } catch {
      throw BackendError(
        CallFailure(error), "cannot find out whose credentials these are",
        action: "sts:GetCallerIdentity")
    }
  }

  /// Asks STS for the keys of a role in another account, and refuses keys of an account that is not
  /// the one that is meant.
  ///
  /// - Throws: `BackendError` when the role cannot be assumed.
  public static func assume(
    _ role: RoleToAssume, _ client: QueryClient, account: String, partition: String
  ) throws(BackendError) -> AssumedRole {
    let assumed: AssumedRole
    do {
      assumed = try AssumedRole(role, askedFrom: client)
    } catch {
      let failure = CallFailure(error)
      let hint =
        failure.isDenied
        ? "the role must be there and trust the caller, and the caller needs sts:AssumeRole on it"
        : failure.hint
      throw BackendError(
        failure.with(hint: hint), "cannot assume role '\(role.arn)'", action: "sts:AssumeRole")
    }
    guard assumed.account == account, assumed.partition == partition else {
      throw BackendError(
        .conflict, "the keys that STS gave for role '\(role.arn)' are of '\(assumed.arn)'",
        action: "sts:AssumeRole", hint: "check the endpoint of STS")
    }
    return assumed
  }

  static func refuseOther(
    account: String, partition: String, arn: String, than wanted: String, _ wantedPartition: String,
    by naming: AccountNaming = .spec
  ) throws(BackendError) {
    guard account == wanted else {
      throw BackendError(
        .conflict,
        "the credentials are of account \(account) ('\(arn)') and \(naming.words) \(wanted)",
        action: "sts:GetCallerIdentity", hint: naming.hint)
    }
    guard partition == wantedPartition else {
      throw BackendError(
        .conflict,
        "the credentials are of partition '\(partition)' and "
          + (naming == .spec ? "the spec is of" : "the one that is meant is")
          + " '\(wantedPartition)'",
        action: "sts:GetCallerIdentity", hint: "choose other credentials with '--profile'")
    }
  }

  /// Refuses roles whose ARNs are of another account or partition than the one that was asked about.
  static func refuseOtherRoles(in state: AccountState) throws(BackendError) {
    for name in state.roles.keys.sorted() {
      guard let role = state.roles[name]?.value else { continue }
      try refuseOther(role: role, than: state.account, state.partition)
    }
  }

  /// Refuses a role whose ARN is of another account or partition.
  static func refuseOther(
    role: ObservedRole, than account: String, _ partition: String
  ) throws(BackendError) {
    let hint = "choose other credentials with '--profile', or another spec with '--spec'"
    // What has no ARN of a role was found unreadable before.
    guard let arn = ARN(ofRole: role.arn) else { return }
    guard arn.account == account else {
      throw BackendError(
        .conflict, "role '\(role.name)' is of account \(arn.account) and the spec is of \(account)",
        action: "iam:GetRole", about: .role(role.name), hint: hint)
    }
    guard arn.partition == partition else {
      throw BackendError(
        .conflict,
        "role '\(role.name)' is of partition '\(arn.partition)' and the spec is of '\(partition)'",
        action: "iam:GetRole", about: .role(role.name), hint: hint)
    }
  }
}

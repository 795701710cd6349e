public import AWSAccess

extension CallerIdentity {
  /// Asks STS who the credentials belong to and refuses another account than the one that is meant.
  ///
  /// - Parameters:
  ///   - client: a client for STS.
  ///   - account: the 12-digit account id of the spec.
  ///   - partition: the spec's partition, such as `aws`.
  /// - Throws: `BackendError` of kind `conflict` for another account.
  public static func checked(
    _ client: QueryClient, account: String, partition: String
  ) throws(BackendError) -> CallerIdentity {
    let identity: CallerIdentity
    do {
      identity = try CallerIdentity(askedFrom: client)
    } catch {
      let failure = CallFailure(error)
      throw BackendError(
        failure, "cannot find out whose credentials these are", action: "sts:GetCallerIdentity")
    }
    try identity.refuseOther(account: account, partition: partition)
    return identity
  }

  func refuseOther(account: String, partition: String) throws(BackendError) {
    guard self.account == account else {
      throw BackendError(
        .conflict,
        "the credentials are of account \(self.account) ('\(arn)') and the spec is of \(account)",
        action: "sts:GetCallerIdentity",
        hint: "choose other credentials with '--profile', or another spec with '--spec'")
    }
    guard self.partition == partition else {
      throw BackendError(
        .conflict,
        "the credentials are of partition '\(self.partition)' and the spec is of '\(partition)'",
        action: "sts:GetCallerIdentity", hint: "choose other credentials with '--profile'")
    }
  }
}

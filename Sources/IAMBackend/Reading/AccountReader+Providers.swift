import AWSAccess
import IAMRoles

/// The identity providers that a role set makes, and what left it.
extension AccountReader {
  /// Reads the identity providers of a set; none are asked for where it has none.
  ///
  /// That one does not exist is known only when the list of all has it in no other spelling.
  func readProviders(
    of set: RoleSet, into reading: inout AccountReading
  ) throws(BackendError) {
    let arns =
      set.askedProviders.map(set.arn(of:)) + set.askedLeft.filter(\.isProvider).map(\.arn)
    let outcomes = client.outcomes(of: arns) { [client] arn throws(CallFailure) in
      try client.identityProvider(arn)
    }
    for (arn, outcome) in zip(arns, outcomes) {
      switch try Self.reading(outcome, of: arn) {
      case .present(let found): reading.state.providers[arn] = found.map(Reading.present) ?? .absent
      case .absent: reading.state.providers[arn] = .absent
      case .unreadable(let failure): reading.state.providers[arn] = .unreadable(failure)
      }
    }
    for isSAML in [false, true] {
      let kind = isSAML ? "saml-provider/" : "oidc-provider/"
      let absent = set.askedProviders.map(set.arn(of:)).filter {
        $0.identityProviderResource?.hasPrefix(kind) == true
          && reading.state.providers[$0] == .absent
      }
      try lookForSpellings(of: absent, isSAML, into: &reading)
    }
  }

  private func lookForSpellings(
    of absent: [String], _ isSAML: Bool, into reading: inout AccountReading
  ) throws(BackendError) {
    guard !absent.isEmpty else { return }
    let outcomes = client.outcomes(of: [isSAML]) { [client] isSAML throws(CallFailure) in
      try client.identityProviders(ofSAML: isSAML)
    }
    for outcome in outcomes {
      switch try Self.reading(outcome, of: "*") {
      case .absent: break
      case .unreadable(let failure):
        for arn in absent { reading.state.providers[arn] = .unreadable(failure) }
      case .present(let listed):
        for arn in absent {
          let other = listed.first {
            $0.spellingOfProvider == arn.spellingOfProvider && $0 != arn
          }
          guard let other else { continue }
          reading.state.providers[arn] = .unreadable(.providerIsSpelled(other, insteadOf: arn))
        }
      }
    }
  }

  /// Reads the managed policies that left the set.
  func readPoliciesThatLeft(
    _ set: RoleSet, into reading: inout AccountReading
  ) throws(BackendError) {
    let arns = set.askedLeft.filter { !$0.isProvider }.map(\.arn)
    let outcomes = client.outcomes(of: arns) { [client] arn throws(CallFailure) in
      try ManagedPolicyReader(client: client, tellsUses: true).read(arn)
    }
    for (arn, outcome) in zip(arns, outcomes) {
      switch try Self.reading(outcome, of: arn) {
      case .present(let policy): reading.state.ownPolicies[arn] = policy
      case .absent: reading.state.ownPolicies[arn] = .absent
      case .unreadable(let failure): reading.state.ownPolicies[arn] = .unreadable(failure)
      }
    }
  }
}

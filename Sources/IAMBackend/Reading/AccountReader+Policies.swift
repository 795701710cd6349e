import AWSAccess
import IAMPolicy
import IAMRoles

/// The managed policies that a role set makes.
extension AccountReader {
  /// Reads them into `reading`; one that does not exist is looked for under the same name elsewhere.
  func readPolicies(
    of set: RoleSet, _ bulk: BulkAnswer, into reading: inout AccountReading
  ) throws(BackendError) {
    guard !set.askedPolicies.isEmpty else { return }
    let arns = set.askedPolicies.map(set.arn(of:))
    let outcomes = client.outcomes(of: arns) { [client] arn throws(CallFailure) in
      try ManagedPolicyReader(client: client, tellsUses: true).read(arn, bulk.policies[arn])
    }
    // Roles were read before: what ends now ends these readings alone.
    let isAnythingRead = reading.state.roles.values.contains { $0.failure == nil }
    for (arn, outcome) in zip(arns, outcomes) {
      switch outcome {
      case .success(let policy): reading.state.ownPolicies[arn] = policy
      case .failure(let failure):
        guard isAnythingRead, failure.kind != .cancelled else {
          throw BackendError(failure, readingPolicy: arn)
        }
        reading.state.ownPolicies[arn] = .unreadable(failure.readFailure(of: arn))
      }
    }
    try lookForNames(arns.filter { reading.state.ownPolicies[$0] == .absent }, into: &reading)
  }

  /// A policy that the set makes and that none of its roles has may have no place: another may have its
  /// name.
  func lookForNamesakes(
    _ set: RoleSet, into reading: inout AccountReading
  ) throws(BackendError) {
    guard reading.state.roles.values.allSatisfy({ $0.failure == nil }) else { return }
    let roles = reading.state.roles.values.compactMap(\.value)
    var used: Set<String> = []
    for role in roles {
      used.formUnion((role.managedPolicies.value ?? []).map(\.arn))
      if let boundary = role.permissionsBoundary.value { used.insert(boundary.arn) }
    }
    let unused = set.askedPolicies.map(set.arn(of:)).filter { !used.contains($0) }
    try lookForNames(unused, into: &reading)
    for arn in reading.state.namesakes.keys { reading.state.ownPolicies[arn] = .absent }
  }

  /// Looks for policies at another path or in another case that have these names; where nobody can
  /// tell, the policy is unreadable and never absent.
  private func lookForNames(
    _ arns: [String], into reading: inout AccountReading
  ) throws(BackendError) {
    guard !arns.isEmpty else { return }
    do throws(CallFailure) {
      let names = ManagedPolicyNames(try client.customerPolicies())
      for arn in arns { reading.state.namesakes[arn] = names.other(than: arn) }
    } catch {
      if error.kind == .cancelled {
        throw BackendError(
          error, "cannot list the managed policies of the account", action: "iam:ListPolicies")
      }
      for arn in arns {
        reading.state.ownPolicies[arn] = .unreadable(error.readFailure(of: arn))
      }
    }
  }
}

/// Reads a managed policy that a role set makes: its versions, the document of the default one, and on
/// demand how often it is used and what it was made with.
struct ManagedPolicyReader: Sendable {
  let client: IAMClient
  var tellsUses = false

  /// Reads the policy of an ARN; `known` is what reading in bulk has told already.
  ///
  /// - Throws: `CallFailure` when nothing else can succeed either.
  func read(
    _ arn: String, _ known: ObservedPolicy? = nil
  ) throws(CallFailure) -> Reading<ObservedPolicy> {
    do throws(CallFailure) {
      guard var policy = known else { return try readOneByOne(arn) }
      if tellsUses { policy.tags = try tags(of: try client.policy(arn)) }
      return .present(policy)
    } catch {
      if error.isFatal { throw error }
      return error.isNoSuchEntity ? .absent : .unreadable(error.readFailure(of: arn))
    }
  }

  private func readOneByOne(_ arn: String) throws(CallFailure) -> Reading<ObservedPolicy> {
    let versions = try client.versions(ofPolicy: arn)
    guard let version = versions.first(where: \.isDefault) else {
      throw CallFailure.damaged("the answer to ListPolicyVersions has no default version")
        .during("ListPolicyVersions")
    }
    switch try client.document(version.id, ofPolicy: arn) {
    case .absent: return .absent
    case .unreadable(let failure): return .unreadable(failure)
    case .present(let document):
      var policy = ObservedPolicy(arn: arn, versions: versions, document: document)
      if tellsUses {
        let answer = try client.policy(arn)
        do throws(CallFailure) {
          policy.uses = try answer.usesOfPolicy(in: "GetPolicy")
        } catch {
          throw error.during("GetPolicy")
        }
        policy.description = answer.text(of: "Description") ?? ""
        policy.tags = try tags(of: answer)
      }
      return .present(policy)
    }
  }

  private func tags(of policy: XMLElement) throws(CallFailure) -> [Tag] {
    do throws(CallFailure) {
      var tags: [Tag] = []
      for tag in policy.members(of: "Tags") {
        tags.append(Tag(try tag.needed("Key", in: "GetPolicy"), tag.text(of: "Value") ?? ""))
      }
      return tags
    } catch {
      throw error.during("GetPolicy")
    }
  }
}

import AWSAccess
import IAMPolicy
import IAMRoles

/// Reads the managed policies that a role set makes: GetPolicy, its versions, the document that counts.
struct ManagedPolicyReader: Sendable {
  let caller: any IAMCaller
  /// Whether it is asked, too, how often a policy is used, and what it was made with.
  var tellsUses = false

  /// Reads the policy of an ARN.
  ///
  /// - Throws: `CallFailure` when nothing else can succeed either.
  func read(_ arn: String) throws(CallFailure) -> Reading<ObservedPolicy> {
    do {
      return try policy(arn)
    } catch {
      switch error {
      case .absent: return .absent
      case .fatal(let failure): throw failure
      case .failed(let action, let failure):
        return .unreadable(failure.readFailure(action, of: arn))
      }
    }
  }

  private enum Stop: Error {
    case absent
    case fatal(CallFailure)
    case failed(String, CallFailure)
  }

  private func policy(_ arn: String) throws(Stop) -> Reading<ObservedPolicy> {
    let versions = try ask("ListPolicyVersions") { () throws(CallFailure) in
      var versions: [ObservedPolicy.Version] = []
      for version in try caller.list("Versions", from: "ListPolicyVersions", [("PolicyArn", arn)]) {
        guard let isDefault = version.truth(of: "IsDefaultVersion") else {
          throw CallFailure(
            .malformedAnswer,
            message: "the answer to ListPolicyVersions does not say whether a version counts")
        }
        versions.append(
          ObservedPolicy.Version(
            id: try version.needed("VersionId", in: "ListPolicyVersions"), isDefault: isDefault))
      }
      return versions
    }
    let text = try ask("GetPolicyVersion") { () throws(CallFailure) in
      guard let version = versions.first(where: \.isDefault) else {
        throw CallFailure(
          .malformedAnswer, message: "the answer to ListPolicyVersions has no default version")
      }
      let answer = try caller.call(
        "GetPolicyVersion", [("PolicyArn", arn), ("VersionId", version.id)])
      guard let text = answer["PolicyVersion"]?.text(of: "Document") else {
        throw CallFailure(
          .malformedAnswer, message: "the answer to GetPolicyVersion has no document")
      }
      return text
    }
    switch Reading(returned: text, as: .identity, "GetPolicyVersion", of: arn) {
    case .present(let document):
      var policy = ObservedPolicy(arn: arn, versions: versions, document: document)
      if tellsUses { try addUses(to: &policy) }
      return .present(policy)
    case .absent: return .absent
    case .unreadable(let failure): return .unreadable(failure)
    }
  }

  private func addUses(to policy: inout ObservedPolicy) throws(Stop) {
    let action = "GetPolicy"
    let arn = policy.arn
    let answer = try ask(action) { () throws(CallFailure) in
      let answer = try caller.call(action, [("PolicyArn", arn)])
      let told = answer["Policy"]
      guard let told, let attached = told.text(of: "AttachmentCount").flatMap({ Int($0) }),
        (0...1_000_000).contains(attached)
      else {
        throw CallFailure(
          .malformedAnswer,
          message: "the answer to GetPolicy does not say how often the policy is attached")
      }
      // Older stand-ins of IAM leave the count of boundaries out.
      let bounds = told.text(of: "PermissionsBoundaryUsageCount").flatMap { Int($0) } ?? 0
      var tags: [Tag] = []
      for tag in told.members(of: "Tags") {
        tags.append(Tag(try tag.needed("Key", in: action), tag.text(of: "Value") ?? ""))
      }
      return (
        uses: attached + min(max(bounds, 0), 1_000_000),
        description: told.text(of: "Description") ?? "", tags: tags
      )
    }
    policy.uses = answer.uses
    policy.description = answer.description
    policy.tags = answer.tags
  }

  private func ask<Value>(
    _ action: String, _ body: () throws(CallFailure) -> Value
  ) throws(Stop) -> Value {
    do throws(CallFailure) { return try body() } catch {
      if error.isFatal { throw .fatal(error) }
      if error.isNoSuchEntity { throw .absent }
      throw .failed(action, error)
    }
  }
}

extension AccountReader {
  /// Reads the managed policies that a set makes into a state; one that is not there is looked for under
  /// the same name elsewhere.
  func readOwnPolicies(
    of set: RoleSet, into state: inout AccountState
  ) throws(BackendError) -> [String] {
    state.ownPolicies = try ownPolicies(of: set)
    let absent = set.policies.map(set.arn(of:)).filter { state.ownPolicies[$0] == .absent }
    let search = try PolicyNameSearch(for: absent, caller)
    state.namesakes = search.taken
    if let failure = search.failure, !failure.isDenied {
      for arn in absent {
        state.ownPolicies[arn] = .unreadable(failure.readFailure("ListPolicies", of: arn))
      }
    }
    // IAM has answered for the ARN itself, and refuses a second policy of the name.
    return search.failure?.isDenied == true ? [search.note].compactMap { $0 } : []
  }

  /// The managed policies that a set makes, by ARN.
  private func ownPolicies(
    of set: RoleSet
  ) throws(BackendError) -> [String: Reading<ObservedPolicy>] {
    let arns = set.policies.map(set.arn(of:))
    let reader = ManagedPolicyReader(caller: caller, tellsUses: true)
    let results = Threads.map(arns, width: width) {
      arn -> Result<Reading<ObservedPolicy>, CallFailure> in
      do throws(CallFailure) { return .success(try reader.read(arn)) } catch {
        return .failure(error)
      }
    }
    var readings: [String: Reading<ObservedPolicy>] = [:]
    for (arn, result) in zip(arns, results) {
      switch result {
      case .success(let reading): readings[arn] = reading
      case .failure(let failure): throw BackendError(failure, readingPolicy: arn)
      }
    }
    return readings
  }
}

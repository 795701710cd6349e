import AWSAccess
import IAMPolicy
import IAMRoles

/// What of the roles that a set does not name matters to its plan: which trust its identity providers, and which carry
/// the tag of its spec.
extension AccountReader {
  /// Reads which roles of the account trust the identity providers that a plan would make, change or delete.
  ///
  /// - Parameter list: the roles of the account, where they were listed already.
  func readTrust(
    of set: RoleSet, _ list: Result<[RoleAnswer], CallFailure>?, into reading: inout AccountReading
  ) throws(BackendError) {
    let arns = Drift.providersOfInterest(between: set, and: reading.state)
    guard !arns.isEmpty else { return }
    switch try known(list) {
    case .failure(let failure):
      for arn in arns { reading.state.trusting[arn] = .unreadable(failure.readFailure(of: "*")) }
    case .success(let roles):
      for arn in arns {
        reading.state.trusting[arn] = .roles(
          trusting: arn, among: roles.map { ($0.name, $0.trust) })
      }
    }
  }

  /// Looks for roles that carry the tag of the spec and that neither the set nor a record names, and reads them.
  func readRolesByTag(
    of set: RoleSet, _ list: Result<[RoleAnswer], CallFailure>?, _ bulk: BulkAnswer,
    into reading: inout AccountReading
  ) throws(BackendError) {
    guard let ownership = set.ownership, ownership.key != nil, set.selection.isAll,
      let (others, tags) = try readTagsOfOthers(than: set, list, bulk, into: &reading)
    else { return }
    let found = others.map(\.name).filter { ownership.isCarried(by: tags[$0] ?? []) }
    guard !found.isEmpty else { return }
    reading.state.rolesByTag = found.sorted()
    let absent = set.withRoles(byTag: found).roles.suffix(found.count)
    try readOneByOne(absent.map { WantedRole($0) }, .plan, &reading)
    var part = set
    part.roles = Array(absent)
    try readProfilesOfAbsentRoles(of: part, into: &reading)
  }

  /// Has a check see the same roles as a plan: those that carry the tag of the spec, whomever they trust.
  func addRolesByTag(
    of set: RoleSet, _ list: Result<[RoleAnswer], CallFailure>?, _ bulk: BulkAnswer,
    into reading: inout AccountReading
  ) throws(BackendError) {
    // A list that could not be read is reported as unreadable already.
    guard set.ownership?.key != nil, case .success(let all) = list,
      let (_, tags) = try readTagsOfOthers(than: set, list, bulk, into: &reading)
    else { return }
    let known = (reading.related.others.value ?? []).map { ($0.name, $0.permissions) }
    let found = Self.undeclared(set, all, tags: tags)
    (reading.related.others, reading.related.unreadOthers) = (found.others, found.unreadOthers)
    reading.related.add(
      permissions: Dictionary(known) { first, _ in first }.compactMapValues(\.self))
  }

  /// Reads the tags of the roles that the set does not name; nil, with a note, when that failed.
  ///
  /// Only GetRole and GetAccountAuthorizationDetails tell tags: few roles are asked for theirs one by one, and those are
  /// asked that trust whom a role of the set trusts.
  private func readTagsOfOthers(
    than set: RoleSet, _ list: Result<[RoleAnswer], CallFailure>?, _ bulk: BulkAnswer,
    into reading: inout AccountReading
  ) throws(BackendError) -> (others: [RoleAnswer], tags: [String: [Tag]])? {
    func note(_ failure: CallFailure) throws(BackendError) {
      // The person stopped the work.
      if failure.kind == .cancelled { throw BackendError(failure, reading: nil) }
      reading.notes.append(
        "roles that left the role set without a record were not looked for: "
          + "iam:\(failure.action ?? "ListRoles") "
          + (failure.isDenied ? "was denied" : "failed: \(failure.message)"))
    }
    let all: [RoleAnswer]
    switch try known(list) {
    case .success(let roles): all = roles
    case .failure(let failure):
      try note(failure)
      return nil
    }
    let others = Self.others(than: set, in: all).filter { set.selection.includes($0.name) }
    guard bulk.tags.isEmpty else { return (others, bulk.tags) }
    let asked = others.filter { set.mayHaveHad(roleTrusting: $0.trust) }.map(\.name)
    switch tags(of: others.map(\.name), askingOneByOne: asked) {
    case .success(let answer):
      if !answer.isOfAll, asked.count < others.count {
        reading.unaskedRoles = others.count - asked.count
      }
      return (others, answer.tags)
    case .failure(let failure):
      try note(failure)
      return nil
    }
  }

  private func known(
    _ list: Result<[RoleAnswer], CallFailure>?
  ) throws(BackendError) -> Result<[RoleAnswer], CallFailure> {
    if let list { return list }
    return try self.list()
  }

  private static func others(than set: RoleSet, in all: [RoleAnswer]) -> [RoleAnswer] {
    let lookup = RoleLookup(all.map { RoleLookup.Listed(name: $0.name, path: $0.path) })
    let declared = Set(set.roles.compactMap { lookup.find($0)?.name })
    return all.filter { !declared.contains($0.name) && !ServiceLinkedRole.owns(path: $0.path) }
  }

  /// As many roles as this are asked one by one where reading in bulk is denied.
  private static let mostAskedOneByOne = 50

  /// The tags of roles, read whichever way takes fewer calls: of all of them at once, or of those that are to be asked
  /// one by one.
  private func tags(
    of names: [String], askingOneByOne asked: [String]
  ) -> Result<(tags: [String: [Tag]], isOfAll: Bool), CallFailure> {
    let isInBulk =
      switch strategy {
      case .perRole: false
      case .bulk: !names.isEmpty
      case .automatic: asked.count > Self.callsOfSmallReading
      }
    guard isInBulk else { return tagsOneByOne(asked).map { ($0, false) } }
    var answer = BulkAnswer()
    do throws(CallFailure) {
      try client.accountDetails(["Role"]) { page throws(CallFailure) in
        answer.add(page)
        return true
      }
      return .success((answer.tags, true))
    } catch {
      guard error.isDenied, asked.count <= Self.mostAskedOneByOne else { return .failure(error) }
      return tagsOneByOne(asked).map { ($0, false) }
    }
  }

  private func tagsOneByOne(_ names: [String]) -> Result<[String: [Tag]], CallFailure> {
    var found: [String: [Tag]] = [:]
    let outcomes = client.outcomes(of: names) { [client] name throws(CallFailure) in
      try client.tags(ofRole: name)
    }
    for (name, outcome) in zip(names, outcomes) {
      switch outcome {
      case .success(let tags): found[name] = tags
      case .failure(let failure) where failure.isNoSuchEntity: break
      case .failure(let failure): return .failure(failure)
      }
    }
    return .success(found)
  }
}

extension Reading<[String]> {
  /// The names of the roles that trust an identity provider; of a trust policy that cannot be read it is not known.
  static func roles(
    trusting provider: String, among roles: [(name: String, trust: Reading<StoredDocument>)]
  ) -> Reading<[String]> {
    var names: [String] = []
    for role in roles {
      switch role.trust {
      case .absent: break
      case .present(let document):
        guard let isTrusted = document.trusts(provider: provider) else {
          return .unreadable(
            ReadFailure(
              action: "iam:ListRoles", subject: role.name, reason: .failed,
              message: "the trust policy of role '\(role.name)' is not JSON that can be read"))
        }
        if isTrusted { names.append(role.name) }
      case .unreadable(let failure): return .unreadable(failure)
      }
    }
    return .present(names.sorted())
  }
}

extension RoleSet {
  /// Whether a role with this trust policy may have been one of the set: it trusts whom one of its roles trusts.
  fileprivate func mayHaveHad(roleTrusting trust: Reading<StoredDocument>) -> Bool {
    guard let document = trust.value else { return true }
    guard let policy = document.policy else { return true }
    if !policy.trustedServices.isDisjoint(with: services) { return true }
    let arns = Set(providers.map(arn(of:)) + left.map(\.arn))
    if arns.contains(where: { document.mayTrust(provider: $0) }) { return true }
    return roles.contains { $0.ordinary?.trust == policy }
  }
}

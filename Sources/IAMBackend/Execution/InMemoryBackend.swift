import IAMPolicy
public import IAMRoles
import JSONText
import Synchronization

/// An account that exists in memory alone: what every backend must agree with, and a place to try the tool
/// without an account.
public final class InMemoryBackend: IAMBackend {
  private let memory: Mutex<AccountState>
  /// The documents of managed policies that the account does not own, by ARN.
  private let documents: [String: StoredDocument]
  /// Whether identity providers that the account does not hold are known not to exist.
  private let tellsProviders: Bool

  /// Makes a backend over a whole account.
  public convenience init(_ state: AccountState, documents: [String: StoredDocument] = [:]) {
    self.init(state, documents, tellsProviders: true)
  }

  private init(
    _ state: AccountState, _ documents: [String: StoredDocument], tellsProviders: Bool
  ) {
    memory = Mutex(state)
    self.documents = documents
    self.tellsProviders = tellsProviders
  }

  /// Makes a backend over the account that a snapshot holds.
  ///
  /// - Throws: `SnapshotRefusal` when the snapshot is of another account.
  public convenience init(
    _ snapshot: Snapshot, account: String, partition: String
  ) throws(SnapshotRefusal) {
    try snapshot.refuseOtherAccounts(than: account, partition)
    if let failure = snapshot.truncation {
      throw SnapshotRefusal(
        message: failure.message, hint: "take a whole one with 'panorama-roles snapshot'")
    }
    guard snapshot.selection.isAll else {
      throw SnapshotRefusal(
        message: "the snapshot holds only some roles of the account",
        hint: "take a whole one with 'panorama-roles snapshot', without '--role'")
    }
    self.init(
      snapshot.wholeState(account: account, partition: partition), snapshot.documentsOfAWS,
      tellsProviders: snapshot.tellsProviders)
  }

  /// The account as the changes so far have left it.
  public var state: AccountState { memory.withLock { $0 } }

  /// A model gives no ids.
  public var createdRoleIDs: [String: String] { [:] }

  /// Reads from the model what IAM would answer.
  public func read(_ set: RoleSet, for scope: ReadScope) throws(BackendError) -> AccountReading {
    let account = state
    let held = account.roles.values.compactMap(\.value).sorted { $0.name < $1.name }
    let lookup = RoleLookup(held.map { RoleLookup.Listed(name: $0.name, path: $0.path) })
    let byName = Dictionary(held.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var state = AccountState(account: account.account, partition: account.partition, roles: [:])
    for desired in set.asked {
      let found = lookup.find(desired).flatMap { byName[$0.name] }
      state.roles[desired.name] =
        found.map(Reading.present) ?? account.roles[desired.name] ?? .absent
    }
    let policies = account.ownPolicies.filter { $0.value.value != nil }.keys.sorted()
    let names = ManagedPolicyNames(policies)
    for arn in set.askedPolicies.map(set.arn(of:)) {
      state.namesakes[arn] = names.other(than: arn)
      // A check compares the documents of policies with those that are pinned.
      if !scope.includesRelated || state.namesakes[arn] != nil {
        state.ownPolicies[arn] = account.ownPolicies[arn] ?? .absent
      }
    }
    for name in set.askedProfiles {
      state.instanceProfiles[name] =
        account.instanceProfile(named: name).map(Reading.present)
        ?? account.instanceProfiles[name] ?? .absent
    }
    for arn in set.askedProviders.map(set.arn(of:)) + set.askedLeft.filter(\.isProvider).map(\.arn)
    {
      state.providers[arn] =
        account.providers[arn] ?? (tellsProviders ? .absent : Snapshot.noProvider(arn))
    }
    for left in set.askedLeft where !left.isProvider {
      state.ownPolicies[left.arn] = account.ownPolicies[left.arn] ?? .absent
    }
    for case .absent(let absent) in set.asked {
      guard let role = state.roles[absent.name]?.value else { continue }
      state.profilesOfRoles[absent.name] = profiles(of: role.name, in: account)
    }
    for arn in Drift.providersOfInterest(between: set, and: state) {
      state.trusting[arn] = .roles(trusting: arn, among: held.map { ($0.name, $0.trust) })
    }
    var related = RelatedResources()
    switch scope {
    case .plan: break
    case .planWithOthers:
      guard let ownership = set.ownership, ownership.key != nil, set.selection.isAll else { break }
      let declared = Set(set.roles.compactMap { lookup.find($0)?.name })
      for role in held
      where !declared.contains(role.name) && !ServiceLinkedRole.owns(path: role.path)
        && ownership.isCarried(by: role.tags.value ?? [])
      {
        state.rolesByTag.append(role.name)
        state.roles[role.name] = .present(role)
        state.profilesOfRoles[role.name] = profiles(of: role.name, in: account)
      }
    case .drift(let pinned):
      let declared = Set(set.roles.compactMap { lookup.find($0)?.name })
      var others = UndeclaredRoles(trusting: set.services, ownership: set.ownership)
      for role in held
      where !declared.contains(role.name) && set.selection.includes(role.name) {
        others.add(
          role.name, path: role.path, arn: role.arn, trust: role.trust, tags: role.tags.value)
      }
      related = RelatedResources(others: .present(others.roles), unreadOthers: others.unread)
      for arn in pinned { related.managedPolicies[arn] = document(arn, account) }
    }
    return AccountReading(state: state, related: related)
  }

  private func profiles(of role: String, in account: AccountState) -> Reading<[String]> {
    let holding = account.instanceProfiles.values.compactMap(\.value).filter { $0.contains(role) }
    return .present(holding.map(\.name).sorted())
  }

  private func document(_ arn: String, _ account: AccountState) -> Reading<StoredDocument>? {
    switch account.ownPolicies[arn] {
    case .present(let policy): .present(policy.document)
    case .unreadable(let failure): .unreadable(failure)
    case .absent, nil: documents[arn].map(Reading.present)
    }
  }

  /// The tags of roles of the model.
  public func tags(ofRoles names: [String]) throws(BackendError) -> [String: [Tag]] {
    var found: [String: [Tag]] = [:]
    for role in state.roles.values.compactMap(\.value) where names.contains(role.name) {
      found[role.name] = role.tags.value
    }
    return found
  }

  /// The documents of managed policies of the model.
  public func documents(
    of arns: [String]
  ) throws(BackendError) -> (library: PolicyLibrary, notes: [String]) {
    let account = state
    var found: [String: PolicyDocument] = [:]
    for arn in arns { found[arn] = document(arn, account)?.value?.policy }
    return (PolicyLibrary(found), [])
  }

  /// Makes one change of the model.
  public func make(_ change: Change, why: String) throws(BackendError) -> ChangeOutcome {
    let result = memory.withLock { state -> Result<ChangeOutcome, BackendError> in
      do throws(BackendError) {
        return .success(try Self.make(change, &state))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private static func make(
    _ change: Change, _ state: inout AccountState
  ) throws(BackendError) -> ChangeOutcome {
    do {
      state = try state.applying(change)
      return .made
    } catch {
      let failure = CallFailure(.service, code: error.code.rawValue, message: error.message)
      switch FailureAction(change, failure, mayHaveTakenEffect: false, created: false) {
      case .alreadyThere: return .alreadyThere
      case .readBack:
        try look(for: change, in: state, failure)
        return .alreadyThere
      case .fail, .wait, .askForPrincipals: throw BackendError(failure, making: change)
      }
    }
  }

  /// Throws unless the account is as a change leaves it.
  private static func look(
    for change: Change, in state: AccountState, _ failure: CallFailure
  ) throws(BackendError) {
    switch change {
    case .managedPolicy(let made, let arn):
      let there = state.ownPolicies[arn]?.value
      if made.isInEffect(in: there, partition: state.partition) { return }
      if case .createPolicy(let policy) = made {
        let held = state.ownPolicies.filter { $0.value.value != nil }.keys.sorted()
        throw BackendError(policy, isThereAs: ManagedPolicyNames(held).other(than: arn), failure)
      }
    case .role(let made, let name):
      let roles = state.roles.values.compactMap(\.value)
      let there = roles.first { $0.name.isSameName(as: name) }
      if made.isInEffect(in: there) { return }
      if case .createRole(let role) = made, let there {
        throw BackendError(role, isThereAs: there, failure)
      }
    case .instanceProfile(let made, let name, let role):
      if made.isInEffect(in: state.instanceProfile(named: name), role: role) { return }
    case .identityProvider(let made, let arn):
      if made.isInEffect(in: state.providers[arn]?.value) { return }
      if case .createProvider = made, state.providers[arn]?.value != nil {
        throw BackendError(providerIsThere: arn, change, failure)
      }
    }
    throw BackendError(failure, making: change)
  }
}

extension Snapshot {
  /// All roles and managed policies of the file, as one account.
  fileprivate func wholeState(account: String, partition: String) -> AccountState {
    var state = AccountState(account: account, partition: partition, roles: [:])
    for entry in roles { state.roles[entry.name] = .present(observed(entry)) }
    for arn in policyARNs where !arn.isPolicyOfAWS {
      state.ownPolicies[arn] = ownPolicy(arn)
    }
    state.instanceProfiles = instanceProfiles.mapValues(Reading.present)
    state.providers = allProviders
    return state
  }

  fileprivate var documentsOfAWS: [String: StoredDocument] {
    var documents: [String: StoredDocument] = [:]
    for arn in policyARNs where arn.isPolicyOfAWS { documents[arn] = managedPolicy(arn) }
    return documents
  }
}

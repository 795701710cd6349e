import AWSAccess
import IAMPolicy
public import IAMRoles
import JSONText
import Synchronization

/// Reads an account and changes it by calling IAM, and sees each change through: lost answers are read back,
/// and what is only not visible yet is waited for.
///
/// Changes of different roles may be made side by side.
public final class HTTPBackend: IAMBackend {
  private let caller: any IAMCaller
  private let account: String
  private let partition: String
  private let strategy: ReadStrategy
  private let timeouts: ConsistencyTimeouts
  private let progress: @Sendable (BackendProgress) -> Void
  /// The ARN of the principal that makes the calls; nil when it is not known.
  private let principal: String?
  /// How often a call is sent that must not be repeated before reading back.
  private static let mostSendings = 3

  /// What this run created, which IAM may not show everywhere yet.
  private struct Created {
    /// Roles by folded name, and identity providers by folded ARN.
    var roles: Set<String> = []
    /// The ARNs of managed policies.
    var policies: Set<String> = []
    /// The ids of roles, by name.
    var roleIDs: [String: String] = [:]
    /// Whether anything was changed: what is read then is what the changes led to.
    var isChanged = false
  }

  private let memory = Mutex(Created())
  private var created: Created { memory.withLock { $0 } }

  /// The ids (`AROA…`) of the roles that this run created, by name.
  public var createdRoleIDs: [String: String] { created.roleIDs }

  /// Makes a backend for one account.
  ///
  /// - Parameters:
  ///   - caller: how calls reach IAM.
  ///   - account: the 12-digit account id that the caller's credentials belong to.
  ///   - partition: `aws`, `aws-cn`, …
  ///   - strategy: how roles are read.
  ///   - timeouts: how long to wait for IAM, and how.
  ///   - principal: the ARN of whoever makes the calls, where it is known.
  ///   - progress: told about every wait, on any thread.
  public init(
    _ caller: any IAMCaller, account: String, partition: String,
    strategy: ReadStrategy = .automatic, timeouts: ConsistencyTimeouts, principal: String? = nil,
    progress: @escaping @Sendable (BackendProgress) -> Void = { _ in }
  ) {
    self.caller = caller
    self.account = account
    self.partition = partition
    self.strategy = strategy
    self.timeouts = timeouts
    self.progress = progress
    self.principal = principal
  }

  /// Asks IAM what can be known of the calls of a plan beforehand.
  public func preflight(_ plan: Plan, closing drift: Drift) throws(BackendError) -> Preflight {
    try PreflightCheck(
      client: IAMClient(caller: caller), plan: plan, drift: drift, caller: principal
    ).run()
  }

  /// Reads the account.
  public func read(_ set: RoleSet, for scope: ReadScope) throws(BackendError) -> AccountReading {
    try AccountReader(caller, strategy: strategy, expectsRoles: created.isChanged)
      .read(set, for: scope)
  }

  /// Reads documents of managed policies.
  public func documents(
    of arns: [String]
  ) throws(BackendError) -> (library: PolicyLibrary, notes: [String]) {
    try AccountReader(caller).documents(of: arns)
  }

  /// Reads the tags of roles.
  public func tags(ofRoles names: [String]) throws(BackendError) -> [String: [Tag]] {
    try AccountReader(caller).tags(ofRoles: names)
  }

  /// Makes one change.
  public func make(_ change: Change, why: String) throws(BackendError) -> ChangeOutcome {
    let request = IAMRequest(change)
    var waits: [String: Backoff] = [:]
    var mayHaveTakenEffect = false
    var sendings = 0
    while true {
      let failure: CallFailure
      sendings += 1
      switch send(change, request) {
      case .success(let answer): return try finish(change, answer)
      case .failure(let error): failure = error
      }
      mayHaveTakenEffect = mayHaveTakenEffect || failure.mayHaveTakenEffect
      let created = created
      let action = FailureAction(
        change, failure, mayHaveTakenEffect: mayHaveTakenEffect,
        created: created.roles.contains(change.subject.lowercased()), policies: created.policies)
      switch action {
      case .alreadyThere: return done(change, mayHaveTakenEffect ? .recovered : .alreadyThere)
      case .readBack:
        let before = mayHaveTakenEffect ? ChangeOutcome.recovered : .alreadyThere
        if let outcome = try readBack(change, failure, outcome: before) {
          return done(change, outcome)
        }
        guard failure.mayHaveTakenEffect, sendings < Self.mostSendings else {
          throw BackendError(failure, making: change, isEffectOpen: true)
        }
      case .fail:
        throw BackendError(failure, making: change, isEffectOpen: mayHaveTakenEffect)
      case .wait(let wait):
        try self.wait(wait, change, failure, &waits)
      case .askForPrincipals(let principals):
        try refuseMissing(principals, change, failure)
        try wait(.principalNotVisible, change, failure, &waits)
      }
    }
  }

  private func send(
    _ change: Change, _ request: IAMRequest
  ) -> Result<XMLElement, CallFailure> {
    do throws(CallFailure) {
      return .success(
        change.addsEachTime
          ? try caller.callOnce(request.action.rawValue, request.queryParameters)
          : try caller.call(request.action.rawValue, request.queryParameters))
    } catch {
      return .failure(error)
    }
  }

  /// Takes what the answer to a change says, and waits for what IAM only began.
  private func finish(_ change: Change, _ answer: XMLElement) throws(BackendError) -> ChangeOutcome
  {
    if let role = change.createdRole {
      let id = answer["Role"]?.text(of: "RoleId")
      memory.withLock { $0.roleIDs[role.name] = id }
    }
    if case .role(.deleteServiceLinkedRole, let name) = change {
      try ServiceLinkedDeletion(client: client, timeouts: timeouts, progress: progress)
        .finish(name, task: answer.text(of: "DeletionTaskId"))
    }
    return done(change, .made)
  }

  private func done(_ change: Change, _ outcome: ChangeOutcome) -> ChangeOutcome {
    memory.withLock { $0.isChanged = true }
    switch change {
    case .role(.createRole, let name), .role(.createServiceLinkedRole, let name):
      memory.withLock { _ = $0.roles.insert(name.lowercased()) }
    case .managedPolicy(.createPolicy, let arn): memory.withLock { _ = $0.policies.insert(arn) }
    case .identityProvider(.createProvider, let arn):
      memory.withLock { _ = $0.roles.insert(arn.lowercased()) }
    case .role, .managedPolicy, .instanceProfile, .identityProvider: break
    }
    return outcome
  }

  private func wait(
    _ wait: FailureAction.Wait, _ change: Change, _ failure: CallFailure,
    _ waits: inout [String: Backoff]
  ) throws(BackendError) {
    let (name, limit, reason) =
      switch wait {
      case .roleNotVisible(created: true):
        ("role", timeouts.ownRole, "the new role is not visible everywhere yet")
      case .roleNotVisible(created: false):
        ("role", timeouts.otherRole, "IAM does not find the role, which existed a moment ago")
      case .policyNotVisible:
        ("policy", timeouts.ownRole, "the new policy is not visible everywhere yet")
      case .providerNotVisible:
        ("provider", timeouts.ownRole, "the new identity provider is not visible everywhere yet")
      case .concurrentChange:
        ("concurrent", timeouts.concurrency, "something else changes it at the same time")
      case .principalNotVisible:
        ("principal", timeouts.principal, "IAM does not know a principal of the trust policy yet")
      case .deletionBlocked:
        ("deletion", timeouts.otherRole, "IAM still sees something in the way")
      }
    guard let seconds = waits[name, default: Backoff(limit: limit)].pause() else {
      throw BackendError(failure, making: change, waited: limit)
    }
    progress(
      .waiting(
        action: change.action.permission, subject: change.subjectPhrase, reason: reason,
        seconds: seconds))
    guard timeouts.sleep(seconds) else { throw BackendError(cancelledDuring: change) }
  }

  // MARK: Reading back

  /// Looks whether a change is in effect; nil when it is not and the call may be sent once more.
  private func readBack(
    _ change: Change, _ failure: CallFailure, outcome: ChangeOutcome
  ) throws(BackendError) -> ChangeOutcome? {
    progress(.readingBack(subject: change.subjectPhrase))
    let exists = failure.is("EntityAlreadyExists")
    // IAM itself says that the role exists: then it must show, sooner or later.
    var pauses = Backoff(limit: exists ? timeouts.ownRole : timeouts.readBack)
    reading: while true {
      switch change {
      case .managedPolicy(let made, let arn):
        let policy = try readPolicy(change, failure)
        if made.isInEffect(in: policy, partition: partition) { return outcome }
        if exists, case .createPolicy(let wanted) = made {
          try refuseNamesake(of: wanted, arn, isThere: policy != nil, failure)
        }
      case .instanceProfile(let made, let name, let role):
        let profile = try readProfile(name, change, failure)
        if made.isInEffect(in: profile, role: role) { return outcome }
        if profile != nil, failure.is("LimitExceeded") { break reading }
      case .identityProvider(let made, let arn):
        let provider = try readProvider(arn, change, failure)
        if made.isInEffect(in: provider) { return outcome }
        if case .createProvider = made, provider != nil {
          throw BackendError(providerIsThere: arn, change, failure)
        }
      case .role(let made, let name):
        let reading = try read(made, name)
        if let unreadable = reading.failure {
          throw BackendError(failure, making: change, unreadable: unreadable)
        }
        if made.isInEffect(in: reading.value) {
          if case .createRole = made {
            let id = reading.value?.id
            memory.withLock { $0.roleIDs[name] = id }
          }
          return outcome
        }
        if case .createRole(let role) = made, let there = reading.value {
          throw BackendError(role, isThereAs: there, failure)
        }
      }
      guard let seconds = pauses.pause() else { break }
      guard timeouts.sleep(seconds) else { throw BackendError(cancelledDuring: change) }
    }
    if change.addsEachTime { return nil }
    throw BackendError(failure, making: change, waited: exists ? timeouts.ownRole : nil)
  }

  /// Tells a name that another policy has from a policy of this run that does not show yet.
  private func refuseNamesake(
    of policy: CustomerManagedPolicy, _ arn: String, isThere: Bool, _ failure: CallFailure
  ) throws(BackendError) {
    if isThere { throw BackendError(policy, isThereAs: nil, failure) }
    let other: String?
    do throws(CallFailure) {
      other = ManagedPolicyNames(try client.customerPolicies()).other(than: arn)
    } catch {
      if error.isFatal {
        throw BackendError(
          error, "cannot list the managed policies of the account", action: "iam:ListPolicies")
      }
      if error.isDenied { throw BackendError(nameTaken: policy, arn, failure) }
      return
    }
    if let other { throw BackendError(policy, isThereAs: other, failure) }
  }

  private func readPolicy(
    _ change: Change, _ failure: CallFailure
  ) throws(BackendError) -> ObservedPolicy? {
    let reading: Reading<ObservedPolicy>
    do throws(CallFailure) {
      var reader = ManagedPolicyReader(client: client)
      switch change {
      case .managedPolicy(.tagPolicy, _), .managedPolicy(.untagPolicy, _): reader.tellsUses = true
      case .managedPolicy, .role, .instanceProfile, .identityProvider: break
      }
      reading = try reader.read(change.subject)
    } catch {
      throw BackendError(error, readingPolicy: change.subject)
    }
    if let unreadable = reading.failure {
      throw BackendError(failure, making: change, unreadable: unreadable)
    }
    return reading.value
  }

  private func readProfile(
    _ name: String, _ change: Change, _ failure: CallFailure
  ) throws(BackendError) -> ObservedInstanceProfile? {
    do throws(CallFailure) { return try client.instanceProfile(name) } catch {
      if error.isFatal {
        throw BackendError(
          error, "cannot read instance profile '\(name)'", action: "iam:GetInstanceProfile")
      }
      throw BackendError(failure, making: change, unreadable: error.readFailure(of: name))
    }
  }

  private func readProvider(
    _ arn: String, _ change: Change, _ failure: CallFailure
  ) throws(BackendError) -> ObservedIdentityProvider? {
    do throws(CallFailure) { return try client.identityProvider(arn) } catch {
      if error.isFatal {
        throw BackendError(
          error, "cannot read \(change.subjectPhrase)",
          action: error.action.map { "iam:\($0)" } ?? arn.readActionOfProvider)
      }
      throw BackendError(failure, making: change, unreadable: error.readFailure(of: arn))
    }
  }

  private var client: IAMClient { IAMClient(caller: caller, width: 1) }

  /// The role that a change is about, as IAM shows it now.
  private func read(
    _ change: RoleChange, _ name: String
  ) throws(BackendError) -> Reading<ObservedRole> {
    let reading: Reading<ObservedRole>
    do throws(CallFailure) {
      reading =
        switch change {
        case .createRole(let role): try find(.ordinary(role))
        case .createServiceLinkedRole(let role): try find(.serviceLinked(role))
        case .updateAssumeRolePolicy, .updateRole, .attachRolePolicy, .detachRolePolicy,
          .putRolePolicy, .deleteRolePolicy, .putRolePermissionsBoundary,
          .deleteRolePermissionsBoundary, .tagRole, .untagRole, .deleteRole,
          .deleteServiceLinkedRole:
          try RoleReader(client: client).read(name, isServiceLinked: false)
        }
    } catch {
      if error.isFatal { throw BackendError(error, reading: name) }
      return .unreadable(error.readFailure(of: name))
    }
    if let role = reading.value {
      try AccountCheck.refuseOther(role: role, than: account, partition)
    }
    return reading
  }

  /// A role by its name, or in another spelling where the list of all roles has one.
  private func find(_ desired: DesiredRole) throws(CallFailure) -> Reading<ObservedRole> {
    let wanted = WantedRole(desired)
    let reader = RoleReader(client: client)
    let reading = try reader.read(wanted.name, isServiceLinked: wanted.isServiceLinked)
    guard reading == .absent else { return reading }
    let all: [RoleAnswer]
    do throws(CallFailure) { all = try client.roles() } catch {
      // It may not be visible yet; another spelling is refused by IAM itself.
      guard error.isDenied else { throw error }
      return .absent
    }
    let lookup = RoleLookup(all.map { RoleLookup.Listed(name: $0.name, path: $0.path) })
    guard let found = lookup.find(desired) else { return .absent }
    return try reader.read(found.name, isServiceLinked: wanted.isServiceLinked)
  }

  // MARK: Principals

  /// Tells a typing error from a delay: a user or role of this account that IAM cannot show is not
  /// there, and waiting does not bring it.
  private func refuseMissing(
    _ principals: [String], _ change: Change, _ failure: CallFailure
  ) throws(BackendError) {
    for principal in principals {
      guard let arn = ARN(principal), arn.account == account, arn.resource.contains("/"),
        let name = arn.resource.split(separator: "/", omittingEmptySubsequences: false).last
          .map(String.init)
      else { continue }
      guard !created.roles.contains(name.lowercased()) else { continue }
      let isRole = arn.resource.hasPrefix("role/")
      do throws(CallFailure) {
        try client.find(name, isRole: isRole)
      } catch {
        if error.isFatal { throw BackendError(error, reading: name) }
        if error.isNoSuchEntity {
          var isItself = false
          if case .role(.createRole(let role), _) = change {
            isItself = isRole && role.name.isSameName(as: name)
          }
          throw BackendError(
            .missing,
            isItself
              ? "cannot \(change.phrase): its trust policy names the role itself, which does not exist yet"
              : "cannot \(change.phrase): the trust policy names '\(principal)', which does not exist",
            action: change.action.permission, about: change.backendSubject, code: failure.code,
            detail: failure.message, requestID: failure.requestID,
            hint: isItself
              ? "leave the role out of its own trust policy, apply, and then put it in and apply again"
              : "create that \(isRole ? "role" : "user") first, or correct the name")
        }
      }
    }
  }
}

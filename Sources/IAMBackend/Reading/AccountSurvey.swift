import AWSAccess
import IAMPolicy
public import IAMRoles

/// How the roles of an account are read.
public enum ReadStrategy: String, Hashable, Sendable, CaseIterable {
  /// Role by role: GetRole and its lists.
  case perRole = "per-role"
  /// All at once: GetAccountAuthorizationDetails.
  case sweep
}

/// What a check read of an account, and what a person should know about the reading.
public struct SurveyReading: Hashable, Sendable {
  /// The state of every wanted role.
  public var state: AccountState
  /// What stands around the roles.
  public var related: RelatedResources
  /// Notes for a person, in order.
  public var notes: [String]

  /// Makes a reading.
  public init(state: AccountState, related: RelatedResources, notes: [String] = []) {
    self.state = state
    self.related = related
    self.notes = notes
  }
}

/// Reads all that a check needs in as few calls as the account allows.
///
/// The list of all roles comes first: it names the roles that nobody declared, tells a role in
/// another spelling, and has what the sweep lacks (description, maximum session duration). Then
/// the roles are read one by one or by a sweep, whichever takes fewer calls.
public struct AccountSurvey: Sendable {
  let caller: any IAMCaller
  private let width: Int
  /// A check of few roles takes at most this many calls; beyond it a sweep is tried.
  static let callsOfSmallCheck = 7

  /// Makes a survey; `width` is the number of calls that are made side by side.
  public init(_ caller: any IAMCaller, width: Int = 4) {
    self.caller = caller
    self.width = width
  }

  /// Reads the roles of `set` and what is around them.
  ///
  /// - Parameters:
  ///   - set: the roles.
  ///   - pinned: the ARNs of managed policies whose documents are asked for.
  ///   - way: how to read; nil to decide by the number of calls.
  /// - Throws: `BackendError` when the connection or the credentials fail.
  public func read(
    _ set: RoleSet, pinned: Set<String> = [], way: ReadStrategy? = nil
  ) throws(BackendError) -> SurveyReading {
    var survey: SurveyReading
    switch try listRoles() {
    case .failed(let failure): survey = try readWithoutList(set, pinned, way, failure)
    case .listed(let roles): survey = try read(set, pinned, way, roles)
    }
    try lookForNamesakes(set, &survey)
    try AccountCheck.refuseOtherRoles(in: survey.state)
    return survey
  }

  // MARK: The list

  private enum RoleList {
    case listed([RoleAnswer])
    case failed(CallFailure)
  }

  private func listRoles() throws(BackendError) -> RoleList {
    do throws(CallFailure) {
      var roles: [RoleAnswer] = []
      for element in try caller.list("Roles", from: "ListRoles", [("MaxItems", "1000")]) {
        let role = try RoleAnswer(element, in: "ListRoles")
        guard role.hasRoleARN else {
          throw CallFailure(
            .malformedAnswer,
            message: "the list of roles has '\(role.arn)' for the ARN of '\(role.name)'")
        }
        roles.append(role)
      }
      return .listed(roles)
    } catch {
      guard !error.isFatal else { throw BackendError(error, reading: nil) }
      return .failed(error)
    }
  }

  private func readWithoutList(
    _ set: RoleSet, _ pinned: Set<String>, _ way: ReadStrategy?, _ failure: CallFailure
  ) throws(BackendError) -> SurveyReading {
    let reading = try AccountReader(caller, width: width).read(set)
    var survey = SurveyReading(
      state: reading.state, related: RelatedResources(), notes: reading.notes)
    if way == .sweep {
      survey.notes.append(
        "the roles were read one by one and not all at once, since the list of all roles, which "
          + "a sweep needs, could not be read (iam:ListRoles)")
    }
    survey.related.others = .unreadable(failure.readFailure("ListRoles", of: "*"))
    let names = set.roles.compactMap { desired -> Asked? in
      guard case .ordinary = desired, let role = reading.state.roles[desired.name]?.value else {
        return nil
      }
      return Asked(key: desired.name, name: role.name)
    }
    survey.related.instanceProfiles = try profiles(of: names)
    survey.related.managedPolicies = try documents(of: attached(set, survey.state, pinned))
    return survey
  }

  // MARK: The roles

  /// A role to read: the name that it was asked for, and the name in the account.
  struct Asked: Sendable {
    let key: String
    let name: String
    var isServiceLinked = false
  }

  private func read(
    _ set: RoleSet, _ pinned: Set<String>, _ way: ReadStrategy?, _ all: [RoleAnswer]
  ) throws(BackendError) -> SurveyReading {
    let lookup = RoleLookup(all.map { RoleLookup.Listed(name: $0.name, path: $0.path) })
    let byName = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var readings: [String: Reading<ObservedRole>] = [:]
    var asked: [Asked] = []
    var unlisted: [Asked] = []
    for desired in set.roles {
      guard let found = lookup.find(desired), let answer = byName[found.name] else {
        readings[desired.name] = .absent
        unlisted.append(
          Asked(key: desired.name, name: desired.name, isServiceLinked: desired.isServiceLinked))
        continue
      }
      switch desired {
      // The list tells all that is asked of a role that a service owns.
      case .serviceLinked: readings[desired.name] = .present(answer.serviceRole)
      case .ordinary: asked.append(Asked(key: desired.name, name: found.name))
      }
    }
    var survey = SurveyReading(
      state: AccountState(account: set.account, partition: set.partition, roles: readings),
      related: Self.related(of: set, all, lookup))
    var rest = asked
    let isSweep =
      switch way {
      case .perRole: false
      case .sweep: true
      case nil: Self.maySweep(set) && Self.calls(for: set) > 1 + all.count / 1000
      }
    if !asked.isEmpty, isSweep {
      rest = try sweep(asked, set, pinned, byName, isForced: way == .sweep, &survey)
    }
    // A list may be seconds old: that a role is not there is asked once more, when it is about few.
    if unlisted.count <= Self.callsOfSmallCheck { rest += unlisted }
    try readOneByOne(rest, set, &survey)
    let missing = attached(set, survey.state, pinned)
      .subtracting(survey.related.managedPolicies.keys)
    try survey.related.managedPolicies.merge(documents(of: missing)) { first, _ in first }
    return survey
  }

  private static func related(
    of set: RoleSet, _ all: [RoleAnswer], _ lookup: RoleLookup
  ) -> RelatedResources {
    let ours = Set(set.roles.compactMap { lookup.find($0)?.name })
    var others = UndeclaredRoles(trusting: set.services)
    for role in all where !ours.contains(role.name) {
      others.add(role.name, path: role.path, arn: role.arn, trust: role.trust)
    }
    return RelatedResources(others: .present(others.roles), unreadOthers: others.unread)
  }

  // MARK: One by one

  private func readOneByOne(
    _ asked: [Asked], _ set: RoleSet, _ survey: inout SurveyReading
  ) throws(BackendError) {
    guard !asked.isEmpty else { return }
    let reader = RoleReader(caller: caller)
    let results = Threads.map(asked, width: width) {
      role -> Result<RoleReader.Outcome, CallFailure> in
      do throws(CallFailure) {
        return .success(try reader.read(role.name, isServiceLinked: role.isServiceLinked))
      } catch {
        return .failure(error)
      }
    }
    var first: CallFailure?
    var isAnythingRead = survey.state.roles.values.contains { $0.failure == nil }
    for (role, result) in zip(asked, results) {
      switch result {
      case .failure(let failure): throw BackendError(failure, reading: role.name)
      case .success(let outcome):
        survey.state.roles[role.key] = outcome.reading
        if case .failed(let failure, let cause) = outcome, failure.reason != .denied {
          first = first ?? cause
        } else {
          isAnythingRead = true
        }
      }
    }
    // Nothing but failures, and none for want of a permission: the service is out of reach.
    if let first, !isAnythingRead { throw BackendError(first, reading: asked[0].name) }
    let present = asked.filter {
      !$0.isServiceLinked && survey.state.roles[$0.key]?.value != nil
    }
    let found = try profiles(of: present)
    survey.related.instanceProfiles.merge(found) { first, _ in first }
  }

  private func profiles(
    of asked: [Asked]
  ) throws(BackendError) -> [String: Reading<[String]>] {
    let readings = try ask(asked) { [caller] role throws(CallFailure) in
      let action = "ListInstanceProfilesForRole"
      do throws(CallFailure) {
        var names: [String] = []
        for profile in try caller.list("InstanceProfiles", from: action, [("RoleName", role.name)])
        {
          names.append(try profile.needed("InstanceProfileName", in: action))
        }
        return Reading.present(names)
      } catch {
        guard !error.isFatal else { throw error }
        return .unreadable(error.readFailure(action, of: role.name))
      }
    }
    return Dictionary(
      zip(asked.map(\.key), readings).map { ($0, $1) }, uniquingKeysWith: { first, _ in first })
  }

  // MARK: Documents of managed policies

  /// The policies whose documents are asked for, and that a role of the set both wants and has.
  private func attached(
    _ set: RoleSet, _ state: AccountState, _ pinned: Set<String>
  ) -> Set<String> {
    set.roles.reduce(into: []) { found, desired in
      guard case .ordinary(let wanted) = desired, let role = state.roles[desired.name]?.value,
        let held = role.managedPolicies.value
      else { return }
      if let boundary = wanted.permissionsBoundary, pinned.contains(boundary.arn),
        role.permissionsBoundary.value == boundary
      {
        found.insert(boundary.arn)
      }
      for policy in wanted.managedPolicies
      where pinned.contains(policy.arn) && held.contains(policy) {
        found.insert(policy.arn)
      }
    }
  }

  /// A policy that the set makes and that none of its roles has may have no place: another may have its
  /// name.
  private func lookForNamesakes(
    _ set: RoleSet, _ survey: inout SurveyReading
  ) throws(BackendError) {
    guard !set.policies.isEmpty, survey.state.roles.values.allSatisfy({ $0.failure == nil }) else {
      return
    }
    let roles = survey.state.roles.values.compactMap(\.value)
    let unused = set.policies.map(set.arn(of:)).filter { arn in !roles.contains { $0.has(arn) } }
    let search = try PolicyNameSearch(for: unused, caller)
    for (arn, found) in search.taken {
      survey.state.ownPolicies[arn] = .absent
      survey.state.namesakes[arn] = found
    }
    survey.notes += [search.note].compactMap { $0 }
  }

  private func documents(
    of arns: Set<String>
  ) throws(BackendError) -> [String: Reading<StoredDocument>] {
    let sorted = arns.sorted()
    let readings = try ask(sorted) { [caller] arn throws(CallFailure) in
      var action = "GetPolicy"
      do throws(CallFailure) {
        let policy = try caller.call(action, [("PolicyArn", arn)])
        guard let version = policy["Policy"]?.text(of: "DefaultVersionId") else {
          throw CallFailure(.malformedAnswer, message: "the answer names no default version")
        }
        action = "GetPolicyVersion"
        let answer = try caller.call(action, [("PolicyArn", arn), ("VersionId", version)])
        guard let text = answer["PolicyVersion"]?.text(of: "Document") else {
          throw CallFailure(.malformedAnswer, message: "the answer has no document")
        }
        return Reading(returned: text, as: .identity, action, of: arn)
      } catch {
        guard !error.isFatal else { throw error }
        return .unreadable(error.readFailure(action, of: arn))
      }
    }
    return Dictionary(
      zip(sorted, readings).map { ($0, $1) }, uniquingKeysWith: { first, _ in first })
  }

  /// Asks for several things side by side; what ends everything is thrown.
  private func ask<Item: Sendable, Value: Sendable>(
    _ items: [Item], _ body: @escaping @Sendable (Item) throws(CallFailure) -> Value
  ) throws(BackendError) -> [Value] {
    let results = Threads.map(items, width: width) { item -> Result<Value, CallFailure> in
      do throws(CallFailure) { return .success(try body(item)) } catch { return .failure(error) }
    }
    var values: [Value] = []
    for result in results {
      switch result {
      case .success(let value): values.append(value)
      case .failure(let failure): throw BackendError(failure, reading: nil)
      }
    }
    return values
  }
}

extension DesiredRole {
  fileprivate var isServiceLinked: Bool {
    switch self {
    case .serviceLinked: true
    case .ordinary: false
    }
  }
}

extension RoleAnswer {
  /// A role that its service owns, of which only name, path and trust are asked.
  var serviceRole: ObservedRole {
    ObservedRole(
      name: name, path: path, arn: arn, id: id, description: .absent, maxSessionDuration: .absent,
      trust: trust, permissionsBoundary: .absent, tags: .present([]), managedPolicies: .absent,
      inlinePolicies: .absent)
  }
}

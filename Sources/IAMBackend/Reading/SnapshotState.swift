import IAMPolicy
public import IAMRoles
import JSONText

/// Why a snapshot cannot stand for the account that is asked about.
public struct SnapshotRefusal: Error, Hashable, Sendable {
  /// One sentence.
  public let message: String
  /// What a person can do.
  public let hint: String?
}

extension Snapshot {
  /// The state of the roles that `set` wants, as the snapshot says it.
  ///
  /// Description and maximum session duration are absent in a snapshot of AWS's own tool.
  public func state(for set: RoleSet) throws(SnapshotRefusal) -> AccountState {
    try refuseOtherAccounts(than: set.account, set.partition)
    let found = entries(of: set)
    var readings: [String: Reading<ObservedRole>] = [:]
    for desired in set.asked {
      if let entry = found[desired.name] {
        readings[desired.name] = .present(observed(entry, expected: desired.ordinary))
      } else if isTruncated {
        readings[desired.name] = .unreadable(
          ReadFailure(
            action: "iam:GetAccountAuthorizationDetails", subject: desired.name, reason: .failed,
            message: "the snapshot is truncated, and its part of the account lacks this role"))
      } else if !selection.holds(desired) {
        readings[desired.name] = Self.unavailable("role '\(desired.name)'", of: desired.name)
      } else {
        readings[desired.name] = .absent
      }
    }
    var state = AccountState(account: set.account, partition: set.partition, roles: readings)
    for case .absent(let absent) in set.asked {
      guard let entry = found[absent.name] else { continue }
      let list = json(of: entry)["InstanceProfileList"]?.array
      state.profilesOfRoles[absent.name] =
        list.map { .present($0.compactMap { $0["InstanceProfileName"]?.string }) }
        ?? Self.unavailable("the instance profiles of role '\(entry.name)'", of: entry.name)
    }
    let names = set.askedProfiles
    let held = names.isEmpty ? [:] : instanceProfiles
    for name in names {
      // A file says nothing of an instance profile without a role.
      let rest: Reading<ObservedInstanceProfile> =
        isTruncated
        ? Self.unavailable("instance profile '\(name)'", of: name) : .absent
      let other = held.keys.filter { $0.isSameName(as: name) }.min()
      state.instanceProfiles[name] =
        (held[name] ?? other.flatMap { held[$0] }).map(Reading.present) ?? rest
    }
    state.providers = providers(of: set)
    for arn in Drift.providersOfInterest(between: set, and: state) {
      state.trusting[arn] = roles(trusting: arn)
    }
    state.ownPolicies = policiesThatLeft(set)
    return state
  }

  /// The instance profiles that contain a role, by name.
  var instanceProfiles: [String: ObservedInstanceProfile] {
    var found: [String: ObservedInstanceProfile] = [:]
    for entry in roles {
      for profile in json(of: entry)["InstanceProfileList"]?.array ?? [] {
        guard let name = profile["InstanceProfileName"]?.string else { continue }
        found[name] = ObservedInstanceProfile(
          name: name, path: profile["Path"]?.string ?? "/", roles: [entry.name])
      }
    }
    return found
  }

  /// The managed policies that left the set, by ARN.
  private func policiesThatLeft(_ set: RoleSet) -> [String: Reading<ObservedPolicy>] {
    var readings: [String: Reading<ObservedPolicy>] = [:]
    for left in set.askedLeft where !left.isProvider {
      readings[left.arn] =
        tellsPolicies
        ? ownPolicy(left.arn)
        : Self.unavailable("managed policy '\(left.arn)'", of: left.arn)
    }
    return readings
  }

  /// The managed policies that `set` makes, by ARN.
  ///
  /// `aws iam get-account-authorization-details --filter Role` leaves them out: then nothing is known of
  /// them.
  public func ownPolicies(of set: RoleSet) -> [String: Reading<ObservedPolicy>] {
    var readings = policiesThatLeft(set)
    for arn in set.askedPolicies.map(set.arn(of:)) {
      let isWhole = !isTruncated && selection.isAll
      guard tellsPolicies, isWhole || versions(ofPolicy: arn) != nil else {
        readings[arn] = .unreadable(
          ReadFailure(
            action: "iam:GetAccountAuthorizationDetails", subject: arn, reason: .failed,
            message: "the snapshot lacks the managed policies of the account"))
        continue
      }
      readings[arn] = ownPolicy(arn)
    }
    return readings
  }

  /// A managed policy of the account.
  func ownPolicy(_ arn: String) -> Reading<ObservedPolicy> {
    guard let versions = versions(ofPolicy: arn) else { return .absent }
    guard let document = managedPolicy(arn) else {
      return Self.unavailable("the default version of managed policy '\(arn)'", of: arn)
    }
    var policy = ObservedPolicy(arn: arn, versions: versions, document: document)
    policy.uses = uses(ofPolicy: arn)
    return .present(policy)
  }

  private func uses(ofPolicy arn: String) -> Int? {
    let policy = json(ofPolicy: arn)
    guard let attached = policy?["AttachmentCount"]?.int else { return nil }
    let bounds = policy?["PermissionsBoundaryUsageCount"]?.int ?? 0
    let (sum, isTooMuch) = attached.addingReportingOverflow(bounds)
    return isTooMuch || sum < 0 || sum > 1_000_000_000 ? nil : sum
  }

  /// The policies that have the name of one that `set` makes, in another case or at another path, by the
  /// ARN that the set gives it.
  public func namesakes(of set: RoleSet) -> [String: String] {
    let names = ManagedPolicyNames(policyARNs.filter { $0.contains("::\(set.account):") })
    var found: [String: String] = [:]
    for arn in set.askedPolicies.map(set.arn(of:)) { found[arn] = names.other(than: arn) }
    return found
  }

  /// The documents of those managed policies that the snapshot holds and that can be read.
  public func library(of arns: [String]) -> PolicyLibrary {
    var documents: [String: PolicyDocument] = [:]
    for arn in arns { documents[arn] = managedPolicy(arn)?.policy }
    return PolicyLibrary(documents)
  }

  /// What the file says of what surrounds the roles that `set` wants.
  ///
  /// `pinned` are the ARNs of the managed policies whose documents count. Of the other roles those are reported
  /// of that trust a service of the set: nothing is asked of the rest, and they may be many.
  public func related(of set: RoleSet, pinned: Set<String>) -> RelatedResources {
    var keys: [String: String] = [:]
    var withheld: Set<String> = []
    for (key, entry) in entries(of: set) {
      keys[entry.name] = key
      if entry.isIDWithheld { withheld.insert(key) }
    }
    var result = RelatedResources(others: .present([]), withheldIDs: withheld)
    // Names are unique in a file: as many declared ones as roles are all.
    let services = keys.count == roles.count ? [] : set.services
    var others = UndeclaredRoles(trusting: services, ownership: set.ownership)
    for entry in roles {
      guard let key = keys[entry.name] else {
        guard set.selection.includes(entry.name) else { continue }
        let json = json(of: entry)
        let trust = Reading(
          returned: json["AssumeRolePolicyDocument"] ?? .null, as: .trust,
          "GetAccountAuthorizationDetails", of: entry.name)
        others.add(
          entry.name, path: entry.path, arn: json["Arn"]?.string ?? "", trust: trust,
          tags: Self.tags(of: json, foldsKeys: false))
        continue
      }
      result.instanceProfiles[key] =
        entry.profiles.map(Reading.present)
        ?? Self.unavailable("the instance profiles of role '\(entry.name)'", of: entry.name)
    }
    result.others =
      truncation.map(Reading.unreadable)
      ?? (tellsOthers(than: set) ? .present(others.roles) : .absent)
    result.unreadOthers = others.unread
    for arn in pinned {
      result.managedPolicies[arn] =
        managedPolicy(arn).map(Reading.present)
        ?? Self.unavailable("the document of managed policy '\(arn)'", of: arn)
    }
    return result
  }

  /// Whether the file holds all other roles that are asked about.
  ///
  /// A snapshot of some roles says of other roles only what it was asked for as well.
  private func tellsOthers(than set: RoleSet) -> Bool {
    selection.isAll || selection == set.selection
  }

  /// The roles of `set` with a placeholder for an id, by the names that are wanted.
  public func withheldIDs(of set: RoleSet) -> Set<String> {
    Set(
      entries(of: set).filter { _, entry in entry.isIDWithheld }.keys)
  }

  static func unavailable<Value>(_ what: String, of subject: String) -> Reading<Value> {
    .unreadable(
      ReadFailure(
        action: "iam:GetAccountAuthorizationDetails", subject: subject, reason: .unavailable,
        message: "the snapshot does not tell \(what)"))
  }

  /// Why the file cannot say of all roles; nil when it can.
  public var truncation: ReadFailure? {
    guard isTruncated else { return nil }
    return ReadFailure(
      action: "iam:GetAccountAuthorizationDetails", subject: "*", reason: .failed,
      message: "the snapshot is truncated")
  }

  /// The entry of each wanted role that the file has, by the name that is wanted.
  func entries(of set: RoleSet) -> [String: RoleEntry] {
    let lookup = RoleLookup(roles.map { RoleLookup.Listed(name: $0.name, path: $0.path) })
    var found: [String: RoleEntry] = [:]
    found.reserveCapacity(set.roles.count)
    for role in set.roles { found[role.name] = lookup.place(of: role).map { roles[$0] } }
    return found
  }

  /// Refuses a snapshot of another account or partition than the one that is meant.
  func refuseOtherAccounts(than account: String, _ partition: String) throws(SnapshotRefusal) {
    for home in homes {
      guard !home.partition.isEmpty else {
        throw SnapshotRefusal(
          message: "role '\(home.role)' of the snapshot has '\(home.arn)' for an ARN",
          hint: "make a new snapshot with 'panorama-roles snapshot'")
      }
      guard home.account == account else {
        let isRedacted = home.account == Redaction.ownAccount
        throw SnapshotRefusal(
          message: "the snapshot is of account \(home.account) and the spec is of \(account)",
          hint: isRedacted
            ? "if its account ids are redacted, compare it with a copy of the spec: "
              + "sed s/\(account)/\(home.account)/g SPEC >COPY, then '--spec COPY'"
            : "make the snapshot with credentials of account \(account)")
      }
      guard home.partition == partition else {
        throw SnapshotRefusal(
          message: "the snapshot is of partition '\(home.partition)' and the spec of "
            + "'\(partition)'", hint: nil)
      }
    }
  }
}

extension Snapshot {
  /// The tags of a role, or of something else, whose keys keep their case apart.
  static func tags(of json: JSON, foldsKeys: Bool = true) -> [Tag] {
    var entries = DoubledEntries<Tag>()
    return (json["Tags"]?.array ?? []).compactMap { json in
      guard let key = json["Key"]?.string, let value = json["Value"]?.string else { return nil }
      let tag = Tag(key, value)
      let place = foldsKeys ? entries.place(tag: key, tag) : entries.place(key, tag)
      guard case .first = place else { return nil }
      return tag
    }
  }

  /// A role with all that the file says of it.
  ///
  /// `Snapshot.init` has checked the form. Documents that say what those of `expected` do are those.
  func observed(_ entry: RoleEntry, expected: Role? = nil) -> ObservedRole {
    let json = json(of: entry)
    let boundary = json["PermissionsBoundary"]?["PermissionsBoundaryArn"]?.string
    var seen: Set<ManagedPolicyAttachment> = []
    let attached = (json["AttachedManagedPolicies"]?.array ?? []).compactMap {
      $0["PolicyArn"]?.string.map(ManagedPolicyAttachment.init(arn:))
    }.filter { seen.insert($0).inserted }
    var entries = DoubledEntries<JSON>()
    let inline = (json["RolePolicyList"]?.array ?? []).compactMap {
      policy -> ObservedInlinePolicy? in
      guard let name = policy["PolicyName"]?.string, let document = policy["PolicyDocument"],
        case .first = entries.place(name, policy)
      else { return nil }
      return ObservedInlinePolicy(
        name: name,
        document: Reading(
          returned: document, as: .identity, "GetAccountAuthorizationDetails",
          of: "\(entry.name)/\(name)",
          expected: expected?.inlinePolicies.first { $0.name == name }?.document))
    }
    return ObservedRole(
      name: entry.name, path: entry.path, arn: json["Arn"]?.string ?? "",
      id: json["RoleId"]?.string.flatMap { Redaction.isPlaceholder($0) ? nil : $0 },
      // AWS's own tool does not write these members: they are in ListRoles.
      description: json["Description"]?.string.map(Reading.present) ?? .absent,
      maxSessionDuration: json["MaxSessionDuration"]?.int.map(Reading.present) ?? .absent,
      trust: Reading(
        returned: json["AssumeRolePolicyDocument"] ?? .null, as: .trust,
        "GetAccountAuthorizationDetails", of: entry.name, expected: expected?.trust),
      permissionsBoundary: boundary.map { .present(PermissionsBoundary(arn: $0)) } ?? .absent,
      tags: .present(Self.tags(of: json)), managedPolicies: .present(attached),
      inlinePolicies: .present(inline.sorted { $0.name < $1.name }))
  }
}

extension RoleSelection {
  /// Whether a snapshot of these roles holds a role when the account has it, whatever its spelling.
  ///
  /// A service may give its role another name.
  fileprivate func holds(_ desired: DesiredRole) -> Bool {
    switch desired {
    case .serviceLinked: isAll
    case .absent(let role): includes(role.name)
    case .ordinary(let role): ([role.name] + role.alternativeNames).allSatisfy(includes)
    }
  }
}

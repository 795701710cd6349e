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
  /// The state of the roles that `set` wants, as the snapshot tells it.
  ///
  /// Description and maximum session duration are absent: the snapshot has neither.
  public func state(for set: RoleSet) throws(SnapshotRefusal) -> AccountState {
    try refuseOtherAccounts(than: set)
    let lookup = RoleLookup(roles.map { RoleLookup.Listed(name: $0.name, path: $0.path) })
    var entries: [RoleLookup.Listed: RoleEntry] = [:]
    for role in roles { entries[RoleLookup.Listed(name: role.name, path: role.path)] = role }
    var readings: [String: Reading<ObservedRole>] = [:]
    for desired in set.roles {
      if let listed = lookup.find(desired), let entry = entries[listed] {
        readings[desired.name] = .present(entry.observed)
      } else if isTruncated {
        readings[desired.name] = .unreadable(
          ReadFailure(
            action: "iam:GetAccountAuthorizationDetails", subject: desired.name, reason: .failed,
            message: "the snapshot is truncated, and the part that is there lacks this role"))
      } else {
        readings[desired.name] = .absent
      }
    }
    return AccountState(account: set.account, partition: set.partition, roles: readings)
  }

  /// The managed policies that `set` makes, by ARN.
  ///
  /// `aws iam get-account-authorization-details --filter Role` leaves them out: then nothing is known of
  /// them.
  public func ownPolicies(of set: RoleSet) -> [String: Reading<ObservedPolicy>] {
    var readings: [String: Reading<ObservedPolicy>] = [:]
    for arn in set.policies.map(set.arn(of:)) {
      guard let policyVersions, !(isTruncated && policyVersions[arn] == nil) else {
        readings[arn] = .unreadable(
          ReadFailure(
            action: "iam:GetAccountAuthorizationDetails", subject: arn, reason: .failed,
            message: "the snapshot does not hold the managed policies of the account"))
        continue
      }
      guard let versions = policyVersions[arn], let document = managedPolicy(arn) else {
        readings[arn] = .absent
        continue
      }
      readings[arn] = .present(ObservedPolicy(arn: arn, versions: versions, document: document))
    }
    return readings
  }

  /// The documents of those managed policies that the snapshot holds and that can be read.
  public func library(of arns: [String]) -> PolicyLibrary {
    var documents: [String: PolicyDocument] = [:]
    for arn in arns { documents[arn] = managedPolicy(arn)?.policy }
    return PolicyLibrary(documents)
  }

  /// What the file tells of what stands around the roles that `set` wants.
  ///
  /// `pinned` are the ARNs of the managed policies whose documents count.
  public func surroundings(of set: RoleSet, pinned: Set<String>) -> Surroundings {
    let lookup = RoleLookup(roles.map { RoleLookup.Listed(name: $0.name, path: $0.path) })
    var keys: [String: String] = [:]
    for desired in set.roles {
      if let name = lookup.find(desired)?.name { keys[name] = desired.name }
    }
    var result = Surroundings(others: .present([]))
    var others: [BystanderRole] = []
    for role in roles {
      guard let key = keys[role.name] else {
        let trust = role.json["AssumeRolePolicyDocument"] ?? .null
        let document = Reading(
          returned: trust, as: .trust, "GetAccountAuthorizationDetails", of: role.name
        ).document
        if let document {
          others.append(
            BystanderRole(name: role.name, path: role.path, arn: role.arn, trust: document))
        }
        continue
      }
      if let profiles = role.json["InstanceProfileList"]?.array {
        let names = profiles.compactMap { $0["InstanceProfileName"]?.string }
        result.instanceProfiles[key] = .present(names)
      }
    }
    result.others =
      isTruncated
      ? .unreadable(
        ReadFailure(
          action: "iam:GetAccountAuthorizationDetails", subject: "*", reason: .failed,
          message: "the snapshot is truncated")) : .present(others)
    for arn in pinned {
      if let document = managedPolicy(arn) { result.managedPolicies[arn] = .present(document) }
    }
    return result
  }

  private func refuseOtherAccounts(than set: RoleSet) throws(SnapshotRefusal) {
    for role in roles {
      let parts = role.arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
      guard parts.count == 6, parts[0] == "arn" else {
        throw SnapshotRefusal(
          message: "role '\(role.name)' of the snapshot has '\(role.arn)' for an ARN",
          hint: "make the snapshot anew with 'aws iam get-account-authorization-details'")
      }
      guard parts[4] == set.account else {
        throw SnapshotRefusal(
          message: "the snapshot is of account \(parts[4]) and the spec is of \(set.account)",
          hint: "make the snapshot with credentials of account \(set.account)")
      }
      guard parts[1] == set.partition else {
        throw SnapshotRefusal(
          message: "the snapshot is of partition '\(parts[1])' and the spec of '\(set.partition)'",
          hint: nil)
      }
    }
  }
}

extension Snapshot.RoleEntry {
  /// The role with all that the file tells of it.
  ///
  /// `Snapshot.init` has checked the form.
  var observed: ObservedRole {
    let boundary = json["PermissionsBoundary"]?["PermissionsBoundaryArn"]?.string
    let tags = (json["Tags"]?.array ?? []).compactMap { tag -> Tag? in
      guard let key = tag["Key"]?.string, let value = tag["Value"]?.string else { return nil }
      return Tag(key, value)
    }
    let attached = (json["AttachedManagedPolicies"]?.array ?? []).compactMap {
      $0["PolicyArn"]?.string.map(ManagedPolicyAttachment.init(arn:))
    }
    let inline = (json["RolePolicyList"]?.array ?? []).compactMap {
      policy -> ObservedInlinePolicy? in
      guard let name = policy["PolicyName"]?.string, let document = policy["PolicyDocument"] else {
        return nil
      }
      return ObservedInlinePolicy(
        name: name,
        document: Reading(
          returned: document, as: .identity, "GetAccountAuthorizationDetails",
          of: "\(self.name)/\(name)"))
    }
    return ObservedRole(
      name: name, path: path, arn: arn, id: json["RoleId"]?.string,
      // AWS does not write these members; another tool may add them from ListRoles.
      description: json["Description"]?.string.map(Reading.present) ?? .absent,
      maxSessionDuration: json["MaxSessionDuration"]?.int.map(Reading.present) ?? .absent,
      trust: Reading(
        returned: json["AssumeRolePolicyDocument"] ?? .null, as: .trust,
        "GetAccountAuthorizationDetails", of: name),
      permissionsBoundary: boundary.map { .present(PermissionsBoundary(arn: $0)) } ?? .absent,
      tags: .present(tags), managedPolicies: .present(attached),
      inlinePolicies: .present(inline.sorted { $0.name < $1.name }))
  }
}

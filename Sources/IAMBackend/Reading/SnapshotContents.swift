public import IAMRoles
import JSONText

/// What a snapshot of an account holds, before it is a file.
///
/// The same account gives the same text: everything is in a decided order, and nothing in it changes by
/// itself.
public struct SnapshotContents: Hashable, Sendable {
  private let roles: [JSON]
  private let policies: [JSON]
  /// The identity providers; nil when they were not asked for.
  private let providers: [JSON]?
  /// Which roles of the account it holds.
  private let selection: RoleSelection
  /// How many roles of the account it does not hold.
  public let leftOutCount: Int

  /// The documents that IAM returned and that are not policies: the file has their texts.
  public let damage: [String]

  init(
    roles: [JSON], policies: [JSON], providers: [JSON]? = nil, damage: [String] = [],
    selection: RoleSelection = .all, leftOutCount: Int = 0
  ) {
    self.providers = providers
    self.roles = roles
    self.policies = policies
    self.damage = damage
    self.selection = selection
    self.leftOutCount = leftOutCount
  }

  /// The names of the roles, in the order of the file.
  public var roleNames: [String] { roles.compactMap { $0["RoleName"]?.string } }

  /// The same of some roles alone, with the managed policies that these have.
  public func only(_ selection: RoleSelection) -> SnapshotContents {
    guard !selection.isAll else { return self }
    let kept = roles.filter { selection.includes($0["RoleName"]?.string ?? "") }
    let held = Set(kept.flatMap(Self.policies(heldBy:)))
    let names = Set(kept.compactMap { $0["RoleName"]?.string })
    return SnapshotContents(
      roles: kept, policies: policies.filter { held.contains($0["Arn"]?.string ?? "") },
      providers: providers,
      damage: damage.filter { text in
        names.contains { text.hasPrefix("role '\($0)': ") }
          || held.contains { text.hasPrefix("managed policy '\($0)': ") }
      }, selection: selection, leftOutCount: roles.count - kept.count)
  }

  /// The ARNs of the managed policies that a role has, its boundary among them.
  static func policies(heldBy role: JSON) -> [String] {
    (role["AttachedManagedPolicies"]?.array ?? []).compactMap { $0["PolicyArn"]?.string }
      + (role["PermissionsBoundary"]?["PermissionsBoundaryArn"]?.string.map { [$0] } ?? [])
  }

  /// The number of roles.
  public var roleCount: Int { roles.count }
  /// The number of managed policies.
  public var policyCount: Int { policies.count }
  /// The number of identity providers; nil when they were not asked for.
  public var providerCount: Int? { providers?.count }

  /// The text of the file.
  ///
  /// - Parameters:
  ///   - isRedacted: whether account ids and unique ids become placeholders.
  ///   - takenAt: a point in time to be written into the file, which then is another one each time.
  public func text(isRedacted: Bool = false, takenAt: String? = nil) -> String {
    var json = JSON.object(
      [
        ("UserDetailList", .array([])), ("GroupDetailList", .array([])),
        ("RoleDetailList", .array(roles)), ("Policies", .array(policies)),
      ] + (providers.map { [(Snapshot.providersName, JSON.array($0))] } ?? []))
    if !selection.isAll {
      json = JSON(
        .object(
          [JSON.Member(Snapshot.onlyRolesName, .strings(selection.patterns))] + (json.object ?? [])
        ))
    }
    if isRedacted {
      var redaction = Redaction(own: account)
      json = redaction.redacted(json)
    }
    if let takenAt {
      json = JSON(
        .object((json.object ?? []) + [JSON.Member(Snapshot.takenAtName, .string(takenAt))]))
    }
    return json.text(.pretty) + "\n"
  }

  /// The accounts that the roles and the policies of no one but the account are of, the first one first.
  public var account: String? {
    for entity in roles + policies {
      let home = Snapshot.Home(role: "", arn: entity["Arn"]?.string ?? "")
      if !home.account.isEmpty, home.account != "aws" { return home.account }
    }
    return nil
  }
}

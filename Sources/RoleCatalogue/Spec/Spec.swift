public import IAMPolicy
public import IAMRoles
import JSONText

/// The choice of a person for one account: what `panorama-roles.json` holds.
public struct Spec: Hashable, Sendable {
  /// The 12-digit account id.
  public let account: String
  /// The partition, such as `aws` or `aws-cn`.
  public let partition: String
  /// The names of the role sets, or the paths of their files, in the order of their creation; never
  /// empty.
  public let roleSets: [String]
  /// The values of parameters of the chosen sets, in the order of their names.
  public let parameters: [ParameterValue]
  /// The applications that have a role each.
  public let applications: [ApplicationRole]
  /// The group roles for single devices.
  public let groupRoles: [GroupRole]
  /// On behalf of which devices the roles may be assumed.
  ///
  /// While the spec is open, `scope` says otherwise.
  public internal(set) var devices: DeviceScope
  /// Until when every device of the account counts, in place of these; no part of the choice.
  public var opened: DeviceOpening?
  /// The tags of every role that we make, in the order of their keys.
  public let tags: [Tag]
  /// The ARN of the boundary of every role that we make.
  public let permissionsBoundary: String?
  /// The quotas of the account, where AWS raised some.
  public let quotas: IAMQuotas
  /// The name that its roles are tagged with; nil for that of the first role set.
  public let name: String?
  /// The key of that tag; nil where the account forbids tags.
  public let ownershipKey: String?
  /// The fields of existing roles that are neither compared nor changed.
  public let unownedFields: [UnownedField]
  /// Whether policies that are over a quota are split.
  public var splitsPolicies = false
  /// Names and patterns of existing roles and policies that it takes over; no part of the choice.
  public var adopted: [String]
  /// What earlier runs wrote down of the roles that they made; no part of the choice.
  public var recorded: [RecordedRole]
  /// What managed policies said that the spec names and does not make, when 'apply' met them first; no part
  /// of the choice.
  public var recordedPolicies: [RecordedPolicy] = []
  /// What the role sets gave each role when it was last applied; no part of the choice.
  public var recordedParts: [RecordedParts] = []
  /// The ARNs of the managed policies and identity providers that runs made or adopted; no part of the choice.
  public var recordedResources: [String] = []
  /// The ARNs of those that a run is about to make, where no tag says whose they are; no part of the choice.
  public var pendingResources: [String] = []
  /// The differences that were accepted; no part of the choice.
  public var ignored: [DriftSuppression]

  /// The partitions that IAM is in.
  public static let partitions = PartitionName.all

  /// What is odd and no reason to refuse anything; lower-case start, no full stop.
  public var warnings: [String] { devices.devices.compactMap(\.warning) }

  init(
    account: String, partition: String, roleSets: [String], parameters: [ParameterValue],
    applications: [ApplicationRole], groupRoles: [GroupRole], devices: DeviceScope, tags: [Tag],
    permissionsBoundary: String?, quotas: IAMQuotas, name: String?, ownershipKey: String?,
    unownedFields: [UnownedField], adopted: [String], recorded: [RecordedRole],
    ignored: [DriftSuppression]
  ) {
    self.name = name
    self.ownershipKey = ownershipKey
    self.unownedFields = unownedFields
    self.adopted = adopted
    self.account = account
    self.partition = partition
    self.roleSets = roleSets
    self.parameters = parameters
    self.applications = applications
    self.groupRoles = groupRoles
    self.devices = devices
    self.tags = tags
    self.permissionsBoundary = permissionsBoundary
    self.quotas = quotas
    self.recorded = recorded
    self.ignored = ignored
  }

  /// The values for parameters, as the spec gives them.
  var values: ParameterValues {
    var own: [String: String] = [:]
    for parameter in parameters { own[parameter.name] = parameter.value }
    return ParameterValues(
      account: account, partition: partition, region: own["Region"], own: own)
  }

  /// The roles that are asked for beside those that a set always makes.
  var extras: RoleExtras { RoleExtras(applications: applications, groupRoles: groupRoles) }

  /// What the spec may change: what carries its name, what it recorded, and what a person adopts.
  public var ownership: Ownership {
    var ownership = Ownership(
      spec: name ?? Self.defaultName(of: roleSets), key: ownershipKey,
      recordedIDs: Dictionary(
        recorded.map { ($0.name, $0.id) }, uniquingKeysWith: { first, _ in first }),
      adopted: adopted)
    ownership.recordedResources = recordedResources
    ownership.pendingResources = pendingResources
    ownership.recordedParts = Dictionary(
      recordedParts.map { ($0.role, $0.pieces) }, uniquingKeysWith: { first, _ in first })
    return ownership
  }

  /// The name of the first role set, or of its file without folder and ending.
  static func defaultName(of roleSets: [String]) -> String {
    let first = roleSets.first ?? ""
    let file = first.split(separator: "/").last.map(String.init) ?? first
    return file.lowercased().hasSuffix(".json") ? String(file.dropLast(5)) : file
  }

  /// What another spec says differently, one sentence for each key; empty when both say the same.
  ///
  /// What was recorded or accepted is not a part of the choice and does not count.
  public func differences(from other: Spec) -> [String] {
    var result: [String] = []
    func compare(_ key: String, _ mine: String, _ theirs: String) {
      if mine != theirs { result.append("'\(key)' is \(theirs) there and \(mine) here") }
    }
    func list(_ texts: [String]) -> String {
      texts.isEmpty ? "empty" : texts.map { "'\($0)'" }.joined(separator: ", ")
    }
    func scope(_ devices: DeviceScope) -> String {
      switch devices {
      case .any: "empty"
      case .all: "every device"
      case .devices(let devices): list(devices.map(\.text).sorted())
      }
    }
    func boundary(_ arn: String?) -> String { arn.map { "'\($0)'" } ?? "none" }
    compare("account", "'\(account)'", "'\(other.account)'")
    compare("partition", "'\(partition)'", "'\(other.partition)'")
    if roleSets.map(RoleCatalogue.plainName) != other.roleSets.map(RoleCatalogue.plainName) {
      compare("roleSets", list(roleSets), list(other.roleSets))
    }
    compare(
      "parameters", list(parameters.map { "\($0.name)=\($0.value)" }),
      list(other.parameters.map { "\($0.name)=\($0.value)" }))
    compare(
      "applications", list(applications.map(\.words)), list(other.applications.map(\.words)))
    compare("groupRoles", list(groupRoles.map(\.words)), list(other.groupRoles.map(\.words)))
    compare("devices", scope(devices), scope(other.devices))
    compare(
      "tags", list(tags.map { "\($0.key)=\($0.value)" }),
      list(other.tags.map { "\($0.key)=\($0.value)" }))
    compare(
      "permissionsBoundary", boundary(permissionsBoundary), boundary(other.permissionsBoundary))
    func key(_ key: String?) -> String { key.map { "'\($0)'" } ?? "none" }
    compare("name", key(name), key(other.name))
    compare("ownershipTag", key(ownershipKey), key(other.ownershipKey))
    compare(
      "unowned", list(unownedFields.map(\.rawValue)), list(other.unownedFields.map(\.rawValue)))
    compare(
      "quotas.trustPolicySize", String(quotas.trustPolicySize), String(other.quotas.trustPolicySize)
    )
    compare(
      "quotas.managedPoliciesPerRole", String(quotas.managedPoliciesPerRole),
      String(other.quotas.managedPoliciesPerRole))
    func truth(_ isTrue: Bool) -> String { isTrue ? "true" : "false" }
    compare("splitPolicies", truth(splitsPolicies), truth(other.splitsPolicies))
    return result
  }
}

/// The value of one parameter of a role set.
public struct ParameterValue: Hashable, Sendable {
  /// The name of the parameter.
  public var name: String
  /// Its value.
  public var value: String

  /// Makes a value.
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// What a run wrote down of a role that it made.
public struct RecordedRole: Hashable, Sendable {
  /// The name of the role, as the role set has it.
  public var name: String
  /// `AROA…`, which no other role ever has.
  public var id: String
  /// Whether some of its changes are still to be made: nobody relies on what it may do so far.
  public var isUnfinished: Bool

  /// Makes a record.
  public init(name: String, id: String, isUnfinished: Bool = false) {
    self.name = name
    self.id = id
    self.isUnfinished = isUnfinished
  }
}

/// What a run wrote down of a managed policy that the spec names and does not make.
public struct RecordedPolicy: Hashable, Sendable {
  /// Its ARN.
  public var arn: String
  /// What it said.
  public var document: PolicyDocument

  /// Makes a record.
  public init(arn: String, document: PolicyDocument) {
    self.arn = arn
    self.document = document
  }
}

/// What a run wrote down of what the role set gave a role.
public struct RecordedParts: Hashable, Sendable {
  /// The name of the role, as the role set has it.
  public var role: String
  /// What the role set gave it.
  public var pieces: [RolePiece]

  /// Makes a record.
  public init(role: String, pieces: [RolePiece]) {
    self.role = role
    self.pieces = pieces
  }
}

extension ApplicationRole {
  fileprivate var words: String { namespace.map { "\(name) (\($0))" } ?? name }
}

extension GroupRole {
  fileprivate var words: String { "\(name) \(policy.document.text(.compact))" }
}

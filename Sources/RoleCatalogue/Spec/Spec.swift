public import IAMRoles

/// The choice of a person for one account: what `panorama-roles.json` holds.
public struct Spec: Hashable, Sendable {
  /// The 12-digit account id.
  public let account: String
  /// The partition, such as `aws` or `aws-cn`.
  public let partition: String
  /// The names of the role sets, in the order of their creation; never empty.
  public let roleSets: [String]
  /// On behalf of which devices the roles may be assumed.
  public let devices: DeviceScope
  /// The tags of every role that we make, in the order of their keys.
  public let tags: [Tag]
  /// The ARN of the boundary of every role that we make.
  public let permissionsBoundary: String?
  /// The quotas of the account, where AWS raised some.
  public let quotas: IAMQuotas

  /// The partitions that IAM is in.
  public static let partitions = [
    "aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc",
  ]

  /// What is odd and no reason to refuse anything; lower-case start, no full stop.
  public var warnings: [String] { devices.devices.compactMap(\.warning) }

  init(
    account: String, partition: String, roleSets: [String], devices: DeviceScope, tags: [Tag],
    permissionsBoundary: String?, quotas: IAMQuotas
  ) {
    self.account = account
    self.partition = partition
    self.roleSets = roleSets
    self.devices = devices
    self.tags = tags
    self.permissionsBoundary = permissionsBoundary
    self.quotas = quotas
  }

  /// What another spec says differently, one sentence for each key; empty when both say the same.
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
    compare("roleSets", list(roleSets), list(other.roleSets))
    compare("devices", scope(devices), scope(other.devices))
    compare(
      "tags", list(tags.map { "\($0.key)=\($0.value)" }),
      list(other.tags.map { "\($0.key)=\($0.value)" }))
    compare(
      "permissionsBoundary", boundary(permissionsBoundary), boundary(other.permissionsBoundary))
    compare(
      "quotas.trustPolicySize", String(quotas.trustPolicySize), String(other.quotas.trustPolicySize)
    )
    compare(
      "quotas.managedPoliciesPerRole", String(quotas.managedPoliciesPerRole),
      String(other.quotas.managedPoliciesPerRole))
    return result
  }
}

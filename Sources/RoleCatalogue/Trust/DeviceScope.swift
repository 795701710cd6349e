/// On behalf of which devices a service may assume a role.
public enum DeviceScope: Hashable, Sendable {
  /// No choice was made: what the role set says, for AWS Panorama the whole account without a
  /// condition on the device.
  case any
  /// These devices; never empty, none twice.
  case devices([DeviceARN])
  /// Every device of the account, by a pattern.
  case all

  /// The devices by name.
  public var devices: [DeviceARN] { if case .devices(let list) = self { list } else { [] } }
}

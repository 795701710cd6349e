public import IAMPolicy
import IAMRoles
import JSONText

/// A trust policy that has no room for all its devices, and what two of them by Region would say.
public struct DeviceSplit: Hashable, Sendable {
  /// One of the two trust policies.
  public struct Part: Hashable, Sendable {
    /// The Regions of its devices, in a fixed order.
    public var regions: [String]
    /// How many devices it names.
    public var count: Int
    /// The trust policy.
    public var document: PolicyDocument
  }

  /// The role.
  public var role: String
  /// How many devices there are.
  public var count: Int
  /// How many characters the trust policy has with all of them.
  public var size: Int
  /// How many it may have.
  public var quota: Int
  /// How many of the devices fit.
  public var fitting: Int
  /// The two trust policies; empty when all devices are in one Region.
  public var parts: [Part]
}

extension RoleCatalogue {
  /// The roles of a spec whose trust policy has no room for all devices.
  public func deviceSplits(of spec: Spec) -> [DeviceSplit] {
    spec.roleSets.compactMap(set(named:)).flatMap { splits(of: $0, for: spec) }
  }

  /// The same for one role set.
  func splits(of definition: RoleSetDefinition, for spec: Spec) -> [DeviceSplit] {
    let devices = spec.devices.devices
    let quota = spec.quotas.trustPolicySize
    let substitution = Substitution(values: spec.values.values, findings: ProblemCollector())
    return definition.roles.compactMap { role in
      guard role.takesDevices, !devices.isEmpty, case .ordinary(let trust) = role.kind else {
        return nil
      }
      let document = { (devices: [DeviceARN]) in
        role.trust(trust, substitution, .devices(devices)) ?? .trust([])
      }
      let size = document(devices).size
      guard size > quota else { return nil }
      let fitting = DeviceRoom.fitting(devices, quota: quota) { document($0.devices).size }
      let parts = DeviceARN.halves(of: devices).map { half in
        DeviceSplit.Part(
          regions: DeviceARN.regions.filter { region in half.contains { $0.region == region } },
          count: half.count, document: document(half))
      }
      return DeviceSplit(
        role: role.name, count: devices.count, size: size, quota: quota, fitting: fitting,
        parts: parts)
    }
  }

  /// The names of the roles of a spec that are held to devices, or can be.
  public func deviceRoles(of spec: Spec) throws(SpecError) -> [String] {
    var (all, any) = (spec, spec)
    (all.devices, all.opened) = (.all, nil)
    (any.devices, any.opened) = (.any, nil)
    return try roleSet(for: all).trusting(otherwiseThan: try roleSet(for: any))
  }
}

extension DeviceARN {
  /// The devices in two halves by Region, as equal as the Regions allow; none when there is one Region.
  fileprivate static func halves(of devices: [DeviceARN]) -> [[DeviceARN]] {
    let groups = regions.map { region in devices.filter { $0.region == region } }
      .filter { !$0.isEmpty }
    guard groups.count > 1 else { return [] }
    var halves: [[DeviceARN]] = [[], []]
    // The largest first, each to the smaller half.
    for group in groups.sorted(by: { $0.count > $1.count }) {
      halves[halves[0].count <= halves[1].count ? 0 : 1] += group
    }
    return halves
  }
}

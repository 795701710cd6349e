import IAMPolicy
import IAMRoles

extension ServiceTrust {
  /// The trust policy that says this for one account.
  ///
  /// `StringEquals` holds the account and `ArnLike` the resources, as AWS's guides write both
  /// (AWS Panorama Developer Guide, "AWS Panorama service roles and cross-service resources"; IAM User
  /// Guide, "The confused deputy problem").
  func policy(_ substitution: Substitution, devices: DeviceScope, at place: Places)
    -> PolicyDocument
  {
    let position = place.place(of: .trustPolicy)
    let account = substitution.values["Account"] ?? ""
    var clauses: [ConditionClause] = []
    var patterns = sourceARNs.map { substitution.text($0, at: position) }
    if takesDevices {
      switch devices {
      case .any: break
      case .devices(let list): patterns = list.map(\.text)
      case .all:
        patterns = [
          DeviceARN.pattern(
            account: account, partition: substitution.values["Partition"] ?? "aws")
        ]
      }
    }
    if !patterns.isEmpty { clauses.append(ConditionClause(.arnLike, "aws:SourceArn", patterns)) }
    if sourceAccount {
      clauses.append(ConditionClause(.stringEquals, "aws:SourceAccount", [account]))
    }
    let principals = services.map { Principal.service(substitution.text($0, at: position)) }
    // The clauses have different operators, so that no key can occur twice.
    return .trust([
      TrustStatement(
        .allow, .some(principals), when: ConditionBlock(checking: clauses) ?? ConditionBlock())
    ])
  }
}

/// How many devices a trust policy has room for.
enum DeviceRoom {
  /// The longest beginning of `devices` whose trust policy is within the quota.
  static func fitting(
    _ devices: [DeviceARN], quota: Int, size: (DeviceScope) -> Int
  ) -> Int {
    // Every further device makes the policy longer, so that halving finds the last that fits.
    var fits = 0
    var tooMany = devices.count + 1
    while tooMany - fits > 1 {
      let middle = fits + (tooMany - fits) / 2
      if size(.devices(Array(devices[..<middle]))) <= quota {
        fits = middle
      } else {
        tooMany = middle
      }
    }
    return fits
  }
}

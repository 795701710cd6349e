import JSONText

/// A service that this tool calls on its way to an account.
public enum AWSService: String, Hashable, Sendable, CaseIterable {
  /// Identity and Access Management.
  case iam
  /// Security Token Service.
  case sts
  /// The access portal of IAM Identity Center.
  case sso
  /// The service that renews tokens of IAM Identity Center.
  case ssoOIDC = "sso-oidc"

  /// The name of the service in settings: `sso_oidc`.
  var settingName: String { rawValue.replacing("-", with: "_") }
}

/// A separate part of AWS with accounts, names and hosts of its own.
public struct Partition: Hashable, Sendable {
  /// The name in ARNs: `aws`, `aws-cn`, `aws-us-gov`, ….
  public let id: String
  /// The Region that requests to IAM are signed for, which is not always the caller's.
  public let signingRegion: String
  /// How its Regions begin; a hyphen and two words follow.
  private let regionPrefixes: [String]
  /// The hosts by service; `{region}` stands for a Region.
  private let hosts: [AWSService: Hosts]

  /// The hosts of a service by what they can do.
  private struct Hosts: Hashable {
    let plain, fips, dualStack, fipsDualStack: String

    init?(_ json: JSON?) {
      guard let plain = json?["plain"]?.string, let fips = json?["fips"]?.string,
        let dualStack = json?["dualStack"]?.string, let both = json?["fipsDualStack"]?.string
      else { return nil }
      (self.plain, self.fips, self.dualStack, fipsDualStack) = (plain, fips, dualStack, both)
    }
  }

  private init?(_ json: JSON) {
    guard let id = json["id"]?.string, let region = json["signingRegion"]?.string else {
      return nil
    }
    self.id = id
    signingRegion = region
    regionPrefixes = json["regionPrefixes"]?.array?.compactMap(\.string) ?? []
    var hosts: [AWSService: Hosts] = [:]
    for service in AWSService.allCases {
      guard let found = Hosts(json["endpoints"]?[service.rawValue]) else { return nil }
      hosts[service] = found
    }
    self.hosts = hosts
  }

  /// All partitions; the first is the commercial one, which also takes Regions that are not known.
  ///
  /// They are read from `endpoints.json` when the first is asked for; a test reads every row.
  public static let all: [Partition] =
    (try? JSON(parsing: PackageResources.endpoints_json))?["partitions"]?.array?
    .compactMap { Partition($0) } ?? []

  /// The partition of that name.
  public static func named(_ id: String) -> Partition? {
    all.first { $0.id == id }
  }

  /// The partition of a Region (`eu-west-3`) or of a global pseudo-Region (`aws-cn-global`).
  public static func of(region: String) -> Partition {
    all.first { $0.isGlobal(region) || $0.regionPrefixes.contains { Self.fits(region, $0) } }
      ?? all[0]
  }

  /// The host of a service.
  func host(of service: AWSService, in region: String, fips: Bool, dualStack: Bool) -> String {
    guard let hosts = hosts[service] else { return "" }
    let host =
      switch (fips, dualStack) {
      case (false, false): hosts.plain
      case (true, false): hosts.fips
      case (false, true): hosts.dualStack
      case (true, true): hosts.fipsDualStack
      }
    return host.replacing("{region}", with: region)
  }

  /// Says whether that is this partition's pseudo-Region.
  func isGlobal(_ region: String) -> Bool { region == "\(id)-global" }

  /// The prefix, a word and a number: `us` fits `us-east-1` and not `us-gov-west-1`.
  private static func fits(_ region: String, _ prefix: String) -> Bool {
    guard region.hasPrefix("\(prefix)-") else { return false }
    let parts = region.dropFirst(prefix.count + 1)
      .split(separator: "-", omittingEmptySubsequences: false)
    return parts.count == 2 && !parts[0].isEmpty && !parts[1].isEmpty
      && parts[1].utf8.allSatisfy { (0x30...0x39).contains($0) }
  }
}

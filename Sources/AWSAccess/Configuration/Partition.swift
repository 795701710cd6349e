/// A separate part of AWS with accounts, names and hosts of its own.
public struct Partition: Hashable, Sendable {
  /// The name in ARNs: `aws`, `aws-cn`, `aws-us-gov`, ….
  public let id: String
  /// How its regions begin; two words follow.
  let regionPrefixes: [String]
  /// What hosts end with, without and with IPv6.
  let suffix, dualStackSuffix: String
  /// The hosts of IAM, which has one for the whole partition.
  let iam, iamFIPS, iamDualStack, iamFIPSDualStack: String
  /// The region that requests to IAM are signed for, which is not always the caller's.
  public let signingRegion: String
  /// The same for the FIPS hosts.
  let fipsSigningRegion: String

  private init(
    _ id: String, regions: [String], suffix: String, dualStack dualStackSuffix: String,
    iam: String, fips: String, dualStack iamDualStack: String, fipsDualStack: String,
    signing: String, fipsSigning: String? = nil
  ) {
    self.id = id
    regionPrefixes = regions
    self.suffix = suffix
    self.dualStackSuffix = dualStackSuffix
    self.iam = iam
    iamFIPS = fips
    self.iamDualStack = iamDualStack
    iamFIPSDualStack = fipsDualStack
    signingRegion = signing
    fipsSigningRegion = fipsSigning ?? signing
  }

  /// All partitions; the first is the commercial one, which also takes regions that are not known.
  ///
  /// From botocore's `partitions.json` and the endpoint rules of IAM. They sign for cn-north-1 in
  /// China although the partition's own main region is cn-northwest-1.
  public static let all = [
    commercial,
    Partition(
      "aws-cn", regions: ["cn-"], suffix: "amazonaws.com.cn",
      dualStack: "api.amazonwebservices.com.cn", iam: "iam.cn-north-1.amazonaws.com.cn",
      fips: "iam-fips.amazonaws.com.cn", dualStack: "iam.global.api.amazonwebservices.com.cn",
      fipsDualStack: "iam-fips.api.amazonwebservices.com.cn", signing: "cn-north-1",
      fipsSigning: "cn-northwest-1"),
    Partition(
      "aws-us-gov", regions: ["us-gov-"], suffix: "amazonaws.com", dualStack: "api.aws",
      iam: "iam.us-gov.amazonaws.com", fips: "iam.us-gov.amazonaws.com",
      dualStack: "iam.us-gov.api.aws", fipsDualStack: "iam.us-gov.api.aws",
      signing: "us-gov-west-1"),
    Partition(
      "aws-iso", regions: ["us-iso-"], suffix: "c2s.ic.gov", dualStack: "api.aws.ic.gov",
      iam: "iam.us-iso-east-1.c2s.ic.gov", fips: "iam-fips.us-iso-east-1.c2s.ic.gov",
      dualStack: "iam.api.aws.ic.gov", fipsDualStack: "iam-fips.api.aws.ic.gov",
      signing: "us-iso-east-1"),
    Partition(
      "aws-iso-b", regions: ["us-isob-"], suffix: "sc2s.sgov.gov", dualStack: "api.aws.scloud",
      iam: "iam.us-isob-east-1.sc2s.sgov.gov", fips: "iam-fips.us-isob-east-1.sc2s.sgov.gov",
      dualStack: "iam.api.aws.scloud", fipsDualStack: "iam-fips.api.aws.scloud",
      signing: "us-isob-east-1"),
    Partition(
      "aws-iso-e", regions: ["eu-isoe-"], suffix: "cloud.adc-e.uk",
      dualStack: "api.cloud-aws.adc-e.uk", iam: "iam.eu-isoe-west-1.cloud.adc-e.uk",
      fips: "iam-fips.cloud.adc-e.uk", dualStack: "iam.api.cloud-aws.adc-e.uk",
      fipsDualStack: "iam-fips.api.cloud-aws.adc-e.uk", signing: "eu-isoe-west-1"),
    Partition(
      "aws-iso-f", regions: ["us-isof-"], suffix: "csp.hci.ic.gov",
      dualStack: "api.aws.hci.ic.gov", iam: "iam.us-isof-south-1.csp.hci.ic.gov",
      fips: "iam-fips.csp.hci.ic.gov", dualStack: "iam.api.aws.hci.ic.gov",
      fipsDualStack: "iam-fips.api.aws.hci.ic.gov", signing: "us-isof-south-1"),
    Partition(
      "aws-eusc", regions: ["eusc-de-"], suffix: "amazonaws.eu",
      dualStack: "api.amazonwebservices.eu", iam: "iam.eusc-de-east-1.amazonaws.eu",
      fips: "iam-fips.amazonaws.eu", dualStack: "iam.api.amazonwebservices.eu",
      fipsDualStack: "iam-fips.api.amazonwebservices.eu", signing: "eusc-de-east-1"),
  ]

  private static let commercial = Partition(
    "aws", regions: ["us-", "eu-", "ap-", "sa-", "ca-", "me-", "af-", "il-", "mx-"],
    suffix: "amazonaws.com", dualStack: "api.aws", iam: "iam.amazonaws.com",
    fips: "iam-fips.amazonaws.com", dualStack: "iam.global.api.aws",
    fipsDualStack: "iam-fips.global.api.aws", signing: "us-east-1")

  /// The partition of that name.
  public static func named(_ id: String) -> Partition? {
    all.first { $0.id == id }
  }

  /// The partition of a region (`eu-west-3`) or of a global pseudo-region (`aws-cn-global`).
  public static func of(region: String) -> Partition {
    all.first { $0.isGlobal(region) || $0.regionPrefixes.contains { Self.fits(region, $0) } }
      ?? commercial
  }

  /// Says whether that is this partition's pseudo-region.
  func isGlobal(_ region: String) -> Bool { region == "\(id)-global" }

  /// The prefix, a word, a hyphen and a number: `us-` fits `us-east-1` and not `us-gov-west-1`.
  private static func fits(_ region: String, _ prefix: String) -> Bool {
    guard region.hasPrefix(prefix) else { return false }
    let parts = region.dropFirst(prefix.count)
      .split(separator: "-", omittingEmptySubsequences: false)
    return parts.count == 2 && !parts[0].isEmpty && !parts[1].isEmpty
      && parts[1].utf8.allSatisfy { (0x30...0x39).contains($0) }
  }
}

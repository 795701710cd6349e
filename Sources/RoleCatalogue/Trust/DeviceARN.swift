import JSONText

/// The ARN of an AWS Panorama Appliance: `arn:aws:panorama:REGION:ACCOUNT:device/ID`.
public struct DeviceARN: Hashable, Sendable {
  /// The partition; AWS Panorama was only in `aws`.
  public let partition: String
  /// One of `DeviceARN.regions`.
  public let region: String
  /// The 12-digit account id.
  public let account: String
  /// The id, `device-…`.
  public let id: String

  /// The Regions that AWS Panorama was in (AWS General Reference, "AWS Panorama endpoints and quotas").
  public static let regions = [
    "us-east-1", "us-west-2", "ca-central-1", "eu-west-1", "ap-southeast-1", "ap-southeast-2",
  ]

  /// The whole ARN.
  public var text: String { "arn:\(partition):panorama:\(region):\(account):device/\(id)" }

  /// The pattern that matches every device of an account, in every Region.
  public static func pattern(account: String, partition: String) -> String {
    "arn:\(partition):panorama:*:\(account):device/*"
  }

  /// What is odd about it and no reason to refuse it: every device id that was seen is `device-`
  /// and 26 of a–z and 2–7, but the API allows others.
  ///
  /// nil when nothing is.
  public var warning: String? {
    let suffix = id.dropFirst("device-".count).utf8
    let isUsual =
      id.hasPrefix("device-") && suffix.count == 26
      && suffix.allSatisfy { (97...122).contains($0) || (50...55).contains($0) }
    return isUsual
      ? nil
      : "device id '\(id)' is not 'device-' and 26 of the characters a-z and 2-7, as AWS gives them"
  }

  /// Why a text is not the ARN of a device of an account.
  public struct Problem: Error, Hashable, Sendable {
    /// One sentence: lower-case start, no full stop.
    public let message: String
    /// An act that helps.
    public let hint: String
  }

  /// Reads the ARN of a device of an account.
  ///
  /// Throws the first reason why it is not one.
  public init(_ text: String, account: String, partition: String) throws(Problem) {
    let form = "arn:\(partition):panorama:REGION:\(account):device/ID"
    func refuse(_ reason: String, _ hint: String) -> Problem {
      Problem(message: "device ARN '\(Self.shown(text))' \(reason)", hint: hint)
    }
    let fields = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
      .map(String.init)
    guard fields.count == 6, fields[0] == "arn" else {
      throw refuse("is not an ARN", "write '\(form)'")
    }
    if text.contains("*") || text.contains("?") {
      throw refuse("is a pattern", "use '--all-devices' for every device of the account")
    }
    guard fields[2] == "panorama" else {
      throw refuse("is of service '\(Self.shown(fields[2]))', not 'panorama'", "write '\(form)'")
    }
    guard fields[1] == partition else {
      throw refuse(
        "is of partition '\(Self.shown(fields[1]))', the account of '\(partition)'",
        "check the partition: a role cannot serve a device of another one")
    }
    guard Self.regions.contains(fields[3]) else {
      throw refuse(
        fields[3].isEmpty
          ? "has no Region"
          : "names Region '\(Self.shown(fields[3]))', where AWS Panorama never was",
        "the Regions are \(Self.regions.joined(separator: ", "))")
    }
    guard fields[4] == account else {
      throw refuse(
        fields[4].isEmpty
          ? "has no account"
          : "is of account '\(Self.shown(fields[4]))', the role of account '\(account)'",
        "check the account: a role cannot serve a device of another one")
    }
    guard fields[5].hasPrefix("device/") else {
      throw refuse("names '\(Self.shown(fields[5]))', which is not a device", "write '\(form)'")
    }
    let id = String(fields[5].dropFirst("device/".count))
    let isID = id.utf8.allSatisfy {
      (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0) || $0 == 45
        || $0 == 95
    }
    guard (1...255).contains(id.utf8.count), isID else {
      throw refuse(
        "has device id '\(Self.shown(id))', which is not 1 to 255 letters, digits, '-' and '_'",
        "copy the ARN from the AWS Panorama console or from 'aws panorama list-devices'")
    }
    self.partition = partition
    region = fields[3]
    self.account = account
    self.id = id
  }

  private static func shown(_ text: String) -> String {
    String(Shown.quoted(text).dropFirst().dropLast())
  }
}

/// An Amazon Resource Name: `arn:partition:service:region:account:resource`.
///
/// Region and account may be empty; the resource keeps every later colon
/// (AWS General Reference, "Amazon Resource Names").
public struct ARN: Hashable, Sendable {
  /// `aws`, `aws-cn`, `aws-us-gov` …; never empty.
  public let partition: String
  /// The service's name space, such as `iam`; never empty.
  public let service: String
  /// The Region, or the empty string.
  public let region: String
  /// The account id, or the empty string.
  ///
  /// Twelve digits are not demanded: `aws` occurs here too.
  public let account: String
  /// All that follows the fifth colon; never empty.
  public let resource: String

  /// Splits a text into the six fields; nil when it is not an ARN.
  public init?(_ text: String) {
    let fields = text.utf8.split(separator: 0x3A, maxSplits: 5, omittingEmptySubsequences: false)
    guard fields.count == 6, fields[0].elementsEqual("arn".utf8), !fields[1].isEmpty,
      !fields[2].isEmpty, !fields[5].isEmpty
    else { return nil }
    partition = String(Substring(fields[1]))
    service = String(Substring(fields[2]))
    region = String(Substring(fields[3]))
    account = String(Substring(fields[4]))
    resource = String(Substring(fields[5]))
  }

  /// The ARN as one text.
  public var text: String { "arn:\(partition):\(service):\(region):\(account):\(resource)" }
}

extension ARN: CustomStringConvertible {
  /// The ARN as one text.
  public var description: String { text }
}

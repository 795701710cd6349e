public import IAMRoles
public import JSONText

/// The requests that would be sent to one account, as one value to print.
public struct DryRun: Hashable, Sendable {
  /// The version of the JSON document's form.
  public static let schemaVersion = "1.0"

  /// The 12-digit account id.
  public let account: String
  /// The partition: `aws` or another one, such as `aws-cn`.
  public let partition: String
  /// The requests, in the order in which they would be sent.
  public let requests: [PlannedRequest]

  /// Makes a dry run.
  public init(account: String, partition: String, requests: [PlannedRequest]) {
    self.account = account
    self.partition = partition
    self.requests = requests
  }

  /// The one JSON document of a dry run: `schemaVersion`, `account`, `partition`, `requests`.
  public var json: JSON {
    .object([
      ("schemaVersion", .string(Self.schemaVersion)), ("account", .string(account)),
      ("partition", .string(partition)), ("requests", .array(requests.map(\.json))),
    ])
  }
}

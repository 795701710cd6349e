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
    var text = text
    let fields = text.withUTF8 { bytes -> (String, String, String, String, String)? in
      let prefix = "arn:".utf8
      guard bytes.starts(with: prefix) else { return nil }
      var start = prefix.count
      func next() -> String? {
        guard let colon = bytes[start...].firstIndex(of: UInt8(ascii: ":")) else { return nil }
        defer { start = colon + 1 }
        return String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<colon]), as: UTF8.self)
      }
      guard let partition = next(), let service = next(), let region = next(),
        let account = next(), start < bytes.count, !partition.isEmpty, !service.isEmpty
      else { return nil }
      let resource = UnsafeBufferPointer(rebasing: bytes[start...])
      return (partition, service, region, account, String(decoding: resource, as: UTF8.self))
    }
    guard let fields else { return nil }
    (partition, service, region, account, resource) = fields
  }

  /// The ARN as one text.
  public var text: String { "arn:\(partition):\(service):\(region):\(account):\(resource)" }
}

extension ARN: CustomStringConvertible {
  /// The ARN as one text.
  public var description: String { text }
}

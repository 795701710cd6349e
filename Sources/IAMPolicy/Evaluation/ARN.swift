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
    let fields = text.withUTF8 { Self.fields(of: $0) }
    guard let fields else { return nil }
    (partition, service, region) = (fields[0], fields[1], fields[2])
    (account, resource) = (fields[3], fields[4])
  }

  /// The fields behind `arn`; nil when the text is not an ARN.
  private static func fields(of bytes: UnsafeBufferPointer<UInt8>) -> [String]? {
    var starts = [0]
    for place in bytes.indices where bytes[place] == 0x3A {
      starts.append(place + 1)
      if starts.count == 6 { break }
    }
    guard starts.count == 6, bytes[..<3].elementsEqual("arn".utf8), starts[1] == 4 else {
      return nil
    }
    let ends = starts[2...].map { $0 - 1 } + [bytes.count]
    let fields = zip(starts[1...], ends).map { start, end in
      String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self)
    }
    return fields[0].isEmpty || fields[1].isEmpty || fields[4].isEmpty ? nil : fields
  }

  /// The ARN as one text.
  public var text: String { "arn:\(partition):\(service):\(region):\(account):\(resource)" }
}

extension ARN: CustomStringConvertible {
  /// The ARN as one text.
  public var description: String { text }
}

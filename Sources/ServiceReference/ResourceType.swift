extension ServiceReference {
  /// A kind of resource and the form of its ARN.
  public struct ResourceType: Sendable {
    /// The name in the reference, `bucket`.
    public let name: String
    /// The ARN with variables: `arn:${Partition}:s3:::${BucketName}`.
    public let arn: String
    /// The condition keys that test a resource of this type.
    public let conditionKeys: [ConditionKey]

    init(_ text: ReferenceText, _ line: Range<Int>, _ keys: [Range<Int>]) {
      let fields = text.fields(line, separator: UInt8(ascii: "|"))
      name = text.string(fields[0])
      arn = Self.arn(text, fields[1])
      conditionKeys = text.fields(fields[2], separator: UInt8(ascii: ".")).dropFirst().map {
        ConditionKey(text, keys[text.number($0)])
      }
    }

    /// The ARN of a field, in which the usual beginnings are one sign.
    static func arn(_ text: ReferenceText, _ field: Range<Int>) -> String {
      var arn = ""
      for byte in text.bytes(field) {
        switch byte {
        case UInt8(ascii: "@"): arn += "arn:${Partition}:"
        case UInt8(ascii: "#"): arn += "${Region}:${Account}"
        default: arn.unicodeScalars.append(Unicode.Scalar(byte))
        }
      }
      return arn
    }
  }
}

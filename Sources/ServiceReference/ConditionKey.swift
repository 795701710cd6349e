extension ServiceReference {
  /// A condition key of a service.
  public struct ConditionKey: Hashable, Sendable {
    /// What the values are, by which operators take them.
    public enum ValueType: String, Hashable, Sendable, CaseIterable {
      case string = "String"
      case arn = "ARN"
      case bool = "Bool"
      case numeric = "Numeric"
      case date = "Date"
      case ipAddress = "IPAddress"
    }

    /// The name, with a variable where a tag follows: `aws:RequestTag/${TagKey}`.
    public let name: String
    /// What its values are.
    public let valueType: ValueType
    /// Whether a request can have several values of the key.
    public let isMultivalued: Bool

    init(_ text: ReferenceText, _ line: Range<Int>) {
      let space = text.firstPlace(of: 32, in: line) ?? line.upperBound
      name = text.string(space + 1..<line.upperBound)
      isMultivalued = space - line.lowerBound == 2
      valueType =
        switch text[line.lowerBound] {
        case UInt8(ascii: "S"): .string
        case UInt8(ascii: "A"): .arn
        case UInt8(ascii: "B"): .bool
        case UInt8(ascii: "N"): .numeric
        case UInt8(ascii: "D"): .date
        case UInt8(ascii: "I"): .ipAddress
        default: preconditionFailure("a type of key that the reference does not define")
        }
    }

    /// Whether a name in a policy means this key: case has no meaning, and any text stands for the
    /// variable (`aws:RequestTag/team`, `s3:ExistingObjectTag/<key>`).
    public func isNamed(_ text: String) -> Bool {
      let own = name.utf8.map(folded)
      let other = text.utf8.map(folded)
      guard
        let start = own.firstIndex(where: { $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: "<") }),
        let end = own.firstIndex(where: { $0 == UInt8(ascii: "}") || $0 == UInt8(ascii: ">") })
      else { return own == other }
      let suffix = own[(end + 1)...]
      return other.count > start + suffix.count && other.starts(with: own[..<start])
        && other.suffix(suffix.count).elementsEqual(suffix)
    }
  }
}

import JSONText

/// Why a text is not what its element takes, and what to write instead.
struct SyntaxFault {
  let reason: String
  let hint: String
}

/// The form of an action: `service:Name` with wildcards in the name, or `*`.
///
/// IAM User Guide, "Grammar of the IAM JSON policy language": `<vendor>:<action>`. The characters of a
/// vendor are those that IAM's own refusal "Vendor … is not valid" leaves. IAM stores names that no
/// action has: AWS published ReadOnlyAccess v61 with `access-analyzer:ListTagsForResource ` (see
/// `ActionPattern.matchesNothing`).
enum ActionSyntax {
  static func fault(in text: String) -> SyntaxFault? {
    let bytes = text.utf8
    if bytes.withContiguousStorageIfAvailable(isPlain) ?? false { return nil }
    if bytes.elementsEqual(CollectionOfOne(UInt8(ascii: "*"))) { return nil }
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else {
      return SyntaxFault(
        reason: "it does not begin with a service", hint: "write it as 'service:Name', or '*'")
    }
    let service = bytes[..<colon]
    let name = bytes[bytes.index(after: colon)...]
    guard !name.contains(UInt8(ascii: ":")) else {
      return SyntaxFault(reason: "it has more than one colon", hint: "write it as 'service:Name'")
    }
    let isWhole = service.elementsEqual(CollectionOfOne(UInt8(ascii: "*")))
    guard !service.isEmpty, isWhole || service.allSatisfy(isVendor) else {
      return SyntaxFault(
        reason:
          "the service before the colon has other characters than letters, digits, '-' and '.'",
        hint: "name one service, such as 'iam', or write '*' alone")
    }
    guard name.allSatisfy(isName) else {
      return SyntaxFault(
        reason: "the name after the colon has other characters than letters, digits, '*' and '?'",
        hint: "write one action in each string; variables are not allowed in it")
    }
    return nil
  }

  /// Whether it begins with `sts:`, in any case.
  static func isOfSTS(_ text: String) -> Bool {
    var bytes = text.utf8.makeIterator()
    for wanted in [UInt8](arrayLiteral: 0x73, 0x74, 0x73, 0x3A) {
      guard let byte = bytes.next(), asciiLowercased(byte) == wanted else { return false }
    }
    return true
  }

  /// Whether it is `service:Name`, seen in one go.
  private static func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { return false }
    for byte in bytes[..<colon] where !isVendor(byte) { return false }
    for byte in bytes[(colon + 1)...] where !isName(byte) { return false }
    return true
  }

  private static func isVendor(_ byte: UInt8) -> Bool {
    byte.isLetterOrDigit || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
  }

  private static func isName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "-"), UInt8(ascii: "_"),
      UInt8(ascii: "."), UInt8(ascii: " "), UInt8(ascii: ","):
      true
    default: byte.isLetterOrDigit
    }
  }
}

/// The form of a resource: an ARN pattern, whole or short (`arn:aws:sqs`), or `*`.
///
/// IAM completes a short ARN with wildcards; one that has an empty field and fewer than five colons it
/// refuses ("failed legacy parsing"). Colons inside `${…}` do not divide fields.
enum ResourceSyntax {
  static func fault(in text: String, of kind: PolicyKind) -> SyntaxFault? {
    if text.utf8.elementsEqual(CollectionOfOne(UInt8(ascii: "*")))
      || text.utf8.withContiguousStorageIfAvailable(isPlain) ?? false
    {
      return nil
    }
    switch kind {
    // The policies of Amazon API Gateway write resources without the first fields of their ARN.
    case .resource where text.hasPrefix("execute-api:/"): return nil
    case .identity, .trust, .resource: break
    }
    let fields = self.fields(of: text)
    guard fields[0].utf8.elementsEqual("arn".utf8), fields.count > 1 else {
      return SyntaxFault(
        reason: "it is neither an ARN nor '*'",
        hint: "write an ARN such as 'arn:aws:s3:::bucket/*', or '*'")
    }
    guard isPartition(fields[1]) else {
      return SyntaxFault(
        reason: "\(Shown.quoted(String(fields[1]))) is not a partition",
        hint: "write 'aws', another partition such as 'aws-cn', or '*' after 'arn:'")
    }
    guard fields.count > 2, !fields[2].isEmpty else {
      return SyntaxFault(
        reason: "it names no service", hint: "write the service after the partition")
    }
    guard fields.count >= 6 || !fields.contains(where: \.isEmpty) else {
      return SyntaxFault(
        reason: "it has \(fields.count) of the six fields of an ARN, and an empty one among them",
        hint: "write all six, 'arn:partition:service:region:account:resource'")
    }
    return nil
  }

  /// Whether it is an ARN of the first partition with all its fields and without variables, seen in one go.
  private static func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let start: StaticString = "arn:aws:"
    guard bytes.count > start.utf8CodeUnitCount, bytes[start.utf8CodeUnitCount] != UInt8(ascii: ":")
    else { return false }
    for place in 0..<start.utf8CodeUnitCount where bytes[place] != start.utf8Start[place] {
      return false
    }
    var colons = 0
    for byte in bytes {
      if byte == UInt8(ascii: "$") { return false }
      if byte == UInt8(ascii: ":") { colons += 1 }
    }
    return colons >= 5
  }

  /// The partitions that there are, those that may come (`aws-…`), patterns and variables.
  private static func isPartition(_ text: Substring) -> Bool {
    let bytes = text.utf8
    if bytes.elementsEqual("aws".utf8) || text.hasPrefix("${")
      || bytes.contains(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") })
    {
      return true
    }
    return text.hasPrefix("aws-") && bytes.count > 4
      && bytes.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") }
  }

  /// The text divided at its first five colons, those inside of `${…}` excepted; never empty.
  private static func fields(of text: String) -> [Substring] {
    var fields: [Substring] = []
    fields.reserveCapacity(6)
    let bytes = text.utf8
    var start = bytes.startIndex
    var index = start
    while index < bytes.endIndex, fields.count < 5 {
      let after = bytes.index(after: index)
      switch bytes[index] {
      case UInt8(ascii: "$") where after < bytes.endIndex && bytes[after] == UInt8(ascii: "{"):
        let close = bytes[index...].firstIndex(of: UInt8(ascii: "}"))
        index = close.map { bytes.index(after: $0) } ?? bytes.endIndex
      case UInt8(ascii: ":"):
        fields.append(text[start..<index])
        start = after
        index = after
      default: index = after
      }
    }
    fields.append(text[start...])
    return fields
  }
}
